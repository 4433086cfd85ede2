/** Columns of what was measured: a figure is one number of the spread of one measure.
 *
 * Sheets list their figures once; what is not measured of any row has no column, so a sheet
 * shows what a run has measured and nothing else.
 */
#ifndef APPORTION_RECORD_RISK_FIGURES_H
#define APPORTION_RECORD_RISK_FIGURES_H

#include "base/text.h"
#include "record/pen.h"
#include "record/risk_results.h"

typedef enum ap_statistic {
    AP_STATISTIC_MEAN,
    AP_STATISTIC_SD,
    AP_STATISTIC_LEVEL,
    AP_STATISTIC_TAIL, /**< mean of the worst 5% */
    AP_STATISTIC_CHANCE,
    AP_STATISTIC_LEAST,
    AP_STATISTIC_GREATEST,
    AP_STATISTIC_MEAN_ERROR,
    AP_STATISTIC_LEVEL_ERROR,
    AP_STATISTIC_TAIL_ERROR,
} ap_statistic;

/** A column. */
typedef struct ap_figure {
    const char *header;
    ap_statistic statistic;
    size_t level;          /**< of ap_levels */
    ap_measured_what what; /**< its measure, where rows do not say which */
    ap_total total;
} ap_figure;

/** The figures of one sheet, of one kind of thing: a row a place, a row a pool. */
typedef struct ap_figure_table {
    ap_sheet sheet;  /**< its words; columns and rows are filled in */
    const char *key; /**< header of the first column: "Place" */
    ap_measured_of of;
    size_t count;
    const ap_figure *figures;
} ap_figure_table;

/** Add the sheet, with a row a thing of that kind that anything is measured of, and a total
 * row where a figure is summed; nothing where there is none. */
ap_status ap_figures_add(const ap_risk_results *results, const ap_figure_table *table,
                         ap_report *report, ap_error *err);

/** The figure of a spread in the next cell. */
void ap_figures_pen(ap_pen *pen, const ap_spread *spread, ap_statistic statistic,
                    size_t level, ap_format format);

/** Spread of the measure, NULL where there is none. */
const ap_spread *ap_figures_spread(const ap_risk_results *results, ap_measured_what what,
                                   ap_measured_of of, size_t at);

/** The same of the whole. */
const ap_spread *ap_figures_whole(const ap_risk_results *results, ap_measured_what what);

/** The name of what measure m is of; of the system among places, that it is system-wide. */
const char *ap_figures_name(const ap_risk_results *results, size_t m, ap_arena *arena);

/** Pounds to the penny, "[x]" where they are not finite. */
void ap_figures_pounds(ap_pen *pen, double pounds);

/** "P80" of a level. */
const char *ap_level_words(size_t level);

/** Words of the arena's: "1,000,000"; "£23.1m"; "38.2%". */
const char *ap_count_words(uint64_t count, ap_arena *arena);
const char *ap_short_words(double pounds, ap_arena *arena);
const char *ap_chance_words(double chance, ap_arena *arena);

/** The number format of an axis of pounds up to `largest`: in millions or thousands. */
const char *ap_axis_pounds(double largest);

#endif
