/** A case: the inputs of a round, read from a folder, checked, and ready to compute with.
 *
 * One struct a table, one array a table, rows in the order of the file. Money is pounds,
 * rates are fractions (0.0566 for 5.66%). A column that refers to another table holds the
 * text and, in `*_at`, the row it refers to (AP_NONE where the cell is blank). All text is
 * owned by the case. Above data/ nothing doubts a case: what data/check lets through is
 * consistent.
 */
#ifndef APPORTION_CASE_H
#define APPORTION_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"

/** No row: what a blank reference refers to. */
#define AP_NONE SIZE_MAX

/** How every row begins: where its figures come from. Rows without a key of their own
 * (eligibility, blends, options) have the source, blend or option as their key. */
typedef struct ap_row {
    const char *key;   /**< its key in words: "southampton", "southampton/community" */
    const char *basis; /**< "published: …", "illustrative: …" or "derived: …" */
    const char *note;
    long line; /**< as Excel numbers it */
} ap_row;

/** An area that money is shared among. Places nest; the one without parent is the system.
 * The round allocates to those of the case's first level, or to those without children
 * where the case names no levels; need is given for those without children. */
typedef struct ap_place {
    ap_row row;
    const char *place;
    const char *name;
    const char *parent;
    size_t parent_at;
    double population;        /**< people registered; of a place with children, 0: summed */
    double population_before; /**< last year's, for a floor per head; 0: not known */
    double core20;            /**< share of people in the most deprived fifth of England */
    const char *hwb;          /**< health and wellbeing board */
    double cost_index;        /**< unavoidable cost, relative to England; 0: see
                                   ap_case_cost_index */
    const char *level; /**< which of the levels of the case it is of: "place", "practice" */
    const char *code; /**< its official code: ODS of a practice or ICB, ONS of a district */
    double baseline;  /**< below the round: last year's money, pounds; 0: not known */
    double latitude;  /**< degrees; 0, 0: not known */
    double longitude;
} ap_place;

/** Weighted population of a place for one component of need. */
typedef struct ap_need_row {
    ap_row row;
    const char *place;
    size_t place_at;
    const char *component;
    double weighted;
} ap_need_row;

/** England's total for one component of need: what an ICB's own index is relative to. The
 * component "population" is the people registered. */
typedef struct ap_england_row {
    ap_row row;
    const char *component;
    double weighted;
} ap_england_row;

typedef enum ap_uplift_unit {
    AP_UPLIFT_SHARE,  /**< a share of the place's need */
    AP_UPLIFT_CORE20, /**< a share of the need of those of its people who are in Core20 */
    AP_UPLIFT_PEOPLE, /**< as many people more, with the place's own need a head */
} ap_uplift_unit;

/** Need that the published figures do not have yet, or that a local policy adds. */
typedef struct ap_uplift {
    ap_row row;
    const char *uplift;
    const char *name;
    const char *place;
    size_t place_at;
    const char *programme; /**< blank: all */
    size_t programme_at;
    ap_uplift_unit unit;
    double value;
} ap_uplift;

/** The nine components that NHS England publishes for a practice, in the order of
 * ap_component_key (import/practices.h). */
enum { AP_HISTORY_COMPONENTS = 9 };

/** A practice in a year before the case's. */
typedef struct ap_history_row {
    ap_row row;
    const char *year; /**< "2024/25" */
    const char *practice;
    const char *name;
    const char *place; /**< of the round, by the case's own table; blank: none of them */
    size_t place_at;
    const char *published; /**< the place that its district of that year would give */
    size_t published_at;
    double population;
    double weighted[AP_HISTORY_COMPONENTS];
} ap_history_row;

/** One term of a blend: a weighted sum of components that measures a programme's need. */
typedef struct ap_blend_row {
    ap_row row;
    const char *blend;
    const char *component;
    double weight;
    bool is_costed; /**< multiplied by the place's cost index */
    bool is_scaled; /**< divided by the system's total first, so that weights are shares */
} ap_blend_row;

/** What money is for. */
typedef struct ap_programme {
    ap_row row;
    const char *programme;
    const char *name;
    const char *need;    /**< a component or a blend; "" where need does not drive it */
    double target_share; /**< y_k: its part of the money shared by need, see target.h */
    const char *area;    /**< BCF area of spend: "Social Care", "Community Health", … */
} ap_programme;

