#include "risk/histogram.h"

#include <assert.h>

enum {
    PAGE = 256, /* steps, a whole number of groups */
    LINEAR = 1 << 16,
    FINE = 1 << 15,                     /* steps to a doubling, further out */
    ZERO = AP_GROUP_OF_ZERO * AP_GROUP, /* number of the step of zero */
    LAST_BELOW = ZERO - 1,
    FIRST_ABOVE = ZERO + AP_GROUP,
};

/* Division by multiplication (Granlund & Montgomery, PLDI 1994): for 0 <= x < 2^63 and
 * 2^(shift - 1) < width <= 2^shift,
 *
 *     x / width = x factor / 2^(63 + shift),  rounded down,
 *     factor = floor(2^(63 + shift) / width) + 1
 *
 * since factor width exceeds 2^(63 + shift) by at most width, so that x factor is too large
 * by less than one part in width of 2^(63 + shift). */
ap_histogram ap_histogram_of(int64_t width)
{
    assert(width >= 1 && width <= AP_TICKS_MOST);
    unsigned shift = 0;
    while ((INT64_C(1) << shift) < width) {
        shift++;
    }
    const ap_natural one = 1;
    ap_natural power = one << (63 + shift);
    return (ap_histogram){
        .width = width,
        .factor = (uint64_t)(power / (uint64_t)width) + 1,
        .shift = shift,
        .least = INT64_MAX,
        .greatest = INT64_MIN,
        .pages = {.first = ZERO / PAGE, .size = PAGE * sizeof(uint32_t)},
    };
}

void ap_histogram_free(ap_histogram *histogram)
{
    ap_window_free(&histogram->pages);
}

void ap_histogram_clear(ap_histogram *histogram)
{
    ap_histogram empty = ap_histogram_of(histogram->width);
    ap_window_clear(&histogram->pages);
    empty.pages = histogram->pages;
    *histogram = empty;
}

/* The number, from zero outwards, of a step that begins beyond 2^16 widths. */
static uint32_t far(uint64_t widths)
{
    unsigned e = 0;
    while (widths >> e >= LINEAR) {
        e++;
    }
    return LINEAR + (e - 1) * FINE + (uint32_t)((widths >> e) - FINE);
}

/* How many widths from zero a step begins that has this number from zero outwards. */
static uint64_t widths_to(uint32_t outwards)
{
    if (outwards < LINEAR) {
        return outwards;
    }
    unsigned e = (outwards - LINEAR) / FINE + 1;
    return (uint64_t)(FINE + outwards % FINE) << e;
}

/* The number of the step of a value that is not 0. */
static uint32_t number_of(const ap_histogram *histogram, int64_t tick)
{
    uint64_t x = (uint64_t)(tick > 0 ? tick : -tick) - 1;
    uint64_t widths =
        (uint64_t)((ap_natural)x * histogram->factor >> 63) >> histogram->shift;
    uint32_t outwards = widths < LINEAR ? (uint32_t)widths : far(widths);
    return tick > 0 ? FIRST_ABOVE + outwards : LAST_BELOW - outwards;
}

static int64_t cut(int64_t tick)
{
    return tick > AP_TICKS_MOST    ? AP_TICKS_MOST
           : tick < -AP_TICKS_MOST ? -AP_TICKS_MOST
                                   : tick;
}

uint32_t ap_histogram_group(const ap_histogram *histogram, int64_t tick)
{
    return (tick == 0 ? ZERO : number_of(histogram, cut(tick))) / AP_GROUP;
}

/* Where the step's values are counted; NULL on no memory. */
static uint32_t *count_of(ap_histogram *histogram, uint32_t number)
{
    uint32_t *page = ap_window_at(&histogram->pages, number / PAGE);
    if (page == NULL) {
        page = ap_window_room(&histogram->pages, number / PAGE);
    }
    return page == NULL ? NULL : page + number % PAGE;
}

static void note(ap_histogram *histogram, int64_t tick, uint32_t *count)
{
    ++*count;
    histogram->others++;
    histogram->sum += tick;
    histogram->squares += (ap_natural)((ap_wide)tick * tick);
    histogram->least = tick < histogram->least ? tick : histogram->least;
    histogram->greatest = tick > histogram->greatest ? tick : histogram->greatest;
}

/* Counts lie far apart: those of several histograms are on their way from memory at once.
 */
enum { AHEAD = 16 };

static bool add_some(size_t count, ap_histogram histograms[], const int64_t ticks[])
{
    uint32_t *counts[AHEAD];
    for (size_t k = 0; k < count; k++) {
        counts[k] = NULL;
        if (ticks[k] != 0) {
            counts[k] = count_of(&histograms[k], number_of(&histograms[k], cut(ticks[k])));
            if (counts[k] == NULL) {
                return false;
            }
            __builtin_prefetch(counts[k], 1);
        }
    }
    for (size_t k = 0; k < count; k++) {
        if (counts[k] == NULL) {
            histograms[k].zeros++;
        } else {
            note(&histograms[k], cut(ticks[k]), counts[k]);
        }
    }
    return true;
}

