/** Which money a rule speaks of: selectors by place, programme, source, pool, scheme type,
 * BCF area of spend and tag.
 *
 * A selector is words divided by "|", each with "*" and "?" as in file names; "!" before
 * the whole turns it round; blank selects all. A place selects itself and all places below
 * it. `source` may be "envelope": every source of the envelope.
 */
#ifndef APPORTION_METHOD_SELECTION_H
#define APPORTION_METHOD_SELECTION_H

#include <stdbool.h>

#include "apportion/case.h"
#include "base/text.h"

/** One selector a column; "" selects all. Borrowed text. */
typedef struct ap_selection {
    const char *place;
    const char *programme;
    const char *source;
    const char *pool;
    const char *scheme_type;
    const char *area;
    const char *tag;
} ap_selection;

/** The selectors of the rule itself. */
ap_selection ap_selection_of_rule(const ap_rule *rule);

/** The selectors of the rule's `of` column, "programme=acute|community; source=envelope".
 * false where the text is not of that form, names an unknown selector or names one twice;
 * the words are copied to the arena. */
bool ap_selection_parse(const char *of, ap_arena *arena, ap_selection *out);

/** Is it "each": one constraint a place? */
bool ap_selection_is_each(const ap_selection *selection);

/** Does it select this scheme? each_at is the row of the place that "each" stands for. */
bool ap_selection_has_scheme(const ap_case *inputs, const ap_selection *selection,
                             size_t each_at, size_t scheme);

/** The same, wherever the scheme is: without a look at its place. */
bool ap_selection_has_scheme_anywhere(const ap_case *inputs, const ap_selection *selection,
                                      size_t scheme);

/** Does it select this source? */
bool ap_selection_has_source(const ap_case *inputs, const ap_selection *selection,
                             size_t source);

/** Does it select this row of places (for people and targets)? */
bool ap_selection_has_place(const ap_case *inputs, const ap_selection *selection,
                            size_t each_at, size_t place);

#endif
