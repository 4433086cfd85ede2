/* Files of practices, made up, in each of the four layouts that have been published: the
 * same three practices of two ICBs, so that sums can be checked by hand:
 *
 *     T00001   Northquay                    1000     people   800 maternity
 *     T00002   Eastmoor, Westmoor and Fen   2000.5            700, but blank in 2022/23
 *     T00003   Southcliff                      0.25             0.125
 *
 * The published files themselves are read where they lie beside the project.
 */
#include <math.h>
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
#include "import/practices.h"
#include "published_data.h"

#define FIXTURES AP_ROOT "/tests/fixtures/practices/"

enum { PRACTICES = 3 };

/* A file that was read, with what was said of it. */
typedef struct ap_import {
    ap_problems *problems;
    ap_practices *practices; /* NULL: refused */
    ap_status status;
    ap_error err;
} ap_import;

static ap_import import(const char *path)
{
    ap_import made = {.problems = ap_problems_new()};
    made.status = ap_practices_read(path, made.problems, &made.practices, &made.err);
    return made;
}

static void import_free(ap_import *made)
{
    ap_problems_free(made->problems);
    ap_practices_free(made->practices);
}

/* A file of these bytes, read; it stays in the folder of the tests. */
static ap_import import_bytes(const char *bytes, size_t length)
{
    assert_int_equal(ap_file_write("made-practices.csv", bytes, length, NULL), AP_OK);
    return import("made-practices.csv");
}

static ap_import import_text(const char *text)
{
    return import_bytes(text, strlen(text));
}

