#include "record/risk_figures.h"

#include <math.h>

#include "apportion/money.h"

enum { FIGURE_WIDTH = 12 };

/* Beyond this, pounds are no money. */
static const double most_pounds = 9e12;

void ap_figures_pounds(ap_pen *pen, double pounds)
{
    if (isfinite(pounds) && fabs(pounds) < most_pounds) {
        ap_pen_pounds(pen, pounds);
    } else {
        ap_pen_number(pen, NAN);
    }
}

const char *ap_level_words(size_t level)
{
    static const char *const words[AP_LEVELS] = {
        [AP_LEVEL_P5] = "P5",   [AP_LEVEL_P10] = "P10", [AP_LEVEL_P25] = "P25",
        [AP_LEVEL_P50] = "P50", [AP_LEVEL_P75] = "P75", [AP_LEVEL_P80] = "P80",
        [AP_LEVEL_P90] = "P90", [AP_LEVEL_P95] = "P95", [AP_LEVEL_P99] = "P99"};
    return words[level];
}

const char *ap_count_words(uint64_t count, ap_arena *arena)
{
    static const size_t sign = sizeof "£" - 1;
    char money[AP_MONEY_SIZE];
    return ap_arena_print(arena, "%s", ap_money_words((double)count, money) + sign);
}

const char *ap_short_words(double pounds, ap_arena *arena)
{
    char money[AP_MONEY_SIZE];
    return ap_arena_print(arena, "%s", ap_money_short(pounds, money));
}

const char *ap_chance_words(double chance, ap_arena *arena)
{
    return ap_arena_print(arena, "%.1f%%", 100 * chance);
}

const char *ap_axis_pounds(double largest)
{
    if (largest >= 8e6) {
        return "£#,##0,,\"m\"";
    }
    return largest >= 8e5 ? "£#,##0.0,,\"m\"" : "£#,##0,\"k\"";
}

const ap_spread *ap_figures_spread(const ap_risk_results *results, ap_measured_what what,
                                   ap_measured_of of, size_t at)
{
    size_t m = ap_measures_find(results->findings->measures, what, of, at);
    return m == AP_NONE ? NULL : &results->findings->spreads[m];
}

const ap_spread *ap_figures_whole(const ap_risk_results *results, ap_measured_what what)
{
    const ap_measures *measures = results->findings->measures;
    for (size_t m = 0; m < measures->count; m++) {
        if (measures->rows[m].of == AP_OF_WHOLE && measures->rows[m].what == what) {
            return &results->findings->spreads[m];
        }
    }
    return NULL;
}

const char *ap_figures_name(const ap_risk_results *results, size_t m, ap_arena *arena)
{
    const ap_measure_row *row = &results->findings->measures->rows[m];
    bool is_system = row->of == AP_OF_PLACE && row->at == ap_case_system(results->inputs);
    return is_system ? ap_arena_print(arena, "%s (system-wide)", row->name) : row->name;
}

static double statistic_of(const ap_spread *spread, ap_statistic statistic, size_t level)
{
    switch (statistic) {
    case AP_STATISTIC_MEAN:
        return spread->mean;
    case AP_STATISTIC_SD:
        return spread->sd;
    case AP_STATISTIC_LEVEL:
        return spread->at[level];
    case AP_STATISTIC_TAIL:
        return spread->tail;
    case AP_STATISTIC_CHANCE:
        return spread->chance;
    case AP_STATISTIC_LEAST:
        return spread->least;
    case AP_STATISTIC_GREATEST:
        return spread->greatest;
    case AP_STATISTIC_MEAN_ERROR:
        return spread->mean_error;
    case AP_STATISTIC_LEVEL_ERROR:
        return spread->error[level];
    case AP_STATISTIC_TAIL_ERROR:
        return spread->tail_error;
    }
    return NAN;
}

void ap_figures_pen(ap_pen *pen, const ap_spread *spread, ap_statistic statistic,
                    size_t level, ap_format format)
{
    double number = statistic_of(spread, statistic, level);
    if (format == AP_PERCENT) {
        ap_pen_share(pen, number);
    } else {
        ap_figures_pounds(pen, number);
    }
}

