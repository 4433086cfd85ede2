#include "record/down_sheet.h"

#include <math.h>
#include <string.h>

#include "apportion/money.h"
#include "record/pen.h"

static const ap_report_column place_columns[] = {
    {.header = "Place", .width = 44},
    {.header = "Part of", .width = 44},
    {.header = "Key", .width = 22},
    {.header = "Name", .width = 40},
    {.header = "Population (people)", .format = AP_COUNT, .width = 13, .total = AP_SUM},
    {.header = "Last year (£)", .format = AP_POUNDS, .width = 17, .total = AP_SUM},
    {.header = "Target (£)", .format = AP_POUNDS, .width = 17, .total = AP_SUM},
    {.header = "Allocation (£)", .format = AP_POUNDS, .width = 17, .total = AP_SUM},
    {.header = "Distance from target (%)",
     .format = AP_PERCENT,
     .width = 13,
     .formula = "{Allocation (£)}/{Target (£)}-1",
     .total = AP_FORMULA_TOTAL},
    {.header = "Allocation per head (£)",
     .format = AP_PENCE,
     .width = 14,
     .formula = "{Allocation (£)}/{Population (people)}",
     .total = AP_FORMULA_TOTAL},
    {.header = "Growth (%)", .format = AP_PERCENT, .width = 11},
    {.header = "Floor (£)", .format = AP_POUNDS, .width = 17},
    {.header = "Cap (£)", .format = AP_POUNDS, .width = 17},
    {.header = "What decides", .width = 26},
};

enum {
    PLACE_COLUMNS = sizeof place_columns / sizeof place_columns[0],
    POPULATION = 4,
    TARGET = 6,
    ALLOCATION = 7,
};

const char *ap_down_sheet_name(const ap_down_level *level, ap_arena *arena)
{
    return ap_arena_print(arena, "Down to %s", level->word);
}

/* "By practice and programme". */
static const char *programmes_name(const ap_down_level *level, ap_arena *arena)
{
    return ap_arena_print(arena, "By %s and programme", level->word);
}

/* How many columns are left out: the place of the round, where it is the parent itself or
 * the same in every row. */
static size_t left_out(size_t n, size_t root)
{
    return n == 0 || root != AP_NONE ? 1 : 0;
}

/* Is there any money for the programme at this level? */
static bool has_money(const ap_down *down, const ap_down_level *level, size_t k)
{
    for (size_t c = 0; c < level->need->places; c++) {
        if (level->cells[c * down->programmes + k] > 0) {
            return true;
        }
    }
    return false;
}

/* The columns of places, with the formula of the allocation for this level. */
static ap_report_column *columns_of_places(const ap_down_level *level, ap_arena *arena)
{
    ap_report_column *columns = ap_arena_room(arena, sizeof place_columns);
    const char *other = programmes_name(level, arena);
    if (columns != NULL && other != NULL) {
        memcpy(columns, place_columns, sizeof place_columns);
        columns[ALLOCATION].formula = ap_arena_print(
            arena, "SUMIFS({%s!All programmes (£)},{%s!Key},{Key})", other, other);
    }
    return columns;
}

/* The columns of programmes; those without money have none. */
static ap_report_column *columns_of_programmes(const ap_case *inputs, const ap_down *down,
                                               const ap_down_level *level, ap_arena *arena,
                                               size_t *count)
{
    ap_report_column *columns =
        ap_arena_room(arena, (down->programmes + 3) * sizeof *columns);
    const char *first = NULL;
    const char *last = NULL;
    if (columns == NULL) {
        return NULL;
    }
    columns[0] = (ap_report_column){.header = "Key", .width = 22};
    columns[1] = (ap_report_column){.header = "Name", .width = 40};
    *count = 2;
    for (size_t k = 0; k < down->programmes; k++) {
        if (has_money(down, level, k)) {
            last = ap_arena_print(arena, "%s (£)", inputs->programmes[k].name);
            first = first == NULL ? last : first;
            columns[(*count)++] = (ap_report_column){
                .header = last, .format = AP_POUNDS, .width = 16, .total = AP_SUM};
        }
    }
    columns[(*count)++] = (ap_report_column){
        .header = "All programmes (£)",
        .format = AP_POUNDS,
        .width = 17,
        .formula =
            first == NULL ? NULL : ap_arena_print(arena, "SUM({%s}:{%s})", first, last),
        .total = AP_SUM};
    return columns;
}

/* What the place gets by a floor, a cap or by need alone. */
static const char *decider(const ap_down_level *level, size_t c, double allocation,
                           ap_arena *arena)
{
    double floor = (1 + level->floor[c]) * level->baseline[c];
    double cap = (1 + level->cap[c]) * level->baseline[c];
    char money[AP_MONEY_SIZE];
    if (level->broken[c] >= 0.5) {
        return ap_arena_print(arena, "%s missed by %s",
                              allocation < floor ? "floor" : "cap",
                              ap_money_words(level->broken[c], money));
    }
    if (isfinite(level->floor[c]) && allocation <= floor + 1) {
        return "floor";
    }
    if (isfinite(level->cap[c]) && allocation >= cap - 1) {
        return "cap";
    }
    return fabs(allocation - level->target[c]) <= 1 ? "need" : "others' floors and caps";
}

