#include "record/pool_cover.h"

#include <math.h>
#include <string.h>

#include "record/assumptions.h"
#include "record/front.h"
#include "record/pool_calendar.h"
#include "record/pool_position.h"
#include "record/pool_risk.h"
#include "record/pool_virements.h"
#include "record/pool_words.h"
#include "solve/solver.h"

/* How many of each kind are told one by one on the first page. */
enum {
    TOLD_POOLS = 6,
    TOLD_PARTS = 8,
    TOLD_MOVES = 8,
    TOLD_BEARERS = 6,
    TOLD_TESTS = 6,
    TOLD_DUES = 4
};

/* Sentences on their way. */
typedef struct ap_telling {
    const ap_pool_results *results;
    const ap_case *inputs;
    ap_arena *arena;
    size_t count;
    size_t room;
    const char **sentences;
} ap_telling;

static void say(ap_telling *telling, const char *sentence)
{
    if (telling->count < telling->room && sentence != NULL) {
        telling->sentences[telling->count++] = sentence;
    }
}

static const char *pounds(ap_telling *telling, ap_pence pence)
{
    char money[AP_MONEY_SIZE];
    return ap_arena_print(telling->arena, "%s",
                          ap_money_words(fabs(ap_pounds_of(pence)), money));
}

static const ap_outlook *pool_at(const ap_telling *telling, size_t p)
{
    return ap_outlook_of(telling->results->all, 0, p);
}

/* Which pool is meant, before or after the words; "" where there is only one. */
static const char *pool_before(ap_telling *telling, size_t p)
{
    const ap_case *inputs = telling->inputs;
    return inputs->pools_count == 1
               ? ""
               : ap_arena_print(telling->arena, "%s, ", inputs->pools[p].name);
}

/* Some are not told one by one: how many, and where they are. */
static void say_more(ap_telling *telling, size_t more, const char *what, const char *sheet)
{
    if (more > 0) {
        say(telling, ap_arena_print(telling->arena, "And %zu %s%s more: sheet %s.", more,
                                    what, more == 1 ? "" : "s", sheet));
    }
}

/* Where there are several pools, " (the pool)": schemes of two may be called the same. */
static const char *in_pool(ap_telling *telling, size_t p)
{
    const ap_case *inputs = telling->inputs;
    return inputs->pools_count == 1
               ? ""
               : ap_arena_print(telling->arena, " (%s)", inputs->pools[p].name);
}

static void tell_fence(ap_telling *telling, size_t p, size_t g)
{
    const ap_fund *fund = pool_at(telling, p)->fund;
    ap_fund_sum sum = ap_fund_of_fence(fund, g);
    ap_pence net = sum.over + sum.under;
    const char *parts =
        sum.over == 0 || sum.under == 0
            ? ""
            : ap_arena_print(telling->arena, " (overspends %s, underspends %s)",
                             pounds(telling, sum.over), pounds(telling, sum.under));
    const char *stands = net == 0
                             ? "on"
                             : ap_arena_print(telling->arena, "%s %s", pounds(telling, net),
                                              net > 0 ? "over" : "under");
    if (sum.over != 0 || sum.under != 0) {
        say(telling,
            ap_arena_print(telling->arena, "%s%s: forecast %s budget%s.",
                           pool_before(telling, p), fund->fences[g].name, stands, parts));
    }
}

/* The schemes to talk about, the largest variance first. */
static void tell_variations(ap_telling *telling, const ap_fund *const funds[])
{
    size_t found = 0;
    size_t pools = telling->results->all->pools;
    const ap_variation *list = ap_pool_variations(pools, funds, telling->arena, &found);
    for (size_t i = 0; list != NULL && i < found && i < TOLD_PARTS; i++) {
        const ap_fund_part *part = list[i].part;
        ap_pence by = part->forecast - part->budget;
        say(telling, ap_arena_print(telling->arena, "%s, %s%s: forecast %s %s budget.",
                                    telling->inputs->schemes[part->scheme].name,
                                    list[i].fund->partners[part->partner],
                                    in_pool(telling, list[i].fund->pool),
                                    pounds(telling, by), by > 0 ? "over" : "under"));
    }
    if (found > TOLD_PARTS) {
        say(telling, ap_arena_print(telling->arena, "And %zu more: sheet Variations.",
                                    found - TOLD_PARTS));
    }
}

