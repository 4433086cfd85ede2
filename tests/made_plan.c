#include "made_plan.h"

#include <math.h>
#include <string.h>

#include "toy_round.h"

const char *const ap_plan_keys[AP_PLAN_CHILDREN] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                                    "i", "j", "k", "l", "m", "n", "o", "p"};

ap_carry_plan ap_plan_of(const ap_made_plan *made)
{
    return (ap_carry_plan){.name = "parent",
                           .children = made->children,
                           .programmes = made->programmes,
                           .money = made->money,
                           .need = made->need,
                           .people = made->people,
                           .baseline = made->baseline,
                           .floor = made->floor,
                           .cap = made->cap,
                           .keys = made->keys};
}

ap_made_plan ap_plan_plain(size_t children, size_t programmes)
{
    ap_made_plan made = {.children = children, .programmes = programmes};
    for (size_t c = 0; c < children; c++) {
        made.people[c] = 1;
        made.floor[c] = -INFINITY;
        made.cap[c] = INFINITY;
        made.keys[c] = ap_plan_keys[c];
    }
    return made;
}

double ap_plan_least(const ap_made_plan *made, size_t c)
{
    return made->baseline[c] > 0 ? (1 + made->floor[c]) * made->baseline[c] : -INFINITY;
}

double ap_plan_most(const ap_made_plan *made, size_t c)
{
    return made->baseline[c] > 0 ? (1 + made->cap[c]) * made->baseline[c] : INFINITY;
}

size_t ap_draw_size(uint64_t *seed, size_t low, size_t high)
{
    return low + (size_t)(ap_toy_draw(seed) * (double)(high - low));
}

double ap_draw_between(uint64_t *seed, double low, double high)
{
    return low + (high - low) * ap_toy_draw(seed);
}

bool ap_draw_chance(uint64_t *seed, double chance)
{
    return ap_toy_draw(seed) < chance;
}

/* Child c of a parent whose children have mean pounds each. */
static void draw_child(uint64_t *seed, ap_made_plan *made, size_t c, double mean)
{
    double list = ap_draw_chance(seed, 0.05) ? 0 : ap_draw_between(seed, 0.1, 1);
    made->people[c] = floor(10000 * list);
    for (size_t k = 0; k < made->programmes; k++) {
        bool is_none = ap_draw_chance(seed, 0.1);
        made->need[c * made->programmes + k] =
            is_none ? 0 : 10000 * list * ap_draw_between(seed, 0.7, 1.4);
    }
    bool is_known = !ap_draw_chance(seed, 0.1);
    made->baseline[c] =
        is_known ? mean * fmax(list + ap_draw_between(seed, -0.1, 0.3), 0) : 0;
}

ap_made_plan ap_plan_draw(uint64_t *seed, size_t children, size_t programmes)
{
    ap_made_plan made = ap_plan_plain(ap_draw_size(seed, 1, children + 1),
                                      ap_draw_size(seed, 1, programmes + 1));
    double size = pow(10, ap_draw_between(seed, 2, 10));
    double mean = size / (double)made.children * (double)made.programmes / 2;
    double highest =
        ap_draw_between(seed, -0.1, 0.1) + (ap_draw_chance(seed, 0.2) ? 0.3 : 0);
    for (size_t k = 0; k < made.programmes; k++) {
        made.money[k] =
            ap_draw_chance(seed, 0.1) ? 0 : floor(size * ap_draw_between(seed, 0.05, 1));
    }
    for (size_t c = 0; c < made.children; c++) {
        draw_child(seed, &made, c, mean);
        made.floor[c] =
            ap_draw_chance(seed, 0.7) ? ap_draw_between(seed, -0.1, highest) : -INFINITY;
        made.cap[c] = ap_draw_chance(seed, 0.5) ? ap_draw_between(seed, 0, 0.2) : INFINITY;
    }
    return made;
}

double ap_plan_money(const ap_made_plan *made)
{
    double money = 0;
    for (size_t k = 0; k < made->programmes; k++) {
        money += made->money[k];
    }
    return money;
}

void ap_plan_multiply(ap_made_plan *made, double factor)
{
    for (size_t k = 0; k < made->programmes; k++) {
        made->money[k] *= factor;
    }
    for (size_t c = 0; c < made->children; c++) {
        made->baseline[c] *= factor;
    }
}

void ap_plan_swap(ap_made_plan *made, size_t a, size_t b)
{
    ap_made_plan old = *made;
    const size_t from[] = {a, b};
    const size_t to[] = {b, a};
    for (size_t i = 0; i < 2; i++) {
        memcpy(&made->need[to[i] * made->programmes], &old.need[from[i] * made->programmes],
               made->programmes * sizeof(double));
        made->people[to[i]] = old.people[from[i]];
        made->baseline[to[i]] = old.baseline[from[i]];
        made->floor[to[i]] = old.floor[from[i]];
        made->cap[to[i]] = old.cap[from[i]];
        made->keys[to[i]] = old.keys[from[i]];
    }
}
