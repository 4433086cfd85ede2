#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/calendar.h"
#include "import/practices.h"
#include "method/change.h"
#include "record/need_results.h"
#include "record/pen.h"

/* No list grows or shrinks by more in a year but by a merger or a clean-up; between years
 * that do not follow each other, by as much for each. */
#define JUMP 0.15

/* The years of history.csv in order, then the case's own. */
enum { MOST_YEARS = 16 };

typedef struct ap_years {
    size_t count;
    const char *names[MOST_YEARS];
    size_t lists[MOST_YEARS];  /* how many practices each has */
    bool has_core[MOST_YEARS]; /* is their core need known? */
    ap_change_practice *practices[MOST_YEARS];
    const char **titles[MOST_YEARS]; /* names of the practices */
} ap_years;

static void years_free(ap_years *years)
{
    for (size_t y = 0; y < years->count; y++) {
        free(years->practices[y]);
        free((void *)years->titles[y]);
    }
}

static int by_words(const void *a, const void *b)
{
    const char *const *one = a;
    const char *const *other = b;
    return strcmp(*one, *other);
}

static size_t year_of(const ap_years *years, const char *name)
{
    size_t y = 0;
    while (y < years->count && strcmp(years->names[y], name) != 0) {
        y++;
    }
    return y;
}

static ap_status list_years(const ap_case *inputs, ap_years *years, ap_error *err)
{
    for (size_t h = 0; h < inputs->history_count; h++) {
        const char *year = inputs->history[h].year;
        if (year_of(years, year) < years->count) {
            continue;
        }
        if (years->count + 1 == MOST_YEARS) {
            return ap_fail(err, AP_BAD_INPUT, "history.csv",
                           "need is compared over %d years at most, the case's own among "
                           "them; remove the oldest",
                           MOST_YEARS);
        }
        years->names[years->count++] = year;
    }
    qsort(years->names, years->count, sizeof years->names[0], by_words);
    years->names[years->count++] = inputs->settings.year;
    return AP_OK;
}

/* The place of the round that a row of places lies in, or AP_NONE. */
static size_t round_of(const ap_need *need, size_t row)
{
    return row == AP_NONE ? AP_NONE : need->place_of[row];
}

static void take_history(const ap_need_results *results, ap_years *years)
{
    for (size_t h = 0; h < results->inputs->history_count; h++) {
        const ap_history_row *row = &results->inputs->history[h];
        size_t y = year_of(years, row->year);
        if (y < years->count) {
            years->titles[y][years->lists[y]] = row->name;
            years->practices[y][years->lists[y]++] = (ap_change_practice){
                .code = row->practice,
                .place = round_of(results->need, row->place_at),
                .published = round_of(results->need, row->published_at),
                .people = row->population,
                .weighted = row->weighted[AP_CORE]};
            years->has_core[y] = years->has_core[y] || row->weighted[AP_CORE] > 0;
        }
    }
}

/* The case's own year: its places without children, whatever need is known of them. */
static ap_status take_now(const ap_need_results *results, ap_years *years, ap_error *err)
{
    const ap_case *inputs = results->inputs;
    size_t y = years->count - 1;
    double *core = calloc(inputs->places_count + 1, sizeof *core);
    bool *is_parent = calloc(inputs->places_count + 1, sizeof *is_parent);
    if (core == NULL || is_parent == NULL) {
        free(core);
        free(is_parent);
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the practices");
    }
    ap_case_parents(inputs, is_parent);
    for (size_t r = 0; r < inputs->need_count; r++) {
        const ap_need_row *row = &inputs->need[r];
        bool is_core = strcmp(row->component, ap_component_key(AP_CORE)) == 0;
        core[row->place_at] += is_core ? row->weighted : 0;
        years->has_core[y] = years->has_core[y] || (is_core && row->weighted > 0);
    }
    for (size_t row = 0; row < inputs->places_count; row++) {
        const ap_place *place = &inputs->places[row];
        size_t at = round_of(results->need, row);
        if (is_parent[row] || at == AP_NONE) {
            continue;
        }
        years->titles[y][years->lists[y]] = place->name;
        years->practices[y][years->lists[y]++] =
            (ap_change_practice){.code = place->place,
                                 .place = at,
                                 .published = at,
                                 .people = place->population,
                                 .weighted = core[row]};
    }
    free(core);
    free(is_parent);
    return AP_OK;
}

