#include "import/import_tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/case.h"
#include "data/finding.h"
#include "import/lookup.h"

/* A tree that grows. */
typedef struct ap_growing {
    const ap_practices *practices;
    const char *icb;
    ap_mapping_kind kind;
    const ap_mapping *mapping;
    const size_t *place_of;
    bool has_pcn; /* every practice that counts has one */
    ap_tree *tree;
    bool failed;
} ap_growing;

static bool is_england(const ap_growing *growing)
{
    return growing->icb[0] == '\0';
}

/* One character of a key. */
static char key_letter(char c)
{
    bool is_plain = isalnum((unsigned char)c) || c == '-' || c == '_';
    return (char)(is_plain ? tolower((unsigned char)c) : '_');
}

void ap_tree_key(const char *code, ap_text *text)
{
    for (const char *c = code; *c != '\0'; c++) {
        ap_text_print(text, "%c", key_letter(*c));
    }
}

/* The word in small letters, what a key cannot have made "_". */
static const char *key_of(ap_growing *growing, const char *before, const char *word)
{
    char *key = ap_arena_print(growing->tree->arena, "%s%s%s", before,
                               before[0] == '\0' ? "" : "-", word);
    growing->failed = growing->failed || key == NULL;
    for (char *c = key == NULL ? NULL : key; c != NULL && *c != '\0'; c++) {
        *c = key_letter(*c);
    }
    return key == NULL ? "" : key;
}

static size_t add(ap_growing *growing, ap_node node)
{
    ap_tree *tree = growing->tree;
    ap_node *nodes = ap_grown(tree->nodes, tree->count, sizeof *nodes);
    if (nodes == NULL) {
        growing->failed = true;
        return 0;
    }
    tree->nodes = nodes;
    tree->nodes[tree->count] = node;
    return tree->count++;
}

/* Practices that the mapping has put somewhere. */
static bool counts(const ap_growing *growing, size_t practice)
{
    return growing->place_of[practice] != AP_NONE;
}

static const ap_practice *first_counted(const ap_growing *growing)
{
    size_t p = 0;
    while (p < growing->practices->count && !counts(growing, p)) {
        p++;
    }
    return p < growing->practices->count ? &growing->practices->rows[p] : NULL;
}

static void add_system(ap_growing *growing)
{
    const ap_practice *first = first_counted(growing);
    ap_node node = {.key = "england",
                    .name = "England",
                    .level = "system",
                    .code = "",
                    .basis = "",
                    .parent = AP_NONE,
                    .practice = AP_NONE};
    if (!is_england(growing) && first != NULL) {
        node.key = key_of(growing, "", first->icb);
        node.name = first->icb_name;
        node.code = first->icb;
    }
    (void)add(growing, node);
}

/* The node below `parent` with this code among those from `first` on, or AP_NONE. */
static size_t find(const ap_tree *tree, size_t first, size_t parent, const char *code)
{
    for (size_t n = first; n < tree->count; n++) {
        if (tree->nodes[n].parent == parent && strcmp(tree->nodes[n].code, code) == 0) {
            return n;
        }
    }
    return AP_NONE;
}

/* England's round allocates to ICBs, in the order in which the file names them. */
static void add_icbs(ap_growing *growing)
{
    ap_tree *tree = growing->tree;
    for (size_t p = 0; p < growing->practices->count; p++) {
        const ap_practice *practice = &growing->practices->rows[p];
        size_t at = counts(growing, p) ? find(tree, 1, 0, practice->icb) : AP_NONE;
        if (counts(growing, p) && at == AP_NONE) {
            at = add(growing, (ap_node){.key = key_of(growing, "", practice->icb),
                                        .name = practice->icb_name,
                                        .level = "icb",
                                        .code = practice->icb,
                                        .basis = "",
                                        .practice = AP_NONE});
        }
        tree->round[p] = at;
    }
}

static const char *level_of(ap_mapping_kind kind)
{
    static const char *const levels[] = {[AP_BY_FILE] = "place",
                                         [AP_BY_DISTRICT] = "district",
                                         [AP_BY_PCN] = "pcn",
                                         [AP_BY_PRACTICE] = "practice"};
    return levels[kind];
}

