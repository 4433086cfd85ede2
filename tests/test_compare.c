#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "record/compare.h"
#include "record/report_csv.h"

static const ap_report_column places[] = {
    {.header = "Place", .format = AP_WORDS},
    {.header = "Programme", .format = AP_WORDS},
    {.header = "Award (£)", .format = AP_POUNDS, .total = AP_SUM},
    {.header = "Met", .format = AP_WORDS},
};
static const ap_report_column renamed[] = {
    {.header = "Place", .format = AP_WORDS},
    {.header = "Met", .format = AP_WORDS},
    {.header = "Grant (£)", .format = AP_POUNDS},
};
static const ap_report_column numbers[] = {
    {.header = "Draw", .format = AP_COUNT},
    {.header = "Cost (£)", .format = AP_POUNDS},
};

/* A row of the example tables, as it is typed below. */
typedef struct ap_example {
    const char *place;
    const char *programme;
    double award;
    const char *met;
} ap_example;

static ap_report *new_report(void)
{
    ap_report *report = NULL;
    assert_int_equal(ap_report_new(&report, NULL), AP_OK);
    return report;
}

static void add_places(ap_report *report, const char *table, size_t count,
                       const ap_example rows[], bool has_total)
{
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.name = table,
                                                       .table = table,
                                                       .column_count = 4,
                                                       .columns = places,
                                                       .has_total = has_total,
                                                       .row_count = count});
    for (size_t i = 0; i < count; i++) {
        ap_sheet_words(report, sheet, i, 0, "%s", rows[i].place);
        ap_sheet_words(report, sheet, i, 1, "%s", rows[i].programme);
        ap_sheet_number(report, sheet, i, 2, rows[i].award);
        ap_sheet_words(report, sheet, i, 3, "%s", rows[i].met);
    }
    ap_sheet_totals(report, sheet);
}

static ap_report *one_table(size_t count, const ap_example rows[], bool has_total)
{
    ap_report *report = new_report();
    add_places(report, "places", count, rows, has_total);
    return report;
}

static ap_report *costs(size_t count, const double values[])
{
    ap_report *report = new_report();
    ap_sheet *sheet = ap_report_add(report, (ap_sheet){.name = "Costs",
                                                       .table = "costs",
                                                       .column_count = 2,
                                                       .columns = numbers,
                                                       .row_count = count});
    for (size_t i = 0; i < count; i++) {
        ap_sheet_number(report, sheet, i, 0, (double)i);
        ap_sheet_number(report, sheet, i, 1, values[i]);
    }
    return report;
}

/* Frees both reports. `expected` is the CSV below its header row. */
static void expect(ap_report *a, ap_report *b, double tolerance, const char *expected)
{
    static const char header[] = "Table,Row,Column,In A,In B,B minus A\n";
    ap_report *found = NULL;
    ap_text text = {0};
    assert_int_equal(
        ap_compare((ap_side){"r1", a}, (ap_side){"r2", b}, tolerance, &found, NULL), AP_OK);
    assert_int_equal(found->sheet_count, 1);
    assert_string_equal(found->sheets[0].title, "What differs between r1 and r2");
    ap_sheet_csv(&found->sheets[0], &text);
    assert_memory_equal(text.bytes, header, strlen(header));
    assert_string_equal(text.bytes + strlen(header), expected);
    ap_text_free(&text);
    ap_report_free(found);
    ap_report_free(b);
    ap_report_free(a);
}

static const ap_example base[] = {
    {"North", "acute", 60, "yes"},
    {"North", "community", 10, "yes"},
    {"South", "acute", 40, "no"},
};

static void equal_reports_have_no_differences(void **state)
{
    (void)state;
    expect(one_table(3, base, true), one_table(3, base, true), 0, "");
}

/* The place alone does not tell the rows apart, place and programme do. */
static void a_changed_number_shows_by_how_much(void **state)
{
    (void)state;
    static const ap_example changed[] = {
        {"North", "acute", 60, "yes"},
        {"North", "community", 12.5, "yes"},
        {"South", "acute", 40, "yes"},
    };
    expect(one_table(3, base, true), one_table(3, changed, true), 0,
           "places,North / community,Award (£),10,12.5,2.5\n"
           "places,South / acute,Met,no,yes,[z]\n"
           "places,Total,Award (£),110,112.5,2.5\n");
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    static const ap_example shuffled[] = {
        {"South", "acute", 40, "no"},
        {"North", "community", 10, "yes"},
        {"North", "acute", 60, "yes"},
    };
    expect(one_table(3, base, false), one_table(3, shuffled, false), 0, "");
}

static void a_row_of_one_side_is_one_line(void **state)
{
    (void)state;
    static const ap_example other[] = {
        {"West", "acute", 5, "yes"},
        {"North", "acute", 60, "yes"},
        {"South", "acute", 40, "no"},
        {"East", "acute", 5, "yes"},
    };
    expect(one_table(3, base, false), one_table(4, other, false), 0,
           "places,North / community,[z],present,absent,[z]\n"
           "places,West / acute,[z],absent,present,[z]\n"
           "places,East / acute,[z],absent,present,[z]\n");
}

/* Where the first column is enough, a change in the second is a change and not a row gone.
 */
static void the_key_is_no_longer_than_need_be(void **state)
{
    (void)state;
    static const ap_example a[] = {{"N1", "slow", 1, "x"}, {"N2", "slow", 1, "x"}};
    static const ap_example b[] = {{"N1", "fast", 1, "x"}, {"N2", "slow", 1, "x"}};
    expect(one_table(2, a, false), one_table(2, b, false), 0,
           "places,N1,Programme,slow,fast,[z]\n");
}

