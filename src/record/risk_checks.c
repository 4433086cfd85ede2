#include "record/risk_checks.h"

#include <math.h>
#include <string.h>

#include "record/checks.h"
#include "record/risk_curves.h"
#include "record/risk_figures.h"
#include "record/risk_solving.h"

/* The formula that shows the mean of a measure of the whole on the first sheet of results;
 * NULL where it was not measured. */
static const char *headline_cell(const ap_report *report, ap_measured_what what,
                                 const char *header, ap_arena *arena)
{
    const ap_sheet *sheet = ap_report_find(report, "Headline");
    for (size_t r = 0; sheet != NULL && r < sheet->row_count; r++) {
        if (strcmp(sheet->cells[r * sheet->column_count].text, ap_measured_words(what)) ==
            0) {
            return ap_arena_print(arena, "{Headline!%s#%zu}", header, r + 1);
        }
    }
    return NULL;
}

/* The number that the formula above shows. */
static double headline_seen(const ap_report *report, ap_measured_what what,
                            const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, "Headline");
    size_t column = ap_sheet_column(sheet, header);
    for (size_t r = 0; column < sheet->column_count && r < sheet->row_count; r++) {
        const ap_report_cell *row = &sheet->cells[r * sheet->column_count];
        if (strcmp(row[0].text, ap_measured_words(what)) == 0) {
            return row[column].number;
        }
    }
    return NAN;
}

/* How many numbers of the column are no chances. */
static double no_chances(const ap_report *report, const char *name, const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    size_t column = sheet == NULL ? 0 : ap_sheet_column(sheet, header);
    double count = 0;
    for (size_t r = 0; sheet != NULL && r < sheet->row_count; r++) {
        const ap_report_cell *cell = &sheet->cells[r * sheet->column_count + column];
        bool is_chance = !cell->is_number || (cell->number >= 0 && cell->number <= 1);
        count += is_chance ? 0 : 1;
    }
    return count;
}

/* How many rows of the headline have a lower level above a higher one. */
static double falls(const ap_report *report, const char *const headers[3])
{
    double count = 0;
    const ap_sheet *sheet = ap_report_find(report, "Headline");
    for (size_t r = 0; r < sheet->row_count; r++) {
        double at[3];
        for (size_t l = 0; l < 3; l++) {
            size_t column = ap_sheet_column(sheet, headers[l]);
            at[l] = sheet->cells[r * sheet->column_count + column].number;
        }
        count += (at[0] > at[1] ? 1 : 0) + (at[1] > at[2] ? 1 : 0);
    }
    return count;
}

/* Mean of the replications, each counting as its scenarios do. */
static double mean_of_parts(const ap_report *report)
{
    double sum = 0;
    double scenarios = 0;
    const ap_sheet *sheet = ap_report_find(report, "Replications");
    for (size_t r = 0; r < sheet->row_count; r++) {
        const ap_report_cell *row = &sheet->cells[r * sheet->column_count];
        sum += row[1].number * row[2].number;
        scenarios += row[1].number;
    }
    return sum / scenarios;
}

/* Checks on their way. */
typedef struct ap_checking_list {
    const ap_risk_results *results;
    ap_report *report;
    size_t count;
    ap_check checks[40];
} ap_checking_list;

static void put(ap_checking_list *list, ap_check check)
{
    if (list->count < sizeof list->checks / sizeof list->checks[0]) {
        list->checks[list->count++] = check;
    }
}

/* A column of a sheet of parts whose total is the whole's mean. */
typedef struct ap_adding {
    const char *name;
    const char *sheet;
    const char *header;
    ap_measured_what what;
    bool is_net; /* of what is left unspent */
} ap_adding;

static const ap_adding additions[] = {
    {"Overspend: means of places add up to that of the whole", "Places",
     "Overspend, mean (£)", AP_WHAT_OVERSPEND, false},
    {"Overspend: means of programmes add up to that of the whole", "Programmes",
     "Overspend, mean (£)", AP_WHAT_OVERSPEND, false},
    {"Overspend: means of schemes add up to that of the whole", "Scheme overspends",
     "Overspend, mean (£)", AP_WHAT_OVERSPEND, false},
    {"Loss: what all bear adds up to the overspend less what is unspent", "Partners",
     "Loss borne, mean (£)", AP_WHAT_OVERSPEND, true},
    {"Pressure: means of places add up to that of the whole", "Places",
     "Pressure, mean (£)", AP_WHAT_PRESSURE, false},
    {"Pressure: means of programmes add up to that of the whole", "Programmes",
     "Pressure, mean (£)", AP_WHAT_PRESSURE, false},
    {"Pressure: means of schemes add up to that of the whole", "Schemes",
     "Pressure, mean (£)", AP_WHAT_PRESSURE, false},
};

