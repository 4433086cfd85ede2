/* Why the need of a place changed: formula (14), by hand and of random lists. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "apportion/case.h"
#include "method/change.h"

enum { NORTH, SOUTH, PLACES };

static const double jump = 0.2;

/* A practice that its year put elsewhere than the table does. */
#define MOVED(where, from, name, heads, weights)                                  \
    {                                                                             \
        .code = (name), .place = (where), .published = (from), .people = (heads), \
        .weighted = (weights)                                                     \
    }

/* A practice that both put in one place. */
#define IN(where, name, heads, weights) MOVED(where, where, name, heads, weights)

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-9 * fmax(1, fabs(expected)))) {
        fail_msg("%.12g is not %.12g", found, expected);
    }
}

static void is_change(const ap_change *found, ap_change expected)
{
    near(found->before, expected.before);
    near(found->after, expected.after);
    near(found->registered, expected.registered);
    near(found->per_head, expected.per_head);
    near(found->merged, expected.merged);
    near(found->remapped, expected.remapped);
}

static ap_changes *changes_of(size_t before_count, const ap_change_practice before[],
                              size_t after_count, const ap_change_practice after[])
{
    ap_changes *changes = NULL;
    assert_int_equal(ap_changes_of(PLACES, before_count, before, after_count, after, jump,
                                   &changes, NULL),
                     AP_OK);
    return changes;
}

/* X of North closes with 11,000 people of 0.9 each; Y of South takes them in, and its need
 * a head falls from 1 to 0.9:
 *
 *     merged       North  -9,900          South  (1 + 0.9) / 2 x 11,000 = 10,450
 *     need a head                         South  (27,000 + 38,000) / 2 x -0.1 = -3,250
 *
 * In people it is -11,000 and 11,000: nobody came or left. */
static void a_merger_moves_people_between_places(void **state)
{
    static const ap_change_practice before[] = {IN(NORTH, "X", 11000, 9900),
                                                IN(NORTH, "A", 10000, 10000),
                                                IN(SOUTH, "Y", 27000, 27000)};
    static const ap_change_practice after[] = {IN(SOUTH, "Y", 38000, 34200),
                                               IN(NORTH, "A", 10000, 10000)};
    (void)state;
    ap_changes *changes = changes_of(COUNT(before), before, COUNT(after), after);
    is_change(&changes->weighted[NORTH],
              (ap_change){.before = 19900, .after = 10000, .merged = -9900});
    is_change(
        &changes->weighted[SOUTH],
        (ap_change){.before = 27000, .after = 34200, .per_head = -3250, .merged = 10450});
    is_change(&changes->people[NORTH],
              (ap_change){.before = 21000, .after = 10000, .merged = -11000});
    is_change(&changes->people[SOUTH],
              (ap_change){.before = 27000, .after = 38000, .merged = 11000});
    assert_int_equal(changes->count, 2);
    assert_int_equal(changes->practices[0].fate, AP_CLOSED);
    assert_int_equal(changes->practices[0].before, 0);
    assert_true(changes->practices[0].after == AP_NONE);
    assert_int_equal(changes->practices[1].fate, AP_JUMPED);
    assert_int_equal(changes->practices[1].before, 2);
    assert_int_equal(changes->practices[1].after, 0);
    ap_changes_free(changes);
}

/* Last year published M with South; the table puts it in North, where it grows needier. */
static void a_practice_put_elsewhere_is_not_need(void **state)
{
    static const ap_change_practice before[] = {MOVED(NORTH, SOUTH, "M", 5000, 6000)};
    static const ap_change_practice after[] = {IN(NORTH, "M", 5000, 6300)};
    (void)state;
    ap_changes *changes = changes_of(1, before, 1, after);
    is_change(&changes->weighted[NORTH],
              (ap_change){.after = 6300, .per_head = 300, .remapped = 6000});
    is_change(&changes->weighted[SOUTH], (ap_change){.before = 6000, .remapped = -6000});
    is_change(&changes->people[SOUTH], (ap_change){.before = 5000, .remapped = -5000});
    assert_int_equal(changes->count, 1);
    assert_int_equal(changes->practices[0].fate, AP_REMAPPED);
    ap_changes_free(changes);
}

