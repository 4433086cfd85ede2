/** Why the need of a place changed from one year to the next.
 *
 * Practices are matched by code and put in places by one fixed table, so that a practice
 * that the published data move from one district to another does not look like need. For
 * place i, years a and b, practices c with n people and w = W / n weighted people a head:
 *
 *     W_ib - W_ia = registered + need a head + merged + remapped                   (14)
 *
 *     registered   sum of (w_cb + w_ca) / 2 x (n_cb - n_ca)    ordinary practices
 *     need a head  sum of (n_cb + n_ca) / 2 x (w_cb - w_ca)    all that are in both years
 *     merged       as registered, for practices whose list jumped; W_cb of those that
 *                  opened; - W_ca of those that closed
 *     remapped     W_ca of those that the table puts in i and year a did not, less those
 *                  that year a did and the table does not
 *
 *     W_ia is what year a published for the place, W_ib what year b's table gives.
 *
 * Where the two lists put a practice in different places, the second list's is meant. A
 * practice without people in one of the years has no w then: all its change counts as one
 * of people.
 *
 * A list has jumped when |n_cb / n_ca - 1| > jump: no list grows or shrinks so fast but by
 * a merger, a split or a clean-up of registrations. The parts add up exactly. The same
 * holds of people, with w = 1: then need a head is 0.
 */
#ifndef APPORTION_METHOD_CHANGE_H
#define APPORTION_METHOD_CHANGE_H

#include <stddef.h>

#include "apportion/status.h"

/** A practice in one year. Text is borrowed. */
typedef struct ap_change_practice {
    const char *code;
    size_t place;     /**< by the fixed table; AP_NONE: none of ours */
    size_t published; /**< where its year put it; AP_NONE: none of ours */
    double people;
    double weighted;
} ap_change_practice;

/** Formula (14) of a place, in weighted people (or people). */
typedef struct ap_change {
    double before;
    double after;
    double registered;
    double per_head;
    double merged;
    double remapped;
} ap_change;

/** What became of a practice that is not an ordinary one. One that has both jumped and been
 * remapped is AP_REMAPPED; one that was remapped and then closed is AP_CLOSED. */
typedef enum ap_fate { AP_OPENED, AP_CLOSED, AP_JUMPED, AP_REMAPPED } ap_fate;

typedef struct ap_changed_practice {
    ap_fate fate;
    size_t before; /**< of the first list; AP_NONE: it opened */
    size_t after;  /**< of the second list; AP_NONE: it closed */
} ap_changed_practice;

typedef struct ap_changes {
    size_t places;
    ap_change *weighted; /**< a place */
    ap_change *people;   /**< a place; per_head is 0 */
    size_t count;
    ap_changed_practice *practices; /**< by place (AP_NONE last), then by size of their
                                         effect, largest first, then by code; the effect
                                         is the weighted people that the practice adds to
                                         merged or, when AP_REMAPPED, to remapped */
} ap_changes;

/** The change from the practices of one year to those of the next. No code is twice in a
 * list; places are below `places` or AP_NONE (apportion/case.h). Practices whose place and
 * published place are AP_NONE in a year are as if they were not there in it. The order of a
 * list changes nothing, not even the last digit. *out is the caller's to free. */
ap_status ap_changes_of(size_t places, size_t before_count,
                        const ap_change_practice before[], size_t after_count,
                        const ap_change_practice after[], double jump, ap_changes **out,
                        ap_error *err);

/** NULL is ignored. */
void ap_changes_free(ap_changes *changes);

#endif