/* What all pools have and have spent, and their over- and underspends. */
static ap_fund_sum sum_of_pools(const ap_telling *telling)
{
    ap_fund_sum all = {0};
    for (size_t p = 0; p < telling->results->all->pools; p++) {
        const ap_fund *fund = pool_at(telling, p)->fund;
        ap_fund_sum sum = ap_fund_add_up(fund, (ap_fund_of){AP_NONE, AP_NONE, AP_NONE});
        all.budget += sum.budget;
        all.planned += sum.planned;
        all.spent += sum.spent;
        all.over += sum.over;
        all.under += sum.under;
    }
    return all;
}

static void tell_pool(ap_telling *telling, size_t p)
{
    for (size_t g = 0; g < pool_at(telling, p)->fund->fence_count; g++) {
        tell_fence(telling, p, g);
    }
}

static void tell_position(ap_telling *telling)
{
    size_t pools = telling->results->all->pools;
    ap_fund_sum all = sum_of_pools(telling);
    say(telling,
        ap_arena_print(telling->arena,
                       "Budget of the year %s; spent to the end of %s %s, planned "
                       "to then %s.",
                       pounds(telling, all.budget), ap_pool_month(telling->results->month),
                       pounds(telling, all.spent), pounds(telling, all.planned)));
    for (size_t p = 0; p < pools && p < TOLD_POOLS; p++) {
        tell_pool(telling, p);
    }
    if (all.over == 0 && all.under == 0) {
        say(telling, "Every scheme is forecast on budget.");
    } else if (pools > TOLD_POOLS) {
        say(telling,
            ap_arena_print(telling->arena,
                           "All %zu pools: overspends %s, underspends %s; see sheet "
                           "Fences for the others.",
                           pools, pounds(telling, all.over), pounds(telling, all.under)));
    }
}

static void ask_move(ap_telling *telling, const ap_virement_move *move)
{
    const ap_case *inputs = telling->inputs;
    say(telling,
        ap_arena_print(telling->arena,
                       "Vire %s of %s from %s to %s%s, with effect from %s; needs: %s.",
                       pounds(telling, move->amount), inputs->sources[move->source].name,
                       inputs->schemes[move->from].name, inputs->schemes[move->to].name,
                       in_pool(telling, inputs->schemes[move->from].pool_at),
                       ap_pool_month(move->month), ap_pool_approval_words(inputs, move)));
}

static ap_pence uncovered_of(const ap_outlook *pool)
{
    ap_pence sum = 0;
    for (size_t g = 0; g < pool->virements->fence_count; g++) {
        sum += pool->virements->fences[g].uncovered;
    }
    return sum;
}

static void ask_virements(ap_telling *telling)
{
    size_t all = 0;
    ap_pence uncovered = 0;
    for (size_t p = 0; p < telling->results->all->pools; p++) {
        const ap_virement_result *result = pool_at(telling, p)->virements;
        size_t told = all < TOLD_MOVES ? TOLD_MOVES - all : 0;
        for (size_t m = 0; m < result->move_count && m < told; m++) {
            ask_move(telling, &result->moves[m]);
        }
        all += result->move_count;
        uncovered += uncovered_of(pool_at(telling, p));
    }
    say_more(telling, all > TOLD_MOVES ? all - TOLD_MOVES : 0, "virement",
             "Virements recommended");
    if (all == 0 && uncovered > 0) {
        say(telling, "No virement is recommended; sheet What virements cover says why.");
    }
}

