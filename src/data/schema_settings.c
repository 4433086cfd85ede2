#include "data/schema.h"

#define OF(member)        .offset = offsetof(ap_settings, member)
#define RATE(word)        .name = (word), .type = AP_TYPE_RATE, .unit = "rate"
#define NUMBER(word)      .name = (word), .type = AP_TYPE_NUMBER, .unit = "number"
#define NEEDED            (AP_SCOPE_ALL | AP_SCOPE_NEED)
#define VALUE_IN_PACE_ROW .offset = offsetof(ap_pace_row, value)

static const ap_field settings[] = {
    {.name = "case.title",
     .type = AP_TYPE_TEXT,
     OF(title),
     .is_required = true,
     .help = "What this round is called."},
    {.name = "case.icb",
     .type = AP_TYPE_TEXT,
     OF(icb),
     .is_required = true,
     .help = "The integrated care board whose money is shared."},
    {.name = "case.year",
     .type = AP_TYPE_YEAR,
     OF(year),
     .is_required = true,
     .help = "The financial year that money is shared for: 2023/24."},
    {.name = "round.levels",
     .uses = NEEDED,
     .type = AP_TYPE_TEXT,
     OF(levels),
     .help =
         "Levels of places.csv, \"place, pcn, practice\": the round allocates to the "
         "places of the first, and their money is carried down to the others; blank: to "
         "the places without children."},
    {RATE("equity.under"), OF(equity_under), .is_required = true, .uses = NEEDED, .high = 1,
     .help = "L of (10): how far below its target a place may end."},
    {RATE("equity.over"), OF(equity_over), .is_required = true, .uses = NEEDED, .high = 10,
     .help = "U of (10): how far above its target a place may end."},
    {NUMBER("bids.step_1"), OF(step_1), .uses = NEEDED, .fallback = "3", .low = 0.001,
     .high = 1000, .help = "Weight of the first third of a bid beside the others."},
    {NUMBER("bids.step_2"), OF(step_2), .uses = NEEDED, .fallback = "2", .low = 0.001,
     .high = 1000, .help = "Weight of the second third; no more than that of the first."},
    {NUMBER("bids.step_3"), OF(step_3), .uses = NEEDED, .fallback = "1", .low = 0.001,
     .high = 1000, .help = "Weight of the last third; no more than that of the second."},
    {.name = "goals.slack",
     .uses = NEEDED,
     .type = AP_TYPE_MONEY,
     OF(goal_slack),
     .fallback = "1",
     .high = 1e9,
     .unit = "£",
     .help = "What a later goal may cost an earlier one."},
    {RATE("frontier.from"), OF(frontier_from), .uses = NEEDED, .fallback = "0.1%",
     .high = 10, .help = "The narrowest equity band that the frontier is drawn for."},
    {RATE("frontier.to"), OF(frontier_to), .uses = NEEDED, .fallback = "6%", .high = 10,
     .help = "The widest equity band that the frontier is drawn for."},
    {NUMBER("frontier.points"), OF(frontier_points), .uses = NEEDED, .fallback = "21",
     .low = 2, .high = 1001,
     .help = "How many bands from the one to the other, both included."},
    {RATE("sensitivity.step"), OF(sensitivity_step), .uses = NEEDED, .fallback = "1%",
     .low = 0.0001, .high = 1,
     .help = "By how much each input is moved, up and down, to see what follows."},
    {NUMBER("pool.month"), OF(pool_month), .uses = AP_SCOPE_POOL, .fallback = "0",
     .high = 12,
     .help = "The last month that the ledger is closed for, April is 1: a pool is reported "
             "at it or at one before it; blank: the month that is asked for."},
    {RATE("pool.blend"), OF(pool_blend), .uses = AP_SCOPE_POOL, .fallback = "50%",
     .high = 1,
     .help = "Lambda of (22): how much of the rest of a blended forecast is as budgeted."},
    {RATE("pool.tolerance"), OF(pool_tolerance), .uses = AP_SCOPE_POOL, .fallback = "1%",
     .high = 1, .help = "A scheme whose forecast is as near to its budget is on plan."},
    {.name = "pool.least",
     .uses = AP_SCOPE_POOL,
     .type = AP_TYPE_MONEY,
     OF(pool_least),
     .fallback = "1000",
     .high = 1e9,
     .unit = "£",
     .help = "A virement of less is not recommended."},
    {NUMBER("risk.scenarios"), OF(risk_scenarios), .uses = AP_SCOPE_ALL,
     .fallback = "10000", .low = 1, .high = 4e9,
     .help = "How many scenarios are drawn, a whole number."},
    {NUMBER("risk.seed"), OF(risk_seed), .uses = AP_SCOPE_ALL, .fallback = "1",
     .high = 9e15, .help = "A whole number; another seed draws other scenarios."},
    {.name = "risk.sampling",
     .uses = AP_SCOPE_ALL,
     .type = AP_TYPE_CHOICE,
     OF(risk_sampling),
     .choices = "plain|latin|sobol",
     .fallback = "sobol",
     .help = "How they are drawn: at random, as a Latin hypercube, or as a scrambled Sobol "
             "sequence, which needs the fewest."},
    {NUMBER("risk.degrees"), OF(risk_degrees), .uses = AP_SCOPE_ALL, .fallback = "0",
     .high = 1e6,
     .help = "Degrees of freedom, 1 or more, of a t copula, under which bad years come "
             "together; 0: a Gaussian copula."},
    {.name = "risk.option",
     .uses = AP_SCOPE_ALL,
     .type = AP_TYPE_TEXT,
     OF(risk_option),
     .help = "The option of options.csv whose allocation is the plan; blank: the case as "
             "it stands."},
    {.name = "risk.contingency",
     .uses = AP_SCOPE_ALL,
     .type = AP_TYPE_TEXT,
     OF(risk_contingency),
     .fallback = "contingency",
     .help = "Selector of the programmes that are contingency: their money pays where "
             "others are short."},
    {RATE("risk.hold"), OF(risk_hold), .uses = AP_SCOPE_ALL, .fallback = "50%", .high = 1,
     .help = "How much of what a scheme has beyond what is committed may be held back in "
             "the year."},
    {RATE("risk.move"), OF(risk_move), .uses = AP_SCOPE_ALL, .fallback = "10%", .high = 10,
     .help = "The most that a scheme may gain by money moved in the year, of its plan."},
    {NUMBER("risk.hold_price"), OF(risk_hold_price), .uses = AP_SCOPE_ALL,
     .fallback = "0.3", .low = 0.001, .high = 1,
     .help = "Prices of (12), beside 1 to 2 for a pound of overspend: a pound that is held "
             "back, of its scheme's price,"},
    {NUMBER("risk.return_price"), OF(risk_return_price), .uses = AP_SCOPE_ALL,
     .fallback = "0.02", .high = 1000, .help = "… a pound returned to its source,"},
    {NUMBER("risk.move_price"), OF(risk_move_price), .uses = AP_SCOPE_ALL,
     .fallback = "0.01", .low = 0.001, .high = 1000,
     .help = "… a pound moved from scheme to scheme."},
};

