#include "command/import.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/case.h"
#include "base/files.h"
#include "command/output.h"
#include "data/calendar.h"
#include "data/cell.h"
#include "data/finding.h"
#include "data/value.h"
#include "import/import_case.h"
#include "import/mapping.h"
#include "import/session.h"

/* An import on its way. Files are in order of their years; the last is the case's. */
typedef struct ap_importing {
    const ap_options *options;
    ap_output output;
    ap_problems *problems;
    const char *icb;         /* "" for all */
    char year[AP_YEAR_SIZE]; /* of --year; "" where there is none */
    size_t count;
    ap_practices *files[AP_OPERANDS_MOST];
    ap_mapping *mapping;
    size_t *place_of; /* of the practices of the case's year: of the mapping */
    ap_tree *tree;
    size_t *place_before[AP_OPERANDS_MOST];
    size_t file_count;
    ap_import_file made[AP_IMPORT_FILES];
    ap_text gap; /* what is missing for want of last year's file, in words */
    ap_text session;
} ap_importing;

static void importing_end(ap_importing *importing)
{
    for (size_t f = 0; f < AP_OPERANDS_MOST; f++) {
        ap_practices_free(importing->files[f]);
        free(importing->place_before[f]);
    }
    for (size_t f = 0; f < importing->file_count; f++) {
        ap_text_free(&importing->made[f].text);
    }
    ap_text_free(&importing->gap);
    ap_text_free(&importing->session);
    ap_tree_free(importing->tree);
    free(importing->place_of);
    ap_mapping_free(importing->mapping);
    ap_problems_free(importing->problems);
}

/* There are few: each goes down past the later ones before it. */
static void sort_by_year(size_t count, ap_practices *files[])
{
    for (size_t f = 1; f < count; f++) {
        ap_practices *file = files[f];
        size_t at = f;
        for (; at > 0 && strcmp(files[at - 1]->year, file->year) > 0; at--) {
            files[at] = files[at - 1];
        }
        files[at] = file;
    }
}

/* --year as files and formulas have it, however it is written: "2025/26". */
static void take_year(ap_importing *importing)
{
    const char *year = importing->options->year;
    ap_reason reason = {0};
    int first = 0;
    if (year == NULL) {
        return;
    }
    if (ap_cell_year(year, &first, &reason)) {
        (void)ap_calendar_year(first, importing->year);
    } else {
        ap_find(importing->problems, (ap_spot){"--year", 0, "", year}, reason.remedy, "%s",
                reason.rule);
    }
}

/* A file that does not say its year is of the year of --year, if it is the only one. */
static void settle_years(ap_importing *importing)
{
    bool is_told = importing->count == 1 && importing->options->year != NULL;
    for (size_t f = 0; f < importing->count; f++) {
        ap_practices *file = importing->files[f];
        if (file->year[0] == '\0' && is_told) {
            memcpy(file->year, importing->year, sizeof importing->year);
        } else if (file->year[0] == '\0') {
            ap_find(
                importing->problems, (ap_spot){file->file, 0, "", ""},
                "rename it, say to practices-2025-26.csv, or give --year for one file alone",
                "the name of a file of practices says of which year it is");
        }
    }
    sort_by_year(importing->count, importing->files);
    for (size_t f = 1; f < importing->count; f++) {
        const char *year = importing->files[f]->year;
        if (year[0] != '\0' && strcmp(year, importing->files[f - 1]->year) == 0) {
            ap_find(importing->problems, (ap_spot){importing->files[f]->file, 0, "", year},
                    "give one file a year",
                    "each year has one file, and %s is of this one too",
                    importing->files[f - 1]->file);
        }
    }
}

static ap_practices *file_of_case(const ap_importing *importing)
{
    return importing->files[importing->count - 1];
}

/* The case's year is the latest of the files, or that of --year: then files of later years
 * are left out, and that is said. */
static void choose_year(ap_importing *importing)
{
    const char *year = importing->year;
    size_t f = 0;
    if (year[0] == '\0') {
        return;
    }
    while (f < importing->count && strcmp(importing->files[f]->year, year) != 0) {
        f++;
    }
    if (f == importing->count) {
        ap_find(importing->problems, (ap_spot){"--year", 0, "", year},
                "add the file of this year, or give another",
                "one of the files is of the case's year; the latest is of %s",
                file_of_case(importing)->year);
        return;
    }
    for (size_t later = f + 1; later < importing->count; later++) {
        ap_output_say(importing->output, "%s is of a later year and is left out",
                      importing->files[later]->file);
    }
    importing->count = f + 1;
}