static void ask_proposed(ap_telling *telling)
{
    size_t all = 0;
    for (size_t v = 0; v < telling->inputs->virements_count; v++) {
        const ap_virement *row = &telling->inputs->virements[v];
        if (row->decision != AP_PROPOSED || ++all > TOLD_MOVES) {
            continue;
        }
        say(telling,
            ap_arena_print(
                telling->arena, "Decide the proposed virement %s: %s from %s to %s%s.",
                row->virement, pounds(telling, ap_pence_of(row->amount)),
                telling->inputs->schemes[row->from_at].name,
                telling->inputs->schemes[row->to_at].name,
                in_pool(telling, telling->inputs->schemes[row->from_at].pool_at)));
    }
    say_more(telling, all > TOLD_MOVES ? all - TOLD_MOVES : 0, "proposed virement",
             "Virement log");
}

/* "overspends fall on: NHS … ICB £100, Southampton City Council £200" */
static const char *bearers_words(ap_telling *telling, const ap_outlook *pool)
{
    ap_text text = {0};
    const ap_fund *fund = pool->fund;
    for (size_t b = 0; b < ap_pool_bearers(fund); b++) {
        ap_pence sum = 0;
        for (size_t g = 0; g < fund->fence_count; g++) {
            ap_pence borne = ap_pool_borne(fund, pool->then, g, b);
            sum += borne > 0 ? borne : 0;
        }
        if (sum > 0) {
            ap_text_print(&text, "%s%s %s", text.length > 0 ? ", " : "",
                          ap_pool_bearer_words(fund, b), pounds(telling, sum));
        }
    }
    const char *words =
        text.bytes == NULL
            ? "underspends of the same ring-fence make them good"
            : ap_arena_print(telling->arena, "overspends fall on: %s", text.bytes);
    ap_text_free(&text);
    return words;
}

/* The pool that has most uncovered after another in that order, pools for none: the larger
 * first, equal ones as they stand. */
static size_t next_uncovered(const ap_telling *telling, size_t after)
{
    size_t pools = telling->results->all->pools;
    ap_pence limit = after < pools ? uncovered_of(pool_at(telling, after)) : 0;
    size_t next = pools;
    for (size_t p = 0; p < pools; p++) {
        ap_pence its = uncovered_of(pool_at(telling, p));
        bool is_after = after == pools || its < limit || (its == limit && p > after);
        if (is_after && its > 0 &&
            (next == pools || its > uncovered_of(pool_at(telling, next)))) {
            next = p;
        }
    }
    return next;
}

static void ask_recovery(ap_telling *telling, size_t p)
{
    const ap_outlook *pool = pool_at(telling, p);
    const char *which =
        telling->inputs->pools_count == 1
            ? ""
            : ap_arena_print(telling->arena, " in %s", telling->inputs->pools[p].name);
    say(telling,
        ap_arena_print(telling->arena,
                       "Agree a recovery plan for %s of overspends%s that no virement "
                       "covers.",
                       pounds(telling, uncovered_of(pool)), which));
    say(telling, ap_arena_print(telling->arena, "Under the agreement%s, %s.", which,
                                bearers_words(telling, pool)));
}

static void ask_uncovered(ap_telling *telling)
{
    size_t pools = telling->results->all->pools;
    size_t all = 0;
    for (size_t p = next_uncovered(telling, pools); p < pools;
         p = next_uncovered(telling, p)) {
        if (++all <= TOLD_BEARERS) {
            ask_recovery(telling, p);
        }
    }
    say_more(telling, all > TOLD_BEARERS ? all - TOLD_BEARERS : 0, "pool",
             "What virements cover");
}

static void ask_receipt(ap_telling *telling, size_t p, const ap_fund_income *income)
{
    const ap_case *inputs = telling->inputs;
    size_t source = inputs->contributions[income->row].source_at;
    say(telling,
        ap_arena_print(
            telling->arena, "Call in %s of %s from %s: instalments due, not received%s.",
            pounds(telling, income->due - income->received), inputs->sources[source].name,
            pool_at(telling, p)->fund->partners[income->partner], in_pool(telling, p)));
}

