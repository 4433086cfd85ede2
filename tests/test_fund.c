#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_pool.h"
#include "method/fund.h"

#define PENCE(pounds) ((ap_pence)(pounds)*100)

enum { ICB, COUNCIL };

static const ap_made_line lines[] = {
    {.scheme = "packages",
     .source = "icb",
     .budget = 60000,
     .forecast = 66000,
     .spent = 20000},
    {.scheme = "packages", .source = "nhs_minimum", .budget = 30000, .forecast = 0},
    {.scheme = "packages",
     .source = "council",
     .budget = 12000,
     .forecast = 12000,
     .spent = 6000},
    {.scheme = "winter",
     .source = "council",
     .budget = 24000,
     .forecast = 24000,
     .spent = 3000,
     .profile = "winter"},
    {.scheme = "adaptations", .source = "dfg", .budget = 5000, .forecast = 1000},
};

enum { LINES = sizeof lines / sizeof lines[0] };

static const ap_made_tables tables = {
    .profiles = "winter,6,1\nwinter,9,1\nwinter,12,2\n",
    .changes =
        "grant,A new grant,winter,council,4,4000\nlater,Still to come,packages,icb,9,"
        "6000\n",
    .virements = "v1,packages,winter,icb,5,3000,approved\nv2,packages,winter,icb,5,9000,"
                 "proposed\nv3,packages,winter,icb,7,1000,approved\n",
    .receipts = "ICB,icb,1,12000\nICB,icb,4,13000\n",
};

/* A fund and what it hangs on. */
typedef struct ap_stood {
    ap_case *inputs;
    ap_fund_index *index;
    ap_fund *fund;
} ap_stood;

static ap_stood stand(ap_made_tables with)
{
    ap_stood stood = {.inputs = ap_made_pool(LINES, lines, with)};
    stood.fund = ap_made_fund(stood.inputs, &stood.index);
    return stood;
}

static void end(ap_stood *stood)
{
    ap_fund_free(stood->fund);
    ap_fund_index_free(stood->index);
    ap_case_free(stood->inputs);
}

static const ap_fund_part *part_of(const ap_stood *stood, const char *scheme,
                                   size_t partner)
{
    for (size_t p = 0; p < stood->fund->part_count; p++) {
        const ap_fund_part *part = &stood->fund->parts[p];
        if (part->partner == partner &&
            strcmp(stood->inputs->schemes[part->scheme].scheme, scheme) == 0) {
            return part;
        }
    }
    fail_msg("no part of %s", scheme);
    return NULL;
}

/* (20) at month 6. The ICB's packages have 90,000 less the 6,000 that come in month 9 and
 * the 3,000 that were vired in month 5: 81,000. What is proposed, and what is approved for
 * month 7, does not count. The virement opens a line of winter care for the ICB. */
static void budgets_are_those_of_the_month(void **state)
{
    (void)state;
    ap_stood stood = stand(tables);
    assert_int_equal(part_of(&stood, "packages", ICB)->budget, PENCE(81000));
    assert_int_equal(part_of(&stood, "packages", COUNCIL)->budget, PENCE(12000));
    assert_int_equal(part_of(&stood, "winter", ICB)->budget, PENCE(3000));
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->budget, PENCE(24000));
    assert_int_equal(stood.fund->lines[0].opening, PENCE(54000));
    end(&stood);
}

/* Contributions follow: the ICB's money of its own is 54,000 until month 9. Two of four
 * instalments are due in month 6, 27,000, of which 25,000 has come. */
static void contributions_are_those_of_the_month(void **state)
{
    (void)state;
    ap_stood stood = stand(tables);
    const ap_fund_income *own = &stood.fund->incomes[1];
    assert_string_equal(stood.inputs->contributions[own->row].source, "icb");
    assert_int_equal(own->amount, PENCE(54000));
    assert_int_equal(own->due, PENCE(27000));
    assert_int_equal(own->received, PENCE(25000));
    const ap_fund_income *council = &stood.fund->incomes[2];
    assert_int_equal(council->amount, PENCE(36000));
    assert_int_equal(council->opening, PENCE(32000));
    end(&stood);
}

