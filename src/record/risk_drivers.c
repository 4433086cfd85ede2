#include "record/risk_drivers.h"

#include <string.h>

#include "record/risk_figures.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const ap_report_column driver_columns[] = {
    {.header = "Driver", .width = 34, .twin = "driver"},
    {.header = "Theme", .width = 13, .twin = "theme"},
    {.header = "Unit", .width = 9, .twin = "unit"},
    {.header = "P10 (in its unit)", .format = AP_PLAIN, .width = 12, .twin = "p10"},
    {.header = "P50 (in its unit)", .format = AP_PLAIN, .width = 12, .twin = "p50"},
    {.header = "P90 (in its unit)", .format = AP_PLAIN, .width = 12, .twin = "p90"},
    {.header = "Distribution", .width = 30, .twin = "distribution"},
    {.header = "What it moves", .width = 38, .twin = "moves"},
    {.header = "Basis", .width = 40, .twin = "basis"},
};

static const char *unit_words(ap_driver_unit unit)
{
    switch (unit) {
    case AP_DRIVER_RATE:
        return "rate";
    case AP_DRIVER_POUNDS:
        return "pounds";
    case AP_DRIVER_NUMBER:
        return "number";
    case AP_DRIVER_MONTHS:
        return "months";
    }
    return "";
}

static bool is_given(const char *words)
{
    return words != NULL && words[0] != '\0';
}

/* ": mean=2%" where there are such words. */
static void add_words(ap_text *text, const char *before, const char *words)
{
    if (is_given(words)) {
        ap_text_print(text, "%s%s", before, words);
    }
}

/* "pert of P10 1%, P50 2%, P90 4%; at least 0%; in block pay (loading 0.6)". */
static void tell_distribution(const ap_driver *driver, ap_text *text)
{
    ap_text_print(text, "%s", driver->distribution);
    add_words(text, ": ", driver->parameters);
    if (is_given(driver->p10)) {
        ap_text_print(text, " of P10 %s, P50 %s, P90 %s", driver->p10, driver->p50,
                      driver->p90);
    }
    add_words(text, "; at least ", driver->least);
    add_words(text, "; at most ", driver->most);
    if (is_given(driver->block)) {
        ap_text_print(text, "; in block %s (loading %g)", driver->block, driver->loading);
    }
}

static const char *effect_words(ap_effect effect)
{
    switch (effect) {
    case AP_EFFECT_PRICE:
        return "prices";
    case AP_EFFECT_DEMAND:
        return "demand";
    case AP_EFFECT_POUNDS:
        return "cost in pounds";
    case AP_EFFECT_DELAY:
        return "start dates";
    case AP_EFFECT_SAVING:
        return "savings";
    case AP_EFFECT_INCOME:
        return "income";
    }
    return "";
}

/* "demand (programme acute, place portsmouth)" */
static void tell_exposure(const ap_exposure *exposure, ap_text *text)
{
    const struct {
        const char *name;
        const char *selector;
    } selectors[] = {{"place", exposure->place},   {"programme", exposure->programme},
                     {"scheme", exposure->scheme}, {"source", exposure->source},
                     {"pool", exposure->pool},     {"type", exposure->scheme_type},
                     {"tag", exposure->tag}};
    size_t told = 0;
    ap_text_print(text, "%s%s", text->length > 0 ? "; " : "",
                  effect_words(exposure->effect));
    for (size_t s = 0; s < COUNT(selectors); s++) {
        if (is_given(selectors[s].selector)) {
            ap_text_print(text, "%s%s %s", told++ == 0 ? " (" : ", ", selectors[s].name,
                          selectors[s].selector);
        }
    }
    ap_text_print(text, "%s", told > 0 ? ")" : "");
}

/* Exposures that are told one by one. */
enum { TOLD = 4 };

static void tell_exposures(const ap_case *inputs, size_t driver, ap_text *text)
{
    size_t told = 0;
    for (size_t e = 0; e < inputs->exposures_count; e++) {
        if (inputs->exposures[e].driver_at == driver && told++ < TOLD) {
            tell_exposure(&inputs->exposures[e], text);
        }
    }
    if (told > TOLD) {
        ap_text_print(text, "; and %zu more", told - TOLD);
    }
}

/* A number of the driver, shown as its unit is. */
static void pen_value(ap_pen *pen, ap_driver_unit unit, double value)
{
    static const ap_format formats[] = {[AP_DRIVER_RATE] = AP_PERCENT,
                                        [AP_DRIVER_POUNDS] = AP_POUNDS,
                                        [AP_DRIVER_NUMBER] = AP_INDEX,
                                        [AP_DRIVER_MONTHS] = AP_INDEX};
    pen->sheet->cells[pen->row * pen->sheet->column_count + pen->column].format =
        formats[unit];
    if (unit == AP_DRIVER_POUNDS) {
        ap_figures_pounds(pen, value);
    } else {
        ap_pen_share(pen, value);
    }
}

