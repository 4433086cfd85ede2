#include "sample/listed.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

void ap_listed_free(ap_listed *listed)
{
    free(listed->x);
    free(listed->below);
    free(listed->above);
    *listed = (ap_listed){0};
}

static ap_status make(size_t count, const char *where, ap_listed *out, ap_error *err)
{
    *out = (ap_listed){
        .count = count,
        .x = calloc(count + 1, sizeof(double)),
        .below = calloc(count + 1, sizeof(double)),
        .above = calloc(count + 1, sizeof(double)),
    };
    if (out->x == NULL || out->below == NULL || out->above == NULL) {
        ap_listed_free(out);
        return ap_fail(err, AP_NO_MEMORY, where, "%zu values of a distribution", count);
    }
    return AP_OK;
}

typedef struct ap_weighed {
    double value;
    double weight;
} ap_weighed;

static int ascending(const void *a, const void *b)
{
    const ap_weighed *one = a;
    const ap_weighed *other = b;
    return (one->value > other->value) - (one->value < other->value);
}

static ap_status check_values(size_t count, const double values[], const double weights[],
                              const char *where, ap_error *err)
{
    double total = 0;
    for (size_t k = 0; k < count; k++) {
        double weight = weights == NULL ? 1 : weights[k];
        if (!isfinite(values[k]) || !(weight >= 0 && weight <= 1e100)) {
            return ap_fail(
                err, AP_BAD_INPUT, where,
                "value %zu is %g with weight %g: values must be numbers, weights "
                "0 or more",
                k + 1, values[k], weight);
        }
        total += weight;
    }
    return total > 0 ? AP_OK
                     : ap_fail(err, AP_BAD_INPUT, where,
                               "no value has a weight: give one value or more, and weights "
                               "that are not all 0");
}

/* Values that are equal become one; those without weight go. */
static void merge(size_t count, const ap_weighed sorted[], ap_listed *listed)
{
    size_t last = SIZE_MAX;
    listed->count = 0;
    for (size_t k = 0; k < count; k++) {
        if (sorted[k].weight > 0 && last != SIZE_MAX &&
            listed->x[last] == sorted[k].value) {
            listed->above[last] += sorted[k].weight;
        } else if (sorted[k].weight > 0) {
            last = listed->count++;
            listed->x[last] = sorted[k].value;
            listed->above[last] = sorted[k].weight;
        }
    }
}

/* above holds weights; from here on, below and above hold probabilities. */
static void add_up(ap_listed *listed)
{
    double total = 0;
    double so_far = 0;
    for (size_t k = 0; k < listed->count; k++) {
        total += listed->above[k];
        listed->below[k] = total;
    }
    for (size_t k = listed->count; k-- > 0;) {
        double weight = listed->above[k];
        listed->below[k] /= total;
        listed->above[k] = so_far / total;
        so_far += weight;
    }
}

ap_status ap_listed_values(size_t count, const double values[], const double weights[],
                           const char *where, ap_listed *out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_weighed *sorted = calloc(count + 1, sizeof *sorted);
    if (sorted == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu values of a distribution", count);
    }
    AP_TRY(check_values(count, values, weights, where, err));
    AP_TRY(make(count, where, out, err));
    for (size_t k = 0; k < count; k++) {
        sorted[k] = (ap_weighed){values[k], weights == NULL ? 1 : weights[k]};
    }
    qsort(sorted, count, sizeof *sorted, ascending);
    merge(count, sorted, out);
    add_up(out);
done:
    free(sorted);
    return status;
}

static ap_status check_points(size_t count, const double x[], const double below[],
                              const char *where, ap_error *err)
{
    if (count < 2 || below == NULL || below[0] != 0 || below[count - 1] != 1) {
        return ap_fail(err, AP_BAD_INPUT, where,
                       "cumulative points must begin with probability 0 and end with 1");
    }
    for (size_t k = 0; k < count; k++) {
        bool ascends = k == 0 || (x[k] >= x[k - 1] && below[k] >= below[k - 1]);
        if (!isfinite(x[k]) || !isfinite(below[k]) || !ascends) {
            return ap_fail(err, AP_BAD_INPUT, where,
                           "cumulative point %zu (%g, %g) does not ascend from the one "
                           "before: sort them by value",
                           k + 1, x[k], below[k]);
        }
    }
    return x[0] < x[count - 1] ? AP_OK
                               : ap_fail(err, AP_BAD_INPUT, where,
                                         "cumulative points are all at %g: for a certain "
                                         "value use discrete",
                                         x[0]);
}

