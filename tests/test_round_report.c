/* The report of a round: its sheets, its sums, and checks that find what is wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_case.h"
#include "record/round_report.h"
#include "solve/publish.h"

/* A solved round with all that its report needs, but a study. */
typedef struct ap_told {
    ap_case *inputs;
    ap_round *round;
    double *cells;
    ap_position *position;
    ap_position *exact;
    ap_register *lines;
    ap_report *report;
    size_t failed;
} ap_told;

static void tell(ap_told *told)
{
    if (told->position == NULL) {
        assert_int_equal(
            ap_position_of(told->round->model, told->cells, &told->position, NULL), AP_OK);
    }
    assert_int_equal(
        ap_position_of(told->round->model, told->round->cells, &told->exact, NULL), AP_OK);
    assert_int_equal(ap_register_of(told->round, told->cells, &told->lines, NULL), AP_OK);
    const ap_round_results results = {
        .round = told->round,
        .cells = told->cells,
        .position = told->position,
        .exact = told->exact,
        .lines = told->lines,
        .run_id = "r0123456789ab",
        .version = "0",
    };
    assert_int_equal(ap_round_report(&results, &told->report, &told->failed, NULL), AP_OK);
}

static void setup(ap_told *told, ap_case *inputs)
{
    *told = (ap_told){.inputs = inputs};
    told->round = ap_made_solved(inputs);
    told->cells = calloc(told->round->model->cell_count + 1, sizeof *told->cells);
    assert_non_null(told->cells);
    assert_int_equal(
        ap_publish_cells(told->round->model, told->round->cells, told->cells, NULL), AP_OK);
}

static void teardown(ap_told *told)
{
    ap_report_free(told->report);
    ap_register_free(told->lines);
    ap_position_free(told->exact);
    ap_position_free(told->position);
    free(told->cells);
    ap_round_free(told->round);
    ap_case_free(told->inputs);
}

static double number_at(const ap_report *report, const char *name, size_t row,
                        const char *header)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    assert_non_null(sheet);
    for (size_t k = 0; k < sheet->column_count; k++) {
        if (strcmp(sheet->columns[k].header, header) == 0) {
            return sheet->cells[row * sheet->column_count + k].number;
        }
    }
    fail_msg("no column %s", header);
    return NAN;
}

static const char *words_at(const ap_report *report, const char *name, size_t row,
                            size_t column)
{
    const ap_sheet *sheet = ap_report_find(report, name);
    assert_non_null(sheet);
    return sheet->cells[row * sheet->column_count + column].text;
}

/* Every place's bridge starts at last year and ends at its allocation, in whole pounds, and
 * the steps that only move money between places add up to nothing. */
static void the_bridge_adds_up(void **state)
{
    (void)state;
    static const char *const steps[] = {
        "Last year (£)",
        "Growth of the envelope (£)",
        "Population (£)",
        "Need beyond population (£)",
        "Pace of change and equity band (£)",
        "Rules and what others leave (£)",
    };
    ap_told told;
    setup(&told, ap_made_from_folder(AP_ROOT "/inputs/hiow-2023-24", 0));
    tell(&told);
    double people = 0;
    double need = 0;
    for (size_t i = 0; i < told.position->places; i++) {
        double level = 0;
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            double step = number_at(told.report, "Bridge", i, steps[k]);
            assert_true(step == floor(step));
            level += step;
        }
        assert_true(level == told.position->place[i]);
        people += number_at(told.report, "Bridge", i, steps[2]);
        need += number_at(told.report, "Bridge", i, steps[3]);
    }
    assert_true(people == 0);
    assert_true(need == 0);
    teardown(&told);
}

/* The shipped round passes every check, says so on the cover, and its sheets come in the
 * order that the contents list. */
static void a_sound_round_passes_every_check(void **state)
{
    (void)state;
    ap_told told;
    setup(&told, ap_made_from_folder(AP_ROOT "/inputs/hiow-2023-24", 0));
    tell(&told);
    assert_int_equal(told.failed, 0);
    assert_string_equal(words_at(told.report, "Cover", 0, 1), "All checks pass");
    const ap_sheet *checks = ap_report_find(told.report, "Checks");
    assert_true(checks->row_count >= 10);
    assert_string_equal(told.report->sheets[0].name, "Cover");
    assert_string_equal(told.report->sheets[1].name, "Contents");
    assert_string_equal(told.report->sheets[2].name, "Notes");
    const ap_sheet *contents = &told.report->sheets[1];
    assert_int_equal(contents->row_count, told.report->sheet_count - 1);
    for (size_t s = 3; s < told.report->sheet_count; s++) {
        assert_string_equal(words_at(told.report, "Contents", s - 1, 0),
                            told.report->sheets[s].name);
    }
    teardown(&told);
}

/* Take a million pounds from one cell: money of its source is left over, and the check that
 * compares with the solver's total fails, with the cover and the count of failures. */
static void money_that_is_lost_is_found(void **state)
{
    (void)state;
    ap_told told;
    setup(&told, ap_made_from_folder(AP_ROOT "/inputs/hiow-2023-24", 0));
    for (size_t c = 0; c < told.round->model->cell_count; c++) {
        if (told.cells[c] > 2e6) {
            told.cells[c] -= 1e6;
            break;
        }
    }
    tell(&told);
    assert_true(told.failed >= 2);
    assert_string_equal(words_at(told.report, "Cover", 0, 1),
                        "A check fails: see sheet Checks");
    teardown(&told);
}

/* Which total is five pounds off. */
typedef enum ap_slip {
    AP_SLIP_PLACE,
    AP_SLIP_SCHEME,
    AP_SLIP_SOURCE,
    AP_SLIP_TARGET
} ap_slip;

static void make_slip(ap_told *told, ap_slip slip)
{
    double *const totals[] = {
        [AP_SLIP_PLACE] = told->position->place,
        [AP_SLIP_SCHEME] = told->position->scheme,
        [AP_SLIP_SOURCE] = told->position->source,
        [AP_SLIP_TARGET] = told->round->target->target,
    };
    totals[slip][0] += 5;
}

/* Five pounds too many in one total and nowhere else: a sheet then no longer adds up to the
 * others, and a check says so. */
static void a_total_that_is_off_is_found(void **state)
{
    (void)state;
    for (ap_slip slip = AP_SLIP_PLACE; slip <= AP_SLIP_TARGET; slip++) {
        ap_told told;
        setup(&told, ap_made_from_folder(AP_ROOT "/inputs/hiow-2023-24", 0));
        assert_int_equal(
            ap_position_of(told.round->model, told.cells, &told.position, NULL), AP_OK);
        make_slip(&told, slip);
        tell(&told);
        assert_true(told.failed >= 1);
        teardown(&told);
    }
}

/* In rounds by chance every published total is the sum of what is published. */
static void rounds_by_chance_add_up(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        ap_told told;
        setup(&told, ap_made_by_chance(seed));
        tell(&told);
        const ap_sheet *table = ap_report_find(told.report, "Place by programme");
        size_t last = table->column_count - 1;
        double total = table->cells[table->row_count * table->column_count + last].number;
        double sum = 0;
        for (size_t s = 0; s < told.position->schemes; s++) {
            sum += told.position->scheme_envelope[s];
        }
        assert_true(total == sum);
        teardown(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bridge_adds_up),
        cmocka_unit_test(a_sound_round_passes_every_check),
        cmocka_unit_test(money_that_is_lost_is_found),
        cmocka_unit_test(a_total_that_is_off_is_found),
        cmocka_unit_test(rounds_by_chance_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
