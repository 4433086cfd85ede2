#include "import/practices.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "data/finding.h"
#include "import/published.h"

/* The columns that are read; the weighted populations in the order of ap_component. */
enum {
    CODE,
    NAME,
    PCN,
    PCN_NAME,
    ICB,
    ICB_NAME,
    DISTRICT,
    DISTRICT_NAME,
    LATITUDE,
    LONGITUDE,
    POPULATION,
    WEIGHTED,
    COLUMNS = WEIGHTED + AP_COMPONENTS,
};

#define FIELD(field) offsetof(ap_practice, field)

/* What each has been called, in the order of the years; what it holds, what a blank cell
 * is, and whether the file must have it. */
static const ap_known_column known[COLUMNS] = {
    [CODE] = {{"Practice_Code"}, FIELD(code), AP_COLUMN_TEXT, AP_BLANK_WRONG, true},
    [NAME] = {{"GP_Practice_Name"}, FIELD(name), AP_COLUMN_TEXT, AP_BLANK_WRONG, true},
    [PCN] = {{"PCN_Code"}, FIELD(pcn), AP_COLUMN_TEXT, AP_BLANK_FINE, false},
    [PCN_NAME] = {{"PCN_Name"}, FIELD(pcn_name), AP_COLUMN_TEXT, AP_BLANK_FINE, false},
    [ICB] = {{"ICS22", "ICB"}, FIELD(icb), AP_COLUMN_TEXT, AP_BLANK_WRONG, true},
    [ICB_NAME] =
        {{"ICS22name", "ICBname"}, FIELD(icb_name), AP_COLUMN_TEXT, AP_BLANK_FINE, false},
    [DISTRICT] = {{"LAD21", "LAD"}, FIELD(district), AP_COLUMN_TEXT, AP_BLANK_FINE, false},
    [DISTRICT_NAME] =
        {{"LTLA21", "LTLA"}, FIELD(district_name), AP_COLUMN_TEXT, AP_BLANK_WRONG, true},
    [LATITUDE] = {{"Latitude"}, FIELD(latitude), AP_COLUMN_NUMBER, AP_BLANK_FINE, false},
    [LONGITUDE] = {{"Longitude"}, FIELD(longitude), AP_COLUMN_NUMBER, AP_BLANK_FINE, false},
    [POPULATION] = {{"pop 2022/23", "Population"},
                    FIELD(population),
                    AP_COLUMN_COUNT,
                    AP_BLANK_WRONG,
                    true},
#define WEIGHTED_COLUMN(component, name, is_required) \
    [WEIGHTED + (component)] = {                      \
        {name}, FIELD(weighted[component]), AP_COLUMN_COUNT, AP_BLANK_NOTED, is_required}
    WEIGHTED_COLUMN(AP_GENERAL_ACUTE, "G&A WP", true),
    WEIGHTED_COLUMN(AP_COMMUNITY, "CS WP", true),
    WEIGHTED_COLUMN(AP_MENTAL_HEALTH, "MH WP", true),
    WEIGHTED_COLUMN(AP_MATERNITY, "Mat WP", true),
    WEIGHTED_COLUMN(AP_PRESCRIBING, "Prescr WP", true),
    WEIGHTED_COLUMN(AP_HEALTH_INEQUALITIES, "Health Ineq WP", true),
    WEIGHTED_COLUMN(AP_CORE, "Final WP", true),
    WEIGHTED_COLUMN(AP_PRIMARY_MEDICAL_NEED, "Primary Medical Care WP", false),
    WEIGHTED_COLUMN(AP_PRIMARY_MEDICAL, "Final PMC WP", false),
#undef WEIGHTED_COLUMN
};

/* A component in words. */
typedef struct ap_component_words {
    const char *key;
    const char *name;
} ap_component_words;

static const ap_component_words components[AP_COMPONENTS] = {
    [AP_GENERAL_ACUTE] = {"general_acute", "General and acute"},
    [AP_COMMUNITY] = {"community", "Community"},
    [AP_MENTAL_HEALTH] = {"mental_health", "Mental health"},
    [AP_MATERNITY] = {"maternity", "Maternity"},
    [AP_PRESCRIBING] = {"prescribing", "Prescribing"},
    [AP_HEALTH_INEQUALITIES] = {"health_inequalities", "Health inequalities"},
    [AP_CORE] = {"core", "Core"},
    [AP_PRIMARY_MEDICAL_NEED] = {"primary_medical_need", "Primary medical need"},
    [AP_PRIMARY_MEDICAL] = {"primary_medical", "Primary medical"},
};

const char *ap_component_key(ap_component component)
{
    return components[component].key;
}

const char *ap_component_name(ap_component component)
{
    return components[component].name;
}

/* The number that `count` digits stand for; -1 where there are fewer, or more. */
static int digits(const char *at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)at[i])) {
            return -1;
        }
        value = 10 * value + (at[i] - '0');
    }
    return isdigit((unsigned char)at[count]) ? -1 : value;
}