typedef enum ap_kind { AP_REVENUE, AP_CAPITAL } ap_kind;
typedef enum ap_spend { AP_IN_FULL, AP_AT_MOST } ap_spend;

/** One stream of money with one owner and its own rules. */
typedef struct ap_source {
    ap_row row;
    const char *source;
    const char *name;
    const char
        *owner; /**< "NHS Hampshire and Isle of Wight ICB", "Southampton City Council" */
    const char
        *stream; /**< as the BCF template names it, "ICB core", "Primary medical", … */
    ap_kind kind;
    const char *place; /**< blank: may be spent anywhere */
    size_t place_at;
    bool is_envelope;       /**< part of the ICB's envelope, so counted in A_i */
    double amount;          /**< R_f, pounds */
    ap_spend spend;         /**< spent in full, or at most */
    double preference;      /**< 1 is used first where several may pay; see goal 6 */
    const char *ring_fence; /**< money of one fence never makes good a variance of another;
                                 "" is the general money, capital is a fence besides */
} ap_source;

/** Permission: the source may fund schemes that match every column that is not blank
 * (scheme_type is a selector, see ap_rule; a place stands for those below it too). Besides,
 * a source with a place funds only that place and its children, and capital never funds
 * revenue nor revenue capital. */
typedef struct ap_eligibility {
    ap_row row;
    const char *source;
    size_t source_at;
    const char *programme;
    size_t programme_at;
    const char *scheme_type;
    const char *pool;
    size_t pool_at;
    const char *place;
    size_t place_at;
} ap_eligibility;

/** Which way money of a scheme's budget may be vired. */
typedef enum ap_virement_right {
    AP_VIREMENT_FREE,
    AP_VIREMENT_IN,  /**< only into the scheme */
    AP_VIREMENT_OUT, /**< only out of it */
    AP_VIREMENT_NONE,
} ap_virement_right;

/** The smallest thing that is funded. */
typedef struct ap_scheme {
    ap_row row;
    const char *scheme;
    const char *name;
    const char *place;
    size_t place_at; /**< a place without children, or the system */
    const char *programme;
    size_t programme_at;
    const char *pool;
    size_t pool_at;
    const char *scheme_type; /**< BCF scheme type, or "Core service" */
    ap_kind kind;
    double baseline;       /**< last year's spend, pounds, all sources */
    double baseline_other; /**< the part of it from outside the envelope */
    double committed;      /**< m_s: the least it can have */
    double bid;            /**< M_s: the most it asks for */
    double priority;       /**< weight of its unmet bid beside need; 1 where not given */
    double output;         /**< what the baseline buys, in output_unit; 0 unknown */
    const char *output_unit;
    const char *tags; /**< words divided by "|": "core20|mhis_excluded" */
    const char *description;
    const char *sub_type;     /**< BCF scheme sub-type */
    const char *provider;     /**< as the BCF template has it: "Local Authority" */
    const char *commissioner; /**< "NHS", "LA", "Joint" or "Other" */
    double nhs_share;         /**< of a joint scheme: the part that the NHS commissions */
    const char *status;       /**< "New" or "Existing" */
    const char *profile;      /**< of profiles.csv; "": equal months */
    ap_virement_right virement;
    double planned_output; /**< of this year's budget, in output_unit; 0 not planned */
    double next_output;    /**< of next year's */
} ap_scheme;

typedef enum ap_bound { AP_AT_LEAST, AP_NO_MORE, AP_EQUAL } ap_bound;
typedef enum ap_unit {
    AP_UNIT_POUNDS,
    AP_UNIT_SHARE,    /**< a share of the money that `of` selects */
    AP_UNIT_GROWTH,   /**< growth on the baseline of the same schemes */
    AP_UNIT_PER_HEAD, /**< pounds for each person of the places selected */
    AP_UNIT_TARGET,   /**< a share of the targets of the places selected */
} ap_unit;
typedef enum ap_strength { AP_HARD, AP_SOFT, AP_OFF } ap_strength;
typedef enum ap_measure { AP_MEASURE_POUNDS, AP_MEASURE_OUTPUT } ap_measure;

/** One policy constraint. A selector is blank (all), a word, words divided by "|", with
 * "*" and "?" as in file names; "!" before the whole selector turns it round. `place` may
 * be "each": one constraint a place. `source` may be "envelope" or "!envelope". */