static void limit(ap_pen *pen, double growth, double baseline)
{
    if (isfinite(growth) && baseline > 0) {
        ap_pen_pounds(pen, (1 + growth) * baseline);
    } else {
        ap_pen_words(pen, NULL);
    }
}

/* The name of the place that c is part of: of the level above, or of the round. */
static const char *parent_name(const ap_case *inputs, const ap_need *round,
                               const ap_down *down, size_t n, size_t c)
{
    size_t parent = down->levels[n].parent[c];
    const ap_need *above = n == 0 ? round : down->levels[n - 1].need;
    return inputs->places[above->place_rows[parent]].name;
}

static void place_row(const ap_case *inputs, const ap_need *round, const ap_down *down,
                      size_t n, size_t c, bool has_place, ap_pen *pen)
{
    const ap_down_level *level = &down->levels[n];
    const ap_place *place = &inputs->places[level->need->place_rows[c]];
    double allocation = ap_down_allocation(down, level, c);
    double target = ap_to_penny(level->target[c]);
    double baseline = level->baseline[c];
    if (has_place) {
        ap_pen_words(pen, inputs->places[round->place_rows[level->root[c]]].name);
    }
    ap_pen_words(pen, parent_name(inputs, round, down, n, c));
    ap_pen_words(pen, place->place);
    ap_pen_words(pen, place->name);
    ap_pen_number(pen, level->need->population[c]);
    if (baseline > 0) {
        ap_pen_pounds(pen, baseline);
    } else {
        ap_pen_words(pen, "[x]");
    }
    ap_pen_number(pen, target);
    ap_pen_number(pen, allocation);
    ap_pen_number(pen, target > 0 ? allocation / target - 1 : NAN);
    ap_pen_number(pen, level->need->population[c] > 0
                           ? allocation / level->need->population[c]
                           : NAN);
    ap_pen_number(pen, baseline > 0 ? allocation / baseline - 1 : NAN);
    limit(pen, level->floor[c], baseline);
    limit(pen, level->cap[c], baseline);
    ap_pen_words(pen, decider(level, c, allocation, pen->report->arena));
    ap_pen_end_row(pen);
}

static bool is_shown(const ap_down_level *level, size_t c, size_t root)
{
    return root == AP_NONE || level->root[c] == root;
}

static void describe(const ap_down *down, size_t n, size_t root, ap_sheet *sheet,
                     ap_arena *arena)
{
    const ap_down_level *level = &down->levels[n];
    double broken = 0;
    char money[AP_MONEY_SIZE];
    for (size_t c = 0; c < level->need->places; c++) {
        broken += is_shown(level, c, root) ? level->broken[c] : 0;
    }
    sheet->lines[0] =
        "Each place's money, programme by programme, carried down to those below it by need "
        "under the level's floors and caps: formulas (15) to (19) of README.";
    sheet->lines[1] =
        "NHS England warns that need loses accuracy at practice level: small lists are drawn "
        "towards the need a head of the place above them (smoothing, pace.csv).";
    sheet->lines[2] =
        broken >= 0.5
            ? ap_arena_print(arena,
                             "Floors and caps that cannot all be kept are missed by %s.",
                             ap_money_words(broken, money))
            : "Every floor and every cap is kept.";
    sheet->line_count = 3;
}

/* Rates in the total row are of totals. */
static void fill_totals(ap_report *report, ap_sheet *sheet, size_t skip)
{
    ap_sheet_totals(report, sheet);
    const ap_report_cell *totals = sheet->cells + sheet->row_count * sheet->column_count;
    double money = totals[ALLOCATION - skip].number;
    double target = totals[TARGET - skip].number;
    double people = totals[POPULATION - skip].number;
    ap_sheet_number(report, sheet, sheet->row_count, ALLOCATION - skip + 1,
                    target > 0 ? money / target - 1 : NAN);
    ap_sheet_number(report, sheet, sheet->row_count, ALLOCATION - skip + 2,
                    people > 0 ? money / people : NAN);
}

static size_t count_shown(const ap_down_level *level, size_t root)
{
    size_t count = 0;
    for (size_t c = 0; c < level->need->places; c++) {
        count += is_shown(level, c, root) ? 1 : 0;
    }
    return count;
}

