/* A run on one rank: stopped, gone on with, in rounds, failing, reported. What several
 * ranks do is in risk_run.sh and risk_killed.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <signal.h>
#include <unistd.h>

#include "base/signals.h"
#include "risk/run.h"
#include "scratch.h"
#include "toy_risk.h"

enum { SEED = 11 };

static const ap_ranks alone = {.rank = 0, .size = 1};

static ap_toy_risk quiet_toy(void)
{
    return (ap_toy_risk){.seed = SEED, .hangs_at = AP_TOY_NEVER, .fails_at = AP_TOY_NEVER};
}

static ap_run_options options_for(uint64_t scenarios)
{
    ap_run_options options = {.part = {.scenarios = scenarios, .range = {0, scenarios}},
                              .patience = 60};
    ap_sha256("toy", 3, options.part.run);
    return options;
}

static void expect_tally(const ap_tally *tally, uint64_t first, uint64_t end)
{
    ap_text left = {0};
    ap_text right = {0};
    ap_tally *expected = ap_toy_risk_tally(SEED, first, end);
    ap_tally_pack(tally, &left);
    ap_tally_pack(expected, &right);
    assert_int_equal(left.length, right.length);
    assert_memory_equal(left.bytes, right.bytes, left.length);
    ap_tally_free(expected);
    ap_text_free(&left);
    ap_text_free(&right);
}

static void every_size_of_block_gives_the_same(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {0, 1, 7, 256, 4096, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        ap_toy_risk toy = quiet_toy();
        ap_work work = ap_toy_risk_work(&toy);
        ap_run_options options = options_for(5000);
        ap_run_cost cost;
        ap_tally *tally = NULL;
        options.block = sizes[i];
        assert_int_equal(
            ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL), AP_OK);
        expect_tally(tally, 0, 5000);
        assert_int_equal(toy.computed, 5000);
        assert_true(sizes[i] != 1 || cost.blocks == 5000);
        ap_tally_free(tally);
    }
}

static void part_of_a_run_is_that_part(void **state)
{
    (void)state;
    ap_toy_risk toy = quiet_toy();
    ap_work work = ap_toy_risk_work(&toy);
    ap_run_options options = options_for(5000);
    ap_run_cost cost;
    ap_tally *tally = NULL;
    options.part.range = (ap_range){1234, 2345};
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL),
                     AP_OK);
    expect_tally(tally, 1234, 2345);
    ap_tally_free(tally);
    options.part.range = (ap_range){7, 7};
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL),
                     AP_OK);
    assert_int_equal(ap_tally_scenarios(tally), 0);
    ap_tally_free(tally);
}

/* A toy that sends its own process a signal at the scenario. The toy comes first, so that
 * it is the context of the toy's other functions, too. */
typedef struct ap_alarm {
    ap_toy_risk toy;
    ap_work plain;
    uint64_t at;
    int signal;
} ap_alarm;

static ap_status scenario_with_alarm(void *context, uint64_t scenario, ap_tally *tally,
                                     ap_error *err)
{
    ap_alarm *alarm = context;
    if (scenario == alarm->at) {
        (void)raise(alarm->signal);
    }
    return alarm->plain.scenario(&alarm->toy, scenario, tally, err);
}

/* Each signal stops it within milliseconds; each time it goes on with what was saved, and
 * no scenario is computed twice. The size of blocks may change on the way. */
static void stopped_run_goes_on_where_it_was(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGUSR1, SIGINT};
    ap_alarm alarm = {.toy = quiet_toy()};
    alarm.toy.seconds = 0.0001;
    alarm.plain = ap_toy_risk_work(&alarm.toy);
    ap_work work = alarm.plain;
    ap_run_options options = options_for(4000);
    ap_run_cost cost;
    ap_tally *tally = NULL;
    work.context = &alarm;
    work.scenario = scenario_with_alarm;
    work.progress = NULL;
    for (size_t i = 0; i < 3; i++) {
        ap_error err = {0};
        ap_keeping *keeping = NULL;
        alarm.at = 1000 * (i + 1);
        alarm.signal = signals[i];
        options.block = i == 1 ? 7 : 3000;
        assert_int_equal(ap_keeping_open("stopped", &options.part, &keeping, NULL), AP_OK);
        assert_int_equal(
            ap_run_carry_out(&work, &options, alone, keeping, &tally, &cost, &err),
            AP_STOPPED);
        assert_null(tally);
        assert_non_null(strstr(err.what, ap_signals_name(signals[i])));
        assert_non_null(strstr(err.what, "of 4000 scenarios done and saved"));
        assert_in_range(alarm.toy.computed, alarm.at, alarm.at + 100);
        ap_keeping_free(keeping);
        ap_signals_release();
    }
    ap_keeping *keeping = NULL;
    assert_int_equal(ap_keeping_open("stopped", &options.part, &keeping, NULL), AP_OK);
    assert_int_equal(ap_run_carry_out(&work, &options, alone, keeping, &tally, &cost, NULL),
                     AP_OK);
    expect_tally(tally, 0, 4000);
    assert_int_equal(alarm.toy.computed, 4000);
    assert_true(cost.restored >= 3000 && cost.saves >= 1);
    ap_tally_free(tally);
    ap_keeping_clear(keeping);
    ap_keeping_free(keeping);
    assert_int_equal(access("stopped", F_OK), -1);
}

