/* Rounds by chance: a plan is drawn first and the bounds are put around it, so that the
 * hard rules can be met. */
#include <math.h>
#include <stdio.h>

#include "made_case.h"
#include "toy_round.h"

enum { PLACES = 6, PROGRAMMES = 4, SOURCES = 5, SCHEMES = 64, KEY = 48 };

/* What is being drawn; millions. */
typedef struct ap_chance {
    uint64_t state;
    size_t places;
    size_t programmes;
    size_t sources;
    size_t schemes;
    char keys[SCHEMES][KEY];
    size_t place_of[SCHEMES]; /* `places` stands for the county itself */
    size_t programme_of[SCHEMES];
    double plan[SOURCES][SCHEMES];
    double output_of[SCHEMES]; /* for a million */
    bool has_tag[SCHEMES];
    bool is_outside[SOURCES];
    bool is_at_most[SOURCES];
    size_t home[SOURCES];  /* the only place it may fund; `places` stands for all */
    size_t funds[SOURCES]; /* the only programme; `programmes` stands for all */
} ap_chance;

static const char *const place_keys[] = {"p0", "p1", "p2", "p3", "p4", "p5", "county"};
static const char *const programme_keys[] = {"k0", "k1", "k2", "k3", NULL};
static const char *const source_keys[] = {"f0", "f1", "f2", "f3", "f4"};

static double between(ap_chance *chance, double low, double high)
{
    return low + (high - low) * ap_toy_draw(&chance->state);
}

static size_t below(ap_chance *chance, size_t count)
{
    return (size_t)(ap_toy_draw(&chance->state) * (double)count);
}

static bool perhaps(ap_chance *chance, double share)
{
    return ap_toy_draw(&chance->state) < share;
}

/* To the pound. */
static double whole(double millions)
{
    return round(millions * 1e6) / 1e6;
}

static void draw_scheme(ap_chance *chance, size_t place, size_t programme, size_t n)
{
    size_t s = chance->schemes++;
    (void)snprintf(chance->keys[s], KEY, "%s-%s-%zu",
                   place == chance->places ? "county" : place_keys[place],
                   programme_keys[programme], n);
    chance->place_of[s] = place;
    chance->programme_of[s] = programme;
    chance->has_tag[s] = perhaps(chance, 0.4);
    chance->output_of[s] = perhaps(chance, 0.5) ? between(chance, 5, 20) : 0;
}

/* One or two a programme and place; of the county itself perhaps one. */
static void draw_schemes(ap_chance *chance)
{
    for (size_t i = 0; i <= chance->places; i++) {
        bool is_county = i == chance->places;
        size_t programmes = is_county ? 1 : chance->programmes;
        for (size_t k = 0; k < programmes; k++) {
            size_t count = below(chance, 2) + (is_county ? 0 : 1);
            for (size_t n = 0; n < count; n++) {
                draw_scheme(chance, i, k, n);
            }
        }
    }
}

/* The first source is the envelope's own and may fund everything. */
static void draw_source(ap_chance *chance, size_t f)
{
    bool is_first = f == 0;
    chance->is_outside[f] = !is_first && perhaps(chance, 0.4);
    chance->is_at_most[f] = !is_first && perhaps(chance, 0.3);
    chance->home[f] = chance->places;
    chance->funds[f] = chance->programmes;
    if (!is_first && perhaps(chance, 0.4)) {
        chance->home[f] = below(chance, chance->places);
    }
    if (!is_first && perhaps(chance, 0.4)) {
        chance->funds[f] = below(chance, chance->programmes);
    }
}

static bool may_fund(const ap_chance *chance, size_t f, size_t s)
{
    bool is_home =
        chance->home[f] == chance->places || chance->home[f] == chance->place_of[s];
    return is_home && (chance->funds[f] == chance->programmes ||
                       chance->funds[f] == chance->programme_of[s]);
}

static void draw_plan(ap_chance *chance)
{
    for (size_t f = 0; f < chance->sources; f++) {
        draw_source(chance, f);
        for (size_t s = 0; s < chance->schemes; s++) {
            bool is_paid = f == 0 || perhaps(chance, 0.5);
            double amount = f == 0 ? between(chance, 5, 60) : between(chance, 0.5, 8);
            if (is_paid && may_fund(chance, f, s)) {
                chance->plan[f][s] = whole(amount);
            }
        }
    }
}

static double planned(const ap_chance *chance, size_t scheme, bool is_all)
{
    double total = 0;
    for (size_t f = 0; f < chance->sources; f++) {
        total += is_all || !chance->is_outside[f] ? chance->plan[f][scheme] : 0;
    }
    return total;
}

static void write_sources(ap_chance *chance, ap_made *made)
{
    for (size_t f = 0; f < chance->sources; f++) {
        double amount = 0;
        for (size_t s = 0; s < chance->schemes; s++) {
            amount += chance->plan[f][s];
        }
        double spare = chance->is_at_most[f] ? whole(between(chance, 0, 3)) : 0;
        ap_made_source_add(made, (ap_made_source){
                                     .key = source_keys[f],
                                     .amount = amount + spare,
                                     .preference = 1 + (double)below(chance, 3),
                                     .place = chance->home[f] == chance->places
                                                  ? NULL
                                                  : place_keys[chance->home[f]],
                                     .funds = chance->funds[f] == chance->programmes
                                                  ? NULL
                                                  : programme_keys[chance->funds[f]],
                                     .is_outside = chance->is_outside[f],
                                     .is_at_most = chance->is_at_most[f],
                                 });
    }
}

