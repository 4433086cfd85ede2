/* Controlled rounding: every rounded table is checked by adding it up again, and small ones
 * against all roundings there are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "method/rounding.h"

static ap_status round_tree(size_t rows, size_t columns, const double exact[], size_t nodes,
                            const size_t parent[], int64_t rounded[])
{
    const ap_rounding table = {
        .rows = rows,
        .columns = columns,
        .exact = exact,
        .node_count = nodes,
        .parent = parent,
    };
    return ap_round_tree(&table, rounded, NULL);
}

static const double nearly = 1.0 / 16384;

/* Knuth's 64-bit congruential generator; the upper bits only. */
static uint64_t seed = 1;

static uint32_t random_below(uint32_t limit)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)((seed >> 32) % limit);
}

enum { MOST_ROWS = 9, MOST_COLUMNS = 12, MOST_NODES = 24 };

/* Columns; above them groups, some of groups, some alone at the top. */
typedef struct ap_table {
    size_t rows;
    size_t columns;
    size_t nodes;
    size_t parent[MOST_NODES];
    double exact[MOST_ROWS * MOST_COLUMNS];
} ap_table;

typedef struct ap_sum {
    long double exact;
    int64_t rounded;
} ap_sum;

static bool is_neighbour(ap_sum sum)
{
    long double nearest = roundl(sum.exact);
    if (fabsl(sum.exact - nearest) <= nearly) {
        return sum.rounded == (int64_t)nearest;
    }
    return sum.rounded == (int64_t)floorl(sum.exact) ||
           sum.rounded == (int64_t)ceill(sum.exact);
}

static bool is_under(const ap_table *table, size_t column, size_t node)
{
    size_t v = column;
    while (v != node && v != SIZE_MAX) {
        v = table->parent[v];
    }
    return v == node;
}

/* The total of some rows under a node; SIZE_MAX is above all. */
static ap_sum sum_of(const ap_table *table, const int64_t rounded[], size_t first,
                     size_t end, size_t node)
{
    ap_sum sum = {0};
    for (size_t r = first; r < end; r++) {
        for (size_t c = 0; c < table->columns; c++) {
            bool is_part = is_under(table, c, node);
            sum.exact += is_part ? table->exact[r * table->columns + c] : 0;
            sum.rounded += is_part ? rounded[r * table->columns + c] : 0;
        }
    }
    return sum;
}

/* Visit every cell, row, column, group and grand total, and every row's part of a group;
 * the number that is no neighbour of its exact amount. */
static size_t wrong_sums(const ap_table *table, const int64_t rounded[])
{
    size_t wrong = 0;
    for (size_t i = 0; i <= table->nodes; i++) {
        size_t node = i == table->nodes ? SIZE_MAX : i;
        for (size_t r = 0; r < table->rows; r++) {
            wrong += is_neighbour(sum_of(table, rounded, r, r + 1, node)) ? 0 : 1;
        }
        wrong += is_neighbour(sum_of(table, rounded, 0, table->rows, node)) ? 0 : 1;
    }
    return wrong;
}

static void round_it(const ap_table *table, int64_t rounded[])
{
    assert_int_equal(round_tree(table->rows, table->columns, table->exact, table->nodes,
                                table->parent, rounded),
                     AP_OK);
}

static void no_tree(ap_table *table)
{
    table->nodes = table->columns;
    for (size_t c = 0; c < table->columns; c++) {
        table->parent[c] = SIZE_MAX;
    }
}

/* Columns in up to four groups, those in up to two, those in one or none. */
static void random_tree(ap_table *table)
{
    size_t low = 1 + random_below(4);
    size_t high = 1 + random_below(2);
    bool has_top = random_below(2) == 0;
    size_t first_low = table->columns;
    size_t first_high = first_low + low;
    size_t top = first_high + high;
    for (size_t c = 0; c < table->columns; c++) {
        table->parent[c] = random_below(8) == 0 ? first_high + random_below((uint32_t)high)
                                                : first_low + random_below((uint32_t)low);
    }
    for (size_t g = first_low; g < first_high; g++) {
        table->parent[g] = first_high + random_below((uint32_t)high);
    }
    for (size_t g = first_high; g < top; g++) {
        table->parent[g] = has_top ? top : SIZE_MAX;
    }
    table->parent[top] = SIZE_MAX;
    table->nodes = top + (has_top ? 1 : 0);
}