static void rows_of_the_same_key_are_matched_in_order(void **state)
{
    (void)state;
    static const ap_example a[] = {
        {"North", "acute", 1, "x"}, {"North", "acute", 2, "x"}, {"North", "acute", 3, "x"}};
    static const ap_example b[] = {{"North", "acute", 1, "x"}, {"North", "acute", 4, "x"}};
    expect(one_table(3, a, false), one_table(2, b, false), 0,
           "places,North / acute (2),Award (£),2,4,2\n"
           "places,North / acute (3),[z],present,absent,[z]\n");
}

static void a_table_without_words_is_matched_by_row_number(void **state)
{
    (void)state;
    expect(costs(3, (double[]){1, 2, 3}), costs(4, (double[]){1, 5, 3, 7}), 0,
           "costs,row 2,Cost (£),2,5,3\n"
           "costs,row 4,[z],absent,present,[z]\n");
}

static void tables_and_columns_of_one_side_are_told(void **state)
{
    (void)state;
    static const ap_example row[] = {{"North", "acute", 1, "yes"}};
    ap_report *a = one_table(1, row, false);
    ap_report *b = new_report();
    add_places(a, "only_a", 1, row, false);
    ap_sheet *sheet = ap_report_add(b, (ap_sheet){.name = "places",
                                                  .table = "places",
                                                  .column_count = 3,
                                                  .columns = renamed,
                                                  .row_count = 1});
    ap_sheet_words(b, sheet, 0, 0, "North");
    ap_sheet_words(b, sheet, 0, 1, "no");
    ap_sheet_number(b, sheet, 0, 2, 1);
    add_places(b, "only_b", 1, row, false);
    expect(a, b, 0,
           "places,[z],Programme,present,absent,[z]\n"
           "places,[z],Award (£),present,absent,[z]\n"
           "places,[z],Grant (£),absent,present,[z]\n"
           "places,North,Met,yes,no,[z]\n"
           "only_a,[z],[z],present,absent,[z]\n"
           "only_b,[z],[z],absent,present,[z]\n");
}

static void a_number_that_became_words_differs(void **state)
{
    (void)state;
    ap_report *a = one_table(1, base, false);
    ap_report *b = one_table(1, base, false);
    ap_sheet_words(b, &b->sheets[0], 0, 2, "[x]");
    expect(a, b, 1, "places,North,Award (£),60,[x],[z]\n");
}

static void a_tolerance_is_relative_to_the_larger_number(void **state)
{
    (void)state;
    const double a[] = {1e6, 1e6, 0, 0};
    const double b[] = {1e6 + 0.5, 1e6 + 2, 0, 1e-9};
    expect(costs(4, a), costs(4, b), 1e-6,
           "costs,row 2,Cost (£),1000000,1000002,2\n"
           "costs,row 4,Cost (£),0,1e-09,1e-09\n");
}

static void a_difference_is_shown_as_its_column_is(void **state)
{
    (void)state;
    ap_report *found = NULL;
    static const ap_example changed[] = {{"North", "acute", 61, "yes"}};
    ap_report *a = one_table(1, base, false);
    ap_report *b = one_table(1, changed, false);
    assert_int_equal(ap_compare((ap_side){"r1", a}, (ap_side){"r2", b}, 0, &found, NULL),
                     AP_OK);
    for (size_t column = 3; column < 6; column++) {
        assert_int_equal(found->sheets[0].cells[column].format, AP_POUNDS);
    }
    ap_report_free(found);
    ap_report_free(b);
    ap_report_free(a);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

/* Up to eight rows of few places, programmes and whole pounds: many keys are alike. */
static ap_report *some_table(uint64_t *state)
{
    static const char *const names[] = {"North", "South", "East", "West"};
    ap_example rows[8];
    size_t count = next_random(state) % 9;
    for (size_t i = 0; i < count; i++) {
        rows[i] = (ap_example){names[next_random(state) % 4], names[next_random(state) % 4],
                               (double)(next_random(state) % 3), "x"};
    }
    return one_table(count, rows, true);
}

/* How many lines there are, and the sum of their changes. */
static size_t measure(const ap_report *a, const ap_report *b, double *sum)
{
    ap_report *found = NULL;
    assert_int_equal(ap_compare((ap_side){"r1", a}, (ap_side){"r2", b}, 0, &found, NULL),
                     AP_OK);
    size_t count = found->sheets[0].row_count;
    for (size_t i = 0; i < count; i++) {
        *sum += found->sheets[0].cells[6 * i + 5].number;
    }
    ap_report_free(found);
    return count;
}

/* Swapping the sides turns every line round: as many lines, and the sum of all changes has
 * the other sign (exactly, of whole pounds). Against itself a table has none. */
static void comparing_the_other_way_mirrors_the_answer(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 300; round++) {
        double there = 0;
        double back = 0;
        ap_report *a = some_table(&random);
        ap_report *b = some_table(&random);
        assert_int_equal(measure(a, b, &there), measure(b, a, &back));
        assert_true(there == -back);
        assert_int_equal(measure(a, a, &there), 0);
        ap_report_free(a);
        ap_report_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_reports_have_no_differences),
        cmocka_unit_test(a_changed_number_shows_by_how_much),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(a_row_of_one_side_is_one_line),
        cmocka_unit_test(the_key_is_no_longer_than_need_be),
        cmocka_unit_test(rows_of_the_same_key_are_matched_in_order),
        cmocka_unit_test(a_table_without_words_is_matched_by_row_number),
        cmocka_unit_test(tables_and_columns_of_one_side_are_told),
        cmocka_unit_test(a_number_that_became_words_differs),
        cmocka_unit_test(a_tolerance_is_relative_to_the_larger_number),
        cmocka_unit_test(a_difference_is_shown_as_its_column_is),
        cmocka_unit_test(comparing_the_other_way_mirrors_the_answer),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
