#include "record/round_money.h"

#include <math.h>

static const ap_report_column scheme_columns[] = {
    {.header = "Scheme", .width = 22},
    {.header = "Name", .width = 38},
    {.header = "Place", .width = 18},
    {.header = "Programme", .width = 22},
    {.header = "Pool", .width = 20},
    {.header = "Scheme type", .width = 26},
    {.header = "Last year (£)", .format = AP_POUNDS, .width = 16, .total = AP_SUM},
    {.header = "Committed (£)", .format = AP_POUNDS, .width = 16, .total = AP_SUM},
    {.header = "Bid (£)", .format = AP_POUNDS, .width = 16, .total = AP_SUM},
    {.header = "Allocation (£)", .format = AP_POUNDS, .width = 16, .total = AP_SUM},
    {.header = "Of the envelope (£)", .format = AP_POUNDS, .width = 16, .total = AP_SUM},
    {.header = "Change (£)",
     .format = AP_POUNDS,
     .width = 15,
     .formula = "{Allocation (£)}-{Last year (£)}",
     .total = AP_SUM},
    {.header = "Growth (%)",
     .format = AP_PERCENT,
     .width = 10,
     .formula = "IF({Last year (£)}=0,0,{Allocation (£)}/{Last year (£)}-1)"},
    {.header = "Unmet bid (£)",
     .format = AP_POUNDS,
     .width = 15,
     .formula = "{Bid (£)}-{Allocation (£)}",
     .total = AP_SUM},
    {.header = "Outside commitment and bid (£)",
     .format = AP_POUNDS,
     .width = 15,
     .formula = "MAX({Committed (£)}-{Allocation (£)},{Allocation (£)}-{Bid (£)},0)",
     .total = AP_SUM},
};

static const char *pool_name(const ap_case *inputs, const ap_scheme *scheme)
{
    return scheme->pool_at == AP_NONE ? "" : inputs->pools[scheme->pool_at].name;
}

