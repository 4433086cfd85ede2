#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "base/files.h"
#include "closing_case.h"
#include "method/next_year.h"
#include "printed_case.h"
#include "record/next_case.h"

enum { ROUNDS = 150 };

/* A closed case, its year ends, and next year's as it is read. */
typedef struct ap_turned {
    ap_closing_case closing;
    ap_year_end *ends[CLOSING_POOLS];
    ap_case *next;
} ap_turned;

static void close_year(ap_turned *turned)
{
    for (size_t p = 0; p < turned->closing.count; p++) {
        assert_int_equal(ap_year_end_new(turned->closing.funds[p],
                                         turned->closing.shares[p], &turned->ends[p], NULL),
                         AP_OK);
    }
}

static void turn(ap_turned *turned)
{
    ap_case *printed = NULL;
    close_year(turned);
    assert_int_equal(ap_next_year_new(turned->closing.count,
                                      (const ap_fund *const *)turned->closing.funds,
                                      (const ap_year_end *const *)turned->ends, &printed,
                                      NULL),
                     AP_OK);
    turned->next = printed_again(printed);
    ap_case_free(printed);
}

static void free_turned(ap_turned *turned)
{
    for (size_t p = 0; p < turned->closing.count; p++) {
        ap_year_end_free(turned->ends[p]);
    }
    ap_case_free(turned->next);
    ap_closing_free(&turned->closing);
}

typedef struct ap_amount_row {
    const char *key;
    double amount;
} ap_amount_row;

/* tests/cases/pool-close: see test_year_end.c for what is carried. Home care is planned at
 * 660 from the ICB; 50 of the council's went to reablement for good. */
static void next_year_by_hand(void **state)
{
    (void)state;
    static const ap_amount_row budgets[] = {
        {"home-care/icb", 660},
        {"home-care/council", 400},
        {"home-care/council-cf-2023-24", 5.71},
        {"reablement/icb", 200},
        {"reablement/icb-cf-2023-24", 11.43},
        {"reablement/council", 50},
        {"reablement/council-cf-2023-24", 2.86},
        {"discharge-team/discharge", 105},
        {"discharge-team/discharge-cf-2023-24", 10},
        {"adaptations/dfg", 300},
        {"adaptations/dfg-cf-2023-24", 60},
    };
    static const ap_amount_row contributions[] = {
        {"bcf/Example ICB/icb", 860},       {"bcf/Example ICB/icb-cf-2023-24", 11.43},
        {"bcf/North Council/council", 450}, {"bcf/North Council/council-cf-2023-24", 8.57},
        {"bcf/Example ICB/discharge", 105}, {"bcf/Example ICB/discharge-cf-2023-24", 10},
        {"bcf/North Council/dfg", 300},     {"bcf/North Council/dfg-cf-2023-24", 60},
    };
    ap_turned turned;
    ap_closing_by_hand(&turned.closing);
    turn(&turned);
    const ap_case *next = turned.next;
    assert_int_equal(next->budgets_count, sizeof budgets / sizeof budgets[0]);
    for (size_t b = 0; b < next->budgets_count; b++) {
        assert_string_equal(next->budgets[b].row.key, budgets[b].key);
        assert_true(next->budgets[b].amount == budgets[b].amount);
    }
    assert_int_equal(next->contributions_count,
                     sizeof contributions / sizeof contributions[0]);
    for (size_t c = 0; c < next->contributions_count; c++) {
        assert_string_equal(next->contributions[c].row.key, contributions[c].key);
        assert_true(next->contributions[c].amount == contributions[c].amount);
        assert_true(next->contributions[c].instalments == (c % 2 == 1 ? 0
                                                           : c == 4   ? 12
                                                           : c == 6   ? 0
                                                                      : 4));
    }
    assert_true(next->pools[0].total == 1805);
    free_turned(&turned);
}