typedef struct ap_rule {
    ap_row row;
    const char *rule;
    const char *name;
    const char *place;
    const char *programme;
    const char *source;
    const char *pool;
    const char *scheme_type;
    const char *area;
    const char *tag;
    ap_measure measure;
    ap_bound bound;
    double value; /**< in the unit */
    ap_unit unit;
    const char *of; /**< for AP_UNIT_SHARE: selectors, "programme=acute; source=envelope";
                         of all money "place=*" */
    ap_strength strength;
    double rank;        /**< of a soft rule: 1 is kept first */
    const char *policy; /**< the policy it comes from */
} ap_rule;

/** One change that makes an option: in this table, the row of this key, this column has
 * this value. */
typedef struct ap_option_row {
    ap_row row;
    const char *option;
    const char *name;
    const char *table;  /**< "rules", "schemes", … or "settings" */
    const char *target; /**< key of the row; for settings, "section.key" */
    const char *column; /**< "" for settings */
    const char *value;  /**< as it would stand in the file */
} ap_option_row;

/** A Section 75 fund. */
typedef struct ap_pool {
    ap_row row;
    const char *pool;
    const char *name;
    const char *place;
    size_t place_at;
    const char *class; /**< "pooled", "aligned" or "non-pooled" */
    const char *host;
    double total;          /**< pounds; its contributions add up to it */
    const char *framework; /**< the agreement that it is a schedule of; "": its own */
} ap_pool;

/** What a partner brings to a pool. */
typedef struct ap_contribution {
    ap_row row;
    const char *pool;
    size_t pool_at;
    const char *partner;
    const char *source;
    size_t source_at;
    double amount;      /**< with all changes of the year */
    double instalments; /**< equal ones a year, the first in month 1; 0: not paid over */
} ap_contribution;

/** The part of a profile that falls in a month: month 1 is April. */
typedef struct ap_profile_row {
    ap_row row;
    const char *profile;
    double month;
    double weight; /**< relative to the others of the profile; pounds will do */
} ap_profile_row;

/** A line of the budget: what a scheme has from a source, all changes of the year in it. */
typedef struct ap_budget {
    ap_row row;
    const char *scheme;
    size_t scheme_at;
    const char *source;
    size_t source_at;
    double amount;
    double next_year; /**< as planned already; 0: not yet */
} ap_budget;

/** A change in the year of a contribution and of the budget that it pays for. */
typedef struct ap_change_row {
    ap_row row;
    const char *change;
    const char *name;
    const char *scheme;
    size_t scheme_at;
    const char *source;
    size_t source_at;
    double month;  /**< from which it counts */
    double amount; /**< below zero: taken away */
    const char *minute;
} ap_change_row;

/** What a partner paid for a scheme in a month. */
typedef struct ap_ledger_row {
    ap_row row;
    const char *scheme;
    size_t scheme_at;
    const char *partner;
    double month;
    double amount;
} ap_ledger_row;

/** How the rest of the year is forecast: formula (22). */
typedef enum ap_forecast_method {
    AP_FORECAST_GIVEN,    /**< the amount of the row */
    AP_FORECAST_RUN_RATE, /**< as so far */
    AP_FORECAST_BLENDED,  /**< partly as so far, partly as budgeted: settings.pool_blend */
    AP_FORECAST_BUDGET,   /**< as budgeted */
} ap_forecast_method;

/** A partner's forecast of a scheme, as made at a month; the latest counts. */
typedef struct ap_forecast_row {
    ap_row row;
    const char *scheme;
    size_t scheme_at;
    const char *partner;
    double month;
    ap_forecast_method method;
    double amount;     /**< of the whole year, for AP_FORECAST_GIVEN */
    const char *cause; /**< "demand", …: what fault-based and windfall rules look at */
    const char *caused_by; /**< the partner, for cause "failure" */
    const char *driver;
    const char *mitigation;
} ap_forecast_row;

/** What a partner has paid into a pool in a month. */
typedef struct ap_receipt {
    ap_row row;
    const char *pool;
    size_t pool_at;
    const char *partner;
    const char *source;
    size_t source_at;
    double month;
    double amount;
} ap_receipt;

