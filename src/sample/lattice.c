#include "sample/lattice.h"

#include <math.h>
#include <stdlib.h>

/* Of the lattice's points, powers of two; the generating function takes 2^WORK steps. */
enum { FEWEST_BITS = 11, MOST_BITS = 16, WORK = 26 };

/* Into about so many cells the sizes are cut before they are put on the lattice. */
#define CELLS 65536.0

/* What comes back in at the other end is e^-TILT of itself. */
#define TILT 25.0

/* So many standard deviations, and one more size, above its mean S is too rare to matter.
 */
#define DEVIATIONS 10.0

typedef struct ap_lattice {
    const ap_sum *sum;
    ap_ends ends;
    bool is_below; /* what is added up is below low, and then taken from the whole */
    bool is_exact; /* S is on the points, not about them */
    double from;   /* S matters from here to there */
    double to;
    double step;
    double tilt; /* a step */
    size_t points;
    double *at; /* P(S = j step) e^(-tilt j), j modulo points */
} ap_lattice;

static double *point(const ap_lattice *lattice, long j)
{
    return &lattice->at[(size_t)j & (lattice->points - 1)];
}

static void add(ap_lattice *lattice, long j, double chance)
{
    *point(lattice, j) += chance * exp(-lattice->tilt * (double)j);
}

/* Among the four nearest points, as a cubic through them is interpolated. */
static void share_out(ap_lattice *lattice, double x, double chance)
{
    long before = (long)floor(x / lattice->step);
    double r = x / lattice->step - (double)before;
    add(lattice, before - 1, -chance * r * (r - 1) * (r - 2) / 6);
    add(lattice, before, chance * (r + 1) * (r - 1) * (r - 2) / 2);
    add(lattice, before + 1, -chance * (r + 1) * r * (r - 2) / 2);
    add(lattice, before + 2, chance * (r + 1) * r * (r - 1) / 6);
}

/* Sizes too large for what matters are left out: no sum with them comes back to it. Each
 * step has an odd number of cells, one of them around the point; the first and the last
 * have all that is too rare to matter. */
static void take_sizes(ap_lattice *lattice)
{
    const ap_sum *sum = lattice->sum;
    double room = lattice->to - lattice->from + 3 * lattice->step;
    double greatest = fmin(sum->greatest, room);
    double steps = fmax(greatest - sum->least, 0) / lattice->step + 1;
    double cell = lattice->step / (2 * floor(CELLS / 2 / steps) + 1);
    long last = (long)ceil(greatest / cell);
    ap_tails before = ap_tails_below(0);
    for (long k = (long)floor(sum->least / cell); k <= last; k++) {
        bool is_all = k == last && sum->greatest <= room;
        ap_tails at =
            is_all ? ap_tails_below(1) : sum->size(sum->of_size, ((double)k + 0.5) * cell);
        share_out(lattice, (double)k * cell, ap_tails_between(before, at));
        before = at;
    }
}

typedef struct ap_complex {
    double re;
    double im;
} ap_complex;

