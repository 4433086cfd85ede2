#include "solve/publish.h"

#include <stdlib.h>
#include <string.h>

#include "method/rounding.h"

/* One of the two tables: sources (all of them; those of the other table hold nothing) by
 * schemes, and the groups of schemes. */
typedef struct ap_sheet_of_money {
    size_t rows;
    size_t columns;
    size_t nodes;
    size_t *parent;
    double *exact;
    int64_t *whole;
} ap_sheet_of_money;

static void sheet_free(ap_sheet_of_money *sheet)
{
    free(sheet->parent);
    free(sheet->exact);
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
    sheet->whole = calloc(cells, sizeof *sheet->whole);
    if (sheet->parent == NULL || sheet->exact == NULL || sheet->whole == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rounding", "no memory for %zu cells", cells);
    }
    gather(model, sheet);
    return AP_OK;
}

static ap_status round_part(const ap_model *model, bool is_envelope, const double cells[],
                            double rounded[], ap_error *err)
{
    ap_status status = AP_OK;
    ap_sheet_of_money sheet = {0};
    AP_TRY(sheet_make(model, &sheet, err));
    for (size_t c = 0; c < model->cell_count; c++) {
        const ap_cell *cell = &model->cells[c];
        if (model->inputs->sources[cell->source].is_envelope == is_envelope) {
            sheet.exact[cell->source * sheet.columns + cell->scheme] = cells[c];
        }
    }
    AP_TRY(ap_round_tree(sheet.rows, sheet.columns, sheet.exact, sheet.nodes, sheet.parent,
                         sheet.whole, err));
    for (size_t c = 0; c < model->cell_count; c++) {
        const ap_cell *cell = &model->cells[c];
        if (model->inputs->sources[cell->source].is_envelope == is_envelope) {
            rounded[c] = (double)sheet.whole[cell->source * sheet.columns + cell->scheme];
        }
    }
done:
    sheet_free(&sheet);
    return status;
}

ap_status ap_publish_cells(const ap_model *model, const double cells[], double rounded[],
                           ap_error *err)
{
    ap_status status = round_part(model, true, cells, rounded, err);
    if (status == AP_OK) {
        status = round_part(model, false, cells, rounded, err);
    }
    return status;
}
