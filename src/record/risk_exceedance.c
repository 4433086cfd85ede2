#include "record/risk_exceedance.h"

#include <math.h>

#include "record/risk_figures.h"

/* Amounts of the grid, and things that are shown: the largest first where there are more.
 */
enum { GRID_STEPS = 40, SHOWN = 24, CHARTED = AP_CHART_COLOURS };

/* Who may lose how much: a sheet a kind. */
typedef struct ap_losers {
    ap_measured_of of;
    ap_measured_what what;
    const char *name;
    const char *table;
    const char *twin;
    const char *title;
    const char *chart;
    const char *amount; /* header of the grid */
} ap_losers;

static const ap_losers losers[] = {
    {AP_OF_PLACE, AP_WHAT_OVERSPEND, "Exceedance by place", "exceedance_by_place",
     "exceedance-by-place",
     "Exceedance by place: the chance of an overspend above each amount",
     "Chance of an overspend above each amount: the places most at risk", "Overspend (£)"},
    {AP_OF_POOL, AP_WHAT_OVERSPEND, "Exceedance by pool", "exceedance_by_pool",
     "exceedance-by-pool",
     "Exceedance by pool: the chance of an overspend above each amount",
     "Chance of an overspend above each amount: the pools most at risk", "Overspend (£)"},
    {AP_OF_PARTNER, AP_WHAT_BORNE, "Exceedance by partner", "exceedance_by_partner",
     "exceedance-by-partner",
     "Exceedance by partner: the chance of bearing more than each amount",
     "Chance of bearing more than each amount: the partners most at risk",
     "Loss borne (£)"},
    {AP_OF_PROGRAMME, AP_WHAT_OVERSPEND, "Exceedance by programme",
     "exceedance_by_programme", "exceedance-by-programme",
     "Exceedance by programme: the chance of an overspend above each amount",
     "Chance of an overspend above each amount: the programmes most at risk",
     "Overspend (£)"},
};

/* The measures of the kind, the greatest P95 first. */
typedef struct ap_exposed {
    const ap_losers *kind;
    size_t count; /* shown */
    size_t left;  /* not shown */
    size_t *measures;
    double step;    /* pounds */
    double highest; /* chance of any loss at all */
} ap_exposed;

/* The least number of these, with noughts, that is enough. */
static double round_up(size_t count, const double leads[], double enough, double tens)
{
    size_t k = 0;
    while (leads[k] * tens < enough) {
        k = (k + 1) % count;
        tens *= k == 0 ? 10 : 1;
    }
    return leads[k] * tens;
}

/* A step in pounds of which the grid has enough for `most`. */
static double step_for(double most)
{
    static const double leads[] = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
    return round_up(sizeof leads / sizeof leads[0], leads, most / GRID_STEPS, 1);
}

/* Where an axis ends whose highest chance is this. */
static double top_for(double chance)
{
    static const double leads[] = {1, 2, 4, 5, 6, 8};
    double top = round_up(sizeof leads / sizeof leads[0], leads, chance, 0.01);
    return top < 1 ? top : 1;
}

/* Does measure a come before b? Equal ones as they stand. */
static bool is_before(const ap_spread spreads[], size_t a, size_t b)
{
    double one = spreads[a].at[AP_LEVEL_P95];
    double other = spreads[b].at[AP_LEVEL_P95];
    return one > other || (one == other && a < b);
}

static void put_in(const ap_spread spreads[], ap_exposed *exposed, size_t m)
{
    size_t at = exposed->count++;
    while (at > 0 && is_before(spreads, m, exposed->measures[at - 1])) {
        exposed->measures[at] = exposed->measures[at - 1];
        at--;
    }
    exposed->measures[at] = m;
}

static ap_status expose(const ap_risk_results *results, const ap_losers *kind,
                        ap_arena *arena, ap_exposed *out, ap_error *err)
{
    const ap_measures *measures = results->findings->measures;
    const ap_spread *spreads = results->findings->spreads;
    double most = 0;
    *out = (ap_exposed){.kind = kind};
    out->measures = ap_arena_room(arena, (measures->count + 1) * sizeof *out->measures);
    if (out->measures == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", kind->name);
    }
    for (size_t m = 0; m < measures->count; m++) {
        if (measures->rows[m].of == kind->of && measures->rows[m].what == kind->what) {
            put_in(spreads, out, m);
            most = fmax(most, spreads[m].at[AP_LEVEL_P99]);
            out->highest = fmax(out->highest, spreads[m].chance);
        }
    }
    out->left = out->count > SHOWN ? out->count - SHOWN : 0;
    out->count -= out->left;
    out->step = step_for(most);
    return AP_OK;
}

