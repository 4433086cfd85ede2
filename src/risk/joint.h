/** What drivers were when the headline measure was where it was.
 *
 * Of every group of the headline's steps and every driver: the sums of its uniform and of
 * its effect. Of every driver, in AP_DRIVER_PARTS equal parts of its uniform: how many
 * scenarios, and their sum of the headline. All are whole numbers: a uniform u is counted
 * as the odd number 2 floor(2^16 u) + 1 - 2^16, so that u is close to 1/2 + number / 2^17.
 * With fewer than 2^32 scenarios no sum can overflow.
 *
 * Which scenarios are in a group, the headline's histogram knows; whoever reads gives it.
 */
#ifndef APPORTION_RISK_JOINT_H
#define APPORTION_RISK_JOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "risk/histogram.h"

enum { AP_DRIVER_PARTS = 32 };

/** Of a driver in a group. */
typedef struct ap_driver_sums {
    ap_wide effect; /**< pence */
    int64_t uniform;
} ap_driver_sums;

/** Of a part of a driver's uniform. */
typedef struct ap_part_sums {
    ap_wide headline; /**< ticks */
    uint64_t count;
} ap_part_sums;

typedef struct ap_joint {
    size_t drivers;
    ap_window groups;    /**< of each, ap_driver_sums of every driver */
    uint64_t *squares;   /**< of each driver's uniform */
    ap_part_sums *parts; /**< AP_DRIVER_PARTS of each driver */
} ap_joint;

/** An empty one; false on no memory. */
bool ap_joint_make(size_t drivers, ap_joint *joint);

/** Give all back. */
void ap_joint_free(ap_joint *joint);

/** Back to nothing, keeping the room. */
void ap_joint_clear(ap_joint *joint);

/** A scenario whose headline is so many ticks, of this group. False on no memory. */
bool ap_joint_add(ap_joint *joint, uint32_t group, int64_t headline,
                  const double uniforms[], const int64_t effects[]);

/** Add all of `from`, of as many drivers; false on no memory. */
bool ap_joint_merge(ap_joint *into, const ap_joint *from);

/** As bytes, of a headline. */
void ap_joint_put(const ap_joint *joint, const ap_histogram *headline, ap_text *text);

/** Read into an empty one; false on no memory. Sums that cannot be those of the headline's
 * scenarios fail the bytes. */
bool ap_joint_take(ap_joint *joint, const ap_histogram *headline, ap_bytes *bytes);

/** Of the groups that are more than half within the part of (0, 1) from `from` to `to` of
 * the headline, or, when none is, of the one at its middle: how many scenarios, and the
 * means of a driver's uniform and effect. NaN of no scenarios. */
typedef struct ap_slice {
    double count;
    double uniform;
    double effect; /**< pence */
} ap_slice;

ap_slice ap_joint_slice(const ap_joint *joint, const ap_histogram *headline, double from,
                        double to, size_t driver);

/** Spearman's rank correlation of driver and headline, of which all of a group have its
 * middle rank; the driver's rank is its uniform. NaN when one of them does not move. */
double ap_joint_rank_correlation(const ap_joint *joint, const ap_histogram *headline,
                                 size_t driver);

/** First-order Sobol index; NaN when there are no more scenarios than parts with one.
 *
 *     S = (B - (K - 1) W / (n - K)) / T,   not below 0; T = B + W
 *
 *     B    sum over the K parts of their count times the square of their mean less the mean
 *     T    sum of squares of the headline about its mean; 0: S is 0
 *
 * B without the noise of the parts' means. Within a part the mean is taken as level, which
 * loses 1/1024 of the index of a driver with a straight effect on a uniform, 2% on a
 * normal.
 */
double ap_joint_sobol(const ap_joint *joint, const ap_histogram *headline, size_t driver);

#endif