/* Every mean is rounded to the penny by itself. */
static void put_addition(ap_checking_list *list, const ap_adding *adding)
{
    ap_arena *arena = list->report->arena;
    const ap_sheet *sheet = ap_report_find(list->report, adding->sheet);
    bool is_there = sheet != NULL && sheet->has_total &&
                    ap_sheet_column(sheet, adding->header) < sheet->column_count;
    const char *whole = headline_cell(list->report, adding->what, "Mean (£)", arena);
    const char *less = headline_cell(list->report, AP_WHAT_UNSPENT, "Mean (£)", arena);
    bool is_net = adding->is_net && less != NULL;
    if (!is_there || whole == NULL) {
        return;
    }
    double right = headline_seen(list->report, adding->what, "Mean (£)");
    if (is_net) {
        right -= headline_seen(list->report, AP_WHAT_UNSPENT, "Mean (£)");
    }
    put(list,
        (ap_check){
            .name = adding->name,
            .left = ap_checks_seen(list->report, adding->sheet, adding->header),
            .right = right,
            .tolerance = 0.01 * (double)(sheet->row_count + 1),
            .left_formula =
                ap_arena_print(arena, "{%s!%s#total}", adding->sheet, adding->header),
            .right_formula = is_net ? ap_arena_print(arena, "%s-%s", whole, less) : whole,
        });
}

static void put_additions(ap_checking_list *list)
{
    for (size_t a = 0; a < sizeof additions / sizeof additions[0]; a++) {
        put_addition(list, &additions[a]);
    }
}

static void put_chances(ap_checking_list *list)
{
    static const char *const columns[][2] = {
        {"Headline", "Chance above zero (%)"},
        {"S curve", "Chance that it is enough (%)"},
        {"Places", "Chance of an overspend (%)"},
        {"Partners", "Chance of a loss (%)"},
        {"Rules", "Chance of being broken (%)"},
    };
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
        const char *sheet = columns[c][0];
        const char *header = columns[c][1];
        const ap_sheet *found = ap_report_find(list->report, sheet);
        if (found == NULL || ap_sheet_column(found, header) == found->column_count) {
            continue;
        }
        put(list, (ap_check){
                      .name = ap_arena_print(list->report->arena,
                                             "%s: chances below 0 or above 1", sheet),
                      .left = no_chances(list->report, sheet, header),
                      .left_formula =
                          ap_arena_print(list->report->arena,
                                         "COUNTIF({%s!%s},\"<0\")+COUNTIF({%s!%s},\">1\")",
                                         sheet, header, sheet, header),
                  });
    }
}

static void put_levels(ap_checking_list *list)
{
    static const char *const outer[] = {"P5 (£)", "P50 (£)", "P95 (£)"};
    static const char *const upper[] = {"P50 (£)", "P80 (£)", "P90 (£)"};
    put(list, (ap_check){
                  .name = "Headline: P5 above P50, or P50 above P95",
                  .left = falls(list->report, outer),
                  .left_formula = "SUMPRODUCT(({Headline!P5 (£)}>{Headline!P50 (£)})+"
                                  "({Headline!P50 (£)}>{Headline!P95 (£)}))",
              });
    put(list, (ap_check){
                  .name = "Headline: P50 above P80, or P80 above P90",
                  .left = falls(list->report, upper),
                  .left_formula = "SUMPRODUCT(({Headline!P50 (£)}>{Headline!P80 (£)})+"
                                  "({Headline!P80 (£)}>{Headline!P90 (£)}))",
              });
    put(list, (ap_check){.name = "S-curve: levels below the one before",
                         .left = ap_risk_curve_falls(list->results)});
}

static void put_counts(ap_checking_list *list)
{
    const ap_risk_results *results = list->results;
    const ap_tally *tally = results->findings->tally;
    double solved = ap_checks_seen(list->report, "Solving", "Scenarios (number)");
    put(list, (ap_check){
                  .name = "Scenarios: as many are solved as were to be counted",
                  .left = solved,
                  .right = (double)results->scenarios,
                  .left_formula = "{Solving!Scenarios (number)#total}",
              });
    put(list,
        (ap_check){
            .name = "Scenarios: the replications have as many as are solved",
            .left = ap_checks_seen(list->report, "Replications", "Scenarios (number)"),
            .right = solved,
            .left_formula = "{Replications!Scenarios (number)#total}",
            .right_formula = "{Solving!Scenarios (number)#total}",
        });
    put(list, (ap_check){
                  .name = "Scenarios that could not be solved",
                  .left = (double)ap_tally_counted(tally, AP_COUNTED_FAILED),
                  .left_formula = "{Solving!Scenarios (number)#4}",
              });
    put(list, (ap_check){
                  .name = "Largest infeasibility or gap in any scenario's certificate",
                  .left = ap_risk_certificate(results),
                  .tolerance = 1e-7,
              });
}