/* The problem of this kind in the line and column, or NULL. */
static const ap_problem *find(const ap_import *made, ap_severity severity, long line,
                              const char *column)
{
    size_t count = 0;
    const ap_problem *all = ap_problems_all(made->problems, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].severity == severity && all[i].line == line &&
            strcmp(all[i].column, column) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

static void assert_near(double a, double b, double by)
{
    if (!(fabs(a - b) <= by)) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

/* What differs from one layout to the next. */
typedef struct ap_layout_case {
    const char *title;
    const char *file;
    const char *year;
    const char *pcn; /* of the first practice */
    const char *name;
    double maternity; /* of the second practice */
    bool has_primary; /* are there columns of primary medical care? */
    size_t notes;
} ap_layout_case;

static const ap_layout_case layouts[] = {
    {"year_2022_23", "practices-2022-23.csv", "2022/23", "U1", "The Harbour Surgery", 0,
     false, 1},
    {"year_2023_24", "practices-2023-24.csv", "2023/24", "", "The Harbour Surgery", 700,
     true, 0},
    {"year_2024_25", "practices-2024-25.csv", "2024/25", "", "The Harbour Surgery", 700,
     true, 0},
    {"year_2025_26", "practices-2025-26.csv", "2025/26", "", "THE HARBOUR SURGERY", 700,
     true, 0},
};
enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };

static void check_first(const ap_practice *practice, const ap_layout_case *layout)
{
    assert_string_equal(practice->code, "T00001");
    assert_string_equal(practice->name, layout->name);
    assert_string_equal(practice->pcn, layout->pcn);
    assert_string_equal(practice->icb, "QT1");
    assert_string_equal(practice->icb_name, "NHS Tidewater ICB");
    assert_string_equal(practice->district, "E1");
    assert_string_equal(practice->district_name, "Northquay");
    assert_true(practice->latitude == 50.5 && practice->longitude == -1.25);
    assert_true(practice->population == 1000);
    static const double weighted[AP_CORE + 1] = {1100, 1200, 900, 800, 1050, 1300, 1080};
    for (size_t c = 0; c <= AP_CORE; c++) {
        assert_true(practice->weighted[c] == weighted[c]);
    }
    assert_true(practice->weighted[AP_PRIMARY_MEDICAL] ==
                (layout->has_primary ? 1053.5 : 0));
    assert_int_equal(practice->line, 2);
}

static void every_layout_gives_the_same_practices(void **state)
{
    const ap_layout_case *layout = *state;
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s%s", FIXTURES, layout->file);
    ap_import made = import(path);
    assert_int_equal(made.status, AP_OK);
    const ap_practices *practices = made.practices;
    assert_string_equal(practices->file, layout->file);
    assert_string_equal(practices->year, layout->year);
    assert_int_equal(practices->count, PRACTICES);
    check_first(&practices->rows[0], layout);
    assert_true(practices->rows[1].weighted[AP_MATERNITY] == layout->maternity);
    assert_true(practices->rows[2].longitude == -4.5e-05);
    assert_int_equal(practices->rows[2].line, 4);
    assert_true(practices->has[AP_MATERNITY]);
    assert_int_equal(practices->has[AP_PRIMARY_MEDICAL], layout->has_primary);
    assert_int_equal(practices->has[AP_PRIMARY_MEDICAL_NEED], layout->has_primary);
    assert_true(practices->england_population == 3000.75);
    assert_true(practices->england[AP_MATERNITY] == 800.125 + layout->maternity);
    assert_true(practices->england[AP_GENERAL_ACUTE] == 3000.25);
    assert_int_equal(ap_problems_count(made.problems, AP_NOTE), layout->notes);
    import_free(&made);
}

static void quoted_names_keep_their_commas_and_quotation_marks(void **state)
{
    (void)state;
    ap_import made = import(FIXTURES "practices-2023-24.csv");
    assert_string_equal(made.practices->rows[1].name, "Hill, Dale and \"Old\" Mill");
    assert_string_equal(made.practices->rows[1].district_name,
                        "Eastmoor, Westmoor and Fen");
    import_free(&made);
}

static void blank_maternity_counts_nothing_and_is_one_note(void **state)
{
    (void)state;
    ap_import made = import(FIXTURES "practices-2022-23.csv");
    const ap_problem *note = find(&made, AP_NOTE, 3, "Mat WP");
    assert_non_null(note);
    assert_string_equal(note->value, "1 blank cell, the first in this row");
    import_free(&made);
}

/* The least header that is enough, and a row of it. */
#define HEADER                                                                      \
    "Practice_Code,GP_Practice_Name,ICB,LTLA,Population,G&A WP,CS WP,MH WP,Mat WP," \
    "Health Ineq WP,Prescr WP,Final WP\n"
#define ROW "T1,One,QT1,Northquay,10,1,2,3,4,5,6,7\n"

static void optional_columns_may_be_absent(void **state)
{
    (void)state;
    ap_import made = import_text(HEADER ROW);
    assert_int_equal(made.status, AP_OK);
    const ap_practice *practice = &made.practices->rows[0];
    assert_string_equal(practice->pcn, "");
    assert_string_equal(practice->icb_name, "");
    assert_string_equal(practice->district, "");
    assert_true(practice->latitude == 0 && practice->longitude == 0);
    assert_true(practice->weighted[AP_HEALTH_INEQUALITIES] == 5);
    assert_true(practice->weighted[AP_PRESCRIBING] == 6);
    assert_string_equal(made.practices->year, "");
    import_free(&made);
}

static void blank_rows_are_passed_over(void **state)
{
    (void)state;
    ap_import made = import_text("\n" HEADER "\n" ROW ",,,,,,,,,,,\n , ,\n\r\n\n");
    assert_int_equal(made.status, AP_OK);
    assert_int_equal(made.practices->count, 1);
    assert_int_equal(made.practices->rows[0].line, 4);
    import_free(&made);
}

static void spaces_around_cells_are_taken_off(void **state)
{
    (void)state;
    ap_import made =
        import_text(HEADER " T1 ,\" One \",QT1\t,Northquay, 10 ,1,2,3,4,5,6,7 \n");
    assert_int_equal(made.status, AP_OK);
    assert_string_equal(made.practices->rows[0].code, "T1");
    assert_string_equal(made.practices->rows[0].name, "One");
    assert_string_equal(made.practices->rows[0].icb, "QT1");
    assert_true(made.practices->rows[0].population == 10);
    assert_true(made.practices->rows[0].weighted[AP_CORE] == 7);
    import_free(&made);
}

static void a_quoted_line_end_does_not_start_a_row(void **state)
{
    (void)state;
    ap_import made =
        import_text(HEADER "T1,\"One\nand more\",QT1,Northquay,10,1,2,3,4,5,6,7\n"
                           "T2,Two,QT1,Northquay,\"10\",1,2,3,4,5,6,7\n");
    assert_int_equal(made.status, AP_OK);
    assert_string_equal(made.practices->rows[0].name, "One\nand more");
    assert_int_equal(made.practices->rows[1].line, 3);
    assert_true(made.practices->rows[1].population == 10);
    import_free(&made);
}

static void an_unknown_layout_names_what_is_found_and_what_is_missing(void **state)
{
    (void)state;
    ap_import made =
        import_text("Practice_Code,GP_Practice_Name,STP,LTLA,Population,G&A WP,"
                    "CS WP,MH WP,Mat WP,Health Ineq WP,Final\n" ROW);
    assert_int_equal(made.status, AP_BAD_INPUT);
    assert_null(made.practices);
    assert_int_equal(ap_problems_count(made.problems, AP_PROBLEM), 1);
    const ap_problem *problem = find(&made, AP_PROBLEM, 1, "");
    assert_string_equal(problem->file, "made-practices.csv");
    assert_non_null(strstr(problem->rule, "ICS22 (or ICB), Prescr WP, Final WP"));
    assert_null(strstr(problem->rule, "PCN"));
    assert_non_null(strstr(problem->rule, "STP, LTLA, Population"));
    import_free(&made);
}

static void two_names_of_one_column_are_a_problem(void **state)
{
    (void)state;
    ap_import made = import_text("ICS22," HEADER "Q," ROW);
    assert_int_equal(made.status, AP_BAD_INPUT);
    assert_string_equal(find(&made, AP_PROBLEM, 1, "ICB")->value, "ICS22");
    import_free(&made);
}

static void an_empty_file_has_no_columns(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", "\xef\xbb\xbf", "\n , \n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ap_import made = import_text(texts[i]);
        assert_int_equal(made.status, AP_BAD_INPUT);
        assert_non_null(find(&made, AP_PROBLEM, 0, ""));
        import_free(&made);
    }
}