static ap_status add_programmes(const ap_case *inputs, const ap_down *down,
                                const ap_down_level *level, size_t root, ap_report *report,
                                ap_error *err)
{
    ap_pen pen;
    ap_arena *arena = report->arena;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = programmes_name(level, arena),
        .table = ap_arena_print(arena, "by_%s_and_programme", level->word),
        .title = ap_arena_print(arena, "Allocation by %s and programme", level->word),
        .line_count = 1,
        .lines = {"Whole pounds; every programme adds up to that of the place above."},
        .has_total = true,
        .row_count = count_shown(level, root),
    };
    sheet.columns = columns_of_programmes(inputs, down, level, arena, &sheet.column_count);
    if (sheet.columns == NULL || sheet.name == NULL || sheet.table == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < level->need->places; c++) {
        if (!is_shown(level, c, root)) {
            continue;
        }
        ap_pen_words(&pen, inputs->places[level->need->place_rows[c]].place);
        ap_pen_words(&pen, inputs->places[level->need->place_rows[c]].name);
        for (size_t k = 0; k < down->programmes; k++) {
            if (has_money(down, level, k)) {
                ap_pen_number(&pen, level->cells[c * down->programmes + k]);
            }
        }
        ap_pen_number(&pen, ap_down_allocation(down, level, c));
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static ap_status add_places(const ap_case *inputs, const ap_need *round,
                            const ap_down *down, size_t n, size_t root, ap_report *report,
                            ap_error *err)
{
    size_t skip = left_out(n, root);
    ap_pen pen;
    const ap_down_level *level = &down->levels[n];
    ap_arena *arena = report->arena;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = ap_down_sheet_name(level, arena),
        .table = ap_arena_print(arena, "down_to_%s", level->word),
        .title = ap_arena_print(arena, "Allocation carried down to level %s", level->word),
        .column_count = PLACE_COLUMNS - skip,
        .has_total = true,
        .row_count = count_shown(level, root),
    };
    const ap_report_column *columns = columns_of_places(level, arena);
    describe(down, n, root, &sheet, arena);
    if (columns == NULL || sheet.name == NULL || sheet.table == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its columns");
    }
    sheet.columns = columns + skip;
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < level->need->places; c++) {
        if (is_shown(level, c, root)) {
            place_row(inputs, round, down, n, c, skip == 0, &pen);
        }
    }
    if (status == AP_OK) {
        fill_totals(report, pen.sheet, skip);
    }
    return status;
}

ap_status ap_down_sheets_add(const ap_case *inputs, const ap_need *round,
                             const ap_down *down, size_t n, size_t root, ap_report *report,
                             ap_error *err)
{
    ap_status status = add_places(inputs, round, down, n, root, report, err);
    return status == AP_OK
               ? add_programmes(inputs, down, &down->levels[n], root, report, err)
               : status;
}

/* Is place p of the level above level n to be looked at? */
static bool is_parent_shown(const ap_down *down, size_t n, size_t p, size_t root)
{
    size_t own = n == 0 ? p : down->levels[n - 1].root[p];
    return root == AP_NONE || own == root;
}

/* The children of p, programme by programme, less their parent's money: the worst. */
static double off_parent(const ap_down *down, size_t n, size_t p, const double money[])
{
    const ap_down_level *level = &down->levels[n];
    size_t width = down->programmes;
    double worst = 0;
    for (size_t k = 0; k < width; k++) {
        double sum = 0;
        for (size_t c = 0; c < level->need->places; c++) {
            sum += level->parent[c] == p ? level->cells[c * width + k] : 0;
        }
        worst = fmax(worst, fabs(sum - money[p * width + k]));
    }
    return worst;
}

void ap_down_checks(const ap_down *down, size_t n, const double parent_money[], size_t root,
                    const ap_need *round, ap_report *report, ap_check checks[])
{
    const char *sheet = ap_down_sheet_name(&down->levels[n], report->arena);
    size_t parents = n == 0 ? round->places : down->levels[n - 1].need->places;
    double money = 0;
    double worst = 0;
    for (size_t p = 0; p < parents; p++) {
        for (size_t k = 0; k < down->programmes && is_parent_shown(down, n, p, root); k++) {
            money += parent_money[p * down->programmes + k];
        }
        if (is_parent_shown(down, n, p, root)) {
            worst = fmax(worst, off_parent(down, n, p, parent_money));
        }
    }
    checks[0] = (ap_check){
        .name = ap_arena_print(report->arena,
                               "%s: allocations add up to the money carried down", sheet),
        .left = ap_checks_seen(report, sheet, "Allocation (£)"),
        .right = money,
        .tolerance = 0.005,
        .left_formula = ap_arena_print(report->arena, "{%s!Allocation (£)#total}", sheet),
        .needs = sheet,
    };
    checks[1] = (ap_check){
        .name = ap_arena_print(report->arena,
                               "%s: places below one parent against its money for a "
                               "programme, the worst",
                               sheet),
        .left = worst,
        .tolerance = 0.005,
    };
}
