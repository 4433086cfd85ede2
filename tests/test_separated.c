/* The fast splitter and the fast numbers, against slow ones that a reader can follow. The
 * same tests are built again with AP_NARROW and with AP_PORTABLE, as for machines without
 * AVX-512 and without SSE2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/files.h"
#include "import/figures.h"
#include "import/separated.h"
#include "published_data.h"

/* A text of cells between margins, as a file has them. */
typedef struct ap_strip {
    char bytes[AP_FIGURES_MARGIN + 64 + AP_SEPARATED_MARGIN];
    const char *cells[2];
} ap_strip;

/* Read the number plainly, if it is plain; returns whether it is. */
static bool read_plainly(const char *number, double *out)
{
    ap_strip strip;
    const size_t column = 0;
    memset(strip.bytes, '7', sizeof strip.bytes);
    char *at = strip.bytes + AP_FIGURES_MARGIN;
    size_t length = strlen(number);
    memcpy(at, number, length);
    at[length] = ',';
    strip.cells[0] = at;
    strip.cells[1] = at + length + 1;
    return ap_figures_read(strip.cells, 1, &column, out) == 1;
}

/* The same double as strtod's, to the bit, by whichever way. */
static bool is_strtods(const char *number)
{
    double plain = 0;
    double slow = 0;
    double right = strtod(number, NULL);
    bool is_plain = read_plainly(number, &plain);
    bool is_read = ap_figure_read(number, &slow) == AP_READ;
    return is_read && memcmp(&slow, &right, sizeof right) == 0 &&
           (!is_plain || memcmp(&plain, &right, sizeof right) == 0);
}

static void plain_numbers_are_read_plainly(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "0",
        "7",
        "12345678",
        "1234567890123456",
        "4058.9207827613",
        "-1.3189383",
        "-0",
        "0.25",
        ".5",
        "5.",
        "123456.7890123456",
        "9007199254740992",
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        double value = 0;
        assert_true(read_plainly(plain[i], &value));
        assert_true(is_strtods(plain[i]));
    }
}

static void others_are_left_to_the_slow_way(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "",
        "-",
        ".",
        "1e3",
        "+5",
        " 5",
        "5 ",
        "1..2",
        "1.2.3",
        "--5",
        "12a4",
        "1,000",
        "/",
        ":",
        "\xb1",
        "\"5\"",
        "1-2",
        "0x1f",
        "nan",
        "12345678901234567",
        "9007199254740993",
        "1234567.12345678901",
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        double value = 0;
        if (read_plainly(odd[i], &value)) {
            fail_msg("\"%s\" was read as %g", odd[i], value);
        }
    }
}

/* A text and why it is no number. */
static void the_slow_way_says_why_not(void **state)
{
    (void)state;
    double value = 5;
    assert_int_equal(ap_figure_read("", &value), AP_UNREAD_BLANK);
    assert_int_equal(ap_figure_read("1e999", &value), AP_UNREAD_RANGE);
    static const char *const words[] = {"ten", "1,000", "nan", "inf", "0x10", "1e",  "1e+",
                                        ".",   "-",     "5 ",  " 5",  "£5",   "-.e5"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_int_equal(ap_figure_read(words[i], &value), AP_UNREAD_WORDS);
    }
    assert_true(value == 5);
    assert_int_equal(ap_figure_read("+.5e1", &value), AP_READ);
    assert_true(value == 5);
}

