#include "closing_case.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "data/load.h"
#include "hand_case.h"
#include "printed_case.h"

enum { SOURCES = 5, SCHEMES = 12, FILES = 14, ENTRIES = 256 };

static ap_risk_result *new_result(const ap_fund *fund)
{
    ap_risk_result *result = calloc(1, sizeof *result);
    result->stages = calloc(fund->fence_count + 1, sizeof *result->stages);
    result->entries = calloc(ENTRIES, sizeof *result->entries);
    result->incurred = calloc(fund->partner_count + 1, sizeof(ap_pence));
    result->borne = calloc(fund->partner_count + 1, sizeof(ap_pence));
    result->stage_count = fund->fence_count;
    for (size_t g = 0; g < fund->fence_count; g++) {
        result->stages[g] = (ap_risk_stage){.step = AP_NONE, .fence = g};
    }
    return result;
}

static void bear(ap_risk_result *result, size_t fence, ap_bearer bearer, size_t partner,
                 ap_pence amount)
{
    assert_true(result->entry_count < ENTRIES);
    result->entries[result->entry_count++] = (ap_risk_entry){.stage = fence,
                                                             .bearer = bearer,
                                                             .partner = partner,
                                                             .scheme = AP_NONE,
                                                             .share = NAN,
                                                             .cap = INFINITY,
                                                             .borne = amount};
    result->total += amount;
    result->borne[partner == AP_NONE ? 0 : partner] += partner == AP_NONE ? 0 : amount;
    result->reserve += bearer == AP_BEARER_RESERVE ? amount : 0;
    result->uncommitted += bearer == AP_BEARER_UNCOMMITTED ? amount : 0;
    result->carried += bearer == AP_BEARER_CARRIED ? amount : 0;
}

static void bear_own(const ap_fund *fund, size_t fence, ap_risk_result *result)
{
    for (size_t k = 0; k < fund->partner_count; k++) {
        ap_pence sum = 0;
        for (size_t l = 0; l < fund->line_count; l++) {
            const ap_fund_line *line = &fund->lines[l];
            bool is_its = line->fence == fence && line->partner == k;
            sum += is_its ? line->forecast - line->budget : 0;
        }
        bear(result, fence, AP_BEARER_PARTNER, k, sum);
    }
}

static ap_pence net_of(const ap_fund *fund, size_t fence)
{
    ap_pence net = 0;
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        net += line->fence == fence ? line->forecast - line->budget : 0;
    }
    return net;
}

static ap_pence part_of(uint64_t *seed, ap_pence amount)
{
    return (ap_pence)floor(hand_draw(seed, 0, 1) * (double)amount);
}

static void bear_randomly(const ap_fund *fund, size_t fence, uint64_t *seed,
                          ap_risk_result *result)
{
    ap_pence left = net_of(fund, fence);
    ap_bearer other = left < 0                      ? AP_BEARER_CARRIED
                      : hand_draw(seed, 0, 1) < 0.5 ? AP_BEARER_RESERVE
                                                    : AP_BEARER_UNCOMMITTED;
    ap_pence part = part_of(seed, left);
    bear(result, fence, other, AP_NONE, part);
    left -= part;
    for (size_t k = 0; k < fund->partner_count; k++) {
        part = k + 1 == fund->partner_count ? left : part_of(seed, left);
        bear(result, fence, AP_BEARER_PARTNER, k, part);
        left -= part;
    }
}

static ap_risk_result *shares_of(const ap_fund *fund, ap_closing_rule rule, uint64_t *seed)
{
    ap_risk_result *result = new_result(fund);
    for (size_t g = 0; g < fund->fence_count; g++) {
        ap_pence net = net_of(fund, g);
        if (rule == CLOSING_RANDOM) {
            bear_randomly(fund, g, seed, result);
        } else if (rule == CLOSING_CARRY && net < 0) {
            bear(result, g, AP_BEARER_CARRIED, AP_NONE, net);
        } else {
            bear_own(fund, g, result);
        }
    }
    return result;
}

ap_risk_result *ap_closing_shares(const ap_fund *fund, ap_closing_rule rule)
{
    uint64_t seed = 1;
    return shares_of(fund, rule, &seed);
}

static void take_funds(ap_closing_case *closing)
{
    assert_int_equal(ap_fund_index_new(closing->inputs, &closing->index, NULL), AP_OK);
    closing->count = closing->inputs->pools_count;
    for (size_t p = 0; p < closing->count; p++) {
        assert_int_equal(ap_fund_new(closing->index, p, 12, &closing->funds[p], NULL),
                         AP_OK);
    }
}

