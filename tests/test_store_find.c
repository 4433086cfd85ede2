/* Finding a run in the store, its id, and files that are no store. */
#include "record/store.h"
#include "seeded_runs.h"

static ap_status find(const char *prefix, char id[AP_RUN_ID_SIZE], ap_error *err)
{
    ap_store *store = NULL;
    ap_run_line line = {0};
    assert_int_equal(ap_store_open_to_read(path, &store, NULL), AP_OK);
    ap_status status = ap_store_find(store, prefix, &line, err);
    (void)snprintf(id, AP_RUN_ID_SIZE, "%s", line.id);
    ap_run_line_free(&line);
    ap_store_free(store);
    return status;
}

typedef struct ap_search {
    const char *prefix;
    ap_status status;
    const char *id;   /* found */
    const char *what; /* the message must hold */
} ap_search;

/* Recorded in this order: r3fa2…, r3fb1…, r90c4…. */
static void a_run_is_found_by_the_beginning_of_its_id(void **state)
{
    (void)state;
    static const ap_search searches[] = {
        {"r3fa2c00d1e5f", AP_OK, "r3fa2c00d1e5f", ""},
        {"r3fa", AP_OK, "r3fa2c00d1e5f", ""},
        {"R9", AP_OK, "r90c4eeeeeeee", ""},
        {"latest", AP_OK, "r90c4eeeeeeee", ""},
        {"r3f", AP_USAGE, "", "2 runs begin so"},
        {"", AP_USAGE, "", "3 runs begin so"},
        {"r90d4", AP_NO_INPUT, "", "the nearest is r90c4eeeeeeee"},
        {"r3fb2", AP_NO_INPUT, "", "the nearest is r3fb1aaaaaaaa"},
        {"monday", AP_NO_INPUT, "", "the newest is r90c4eeeeeeee"},
        {"r90c4eeeeeeee0", AP_NO_INPUT, "", "the nearest is r90c4eeeeeeee"},
        {"%", AP_NO_INPUT, "", "lists all 3"},
    };
    ap_store *store = open_store();
    assert_int_equal(add_seeded(store, "r3fa2c00d1e5f", 1, 1, NULL), AP_OK);
    assert_int_equal(add_seeded(store, "r3fb1aaaaaaaa", 2, 1, NULL), AP_OK);
    assert_int_equal(add_seeded(store, "r90c4eeeeeeee", 3, 1, NULL), AP_OK);
    ap_store_free(store);
    for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++) {
        char id[AP_RUN_ID_SIZE] = "";
        ap_error err = {0};
        assert_int_equal(find(searches[i].prefix, id, &err), searches[i].status);
        assert_string_equal(id, searches[i].id);
        assert_non_null(strstr(err.what, searches[i].what));
    }
}

static void an_empty_store_has_no_latest_run(void **state)
{
    (void)state;
    char id[AP_RUN_ID_SIZE] = "";
    ap_error err = {0};
    ap_store_free(open_store());
    assert_int_equal(find("latest", id, &err), AP_NO_INPUT);
    assert_non_null(strstr(err.what, "holds no runs yet"));
}

static void a_run_that_is_not_there_has_no_report(void **state)
{
    (void)state;
    ap_store *store = open_store();
    ap_report *report = NULL;
    ap_case_file *files = NULL;
    size_t count = 0;
    assert_int_equal(ap_store_report(store, "r1", &report, NULL), AP_NO_INPUT);
    assert_int_equal(ap_store_inputs(store, "r1", &count, &files, NULL), AP_NO_INPUT);
    assert_null(report);
    assert_null(files);
    ap_store_free(store);
}

static void a_run_id_depends_on_all_that_goes_in(void **state)
{
    (void)state;
    char ids[7][AP_RUN_ID_SIZE];
    ap_case inputs = some_inputs("place\n");
    ap_run_id("round", "--top=3", &inputs, ids[0]);
    ap_run_id("need", "--top=3", &inputs, ids[1]);
    ap_run_id("round", "--top=4", &inputs, ids[2]);
    ap_run_id("round--", "top=3", &inputs, ids[3]);
    input_files[1].name = "need2.csv";
    ap_run_id("round", "--top=3", &inputs, ids[4]);
    inputs.files_count = 1;
    ap_run_id("round", "--top=3", &inputs, ids[5]);
    inputs = some_inputs("place\nx\n");
    ap_run_id("round", "--top=3", &inputs, ids[6]);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(strlen(ids[i]), 13);
        assert_int_equal(strspn(ids[i] + 1, "0123456789abcdef"), 12);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(ids[i], ids[j]);
        }
    }
}

static void a_run_id_does_not_depend_on_the_order_of_files(void **state)
{
    (void)state;
    char ids[2][AP_RUN_ID_SIZE];
    ap_case inputs = some_inputs("place\n");
    ap_run_id("round", "", &inputs, ids[0]);
    ap_case_file first = input_files[0];
    input_files[0] = input_files[1];
    input_files[1] = first;
    ap_run_id("round", "", &inputs, ids[1]);
    assert_string_equal(ids[0], ids[1]);
}

