#include "record/round_study.h"

#include <math.h>

static const char *outcome_words(ap_outcome outcome)
{
    static const char *const words[] = {
        [AP_OPTIMAL] = "optimal",
        [AP_INFEASIBLE] = "cannot be met",
        [AP_UNBOUNDED] = "unbounded",
        [AP_UNDECIDED] = "undecided",
    };
    return words[outcome];
}

/* One measure a row, "This round" and then one option a column. */
typedef double (*ap_measure_of)(const ap_position *position, const double target[],
                                size_t i);

static double money_of(const ap_position *position, const double target[], size_t i)
{
    (void)target;
    return position->place[i];
}

static double distance_of(const ap_position *position, const double target[], size_t i)
{
    return target[i] > 0 ? position->place[i] / target[i] - 1 : NAN;
}

static double programme_of(const ap_position *position, const double target[], size_t k)
{
    double total = 0;
    (void)target;
    for (size_t i = 0; i <= position->places; i++) {
        total += position->programme[i * position->programmes + k];
    }
    return total;
}

static ap_report_column *option_columns(const ap_round_results *results, ap_report *report,
                                        const char *first, ap_format format)
{
    const ap_study *study = results->study;
    size_t count = ap_study_count(study, AP_FINDING_OPTION);
    ap_report_column *columns = ap_arena_room(report->arena, (count + 2) * sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    ap_total total = format == AP_POUNDS ? AP_SUM : AP_NO_TOTAL;
    const char *unit = format == AP_POUNDS ? "(£)" : "(%)";
    columns[0] = (ap_report_column){.header = first, .width = 28};
    columns[1] = (ap_report_column){
        .header = ap_arena_print(report->arena, "This round %s", unit),
        .format = format,
        .width = 18,
        .total = total,
    };
    size_t at = 2;
    for (size_t f = 0; f < study->count; f++) {
        if (study->findings[f].kind == AP_FINDING_OPTION) {
            columns[at++] = (ap_report_column){
                .header =
                    ap_arena_print(report->arena, "%s %s", study->findings[f].name, unit),
                .format = format,
                .width = 18,
                .total = total,
            };
        }
    }
    return columns;
}

static void put_measure(ap_pen *pen, bool is_money, double number)
{
    if (is_money) {
        ap_pen_pounds(pen, number);
    } else {
        ap_pen_share(pen, number);
    }
}

/* A table of options: what its rows are called, and what is measured of each. */
typedef struct ap_option_table {
    const char *name;
    const char *table;
    const char *title;
    const char *words;
    const char *first;
    ap_format format;
    ap_measure_of measure;
    size_t rows;
    bool is_by_programme;
} ap_option_table;

static void option_row(const ap_round_results *results, ap_pen *pen,
                       const ap_option_table *table, size_t row)
{
    const ap_study *study = results->study;
    bool is_money = table->format == AP_POUNDS;
    ap_pen_words(pen, table->is_by_programme ? results->round->inputs->programmes[row].name
                                             : ap_results_place(results, row));
    put_measure(pen, is_money,
                table->measure(results->position, results->round->target->target, row));
    for (size_t f = 0; f < study->count; f++) {
        const ap_finding *finding = &study->findings[f];
        if (finding->kind != AP_FINDING_OPTION) {
            continue;
        }
        if (finding->position == NULL) {
            ap_pen_words(pen, "[z]");
        } else {
            put_measure(pen, is_money,
                        table->measure(finding->position, finding->target, row));
        }
    }
    ap_pen_end_row(pen);
}

static ap_status add_option_table(const ap_round_results *results, ap_report *report,
                                  const ap_option_table *table, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = table->name,
        .table = table->table,
        .title = table->title,
        .line_count = 1,
        .lines = {table->words},
        .column_count = ap_study_count(results->study, AP_FINDING_OPTION) + 2,
        .columns = option_columns(results, report, table->first, table->format),
        .has_total = table->format == AP_POUNDS,
        .row_count = table->rows,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t row = 0; status == AP_OK && row < table->rows; row++) {
        option_row(results, &pen, table, row);
    }
    if (status == AP_OK && sheet.has_total) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static ap_status add_options(const ap_round_results *results, ap_report *report,
                             ap_error *err)
{
    ap_status status = AP_OK;
    size_t places = results->position->places;
    const ap_option_table tables[] = {
        {"Options money", "options_money", "Options side by side: allocation by place",
         "Money of the envelope. [z] means the option's hard rules cannot all be met.",
         "Place", AP_POUNDS, money_of, places + 1, false},
        {"Options distance", "options_distance",
         "Options side by side: closing distance from target by place",
         "Each against its own option's target. [z] means the option's hard rules cannot all be "
         "met.",
         "Place", AP_PERCENT, distance_of, places, false},
        {"Options programmes", "options_programmes",
         "Options side by side: allocation by programme",
         "Money of the envelope, all places and the system. [z] means the option's hard rules "
         "cannot all be met.",
         "Programme", AP_POUNDS, programme_of, results->position->programmes, true},
    };
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        AP_TRY(add_option_table(results, report, &tables[t], err));
    }
done:
    return status;
}

