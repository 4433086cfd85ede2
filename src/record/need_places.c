#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/practices.h"
#include "record/need_results.h"
#include "record/pen.h"

/* The columns of the components: the nine that NHS England publishes, then any others. */
typedef struct ap_shown {
    size_t count;
    const char **keys;
    const char **names;
    size_t *at; /* of the indices; their count where the case lacks the component */
} ap_shown;

static size_t place_of_key(const ap_indices *indices, const char *key)
{
    size_t c = 0;
    while (c < indices->components && strcmp(indices->keys[c], key) != 0) {
        c++;
    }
    return c;
}

static bool is_standard(const char *key)
{
    for (size_t c = 0; c < AP_COMPONENTS; c++) {
        if (strcmp(ap_component_key((ap_component)c), key) == 0) {
            return true;
        }
    }
    return false;
}

static bool shown_new(const ap_indices *indices, ap_arena *arena, ap_shown *shown)
{
    size_t room = AP_COMPONENTS + indices->components;
    shown->count = 0;
    shown->keys = ap_arena_room(arena, room * sizeof *shown->keys);
    shown->names = ap_arena_room(arena, room * sizeof *shown->names);
    shown->at = ap_arena_room(arena, room * sizeof *shown->at);
    if (shown->keys == NULL || shown->names == NULL || shown->at == NULL) {
        return false;
    }
    for (size_t c = 0; c < room; c++) {
        bool is_extra = c >= AP_COMPONENTS;
        const char *key =
            is_extra ? indices->keys[c - AP_COMPONENTS] : ap_component_key((ap_component)c);
        if (!is_extra || !is_standard(key)) {
            shown->keys[shown->count] = key;
            shown->names[shown->count] =
                is_extra ? key : ap_component_name((ap_component)c);
            shown->at[shown->count++] = place_of_key(indices, key);
        }
    }
    return true;
}

static const char *row_name(const ap_need_results *results, size_t row)
{
    const ap_case *inputs = results->inputs;
    size_t at = row == results->need->places ? ap_case_system(inputs)
                                             : results->need->place_rows[row];
    return inputs->places[at].name;
}

/* Place, population, then a column a component of each kind that is asked for. */
static ap_report_column *columns_of(const ap_shown *shown, bool has_weighted,
                                    bool has_index, ap_arena *arena, size_t *count)
{
    ap_report_column *columns =
        ap_arena_room(arena, (2 + 2 * shown->count) * sizeof *columns);
    if (columns == NULL) {
        return NULL;
    }
    size_t at = 0;
    columns[at++] = (ap_report_column){.header = "Place", .width = 26, .twin = "place"};
    columns[at++] = (ap_report_column){.header = "Population (people)",
                                       .format = AP_COUNT,
                                       .width = 14,
                                       .twin = "population"};
    for (size_t c = 0; c < shown->count && has_weighted; c++) {
        columns[at++] = (ap_report_column){
            .header =
                ap_arena_print(arena, "%s weighted population (people)", shown->names[c]),
            .format = AP_COUNT,
            .width = 14,
            .twin = shown->keys[c]};
    }
    for (size_t c = 0; c < shown->count && has_index; c++) {
        columns[at++] =
            (ap_report_column){.header = ap_arena_print(arena, "%s index", shown->names[c]),
                               .format = AP_INDEX,
                               .width = 12,
                               .twin = ap_arena_print(arena, "%s_index", shown->keys[c])};
    }
    *count = at;
    return columns;
}

static double cell_of(const ap_indices *indices, const double numbers[], size_t row,
                      size_t at)
{
    return at < indices->components ? numbers[row * indices->components + at] : NAN;
}

