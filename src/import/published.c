#include "import/published.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/decode.h"
#include "data/finding.h"
#include "import/figures.h"
#include "import/processor.h"
#include "import/separated.h"

/* Those of the known columns that the file has, of one kind. */
typedef struct ap_taken {
    size_t count;
    size_t columns[AP_KNOWN_MOST]; /* of the file */
    size_t offsets[AP_KNOWN_MOST]; /* of their fields in the struct of a row */
    double least[AP_KNOWN_MOST];   /* a number may be: 0 where it is a count */
    const ap_known_column *known[AP_KNOWN_MOST];
} ap_taken;

/* Cells read as 0, and the line of the first. */
typedef struct ap_zeros {
    size_t count;
    long line;
} ap_zeros;

typedef struct ap_reading {
    const ap_expected *expected;
    ap_problems *problems;
    ap_published *out;
    ap_separated text;
    char *store;     /* where the next text of a row goes */
    bool has_lines;  /* is there a line end? */
    bool is_checked; /* what is not ASCII has been looked at */
    bool is_refused; /* it is no text, which is a problem already */
    ap_text decoded; /* what was not UTF-8, as UTF-8 */
    size_t width;    /* cells of the header row, and so of every row */
    const char *headers[AP_CELLS_MOST];
    ap_taken texts; /* the key is the first */
    ap_taken numbers;
    const char *key;            /* of the row before */
    double row[AP_KNOWN_MOST];  /* the numbers of the row in hand; beyond them 0 */
    double sums[AP_KNOWN_MOST]; /* of each of the numbers, */
    double lost[AP_KNOWN_MOST]; /* and what rounding has taken from them */
    ap_zeros zeros[AP_KNOWN_MOST];
} ap_reading;

enum { AT_ONCE = 4, FETCHED = 1024, LINE = 64 };

_Static_assert(AP_KNOWN_MOST % AT_ONCE == 0, "sums are added a few at once");

/* Add the numbers of a row without loss (Knuth's two-sum): what rounding takes from a sum
 * is a double, exactly, and summed apart. Always a few at once, which vectors can do: those
 * beyond the count are 0. */
static void add_up(size_t count, const double numbers[restrict], double sums[restrict],
                   double lost[restrict])
{
    for (size_t first = 0; first < count; first += AT_ONCE) {
        for (size_t k = 0; k < AT_ONCE; k++) {
            double *so_far = &sums[first + k];
            double number = numbers[first + k];
            double sum = *so_far + number;
            double part = sum - *so_far;
            lost[first + k] += (*so_far - (sum - part)) + (number - part);
            *so_far = sum;
        }
    }
}

/* One cell as text that need not last. */
static const char *value_of(const ap_reading *reading, size_t column)
{
    const char *value = NULL;
    (void)ap_separated_texts(&reading->text, 1, &column, reading->store, &value);
    return value;
}

static ap_spot spot_of(const ap_reading *reading, size_t column, const char *value)
{
    return (ap_spot){
        .file = reading->expected->file,
        .line = reading->text.line,
        .column = reading->headers[column],
        .value = value,
    };
}

static void find_blank(const ap_reading *reading, size_t column)
{
    ap_find(reading->problems, spot_of(reading, column, ""),
            "fill it in, or take the row out", "every row has something in this column");
}

static bool is_utf8(const char *bytes, size_t length)
{
    size_t at = ap_ascii_length(bytes, length);
    while (at < length) {
        size_t size = ap_text_character(bytes + at);
        if (size == 0 || size > length - at) {
            return false;
        }
        at += size;
        at += ap_ascii_length(bytes + at, length - at);
    }
    return true;
}

/* Start again at the row in hand, with the text from there on decoded. Blank lines stand
 * for the rows that have been read, so that lines are numbered as in the file. */
static ap_status decode_rest(ap_reading *reading, ap_error *err)
{
    static const char margin[AP_SEPARATED_MARGIN] = "";
    ap_status status = AP_OK;
    ap_separated *text = &reading->text;
    const char *encoding = NULL;
    ap_text rest = {0};
    for (long line = 1; line < text->line; line++) {
        ap_text_add(&rest, "\n", 1);
    }
    ap_text_add(&rest, text->cells[0], (size_t)(text->end - text->cells[0]));
    if (rest.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, reading->expected->file, "its text"));
    }
    AP_TRY(ap_decode(reading->expected->file, rest.bytes, rest.length, reading->problems,
                     &reading->decoded, &encoding, err));
    size_t length = encoding == NULL ? 0 : reading->decoded.length;
    ap_text_add(&reading->decoded, margin, sizeof margin);
    if (reading->decoded.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, reading->expected->file, "its text"));
    }
    reading->is_refused = encoding == NULL;
    ap_separated_start(text, reading->decoded.bytes, length);
done:
    ap_text_free(&rest);
    return status;
}

/* Is there nothing in the row? A key begins with a letter or a digit, which is seen
 * soonest.
 */
static bool is_blank(const ap_reading *reading)
{
    const ap_separated *text = &reading->text;
    size_t key = reading->texts.columns[0];
    bool has_key = key < text->count && isalnum((unsigned char)text->cells[key][0]);
    return !has_key && ap_separated_is_blank(text);
}

