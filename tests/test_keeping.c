/* What is saved of a run is whole and its own; of two attempts the later one writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "risk/keeping.h"
#include "risk/shards.h"
#include "scratch.h"
#include "toy_risk.h"

enum { SCENARIOS = 1000, SEED = 5 };

static ap_part whole(void)
{
    ap_part part = {.scenarios = SCENARIOS, .range = {0, SCENARIOS}};
    ap_sha256("toy", 3, part.run);
    return part;
}

static ap_tally *empty(void)
{
    return ap_toy_risk_tally(SEED, 0, 0);
}

static bool is_same(const ap_tally *a, const ap_tally *b)
{
    ap_text left = {0};
    ap_text right = {0};
    ap_tally_pack(a, &left);
    ap_tally_pack(b, &right);
    bool same =
        left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
    ap_text_free(&left);
    ap_text_free(&right);
    return same;
}

/* What was saved is the tally of exactly these scenarios. */
static void expect_loaded(ap_keeping *keeping, uint64_t end)
{
    ap_error err = {0};
    ap_ranges done = {0};
    ap_tally *tally = empty();
    ap_tally *expected = ap_toy_risk_tally(SEED, 0, end);
    assert_int_equal(ap_keeping_load(keeping, &done, tally, &err), AP_OK);
    assert_int_equal(ap_ranges_total(&done), end);
    assert_true(done.count == 0 || (done.count == 1 && done.at[0].first == 0));
    assert_true(is_same(tally, expected));
    ap_tally_free(expected);
    ap_tally_free(tally);
    ap_ranges_free(&done);
}

static ap_status save(ap_keeping *keeping, uint64_t end, ap_error *err)
{
    ap_range range = {0, end};
    ap_ranges done = {1, &range};
    ap_tally *tally = ap_toy_risk_tally(SEED, 0, end);
    ap_status status = ap_keeping_save(keeping, &done, tally, err);
    ap_tally_free(tally);
    return status;
}

static ap_keeping *begin(const char *folder)
{
    ap_part part = whole();
    ap_keeping *keeping = NULL;
    assert_int_equal(ap_keeping_open(folder, &part, &keeping, NULL), AP_OK);
    return keeping;
}

/* Files in the folder, and the one whose name is the last in the alphabet. */
static size_t look_into(const char *folder, char last[300])
{
    size_t count = 0;
    last[0] = '\0';
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (const struct dirent *entry = readdir(entries); entry != NULL;
         entry = readdir(entries)) {
        count += entry->d_name[0] != '.' ? 1 : 0;
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, last) > 0) {
            (void)snprintf(last, 300, "%s", entry->d_name);
        }
    }
    (void)closedir(entries);
    return count;
}

static void newest_is_gone_on_with_and_two_are_kept(void **state)
{
    (void)state;
    char last[300];
    ap_keeping *keeping = begin("newest");
    expect_loaded(keeping, 0);
    for (uint64_t end = 100; end <= 500; end += 100) {
        assert_int_equal(save(keeping, end, NULL), AP_OK);
    }
    assert_int_equal(look_into("newest", last), 1 + 2);
    assert_string_equal(last, "saved-000001-00000005");
    ap_keeping_free(keeping);
    keeping = begin("newest");
    assert_int_equal(ap_keeping_attempt(keeping), 2);
    expect_loaded(keeping, 500);
    assert_string_equal(ap_keeping_notes(keeping), "");
    ap_keeping_clear(keeping);
    ap_keeping_free(keeping);
    assert_int_equal(access("newest", F_OK), -1);
}

/* As anybody may write a file, without waiting for the disk. */
static void put(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* The bytes of a file, changed by hand, and written back. */
static void spoil(const char *path, size_t at, size_t length)
{
    ap_text text = {0};
    assert_int_equal(ap_file_read(path, &text, NULL), AP_OK);
    if (at < text.length) {
        text.bytes[at] ^= 1;
    }
    length = length < text.length ? length : text.length;
    put(path, text.bytes, length);
    ap_text_free(&text);
}

static size_t length_of(const char *path)
{
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    return (size_t)facts.st_size;
}

static void damaged_checkpoint_gives_way_to_the_one_before(void **state)
{
    (void)state;
    ap_error err = {0};
    ap_ranges done = {0};
    ap_keeping *keeping = begin("damaged");
    assert_int_equal(save(keeping, 300, NULL), AP_OK);
    assert_int_equal(save(keeping, 400, NULL), AP_OK);
    ap_keeping_free(keeping);
    spoil("damaged/saved-000001-00000002", SIZE_MAX, 1000);
    keeping = begin("damaged");
    expect_loaded(keeping, 300);
    assert_non_null(strstr(ap_keeping_notes(keeping), "00000002 is damaged"));
    spoil("damaged/saved-000001-00000001", 300, SIZE_MAX);
    ap_tally *tally = empty();
    assert_int_equal(ap_keeping_load(keeping, &done, tally, &err), AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "remove the folder"));
    assert_int_equal(done.count, 0);
    ap_tally_free(tally);
    ap_keeping_free(keeping);
}

