#include "import/figures.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "import/processor.h"

/* SSE2 is x86's, so that the first byte of a word is its lowest. */
#ifdef AP_HAS_SSE2
#include <immintrin.h>
#endif

enum { DIGITS_MOST = 16 };

/* What to divide by, for each number of decimals; of a negative number, the second. */
static const double tens[2][DIGITS_MOST + 1] = {
    {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
     1e16},
    {-1e0, -1e1, -1e2, -1e3, -1e4, -1e5, -1e6, -1e7, -1e8, -1e9, -1e10, -1e11, -1e12, -1e13,
     -1e14, -1e15, -1e16},
};

/* The digits of a number as a whole number, and how many of them are decimals. */
typedef struct ap_digits {
    uint64_t value;
    size_t decimals;
} ap_digits;

#ifdef AP_HAS_SSE2

/* Where the point is when none is among the first 16 bytes: behind any number. */
#define NO_POINT (1U << 31)

static __m128i sixteen(const void *at)
{
    return _mm_loadu_si128(at);
}

/* Bytes to keep with "and": from the nth on, the last n of 16. */
static const unsigned char lasts[40] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};

static __m128i last(size_t count)
{
    return sixteen(lasts + count);
}

/* The number that 16 digits stand for, one a byte: neighbours are joined to numbers of two
 * digits, those to four, those to eight, and the two that are left at last. */
static uint64_t joined(__m128i digits)
{
    __m128i tens_of = _mm_and_si128(digits, _mm_set1_epi16(0xff));
    __m128i twos = _mm_add_epi16(_mm_mullo_epi16(tens_of, _mm_set1_epi16(10)),
                                 _mm_srli_epi16(digits, 8));
    __m128i fours = _mm_madd_epi16(twos, _mm_set1_epi32(100 + (1 << 16)));
    __m128i eights =
        _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(10000 + (1 << 16)));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    return (both & 0xffffffff) * 100000000 + (both >> 32);
}

/* The digits end where the cell ends; those before the point are moved one byte on, into
 * its place, and what stands before the number becomes 0. */
static bool take_digits(const char *at, size_t length, ap_digits *out)
{
    const char *end = at + length;
    __m128i is_point = _mm_cmpeq_epi8(sixteen(at), _mm_set1_epi8('.'));
    unsigned points = (unsigned)_mm_movemask_epi8(is_point);
    size_t whole = (size_t)__builtin_ctz(points | NO_POINT);
    size_t count = length;
    __m128i digits = sixteen(end - 16);
    out->decimals = 0;
    if (whole < length) {
        count--;
        out->decimals = count - whole;
        __m128i is_decimal = last(out->decimals);
        digits = _mm_or_si128(_mm_and_si128(is_decimal, digits),
                              _mm_andnot_si128(is_decimal, sixteen(end - 17)));
    }
    digits = _mm_and_si128(_mm_xor_si128(digits, _mm_set1_epi8('0')), last(count));
    __m128i is_wrong = _mm_or_si128(_mm_cmpgt_epi8(digits, _mm_set1_epi8(9)), digits);
    out->value = joined(digits);
    return count - 1 < DIGITS_MOST && _mm_movemask_epi8(is_wrong) == 0;
}

#else

static bool take_digits(const char *at, size_t length, ap_digits *out)
{
    size_t count = 0;
    size_t point = length;
    out->value = 0;
    for (size_t i = 0; i < length; i++) {
        if (at[i] == '.' && point == length) {
            point = i;
        } else if (at[i] < '0' || at[i] > '9') {
            return false;
        } else {
            out->value = 10 * out->value + (uint64_t)(at[i] - '0');
            count++;
        }
    }
    out->decimals = point == length ? 0 : count - point;
    return count - 1 < DIGITS_MOST;
}

#endif

/* Both the digits as a whole number m, up to 2^53, and 10^d for d decimals, up to 10^22,
 * are doubles, so that m / 10^d is rounded once: it is the double nearest to what is
 * written, and so what strtod gives. */