static void write_file(const char *bytes)
{
    assert_int_equal(ap_file_write(path, bytes, strlen(bytes), NULL), AP_OK);
}

static ap_status try_open(const char *at, bool is_writer, ap_error *err)
{
    ap_store *store = NULL;
    *err = (ap_error){0};
    ap_status status =
        is_writer ? ap_store_open(at, &store, err) : ap_store_open_to_read(at, &store, err);
    assert_true((status == AP_OK) == (store != NULL));
    ap_store_free(store);
    return status;
}

static void a_missing_store_is_not_made_by_reading(void **state)
{
    (void)state;
    ap_error err = {0};
    assert_int_equal(try_open(path, false, &err), AP_NO_INPUT);
    assert_string_equal(err.where, path);
    assert_int_equal(access(path, F_OK), -1);
}

/* What a kill in the very first moment leaves. */
static void an_empty_file_is_a_store_yet_to_be_made(void **state)
{
    (void)state;
    ap_error err = {0};
    write_file("");
    assert_int_equal(try_open(path, false, &err), AP_NO_INPUT);
    assert_non_null(strstr(err.what, "no runs yet"));
    assert_int_equal(try_open(path, true, &err), AP_OK);
    assert_int_equal(try_open(path, false, &err), AP_OK);
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    ap_store *store = open_store();
    assert_int_equal(add_seeded(store, "r1", 1, 1, NULL), AP_OK);
    ap_store_free(store);
    assert_int_equal(ap_store_open_to_read(path, &store, NULL), AP_OK);
    assert_int_not_equal(add_seeded(store, "r2", 1, 1, NULL), AP_OK);
    assert_true(is_complete(store, "r1", 1));
    ap_store_free(store);
    assert_true(ask("SELECT count(*) FROM runs") == 1);
}

static void another_file_is_not_taken_for_a_store(void **state)
{
    (void)state;
    ap_error err = {0};
    static const char words[] = "place,name\nsouthampton,Southampton\n";
    write_file(words);
    for (int is_writer = 0; is_writer < 2; is_writer++) {
        assert_int_equal(try_open(path, is_writer == 1, &err), AP_IO);
        assert_non_null(strstr(err.what, "not a store of runs"));
    }
    ap_text text = {0};
    assert_int_equal(ap_file_read(path, &text, NULL), AP_OK);
    assert_string_equal(text.bytes, words);
    ap_text_free(&text);
}

static void another_database_is_not_taken_for_a_store(void **state)
{
    (void)state;
    ap_error err = {0};
    change("CREATE TABLE letters (a)");
    for (int is_writer = 0; is_writer < 2; is_writer++) {
        assert_int_equal(try_open(path, is_writer == 1, &err), AP_IO);
        assert_non_null(strstr(err.what, "not a store of runs"));
    }
    assert_true(ask("SELECT count(*) FROM sqlite_schema") == 1);
}

static void a_store_of_a_later_format_is_refused(void **state)
{
    (void)state;
    ap_error err = {0};
    ap_store_free(open_store());
    change("PRAGMA user_version = 9");
    assert_int_equal(try_open(path, true, &err), AP_IO);
    assert_non_null(strstr(err.what, "format 9"));
}

/* Root may write anywhere, so the folders are ones in which nobody can create a file. */
static void a_folder_that_cannot_be_written_is_told_at_once(void **state)
{
    (void)state;
    ap_error err = {0};
    assert_int_equal(try_open("/proc/runs.sqlite", true, &err), AP_CANNOT_CREATE);
    assert_int_equal(try_open("no/such/folder/runs.sqlite", true, &err), AP_CANNOT_CREATE);
    assert_int_equal(try_open(folder, true, &err), AP_CANNOT_CREATE);
    assert_string_equal(err.where, folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_run_is_found_by_the_beginning_of_its_id, begin,
                                        end),
        cmocka_unit_test_setup_teardown(an_empty_store_has_no_latest_run, begin, end),
        cmocka_unit_test_setup_teardown(a_run_that_is_not_there_has_no_report, begin, end),
        cmocka_unit_test(a_run_id_depends_on_all_that_goes_in),
        cmocka_unit_test(a_run_id_does_not_depend_on_the_order_of_files),
        cmocka_unit_test_setup_teardown(a_missing_store_is_not_made_by_reading, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_file_is_a_store_yet_to_be_made, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_reader_cannot_write, begin, end),
        cmocka_unit_test_setup_teardown(another_file_is_not_taken_for_a_store, begin, end),
        cmocka_unit_test_setup_teardown(another_database_is_not_taken_for_a_store, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_store_of_a_later_format_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_written_is_told_at_once,
                                        begin, end),
    };
    return cmocka_run_group_tests_name("store_find", tests, NULL, NULL);
}