static const char *exposed_header(const ap_risk_results *results, size_t m, ap_arena *arena)
{
    return ap_arena_print(arena, "%.55s (%%)", ap_figures_name(results, m, arena));
}

static ap_report_column *exposed_columns(const ap_risk_results *results,
                                         const ap_exposed *exposed, ap_arena *arena)
{
    ap_report_column *columns =
        ap_arena_room(arena, (exposed->count + 1) * sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    columns[0] = (ap_report_column){
        .header = exposed->kind->amount, .format = AP_POUNDS, .width = 16};
    for (size_t i = 0; i < exposed->count; i++) {
        columns[i + 1] = (ap_report_column){
            .header = exposed_header(results, exposed->measures[i], arena),
            .format = AP_PERCENT,
            .width = 16};
    }
    return columns;
}

static void chart_exposed(const ap_risk_results *results, const ap_exposed *exposed,
                          ap_sheet *sheet, ap_arena *arena)
{
    const ap_spread *first = &results->findings->spreads[exposed->measures[0]];
    ap_report_chart *chart = &sheet->charts[sheet->chart_count++];
    *chart = (ap_report_chart){
        .kind = AP_CHART_SCATTER,
        .title = exposed->kind->chart,
        .alternative = ap_arena_print(
            arena,
            "Curves fall from nought; that of %.80s is the furthest out: 1 year in 20 "
            "is above %s.",
            ap_figures_name(results, exposed->measures[0], arena),
            ap_short_words(first->at[AP_LEVEL_P95], arena)),
        .axis_x = exposed->kind->amount,
        .axis_y = "Chance of more (%)",
        .number_format = "0%",
        .category = exposed->kind->amount,
        .across_format = ap_axis_pounds(exposed->step * GRID_STEPS),
        .limits_x = {0, exposed->step * GRID_STEPS},
        .limits_y = {0, top_for(exposed->highest)},
        .width = 760,
        .height = 480,
    };
    for (size_t i = 0; i < exposed->count && i < CHARTED; i++) {
        size_t m = exposed->measures[i];
        chart->blocks[chart->block_count++] = (ap_chart_block){
            .name = ap_arena_print(arena, "%.70s", ap_figures_name(results, m, arena)),
            .values = sheet->columns[i + 1].header,
            .row_count = sheet->row_count,
            .colour = i,
            .is_joined = true};
    }
}

static ap_status add_exposed(const ap_risk_results *results, const ap_exposed *exposed,
                             ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_arena *arena = report->arena;
    const ap_findings *findings = results->findings;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = exposed->kind->name,
        .table = exposed->kind->table,
        .twin = exposed->kind->twin,
        .title = exposed->kind->title,
        .line_count = exposed->left > 0 ? 2 : 1,
        .lines = {"Each column is one of them by itself: curves of parts do not add up to "
                  "that of the whole. The one with the greatest P95 stands first.",
                  ap_arena_print(arena, "%zu more, with less at risk, are not shown here.",
                                 exposed->left)},
        .column_count = exposed->count + 1,
        .columns = exposed_columns(results, exposed, arena),
        .row_count = GRID_STEPS + 1,
    };
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    chart_exposed(results, exposed, &sheet, arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < sheet.row_count; r++) {
        double pounds = exposed->step * (double)r;
        ap_pen_number(&pen, pounds);
        for (size_t i = 0; i < exposed->count; i++) {
            ap_pen_share(&pen, ap_findings_above(findings, exposed->measures[i], pounds));
        }
        ap_pen_end_row(&pen);
    }
    return status;
}

static ap_status add_losers(const ap_risk_results *results, const ap_losers *kind,
                            ap_report *report, ap_error *err)
{
    ap_exposed exposed;
    ap_status status = expose(results, kind, report->arena, &exposed, err);
    if (status == AP_OK && exposed.count > 0) {
        status = add_exposed(results, &exposed, report, err);
    }
    return status;
}

ap_status ap_risk_exceedance(const ap_risk_results *results, ap_report *report,
                             ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t k = 0; k < sizeof losers / sizeof losers[0]; k++) {
        AP_TRY(add_losers(results, &losers[k], report, err));
    }
done:
    return status;
}