/* Go to the next row that is not blank. Most files are fine as they are: text in UTF-8,
 * with lines that end in LF. For others there is the decoder. */
static ap_status next_row(ap_reading *reading, bool *is_there, ap_error *err)
{
    ap_status status = AP_OK;
    ap_separated *text = &reading->text;
    do {
        *is_there = ap_separated_next(text);
        bool is_plain = text->is_ascii && reading->has_lines;
        if (*is_there && !is_plain && !reading->is_checked) {
            reading->is_checked = true;
            size_t length = (size_t)(text->end - text->cells[0]);
            if (!reading->has_lines || !is_utf8(text->cells[0], length)) {
                AP_TRY(decode_rest(reading, err));
                *is_there = !reading->is_refused && ap_separated_next(text);
            }
        }
    } while (*is_there && is_blank(reading));
done:
    return status;
}

/* Put those of the known columns that are in the file in the two lists. */
static void take_columns(ap_reading *reading, const size_t at[])
{
    for (size_t k = 0; k < reading->expected->count; k++) {
        const ap_known_column *known = &reading->expected->known[k];
        ap_taken *taken =
            known->kind == AP_COLUMN_TEXT ? &reading->texts : &reading->numbers;
        reading->out->has[k] = at[k] != SIZE_MAX;
        if (at[k] != SIZE_MAX) {
            taken->columns[taken->count] = at[k];
            taken->offsets[taken->count] = known->offset;
            taken->least[taken->count] = known->kind == AP_COLUMN_COUNT ? 0 : -INFINITY;
            taken->known[taken->count++] = known;
        }
    }
}

/* Read the header row, the first that is not blank. False when the layout is unknown. */
static bool read_header(ap_reading *reading, bool is_there)
{
    size_t columns[AP_CELLS_MOST] = {0};
    size_t count = is_there ? reading->text.count : 0;
    count = count < AP_CELLS_MOST ? count : AP_CELLS_MOST;
    for (size_t j = 0; j < count; j++) {
        columns[j] = j;
    }
    reading->store = ap_separated_texts(&reading->text, count, columns, reading->store,
                                        reading->headers);
    reading->width = reading->text.count;
    ap_header header = {.file = reading->expected->file,
                        .line = is_there ? reading->text.line : 0,
                        .count = count,
                        .names = reading->headers};
    size_t at[AP_KNOWN_MOST];
    bool is_known = ap_layout_find(&header, reading->expected->count,
                                   reading->expected->known, reading->problems, at);
    take_columns(reading, at);
    return is_known;
}

/* A number that is not written plainly; 0 where it is blank or none. */
static double read_oddly(ap_reading *reading, size_t k)
{
    size_t column = reading->numbers.columns[k];
    ap_blank blank = reading->numbers.known[k]->blank;
    const char *value = value_of(reading, column);
    double number = 0;
    ap_unread unread = ap_figure_read(value, &number);
    if (unread == AP_UNREAD_BLANK && blank == AP_BLANK_WRONG) {
        find_blank(reading, column);
    } else if (unread == AP_UNREAD_BLANK && blank == AP_BLANK_NOTED) {
        ap_zeros *zeros = &reading->zeros[k];
        zeros->line = zeros->count == 0 ? reading->text.line : zeros->line;
        zeros->count++;
    } else if (unread == AP_UNREAD_RANGE) {
        ap_find(reading->problems, spot_of(reading, column, value), "correct it",
                "a number is below 1.8e308 in size");
    } else if (unread == AP_UNREAD_WORDS) {
        ap_find(reading->problems, spot_of(reading, column, value),
                "write the figure alone, without thousands separators and units",
                "a number is written 1234.5");
    }
    return number;
}

/* Numbers of the row below what they may be. */
static void find_below(const ap_reading *reading)
{
    const ap_taken *taken = &reading->numbers;
    for (size_t k = 0; k < taken->count; k++) {
        if (reading->row[k] < taken->least[k]) {
            size_t column = taken->columns[k];
            ap_find(reading->problems, spot_of(reading, column, value_of(reading, column)),
                    "correct it", "this column is counted from 0 up");
        }
    }
}

static void read_numbers(ap_reading *reading, char *row)
{
    const ap_taken *taken = &reading->numbers;
    double *numbers = reading->row;
    size_t k = 0;
    for (;;) {
        k += ap_figures_read(reading->text.cells, taken->count - k, taken->columns + k,
                             numbers + k);
        if (k == taken->count) {
            break;
        }
        numbers[k] = read_oddly(reading, k);
        k++;
    }
    add_up(taken->count, numbers, reading->sums, reading->lost);
    bool is_below = false;
    for (k = 0; k < taken->count; k++) {
        memcpy(row + taken->offsets[k], &numbers[k], sizeof numbers[k]);
        is_below |= numbers[k] < taken->least[k];
    }
    if (is_below) {
        find_below(reading);
    }
}