typedef enum ap_decision { AP_APPROVED, AP_PROPOSED, AP_REFUSED } ap_decision;

/** Money moved between two schemes of a pool. */
typedef struct ap_virement {
    ap_row row;
    const char *virement;
    const char *from;
    size_t from_at;
    const char *to;
    size_t to_at;
    const char *source;
    size_t source_at;
    double month; /**< from which it counts */
    double amount;
    bool is_recurrent;
    ap_decision decision;
    const char *level; /**< who approved it */
    const char *minute;
} ap_virement;

/** Who may approve a virement, and how long it takes. */
typedef struct ap_approval {
    ap_row row;
    const char *pool;
    size_t pool_at;
    const char *level; /**< "Pool manager" */
    double limit;      /**< most pounds of one virement */
    double notice;     /**< months from recommending it to its effect */
} ap_approval;

/** The rules of risk shares; see method/risk_share.h. */
typedef enum ap_risk_rule {
    AP_RISK_OWN,
    AP_RISK_PRO_RATA,
    AP_RISK_CAPPED,
    AP_RISK_HOST,
    AP_RISK_SHARES,
    AP_RISK_OFFSET,
    AP_RISK_RESERVE,
    AP_RISK_UNCOMMITTED,
    AP_RISK_FAULT,
    AP_RISK_CARRY,
    AP_RISK_PROTECT,
} ap_risk_rule;

typedef enum ap_risk_side { AP_SIDE_BOTH, AP_SIDE_OVER, AP_SIDE_UNDER } ap_risk_side;
typedef enum ap_risk_weigh { AP_WEIGH_OPENING, AP_WEIGH_CURRENT } ap_risk_weigh;

/** One step of a pool's risk share. Its selectors say which variances it looks at. */
typedef struct ap_risk_step {
    ap_row row;
    const char *pool;
    size_t pool_at;
    double step; /**< in the order of these */
    const char *name;
    ap_risk_rule rule;
    const char *scheme; /**< selectors, blank: all */
    const char *scheme_type;
    const char *tag;
    const char *stream;
    const char *cause;
    ap_risk_side side;
    ap_risk_weigh weigh;
    double amount;       /**< of a reserve */
    double limit;        /**< rate: of a cap, of the cut before a protected contributor */
    const char *partner; /**< the protected one */
} ap_risk_step;

/** What a partner bears in a step, in the band that begins at `from`. */
typedef struct ap_risk_party {
    ap_row row;
    const char *pool;
    size_t pool_at;
    double step;
    const char *partner;
    double from;
    double share;
    double cap; /**< most that it bears in the step */
} ap_risk_party;

typedef enum ap_bcf_condition {
    AP_BCF_NHS_MINIMUM,
    AP_BCF_SOCIAL_CARE,
    AP_BCF_OUT_OF_HOSPITAL,
} ap_bcf_condition;

/** A money test of the Better Care Fund for a health and wellbeing board. */
typedef struct ap_bcf_row {
    ap_row row;
    const char *place;
    size_t place_at;
    ap_bcf_condition condition;
    double amount;    /**< least that is to be planned */
    const char *area; /**< selector of areas of spend that count; "": see method/bcf.h */
} ap_bcf_row;

/** A national condition and whether it is met, for the quarterly return. */
typedef struct ap_condition {
    ap_row row;
    const char *condition;
    const char *name;
    bool is_met;
    const char *comment;
} ap_condition;

/** What a scheme delivered in a month, in its output_unit. */
typedef struct ap_delivery {
    ap_row row;
    const char *scheme;
    size_t scheme_at;
    double month;
    double amount;
    const char *issue; /**< of putting it into practice, for the quarterly return */
} ap_delivery;

/** A BCF metric. */
typedef struct ap_metric {
    ap_row row;
    const char *metric;
    const char *name;
    const char *place;
    size_t place_at;
    const char *definition;
    const char *unit;
    bool is_lower_better;
    const char *lag;
    const char *narrative;
} ap_metric;

typedef enum ap_metric_kind {
    AP_METRIC_PLAN,
    AP_METRIC_ACTUAL,
    AP_METRIC_ESTIMATE
} ap_metric_kind;

/** The value of a metric in a quarter; one that is not available has no row. */
typedef struct ap_metric_value {
    ap_row row;
    const char *metric;
    size_t metric_at;
    const char *quarter; /**< "q1" to "q4", "year" */
    ap_metric_kind kind;
    double value;
} ap_metric_value;

