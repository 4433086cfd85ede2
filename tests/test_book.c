#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "base/text.h"
#include "record/book.h"
#include "sample_report.h"

extern char **environ;

/* A folder for the workbooks of a test, and the sample report. */
typedef struct ap_fixture {
    char folder[32];
    char path[64];
    ap_report *report;
} ap_fixture;

static int set_up(void **state)
{
    ap_fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    (void)snprintf(fixture->folder, sizeof fixture->folder, "book_XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    (void)snprintf(fixture->path, sizeof fixture->path, "%s/book.xlsx", fixture->folder);
    fixture->report = sample_report();
    assert_non_null(fixture->report);
    *state = fixture;
    return 0;
}

/* How many files the folder holds; they are removed. */
static size_t empty_folder(const char *folder)
{
    size_t count = 0;
    DIR *files = opendir(folder);
    assert_non_null(files);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread */
    for (struct dirent *file = readdir(files); file != NULL; file = readdir(files)) {
        char path[320];
        if (strcmp(file->d_name, ".") == 0 || strcmp(file->d_name, "..") == 0) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", folder, file->d_name);
        assert_int_equal(unlink(path), 0);
        count++;
    }
    assert_int_equal(closedir(files), 0);
    return count;
}

static int tear_down(void **state)
{
    ap_fixture *fixture = *state;
    (void)empty_folder(fixture->folder);
    assert_int_equal(rmdir(fixture->folder), 0);
    ap_report_free(fixture->report);
    free(fixture);
    return 0;
}

/* The exit code of a script of this project run by Debian's own Python. */
static int run(const char *script, const char *first, const char *second)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tests/%s", AP_ROOT, script);
    char *arguments[] = {"/usr/bin/python3", path, (char *)first, (char *)second, NULL};
    pid_t child = 0;
    int ended = 0;
    assert_int_equal(posix_spawn(&child, arguments[0], NULL, NULL, arguments, environ), 0);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended));
    return WEXITSTATUS(ended);
}

static void write_book(ap_fixture *fixture, ap_profile profile)
{
    ap_error error = {0};
    ap_status status = ap_book_write(fixture->report, profile, fixture->path, &error);
    if (status != AP_OK) {
        print_error("%s: %s\n", error.where, error.what);
    }
    assert_int_equal(status, AP_OK);
}

static void working_book_meets_every_point(void **state)
{
    ap_fixture *fixture = *state;
    write_book(fixture, AP_WORKING);
    assert_int_equal(run("check_workbook.py", fixture->path, "working"), 0);
    assert_int_equal(run("check_workbook.py", fixture->path, "publish"), 1);
}

static void published_book_meets_every_point(void **state)
{
    ap_fixture *fixture = *state;
    write_book(fixture, AP_PUBLISH);
    assert_int_equal(run("check_workbook.py", fixture->path, "publish"), 0);
    assert_int_equal(run("check_workbook.py", fixture->path, "working"), 1);
}

static void cached_values_are_what_libreoffice_computes(void **state)
{
    ap_fixture *fixture = *state;
    char other[64];
    (void)snprintf(other, sizeof other, "%s/publish.xlsx", fixture->folder);
    write_book(fixture, AP_WORKING);
    assert_int_equal(ap_book_write(fixture->report, AP_PUBLISH, other, NULL), AP_OK);
    assert_int_equal(run("recalculate.py", fixture->path, other), 0);
}

/* North's change is 20.25: a report that says a penny more is found out. */
static void a_wrong_cached_value_is_found(void **state)
{
    ap_fixture *fixture = *state;
    ap_sheet_number(fixture->report, &fixture->report->sheets[4], 0, 3, 20.26);
    write_book(fixture, AP_WORKING);
    assert_int_equal(run("recalculate.py", fixture->path, NULL), 1);
}

static void faults_of_content_are_found(void **state)
{
    ap_fixture *fixture = *state;
    ap_report *report = fixture->report;
    ap_sheet_words(report, &report->sheets[2], 0, 0, "[note 2]"); /* note 1 is used */
    ap_sheet_words(report, &report->sheets[4], 1, 7, "-");        /* a symbol alone */
    ap_sheet_words(report, &report->sheets[1], 2, 0, "Places");   /* listed twice */
    write_book(fixture, AP_WORKING);
    assert_int_equal(run("check_workbook.py", fixture->path, "working"), 1);
}

