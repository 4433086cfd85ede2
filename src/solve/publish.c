#include "solve/publish.h"

#include <stdlib.h>

#include "method/rounding.h"
#include "solve/position.h"

/* One of the two tables: sources (all of them; those of the other table hold nothing) by
 * schemes, and the groups of schemes. */
typedef struct ap_sheet_of_money {
    size_t rows;
    size_t columns;
    size_t nodes;
    size_t *parent;
    double *exact;
    double *lean;
    int64_t *whole;
} ap_sheet_of_money;

static void sheet_free(ap_sheet_of_money *sheet)
{
    free(sheet->parent);
    free(sheet->exact);
    free(sheet->lean);
    free(sheet->whole);
}

/* Scheme, then its programme in its place, then its place; the system counts as a place. */
static void gather(const ap_model *model, ap_sheet_of_money *sheet)
{
    size_t places = model->need->places + 1;
    size_t programmes = model->inputs->programmes_count;
    for (size_t s = 0; s < sheet->columns; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        size_t i = model->need->place_of[scheme->place_at];
        i = i == AP_NONE ? places - 1 : i;
        sheet->parent[s] = sheet->columns + i * programmes + scheme->programme_at;
    }
    for (size_t i = 0; i < places; i++) {
        for (size_t k = 0; k < programmes; k++) {
            sheet->parent[sheet->columns + i * programmes + k] =
                sheet->columns + places * programmes + i;
        }
        sheet->parent[sheet->columns + places * programmes + i] = SIZE_MAX;
    }
}

static ap_status sheet_make(const ap_model *model, ap_sheet_of_money *sheet, ap_error *err)
{
    size_t places = model->need->places + 1;
    sheet->rows = model->inputs->sources_count;
    sheet->columns = model->inputs->schemes_count;
    sheet->nodes = sheet->columns + places * (model->inputs->programmes_count + 1);
    size_t cells = sheet->rows * sheet->columns + 1;
    sheet->parent = calloc(sheet->nodes + 1, sizeof *sheet->parent);
    sheet->exact = calloc(cells, sizeof *sheet->exact);
    sheet->lean = calloc(cells, sizeof *sheet->lean);
    sheet->whole = calloc(cells, sizeof *sheet->whole);
    if (sheet->parent == NULL || sheet->exact == NULL || sheet->lean == NULL ||
        sheet->whole == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory for %zu cells", cells);
    }
    gather(model, sheet);
    return AP_OK;
}

/* Cells in pounds, what they lean to, and where they go. */
typedef struct ap_publishing {
    const ap_model *model;
    const double *cells;
    double *lean;
    double *rounded;
} ap_publishing;

static ap_status round_part(const ap_publishing *work, bool is_envelope, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_model *model = work->model;
    ap_sheet_of_money sheet = {0};
    AP_TRY(sheet_make(model, &sheet, err));
    for (size_t c = 0; c < model->cell_count; c++) {
        const ap_cell *cell = &model->cells[c];
        if (model->inputs->sources[cell->source].is_envelope == is_envelope) {
            sheet.exact[cell->source * sheet.columns + cell->scheme] = work->cells[c];
            sheet.lean[cell->source * sheet.columns + cell->scheme] = work->lean[c];
        }
    }
    const ap_rounding table = {
        .rows = sheet.rows,
        .columns = sheet.columns,
        .exact = sheet.exact,
        .node_count = sheet.nodes,
        .parent = sheet.parent,
        .lean = sheet.lean,
    };
    AP_TRY(ap_round_tree(&table, sheet.whole, err));
    for (size_t c = 0; c < model->cell_count; c++) {
        const ap_cell *cell = &model->cells[c];
        if (model->inputs->sources[cell->source].is_envelope == is_envelope) {
            work->rounded[c] =
                (double)sheet.whole[cell->source * sheet.columns + cell->scheme];
        }
    }
done:
    sheet_free(&sheet);
    return status;
}

/* Less than this is the trace of arithmetic and breaks nothing: pounds. */
static const double trace = 1e-3;

/* Which way the rounded cells break the line that the exact ones kept: 1 where they add up
 * to too little, -1 to too much, 0 where they do not break it. */
static double fault_of(const ap_publishing *work, const ap_rule_line *line)
{
    ap_bound bound = work->model->inputs->rules[line->rule].bound;
    ap_measured exact = ap_line_measure(work->model, line, work->cells);
    ap_measured rounded = ap_line_measure(work->model, line, work->rounded);
    bool was_kept = line->scale * ap_measured_short(bound, exact) < trace;
    if (!was_kept || line->scale * ap_measured_short(bound, rounded) < trace) {
        return 0;
    }
    return rounded.left < rounded.right ? 1 : -1;
}

/* Make the cells of the lines that rounding broke lean the other way; how many lines. */
static size_t lean_on_lines(const ap_publishing *work)
{
    size_t broken = 0;
    for (size_t l = 0; l < work->model->line_count; l++) {
        const ap_rule_line *line = &work->model->lines[l];
        const ap_rule *rule = &work->model->inputs->rules[line->rule];
        double fault = rule->strength == AP_OFF ? 0 : fault_of(work, line);
        broken += fault != 0 ? 1 : 0;
        for (size_t t = line->first; t < line->first + line->count && fault != 0; t++) {
            const ap_line_term *term = &work->model->line_terms[t];
            double pull = term->left - (term->of ? rule->value : 0);
            work->lean[term->cell] += fault * pull * line->scale;
        }
    }
    return broken;
}

/* The same for the least and most that places may have. */
static size_t lean_on_places(const ap_publishing *work)
{
    const ap_model *model = work->model;
    size_t broken = 0;
    for (size_t i = 0; i < model->need->places; i++) {
        double exact = 0;
        double total = 0;
        for (size_t c = 0; c < model->cell_count; c++) {
            bool is_here = ap_model_counts(model, c) == i;
            exact += is_here ? work->cells[c] : 0;
            total += is_here ? work->rounded[c] : 0;
        }
        double low = ap_model_least(model->inputs, model->target, i);
        double high = ap_model_most(model->inputs, model->target, i);
        double fault = exact > low - trace && total < low - trace     ? 1
                       : exact < high + trace && total > high + trace ? -1
                                                                      : 0;
        broken += fault != 0 ? 1 : 0;
        for (size_t c = 0; c < model->cell_count && fault != 0; c++) {
            work->lean[c] += ap_model_counts(model, c) == i ? fault : 0;
        }
    }
    return broken;
}

/* Round; while that breaks a rule that the exact allocation keeps, lean and round again.
 * The last of a few tries stands: a bound between two whole pounds can then be missed by
 * less than one. */
static ap_status round_kept(const ap_publishing *work, ap_error *err)
{
    enum { TRIES = 12 };
    ap_status status = AP_OK;
    size_t broken = 1;
    for (size_t t = 0; t < TRIES && broken > 0; t++) {
        AP_TRY(round_part(work, true, err));
        AP_TRY(round_part(work, false, err));
        broken = lean_on_lines(work) + lean_on_places(work);
    }
done:
    return status;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): written through work */
ap_status ap_publish_cells(const ap_model *model, const double cells[], double rounded[],
                           ap_error *err)
{
    ap_publishing work = {.model = model, .cells = cells, .rounded = rounded};
    work.lean = calloc(model->cell_count + 1, sizeof *work.lean);
    if (work.lean == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory for the rounding");
    }
    ap_status status = round_kept(&work, err);
    free(work.lean);
    return status;
}
