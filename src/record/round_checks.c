#include <math.h>
#include <string.h>

#include "apportion/money.h"
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

/* The total row's cell of a column of a sheet: what the reader of the sheet sees, so that a
 * sheet that does not add up fails its check. NaN where there is no such cell. */
static double seen(const ap_report *report, const char *name, const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    for (size_t k = 0; sheet != NULL && sheet->has_total && k < sheet->column_count; k++) {
        if (strcmp(sheet->columns[k].header, header) == 0) {
            return sheet->cells[sheet->row_count * sheet->column_count + k].number;
        }
    }
    return NAN;
}

static ap_totals totals_of(const ap_round_results *results, const ap_report *report)
{
    const ap_round *round = results->round;
    const ap_case *inputs = round->inputs;
    const ap_position *position = results->position;
    const double *exact = results->clash == NULL ? round->cells : results->clash->cells;
    ap_totals totals = {
        .envelope_shared = seen(report, "Place by programme", "All programmes (£)"),
        .schemes = seen(report, "Schemes", "Allocation (£)"),
        .sources = seen(report, "Sources", "Spent (£)"),
        .least_left = INFINITY,
        .targets = seen(report, "Place results", "Target (£)"),
        .quantum = round->target->quantum,
        .places = seen(report, "Place results", "Allocation (£)"),
        .summary = seen(report, "Board summary", "Allocation (£)"),
        .bridge = seen(report, "Bridge", "Allocation (£)"),
        .partners = seen(report, "Pools by partner", "Allocated in the round (£)"),
        .exact = ap_pounds_of(ap_pence_of(ap_results_sum(round->model->cell_count, exact))),
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

static const ap_report_column check_columns[] = {
    {.header = "Check", .width = 64},
    {.header = "Left side", .format = AP_PLAIN, .width = 18},
    {.header = "Right side", .format = AP_PLAIN, .width = 18},
    {.header = "Difference",
     .format = AP_PLAIN,
     .width = 16,
     .formula = "{Left side}-{Right side}"},
    {.header = "Tolerance", .format = AP_PLAIN, .width = 12},
    {.header = "Result",
     .width = 10,
     .formula = "IF(ABS({Difference})<={Tolerance},\"Pass\",\"Fail\")"},
};

typedef struct ap_check {
    const char *name;
    double left;
    double right;
    double tolerance;
    const char *left_formula; /* NULL: a value */
    const char *right_formula;
    const char *needs; /* sheet that must be there, or NULL */
} ap_check;

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

static void side(ap_pen *pen, double number, const char *formula)
{
    ap_report_cell *cell =
        &pen->sheet->cells[pen->row * pen->sheet->column_count + pen->column];
    ap_pen_number(pen, number);
    cell->formula = formula;
}

ap_status ap_round_checks(const ap_round_results *results, ap_report *report,
                          size_t *failed, ap_error *err)
{
    ap_pen pen;
    ap_check checks[MOST_CHECKS];
    ap_totals totals = totals_of(results, report);
    const ap_sheet *bcf = ap_report_find(report, "BCF tests");
    size_t count = list_checks(&totals, count_words(bcf, 6, "Not met"), checks);
    size_t kept = 0;
    for (size_t c = 0; c < count; c++) {
        bool is_there =
            checks[c].needs == NULL || ap_report_find(report, checks[c].needs) != NULL;
        if (is_there) {
            checks[kept++] = checks[c];
        }
    }
    ap_sheet sheet = {
        .kind = AP_SHEET_CHECKS,
        .name = "Checks",
        .table = "checks",
        .title = "Checks: does it all add up",
        .line_count = 1,
        .lines =
            {"A check passes when the difference is within the tolerance. The master check "
             "on the cover passes when all of these do."},
        .column_count = sizeof check_columns / sizeof check_columns[0],
        .columns = check_columns,
        .row_count = kept,
    };
    *failed = 0;
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < kept; c++) {
        double difference = checks[c].left - checks[c].right;
        bool is_passed = fabs(difference) <= checks[c].tolerance; /* NaN does not pass */
        *failed += is_passed ? 0 : 1;
        ap_pen_words(&pen, checks[c].name);
        side(&pen, checks[c].left, checks[c].left_formula);
        side(&pen, checks[c].right, checks[c].right_formula);
        ap_pen_number(&pen, difference);
        ap_pen_number(&pen, checks[c].tolerance);
        ap_pen_words(&pen, is_passed ? "Pass" : "Fail");
        ap_pen_end_row(&pen);
    }
    return status;
}
