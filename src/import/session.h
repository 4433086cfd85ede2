/** The session file of NHS England's ICB Place Based Allocation Tool. session.c is the only
 * file that reads JSON (jansson).
 *
 * A session is an object with one key a place, whose value has "gps", a list of "CODE:
 * NAME", and "icb", the ICB's name as in the data of its year; a further key, "places"
 * (since 2022) or "group_list" (2021), lists the names of the places. Practices are matched
 * on the code before the colon. The tool lets a practice be in several places; here that is
 * a problem that names them.
 */
#ifndef APPORTION_IMPORT_SESSION_H
#define APPORTION_IMPORT_SESSION_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "data/problems.h"
#include "import/practices.h"

typedef struct ap_session_place {
    const char *name;
    const char *icb;
    size_t count;
    const char **codes; /**< of its practices, in the order of the file */
} ap_session_place;

typedef struct ap_session {
    size_t count;
    ap_session_place *places; /**< in the order of the list of places */
    ap_arena *arena;          /**< owns all */
} ap_session;

/** Read a session; file is its name for messages. Everything that is not as above (no list
 * of places, a place without "gps" or listed and not there, two ICBs, a practice twice) is
 * added to problems, and AP_BAD_INPUT returned. *out is the caller's to free. */
ap_status ap_session_read(const char *file, const char *bytes, size_t length,
                          ap_problems *problems, ap_session **out, ap_error *err);

/** A session that the tool can load, added to text: `count` places by these names, the
 * practices with place_of[p] == i in place i, the list under "places". */
void ap_session_write(const ap_practices *practices, size_t count,
                      const char *const names[], const size_t place_of[], ap_text *text);

/** NULL is ignored. */
void ap_session_free(ap_session *session);

#endif
