#include "solve/publish.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "method/rounding.h"
#include "solve/position.h"

/* The groups of schemes, and the cells of one of the two tables, source by source. */
typedef struct ap_sheet_of_money {
    ap_rounding table;
    size_t *parent;
    size_t count;
    ap_part *parts;
    size_t *cells; /* of the model, a part each */
    size_t *first; /* of each source: its first cell */
    size_t *next;  /* of each cell: its source's next */
    int64_t *whole;
} ap_sheet_of_money;

static void sheet_free(ap_sheet_of_money *sheet)
{
    free(sheet->parent);
    free(sheet->parts);
    free(sheet->cells);
    free(sheet->first);
    free(sheet->next);
    free(sheet->whole);
}

/* Scheme, then its programme in its place, then its place; the system counts as a place. */
static void gather(const ap_model *model, ap_sheet_of_money *sheet)
{
    size_t places = model->need->places + 1;
    size_t programmes = model->inputs->programmes_count;
    for (size_t s = 0; s < sheet->table.columns; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        size_t i = model->need->place_of[scheme->place_at];
        i = i == AP_NONE ? places - 1 : i;
        sheet->parent[s] = sheet->table.columns + i * programmes + scheme->programme_at;
    }
    for (size_t i = 0; i < places; i++) {
        for (size_t k = 0; k < programmes; k++) {
            sheet->parent[sheet->table.columns + i * programmes + k] =
                sheet->table.columns + places * programmes + i;
        }
        sheet->parent[sheet->table.columns + places * programmes + i] = SIZE_MAX;
    }
}

static ap_status sheet_make(const ap_model *model, ap_sheet_of_money *sheet, ap_error *err)
{
    size_t cells = model->cell_count + 1;
    size_t programmes = model->inputs->programmes_count;
    sheet->table.rows = model->inputs->sources_count;
    sheet->table.columns = model->inputs->schemes_count;
    sheet->table.node_count =
        sheet->table.columns + (model->need->places + 1) * (programmes + 1);
    sheet->parent = calloc(sheet->table.node_count + 1, sizeof *sheet->parent);
    sheet->parts = calloc(cells, sizeof *sheet->parts);
    sheet->cells = calloc(cells, sizeof *sheet->cells);
    sheet->first = calloc(sheet->table.rows + 1, sizeof *sheet->first);
    sheet->next = calloc(cells, sizeof *sheet->next);
    sheet->whole = calloc(cells, sizeof *sheet->whole);
    if (sheet->parent == NULL || sheet->parts == NULL || sheet->cells == NULL ||
        sheet->first == NULL || sheet->next == NULL || sheet->whole == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory for %zu cells", cells);
    }
    sheet->table.parent = sheet->parent;
    gather(model, sheet);
    return AP_OK;
}

/* Cells in pounds, what they lean to, and where they go. */
typedef struct ap_publishing {
    const ap_model *model;
    const double *cells;
    double *lean;
    double *rounded;
    double *exact; /* of each place: what it has exactly, */
    double *total; /* and rounded; then which way it is to lean */
} ap_publishing;

/* Cells come scheme by scheme and parts go source by source: each source's cells are
 * chained, first to last. */
static void take_parts(const ap_publishing *work, bool is_envelope,
                       ap_sheet_of_money *sheet)
{
    const ap_model *model = work->model;
    for (size_t f = 0; f < sheet->table.rows; f++) {
        sheet->first[f] = AP_NONE;
    }
    for (size_t c = model->cell_count; c-- > 0;) {
        size_t f = model->cells[c].source;
        if (model->inputs->sources[f].is_envelope == is_envelope) {
            sheet->next[c] = sheet->first[f];
            sheet->first[f] = c;
        }
    }
    for (size_t f = 0; f < sheet->table.rows; f++) {
        for (size_t c = sheet->first[f]; c != AP_NONE; c = sheet->next[c]) {
            sheet->parts[sheet->count] =
                (ap_part){f, model->cells[c].scheme, work->cells[c], work->lean[c]};
            sheet->cells[sheet->count++] = c;
        }
    }
}

static ap_status round_part(const ap_publishing *work, bool is_envelope, ap_error *err)
{
    ap_status status = AP_OK;
    ap_sheet_of_money sheet = {0};
    AP_TRY(sheet_make(work->model, &sheet, err));
    take_parts(work, is_envelope, &sheet);
    AP_TRY(ap_round_parts(&sheet.table, sheet.count, sheet.parts, sheet.whole, err));
    for (size_t k = 0; k < sheet.count; k++) {
        work->rounded[sheet.cells[k]] = (double)sheet.whole[k];
    }
done:
    sheet_free(&sheet);
    return status;
}

/* Less than this is the trace of arithmetic and breaks nothing: pounds. */
static const double trace = 1e-3;

/* By how many pounds the rounded cells break the line that the exact ones kept: above 0
 * where they add up to too little, below to too much, 0 where they do not break it. */
static double fault_of(const ap_publishing *work, const ap_rule_line *line)
{
    ap_bound bound = work->model->inputs->rules[line->rule].bound;
    ap_measured exact = ap_line_measure(work->model, line, work->cells);
    ap_measured rounded = ap_line_measure(work->model, line, work->rounded);
    bool was_kept = line->scale * ap_measured_short(bound, exact) < trace;
    if (!was_kept || line->scale * ap_measured_short(bound, rounded) < trace) {
        return 0;
    }
    return line->scale * (rounded.right - rounded.left);
}