typedef enum ap_kind_of_cell {
    EIGHTHS,    /* sums are exact and often whole */
    HUNDREDTHS, /* pence: never exact in binary, often whole in truth */
    ANY,
    LARGE,
    SPARSE,
    WHOLE,
    HALVES,
    KINDS
} ap_kind_of_cell;

static double random_cell(ap_kind_of_cell kind)
{
    double sign = random_below(4) == 0 ? -1 : 1;
    switch (kind) {
    case EIGHTHS:
        return sign * random_below(100) / 8;
    case HUNDREDTHS:
        return sign * random_below(100000) / 100;
    case LARGE:
        return sign * (random_below(4000000) * 1e3 + random_below(1000000) / 1e6);
    case SPARSE:
        return random_below(4) == 0 ? sign * random_below(1000000) / 1e5 : 0;
    case WHOLE:
        return random_below(8) == 0 ? 0.5 : sign * random_below(50);
    case HALVES:
        return sign * random_below(20) / 2;
    default:
        return sign * random_below(4000000000) / 1e7;
    }
}

static void random_table(ap_table *table)
{
    table->rows = 1 + random_below(MOST_ROWS);
    table->columns = 1 + random_below(MOST_COLUMNS);
    if (random_below(2) == 0) {
        no_tree(table);
    } else {
        random_tree(table);
    }
    ap_kind_of_cell kind = (ap_kind_of_cell)random_below(KINDS);
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        table->exact[i] = random_cell(kind);
    }
}

/*      exact                  nearest           controlled
 *      1.4  1.4  1.4 |  4.2   1  1  1 |  3      2  1  1 |  4
 *      2.4  2.4  2.4 |  7.2   2  2  2 |  6      2  3  2 |  7   (or alike)
 *      3.8  3.8  3.8 | 11.4   3  3  3 |  9      4  4  3 | 11
 */
static void table_that_nearest_rounding_breaks_adds_up(void **state)
{
    (void)state;
    ap_table table = {.rows = 2, .columns = 3, .exact = {1.4, 1.4, 1.4, 2.4, 2.4, 2.4}};
    no_tree(&table);
    int64_t rounded[6];
    round_it(&table, rounded);
    assert_int_equal(wrong_sums(&table, rounded), 0);
    assert_int_equal(sum_of(&table, rounded, 0, 1, SIZE_MAX).rounded, 4);
    assert_int_equal(sum_of(&table, rounded, 1, 2, SIZE_MAX).rounded, 7);
    assert_int_equal(sum_of(&table, rounded, 0, 2, SIZE_MAX).rounded, 11);
}

static void nearest_rounding_is_kept_where_it_adds_up(void **state)
{
    (void)state;
    static const double exact[] = {1.2, -0.2, 0, 5, 2.9, 4.1};
    static const int64_t expected[] = {1, 0, 0, 5, 3, 4};
    int64_t rounded[6];
    assert_int_equal(ap_round_table(2, 3, exact, rounded, NULL), AP_OK);
    assert_memory_equal(rounded, expected, sizeof expected);
}

static void ten_thousand_tables_and_their_totals_are_neighbours(void **state)
{
    (void)state;
    enum { TABLES = 12000 };
    size_t sums_off_nearest = 0;
    for (int i = 0; i < TABLES; i++) {
        ap_table table = {0};
        int64_t rounded[MOST_ROWS * MOST_COLUMNS];
        random_table(&table);
        round_it(&table, rounded);
        assert_int_equal(wrong_sums(&table, rounded), 0);
        ap_sum all = sum_of(&table, rounded, 0, table.rows, SIZE_MAX);
        sums_off_nearest += fabsl(all.exact - (long double)all.rounded) > 0.5L ? 1 : 0;
    }
    print_message("%zu of %d grand totals are not the nearest\n", sums_off_nearest, TABLES);
}

static void whole_cells_stay_and_the_answer_is_always_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++) {
        ap_table table = {0};
        int64_t rounded[MOST_ROWS * MOST_COLUMNS];
        int64_t again[MOST_ROWS * MOST_COLUMNS];
        random_table(&table);
        round_it(&table, rounded);
        round_it(&table, again);
        size_t cells = table.rows * table.columns;
        assert_memory_equal(rounded, again, cells * sizeof rounded[0]);
        for (size_t c = 0; c < cells; c++) {
            bool is_whole = table.exact[c] == floor(table.exact[c]);
            assert_true(!is_whole || (double)rounded[c] == table.exact[c]);
        }
    }
}

