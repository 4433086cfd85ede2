#include "made_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "data/load.h"
#include "solve/model.h"
#include "toy_round.h"

enum {
    SETTINGS,
    PLACES,
    NEED,
    PROGRAMMES,
    SOURCES,
    ELIGIBILITY,
    SCHEMES,
    RULES,
    OPTIONS,
    PACE
};

static const char scheme_head[] =
    "scheme,name,place,programme,baseline,baseline_other,committed,bid,"
    "priority,output,output_unit,tags,basis\n";
static const char rule_head[] =
    "rule,name,place,programme,source,tag,measure,bound,value,unit,of,strength,"
    "rank,basis\n";

/* Of a made-up case each file, and how it begins. */
static const char *const names[AP_MADE_FILES] = {
    "case.ini",        "places.csv",  "need.csv",  "programmes.csv", "sources.csv",
    "eligibility.csv", "schemes.csv", "rules.csv", "options.csv",    "pace.csv",
};
static const char *const heads[AP_MADE_FILES] = {
    [SETTINGS] = "[case]\ntitle = Made up\nicb = Example ICB\nyear = 2023/24\n",
    [PLACES] = "place,name,parent,population,basis\ncounty,The county,,,illustrative\n",
    [NEED] = "place,component,weighted_population,basis\n",
    [PROGRAMMES] = "programme,name,need,target_share,area,basis\n",
    [SOURCES] = "source,name,owner,stream,place,envelope,amount,spend,preference,basis\n",
    [ELIGIBILITY] = "source,programme,basis\n",
    [SCHEMES] = scheme_head,
    [RULES] = rule_head,
    [OPTIONS] = "option,name,table,target,column,value,basis\n",
    [PACE] = "parameter,value,basis\n",
};

static const char *or_blank(const char *text)
{
    return text == NULL ? "" : text;
}

ap_made ap_made_new(const char *settings)
{
    ap_made made = {0};
    for (size_t i = 0; i < AP_MADE_FILES; i++) {
        ap_text_print(&made.files[i], "%s", heads[i]);
    }
    ap_text_print(&made.files[SETTINGS], "%s\n", settings);
    return made;
}

void ap_made_place(ap_made *made, const char *key, double need, double people)
{
    ap_text_print(&made->files[PLACES], "%s,%s,county,%.0f,illustrative\n", key, key,
                  people);
    ap_text_print(&made->files[NEED], "%s,all,%.6f,illustrative\n", key, need);
}

void ap_made_programme(ap_made *made, const char *key)
{
    ap_text_print(&made->files[PROGRAMMES], "%s,%s,all,%s,,illustrative\n", key, key,
                  made->has_programme ? "0%" : "100%");
    made->has_programme = true;
}

void ap_made_source_add(ap_made *made, ap_made_source source)
{
    ap_text_print(&made->files[SOURCES],
                  "%s,%s,Example,ICB core,%s,%s,%.0f,%s,%g,illustrative\n", source.key,
                  source.key, or_blank(source.place), source.is_outside ? "no" : "yes",
                  source.amount * 1e6, source.is_at_most ? "at_most" : "in_full",
                  source.preference > 0 ? source.preference : 1);
    ap_text_print(&made->files[ELIGIBILITY], "%s,%s,illustrative\n", source.key,
                  or_blank(source.funds));
}

void ap_made_scheme_add(ap_made *made, ap_made_scheme scheme)
{
    ap_text_print(&made->files[SCHEMES],
                  "%s,%s,%s,%s,%.0f,%.0f,%.0f,%.0f,%.6f,%.6f,%s,%s,illustrative\n",
                  scheme.key, scheme.key, scheme.place, scheme.programme,
                  scheme.baseline * 1e6, scheme.baseline_other * 1e6,
                  scheme.committed * 1e6, scheme.bid * 1e6,
                  scheme.priority > 0 ? scheme.priority : 1, scheme.output,
                  scheme.output > 0 ? "units" : "", or_blank(scheme.tags));
}

void ap_made_rule_add(ap_made *made, ap_made_rule rule)
{
    ap_text_print(&made->files[RULES], "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,", rule.key,
                  rule.key, or_blank(rule.place), or_blank(rule.programme),
                  or_blank(rule.source), or_blank(rule.tag),
                  rule.is_output ? "output" : "pounds", rule.bound, rule.value, rule.unit,
                  or_blank(rule.of), rule.rank > 0 ? "soft" : "hard");
    if (rule.rank > 0) {
        ap_text_print(&made->files[RULES], "%d", rule.rank);
    }
    ap_text_print(&made->files[RULES], ",illustrative\n");
}

