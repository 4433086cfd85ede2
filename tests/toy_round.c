#include "toy_round.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { SOURCES = 6, ENVELOPE = 3, PIECES = 4, RULES = 20 };

/* What is being built. */
typedef struct ap_site {
    ap_toy *toy;
    uint64_t state;
    size_t cells;
    size_t *source_of; /* of a cell */
    size_t *scheme_of;
    size_t schemes;
    size_t first_piece;
    double
        *funded;  /* pounds millions a source pays in the plan that the round is built on */
    double *plan; /* of a cell */
    ap_term *terms;
    size_t count;
} ap_site;

double ap_toy_draw(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15U;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static void must(ap_status status)
{
    if (status != AP_OK) {
        abort();
    }
}

static void *room(size_t count, size_t size)
{
    void *place = calloc(count + 1, size);
    if (place == NULL) {
        abort();
    }
    return place;
}

static size_t add_column(ap_site *site, const char *kind, double high)
{
    char name[64];
    size_t column = 0;
    (void)snprintf(name, sizeof name, "%s %zu", kind, site->toy->lp->columns);
    must(ap_lp_add_column(site->toy->lp, name, 0, high, &column, NULL));
    return column;
}

static void say(ap_site *site, size_t column, double coefficient)
{
    site->terms[site->count++] = (ap_term){column, coefficient};
}

static size_t end_row(ap_site *site, const char *kind, double low, double high)
{
    char name[64];
    size_t row = 0;
    (void)snprintf(name, sizeof name, "%s %zu", kind, site->toy->lp->rows);
    must(ap_lp_add_row(site->toy->lp, name, low, high, site->count, site->terms, &row,
                       NULL));
    site->count = 0;
    return row;
}

/* A scheme is paid by the first source and some of the others; the plan it is built on is a
 * random split, so the round can be met. */
static void add_cells(ap_site *site)
{
    for (size_t s = 0; s < site->schemes; s++) {
        for (size_t f = 0; f < SOURCES; f++) {
            if (f > 0 && ap_toy_draw(&site->state) > 0.35) {
                continue;
            }
            size_t cell = add_column(site, "cell", 4000);
            double amount = (f == 0 ? 40 : 8) * ap_toy_draw(&site->state);
            site->source_of[cell] = f;
            site->scheme_of[cell] = s;
            site->plan[cell] = amount;
            site->funded[f] += amount;
            site->cells++;
        }
    }
}

static void add_sources(ap_site *site)
{
    site->toy->source_row = site->toy->lp->rows;
    site->toy->sources = SOURCES;
    for (size_t f = 0; f < SOURCES; f++) {
        for (size_t c = 0; c < site->cells; c++) {
            if (site->source_of[c] == f) {
                say(site, c, 1);
            }
        }
        end_row(site, "source", site->funded[f], site->funded[f]);
    }
}

/* What a scheme gets lies between 60% and 160% of the plan, in four pieces. */
static void add_schemes(ap_site *site)
{
    site->first_piece = site->toy->lp->columns;
    for (size_t s = 0; s < site->schemes; s++) {
        double total = 0;
        for (size_t c = 0; c < site->cells; c++) {
            if (site->scheme_of[c] == s) {
                say(site, c, 1);
                total += site->plan[c];
            }
        }
        for (size_t j = 0; j < PIECES; j++) {
            say(site, add_column(site, "piece", total / PIECES), -1);
        }
        end_row(site, "scheme", 0.6 * total, 0.6 * total);
    }
}

static size_t place_of(const ap_site *site, size_t scheme)
{
    return scheme * site->toy->places / site->schemes;
}

static double say_place(ap_site *site, size_t place)
{
    double total = 0;
    for (size_t c = 0; c < site->cells; c++) {
        if (site->source_of[c] < ENVELOPE && place_of(site, site->scheme_of[c]) == place) {
            say(site, c, 1);
            total += site->plan[c];
        }
    }
    return total;
}

static void add_places(ap_site *site)
{
    ap_toy *toy = site->toy;
    for (size_t i = 0; i < toy->places; i++) {
        double total = say_place(site, i);
        end_row(site, "pace", 0.97 * total, 1.04 * total);
    }
    toy->target_row = toy->lp->rows;
    ap_goal *worst = &toy->goals[2];
    ap_goal *distance = &toy->goals[3];
    for (size_t i = 0; i < toy->places; i++) {
        double target = say_place(site, i) * (0.98 + 0.16 * ap_toy_draw(&site->state));
        size_t over = add_column(site, "over", 4000);
        size_t under = add_column(site, "under", 4000);
        say(site, over, -1);
        say(site, under, 1);
        end_row(site, "target", target, target);
        worst->terms[worst->count++] = (ap_term){under, 1 / target};
        distance->terms[distance->count++] = (ap_term){under, 1};
        distance->terms[distance->count++] = (ap_term){over, 1};
    }
}

/* A soft rule asks some cells for more than the plan gives them, or for less. */
static void add_rules(ap_site *site)
{
    for (size_t r = 0; r < RULES; r++) {
        double total = 0;
        for (size_t c = 0; c < site->cells; c++) {
            if (ap_toy_draw(&site->state) < 0.25) {
                say(site, c, 1);
                total += site->plan[c];
            }
        }
        size_t slack = add_column(site, "short", 4000);
        say(site, slack, 1);
        end_row(site, "rule", total * (0.9 + 0.6 * ap_toy_draw(&site->state)), INFINITY);
        ap_goal *goal = &site->toy->goals[r % 2];
        goal->terms[goal->count++] = (ap_term){slack, 1};
    }
}

static void add_bids(ap_site *site)
{
    ap_goal *unmet = &site->toy->goals[4];
    ap_goal *movement = &site->toy->goals[5];
    for (size_t s = 0; s < site->schemes; s++) {
        double weight = 0.8 + 0.4 * ap_toy_draw(&site->state);
        for (size_t j = 0; j < PIECES; j++) {
            size_t piece = site->first_piece + s * PIECES + j;
            unmet->terms[unmet->count++] =
                (ap_term){piece, -weight * (1 - 0.2 * (double)j)};
            movement->terms[movement->count++] = (ap_term){piece, j < 2 ? -1 : 1};
        }
    }
}

static void add_ties(ap_site *site)
{
    ap_goal *order = &site->toy->goals[6];
    ap_goal *unique = &site->toy->goals[7];
    for (size_t c = 0; c < site->cells; c++) {
        order->terms[order->count++] = (ap_term){c, (double)(site->source_of[c] + 1)};
        unique->terms[unique->count++] = (ap_term){c, 1 + ap_toy_draw(&site->state)};
    }
}

ap_toy ap_toy_new(size_t places, size_t schemes_a_place, uint64_t seed)
{
    static const char *const names[AP_TOY_GOALS] = {
        "soft rules of rank 1", "soft rules of rank 2", "worst below target",
        "total distance",       "unmet bids",           "movement",
        "order of sources",     "one answer only"};
    ap_toy toy = {.places = places};
    size_t schemes = places * schemes_a_place;
    size_t most = schemes * (SOURCES + PIECES) + 2 * places + RULES + 1;
    must(ap_lp_new(&toy.lp, NULL));
    for (size_t g = 0; g < AP_TOY_GOALS; g++) {
        toy.goals[g] = (ap_goal){
            .name = names[g], .is_leximin = g == 2, .terms = room(most, sizeof(ap_term))};
    }
    ap_site site = {.toy = &toy, .state = seed, .schemes = schemes};
    site.source_of = room(most, sizeof *site.source_of);
    site.scheme_of = room(most, sizeof *site.scheme_of);
    site.funded = room(SOURCES, sizeof *site.funded);
    site.plan = room(most, sizeof *site.plan);
    site.terms = room(most, sizeof *site.terms);
    add_cells(&site);
    add_sources(&site);
    add_schemes(&site);
    add_places(&site);
    add_rules(&site);
    add_bids(&site);
    add_ties(&site);
    must(ap_lexico_add_levels(toy.lp, AP_TOY_GOALS, toy.goals, NULL));
    free(site.source_of);
    free(site.scheme_of);
    free(site.funded);
    free(site.plan);
    free(site.terms);
    return toy;
}

void ap_toy_shake(ap_toy *toy, const ap_lp *base, double size, uint64_t seed)
{
    uint64_t state = seed;
    for (size_t i = 0; i < base->rows; i++) {
        bool is_source = i >= toy->source_row && i < toy->source_row + toy->sources;
        bool is_target = i >= toy->target_row && i < toy->target_row + toy->places;
        bool is_rule = base->row_low[i] > 0 && base->row_high[i] == INFINITY;
        double by = 1 + (2 * ap_toy_draw(&state) - 1) * size * (is_source ? 0.2 : 1);
        if (is_source || is_target || is_rule) {
            toy->lp->row_low[i] = base->row_low[i] * by;
            toy->lp->row_high[i] = base->row_high[i] * by;
        }
    }
}

void ap_toy_bend(ap_toy *toy, const ap_lp *base, double size, uint64_t seed)
{
    uint64_t state = seed;
    size_t end = base->row_start[toy->target_row + toy->places];
    for (size_t k = base->row_start[toy->target_row]; k < end; k++) {
        double by = 1 + (2 * ap_toy_draw(&state) - 1) * size;
        toy->lp->terms[k].coefficient = base->terms[k].coefficient * by;
    }
}

static void shuffle(size_t count, size_t order[], uint64_t *seed)
{
    for (size_t k = 0; k < count; k++) {
        order[k] = k;
    }
    for (size_t k = count; k-- > 1;) {
        size_t other = (size_t)(ap_toy_draw(seed) * (double)(k + 1));
        size_t kept = order[k];
        order[k] = order[other];
        order[other] = kept;
    }
}

static void move_terms(size_t count, ap_term to[], const ap_term from[],
                       const size_t place[])
{
    for (size_t k = 0; k < count; k++) {
        to[k] = (ap_term){place[from[k].column], from[k].coefficient};
    }
}

/* The terms of a row or goal where columns have gone to other places. */
static void end_moved_row(ap_site *site, const ap_lp *lp, size_t row, const size_t place[])
{
    size_t first = lp->row_start[row];
    site->count = lp->row_start[row + 1] - first;
    move_terms(site->count, site->terms, lp->terms + first, place);
    end_row(site, "row", lp->row_low[row], lp->row_high[row]);
}

ap_toy ap_toy_shuffled(const ap_toy *toy, size_t order[], uint64_t *seed)
{
    ap_toy other = {0};
    size_t columns = toy->goals[2].level; /* levels and their rows come last */
    size_t row_count = toy->goals[2].first_row;
    ap_site site = {.toy = &other, .terms = room(columns, sizeof(ap_term))};
    size_t *place = room(columns, sizeof *place);
    size_t *rows = room(row_count, sizeof *rows);
    must(ap_lp_new(&other.lp, NULL));
    shuffle(columns, order, seed);
    shuffle(row_count, rows, seed);
    for (size_t p = 0; p < columns; p++) {
        place[order[p]] = p;
        must(ap_lp_add_column(other.lp, "x", toy->lp->low[order[p]],
                              toy->lp->high[order[p]], NULL, NULL));
    }
    for (size_t p = 0; p < row_count; p++) {
        end_moved_row(&site, toy->lp, rows[p], place);
    }
    for (size_t g = 0; g < AP_TOY_GOALS; g++) {
        other.goals[g] = toy->goals[g];
        other.goals[g].terms = room(toy->goals[g].count, sizeof(ap_term));
        move_terms(toy->goals[g].count, other.goals[g].terms, toy->goals[g].terms, place);
    }
    must(ap_lexico_add_levels(other.lp, AP_TOY_GOALS, other.goals, NULL));
    free(place);
    free(rows);
    free(site.terms);
    return other;
}

void ap_toy_free(ap_toy *toy)
{
    ap_lp_free(toy->lp);
    for (size_t g = 0; g < AP_TOY_GOALS; g++) {
        free(toy->goals[g].terms);
    }
    *toy = (ap_toy){0};
}