static ap_status take_years(const ap_need_results *results, ap_years *years, ap_error *err)
{
    size_t most = results->inputs->history_count + results->inputs->places_count + 1;
    ap_status status = list_years(results->inputs, years, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t y = 0; y < years->count; y++) {
        years->practices[y] = calloc(most, sizeof *years->practices[y]);
        years->titles[y] = calloc(most, sizeof *years->titles[y]);
        if (years->practices[y] == NULL || years->titles[y] == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the years");
        }
    }
    take_history(results, years);
    return take_now(results, years, err);
}

static const ap_report_column change_columns[] = {
    {.header = "From", .width = 11},
    {.header = "To", .width = 11},
    {.header = "Place", .width = 26},
    {.header = "Measure", .width = 30},
    {.header = "Before (people)", .format = AP_COUNT, .width = 14},
    {.header = "Registered population (people)", .format = AP_COUNT, .width = 14},
    {.header = "Need per head (people)", .format = AP_COUNT, .width = 14},
    {.header = "Merged, opened or closed (people)", .format = AP_COUNT, .width = 16},
    {.header = "Remapped (people)", .format = AP_COUNT, .width = 14},
    {.header = "After (people)",
     .format = AP_COUNT,
     .width = 14,
     .formula =
         "{Before (people)}+{Registered population (people)}+{Need per head (people)}"
         "+{Merged, opened or closed (people)}+{Remapped (people)}"},
    {.header = "Change (%)",
     .format = AP_PERCENT,
     .width = 11,
     .formula = "{After (people)}/{Before (people)}-1"},
    {.header = "Change without mergers and remapping (%)",
     .format = AP_PERCENT,
     .width = 16,
     .formula =
         "({Registered population (people)}+{Need per head (people)})/{Before (people)}"},
};

static void change_row(ap_pen *pen, const char *from, const char *to, const char *place,
                       const char *measure, const ap_change *change)
{
    double before = change->before;
    ap_pen_words(pen, from);
    ap_pen_words(pen, to);
    ap_pen_words(pen, place);
    ap_pen_words(pen, measure);
    ap_pen_number(pen, before);
    ap_pen_number(pen, change->registered);
    ap_pen_number(pen, change->per_head);
    ap_pen_number(pen, change->merged);
    ap_pen_number(pen, change->remapped);
    ap_pen_number(pen, change->after);
    ap_pen_number(pen, before > 0 ? change->after / before - 1 : NAN);
    ap_pen_number(pen, before > 0 ? (change->registered + change->per_head) / before : NAN);
    ap_pen_end_row(pen);
}

/* Can core need of the year be compared with that of the next? */
static bool has_core(const ap_years *years, size_t y)
{
    return years->has_core[y] && years->has_core[y + 1];
}

/* Every pair of years that follow each other; changes[y] is from year y to the next. */
static ap_status add_changes(const ap_need_results *results, const ap_years *years,
                             ap_changes *const changes[], ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t places = results->need->places;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Change in need",
        .table = "change_in_need",
        .title = "Change in need from year to year, told apart [note 4]",
        .line_count = 2,
        .lines =
            {"Practices are in the same place in every year: the case's own table. A list that "
             "changes by more than 15% a year has merged, split or been cleaned up.",
             "Weighted population is that of core services, of years in which it is known. The "
             "parts add up to the change of what was published."},
        .column_count = sizeof change_columns / sizeof change_columns[0],
        .columns = change_columns,
    };
    for (size_t y = 0; y + 1 < years->count; y++) {
        sheet.row_count += has_core(years, y) ? 2 * places : places;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t y = 0; status == AP_OK && y + 1 < years->count; y++) {
        for (size_t i = 0; i < places; i++) {
            const char *name = results->inputs->places[results->need->place_rows[i]].name;
            change_row(&pen, years->names[y], years->names[y + 1], name,
                       "Registered population", &changes[y]->people[i]);
            if (has_core(years, y)) {
                change_row(&pen, years->names[y], years->names[y + 1], name,
                           "Core weighted population", &changes[y]->weighted[i]);
            }
        }
    }
    return status;
}

static const ap_report_column practice_columns[] = {
    {.header = "From", .width = 11},
    {.header = "To", .width = 11},
    {.header = "Practice", .width = 12},
    {.header = "Name", .width = 44},
    {.header = "What happened", .width = 34},
    {.header = "Place before", .width = 24},
    {.header = "Place now", .width = 24},
    {.header = "Population before (people)", .format = AP_COUNT, .width = 14},
    {.header = "Population after (people)", .format = AP_COUNT, .width = 14},
    {.header = "Core weighted before (people)", .format = AP_COUNT, .width = 14},
    {.header = "Core weighted after (people)", .format = AP_COUNT, .width = 14},
};

