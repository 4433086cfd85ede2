#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "risk/block_state.h"
#include "risk/proof.h"
#include "risk_case.h"

/* A program, its blocks, and an answer. */
typedef struct stand {
    ap_lp *lp;
    ap_blocks blocks;
    ap_proof *proof;
    double *values;
    double *multipliers;
    ap_block_answer answer; /* of the first block */
} stand;

static stand stand_of(ap_lp *lp)
{
    ap_error err = {0};
    stand at = {.lp = lp};
    at.values = calloc(lp->columns, sizeof *at.values);
    at.multipliers = calloc(lp->rows, sizeof *at.multipliers);
    assert_true(at.values != NULL && at.multipliers != NULL);
    assert_int_equal(ap_blocks_new(lp, &at.blocks, &err), AP_OK);
    assert_int_equal(ap_proof_new(lp, &at.blocks, &at.proof, &err), AP_OK);
    return at;
}

static void stand_clear(stand *at)
{
    ap_proof_free(at->proof);
    ap_blocks_free(&at->blocks);
    ap_lp_free(at->lp);
    free(at->values);
    free(at->multipliers);
}

static void solve(stand *at)
{
    ap_error err = {0};
    assert_int_equal(ap_block_solve(at->blocks.blocks[0], at->values, at->multipliers,
                                    &at->answer, &err),
                     AP_OK);
    assert_true(at->answer.is_optimal);
}

static ap_certificate certificate_of(stand *at, double *cost)
{
    return ap_proof_certify(at->proof, at->values, at->multipliers, &at->answer.basis,
                            cost);
}

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-15;
}

/* Five beds are wanted, of which four at 1 and others at 3:
 *
 *     minimise near + 3 far     near + far = 5,   0 <= near <= 4,  0 <= far <= 10
 *
 *     best     near 4, far 1, cost 7
 *     proof    a bed more costs 3: y = 3, d_near = 1 - 3 = -2, d_far = 0
 *              L(y) = 3 * 5 - 2 * 4 = 7
 */
static stand beds(void)
{
    ap_error err = {0};
    ap_lp *lp = NULL;
    const ap_term terms[] = {{0, 1}, {1, 1}};
    assert_int_equal(ap_lp_new(&lp, &err), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "near", 0, 4, NULL, &err), AP_OK);
    assert_int_equal(ap_lp_add_column(lp, "far", 0, 10, NULL, &err), AP_OK);
    assert_int_equal(ap_lp_add_row(lp, "beds", 5, 5, 2, terms, NULL, &err), AP_OK);
    lp->cost[0] = 1;
    lp->cost[1] = 3;
    return stand_of(lp);
}

static ap_certificate of_beds(stand *at, double near, double far, double y, double *cost)
{
    at->values[0] = near;
    at->values[1] = far;
    at->multipliers[0] = y;
    at->answer.basis = 0; /* as if the block knew it, whatever it is */
    return certificate_of(at, cost);
}

static void an_answer_is_proved(void **state)
{
    (void)state;
    double cost = 0;
    stand at = beds();
    solve(&at);
    assert_true(at.values[0] == 4 && at.values[1] == 1 && at.multipliers[0] == 3);
    ap_certificate proof = certificate_of(&at, &cost);
    assert_true(proof.primal == 0 && proof.dual == 0 && proof.gap == 0 && cost == 7);
    stand_clear(&at);
}

