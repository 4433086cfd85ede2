/** The constraint register: every rule, source and limit of a round, what it required, what
 * was achieved, and what it costs the goals.
 *
 * The shadow price is that of the first goal, in order, that the constraint holds back: the
 * later goals had no say any more. It is the change of that goal for one pound less of a
 * floor, or one pound more of a ceiling; it holds near the answer only, which is why the
 * register also says what dropping the rule altogether does (study.h: solved again).
 */
#ifndef APPORTION_SOLVE_REGISTER_H
#define APPORTION_SOLVE_REGISTER_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/round.h"
#include "base/text.h"
#include "solve/model.h"

typedef enum ap_line_kind {
    AP_LINE_RULE,   /**< a line of rules.csv, (11) */
    AP_LINE_SOURCE, /**< a source spent in full or at most, (6) */
    AP_LINE_LIMIT,  /**< pace of change or equity band of a place, (8) and (10) */
} ap_line_kind;

typedef struct ap_register_line {
    ap_line_kind kind;
    size_t rule;  /**< row of rules, or of sources; for limits the ap_limit */
    size_t place; /**< of need, or AP_NONE */
    const char
        *name; /**< words, owned by the register: "Pace of change: floor, Portsmouth" */
    const char *policy; /**< borrowed from the case, or static */
    ap_bound bound;
    ap_strength strength;
    bool is_output;  /**< a rule that measures output, not pounds */
    double required; /**< pounds, or output for a rule that measures it */
    double achieved;
    double
        headroom; /**< how far achieved is on the safe side of required; negative: broken */
    bool is_met;  /**< to the tolerance, or what that buys of output */
    bool is_binding; /**< met with no headroom to speak of, or broken */
    bool has_price;
    ap_goal_kind goal; /**< of the price */
    double price;      /**< change of that goal's measure (share of target for goal 2, else
                            pounds) for relief by a pound, or by a unit of output; 0 or
                            below: an improvement */
} ap_register_line;

typedef struct ap_register {
    size_t count;
    ap_register_line *lines;
    ap_arena *arena;
} ap_register;

/** Pounds to which a rule counts as met: the goal slack of the case. */
double ap_register_tolerance(const ap_case *inputs);

/** The register of an allocation (cells in pounds); prices only where round is solved. *out
 * is the caller's to free; the round must outlive it. */
ap_status ap_register_of(const ap_round *round, const double cells[], ap_register **out,
                         ap_error *err);

/** The price in words for a person: "£1m less of this floor would bring the place furthest
 * below target 0.03 percentage points nearer"; "" without a price. Added to text. */
void ap_register_price_words(const ap_register_line *line, ap_text *text);

/** NULL is ignored. */
void ap_register_free(ap_register *lines);

#endif