/* (21). Without a profile half of the year has passed; of winter care a quarter. */
static void budgets_to_date_follow_the_profile(void **state)
{
    (void)state;
    ap_stood stood = stand(tables);
    assert_int_equal(part_of(&stood, "packages", COUNCIL)->planned, PENCE(6000));
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->planned, PENCE(6000));
    end(&stood);
}

static ap_pence forecast_by(ap_forecast_method method, const char *scheme, size_t partner)
{
    ap_made_tables with = {.profiles = tables.profiles};
    ap_stood stood = stand(with);
    stood.inputs->settings.pool_blend = 0.25;
    for (size_t i = 0; i < stood.inputs->forecast_count; i++) {
        stood.inputs->forecast[i].method = method;
    }
    ap_fund *again = NULL;
    assert_int_equal(ap_fund_new(stood.index, 0, 6, &again, NULL), AP_OK);
    ap_fund_free(stood.fund);
    stood.fund = again;
    ap_pence forecast = part_of(&stood, scheme, partner)->forecast;
    end(&stood);
    return forecast;
}

/* (22). Winter care of the council: 24,000, of which 3,000 is spent and c = 1/4. The rate
 * of the year is 12,000; the other three quarters are 9,000 at that rate, 18,000 as
 * budgeted, and a quarter of the one with three quarters of the other is 11,250. */
static void forecasts_are_by_their_method(void **state)
{
    (void)state;
    assert_int_equal(forecast_by(AP_FORECAST_GIVEN, "winter", COUNCIL), PENCE(24000));
    assert_int_equal(forecast_by(AP_FORECAST_RUN_RATE, "winter", COUNCIL), PENCE(12000));
    assert_int_equal(forecast_by(AP_FORECAST_BUDGET, "winter", COUNCIL), PENCE(21000));
    assert_int_equal(forecast_by(AP_FORECAST_BLENDED, "winter", COUNCIL), PENCE(14250));
    assert_int_equal(forecast_by(AP_FORECAST_RUN_RATE, "packages", ICB), PENCE(40000));
}

/* At month 12 a forecast of month 1 has no say: the council has spent 3,000 of winter care.
 * One that is given at month 12 has. */
static void spend_stands_when_the_year_is_over(void **state)
{
    (void)state;
    ap_stood stood = stand(tables);
    ap_fund *over = NULL;
    assert_int_equal(ap_fund_new(stood.index, 0, 12, &over, NULL), AP_OK);
    ap_fund_free(stood.fund);
    stood.fund = over;
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->forecast, PENCE(3000));
    for (size_t i = 0; i < stood.inputs->forecast_count; i++) {
        stood.inputs->forecast[i].month = 12;
    }
    assert_int_equal(ap_fund_new(stood.index, 0, 12, &over, NULL), AP_OK);
    ap_fund_free(stood.fund);
    stood.fund = over;
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->forecast, PENCE(24000));
    end(&stood);
}

/* A part that nobody forecasts goes on as so far, 20,000 in half a year; one of which the
 * ledger has nothing is as budgeted. */
static void what_has_not_begun_is_as_budgeted(void **state)
{
    (void)state;
    ap_made_tables with = {.profiles = tables.profiles};
    ap_stood stood = stand(with);
    ap_fund *again = NULL;
    for (size_t i = 0; i < stood.inputs->forecast_count; i++) {
        stood.inputs->forecast[i].partner = "Nobody";
    }
    for (size_t i = 0; i < stood.inputs->ledger_count; i++) {
        bool is_winter = strcmp(stood.inputs->ledger[i].scheme, "winter") == 0;
        stood.inputs->ledger[i].month = is_winter ? 7 : 1;
    }
    assert_int_equal(ap_fund_new(stood.index, 0, 6, &again, NULL), AP_OK);
    ap_fund_free(stood.fund);
    stood.fund = again;
    assert_int_equal(part_of(&stood, "packages", ICB)->forecast, PENCE(40000));
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->forecast, PENCE(24000));
    end(&stood);
}

