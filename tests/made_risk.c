#include "made_risk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "apportion/money.h"
#include "made_case.h"
#include "toy_round.h"

/* A driver: an effect of so many pounds for each unit of its shape. */
typedef struct ap_made_driver {
    const char *key;
    const char *name;
    const char *theme;
    ap_driver_unit unit;
    const char *distribution;
    const char *parameters;
    double middle; /* of its own value */
    double spread;
    double pounds;
} ap_made_driver;

static const ap_made_driver made_drivers[AP_MADE_DRIVERS] = {
    {"pay", "Pay award above plan", "Pay", AP_DRIVER_RATE, "normal", "mean=1%; sd=0.8%",
     0.01, 0.005, 9e6},
    {"prices", "Prices of goods and services", "Prices", AP_DRIVER_RATE, "normal",
     "mean=2%; sd=1%", 0.02, 0.006, 5e6},
    {"prescribing", "Prescribing growth", "Demand", AP_DRIVER_RATE, "pert",
     "low=1%; likely=3%; high=8%", 0.03, 0.01, 4e6},
    {"acute", "Acute demand", "Demand", AP_DRIVER_RATE, "gamma", "mean=2%; sd=1%", 0.02,
     0.008, 7e6},
    {"complexity", "Complexity of learning disability packages", "Demand", AP_DRIVER_RATE,
     "lognormal", "mean=4%; sd=3%", 0.04, 0.02, 2.5e6},
    {"slippage", "Efficiencies delivered", "Efficiency", AP_DRIVER_RATE, "beta",
     "mean=75%; sd=12%", 0.75, 0.08, -8e6},
    {"winter", "Severity of winter", "Winter", AP_DRIVER_NUMBER, "discrete", "", 1, 0.4,
     3e6},
    {"late", "Late income from councils", "Income", AP_DRIVER_POUNDS, "exponential",
     "mean=£1.5m", 1.2e6, 8e5, 1.5e6},
};

enum { LATE = AP_MADE_DRIVERS - 1, MONTHS = 12 };

static const double contingency_pounds = 18e6;

/* Above zero more often than not, and further when it is: logistic, leaning to the right.
 */
static double shape(double u)
{
    return 0.5 * log(u / (1 - u)) + 0.35 * u * u;
}

static ap_row row_of(const char *key, size_t row)
{
    return (ap_row){.key = key, .basis = "illustrative", .note = "", .line = (long)row + 2};
}

static ap_driver driver_of(const ap_made_driver *from, size_t d)
{
    return (ap_driver){
        .row = row_of(from->key, d),
        .driver = from->key,
        .name = from->name,
        .theme = from->theme,
        .unit = from->unit,
        .distribution = from->distribution,
        .parameters = from->parameters,
        .p10 = "",
        .p50 = "",
        .p90 = "",
        .least = from->unit == AP_DRIVER_NUMBER ? "0" : "",
        .most = "",
        .block = "",
        .profile = "",
    };
}

static ap_exposure exposure_of(const ap_made_driver *from, size_t d)
{
    bool is_price = strcmp(from->theme, "Pay") == 0 || strcmp(from->theme, "Prices") == 0;
    return (ap_exposure){
        .row = row_of(from->key, d),
        .exposure = from->key,
        .driver = from->key,
        .driver_at = d,
        .effect = d == LATE  ? AP_EFFECT_INCOME
                  : is_price ? AP_EFFECT_PRICE
                             : AP_EFFECT_DEMAND,
        .place = "",
        .programme = strcmp(from->key, "acute") == 0 ? "acute" : "",
        .scheme = "",
        .source = "",
        .pool = "",
        .scheme_type = "",
        .tag = "",
        .weight = 1,
    };
}

static void make_stresses(ap_made_risk *made)
{
    static const struct {
        const char *stress;
        const char *name;
        size_t driver;
        const char *value;
    } stresses[] = {{"pay", "Pay award not funded", 0, "P95"},
                    {"winter", "Hard winter, high demand", 6, "P95"},
                    {"winter", "Hard winter, high demand", 3, "P90"}};
    for (size_t s = 0; s < 3; s++) {
        made->stresses[s] = (ap_stress_row){.row = row_of(stresses[s].stress, s),
                                            .stress = stresses[s].stress,
                                            .name = stresses[s].name,
                                            .driver = made_drivers[stresses[s].driver].key,
                                            .driver_at = stresses[s].driver,
                                            .value = stresses[s].value};
    }
}