static ap_status verdict(const ap_importing *importing, ap_error *err)
{
    size_t count = ap_problems_count(importing->problems, AP_PROBLEM);
    return count == 0 ? AP_OK
                      : ap_fail(err, AP_BAD_INPUT, importing->options->operands[1],
                                "%zu %s; nothing was written", count,
                                ap_text_plural(count, "problem", "problems"));
}

/* All files are read before any problem of one ends it. */
static ap_status read_files(ap_importing *importing, ap_error *err)
{
    ap_status worst = AP_OK;
    for (size_t o = 1; o < importing->options->operand_count; o++) {
        ap_status status =
            ap_practices_read(importing->options->operands[o], importing->problems,
                              &importing->files[importing->count], err);
        importing->count += status == AP_OK ? 1 : 0;
        worst = status == AP_OK ? worst : status;
    }
    if (worst != AP_OK) {
        return worst;
    }
    take_year(importing);
    settle_years(importing);
    choose_year(importing);
    return verdict(importing, err);
}

/* The codes of all ICBs of the file, for a person who has typed another. */
static void report_icb(ap_importing *importing)
{
    const ap_practices *file = file_of_case(importing);
    ap_text codes = {0};
    for (size_t p = 0; p < file->count; p++) {
        const char *code = file->rows[p].icb;
        if (codes.bytes == NULL || strstr(codes.bytes, code) == NULL) {
            ap_text_print(&codes, "%s%s", codes.length == 0 ? "" : ", ", code);
        }
    }
    ap_find(importing->problems, (ap_spot){file->file, 0, "", importing->icb},
            "write the code of an ICB, or all",
            "an ICB has practices in the file; it has those of %.400s",
            codes.bytes == NULL ? "none" : codes.bytes);
    ap_text_free(&codes);
}

static ap_status map_places(ap_importing *importing, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_practices *file = file_of_case(importing);
    const char *word = importing->options->places;
    ap_mapping_kind kind = ap_mapping_kind_of(word);
    bool is_there = importing->icb[0] == '\0';
    for (size_t p = 0; p < file->count && !is_there; p++) {
        is_there = ap_text_same(file->rows[p].icb, importing->icb);
        importing->icb = is_there ? file->rows[p].icb : importing->icb;
    }
    if (!is_there) {
        report_icb(importing);
        return verdict(importing, err);
    }
    importing->place_of = calloc(file->count + 1, sizeof *importing->place_of);
    if (importing->place_of == NULL) {
        return ap_fail(err, AP_NO_MEMORY, file->file, "no memory for its places");
    }
    status = kind == AP_BY_FILE
                 ? ap_mapping_read(word, importing->problems, &importing->mapping, err)
                 : ap_mapping_made(kind, file, importing->icb, importing->problems,
                                   &importing->mapping, err);
    if (status == AP_OK) {
        status = ap_mapping_apply(importing->mapping, file, importing->icb,
                                  importing->problems, importing->place_of, err);
    }
    return status;
}

/* Where a year's own data put its practices, as nodes of the tree's round. */
static ap_status map_before(ap_importing *importing, size_t f, ap_error *err)
{
    const ap_practices *file = importing->files[f];
    const ap_tree *tree = importing->tree;
    size_t *place_of = calloc(file->count + 1, sizeof *place_of);
    if (place_of == NULL) {
        return ap_fail(err, AP_NO_MEMORY, file->file, "no memory for its places");
    }
    importing->place_before[f] = place_of;
    if (importing->icb[0] != '\0') {
        ap_mapping_apply_loosely(importing->mapping, file, importing->icb, place_of);
    }
    for (size_t p = 0; p < file->count; p++) {
        size_t at = AP_NONE;
        for (size_t r = 0; importing->icb[0] == '\0' && r < tree->round_count; r++) {
            bool is_it =
                strcmp(tree->nodes[tree->round_first + r].code, file->rows[p].icb) == 0;
            at = is_it ? r : at;
        }
        at = importing->icb[0] == '\0' ? at : place_of[p];
        place_of[p] = at == AP_NONE ? AP_NONE : tree->round_first + at;
    }
    return AP_OK;
}