/* The financial year that the file's name says: "2025-26", "2025_2026". */
static void take_year(ap_practices *practices)
{
    const char *name = practices->file;
    for (const char *at = name; *at != '\0'; at++) {
        int from = at > name && isdigit((unsigned char)at[-1]) ? -1 : digits(at, 4);
        if (from < 1900 || (at[4] != '-' && at[4] != '_')) {
            continue;
        }
        int to = digits(at + 5, 4);
        to = to == -1 ? digits(at + 5, 2) : to % 100;
        if (to == (from + 1) % 100) {
            memcpy(practices->year, at, 4);
            practices->year[4] = '/';
            practices->year[5] = (char)('0' + to / 10);
            practices->year[6] = (char)('0' + to % 10);
            return;
        }
    }
}

/* Same text, same number; FNV-1a, with its high bits brought down. */
static uint32_t hash_of(const char *text)
{
    uint32_t hash = 2166136261U;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    return hash ^ hash >> 15;
}

/* A practice that is there twice is a problem; as published, files are in the order of the
 * codes, so that there is nothing to look for. The table of codes is open: a practice is
 * in the first free slot from its hash on, as its row + 1; 0 is free. */
static ap_status find_twins(const ap_practices *practices, ap_problems *problems,
                            ap_error *err)
{
    size_t room = 64;
    while (room < 2 * practices->count) {
        room *= 2;
    }
    uint32_t *slots = calloc(room, sizeof *slots);
    if (slots == NULL) {
        return ap_fail(err, AP_NO_MEMORY, practices->file, "its codes");
    }
    for (size_t i = 0; i < practices->count; i++) {
        const ap_practice *practice = &practices->rows[i];
        size_t at = hash_of(practice->code) & (room - 1);
        while (slots[at] != 0 &&
               strcmp(practices->rows[slots[at] - 1].code, practice->code) != 0) {
            at = (at + 1) & (room - 1);
        }
        if (slots[at] == 0) {
            slots[at] = (uint32_t)i + 1;
        } else if (practice->code[0] != '\0') {
            ap_find(problems,
                    (ap_spot){.file = practices->file,
                              .line = practice->line,
                              .column = known[CODE].names[0],
                              .value = practice->code},
                    "take out one of the two rows",
                    "a practice stands in the file once; this one is in row %ld, too",
                    practices->rows[slots[at] - 1].line);
        }
    }
    free(slots);
    return AP_OK;
}

static ap_status read_rows(ap_practices *practices, const ap_file_view *view,
                           ap_problems *problems, ap_error *err)
{
    static const ap_practice blank = {.code = "",
                                      .name = "",
                                      .pcn = "",
                                      .pcn_name = "",
                                      .icb = "",
                                      .icb_name = "",
                                      .district = "",
                                      .district_name = ""};
    const ap_expected expected = {
        .file = practices->file,
        .count = COLUMNS,
        .known = known,
        .row_size = sizeof(ap_practice),
        .blank = &blank,
        .line_offset = FIELD(line),
    };
    ap_published published = {0};
    ap_status status = ap_published_read(&expected, view, problems, &published, err);
    practices->rows = published.rows;
    practices->text = published.text;
    practices->count = published.count;
    practices->england_population = published.sums[POPULATION];
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        practices->has[c] = published.has[WEIGHTED + c];
        practices->england[c] = published.sums[WEIGHTED + c];
    }
    if (status == AP_OK && !published.is_ascending) {
        status = find_twins(practices, problems, err);
    }
    return status;
}

/* Practices of no rows yet, with the name of the file and its year. */
static ap_status new_practices(const char *path, ap_practices **out, ap_error *err)
{
    const char *slash = strrchr(path, '/');
    ap_practices *practices = calloc(1, sizeof *practices);
    if (practices != NULL) {
        practices->file = strdup(slash == NULL ? path : slash + 1);
    }
    if (practices == NULL || practices->file == NULL) {
        ap_practices_free(practices);
        return ap_fail(err, AP_NO_MEMORY, path, "its practices");
    }
    take_year(practices);
    *out = practices;
    return AP_OK;
}

ap_status ap_practices_read(const char *path, ap_problems *problems, ap_practices **out,
                            ap_error *err)
{
    ap_status status = AP_OK;
    ap_practices *practices = NULL;
    ap_file_view view = {0};
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    AP_TRY(new_practices(path, &practices, err));
    AP_TRY(ap_file_view_open(path, &view, err));
    AP_TRY(read_rows(practices, &view, problems, err));
    size_t found = ap_problems_count(problems, AP_PROBLEM) - before;
    if (found > 0) {
        AP_TRY(ap_fail(err, AP_BAD_INPUT, path, "%zu problem%s in the file", found,
                       found == 1 ? "" : "s"));
    }
    *out = practices;
    practices = NULL;
done:
    ap_file_view_close(&view);
    ap_practices_free(practices);
    return status;
}

void ap_practices_free(ap_practices *practices)
{
    if (practices == NULL) {
        return;
    }
    free(practices->file);
    free(practices->rows);
    free(practices->text);
    free(practices);
}
