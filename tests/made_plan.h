/** Plans to carry money down by, made by hand or drawn, for tests. */
#ifndef APPORTION_TESTS_MADE_PLAN_H
#define APPORTION_TESTS_MADE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/carry.h"

enum { AP_PLAN_CHILDREN = 16, AP_PLAN_PROGRAMMES = 8 };

/** A plan with its numbers, as in carry.h. */
typedef struct ap_made_plan {
    size_t children;
    size_t programmes;
    double money[AP_PLAN_PROGRAMMES];
    double need[AP_PLAN_CHILDREN * AP_PLAN_PROGRAMMES];
    double people[AP_PLAN_CHILDREN];
    double baseline[AP_PLAN_CHILDREN];
    double floor[AP_PLAN_CHILDREN];
    double cap[AP_PLAN_CHILDREN];
    const char *keys[AP_PLAN_CHILDREN];
} ap_made_plan;

extern const char *const ap_plan_keys[AP_PLAN_CHILDREN];

/** The plan; its numbers stay those of made. */
ap_carry_plan ap_plan_of(const ap_made_plan *made);

/** No money, no need, no floors, no caps, one person each. */
ap_made_plan ap_plan_plain(size_t children, size_t programmes);

/** At most so many children and programmes. Parents from £100 to £10bn; here and there no
 * need, no people, no baseline, no money, no floor, no cap, floors above caps, floors
 * beyond all money. */
ap_made_plan ap_plan_draw(uint64_t *seed, size_t children, size_t programmes);

/** The floor and the cap of child c in pounds; infinite where there is none. */
double ap_plan_least(const ap_made_plan *made, size_t c);
double ap_plan_most(const ap_made_plan *made, size_t c);

/** All programmes' money. */
double ap_plan_money(const ap_made_plan *made);

/** All money and all baselines times a factor. */
void ap_plan_multiply(ap_made_plan *made, double factor);

/** Let the children at a and b change places. */
void ap_plan_swap(ap_made_plan *made, size_t a, size_t b);

/** Draws: a whole number from low up to, but not with, high; a number between; does what
 * has this chance happen? */
size_t ap_draw_size(uint64_t *seed, size_t low, size_t high);
double ap_draw_between(uint64_t *seed, double low, double high);
bool ap_draw_chance(uint64_t *seed, double chance);

#endif