ap_status ap_listed_points(size_t count, const double x[], const double below[],
                           const char *where, ap_listed *out, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(check_points(count, x, below, where, err));
    AP_TRY(make(count, where, out, err));
    out->is_points = true;
    for (size_t k = 0; k < count; k++) {
        out->x[k] = x[k];
        out->below[k] = below[k];
        out->above[k] = 1 - below[k];
    }
done:
    return status;
}

/* How many entries have x_k <= x, or, of is_strict, x_k < x. */
static size_t count_up_to(const ap_listed *listed, double x, bool is_strict)
{
    size_t low = 0;
    size_t high = listed->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (listed->x[middle] < x || (!is_strict && listed->x[middle] == x)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

ap_tails ap_listed_tails(const ap_listed *listed, double x, bool is_strict)
{
    size_t after = count_up_to(listed, x, is_strict);
    if (after == 0) {
        return ap_tails_below(0);
    }
    ap_tails at = {listed->below[after - 1], listed->above[after - 1]};
    if (listed->is_points && after < listed->count) {
        double from = listed->x[after - 1];
        double share = (x - from) / (listed->x[after] - from);
        at.below += share * (listed->below[after] - at.below);
        at.above += share * (listed->above[after] - at.above);
    }
    return at;
}

/* A level that a value reaches but for rounding is reached: sums of weights and 1 - 0.9 are
 * not exact. */
static const double rounding = 1e-14;

/* The first entry with P(X <= x) >= p. */
static size_t first_reaching(const ap_listed *listed, ap_tails p)
{
    size_t low = 0;
    size_t high = listed->count - 1;
    double below = p.below * (1 - rounding);
    double above = p.above * (1 + rounding);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool is_reached = p.below <= p.above ? listed->below[middle] >= below
                                             : listed->above[middle] <= above;
        if (is_reached) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

double ap_listed_quantile(const ap_listed *listed, ap_tails p)
{
    size_t k = first_reaching(listed, p);
    if (!listed->is_points || k == 0) {
        return listed->x[k];
    }
    double width = listed->x[k] - listed->x[k - 1];
    double share =
        p.below <= p.above
            ? (p.below - listed->below[k - 1]) / (listed->below[k] - listed->below[k - 1])
            : (listed->above[k - 1] - p.above) / (listed->above[k - 1] - listed->above[k]);
    return listed->x[k - 1] + fmin(fmax(share, 0), 1) * width;
}

/* What entry k has between the ends: probability, mean, and variance about that mean. Of
 * points it is the stretch up to x_k, evenly filled. */
typedef struct ap_stretch {
    double chance;
    double mean;
    double variance;
} ap_stretch;

static ap_stretch stretch_of(const ap_listed *listed, size_t k, double low, double high)
{
    double x = listed->x[k];
    double before = k == 0 ? 0 : listed->below[k - 1];
    double chance = listed->below[k] - before;
    double from = listed->is_points && k > 0 ? listed->x[k - 1] : x;
    if (from == x) {
        return (ap_stretch){x >= low && x <= high ? chance : 0, x, 0};
    }
    double left = fmax(from, low);
    double right = fmin(x, high);
    double width = right - left;
    return width <= 0 ? (ap_stretch){0}
                      : (ap_stretch){chance * width / (x - from), left + width / 2,
                                     width * width / 12};
}

void ap_listed_moments(const ap_listed *listed, double low, double high, double *mean,
                       double *variance)
{
    double chance = 0;
    double sum = 0;
    for (size_t k = 0; k < listed->count; k++) {
        ap_stretch stretch = stretch_of(listed, k, low, high);
        chance += stretch.chance;
        sum += stretch.chance * stretch.mean;
    }
    *mean = sum / chance;
    sum = 0;
    for (size_t k = 0; k < listed->count; k++) {
        ap_stretch stretch = stretch_of(listed, k, low, high);
        double away = stretch.mean - *mean;
        sum += stretch.chance * (stretch.variance + away * away);
    }
    *variance = sum / chance;
}