static ap_status driver_row(const ap_risk_results *results,
                            const ap_driver_finding *finding, ap_pen *pen, ap_error *err)
{
    const ap_driver *driver = &results->inputs->drivers[finding->driver];
    ap_text distribution = {0};
    ap_text moves = {0};
    tell_distribution(driver, &distribution);
    tell_exposures(results->inputs, finding->driver, &moves);
    bool is_told = !distribution.failed && !moves.failed;
    ap_pen_words(pen, driver->name);
    ap_pen_words(pen, driver->theme);
    ap_pen_words(pen, unit_words(driver->unit));
    pen_value(pen, driver->unit, finding->p10);
    pen_value(pen, driver->unit, finding->p50);
    pen_value(pen, driver->unit, finding->p90);
    ap_pen_words(pen, distribution.bytes);
    ap_pen_words(pen, moves.bytes);
    ap_pen_words(pen, driver->row.basis);
    ap_pen_end_row(pen);
    ap_text_free(&distribution);
    ap_text_free(&moves);
    return is_told ? AP_OK
                   : ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet Drivers");
}

static ap_status add_drivers(const ap_risk_results *results, ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    const ap_findings *findings = results->findings;
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Drivers",
        .table = "drivers",
        .title = "Drivers: what is uncertain, how it is drawn, and on what basis [note 1]",
        .line_count = 1,
        .lines =
            {"P10, P50 and P90 are of the driver itself as it is drawn. Edit drivers.csv "
             "and exposures.csv of the case and run again to change them."},
        .column_count = COUNT(driver_columns),
        .columns = driver_columns,
        .row_count = findings->driver_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t d = 0; status == AP_OK && d < sheet.row_count; d++) {
        status = driver_row(results, &findings->drivers[d], &pen, err);
    }
    return status;
}

static const ap_report_column correlation_columns[] = {
    {.header = "First", .width = 36, .twin = "first"},
    {.header = "Second", .width = 36, .twin = "second"},
    {.header = "Rank correlation given", .format = AP_INDEX, .width = 14, .twin = "given"},
    {.header = "Basis", .width = 60, .twin = "basis"},
};

/* The driver's name, or the word itself: of a block. */
static const char *name_of(const ap_case *inputs, const char *word)
{
    for (size_t d = 0; d < inputs->drivers_count; d++) {
        if (strcmp(inputs->drivers[d].driver, word) == 0) {
            return inputs->drivers[d].name;
        }
    }
    return word;
}

const char *ap_risk_copula_words(const ap_risk_results *results, ap_arena *arena)
{
    return results->degrees > 0
               ? ap_arena_print(arena,
                                "a t copula of %g degrees of freedom: bad years of several "
                                "drivers come together",
                                results->degrees)
               : "a Gaussian copula";
}

/* One line or two on what the repair did; how many. */
static size_t repair_lines(const ap_risk_results *results, ap_arena *arena,
                           const char *lines[2])
{
    const ap_repair *repair = results->repair;
    if (!repair->is_repaired) {
        lines[0] = "The table is possible as it was given: nothing had to be changed.";
        return 1;
    }
    lines[0] = ap_arena_print(
        arena,
        "Not every table is possible, and this one was not (least eigenvalue %.4f): the "
        "nearest possible one was drawn, %.4f away.",
        repair->least, repair->distance);
    lines[1] = ap_arena_print(arena, "Most changed: %s with %s, from %.3f to %.3f.",
                              results->repaired[0], results->repaired[1], repair->before,
                              repair->after);
    return 2;
}

static ap_status add_correlations(const ap_risk_results *results, ap_report *report,
                                  ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->inputs;
    ap_arena *arena = report->arena;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Correlations",
        .table = "correlations",
        .title = "Correlations: which drivers go together",
        .lines = {ap_arena_print(
            arena,
            "Drivers are joined by %s. Pairs that are not here go their "
            "own ways, unless they share a block.",
            ap_risk_copula_words(results, arena))},
        .column_count = COUNT(correlation_columns),
        .columns = correlation_columns,
        .row_count = inputs->correlations_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    sheet.line_count = 1 + repair_lines(results, arena, &sheet.lines[1]);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < sheet.row_count; c++) {
        const ap_correlation_row *row = &inputs->correlations[c];
        ap_pen_words(&pen, name_of(inputs, row->first));
        ap_pen_words(&pen, name_of(inputs, row->second));
        ap_pen_share(&pen, row->correlation);
        ap_pen_words(&pen, row->row.basis);
        ap_pen_end_row(&pen);
    }
    return status;
}

ap_status ap_risk_drivers(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = add_drivers(results, report, err);
    return status == AP_OK ? add_correlations(results, report, err) : status;
}