static void make_drivers(ap_made_risk *made)
{
    for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
        made->drivers[d] = driver_of(&made_drivers[d], d);
        made->exposures[d] = exposure_of(&made_drivers[d], d);
    }
    made->correlations[0] = (ap_correlation_row){.row = row_of("pay/prices", 0),
                                                 .first = "pay",
                                                 .second = "prices",
                                                 .correlation = 0.5};
    made->correlations[1] = (ap_correlation_row){.row = row_of("acute/winter", 1),
                                                 .first = "acute",
                                                 .second = "winter",
                                                 .correlation = 0.4};
}

static void make_case(ap_made_risk *made)
{
    made->loaded = ap_made_from_folder(AP_ROOT "/inputs/hiow-2023-24", 0);
    made->inputs = *made->loaded;
    make_drivers(made);
    make_stresses(made);
    made->inputs.drivers_count = AP_MADE_DRIVERS;
    made->inputs.drivers = made->drivers;
    made->inputs.exposures_count = AP_MADE_DRIVERS;
    made->inputs.exposures = made->exposures;
    made->inputs.correlations_count = 2;
    made->inputs.correlations = made->correlations;
    made->inputs.stresses_count = 3;
    made->inputs.stresses = made->stresses;
}

/* Each scheme's plan is its bid, the sources' that in proportion to what they have; the
 * first scheme of the system is the contingency. */
static void make_plan(ap_made_risk *made)
{
    const ap_case *inputs = &made->inputs;
    double schemes = 0;
    double sources = 0;
    size_t reserve = AP_NONE;
    made->scheme_plan = calloc(inputs->schemes_count, sizeof(double));
    made->source_plan = calloc(inputs->sources_count, sizeof(double));
    made->is_contingency = calloc(inputs->schemes_count, sizeof(bool));
    assert_non_null(made->scheme_plan);
    assert_non_null(made->source_plan);
    assert_non_null(made->is_contingency);
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        bool is_of_system = inputs->schemes[s].place_at == ap_case_system(inputs);
        reserve = reserve == AP_NONE && is_of_system ? s : reserve;
        made->scheme_plan[s] =
            s == reserve ? contingency_pounds : ap_to_penny(inputs->schemes[s].committed);
        made->is_contingency[s] = s == reserve;
        schemes += made->scheme_plan[s];
    }
    assert_true(reserve != AP_NONE);
    for (size_t f = 0; f < inputs->sources_count; f++) {
        sources += inputs->sources[f].amount;
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        made->source_plan[f] = inputs->sources[f].amount * schemes / sources;
    }
}

static void add_measure(ap_measures *list, ap_measured_what what, ap_measured_of of,
                        size_t at, const char *name)
{
    ap_measure_row *rows = ap_grown(list->rows, list->count, sizeof *rows);
    assert_non_null(rows);
    list->rows = rows;
    rows[list->count++] = (ap_measure_row){.what = what,
                                           .of = of,
                                           .at = at,
                                           .name = name,
                                           .tick = what == AP_WHAT_DISTANCE ? 1e-9 : 0.01};
}

static void add_partners(ap_measures *list, const ap_case *inputs)
{
    list->partners = calloc(inputs->sources_count, sizeof *list->partners);
    assert_non_null(list->partners);
    for (size_t f = 0; f < inputs->sources_count; f++) {
        size_t a = 0;
        while (a < list->partner_count &&
               strcmp(list->partners[a], inputs->sources[f].owner) != 0) {
            a++;
        }
        if (a == list->partner_count) {
            list->partners[list->partner_count++] = inputs->sources[f].owner;
        }
    }
}

static bool is_shown_place(const ap_case *inputs, size_t i)
{
    return i == ap_case_system(inputs) || !ap_case_is_parent(inputs, i);
}