/* 100 more people at 1.2 each are 120; 1,000 people at 0.1 more each are 100. */
static void growth_and_need_a_head_are_told_apart(void **state)
{
    static const ap_change_practice before[] = {IN(NORTH, "G", 1000, 1200),
                                                IN(SOUTH, "H", 1000, 1200)};
    static const ap_change_practice after[] = {IN(NORTH, "G", 1100, 1320),
                                               IN(SOUTH, "H", 1000, 1300)};
    (void)state;
    ap_changes *changes = changes_of(2, before, 2, after);
    is_change(&changes->weighted[NORTH],
              (ap_change){.before = 1200, .after = 1320, .registered = 120});
    is_change(&changes->weighted[SOUTH],
              (ap_change){.before = 1200, .after = 1300, .per_head = 100});
    is_change(&changes->people[NORTH],
              (ap_change){.before = 1000, .after = 1100, .registered = 100});
    is_change(&changes->people[SOUTH], (ap_change){.before = 1000, .after = 1000});
    assert_int_equal(changes->count, 0);
    ap_changes_free(changes);
}

/* 20% more is as much as an ordinary list grows; one more person is a jump. */
static void a_jump_is_more_than_the_limit(void **state)
{
    static const ap_change_practice before[] = {IN(NORTH, "P", 1000, 1000),
                                                IN(SOUTH, "Q", 1000, 1000)};
    static const ap_change_practice after[] = {IN(NORTH, "P", 1200, 1200),
                                               IN(SOUTH, "Q", 799, 799)};
    (void)state;
    ap_changes *changes = changes_of(2, before, 2, after);
    near(changes->weighted[NORTH].registered, 200);
    near(changes->weighted[SOUTH].merged, -201);
    assert_int_equal(changes->count, 1);
    ap_changes_free(changes);
}

/* E had nobody last year, L has nobody this year, N never had anybody: no quotient. */
static void nobody_on_a_list_divides_nothing(void **state)
{
    static const ap_change_practice before[] = {
        IN(NORTH, "E", 0, 0), IN(NORTH, "L", 400, 500), IN(NORTH, "N", 0, 0)};
    static const ap_change_practice after[] = {IN(NORTH, "E", 100, 130),
                                               IN(NORTH, "L", 0, 0), IN(NORTH, "N", 0, 0)};
    (void)state;
    ap_changes *changes = changes_of(COUNT(before), before, COUNT(after), after);
    is_change(&changes->weighted[NORTH],
              (ap_change){.before = 500, .after = 130, .merged = -370});
    is_change(&changes->people[NORTH],
              (ap_change){.before = 400, .after = 100, .merged = -300});
    is_change(&changes->weighted[SOUTH], (ap_change){0});
    ap_changes_free(changes);
}

/* The second list's place is meant where the two disagree; what neither puts with us is not
 * there, and what last year published with us and the table does not leaves. */
static void places_of_the_second_list_count(void **state)
{
    static const ap_change_practice before[] = {IN(NORTH, "D", 100, 100),
                                                IN(AP_NONE, "Z", 900, 900),
                                                MOVED(AP_NONE, SOUTH, "F", 70, 70)};
    static const ap_change_practice after[] = {IN(SOUTH, "D", 100, 100),
                                               IN(AP_NONE, "Z", 900, 900),
                                               MOVED(AP_NONE, SOUTH, "F", 70, 70)};
    (void)state;
    ap_changes *changes = changes_of(COUNT(before), before, COUNT(after), after);
    is_change(&changes->weighted[NORTH], (ap_change){.before = 100, .remapped = -100});
    is_change(&changes->weighted[SOUTH],
              (ap_change){.before = 70, .after = 100, .remapped = 30});
    assert_int_equal(changes->count, 2);
    assert_int_equal(changes->practices[0].before, 0);
    assert_int_equal(changes->practices[1].before, 2);
    ap_changes_free(changes);
}