/* A row of the published table: people to 1, indices to 0.001, halves up. */
static void published_row(const ap_need_results *results, const ap_shown *shown, size_t row,
                          ap_pen *pen)
{
    const ap_indices *indices = results->indices;
    ap_pen_words(pen, row_name(results, row));
    ap_pen_number(pen, ap_round_half_up(indices->people[row], 1));
    for (size_t c = 0; c < shown->count; c++) {
        ap_pen_number(pen, ap_round_half_up(
                               cell_of(indices, indices->weighted, row, shown->at[c]), 1));
    }
    for (size_t c = 0; c < shown->count; c++) {
        ap_pen_number(pen, ap_round_half_up(
                               cell_of(indices, indices->index, row, shown->at[c]), 1000));
    }
    ap_pen_end_row(pen);
}

static const char index_warning[] =
    "The system's own index is relative to England, a place's to its system: the two are not "
    "comparable.";

static ap_status add_published(const ap_need_results *results, const ap_shown *shown,
                               ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Place need",
        .table = "place_need",
        .twin = "place-need",
        .title = "Need of each place, as NHS England's tool gives it [note 1]",
        .line_count = 2,
        .lines =
            {index_warning,
             "The first row is the system. People are rounded to 1 and indices to 0.001, "
             "halves upwards; indices are computed before rounding."},
        .row_count = results->need->places + 1,
    };
    sheet.columns = columns_of(shown, true, true, report->arena, &sheet.column_count);
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < sheet.row_count; r++) {
        size_t row = r == 0 ? results->need->places : r - 1;
        published_row(results, shown, row, &pen);
    }
    return status;
}

/* The highest index of any component and place: bars begin at 0 and end above it. */
static double highest_of(const ap_indices *indices)
{
    double highest = 1;
    for (size_t at = 0; at < indices->places * indices->components; at++) {
        highest = fmax(highest, indices->index[at]); /* NaN is passed over */
    }
    return highest;
}

/* Bars that can still be read. */
enum { MOST_BARS = 40 };

/* The columns that have bars, of those shown: core and primary medical care, or what the
 * case has first where it has neither. Returns their count. */
static size_t choose_bars(const ap_indices *indices, const ap_shown *shown, size_t bars[])
{
    size_t count = 0;
    size_t first = shown->count;
    for (size_t c = 0; c < shown->count; c++) {
        bool is_known = shown->at[c] < indices->components;
        first = is_known && first == shown->count ? c : first;
        if (is_known &&
            (strcmp(shown->keys[c], ap_component_key(AP_CORE)) == 0 ||
             strcmp(shown->keys[c], ap_component_key(AP_PRIMARY_MEDICAL)) == 0)) {
            bars[count++] = c;
        }
    }
    if (count == 0 && first < shown->count) {
        bars[count++] = first;
    }
    return count;
}

/* The place with the highest index of a component, or AP_NONE where no place has one. */
static size_t highest_place(const ap_indices *indices, size_t component)
{
    size_t most = AP_NONE;
    for (size_t i = 0; i < indices->places; i++) {
        double index = cell_of(indices, indices->index, i, component);
        if (isfinite(index) && (most == AP_NONE || index > cell_of(indices, indices->index,
                                                                   most, component))) {
            most = i;
        }
    }
    return most;
}

static void chart_indices(const ap_need_results *results, const ap_shown *shown,
                          ap_sheet *sheet, ap_arena *arena)
{
    const ap_indices *indices = results->indices;
    size_t bars[2];
    size_t count = choose_bars(indices, shown, bars);
    size_t most = count > 0 ? highest_place(indices, shown->at[bars[0]]) : AP_NONE;
    if (most == AP_NONE) {
        return;
    }
    ap_report_chart *chart = &sheet->charts[sheet->chart_count++];
    *chart = (ap_report_chart){
        .kind = AP_CHART_BAR,
        .title = "Need index by place (system = 1)",
        .alternative =
            ap_arena_print(arena, "Need index of each place, %s; %s has the highest, %.3f.",
                           shown->names[bars[0]], row_name(results, most),
                           cell_of(indices, indices->index, most, shown->at[bars[0]])),
        .axis_x = "Place",
        .axis_y = "Need index (system = 1)",
        .number_format = "0.00",
        .category = "Place",
        .series_count = count,
        .limits_y = {0, ceil(2 * highest_of(indices)) / 2},
        .height = 160 + 44 * indices->places,
    };
    for (size_t b = 0; b < count; b++) {
        chart->series[b] = sheet->columns[2 + bars[b]].header;
    }
}