/* Rows backwards and columns backwards, with the tree turned likewise. */
static void turned_table_rounds_as_well(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++) {
        ap_table table = {0};
        random_table(&table);
        ap_table turned = table;
        size_t cells = table.rows * table.columns;
        for (size_t c = 0; c < cells; c++) {
            turned.exact[c] = table.exact[cells - 1 - c];
        }
        for (size_t c = 0; c < table.columns; c++) {
            turned.parent[c] = table.parent[table.columns - 1 - c];
        }
        int64_t rounded[MOST_ROWS * MOST_COLUMNS];
        round_it(&turned, rounded);
        assert_int_equal(wrong_sums(&turned, rounded), 0);
    }
}

/* How far a rounded table lies from the exact one, over the cells and totals that the
 * header promises to keep near. */
static long double distance(const ap_table *table, const int64_t rounded[])
{
    long double far = 0;
    for (size_t i = 0; i <= table->nodes; i++) {
        size_t node = i == table->nodes ? SIZE_MAX : i;
        for (size_t r = 0; r < table->rows; r++) {
            ap_sum part = sum_of(table, rounded, r, r + 1, node);
            far += fabsl(part.exact - (long double)part.rounded);
        }
        ap_sum sum = sum_of(table, rounded, 0, table->rows, node);
        far += fabsl(sum.exact - (long double)sum.rounded);
    }
    return far;
}

/* Of all ways to round each cell up or down, the least far that keeps all totals near. */
static long double least_distance(const ap_table *table)
{
    size_t cells = table->rows * table->columns;
    long double least = INFINITY;
    for (unsigned ways = 0; ways < 1U << cells; ways++) {
        int64_t tried[MOST_ROWS * MOST_COLUMNS];
        for (size_t c = 0; c < cells; c++) {
            tried[c] = (int64_t)floor(table->exact[c]) + ((ways >> c & 1U) == 1 ? 1 : 0);
        }
        if (wrong_sums(table, tried) == 0) {
            least = fminl(least, distance(table, tried));
        }
    }
    return least;
}

static void no_other_rounding_is_nearer(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        ap_table table = {.rows = 2 + random_below(2), .columns = 3};
        if (i % 2 == 0) {
            no_tree(&table);
        } else {
            table.nodes = 4;
            memcpy(table.parent, (size_t[]){3, 3, SIZE_MAX, SIZE_MAX}, 4 * sizeof(size_t));
        }
        for (size_t c = 0; c < table.rows * table.columns; c++) {
            table.exact[c] = random_cell(i % 3 == 0 ? EIGHTHS : ANY);
        }
        int64_t rounded[MOST_ROWS * MOST_COLUMNS];
        round_it(&table, rounded);
        assert_int_equal(wrong_sums(&table, rounded), 0);
        assert_true(distance(&table, rounded) <= least_distance(&table) + 1e-6L);
    }
}

/* A source spent to its last pound, a scheme paid to its last pound: totals are whole in
 * truth, and a few times 1e-9 off it in doubles. */
static void totals_that_are_meant_to_be_whole_are_kept(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        ap_table table = {.rows = MOST_ROWS, .columns = MOST_COLUMNS};
        no_tree(&table);
        size_t cells = table.rows * table.columns;
        int64_t whole[MOST_ROWS * MOST_COLUMNS];
        for (size_t c = 0; c < cells; c++) {
            whole[c] = random_below(90000000);
            table.exact[c] = (double)whole[c];
        }
        for (int move = 0; move < 200; move++) {
            double amount = random_below(4000000000) / 1e9;
            size_t a = random_below(MOST_ROWS);
            size_t b = random_below(MOST_ROWS);
            size_t c = random_below(MOST_COLUMNS);
            size_t d = random_below(MOST_COLUMNS);
            table.exact[a * table.columns + c] += amount;
            table.exact[a * table.columns + d] -= amount;
            table.exact[b * table.columns + c] -= amount;
            table.exact[b * table.columns + d] += amount;
        }
        int64_t rounded[MOST_ROWS * MOST_COLUMNS];
        round_it(&table, rounded);
        for (size_t r = 0; r < table.rows; r++) {
            assert_int_equal(sum_of(&table, rounded, r, r + 1, SIZE_MAX).rounded,
                             sum_of(&table, whole, r, r + 1, SIZE_MAX).rounded);
        }
        for (size_t c = 0; c < table.columns; c++) {
            assert_int_equal(sum_of(&table, rounded, 0, table.rows, c).rounded,
                             sum_of(&table, whole, 0, table.rows, c).rounded);
        }
    }
}

