#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "risk/until.h"

static void rules_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        double level;
        double within;
    } rules[] = {
        {"P80 within £250k", 0.8, 250e3},   {"p99.5 within 1000", 0.995, 1000},
        {"mean within £1.5m", 0, 1.5e6},    {"Mean within £100,000", 0, 100e3},
        {"P50  within  £250k", 0.5, 250e3},
    };
    for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
        ap_until until = {0};
        assert_int_equal(ap_until_parse(rules[k].words, &until, NULL), AP_OK);
        assert_true(fabs(until.level - rules[k].level) < 1e-12);
        assert_true(fabs(until.within - rules[k].within) < 1e-6);
    }
}

static void other_words_are_refused(void **state)
{
    (void)state;
    static const char *const words[] = {"",
                                        "P80",
                                        "P80 within",
                                        "P80 in £250k",
                                        "P0 within £1",
                                        "P100 within £1",
                                        "P within £1",
                                        "80 within £1",
                                        "P80 within nothing",
                                        "P80 within £0",
                                        "P80 within -£5",
                                        "mean within 5%"};
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        ap_until until = {0};
        ap_error err = {0};
        assert_int_equal(ap_until_parse(words[k], &until, &err), AP_USAGE);
    }
}

/* Sixteen replications of one scenario each, whose headline is £0, £1, … £15: their mean is
 * 7.5, the sum of squares of the differences 340, so sd = sqrt(340 / 15) and the error of a
 * mean is that over 4: 1.19. */
static void the_error_is_that_of_the_replications(void **state)
{
    (void)state;
    ap_tally *tally = NULL;
    const int64_t width = 1;
    const ap_tally_shape shape = {.measures = 1, .widths = &width};
    assert_int_equal(ap_tally_new(&shape, &tally, NULL), AP_OK);
    for (uint64_t w = 0; w < AP_REPLICATIONS; w++) {
        const int64_t pence = 100 * (int64_t)w;
        assert_true(isnan(ap_until_error(tally, 0)));
        assert_false(ap_until_is_reached(&(ap_until){0, 1e9}, tally));
        assert_int_equal(ap_tally_add(tally, w, &pence, NULL, NULL, NULL), AP_OK);
    }
    double expected = sqrt(340.0 / 15) / 4;
    assert_true(fabs(ap_until_error(tally, 0) - expected) < 1e-9);
    assert_true(fabs(ap_until_error(tally, 0.5) - expected) < 0.02); /* of a step */
    assert_true(ap_until_is_reached(&(ap_until){0, expected + 0.001}, tally));
    assert_false(ap_until_is_reached(&(ap_until){0, expected - 0.001}, tally));
    ap_tally_free(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_read),
        cmocka_unit_test(other_words_are_refused),
        cmocka_unit_test(the_error_is_that_of_the_replications),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
