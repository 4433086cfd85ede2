#include "record/risk_cover.h"

#include <math.h>

#include "record/assumptions.h"
#include "record/front.h"
#include "record/risk_causes.h"
#include "record/risk_figures.h"
#include "record/risk_solving.h"
#include "record/risk_stresses.h"
#include "solve/solver.h"

/* How many of each kind are named. */
enum { TOLD_PARTNERS = 4, TOLD_PLACES = 3, TOLD_DRIVERS = 3, TOLD_SHARED = 3 };

/* What the sentences are made from. */
typedef struct ap_telling {
    const ap_risk_results *results;
    ap_arena *arena;
} ap_telling;

static const char *pounds(const ap_telling *telling, double amount)
{
    return ap_short_words(amount, telling->arena);
}

/* " (± 0.1)" in points of a percentage; "" of an error too small to be told. */
static const char *points(const ap_telling *telling, double error)
{
    return isfinite(error) && error >= 0.0005
               ? ap_arena_print(telling->arena, " (± %.1f)", 100 * error)
               : "";
}

/* " (± £0.1m)", in the unit of the amount as far as the error shows in it. */
static const char *give(const ap_telling *telling, double amount, double error)
{
    if (!isfinite(error) || error < 0.5) {
        return "";
    }
    return fabs(amount) >= 999.5e3 && error >= 5e4
               ? ap_arena_print(telling->arena, " (± £%.1fm)", error / 1e6)
               : ap_arena_print(telling->arena, " (± %s)", pounds(telling, error));
}

static const ap_spread *need_of(const ap_telling *telling)
{
    const ap_findings *findings = telling->results->findings;
    return &findings->spreads[findings->measures->headline];
}

static const char *break_even(const ap_telling *telling)
{
    const ap_findings *findings = telling->results->findings;
    if (!isfinite(findings->breaks_even)) {
        return NULL;
    }
    bool is_held = findings->holder != AP_NONE;
    uint64_t scenarios = ap_tally_scenarios(findings->tally);
    return ap_arena_print(
        telling->arena, "In %s modelled %s %s breaks even in %s%s of them%s.",
        ap_count_words(scenarios, telling->arena),
        ap_text_plural(scenarios, "year", "years"),
        is_held ? findings->measures->rows[findings->holder].name : "the plan",
        ap_chance_words(findings->breaks_even, telling->arena),
        points(telling, findings->breaks_even_error),
        is_held ? ": it bears no loss, after contingency, moves, what is held back and the "
                  "risk share"
                : "");
}

/* "£45.2m (± £0.1m)", or "nothing, with £2.0m to spare". */
static const char *needed(const ap_telling *telling, size_t level)
{
    double amount = need_of(telling)->at[level];
    const char *error = give(telling, amount, need_of(telling)->error[level]);
    if (amount >= 0.5) {
        return ap_arena_print(telling->arena, "%s%s", pounds(telling, amount), error);
    }
    return amount <= -0.5 ? ap_arena_print(telling->arena, "nothing, with %s%s to spare",
                                           pounds(telling, -amount), error)
                          : "nothing";
}

/* How the planned contingency stands against P80. */
static const char *against_p80(const ap_telling *telling)
{
    double gap =
        need_of(telling)->at[AP_LEVEL_P80] - telling->results->findings->contingency;
    return gap >= 0.5
               ? ap_arena_print(telling->arena, "It is %s short of P80.",
                                pounds(telling, gap))
               : ap_arena_print(telling->arena, "It is enough for P80, with %s to spare.",
                                pounds(telling, -gap));
}

static const char *contingency(const ap_telling *telling)
{
    const ap_findings *findings = telling->results->findings;
    const char *enough = ap_chance_words(findings->enough, telling->arena);
    if (findings->contingency < 0.5) {
        return ap_arena_print(telling->arena,
                              "No contingency is planned; none is needed in %s of years.",
                              enough);
    }
    return ap_arena_print(
        telling->arena, "The planned contingency of %s is enough in %s of years. %s",
        pounds(telling, findings->contingency), enough, against_p80(telling));
}

static const char *levels(const ap_telling *telling)
{
    return ap_arena_print(telling->arena, "P50 needs %s; P80 %s; P90 %s.",
                          needed(telling, AP_LEVEL_P50), needed(telling, AP_LEVEL_P80),
                          needed(telling, AP_LEVEL_P90));
}

