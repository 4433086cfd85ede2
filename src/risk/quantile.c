#include "risk/quantile.h"

#include <float.h>
#include <math.h>

double ap_histogram_mean(const ap_histogram *histogram)
{
    uint64_t n = ap_histogram_count(histogram);
    if (n == 0) {
        return NAN;
    }
    ap_centred centred = ap_histogram_centred(histogram);
    return (double)centred.centre + (double)centred.rest / (double)n;
}

/* The sum of squares about the mean is that about the centre less rest^2 / n. Whole numbers
 * are not larger than their squares, so |rest| is at most the squares about the centre, and
 * rest^2 / n at most half of that: no more than one binary digit cancels. */
double ap_histogram_sd(const ap_histogram *histogram)
{
    uint64_t n = ap_histogram_count(histogram);
    if (n < 2) {
        return NAN;
    }
    ap_centred centred = ap_histogram_centred(histogram);
    double rest = (double)centred.rest;
    double squares = (double)centred.squares - rest / (double)n * rest;
    return sqrt(squares / (double)(n - 1));
}

/* Where a part p of the values of a step ends, p from 0 to 1. */
static double within(const ap_step *step, double p)
{
    return (double)step->low + p * (double)(step->high - step->low);
}

/* p n, or the whole number that it would be without rounding: 55 of 0.55 x 100, so that a
 * quantile does not leap to the next step. */
static double share_of(double n, double p)
{
    double share = p * n;
    double whole = round(share);
    return fabs(share - whole) <= 4 * DBL_EPSILON * whole ? whole : share;
}

double ap_histogram_quantile(const ap_histogram *histogram, double p)
{
    double wanted = share_of((double)ap_histogram_count(histogram), p);
    double before = 0;
    double value = NAN;
    for (ap_step step = {0}; ap_histogram_next(histogram, &step);) {
        double count = (double)step.count;
        value = within(&step, fmin(fmax((wanted - before) / count, 0), 1));
        before += count;
        if (before >= wanted) {
            break;
        }
    }
    return value;
}

/* The part of a step's values that is above x. */
static double part_above(const ap_step *step, double x)
{
    double ticks = (double)(step->high - step->low) + 1;
    return fmin(fmax(((double)step->high - floor(x)) / ticks, 0), 1);
}

double ap_histogram_above(const ap_histogram *histogram, double x)
{
    double above = 0;
    for (ap_step step = {0}; ap_histogram_next(histogram, &step);) {
        above += (double)step.count * part_above(&step, x);
    }
    return above / (double)ap_histogram_count(histogram);
}

/* Of values between two numbers of them: how many, and sums of them about a centre. */
typedef struct ap_range {
    double from;
    double to;
    double centre;
    double count;
    double sum;
    double squares;
} ap_range;

/* Adds what a step has in the range; `before` are the values before the step. */
static void add_step(ap_range *range, const ap_step *step, double before)
{
    double from = fmax(range->from - before, 0);
    double to = fmin(range->to - before, (double)step->count);
    if (from >= to) {
        return;
    }
    double low = within(step, from / (double)step->count) - range->centre;
    double high = within(step, to / (double)step->count) - range->centre;
    double middle = (low + high) / 2;
    range->count += to - from;
    range->sum += (to - from) * middle;
    range->squares += (to - from) * (middle * middle + (high - low) * (high - low) / 12);
}

static ap_part part_of(const ap_range *range)
{
    double away = range->sum / range->count;
    double variance = range->squares / range->count - away * away;
    return (ap_part){range->centre + away, sqrt(fmax(variance, 0))};
}

static void add_steps(ap_range *range, const ap_histogram *histogram)
{
    double before = 0;
    for (ap_step step = {0}; ap_histogram_next(histogram, &step);) {
        add_step(range, &step, before);
        before += (double)step.count;
    }
}

/* Twice: about the mean of the first time no digits cancel. */
ap_part ap_histogram_part(const ap_histogram *histogram, double from, double to)
{
    double n = (double)ap_histogram_count(histogram);
    ap_range about_zero = {.from = from * n, .to = to * n};
    add_steps(&about_zero, histogram);
    if (!(about_zero.count > 0)) {
        return (ap_part){ap_histogram_quantile(histogram, to), n > 0 ? 0 : NAN};
    }
    ap_range about_mean = {.from = from * n, .to = to * n};
    about_mean.centre = part_of(&about_zero).mean;
    add_steps(&about_mean, histogram);
    return part_of(&about_mean);
}
