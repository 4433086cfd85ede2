/** Which place every practice of an ICB belongs to.
 *
 * A mapping file is a CSV table of rules, one a row:
 *
 *     place         key of the place (letters a-z, digits, _ and -)
 *     name          its name, on the first row of the place at least; blank: the same again
 *     by            practice, pcn, district or rest
 *     value         the code or the name (capitals aside) that the practice must have
 * there; blank for rest basis, note   as everywhere
 *
 * A more exact rule is an exception to a less exact one: practice before pcn before
 * district before rest. So "district = Portsmouth" takes all of Portsmouth but the
 * practices that other rows name. Two rules of one kind that put a practice in two places,
 * a practice that none takes, a rule that takes nothing, and a practice of another ICB are
 * problems, all listed at once.
 */
#ifndef APPORTION_DATA_MAPPING_H
#define APPORTION_DATA_MAPPING_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "data/practices.h"
#include "data/problems.h"

/** A place that a mapping makes. */
typedef struct ap_mapped_place {
    const char *key;
    const char *name;
    const char *basis; /**< of its first row; "derived: …" for the built-in mappings */
} ap_mapped_place;

typedef struct ap_mapping {
    size_t place_count;
    ap_mapped_place *places; /**< in the order of their first row, or of their name */
    size_t rule_count;
    struct ap_mapping_rule *rules; /**< opaque; {0} in a built-in mapping */
    ap_arena *arena;               /**< owns the text */
} ap_mapping;

/** How places are defined without a file: one place for each. */
typedef enum ap_mapping_kind {
    AP_BY_FILE,
    AP_BY_DISTRICT,
    AP_BY_PCN,
    AP_BY_PRACTICE,
} ap_mapping_kind;

/** The kind that the word of --places means; AP_BY_FILE for anything else. */
ap_mapping_kind ap_mapping_kind_of(const char *word);

/** Read a mapping file: CSV, or a session of NHS England's tool (session.h) where its first
 * character is "{". *out is the caller's to free. AP_BAD_INPUT with all problems added. */
ap_status ap_mapping_read(const char *path, ap_problems *problems, ap_mapping **out,
                          ap_error *err);

/** One place for each district, PCN or practice of the ICB. Keys are made of names
 * ("isle_of _wight"; of practices, of their code), unique. A practice without PCN is a
 * problem. */
ap_status ap_mapping_made(ap_mapping_kind kind, const ap_practices *practices,
                          const char *icb, ap_problems *problems, ap_mapping **out,
                          ap_error *err);

/** The place (of mapping->places) of every practice of the ICB; AP_NONE (apportion/case.h)
 * for those of others. place_of has practices->count numbers. Every problem named above is
 * added. AP_BAD_INPUT when there is any. icb "" stands for all of England: then no practice
 * is of another ICB. */
ap_status ap_mapping_apply(const ap_mapping *mapping, const ap_practices *practices,
                           const char *icb, ap_problems *problems, size_t place_of[],
                           ap_error *err);

/** The same for the practices of another year: a practice that no rule takes has AP_NONE,
 * and nothing is a problem. */
void ap_mapping_apply_loosely(const ap_mapping *mapping, const ap_practices *practices,
                              const char *icb, size_t place_of[]);

/** The mapping as a file, one row a rule, with its header row. A built-in mapping or a
 * session is written as the rules that it stands for. */
void ap_mapping_csv(const ap_mapping *mapping, ap_text *text);

/** NULL is ignored. */
void ap_mapping_free(ap_mapping *mapping);

#endif