static void make_measures(ap_made_risk *made)
{
    static const ap_measured_what whole[] = {
        AP_WHAT_PRESSURE, AP_WHAT_LOST,      AP_WHAT_HELD, AP_WHAT_MOVED,
        AP_WHAT_UNSPENT,  AP_WHAT_OVERSPEND, AP_WHAT_NEED};
    static const char *const months[MONTHS] = {
        "April",   "May",      "June",     "July",    "August",   "September",
        "October", "November", "December", "January", "February", "March"};
    const ap_case *inputs = &made->inputs;
    ap_measures *list = calloc(1, sizeof *list);
    assert_non_null(list);
    list->arena = ap_arena_new();
    for (size_t w = 0; w < sizeof whole / sizeof whole[0]; w++) {
        add_measure(list, whole[w], AP_OF_WHOLE, 0, "Whole system");
    }
    list->headline = list->count - 1;
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (is_shown_place(inputs, i)) {
            add_measure(list, AP_WHAT_PRESSURE, AP_OF_PLACE, i, inputs->places[i].name);
            add_measure(list, AP_WHAT_OVERSPEND, AP_OF_PLACE, i, inputs->places[i].name);
        }
        if (!ap_case_is_parent(inputs, i)) {
            add_measure(list, AP_WHAT_DISTANCE, AP_OF_PLACE, i, inputs->places[i].name);
        }
    }
    for (size_t k = 0; k < inputs->programmes_count; k++) {
        add_measure(list, AP_WHAT_PRESSURE, AP_OF_PROGRAMME, k, inputs->programmes[k].name);
        add_measure(list, AP_WHAT_OVERSPEND, AP_OF_PROGRAMME, k,
                    inputs->programmes[k].name);
    }
    for (size_t p = 0; p < inputs->pools_count; p++) {
        add_measure(list, AP_WHAT_OVERSPEND, AP_OF_POOL, p, inputs->pools[p].name);
    }
    add_partners(list, inputs);
    for (size_t a = 0; a < list->partner_count; a++) {
        add_measure(list, AP_WHAT_BORNE, AP_OF_PARTNER, a, list->partners[a]);
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        if (!made->is_contingency[s]) {
            add_measure(list, AP_WHAT_PRESSURE, AP_OF_SCHEME, s, inputs->schemes[s].name);
            add_measure(list, AP_WHAT_OVERSPEND, AP_OF_SCHEME, s, inputs->schemes[s].name);
        }
    }
    for (size_t r = 0; r < inputs->rules_count; r++) {
        add_measure(list, AP_WHAT_HEADROOM, AP_OF_RULE, r, inputs->rules[r].name);
    }
    for (size_t m = 0; m < MONTHS; m++) {
        add_measure(list, AP_WHAT_TO_DATE, AP_OF_MONTH, m + 1, months[m]);
    }
    made->measures = list;
}

static void make_tally(ap_made_risk *made)
{
    int64_t *widths = calloc(made->measures->count, sizeof *widths);
    assert_non_null(widths);
    for (size_t m = 0; m < made->measures->count; m++) {
        widths[m] = made->measures->rows[m].what == AP_WHAT_DISTANCE ? 1000 : 10000;
    }
    const ap_tally_shape shape = {.measures = made->measures->count,
                                  .widths = widths,
                                  .headline = made->measures->headline,
                                  .drivers = AP_MADE_DRIVERS};
    assert_int_equal(ap_tally_new(&shape, &made->tally, NULL), AP_OK);
    free(widths);
}

/* Money of a scenario, in pence. */
typedef struct ap_made_year {
    uint64_t state; /* for what is by chance besides */
    ap_pence pressure;
    ap_pence lost;
    ap_pence held;
    ap_pence need;
    ap_pence overspend;
} ap_made_year;

static ap_made_year year_of(const int64_t effects[], uint64_t state)
{
    ap_made_year year = {.state = state};
    for (size_t d = 0; d < LATE; d++) {
        year.pressure += effects[d];
    }
    year.lost = effects[LATE] > 0 ? effects[LATE] : 0;
    year.held = year.pressure > 0 ? year.pressure / 10 : 0;
    year.need = year.pressure + year.lost - year.held;
    ap_pence over = year.need - ap_pence_of(contingency_pounds);
    year.overspend = over > 0 ? over : 0;
    return year;
}

static int64_t whole_ticks(const ap_made_year *year, ap_measured_what what)
{
    ap_pence left = ap_pence_of(contingency_pounds) - year->need;
    switch (what) {
    case AP_WHAT_PRESSURE:
        return year->pressure;
    case AP_WHAT_LOST:
        return year->lost;
    case AP_WHAT_HELD:
        return year->held;
    case AP_WHAT_MOVED:
        return year->pressure > 0 ? year->pressure / 5 : 0;
    case AP_WHAT_UNSPENT:
        return left > 0 ? left / 20 : 0;
    case AP_WHAT_OVERSPEND:
        return year->overspend;
    default:
        return year->need;
    }
}

/* How much of the kind's money is its: uneven, and not the same in every year. */
static double weight_of(const ap_made_risk *made, const ap_measure_row *row,
                        uint64_t *state)
{
    double luck = exp(0.8 * (2 * ap_toy_draw(state) - 1));
    if (row->of == AP_OF_SCHEME) {
        return made->scheme_plan[row->at] * luck;
    }
    return luck / (1 + (double)row->at);
}