static void what_is_carried_over_and_what_is_not(void **state)
{
    (void)state;
    ap_turned turned;
    ap_closing_by_hand(&turned.closing);
    turn(&turned);
    const ap_case *next = turned.next;
    assert_string_equal(next->settings.title, "North Better Care Fund 2024/25");
    assert_string_equal(next->settings.year, "2024/25");
    assert_true(next->settings.pool_month == 1 && next->settings.pool_least == 500);
    const ap_source *brought = &next->sources[next->sources_count - 1];
    assert_string_equal(brought->source, "dfg-cf-2023-24");
    assert_string_equal(brought->name,
                        "Disabled Facilities Grant carried forward from 2023/24");
    assert_true(brought->kind == AP_CAPITAL && brought->amount == 60);
    assert_true(next->sources[0].amount == 10060);
    assert_string_equal(next->sources[0].row.basis,
                        "derived: year end of 2023/24: by as much more or less as comes "
                        "to the pools; before: illustrative");
    assert_string_equal(next->bcf[0].row.basis,
                        "derived: year end of 2023/24: last year's least; write this "
                        "year's over it; before: illustrative");
    assert_true(next->schemes[0].planned_output == 110);
    assert_true(next->schemes[0].next_output == 0);
    assert_true(next->schemes[0].baseline == 1030 && next->schemes[0].output == 95);
    assert_true(next->schemes[0].baseline_other == 380);
    assert_string_equal(next->schemes[1].status, "Existing");
    assert_string_equal(next->schemes[1].row.note, "a pilot");
    assert_false(next->conditions[0].is_met);
    assert_string_equal(next->metrics[0].lag, "seven weeks");
    assert_int_equal(next->risk_share_count, 3);
    assert_int_equal(next->profiles_count, 2);
    assert_int_equal(next->ledger_count + next->forecast_count + next->virements_count +
                         next->changes_count + next->deliveries_count +
                         next->receipts_count + next->metric_values_count,
                     0);
    free_turned(&turned);
}

/* A second year end: what was brought forward is not spent again, so all of it is carried
 * once more, now under the name of the year; then it ends. */
static void what_was_brought_forward_ends(void **state)
{
    (void)state;
    ap_turned first;
    ap_turned second = {0};
    ap_closing_by_hand(&first.closing);
    turn(&first);
    ap_case *inputs = first.next;
    second.closing.inputs = inputs;
    second.closing.count = 1;
    assert_int_equal(ap_fund_index_new(inputs, &second.closing.index, NULL), AP_OK);
    assert_int_equal(
        ap_fund_new(second.closing.index, 0, 12, &second.closing.funds[0], NULL), AP_OK);
    second.closing.shares[0] = ap_closing_shares(second.closing.funds[0], CLOSING_OWN);
    turn(&second);
    const ap_case *next = second.next;
    /* Nothing at all was spent: each partner gets back its general revenue, and the fenced
     * sources carry their own 105 and 300 and what they had carried before. */
    assert_int_equal(next->sources_count, 6);
    assert_string_equal(next->sources[4].source, "discharge-cf-2024-25");
    assert_true(next->sources[4].amount == 115);
    assert_string_equal(next->sources[5].source, "dfg-cf-2024-25");
    assert_true(next->sources[5].amount == 360);
    assert_string_equal(next->sources[5].name,
                        "Disabled Facilities Grant carried forward from 2024/25");
    assert_true(next->pools[0].total == 660 + 400 + 200 + 50 + 105 + 300 + 115 + 360);
    first.next = NULL;
    free_turned(&second);
    free_turned(&first);
}

static ap_pence total_of(const ap_case *inputs, size_t pool)
{
    ap_pence sum = 0;
    for (size_t b = 0; b < inputs->budgets_count; b++) {
        const ap_budget *row = &inputs->budgets[b];
        bool is_its = inputs->schemes[row->scheme_at].pool_at == pool;
        sum += is_its ? ap_pence_of(row->amount) : 0;
    }
    return sum;
}

/* What a year end carries of sources that have no line to carry it. */
static ap_pence carried_aside(const ap_year_end *end)
{
    ap_pence sum = 0;
    for (size_t f = 0; f < end->source_count; f++) {
        sum += end->sources[f].carried;
    }
    for (size_t l = 0; l < end->line_count; l++) {
        sum -= end->carried[l];
    }
    return sum;
}