static bool read_plain(const char *at, const char *end, double *out)
{
    ap_digits digits = {0};
    size_t is_negative = *at == '-';
    at += is_negative;
    size_t length = (size_t)(end - at);
    if (length - 1 > DIGITS_MOST || !take_digits(at, length, &digits) ||
        digits.value > 1ULL << 53) {
        return false;
    }
    *out = (double)(int64_t)digits.value / tens[is_negative][digits.decimals];
    return true;
}

/* Numbers up to the first that is not plain. */
static size_t read_singly(const char *const cells[], size_t count, const size_t columns[],
                          double out[])
{
    size_t k = 0;
    while (k < count) {
        const char *const *cell = &cells[columns[k]];
        if (!read_plain(cell[0], cell[1] - 1, &out[k])) {
            break;
        }
        k++;
    }
    return k;
}

#ifdef AP_HAS_WIDE

enum { AT_ONCE = 4, LANE = 16 };

/* The lowest bit of each lane, a bit standing for a byte. */
#define LANES 0x0001000100010001ULL

/* Four cells, each in a lane of 16 bytes, which ends where the cell ends. */
typedef struct ap_four {
    __m512i bytes;
    size_t before;   /* greater than 15 when a cell is blank or longer than its lane */
    uint64_t firsts; /* the first byte of each cell, */
    uint64_t signs;  /* every "-" in a cell, */
    uint64_t points; /* every "." */
    uint64_t others; /* and the rest: digits, or the cell is not plain */
} ap_four;

/* Where a cell does not fit, any bit will do, for before says so. */
AP_WIDE static inline __m128i lane_of(const char *const *cell, size_t lane, ap_four *four)
{
    size_t before = LANE - (size_t)(cell[1] - 1 - cell[0]);
    four->before |= before;
    four->firsts |= 1ULL << (LANE * lane + before) % 64;
    return sixteen(cell[1] - 1 - LANE);
}

/* The bits of a lane from the first of its cell on are that bit's negative, ~x + 1, in 16
 * bits. */
AP_WIDE static inline ap_four four_of(const char *const cells[], const size_t columns[])
{
    ap_four four = {.before = 0};
    __m512i bytes = _mm512_castsi128_si512(lane_of(&cells[columns[0]], 0, &four));
    bytes = _mm512_inserti32x4(bytes, lane_of(&cells[columns[1]], 1, &four), 1);
    bytes = _mm512_inserti32x4(bytes, lane_of(&cells[columns[2]], 2, &four), 2);
    bytes = _mm512_inserti32x4(bytes, lane_of(&cells[columns[3]], 3, &four), 3);
    uint64_t all = ~four.firsts + LANES;
    four.bytes = bytes;
    four.signs = all & _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('-'));
    four.points = all & _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('.'));
    four.others = all ^ four.signs ^ four.points;
    return four;
}

/* The lowest bit of each lane that has any. */
static inline uint64_t lanes_with(uint64_t bits)
{
    const uint64_t all_but_highest = LANES * 0x7fff;
    return ((((bits & all_but_highest) + all_but_highest) | bits) >> (LANE - 1)) & LANES;
}

/* The bits of each lane below its lowest; none where it has none. */
static inline uint64_t bits_below(uint64_t bits)
{
    return (bits - lanes_with(bits)) & ~bits;
}

/* Each has digits, one point at most and a sign at most before them. Sixteen digits might
 * be more than 2^53: they are left to read_plain. */
AP_WIDE static inline bool are_plain(const ap_four *four, __m512i digits)
{
    uint64_t wrong = _mm512_cmpgt_epu8_mask(digits, _mm512_set1_epi8(9));
    wrong |= four->points & (four->points - lanes_with(four->points));
    wrong |= four->signs & ~four->firsts;
    wrong |= LANES & ~lanes_with(four->others);
    wrong |= LANES & ~lanes_with(~four->others);
    return four->before < LANE && wrong == 0;
}

/* The whole numbers that the digits of four lanes stand for; see joined(). */
AP_WIDE static inline __m256i wide_joined(__m512i digits)
{
    __m512i twos = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(10 + (1 << 8)));
    __m512i fours = _mm512_madd_epi16(twos, _mm512_set1_epi32(100 + (1 << 16)));
    __m512i eights = _mm512_madd_epi16(_mm512_packus_epi32(fours, fours),
                                       _mm512_set1_epi32(10000 + (1 << 16)));
    __m512i both = _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100000000)),
                                    _mm512_srli_epi64(eights, 32));
    const __m512i first_of_lane = _mm512_setr_epi64(0, 2, 4, 6, 0, 2, 4, 6);
    return _mm512_castsi512_si256(_mm512_permutexvar_epi64(first_of_lane, both));
}