static const char *worst_years(const ap_telling *telling)
{
    const ap_spread *over = ap_figures_whole(telling->results, AP_WHAT_OVERSPEND);
    if (over == NULL) {
        return NULL;
    }
    return ap_arena_print(
        telling->arena,
        "The overspend is %s on average, and %s on average in the worst 5%% of years; one "
        "year in a hundred is above %s.",
        pounds(telling, over->mean), pounds(telling, over->tail),
        pounds(telling, over->at[AP_LEVEL_P99]));
}

/* What a list tells, and by what it is in order. */
typedef struct ap_listing {
    ap_measured_what what;
    ap_measured_of of;
    bool is_bad_year; /* P90, else the mean */
    size_t most;
} ap_listing;

static double size_of(const ap_risk_results *results, const ap_listing *listing, size_t m)
{
    const ap_spread *spread = &results->findings->spreads[m];
    return listing->is_bad_year ? spread->at[AP_LEVEL_P90] : spread->mean;
}

/* The largest of the kind after another in that order; AP_NONE: of all, or none left. */
static size_t next_largest(const ap_risk_results *results, const ap_listing *listing,
                           size_t after)
{
    const ap_measures *measures = results->findings->measures;
    size_t next = AP_NONE;
    for (size_t m = 0; m < measures->count; m++) {
        const ap_measure_row *row = &measures->rows[m];
        double its = size_of(results, listing, m);
        double last = after == AP_NONE ? INFINITY : size_of(results, listing, after);
        bool is_of_kind = row->what == listing->what && row->of == listing->of;
        bool is_after = its < last || (its == last && m > after);
        if (is_of_kind && is_after && its >= 0.5 &&
            (next == AP_NONE || its > size_of(results, listing, next))) {
            next = m;
        }
    }
    return next;
}

/* "Southampton £2.1m, Portsmouth £1.0m"; NULL where none has any, or on no memory. */
static const char *largest(const ap_telling *telling, ap_listing listing)
{
    ap_text text = {0};
    const ap_risk_results *results = telling->results;
    size_t told = 0;
    for (size_t m = next_largest(results, &listing, AP_NONE);
         m != AP_NONE && told < listing.most; m = next_largest(results, &listing, m)) {
        ap_text_print(&text, "%s%s %s", told++ > 0 ? ", " : "",
                      ap_figures_name(results, m, telling->arena),
                      pounds(telling, size_of(results, &listing, m)));
    }
    const char *words =
        told == 0 || text.failed ? NULL : ap_arena_print(telling->arena, "%s", text.bytes);
    ap_text_free(&text);
    return words;
}

static const char *bearers(const ap_telling *telling)
{
    const char *list =
        largest(telling, (ap_listing){AP_WHAT_BORNE, AP_OF_PARTNER, true, TOLD_PARTNERS});
    return list == NULL
               ? NULL
               : ap_arena_print(telling->arena,
                                "One year in ten each bears more than this, after the risk "
                                "share: %s.",
                                list);
}

static const char *places(const ap_telling *telling)
{
    const char *list =
        largest(telling, (ap_listing){AP_WHAT_OVERSPEND, AP_OF_PLACE, false, TOLD_PLACES});
    return list == NULL
               ? NULL
               : ap_arena_print(telling->arena,
                                "Overspend on average, the largest first: %s.", list);
}

static const char *name_of(const ap_telling *telling, const ap_driver_finding *driver)
{
    return telling->results->inputs->drivers[driver->driver].name;
}

static const char *causes(const ap_telling *telling)
{
    ap_text text = {0};
    const ap_risk_results *results = telling->results;
    const ap_driver_finding **sorted = ap_risk_by_swing(results, telling->arena);
    for (size_t d = 0; sorted != NULL && d < results->findings->driver_count; d++) {
        double swing = ap_risk_swing(results, sorted[d]);
        if (d < TOLD_DRIVERS && swing >= 0.5) {
            ap_text_print(&text, "%s%s (%s)", d > 0 ? ", " : "",
                          name_of(telling, sorted[d]), pounds(telling, swing));
        }
    }
    const char *words =
        text.bytes == NULL || text.failed
            ? NULL
            : ap_arena_print(telling->arena,
                             "%s: what the contingency needed moves by between a good year "
                             "and a bad one (P10 to P90) of that driver alone.",
                             text.bytes);
    ap_text_free(&text);
    return words;
}

/* A mean percentile this near to the middle is no news. */
static const double usual = 0.05;