static const ap_schema_table settings_table = {
    .name = "settings",
    .file = "case.ini",
    .help =
        "A line is one setting: equity.under stands as under = 5% below [equity]. A line "
        "under.basis = … beside it says where it comes from, under.note = … what else "
        "there is to know.",
    .uses = AP_SCOPE_ALL | AP_SCOPE_NEED | AP_SCOPE_POOL,
    .required = AP_SCOPE_ALL | AP_SCOPE_NEED | AP_SCOPE_POOL,
    .key = "",
    .row_size = sizeof(ap_settings),
    .field_count = sizeof settings / sizeof settings[0],
    .fields = settings,
};

const ap_schema_table *ap_schema_settings(void)
{
    return &settings_table;
}

/* Pace of change, formula (8). D is opening distance from target. Published rules that
 * these cover: the floors and cap of 2014/15 to 2019/20 (a floor that was waived for places
 * more than 10% over target, a cap that opened below -5%) and the convergence adjustment of
 * 2022/23 and after, whose schedule is not published. */
static const ap_field pace[] = {
    {RATE("base_growth"), VALUE_IN_PACE_ROW, .fallback = "0", .low = -1, .high = 10,
     .help =
         "Growth of a place that stands at its target: g-bar of the convergence schedule "
         "g = g-bar + clip(-speed x kappa x max(|D| - d, 0) x sign(D), min, max)."},
    {RATE("cash_floor"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "Least growth of a place's money on its baseline. No row: no floor."},
    {RATE("head_floor"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "Least growth of a place's money per head. No row: no floor."},
    {RATE("floor_waived_from"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "D above which the floors begin to fall towards waived_floor. No row: never."},
    {RATE("floor_waived_to"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "D at and above which the floors are waived_floor; between the two they taper "
             "in a straight line. NHS England 2016/17: waived above 10% over target."},
    {RATE("waived_floor"), VALUE_IN_PACE_ROW, .fallback = "-100%", .low = -1, .high = 10,
     .help = "Growth that the floors taper down to; -100% is no floor at all."},
    {RATE("cap"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "Most growth of a place's money on its baseline. No row: no cap."},
    {RATE("cap_opens_from"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "D below which the cap begins to open, such as -2.5%. No row: never."},
    {RATE("cap_opens_to"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "D at and below which the cap is open_cap, such as -5%; it tapers between."},
    {RATE("open_cap"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "Cap of a place far under target. No row: none once the cap opens."},
    {NUMBER("convergence"), VALUE_IN_PACE_ROW, .fallback = "0", .high = 100,
     .help = "Kappa: growth given up for each point of D beyond the dead band. 0: no "
             "convergence schedule."},
    {RATE("dead_band"), VALUE_IN_PACE_ROW, .fallback = "0", .high = 1,
     .help = "d: a place this near its target gets base growth."},
    {RATE("convergence_min"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "The most that convergence takes from base growth, such as -1%. No row: no "
             "limit."},
    {RATE("convergence_max"), VALUE_IN_PACE_ROW, .low = -1, .high = 10,
     .help = "The most that convergence adds to base growth. No row: no limit."},
    {RATE("convergence_tolerance"), VALUE_IN_PACE_ROW, .fallback = "0", .high = 10,
     .help = "Half the width of the band around g that growth must keep to."},
    {.name = "smoothing",
     .type = AP_TYPE_NUMBER,
     .unit = "people",
     VALUE_IN_PACE_ROW,
     .fallback = "0",
     .high = 1e6,
     .help = "m, below the round only: the need per head of a place of n people is drawn "
             "towards that of the place above it by m / (m + n)."},
    {NUMBER("speed"), VALUE_IN_PACE_ROW, .fallback = "1", .high = 100,
     .help = "Multiplies kappa: 0.5 converges half as fast, 0 not at all."},
};

static const ap_schema_table pace_table = {
    .name = "parameters",
    .file = "pace.csv",
    .help =
        "The parameters that pace.csv may hold. D is opening distance from target: last "
        "year's share of the money against the target's share.",
    .key = "parameter",
    .row_size = sizeof(ap_pace_row),
    .field_count = sizeof pace / sizeof pace[0],
    .fields = pace,
};

const ap_schema_table *ap_schema_pace(void)
{
    return &pace_table;
}