/** How a driver is told: what its values are. */
typedef enum ap_driver_unit {
    AP_DRIVER_RATE,   /**< a fraction: 0.02 is 2% */
    AP_DRIVER_POUNDS, /**< pounds */
    AP_DRIVER_NUMBER,
    AP_DRIVER_MONTHS,
} ap_driver_unit;

/** An uncertain quantity: sample/distribution.h. Numbers stand as words, in the unit of the
 * driver ("2.5%", "£1.2m", "3"), "" where they are not given; ap_driver_number reads them.
 */
typedef struct ap_driver {
    ap_row row;
    const char *driver;
    const char *name;
    const char *theme; /**< what it is of, for the reader: "Pay", "Demand" */
    ap_driver_unit unit;
    const char *distribution; /**< a word of ap_kinds */
    const char *parameters;   /**< "mean=2%; sd=1%": names of the kind */
    const char *p10;          /**< instead of parameters */
    const char *p50;
    const char *p90;
    const char *least; /**< where it is cut */
    const char *most;
    const char *block;   /**< drivers of a block share a factor; "": none */
    double loading;      /**< on the block's factor, -1 to 1 */
    const char *profile; /**< of profiles.csv: when in the year it falls; "": evenly */
} ap_driver;

/** A value of a driver that is discrete, empirical or given by points; or a driver that it
 * is made of (mixture, compound: the number of events first, then the size of one). */
typedef struct ap_driver_point {
    ap_row row;
    const char *driver;
    size_t driver_at;
    const char *value; /**< in words, as above; "" of a part */
    double weight;     /**< of points: P(X <= value); 1 where it is not given */
    const char *part;  /**< a driver that is drawn for this one alone */
    size_t part_at;
} ap_driver_point;

/** How a driver D moves money, see risk/effects.h. */
typedef enum ap_effect {
    AP_EFFECT_PRICE,  /**< what the schemes buy costs weight x D more */
    AP_EFFECT_DEMAND, /**< they buy weight x D more of it */
    AP_EFFECT_POUNDS, /**< they cost weight x D pounds more, shared as their plans are */
    AP_EFFECT_DELAY,  /**< what is new in them begins weight x D months late */
    AP_EFFECT_SAVING, /**< the plan counts on saving `weight` of them; D is the part of it
                           that is delivered */
    AP_EFFECT_INCOME, /**< the sources bring weight x D more: of themselves when D is a
                           rate, pounds when it is pounds */
} ap_effect;

/** What a driver moves; selectors as in ap_rule, blank: all. */
typedef struct ap_exposure {
    ap_row row;
    const char *exposure;
    const char *driver;
    size_t driver_at;
    ap_effect effect;
    const char *place;
    const char *programme;
    const char *scheme;
    const char *source; /**< of income: the sources; else blank */
    const char *pool;
    const char *scheme_type;
    const char *tag;
    double weight;
} ap_exposure;

/** A rank correlation of two drivers; in a case whose drivers are in blocks, of two blocks'
 * factors. */
typedef struct ap_correlation_row {
    ap_row row;
    const char *first;
    const char *second;
    double correlation;
} ap_correlation_row;

/** A driver's value in a named stress; drivers that it does not name are at their P50. */
typedef struct ap_stress_row {
    ap_row row;
    const char *stress;
    const char *name;
    const char *driver;
    size_t driver_at;
    const char *value; /**< "P95", or in words as above */
} ap_stress_row;

/** What a scheme cost in the end, to hold the model against. */
typedef struct ap_actual_row {
    ap_row row;
    const char *scheme;
    size_t scheme_at;
    double amount;
} ap_actual_row;

/** How fast a place may move: formula (8). One row of pace.csv a parameter; a parameter
 * that has no row has the default of the schema, which switches it off. */
typedef struct ap_pace_row {
    ap_row row;
    const char *parameter;
    const char *level; /**< below the round: the level whose places it is for */
    double value;
} ap_pace_row;

/** How scenarios are sampled: sample/sampling.h, in that order. */
typedef enum ap_sampling_word {
    AP_DRAWN_PLAIN,
    AP_DRAWN_LATIN,
    AP_DRAWN_SOBOL,
} ap_sampling_word;