static const char *shared(const ap_telling *telling)
{
    ap_text text = {0};
    const ap_risk_results *results = telling->results;
    const ap_driver_finding **sorted = ap_risk_by_worst(results, telling->arena);
    for (size_t d = 0; sorted != NULL && d < results->findings->driver_count; d++) {
        if (d < TOLD_SHARED && fabs(sorted[d]->worst - 0.5) > usual) {
            ap_text_print(&text, "%s%s is %s", d > 0 ? "; " : "",
                          name_of(telling, sorted[d]),
                          ap_risk_usual_words(sorted[d]->worst));
        }
    }
    const char *words = text.bytes == NULL || text.failed
                            ? NULL
                            : ap_arena_print(telling->arena, "%s.", text.bytes);
    ap_text_free(&text);
    return words;
}

static const char *broken(const ap_telling *telling)
{
    size_t count = 0;
    const ap_findings *findings = telling->results->findings;
    const size_t *sorted = ap_risk_by_break(telling->results, telling->arena, &count);
    if (sorted == NULL || count == 0) {
        return NULL;
    }
    const ap_spread *first = &findings->spreads[sorted[0]];
    return first->chance > 0
               ? ap_arena_print(telling->arena, "%s: broken in %s of years.",
                                findings->measures->rows[sorted[0]].name,
                                ap_chance_words(first->chance, telling->arena))
               : "No rule was broken in any modelled year.";
}

static const char *not_solved(const ap_telling *telling)
{
    size_t failed =
        (size_t)ap_tally_counted(telling->results->findings->tally, AP_COUNTED_FAILED);
    if (failed == 0) {
        return NULL;
    }
    return ap_arena_print(
        telling->arena,
        "%s %s COULD NOT BE SOLVED, counted as if no money could be moved: see sheet Failed "
        "scenarios",
        ap_count_words(failed, telling->arena),
        ap_text_plural(failed, "SCENARIO", "SCENARIOS"));
}

static const char *certainty(const ap_telling *telling)
{
    const ap_risk_results *results = telling->results;
    const char *rule =
        results->until == NULL
            ? ""
            : ap_arena_print(telling->arena, " The stop rule, %s, was %s.", results->until,
                             results->is_reached ? "reached" : "not reached");
    if (!isfinite(need_of(telling)->error[AP_LEVEL_P80])) {
        return ap_arena_print(telling->arena,
                              "Scenarios are too few to say: no standard error of sampling "
                              "is known below %d of them. Ask for more.%s",
                              AP_REPLICATIONS, rule);
    }
    return ap_arena_print(telling->arena,
                          "What stands after ± is one standard error of sampling (sheet "
                          "Standard errors). It says nothing of drivers that are wrong.%s",
                          rule);
}

static const char *plan_words(const ap_telling *telling)
{
    double plan = 0;
    const ap_risk_results *results = telling->results;
    const char *option = results->inputs->settings.risk_option;
    for (size_t s = 0; s < results->inputs->schemes_count; s++) {
        plan += results->scheme_plan[s];
    }
    return ap_arena_print(telling->arena, "%s over %zu schemes%s%s", pounds(telling, plan),
                          results->inputs->schemes_count,
                          option == NULL || option[0] == '\0' ? "" : ": the option ",
                          option == NULL ? "" : option);
}

enum { MOST_FACTS = 28 };

/* Facts on their way; those without a sentence are left out. */
typedef struct ap_facts_list {
    size_t count;
    ap_fact facts[MOST_FACTS];
} ap_facts_list;

static void add(ap_facts_list *list, const char *item, const char *value)
{
    if (value != NULL && list->count < MOST_FACTS) {
        list->facts[list->count++] = (ap_fact){item, value, NULL};
    }
}

static void tell_results(const ap_telling *telling, ap_facts_list *list)
{
    add(list, "Not solved", not_solved(telling));
    add(list, "Breaking even", break_even(telling));
    add(list, "Contingency planned", contingency(telling));
    add(list, "Contingency needed", levels(telling));
    add(list, "The worst years", worst_years(telling));
    add(list, "Where it falls", places(telling));
    add(list, "Who bears it", bearers(telling));
    add(list, "What drives it", causes(telling));
    add(list, "What the worst years share", shared(telling));
    add(list, "The rule most likely to break", broken(telling));
    add(list, "How sure this is", certainty(telling));
}