static void the_same_report_gives_the_same_bytes(void **state)
{
    ap_fixture *fixture = *state;
    for (int profile = AP_WORKING; profile <= AP_PUBLISH; profile++) {
        char hashes[2][AP_SHA256_SIZE];
        for (int i = 0; i < 2; i++) {
            ap_text bytes = {0};
            write_book(fixture, (ap_profile)profile);
            assert_int_equal(ap_file_read(fixture->path, &bytes, NULL), AP_OK);
            ap_sha256(bytes.bytes, bytes.length, hashes[i]);
            ap_text_free(&bytes);
            /* The clock of a zip archive has steps of two seconds. */
            (void)sleep(profile == AP_WORKING && i == 0 ? 2 : 0);
        }
        assert_string_equal(hashes[0], hashes[1]);
    }
}

static void what_is_not_finite_is_refused(void **state)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    ap_fixture *fixture = *state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        ap_error error = {0};
        fixture->report->sheets[4].cells[8 + 2].number = odd[i];
        assert_int_equal(ap_book_write(fixture->report, AP_WORKING, fixture->path, &error),
                         AP_INTERNAL);
        assert_string_equal(error.where, "Places, row 2, Allocation (£)");
    }
    assert_int_equal(empty_folder(fixture->folder), 0);
}

/* Each breaks one thing that the library would have let pass. */
static void no_cell_text(ap_report *report)
{
    report->sheets[4].cells[7].text = NULL;
}

static void text_not_utf8(ap_report *report)
{
    report->sheets[4].cells[7].text = "caf\xe9";
}

static void control_character(ap_report *report)
{
    report->sheets[4].cells[7].text = "a\x01";
}

static void name_with_slash(ap_report *report)
{
    report->sheets[4].name = "A/B";
}

static void name_too_long(ap_report *report)
{
    report->sheets[4].name = "A name of more than thirty one characters";
}

static void name_twice(ap_report *report)
{
    report->sheets[4].name = "COVER";
}

static void name_of_excels(ap_report *report)
{
    report->sheets[4].name = "History";
}

static void table_like_a_cell(ap_report *report)
{
    report->sheets[4].table = "BCF2025";
}

static void defined_name_like_a_cell(ap_report *report)
{
    report->names[0].name = "r1c1";
}

static void defined_name_of_a_table(ap_report *report)
{
    report->names[0].name = "Settings";
}

static void link_to_nowhere(ap_report *report)
{
    ap_sheet_words(report, &report->sheets[1], 0, 0, "Nowhere");
}

static void chart_without_number(ap_report *report)
{
    report->sheets[4].charts[0].alternative = "A chart of the allocation of each place";
}

static void chart_of_another_table(ap_report *report)
{
    report->sheets[4].charts[0].series[0] = "Value (£)";
}

static void no_time(ap_report *report)
{
    report->created = "yesterday";
}

static void formula_unknown(ap_report *report)
{
    report->sheets[0].cells[1].formula = "{Places!Outlay}";
}

static void what_would_corrupt_a_book_is_refused(void **state)
{
    static void (*const faults[])(ap_report *) = {no_cell_text,
                                                  text_not_utf8,
                                                  control_character,
                                                  name_with_slash,
                                                  name_too_long,
                                                  name_twice,
                                                  name_of_excels,
                                                  table_like_a_cell,
                                                  link_to_nowhere,
                                                  no_time,
                                                  defined_name_like_a_cell,
                                                  formula_unknown,
                                                  chart_without_number,
                                                  chart_of_another_table,
                                                  defined_name_of_a_table};
    ap_fixture *fixture = *state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        ap_error error = {0};
        ap_report *report = sample_report();
        faults[i](report);
        assert_int_equal(ap_book_write(report, AP_WORKING, fixture->path, &error),
                         AP_INTERNAL);
        assert_true(error.where[0] != '\0' && error.what[0] != '\0');
        ap_report_free(report);
    }
    assert_int_equal(empty_folder(fixture->folder), 0);
}