/* 24,000 cells of 0.00005, each as good as nothing, are 1.2 together. */
static void dust_that_adds_up_is_not_lost(void **state)
{
    (void)state;
    const size_t rows = 200;
    const size_t columns = 120;
    double *exact = malloc(rows * columns * sizeof *exact);
    int64_t *rounded = malloc(rows * columns * sizeof *rounded);
    assert_true(exact != NULL && rounded != NULL);
    for (size_t i = 0; i < rows * columns; i++) {
        exact[i] = 0.00005;
    }
    assert_int_equal(ap_round_table(rows, columns, exact, rounded, NULL), AP_OK);
    int64_t total = 0;
    for (size_t i = 0; i < rows * columns; i++) {
        assert_true(rounded[i] == 0 || rounded[i] == 1);
        total += rounded[i];
    }
    assert_int_equal(total, 1);
    free(rounded);
    free(exact);
}

static void what_is_no_amount_or_no_tree_is_refused(void **state)
{
    (void)state;
    static const double amounts[] = {NAN, INFINITY, -INFINITY, 9e15, -1e300};
    int64_t rounded[2] = {7, 7};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        const double exact[] = {0.5, amounts[i]};
        ap_error err = {0};
        assert_int_equal(ap_round_table(1, 2, exact, rounded, &err), AP_INTERNAL);
        assert_int_equal(err.status, AP_INTERNAL);
    }
    const double exact[] = {0.5, 0.5};
    static const size_t trees[][4] = {
        {1, SIZE_MAX, SIZE_MAX, SIZE_MAX}, /* a column above a column */
        {2, 2, 3, 2},                      /* round and round */
        {2, 4, SIZE_MAX, SIZE_MAX},        /* a node that is not there */
    };
    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
        assert_int_equal(round_tree(1, 2, exact, 4, trees[i], rounded), AP_INTERNAL);
    }
    assert_int_equal(rounded[0], 7);
    assert_int_equal(ap_round_table(0, 3, exact, rounded, NULL), AP_OK);
    assert_int_equal(ap_round_table(3, 0, exact, rounded, NULL), AP_OK);
}

/* Groups of `width` columns, groups of `width` of those, until one is left. */
static size_t even_tree(size_t columns, size_t width, size_t parent[])
{
    size_t first = 0;
    size_t end = columns;
    while (end - first > 1) {
        for (size_t v = first; v < end; v++) {
            parent[v] = end + (v - first) / width;
        }
        size_t groups = (end - first + width - 1) / width;
        first = end;
        end += groups;
    }
    parent[first] = SIZE_MAX;
    return end;
}

