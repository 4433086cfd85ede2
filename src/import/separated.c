#include "import/separated.h"

#include <string.h>

#if defined(__SSE2__) && !defined(AP_PORTABLE)
#define AP_HAS_SSE2 1
#include <emmintrin.h>
#endif

enum { BLOCK = 64, AT_ONCE = 8, SHORT = 48 };

#define LAST_BIT (1ULL << (BLOCK - 1))

/* What stands in a block, one bit a byte. */
typedef struct ap_marks {
    uint64_t separators; /* commas and line ends */
    uint64_t line_ends;
    uint64_t quotes;
    bool is_ascii; /* without zero bytes */
} ap_marks;

#ifdef AP_HAS_SSE2

static uint64_t bits_of(__m128i found)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(found);
}

static uint64_t bits_where(const char *block, char byte)
{
    uint64_t bits = 0;
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const void *)(block + i));
        bits |= bits_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte))) << i;
    }
    return bits;
}

/* Quotation marks and bytes that are not ASCII are in few blocks, so that they are looked
 * for in one go and told apart only where there are some. A byte beyond ASCII has the very
 * bit that is looked at. */
static ap_marks marks_of(const char *block)
{
    const __m128i zero = _mm_setzero_si128();
    __m128i rare = zero;
    __m128i high = zero;
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const void *)(block + i));
        rare = _mm_or_si128(rare, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        high = _mm_or_si128(high, _mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, zero)));
    }
    ap_marks marks = {.line_ends = bits_where(block, '\n'), .is_ascii = true};
    marks.separators = bits_where(block, ',') | marks.line_ends;
    if (bits_of(_mm_or_si128(rare, high)) != 0) {
        marks.quotes = bits_where(block, '"');
        marks.is_ascii = bits_of(high) == 0;
    }
    return marks;
}

#else

static ap_marks marks_of(const char *block)
{
    ap_marks marks = {.is_ascii = true};
    for (int i = 0; i < BLOCK; i++) {
        marks.separators |= (uint64_t)(block[i] == ',' || block[i] == '\n') << i;
        marks.line_ends |= (uint64_t)(block[i] == '\n') << i;
        marks.quotes |= (uint64_t)(block[i] == '"') << i;
        marks.is_ascii = marks.is_ascii && (signed char)block[i] > 0;
    }
    return marks;
}

#endif

/* The bits from each opening quotation mark to its closing one: each is the parity of the
 * marks up to it. `before` is all ones when the block begins between marks. */
static uint64_t quoted_of(uint64_t quotes, uint64_t before)
{
    for (int by = 1; by < BLOCK; by *= 2) {
        quotes ^= quotes << by;
    }
    return quotes ^ before;
}

static size_t bits_in(uint64_t word)
{
    word -= (word >> 1) & 0x5555555555555555;
    word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (size_t)((word * 0x0101010101010101) >> 56);
}

/* Keep where the cells and rows begin that follow the separators of a block. How many there
 * are differs from block to block, so that a loop of as many turns would be guessed wrongly
 * by the processor at nearly every block. Instead eight starts and one row are written,
 * there or not, which is nearly always enough. */
static void keep(ap_separated *text, ap_marks marks)
{
    const char *after = text->block + 1;
    const char **to = text->starts + text->start_count;
    uint64_t left = marks.separators;
    do {
        for (int i = 0; i < AT_ONCE; i++) {
            to[i] = after + __builtin_ctzll(left | LAST_BIT);
            left &= left - 1;
        }
        to += AT_ONCE;
    } while (left != 0);
    left = marks.line_ends;
    do {
        size_t before = bits_in(marks.separators & ((left ^ (left - 1)) >> 1));
        text->line_ends[text->line_end_count] = (uint32_t)(text->start_count + before);
        text->line_end_count += left != 0 ? 1 : 0;
        left &= left - 1;
    } while (left != 0);
    text->start_count += bits_in(marks.separators);
}

/* The marks of what is left of the text, less than a block: its end ends a line, too. */
static ap_marks last_marks(const ap_separated *text)
{
    char block[BLOCK];
    size_t length = (size_t)(text->end - text->block);
    memset(block, ' ', sizeof block);
    memcpy(block, text->block, length);
    block[length] = '\n';
    return marks_of(block);
}

