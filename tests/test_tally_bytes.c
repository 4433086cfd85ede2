/* Tallies that are merged, as they are or as bytes: in any order, billions of scenarios,
 * and with bytes that are damaged. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_tally.h"
#include "risk/histogram.h"
#include "risk/tally.h"
#include "risk/wide.h"

static void assert_near(double found, double expected, double within)
{
    if (!(fabs(found - expected) <= within)) {
        fail_msg("%.17g is not within %g of %.17g", found, within, expected);
    }
}

static ap_text packed(const ap_tally *tally)
{
    ap_text text = {0};
    ap_tally_pack(tally, &text);
    assert_false(text.failed);
    return text;
}

/* Packs both and gives the left one back. */
static void assert_same(ap_tally *tally, const ap_text *expected)
{
    ap_text text = packed(tally);
    assert_int_equal(text.length, expected->length);
    assert_memory_equal(text.bytes, expected->bytes, text.length);
    ap_text_free(&text);
    ap_tally_free(tally);
}

/* Adds a part, directly or as bytes, and gives it back. */
static void merge(ap_tally *into, ap_tally *part, bool is_direct)
{
    ap_text text = packed(part);
    ap_status status = is_direct ? ap_tally_merge(into, part, NULL)
                                 : ap_tally_unpack(text.bytes, text.length, into, NULL);
    assert_int_equal(status, AP_OK);
    ap_text_free(&text);
    ap_tally_free(part);
}

/* Scenarios in shards of random size, that are merged in random order, directly or as
 * bytes: the same bytes as of one tally to which all were added, first to last. */
static void order_of_merging_does_not_matter(void **state)
{
    enum { SCENARIOS = 3000 };
    (void)state;
    ap_tally *whole = ap_made_tally();
    ap_made_add(whole, 7, 0, SCENARIOS);
    ap_text expected = packed(whole);
    for (uint64_t shards = 1; shards <= 16; shards++) {
        ap_tally *parts[16];
        ap_tally *merged = ap_made_tally();
        for (uint64_t s = 0; s < shards; s++) {
            parts[s] = ap_made_tally();
        }
        for (uint64_t k = SCENARIOS; k-- > 0;) {
            ap_made_add(parts[ap_made_word(shards, k) % shards], 7, k, k + 1);
        }
        for (uint64_t left = shards; left > 0; left--) {
            uint64_t s = ap_made_word(50 + shards, left) % left;
            merge(merged, parts[s], left % 2 == 0);
            parts[s] = parts[left - 1];
        }
        assert_same(merged, &expected);
    }
    ap_text_free(&expected);
    ap_tally_free(whole);
}

static void cleared_is_as_new(void **state)
{
    (void)state;
    ap_tally *fresh = ap_made_tally();
    ap_tally *used = ap_made_tally();
    ap_made_add(used, 8, 0, 500);
    ap_tally_solved(used, 3, AP_COUNTED_FAILED, 9, (const double[]){1, 2, 3});
    ap_tally_clear(used);
    ap_made_add(fresh, 9, 0, 100);
    ap_made_add(used, 9, 0, 100);
    ap_text expected = packed(fresh);
    assert_same(used, &expected);
    ap_text_free(&expected);
    ap_tally_free(fresh);
}

static void empty_tallies_travel_too(void **state)
{
    (void)state;
    ap_tally *empty = ap_made_tally();
    ap_tally *into = ap_made_tally();
    ap_text text = packed(empty);
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, into, NULL), AP_OK);
    assert_int_equal(ap_tally_scenarios(into), 0);
    assert_same(into, &text);
    ap_text_free(&text);
    ap_tally_free(empty);
}

/* Failed scenarios: the lowest thousand, whatever the order, each once. */
static void failed_scenarios_are_named(void **state)
{
    static const double none[3] = {0, 0, 0};
    const uint64_t *failed = NULL;
    (void)state;
    ap_tally *first = ap_made_tally();
    ap_tally *second = ap_made_tally();
    for (uint64_t k = 0; k < 1500; k++) {
        uint64_t scenario = (k * 7) % 1500 * 3;
        ap_tally_solved(k % 2 == 0 ? first : second, scenario, AP_COUNTED_FAILED, 1, none);
    }
    assert_int_equal(ap_tally_failed(second, &failed), 750);
    ap_text text = packed(second);
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, first, NULL), AP_OK);
    assert_int_equal(ap_tally_failed(first, &failed), AP_FAILED_KEPT);
    for (uint64_t k = 0; k < AP_FAILED_KEPT; k++) {
        assert_int_equal(failed[k], 3 * k);
    }
    assert_int_equal(ap_tally_counted(first, AP_COUNTED_FAILED), 1500);
    assert_int_equal(ap_tally_counted(first, AP_COUNTED_STEPS), 1500);
    ap_text_free(&text);
    ap_tally_free(first);
    ap_tally_free(second);
}