/* The 16 bits of each lane as a number. */
AP_WIDE static inline __m256i each_lane(uint64_t bits)
{
    return _mm256_cvtepu16_epi64(_mm_cvtsi64_si128((long long)bits));
}

/* What to divide by: 10^d for the d decimals behind the point of each lane, 1 where there
 * is none, negative where there is a sign. Of the zeros in front of a point in 64 bits, 48
 * and d, the table is asked for the lowest four bits: d, or 0 of the 64 of no point. */
AP_WIDE static inline __m256d divisors(uint64_t points, uint64_t signs)
{
    __m512i decimals = _mm512_castsi256_si512(_mm256_lzcnt_epi64(each_lane(points)));
    __m256d all = _mm512_castpd512_pd256(_mm512_permutex2var_pd(
        _mm512_loadu_pd(tens[0]), decimals, _mm512_loadu_pd(tens[0] + 8)));
    __m256i sign = each_lane(signs);
    return _mm256_mask_xor_pd(all, _mm256_test_epi64_mask(sign, sign), all,
                              _mm256_set1_pd(-0.0));
}

/* Read four numbers as read_plain reads one, those before the point moved one byte on, into
 * its place. False when one is not plain or longer than a lane: then what is written is
 * nothing. */
AP_WIDE static inline bool read_four(const char *const cells[], const size_t columns[],
                                     double out[])
{
    ap_four four = four_of(cells, columns);
    __m512i digits = _mm512_maskz_sub_epi8(four.others, four.bytes, _mm512_set1_epi8('0'));
    __m512i moved = _mm512_mask_mov_epi8(digits, four.points | bits_below(four.points),
                                         _mm512_bslli_epi128(digits, 1));
    __m256d values = _mm256_cvtepi64_pd(wide_joined(moved));
    _mm256_storeu_pd(out, _mm256_div_pd(values, divisors(four.points, four.signs)));
    return are_plain(&four, digits);
}

/* Numbers, four at a time, up to the first four that are not to be read so. */
AP_WIDE static size_t read_fours(const char *const cells[], size_t count,
                                 const size_t columns[], double out[])
{
    size_t k = 0;
    while (k + AT_ONCE <= count && read_four(cells, columns + k, out + k)) {
        k += AT_ONCE;
    }
    return k;
}

#endif

size_t ap_figures_read(const char *const cells[], size_t count, const size_t columns[],
                       double out[])
{
    size_t k = 0;
#ifdef AP_HAS_WIDE
    if (ap_is_wide()) {
        k = read_fours(cells, count, columns, out);
    }
#endif
    return k + read_singly(cells, count - k, columns + k, out + k);
}

static const char *after_digits(const char *at, size_t *count)
{
    while (isdigit((unsigned char)*at)) {
        at++;
        *count += 1;
    }
    return at;
}

/* Is it a decimal number? strtod by itself would take "0x10", "inf" and "nan" too. */
static bool is_decimal_number(const char *at)
{
    size_t digits = 0;
    at += *at == '-' || *at == '+' ? 1 : 0;
    at = after_digits(at, &digits);
    at = *at == '.' ? after_digits(at + 1, &digits) : at;
    size_t exponent = 1;
    if (digits > 0 && (*at == 'e' || *at == 'E')) {
        exponent = 0;
        at += at[1] == '-' || at[1] == '+' ? 2 : 1;
        at = after_digits(at, &exponent);
    }
    return digits > 0 && exponent > 0 && *at == '\0';
}

ap_unread ap_figure_read(const char *text, double *out)
{
    if (*text == '\0') {
        return AP_UNREAD_BLANK;
    }
    if (!is_decimal_number(text)) {
        return AP_UNREAD_WORDS;
    }
    double value = strtod(text, NULL);
    if (!isfinite(value)) {
        return AP_UNREAD_RANGE;
    }
    *out = value;
    return AP_READ;
}