/* xorshift64: the same numbers at every run. */
static uint64_t drawn(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void every_number_is_strtods_to_the_last_bit(void **state)
{
    (void)state;
    uint64_t seed = 20230401;
    for (int i = 0; i < 300000; i++) {
        char number[40];
        int whole = (int)(drawn(&seed) % 19);
        int decimals = (int)(drawn(&seed) % 18);
        size_t length = drawn(&seed) % 4 == 0 ? 1 : 0;
        number[0] = '-';
        for (int d = 0; d < whole + decimals; d++) {
            if (d == whole) {
                number[length++] = '.';
            }
            number[length++] = (char)('0' + drawn(&seed) % 10);
        }
        number[length] = '\0';
        if (whole + decimals > 0 && !is_strtods(number)) {
            fail_msg("%s is not read as strtod reads it", number);
        }
    }
}

enum { CELLS_MOST = 13, CELL_SIZE = 24 };

/* A number, most of them plain, some as long as can be or longer, some odd. */
static void draw_cell(uint64_t *seed, char cell[CELL_SIZE])
{
    static const char odd[] = "-.+e \"/:x9";
    bool is_long = drawn(seed) % 16 == 0;
    size_t digits = 1 + drawn(seed) % (is_long ? 18 : 14);
    size_t point = drawn(seed) % (digits + 4);
    size_t length = 0;
    if (drawn(seed) % 4 == 0) {
        cell[length++] = '-';
    }
    for (size_t d = 0; d < digits; d++) {
        if (d == point) {
            cell[length++] = '.';
        }
        cell[length++] = (char)('0' + drawn(seed) % 10);
    }
    cell[length] = '\0';
    if (drawn(seed) % 48 == 0) {
        cell[drawn(seed) % length] = odd[drawn(seed) % (sizeof odd - 1)];
    }
    if (drawn(seed) % 96 == 0) {
        cell[drawn(seed) % 3 % length] = '\0';
    }
}

/* Several cells at once, between commas and in any order of columns, against each alone. */
static void a_row_of_numbers_is_read_as_each_is_alone(void **state)
{
    (void)state;
    uint64_t seed = 20250401;
    size_t whole_rows = 0;
    for (int round = 0; round < 100000; round++) {
        char bytes[AP_FIGURES_MARGIN + CELLS_MOST * CELL_SIZE + AP_SEPARATED_MARGIN];
        char cells[CELLS_MOST][CELL_SIZE];
        const char *starts[CELLS_MOST + 1];
        size_t columns[CELLS_MOST];
        double out[CELLS_MOST];
        size_t count = 1 + drawn(&seed) % CELLS_MOST;
        size_t turn = drawn(&seed) % count;
        size_t plain = 0;
        memset(bytes, ',', sizeof bytes);
        starts[0] = bytes + AP_FIGURES_MARGIN;
        for (size_t c = 0; c < count; c++) {
            draw_cell(&seed, cells[c]);
            memcpy(bytes + (starts[c] - bytes), cells[c], strlen(cells[c]));
            starts[c + 1] = starts[c] + strlen(cells[c]) + 1;
            columns[c] = (c + turn) % count;
        }
        double alone = 0;
        while (plain < count && read_plainly(cells[columns[plain]], &alone)) {
            plain++;
        }
        assert_int_equal(ap_figures_read(starts, count, columns, out), plain);
        for (size_t k = 0; k < plain; k++) {
            assert_true(read_plainly(cells[columns[k]], &alone));
            assert_memory_equal(&out[k], &alone, sizeof alone);
            assert_true(is_strtods(cells[columns[k]]));
        }
        whole_rows += plain == count ? 1 : 0;
    }
    assert_in_range(whole_rows, 20000, 90000);
}

/* One byte at a time, as a reader would: where the cells of all rows begin and how many
 * there are. */
static size_t split_slowly(const char *bytes, size_t length, size_t starts[], size_t rows[])
{
    size_t count = 0;
    size_t row = 0;
    size_t first = 0;
    bool is_quoted = false;
    starts[count++] = 0;
    for (size_t i = 0; i <= length; i++) {
        is_quoted = i < length && is_quoted != (bytes[i] == '"');
        bool is_end = i == length || (bytes[i] == '\n' && !is_quoted);
        if (is_end || (bytes[i] == ',' && !is_quoted)) {
            starts[count++] = i + 1;
        }
        if (is_end) {
            rows[row++] = count - 1 - first;
            first = count - 1;
        }
    }
    return row;
}

/* Random texts of the characters that matter, long enough for blocks to matter. */
static void cells_begin_where_a_slow_reader_finds_them(void **state)
{
    (void)state;
    enum { MOST = 9000 };
    static char bytes[MOST + AP_SEPARATED_MARGIN];
    static size_t starts[MOST + 2];
    static size_t rows[MOST + 2];
    static ap_separated text;
    uint64_t seed = 20240401;
    for (int round = 0; round < 300; round++) {
        size_t length = drawn(&seed) % (round % 2 == 0 ? 200 : MOST);
        size_t quotes = 0;
        uint64_t density = 3 + drawn(&seed) % 40;
        for (size_t i = 0; i < length; i++) {
            uint64_t which = drawn(&seed) % density;
            bytes[i] = which == 0 ? '\n' : which == 1 ? ',' : which == 2 ? '"' : 'x';
            bytes[i] = drawn(&seed) % 3 == 0 && bytes[i] == '"' ? 'y' : bytes[i];
            quotes += bytes[i] == '"' ? 1 : 0;
        }
        if (quotes % 2 == 1) {
            bytes[length++] = '"';
        }
        size_t count = split_slowly(bytes, length, starts, rows);
        size_t at = 0;
        ap_separated_start(&text, bytes, length);
        for (size_t row = 0; row < count; row++) {
            assert_true(ap_separated_next(&text));
            assert_int_equal(text.line, (long)row + 1);
            assert_int_equal(text.count, rows[row]);
            for (size_t c = 0; c <= rows[row] && c <= AP_CELLS_MOST; c++) {
                assert_int_equal(text.cells[c] - bytes, starts[at + c]);
            }
            at += rows[row];
        }
        assert_false(ap_separated_next(&text));
        assert_false(text.is_open);
    }
}

/* Wherever the row begins in what is looked ahead. */
static void a_row_of_thousands_of_cells_is_counted(void **state)
{
    (void)state;
    static ap_separated text;
    for (int before = 0; before < 70; before++) {
        ap_text bytes = {0};
        ap_text_print(&bytes, "%*s\n", before, "");
        for (int i = 0; i < 9999; i++) {
            ap_text_add(&bytes, ",", 1);
        }
        ap_text_print(&bytes, "\na,b\n%*s", AP_SEPARATED_MARGIN, "");
        ap_separated_start(&text, bytes.bytes, bytes.length - AP_SEPARATED_MARGIN);
        assert_true(ap_separated_next(&text));
        assert_int_equal(text.count, 1);
        assert_true(ap_separated_next(&text));
        assert_int_equal(text.count, 10000);
        assert_true(ap_separated_next(&text));
        assert_int_equal(text.count, 2);
        assert_memory_equal(text.cells[0], "a,b", 3);
        ap_text_free(&bytes);
    }
}

static void bytes_that_are_not_ascii_are_seen(void **state)
{
    (void)state;
    char bytes[200 + AP_SEPARATED_MARGIN];
    static ap_separated text;
    for (size_t at = 0; at < 200; at++) {
        for (size_t kind = 0; kind < 3; kind++) {
            static const char odd[] = {0, (char)0x80, (char)0xff};
            memset(bytes, 'x', sizeof bytes);
            bytes[at] = odd[kind];
            assert_int_equal(ap_ascii_length(bytes, 200), at);
            ap_separated_start(&text, bytes, 200);
            assert_true(ap_separated_next(&text));
            assert_false(text.is_ascii);
        }
    }
}

/* Every cell of a published file that is a number is strtod's. */
static void published_numbers_are_strtods(void **state)
{
    (void)state;
    static const char *const years[] = {"2022-23", "2023-24", "2024-25", "2025-26"};
    static ap_separated text;
    for (size_t f = 0; f < sizeof years / sizeof years[0] && data_folder() != NULL; f++) {
        char path[PATH_SIZE];
        ap_file_view view = {0};
        (void)snprintf(path, sizeof path, "%s/nhse/practices-%s.csv", data_folder(),
                       years[f]);
        assert_int_equal(ap_file_view_open(path, &view, NULL), AP_OK);
        ap_separated_start(&text, view.bytes, view.length);
        assert_true(ap_separated_next(&text));
        while (ap_separated_next(&text)) {
            for (size_t c = 20; c < text.count; c++) {
                char room[256];
                const char *cell = NULL;
                (void)ap_separated_texts(&text, 1, &c, room, &cell);
                assert_true(cell[0] == '\0' || is_strtods(cell));
            }
        }
        ap_file_view_close(&view);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers_are_read_plainly),
        cmocka_unit_test(others_are_left_to_the_slow_way),
        cmocka_unit_test(the_slow_way_says_why_not),
        cmocka_unit_test(every_number_is_strtods_to_the_last_bit),
        cmocka_unit_test(a_row_of_numbers_is_read_as_each_is_alone),
        cmocka_unit_test(cells_begin_where_a_slow_reader_finds_them),
        cmocka_unit_test(a_row_of_thousands_of_cells_is_counted),
        cmocka_unit_test(bytes_that_are_not_ascii_are_seen),
        cmocka_unit_test(published_numbers_are_strtods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
