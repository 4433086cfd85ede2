#include "import/separated.h"

#include <string.h>

#include "import/processor.h"

#ifdef AP_HAS_SSE2
#include <immintrin.h>
#endif

/* FETCHED: about twice as far as is looked ahead. */
enum { BLOCK = 64, AT_ONCE = 8, WIDE_AT_ONCE = 16, SHORT = 48, FETCHED = 32768 };

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

static inline size_t bits_in(uint64_t word)
{
    word -= (word >> 1) & 0x5555555555555555;
    word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (size_t)((word * 0x0101010101010101) >> 56);
}

/* Keep where the rows begin that follow the line ends of a block. How many there are
 * differs from block to block, so that a loop of as many turns would be guessed wrongly by
 * the processor at nearly every block. Instead one is written, there or not, which is
 * nearly always enough. */
static inline void keep_rows(ap_separated *text, ap_marks marks)
{
    uint64_t left = marks.line_ends;
    do {
        size_t before = bits_in(marks.separators & ((left ^ (left - 1)) >> 1));
        text->line_ends[text->line_end_count] = (uint32_t)(text->start_count + before);
        text->line_end_count += left != 0 ? 1 : 0;
        left &= left - 1;
    } while (left != 0);
}

/* Keep where the cells and rows begin that follow the separators of a block; of cells,
 * too, eight are written in any case. */
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
    keep_rows(text, marks);
    text->start_count += bits_in(marks.separators);
}

/* The block to look at: the last one, less than a block, is copied to `room`. The end of
 * the text ends a line, too. */
static inline const char *block_of(const ap_separated *text, char room[BLOCK])
{
    size_t length = (size_t)(text->end - text->block);
    if (length >= BLOCK) {
        return text->block;
    }
    memset(room, ' ', BLOCK);
    memcpy(room, text->block, length);
    room[length] = '\n';
    return room;
}

/* What is between quotation marks separates nothing. */
static inline ap_marks unquoted(ap_separated *text, ap_marks marks)
{
    text->is_ascii = text->is_ascii && marks.is_ascii;
    if ((marks.quotes | text->quoted) != 0) {
        uint64_t quoted = quoted_of(marks.quotes, text->quoted);
        marks.separators &= ~quoted;
        marks.line_ends &= ~quoted;
        text->quoted = 0 - (quoted >> (BLOCK - 1));
    }
    return marks;
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
static inline bool wants_more(ap_separated *text)
{
    if (text->start_count >= AP_SEPARATED_ROOM && text->line_end_count == 0) {
        text->dropped += text->start_count - (AP_CELLS_MOST + 1);
        text->start_count = AP_CELLS_MOST + 1;
    }
    return text->block <= text->end && text->start_count < AP_SEPARATED_ROOM;
}

static void take_blocks(ap_separated *text)
{
    char room[BLOCK];
    while (wants_more(text)) {
        ap_fetch(text->block, FETCHED);
        keep(text, unquoted(text, marks_of(block_of(text, room))));
        text->block += BLOCK;
    }
}

#ifdef AP_HAS_WIDE

AP_WIDE static ap_marks wide_marks_of(const char *block)
{
    __m512i bytes = _mm512_loadu_si512(block);
    ap_marks marks = {
        .line_ends = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
        .quotes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
        .is_ascii = _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(1)) == 0,
    };
    marks.separators =
        marks.line_ends | _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(','));
    return marks;
}

/* Where each byte of a block stands in it. */
static const unsigned char places[BLOCK] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
};

/* As keep does, but the places of the separators are found in one go and written sixteen at
 * a time. */
AP_WIDE static void wide_keep(ap_separated *text, ap_marks marks)
{
    const __m512i after = _mm512_set1_epi64((int64_t)(intptr_t)(text->block + 1));
    size_t count = bits_in(marks.separators);
    const char **to = text->starts + text->start_count;
    const char **end = to + count;
    __m512i left = _mm512_maskz_compress_epi8(marks.separators, _mm512_loadu_si512(places));
    do {
        __m128i some = _mm512_castsi512_si128(left);
        __m512i first = _mm512_cvtepu8_epi64(some);
        __m512i second = _mm512_cvtepu8_epi64(_mm_srli_si128(some, 8));
        _mm512_storeu_si512(to, _mm512_add_epi64(after, first));
        _mm512_storeu_si512(to + 8, _mm512_add_epi64(after, second));
        left = _mm512_alignr_epi64(left, left, 2);
        to += WIDE_AT_ONCE;
    } while (to < end);
    keep_rows(text, marks);
    text->start_count += count;
}

AP_WIDE static void wide_take_blocks(ap_separated *text)
{
    char room[BLOCK];
    while (wants_more(text)) {
        ap_fetch(text->block, FETCHED);
        wide_keep(text, unquoted(text, wide_marks_of(block_of(text, room))));
        text->block += BLOCK;
    }
}

#endif

static void take_more(ap_separated *text)
{
#ifdef AP_HAS_WIDE
    if (ap_is_wide()) {
        wide_take_blocks(text);
        return;
    }
#endif
    take_blocks(text);
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
    take_more(text);
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

/* Copy a cell that begins with a quotation mark, from mark to mark; what follows a mark is
 * text, be it another one. Returns the end of the copy. */
static char *copy_quoted(char *to, const char *cell, const char *end)
{
    const char *at = cell + 1;
    while (at < end) {
        const char *mark = memchr(at, '"', (size_t)(end - at));
        size_t length = (size_t)((mark == NULL ? end : mark) - at);
        memcpy(to, at, length);
        to += length;
        at += length + 1;
        if (at < end) {
            *to++ = *at++;
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