/* An ICB's round allocates to the places of the mapping; where each practice is a place
 * there is nothing below. */
static void add_mapped(ap_growing *growing)
{
    ap_tree *tree = growing->tree;
    const ap_mapping *mapping = growing->mapping;
    for (size_t i = 0; i < mapping->place_count; i++) {
        (void)add(growing, (ap_node){.key = mapping->places[i].key,
                                     .name = mapping->places[i].name,
                                     .level = level_of(growing->kind),
                                     .code = "",
                                     .basis = mapping->places[i].basis,
                                     .practice = AP_NONE});
    }
    for (size_t p = 0; p < growing->practices->count && !growing->failed; p++) {
        tree->round[p] = counts(growing, p) ? 1 + growing->place_of[p] : AP_NONE;
        if (counts(growing, p) && growing->kind == AP_BY_PRACTICE) {
            tree->leaf_of[p] = tree->round[p];
            tree->nodes[tree->round[p]].practice = p;
            tree->nodes[tree->round[p]].code = growing->practices->rows[p].code;
        }
    }
}

/* What lies between the places of the round and the practices: "" for nothing. */
static const char *middle_level(const ap_growing *growing)
{
    if (is_england(growing)) {
        return growing->kind == AP_BY_PRACTICE ? "" : level_of(growing->kind);
    }
    switch (growing->kind) {
    case AP_BY_FILE:
        return growing->has_pcn ? "pcn" : "district";
    case AP_BY_DISTRICT:
        return growing->has_pcn ? "pcn" : "";
    default:
        return "";
    }
}

/* The middle node of a practice: its PCN, its district or, in England, its mapped place. */
static ap_node middle_of(ap_growing *growing, const char *level, size_t p)
{
    const ap_practice *practice = &growing->practices->rows[p];
    ap_node node = {.level = level,
                    .basis = "",
                    .practice = AP_NONE,
                    .parent = growing->tree->round[p]};
    if (strcmp(level, "pcn") == 0) {
        node.code = practice->pcn;
        node.name = practice->pcn_name[0] == '\0' ? practice->pcn : practice->pcn_name;
    } else if (strcmp(level, "district") == 0) {
        node.code = practice->district;
        node.name = practice->district_name;
    } else {
        const ap_mapped_place *place = &growing->mapping->places[growing->place_of[p]];
        node.code = place->key;
        node.name = place->name;
    }
    return node;
}

static void add_middle(ap_growing *growing, const char *level)
{
    ap_tree *tree = growing->tree;
    size_t first = tree->count;
    for (size_t p = 0; p < growing->practices->count && !growing->failed; p++) {
        if (!counts(growing, p)) {
            continue;
        }
        ap_node node = middle_of(growing, level, p);
        size_t at = find(tree, first, node.parent, node.code);
        if (at == AP_NONE) {
            node.key = key_of(growing, tree->nodes[node.parent].key, node.code);
            at = add(growing, node);
        }
        tree->leaf_of[p] = at; /* for now: what the practice is to stand below */
    }
}

static void add_practices(ap_growing *growing)
{
    ap_tree *tree = growing->tree;
    for (size_t p = 0; p < growing->practices->count && !growing->failed; p++) {
        const ap_practice *practice = &growing->practices->rows[p];
        if (!counts(growing, p) ||
            (tree->leaf_of[p] != AP_NONE && tree->nodes[tree->leaf_of[p]].practice == p)) {
            continue;
        }
        size_t above = tree->leaf_of[p] == AP_NONE ? tree->round[p] : tree->leaf_of[p];
        tree->leaf_of[p] =
            add(growing, (ap_node){.key = key_of(growing, "", practice->code),
                                   .name = practice->name,
                                   .level = "practice",
                                   .code = practice->code,
                                   .basis = "",
                                   .parent = above,
                                   .practice = p});
    }
}