static void read_texts(ap_reading *reading, char *row)
{
    const ap_taken *taken = &reading->texts;
    const char *texts[AP_KNOWN_MOST];
    reading->store = ap_separated_texts(&reading->text, taken->count, taken->columns,
                                        reading->store, texts);
    if (strcmp(reading->key, texts[0]) >= 0) {
        reading->out->is_ascending = false;
    }
    reading->key = texts[0];
    for (size_t k = 0; k < taken->count; k++) {
        memcpy(row + taken->offsets[k], &texts[k], sizeof texts[k]);
        if (texts[k][0] == '\0' && taken->known[k]->blank == AP_BLANK_WRONG) {
            find_blank(reading, taken->columns[k]);
        }
    }
}

/* Is the row as wide as the header row? If not, its cells are not what they seem. */
static bool is_whole(const ap_reading *reading)
{
    bool is_same = reading->text.count == reading->width;
    if (!is_same) {
        ap_find(reading->problems,
                (ap_spot){.file = reading->expected->file, .line = reading->text.line},
                "put text that has a comma or a line end between quotation marks",
                "a row has as many cells as the header row, %zu; this one has %zu",
                reading->width, reading->text.count);
    }
    return is_same;
}

/* Rows and texts are written to memory that was last used long ago, if at all: it is sent
 * for some rows ahead. */
static void fetch(const ap_reading *reading, const char *row)
{
    for (size_t at = 0; at < reading->expected->row_size; at += LINE) {
        ap_fetch(row, FETCHED + at);
    }
    ap_fetch(reading->store, FETCHED);
    ap_fetch(reading->store, FETCHED + LINE);
}

static ap_status read_row(ap_reading *reading, ap_error *err)
{
    const ap_expected *expected = reading->expected;
    ap_published *out = reading->out;
    void *rows = ap_grown(out->rows, out->count, expected->row_size);
    if (rows == NULL) {
        return ap_fail(err, AP_NO_MEMORY, expected->file, "its rows");
    }
    out->rows = rows;
    char *row = (char *)rows + out->count++ * expected->row_size;
    fetch(reading, row);
    memcpy(row, expected->blank, expected->row_size);
    memcpy(row + expected->line_offset, &reading->text.line, sizeof reading->text.line);
    read_numbers(reading, row);
    read_texts(reading, row);
    return AP_OK;
}

/* Read the header row and those below it. */
static ap_status read_all(ap_reading *reading, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_there = false;
    AP_TRY(next_row(reading, &is_there, err));
    if (reading->is_refused || !read_header(reading, is_there)) {
        return AP_OK;
    }
    for (;;) {
        AP_TRY(next_row(reading, &is_there, err));
        if (!is_there) {
            break;
        }
        if (is_whole(reading)) {
            AP_TRY(read_row(reading, err));
        }
    }
    if (reading->text.is_open) {
        ap_find(reading->problems,
                (ap_spot){.file = reading->expected->file, .line = reading->text.line},
                "close it, or double it where it belongs to the text",
                "a quotation mark that opens in a row is closed");
    }
done:
    return status;
}

/* What the rows came to: sums, and a note for each column with cells read as 0. */
static void conclude(ap_reading *reading)
{
    const ap_taken *taken = &reading->numbers;
    for (size_t k = 0; k < taken->count; k++) {
        size_t which = (size_t)(taken->known[k] - reading->expected->known);
        reading->out->sums[which] = reading->sums[k] + reading->lost[k];
        if (reading->zeros[k].count > 0) {
            ap_text words = {0};
            ap_text_print(&words, "%zu blank cell%s, the first in this row",
                          reading->zeros[k].count, reading->zeros[k].count == 1 ? "" : "s");
            ap_problems_add(reading->problems,
                            (ap_problem){.severity = AP_NOTE,
                                         .file = reading->expected->file,
                                         .line = reading->zeros[k].line,
                                         .column = reading->headers[taken->columns[k]],
                                         .value = words.bytes,
                                         .rule = "a blank cell was read as 0"});
            ap_text_free(&words);
        }
    }
}

/* How much longer text may get when it is decoded. */
enum { GROWTH_MOST = 3 };

ap_status ap_published_read(const ap_expected *expected, const ap_file_view *view,
                            ap_problems *problems, ap_published *out, ap_error *err)
{
    static const char mark[] = "\xef\xbb\xbf"; /* byte order */
    size_t skipped = view->length >= 3 && memcmp(view->bytes, mark, 3) == 0 ? 3 : 0;
    ap_reading *reading = calloc(1, sizeof *reading);
    *out = (ap_published){.is_ascending = true,
                          .text =
                              malloc(GROWTH_MOST * view->length + 1 + AP_SEPARATED_MARGIN)};
    if (reading == NULL || out->text == NULL) {
        free(reading);
        return ap_fail(err, AP_NO_MEMORY, expected->file, "its text");
    }
    reading->expected = expected;
    reading->problems = problems;
    reading->out = out;
    reading->store = out->text;
    reading->key = "";
    reading->has_lines = memchr(view->bytes, '\n', view->length) != NULL;
    ap_separated_start(&reading->text, view->bytes + skipped, view->length - skipped);
    ap_status status = read_all(reading, err);
    conclude(reading);
    ap_text_free(&reading->decoded);
    free(reading);
    return status;
}