/* What was known of a basis is not believed of other multipliers. */
static void what_is_wrong_has_no_proof(void **state)
{
    (void)state;
    static const struct {
        double near, far, y;
        double primal, gap, cost;
    } wrong[] = {
        {4, 0, 3, 1.0 / 6, 3.0 / 5, 4}, /* a bed is missing */
        {5, 0, 3, 1.0 / 5, 2.0 / 6, 5}, /* one more than there is */
        {6, -1, 3, 1, 4.0 / 4, 3},      /* fewer than none */
        {3, 2, 3, 0, 2.0 / 10, 9},      /* beds that cost less are left */
        {4, 1, 2, 0, 1.0 / 8, 7},       /* too low a price: 2 * 5 - 1 * 4 = 6 */
        {4, 1, 4, 0, 9.0 / 8, 7},       /* too high: 4 * 5 - 3 * 4 - 1 * 10 = -2 */
        {4, 1, -1, 0, 12.0 / 8, 7},     /* of no use at all: -5 */
    };
    stand at = beds();
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        double cost = 0;
        ap_certificate right = of_beds(&at, 4, 1, 3, &cost);
        assert_true(ap_certificate_holds(right) && right.gap == 0);
        ap_certificate proof = of_beds(&at, wrong[k].near, wrong[k].far, wrong[k].y, &cost);
        assert_true(is_near(proof.primal, wrong[k].primal));
        assert_true(is_near(proof.gap, wrong[k].gap));
        assert_true(is_near(cost, wrong[k].cost));
        assert_false(ap_certificate_holds(proof));
    }
    stand_clear(&at);
}

/* Near beds that save 2: multipliers of 0 say L(0) = -2 * 4 = -8, the first time, too. */
static void multipliers_of_nothing_are_priced(void **state)
{
    (void)state;
    double cost = 0;
    stand at = beds();
    at.lp->cost[0] = -2;
    for (int time = 0; time < 2; time++) {
        ap_certificate proof = of_beds(&at, 4, 1, 0, &cost);
        assert_true(proof.primal == 0 && cost == -5 && is_near(proof.gap, 3.0 / 6));
    }
    stand_clear(&at);
}

static void what_is_no_number_has_no_proof(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    double cost = 0;
    stand at = beds();
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        assert_true(isnan(of_beds(&at, bad[k], 1, 3, &cost).gap));
        assert_true(isnan(of_beds(&at, 4, bad[k], 3, &cost).gap));
        assert_true(isnan(of_beds(&at, 4, 1, bad[k], &cost).gap));
        assert_true(ap_certificate_holds(of_beds(&at, 4, 1, 3, &cost)));
    }
    stand_clear(&at);
}

/* A plan of so many schemes that two accounts may pay for, as outside pools of a large
 * system: one block of two rows more, whose inverse for 500 schemes is 2 MB. */
enum { WIDE = 500, WIDEST = 1200 };

static ap_lp *wide_program(size_t schemes)
{
    ap_error err = {0};
    ap_lp *lp = NULL;
    static ap_term accounts[2][WIDEST + 1];
    assert_int_equal(ap_lp_new(&lp, &err), AP_OK);
    for (size_t s = 0; s < schemes; s++) {
        ap_term terms[3] = {{0, 1}, {0, 1}, {0, 1}};
        for (size_t k = 0; k < 3; k++) {
            size_t j = 0;
            assert_int_equal(ap_lp_add_column(lp, "scheme", 0, 1000, &j, &err), AP_OK);
            double part =
                1e-3 * (double)(j * 7919 % 5003) / 5003; /* no two answers alike */
            lp->cost[j] =
                (1 + part) * (k == 2 ? 1 + (double)(s % 97) / 97 : 0.01 * (double)(k + 1));
            terms[k].column = j;
        }
        accounts[0][s] = terms[0];
        accounts[1][s] = terms[1];
        assert_int_equal(ap_lp_add_row(lp, "scheme", 0, 0, 3, terms, NULL, &err), AP_OK);
    }
    for (size_t a = 0; a < 2; a++) {
        accounts[a][schemes] = (ap_term){0, 1};
        assert_int_equal(
            ap_lp_add_column(lp, "left", 0, 1e6, &accounts[a][schemes].column, &err),
            AP_OK);
        lp->cost[accounts[a][schemes].column] = 0.02;
        assert_int_equal(
            ap_lp_add_row(lp, "account", 0, 0, schemes + 1, accounts[a], NULL, &err),
            AP_OK);
    }
    return lp;
}

/* What each scheme needs in a year, and what the accounts hold: a third of it each. */
static void need_in_year(ap_lp *lp, size_t schemes, unsigned year)
{
    for (size_t i = 0; i < lp->rows; i++) {
        double size =
            fabs(risk_normal(year, (unsigned)i)) * (i < schemes ? 1 : (double)schemes / 3);
        lp->row_low[i] = lp->row_high[i] = size;
    }
    for (size_t s = 0; s < schemes; s++) {
        for (size_t k = 0; k < 3; k++) {
            lp->high[3 * s + k] = lp->row_low[s];
        }
    }
}