static void tell_rest(const ap_telling *telling, ap_facts_list *list)
{
    const ap_risk_results *results = telling->results;
    const ap_case *inputs = results->inputs;
    ap_arena *arena = telling->arena;
    add(list, "Organisation", inputs->settings.icb);
    add(list, "Financial year", inputs->settings.year);
    add(list, "Plan", plan_words(telling));
    add(list, "Drivers", ap_arena_print(arena, "%zu", results->findings->driver_count));
    add(list, "Sampling", ap_risk_sampling_words(results, arena));
    add(list, "Sign convention",
        "Above zero is worse: a pressure, an overspend, a loss, contingency needed. Brackets "
        "mean below zero: a saving, money to spare; of headroom, a rule that is broken");
    add(list, "Units",
        "Pounds, to the penny. What the modelled years gave stands as values; totals, gaps, "
        "shares and checks are live formulas");
    add(list, "Shorthand",
        "[x] not available, [z] not applicable, [c] not filled in yet, [input] a figure typed "
        "by hand");
    add(list, "Published or illustrative", ap_assumptions_words(inputs, arena));
    add(list, "Assurance",
        "Formulas are live and checked (Checks); every figure has a basis (Assumptions log); "
        "who has read and decided what is on Sign off");
    add(list, "Certificates",
        ap_arena_print(arena,
                       "The program of each scenario is proved optimal from its own data: "
                       "infeasibility and gap at most %.0e (Run log)",
                       ap_risk_certificate(results)));
    add(list, "Case", inputs->name);
    add(list, "Run", results->run_id);
    add(list, "Made with",
        ap_arena_print(arena, "apportion %s, %s", results->version, ap_solver_version()));
}

static const char *const notes[] = {
    "A modelled year (a scenario) draws every driver; exposures turn drivers into cost and "
    "income, formulas (32) and (33) of README; a linear program, (12), then moves money and "
    "contingency to where it is short, as far as the agreements allow, and holds back what is "
    "not committed where that is less dear than an overspend. What is left is the overspend.",
    "P80 is what 80 of 100 modelled years do not exceed: the value at risk at 80%. The mean of "
    "the worst 5% is the expected shortfall. Percentiles of different rows are of different years, so they do not "
    "add up.",
    "Standard errors of the contingency needed come from the replications, each sampled for "
    "itself. Those of other measures are those of independent draws, which for other sampling is "
    "a little too much.",
    "Contingency needed, formula (38) of README, is the planned contingency, and what the "
    "partner that holds it bears, and what of its money outside pools was held back for others: "
    "with so much nobody's service would have waited for it. So it may be more than is planned "
    "in a year that breaks even because something was held back. Below zero it is money to "
    "spare. Where nobody holds a contingency it is the overspend.",
    "Pressure to date, formula (34) of README: what each driver adds falls in the months of its "
    "profile, evenly where it has none.",
    "Closing distance is a place's part of what is spent of the envelope over its part of all "
    "targets, less 1, as the opening distance is. A place that overspends moves up.",
    "Above zero is a loss, below zero money that comes back. Variances of pooled funds are "
    "shared by the clauses of their agreements in order; income that does not come is borne by "
    "its owner; outside pools each bears its own. Two rows are no partners, but make the whole "
    "add up, formula (39) of README: pools, which pay from reserves and by cuts and carry "
    "forward what is left; and those who gave capital or ring-fenced money, to whom what is "
    "left of it goes back.",
    "Three kinds: the driver alone at its P10 and P90 with all others at P50, solved again; "
    "Spearman's rank correlation over all years; and what the driver costs more in years around "
    "P80 than in years around P50. A driver of income moves no cost, so its cost is nought.",
    "The first-order Sobol index is the part of the variance of the contingency needed that is "
    "explained when the driver alone is known. Of independent drivers indices add up to 100% at "
    "most, and what is missing comes of drivers acting together. Drivers that are correlated "
    "explain the same variance, each of them all of it, so that indices add up to more than "
    "100%; hence no total.",
    "The percentile of a driver is where its value stands among all its values: 95% is a value "
    "that 5 of 100 years exceed. The worst years are those that need most contingency.",
    "A rule is broken when less than it asks for, or more than it allows, has been spent by the "
    "end of the year. So a floor breaks when what it is for begins late or costs less. Holding "
    "back breaks no rule, formula (36) of README.",
    "The percentile of an actual is the part of modelled years below it. Of many actuals, a tenth "
    "should lie in each tenth of the percentiles.",
};

ap_status ap_risk_cover(const ap_risk_results *results, ap_report *report, size_t failed,
                        ap_error *err)
{
    const ap_telling telling = {results, report->arena};
    ap_facts_list list = {.count = 1, .facts = {ap_front_master(failed)}};
    tell_results(&telling, &list);
    tell_rest(&telling, &list);
    const ap_front front = {
        .title = ap_arena_print(report->arena, "Risk: %s", results->inputs->settings.title),
        .line = "Risk of the plan: what the year may cost, who bears it, and how much "
                "contingency is enough.",
        .fact_count = list.count,
        .facts = list.facts,
        .note_count = sizeof notes / sizeof notes[0],
        .notes = notes,
    };
    return ap_front_add(&front, report, err);
}