/* By place, then by what they did to it, then by code; in none of ours last. */
static void the_list_is_in_order(void **state)
{
    static const ap_change_practice before[] = {
        IN(SOUTH, "C", 500, 500), IN(NORTH, "J", 100, 100), IN(SOUTH, "B", 500, 500),
        MOVED(AP_NONE, NORTH, "W", 9, 9), MOVED(NORTH, SOUTH, "R", 100, 90)};
    static const ap_change_practice after[] = {
        IN(SOUTH, "O", 501, 501), IN(NORTH, "J", 300, 300),
        MOVED(AP_NONE, NORTH, "W", 9, 9), IN(NORTH, "R", 200, 180)};
    static const struct {
        ap_fate fate;
        const char *code;
    } expected[] = {{AP_JUMPED, "J"}, {AP_REMAPPED, "R"}, {AP_OPENED, "O"},
                    {AP_CLOSED, "B"}, {AP_CLOSED, "C"},   {AP_REMAPPED, "W"}};
    (void)state;
    ap_changes *changes = changes_of(COUNT(before), before, COUNT(after), after);
    assert_int_equal(changes->count, COUNT(expected));
    for (size_t p = 0; p < changes->count; p++) {
        const ap_changed_practice *found = &changes->practices[p];
        assert_int_equal(found->fate, expected[p].fate);
        assert_string_equal(found->before != AP_NONE ? before[found->before].code
                                                     : after[found->after].code,
                            expected[p].code);
    }
    ap_changes_free(changes);
}

static void no_practices_change_nothing(void **state)
{
    (void)state;
    ap_changes *changes = changes_of(0, NULL, 0, NULL);
    is_change(&changes->weighted[SOUTH], (ap_change){0});
    assert_int_equal(changes->count, 0);
    ap_changes_free(changes);
    ap_changes_free(NULL);
}

/* Random lists: one practice in ten is in one year only, one in twenty has nobody, one in
 * ten is published elsewhere, one in five jumps. */
enum { MANY = 6500 };

typedef struct ap_lists {
    char codes[MANY][8];
    size_t before_count;
    size_t after_count;
    ap_change_practice before[MANY];
    ap_change_practice after[MANY];
} ap_lists;