static void a_file_that_is_not_there_cannot_be_opened(void **state)
{
    (void)state;
    ap_import made = import("nowhere/practices.csv");
    assert_int_equal(made.status, AP_NO_INPUT);
    assert_null(made.practices);
    import_free(&made);
}

/* A thing wrong in a file of several. */
typedef struct ap_wrong {
    long line;
    const char *column;
    const char *value;
    const char *rule; /* words of it */
} ap_wrong;

static void every_problem_is_told_at_once(void **state)
{
    (void)state;
    static const ap_wrong wrongs[] = {
        {3, "Practice_Code", "T1", "row 2, too"},
        {4, "Practice_Code", "", "something in this column"},
        {5, "Population", "ten", "a number is written"},
        {5, "G&A WP", "1,000", "a number is written"},
        {6, "CS WP", "-2.5", "from 0 up"},
        {6, "MH WP", "-1e3", "from 0 up"},
        {7, "Population", "", "something in this column"},
        {7, "Mat WP", "1e999", "below 1.8e308"},
        {7, "Final WP", "nan", "a number is written"},
        {8, "Final WP", "inf", "a number is written"},
        {8, "Prescr WP", "0x10", "a number is written"},
        {8, "ICB", "", "something in this column"},
        {8, "LTLA", "", "something in this column"},
        {9, "", "", "12; this one has 13"},
        {10, "", "", "12; this one has 2"},
        {11, "", "", "quotation mark"},
    };
    enum { WRONGS = sizeof wrongs / sizeof wrongs[0] };
    ap_import made = import_text(HEADER ROW ROW /* 2, 3 */
                                 ",No code,QT1,Northquay,10,1,2,3,4,5,6,7\n"
                                 "T4,Four,QT1,Northquay,ten,\"1,000\",2,3,4,5,6,7\n"
                                 "T5,Five,QT1,Northquay,10,1,-2.5,-1e3,4,5,6,7\n"
                                 "T6,Six,QT1,Northquay,,1,2,3,1e999,5,6,nan\n"
                                 "T7,Seven,,,10,1,2,3,4,5,0x10,inf\n"
                                 "T8,Eight, and more,QT1,Northquay,10,1,2,3,4,5,6,7\n"
                                 "T9,Nine\n"
                                 "T10,\"Ten,QT1,Northquay,10,1,2,3,4,5,6,7\n" ROW);
    assert_int_equal(made.status, AP_BAD_INPUT);
    assert_null(made.practices);
    for (size_t i = 0; i < WRONGS; i++) {
        const ap_problem *problem =
            find(&made, AP_PROBLEM, wrongs[i].line, wrongs[i].column);
        if (problem == NULL) {
            fail_msg("no problem in line %ld, column %s", wrongs[i].line, wrongs[i].column);
            return;
        }
        assert_string_equal(problem->value, wrongs[i].value);
        assert_non_null(strstr(problem->rule, wrongs[i].rule));
        assert_true(problem->remedy[0] != '\0');
    }
    assert_int_equal(ap_problems_count(made.problems, AP_PROBLEM), WRONGS);
    assert_non_null(strstr(made.err.what, "16 problems"));
    import_free(&made);
}

