#include "record/pool_since.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* How many of the parts that moved most are told one by one. */
enum { MOVERS = 5 };

/* A part of a scheme, now and before. */
typedef struct ap_moved {
    const ap_fund *fund;
    const ap_fund_part *part;
    bool is_new;     /* the earlier run did not have it */
    ap_pence before; /* its forecast variance */
} ap_moved;

/* A row of the earlier Scheme monitor, by what it is called. */
typedef struct ap_earlier {
    const char *pool;
    const char *scheme;
    const char *partner;
    ap_pence variance;
} ap_earlier;

typedef struct ap_comparing {
    const char *called;
    ap_arena *arena;
    ap_since *out;
    size_t earlier_count;
    ap_earlier *earlier; /* sorted */
    size_t moved_count;
    ap_moved *moved;
} ap_comparing;

static void say(ap_comparing *comparing, const char *sentence)
{
    ap_since *out = comparing->out;
    if (out->count < AP_SINCE_MOST) {
        out->sentences[out->count++] = sentence == NULL ? "" : sentence;
    }
}

static int compare_earlier(const void *a, const void *b)
{
    const ap_earlier *one = a;
    const ap_earlier *other = b;
    int by_pool = strcmp(one->pool, other->pool);
    int by_scheme = strcmp(one->scheme, other->scheme);
    if (by_pool != 0) {
        return by_pool;
    }
    return by_scheme != 0 ? by_scheme : strcmp(one->partner, other->partner);
}

static const ap_report_cell *cell_at(const ap_sheet *sheet, size_t row, size_t column)
{
    return &sheet->cells[row * sheet->column_count + column];
}

/* The rows of the earlier Scheme monitor, sorted; *sheet is NULL where it has none. */
static ap_status list_earlier(const ap_report *before, ap_comparing *comparing,
                              ap_error *err)
{
    const ap_sheet *sheet = ap_report_find(before, "Scheme monitor");
    size_t rows = sheet == NULL ? 0 : sheet->row_count;
    size_t pool = sheet == NULL ? 0 : ap_sheet_column(sheet, "Pool");
    size_t scheme = sheet == NULL ? 0 : ap_sheet_column(sheet, "Scheme");
    size_t partner = sheet == NULL ? 0 : ap_sheet_column(sheet, "Partner");
    size_t variance = sheet == NULL ? 0 : ap_sheet_column(sheet, "Forecast variance (£)");
    comparing->earlier = calloc(rows + 1, sizeof *comparing->earlier);
    if (comparing->earlier == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for the month before");
    }
    for (size_t r = 0; r < rows; r++) {
        bool is_whole = pool < sheet->column_count && scheme < sheet->column_count &&
                        partner < sheet->column_count && variance < sheet->column_count;
        if (is_whole && cell_at(sheet, r, variance)->is_number) {
            comparing->earlier[comparing->earlier_count++] =
                (ap_earlier){cell_at(sheet, r, pool)->text, cell_at(sheet, r, scheme)->text,
                             cell_at(sheet, r, partner)->text,
                             ap_pence_of(cell_at(sheet, r, variance)->number)};
        }
    }
    qsort(comparing->earlier, comparing->earlier_count, sizeof *comparing->earlier,
          compare_earlier);
    return AP_OK;
}

static ap_pence variance_of(const ap_fund_part *part)
{
    return part->forecast - part->budget;
}

static ap_pence change_of(const ap_moved *moved)
{
    return variance_of(moved->part) - moved->before;
}

/* The largest change first; equal ones as they stand. */
static int compare_moved(const void *a, const void *b)
{
    const ap_moved *one = a;
    const ap_moved *other = b;
    ap_pence by[] = {change_of(one), change_of(other)};
    ap_pence sizes[] = {by[0] < 0 ? -by[0] : by[0], by[1] < 0 ? -by[1] : by[1]};
    if (sizes[0] != sizes[1]) {
        return sizes[0] < sizes[1] ? 1 : -1;
    }
    if (one->fund->pool != other->fund->pool) {
        return one->fund->pool < other->fund->pool ? -1 : 1;
    }
    return (one->part > other->part) - (one->part < other->part);
}

static void take_part(ap_comparing *comparing, const ap_fund *fund,
                      const ap_fund_part *part)
{
    const ap_case *inputs = fund->index->inputs;
    const ap_earlier key = {.pool = inputs->pools[fund->pool].name,
                            .scheme = inputs->schemes[part->scheme].name,
                            .partner = fund->partners[part->partner]};
    const ap_earlier *found = bsearch(&key, comparing->earlier, comparing->earlier_count,
                                      sizeof key, compare_earlier);
    ap_moved moved = {fund, part, found == NULL, found == NULL ? 0 : found->variance};
    if (change_of(&moved) != 0) {
        comparing->moved[comparing->moved_count++] = moved;
    }
}

