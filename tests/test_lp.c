#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "solve/lp.h"
#include "solve/lp_write.h"

/* Two places share 100, and South may not fall below North:
 *
 *     minimise 2 North - South      North + South  = 100
 *                                   South - North >= 0         0 <= North <= 80, South free
 */
static ap_lp *two_places(void)
{
    ap_lp *lp = NULL;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "North", 0, 80, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "South", -INFINITY, INFINITY, NULL, NULL), AP_OK);
    lp->cost[0] = 2;
    lp->cost[1] = -1;
    const ap_term all[] = {{0, 1}, {1, 1}};
    const ap_term order[] = {{1, 1}, {0, -1}};
    assert_int_equal(ap_lp_add_row(lp, "budget", 100, 100, 2, all, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_row(lp, "order", 0, INFINITY, 2, order, NULL, NULL), AP_OK);
    return lp;
}

static void program_keeps_what_is_added(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    char name[] = "West";
    size_t column = 99;
    size_t row = 99;
    const ap_term terms[] = {{0, 3}, {1, 0}, {2, -4}};
    assert_int_equal(ap_lp_add_column(lp, name, 1, 2, &column, NULL), AP_OK);
    assert_int_equal(ap_lp_add_row(lp, name, -5, 5, 3, terms, &row, NULL), AP_OK);
    name[0] = 'X';
    assert_int_equal(column, 2);
    assert_int_equal(row, 2);
    assert_string_equal(lp->column_names[2], "West");
    assert_string_equal(lp->row_names[2], "West");
    assert_int_equal(lp->row_start[3] - lp->row_start[2], 2); /* zero is dropped */
    assert_int_equal(lp->terms[lp->row_start[2] + 1].column, 2);
    assert_true(lp->terms[lp->row_start[2] + 1].coefficient == -4);
    assert_true(lp->cost[2] == 0 && lp->low[2] == 1 && lp->row_high[2] == 5);
    ap_lp_free(lp);
}

/* Row i has i % 5 terms, in columns i, i + 1, …; the coefficient is row * 1000 + column. */
static void add_rows(ap_lp *lp, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        ap_term terms[5];
        for (size_t k = 0; k < i % 5; k++) {
            size_t column = (i + k) % lp->columns;
            terms[k] = (ap_term){column, (double)(1000 * i + column + 1)};
        }
        assert_int_equal(
            ap_lp_add_row(lp, "row", -(double)i, (double)i, i % 5, terms, NULL, NULL),
            AP_OK);
    }
}

static void assert_rows(const ap_lp *lp, size_t count)
{
    assert_int_equal(lp->rows, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lp->row_start[i + 1] - lp->row_start[i], i % 5);
        assert_true(lp->row_low[i] == -(double)i);
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            assert_true(lp->terms[k].coefficient ==
                        (double)(1000 * i + lp->terms[k].column + 1));
        }
    }
}

static void program_grows_to_any_size(void **state)
{
    (void)state;
    ap_lp *lp = NULL;
    assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
    for (size_t j = 0; j < 50; j++) {
        assert_int_equal(ap_lp_add_column(lp, "c", 0, (double)j, NULL, NULL), AP_OK);
    }
    add_rows(lp, 0, 300);
    assert_rows(lp, 300);
    assert_true(lp->high[49] == 49);
    ap_lp_free(lp);
}

static void copy_grows_apart(void **state)
{
    (void)state;
    for (size_t rows = 0; rows < 40; rows++) {
        ap_lp *lp = NULL;
        ap_lp *copy = NULL;
        assert_int_equal(ap_lp_new(&lp, NULL), AP_OK);
        for (size_t j = 0; j < 11; j++) {
            assert_int_equal(ap_lp_add_column(lp, "c", 0, 1, NULL, NULL), AP_OK);
        }
        add_rows(lp, 0, rows);
        lp->cost[3] = 7;
        assert_int_equal(ap_lp_copy(lp, &copy, NULL), AP_OK);
        add_rows(copy, rows, 2 * rows + 3);
        copy->high[0] = 5;
        assert_rows(lp, rows);
        assert_rows(copy, 2 * rows + 3);
        assert_true(lp->high[0] == 1 && copy->cost[3] == 7);
        ap_lp_free(lp);
        ap_lp_free(copy);
    }
}