#define NAMED(code) code ",Name,QT1,Northquay,10,1,2,3,4,5,6,7\n"

/* In the order of their codes or not, next to each other or not. */
static void a_practice_that_is_there_twice_is_seen(void **state)
{
    (void)state;
    ap_import made = import_text(HEADER NAMED("T3") NAMED("T1") NAMED("T20") NAMED("T2"));
    assert_int_equal(made.status, AP_OK);
    assert_int_equal(made.practices->count, 4);
    import_free(&made);
    made = import_text(HEADER NAMED("T1") NAMED("T2") NAMED("T3") NAMED("T1"));
    assert_int_equal(made.status, AP_BAD_INPUT);
    assert_non_null(find(&made, AP_PROBLEM, 5, "Practice_Code"));
    import_free(&made);
    made = import_text(HEADER NAMED("T1") NAMED("T2") NAMED("T2") NAMED("T3"));
    assert_non_null(find(&made, AP_PROBLEM, 4, "Practice_Code"));
    assert_int_equal(ap_problems_count(made.problems, AP_PROBLEM), 1);
    import_free(&made);
}

/* "Café" in UTF-8 stays as it is; in Windows-1252 it becomes UTF-8, with one note. It
 * stands behind more rows than are looked at in one go, whose numbers stay right. */
static void names_are_utf8_whatever_the_file_is(void **state)
{
    (void)state;
    static const char *const names[] = {"Caf\xc3\xa9", "Caf\xe9"};
    for (size_t i = 0; i < 2; i++) {
        ap_text text = {0};
        ap_text_print(&text, "%s", HEADER);
        for (int row = 0; row < 1000; row++) {
            ap_text_print(&text, "B%d,Before,QT1,Northquay,1,1,1,1,1,1,1,1\n", row);
        }
        ap_text_print(&text, "C1,%s,QT1,Northquay,10,1,2,3,4,5,6,7\nC2,After,", names[i]);
        ap_text_print(&text, "QT1,Northquay,-1,1,2,3,4,5,6,7\n");
        ap_import made = import_text(text.bytes);
        assert_int_equal(made.status, AP_BAD_INPUT);
        assert_int_equal(ap_problems_count(made.problems, AP_NOTE), i);
        assert_non_null(find(&made, AP_PROBLEM, 1003, "Population"));
        import_free(&made);
        char *minus = strstr(text.bytes, ",-1,");
        minus[1] = '0';
        made = import_text(text.bytes);
        assert_int_equal(made.status, AP_OK);
        assert_int_equal(made.practices->count, 1002);
        assert_string_equal(made.practices->rows[0].name, "Before");
        assert_string_equal(made.practices->rows[1000].name, "Caf\xc3\xa9");
        assert_int_equal(made.practices->rows[1000].line, 1002);
        import_free(&made);
        ap_text_free(&text);
    }
}