bool ap_histograms_add(size_t count, ap_histogram histograms[], const int64_t ticks[])
{
    bool is_added = true;
    for (size_t k = 0; k < count && is_added; k += AHEAD) {
        size_t some = count - k < AHEAD ? count - k : AHEAD;
        is_added = add_some(some, histograms + k, ticks + k);
    }
    return is_added;
}

static bool merge_page(ap_window *into, uint32_t place, const uint32_t counts[])
{
    uint32_t *page = ap_window_room(into, place);
    for (size_t k = 0; page != NULL && k < PAGE; k++) {
        page[k] += counts[k];
    }
    return page != NULL;
}

bool ap_histogram_merge(ap_histogram *into, const ap_histogram *from)
{
    bool is_merged = true;
    for (uint32_t k = 0; k < from->pages.count && is_merged; k++) {
        const uint32_t *counts = from->pages.rooms[k];
        is_merged =
            counts == NULL || merge_page(&into->pages, from->pages.first + k, counts);
    }
    into->zeros += from->zeros;
    into->others += from->others;
    into->sum += from->sum;
    into->squares += from->squares;
    into->least = from->least < into->least ? from->least : into->least;
    into->greatest = from->greatest > into->greatest ? from->greatest : into->greatest;
    return is_merged;
}

uint64_t ap_histogram_count(const ap_histogram *histogram)
{
    return histogram->zeros + histogram->others;
}

int64_t ap_histogram_least(const ap_histogram *histogram)
{
    bool is_zero = histogram->others == 0 || (histogram->zeros > 0 && histogram->least > 0);
    return is_zero ? 0 : histogram->least;
}

int64_t ap_histogram_greatest(const ap_histogram *histogram)
{
    bool is_zero =
        histogram->others == 0 || (histogram->zeros > 0 && histogram->greatest < 0);
    return is_zero ? 0 : histogram->greatest;
}

/* The step with its ends, as far as there are values. */
static ap_step step_of(const ap_histogram *histogram, uint32_t number, uint64_t count)
{
    if (number == ZERO) {
        return (ap_step){number, count, 0, 0};
    }
    bool is_above = number > ZERO;
    uint32_t outwards = is_above ? number - FIRST_ABOVE : LAST_BELOW - number;
    int64_t inner = (int64_t)widths_to(outwards) * histogram->width + 1;
    int64_t outer = (int64_t)widths_to(outwards + 1) * histogram->width;
    int64_t low = is_above ? inner : -outer;
    int64_t high = is_above ? outer : -inner;
    return (ap_step){
        .number = number,
        .count = count,
        .low = low > histogram->least ? low : histogram->least,
        .high = high < histogram->greatest ? high : histogram->greatest,
    };
}

/* The window of pages always reaches the page of zero, once there are other values. */
bool ap_histogram_next(const ap_histogram *histogram, ap_step *step)
{
    const ap_window *pages = &histogram->pages;
    uint32_t end = (pages->first + (pages->count == 0 ? 1 : pages->count)) * PAGE;
    uint32_t number = step->number + 1;
    number = number < pages->first * PAGE ? pages->first * PAGE : number;
    for (; number < end; number++) {
        const uint32_t *page = ap_window_at(pages, number / PAGE);
        uint64_t count = number == ZERO ? histogram->zeros
                         : page == NULL ? 0
                                        : page[number % PAGE];
        if (count > 0) {
            *step = step_of(histogram, number, count);
            return true;
        }
        if (page == NULL) {
            number |= PAGE - 1;
        }
    }
    return false;
}

bool ap_histogram_next_group(const ap_histogram *histogram, ap_group *group)
{
    ap_step step = {.number = (group->number + 1) * AP_GROUP - 1};
    if (!ap_histogram_next(histogram, &step)) {
        return false;
    }
    *group = (ap_group){step.number / AP_GROUP, group->before + group->count, 0};
    do {
        group->count += step.count;
    } while (ap_histogram_next(histogram, &step) &&
             step.number / AP_GROUP == group->number);
    return true;
}

/* Squares about the centre are sum x^2 - 2 c sum x + n c^2. They are below 2^127 though the
 * terms need not be, so they are right modulo 2^128. */
ap_centred ap_histogram_centred(const ap_histogram *histogram)
{
    ap_wide n = (ap_wide)ap_histogram_count(histogram);
    ap_wide centre = histogram->sum / n;
    ap_wide rest = histogram->sum % n;
    if (2 * rest > n || 2 * rest < -n) {
        centre += rest > 0 ? 1 : -1;
        rest -= rest > 0 ? n : -n;
    }
    ap_natural c = (ap_natural)centre;
    return (ap_centred){
        .centre = (int64_t)centre,
        .rest = (int64_t)rest,
        .squares =
            histogram->squares - 2 * c * (ap_natural)histogram->sum + (ap_natural)n * c * c,
    };
}