static void take_block(ap_separated *text)
{
    ap_marks marks =
        text->end - text->block >= BLOCK ? marks_of(text->block) : last_marks(text);
    text->is_ascii = text->is_ascii && marks.is_ascii;
    if ((marks.quotes | text->quoted) != 0) {
        uint64_t quoted = quoted_of(marks.quotes, text->quoted);
        marks.separators &= ~quoted;
        marks.line_ends &= ~quoted;
        text->quoted = 0 - (quoted >> (BLOCK - 1));
    }
    keep(text, marks);
    text->block += BLOCK;
}

void ap_separated_start(ap_separated *text, const char *bytes, size_t length)
{
    memset(text, 0, offsetof(ap_separated, line_ends));
    text->is_ascii = true;
    text->block = bytes;
    text->end = bytes + length;
    text->next = bytes;
    text->start_count = 1;
}

/* Is there more to look at and room for it? What there is no room for, the cells of a row
 * of too many, is counted and forgotten. */
static bool wants_more(ap_separated *text)
{
    if (text->start_count >= AP_SEPARATED_ROOM && text->line_end_count == 0) {
        text->dropped += text->start_count - (AP_CELLS_MOST + 1);
        text->start_count = AP_CELLS_MOST + 1;
    }
    return text->block <= text->end && text->start_count < AP_SEPARATED_ROOM;
}

/* Look ahead for whole rows. What is known of the row in hand moves to the front. False
 * when no row follows. */
static bool look_ahead(ap_separated *text)
{
    text->start_count -= text->first;
    memmove(text->starts, text->starts + text->first,
            text->start_count * sizeof text->starts[0]);
    text->first = 0;
    text->row = 0;
    text->line_end_count = 0;
    while (wants_more(text)) {
        take_block(text);
    }
    return text->line_end_count > 0;
}

bool ap_separated_next(ap_separated *text)
{
    text->line++;
    text->dropped = 0;
    if (text->row == text->line_end_count && !look_ahead(text)) {
        text->is_open = text->quoted != 0;
        return false;
    }
    size_t end = text->line_ends[text->row++];
    text->cells = text->starts + text->first;
    text->cells[0] = text->next;
    text->count = end - text->first + text->dropped;
    text->next = text->starts[end];
    text->first = end;
    if (text->next - text->cells[0] > 1 && text->next[-2] == '\r') {
        text->starts[end]--;
    }
    return true;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t';
}

bool ap_separated_is_blank(const ap_separated *text)
{
    const char *end = text->next - 1;
    const char *at = text->cells[0];
    while (at < end && (is_space(*at) || *at == ',' || *at == '\r')) {
        at++;
    }
    return at == end;
}

/* Copy a cell that begins with a quotation mark; returns the end of the copy. */
static char *copy_quoted(char *to, const char *cell, const char *end)
{
    for (const char *at = cell + 1; at < end; at++) {
        at += *at == '"' ? 1 : 0;
        if (at < end) {
            *to++ = *at;
        }
    }
    return to;
}

/* Most cells are shorter than what is copied in any case: no loop, nothing to guess. */
static char *copy_plain(char *to, const char *cell, const char *end)
{
    size_t length = (size_t)(end - cell);
    memcpy(to, cell, SHORT);
    if (length > SHORT) {
        memcpy(to, cell, length);
    }
    return to + length;
}

char *ap_separated_texts(const ap_separated *text, size_t count, const size_t columns[],
                         char *to, const char *out[])
{
    for (size_t k = 0; k < count; k++) {
        const char *const *cell = &text->cells[columns[k]];
        char *end = *cell[0] == '"' ? copy_quoted(to, cell[0], cell[1] - 1)
                                    : copy_plain(to, cell[0], cell[1] - 1);
        while (to < end && is_space(*to)) {
            to++;
        }
        while (to < end && is_space(end[-1])) {
            end--;
        }
        *end = '\0';
        out[k] = to;
        to = end + 1;
    }
    return to;
}

size_t ap_ascii_length(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at + BLOCK <= length && marks_of(bytes + at).is_ascii) {
        at += BLOCK;
    }
    while (at < length && (signed char)bytes[at] > 0) {
        at++;
    }
    return at;
}