static ap_status add_schemes(const ap_round_results *results, ap_report *report,
                             ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->round->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Schemes",
        .table = "schemes",
        .title = "Schemes: what each asked for and receives [note 4]",
        .line_count = 1,
        .lines =
            {"Allocation is the solver's result: money of all sources, in whole pounds that "
             "add up. Other figures are inputs or computed here."},
        .column_count = sizeof scheme_columns / sizeof scheme_columns[0],
        .columns = scheme_columns,
        .has_total = true,
        .row_count = inputs->schemes_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t s = 0; status == AP_OK && s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        double money = results->position->scheme[s];
        ap_pen_words(&pen, scheme->scheme);
        ap_pen_words(&pen, scheme->name);
        ap_pen_words(&pen, inputs->places[scheme->place_at].name);
        ap_pen_words(&pen, inputs->programmes[scheme->programme_at].name);
        ap_pen_words(&pen, pool_name(inputs, scheme));
        ap_pen_words(&pen, scheme->scheme_type);
        ap_pen_number(&pen, scheme->baseline);
        ap_pen_number(&pen, scheme->committed);
        ap_pen_number(&pen, scheme->bid);
        ap_pen_number(&pen, money);
        ap_pen_number(&pen, results->position->scheme_envelope[s]);
        ap_pen_number(&pen, money - scheme->baseline);
        ap_pen_number(&pen, scheme->baseline == 0 ? 0 : money / scheme->baseline - 1);
        ap_pen_number(&pen, scheme->bid - money);
        ap_pen_number(&pen, fmax(fmax(scheme->committed - money, money - scheme->bid), 0));
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

/* Columns: a first one of words, then one a programme, then their sum. Owned by the report.
 */
static ap_report_column *programme_columns(const ap_case *inputs, ap_report *report,
                                           const char *first, bool is_by_place)
{
    size_t count = inputs->programmes_count;
    ap_report_column *columns = ap_arena_room(report->arena, (count + 2) * sizeof *columns);
    if (columns == NULL || count == 0) {
        return NULL;
    }
    columns[0] = (ap_report_column){.header = first, .width = 30};
    for (size_t k = 0; k < count; k++) {
        const char *name = inputs->programmes[k].name;
        columns[1 + k] = (ap_report_column){
            .header = ap_arena_print(report->arena, "%s (£)", name),
            .format = AP_POUNDS,
            .width = 16,
            .total = AP_SUM,
            .formula = is_by_place ? ap_arena_print(
                                         report->arena,
                                         "SUMIFS({Schemes!Of the envelope (£)},"
                                         "{Schemes!Place},{%s},{Schemes!Programme},\"%s\")",
                                         first, name)
                                   : NULL,
        };
    }
    columns[1 + count] = (ap_report_column){
        .header = "All programmes (£)",
        .format = AP_POUNDS,
        .width = 17,
        .total = AP_SUM,
        .formula = ap_arena_print(report->arena, "SUM({%s}:{%s})", columns[1].header,
                                  columns[count].header),
    };
    return columns;
}

static ap_status add_place_programme(const ap_round_results *results, ap_report *report,
                                     ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->round->inputs;
    const ap_position *position = results->position;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Place by programme",
        .table = "place_by_programme",
        .title = "Place by programme: money of the envelope [note 4]",
        .line_count = 1,
        .lines =
            {"Money of the ICB's envelope in whole pounds that add up across and down; "
             "schemes of the system as a whole are on its own row."},
        .column_count = inputs->programmes_count + 2,
        .columns = programme_columns(inputs, report, "Place", true),
        .has_total = true,
        .row_count = position->places + 1,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t i = 0; status == AP_OK && i <= position->places; i++) {
        ap_pen_words(&pen, ap_results_place(results, i));
        for (size_t k = 0; k < position->programmes; k++) {
            ap_pen_number(&pen, position->programme[i * position->programmes + k]);
        }
        ap_pen_number(&pen, position->place[i]);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static double flow(const ap_round_results *results, size_t source, size_t programme)
{
    const ap_model *model = results->round->model;
    double total = 0;
    for (size_t c = 0; c < model->cell_count; c++) {
        size_t scheme = model->cells[c].scheme;
        bool is_here = model->cells[c].source == source &&
                       model->inputs->schemes[scheme].programme_at == programme;
        total += is_here ? results->cells[c] : 0;
    }
    return total;
}

static ap_status add_source_programme(const ap_round_results *results, ap_report *report,
                                      ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->round->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Source by programme",
        .table = "source_by_programme",
        .title = "Funding flow: what each source pays for, by programme [note 4]",
        .line_count = 1,
        .lines = {"All money, the councils' included, in whole pounds that add up."},
        .column_count = inputs->programmes_count + 2,
        .columns = programme_columns(inputs, report, "Source", false),
        .has_total = true,
        .row_count = inputs->sources_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < inputs->sources_count; f++) {
        ap_pen_words(&pen, inputs->sources[f].name);
        for (size_t k = 0; k < inputs->programmes_count; k++) {
            ap_pen_number(&pen, flow(results, f, k));
        }
        ap_pen_number(&pen, results->position->source[f]);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column flow_columns[] = {
    {.header = "Source", .width = 40},
    {.header = "Owner", .width = 34},
    {.header = "Stream", .width = 26},
    {.header = "Scheme", .width = 40},
    {.header = "Place", .width = 18},
    {.header = "Programme", .width = 22},
    {.header = "Allocation (£)", .format = AP_POUNDS, .width = 18, .total = AP_SUM},
};

static ap_status add_source_scheme(const ap_round_results *results, ap_report *report,
                                   ap_error *err)
{
    ap_pen pen;
    const ap_model *model = results->round->model;
    const ap_case *inputs = results->round->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Source by scheme",
        .table = "source_by_scheme",
        .title = "Funding flow: which source pays how much of which scheme",
        .line_count = 1,
        .lines =
            {"The solver's result, cell by cell: pairs of source and scheme without money "
             "are left out."},
        .column_count = sizeof flow_columns / sizeof flow_columns[0],
        .columns = flow_columns,
        .has_total = true,
    };
    for (size_t c = 0; c < model->cell_count; c++) {
        sheet.row_count += results->cells[c] != 0 ? 1 : 0;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t c = 0; status == AP_OK && c < model->cell_count; c++) {
        const ap_source *source = &inputs->sources[model->cells[c].source];
        const ap_scheme *scheme = &inputs->schemes[model->cells[c].scheme];
        if (results->cells[c] == 0) {
            continue;
        }
        ap_pen_words(&pen, source->name);
        ap_pen_words(&pen, source->owner);
        ap_pen_words(&pen, source->stream);
        ap_pen_words(&pen, scheme->name);
        ap_pen_words(&pen, inputs->places[scheme->place_at].name);
        ap_pen_words(&pen, inputs->programmes[scheme->programme_at].name);
        ap_pen_number(&pen, results->cells[c]);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

ap_status ap_round_money(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_place_programme(results, report, err));
    AP_TRY(add_source_programme(results, report, err));
    AP_TRY(add_source_scheme(results, report, err));
    AP_TRY(add_schemes(results, report, err));
done:
    return status;
}