/* Split an amount over all measures of the kind. */
static void split(const ap_made_risk *made, ap_measured_what what, ap_measured_of of,
                  ap_pence amount, uint64_t *state, int64_t ticks[])
{
    enum { MOST = 512 };
    size_t at[MOST];
    double weights[MOST] = {0};
    ap_pence shares[MOST];
    size_t count = 0;
    for (size_t m = 0; m < made->measures->count; m++) {
        const ap_measure_row *row = &made->measures->rows[m];
        if (row->what == what && row->of == of) {
            assert_true(count < MOST);
            weights[count] = weight_of(made, row, state);
            at[count++] = m;
        }
    }
    ap_split_pence(count, weights, amount, shares);
    for (size_t i = 0; i < count; i++) {
        ticks[at[i]] = shares[i];
    }
}

static void other_ticks(const ap_made_risk *made, ap_made_year *year, int64_t ticks[])
{
    double pressure = ap_pounds_of(year->pressure);
    for (size_t m = 0; m < made->measures->count; m++) {
        const ap_measure_row *row = &made->measures->rows[m];
        double at = (double)row->at;
        if (row->of == AP_OF_WHOLE) {
            ticks[m] = whole_ticks(year, row->what);
        } else if (row->what == AP_WHAT_DISTANCE) {
            double luck = ap_toy_draw(&year->state) - 0.5;
            ticks[m] = llround((0.012 * (at - 2.5) + 1e-10 * pressure + 0.01 * luck) * 1e9);
        } else if (row->what == AP_WHAT_HEADROOM) {
            ticks[m] = ap_pence_of(4e6 * (at + 0.3) - 0.2 * pressure / (at + 1));
        } else if (row->what == AP_WHAT_TO_DATE) {
            ticks[m] = llround((double)year->pressure * at / MONTHS);
        }
    }
}

static void add_year(ap_made_risk *made, uint64_t scenario, int64_t ticks[])
{
    double uniforms[AP_MADE_DRIVERS];
    int64_t effects[AP_MADE_DRIVERS];
    static const double certificate[3] = {3e-12, 2e-13, 5e-12};
    uint64_t state = scenario * 1000003;
    for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
        uniforms[d] = fmin(fmax(ap_toy_draw(&state), 1e-6), 1 - 1e-6);
        effects[d] = ap_pence_of(made_drivers[d].pounds * shape(uniforms[d]));
    }
    ap_made_year year = year_of(effects, state);
    other_ticks(made, &year, ticks);
    split(made, AP_WHAT_PRESSURE, AP_OF_PLACE, year.pressure, &year.state, ticks);
    split(made, AP_WHAT_OVERSPEND, AP_OF_PLACE, year.overspend, &year.state, ticks);
    split(made, AP_WHAT_PRESSURE, AP_OF_PROGRAMME, year.pressure, &year.state, ticks);
    split(made, AP_WHAT_OVERSPEND, AP_OF_PROGRAMME, year.overspend, &year.state, ticks);
    split(made, AP_WHAT_PRESSURE, AP_OF_SCHEME, year.pressure, &year.state, ticks);
    split(made, AP_WHAT_OVERSPEND, AP_OF_SCHEME, year.overspend, &year.state, ticks);
    split(made, AP_WHAT_OVERSPEND, AP_OF_POOL, year.overspend / 3, &year.state, ticks);
    split(made, AP_WHAT_BORNE, AP_OF_PARTNER,
          year.overspend - whole_ticks(&year, AP_WHAT_UNSPENT), &year.state, ticks);
    assert_int_equal(ap_tally_add(made->tally, scenario, ticks, uniforms, effects, NULL),
                     AP_OK);
    ap_tally_solved(made->tally, scenario,
                    scenario % 4 == 0   ? AP_COUNTED_CERTIFIED
                    : scenario % 5 == 0 ? AP_COUNTED_COLD
                                        : AP_COUNTED_WARM,
                    (int64_t)(scenario % 4), certificate);
}

static double need_at(const double uniforms[])
{
    int64_t effects[AP_MADE_DRIVERS];
    for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
        effects[d] = ap_pence_of(made_drivers[d].pounds * shape(uniforms[d]));
    }
    return ap_pounds_of(year_of(effects, 0).need);
}