/** case.ini, each key documented in the schema. */
typedef struct ap_settings {
    const char *title;
    const char *icb;
    const char *year;    /**< "2023/24" */
    const char *levels;  /**< "place, pcn, practice"; see ap_case_levels */
    double equity_under; /**< L of (10) */
    double equity_over;  /**< U of (10) */
    double step_1;       /**< weight of the first third of a bid, see goal 4 */
    double step_2;
    double step_3;
    double goal_slack; /**< pounds that a later goal may cost an earlier one */
    double frontier_from;
    double frontier_to;
    double frontier_points;
    double sensitivity_step;
    double pool_month; /**< the last month that the ledger is closed for, 1 is April */
    double pool_blend; /**< lambda of (22): the part of a blended forecast that is budget */
    double pool_tolerance; /**< a scheme whose variance is smaller, of its budget, is on
                                plan */
    double pool_least;     /**< pounds: a smaller virement is not recommended */
    double risk_scenarios;
    double risk_seed;
    ap_sampling_word risk_sampling;
    double risk_degrees;          /**< of the t copula; 0: Gaussian */
    const char *risk_option;      /**< the plan is that of this option; "": of the case */
    const char *risk_contingency; /**< selector of programmes that are contingency */
    double risk_hold;       /**< the part of what is not committed that may be held back */
    double risk_move;       /**< the most that a scheme may gain in the year, of its plan */
    double risk_hold_price; /**< prices of (12): a pound held back, of its scheme's price;
                                 a pound returned to its source, moved */
    double risk_return_price;
    double risk_move_price;
} ap_settings;

/** One key of case.ini in words, for the log of assumptions. Keys of the schema that
 * are used or given are there, in its order; one that the file leaves out has line 0 and
 * the basis "default". */
typedef struct ap_setting_row {
    ap_row row;
    const char *setting; /**< "equity.under" */
    const char *value;   /**< as it stands in the file */
} ap_setting_row;

/** A file that the case was read from. */
typedef struct ap_case_file {
    const char *name;   /**< "schemes.csv" */
    const char *sha256; /**< 64 hexadecimal digits */
    const char *bytes;  /**< as it stands on disk; kept for the record */
    size_t length;
    const char *encoding; /**< "UTF-8", "Windows-1252", … */
} ap_case_file;

/** Of each table the count of its rows and the rows. */
typedef struct ap_case {
    const char *folder; /**< as given */
    const char *name;   /**< last part of the folder: "hiow-2023-24" */
    unsigned scope;     /**< what it was read for: an ap_scope of data/schema.h */
    ap_settings settings;
    size_t places_count;
    ap_place *places;
    size_t need_count;
    ap_need_row *need;
    size_t england_count;
    ap_england_row *england;
    size_t blends_count;
    ap_blend_row *blends;
    size_t programmes_count;
    ap_programme *programmes;
    size_t sources_count;
    ap_source *sources;
    size_t eligibility_count;
    ap_eligibility *eligibility;
    size_t schemes_count;
    ap_scheme *schemes;
    size_t rules_count;
    ap_rule *rules;
    size_t options_count;
    ap_option_row *options;
    size_t uplifts_count;
    ap_uplift *uplifts;
    size_t history_count;
    ap_history_row *history;
    size_t pools_count;
    ap_pool *pools;
    size_t contributions_count;
    ap_contribution *contributions;
    size_t pace_count;
    ap_pace_row *pace;
    size_t profiles_count;
    ap_profile_row *profiles;
    size_t budgets_count;
    ap_budget *budgets;
    size_t changes_count;
    ap_change_row *changes;
    size_t ledger_count;
    ap_ledger_row *ledger;
    size_t forecast_count;
    ap_forecast_row *forecast;
    size_t receipts_count;
    ap_receipt *receipts;
    size_t virements_count;
    ap_virement *virements;
    size_t approvals_count;
    ap_approval *approvals;
    size_t risk_share_count;
    ap_risk_step *risk_share;
    size_t risk_parties_count;
    ap_risk_party *risk_parties;
    size_t bcf_count;
    ap_bcf_row *bcf;
    size_t conditions_count;
    ap_condition *conditions;
    size_t deliveries_count;
    ap_delivery *deliveries;
    size_t metrics_count;
    ap_metric *metrics;
    size_t metric_values_count;
    ap_metric_value *metric_values;
    size_t drivers_count;
    ap_driver *drivers;
    size_t driver_points_count;
    ap_driver_point *driver_points;
    size_t exposures_count;
    ap_exposure *exposures;
    size_t correlations_count;
    ap_correlation_row *correlations;
    size_t stresses_count;
    ap_stress_row *stresses;
    size_t actuals_count;
    ap_actual_row *actuals;
    size_t setting_rows_count;
    ap_setting_row *setting_rows;
    size_t files_count;
    ap_case_file *files;
    struct ap_arena *arena; /**< owns all text; NULL in a copy, which borrows it */
} ap_case;