/* From the least value's step on, of each that has values: its count, less one, doubled;
 * and one more where steps without values lie before it, whose number follows. Of most
 * measures a step is one byte. */
static void put_steps(const ap_histogram *histogram, ap_text *text)
{
    ap_step step = {0};
    uint32_t expected = number_of(histogram, histogram->least);
    while (ap_histogram_next(histogram, &step)) {
        if (step.number == ZERO) {
            continue;
        }
        uint32_t gap = step.number - expected;
        ap_natural_put(text, (step.count - 1) * 2 + (gap > 0 ? 1 : 0));
        if (gap > 0) {
            ap_natural_put(text, gap);
        }
        expected = step.number + 1;
    }
}

void ap_histogram_put(const ap_histogram *histogram, ap_text *text)
{
    ap_natural_put(text, histogram->zeros);
    ap_natural_put(text, histogram->others);
    if (histogram->others > 0) {
        ap_wide_put(text, histogram->sum);
        ap_natural_put(text, histogram->squares);
        ap_wide_put(text, histogram->least);
        ap_wide_put(text, histogram->greatest);
        put_steps(histogram, text);
    }
}

/* What the steps say that the sums must lie between. */
typedef struct ap_limits {
    ap_wide sum[2];
    ap_natural squares[2];
} ap_limits;

static void add_limits(ap_limits *limits, const ap_step *step)
{
    ap_natural low = (ap_natural)((ap_wide)step->low * step->low);
    ap_natural high = (ap_natural)((ap_wide)step->high * step->high);
    limits->sum[0] += (ap_wide)step->count * step->low;
    limits->sum[1] += (ap_wide)step->count * step->high;
    limits->squares[0] += step->count * (low < high ? low : high);
    limits->squares[1] += step->count * (low < high ? high : low);
}

/* Do the sums agree with the steps and with each other? */
static bool is_sound(const ap_histogram *histogram)
{
    ap_limits limits = {0};
    ap_step step = {0};
    while (ap_histogram_next(histogram, &step)) {
        add_limits(&limits, &step);
    }
    ap_centred centred = ap_histogram_centred(histogram);
    ap_wide least = centred.rest < 0 ? -centred.rest : centred.rest;
    return histogram->sum >= limits.sum[0] && histogram->sum <= limits.sum[1] &&
           histogram->squares >= limits.squares[0] &&
           histogram->squares <= limits.squares[1] && (ap_wide)centred.squares >= least;
}

/* The number and count of the next step, which is not before *number nor after last. */
static uint64_t take_step(ap_bytes *bytes, uint64_t left, uint32_t last, uint32_t *number)
{
    bytes->failed = bytes->failed || *number > last;
    uint64_t token = (uint64_t)ap_natural_take(bytes, 0, 2 * (ap_natural)left - 1);
    if (token % 2 == 1) {
        *number += (uint32_t)ap_natural_take(bytes, 1, last - *number);
    }
    bool is_none = *number >= ZERO && *number < FIRST_ABOVE;
    bytes->failed = bytes->failed || is_none;
    return token / 2 + 1;
}

/* The steps from the least value's to the greatest's; false on no memory. */
static bool take_steps(ap_histogram *histogram, ap_bytes *bytes)
{
    uint32_t number = number_of(histogram, histogram->least);
    uint32_t last = number_of(histogram, histogram->greatest);
    uint64_t left = histogram->others;
    while (left > 0 && !bytes->failed) {
        uint64_t taken = take_step(bytes, left, last, &number);
        uint32_t *count = bytes->failed ? NULL : count_of(histogram, number);
        if (count == NULL) {
            return bytes->failed;
        }
        *count = (uint32_t)taken;
        left -= taken;
        number++;
    }
    bytes->failed = bytes->failed || number != last + 1;
    return true;
}

bool ap_histogram_take(ap_histogram *histogram, uint64_t most, ap_bytes *bytes)
{
    const ap_wide sum = (ap_wide)AP_TICKS_MOST * UINT32_MAX;
    histogram->zeros = (uint64_t)ap_natural_take(bytes, 0, most);
    histogram->others = (uint64_t)ap_natural_take(bytes, 0, most - histogram->zeros);
    if (histogram->others == 0) {
        return true;
    }
    histogram->sum = ap_wide_take(bytes, -sum, sum);
    histogram->squares = ap_natural_take(bytes, 0, (ap_natural)sum * AP_TICKS_MOST);
    histogram->least = (int64_t)ap_wide_take(bytes, -AP_TICKS_MOST, AP_TICKS_MOST);
    histogram->greatest = (int64_t)ap_wide_take(bytes, histogram->least, AP_TICKS_MOST);
    if (bytes->failed || histogram->least == 0 || histogram->greatest == 0) {
        bytes->failed = true;
        return true;
    }
    bool has_room = take_steps(histogram, bytes);
    bytes->failed = bytes->failed || (has_room && !is_sound(histogram));
    return has_room;
}