static void a_folder_that_cannot_be_written_is_told(void **state)
{
    ap_fixture *fixture = *state;
    char path[80];
    ap_error error = {0};
    (void)snprintf(path, sizeof path, "%s/nowhere/book.xlsx", fixture->folder);
    assert_int_equal(ap_book_write(fixture->report, AP_WORKING, path, &error),
                     AP_CANNOT_CREATE);
    assert_non_null(strstr(error.where, "book.xlsx"));
    assert_int_equal(empty_folder(fixture->folder), 0);
}

static void a_failed_book_leaves_the_old_one(void **state)
{
    ap_fixture *fixture = *state;
    assert_int_equal(ap_file_write(fixture->path, "old", 3, NULL), AP_OK);
    fixture->report->sheets[0].cells[1].formula = "{Places!Outlay}";
    assert_int_equal(ap_book_write(fixture->report, AP_WORKING, fixture->path, NULL),
                     AP_INTERNAL);
    ap_text text = {0};
    assert_int_equal(ap_file_read(fixture->path, &text, NULL), AP_OK);
    assert_string_equal(text.bytes, "old");
    ap_text_free(&text);
    assert_int_equal(empty_folder(fixture->folder), 1);
}

/* Names are cut so that " chart 2" still fits into 31 characters. */
static void pages_of_charts_have_short_names(void **state)
{
    ap_fixture *fixture = *state;
    ap_report *report = fixture->report;
    static const char name[] = "Places with a name of thirty on";
    report->sheets[4].name = name;
    ap_sheet_words(report, &report->sheets[1], 3, 0, "%s", name);
    report->sheets[0].cells[1].formula = NULL;
    report->sheets[5].row_count = 1;
    report->sheets[5].cells[1].formula = NULL;
    write_book(fixture, AP_PUBLISH);
    assert_int_equal(run("check_workbook.py", fixture->path, "publish"), 0);
}

/* Limit how large a file may become; 0: no limit. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit = {0};
    struct sigaction action = {.sa_handler = SIG_IGN};
    assert_int_equal(sigaction(SIGXFSZ, &action, NULL), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes == 0 ? limit.rlim_max : bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A sheet of 3,000 rows is 300 kB of XML and hardly any of the packed workbook, so that
 * between the two only libxlsxwriter's temporary file is too large, which it does not
 * notice. */
static void a_part_cut_short_is_noticed(void **state)
{
    ap_fixture *fixture = *state;
    ap_error error = {0};
    ap_report *report = fixture->report;
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.kind = AP_SHEET_LOGS,
                                                       .name = "Long",
                                                       .table = "long",
                                                       .title = "A long table",
                                                       SAMPLE_COLUMNS(empty_columns),
                                                       .row_count = 3000});
    assert_non_null(sheet);
    for (size_t row = 0; row < sheet->row_count; row++) {
        ap_sheet_words(report, sheet, row, 0, "none");
        ap_sheet_number(report, sheet, row, 1, 1);
    }
    limit_files((rlim_t)128 * 1024);
    ap_status status = ap_book_write(report, AP_WORKING, fixture->path, &error);
    limit_files(0);
    assert_int_equal(status, AP_IO);
    assert_non_null(strstr(error.what, "TMPDIR"));
    assert_int_equal(empty_folder(fixture->folder), 0);
    write_book(fixture, AP_WORKING);
    struct stat found;
    assert_int_equal(stat(fixture->path, &found), 0);
    assert_true(found.st_size < 128L * 1024);
}

static void the_library_says_its_version(void **state)
{
    (void)state;
    assert_memory_equal(ap_book_version(), "libxlsxwriter 1.", 16);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(working_book_meets_every_point),
        TEST(published_book_meets_every_point),
        TEST(cached_values_are_what_libreoffice_computes),
        TEST(a_wrong_cached_value_is_found),
        TEST(faults_of_content_are_found),
        TEST(the_same_report_gives_the_same_bytes),
        TEST(what_is_not_finite_is_refused),
        TEST(what_would_corrupt_a_book_is_refused),
        TEST(a_folder_that_cannot_be_written_is_told),
        TEST(a_failed_book_leaves_the_old_one),
        TEST(pages_of_charts_have_short_names),
        TEST(a_part_cut_short_is_noticed),
        TEST(the_library_says_its_version),
    };
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
