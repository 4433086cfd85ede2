/** Keys made of names, for places that nobody has given a key. */
#ifndef APPORTION_IMPORT_SLUG_H
#define APPORTION_IMPORT_SLUG_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"

/** A key for each name: "Isle of Wight" is "isle_of_wight". Small letters, digits and "_"
 * only, at most 80 bytes and, of a name that has neither letters nor digits, "place". Of
 * names that come to the same key the first has it and the others "_2", "_3", … after it.
 * No key would be taken for a total row. The keys are copied to the arena. */
ap_status ap_slugs(size_t count, const char *const names[], ap_arena *arena,
                   const char *keys[], ap_error *err);

#endif