/* General revenue is 20 under in all, the discharge fund 10: both are kept (step 2). Of the
 * grant's 60 the ICB would get back 62.5% and the council the rest (step 3). */
void ap_closing_by_hand(ap_closing_case *out)
{
    enum { GENERAL, DISCHARGE, CAPITAL };
    ap_problems *problems = ap_problems_new();
    *out = (ap_closing_case){0};
    assert_int_equal(ap_case_load(AP_ROOT "/tests/cases/pool-close", AP_SCOPE_POOL,
                                  problems, &out->inputs, NULL),
                     AP_OK);
    ap_problems_free(problems);
    take_funds(out);
    ap_risk_result *shares = new_result(out->funds[0]);
    bear(shares, GENERAL, AP_BEARER_CARRIED, AP_NONE, -2000);
    bear(shares, DISCHARGE, AP_BEARER_CARRIED, AP_NONE, -1000);
    bear(shares, CAPITAL, AP_BEARER_PARTNER, 0, -3750);
    bear(shares, CAPITAL, AP_BEARER_PARTNER, 1, -2250);
    out->shares[0] = shares;
}

/* A random case on its way. */
typedef struct ap_making {
    uint64_t seed;
    ap_text texts[FILES];
    double sums[CLOSING_POOLS][SOURCES]; /* of the budgets */
} ap_making;

static const char *const files[FILES] = {
    "case.ini",          "places.csv",  "programmes.csv",  "pools.csv",  "sources.csv",
    "contributions.csv", "schemes.csv", "budgets.csv",     "ledger.csv", "virements.csv",
    "risk_share.csv",    "bcf.csv",     "eligibility.csv", "changes.csv"};

enum {
    INI,
    PLACES,
    PROGRAMMES,
    POOLS,
    SOURCE,
    GIVEN,
    SCHEME,
    BUDGET,
    LEDGER,
    VIRED,
    SHARE
};
enum { BCF = SHARE + 1, MAY, CHANGED };

static const char *const sources[SOURCES] = {"core", "base", "discharge", "ibcf", "dfg"};
static const char *const owners[SOURCES] = {"ICB", "Council", "ICB", "Council", "Council"};

static double draw(ap_making *making, double low, double high)
{
    return hand_draw(&making->seed, low, high);
}

static bool is_drawn(ap_making *making, double chance)
{
    return draw(making, 0, 1) < chance;
}

static double any_pounds(ap_making *making)
{
    double pounds = floor(draw(making, 0, 1e7)) / 100;
    return is_drawn(making, 0.3) ? floor(pounds) : pounds;
}

static void add_line(ap_making *making, size_t scheme, size_t source)
{
    double amount = any_pounds(making);
    double spent = is_drawn(making, 0.2) ? amount : amount * draw(making, 0.5, 1.5);
    making->sums[scheme % CLOSING_POOLS][source] += amount;
    ap_text_print(&making->texts[BUDGET], "s%zu,%s,%.2f,%.2f,illustrative,\n", scheme,
                  sources[source], amount,
                  is_drawn(making, 0.3) ? any_pounds(making) : 0.0);
    ap_text_print(&making->texts[LEDGER], "s%zu,%s,%d,%.2f,illustrative,\n", scheme,
                  owners[source], 1 + (int)source, spent);
    if (is_drawn(making, 0.2)) {
        ap_text_print(&making->texts[CHANGED], "c%zu-%zu,C,s%zu,%s,7,%.2f,illustrative,\n",
                      scheme, source, scheme, sources[source], amount * 0.25);
    }
    size_t to = (scheme + 4) % SCHEMES;
    if (scheme < SCHEMES - 2 && to < SCHEMES - 2 && is_drawn(making, 0.3)) {
        ap_text_print(&making->texts[VIRED],
                      "v%zu-%zu,s%zu,s%zu,%s,%d,%.2f,%s,%s,illustrative,\n", scheme, source,
                      scheme, to, sources[source], (int)draw(making, 1, 13),
                      floor(amount / 3), is_drawn(making, 0.5) ? "yes" : "no",
                      is_drawn(making, 0.7) ? "approved" : "proposed");
    }
}

/* Of four schemes two are of each pool; every fourth of each is capital. */
static void add_scheme(ap_making *making, size_t scheme)
{
    bool is_capital = scheme >= SCHEMES - 2;
    bool has_line = false;
    ap_text_print(&making->texts[SCHEME], "s%zu,S%zu,north,care,p%zu,%s,illustrative,\n",
                  scheme, scheme, scheme % CLOSING_POOLS,
                  is_capital ? "capital" : "revenue");
    for (size_t f = 0; f < SOURCES; f++) {
        bool is_last = f == (is_capital ? SOURCES - 1 : SOURCES - 2);
        bool fits = is_capital == (f == SOURCES - 1);
        if (fits && (is_drawn(making, 0.5) || (is_last && !has_line))) {
            add_line(making, scheme, f);
            has_line = true;
        }
    }
}