static ap_status list_moved(size_t count, const ap_fund *const funds[],
                            ap_comparing *comparing, ap_error *err)
{
    size_t parts = 0;
    for (size_t p = 0; p < count; p++) {
        parts += funds[p]->part_count;
    }
    comparing->moved = calloc(parts + 1, sizeof *comparing->moved);
    if (comparing->moved == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for what has changed");
    }
    for (size_t p = 0; p < count; p++) {
        for (size_t k = 0; k < funds[p]->part_count; k++) {
            take_part(comparing, funds[p], &funds[p]->parts[k]);
        }
    }
    qsort(comparing->moved, comparing->moved_count, sizeof *comparing->moved,
          compare_moved);
    return AP_OK;
}

/* "£526k over budget", "on budget" */
static const char *stand_words(ap_pence variance, ap_arena *arena)
{
    char money[AP_MONEY_SIZE];
    if (variance == 0) {
        return "on budget";
    }
    return ap_arena_print(arena, "%s %s budget",
                          ap_money_short(fabs(ap_pounds_of(variance)), money),
                          variance > 0 ? "over" : "under");
}

/* Where there are several pools, " (the pool)": schemes of two may be called the same. */
static const char *pool_words(const ap_fund *fund, ap_arena *arena)
{
    const ap_case *inputs = fund->index->inputs;
    return inputs->pools_count == 1
               ? ""
               : ap_arena_print(arena, " (%s)", inputs->pools[fund->pool].name);
}

static void say_movers(ap_comparing *comparing)
{
    ap_arena *arena = comparing->arena;
    char money[AP_MONEY_SIZE];
    size_t told = comparing->moved_count < MOVERS ? comparing->moved_count : MOVERS;
    if (comparing->moved_count == 0) {
        say(comparing,
            ap_arena_print(arena, "No forecast has changed since %s.", comparing->called));
        return;
    }
    say(comparing,
        ap_arena_print(arena,
                       "Since %s the forecasts of %zu part%s of schemes have "
                       "changed%s",
                       comparing->called, comparing->moved_count,
                       comparing->moved_count == 1 ? "" : "s",
                       told < comparing->moved_count ? "; those that moved most:" : "."));
    for (size_t i = 0; i < told; i++) {
        const ap_moved *moved = &comparing->moved[i];
        ap_pence by = change_of(moved);
        say(comparing,
            ap_arena_print(
                arena, "%s, %s%s: forecast %s by %s against its budget, now %s%s.",
                moved->fund->index->inputs->schemes[moved->part->scheme].name,
                moved->fund->partners[moved->part->partner], pool_words(moved->fund, arena),
                by > 0 ? "up" : "down", ap_money_short(fabs(ap_pounds_of(by)), money),
                stand_words(variance_of(moved->part), arena),
                moved->is_new ? " (new)" : ""));
    }
}

/* Money that came in or went out of the pools as a whole. */
static void say_income(const ap_report *before, size_t count, const ap_fund *const funds[],
                       ap_comparing *comparing)
{
    const ap_sheet *sheet = ap_report_find(before, "Pool summary");
    size_t column = sheet == NULL ? 0 : ap_sheet_column(sheet, "Contribution (£)");
    ap_pence was = 0;
    ap_pence is = 0;
    char money[2][AP_MONEY_SIZE];
    for (size_t r = 0;
         sheet != NULL && column < sheet->column_count && r < sheet->row_count; r++) {
        was += ap_pence_of(cell_at(sheet, r, column)->number);
    }
    for (size_t p = 0; p < count; p++) {
        for (size_t i = 0; i < funds[p]->income_count; i++) {
            is += funds[p]->incomes[i].amount;
        }
    }
    if (sheet != NULL && was != is) {
        say(comparing,
            ap_arena_print(comparing->arena, "Contributions have %s by %s to %s.",
                           is > was ? "risen" : "fallen",
                           ap_money_words(fabs(ap_pounds_of(is - was)), money[0]),
                           ap_money_words(ap_pounds_of(is), money[1])));
    }
}

ap_status ap_pool_since(const ap_report *before, const char *called, size_t count,
                        const ap_fund *const funds[], ap_arena *arena, ap_since *out,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_comparing comparing = {.called = called, .arena = arena, .out = out};
    out->count = 0;
    if (before == NULL) {
        say(&comparing, "There is no run of the month before on record to compare with.");
        return AP_OK;
    }
    AP_TRY(list_earlier(before, &comparing, err));
    AP_TRY(list_moved(count, funds, &comparing, err));
    say_movers(&comparing);
    say_income(before, count, funds, &comparing);
done:
    free(comparing.earlier);
    free(comparing.moved);
    return status;
}