static ap_complex times(ap_complex a, ap_complex b)
{
    return (ap_complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

static ap_complex to_the(ap_complex z, size_t n)
{
    ap_complex power = {1, 0};
    for (; n > 0; n /= 2) {
        power = n % 2 == 1 ? times(power, z) : power;
        z = times(z, z);
    }
    return power;
}

/* sum of P(N = first + k) z^(first + k), by Horner. */
static ap_complex generate(const double chances[], size_t count, size_t first, ap_complex z)
{
    ap_complex value = {0, 0};
    for (size_t k = count; k-- > 0;) {
        value = times(value, z);
        value.re += chances[k];
    }
    return times(value, to_the(z, first));
}

static void convolve(ap_lattice *lattice, const double chances[], size_t count,
                     size_t first)
{
    double *at = lattice->at;
    size_t points = lattice->points;
    ap_fourier(points, at);
    for (size_t k = 0; k <= points / 2; k++) {
        bool is_real = k == 0 || k == points / 2;
        ap_complex z = {at[k], is_real ? 0 : at[points - k]};
        z = generate(chances, count, first, z);
        at[k] = z.re;
        if (!is_real) {
            at[points - k] = z.im;
        }
    }
    ap_fourier_back(points, at);
}

/* What of a piece of the sums is to be added up: how much of it, about where. */
static double piece_of_point(const ap_lattice *lattice, double x)
{
    bool is_held = ap_ends_hold(&lattice->ends, x);
    return (lattice->is_below ? !is_held && x <= lattice->ends.low : is_held) ? 1 : 0;
}

static double piece_about(const ap_lattice *lattice, double *x)
{
    const ap_ends *ends = &lattice->ends;
    double half = lattice->step / 2;
    double left = fmax(*x - half, lattice->is_below ? -INFINITY : ends->low);
    double right = fmin(*x + half, lattice->is_below ? ends->low : ends->high);
    *x = left + (right - left) / 2;
    return fmax(right - left, 0) / lattice->step;
}

typedef struct ap_totals {
    double chance;
    double first; /* about the mean of the whole */
    double second;
} ap_totals;

static void count_in(ap_totals *totals, double chance, double away)
{
    totals->chance += chance;
    totals->first += chance * away;
    totals->second += chance * away * away;
}

/* N = 0 is counted apart, as it is exactly at 0 whatever the sizes are. */
static ap_totals add_up(const ap_lattice *lattice, double none)
{
    ap_totals totals = {0, 0, 0};
    double mean = lattice->sum->mean;
    long last = (long)ceil(lattice->to / lattice->step) + 1;
    for (long j = (long)floor(lattice->from / lattice->step) - 1; j <= last; j++) {
        double x = (double)j * lattice->step;
        double part =
            lattice->is_exact ? piece_of_point(lattice, x) : piece_about(lattice, &x);
        if (part > 0) {
            double chance = *point(lattice, j) * exp(lattice->tilt * (double)j);
            count_in(&totals, part * chance, x - mean);
        }
    }
    count_in(&totals, piece_of_point(lattice, 0) * none, -mean);
    return totals;
}

/* How many points, and how far apart: the sums that matter have room, and the least size.
 */
static void lay(ap_lattice *lattice, double terms)
{
    const ap_sum *sum = lattice->sum;
    int bits = WORK - (int)ceil(log2(terms));
    bits = bits < FEWEST_BITS ? FEWEST_BITS : bits > MOST_BITS ? MOST_BITS : bits;
    double width = fmax(lattice->to - lattice->from, -sum->least);
    double room = ldexp(1, bits - 1) - 4;
    lattice->points = (size_t)1 << bits;
    lattice->tilt = TILT / (double)lattice->points;
    lattice->is_exact = sum->step > 0 && width <= room * sum->step;
    lattice->step = lattice->is_exact
                        ? sum->step
                        : fmax(width, 1e-9 * (sum->greatest - sum->least)) / room;
}

static ap_status count_chances(const ap_sum *sum, size_t first, size_t count, double **out,
                               const char *where, ap_error *err)
{
    double *chances = calloc(count, sizeof *chances);
    if (chances == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu numbers of events", count);
    }
    ap_tails before = sum->count(sum->of_count, (double)first - 1);
    for (size_t k = 0; k < count; k++) {
        ap_tails at = sum->count(sum->of_count, (double)(first + k));
        chances[k] = ap_tails_between(before, at);
        before = at;
    }
    *out = chances;
    return AP_OK;
}

static ap_status total(ap_lattice *lattice, const char *where, ap_totals *out,
                       ap_error *err)
{
    ap_status status = AP_OK;
    const ap_sum *sum = lattice->sum;
    double *chances = NULL;
    size_t first = (size_t)fmax(sum->fewest, 1);
    size_t count = (size_t)fmax(sum->most, 1) - first + 1;
    lay(lattice, (double)count);
    lattice->at = calloc(lattice->points, sizeof *lattice->at);
    if (lattice->at == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu sums of events", lattice->points);
    }
    AP_TRY(count_chances(sum, first, count, &chances, where, err));
    take_sizes(lattice);
    convolve(lattice, chances, count, first);
    *out = add_up(lattice, sum->count(sum->of_count, 0).below);
done:
    free(chances);
    free(lattice->at);
    return status;
}

/* Of the whole, as exactly as there is no end above. */
static ap_totals rest_of(const ap_sum *sum, ap_totals below)
{
    return (ap_totals){1 - below.chance, -below.first, sum->variance - below.second};
}

/* Between where S matters at all, whether the part between the ends is added up or what is
 * below them; nothing is below the least, all of the first cell is above it, however steep
 * it is. */
static ap_lattice lattice_of(const ap_sum *sum, const ap_ends *ends)
{
    double reach = DEVIATIONS * sqrt(sum->variance);
    double bottom = fmax(sum->most * sum->least, sum->mean - reach + sum->least);
    double top = fmin(sum->most * sum->greatest, sum->mean + reach + sum->greatest);
    ap_lattice lattice = {.sum = sum, .ends = *ends, .from = fmin(bottom, 0)};
    lattice.is_below = ends->high >= fmax(top, 0);
    lattice.to = lattice.is_below ? ends->low : ends->high;
    if (ends->low <= lattice.from) {
        lattice.ends.low = -INFINITY;
    }
    return lattice;
}

ap_status ap_sum_between(const ap_sum *sum, const ap_ends *ends, const char *where,
                         ap_sum_part *out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_totals totals = {0, 0, 0};
    ap_lattice lattice = lattice_of(sum, ends);
    if (lattice.to > lattice.from || (lattice.to == lattice.from && !lattice.is_below)) {
        AP_TRY(total(&lattice, where, &totals, err));
    }
    totals = lattice.is_below ? rest_of(sum, totals) : totals;
    out->chance = fmin(fmax(totals.chance, 0), 1);
    double away = totals.first / totals.chance;
    out->mean = sum->mean + away;
    out->variance = fmax(totals.second / totals.chance - away * away, 0);
done:
    return status;
}