void ap_made_pace(ap_made *made, const char *parameter, const char *value)
{
    ap_text_print(&made->files[PACE], "%s,%s,illustrative\n", parameter, value);
}

void ap_made_option(ap_made *made, const char *option, const char *table,
                    const char *target, const char *column, const char *value)
{
    ap_text_print(&made->files[OPTIONS], "%s,%s,%s,%s,%s,%s,illustrative\n", option, option,
                  table, target, column, value);
}

static ap_case *load(const char *folder, size_t count, const ap_case_file files[])
{
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    ap_error err = {0};
    if (ap_case_load_files(folder, AP_SCOPE_ALL, count, files, problems, &inputs, &err) !=
        AP_OK) {
        ap_text text = {0};
        ap_problems_print(problems, &text);
        (void)fprintf(stderr, "%s: %s\n%s\n", err.where, err.what, text.bytes);
        abort();
    }
    ap_problems_free(problems);
    return inputs;
}

ap_case *ap_made_load(ap_made *made)
{
    ap_case_file files[AP_MADE_FILES];
    for (size_t i = 0; i < AP_MADE_FILES; i++) {
        files[i] = (ap_case_file){.name = names[i],
                                  .bytes = made->files[i].bytes,
                                  .length = made->files[i].length};
    }
    ap_case *inputs = load("made-up", AP_MADE_FILES, files);
    for (size_t i = 0; i < AP_MADE_FILES; i++) {
        ap_text_free(&made->files[i]);
    }
    return inputs;
}

ap_round *ap_made_solved(const ap_case *inputs)
{
    ap_round *round = NULL;
    ap_error err = {0};
    ap_status status = ap_round_prepare(inputs, &round, &err);
    if (status == AP_OK) {
        status = ap_round_solve(round, AP_ALL_GOALS, NULL, NULL, &err);
    }
    if (status != AP_OK || !ap_round_is_solved(round)) {
        (void)fprintf(stderr, "not solved: %s: %s\n", err.where, err.what);
        abort();
    }
    return round;
}

double ap_made_cell(const ap_round *round, const double cells[], const char *source,
                    const char *scheme)
{
    const ap_case *inputs = round->inputs;
    for (size_t c = 0; c < round->model->cell_count; c++) {
        ap_cell cell = round->model->cells[c];
        if (strcmp(inputs->sources[cell.source].source, source) == 0 &&
            strcmp(inputs->schemes[cell.scheme].scheme, scheme) == 0) {
            return cells[c];
        }
    }
    return NAN;
}

/* The rows of a table in another order; its heading stays. */
static void shuffle(ap_text *text, uint64_t *state)
{
    enum { MOST = 4096 };
    static char *rows[MOST];
    size_t count = 0;
    ap_text shuffled = {0};
    char *rest = NULL;
    for (char *row = strtok_r(text->bytes, "\n", &rest); row != NULL && count < MOST;
         row = strtok_r(NULL, "\n", &rest)) {
        rows[count++] = row;
    }
    for (size_t i = count; i-- > 2;) {
        size_t j = 1 + (size_t)(ap_toy_draw(state) * (double)i);
        char *row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }
    for (size_t i = 0; i < count; i++) {
        ap_text_print(&shuffled, "%s\n", rows[i]);
    }
    ap_text_free(text);
    *text = shuffled;
}

ap_case *ap_made_from_folder(const char *folder, uint64_t seed)
{
    static const char *const all[] = {"case.ini",    "places.csv",        "need.csv",
                                      "blends.csv",  "programmes.csv",    "pools.csv",
                                      "sources.csv", "contributions.csv", "eligibility.csv",
                                      "schemes.csv", "rules.csv",         "options.csv",
                                      "pace.csv"};
    enum { COUNT = sizeof all / sizeof all[0] };
    ap_case_file files[COUNT];
    ap_text texts[COUNT] = {{0}};
    size_t count = 0;
    uint64_t state = seed;
    for (size_t i = 0; i < COUNT; i++) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/%s", folder, all[i]);
        if (ap_file_read(path, &texts[i], NULL) != AP_OK) {
            continue;
        }
        if (seed != 0 && i > 0) {
            shuffle(&texts[i], &state);
        }
        files[count++] = (ap_case_file){
            .name = all[i], .bytes = texts[i].bytes, .length = texts[i].length};
    }
    ap_case *inputs = load(folder, count, files);
    for (size_t i = 0; i < COUNT; i++) {
        ap_text_free(&texts[i]);
    }
    return inputs;
}
