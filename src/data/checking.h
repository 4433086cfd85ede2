/** What the rules between rows and tables share. */
#ifndef APPORTION_DATA_CHECKING_H
#define APPORTION_DATA_CHECKING_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/case.h"
#include "data/grouping.h"
#include "data/problems.h"

typedef struct ap_checking {
    const ap_case *inputs;
    ap_problems *problems;
    const bool *is_parent;     /**< of each row of places */
    bool *marks;               /**< as many, for a rule to use as it likes */
    ap_grouping lines;         /**< of the budget, by scheme */
    ap_grouping contributions; /**< by pool */
    ap_grouping schemes;       /**< by pool */
} ap_checking;

/** A rule. Numbers that could not be read are NaN, and rules are written so that NaN breaks
 * none of them: `committed > bid`, never `!(committed <= bid)`. */
typedef void ap_check_rule(const ap_checking *checking);

#endif