/* A bit of every byte of the heading and of a sample of the rest, and files that end there:
 * each is refused, and never half-read. */
static void no_changed_byte_is_read(void **state)
{
    (void)state;
    const char *path = "bytes/saved-000001-00000001";
    ap_keeping *keeping = begin("bytes");
    assert_int_equal(save(keeping, 50, NULL), AP_OK);
    ap_keeping_free(keeping);
    ap_text good = {0};
    assert_int_equal(ap_file_read(path, &good, NULL), AP_OK);
    for (size_t at = 0; at < good.length; at += at < 300 ? 1 : 37) {
        ap_saved saved;
        spoil(path, at, SIZE_MAX);
        assert_int_equal(ap_saved_read(path, &saved, NULL), AP_BAD_INPUT);
        ap_saved_free(&saved);
        put(path, good.bytes, at);
        assert_int_equal(ap_saved_read(path, &saved, NULL), AP_BAD_INPUT);
        ap_saved_free(&saved);
        put(path, good.bytes, good.length);
    }
    ap_text_free(&good);
    assert_true(length_of(path) > 1000);
}

static void another_run_is_not_gone_on_with(void **state)
{
    (void)state;
    ap_keeping *keeping = begin("other");
    assert_int_equal(save(keeping, 100, NULL), AP_OK);
    ap_keeping_free(keeping);
    for (int i = 0; i < 3; i++) {
        ap_part part = whole();
        part.run[5] = i == 0 ? 'f' : part.run[5];
        part.scenarios += i == 1 ? 1 : 0;
        part.range.first += i == 2 ? 1 : 0;
        if (i == 0) {
            part.run[6] = part.run[6] == 'e' ? 'd' : 'e';
        }
        ap_error err = {0};
        ap_ranges done = {0};
        ap_tally *tally = empty();
        assert_int_equal(ap_keeping_open("other", &part, &keeping, NULL), AP_OK);
        assert_int_equal(ap_keeping_load(keeping, &done, tally, &err), AP_BAD_INPUT);
        assert_non_null(strstr(err.what, "another run"));
        ap_tally_free(tally);
        ap_keeping_free(keeping);
    }
}

/* The first attempt lives on where nobody sees it: it may not save, not report, and not
 * remove what the second one has. */
static void older_attempt_writes_no_more(void **state)
{
    (void)state;
    char last[300];
    ap_error err = {0};
    ap_keeping *first = begin("attempts");
    assert_int_equal(save(first, 100, NULL), AP_OK);
    assert_int_equal(ap_keeping_confirm(first, NULL), AP_OK);
    ap_keeping *second = begin("attempts");
    expect_loaded(second, 100);
    assert_int_equal(save(first, 200, &err), AP_CANNOT_CREATE);
    assert_non_null(strstr(err.what, "attempt 1 at this run writes no more"));
    assert_non_null(strstr(err.what, "attempt 2, process "));
    assert_int_equal(ap_keeping_confirm(first, NULL), AP_CANNOT_CREATE);
    ap_keeping_clear(first);
    assert_int_equal(save(second, 300, NULL), AP_OK);
    assert_int_equal(save(second, 400, NULL), AP_OK);
    (void)look_into("attempts", last);
    assert_string_equal(last, "saved-000002-00000002");
    expect_loaded(second, 400);
    ap_keeping_clear(second);
    ap_keeping_free(second);
    err = (ap_error){0};
    assert_int_equal(save(first, 200, &err), AP_CANNOT_CREATE);
    assert_non_null(strstr(err.what, "its claim is gone"));
    ap_keeping_free(first);
}

/* The run was completed and its folder made anew: the number is the same, the claim not. */
static void number_alone_is_no_claim(void **state)
{
    (void)state;
    ap_error err = {0};
    ap_keeping *old = begin("again");
    assert_int_equal(system("rm -r again"), 0); // NOLINT(cert-env33-c)
    ap_keeping *fresh = begin("again");
    assert_int_equal(ap_keeping_attempt(fresh), ap_keeping_attempt(old));
    assert_int_equal(save(old, 100, &err), AP_CANNOT_CREATE);
    assert_non_null(strstr(err.what, "its claim is gone"));
    assert_int_equal(save(fresh, 100, NULL), AP_OK);
    ap_keeping_free(old);
    ap_keeping_free(fresh);
}

/* Twenty processes at once: each has a number of its own, from 1 to 20, and the one with
 * the last number alone may write. */
static void attempts_at_once_have_numbers_of_their_own(void **state)
{
    (void)state;
    enum { CHILDREN = 20 };
    pid_t children[CHILDREN];
    bool is_taken[CHILDREN + 1] = {false};
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            ap_part part = whole();
            ap_keeping *keeping = NULL;
            ap_status status = ap_keeping_open("crowd", &part, &keeping, NULL);
            _exit(status == AP_OK ? (int)ap_keeping_attempt(keeping) : 0);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        int result = 0;
        assert_int_equal(waitpid(children[i], &result, 0), children[i]);
        int number = WIFEXITED(result) ? WEXITSTATUS(result) : 0;
        assert_in_range(number, 1, CHILDREN);
        assert_false(is_taken[number]);
        is_taken[number] = true;
    }
}