static const char *fate_words(ap_fate fate)
{
    switch (fate) {
    case AP_OPENED:
        return "opened, or new to the system";
    case AP_CLOSED:
        return "closed or merged into another";
    case AP_JUMPED:
        return "list changed by more than 15% a year";
    case AP_REMAPPED:
        break;
    }
    return "published in another place";
}

static const char *place_words(const ap_need_results *results, size_t place)
{
    return place == AP_NONE
               ? "[z]"
               : results->inputs->places[results->need->place_rows[place]].name;
}

/* 0 of one that is not there, not a number where the year's core need is not known. */
static double core_of(const ap_years *years, size_t y, const ap_change_practice *practice)
{
    double weighted = practice == NULL ? 0 : practice->weighted;
    return years->has_core[y] ? weighted : NAN;
}

static void practice_row(const ap_need_results *results, const ap_years *years, size_t y,
                         const ap_changed_practice *changed, ap_pen *pen)
{
    const ap_change_practice *before =
        changed->before == AP_NONE ? NULL : &years->practices[y][changed->before];
    const ap_change_practice *after =
        changed->after == AP_NONE ? NULL : &years->practices[y + 1][changed->after];
    ap_pen_words(pen, years->names[y]);
    ap_pen_words(pen, years->names[y + 1]);
    if (after != NULL) {
        ap_pen_words(pen, after->code);
        ap_pen_words(pen, years->titles[y + 1][changed->after]);
    } else {
        ap_pen_words(pen, before == NULL ? NULL : before->code);
        ap_pen_words(pen, before == NULL ? NULL : years->titles[y][changed->before]);
    }
    ap_pen_words(pen, fate_words(changed->fate));
    ap_pen_words(pen, before == NULL ? "[z]" : place_words(results, before->published));
    ap_pen_words(pen, after == NULL ? "[z]" : place_words(results, after->place));
    ap_pen_number(pen, before == NULL ? 0 : before->people);
    ap_pen_number(pen, after == NULL ? 0 : after->people);
    ap_pen_number(pen, core_of(years, y, before));
    ap_pen_number(pen, core_of(years, y + 1, after));
    ap_pen_end_row(pen);
}

static ap_status add_practices(const ap_need_results *results, const ap_years *years,
                               ap_changes *const changes[], ap_report *report,
                               ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Practices that changed",
        .table = "practices_that_changed",
        .title = "Practices that opened, closed, jumped or moved between places",
        .line_count = 1,
        .lines =
            {"What makes up the columns merged and remapped of sheet Change in need. A "
             "practice that closes and one nearby that jumps are often one merger."},
        .column_count = sizeof practice_columns / sizeof practice_columns[0],
        .columns = practice_columns,
    };
    for (size_t y = 0; y + 1 < years->count; y++) {
        sheet.row_count += changes[y]->count;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t y = 0; status == AP_OK && y + 1 < years->count; y++) {
        for (size_t c = 0; c < changes[y]->count; c++) {
            practice_row(results, years, y, &changes[y]->practices[c], &pen);
        }
    }
    return status;
}

/* How many years from year y to the next that there is. */
static int years_on(const ap_years *years, size_t y)
{
    int from = 0;
    int to = 0;
    int second = 0;
    bool are_read = ap_calendar_years(years->names[y], &from, &second) &&
                    ap_calendar_years(years->names[y + 1], &to, &second);
    return are_read && to > from ? to - from : 1;
}

ap_status ap_need_change(const ap_need_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    ap_years years = {0};
    ap_changes *changes[MOST_YEARS] = {NULL};
    if (results->inputs->history_count == 0) {
        return AP_OK;
    }
    AP_TRY(take_years(results, &years, err));
    for (size_t y = 0; y + 1 < years.count; y++) {
        AP_TRY(ap_changes_of(results->need->places, years.lists[y], years.practices[y],
                             years.lists[y + 1], years.practices[y + 1],
                             JUMP * years_on(&years, y), &changes[y], err));
    }
    AP_TRY(add_changes(results, &years, changes, report, err));
    AP_TRY(add_practices(results, &years, changes, report, err));
done:
    for (size_t y = 0; y < MOST_YEARS; y++) {
        ap_changes_free(changes[y]);
    }
    years_free(&years);
    return status;
}