static void name_levels(ap_growing *growing, const char *middle)
{
    const char *top = is_england(growing) ? "icb" : level_of(growing->kind);
    bool has_practices = strcmp(top, "practice") != 0;
    growing->tree->levels =
        ap_arena_print(growing->tree->arena, "%s%s%s%s", top, middle[0] == '\0' ? "" : ", ",
                       middle, has_practices ? ", practice" : "");
    growing->failed = growing->failed || growing->tree->levels == NULL;
}

static void grow(ap_growing *growing)
{
    ap_tree *tree = growing->tree;
    for (size_t p = 0; p < growing->practices->count; p++) {
        tree->leaf_of[p] = AP_NONE;
    }
    add_system(growing);
    tree->round_first = tree->count;
    if (is_england(growing)) {
        add_icbs(growing);
    } else {
        add_mapped(growing);
    }
    tree->round_count = tree->count - tree->round_first;
    const char *middle = middle_level(growing);
    if (middle[0] != '\0') {
        add_middle(growing, middle);
    }
    add_practices(growing);
    name_levels(growing, middle);
}

ap_status ap_tree_grow(const ap_practices *practices, const char *icb, ap_mapping_kind kind,
                       const ap_mapping *mapping, const size_t place_of[], ap_tree **out,
                       ap_error *err)
{
    ap_growing growing = {practices, icb, kind, mapping, place_of, true, NULL, false};
    growing.tree = calloc(1, sizeof *growing.tree);
    if (growing.tree != NULL) {
        growing.tree->arena = ap_arena_new();
        growing.tree->leaf_of = calloc(practices->count + 1, sizeof(size_t));
        growing.tree->round = calloc(practices->count + 1, sizeof(size_t));
    }
    growing.failed = growing.tree == NULL || growing.tree->arena == NULL ||
                     growing.tree->leaf_of == NULL || growing.tree->round == NULL;
    for (size_t p = 0; p < practices->count; p++) {
        bool lacks = place_of[p] != AP_NONE && practices->rows[p].pcn[0] == '\0';
        growing.has_pcn = growing.has_pcn && !lacks;
    }
    if (!growing.failed) {
        grow(&growing);
    }
    if (growing.failed) {
        ap_tree_free(growing.tree);
        return ap_fail(err, AP_NO_MEMORY, practices->file, "no memory for its places");
    }
    *out = growing.tree;
    return AP_OK;
}

/* Where the mapping makes a place of this key; 0: nowhere. */
static long line_of(const ap_mapping *mapping, const char *key)
{
    for (size_t i = 0; i < mapping->place_count; i++) {
        if (ap_text_same(mapping->places[i].key, key)) {
            return mapping->places[i].line;
        }
    }
    return 0;
}

ap_status ap_tree_check(const ap_tree *tree, const ap_mapping *mapping,
                        ap_problems *problems, ap_error *err)
{
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    ap_named *keys = calloc(tree->count + 1, sizeof *keys);
    if (keys == NULL) {
        return ap_fail(err, AP_NO_MEMORY, mapping->file, "no memory for its keys");
    }
    for (size_t n = 0; n < tree->count; n++) {
        keys[n] = (ap_named){tree->nodes[n].key, n};
    }
    ap_named_sort(tree->count, keys);
    for (size_t k = 1; k < tree->count; k++) {
        if (ap_text_same(keys[k - 1].name, keys[k].name)) {
            ap_find(problems,
                    (ap_spot){mapping->file, line_of(mapping, keys[k].name), "place",
                              keys[k].name},
                    "give the place another key",
                    "a key is of one row of places.csv alone; \"%s\" and \"%s\" have "
                    "this one",
                    tree->nodes[keys[k - 1].item].name, tree->nodes[keys[k].item].name);
        }
    }
    free(keys);
    return ap_find_verdict(problems, before, mapping->file, err);
}

void ap_tree_free(ap_tree *tree)
{
    if (tree == NULL) {
        return;
    }
    free(tree->nodes);
    free(tree->leaf_of);
    free(tree->round);
    ap_arena_free(tree->arena);
    free(tree);
}
