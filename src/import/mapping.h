/** Which place every practice of an ICB belongs to.
 *
 * A mapping file is a CSV table of rules, one a row:
 *
 *     place         key of the place (letters a-z, digits, _ and -)
 *     name          its name, on the first row of the place at least; blank: the same again
 *     by            practice, pcn, district or rest
 *     value         the code or the name (capitals aside) that the practice must have
 *                   there; blank for rest
 *     basis, note   as everywhere
 *
 * A more exact rule is an exception to a less exact one: practice before pcn before
 * district before rest. So "district = Portsmouth" takes all of Portsmouth but the
 * practices that other rows name. Two rules of one kind that put a practice in two places,
 * a practice that none takes, a rule that takes nothing, and a practice of another ICB are
 * problems, all listed at once.
 *
 * mapping.c checks a mapping, mapping_read.c reads and writes it as a file, mapping_made.c
 * makes one without a file, mapping_apply.c applies it.
 */
#ifndef APPORTION_IMPORT_MAPPING_H
#define APPORTION_IMPORT_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/case.h"
#include "apportion/status.h"
#include "base/text.h"
#include "data/problems.h"
#include "import/lookup.h"
#include "import/practices.h"

/** By what a rule takes practices, the most exact first. */
typedef enum ap_grain {
    AP_GRAIN_PRACTICE,
    AP_GRAIN_PCN,
    AP_GRAIN_DISTRICT,
    AP_GRAIN_REST,
    AP_GRAINS, /**< also that of a rule whose `by` is none of them */
} ap_grain;

/** "practice", "pcn", "district", "rest". */
const char *ap_grain_word(ap_grain grain);

/** What a rule of this grain may call the practice, or its PCN, or its district; "" of
 * rest. Borrowed from the practice. */
const char *ap_grain_code(const ap_practice *practice, ap_grain grain);
const char *ap_grain_name(const ap_practice *practice, ap_grain grain);

/** A rule: a row of a mapping file. */
typedef struct ap_mapping_rule {
    ap_row row;        /**< basis, note and line; 0 where there is no row of a file */
    const char *place; /**< key */
    const char *name;  /**< of the place, or "" */
    const char *by;
    const char *value;
    ap_grain grain;  /**< what `by` says */
    size_t place_at; /**< of ap_mapping's places */
} ap_mapping_rule;

/** A place that a mapping makes. */
typedef struct ap_mapped_place {
    const char *key;
    const char *name;
    const char *basis; /**< of its first row; "derived: …" for the built-in mappings */
    long line;         /**< of its first row */
} ap_mapped_place;

typedef struct ap_mapping {
    const char *file; /**< last part of its path; "district" etc. of a built-in mapping */
    size_t place_count;
    ap_mapped_place *places; /**< in the order of their first row, or of their name */
    size_t rule_count;
    ap_mapping_rule *rules; /**< in the order of the file; a built-in mapping and a session
                                 have those that they stand for */
    ap_named *by_value;     /**< the rules by grain, then value */
    size_t grain_first[AP_GRAINS + 1]; /**< of by_value, where each grain begins */
    ap_arena *arena;                   /**< owns the text */
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

/** One place for each district, PCN or practice of the ICB (icb "": of England), in order
 * of name. Keys are made of names ("isle_of_wight"; of practices, of their code), unique.
 * Where two have one name, their codes are added to it. A practice without PCN is a
 * problem. kind is not AP_BY_FILE. */
ap_status ap_mapping_made(ap_mapping_kind kind, const ap_practices *practices,
                          const char *icb, ap_problems *problems, ap_mapping **out,
                          ap_error *err);

/** A mapping without rules, whose file has this name (copied). *out is the caller's. For
 * those who make the rules: fill in rules (from malloc), rule_count and, for each rule,
 * what a row of a file holds (text in the arena), then call ap_mapping_settle. */
ap_status ap_mapping_new(const char *file, ap_mapping **out, ap_error *err);

/** Everything that follows from the rules: grains, places, the order by value. What the
 * rules break among themselves (a place without name or with two, two of one name, a value
 * missing or too many) is added to problems; AP_BAD_INPUT when there is more than `before`.
 */
ap_status ap_mapping_settle(ap_mapping *mapping, size_t before, ap_problems *problems,
                            ap_error *err);

/** Is the practice of the ICB with this code? "" stands for all of England. */
bool ap_practice_is_of(const ap_practice *practice, const char *icb);

/** The place (of mapping->places) of every practice of the ICB; AP_NONE (apportion/case.h)
 * for those of others. place_of has practices->count numbers. Every problem named above is
 * added. AP_BAD_INPUT when there is any. icb "" stands for all of England: then no practice
 * is of another ICB. */
ap_status ap_mapping_apply(const ap_mapping *mapping, const ap_practices *practices,
                           const char *icb, ap_problems *problems, size_t place_of[],
                           ap_error *err);

/** The same for the practices of another year: a practice that no rule takes has AP_NONE,
 * and nothing is a problem; of two rules of one kind the earlier counts. */
void ap_mapping_apply_loosely(const ap_mapping *mapping, const ap_practices *practices,
                              const char *icb, size_t place_of[]);

/** The mapping as a file, one row a rule, with its header row. A built-in mapping or a
 * session is written as the rules that it stands for. */
void ap_mapping_csv(const ap_mapping *mapping, ap_text *text);

/** NULL is ignored. */
void ap_mapping_free(ap_mapping *mapping);

#endif