static void tables_of_a_system_are_rounded_at_once(void **state)
{
    (void)state;
    static const struct {
        size_t rows;
        size_t columns;
        size_t width;
        ap_kind_of_cell kind;
    } cases[] = {{30, 120, 120, ANY},
                 {30, 120, 10, SPARSE},
                 {250, 120, 120, ANY},
                 {12, 2000, 13, ANY},
                 {40, 2000, 13, SPARSE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t cells = cases[i].rows * cases[i].columns;
        double *exact = malloc(cells * sizeof *exact);
        int64_t *rounded = malloc(cells * sizeof *rounded);
        size_t *parent = malloc((2 * cases[i].columns + 9) * sizeof *parent);
        assert_true(exact != NULL && rounded != NULL && parent != NULL);
        long double total = 0;
        for (size_t c = 0; c < cells; c++) {
            exact[c] = random_cell(cases[i].kind);
            total += exact[c];
        }
        size_t nodes = even_tree(cases[i].columns, cases[i].width, parent);
        clock_t start = clock();
        assert_int_equal(
            round_tree(cases[i].rows, cases[i].columns, exact, nodes, parent, rounded),
            AP_OK);
        print_message("%zu x %zu, %zu groups: %.1f ms\n", cases[i].rows, cases[i].columns,
                      nodes - cases[i].columns,
                      1e3 * (double)(clock() - start) / CLOCKS_PER_SEC);
        int64_t sum = 0;
        for (size_t c = 0; c < cells; c++) {
            assert_true(fabs((double)rounded[c] - exact[c]) < 1);
            sum += rounded[c];
        }
        assert_true(fabsl((long double)sum - total) < 1);
        free(parent);
        free(rounded);
        free(exact);
    }
}

/* Two rows of halves: 0.5 0.5 | 0.5 0.5. Each row adds up to 1, each column to 1, so one
 * diagonal is rounded up; leaning on the upper right cell by 3 picks that diagonal, leaning
 * away from it the other. */
static void a_cell_that_leans_is_rounded_its_way(void **state)
{
    (void)state;
    const double exact[] = {0.5, 0.5, 0.5, 0.5};
    const size_t parent[] = {SIZE_MAX, SIZE_MAX};
    for (int sign = -1; sign <= 1; sign += 2) {
        const double lean[] = {0, 3.0 * sign, 0, 0};
        int64_t rounded[4];
        const ap_rounding table = {
            .rows = 2,
            .columns = 2,
            .exact = exact,
            .node_count = 2,
            .parent = parent,
            .lean = lean,
        };
        assert_int_equal(ap_round_tree(&table, rounded, NULL), AP_OK);
        assert_int_equal(rounded[1], sign > 0 ? 1 : 0);
        assert_int_equal(rounded[0] + rounded[1], 1);
        assert_int_equal(rounded[0] + rounded[2], 1);
        assert_int_equal(rounded[2] + rounded[3], 1);
    }
}

/* A table that is mostly empty is rounded as if its empty cells were written out, leans and
 * groups included. */
static void parts_are_rounded_as_the_whole_table_is(void **state)
{
    (void)state;
    enum { ROWS = 7, COLUMNS = 9, CELLS = ROWS * COLUMNS, NODES = COLUMNS + 4 };
    const size_t parent[NODES] = {9,  9,        9,  10, 10, 11,      11,
                                  11, SIZE_MAX, 12, 12, 12, SIZE_MAX};
    for (int trial = 0; trial < 500; trial++) {
        double exact[CELLS] = {0};
        double lean[CELLS] = {0};
        ap_part parts[CELLS];
        size_t count = 0;
        for (size_t i = 0; i < CELLS; i++) {
            if (random_below(4) == 0) {
                exact[i] = random_below(100000) / 997.0;
                lean[i] = random_below(5) == 0 ? (double)random_below(3) - 1 : 0;
                parts[count++] = (ap_part){i / COLUMNS, i % COLUMNS, exact[i], lean[i]};
            }
        }
        const ap_rounding table = {ROWS, COLUMNS, exact, NODES, parent, lean};
        int64_t whole[CELLS];
        int64_t part[CELLS];
        assert_int_equal(ap_round_tree(&table, whole, NULL), AP_OK);
        assert_int_equal(ap_round_parts(&table, count, parts, part, NULL), AP_OK);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(part[k], whole[parts[k].row * COLUMNS + parts[k].column]);
        }
    }
}

static void parts_that_are_not_in_order_are_refused(void **state)
{
    (void)state;
    const size_t parent[] = {SIZE_MAX, SIZE_MAX};
    const ap_rounding table = {.rows = 2, .columns = 2, .node_count = 2, .parent = parent};
    const ap_part wrong[][2] = {
        {{0, 1, 1.5, 0}, {0, 0, 1.5, 0}}, /* columns */
        {{1, 0, 1.5, 0}, {0, 1, 1.5, 0}}, /* rows */
        {{0, 1, 1.5, 0}, {0, 1, 1.5, 0}}, /* one cell twice */
        {{0, 1, 1.5, 0}, {2, 1, 1.5, 0}}, /* beyond the rows */
        {{0, 1, 1.5, 0}, {1, 2, 1.5, 0}}, /* beyond the columns */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t rounded[2];
        assert_int_equal(ap_round_parts(&table, 2, wrong[i], rounded, NULL), AP_INTERNAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_that_leans_is_rounded_its_way),
        cmocka_unit_test(table_that_nearest_rounding_breaks_adds_up),
        cmocka_unit_test(nearest_rounding_is_kept_where_it_adds_up),
        cmocka_unit_test(ten_thousand_tables_and_their_totals_are_neighbours),
        cmocka_unit_test(whole_cells_stay_and_the_answer_is_always_the_same),
        cmocka_unit_test(turned_table_rounds_as_well),
        cmocka_unit_test(no_other_rounding_is_nearer),
        cmocka_unit_test(totals_that_are_meant_to_be_whole_are_kept),
        cmocka_unit_test(dust_that_adds_up_is_not_lost),
        cmocka_unit_test(what_is_no_amount_or_no_tree_is_refused),
        cmocka_unit_test(tables_of_a_system_are_rounded_at_once),
        cmocka_unit_test(parts_are_rounded_as_the_whole_table_is),
        cmocka_unit_test(parts_that_are_not_in_order_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
