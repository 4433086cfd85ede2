/** A Monte Carlo run that costs next to nothing, for tests of whoever carries it out. */
#ifndef APPORTION_TESTS_TOY_RISK_H
#define APPORTION_TESTS_TOY_RISK_H

#include "base/text.h"
#include "risk/work.h"

enum { AP_TOY_NEVER = -1 };

typedef struct ap_toy_risk {
    uint64_t seed;
    double seconds;    /**< that a scenario sleeps */
    int64_t hangs_at;  /**< the scenario that never ends, or AP_TOY_NEVER */
    int64_t fails_at;  /**< the scenario that fails, or AP_TOY_NEVER */
    uint64_t enough;   /**< scenarios that are enough; 0: all of them */
    uint64_t computed; /**< scenarios computed here, counted */
    size_t asked;      /**< how often is_enough was, counted */
    ap_text reports;   /**< what progress was told: a line each */
} ap_toy_risk;

/** Three measures and two drivers, all of them from the random numbers of the scenario. The
 * toy is borrowed. */
ap_work ap_toy_risk_work(ap_toy_risk *toy);

/** A tally of scenarios first to end - 1, computed one after another; the caller's to free.
 */
ap_tally *ap_toy_risk_tally(uint64_t seed, uint64_t first, uint64_t end);

#endif