/* Text of an option as a figure; what it is not is a problem. */
static double figure(ap_importing *importing, const char *option, const char *text,
                     bool is_rate)
{
    ap_reason reason = {0};
    double value = 0;
    if (text == NULL) {
        return 0;
    }
    bool is_good = is_rate ? ap_cell_rate(text, &value, &reason)
                           : ap_cell_money(text, &value, &reason);
    if (!is_good || value <= (is_rate ? -1 : 0)) {
        ap_find(importing->problems, (ap_spot){option, 0, "", text},
                is_good ? "write a greater one" : reason.remedy, "%s",
                is_good ? "the figure is above zero" : reason.rule);
    }
    return value;
}

/* Money that could not be shared out would be lost without a word. */
static void check_money(ap_importing *importing, const ap_import *import)
{
    const ap_options *options = importing->options;
    if (import->primary > 0 && options->core == NULL) {
        ap_find(importing->problems, (ap_spot){"--primary", 0, "", options->primary},
                "add --core, or leave it out",
                "primary medical money comes beside core money");
    }
    if (import->primary > 0 && !import->now->has[AP_PRIMARY_MEDICAL]) {
        ap_find(importing->problems, (ap_spot){"--primary", 0, "", options->primary},
                "leave it out, or add it to --core",
                "primary medical money is shared by need for it; %s has no primary medical "
                "need",
                import->now->file);
    }
    if (ap_options_has(options, "growth") && options->core == NULL) {
        ap_find(importing->problems, (ap_spot){"--growth", 0, "", options->growth},
                "add --core, or leave it out", "growth is that of the money of --core");
    }
}

static ap_status make_case(ap_importing *importing, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_options *options = importing->options;
    const ap_practices *file = file_of_case(importing);
    const char *years[AP_OPERANDS_MOST];
    for (size_t f = 0; f < importing->count; f++) {
        years[f] = importing->files[f]->year;
    }
    const ap_import import = {
        .now = file,
        .tree = importing->tree,
        .icb = importing->icb,
        .year = file->year,
        .before_count = importing->count - 1,
        .before = (const ap_practices *const *)importing->files,
        .before_years = years,
        .place_before = (const size_t *const *)importing->place_before,
        .core = figure(importing, "--core", options->core, false),
        .primary = figure(importing, "--primary", options->primary, false),
        .growth = figure(importing, "--growth", options->growth, true),
    };
    check_money(importing, &import);
    AP_TRY(verdict(importing, err));
    AP_TRY(ap_import_make(&import, &importing->file_count, importing->made, err));
    ap_import_say_gap(&import, &importing->gap);
done:
    return status;
}

/* The places as a session that NHS England's tool can load, for the ICB alone. */
static ap_status make_session(ap_importing *importing, ap_error *err)
{
    const ap_mapping *mapping = importing->mapping;
    const char **names = calloc(mapping->place_count + 1, sizeof *names);
    if (names == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "session", "no memory for its places");
    }
    for (size_t i = 0; i < mapping->place_count; i++) {
        names[i] = mapping->places[i].name;
    }
    ap_session_write(file_of_case(importing), mapping->place_count, names,
                     importing->place_of, &importing->session);
    free(names);
    return importing->session.failed
               ? ap_fail(err, AP_NO_MEMORY, "session", "no memory for its text")
               : AP_OK;
}

static ap_status write_case(ap_importing *importing, ap_error *err)
{
    ap_new_file files[AP_IMPORT_FILES + 1];
    size_t count = 0;
    for (size_t f = 0; f < importing->file_count; f++) {
        const ap_import_file *made = &importing->made[f];
        files[count++] = (ap_new_file){made->name, made->text.bytes, made->text.length};
    }
    if (importing->session.length > 0) {
        files[count++] = (ap_new_file){"nhse-session.json", importing->session.bytes,
                                       importing->session.length};
    }
    return ap_folder_write(importing->options->output, count, files, err);
}

static void say_case(const ap_importing *importing)
{
    const ap_practices *file = file_of_case(importing);
    size_t practices = 0;
    double people = 0;
    for (size_t p = 0; p < file->count; p++) {
        bool is_ours = importing->place_of[p] != AP_NONE;
        practices += is_ours ? 1 : 0;
        people += is_ours ? file->rows[p].population : 0;
    }
    const ap_tree *tree = importing->tree;
    bool is_one_level = strchr(tree->levels, ',') == NULL;
    ap_output_say(importing->output, "%s %s: %zu %s with %.0f %s in %zu %s, %s %s",
                  tree->nodes[0].name, file->year, practices,
                  ap_text_plural(practices, "practice", "practices"), people,
                  round(people) == 1 ? "person" : "people", tree->round_count,
                  ap_text_plural(tree->round_count, "place", "places"),
                  is_one_level ? "level" : "levels", tree->levels);
    if (importing->gap.length > 0) {
        ap_output_say(importing->output, "%s", importing->gap.bytes);
    }
    if (importing->options->core == NULL) {
        ap_output_say(importing->output,
                      "The money is left to be filled in where it says \"%s\": apportion "
                      "check lists the cells. apportion need works already.",
                      AP_FILL_ME);
    }
}