static double need_with(size_t driver, double uniform)
{
    double uniforms[AP_MADE_DRIVERS];
    for (size_t d = 0; d < AP_MADE_DRIVERS; d++) {
        uniforms[d] = d == driver ? uniform : 0.5;
    }
    return need_at(uniforms);
}

static void solve_drivers(ap_findings *findings)
{
    for (size_t d = 0; d < findings->driver_count; d++) {
        ap_driver_finding *finding = &findings->drivers[d];
        const ap_made_driver *from = &made_drivers[d];
        finding->driver = d;
        finding->low = need_with(d, 0.1);
        finding->high = need_with(d, 0.9);
        finding->p10 = from->middle + from->spread * shape(0.1);
        finding->p50 = from->middle + from->spread * shape(0.5);
        finding->p90 = from->middle + from->spread * shape(0.9);
    }
}

static void solve_stresses(const ap_made_risk *made, ap_findings *findings)
{
    findings->stress_count = 2;
    findings->stresses = calloc(2, sizeof *findings->stresses);
    assert_non_null(findings->stresses);
    for (size_t s = 0; s < 2; s++) {
        double need = need_with(s == 0 ? 0 : 6, 0.95) + (s == 0 ? 0 : 9e6);
        double over = fmax(need - contingency_pounds, 0);
        findings->stresses[s] = (ap_stress_finding){
            .stress = made->stresses[s].stress,
            .name = made->stresses[s].name,
            .pressure = need,
            .contingency = need - over,
            .overspend = over,
            .need = need,
            .chance = ap_findings_above(findings, made->measures->headline, need),
        };
    }
}

static void compare_actuals(ap_made_risk *made)
{
    enum { BACKS = 4 };
    ap_findings *findings = made->findings;
    findings->back_count = BACKS;
    findings->backs = calloc(BACKS, sizeof *findings->backs);
    assert_non_null(findings->backs);
    for (size_t b = 0; b < BACKS; b++) {
        size_t m = ap_measures_find(made->measures, AP_WHAT_PRESSURE, AP_OF_PROGRAMME, b);
        double actual =
            made->findings->spreads[m].at[AP_LEVEL_P50] + 3e6 * ((double)b - 0.5);
        findings->backs[b] =
            (ap_back_finding){.measure = m,
                              .actual = actual,
                              .below = 1 - ap_findings_above(findings, m, actual)};
    }
}

static void make_findings(ap_made_risk *made)
{
    assert_int_equal(ap_findings_of(made->measures, made->tally, &made->findings, NULL),
                     AP_OK);
    ap_findings *findings = made->findings;
    findings->contingency = contingency_pounds;
    findings->enough =
        1 - ap_findings_above(findings, made->measures->headline, contingency_pounds);
    findings->median_need = need_with(0, 0.5);
    solve_drivers(findings);
    solve_stresses(made, findings);
    compare_actuals(made);
}

void ap_made_risk_run(ap_made_risk *made, size_t scenarios)
{
    *made = (ap_made_risk){0};
    make_case(made);
    make_plan(made);
    make_measures(made);
    make_tally(made);
    int64_t *ticks = calloc(made->measures->count, sizeof *ticks);
    assert_non_null(ticks);
    for (uint64_t w = 0; w < scenarios; w++) {
        add_year(made, w, ticks);
    }
    free(ticks);
    make_findings(made);
    made->repair = (ap_repair){.is_repaired = true,
                               .least = -0.0312,
                               .distance = 0.0451,
                               .before = 0.5,
                               .after = 0.471};
    made->results = (ap_risk_results){
        .inputs = &made->inputs,
        .findings = made->findings,
        .scheme_plan = made->scheme_plan,
        .source_plan = made->source_plan,
        .is_contingency = made->is_contingency,
        .way = AP_SAMPLING_LATIN,
        .seed = 20230401,
        .asked = scenarios,
        .scenarios = scenarios,
        .until = "P80 within £1.5m",
        .is_reached = true,
        .repair = &made->repair,
        .repaired = {"Pay award above plan", "Prices of goods and services"},
        .lp_rows = 412,
        .lp_columns = 1655,
        .run_id = "r0123456789ab",
        .version = "0",
    };
}

void ap_made_risk_end(ap_made_risk *made)
{
    ap_findings_free(made->findings);
    ap_tally_free(made->tally);
    ap_measures_free(made->measures);
    free(made->scheme_plan);
    free(made->source_plan);
    free(made->is_contingency);
    ap_case_free(made->loaded);
}
