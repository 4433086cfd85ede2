#include "import/import_case.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apportion/case.h"
#include "data/value.h"
#include "import/import_money.h"
#include "import/import_tree.h"
#include "import/nhse_forms.h"

/* What the case's year lacks, as a note on it. */
static void add_gap(const ap_import *import, ap_text *text)
{
    ap_text gap = {0};
    ap_import_say_gap(import, &gap);
    text->failed = text->failed || gap.failed;
    if (gap.length > 0) {
        ap_text_print(text, "year.note = %s\n", gap.bytes);
    }
    ap_text_free(&gap);
}

static void add_ini(const ap_import *import, ap_text *text)
{
    const ap_tree *tree = import->tree;
    bool is_national = import->icb[0] == '\0';
    const char *band = is_national ? "20%" : "10%";
    ap_text_print(
        text,
        "; Begun from NHS England's practice data. Money that says \"fill me\" is\n"
        "; yours to fill in; what says illustrative is to be replaced by your own\n"
        "; figures. apportion check says what is missing.\n"
        "[case]\n"
        "title = %s, allocation round %s\n"
        "title.basis = derived: name of this round\n"
        "icb = %s\n"
        "icb.basis = published: NHS England\n"
        "year = %s\n"
        "year.basis = published: year of the weighted populations\n",
        tree->nodes[0].name, import->year, tree->nodes[0].name, import->year);
    add_gap(import, text);
    ap_text_print(
        text,
        "\n[round]\n"
        "levels = %s\n"
        "levels.basis = derived: the levels of places.csv\n\n"
        "[equity]\n"
        "under = %s\n"
        "under.basis = illustrative: %s the 5%% that NHS England aimed at in 2016/17, "
        "wide enough for where places start\n"
        "over = %s\n"
        "over.basis = illustrative: as for places under target\n",
        tree->levels, band, is_national ? "four times" : "twice", band);
}

static void add_place(const ap_import *import, const ap_node *node, ap_text *text)
{
    const ap_tree *tree = import->tree;
    const ap_practice *practice =
        node->practice == AP_NONE ? NULL : &import->now->rows[node->practice];
    ap_text_print(text, "%s,", node->key);
    ap_text_csv_safe(text, node->name);
    ap_text_print(text, ",%s,",
                  node->parent == AP_NONE ? "" : tree->nodes[node->parent].key);
    if (practice == NULL) {
        ap_text_print(text, ",,%s,%s,,,,", node->level, node->code);
        ap_text_csv_safe(
            text, node->basis[0] == '\0'
                      ? "published: NHS England, practice data of the ICB Place Based "
                        "Allocation Tool"
                      : node->basis);
        ap_text_print(text, ",\n");
        return;
    }
    double index = ap_form_cost_index(ap_form_core(import->year), practice);
    double baseline = ap_import_baseline(import, node->practice);
    ap_text_print(text, "%.10g,", practice->population);
    ap_text_print(text, index > 0 ? "%.12g" : "", index);
    ap_text_print(text, ",%s,%s,", node->level, node->code);
    ap_text_print(text, baseline > 0 ? "%.2f" : "", baseline);
    bool has_map = practice->latitude != 0 || practice->longitude != 0;
    ap_text_print(text, has_map ? ",%.6f,%.6f," : ",,,", practice->latitude,
                  practice->longitude);
    ap_text_print(
        text,
        "\"published: NHS England, practice data of %s; the cost index is derived "
        "from its final weighted population%s\",\n",
        import->year,
        baseline > 0 ? "; last year's money is illustrative: by need, for this "
                       "year's people"
                     : "");
}

static void add_places(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "place,name,parent,population,cost_index,level,code,baseline,"
                        "latitude,longitude,basis,note\n");
    for (size_t n = 0; n < import->tree->count; n++) {
        add_place(import, &import->tree->nodes[n], text);
    }
}

static void add_need(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "place,component,weighted_population,basis,note\n");
    for (size_t p = 0; p < import->now->count; p++) {
        size_t leaf = import->tree->leaf_of[p];
        for (size_t c = 0; c < AP_COMPONENTS && leaf != AP_NONE; c++) {
            if (import->now->has[c]) {
                ap_text_print(text,
                              "%s,%s,%.14g,published: NHS England practice data %s,\n",
                              import->tree->nodes[leaf].key, ap_component_key(c),
                              import->now->rows[p].weighted[c], import->year);
            }
        }
    }
}

static void add_england(const ap_import *import, ap_text *text)
{
    const ap_practices *now = import->now;
    char basis[64];
    (void)snprintf(basis, sizeof basis, "\"derived: sum over the file, %zu %s\"",
                   now->count, ap_text_plural(now->count, "practice", "practices"));
    ap_text_print(text, "component,weighted_population,basis,note\n");
    ap_text_print(text, "population,%.14g,%s,\n", now->england_population, basis);
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        if (now->has[c] && now->england[c] > 0) {
            ap_text_print(text, "%s,%.14g,%s,\n", ap_component_key(c), now->england[c],
                          basis);
        }
    }
}