/** The row of places that is the system. */
size_t ap_case_system(const ap_case *inputs);

/** Does the place have children? */
bool ap_case_is_parent(const ap_case *inputs, size_t place);

/** Which rows of places have children: is_parent has as many as there are. */
void ap_case_parents(const ap_case *inputs, bool is_parent[]);

/** How many levels of places settings.levels names: the first is the one that the round
 * allocates to, the others are carried down to. 0: none, and the round allocates to the
 * places without children. */
size_t ap_case_levels(const ap_case *inputs);

/** The word of level n, borrowed and not ended: *length bytes. False: no such level. */
bool ap_case_level(const ap_case *inputs, size_t n, const char **word, size_t *length);

/** Is the place of level n? */
bool ap_case_is_of_level(const ap_case *inputs, size_t place, size_t n);

/** The place's cost index, or that of the nearest place above it that has one; else 1. */
double ap_case_cost_index(const ap_case *inputs, size_t place);

/** The share of the place's people in Core20, or of the nearest place above it that has
 * one; else 0. */
double ap_case_core20(const ap_case *inputs, size_t place);

/** Is place `inner` the place `outer` or somewhere below it? AP_NONE as outer: yes. */
bool ap_case_is_within(const ap_case *inputs, size_t inner, size_t outer);

/** May this source fund this scheme? Formula (5): places, capital and revenue, and the
 * rows of eligibility.csv. */
bool ap_case_may_fund(const ap_case *inputs, size_t source, size_t scheme);

/** Are kind and place of the source those of the scheme? Permissions aside. */
bool ap_case_is_for(const ap_case *inputs, size_t source, size_t scheme);

/** Which sources may fund this scheme: may has as many as the case has sources. */
void ap_case_funders(const ap_case *inputs, size_t scheme, bool may[]);

/** Does this row of eligibility.csv match the scheme? Place and kind of the source aside.
 */
bool ap_case_permits(const ap_case *inputs, size_t eligibility, size_t scheme);

/** Does the word meet the selector (see ap_rule; capitals aside)? A blank selector: yes.
 * The words "each" and "envelope" mean nothing here. */
bool ap_selector_matches(const char *selector, const char *word);

/** Does the selector have the place or one that it is part of? A blank selector: yes. */
bool ap_selector_has_place(const ap_case *inputs, const char *selector, size_t place);

/** Does the selector have one of the tags, which are divided by "|"? A blank one: yes. */
bool ap_selector_has_tag(const char *selector, const char *tags);

/** The weights of a profile's months added up; 0: profiles.csv has no such profile. */
double ap_case_profile_weight(const ap_case *inputs, const char *profile);

/** Is it of a programme that settings.risk_contingency selects? A blank selector: no. */
bool ap_case_is_contingency(const ap_case *inputs, size_t scheme);

/** Does this row of exposures select the scheme? A contingency is never exposed, and income
 * is of sources: its selector is matched with ap_selector_matches. */
bool ap_case_is_exposed(const ap_case *inputs, size_t exposure, size_t scheme);

/** The next of the words of *rest that are divided by `divider`, without the spaces around
 * it; false at the end. *word points into the text; *rest moves on. Start with *rest at the
 * text. Blank words are passed over. */
bool ap_word_next(const char **rest, char divider, const char **word, size_t *length);

/** A copy whose numbers can be changed; its text is borrowed from the original, which must
 * outlive it. *out is the caller's to free. */
ap_status ap_case_copy(const ap_case *inputs, ap_case **out, ap_error *err);

/** NULL is ignored. */
void ap_case_free(ap_case *inputs);

#endif
