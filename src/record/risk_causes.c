#include "record/risk_causes.h"

#include <math.h>
#include <stdlib.h>

#include "apportion/money.h"
#include "record/risk_figures.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* As many bars as can be read in one chart. */
enum { MOST_BARS = 15 };

static const ap_driver *driver_of(const ap_risk_results *results,
                                  const ap_driver_finding *finding)
{
    return &results->inputs->drivers[finding->driver];
}

/* What the headline changes by, to the penny, when the driver is low, and when it is high.
 */
static double change(const ap_risk_results *results, double headline)
{
    return ap_to_penny(headline - results->findings->median_need);
}

double ap_risk_swing(const ap_risk_results *results, const ap_driver_finding *driver)
{
    double low = change(results, driver->low);
    double high = change(results, driver->high);
    return fmax(fmax(low, high), 0) - fmin(fmin(low, high), 0);
}

/* A driver and what it is sorted by. */
typedef struct ap_ranked {
    double size;
    const ap_driver_finding *finding;
} ap_ranked;

static int by_size(const void *a, const void *b)
{
    const ap_ranked *one = a;
    const ap_ranked *other = b;
    if (one->size != other->size) {
        return one->size < other->size ? 1 : -1;
    }
    return (one->finding > other->finding) - (one->finding < other->finding);
}

typedef double ap_size_of(const ap_risk_results *results, const ap_driver_finding *driver);

static const ap_driver_finding **ranked(const ap_risk_results *results, ap_size_of *size,
                                        ap_arena *arena)
{
    size_t count = results->findings->driver_count;
    ap_ranked *list = ap_arena_room(arena, (count + 1) * sizeof *list);
    const ap_driver_finding **sorted = ap_arena_room(arena, (count + 1) * sizeof(void *));
    if (list == NULL || sorted == NULL) {
        return NULL;
    }
    for (size_t d = 0; d < count; d++) {
        const ap_driver_finding *finding = &results->findings->drivers[d];
        list[d] = (ap_ranked){size(results, finding), finding};
    }
    qsort(list, count, sizeof *list, by_size);
    for (size_t d = 0; d < count; d++) {
        sorted[d] = list[d].finding;
    }
    return sorted;
}

const ap_driver_finding **ap_risk_by_swing(const ap_risk_results *results, ap_arena *arena)
{
    return ranked(results, ap_risk_swing, arena);
}

static double unusual(const ap_risk_results *results, const ap_driver_finding *driver)
{
    (void)results;
    return fabs(driver->worst - 0.5);
}

const ap_driver_finding **ap_risk_by_worst(const ap_risk_results *results, ap_arena *arena)
{
    return ranked(results, unusual, arena);
}

static const ap_report_column tornado_columns[] = {
    {.header = "Driver", .width = 36, .twin = "driver"},
    {.header = "Theme", .width = 20, .twin = "theme"},
    {.header = "Driver at P10 (£)", .format = AP_POUNDS, .width = 15, .twin = "low"},
    {.header = "Driver at P90 (£)", .format = AP_POUNDS, .width = 15, .twin = "high"},
    {.header = "Swing (£)",
     .format = AP_POUNDS,
     .width = 15,
     .formula = "MAX({Driver at P10 (£)},{Driver at P90 (£)},0)-MIN({Driver at P10 "
                "(£)},{Driver at P90 (£)},0)",
     .twin = "swing"},
    {.header = "Rank correlation", .format = AP_INDEX, .width = 13, .twin = "rank"},
    {.header = "Contribution to P80 (£)",
     .format = AP_POUNDS,
     .width = 15,
     .total = AP_SUM,
     .twin = "contribution"},
};

static double contribution(const ap_driver_finding *finding)
{
    return ap_to_penny(finding->at_p80) - ap_to_penny(finding->at_median);
}

static void tornado_row(const ap_risk_results *results, const ap_driver_finding *finding,
                        ap_pen *pen)
{
    ap_pen_words(pen, driver_of(results, finding)->name);
    ap_pen_words(pen, driver_of(results, finding)->theme);
    ap_figures_pounds(pen, change(results, finding->low));
    ap_figures_pounds(pen, change(results, finding->high));
    ap_figures_pounds(pen, ap_risk_swing(results, finding));
    ap_pen_share(pen, finding->rank);
    ap_figures_pounds(pen, contribution(finding));
    ap_pen_end_row(pen);
}