static void worst_certificates_are_kept(void **state)
{
    (void)state;
    ap_tally *tally = ap_made_tally();
    ap_tally_solved(tally, 1, AP_COUNTED_WARM, 5, (const double[]){1e-9, 3e-8, 0});
    ap_tally_solved(tally, 2, AP_COUNTED_COLD, 50, (const double[]){2e-9, 1e-8, NAN});
    ap_tally_solved(tally, 3, AP_COUNTED_CERTIFIED, 0, (const double[]){0, 0, 1});
    const double *worst = ap_tally_worst_certificate(tally);
    assert_true(worst[0] == 2e-9 && worst[1] == 3e-8 && worst[2] == INFINITY);
    assert_int_equal(ap_tally_counted(tally, AP_COUNTED_STEPS), 55);
    assert_int_equal(ap_tally_counted(tally, AP_COUNTED_CERTIFIED), 1);
    ap_text text = packed(tally);
    ap_tally *into = ap_made_tally();
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, into, NULL), AP_OK);
    assert_same(into, &text);
    ap_text_free(&text);
    ap_tally_free(tally);
}

/* Three scenarios, doubled 30 times: 3 x 2^30 of them. Sums are still exact; once more
 * would be too many, and changes nothing. */
static void billions_of_scenarios_are_exact(void **state)
{
    const int64_t top = AP_TICKS_MOST;
    const int64_t ticks[] = {INT64_MAX, 1 - top, INT64_MIN};
    (void)state;
    ap_tally *tally = ap_tally_of(1, 3, ticks);
    for (int k = 0; k < 30; k++) {
        ap_text text = packed(tally);
        assert_int_equal(ap_tally_unpack(text.bytes, text.length, tally, NULL), AP_OK);
        ap_text_free(&text);
    }
    double n = 3.0 * (1 << 30);
    double squares = 2 * pow((double)top, 2) + pow((double)top - 1, 2);
    double mean = (1 - (double)top) / 3;
    double sd = sqrt((squares / 3 - mean * mean) / (n - 1) * n);
    assert_int_equal(ap_tally_scenarios(tally), UINT64_C(3) << 30);
    assert_true(ap_tally_mean(tally, 0) == mean);
    assert_near(ap_tally_sd(tally, 0), sd, 1e-15 * sd);
    ap_text text = packed(tally);
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, tally, NULL), AP_BAD_SETTING);
    assert_int_equal(ap_tally_merge(tally, tally, NULL), AP_BAD_SETTING);
    assert_same(tally, &text);
    ap_text_free(&text);
}

/* 2^0 + 2^1 + … + 2^31 scenarios are as many as there may be. */
static void one_scenario_too_many_is_refused(void **state)
{
    static const int64_t tick = -7;
    (void)state;
    ap_tally *power = ap_tally_of(2, 1, &tick);
    ap_tally *sum = ap_tally_of(2, 0, NULL);
    for (int k = 0; k < 32; k++) {
        ap_text text = packed(power);
        assert_int_equal(ap_tally_merge(sum, power, NULL), AP_OK);
        if (k < 31) {
            assert_int_equal(ap_tally_unpack(text.bytes, text.length, power, NULL), AP_OK);
        }
        ap_text_free(&text);
    }
    ap_text full = packed(sum);
    assert_int_equal(ap_tally_scenarios(sum), AP_SCENARIOS_MOST);
    assert_int_equal(ap_tally_add(sum, 0, &tick, NULL, NULL, NULL), AP_BAD_SETTING);
    assert_true(ap_tally_quantile(sum, 0, 0.5) == -7 && ap_tally_sd(sum, 0) == 0);
    assert_same(sum, &full);
    ap_text_free(&full);
    ap_tally_free(power);
}