/* Calls in what is owed, `told` of all pools before this one; how many is returned. */
static size_t ask_receipts_of(ap_telling *telling, size_t p, size_t told)
{
    size_t owed = 0;
    const ap_fund *fund = pool_at(telling, p)->fund;
    for (size_t i = 0; i < fund->income_count; i++) {
        if (fund->incomes[i].due > fund->incomes[i].received &&
            told + ++owed <= TOLD_DUES) {
            ask_receipt(telling, p, &fund->incomes[i]);
        }
    }
    return owed;
}

static void ask_receipts(ap_telling *telling)
{
    size_t all = 0;
    for (size_t p = 0; p < telling->results->all->pools; p++) {
        all += ask_receipts_of(telling, p, all);
    }
    say_more(telling, all > TOLD_DUES ? all - TOLD_DUES : 0, "instalment", "Pool summary");
}

/* What the test is about: its name and, of a source, which one of which pool. */
static const char *test_words(ap_telling *telling, const ap_bcf_test *test)
{
    return test->source == AP_NONE
               ? test->name
               : ap_arena_print(telling->arena, "%s: %s, %s", test->name,
                                telling->inputs->sources[test->source].name,
                                telling->inputs->pools[test->pool].name);
}

static void ask_tests(ap_telling *telling, const ap_bcf_tests *tests)
{
    size_t all = 0;
    for (size_t t = 0; t < tests->count; t++) {
        const ap_bcf_test *test = &tests->tests[t];
        if (test->is_met || ++all > TOLD_TESTS) {
            continue;
        }
        say(telling,
            ap_arena_print(telling->arena,
                           "Say how T%d of the Better Care Fund will be met for %s: it is "
                           "%s %s (%s).",
                           test->number, ap_bcf_board_name(telling->inputs, test->place),
                           pounds(telling, test->headroom),
                           test->planned > test->required ? "too much" : "short",
                           test_words(telling, test)));
    }
    say_more(telling, all > TOLD_TESTS ? all - TOLD_TESTS : 0, "test", "BCF tests");
}

/* Every fence of the pools that are told may have a sentence; the others a few at most. */
static size_t most_positions(const ap_telling *telling)
{
    size_t most = TOLD_PARTS + 3;
    for (size_t p = 0; p < telling->results->all->pools && p < TOLD_POOLS; p++) {
        most += pool_at(telling, p)->fund->fence_count;
    }
    return most;
}

static void begin(ap_telling *telling, size_t room)
{
    telling->count = 0;
    telling->room = room;
    telling->sentences = ap_arena_room(telling->arena, room * sizeof *telling->sentences);
    telling->room = telling->sentences == NULL ? 0 : room;
}

static const ap_fund **funds_of(const ap_outlooks *all, ap_arena *arena)
{
    const ap_fund **funds = ap_arena_room(arena, (all->pools + 1) * sizeof(void *));
    for (size_t p = 0; funds != NULL && p < all->pools; p++) {
        funds[p] = ap_outlook_of(all, 0, p)->fund;
    }
    return funds;
}

ap_status ap_pool_tell(const ap_pool_results *results, const ap_bcf_tests *tests,
                       ap_arena *arena, ap_pool_sentences *out, ap_error *err)
{
    enum { MOST = 2 * TOLD_MOVES + 2 * TOLD_BEARERS + TOLD_DUES + TOLD_TESTS + 5 };
    ap_telling telling = {
        .results = results, .inputs = results->all->inputs, .arena = arena};
    const ap_fund **funds = funds_of(results->all, arena);
    if (funds == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its first page");
    }
    begin(&telling, most_positions(&telling));
    tell_position(&telling);
    tell_variations(&telling, funds);
    out->position_count = telling.count;
    out->position = telling.sentences;
    begin(&telling, MOST);
    ask_virements(&telling);
    ask_proposed(&telling);
    ask_uncovered(&telling);
    ask_receipts(&telling);
    ask_tests(&telling, tests);
    if (telling.count == 0) {
        say(&telling, "Nothing needs a decision this month.");
    }
    out->decision_count = telling.count;
    out->decisions = telling.sentences;
    return ap_pool_since(results->before, results->before_words, results->all->pools, funds,
                         arena, &out->since, err);
}