/* One kind of tornado; the alternative tells its first bar. */
static void add_bars(ap_sheet *sheet, const char *title, const char *alternative,
                     const char *axis, const char *format)
{
    size_t bars = sheet->row_count < MOST_BARS ? sheet->row_count : MOST_BARS;
    sheet->charts[sheet->chart_count++] = (ap_report_chart){
        .kind = AP_CHART_BAR,
        .title = title,
        .alternative = alternative,
        .axis_x = "Driver",
        .axis_y = axis,
        .number_format = format,
        .category = "Driver",
        .series_count = 1,
        .series = {axis},
        .row_most = MOST_BARS,
        .width = 900,
        .height = 170 + 30 * bars,
    };
}

static void chart_tornado(const ap_risk_results *results,
                          const ap_driver_finding *const sorted[], ap_sheet *sheet,
                          ap_arena *arena)
{
    const ap_driver_finding *first = sorted[0];
    const char *name = driver_of(results, first)->name;
    const char *format = ap_axis_pounds(ap_risk_swing(results, first));
    add_bars(sheet, "Tornado: contingency needed as each driver goes from P10 to P90",
             ap_arena_print(arena,
                            "Drivers by swing, the largest on top: %.100s moves the "
                            "contingency needed by %s.",
                            name, ap_short_words(ap_risk_swing(results, first), arena)),
             "Driver at P10 (£)", format);
    ap_report_chart *tornado = &sheet->charts[0];
    tornado->axis_y = "Change in the contingency needed (£)";
    tornado->series_count = 2;
    tornado->series[1] = "Driver at P90 (£)";
    tornado->is_overlapped = true;
    if (isfinite(first->rank)) { /* else years are too few, or all need the same */
        add_bars(sheet, "Rank correlation of each driver with the contingency needed",
                 ap_arena_print(arena,
                                "Drivers in the order of their swing: the rank correlation "
                                "of %.100s is %.2f.",
                                name, first->rank),
                 "Rank correlation", "0.0");
    }
    add_bars(sheet, "Contribution of each driver to P80",
             ap_arena_print(arena,
                            "Drivers in the order of their swing: years around P80 have %s "
                            "more of %.100s than those around P50.",
                            ap_short_words(contribution(first), arena), name),
             "Contribution to P80 (£)", format);
}

