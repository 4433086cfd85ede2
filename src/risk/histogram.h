/** What is kept of a measure: how many, their sum and sum of squares, the least and the
 * greatest, and how many there are in each step. All are whole numbers.
 *
 *     step j, from 0     j width < |x| <= (j + 1) width          as long as j < 2^16
 *     further out        steps are 2^e times as wide, j / 2^e from 2^15 to 2^16
 *
 * of x above zero, and again of x below; zero has a step of its own. So a step is `width`
 * ticks wide as far as 2^16 of them from zero, and 2^-15 of its value or less beyond. A
 * value beyond AP_TICKS_MOST (more than a trillion pounds) is counted as that, so no sum
 * can overflow: with n < 2^32 values the squares' is below 2^126.
 *
 * A step's number ascends with its values. Steps in AP_GROUP by AP_GROUP make groups; zero
 * is a group of its own.
 */
#ifndef APPORTION_RISK_HISTOGRAM_H
#define APPORTION_RISK_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "risk/wide.h"
#include "risk/window.h"

#define AP_TICKS_MOST (INT64_C(1) << 47)

enum { AP_GROUP = 64, AP_GROUP_OF_ZERO = 1 << 15 };

typedef struct ap_histogram {
    int64_t width;
    uint64_t factor; /**< to divide by the width: see histogram.c */
    unsigned shift;
    uint64_t zeros;  /**< how many values are 0 */
    uint64_t others; /**< how many are not; least and greatest are of these */
    int64_t least;
    int64_t greatest;
    ap_wide sum;
    ap_natural squares;
    ap_window pages; /**< counts of steps */
} ap_histogram;

/** An empty one. Width: 1 to AP_TICKS_MOST ticks. */
ap_histogram ap_histogram_of(int64_t width);

/** Give its pages back. */
void ap_histogram_free(ap_histogram *histogram);

/** Back to nothing, keeping the pages. */
void ap_histogram_clear(ap_histogram *histogram);

/** Add a value to each of count histograms; false on no memory. */
bool ap_histograms_add(size_t count, ap_histogram histograms[], const int64_t ticks[]);

/** Add all of `from`, of the same width; false on no memory. */
bool ap_histogram_merge(ap_histogram *into, const ap_histogram *from);

/** Of which group is a value? */
uint32_t ap_histogram_group(const ap_histogram *histogram, int64_t tick);

/** A step that has values, and the least and greatest that can be in it (the least and the
 * greatest of all cut the outermost ones). Start it as {0}. */
typedef struct ap_step {
    uint32_t number;
    uint64_t count;
    int64_t low;
    int64_t high;
} ap_step;

/** The next step that has values, in ascending order; false after the last. */
bool ap_histogram_next(const ap_histogram *histogram, ap_step *step);

/** A group that has values, and how many values are in those before it. Start it as {0}. */
typedef struct ap_group {
    uint32_t number;
    uint64_t before;
    uint64_t count;
} ap_group;

/** The next group that has values, in ascending order; false after the last. */
bool ap_histogram_next_group(const ap_histogram *histogram, ap_group *group);

/** Of all values: how many, the least and the greatest (0 of none). */
uint64_t ap_histogram_count(const ap_histogram *histogram);
int64_t ap_histogram_least(const ap_histogram *histogram);
int64_t ap_histogram_greatest(const ap_histogram *histogram);

/** About the whole number that is nearest to the mean, exactly:
 *
 *     sum of x = n centre + rest,  |rest| <= n / 2;   squares = sum of (x - centre)^2
 */
typedef struct ap_centred {
    int64_t centre;
    int64_t rest;
    ap_natural squares;
} ap_centred;

/** Of n > 0 values. */
ap_centred ap_histogram_centred(const ap_histogram *histogram);

/** As bytes, added to text. */
void ap_histogram_put(const ap_histogram *histogram, ap_text *text);

/** Read into an empty one; false on no memory. Numbers that cannot be those of a histogram
 * of at most `most` values fail the bytes. */
bool ap_histogram_take(ap_histogram *histogram, uint64_t most, ap_bytes *bytes);

#endif