static ap_status import_practices(ap_importing *importing, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_options *options = importing->options;
    if (options->icb == NULL) {
        return ap_fail(err, AP_USAGE, "import",
                       "say whose practices are taken: --icb CODE, such as QRL, or --icb "
                       "all\nTry 'apportion import --help'.");
    }
    importing->icb = strcmp(options->icb, "all") == 0 ? "" : options->icb;
    AP_TRY(read_files(importing, err));
    AP_TRY(map_places(importing, err));
    AP_TRY(ap_tree_grow(file_of_case(importing), importing->icb,
                        ap_mapping_kind_of(options->places), importing->mapping,
                        importing->place_of, &importing->tree, err));
    AP_TRY(ap_tree_check(importing->tree, importing->mapping, importing->problems, err));
    for (size_t f = 0; f + 1 < importing->count; f++) {
        AP_TRY(map_before(importing, f, err));
    }
    AP_TRY(make_case(importing, err));
    if (importing->icb[0] != '\0') {
        AP_TRY(make_session(importing, err));
    }
    AP_TRY(write_case(importing, err));
    say_case(importing);
    AP_TRY(ap_output_path(importing->output, options->output, err));
done:
    return status;
}

/* Somebody may have worked on a mapping that is there. */
static ap_status refuse_present(const char *path, ap_error *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return AP_OK;
    }
    (void)fclose(file);
    return ap_fail(err, AP_CANNOT_CREATE, path,
                   "the file is there and is not written over; give another name, or move "
                   "it away first");
}

/* A session becomes the mapping file that it stands for. */
static ap_status import_session(ap_importing *importing, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_options *options = importing->options;
    static const char *const unused[] = {"icb",  "places",  "year",
                                         "core", "primary", "growth"};
    ap_text csv = {0};
    if (options->operand_count != 2) {
        return ap_fail(err, AP_USAGE, "import", "a session is one file");
    }
    for (size_t u = 0; u < sizeof unused / sizeof unused[0]; u++) {
        if (ap_options_has(options, unused[u])) {
            return ap_fail(err, AP_USAGE, "import",
                           "a session does not use --%s; import nhse-practices does",
                           unused[u]);
        }
    }
    AP_TRY(refuse_present(options->output, err));
    AP_TRY(ap_mapping_read(options->operands[1], importing->problems, &importing->mapping,
                           err));
    ap_mapping_csv(importing->mapping, &csv);
    if (csv.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, options->output, "no memory for the mapping"));
    }
    AP_TRY(ap_file_write(options->output, csv.bytes, csv.length, err));
    AP_TRY(ap_output_path(importing->output, options->output, err));
done:
    ap_text_free(&csv);
    return status;
}

static ap_status import_kind(ap_importing *importing, ap_error *err)
{
    static const char *const kinds[] = {"nhse-practices", "nhse-session"};
    const char *kind = importing->options->operands[0];
    if (strcmp(kind, kinds[0]) == 0) {
        return import_practices(importing, err);
    }
    if (strcmp(kind, kinds[1]) == 0) {
        return import_session(importing, err);
    }
    char remedy[AP_REMEDY_SIZE];
    return ap_fail(
        err, AP_USAGE, "import", "\"%s\" is not a kind of data; %s", kind,
        ap_suggest(kind, 2, kinds, "nhse-practices and nhse-session are", remedy));
}

ap_status ap_command_import(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_importing importing = {.options = options, .output = ap_output_of(options, ranks)};
    if (!importing.output.is_first) {
        return AP_OK;
    }
    if (!ap_options_has(options, "output")) {
        return ap_fail(
            err, AP_USAGE, "import",
            "say what is to be written: -o CASE\nTry 'apportion import --help'.");
    }
    importing.problems = ap_problems_new();
    if (importing.problems == NULL) {
        return ap_fail(err, AP_NO_MEMORY, options->operands[0], "the list of problems");
    }
    ap_status status = import_kind(&importing, err);
    ap_output_problems(importing.output, importing.problems);
    importing_end(&importing);
    return status;
}
