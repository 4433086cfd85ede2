#include "chance_pool.h"

#include <math.h>
#include <string.h>

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static bool one_in(uint32_t *seed, uint32_t chances)
{
    return next(seed) % chances == 0;
}

/* A line of the scheme whose first is given, from a source. */
static ap_made_line random_line(uint32_t *seed, ap_made_line first, const char *source,
                                bool is_icb)
{
    ap_made_line line = first;
    double by = (next(seed) % 4001 - 2000.0) / 100 * (next(seed) % 200);
    line.source = source;
    line.budget = 1 + next(seed) % 100000 + (next(seed) % 100) / 100.0;
    line.forecast = fmax(line.budget + by, 0);
    line.spent = is_icb ? 0 : 1000;
    if (strcmp(line.cause, "failure") == 0) {
        line.caused_by = is_icb ? "ICB" : "Council";
    }
    return line;
}

/* Lines of a scheme from some of the sources: of the revenue ones, or the capital one. */
static size_t random_scheme(uint32_t *seed, const char *name, ap_made_line lines[])
{
    static const char *const sources[] = {"nhs_minimum", "icb",       "council",
                                          "ibcf",        "discharge", "dfg"};
    static const char *const causes[] = {"demand", "windfall", "failure",
                                         "maladministration"};
    static const char *const tags[] = {"odd", "odd|uncommitted", ""};
    const char *cause[] = {causes[next(seed) % 4], causes[next(seed) % 4]};
    ap_made_line first = {
        .scheme = name, .tags = tags[next(seed) % 3], .committed = next(seed) % 100000};
    bool is_capital = one_in(seed, 8);
    size_t count = 0;
    for (size_t f = is_capital ? 5 : 0; f < (is_capital ? 6 : 5); f++) {
        bool is_icb = f < 2 || f == 4;
        first.cause = cause[is_icb ? 0 : 1];
        if (is_capital || one_in(seed, 2)) {
            lines[count++] = random_line(seed, first, sources[f], is_icb);
        }
    }
    return count;
}

/* Schemes in an order that is not that of their keys; the first has revenue. */
size_t ap_chance_lines(uint32_t *seed, ap_made_line lines[AP_CHANCE_LINES])
{
    static const char *const names[] = {"m", "a", "t", "c", "r", "b", "k", "e", "s", "d"};
    lines[0] = (ap_made_line){
        .scheme = "first", .source = "icb", .budget = 50000, .forecast = 51000};
    size_t count = 1;
    size_t schemes = 1 + next(seed) % 10;
    for (size_t s = 0; s < schemes; s++) {
        count += random_scheme(seed, names[s], lines + count);
    }
    return count;
}

static void random_parties(uint32_t *seed, unsigned number, ap_text *parties)
{
    unsigned share = next(seed) % 101;
    ap_text_print(parties, "%u,ICB,0,%u%%,%u\n%u,Council,0,%u%%,\n", number, share,
                  next(seed) % 20000, number, 100 - share);
    if (one_in(seed, 2)) {
        ap_text_print(parties, "%u,ICB,7000,%u%%,\n%u,Council,7000,%u%%,5000\n", number,
                      100 - share, number, share);
    }
}

/* Every rule, with many scopes, in an order that is not that of the rows. */
void ap_chance_steps(uint32_t *seed, ap_text *steps, ap_text *parties)
{
    static const char *const rules[] = {"own",    "pro_rata", "capped",  "host",
                                        "shares", "offset",   "reserve", "uncommitted",
                                        "fault",  "carry",    "protect"};
    static const char *const sides[] = {"", "both", "over", "under"};
    static const char *const streams[] = {"", "", "iBCF|*NHS*", "!iBCF", "!*"};
    unsigned count = next(seed) % 8;
    for (unsigned n = 1; n <= count; n++) {
        const char *rule = rules[next(seed) % 11];
        unsigned number = n * 5 % 11;
        ap_text_print(steps, "%u,Step,%s,%s,%s,%s,%s,%s,%s,%u,%u%%,%s\n", number, rule,
                      one_in(seed, 4) ? "a|b|t" : "", one_in(seed, 4) ? "odd" : "",
                      streams[next(seed) % 5], one_in(seed, 6) ? "windfall" : "",
                      sides[next(seed) % 4], one_in(seed, 2) ? "opening" : "current",
                      next(seed) % 30000, next(seed) % 120,
                      strcmp(rule, "protect") == 0 ? "Council" : "");
        if (strcmp(rule, "shares") == 0) {
            random_parties(seed, number, parties);
        }
    }
}

/* Of every kind a scenario may bring: none, small, large, the same everywhere. */
void ap_chance_variances(uint32_t *seed, size_t count, ap_pence variances[])
{
    static const uint32_t sizes[] = {1, 300, 1000000, 10000000};
    uint32_t size = sizes[next(seed) % 4];
    bool is_even = one_in(seed, 8);
    for (size_t l = 0; l < count; l++) {
        uint32_t sign = next(seed) % 3;
        ap_pence by = next(seed) % size;
        variances[l] = is_even ? 12345 : sign == 0 ? 0 : sign == 1 ? by : -by;
    }
}