/* In month 5 nothing of winter's profile has passed, but 30,000 is spent already, more than
 * its budget of 24,000: it is not forecast below that. */
static void what_is_spent_early_is_in_the_forecast(void **state)
{
    (void)state;
    ap_made_tables with = {.profiles = tables.profiles};
    ap_stood stood = stand(with);
    ap_fund *again = NULL;
    for (size_t i = 0; i < stood.inputs->forecast_count; i++) {
        stood.inputs->forecast[i].partner = "Nobody";
    }
    for (size_t i = 0; i < stood.inputs->ledger_count; i++) {
        if (strcmp(stood.inputs->ledger[i].scheme, "winter") == 0) {
            stood.inputs->ledger[i].month = 1;
            stood.inputs->ledger[i].amount = 30000;
        }
    }
    assert_int_equal(ap_fund_new(stood.index, 0, 5, &again, NULL), AP_OK);
    ap_fund_free(stood.fund);
    stood.fund = again;
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->planned, 0);
    assert_int_equal(part_of(&stood, "winter", COUNCIL)->forecast, PENCE(30000));
    end(&stood);
}

/* The ICB's 66,000 of packages are split over its sources as their budgets are, 54,000 less
 * 3,000 and 30,000: 51 to 30 of 81 parts. */
static void a_part_is_split_over_its_sources(void **state)
{
    (void)state;
    ap_stood stood = stand(tables);
    const ap_fund_part *part = part_of(&stood, "packages", ICB);
    ap_pence sum = 0;
    assert_int_equal(part->line_count, 2);
    for (size_t k = 0; k < 2; k++) {
        const ap_fund_line *line = &stood.fund->lines[part->first_line + k];
        bool is_own = strcmp(stood.inputs->sources[line->source].source, "icb") == 0;
        double exact = 6600000.0 * (is_own ? 51 : 30) / 81;
        assert_true((double)line->forecast > exact - 1 &&
                    (double)line->forecast < exact + 1);
        sum += line->forecast;
    }
    assert_int_equal(sum, PENCE(66000));
    end(&stood);
}

/* Capital and what has a word are fences of their own. */
static void fences_are_kinds_and_words(void **state)
{
    (void)state;
    ap_stood stood = stand(tables);
    assert_int_equal(stood.fund->fence_count, 3);
    assert_string_equal(stood.fund->fences[0].name, "General revenue");
    assert_string_equal(stood.fund->fences[1].name, "Revenue: discharge");
    assert_string_equal(stood.fund->fences[2].name, "General capital");
    assert_int_equal(part_of(&stood, "adaptations", COUNCIL)->forecast, PENCE(1000));
    end(&stood);
}

/* Pence are never lost, whatever the weights. */
static void splits_add_up(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int round = 0; round < 2000; round++) {
        double weights[7];
        ap_pence shares[7];
        ap_pence sum = 0;
        for (size_t k = 0; k < 7; k++) {
            seed = seed * 1664525U + 1013904223U;
            weights[k] = (seed >> 8) % 5 == 0 ? 0 : (seed >> 8) % 100003;
        }
        seed = seed * 1664525U + 1013904223U;
        ap_pence amount = (ap_pence)(seed >> 4) - (1 << 27);
        ap_split_pence(7, weights, amount, shares);
        for (size_t k = 0; k < 7; k++) {
            sum += shares[k];
            assert_true(amount < 0 ? shares[k] <= 0 : shares[k] >= 0);
        }
        assert_int_equal(sum, amount);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_are_those_of_the_month),
        cmocka_unit_test(contributions_are_those_of_the_month),
        cmocka_unit_test(budgets_to_date_follow_the_profile),
        cmocka_unit_test(forecasts_are_by_their_method),
        cmocka_unit_test(spend_stands_when_the_year_is_over),
        cmocka_unit_test(what_has_not_begun_is_as_budgeted),
        cmocka_unit_test(what_is_spent_early_is_in_the_forecast),
        cmocka_unit_test(a_part_is_split_over_its_sources),
        cmocka_unit_test(fences_are_kinds_and_words),
        cmocka_unit_test(splits_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