/* Chances and distances are shares; all else is money. */
static ap_format format_of(const ap_figure *figure)
{
    bool is_share =
        figure->statistic == AP_STATISTIC_CHANCE || figure->what == AP_WHAT_DISTANCE;
    return is_share ? AP_PERCENT : AP_POUNDS;
}

static bool is_measured(const ap_measures *measures, ap_measured_what what,
                        ap_measured_of of)
{
    for (size_t m = 0; m < measures->count; m++) {
        if (measures->rows[m].what == what && measures->rows[m].of == of) {
            return true;
        }
    }
    return false;
}

/* Things of the kind that anything is measured of: each by its first measure. */
typedef struct ap_listed {
    size_t count;
    size_t *firsts;
} ap_listed;

static bool is_listed(const ap_measures *measures, const ap_listed *listed, size_t at)
{
    bool found = false;
    for (size_t i = 0; i < listed->count; i++) {
        found = found || measures->rows[listed->firsts[i]].at == at;
    }
    return found;
}

/* Does a figure of the sheet tell of this measure? */
static bool is_told(const ap_figure_table *table, const ap_measure_row *row)
{
    bool found = false;
    for (size_t f = 0; f < table->count; f++) {
        found = found || table->figures[f].what == row->what;
    }
    return found && row->of == table->of;
}

static ap_listed list_things(const ap_measures *measures, const ap_figure_table *table,
                             ap_arena *arena)
{
    ap_listed listed = {
        .firsts = ap_arena_room(arena, (measures->count + 1) * sizeof *listed.firsts)};
    for (size_t m = 0; listed.firsts != NULL && m < measures->count; m++) {
        const ap_measure_row *row = &measures->rows[m];
        if (is_told(table, row) && !is_listed(measures, &listed, row->at)) {
            listed.firsts[listed.count++] = m;
        }
    }
    return listed;
}

/* The first column and those of the figures that are measured. */
static ap_report_column *columns_of(const ap_measures *measures,
                                    const ap_figure_table *table, ap_arena *arena,
                                    size_t *count)
{
    ap_report_column *columns = ap_arena_room(arena, (table->count + 1) * sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    columns[0] = (ap_report_column){.header = table->key, .width = 30};
    *count = 1;
    for (size_t f = 0; f < table->count; f++) {
        const ap_figure *figure = &table->figures[f];
        if (is_measured(measures, figure->what, table->of)) {
            columns[(*count)++] = (ap_report_column){.header = figure->header,
                                                     .format = format_of(figure),
                                                     .width = FIGURE_WIDTH,
                                                     .total = figure->total};
        }
    }
    return columns;
}

static void figure_row(const ap_risk_results *results, const ap_figure_table *table,
                       size_t at, ap_pen *pen)
{
    for (size_t f = 0; f < table->count; f++) {
        const ap_figure *figure = &table->figures[f];
        if (!is_measured(results->findings->measures, figure->what, table->of)) {
            continue;
        }
        const ap_spread *spread = ap_figures_spread(results, figure->what, table->of, at);
        if (spread == NULL) {
            ap_pen_words(pen, "[z]");
        } else {
            ap_figures_pen(pen, spread, figure->statistic, figure->level,
                           format_of(figure));
        }
    }
    ap_pen_end_row(pen);
}

static bool has_sums(size_t count, const ap_report_column columns[])
{
    bool found = false;
    for (size_t c = 0; c < count; c++) {
        found = found || columns[c].total == AP_SUM;
    }
    return found;
}

ap_status ap_figures_add(const ap_risk_results *results, const ap_figure_table *table,
                         ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_arena *arena = report->arena;
    const ap_measures *measures = results->findings->measures;
    ap_sheet sheet = table->sheet;
    const ap_listed listed = list_things(measures, table, arena);
    sheet.columns = columns_of(measures, table, arena, &sheet.column_count);
    if (listed.firsts == NULL || sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    if (listed.count == 0) {
        return AP_OK;
    }
    sheet.row_count = listed.count;
    sheet.has_total = has_sums(sheet.column_count, sheet.columns);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < listed.count; r++) {
        size_t first = listed.firsts[r];
        ap_pen_words(&pen, ap_figures_name(results, first, arena));
        figure_row(results, table, measures->rows[first].at, &pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}
