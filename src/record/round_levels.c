#include "record/round_levels.h"

#include <math.h>

#include "record/down_sheet.h"
#include "record/uplifts.h"

/* How many levels of the carry-down the workbook shows. */
static size_t shown_levels(const ap_round_results *results)
{
    if (results->down == NULL) {
        return 0;
    }
    return results->down->count - (results->is_by_place ? 1 : 0);
}

ap_status ap_round_levels(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_round *round = results->round;
    AP_TRY(ap_uplifts_add(round->inputs, round->need, results->plain, round->target->target,
                          report, err));
    for (size_t n = 0; n < shown_levels(results); n++) {
        AP_TRY(ap_down_sheets_add(round->inputs, round->need, results->down, n, AP_NONE,
                                  report, err));
    }
done:
    return status;
}

size_t ap_round_level_checks(const ap_round_results *results, ap_report *report,
                             ap_check checks[AP_LEVEL_CHECKS])
{
    const ap_down *down = results->down;
    size_t count = 0;
    if (down == NULL) {
        return 0;
    }
    for (size_t n = 0; n < down->count && count + AP_DOWN_CHECKS + 2 <= AP_LEVEL_CHECKS;
         n++) {
        const double *money =
            n == 0 ? results->position->programme : down->levels[n - 1].cells;
        ap_down_checks(down, n, money, AP_NONE, results->round->need, report,
                       &checks[count]);
        count += AP_DOWN_CHECKS;
    }
    checks[count++] = (ap_check){.name = "Carry-down: parents that came to no answer",
                                 .left = (double)down->undecided};
    checks[count++] = (ap_check){
        .name = "Carry-down: largest infeasibility or gap of any program's certificate",
        .left = ap_results_power(
            fmax(down->worst.primal, fmax(down->worst.dual, down->worst.gap))),
        .tolerance = 1e-7};
    return count;
}