static const char *const notes[] = {
    "Contributions are those agreed, with the changes of the year up to the month. Instalments "
    "are equal, the first due in April.",
    "Forecasts, formula (22) of README: as given, as so far (spend divided by the part of the "
    "year's profile that has passed), or blended with the budget. An overspend is positive.",
    "A partner's part of a scheme is split over its sources in proportion to their budgets, to "
    "the penny.",
    "A ring-fence keeps capital from revenue, and money that has one purpose from all other. "
    "Variances are netted within a fence and never across.",
    "The agreement's clauses are taken in order, each on what those before it have left. Where "
    "no clause applies the variance lies where it fell. README says where each rule is published.",
    "A linear program: formulas (24) to (28) of README. Its answer is proved by certificates; "
    "amounts are whole pence.",
};

enum { FIXED = 16 };

static void add(ap_fact facts[], size_t *count, const char *item, const char *value)
{
    facts[(*count)++] = (ap_fact){item, value, NULL};
}

static void add_all(ap_fact facts[], size_t *count, const char *item, size_t many,
                    const char *const sentences[])
{
    for (size_t i = 0; i < many; i++) {
        add(facts, count, item, sentences[i]);
    }
}

static void list_facts(const ap_pool_results *results, const ap_pool_sentences *words,
                       size_t failed, ap_arena *arena, ap_fact facts[], size_t *count)
{
    const ap_case *inputs = results->all->inputs;
    facts[(*count)++] = ap_front_master(failed);
    add(facts, count, "Month",
        ap_arena_print(arena, "Month %d, %s, of %s", results->month,
                       ap_pool_month(results->month), inputs->settings.year));
    add_all(facts, count, "Position", words->position_count, words->position);
    add_all(facts, count, "What has changed", words->since.count, words->since.sentences);
    add_all(facts, count, "To decide", words->decision_count, words->decisions);
    const char *next = ap_pool_next_dates(inputs, results->month, arena);
    add(facts, count, "Next date",
        next == NULL || next[0] == '\0' ? "None left of this year: see Calendar" : next);
    add(facts, count, "Organisation", inputs->settings.icb);
    add(facts, count, "Pools", ap_arena_print(arena, "%zu", results->all->pools));
    add(facts, count, "Sign convention",
        "Spending and income are positive, so an overspend is positive. Brackets mean below "
        "zero: an underspend, a saving, money returned");
    add(facts, count, "Units",
        "Pounds, to the penny. Totals, shares, variances and checks are live formulas");
    add(facts, count, "Shorthand",
        "[x] not available, [z] not applicable, [c] not filled in yet, [input] a figure typed "
        "by hand");
    add(facts, count, "Published or illustrative", ap_assumptions_words(inputs, arena));
    add(facts, count, "Assurance",
        "Formulas are live and checked (Checks); every figure has a basis (Assumptions log); "
        "who has read and decided what is on Sign off");
    add(facts, count, "Case", inputs->name);
    add(facts, count, "Run", results->run_id);
    add(facts, count, "Made with",
        ap_arena_print(arena, "apportion %s, %s", results->version, ap_solver_version()));
}

ap_status ap_pool_cover(const ap_pool_results *results, const ap_pool_sentences *words,
                        size_t failed, ap_report *report, ap_error *err)
{
    size_t count = 0;
    size_t most =
        FIXED + words->position_count + words->since.count + words->decision_count;
    ap_fact *facts = ap_arena_room(report->arena, most * sizeof *facts);
    if (facts == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its first page");
    }
    list_facts(results, words, failed, report->arena, facts, &count);
    const ap_front front = {
        .title = results->all->inputs->settings.title,
        .line =
            "The pack of the partnership management group: where the pooled funds stand, "
            "and who bears what.",
        .fact_count = count,
        .facts = facts,
        .note_count = sizeof notes / sizeof notes[0],
        .notes = notes,
    };
    return ap_front_add(&front, report, err);
}