static double way(double fault)
{
    return (double)(fault > 0) - (double)(fault < 0);
}

/* Make the cells of the lines of this strength that rounding broke lean the other way; the
 * pounds by which they are broken. */
static double lean_on_lines(const ap_publishing *work, ap_strength strength)
{
    double broken = 0;
    for (size_t l = 0; l < work->model->line_count; l++) {
        const ap_rule_line *line = &work->model->lines[l];
        const ap_rule *rule = &work->model->inputs->rules[line->rule];
        double fault = rule->strength == strength ? fault_of(work, line) : 0;
        broken += fabs(fault);
        for (size_t t = line->first; t < line->first + line->count && fault != 0; t++) {
            const ap_line_term *term = &work->model->line_terms[t];
            double pull = term->left - (term->of ? rule->value : 0);
            work->lean[term->cell] += way(fault) * pull * line->scale;
        }
    }
    return broken;
}

/* By how many pounds a total is outside what the exact one keeps. */
static double fault_of_total(double exact, double total, double low, double high)
{
    if (exact > low - trace && total < low - trace) {
        return low - total;
    }
    return exact < high + trace && total > high + trace ? high - total : 0;
}

/* The same for a place: by how many pounds rounding puts it outside a limit that its exact
 * total keeps. */
static double fault_of_place(const ap_publishing *work, size_t i)
{
    const ap_model *model = work->model;
    double exact = 0;
    double total = 0;
    for (size_t c = 0; c < model->cell_count; c++) {
        bool is_here = ap_model_counts(model, c) == i;
        exact += is_here ? work->cells[c] : 0;
        total += is_here ? work->rounded[c] : 0;
    }
    return fault_of_total(exact, total, ap_model_least(model->inputs, model->target, i),
                          ap_model_most(model->inputs, model->target, i));
}

static double lean_on_places(const ap_publishing *work)
{
    double broken = 0;
    for (size_t i = 0; i < work->model->need->places; i++) {
        double fault = fault_of_place(work, i);
        broken += fabs(fault);
        for (size_t c = 0; c < work->model->cell_count && fault != 0; c++) {
            work->lean[c] += ap_model_counts(work->model, c) == i ? way(fault) : 0;
        }
    }
    return broken;
}

/* The same for commitments and bids: what a scheme has from the envelope and what it has
 * from elsewhere are rounded apart. Its cells are one run. */
static double lean_on_schemes(const ap_publishing *work)
{
    const ap_model *model = work->model;
    double broken = 0;
    for (size_t first = 0, end = 0; first < model->cell_count; first = end) {
        const ap_scheme *scheme = &model->inputs->schemes[model->cells[first].scheme];
        double exact = 0;
        double total = 0;
        for (; end < model->cell_count &&
               model->cells[end].scheme == model->cells[first].scheme;
             end++) {
            exact += work->cells[end];
            total += work->rounded[end];
        }
        double fault = fault_of_total(exact, total, scheme->committed, scheme->bid);
        broken += fabs(fault);
        for (size_t c = first; c < end; c++) {
            work->lean[c] += way(fault);
        }
    }
    return broken;
}

/* How bad a rounding is: any pound of a hard rule or limit counts before all of the soft
 * ones, which pull only when the hard ones are kept. */
static double lean_on_broken(const ap_publishing *work)
{
    static const double before_all = 1e9;
    double hard =
        lean_on_lines(work, AP_HARD) + lean_on_places(work) + lean_on_schemes(work);
    return hard > 0 ? hard + before_all : lean_on_lines(work, AP_SOFT);
}

/* Round; while that breaks a rule that the exact allocation keeps, lean and round again.
 * The best of these tries stands, once a few more have brought nothing better: a bound
 * between two whole pounds can be missed by less than one where no rounding keeps them
 * all. */
static ap_status round_kept(const ap_publishing *work, double best[], ap_error *err)
{
    enum { TRIES = 32, IDLE = 8 };
    ap_status status = AP_OK;
    double least = INFINITY;
    size_t idle = 0;
    for (size_t t = 0; t < TRIES && idle < IDLE && least > 0; t++) {
        AP_TRY(round_part(work, true, err));
        AP_TRY(round_part(work, false, err));
        double broken = lean_on_broken(work);
        idle = broken < least ? 0 : idle + 1;
        if (broken < least) {
            least = broken;
            memcpy(best, work->rounded, work->model->cell_count * sizeof *best);
        }
    }
done:
    return status;
}

ap_status ap_publish_cells(const ap_model *model, const double cells[], double rounded[],
                           ap_error *err)
{
    size_t count = model->cell_count;
    size_t places = model->need->places;
    double *block = calloc(3 * count + 2 * places + 1, sizeof *block);
    if (block == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory for the rounding");
    }
    memcpy(block, cells, count * sizeof *cells); /* rounded may be cells itself */
    const ap_publishing work = {.model = model,
                                .cells = block,
                                .lean = block + count,
                                .rounded = block + 2 * count,
                                .exact = block + 3 * count,
                                .total = block + 3 * count + places};
    ap_status status = round_kept(&work, rounded, err);
    free(block);
    return status;
}
