/* A pool made by hand or by chance, without a file, for tests of pooled funds: sources,
 * schemes, lines of the budget, levels of approval. Variances are given beside it. */
#ifndef APPORTION_TESTS_POOL_CASE_H
#define APPORTION_TESTS_POOL_CASE_H

#include <stdio.h>
#include <string.h>

#include "apportion/case.h"
#include "method/fund.h"

enum { POOL_ROWS = 400, POOL_WORD = 24 };

/* inputs points into the rest, so a pool case stays where it was made. */
typedef struct ap_pool_case {
    ap_case inputs;
    ap_place places[1];
    ap_programme programmes[1];
    ap_pool pools[1];
    ap_source sources[POOL_ROWS];
    ap_contribution contributions[POOL_ROWS];
    ap_eligibility eligibility[POOL_ROWS];
    ap_scheme schemes[POOL_ROWS];
    ap_budget budgets[POOL_ROWS];
    ap_approval approvals[POOL_ROWS];
    char words[2 * POOL_ROWS][POOL_WORD]; /* of made keys */
    size_t word_count;
} ap_pool_case;

/* A pool without rows, whose least virement is £0. */
static inline void pool_begin(ap_pool_case *made)
{
    memset(made, 0, sizeof *made);
    made->inputs = (ap_case){
        .folder = "pool",
        .name = "pool",
        .places_count = 1,
        .places = made->places,
        .programmes_count = 1,
        .programmes = made->programmes,
        .pools_count = 1,
        .pools = made->pools,
        .sources = made->sources,
        .contributions = made->contributions,
        .eligibility = made->eligibility,
        .schemes = made->schemes,
        .budgets = made->budgets,
        .approvals = made->approvals,
    };
    made->places[0] = (ap_place){.place = "city", .name = "City", .parent_at = AP_NONE};
    made->programmes[0] = (ap_programme){.programme = "care", .name = "Care", .area = ""};
    made->pools[0] = (ap_pool){.pool = "bcf", .name = "BCF", .place_at = 0};
}

/* A key made of a letter and a number, kept with the case. */
static inline const char *pool_word(ap_pool_case *made, char letter, size_t number)
{
    char *word = made->words[made->word_count++];
    (void)snprintf(word, POOL_WORD, "%c%03zu", letter, number);
    return word;
}

/* A source that the pool has, and that may fund schemes of types (a selector). Returns its
 * row. */
static inline size_t pool_source(ap_pool_case *made, const char *source, ap_kind kind,
                                 const char *ring_fence, const char *types)
{
    size_t at = made->inputs.sources_count++;
    made->sources[at] = (ap_source){.source = source,
                                    .name = source,
                                    .kind = kind,
                                    .ring_fence = ring_fence,
                                    .place_at = AP_NONE};
    made->contributions[made->inputs.contributions_count++] = (ap_contribution){
        .pool = "bcf", .pool_at = 0, .partner = source, .source = source, .source_at = at};
    made->eligibility[made->inputs.eligibility_count++] =
        (ap_eligibility){.source = source,
                         .source_at = at,
                         .programme_at = AP_NONE,
                         .scheme_type = types,
                         .pool_at = AP_NONE,
                         .place_at = AP_NONE};
    return at;
}

/* A scheme of the pool. Returns its row. */
static inline size_t pool_scheme(ap_pool_case *made, const char *scheme, ap_kind kind,
                                 const char *type, ap_virement_right right)
{
    size_t at = made->inputs.schemes_count++;
    made->schemes[at] = (ap_scheme){.scheme = scheme,
                                    .name = scheme,
                                    .place = "city",
                                    .place_at = 0,
                                    .programme = "care",
                                    .programme_at = 0,
                                    .pool = "bcf",
                                    .pool_at = 0,
                                    .scheme_type = type,
                                    .kind = kind,
                                    .tags = "",
                                    .profile = "",
                                    .virement = right};
    return at;
}

static inline void pool_line(ap_pool_case *made, size_t scheme, size_t source,
                             double amount)
{
    made->budgets[made->inputs.budgets_count++] =
        (ap_budget){.scheme_at = scheme, .source_at = source, .amount = amount};
}

static inline void pool_level(ap_pool_case *made, const char *level, double limit,
                              double notice)
{
    made->approvals[made->inputs.approvals_count++] =
        (ap_approval){.pool_at = 0, .level = level, .limit = limit, .notice = notice};
}

/* Knuth's 64-bit congruential generator: a whole number from 0 to below. */
static inline size_t pool_draw(uint64_t *seed, size_t below)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (size_t)((*seed >> 33) % below);
}

/* A scheme by chance, of the capital source or of one to three revenue sources in a row. */
static inline void pool_chance_scheme(ap_pool_case *made, size_t number, bool is_whole,
                                      uint64_t *seed, ap_pence variances[])
{
    static const char *const types[] = {"home", "bed", "equipment", "carers", "hub"};
    static const int signs[] = {1, -1, 0, 0};
    size_t capital = made->inputs.sources_count - 1;
    bool is_capital = pool_draw(seed, 10) == 0;
    bool is_free = pool_draw(seed, 6) != 0;
    size_t right = is_free ? AP_VIREMENT_FREE : pool_draw(seed, 4);
    size_t at = pool_scheme(made, pool_word(made, 's', number),
                            is_capital ? AP_CAPITAL : AP_REVENUE, types[pool_draw(seed, 5)],
                            (ap_virement_right)right);
    size_t first = is_capital ? capital : pool_draw(seed, capital);
    size_t last = is_capital ? capital : first + pool_draw(seed, 3);
    int sign = signs[pool_draw(seed, 4)];
    for (size_t k = first; k <= last && (is_capital || k < capital); k++) {
        double budget = 100000 * (double)(1 + pool_draw(seed, 60));
        double variance = budget / 200000 * (double)(1 + pool_draw(seed, 40000));
        variances[made->inputs.budgets_count] =
            sign * ap_pence_of(is_whole ? (double)(long)variance : variance);
        pool_line(made, at, k, budget);
    }
}

/* A pool of so many schemes by chance: eight revenue sources, two of them ring-fenced
 * together, most of which may pay for most schemes, and one of capital. A quarter of the
 * schemes overspends by up to a fifth, a quarter underspends, the rest is on plan.
 * Variances are in pence, or whole pounds if asked for. */
static inline void pool_chance(ap_pool_case *made, size_t schemes, bool is_whole,
                               uint64_t *seed, ap_pence variances[])
{
    enum { CAPITAL = 8 };
    static const char *const selectors[] = {
        "", "", "!bed", "!equipment", "home|carers|bed", "hub|home"};
    pool_begin(made);
    for (size_t f = 0; f < CAPITAL; f++) {
        (void)pool_source(made, pool_word(made, 'f', f), AP_REVENUE,
                          f >= CAPITAL - 2 ? "discharge" : "",
                          selectors[pool_draw(seed, 6)]);
    }
    (void)pool_source(made, pool_word(made, 'f', CAPITAL), AP_CAPITAL, "", "");
    for (size_t s = 0; s < schemes; s++) {
        pool_chance_scheme(made, s, is_whole, seed, variances);
    }
}

#endif
