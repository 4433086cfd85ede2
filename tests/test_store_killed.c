/* What may happen to a store while it is written: another writer, a kill, a full disk. */
#include <time.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "record/store.h"
#include "seeded_runs.h"

/* A child's whole life: exit code 0 when it went well. A child must not use cmocka, whose
 * failures jump back into the parent's tests. */
typedef int ap_errand(uint64_t number);

static pid_t start(ap_errand *errand, uint64_t number)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(errand(number));
    }
    return child;
}

static int result_of(pid_t child)
{
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    return WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result);
}

enum { ROWS = 12 };

static int add_twenty(uint64_t number)
{
    ap_store *store = NULL;
    if (ap_store_open(path, &store, NULL) != AP_OK) {
        return 1;
    }
    int failures = 0;
    for (uint64_t i = 0; i < 20; i++) {
        char id[AP_RUN_ID_SIZE];
        (void)snprintf(id, sizeof id, "r%" PRIu64 "%" PRIu64, number, 10 + i);
        failures += add_seeded(store, id, 100 * number + i, ROWS, NULL) == AP_OK ? 0 : 1;
    }
    ap_store_free(store);
    return failures;
}

/* How many runs there are; each must be complete. */
static size_t complete_runs(ap_store *store)
{
    ap_run_line *lines = NULL;
    size_t count = 0;
    assert_int_equal(ap_store_runs(store, &count, &lines, NULL), AP_OK);
    for (size_t i = 0; i < count; i++) {
        assert_true(is_complete(store, lines[i].id, ROWS));
    }
    ap_run_lines_free(count, lines);
    return count;
}

/* The store is not there yet: they also race to make it. */
static void two_writers_at_once_both_succeed(void **state)
{
    (void)state;
    pid_t first = start(add_twenty, 1);
    pid_t second = start(add_twenty, 2);
    assert_int_equal(result_of(first), 0);
    assert_int_equal(result_of(second), 0);
    ap_store *store = open_store();
    assert_int_equal(complete_runs(store), 40);
    ap_store_free(store);
    assert_true(ask(is_sound) == 1);
}

/* Adds runs until it is killed, of 30 ids in turn, so that most are replaced. */
static int add_for_ever(uint64_t number)
{
    ap_store *store = NULL;
    if (ap_store_open(path, &store, NULL) != AP_OK) {
        return 1;
    }
    for (uint64_t i = 0;; i++) {
        char id[AP_RUN_ID_SIZE];
        (void)snprintf(id, sizeof id, "r%" PRIu64, 10 + (number + i) % 30);
        if (add_seeded(store, id, number * 1000 + i, ROWS, NULL) != AP_OK) {
            return 2;
        }
    }
}

static void a_killed_writer_leaves_whole_runs(void **state)
{
    (void)state;
    uint64_t random = 2026;
    size_t before = 0;
    int interrupted = 0;
    char journal[128];
    (void)snprintf(journal, sizeof journal, "%s-journal", path);
    for (uint64_t kill_count = 0; kill_count < 50; kill_count++) {
        pid_t child = start(add_for_ever, kill_count * 7);
        long microseconds = (long)(next_random(&random) % 60000);
        nanosleep(&(struct timespec){.tv_nsec = 1000 * microseconds}, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(result_of(child), 128 + SIGKILL);
        interrupted += access(journal, F_OK) == 0 ? 1 : 0;
        ap_store *store = NULL;
        ap_status status = ap_store_open_to_read(path, &store, NULL);
        assert_true(status == AP_OK || (status == AP_NO_INPUT && before == 0));
        if (status == AP_OK) {
            size_t now = complete_runs(store);
            assert_true(now >= before);
            before = now;
            ap_store_free(store);
            assert_true(ask(is_sound) == 1);
        }
    }
    print_message("%zu runs; %d of 50 kills fell into a write\n", before, interrupted);
    assert_true(before > 0);
}

static void limit_files(rlim_t size)
{
    struct rlimit limit = {0};
    (void)getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size;
    (void)setrlimit(RLIMIT_FSIZE, &limit);
}

/* Adds a run where files may not grow beyond the limit: the same failures of write() as on
 * a full disk. Exit code 0: added; 1: told in words that there is no room, and what was
 * there can be read on; 2: anything else. */
static int add_where_room_is_short(uint64_t limit)
{
    ap_store *store = NULL;
    ap_error err = {0};
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(limit);
    ap_status status = ap_store_open(path, &store, &err);
    if (status == AP_OK) {
        status = add_seeded(store, "r2", 2, ROWS, &err);
        if (!is_complete(store, "r1", ROWS)) {
            return 2;
        }
    }
    ap_store_free(store);
    bool is_told = status == AP_IO && strstr(err.what, "disk is full") != NULL;
    return status == AP_OK ? 0 : is_told ? 1 : 2;
}

static void a_full_disk_leaves_the_store_as_it_was(void **state)
{
    (void)state;
    ap_store *store = open_store();
    assert_int_equal(add_seeded(store, "r1", 1, ROWS, NULL), AP_OK);
    ap_store_free(store);
    struct stat now;
    assert_int_equal(stat(path, &now), 0);
    int full = 0;
    int result = 1;
    for (off_t limit = 0; result != 0 && limit < now.st_size + 200000; limit += 2048) {
        result = result_of(start(add_where_room_is_short, (uint64_t)limit));
        assert_in_range(result, 0, 1);
        full += result;
        assert_true(ask(is_sound) == 1);
        assert_true(ask("SELECT count(*) FROM runs") == (result == 0 ? 2 : 1));
    }
    assert_int_equal(result, 0);
    assert_true(full > 10);
}

static int open_where_no_room_is(uint64_t limit)
{
    ap_store *store = NULL;
    ap_error err = {0};
    (void)signal(SIGXFSZ, SIG_IGN);
    limit_files(limit);
    return ap_store_open(path, &store, &err) == AP_IO ? 0 : 1;
}

static void a_store_that_found_no_room_can_be_made_later(void **state)
{
    (void)state;
    for (uint64_t limit = 0; limit < 8192; limit += 2048) {
        assert_int_equal(result_of(start(open_where_no_room_is, limit)), 0);
    }
    ap_store *store = open_store();
    assert_int_equal(add_seeded(store, "r1", 1, ROWS, NULL), AP_OK);
    assert_int_equal(complete_runs(store), 1);
    ap_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_writers_at_once_both_succeed, begin, end),
        cmocka_unit_test_setup_teardown(a_killed_writer_leaves_whole_runs, begin, end),
        cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_store_as_it_was, begin, end),
        cmocka_unit_test_setup_teardown(a_store_that_found_no_room_can_be_made_later, begin,
                                        end),
    };
    return cmocka_run_group_tests_name("store_killed", tests, NULL, NULL);
}
