/** What a look at need has to show. */
#ifndef APPORTION_RECORD_NEED_RESULTS_H
#define APPORTION_RECORD_NEED_RESULTS_H

#include "apportion/case.h"
#include "apportion/need.h"
#include "apportion/target.h"
#include "method/indices.h"
#include "record/report.h"

/** All borrowed. */
typedef struct ap_need_results {
    const ap_case *inputs;
    const ap_need *need;       /**< of the places of the round, with uplifts */
    const ap_target *target;   /**< NULL while the money is not filled in */
    const ap_indices *indices; /**< of the same places, as published */
    const double *plain;       /**< targets without uplifts; NULL where there are none */
    const char *run_id;
    const char *version;
} ap_need_results;

/** Sheets of the places: need as published, indices, need by programme, uplifts. */
ap_status ap_need_places(const ap_need_results *results, ap_report *report, ap_error *err);

/** Sheets of the practices, with a map; none where no place has a location. */
ap_status ap_need_practices(const ap_need_results *results, ap_report *report,
                            ap_error *err);

/** Sheets of the change in need, formula (14); none where there is no earlier year. */
ap_status ap_need_change(const ap_need_results *results, ap_report *report, ap_error *err);

/** The whole report; *failed is how many of its checks do not pass. *out is the caller's to
 * free. */
ap_status ap_need_report(const ap_need_results *results, ap_report **out, size_t *failed,
                         ap_error *err);

#endif
