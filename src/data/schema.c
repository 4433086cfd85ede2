#include "data/schema.h"

#include <stdio.h>
#include <string.h>

/* The most money that a cell may hold, and the most people or units. */
#define MOST_POUNDS 1e12
#define MOST_PEOPLE 1e9

#define IS(kind, row, member) \
    .name = #member, .type = AP_TYPE_##kind, .offset = offsetof(row, member)
#define KEY(row, member) IS(KEY, row, member), .is_required = true
#define REF(row, member, table) \
    IS(REF, row, member), .at_offset = offsetof(row, member##_at), .refers = (table)
#define MONEY(row, member) IS(MONEY, row, member), .high = MOST_POUNDS, .unit = "£"
#define FLAG(row, word) \
    .name = #word, .type = AP_TYPE_FLAG, .offset = offsetof(row, is_##word)
#define REQUIRED  .is_required = true
#define FOR_ROUND .is_required = true, .uses = AP_SCOPE_ALL
#define SIGNED_MONEY(row, member) \
    IS(MONEY, row, member), .low = -MOST_POUNDS, .high = MOST_POUNDS, .unit = "£"
#define MONTH(row) IS(NUMBER, row, month), REQUIRED, .low = 1, .high = 12, .unit = "month"

#define BASIS_AND_NOTE(row_type)                                                      \
    {.name = "basis",                                                                 \
     .type = AP_TYPE_BASIS,                                                           \
     .offset = offsetof(row_type, row.basis),                                         \
     .choices = "published|illustrative|derived",                                     \
     .is_required = true,                                                             \
     .help = "Where the figures come from; begins with published, illustrative or "   \
             "derived."},                                                             \
    {                                                                                 \
        .name = "note", .type = AP_TYPE_TEXT, .offset = offsetof(row_type, row.note), \
        .help = "Anything a reader should know."                                      \
    }

static const ap_field places[] = {
    {KEY(ap_place, place), .help = "Key of the place."},
    {IS(TEXT, ap_place, name), REQUIRED, .help = "Name of the place, as it is printed."},
    {REF(ap_place, parent, "places"),
     .help = "The place that this one is part of; blank for the system."},
    {IS(NUMBER, ap_place, population), .high = MOST_PEOPLE, .unit = "people",
     .help = "People registered; blank for a place with children, which are summed."},
    {IS(NUMBER, ap_place, population_before), .high = MOST_PEOPLE, .unit = "people",
     .help = "People registered last year, for a floor per head; blank: as many as now."},
    {IS(RATE, ap_place, core20), .high = 1, .unit = "share",
     .help = "Share of its people who live in the most deprived fifth of England."},
    {IS(TEXT, ap_place, hwb), .help = "Health and wellbeing board."},
    {IS(NUMBER, ap_place, cost_index), .high = 10, .unit = "index",
     .help = "Unavoidable cost relative to England (market forces factor); blank: that of "
             "the place it is part of, of the system 1."},
    {IS(KEY, ap_place, level),
     .help = "Which of the levels of case.ini it is of: place, pcn, practice, …"},
    {IS(TEXT, ap_place, code),
     .help = "Official code: ODS of a practice, ONS of a district."},
    {MONEY(ap_place, baseline),
     .help = "Below the round: last year's money, for floors and caps; blank: not known."},
    {IS(NUMBER, ap_place, latitude), .low = -90, .high = 90, .unit = "degrees",
     .help = "Where it is, for the map."},
    {IS(NUMBER, ap_place, longitude), .low = -180, .high = 180, .unit = "degrees",
     .help = "Where it is, for the map."},
    BASIS_AND_NOTE(ap_place),
};

static const ap_field need[] = {
    {REF(ap_need_row, place, "places"), REQUIRED, .help = "A place without children."},
    {KEY(ap_need_row, component), .help = "Component of need, such as general_acute."},
    {.name = "weighted_population",
     .type = AP_TYPE_NUMBER,
     .offset = offsetof(ap_need_row, weighted),
     REQUIRED,
     .high = MOST_PEOPLE,
     .unit = "people",
     .help = "Weighted population of the place for the component."},
    BASIS_AND_NOTE(ap_need_row),
};

static const ap_field england[] = {
    {KEY(ap_england_row, component),
     .help = "Component of need, as in need.csv, or population: the people registered."},
    {.name = "weighted_population",
     .type = AP_TYPE_NUMBER,
     .offset = offsetof(ap_england_row, weighted),
     REQUIRED,
     .low = 1,
     .high = MOST_PEOPLE,
     .unit = "people",
     .help = "England's total of it."},
    BASIS_AND_NOTE(ap_england_row),
};

static const ap_field uplifts[] = {
    {KEY(ap_uplift, uplift), .help = "Key of the uplift."},
    {IS(TEXT, ap_uplift, name), REQUIRED, .help = "What it is for, as it is printed."},
    {REF(ap_uplift, place, "places"), REQUIRED,
     .help = "The place whose need is more than published; those below it share it."},
    {REF(ap_uplift, programme, "programmes"),
     .help = "The programme whose need it is; blank: of all."},
    {IS(CHOICE, ap_uplift, unit), .choices = "share|core20|people", REQUIRED,
     .help = "A share of the place's need, a share of the need of its people in Core20, or "
             "as many people more (say a new housing development), with the place's own "
             "need a head."},
    {IS(AMOUNT, ap_uplift, value), REQUIRED, .unit = "as `unit` says",
     .help = "A rate such as 2.5%, or a number of people; below zero: less need."},
    BASIS_AND_NOTE(ap_uplift),
};

#define COMPONENT(at, word)                                                   \
    {                                                                         \
        .name = (word), .type = AP_TYPE_NUMBER,                               \
        .offset = offsetof(ap_history_row, weighted) + (at) * sizeof(double), \
        .high = MOST_PEOPLE, .unit = "people",                                \
        .help = "Weighted population of that year; blank: not published."     \
    }

static const ap_field history[] = {
    {IS(YEAR, ap_history_row, year), REQUIRED,
     .help = "A financial year before the case's: 2024/25."},
    {KEY(ap_history_row, practice), .help = "Code of the practice, in small letters."},
    {IS(TEXT, ap_history_row, name), .help = "Its name in that year."},
    {REF(ap_history_row, place, "places"),
     .help = "The place of the round that it counts to in every year; blank: none."},
    {REF(ap_history_row, published, "places"),
     .help = "The place that its district of that year gives; blank: none."},
    {IS(NUMBER, ap_history_row, population), REQUIRED, .high = MOST_PEOPLE,
     .unit = "people", .help = "People registered in that year."},
    COMPONENT(0, "general_acute"),
    COMPONENT(1, "community"),
    COMPONENT(2, "mental_health"),
    COMPONENT(3, "maternity"),
    COMPONENT(4, "prescribing"),
    COMPONENT(5, "health_inequalities"),
    COMPONENT(6, "core"),
    COMPONENT(7, "primary_medical_need"),
    COMPONENT(8, "primary_medical"),
    BASIS_AND_NOTE(ap_history_row),
};

static const ap_field blends[] = {
    {KEY(ap_blend_row, blend), .help = "Key of the blend; a row is one of its terms."},
    {KEY(ap_blend_row, component), .help = "Component of need that is weighed."},
    {IS(NUMBER, ap_blend_row, weight), REQUIRED, .unit = "weight",
     .help = "Weight of the component in the blend."},
    {FLAG(ap_blend_row, costed), .fallback = "no",
     .help = "Is the component multiplied by the cost index of the place?"},
    {FLAG(ap_blend_row, scaled), .fallback = "no",
     .help = "Is it divided by the system's total first, so that weights are shares?"},
    BASIS_AND_NOTE(ap_blend_row),
};

static const ap_field programmes[] = {
    {KEY(ap_programme, programme), .help = "Key of the programme."},
    {IS(TEXT, ap_programme, name), REQUIRED, .help = "Name, as it is printed."},
    {IS(TEXT, ap_programme, need),
     .help =
         "Component or blend that measures its need; blank where need does not drive it."},
    {IS(RATE, ap_programme, target_share), .fallback = "0", .high = 1, .unit = "share",
     .help = "Its part of the money shared by need; all programmes add up to 100%."},
    {IS(TEXT, ap_programme, area),
     .help = "BCF area of spend: Acute, Mental Health, Community Health, Social Care, …"},
    BASIS_AND_NOTE(ap_programme),
};

static const ap_field pools[] = {
    {KEY(ap_pool, pool), .help = "Key of the Section 75 fund."},
    {IS(TEXT, ap_pool, name), REQUIRED, .help = "Name, as it is printed."},
    {REF(ap_pool, place, "places"), .help = "The place that it serves; blank for all."},
    {IS(TEXT, ap_pool, class), REQUIRED, .choices = "pooled|aligned|non-pooled",
     .help = "Class of the fund."},
    {IS(TEXT, ap_pool, host), .help = "The partner that keeps the fund's accounts."},
    {MONEY(ap_pool, total), REQUIRED, .help = "Its size; its contributions add up to it."},
    {IS(TEXT, ap_pool, framework),
     .help = "The framework agreement that it is a schedule of; blank: its own."},
    BASIS_AND_NOTE(ap_pool),
};

static const ap_field sources[] = {
    {KEY(ap_source, source), .help = "Key of the source."},
    {IS(TEXT, ap_source, name), REQUIRED, .help = "Name, as it is printed."},
    {IS(TEXT, ap_source, owner), REQUIRED, .help = "Whose money it is."},
    {IS(TEXT, ap_source, stream), REQUIRED,
     .help = "Stream, as the BCF template names it, or ICB core, Primary medical, …"},
    {IS(CHOICE, ap_source, kind), .choices = "revenue|capital", .fallback = "revenue",
     .help = "Revenue and capital never mix."},
    {REF(ap_source, place, "places"),
     .help = "Where it must be spent; blank: anywhere in the system."},
    {FLAG(ap_source, envelope), REQUIRED,
     .help = "Is it part of the ICB's envelope, and so of what places are compared by?"},
    {MONEY(ap_source, amount), REQUIRED, .help = "How much there is of it."},
    {IS(CHOICE, ap_source, spend), .choices = "in_full|at_most", REQUIRED,
     .help = "Must it be spent in full, or may some be left?"},
    {IS(NUMBER, ap_source, preference), .fallback = "1", .high = 1000, .unit = "rank",
     .help = "1 is used first where several sources may pay for the same."},
    {IS(KEY, ap_source, ring_fence),
     .help = "A word for the fence around it: an underspend inside one never pays for an "
             "overspend outside it; blank: general money. Capital is a fence by itself."},
    BASIS_AND_NOTE(ap_source),
};

static const ap_field contributions[] = {
    {REF(ap_contribution, pool, "pools"), REQUIRED, .help = "The pool."},
    {IS(TEXT, ap_contribution, partner), REQUIRED, .help = "Who brings the money."},
    {REF(ap_contribution, source, "sources"), REQUIRED, .help = "Out of which source."},
    {MONEY(ap_contribution, amount), REQUIRED,
     .help = "How much, with all changes of the year (changes.csv)."},
    {IS(NUMBER, ap_contribution, instalments), .fallback = "4", .high = 12,
     .unit = "a year",
     .help = "Equal instalments a year, the first in month 1; 0: not paid over."},
    BASIS_AND_NOTE(ap_contribution),
};

static const ap_field profiles[] = {
    {KEY(ap_profile_row, profile), .help = "Key of the profile."},
    {MONTH(ap_profile_row), .help = "Month of the financial year; April is 1."},
    {IS(NUMBER, ap_profile_row, weight), REQUIRED, .high = MOST_POUNDS, .unit = "weight",
     .help = "The month's part of the year beside those of the other months; a phased "
             "budget in pounds will do."},
    BASIS_AND_NOTE(ap_profile_row),
};

static const ap_field budgets[] = {
    {REF(ap_budget, scheme, "schemes"), REQUIRED, .help = "The scheme, one of a pool."},
    {REF(ap_budget, source, "sources"), REQUIRED,
     .help = "The source that pays; its partner is the one who brings it to the pool."},
    {MONEY(ap_budget, amount), REQUIRED,
     .help = "Budget of the whole year, with all changes (changes.csv) in it and without "
             "virements."},
    {MONEY(ap_budget, next_year), .fallback = "0",
     .help = "Next year's, as far as it is planned."},
    BASIS_AND_NOTE(ap_budget),
};

static const ap_field changes[] = {
    {KEY(ap_change_row, change), .help = "Key of the change."},
    {IS(TEXT, ap_change_row, name), REQUIRED, .help = "What it is, as it is printed."},
    {REF(ap_change_row, scheme, "schemes"), REQUIRED, .help = "The scheme it pays for."},
    {REF(ap_change_row, source, "sources"), REQUIRED, .help = "The source that changes."},
    {MONTH(ap_change_row), .help = "The month from which it counts."},
    {SIGNED_MONEY(ap_change_row, amount), REQUIRED,
     .help = "By how much budget and contribution changed; it is in both already."},
    {IS(TEXT, ap_change_row, minute), .help = "Minute in which it was agreed."},
    BASIS_AND_NOTE(ap_change_row),
};

static const ap_field ledger[] = {
    {REF(ap_ledger_row, scheme, "schemes"), REQUIRED, .help = "The scheme."},
    {IS(TEXT, ap_ledger_row, partner), REQUIRED, .help = "The partner that paid."},
    {MONTH(ap_ledger_row), .help = "In which month; April is 1."},
    {SIGNED_MONEY(ap_ledger_row, amount), REQUIRED,
     .help = "Actual spend of that month alone; below zero: a correction."},
    BASIS_AND_NOTE(ap_ledger_row),
};

static const ap_field forecast[] = {
    {REF(ap_forecast_row, scheme, "schemes"), REQUIRED, .help = "The scheme."},
    {IS(TEXT, ap_forecast_row, partner), REQUIRED, .help = "Whose part of it."},
    {MONTH(ap_forecast_row),
     .help = "The month at which it was made; at any month the latest counts."},
    {IS(CHOICE, ap_forecast_row, method), .choices = "given|run_rate|blended|budget",
     .fallback = "given",
     .help = "Formula (22): the amount as given, as so far, partly as so far, or the rest "
             "of the year as budgeted."},
    {SIGNED_MONEY(ap_forecast_row, amount),
     .help = "Spend of the whole year, for method given."},
    {IS(TEXT, ap_forecast_row, cause),
     .choices = "demand|price|management|windfall|maladministration|failure|other",
     .help = "Why it differs from budget; fault-based rules, and those that treat managed "
             "and windfall underspends apart, look at it."},
    {IS(TEXT, ap_forecast_row, caused_by), .help = "For cause failure: the partner."},
    {IS(TEXT, ap_forecast_row, driver), .help = "What drives the variance, in words."},
    {IS(TEXT, ap_forecast_row, mitigation), .help = "What is done about it."},
    BASIS_AND_NOTE(ap_forecast_row),
};

static const ap_field receipts[] = {
    {REF(ap_receipt, pool, "pools"), REQUIRED, .help = "The pool."},
    {IS(TEXT, ap_receipt, partner), REQUIRED, .help = "Who paid."},
    {REF(ap_receipt, source, "sources"), REQUIRED, .help = "Out of which source."},
    {MONTH(ap_receipt), .help = "In which month."},
    {MONEY(ap_receipt, amount), REQUIRED, .help = "How much."},
    BASIS_AND_NOTE(ap_receipt),
};

static const ap_field virements[] = {
    {KEY(ap_virement, virement), .help = "Key of the virement."},
    {.name = "from",
     .type = AP_TYPE_REF,
     .offset = offsetof(ap_virement, from),
     .at_offset = offsetof(ap_virement, from_at),
     .refers = "schemes",
     REQUIRED,
     .help = "The scheme that gives."},
    {.name = "to",
     .type = AP_TYPE_REF,
     .offset = offsetof(ap_virement, to),
     .at_offset = offsetof(ap_virement, to_at),
     .refers = "schemes",
     REQUIRED,
     .help = "The scheme that takes."},
    {REF(ap_virement, source, "sources"), REQUIRED,
     .help = "Whose money it is; it may fund both."},
    {MONTH(ap_virement), .help = "The month from which it counts."},
    {MONEY(ap_virement, amount), REQUIRED, .help = "How much."},
    {FLAG(ap_virement, recurrent), .fallback = "no",
     .help = "Does it stay in next year's budgets?"},
    {IS(CHOICE, ap_virement, decision), .choices = "approved|proposed|refused", REQUIRED,
     .help = "Only what is approved moves the budget."},
    {IS(TEXT, ap_virement, level), .help = "Who approved it, a level of approvals.csv."},
    {IS(TEXT, ap_virement, minute), .help = "Minute of the decision."},
    BASIS_AND_NOTE(ap_virement),
};

static const ap_field approvals[] = {
    {REF(ap_approval, pool, "pools"), REQUIRED, .help = "The pool."},
    {IS(TEXT, ap_approval, level), REQUIRED, .help = "Who approves: Pool manager, …"},
    {MONEY(ap_approval, limit), REQUIRED,
     .help = "The most pounds of one virement that this level approves."},
    {IS(NUMBER, ap_approval, notice), .fallback = "0", .high = 12, .unit = "months",
     .help = "Months from the recommendation until it can take effect."},
    BASIS_AND_NOTE(ap_approval),
};

static const ap_field risk_share[] = {
    {REF(ap_risk_step, pool, "pools"), REQUIRED, .help = "The pool."},
    {IS(NUMBER, ap_risk_step, step), REQUIRED, .low = 1, .high = 1000, .unit = "rank",
     .help = "Steps are taken in this order, each on what those before it have left."},
    {IS(TEXT, ap_risk_step, name), REQUIRED, .help = "The clause in words."},
    {IS(CHOICE, ap_risk_step, rule),
     .choices = "own|pro_rata|capped|host|shares|offset|reserve|uncommitted|fault|carry|"
                "protect",
     REQUIRED, .help = "What is done; README lists the rules and where each is published."},
    {IS(TEXT, ap_risk_step, scheme), .help = "Selector of schemes, see rules.csv."},
    {IS(TEXT, ap_risk_step, scheme_type), .help = "Selector of scheme types."},
    {IS(TEXT, ap_risk_step, tag), .help = "Selector of tags of schemes."},
    {IS(TEXT, ap_risk_step, stream),
     .help = "Selector of streams of sources: a slice of the pool."},
    {IS(TEXT, ap_risk_step, cause), .help = "Selector of causes of forecast.csv."},
    {IS(CHOICE, ap_risk_step, side), .choices = "both|over|under", .fallback = "both",
     .help = "Is it for a net overspend, a net underspend, or both?"},
    {IS(CHOICE, ap_risk_step, weigh), .choices = "opening|current", .fallback = "opening",
     .help = "The contributions that pro rata is by."},
    {MONEY(ap_risk_step, amount), .fallback = "0",
     .help = "Of a reserve: how much it has."},
    {IS(RATE, ap_risk_step, limit), .fallback = "100%", .high = 10,
     .help =
         "Of capped: of a partner's contribution to the scheme, the most that it bears. "
         "Of protect: the cut that the others take first."},
    {IS(TEXT, ap_risk_step, partner), .help = "Of protect: the protected contributor."},
    BASIS_AND_NOTE(ap_risk_step),
};

static const ap_field risk_parties[] = {
    {REF(ap_risk_party, pool, "pools"), REQUIRED, .help = "The pool."},
    {IS(NUMBER, ap_risk_party, step), REQUIRED, .low = 1, .high = 1000, .unit = "rank",
     .help = "The step of rule shares."},
    {IS(TEXT, ap_risk_party, partner), REQUIRED, .help = "The partner."},
    {MONEY(ap_risk_party, from), .fallback = "0",
     .help = "The share is of what the variance has above this, up to the next `from` of "
             "the step."},
    {IS(RATE, ap_risk_party, share), REQUIRED, .high = 1, .unit = "share",
     .help = "The partner's share of that band; those of all partners are 100%."},
    {MONEY(ap_risk_party, cap), .fallback = "1000000000000",
     .help = "On its first band: the most that it bears in the step; blank: no cap."},
    BASIS_AND_NOTE(ap_risk_party),
};

static const ap_field bcf[] = {
    {REF(ap_bcf_row, place, "places"), REQUIRED,
     .help = "The place of the health and wellbeing board."},
    {IS(CHOICE, ap_bcf_row, condition),
     .choices = "nhs_minimum|social_care|out_of_hospital", REQUIRED,
     .help = "T0, T1 or T2 of the national conditions."},
    {MONEY(ap_bcf_row, amount), REQUIRED, .help = "The least that is to be planned."},
    {IS(TEXT, ap_bcf_row, area),
     .help = "Selector of the BCF areas of spend that count; blank: Social Care of "
             "social_care, !Acute of out_of_hospital, all of nhs_minimum."},
    BASIS_AND_NOTE(ap_bcf_row),
};

static const ap_field conditions[] = {
    {KEY(ap_condition, condition), .help = "Key of the national condition."},
    {IS(TEXT, ap_condition, name), REQUIRED, .help = "The condition in words."},
    {FLAG(ap_condition, met), REQUIRED, .help = "Is it met?"},
    {IS(TEXT, ap_condition, comment), .help = "If not: why, and what is done."},
    BASIS_AND_NOTE(ap_condition),
};

static const ap_field deliveries[] = {
    {REF(ap_delivery, scheme, "schemes"), REQUIRED, .help = "The scheme."},
    {MONTH(ap_delivery), .help = "In which month."},
    {IS(NUMBER, ap_delivery, amount), REQUIRED, .high = MOST_PEOPLE, .unit = "units",
     .help = "What it delivered in that month, in its output_unit."},
    {IS(TEXT, ap_delivery, issue), .help = "An issue of putting it into practice."},
    BASIS_AND_NOTE(ap_delivery),
};

static const ap_field metrics[] = {
    {KEY(ap_metric, metric), .help = "Key of the metric."},
    {IS(TEXT, ap_metric, name), REQUIRED, .help = "Name, as it is printed."},
    {REF(ap_metric, place, "places"), .help = "The board's place; blank: the system."},
    {IS(TEXT, ap_metric, definition), .help = "What is measured."},
    {IS(TEXT, ap_metric, unit), .help = "Per 100,000 people, per cent, …"},
    {.name = "lower_is_better",
     .type = AP_TYPE_FLAG,
     .offset = offsetof(ap_metric, is_lower_better),
     REQUIRED,
     .help = "Is the plan met at or below it? No: at or above."},
    {IS(TEXT, ap_metric, lag), .help = "How late the data comes, and what changes."},
    {IS(TEXT, ap_metric, narrative), .help = "What is done about it."},
    BASIS_AND_NOTE(ap_metric),
};

static const ap_field metric_values[] = {
    {REF(ap_metric_value, metric, "metrics"), REQUIRED, .help = "The metric."},
    {IS(TEXT, ap_metric_value, quarter), .choices = "q1|q2|q3|q4|year", REQUIRED,
     .help = "Of which quarter, or of the year."},
    {IS(CHOICE, ap_metric_value, kind), .choices = "plan|actual|estimate", REQUIRED,
     .help = "Planned, reported, or estimated from part of the quarter."},
    {IS(NUMBER, ap_metric_value, value), REQUIRED, .low = -MOST_PEOPLE, .high = MOST_PEOPLE,
     .unit = "as the metric's", .help = "A value that is not available has no row."},
    BASIS_AND_NOTE(ap_metric_value),
};

static const ap_field eligibility[] = {
    {REF(ap_eligibility, source, "sources"), REQUIRED, .help = "The source that may pay …"},
    {REF(ap_eligibility, programme, "programmes"),
     .help = "… for schemes of this programme; blank: of all."},
    {IS(TEXT, ap_eligibility, scheme_type),
     .help = "… of these scheme types: a selector, see rules.csv; blank: of all."},
    {REF(ap_eligibility, pool, "pools"),
     .help = "… of this pool; blank: in and out of pools."},
    {REF(ap_eligibility, place, "places"),
     .help = "… in this place or below it; blank: anywhere."},
    BASIS_AND_NOTE(ap_eligibility),
};

static const ap_field schemes[] = {
    {KEY(ap_scheme, scheme), .help = "Key of the scheme."},
    {IS(TEXT, ap_scheme, name), REQUIRED, .help = "Name, as it is printed."},
    {REF(ap_scheme, place, "places"), REQUIRED,
     .help = "A place without children, or the system."},
    {REF(ap_scheme, programme, "programmes"), REQUIRED, .help = "What the money is for."},
    {REF(ap_scheme, pool, "pools"), .help = "The pool it is paid through; blank: none."},
    {IS(TEXT, ap_scheme, scheme_type), .fallback = "Core service",
     .help = "BCF scheme type, such as Home Care or Domiciliary Care."},
    {IS(CHOICE, ap_scheme, kind), .choices = "revenue|capital", .fallback = "revenue",
     .help = "Only sources of the same kind may fund it."},
    {MONEY(ap_scheme, baseline), FOR_ROUND, .help = "Last year's spend, from all sources."},
    {MONEY(ap_scheme, baseline_other), .fallback = "0",
     .help = "The part of the baseline that came from outside the envelope."},
    {MONEY(ap_scheme, committed), .fallback = "0", .help = "The least that it can have."},
    {MONEY(ap_scheme, bid), FOR_ROUND, .help = "The most that it asks for."},
    {IS(NUMBER, ap_scheme, priority), .fallback = "1", .high = 1000, .unit = "weight",
     .help = "Weight of its unmet bid beside need."},
    {IS(NUMBER, ap_scheme, output), .fallback = "0", .high = MOST_PEOPLE, .unit = "units",
     .help = "What the baseline buys, in output_unit; 0: not known."},
    {IS(TEXT, ap_scheme, output_unit), .help = "Beds, packages, visits, staff, …"},
    {IS(TEXT, ap_scheme, tags), .help = "Words that rules may ask for, divided by \"|\"."},
    {IS(TEXT, ap_scheme, description), .help = "Brief description, for the BCF template."},
    {IS(TEXT, ap_scheme, sub_type), .help = "BCF scheme sub-type."},
    {IS(TEXT, ap_scheme, provider), .help = "Who provides it, as the BCF template has it."},
    {IS(TEXT, ap_scheme, commissioner), .choices = "nhs|la|joint|other",
     .help = "Who commissions it, as the BCF template has it."},
    {IS(RATE, ap_scheme, nhs_share), .fallback = "0", .high = 1, .unit = "share",
     .help = "Of a joint scheme, the part that the NHS commissions."},
    {IS(TEXT, ap_scheme, status), .choices = "new|existing", .fallback = "Existing",
     .help = "Is it new this year?"},
    {IS(KEY, ap_scheme, profile),
     .help = "Profile of its budget over the months, of profiles.csv; blank: equal."},
    {IS(CHOICE, ap_scheme, virement), .choices = "free|in|out|none", .fallback = "free",
     .help = "Which way money may be vired."},
    {IS(NUMBER, ap_scheme, planned_output), .fallback = "0", .high = MOST_PEOPLE,
     .unit = "units", .help = "Output planned of this year's budget; 0: none planned."},
    {IS(NUMBER, ap_scheme, next_output), .fallback = "0", .high = MOST_PEOPLE,
     .unit = "units", .help = "Output planned of next year's."},
    BASIS_AND_NOTE(ap_scheme),
};

static const ap_field rules[] = {
    {KEY(ap_rule, rule), .help = "Key of the rule."},
    {IS(TEXT, ap_rule, name), REQUIRED, .help = "The rule in words, as it is printed."},
    {IS(TEXT, ap_rule, place),
     .help = "Selector of places; a place stands for those below it too; each: one "
             "constraint a place."},
    {IS(TEXT, ap_rule, programme), .help = "Selector of programmes."},
    {IS(TEXT, ap_rule, source),
     .help = "Selector of sources; envelope or !envelope: all that are part of it or not."},
    {IS(TEXT, ap_rule, pool), .help = "Selector of pools."},
    {IS(TEXT, ap_rule, scheme_type), .help = "Selector of scheme types."},
    {IS(TEXT, ap_rule, area), .help = "Selector of BCF areas of spend (programmes.csv)."},
    {IS(TEXT, ap_rule, tag), .help = "Selector of tags."},
    {IS(CHOICE, ap_rule, measure), .choices = "pounds|output", .fallback = "pounds",
     .help = "What is measured of the money that is selected."},
    {IS(CHOICE, ap_rule, bound), .choices = "at_least|no_more|equal", REQUIRED,
     .help = "Is the value a floor, a ceiling or both?"},
    {IS(AMOUNT, ap_rule, value), REQUIRED, .unit = "as `unit` says",
     .help = "Money for pounds and per_head, else a rate such as 5.66%."},
    {IS(CHOICE, ap_rule, unit), .choices = "pounds|share|growth|per_head|target", REQUIRED,
     .help =
         "Pounds, a share of the money that `of` selects, growth on the baseline of the "
         "same schemes, pounds a head, or a share of the target of the places."},
    {IS(TEXT, ap_rule, of),
     .help = "For a share, of what: \"programme=acute|community; source=envelope\"; of all "
             "money: \"place=*\"."},
    {IS(CHOICE, ap_rule, strength), .choices = "hard|soft|off", .fallback = "hard",
     .help =
         "A hard rule is kept, a soft one as far as can be, an off one is not looked at."},
    {IS(NUMBER, ap_rule, rank), .high = 1000, .unit = "rank",
     .help = "Of a soft rule: 1 is kept first."},
    {IS(TEXT, ap_rule, policy), .help = "The policy that it comes from."},
    BASIS_AND_NOTE(ap_rule),
};

static const ap_field options[] = {
    {KEY(ap_option_row, option), .help = "Key of the option; a row is one of its changes."},
    {IS(TEXT, ap_option_row, name), REQUIRED, .help = "Name of the option, on every row."},
    {IS(TEXT, ap_option_row, table), REQUIRED,
     .help = "The table that changes: rules, schemes, pace, … or settings."},
    {IS(TEXT, ap_option_row, target), REQUIRED,
     .help = "Key of the row that changes; for settings, section.key."},
    {IS(TEXT, ap_option_row, column), .help = "The column; blank for settings."},
    {IS(TEXT, ap_option_row, value), .help = "The value, as it would stand in the file."},
    BASIS_AND_NOTE(ap_option_row),
};

static const ap_field pace[] = {
    {KEY(ap_pace_row, parameter), .help = "A parameter of the list below."},
    {IS(KEY, ap_pace_row, level),
     .help = "The level below the round whose places it is for; blank: the round's."},
    {IS(AMOUNT, ap_pace_row, value), REQUIRED, .unit = "as listed",
     .help = "Its value; a parameter without a row is off."},
    BASIS_AND_NOTE(ap_pace_row),
};

static const ap_field drivers[] = {
    {KEY(ap_driver, driver), .help = "Key of the driver."},
    {IS(TEXT, ap_driver, name), REQUIRED, .help = "What is uncertain, as it is printed."},
    {IS(TEXT, ap_driver, theme), .help = "What it is of: Pay, Prices, Demand, Savings, …"},
    {IS(CHOICE, ap_driver, unit), .choices = "rate|pounds|number|months", REQUIRED,
     .help = "What its values are: a rate such as 2.5%, pounds such as £1.2m, a plain "
             "number, or months."},
    {IS(TEXT, ap_driver, distribution), REQUIRED,
     .help = "Kind of its distribution: normal, triangular, pert, lognormal, percentiles, "
             "discrete, mixture, compound, …; README lists all with their parameters."},
    {IS(TEXT, ap_driver, parameters),
     .help = "Parameters of the kind, each in the driver's unit or a plain number: "
             "\"mean=2.5%; sd=1%\"; blank where percentiles or points are given."},
    {IS(TEXT, ap_driver, p10), .help = "Instead: one year in ten is below it."},
    {IS(TEXT, ap_driver, p50), .help = "As many years are below as above; may be left out "
                                       "where P10 and P90 say enough."},
    {IS(TEXT, ap_driver, p90), .help = "One year in ten is above it."},
    {IS(TEXT, ap_driver, least), .help = "Nothing below it is drawn; blank: no limit."},
    {IS(TEXT, ap_driver, most), .help = "Nothing above it is drawn; blank: no limit."},
    {IS(KEY, ap_driver, block),
     .help = "Drivers of a block share a factor, and go together; blank: none."},
    {IS(NUMBER, ap_driver, loading), .fallback = "0", .low = -1, .high = 1,
     .unit = "loading",
     .help = "How strongly it follows its block's factor: two of a block have the "
             "correlation of one loading times the other."},
    {IS(KEY, ap_driver, profile),
     .help = "Profile of profiles.csv: when in the year it is felt, c_d of (34); blank: "
             "evenly."},
    BASIS_AND_NOTE(ap_driver),
};

static const ap_field driver_points[] = {
    {REF(ap_driver_point, driver, "drivers"), REQUIRED, .help = "The driver."},
    {IS(TEXT, ap_driver_point, value),
     .help = "A value of it, in its unit; blank where a part is named."},
    {IS(FACTOR, ap_driver_point, weight), .fallback = "1", .high = MOST_PEOPLE,
     .help = "How likely beside the others; of a cumulative distribution the part of "
             "years, 0% to 100%, that are at or below the value."},
    {REF(ap_driver_point, part, "drivers"),
     .help = "A driver that this one is made of, drawn for it alone: of a mixture each "
             "part, of a compound first the number of events, then the size of one."},
    BASIS_AND_NOTE(ap_driver_point),
};

static const ap_field exposures[] = {
    {KEY(ap_exposure, exposure), .help = "Key of the exposure."},
    {REF(ap_exposure, driver, "drivers"), REQUIRED, .help = "The driver D."},
    {IS(CHOICE, ap_exposure, effect), .choices = "price|demand|pounds|delay|saving|income",
     REQUIRED,
     .help = "What it does, with the weight w: costs rise by w D of themselves (price, "
             "demand: a rate), or by w D pounds shared as plans are (pounds); what is new "
             "begins w D months late (delay); the plan counts on saving w of them, of "
             "which D is delivered (saving): formula (32). Sources bring w D more "
             "(income: a rate or pounds): formula (33)."},
    {IS(TEXT, ap_exposure, place),
     .help = "Selector of places, see rules.csv; a place stands for those below it too."},
    {IS(TEXT, ap_exposure, programme), .help = "Selector of programmes."},
    {IS(TEXT, ap_exposure, scheme), .help = "Selector of schemes."},
    {IS(TEXT, ap_exposure, source),
     .help = "Of income, and of nothing else: selector of sources; blank: all."},
    {IS(TEXT, ap_exposure, pool), .help = "Selector of pools."},
    {IS(TEXT, ap_exposure, scheme_type), .help = "Selector of scheme types."},
    {IS(TEXT, ap_exposure, tag), .help = "Selector of tags of schemes."},
    {IS(FACTOR, ap_exposure, weight), .fallback = "1", .low = -1e6, .high = 1e6,
     .help = "w: the part of the costs that the driver moves, such as 65% for pay; below "
             "zero: the other way."},
    BASIS_AND_NOTE(ap_exposure),
};

static const ap_field correlations[] = {
    {IS(KEY, ap_correlation_row, first), REQUIRED,
     .help = "A driver; where drivers are in blocks, a block."},
    {IS(KEY, ap_correlation_row, second), REQUIRED, .help = "Another."},
    {IS(NUMBER, ap_correlation_row, correlation), REQUIRED, .low = -1, .high = 1,
     .unit = "correlation", .help = "Rank correlation; pairs without a row have none."},
    BASIS_AND_NOTE(ap_correlation_row),
};

static const ap_field stresses[] = {
    {KEY(ap_stress_row, stress), .help = "Key of the stress; a row is one driver in it."},
    {IS(TEXT, ap_stress_row, name), REQUIRED, .help = "Name of the stress, on every row."},
    {REF(ap_stress_row, driver, "drivers"), REQUIRED,
     .help = "The driver; those that a stress does not name are at their P50."},
    {IS(TEXT, ap_stress_row, value), REQUIRED,
     .help = "A percentile such as P95, or a value in the driver's unit."},
    BASIS_AND_NOTE(ap_stress_row),
};

static const ap_field actuals[] = {
    {REF(ap_actual_row, scheme, "schemes"), REQUIRED, .help = "The scheme."},
    {MONEY(ap_actual_row, amount), REQUIRED,
     .help = "What it cost in the year, from all sources, to hold the model against."},
    BASIS_AND_NOTE(ap_actual_row),
};

#define ROUND          AP_SCOPE_ALL
#define ROUND_AND_NEED (AP_SCOPE_ALL | AP_SCOPE_NEED)
#define ROUND_AND_POOL (AP_SCOPE_ALL | AP_SCOPE_POOL)
#define EVERYONE       (AP_SCOPE_ALL | AP_SCOPE_NEED | AP_SCOPE_POOL)
#define POOL           AP_SCOPE_POOL
#define NOBODY         0U

/* A table: who uses it, and who cannot do without it. */
#define TABLE(row, table, key_fields, who_uses, who_must, words)                    \
    {                                                                               \
        .name = #table, .file = #table ".csv", .help = (words), .uses = (who_uses), \
        .required = (who_must), .key = (key_fields), .row_size = sizeof(row),       \
        .count_offset = offsetof(ap_case, table##_count),                           \
        .rows_offset = offsetof(ap_case, table),                                    \
        .field_count = sizeof(table) / sizeof(table)[0], .fields = (table)          \
    }

static const ap_schema_table tables[] = {
    TABLE(ap_place, places, "place", EVERYONE, EVERYONE,
          "A row is an area that money is shared among. Places nest; the one without "
          "parent is the system."),
    TABLE(ap_need_row, need, "place/component", ROUND_AND_NEED, ROUND_AND_NEED,
          "A row is the weighted population of a place for one component of need."),
    TABLE(ap_england_row, england, "component", ROUND_AND_NEED, NOBODY,
          "A row is England's total for one component; the system's own index is relative "
          "to it."),
    TABLE(ap_blend_row, blends, "", ROUND_AND_NEED, NOBODY,
          "A row is one term of a blend: a weighted sum of components that measures the "
          "need of a programme."),
    TABLE(ap_programme, programmes, "programme", EVERYONE, EVERYONE,
          "A row is what money is for."),
    TABLE(ap_uplift, uplifts, "uplift", ROUND_AND_NEED, NOBODY,
          "A row is need that the published figures do not have: formula (2a)."),
    TABLE(ap_history_row, history, "year/practice", ROUND_AND_NEED, NOBODY,
          "A row is a practice in an earlier year: formula (14)."),
    TABLE(ap_pool, pools, "pool", ROUND_AND_POOL, POOL, "A row is a Section 75 fund."),
    TABLE(ap_source, sources, "source", ROUND_AND_POOL, ROUND_AND_POOL,
          "A row is one stream of money with one owner and its own rules."),
    TABLE(ap_contribution, contributions, "pool/partner/source", ROUND_AND_POOL, POOL,
          "A row is what a partner brings to a pool."),
    TABLE(ap_eligibility, eligibility, "", ROUND_AND_POOL, ROUND_AND_POOL,
          "A row is a permission: the source may fund the schemes that match every column "
          "that is not blank. Kind and place of the source bind besides."),
    TABLE(ap_scheme, schemes, "scheme", ROUND_AND_POOL, ROUND_AND_POOL,
          "A row is the smallest thing that is funded. A core service line of a place is a "
          "scheme too."),
    TABLE(ap_rule, rules, "rule", ROUND, ROUND,
          "A row is one policy constraint. A selector is blank (all) or words divided by "
          "\"|\", with \"*\" and \"?\" as in file names; \"!\" before the whole turns it "
          "round."),
    TABLE(ap_option_row, options, "", ROUND_AND_POOL, NOBODY,
          "A row is one change that makes an option, or a what-if of a pool: in this "
          "table, the row of this key, this column has this value."),
    TABLE(ap_pace_row, pace, "parameter/level", ROUND, NOBODY,
          "A row is one parameter of the pace of change, formula (8)."),
    TABLE(ap_profile_row, profiles, "profile/month", ROUND_AND_POOL, NOBODY,
          "A row is a month of a profile: how a budget is spread over the year."),
    TABLE(ap_budget, budgets, "scheme/source", POOL, POOL,
          "A row is a line of the budget of a pool: what a scheme has from a source."),
    TABLE(ap_change_row, changes, "change", POOL, NOBODY,
          "A row is a change of budget and contribution in the year, such as a new grant."),
    TABLE(ap_ledger_row, ledger, "scheme/partner/month", POOL, POOL,
          "A row is what a partner spent on a scheme in a month."),
    TABLE(ap_forecast_row, forecast, "scheme/partner/month", POOL, NOBODY,
          "A row is a partner's forecast of a scheme. A part without one goes on as so "
          "far, or as budgeted while nothing is spent."),
    TABLE(ap_receipt, receipts, "pool/partner/source/month", POOL, NOBODY,
          "A row is what a partner paid into a pool in a month."),
    TABLE(ap_virement, virements, "virement", POOL, NOBODY,
          "A row is money moved between two schemes of a pool, and who decided so."),
    TABLE(ap_approval, approvals, "pool/level", POOL, NOBODY,
          "A row is a level of approval of virements; a pool without any approves every "
          "virement at once."),
    TABLE(ap_risk_step, risk_share, "pool/step", ROUND_AND_POOL, NOBODY,
          "A row is a step of a pool's risk share. What no step takes lies where it fell."),
    TABLE(ap_risk_party, risk_parties, "pool/step/partner/from", ROUND_AND_POOL, NOBODY,
          "A row is a partner's share in a step of rule shares."),
    TABLE(ap_bcf_row, bcf, "place/condition", POOL, NOBODY,
          "A row is a money test of the Better Care Fund for a board."),
    TABLE(ap_condition, conditions, "condition", POOL, NOBODY,
          "A row is a national condition of the Better Care Fund, for the return."),
    TABLE(ap_delivery, deliveries, "scheme/month", POOL, NOBODY,
          "A row is what a scheme delivered in a month."),
    TABLE(ap_metric, metrics, "metric", POOL, NOBODY,
          "A row is a metric of the Better Care Fund."),
    TABLE(ap_metric_value, metric_values, "metric/quarter/kind", POOL, NOBODY,
          "A row is a value of a metric in a quarter."),
    TABLE(ap_driver, drivers, "driver", ROUND, NOBODY,
          "A row is an uncertain quantity: its distribution by parameters, by percentiles "
          "or by points."),
    TABLE(ap_driver_point, driver_points, "", ROUND, NOBODY,
          "A row is a value of a driver, or a driver that it is made of."),
    TABLE(ap_exposure, exposures, "exposure", ROUND, NOBODY,
          "A row is what a driver moves: formulas (32) and (33). Blank selectors select "
          "all; a contingency is never moved."),
    TABLE(ap_correlation_row, correlations, "first/second", ROUND, NOBODY,
          "A row is the rank correlation of two drivers, or of two blocks."),
    TABLE(ap_stress_row, stresses, "stress/driver", ROUND, NOBODY,
          "A row is a driver's value in a named stress."),
    TABLE(ap_actual_row, actuals, "scheme", ROUND, NOBODY,
          "A row is what a scheme cost in the end."),
};

enum { TABLES = sizeof tables / sizeof tables[0] };

const ap_schema_table *ap_schema_tables(size_t *count)
{
    *count = TABLES;
    return tables;
}

bool ap_schema_is_read(const ap_schema_table *table, unsigned scope)
{
    return scope == AP_SCOPE_ALL || (table->uses & scope) != 0;
}

bool ap_schema_is_required(const ap_schema_table *table, unsigned scope)
{
    return (table->required & scope) != 0;
}

bool ap_schema_is_used(const ap_field *field, unsigned scope)
{
    return field->uses == 0 || (field->uses & scope) != 0;
}

bool ap_schema_is_filled(const ap_field *field, unsigned scope)
{
    return field->is_required && ap_schema_is_used(field, scope);
}

const ap_schema_table *ap_schema_find(const char *name)
{
    if (strcmp(name, "settings") == 0) {
        return ap_schema_settings();
    }
    for (size_t i = 0; i < TABLES; i++) {
        if (strcmp(tables[i].name, name) == 0) {
            return &tables[i];
        }
    }
    return NULL;
}

const ap_field *ap_schema_field(const ap_schema_table *table, const char *name)
{
    for (size_t i = 0; i < table->field_count; i++) {
        if (strcmp(table->fields[i].name, name) == 0) {
            return &table->fields[i];
        }
    }
    return NULL;
}

void *ap_schema_rows(const ap_schema_table *table, const ap_case *inputs, size_t *count)
{
    void *rows = NULL;
    memcpy(count, (const char *)inputs + table->count_offset, sizeof *count);
    memcpy(&rows, (const char *)inputs + table->rows_offset, sizeof rows);
    return rows;
}

void *ap_schema_place(const ap_field *field, void *row)
{
    return (char *)row + field->offset;
}

const char *ap_schema_text(const ap_field *field, const void *row)
{
    const char *text = NULL;
    memcpy(&text, (const char *)row + field->offset, sizeof text);
    return text;
}

static const char *choice_word(const ap_field *field, const void *row, char out[],
                               size_t size)
{
    unsigned choice = 0;
    const char *rest = field->choices;
    const char *word = "";
    size_t length = 0;
    memcpy(&choice, (const char *)row + field->offset, sizeof choice);
    for (unsigned i = 0; i <= choice && ap_word_next(&rest, '|', &word, &length); i++) {
    }
    (void)snprintf(out, size, "%.*s", (int)length, word);
    return out;
}

const char *ap_schema_word(const ap_field *field, const void *row, char out[], size_t size)
{
    double number = 0;
    if (field->type <= AP_TYPE_REF) {
        return ap_schema_text(field, row);
    }
    if (field->type == AP_TYPE_CHOICE) {
        return choice_word(field, row, out, size);
    }
    memcpy(&number, (const char *)row + field->offset, sizeof number);
    (void)snprintf(out, size, "%.15g", number);
    return out;
}

/* Every row struct begins with its ap_row. */
ap_row *ap_schema_row(const ap_schema_table *table, void *rows, size_t at)
{
    return (ap_row *)(void *)((char *)rows + at * table->row_size);
}

/* A value of rules.csv, by its unit. */
static const ap_field amounts[] = {
    [AP_UNIT_POUNDS] = {MONEY(ap_rule, value)},
    [AP_UNIT_SHARE] = {IS(RATE, ap_rule, value), .high = 1},
    [AP_UNIT_GROWTH] = {IS(RATE, ap_rule, value), .low = -1, .high = 10},
    [AP_UNIT_PER_HEAD] = {MONEY(ap_rule, value)},
    [AP_UNIT_TARGET] = {IS(RATE, ap_rule, value), .high = 10},
};

static const ap_field uplift_amounts[] = {
    [AP_UPLIFT_SHARE] = {.name = "value",
                         .type = AP_TYPE_RATE,
                         .low = -1,
                         .high = 10,
                         .offset = offsetof(ap_uplift, value)},
    [AP_UPLIFT_CORE20] = {.name = "value",
                          .type = AP_TYPE_RATE,
                          .low = -1,
                          .high = 10,
                          .offset = offsetof(ap_uplift, value)},
    [AP_UPLIFT_PEOPLE] = {.name = "value",
                          .type = AP_TYPE_NUMBER,
                          .low = -MOST_PEOPLE,
                          .high = MOST_PEOPLE,
                          .offset = offsetof(ap_uplift, value)},
};

const ap_field *ap_schema_amount(const ap_schema_table *table, const void *row)
{
    if (strcmp(table->name, "rules") == 0) {
        return &amounts[((const ap_rule *)row)->unit];
    }
    if (strcmp(table->name, "uplifts") == 0) {
        return &uplift_amounts[((const ap_uplift *)row)->unit];
    }
    return ap_schema_field(ap_schema_pace(), ((const ap_pace_row *)row)->parameter);
}