/* Contributions are the budgets or, of some, a little more or less. */
static void add_pools(ap_making *making)
{
    for (size_t p = 0; p < CLOSING_POOLS; p++) {
        double total = 0;
        for (size_t f = 0; f < SOURCES; f++) {
            double sum = making->sums[p][f];
            double spare = is_drawn(making, 0.2) ? any_pounds(making) / 10 : 0;
            double amount =
                is_drawn(making, 0.5) || sum < spare ? sum + spare : sum - spare;
            amount = round(amount * 100) / 100;
            ap_text_print(&making->texts[GIVEN], "p%zu,%s,%s,%.2f,illustrative,\n", p,
                          owners[f], sources[f], amount);
            total += amount;
        }
        ap_text_print(&making->texts[POOLS],
                      "p%zu,P%zu,north,pooled,Council,%.2f,illustrative,\n", p, p, total);
        ap_text_print(&making->texts[SHARE], "p%zu,1,Own,own,illustrative,\n", p);
    }
}

static void begin(ap_making *making)
{
    static const char *const heads[FILES] = {
        "[case]\ntitle = Made\nicb = ICB\nyear = 2098-99\n[pool]\nmonth = 12\n",
        "place,name,parent,basis,note\ncounty,C,,illustrative,\nnorth,N,county,"
        "illustrative,\n",
        "programme,name,basis,note\ncare,Care,illustrative,\n",
        "pool,name,place,class,host,total,basis,note\n",
        "source,name,owner,stream,kind,place,envelope,amount,spend,ring_fence,basis,note\n"
        "core,Core,ICB,Core,revenue,,yes,1000000,in_full,,illustrative,\n"
        "base,Base,Council,Base,revenue,north,no,1000000,at_most,,illustrative,\n"
        "discharge,D,ICB,Discharge,revenue,north,no,1000000,at_most,d,illustrative,\n"
        "ibcf,iBCF,Council,iBCF,revenue,north,no,1000000,at_most,ibcf,illustrative,\n"
        "dfg,DFG,Council,DFG,capital,north,no,1000000,at_most,,illustrative,\n",
        "pool,partner,source,amount,basis,note\n",
        "scheme,name,place,programme,pool,kind,basis,note\n",
        "scheme,source,amount,next_year,basis,note\n",
        "scheme,partner,month,amount,basis,note\n",
        "virement,from,to,source,month,amount,recurrent,decision,basis,note\n",
        "pool,step,name,rule,basis,note\n",
        "place,condition,amount,basis,note\nnorth,nhs_minimum,5,published: x,old\n",
        "source,programme,pool,place,basis,note\ncore,,,,illustrative,\n"
        "base,care,,,illustrative,\ndischarge,,,,illustrative,\n"
        "ibcf,,,north,illustrative,\ndfg,,,,illustrative,\n",
        "change,name,scheme,source,month,amount,basis,note\n",
    };
    for (size_t i = 0; i < FILES; i++) {
        ap_text_print(&making->texts[i], "%s", heads[i]);
    }
}

void ap_closing_made(uint64_t seed, ap_closing_rule rule, ap_closing_case *out)
{
    ap_making making = {.seed = seed};
    ap_case_file made[FILES];
    *out = (ap_closing_case){0};
    begin(&making);
    for (size_t s = 0; s < SCHEMES; s++) {
        add_scheme(&making, s);
    }
    add_pools(&making);
    for (size_t i = 0; i < FILES; i++) {
        made[i] = (ap_case_file){.name = files[i],
                                 .bytes = making.texts[i].bytes,
                                 .length = making.texts[i].length};
    }
    out->inputs = printed_load("made", AP_SCOPE_POOL, FILES, made);
    for (size_t i = 0; i < FILES; i++) {
        ap_text_free(&making.texts[i]);
    }
    take_funds(out);
    for (size_t p = 0; p < out->count; p++) {
        out->shares[p] = shares_of(out->funds[p], rule, &making.seed);
    }
}

void ap_closing_free(ap_closing_case *closing)
{
    for (size_t p = 0; p < closing->count; p++) {
        ap_fund_free(closing->funds[p]);
        free(closing->shares[p]->stages);
        free(closing->shares[p]->entries);
        free(closing->shares[p]->incurred);
        free(closing->shares[p]->borne);
        free(closing->shares[p]);
    }
    ap_fund_index_free(closing->index);
    ap_case_free(closing->inputs);
}
