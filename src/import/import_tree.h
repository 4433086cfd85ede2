/** The places of a case that is begun from practices: system, place, district or PCN,
 * practice; of all England: England, ICB, district, practice.
 */
#ifndef APPORTION_IMPORT_IMPORT_TREE_H
#define APPORTION_IMPORT_IMPORT_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "data/problems.h"
#include "import/mapping.h"
#include "import/practices.h"

/** A row of places.csv to be. */
typedef struct ap_node {
    const char *key;
    const char *name;
    const char *level; /**< "system", "icb", "place", "district", "pcn", "practice" */
    const char *code;  /**< official code; "" where there is none */
    const char *basis; /**< of what makes it a place; "" for the usual */
    size_t parent;     /**< AP_NONE: the system */
    size_t practice;   /**< of the practices, AP_NONE where it is none */
} ap_node;

typedef struct ap_tree {
    size_t count;
    ap_node *nodes;     /**< each after its parent; the system first */
    size_t *leaf_of;    /**< of each practice: its node, or AP_NONE */
    size_t *round;      /**< of each practice: the node that the round allocates to */
    const char *levels; /**< "place, district, practice": the first is the round's */
    size_t round_first; /**< nodes that the round allocates to: round_count of them */
    size_t round_count;
    ap_arena *arena;
} ap_tree;

/** The tree of an ICB whose practices a mapping has put in places, or, for icb "", of
 * England, whose round allocates to ICBs and whose places lie below them. place_of is what
 * ap_mapping_apply gave. *out is the caller's to free. */
ap_status ap_tree_grow(const ap_practices *practices, const char *icb, ap_mapping_kind kind,
                       const ap_mapping *mapping, const size_t place_of[], ap_tree **out,
                       ap_error *err);

/** The key of a practice with this code, added to text: small letters, and "_" for what a
 * key cannot have. */
void ap_tree_key(const char *code, ap_text *text);

/** A key that two nodes have, as when a place of the mapping is called by the code of its
 * ICB or of a practice, is a problem of the mapping. AP_BAD_INPUT when there is any. */
ap_status ap_tree_check(const ap_tree *tree, const ap_mapping *mapping,
                        ap_problems *problems, ap_error *err);

/** NULL is ignored. */
void ap_tree_free(ap_tree *tree);

#endif