static void numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    const ap_term bad[][1] = {{{0, NAN}}, {{0, INFINITY}}, {{1, -INFINITY}}, {{2, 1}}};
    for (size_t k = 0; k < 4; k++) {
        ap_error err = {0};
        assert_int_equal(ap_lp_add_row(lp, "bad", 0, 1, 1, bad[k], NULL, &err),
                         AP_INTERNAL);
        assert_string_equal(err.where, "bad");
    }
    const double bounds[][2] = {
        {NAN, 1}, {0, NAN}, {INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(
            ap_lp_add_column(lp, "bad", bounds[k][0], bounds[k][1], NULL, NULL),
            AP_INTERNAL);
        assert_int_equal(
            ap_lp_add_row(lp, "bad", bounds[k][0], bounds[k][1], 0, NULL, NULL, NULL),
            AP_INTERNAL);
    }
    assert_int_equal(lp->rows, 2); /* nothing of them is left behind */
    assert_int_equal(lp->columns, 2);
    assert_int_equal(lp->row_start[2], 4);
    ap_lp_free(lp);
}

static void check_finds_what_was_put_in_later(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    assert_int_equal(ap_lp_check(lp, NULL), AP_OK);
    double *numbers[] = {&lp->cost[1], &lp->low[0], &lp->row_high[1],
                         &lp->terms[2].coefficient};
    for (size_t k = 0; k < 4; k++) {
        double kept = *numbers[k];
        *numbers[k] = NAN;
        assert_int_equal(ap_lp_check(lp, NULL), AP_INTERNAL);
        *numbers[k] = kept;
    }
    lp->terms[3].column = lp->terms[2].column;
    ap_error err = {0};
    assert_int_equal(ap_lp_check(lp, &err), AP_INTERNAL);
    assert_string_equal(err.where, "order");
    assert_int_equal(ap_lp_check_numbers(lp, NULL), AP_OK);
    ap_lp_free(lp);
}

static void bounds_cross_by_more_than_rounding(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    assert_false(ap_lp_is_crossed(lp));
    lp->low[0] = 80 + 1e-12;
    assert_false(ap_lp_is_crossed(lp));
    lp->low[0] = 80.001;
    assert_true(ap_lp_is_crossed(lp));
    lp->low[0] = 0;
    lp->row_low[0] = 101;
    assert_true(ap_lp_is_crossed(lp));
    ap_lp_free(lp);
}

static void view_has_bounds_and_costs_of_its_own(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    ap_lp view = {0};
    ap_lp_view_free(&view);
    assert_int_equal(ap_lp_view(lp, &view, NULL), AP_OK);
    assert_true(view.low[1] == -INFINITY && view.high[0] == 80 && view.cost[1] == -1);
    assert_true(view.row_low[0] == 100 && view.row_high[1] == INFINITY);
    view.low[0] = view.high[0] = view.cost[0] = view.row_low[0] = view.row_high[0] = 9;
    assert_true(lp->low[0] == 0 && lp->high[0] == 80 && lp->cost[0] == 2);
    assert_true(lp->row_low[0] == 100 && lp->row_high[0] == 100);
    assert_ptr_equal(view.terms, lp->terms);
    ap_lp_view_free(&view);
    ap_lp_free(lp);
}

static void terms_are_compared_taken_and_summed(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    ap_lp *other = two_places();
    assert_true(ap_lp_has_same_row(lp, other, 0) && ap_lp_has_same_row(lp, other, 1));
    other->terms[3].coefficient = -2;
    assert_true(ap_lp_has_same_row(lp, other, 0));
    assert_false(ap_lp_has_same_row(lp, other, 1));
    assert_int_equal(ap_lp_take_terms(lp, other, NULL), AP_OK);
    assert_true(ap_lp_has_same_row(lp, other, 1));
    const double values[] = {30, 70};
    double sizes = 0;
    assert_true(ap_lp_sum(2, lp->terms + 2, values, &sizes) == 10); /* 70 - 2 * 30 */
    assert_true(sizes == 130);
    assert_true(ap_lp_sum(0, NULL, values, NULL) == 0);
    ap_lp_free(lp);
    ap_lp_free(other);
}

