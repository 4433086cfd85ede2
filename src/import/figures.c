#include "import/figures.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* SSE2 is x86's, so that the first byte of a word is its lowest. */
#if defined(__SSE2__) && !defined(AP_PORTABLE)
#define AP_HAS_SSE2 1
#include <emmintrin.h>
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

size_t ap_figures_read(const char *const cells[], size_t count, const size_t columns[],
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