static void write_shard(const char *path, uint64_t k, uint64_t n)
{
    ap_part part = whole();
    part.range = ap_shard_of(SCENARIOS, k, n);
    ap_tally *tally = ap_toy_risk_tally(SEED, part.range.first, part.range.end);
    assert_int_equal(ap_shard_write(path, &part, tally, NULL), AP_OK);
    ap_tally_free(tally);
}

static ap_status merge(size_t count, const char *const paths[], ap_error *err)
{
    ap_part part = whole();
    ap_tally *tally = empty();
    ap_tally *expected = ap_toy_risk_tally(SEED, 0, SCENARIOS);
    ap_status status = ap_shards_merge(count, paths, &part, tally, err);
    assert_true(status != AP_OK || is_same(tally, expected));
    ap_tally_free(expected);
    ap_tally_free(tally);
    return status;
}

/* 1000 = 143 + 143 + 143 + 143 + 143 + 143 + 142 */
static void shards_are_even(void **state)
{
    (void)state;
    assert_int_equal(ap_shard_of(1000, 1, 7).end, 143);
    assert_int_equal(ap_shard_of(1000, 6, 7).end, 858);
    assert_int_equal(ap_shard_of(1000, 7, 7).first, 858);
    assert_int_equal(ap_shard_of(1000, 7, 7).end, 1000);
    assert_int_equal(ap_range_length(ap_shard_of(3, 4, 7)), 0);
}

static void shards_of_any_number_are_the_whole(void **state)
{
    (void)state;
    static char names[7][16];
    for (uint64_t n = 1; n <= 7; n++) {
        const char *paths[7];
        for (uint64_t k = 1; k <= n; k++) {
            (void)snprintf(names[k - 1], sizeof names[0], "shard-%d-%d", (int)k, (int)n);
            write_shard(names[k - 1], k, n);
            paths[n - k] = names[k - 1]; /* in any order */
        }
        assert_int_equal(merge(n, paths, NULL), AP_OK);
    }
}

static void wrong_shards_are_refused(void **state)
{
    (void)state;
    ap_error err = {0};
    write_shard("one", 1, 2);
    write_shard("two", 2, 2);
    write_shard("first-of-three", 1, 3);
    assert_int_equal(merge(2, (const char *[]){"one", "two"}, NULL), AP_OK);
    assert_int_equal(merge(1, (const char *[]){"one"}, &err), AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "scenarios 500 to 999 are in none of the 1 shards"));
    err = (ap_error){0};
    assert_int_equal(merge(3, (const char *[]){"one", "two", "one"}, &err), AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "another file holds, too"));
    assert_string_equal(err.where, "one");
    assert_int_equal(merge(2, (const char *[]){"one", "first-of-three"}, NULL),
                     AP_BAD_INPUT);
    assert_int_equal(merge(1, (const char *[]){"nowhere"}, NULL), AP_NO_INPUT);
    spoil("two", 70, SIZE_MAX);
    assert_int_equal(merge(2, (const char *[]){"one", "two"}, NULL), AP_BAD_INPUT);
}

static void shards_of_another_run_or_unfinished_are_refused(void **state)
{
    (void)state;
    ap_error err = {0};
    ap_part other = whole();
    other.scenarios++;
    ap_tally *tally = ap_toy_risk_tally(SEED, 0, SCENARIOS);
    assert_int_equal(ap_shard_write("other-run", &other, tally, NULL), AP_OK);
    assert_int_equal(merge(1, (const char *[]){"other-run"}, &err), AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "is a shard of another run"));
    ap_tally_free(tally);
    ap_keeping *keeping = begin("unfinished");
    assert_int_equal(save(keeping, 999, NULL), AP_OK);
    err = (ap_error){0};
    assert_int_equal(merge(1, (const char *[]){"unfinished/saved-000001-00000001"}, &err),
                     AP_BAD_INPUT);
    assert_non_null(strstr(err.what, "is not finished: 999 of its 1000 scenarios"));
    ap_keeping_free(keeping);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest_is_gone_on_with_and_two_are_kept),
        cmocka_unit_test(damaged_checkpoint_gives_way_to_the_one_before),
        cmocka_unit_test(no_changed_byte_is_read),
        cmocka_unit_test(another_run_is_not_gone_on_with),
        cmocka_unit_test(older_attempt_writes_no_more),
        cmocka_unit_test(number_alone_is_no_claim),
        cmocka_unit_test(attempts_at_once_have_numbers_of_their_own),
        cmocka_unit_test(shards_are_even),
        cmocka_unit_test(shards_of_any_number_are_the_whole),
        cmocka_unit_test(wrong_shards_are_refused),
        cmocka_unit_test(shards_of_another_run_or_unfinished_are_refused),
    };
    return cmocka_run_group_tests(tests, ap_scratch_enter, ap_scratch_leave);
}
