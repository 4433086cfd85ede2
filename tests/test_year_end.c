#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "closing_case.h"
#include "method/year_end.h"

enum { ROUNDS = 300 };

static ap_year_end *end_of(const ap_closing_case *closing, size_t pool)
{
    ap_year_end *end = NULL;
    assert_int_equal(
        ap_year_end_new(closing->funds[pool], closing->shares[pool], &end, NULL), AP_OK);
    return end;
}

/* pool-close, in pounds; lines of general revenue and their variances:
 *
 *     home care   ICB      600 -> 650   +50
 *                 council  400 -> 380   -20
 *     reablement  ICB      200 -> 160   -40
 *                 council   50 ->  40   -10     net -20, carried
 *
 * 20 is spread over 20 : 40 : 10, so 5.71, 11.43, 2.86. Of the ICB's source
 * 800 = 810 + 11.43 - 21.43, of the council's 450 = 420 + 8.57 + 21.43: the council's
 * underspend pays 21.43 of the ICB's overspend. The discharge fund carries 10, the grant
 * 60 although the shares would give some of it to the ICB. */
static void a_year_end_by_hand(void **state)
{
    (void)state;
    ap_closing_case closing;
    ap_closing_by_hand(&closing);
    ap_year_end *end = end_of(&closing, 0);
    static const ap_pence carried[] = {0, 571, 1143, 286, 1000, 6000};
    static const ap_year_source sources[] = {
        {.contribution = 80000, .outturn = 81000, .carried = 1143, .over = 2143},
        {.contribution = 45000, .outturn = 42000, .carried = 857, .left = 2143},
        {.contribution = 10000, .outturn = 9000, .carried = 1000},
        {.contribution = 30000, .outturn = 24000, .carried = 6000},
    };
    assert_int_equal(end->line_count, 6);
    for (size_t l = 0; l < 6; l++) {
        assert_int_equal(end->carried[l], carried[l]);
    }
    for (size_t f = 0; f < 4; f++) {
        assert_int_equal(end->sources[f].contribution, sources[f].contribution);
        assert_int_equal(end->sources[f].outturn, sources[f].outturn);
        assert_int_equal(end->sources[f].carried, sources[f].carried);
        assert_int_equal(end->sources[f].left, sources[f].left);
        assert_int_equal(end->sources[f].over, sources[f].over);
    }
    static const ap_pence others[] = {2143, -2143, 0, 0, 0, 0};
    for (size_t a = 0; a < 6; a++) {
        assert_int_equal(end->accounts[a].others, others[a]);
        assert_int_equal(end->accounts[a].paid, 0);
        assert_int_equal(end->accounts[a].returned, 0);
    }
    ap_year_end_free(end);
    ap_closing_free(&closing);
}

/* Where each bears its own, the ICB pays the 10 that it is over in general revenue, and the
 * council gets back its 30. What is fenced is carried all the same. */
static void own_variances_are_paid_and_returned(void **state)
{
    (void)state;
    ap_closing_case closing;
    ap_closing_by_hand(&closing);
    ap_risk_result *shares = closing.shares[0];
    shares->entries[0] =
        (ap_risk_entry){.bearer = AP_BEARER_PARTNER, .partner = 0, .borne = 1000};
    shares->entries[shares->entry_count++] =
        (ap_risk_entry){.bearer = AP_BEARER_PARTNER, .partner = 1, .borne = -3000};
    ap_year_end *end = end_of(&closing, 0);
    assert_int_equal(end->accounts[0].paid, 1000);
    assert_int_equal(end->accounts[1].returned, 3000);
    assert_int_equal(end->accounts[0].others, 0);
    assert_int_equal(end->accounts[1].others, 0);
    assert_int_equal(end->sources[0].carried, 0);
    assert_int_equal(end->sources[3].carried, 6000);
    ap_year_end_free(end);
    ap_closing_free(&closing);
}

static void a_year_ends_at_month_12(void **state)
{
    (void)state;
    ap_closing_case closing;
    ap_closing_by_hand(&closing);
    ap_year_end *end = NULL;
    ap_error err = {0};
    closing.funds[0]->month = 11;
    assert_int_equal(ap_year_end_new(closing.funds[0], closing.shares[0], &end, &err),
                     AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "this is month 11"));
    ap_closing_free(&closing);
}