static ap_status add_tornado(const ap_risk_results *results, ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    ap_arena *arena = report->arena;
    const ap_findings *findings = results->findings;
    const ap_driver_finding **sorted = ap_risk_by_swing(results, arena);
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Tornado",
        .table = "tornado",
        .title = "Tornado: what drives the contingency needed, told in three ways [note 8]",
        .line_count = 2,
        .lines =
            {ap_arena_print(
                 arena,
                 "With every driver at its P50 the contingency needed is %s. Pounds are "
                 "changes: of it with one driver at its P10 or P90; of years around P80 "
                 "against those around P50.",
                 ap_short_words(findings->median_need, arena)),
             ap_arena_print(arena,
                            "The driver with the largest swing stands first; charts "
                            "show the first %d at most.",
                            MOST_BARS)},
        .column_count = COUNT(tornado_columns),
        .columns = tornado_columns,
        .has_total = true,
        .row_count = findings->driver_count,
    };
    if (sorted == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    chart_tornado(results, sorted, &sheet, arena);
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t d = 0; status == AP_OK && d < sheet.row_count; d++) {
        tornado_row(results, sorted[d], &pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column mean_columns[] = {
    {.header = "Driver", .width = 36, .twin = "driver"},
    {.header = "Around P50 (£)",
     .format = AP_POUNDS,
     .width = 16,
     .total = AP_SUM,
     .twin = "around_p50"},
    {.header = "Around P80 (£)",
     .format = AP_POUNDS,
     .width = 16,
     .total = AP_SUM,
     .twin = "around_p80"},
    {.header = "In the worst 5% (£)",
     .format = AP_POUNDS,
     .width = 16,
     .total = AP_SUM,
     .twin = "worst"},
    {.header = "P80 above P50 (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{Around P80 (£)}-{Around P50 (£)}",
     .total = AP_SUM,
     .twin = "p80_above_p50"},
    {.header = "Worst above P50 (£)",
     .format = AP_POUNDS,
     .width = 16,
     .formula = "{In the worst 5% (£)}-{Around P50 (£)}",
     .total = AP_SUM,
     .twin = "worst_above_p50"},
    {.header = "First-order Sobol index (% of variance)",
     .format = AP_PERCENT,
     .width = 16,
     .twin = "first_order"},
};

static ap_status add_means(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_findings *findings = results->findings;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Conditional means",
        .table = "conditional_means",
        .twin = "conditional-means",
        .title = "Conditional means: what each driver costs in ordinary and in bad years "
                 "[note 8] [note 9]",
        .line_count = 1,
        .lines =
            {"Mean of what the driver alone adds to cost, among years whose contingency "
             "needed is between P48 and P52, between P78 and P82, and in the worst 5%."},
        .column_count = COUNT(mean_columns),
        .columns = mean_columns,
        .has_total = true,
        .row_count = findings->driver_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t d = 0; status == AP_OK && d < sheet.row_count; d++) {
        const ap_driver_finding *finding = &findings->drivers[d];
        double middle = ap_to_penny(finding->at_median);
        ap_pen_words(&pen, driver_of(results, finding)->name);
        ap_figures_pounds(&pen, middle);
        ap_figures_pounds(&pen, finding->at_p80);
        ap_figures_pounds(&pen, finding->worst_pounds);
        ap_figures_pounds(&pen, ap_to_penny(finding->at_p80) - middle);
        ap_figures_pounds(&pen, ap_to_penny(finding->worst_pounds) - middle);
        ap_pen_share(&pen, finding->sobol);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column worst_columns[] = {
    {.header = "Driver", .width = 36, .twin = "driver"},
    {.header = "Mean percentile in the worst 5% (%)",
     .format = AP_PERCENT,
     .width = 18,
     .twin = "percentile"},
    {.header = "In those years it is", .width = 30, .twin = "words"},
    {.header = "What it costs in them (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM,
     .twin = "cost"},
};

const char *ap_risk_usual_words(double uniform)
{
    static const struct {
        double least;
        const char *words;
    } steps[] = {{0.8, "far higher than usual"},       {0.65, "higher than usual"},
                 {0.55, "a little higher than usual"}, {0.45, "as always"},
                 {0.35, "a little lower than usual"},  {0.2, "lower than usual"}};
    for (size_t s = 0; s < COUNT(steps); s++) {
        if (uniform >= steps[s].least) {
            return steps[s].words;
        }
    }
    return "far lower than usual";
}

static ap_status add_worst(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_driver_finding **sorted = ap_risk_by_worst(results, report->arena);
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Reverse stress",
        .table = "reverse_stress",
        .twin = "reverse-stress",
        .title = "Reverse stress: what the worst 5% of years have in common [note 10]",
        .line_count = 1,
        .lines = {"A driver that has nothing to do with bad years has a mean percentile of "
                  "50% in them. The least usual driver stands first."},
        .column_count = COUNT(worst_columns),
        .columns = worst_columns,
        .has_total = true,
        .row_count = results->findings->driver_count,
    };
    if (sorted == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for sheet %s", sheet.name);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t d = 0; status == AP_OK && d < sheet.row_count; d++) {
        ap_pen_words(&pen, driver_of(results, sorted[d])->name);
        ap_pen_share(&pen, sorted[d]->worst);
        ap_pen_words(&pen, ap_risk_usual_words(sorted[d]->worst));
        ap_figures_pounds(&pen, sorted[d]->worst_pounds);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

ap_status ap_risk_causes(const ap_risk_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    if (results->findings->driver_count == 0) {
        return AP_OK;
    }
    AP_TRY(add_tornado(results, report, err));
    AP_TRY(add_means(results, report, err));
    AP_TRY(add_worst(results, report, err));
done:
    return status;
}