/* Has the file every component that the blend weighs? */
static bool can_blend(const ap_import *import, const char *blend)
{
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        if (ap_form_weight(blend, c) != 0 && !import->now->has[c]) {
            return false;
        }
    }
    return true;
}

static void add_term(const ap_form_term *term, const char *before, const char *blend,
                     ap_text *text)
{
    ap_text_print(text, "%s%s,%s,%.13g,%s,no,", before, blend,
                  ap_component_key(term->component), term->weight,
                  term->is_costed ? "yes" : "no");
    ap_text_csv_safe(text, term->basis);
    ap_text_print(text, ",");
    ap_text_csv_safe(text, term->note);
    ap_text_print(text, "\n");
}

/* The named blends and, where the year's formula costs a part of a component's weight, that
 * component's terms as a blend of their own. */
static void add_blends(const ap_import *import, ap_text *text)
{
    size_t count = 0;
    const ap_form_term *terms = ap_form_terms(&count);
    const char *core = ap_form_core(import->year);
    ap_text_print(text, "blend,component,weight,costed,scaled,basis,note\n");
    for (size_t t = 0; t < count; t++) {
        if (can_blend(import, terms[t].blend)) {
            add_term(&terms[t], "", terms[t].blend, text);
        }
    }
    for (size_t t = 0; t < count; t++) {
        if (strcmp(terms[t].blend, core) == 0 &&
            ap_form_is_mixed(core, terms[t].component)) {
            add_term(&terms[t], AP_MIXED, ap_component_key(terms[t].component), text);
        }
    }
}

/* People and need that earlier years had, of the practices that count to a place. */
static void add_year(const ap_import *import, size_t b, ap_text *text)
{
    const ap_practices *before = import->before[b];
    const ap_tree *tree = import->tree;
    for (size_t p = 0; p < before->count; p++) {
        const ap_practice *practice = &before->rows[p];
        size_t published = import->place_before[b][p];
        size_t now = import->work->now_of[b][p];
        size_t place = now == AP_NONE ? published : tree->round[now];
        if (place == AP_NONE && published == AP_NONE) {
            continue;
        }
        ap_text_print(text, "%s,", import->before_years[b]);
        ap_tree_key(practice->code, text);
        ap_text_print(text, ",");
        ap_text_csv_safe(text, practice->name);
        ap_text_print(text, ",%s,%s,%.10g", place == AP_NONE ? "" : tree->nodes[place].key,
                      published == AP_NONE ? "" : tree->nodes[published].key,
                      practice->population);
        for (size_t c = 0; c < AP_COMPONENTS; c++) {
            ap_text_print(text, before->has[c] ? ",%.10g" : ",", practice->weighted[c]);
        }
        ap_text_print(text, ",published: NHS England practice data %s,\n",
                      import->before_years[b]);
    }
}

static void add_history(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "year,practice,name,place,published,population");
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        ap_text_print(text, ",%s", ap_component_key(c));
    }
    ap_text_print(text, ",basis,note\n");
    for (size_t b = 0; b < import->before_count; b++) {
        add_year(import, b, text);
    }
}

/* A file of the case and what writes it. */
typedef struct ap_writer {
    const char *name;
    void (*write)(const ap_import *import, ap_text *text);
    bool is_history;
} ap_writer;

static const ap_writer writers[] = {
    {"case.ini", add_ini, false},
    {"places.csv", add_places, false},
    {"need.csv", add_need, false},
    {"england.csv", add_england, false},
    {"blends.csv", add_blends, false},
    {"history.csv", add_history, true},
    {"programmes.csv", ap_import_programmes, false},
    {"sources.csv", ap_import_sources, false},
    {"eligibility.csv", ap_import_eligibility, false},
    {"schemes.csv", ap_import_schemes, false},
    {"rules.csv", ap_import_rules, false},
    {"pace.csv", ap_import_pace, false},
};

static ap_status write_all(const ap_import *import, size_t *count,
                           ap_import_file files[AP_IMPORT_FILES], ap_error *err)
{
    for (size_t w = 0; w < sizeof writers / sizeof writers[0]; w++) {
        if (writers[w].is_history && import->before_count == 0) {
            continue;
        }
        ap_import_file *file = &files[(*count)++];
        *file = (ap_import_file){.name = writers[w].name};
        writers[w].write(import, &file->text);
        if (file->text.failed) {
            return ap_fail(err, AP_NO_MEMORY, writers[w].name, "no memory for the file");
        }
    }
    return AP_OK;
}

ap_status ap_import_make(const ap_import *import, size_t *count,
                         ap_import_file files[AP_IMPORT_FILES], ap_error *err)
{
    ap_status status = AP_OK;
    ap_import prepared = *import;
    ap_import_work *work = NULL;
    *count = 0;
    AP_TRY(ap_import_prepare(import, &work, err));
    prepared.work = work;
    AP_TRY(write_all(&prepared, count, files, err));
done:
    ap_import_work_free(work);
    return status;
}