static const ap_report_column measure_columns[] = {
    {.header = "Option", .width = 44},
    {.header = "Outcome", .width = 16},
    {.header = "Worst shortfall (%)", .format = AP_PERCENT, .width = 14},
    {.header = "Distance from target (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Unmet bids (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Need-weighted unmet bids (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Movement from last year (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Soft rules missed (£)", .format = AP_POUNDS, .width = 18},
};

static void measures(ap_pen *pen, const ap_position *position)
{
    if (position == NULL) {
        while (pen->column < pen->sheet->column_count) {
            ap_pen_words(pen, "[z]");
        }
        return;
    }
    ap_pen_share(pen, position->worst);
    ap_pen_pounds(pen, position->total_distance);
    ap_pen_pounds(pen, position->unmet_plain);
    ap_pen_pounds(pen, position->unmet);
    ap_pen_pounds(pen, position->movement);
    ap_pen_pounds(pen, position->broken);
}

static ap_status add_measures(const ap_round_results *results, ap_report *report,
                              ap_error *err)
{
    ap_pen pen;
    const ap_study *study = results->study;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Options measures",
        .table = "options_measures",
        .title = "Options side by side: how each does in the round's goals [note 8]",
        .line_count = 1,
        .lines = {"The goals are pursued in the order of the columns; soft rules come "
                  "first of all."},
        .column_count = sizeof measure_columns / sizeof measure_columns[0],
        .columns = measure_columns,
        .row_count = ap_study_count(study, AP_FINDING_OPTION) + 1,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    if (status != AP_OK) {
        return status;
    }
    ap_pen_words(&pen, "This round");
    ap_pen_words(&pen, "optimal");
    measures(&pen, results->position);
    ap_pen_end_row(&pen);
    for (size_t f = 0; f < study->count; f++) {
        if (study->findings[f].kind == AP_FINDING_OPTION) {
            ap_pen_words(&pen, study->findings[f].name);
            ap_pen_words(&pen, outcome_words(study->findings[f].outcome));
            measures(&pen, study->findings[f].position);
            ap_pen_end_row(&pen);
        }
    }
    return AP_OK;
}

static const ap_report_column frontier_columns[] = {
    {.header = "Equity band (%)", .format = AP_PERCENT, .width = 12},
    {.header = "Outcome", .width = 16},
    {.header = "Worst shortfall (%)", .format = AP_PERCENT, .width = 14},
    {.header = "Distance from target (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Unmet bids (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Need-weighted unmet bids (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Movement from last year (£)", .format = AP_POUNDS, .width = 18},
    {.header = "Soft rules missed (£)", .format = AP_POUNDS, .width = 18},
};

/* Wider bands allow all that narrower ones do, so those that can be met end the table. The
 * others have no amount, and a chart would draw them as dots at 0. */
static ap_chart_block bands_met(const ap_study *study, double *tightest)
{
    size_t row = 0;
    ap_chart_block block = {.name = "Need-weighted unmet bids",
                            .values = "Need-weighted unmet bids (£)"};
    for (size_t f = 0; f < study->count; f++) {
        const ap_finding *finding = &study->findings[f];
        if (finding->kind != AP_FINDING_FRONTIER) {
            continue;
        }
        if (finding->position == NULL) {
            block.row_count = 0;
        } else if (block.row_count++ == 0) {
            block.first_row = row;
            *tightest = finding->change;
        }
        row++;
    }
    return block;
}

static void frontier_chart(const ap_study *study, ap_report *report, ap_sheet *sheet)
{
    double tightest = NAN;
    const ap_chart_block block = bands_met(study, &tightest);
    if (block.row_count == 0) {
        return;
    }
    sheet->charts[0] = (ap_report_chart){
        .kind = AP_CHART_SCATTER,
        .title = "Need-weighted unmet bids as the equity band widens (£m)",
        .alternative =
            ap_arena_print(report->arena,
                           "Need-weighted unmet bids against the equity band; the "
                           "tightest band that can be met is %.2f%%.",
                           tightest * 100),
        .axis_x = "Equity band",
        .axis_y = "Need-weighted unmet bids (£m)",
        .number_format = "#,##0.0,,",
        .category = "Equity band (%)",
        .across_format = "0.0%",
        .block_count = 1,
        .blocks = {block},
    };
    sheet->chart_count = 1;
}