/* In every year the proof says what the certificate of any program says, whether the basis
 * is one that the block knows or not. */
static void a_proof_is_the_certificate(void **state)
{
    (void)state;
    size_t known = 0;
    enum { SCHEMES = 12, YEARS = 400 };
    stand at = stand_of(wide_program(SCHEMES));
    ap_blocks_learn(&at.blocks, true);
    for (unsigned w = 0; w < YEARS; w++) {
        double cost = 0;
        if (w == YEARS / 2) {
            ap_blocks_learn(&at.blocks, false);
        }
        need_in_year(at.lp, SCHEMES, w % (YEARS / 2));
        solve(&at);
        ap_certificate proof = certificate_of(&at, &cost);
        ap_certificate same = ap_certify(at.lp, at.values, at.multipliers);
        known += at.answer.basis != AP_NO_BASIS;
        assert_true(ap_certificate_holds(proof));
        assert_true(is_near(proof.primal, same.primal));
        assert_true(proof.dual == same.dual && is_near(proof.gap, same.gap));
    }
    assert_true(known > 50 && known < YEARS - 50);
    stand_clear(&at);
}

/* A basis that is known is found where it is optimal, however near others come to it, so
 * none is learnt twice. */
static void no_basis_is_learnt_twice(void **state)
{
    (void)state;
    enum { SCHEMES = 40, YEARS = 300 };
    stand at = stand_of(wide_program(SCHEMES));
    const ap_block *block = at.blocks.blocks[0];
    size_t bytes = block->columns * sizeof *block->here.stands;
    ap_blocks_learn(&at.blocks, true);
    for (unsigned w = 0; w < YEARS; w++) {
        need_in_year(at.lp, SCHEMES, w % (YEARS / 3));
        solve(&at);
        assert_true(w < YEARS / 3 || at.answer.steps == 0);
    }
    assert_true(block->bases > 20);
    for (size_t a = 0; a < block->bases; a++) {
        for (size_t b = 0; b < a; b++) {
            assert_true(memcmp(block->known[a].stands, block->known[b].stands, bytes) != 0);
        }
    }
    stand_clear(&at);
}

/* However large a block is, what it learns stays within its room, and what it answers keeps
 * its proof. */
static void what_a_large_block_learns_stays_small(void **state)
{
    (void)state;
    size_t rows = 0;
    stand at = stand_of(wide_program(WIDE));
    const ap_block *block = at.blocks.blocks[0];
    assert_int_equal(at.blocks.count, 1);
    ap_blocks_learn(&at.blocks, true);
    for (unsigned w = 0; w < 60; w++) {
        need_in_year(at.lp, WIDE, w);
        solve(&at);
        assert_true(ap_certificate_holds(ap_certify(at.lp, at.values, at.multipliers)));
    }
    (void)ap_block_row(block, &rows);
    assert_true(ap_block_bases(block) > 1);
    assert_true(ap_block_bases(block) * rows * rows * sizeof(double) <= AP_BLOCK_BYTES);
    ap_blocks_learn(&at.blocks, false);
    stand_clear(&at);
}

/* A block of many rows is not given up for the many steps that it takes. */
static void a_large_block_takes_the_steps_that_it_needs(void **state)
{
    (void)state;
    stand at = stand_of(wide_program(WIDEST));
    need_in_year(at.lp, WIDEST, 3);
    solve(&at);
    assert_true(at.answer.steps > WIDEST);
    assert_true(ap_certificate_holds(ap_certify(at.lp, at.values, at.multipliers)));
    stand_clear(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_proved),
        cmocka_unit_test(what_is_wrong_has_no_proof),
        cmocka_unit_test(multipliers_of_nothing_are_priced),
        cmocka_unit_test(what_is_no_number_has_no_proof),
        cmocka_unit_test(a_proof_is_the_certificate),
        cmocka_unit_test(no_basis_is_learnt_twice),
        cmocka_unit_test(what_a_large_block_learns_stays_small),
        cmocka_unit_test(a_large_block_takes_the_steps_that_it_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