static void mps_says_everything(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    ap_text text = {0};
    const ap_term range[] = {{0, 0.1}};
    assert_int_equal(ap_lp_add_row(lp, "a\nrange", 1, 4, 1, range, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_row(lp, "free", -INFINITY, INFINITY, 0, NULL, NULL, NULL),
                     AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "fixed", 3, 3, NULL, NULL), AP_OK);
    ap_lp_write_mps(lp, "two places", &text);
    assert_false(text.failed);
    assert_string_equal(text.bytes, "* R1 budget\n* R2 order\n* R3 a range\n* R4 free\n"
                                    "* C1 North\n* C2 South\n* C3 fixed\n"
                                    "NAME two_places FREE\n"
                                    "ROWS\n N COST\n E R1\n G R2\n L R3\n N R4\n"
                                    "COLUMNS\n"
                                    " C1 COST 2\n C1 R1 1\n C1 R2 -1\n"
                                    " C1 R3 0.10000000000000001\n"
                                    " C2 COST -1\n C2 R1 1\n C2 R2 1\n"
                                    " C3 COST 0\n"
                                    "RHS\n RHS R1 100\n RHS R3 4\n"
                                    "RANGES\n RNG R3 3\n"
                                    "BOUNDS\n LO BND C1 0\n UP BND C1 80\n"
                                    " MI BND C2\n PL BND C2\n FX BND C3 3\n"
                                    "ENDATA\n");
    ap_text_free(&text);
    ap_lp_free(lp);
}

static void lp_format_says_everything(void **state)
{
    (void)state;
    ap_lp *lp = two_places();
    ap_text text = {0};
    const ap_term range[] = {{0, 0.5}};
    assert_int_equal(ap_lp_add_row(lp, "range", 1, 4, 1, range, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_row(lp, "empty", -INFINITY, 9, 0, NULL, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "fixed", 3, 3, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "from", 1, INFINITY, NULL, NULL), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "to", -INFINITY, 1, NULL, NULL), AP_OK);
    ap_lp_write_lp(lp, "two places", &text);
    assert_string_equal(
        text.bytes,
        "\\ two places\n\\ R1 budget\n\\ R2 order\n\\ R3 range\n\\ R4 empty\n"
        "\\ C1 North\n\\ C2 South\n\\ C3 fixed\n\\ C4 from\n\\ C5 to\n"
        "Minimize\n cost:\n  +2 C1\n  -1 C2\n  +0 C3\n  +0 C4\n  +0 C5\n"
        "Subject To\n"
        " R1:\n  +1 C1\n  +1 C2\n  = 100\n"
        " R2_low:\n  +1 C2\n  -1 C1\n  >= 0\n"
        " R3_low:\n  +0.5 C1\n  >= 1\n"
        " R3:\n  +0.5 C1\n  <= 4\n"
        " R4:\n  +0 C1\n  <= 9\n"
        "Bounds\n 0 <= C1 <= 80\n C2 free\n C3 = 3\n C4 >= 1\n -inf <= C5 <= 1\n"
        "End\n");
    ap_text_free(&text);
    ap_lp_free(lp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(program_keeps_what_is_added),
        cmocka_unit_test(program_grows_to_any_size),
        cmocka_unit_test(copy_grows_apart),
        cmocka_unit_test(numbers_that_are_none_are_refused),
        cmocka_unit_test(check_finds_what_was_put_in_later),
        cmocka_unit_test(bounds_cross_by_more_than_rounding),
        cmocka_unit_test(view_has_bounds_and_costs_of_its_own),
        cmocka_unit_test(terms_are_compared_taken_and_summed),
        cmocka_unit_test(mps_says_everything),
        cmocka_unit_test(lp_format_says_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