/* Nothing that is made says published; a source brought forward has what was carried. */
static void next_case_is_sound(const ap_turned *turned)
{
    const ap_case *next = turned->next;
    ap_pence carried = 0;
    ap_pence brought = 0;
    for (size_t f = 0; f < next->sources_count; f++) {
        bool is_brought = strstr(next->sources[f].source, "-cf-2098-99") != NULL;
        brought += is_brought ? ap_pence_of(next->sources[f].amount) : 0;
    }
    for (size_t p = 0; p < turned->closing.count; p++) {
        const ap_year_end *end = turned->ends[p];
        for (size_t f = 0; f < end->source_count; f++) {
            carried += end->sources[f].carried;
        }
        assert_int_equal(ap_pence_of(next->pools[p].total),
                         total_of(next, p) + carried_aside(end));
    }
    assert_int_equal(carried, brought);
    for (size_t b = 0; b < next->budgets_count; b++) {
        assert_non_null(
            strstr(next->budgets[b].row.basis, "derived: year end of 2098/99: "));
    }
    assert_string_equal(next->settings.year, "2099/00");
    assert_string_equal(next->settings.title, "Made, 2099/00");
}

static void any_next_case_is_sound(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        ap_turned turned;
        ap_closing_made(seed, (ap_closing_rule)(seed % CLOSING_RULES), &turned.closing);
        turn(&turned);
        next_case_is_sound(&turned);
        free_turned(&turned);
    }
}

/* Month 1 of the new year, of which nothing is booked yet. */
static void an_empty_ledger_can_be_reported(void **state)
{
    (void)state;
    ap_turned turned;
    ap_fund_index *index = NULL;
    ap_fund *fund = NULL;
    ap_closing_by_hand(&turned.closing);
    turn(&turned);
    assert_int_equal(ap_fund_index_new(turned.next, &index, NULL), AP_OK);
    assert_int_equal(ap_fund_new(index, 0, 1, &fund, NULL), AP_OK);
    assert_int_equal(fund->line_count, 11);
    for (size_t l = 0; l < fund->line_count; l++) {
        assert_int_equal(fund->lines[l].spent, 0);
    }
    ap_fund_free(fund);
    ap_fund_index_free(index);
    free_turned(&turned);
}

static void a_case_is_written_whole_and_once(void **state)
{
    (void)state;
    ap_turned turned = {0};
    ap_error err = {0};
    char folder[] = "next_case_XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/north-2024-25", folder);
    ap_closing_by_hand(&turned.closing);
    close_year(&turned);
    const ap_fund *const *funds = (const ap_fund *const *)turned.closing.funds;
    const ap_year_end *const *ends = (const ap_year_end *const *)turned.ends;
    assert_int_equal(ap_next_case_write(1, funds, ends, path, &err), AP_OK);
    assert_int_equal(ap_next_case_write(1, funds, ends, path, &err), AP_CANNOT_CREATE);
    ap_problems *problems = ap_problems_new();
    assert_int_equal(ap_case_scope(path), AP_SCOPE_POOL);
    assert_int_equal(ap_case_load(path, AP_SCOPE_POOL, problems, &turned.next, NULL),
                     AP_OK);
    assert_int_equal(ap_problems_count(problems, AP_PROBLEM), 0);
    ap_problems_free(problems);
    ap_text ledger = {0};
    (void)snprintf(path, sizeof path, "%s/north-2024-25/ledger.csv", folder);
    assert_int_equal(ap_file_read(path, &ledger, NULL), AP_OK);
    assert_string_equal(ledger.bytes, "scheme,partner,month,amount,basis,note\n");
    ap_text_free(&ledger);
    free_turned(&turned);
    (void)snprintf(path, sizeof path, "rm -r %s", folder);
    assert_int_equal(system(path), 0); /* NOLINT(cert-env33-c) */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_year_by_hand),
        cmocka_unit_test(what_is_carried_over_and_what_is_not),
        cmocka_unit_test(what_was_brought_forward_ends),
        cmocka_unit_test(any_next_case_is_sound),
        cmocka_unit_test(an_empty_ledger_can_be_reported),
        cmocka_unit_test(a_case_is_written_whole_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