static uint32_t next_draw(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static bool one_in(uint32_t *seed, uint32_t many)
{
    return next_draw(seed) % many == 0;
}

static size_t draw_place(uint32_t *seed, size_t places)
{
    size_t place = next_draw(seed) % (places + 1);
    return place < places ? place : AP_NONE;
}

static ap_change_practice drawn(uint32_t *seed, size_t places, const char *code)
{
    ap_change_practice practice = {.code = code, .place = draw_place(seed, places)};
    practice.published = one_in(seed, 10) ? draw_place(seed, places) : practice.place;
    practice.people = one_in(seed, 20) ? 0 : next_draw(seed) % 30000;
    practice.weighted = practice.people * (0.5 + next_draw(seed) % 1000 / 997.0);
    return practice;
}

static void grow(uint32_t *seed, ap_change_practice *practice)
{
    double most = one_in(seed, 5) ? 2 : 0.1;
    practice->people *= 1 + most * (next_draw(seed) % 1000 / 1000.0 - 0.5);
    practice->weighted = practice->people * (0.5 + next_draw(seed) % 1000 / 997.0);
    practice->published = practice->place;
}

static void draw_lists(uint32_t seed, size_t places, size_t count, ap_lists *lists)
{
    lists->before_count = 0;
    lists->after_count = 0;
    for (size_t c = 0; c < count; c++) {
        (void)snprintf(lists->codes[c], sizeof lists->codes[c], "J%05zu", c * 7919 % MANY);
        ap_change_practice practice = drawn(&seed, places, lists->codes[c]);
        bool is_in_one = one_in(&seed, 10);
        bool is_in_other = is_in_one && one_in(&seed, 2);
        if (!is_in_one || is_in_other) {
            lists->before[lists->before_count++] = practice;
        }
        grow(&seed, &practice);
        if (!is_in_other) {
            lists->after[lists->after_count++] = practice;
        }
    }
}

static ap_changes *changes_of_lists(size_t places, const ap_lists *lists)
{
    ap_changes *changes = NULL;
    assert_int_equal(ap_changes_of(places, lists->before_count, lists->before,
                                   lists->after_count, lists->after, jump, &changes, NULL),
                     AP_OK);
    return changes;
}

static void parts_add_up(const ap_change *change)
{
    double size = fmax(change->before, change->after) + fabs(change->merged) + 1;
    double parts =
        change->registered + change->per_head + change->merged + change->remapped;
    assert_true(fabs(change->after - change->before - parts) <= 1e-14 * size);
}

static void turn_round(size_t count, ap_change_practice list[])
{
    for (size_t i = 0; i < count / 2; i++) {
        ap_change_practice kept = list[i];
        list[i] = list[count - 1 - i];
        list[count - 1 - i] = kept;
    }
}

/* Row `one` of a list of that many, and row `other` of the list turned round. */
static bool same_row(size_t one, size_t other, size_t count)
{
    return one == AP_NONE ? other == AP_NONE : one + other + 1 == count;
}

static void same_practices(const ap_changes *one, const ap_changes *turned,
                           const ap_lists *lists)
{
    assert_int_equal(one->count, turned->count);
    for (size_t p = 0; p < one->count; p++) {
        const ap_changed_practice *a = &one->practices[p];
        const ap_changed_practice *b = &turned->practices[p];
        assert_int_equal(a->fate, b->fate);
        assert_true(same_row(a->before, b->before, lists->before_count));
        assert_true(same_row(a->after, b->after, lists->after_count));
    }
}

/* The parts add up, people have no need a head, and the lists turned round say the same to
 * the last digit. */
static void what_holds_of_any_lists(void **state)
{
    ap_lists *lists = *state;
    for (uint32_t seed = 0; seed < 300; seed++) {
        size_t places = 1 + seed % 8;
        draw_lists(seed, places, seed % 41, lists);
        ap_changes *one = changes_of_lists(places, lists);
        for (size_t i = 0; i < places; i++) {
            parts_add_up(&one->weighted[i]);
            parts_add_up(&one->people[i]);
            assert_true(one->people[i].per_head == 0);
        }
        turn_round(lists->before_count, lists->before);
        turn_round(lists->after_count, lists->after);
        ap_changes *turned = changes_of_lists(places, lists);
        assert_memory_equal(one->weighted, turned->weighted, places * sizeof(ap_change));
        assert_memory_equal(one->people, turned->people, places * sizeof(ap_change));
        same_practices(one, turned, lists);
        ap_changes_free(turned);
        ap_changes_free(one);
    }
}

/* All of England takes milliseconds; half a second is for a machine that is busy or
 * watched. */
static void all_of_england_is_quick(void **state)
{
    ap_lists *lists = *state;
    draw_lists(1, 100, MANY, lists);
    clock_t start = clock();
    ap_changes *changes = changes_of_lists(100, lists);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 0.5);
    for (size_t i = 0; i < 100; i++) {
        parts_add_up(&changes->weighted[i]);
    }
    assert_true(changes->count > MANY / 10);
    ap_changes_free(changes);
}

static int set_up(void **state)
{
    *state = calloc(1, sizeof(ap_lists));
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_merger_moves_people_between_places),
        cmocka_unit_test(a_practice_put_elsewhere_is_not_need),
        cmocka_unit_test(growth_and_need_a_head_are_told_apart),
        cmocka_unit_test(a_jump_is_more_than_the_limit),
        cmocka_unit_test(nobody_on_a_list_divides_nothing),
        cmocka_unit_test(places_of_the_second_list_count),
        cmocka_unit_test(the_list_is_in_order),
        cmocka_unit_test(no_practices_change_nothing),
        cmocka_unit_test(what_holds_of_any_lists),
        cmocka_unit_test(all_of_england_is_quick),
    };
    return cmocka_run_group_tests_name("change", tests, set_up, tear_down);
}