/* The row whose first cell has this name; the count of rows when none has. */
static size_t row_of(const ap_sheet *sheet, const char *name)
{
    size_t r = 0;
    while (r < sheet->row_count &&
           strcmp(sheet->cells[r * sheet->column_count].text, name) != 0) {
        r++;
    }
    return r;
}

/* The chance of breaking even against the sheet that has its counterpart: the row of the
 * partner who holds the contingency or, where nobody does, the overspend of the whole. */
static void put_break_even(ap_checking_list *list)
{
    ap_arena *arena = list->report->arena;
    const ap_findings *findings = list->results->findings;
    bool is_held = findings->holder != AP_NONE;
    const char *sheet_name = is_held ? "Partners" : "Headline";
    const char *header = is_held ? "Chance of a loss (%)" : "Chance above zero (%)";
    const char *row = is_held ? findings->measures->rows[findings->holder].name
                              : ap_measured_words(AP_WHAT_OVERSPEND);
    const ap_sheet *sheet = ap_report_find(list->report, sheet_name);
    size_t r = sheet == NULL ? 0 : row_of(sheet, row);
    size_t column = sheet == NULL ? 0 : ap_sheet_column(sheet, header);
    if (sheet == NULL || r == sheet->row_count || column == sheet->column_count) {
        return;
    }
    put(list,
        (ap_check){
            .name = is_held ? "Chance of breaking even: years in which the holder of the "
                              "contingency has no loss"
                            : "Chance of breaking even: years without an overspend",
            .left = 1 - sheet->cells[r * sheet->column_count + column].number,
            .right = findings->breaks_even,
            .tolerance = 1e-6,
            .left_formula =
                ap_arena_print(arena, "1-{%s!%s#%zu}", sheet_name, header, r + 1),
        });
}

static void put_headline(ap_checking_list *list)
{
    ap_arena *arena = list->report->arena;
    put(list,
        (ap_check){
            .name = "Contingency needed: mean of the replications against that of all",
            .left = mean_of_parts(list->report),
            .right = headline_seen(list->report, AP_WHAT_NEED, "Mean (£)"),
            .tolerance = 0.02,
            .left_formula =
                "SUMPRODUCT({Replications!Scenarios (number)},{Replications!Mean "
                "(£)})/{Replications!Scenarios (number)#total}",
            .right_formula = headline_cell(list->report, AP_WHAT_NEED, "Mean (£)", arena),
        });
    put_break_even(list);
}

static void put_plan(ap_checking_list *list)
{
    const ap_sheet *contingency = ap_report_find(list->report, "Contingency");
    size_t column = ap_sheet_column(contingency, "Contingency planned (£)");
    double schemes = ap_checks_seen(list->report, "Schemes", "Plan (£)");
    double sources = ap_checks_seen(list->report, "Sources", "Plan (£)");
    put(list,
        (ap_check){
            .name = "Plan: contingency of the schemes against what the runs counted on",
            .left = contingency->cells[column].number,
            .right = list->results->findings->contingency,
            .tolerance = 0.01,
            .left_formula = "{Contingency!Contingency planned (£)#1}",
        });
    put(list,
        (ap_check){
            .name = "Plan: what schemes have above what sources bring",
            .left = fmax(schemes - sources, 0),
            .tolerance = 1,
            .left_formula = "MAX({Schemes!Plan (£)#total}-{Sources!Plan (£)#total},0)",
        });
    put(list,
        (ap_check){
            .name = "Contributions to P80: the tornado against the conditional means",
            .left = ap_checks_seen(list->report, "Tornado", "Contribution to P80 (£)"),
            .right = ap_checks_seen(list->report, "Conditional means", "P80 above P50 (£)"),
            .tolerance = 0.005,
            .left_formula = "{Tornado!Contribution to P80 (£)#total}",
            .right_formula = "{Conditional means!P80 above P50 (£)#total}",
            .needs = "Tornado",
        });
}

ap_status ap_risk_checks(const ap_risk_results *results, ap_report *report, size_t *failed,
                         ap_error *err)
{
    ap_checking_list list = {.results = results, .report = report};
    put_counts(&list);
    put_plan(&list);
    put_headline(&list);
    put_additions(&list);
    put_chances(&list);
    put_levels(&list);
    return ap_checks_add(list.count, list.checks, report, failed, err);
}