/* Killed after all was saved and before the report: there is nothing left to compute. */
static void complete_run_is_not_computed_again(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        ap_toy_risk toy = quiet_toy();
        ap_work work = ap_toy_risk_work(&toy);
        ap_run_options options = options_for(2000);
        ap_run_cost cost;
        ap_tally *tally = NULL;
        ap_keeping *keeping = NULL;
        assert_int_equal(ap_keeping_open("complete", &options.part, &keeping, NULL), AP_OK);
        assert_int_equal(
            ap_run_carry_out(&work, &options, alone, keeping, &tally, &cost, NULL), AP_OK);
        expect_tally(tally, 0, 2000);
        assert_int_equal(toy.computed, i == 0 ? 2000 : 0);
        ap_tally_free(tally);
        ap_keeping_free(keeping);
    }
}

/* Rounds end at 16,384, 32,768, 65,536 … scenarios, or where the caller says. */
static void rounds_end_when_it_is_enough(void **state)
{
    (void)state;
    static const uint64_t rounds[] = {100, 1000, 3000, 9000};
    ap_toy_risk toy = quiet_toy();
    ap_run_options options = options_for(100000);
    ap_run_cost cost;
    ap_tally *tally = NULL;
    toy.enough = 20000;
    ap_work work = ap_toy_risk_work(&toy);
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL),
                     AP_OK);
    expect_tally(tally, 0, 32768);
    assert_int_equal(toy.asked, 2);
    ap_tally_free(tally);

    options.rounds = rounds;
    options.round_count = 4;
    toy = quiet_toy();
    toy.enough = 2999;
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL),
                     AP_OK);
    expect_tally(tally, 0, 3000);
    assert_int_equal(toy.asked, 3);
    ap_tally_free(tally);

    toy = quiet_toy();
    toy.enough = UINT64_MAX;
    options.part.range.end = 5000;
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL),
                     AP_OK);
    expect_tally(tally, 0, 5000);
    assert_int_equal(toy.asked, 3);
    ap_tally_free(tally);
}

/* Stopped before, at and after the end of a round, it is decided on what the round holds
 * and nothing else: the same 3,000 scenarios come of it. */
static void decisions_survive_a_stop(void **state)
{
    (void)state;
    static const uint64_t rounds[] = {1000, 3000};
    static const uint64_t moments[] = {10, 999, 1000, 1001, 2999};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        ap_alarm alarm = {.toy = quiet_toy(), .at = moments[i], .signal = SIGUSR1};
        alarm.toy.enough = 2000;
        alarm.plain = ap_toy_risk_work(&alarm.toy);
        ap_work work = alarm.plain;
        ap_run_options options = options_for(50000);
        ap_status status = AP_STOPPED;
        ap_tally *tally = NULL;
        options.rounds = rounds;
        options.round_count = 2;
        work.context = &alarm;
        work.scenario = scenario_with_alarm;
        work.progress = NULL;
        for (int attempt = 0; status == AP_STOPPED && attempt < 3; attempt++) {
            ap_keeping *keeping = NULL;
            ap_run_cost cost;
            assert_int_equal(ap_keeping_open("rounds", &options.part, &keeping, NULL),
                             AP_OK);
            status = ap_run_carry_out(&work, &options, alone, keeping, &tally, &cost, NULL);
            if (status == AP_OK) {
                ap_keeping_clear(keeping);
            }
            ap_keeping_free(keeping);
            ap_signals_release();
        }
        assert_int_equal(status, AP_OK);
        expect_tally(tally, 0, 3000);
        ap_tally_free(tally);
    }
}

static void failing_scenario_ends_the_run_with_its_words(void **state)
{
    (void)state;
    ap_error err = {0};
    ap_toy_risk toy = quiet_toy();
    ap_work work = ap_toy_risk_work(&toy);
    ap_run_options options = options_for(5000);
    ap_run_cost cost;
    ap_tally *tally = NULL;
    toy.fails_at = 3210;
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, &err),
                     AP_IO);
    assert_string_equal(err.what, "scenario 3210 fails");
    assert_null(tally);
}

/* At 1 ms a scenario, 2.5 s are two reports. */
static void progress_is_told_once_a_second(void **state)
{
    (void)state;
    ap_toy_risk toy = quiet_toy();
    ap_work work = ap_toy_risk_work(&toy);
    ap_run_options options = options_for(1600);
    ap_run_cost cost;
    ap_tally *tally = NULL;
    size_t lines = 0;
    toy.seconds = 0.0015;
    assert_int_equal(ap_run_carry_out(&work, &options, alone, NULL, &tally, &cost, NULL),
                     AP_OK);
    for (size_t i = 0; i < toy.reports.length; i++) {
        lines += toy.reports.bytes[i] == '\n' ? 1 : 0;
    }
    assert_in_range(lines, 2, (size_t)cost.seconds);
    assert_non_null(strstr(toy.reports.bytes, " of 1600\n"));
    ap_text_free(&toy.reports);
    ap_tally_free(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_of_block_gives_the_same),
        cmocka_unit_test(part_of_a_run_is_that_part),
        cmocka_unit_test(stopped_run_goes_on_where_it_was),
        cmocka_unit_test(complete_run_is_not_computed_again),
        cmocka_unit_test(rounds_end_when_it_is_enough),
        cmocka_unit_test(decisions_survive_a_stop),
        cmocka_unit_test(failing_scenario_ends_the_run_with_its_words),
        cmocka_unit_test(progress_is_told_once_a_second),
    };
    return cmocka_run_group_tests(tests, ap_scratch_enter, ap_scratch_leave);
}
