/** What a scenario's outcome is measured with: all of it that does not change from scenario
 * to scenario, and room for what does. Shared by outcome_meter.c and outcome.c alone. */
#ifndef APPORTION_RISK_OUTCOME_METER_H
#define APPORTION_RISK_OUTCOME_METER_H

#include "method/plan_fund.h"
#include "method/risk_share.h"
#include "risk/measure.h"
#include "risk/plan.h"

enum { AP_OUTCOME_MONTHS = 12 };

/** A cell in a pool, and the line of its fund. */
typedef struct ap_pooled_cell {
    size_t cell;
    size_t scheme;
    size_t line; /**< among those of all funds */
} ap_pooled_cell;

/** A cell outside pools. */
typedef struct ap_single_cell {
    size_t cell;
    size_t scheme;
    size_t owner;  /**< of its source, among the measures' partners */
    size_t gains;  /**< whose gain it is when money of it is left */
    bool is_given; /**< of the partner that holds the contingency, or nobody holds one */
} ap_single_cell;

/** A cell of the envelope, and its place of need. */
typedef struct ap_counted_cell {
    size_t cell;
    size_t place;
} ap_counted_cell;

/** A scheme that is no contingency. */
typedef struct ap_met_scheme {
    size_t scheme;
    size_t place;
    size_t programme;
    size_t pool; /**< one more than there are: outside pools */
} ap_met_scheme;

/** Pressure and overspend of rows of something. */
typedef struct ap_met_costs {
    double *pressure;
    double *over;
} ap_met_costs;

/** What is measured in a scenario: pounds, but for distances. */
typedef struct ap_outcome_figures {
    double whole[AP_WHAT_NEED + 1];
    double to_date[AP_OUTCOME_MONTHS];
    ap_met_costs places; /**< rows of places, and so on; pools have one more: outside */
    ap_met_costs programmes;
    ap_met_costs pools;
    ap_met_costs schemes;
    double *distance; /**< places of need */
    double *borne;    /**< partners */
    double *headroom; /**< watched rules */
} ap_outcome_figures;

typedef struct ap_outcome_meter {
    const ap_plan *plan; /**< borrowed */
    ap_measures *measures;
    const double **from; /**< of each measure: the figure that it counts */
    ap_plan_funds *funds;
    ap_risk_sharer **sharers; /**< of each pool */
    size_t *line_start;       /**< of each pool: its first line among those of all funds */
    size_t pooled_count;
    ap_pooled_cell *pooled;
    double *pooled_plan; /**< sources: what they pay into pools */
    size_t single_count;
    ap_single_cell *single;
    size_t counted_count;
    ap_counted_cell *counted;
    size_t scheme_count;
    ap_met_scheme *schemes;
    size_t *partner_of;   /**< sources: the owner among the measures' partners */
    size_t *gains;        /**< accounts: whose gain is what nobody released */
    size_t *fund_start;   /**< of each pool: its fund's first partner in fund_partner */
    size_t *fund_partner; /**< funds' partners, among the measures' */
    size_t holder;        /**< the partner that holds the contingency */
    size_t pools;         /**< those who are no partners: the pools themselves, and */
    size_t givers;        /**< those who gave what is not general */
    double *aim;          /**< places of need: the part of the whole that is their target */
    double *numbers;      /**< owns the figures' and what follows */
    size_t sum_count;     /**< of the first numbers: they add up, from 0 in a scenario */
    double *left;         /**< cells: spare and held back */
    double *released;     /**< purses: what cells leave in each */
    double *part_left;    /**< purses: the part of it that is left; of kept ones 1 */
    double *outturn;      /**< places of need */
    size_t line_count;    /**< of all funds */
    double *variance;     /**< of each line: V_l, pounds */
    ap_pence *variances;  /**< the same in pence */
    double *forecasts;    /**< of each line: what its cell comes to in the end, pounds */
    ap_outcome_figures figures;
} ap_outcome_meter;

/** *out is the caller's to free; plan must outlive it. */
ap_status ap_outcome_meter_new(const ap_plan *plan, ap_outcome_meter **out, ap_error *err);

/** NULL is ignored. */
void ap_outcome_meter_free(ap_outcome_meter *meter);

#endif
