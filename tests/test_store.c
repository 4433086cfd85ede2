#include "record/report_csv.h"
#include "record/store.h"
#include "seeded_runs.h"

static void a_report_comes_back_cell_by_cell(void **state)
{
    (void)state;
    ap_store *store = open_store();
    for (uint64_t seed = 0; seed < 60; seed++) {
        char id[AP_RUN_ID_SIZE];
        (void)snprintf(id, sizeof id, "r%012" PRIx64, seed);
        assert_int_equal(add_seeded(store, id, seed, seed % 7, NULL), AP_OK);
        assert_true(is_complete(store, id, seed % 7));
    }
    ap_store_free(store);
    assert_true(ask(is_sound) == 1);
}

static void its_csv_and_json_are_the_same_bytes(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_report *original = some_report(7, 3, 5);
    ap_report *found = NULL;
    ap_text texts[2] = {{0}, {0}};
    assert_int_equal(add_seeded(store, "r000000000007", 7, 5, NULL), AP_OK);
    assert_int_equal(ap_store_report(store, "r000000000007", &found, NULL), AP_OK);
    const ap_report *reports[] = {original, found};
    for (int i = 0; i < 2; i++) {
        ap_report_json(reports[i], &texts[i]);
        ap_sheet_csv(&reports[i]->sheets[1], &texts[i]);
    }
    assert_string_equal(texts[0].bytes, texts[1].bytes);
    ap_text_free(&texts[0]);
    ap_text_free(&texts[1]);
    ap_report_free(found);
    ap_report_free(original);
    ap_store_free(store);
}

static void inputs_and_files_come_back_byte_for_byte(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_case_file *files = NULL;
    size_t count = 0;
    ap_text kept = {0};
    assert_int_equal(add_seeded(store, "r1", 1, 2, NULL), AP_OK);
    assert_int_equal(ap_store_inputs(store, "r1", &count, &files, NULL), AP_OK);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(files[i].name, input_files[i].name);
        assert_string_equal(files[i].encoding, input_files[i].encoding);
        assert_string_equal(files[i].sha256, input_files[i].sha256);
        assert_int_equal(files[i].length, input_files[i].length);
        assert_memory_equal(files[i].bytes, input_files[i].bytes, files[i].length);
    }
    assert_int_equal(ap_store_file(store, "r1", "empty.mps", &kept, NULL), AP_OK);
    assert_int_equal(kept.length, 0);
    assert_int_equal(ap_store_file(store, "r1", "log.txt", &kept, NULL), AP_OK);
    assert_string_equal(kept.bytes, "1");
    assert_int_equal(ap_store_file(store, "r1", "other.txt", &kept, NULL), AP_NO_INPUT);
    ap_text_free(&kept);
    ap_store_inputs_free(count, files);
    ap_store_free(store);
}

static void an_input_changed_in_the_store_is_refused(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_case_file *files = NULL;
    size_t count = 0;
    ap_error err = {0};
    assert_int_equal(add_seeded(store, "r1", 1, 2, NULL), AP_OK);
    change("UPDATE blobs SET bytes = CAST('place' AS BLOB) WHERE length = 18");
    assert_int_equal(ap_store_inputs(store, "r1", &count, &files, &err), AP_IO);
    assert_non_null(strstr(err.what, "places.csv"));
    ap_store_free(store);
}

/* Seeded runs read for a quarter of a second and solve for one and a half. */
static void timings_come_back_in_their_order(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_timing *timings = NULL;
    size_t count = 0;
    ap_error err = {0};
    assert_int_equal(add_seeded(store, "r1", 1, 2, NULL), AP_OK);
    assert_int_equal(ap_store_timings(store, "r1", &count, &timings, NULL), AP_OK);
    assert_int_equal(count, 2);
    assert_string_equal(timings[0].stage, "read");
    assert_true(timings[0].seconds == 0.25);
    assert_string_equal(timings[1].stage, "solve");
    assert_true(timings[1].seconds == 1.5);
    ap_store_timings_free(count, timings);
    assert_int_equal(ap_store_timings(store, "r2", &count, &timings, &err), AP_NO_INPUT);
    assert_non_null(strstr(err.what, "r2"));
    ap_store_free(store);
}

static void a_run_without_timings_has_none(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_timing *timings = NULL;
    size_t count = 7;
    assert_int_equal(add_seeded(store, "r1", 1, 2, NULL), AP_OK);
    change("DELETE FROM run_timings");
    assert_int_equal(ap_store_timings(store, "r1", &count, &timings, NULL), AP_OK);
    assert_int_equal(count, 0);
    assert_null(timings);
    ap_store_timings_free(count, timings);
    ap_store_free(store);
}