/* Every driver at the very end of its range in all of them. */
static void drivers_of_billions_are_exact(void **state)
{
    double uniforms[] = {0x1p-53, 1 - 0x1p-53};
    static const int64_t effects[] = {INT64_MIN, INT64_MAX};
    static const int64_t width = 1;
    double uniform = 0;
    double effect = 0;
    (void)state;
    ap_tally *tally = NULL;
    const ap_tally_shape shape = {1, &width, 0, 2};
    assert_int_equal(ap_tally_new(&shape, &tally, NULL), AP_OK);
    int64_t tick = 5;
    assert_int_equal(ap_tally_add(tally, 0, &tick, uniforms, effects, NULL), AP_OK);
    for (int k = 0; k < 31; k++) {
        ap_text text = packed(tally);
        assert_int_equal(ap_tally_unpack(text.bytes, text.length, tally, NULL), AP_OK);
        ap_text_free(&text);
    }
    assert_true(ap_tally_slice(tally, 0, 1, 0, &uniform, &effect) == 0x1p31);
    assert_true(uniform == 0x1p-17 && effect == -(double)AP_TICKS_MOST);
    assert_true(ap_tally_slice(tally, 0, 1, 1, &uniform, &effect) == 0x1p31);
    assert_true(uniform == 1 - 0x1p-17 && effect == (double)AP_TICKS_MOST);
    ap_tally_free(tally);
}

static void another_shape_is_refused(void **state)
{
    static const int64_t ticks[] = {1};
    (void)state;
    ap_tally *made = ap_made_tally();
    ap_tally *ones = ap_tally_of(1, 1, ticks);
    ap_tally *twos = ap_tally_of(2, 1, ticks);
    ap_text text = packed(ones);
    assert_int_equal(ap_tally_merge(twos, ones, NULL), AP_INTERNAL);
    assert_int_equal(ap_tally_merge(made, ones, NULL), AP_INTERNAL);
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, twos, NULL), AP_IO);
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, made, NULL), AP_IO);
    ap_text_free(&text);
    text = packed(made);
    assert_int_equal(ap_tally_unpack(text.bytes, text.length, twos, NULL), AP_IO);
    ap_text_free(&text);
    ap_tally_free(made);
    ap_tally_free(ones);
    ap_tally_free(twos);
}

static void shapes_that_are_none_are_refused(void **state)
{
    static const int64_t widths[] = {1, 0};
    static const int64_t wide[] = {AP_TICKS_MOST + 1};
    const ap_tally_shape shapes[] = {
        {0, widths, 0, 0}, {1, widths, 1, 0}, {2, widths, 0, 0}, {1, wide, 0, 0}};
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        ap_tally *tally = NULL;
        ap_error err = {0};
        assert_int_equal(ap_tally_new(&shapes[k], &tally, &err), AP_INTERNAL);
        assert_null(tally);
        assert_true(err.what[0] != '\0');
    }
    ap_tally_free(NULL);
}

/* The checksum of tally.c, put right after damage so that what is behind it is tried. */
static void sign(ap_text *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t k = 0; k + 8 < text->length; k++) {
        hash = (hash ^ (unsigned char)text->bytes[k]) * UINT64_C(0x100000001b3);
    }
    for (size_t k = 0; k < 8; k++) {
        text->bytes[text->length - 8 + k] = (char)(unsigned char)(hash >> (8 * k));
    }
}

/* A copy of its own size, so that a byte read beyond it shows under the sanitizer. */
static ap_status unpack_copy(const char *bytes, size_t length, ap_tally *into)
{
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    memcpy(copy + 1, bytes, length);
    ap_status status = ap_tally_unpack(copy + 1, length, into, NULL);
    free(copy);
    return status;
}

static ap_tally *some_tally(uint64_t seed)
{
    ap_tally *tally = ap_made_tally();
    ap_made_add(tally, seed, 0, 60);
    for (uint64_t k = 0; k < 60; k += 7) {
        ap_tally_solved(tally, k, AP_COUNTED_FAILED, 3, (const double[]){1e-9, 2, 0});
    }
    return tally;
}

static void bytes_cut_short_are_refused(void **state)
{
    (void)state;
    ap_tally *tally = some_tally(13);
    ap_tally *into = some_tally(14);
    ap_text text = packed(tally);
    ap_text before = packed(into);
    for (size_t length = 0; length < text.length; length++) {
        assert_int_equal(unpack_copy(text.bytes, length, into), AP_IO);
    }
    ap_text_add(&text, "", 1);
    assert_int_equal(unpack_copy(text.bytes, text.length, into), AP_IO);
    sign(&text);
    assert_int_equal(unpack_copy(text.bytes, text.length, into), AP_IO);
    assert_same(into, &before);
    ap_text_free(&before);
    ap_text_free(&text);
    ap_tally_free(tally);
}