static void write_schemes(ap_chance *chance, ap_made *made)
{
    for (size_t s = 0; s < chance->schemes; s++) {
        double all = planned(chance, s, true);
        double before = between(chance, 0.9, 1.05);
        bool is_county = chance->place_of[s] == chance->places;
        double baseline = whole(all * before);
        ap_made_scheme_add(
            made, (ap_made_scheme){
                      .key = chance->keys[s],
                      .place = is_county ? "county" : place_keys[chance->place_of[s]],
                      .programme = programme_keys[chance->programme_of[s]],
                      .baseline = baseline,
                      .baseline_other = whole((all - planned(chance, s, false)) * before),
                      .committed = whole(all * between(chance, 0.7, 0.97)),
                      .bid = whole(all * between(chance, 1.03, 1.4)),
                      .priority = between(chance, 0.5, 2),
                      .output = chance->output_of[s] * baseline,
                      .tags = chance->has_tag[s] ? "tagged" : NULL,
                  });
    }
}

/* What the plan has of the money that a rule selects: pounds of the envelope, or output. */
static double plan_of(const ap_chance *chance, const ap_made_rule *rule, size_t programme)
{
    double total = 0;
    for (size_t s = 0; s < chance->schemes; s++) {
        bool is_in = (programme == PROGRAMMES || chance->programme_of[s] == programme) &&
                     (rule->tag == NULL || chance->has_tag[s]);
        double measure = rule->is_output ? chance->output_of[s] * planned(chance, s, true)
                                         : planned(chance, s, false);
        total += is_in ? measure : 0;
    }
    return total;
}

/* A rule of pounds, output or share; hard where the plan keeps it, soft where it need not.
 */
static void write_rule(ap_chance *chance, ap_made *made, size_t r)
{
    char key[KEY];
    char value[48];
    bool is_floor = perhaps(chance, 0.5);
    bool is_soft = perhaps(chance, 0.6);
    size_t kind = below(chance, 3);
    size_t programme =
        perhaps(chance, 0.7) ? below(chance, chance->programmes) : PROGRAMMES;
    ap_made_rule rule = {.key = key,
                         .programme = programme_keys[programme],
                         .source = kind == 1 ? NULL : "envelope",
                         .tag = perhaps(chance, 0.4) ? "tagged" : NULL,
                         .bound = is_floor ? "at_least" : "no_more",
                         .value = value,
                         .unit = kind == 2 ? "share" : "pounds",
                         .of = kind == 2 ? "source=envelope" : NULL,
                         .is_output = kind == 1,
                         .rank = is_soft ? 1 + (int)below(chance, 3) : 0};
    (void)snprintf(key, sizeof key, "rule-%zu", r);
    double give = is_soft ? between(chance, -0.05, 0.2) : between(chance, -0.1, -0.01);
    double bound = plan_of(chance, &rule, programme) * (is_floor ? 1 + give : 1 - give);
    if (plan_of(chance, &rule, programme) <= 0) {
        return; /* nothing is tagged, or nothing has output: no such rule */
    }
    if (kind == 2) {
        ap_made_rule all = {0};
        double share = fmin(bound / plan_of(chance, &all, PROGRAMMES), 1);
        (void)snprintf(value, sizeof value, "%.6f%%", share * 100);
    } else {
        (void)snprintf(value, sizeof value, "%.2f", kind == 1 ? bound : bound * 1e6);
    }
    ap_made_rule_add(made, rule);
}

/* Every place, its envelope money in the plan within 5% of its share of need. */
static void write_places(ap_chance *chance, ap_made *made)
{
    for (size_t i = 0; i < chance->places; i++) {
        double total = 0;
        for (size_t s = 0; s < chance->schemes; s++) {
            total += chance->place_of[s] == i ? planned(chance, s, false) : 0;
        }
        ap_made_place(made, place_keys[i], 1000 * total * between(chance, 0.95, 1.05),
                      1000 * total);
    }
    for (size_t k = 0; k < chance->programmes; k++) {
        ap_made_programme(made, programme_keys[k]);
    }
}

ap_case *ap_made_by_chance(uint64_t seed)
{
    ap_chance chance = {.state = seed * 0x9e3779b9U + 7};
    chance.places = 2 + below(&chance, PLACES - 1);
    chance.programmes = 2 + below(&chance, PROGRAMMES - 1);
    chance.sources = 2 + below(&chance, SOURCES - 1);
    draw_schemes(&chance);
    draw_plan(&chance);
    ap_made made = ap_made_new("[equity]\nunder = 14%\nover = 14%\n[bids]\nstep_1 = 3\n"
                               "step_2 = 2\nstep_3 = 1\n[goals]\nslack = 1\n");
    write_places(&chance, &made);
    write_sources(&chance, &made);
    write_schemes(&chance, &made);
    size_t rules = 3 + below(&chance, 6);
    for (size_t r = 0; r < rules; r++) {
        write_rule(&chance, &made, r);
    }
    ap_made_pace(&made, "cash_floor", "-6%");
    ap_made_pace(&made, "cap", "13%");
    return ap_made_load(&made);
}