/* Three runs of the same inputs: two input files, one empty file and three logs. */
static void equal_files_are_kept_once(void **state)
{
    (void)state;
    ap_store *store = open_store();
    assert_int_equal(add_seeded(store, "r1", 11, 2, NULL), AP_OK);
    assert_int_equal(add_seeded(store, "r2", 12, 2, NULL), AP_OK);
    assert_int_equal(add_seeded(store, "r3", 13, 2, NULL), AP_OK);
    ap_store_free(store);
    assert_true(ask("SELECT count(*) FROM blobs") == 2 + 1 + 3);
    assert_true(ask("SELECT count(*) FROM run_inputs") == 6);
}

/* r1 is recorded again with another log: still two runs, r1 now the newest, and the log
 * that no run has any more is gone. */
static void a_run_of_the_same_id_is_replaced(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_run_line *lines = NULL;
    size_t count = 0;
    assert_int_equal(add_seeded(store, "r1", 1, 4, NULL), AP_OK);
    assert_int_equal(add_seeded(store, "r2", 2, 4, NULL), AP_OK);
    assert_int_equal(add_seeded(store, "r1", 3, 4, NULL), AP_OK);
    assert_int_equal(ap_store_runs(store, &count, &lines, NULL), AP_OK);
    assert_int_equal(count, 2);
    assert_string_equal(lines[0].id, "r1");
    assert_string_equal(lines[1].id, "r2");
    assert_string_equal(lines[0].arguments, "--profile=publish");
    assert_int_equal(lines[0].exit_code, 1);
    assert_true(is_complete(store, "r1", 4));
    ap_run_lines_free(count, lines);
    ap_store_free(store);
    assert_true(ask("SELECT count(*) FROM blobs") == 2 + 1 + 2);
    assert_true(ask(is_sound) == 1);
}

/* Two kept files of one name: the run is refused when half of it is written already. */
static void after_a_refused_run_the_store_goes_on(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_case inputs = some_inputs("place\n");
    ap_report *report = some_report(1, 3, 4);
    ap_run_file files[] = {{"log.txt", "one", 3}, {"log.txt", "two", 3}};
    ap_run run = {.id = "r1",
                  .command = "round",
                  .inputs = &inputs,
                  .report = report,
                  .file_count = 2,
                  .files = files};
    ap_error err = {0};
    assert_int_equal(add_seeded(store, "r1", 5, 4, NULL), AP_OK);
    assert_int_equal(ap_store_add(store, &run, &err), AP_INTERNAL);
    assert_true(is_complete(store, "r1", 4));
    assert_int_equal(add_seeded(store, "r2", 6, 4, NULL), AP_OK);
    assert_true(is_complete(store, "r2", 4));
    ap_report_free(report);
    ap_store_free(store);
    assert_true(ask("SELECT count(*) FROM blobs") == 2 + 1 + 2);
}

/* Three places of £10, £20 and £30 and a total row, which a sum must not count again. */
static void an_analyst_can_query_results(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_case inputs = some_inputs("place\n");
    ap_report *report = NULL;
    assert_int_equal(ap_report_new(&report, NULL), AP_OK);
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_RESULTS,
                                                       .name = "Places",
                                                       .table = "place_results",
                                                       .column_count = 2,
                                                       .columns = columns,
                                                       .has_total = true,
                                                       .row_count = 3});
    for (size_t row = 0; row < 3; row++) {
        ap_sheet_words(report, sheet, row, 0, "place %zu", row + 1);
        ap_sheet_number(report, sheet, row, 1, 10.0 * (double)(row + 1));
    }
    ap_sheet_totals(report, sheet);
    ap_run run = {.id = "r1", .command = "round", .inputs = &inputs, .report = report};
    assert_int_equal(ap_store_add(store, &run, NULL), AP_OK);
    ap_report_free(report);
    ap_store_free(store);
    assert_true(ask("SELECT sum(number) FROM results WHERE run = 'r1' AND"
                    " \"table\" = 'place_results' AND \"column\" = 'Allocation (£)'") ==
                60);
    assert_true(ask("SELECT m.number FROM results p JOIN results m USING (run, \"row\")"
                    " WHERE p.text = 'place 2' AND m.\"column\" = 'Allocation (£)'") == 20);
    assert_true(ask("SELECT count(*) FROM results WHERE typeof(number) = 'real'") == 3);
    assert_true(ask("SELECT value = '5%' FROM run_settings") == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_report_comes_back_cell_by_cell, begin, end),
        cmocka_unit_test_setup_teardown(its_csv_and_json_are_the_same_bytes, begin, end),
        cmocka_unit_test_setup_teardown(inputs_and_files_come_back_byte_for_byte, begin,
                                        end),
        cmocka_unit_test_setup_teardown(an_input_changed_in_the_store_is_refused, begin,
                                        end),
        cmocka_unit_test_setup_teardown(timings_come_back_in_their_order, begin, end),
        cmocka_unit_test_setup_teardown(a_run_without_timings_has_none, begin, end),
        cmocka_unit_test_setup_teardown(equal_files_are_kept_once, begin, end),
        cmocka_unit_test_setup_teardown(a_run_of_the_same_id_is_replaced, begin, end),
        cmocka_unit_test_setup_teardown(after_a_refused_run_the_store_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(an_analyst_can_query_results, begin, end),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