static void other_encodings_are_the_decoders_business(void **state)
{
    (void)state;
    ap_text wide = {0};
    ap_text_add(&wide, "\xff\xfe", 2);
    for (const char *at = HEADER ROW; *at != '\0'; at++) {
        ap_text_add(&wide, at, 1);
        ap_text_add(&wide, "", 1);
    }
    ap_import made = import_bytes(wide.bytes, wide.length);
    assert_int_equal(made.status, AP_OK);
    assert_string_equal(made.practices->rows[0].name, "One");
    import_free(&made);
    ap_text_free(&wide);

    char old[] = HEADER ROW;
    for (char *at = old; *at != '\0'; at++) {
        *at = *at == '\n' ? '\r' : *at;
    }
    made = import_text(old);
    assert_int_equal(made.status, AP_OK);
    assert_int_equal(made.practices->rows[0].line, 2);
    import_free(&made);

    made = import_text("PK\x03\x04\xff workbook");
    assert_int_equal(made.status, AP_BAD_INPUT);
    assert_int_equal(ap_problems_count(made.problems, AP_PROBLEM), 1);
    import_free(&made);

    static const char zero[] = HEADER "T1,O\0ne,QT1,Northquay,10,1,2,3,4,5,6,7\n";
    made = import_bytes(zero, sizeof zero - 1);
    assert_int_equal(made.status, AP_BAD_INPUT);
    import_free(&made);
}

/* A name of the file and the year that it says. */
static const char *const years[][2] = {
    {"p-2025-26.csv", "2025/26"},       {"ICB_2025_2026_v2.csv", "2025/26"},
    {"2099-00.csv", "2099/00"},         {"12025-26.csv", ""},
    {"data-2025-27.csv", ""},           {"2025-266.csv", ""},
    {"v2024_p-2025_26.csv", "2025/26"}, {"practices.csv", ""},
};

static void the_year_is_in_the_name_of_the_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        assert_int_equal(ap_file_write(years[i][0], HEADER ROW, strlen(HEADER ROW), NULL),
                         AP_OK);
        ap_import made = import(years[i][0]);
        assert_string_equal(made.practices->year, years[i][1]);
        import_free(&made);
        (void)unlink(years[i][0]);
    }
}

/* Beside 1e16 a double has no room for 1, let alone 0.1: added up plainly, the thousand
 * small ones would be lost. */
static void england_is_added_up_without_loss(void **state)
{
    (void)state;
    ap_text text = {0};
    ap_text_print(&text, HEADER "T,One,Q,N,1e16,1e16,0,0,0,0,0,0\n");
    for (int row = 0; row < 1000; row++) {
        ap_text_print(&text, "T%d,One,Q,N,1,0.1,0,0,0,0,0,0\n", row);
    }
    ap_import made = import_text(text.bytes);
    assert_true(made.practices->england_population == 1e16 + 1000);
    assert_true(made.practices->england[AP_GENERAL_ACUTE] == 1e16 + 100);
    import_free(&made);
    ap_text_free(&text);
}

/* The published files: counts of practices, and sums by ICB computed apart from this
 * project. */
typedef struct ap_published_file {
    const char *title;
    const char *year; /* as the table of sums writes it */
    size_t count;
} ap_published_file;

static const ap_published_file published[] = {
    {"published_2022_23", "2022-23", 6554},
    {"published_2023_24", "2023-24", 6553},
    {"published_2024_25", "2024-25", 6553},
    {"published_2025_26", "2025-26", 6348},
};
enum { PUBLISHED = sizeof published / sizeof published[0] };

/* The next part of a line between commas, with its quotation marks; *rest moves on behind
 * it. */
static char *next_part(char **rest)
{
    char *part = *rest;
    *rest += *part == '"' ? 1 + strcspn(part + 1, "\"") : 0;
    *rest += strcspn(*rest, ",\r\n");
    if (**rest != '\0') {
        *(*rest)++ = '\0';
    }
    return part;
}