/* (29), and what lines carry. */
static void sources_add_up(const ap_fund *fund, const ap_year_end *end)
{
    for (size_t f = 0; f < end->source_count; f++) {
        const ap_year_source *source = &end->sources[f];
        ap_pence carried = 0;
        bool has_line = false;
        for (size_t l = 0; l < fund->line_count; l++) {
            bool is_its = fund->lines[l].source == source->source;
            carried += is_its ? end->carried[l] : 0;
            has_line = has_line || (is_its && fund->lines[l].budget > 0);
            assert_true(end->carried[l] >= 0);
        }
        assert_int_equal(source->contribution,
                         source->outturn + source->carried + source->left - source->over);
        assert_true(source->carried >= 0 && source->left >= 0 && source->over >= 0);
        assert_true(source->left == 0 || source->over == 0);
        assert_int_equal(carried, has_line ? source->carried : 0);
    }
}

/* (30) of a fence and (31) of its partners. */
static void fence_adds_up(const ap_fund *fund, const ap_year_end *end, size_t fence)
{
    ap_pence balance = -end->fences[fence].reserve - end->fences[fence].uncommitted;
    ap_pence others = 0;
    ap_pence left = 0;
    ap_pence carried = 0;
    for (size_t k = 0; k < fund->partner_count; k++) {
        const ap_year_account *a = &end->accounts[fence * fund->partner_count + k];
        balance += a->returned - a->paid;
        others += a->others;
        carried += a->carried;
        assert_true(a->returned >= 0 && a->paid >= 0 && a->carried >= 0);
        assert_true(a->returned == 0 || !end->fences[fence].is_kept);
        assert_int_equal(a->contribution + a->paid - a->returned + a->others,
                         a->outturn + a->carried);
    }
    for (size_t f = 0; f < end->source_count; f++) {
        const ap_year_source *source = &end->sources[f];
        left += source->fence == fence ? source->left - source->over : 0;
        carried -= source->fence == fence ? source->carried : 0;
    }
    assert_int_equal(left, balance);
    assert_int_equal(others, end->fences[fence].reserve + end->fences[fence].uncommitted);
    assert_int_equal(carried, 0);
}

/* A source whose fence keeps its money, and in which no line is overspent, carries all. */
static bool carries_in_full(const ap_fund *fund, const ap_year_end *end,
                            const ap_year_source *source)
{
    bool is_under = end->fences[source->fence].is_kept && source->contribution > 0;
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        is_under =
            is_under &&
            (line->fence != source->fence ||
             (line->forecast <= line->budget && source->contribution >= source->budget));
    }
    if (is_under) {
        assert_int_equal(source->carried, source->contribution - source->outturn);
    }
    return is_under;
}

/* How often what is tested came about. */
typedef struct ap_seen {
    size_t in_full;
    size_t carrying;
    size_t sharing;
} ap_seen;

static void end_adds_up(const ap_fund *fund, const ap_year_end *end, ap_seen *seen)
{
    sources_add_up(fund, end);
    for (size_t g = 0; g < end->fence_count; g++) {
        fence_adds_up(fund, end, g);
    }
    for (size_t f = 0; f < end->source_count; f++) {
        seen->in_full += carries_in_full(fund, end, &end->sources[f]) ? 1 : 0;
        seen->carrying += end->sources[f].carried > 0 ? 1 : 0;
    }
    for (size_t a = 0; a < end->account_count; a++) {
        seen->sharing += end->accounts[a].others != 0 ? 1 : 0;
    }
}

static void any_year_end_adds_up(void **state)
{
    (void)state;
    ap_seen seen = {0};
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        ap_closing_case closing;
        ap_closing_made(seed, (ap_closing_rule)(seed % CLOSING_RULES), &closing);
        for (size_t p = 0; p < closing.count; p++) {
            ap_year_end *end = end_of(&closing, p);
            end_adds_up(closing.funds[p], end, &seen);
            ap_year_end_free(end);
        }
        ap_closing_free(&closing);
    }
    assert_true(seen.in_full > 100 && seen.carrying > 500 && seen.sharing > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_end_by_hand),
        cmocka_unit_test(own_variances_are_paid_and_returned),
        cmocka_unit_test(a_year_ends_at_month_12),
        cmocka_unit_test(any_year_end_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
