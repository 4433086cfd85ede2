/** Where an allocation leaves everyone: totals by scheme, source, place and programme, and
 * how good it is in each goal. Computed from the cells alone, so that a solved, a rounded
 * and a least-bad allocation are measured with the same ruler.
 */
#ifndef APPORTION_SOLVE_POSITION_H
#define APPORTION_SOLVE_POSITION_H

#include "apportion/round.h"
#include "solve/model.h"

/** Pounds throughout. Places are those of need, then one more: the system as a whole. */
typedef struct ap_position {
    size_t schemes;
    size_t sources;
    size_t places; /**< of need; arrays by place have one more */
    size_t programmes;
    double *scheme;          /**< X_s */
    double *scheme_envelope; /**< the part of X_s from the envelope */
    double *source;          /**< sum_s x_fs */
    double *place;           /**< A_i */
    double *programme;       /**< money of the envelope at [i * programmes + k] */
    double *distance;        /**< closing DfT_i, a fraction */
    double worst;            /**< the largest shortfall max(0, -DfT_i), a fraction */
    double total_distance;   /**< sum |A_i - T_i| */
    double unmet;            /**< need-weighted unmet bid: goal 4's measure */
    double unmet_plain;      /**< sum M_s - X_s */
    double movement;         /**< sum |X_s - baseline_s| */
    double broken;           /**< pounds by which soft rules are broken, all ranks */
} ap_position;

/** Measure cells (pounds, as many as the model has). *out is the caller's to free. */
ap_status ap_position_of(const ap_model *model, const double cells[], ap_position **out,
                         ap_error *err);

/** How many numbers a position of this model is, and the position as that many numbers, so
 * that it can travel from rank to rank. *out is the caller's to free. */
size_t ap_position_size(const ap_model *model);
void ap_position_pack(const ap_position *position, double numbers[]);
ap_status ap_position_unpack(const ap_model *model, const double numbers[],
                             ap_position **out, ap_error *err);

/** NULL is ignored. */
void ap_position_free(ap_position *position);

/** A line of a rule in pounds (or output): what the rule measures, and what it must be. */
typedef struct ap_measured {
    double left;
    double right;
} ap_measured;
ap_measured ap_line_measure(const ap_model *model, const ap_rule_line *line,
                            const double cells[]);

/** By how much the line is broken: 0 when it is met. */
double ap_measured_short(ap_bound bound, ap_measured measured);

#endif