/* One to four bytes changed. */
static void damage(ap_text *text, uint64_t seed)
{
    uint64_t places = 1 + ap_made_word(seed, 0) % 4;
    for (uint64_t k = 1; k <= places; k++) {
        size_t at = ap_made_word(seed, 2 * k) % (text->length - 8);
        unsigned change = 1 + (unsigned)(ap_made_word(seed, 2 * k + 1) % 255);
        text->bytes[at] = (char)(unsigned char)((unsigned char)text->bytes[at] ^ change);
    }
}

/* Damage is always seen; damage with a checksum that agrees is seen where it contradicts
 * itself, and else gives some tally, which can be read and packed like any other. */
static void damaged_bytes_do_no_harm(void **state)
{
    size_t taken = 0;
    (void)state;
    ap_tally *tally = some_tally(15);
    ap_tally *into = some_tally(16);
    ap_text text = packed(tally);
    ap_text before = packed(into);
    for (uint64_t seed = 0; seed < 20000; seed++) {
        ap_text copy = {0};
        ap_text_add(&copy, text.bytes, text.length);
        damage(&copy, seed);
        assert_int_equal(unpack_copy(copy.bytes, copy.length, into), AP_IO);
        sign(&copy);
        ap_tally *other = ap_made_tally();
        ap_status status = unpack_copy(copy.bytes, copy.length, other);
        assert_true(status == AP_OK || status == AP_IO);
        if (status == AP_OK) {
            taken++;
            assert_true(ap_tally_scenarios(other) > 0);
            assert_true(ap_tally_sd(other, AP_MADE_HEADLINE) >= 0);
            assert_true(isfinite(ap_tally_quantile(other, AP_MADE_TAIL, 0.95)));
            assert_true(isinf(ap_tally_rank_correlation(other, 0)) == 0);
            assert_true(isinf(ap_tally_sobol(other, 1)) == 0);
            assert_same(other, &copy);
        } else {
            assert_int_equal(ap_tally_scenarios(other), 0);
            ap_tally_free(other);
        }
        ap_text_free(&copy);
    }
    assert_true(taken > 0);
    assert_same(into, &before);
    ap_text_free(&before);
    ap_text_free(&text);
    ap_tally_free(tally);
}

/* Numbers of all lengths there and back, and one bit too many. */
static void whole_numbers_travel(void **state)
{
    const ap_wide greatest = (ap_wide)(~(ap_natural)0 >> 1);
    ap_text text = {0};
    (void)state;
    for (unsigned k = 0; k < 127; k++) {
        ap_wide_put(&text, greatest >> k);
        ap_wide_put(&text, -(greatest >> k) - 1);
        ap_natural_put(&text, ~(ap_natural)0 >> k);
    }
    ap_bytes bytes = {.at = (const unsigned char *)text.bytes, .left = text.length};
    for (unsigned k = 0; k < 127; k++) {
        assert_true(ap_wide_take(&bytes, -greatest - 1, greatest) == greatest >> k);
        assert_true(ap_wide_take(&bytes, -greatest - 1, greatest) == -(greatest >> k) - 1);
        assert_true(ap_natural_take(&bytes, 0, ~(ap_natural)0) == ~(ap_natural)0 >> k);
    }
    assert_true(!bytes.failed && bytes.left == 0);
    assert_true(ap_natural_take(&bytes, 3, 5) == 3 && bytes.failed);
    ap_text_free(&text);

    unsigned char long_one[19];
    memset(long_one, 0xff, sizeof long_one);
    long_one[18] = 0x04;
    bytes = (ap_bytes){.at = long_one, .left = sizeof long_one};
    assert_true(ap_natural_take(&bytes, 0, ~(ap_natural)0) == 0 && bytes.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_merging_does_not_matter),
        cmocka_unit_test(cleared_is_as_new),
        cmocka_unit_test(empty_tallies_travel_too),
        cmocka_unit_test(failed_scenarios_are_named),
        cmocka_unit_test(worst_certificates_are_kept),
        cmocka_unit_test(billions_of_scenarios_are_exact),
        cmocka_unit_test(one_scenario_too_many_is_refused),
        cmocka_unit_test(drivers_of_billions_are_exact),
        cmocka_unit_test(another_shape_is_refused),
        cmocka_unit_test(shapes_that_are_none_are_refused),
        cmocka_unit_test(bytes_cut_short_are_refused),
        cmocka_unit_test(damaged_bytes_do_no_harm),
        cmocka_unit_test(whole_numbers_travel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