static ap_status add_frontier(const ap_round_results *results, ap_report *report,
                              ap_error *err)
{
    ap_pen pen;
    const ap_study *study = results->study;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Frontier",
        .table = "frontier",
        .title = "Frontier: equity against bids met [note 9]",
        .line_count = 2,
        .lines =
            {"Each row lets bids alone decide while no place may be further from target "
             "than the band.",
             "Bands that the hard rules do not allow show [z]."},
        .column_count = sizeof frontier_columns / sizeof frontier_columns[0],
        .columns = frontier_columns,
        .row_count = ap_study_count(study, AP_FINDING_FRONTIER),
    };
    frontier_chart(study, report, &sheet);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < study->count; f++) {
        if (study->findings[f].kind == AP_FINDING_FRONTIER) {
            ap_pen_share(&pen, study->findings[f].change);
            ap_pen_words(&pen, outcome_words(study->findings[f].outcome));
            measures(&pen, study->findings[f].position);
            ap_pen_end_row(&pen);
        }
    }
    return status;
}

/* "Input", "Change", "Outcome", then each place's change, then what the goals do. */
static ap_report_column *sensitivity_columns(const ap_round_results *results,
                                             ap_report *report)
{
    size_t places = results->position->places;
    ap_report_column *columns =
        ap_arena_room(report->arena, (places + 6) * sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    size_t at = 0;
    columns[at++] = (ap_report_column){.header = "Input", .width = 46};
    columns[at++] = (ap_report_column){.header = "Change", .width = 24};
    columns[at++] = (ap_report_column){.header = "Outcome", .width = 16};
    for (size_t i = 0; i < places; i++) {
        columns[at++] = (ap_report_column){
            .header = ap_arena_print(report->arena, "%s (£)", ap_results_place(results, i)),
            .format = AP_POUNDS,
            .width = 16,
        };
    }
    columns[at++] = (ap_report_column){
        .header = "Worst shortfall (percentage points)", .format = AP_PERCENT, .width = 16};
    columns[at++] =
        (ap_report_column){.header = "Unmet bids (£)", .format = AP_POUNDS, .width = 16};
    return columns;
}

static double difference(double now, double before, double least)
{
    return fabs(now - before) < least ? 0 : now - before;
}

static void sensitivity_row(const ap_round_results *results, ap_pen *pen,
                            const ap_finding *finding)
{
    const ap_position *base = results->exact;
    const ap_position *now = finding->position;
    ap_pen_words(pen, finding->name);
    ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++, "%s %s",
                   finding->change < 0 ? "less by" : "more by", finding->unit);
    ap_pen_words(pen, outcome_words(finding->outcome));
    for (size_t i = 0; now != NULL && i < base->places; i++) {
        ap_pen_pounds(pen, difference(now->place[i], base->place[i], 1));
    }
    if (now != NULL) {
        ap_pen_share(pen, difference(now->worst, base->worst, 1e-8));
        ap_pen_pounds(pen, difference(now->unmet_plain, base->unmet_plain, 1));
    }
    while (pen->column < pen->sheet->column_count) {
        ap_pen_words(pen, "[z]");
    }
    ap_pen_end_row(pen);
}

static ap_status add_sensitivities(const ap_round_results *results, ap_report *report,
                                   ap_error *err)
{
    ap_pen pen;
    const ap_study *study = results->study;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Sensitivities",
        .table = "sensitivities",
        .title = "Sensitivities: one input at a time, the round solved again",
        .line_count = 1,
        .lines =
            {"Changes against this round: each place's allocation, the worst shortfall, "
             "unmet bids. [z] means the hard rules cannot be met with that change."},
        .column_count = results->position->places + 5,
        .columns = sensitivity_columns(results, report),
        .row_count = ap_study_count(study, AP_FINDING_SENSITIVITY),
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < study->count; f++) {
        if (study->findings[f].kind == AP_FINDING_SENSITIVITY) {
            sensitivity_row(results, &pen, &study->findings[f]);
        }
    }
    return status;
}

ap_status ap_round_study(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_study *study = results->study;
    if (study == NULL) {
        return AP_OK;
    }
    if (ap_study_count(study, AP_FINDING_OPTION) > 0) {
        AP_TRY(add_options(results, report, err));
        AP_TRY(add_measures(results, report, err));
    }
    if (ap_study_count(study, AP_FINDING_FRONTIER) > 0) {
        AP_TRY(add_frontier(results, report, err));
    }
    if (ap_study_count(study, AP_FINDING_SENSITIVITY) > 0) {
        AP_TRY(add_sensitivities(results, report, err));
    }
done:
    return status;
}