/* Unrounded, places alone: what the chart is drawn from. */
static ap_status add_indices(const ap_need_results *results, const ap_shown *shown,
                             ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_indices *indices = results->indices;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Need index",
        .table = "need_index",
        .title = "Need index of each place, relative to the system (1.000) [note 1]",
        .line_count = 1,
        .lines =
            {"Above 1.000: more need a head than in the system as a whole. Not rounded."},
        .row_count = results->need->places,
    };
    sheet.columns = columns_of(shown, false, true, report->arena, &sheet.column_count);
    if (sheet.columns == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    if (sheet.row_count <= MOST_BARS) {
        chart_indices(results, shown, &sheet, report->arena);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < sheet.row_count; i++) {
        ap_pen_words(&pen, row_name(results, i));
        ap_pen_number(&pen, indices->people[i]);
        for (size_t c = 0; c < shown->count; c++) {
            ap_pen_number(&pen, cell_of(indices, indices->index, i, shown->at[c]));
        }
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column programme_columns[] = {
    {.header = "Place", .width = 26},
    {.header = "Programme", .width = 36},
    {.header = "Measured by", .width = 26},
    {.header = "Population (people)", .format = AP_COUNT, .width = 14},
    {.header = "Weighted population (people)",
     .format = AP_COUNT,
     .width = 16,
     .total = AP_NO_TOTAL},
    {.header = "Need share (%)",
     .format = AP_PERCENT,
     .width = 12,
     .formula = "{Weighted population (people)}/SUMIFS({Weighted population (people)#all},"
                "{Programme#all},{Programme})"},
    {.header = "Need index", .format = AP_INDEX, .width = 12},
};

static ap_status add_programmes(const ap_need_results *results, ap_report *report,
                                ap_error *err)
{
    ap_pen pen;
    const ap_need *need = results->need;
    const ap_case *inputs = results->inputs;
    size_t measured = 0;
    for (size_t k = 0; k < need->programmes; k++) {
        measured += inputs->programmes[k].need[0] != '\0' ? 1 : 0;
    }
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Need by programme",
        .table = "need_by_programme",
        .title = "Need of each place for each programme [note 2]",
        .line_count = 1,
        .lines =
            {"A programme's need is a component or a blend of components (blends.csv), "
             "with local uplifts. The index is relative to the system (1.000)."},
        .column_count = sizeof programme_columns / sizeof programme_columns[0],
        .columns = programme_columns,
        .row_count = need->places * measured,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i < need->places; i++) {
        for (size_t k = 0; k < need->programmes; k++) {
            size_t at = i * need->programmes + k;
            if (inputs->programmes[k].need[0] == '\0') {
                continue;
            }
            ap_pen_words(&pen, row_name(results, i));
            ap_pen_words(&pen, inputs->programmes[k].name);
            ap_pen_words(&pen, inputs->programmes[k].need);
            ap_pen_number(&pen, need->population[i]);
            ap_pen_number(&pen, need->weighted[at]);
            ap_pen_number(&pen, need->share[at]);
            ap_pen_number(&pen, need->index[at]);
            ap_pen_end_row(&pen);
        }
    }
    return status;
}

ap_status ap_need_places(const ap_need_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    ap_shown shown;
    if (!shown_new(results->indices, report->arena, &shown)) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    AP_TRY(add_published(results, &shown, report, err));
    AP_TRY(add_indices(results, &shown, report, err));
    AP_TRY(add_programmes(results, report, err));
done:
    return status;
}