/* A line of the table of sums: year, ICB, name, practices, population, weighted ones. */
static void check_icb(const ap_practices *practices, const char *icb, char *rest)
{
    size_t count = 0;
    double sums[1 + AP_COMPONENTS] = {0};
    for (size_t i = 0; i < practices->count; i++) {
        const ap_practice *practice = &practices->rows[i];
        if (strcmp(practice->icb, icb) == 0) {
            count++;
            sums[0] += practice->population;
            for (size_t c = 0; c < AP_COMPONENTS; c++) {
                sums[1 + c] += practice->weighted[c];
            }
        }
    }
    (void)next_part(&rest);
    assert_int_equal(count, strtoul(next_part(&rest), NULL, 10));
    for (size_t m = 0; m <= AP_COMPONENTS; m++) {
        assert_near(sums[m], strtod(next_part(&rest), NULL), 0.001);
    }
}

static void check_sums(const ap_practices *practices, const char *folder, const char *year)
{
    char path[PATH_SIZE];
    char line[PATH_SIZE];
    size_t icbs = 0;
    (void)snprintf(path, sizeof path, "%s/derived/england-need-by-icb.csv", folder);
    FILE *table = fopen(path, "r");
    assert_non_null(table);
    while (fgets(line, sizeof line, table) != NULL) {
        char *rest = line;
        if (strcmp(next_part(&rest), year) == 0) {
            const char *icb = next_part(&rest);
            check_icb(practices, icb, rest);
            icbs++;
        }
    }
    (void)fclose(table);
    assert_int_equal(icbs, 42);
}

static void published_practices_add_up(void **state)
{
    const ap_published_file *file = *state;
    const char *folder = data_folder();
    if (folder == NULL) {
        print_message("skipped: the published files are not beside the project\n");
        skip();
        return;
    }
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/nhse/practices-%s.csv", folder, file->year);
    ap_import made = import(path);
    assert_int_equal(made.status, AP_OK);
    assert_int_equal(made.practices->count, file->count);
    bool is_first = strcmp(file->year, "2022-23") == 0;
    assert_int_equal(ap_problems_count(made.problems, AP_NOTE), is_first ? 1 : 0);
    check_sums(made.practices, folder, file->year);
    double england = 0;
    for (size_t i = 0; i < made.practices->count; i++) {
        england += made.practices->rows[i].population;
    }
    assert_near(made.practices->england_population, england, 0.001);
    import_free(&made);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(quoted_names_keep_their_commas_and_quotation_marks),
        cmocka_unit_test(blank_maternity_counts_nothing_and_is_one_note),
        cmocka_unit_test(optional_columns_may_be_absent),
        cmocka_unit_test(blank_rows_are_passed_over),
        cmocka_unit_test(spaces_around_cells_are_taken_off),
        cmocka_unit_test(a_quoted_line_end_does_not_start_a_row),
        cmocka_unit_test(an_unknown_layout_names_what_is_found_and_what_is_missing),
        cmocka_unit_test(two_names_of_one_column_are_a_problem),
        cmocka_unit_test(an_empty_file_has_no_columns),
        cmocka_unit_test(a_file_that_is_not_there_cannot_be_opened),
        cmocka_unit_test(every_problem_is_told_at_once),
        cmocka_unit_test(a_practice_that_is_there_twice_is_seen),
        cmocka_unit_test(names_are_utf8_whatever_the_file_is),
        cmocka_unit_test(other_encodings_are_the_decoders_business),
        cmocka_unit_test(the_year_is_in_the_name_of_the_file),
        cmocka_unit_test(england_is_added_up_without_loss),
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[LAYOUTS + PUBLISHED + OTHERS];
    for (size_t i = 0; i < LAYOUTS; i++) {
        tests[i] = (struct CMUnitTest){.name = layouts[i].title,
                                       .test_func = every_layout_gives_the_same_practices,
                                       .initial_state = (void *)&layouts[i]};
    }
    for (size_t i = 0; i < PUBLISHED; i++) {
        tests[LAYOUTS + i] = (struct CMUnitTest){.name = published[i].title,
                                                 .test_func = published_practices_add_up,
                                                 .initial_state = (void *)&published[i]};
    }
    memcpy(tests + LAYOUTS + PUBLISHED, others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
