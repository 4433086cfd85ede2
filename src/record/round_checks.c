#include <math.h>
#include <string.h>

#include "apportion/money.h"
#include "record/checks.h"
#include "record/round_levels.h"
#include "record/round_logs.h"

/* What a check compares: totals as the sheets show them, and what they must be from the
 * results themselves. */
typedef struct ap_totals {
    double envelope_shared;
    double envelope_spent;
    double schemes;
    double sources;
    double least_left;
    double targets;
    double quantum;
    double places;
    double summary;
    double bridge;
    double partners;
    double exact;
    double hard_broken;
    double worst_certificate;
    double outside; /* pounds of schemes below their commitment or above their bid */
    double pools;
} ap_totals;

static ap_totals totals_of(const ap_round_results *results, const ap_report *report)
{
    const ap_round *round = results->round;
    const ap_case *inputs = round->inputs;
    const ap_position *position = results->position;
    const double *exact = results->clash == NULL ? round->cells : results->clash->cells;
    ap_totals totals = {
        .envelope_shared =
            ap_checks_seen(report, "Place by programme", "All programmes (£)"),
        .schemes = ap_checks_seen(report, "Schemes", "Allocation (£)"),
        .sources = ap_checks_seen(report, "Sources", "Spent (£)"),
        .least_left = INFINITY,
        .targets = ap_checks_seen(report, "Place results", "Target (£)"),
        .quantum = round->target->quantum,
        .places = ap_checks_seen(report, "Place results", "Allocation (£)"),
        .summary = ap_checks_seen(report, "Board summary", "Allocation (£)"),
        .bridge = ap_checks_seen(report, "Bridge", "Allocation (£)"),
        .partners =
            ap_checks_seen(report, "Pools by partner", "Allocated in the round (£)"),
        .exact = ap_to_penny(ap_results_sum(round->model->cell_count, exact)),
        .worst_certificate = ap_results_certificate(results),
    };
    for (size_t f = 0; f < position->sources; f++) {
        const ap_source *source = &inputs->sources[f];
        totals.envelope_spent += source->is_envelope ? position->source[f] : 0;
        totals.least_left = fmin(totals.least_left, source->amount - position->source[f]);
    }
    for (size_t s = 0; s < position->schemes; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        totals.outside += fmax(scheme->committed - position->scheme[s], 0) +
                          fmax(position->scheme[s] - scheme->bid, 0);
        totals.pools += scheme->pool_at == AP_NONE ? 0 : position->scheme[s];
    }
    for (size_t l = 0; l < results->lines->count; l++) {
        const ap_register_line *line = &results->lines->lines[l];
        totals.hard_broken += line->strength == AP_HARD && !line->is_met ? 1 : 0;
    }
    return totals;
}

enum { MOST_CHECKS = 12 };

/* The checks, in the order a reader would make them. */
static size_t list_checks(const ap_totals *t, double count_of_bcf, ap_check checks[])
{
    const ap_check list[MOST_CHECKS] = {
        {"Money of the envelope at places and the system is what its sources spend",
         t->envelope_shared, t->envelope_spent, 0.5,
         "{Place by programme!All programmes (£)#total}",
         "SUMIFS({Sources!Spent (£)},{Sources!In the envelope},\"Yes\")", NULL},
        {"Schemes add up to what sources spend", t->schemes, t->sources, 0.5,
         "{Schemes!Allocation (£)#total}", "{Sources!Spent (£)#total}", NULL},
        {"No source spends more than it has: what is left overspent",
         fmin(t->least_left, 0), 0, 0.5, "MIN(MIN({Sources!Left (£)}),0)", NULL, NULL},
        {"Places of the board summary add up to those of place results", t->summary,
         t->places, 0.5, "{Board summary!Allocation (£)#total}",
         "{Place results!Allocation (£)#total}", NULL},
        {"The bridge ends at the allocation", t->bridge, t->places, 1,
         "{Bridge!Allocation (£)#total}", "{Place results!Allocation (£)#total}", NULL},
        {"Targets add up to the money shared by need", t->targets, t->quantum, 1,
         "{Place results!Target (£)#total}", NULL, NULL},
        {"Hard rules, sources and limits that are not met", t->hard_broken, 0, 0,
         "COUNTIF({Constraint register!Result},\"Not met\")", NULL, NULL},
        {"BCF tests that are not met", count_of_bcf, 0, 0,
         "COUNTIF({BCF tests!Result},\"Not met\")", NULL, "BCF tests"},
        {"Schemes below what they are committed to or above their bid: pounds", t->outside,
         0, 0.5, "SUM({Schemes!Outside commitment and bid (£)})", NULL, NULL},
        {"Schemes of the pools add up to what partners put in", t->pools, t->partners, 0.5,
         "SUMIFS({Schemes!Allocation (£)},{Schemes!Pool},\"<>[z]\")",
         "{Pools by partner!Allocated in the round (£)#total}", "Pools by partner"},
        {"Rounding: published total against the solver's exact total", t->schemes, t->exact,
         1, "{Schemes!Allocation (£)#total}", NULL, NULL},
        {"Largest infeasibility or gap in the certificates of the optimum",
         t->worst_certificate, 0, 1e-7, NULL, NULL, NULL},
    };
    memcpy(checks, list, sizeof list);
    return MOST_CHECKS;
}

static double count_words(const ap_sheet *sheet, size_t column, const char *words)
{
    double count = 0;
    for (size_t r = 0; sheet != NULL && r < sheet->row_count; r++) {
        const ap_report_cell *cell = &sheet->cells[r * sheet->column_count + column];
        count += cell->text != NULL && strcmp(cell->text, words) == 0 ? 1 : 0;
    }
    return count;
}

ap_status ap_round_checks(const ap_round_results *results, ap_report *report,
                          size_t *failed, ap_error *err)
{
    ap_check checks[MOST_CHECKS + AP_LEVEL_CHECKS];
    ap_totals totals = totals_of(results, report);
    const ap_sheet *bcf = ap_report_find(report, "BCF tests");
    size_t count = list_checks(&totals, count_words(bcf, 6, "Not met"), checks);
    count += ap_round_level_checks(results, report, checks + count);
    return ap_checks_add(count, checks, report, failed, err);
}
