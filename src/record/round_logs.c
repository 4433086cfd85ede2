#include "record/round_logs.h"

#include <math.h>
#include <string.h>

#include "data/schema.h"

static const ap_report_column source_columns[] = {
    {.header = "Source", .width = 24},
    {.header = "Name", .width = 40},
    {.header = "Owner", .width = 36},
    {.header = "Stream", .width = 28},
    {.header = "Kind", .width = 10},
    {.header = "Place", .width = 18},
    {.header = "In the envelope", .width = 10},
    {.header = "Spend", .width = 10},
    {.header = "Amount (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM,
     .is_input = true},
    {.header = "Spent (£)",
     .format = AP_POUNDS,
     .width = 18,
     .total = AP_SUM,
     .formula =
         "SUMIFS({Source by scheme!Allocation (£)},{Source by scheme!Source},{Name})"},
    {.header = "Left (£)",
     .format = AP_POUNDS,
     .width = 16,
     .total = AP_SUM,
     .formula = "{Amount (£)}-{Spent (£)}"},
};

ap_status ap_round_sources(const ap_round_results *results, ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = results->round->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_INPUTS,
        .name = "Sources",
        .table = "sources",
        .title = "Sources: the money there is",
        .line_count = 1,
        .lines = {"Amounts are inputs of the case [input]; spent is the round's result."},
        .column_count = sizeof source_columns / sizeof source_columns[0],
        .columns = source_columns,
        .has_total = true,
        .row_count = inputs->sources_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < inputs->sources_count; f++) {
        const ap_source *source = &inputs->sources[f];
        double spent = results->position->source[f];
        ap_pen_words(&pen, source->source);
        ap_pen_words(&pen, source->name);
        ap_pen_words(&pen, source->owner);
        ap_pen_words(&pen, source->stream);
        ap_pen_words(&pen, source->kind == AP_CAPITAL ? "capital" : "revenue");
        ap_pen_words(&pen, source->place_at == AP_NONE
                               ? "[z]"
                               : inputs->places[source->place_at].name);
        ap_pen_words(&pen, source->is_envelope ? "Yes" : "No");
        ap_pen_words(&pen, source->spend == AP_IN_FULL ? "in full" : "at most");
        ap_pen_number(&pen, source->amount);
        ap_pen_number(&pen, spent);
        ap_pen_number(&pen, source->amount - spent);
        ap_pen_end_row(&pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column assumption_columns[] = {
    {.header = "Table", .width = 16},
    {.header = "Row", .width = 36},
    {.header = "Line in the file", .format = AP_COUNT, .width = 10},
    {.header = "Status", .width = 14},
    {.header = "Basis", .width = 70},
    {.header = "Note", .width = 60},
};

/* The rows of a table begin with an ap_row each. */
static const ap_row *row_of(const ap_case *inputs, const ap_schema_table *table, size_t r)
{
    const char *rows = NULL;
    memcpy(&rows, (const char *)inputs + table->rows_offset, sizeof rows);
    return (const ap_row *)(const void *)(rows + r * table->row_size);
}

static size_t rows_of(const ap_case *inputs, const ap_schema_table *table)
{
    size_t count = 0;
    memcpy(&count, (const char *)inputs + table->count_offset, sizeof count);
    return count;
}

/* "published", "derived" or "illustrative": the first word of the basis. */
static const char *status_of(const char *basis)
{
    static const char *const words[] = {"published", "derived", "illustrative"};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        if (strncmp(basis, words[w], strlen(words[w])) == 0) {
            return words[w];
        }
    }
    return "not stated";
}

static ap_status add_assumptions(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t tables = 0;
    const ap_schema_table *schema = ap_schema_tables(&tables);
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Assumptions log",
        .table = "assumptions_log",
        .title = "Assumptions log: where every figure of the inputs comes from",
        .line_count = 1,
        .lines = {"One line a row of the inputs, from the inputs themselves. What nobody "
                  "published says illustrative."},
        .column_count = sizeof assumption_columns / sizeof assumption_columns[0],
        .columns = assumption_columns,
    };
    for (size_t t = 0; t < tables; t++) {
        sheet.row_count += rows_of(inputs, &schema[t]);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t t = 0; status == AP_OK && t < tables; t++) {
        for (size_t r = 0; r < rows_of(inputs, &schema[t]); r++) {
            const ap_row *row = row_of(inputs, &schema[t], r);
            ap_pen_words(&pen, schema[t].name);
            ap_pen_words(&pen, row->key);
            ap_pen_number(&pen, (double)row->line);
            ap_pen_words(&pen, status_of(row->basis));
            ap_pen_words(&pen, row->basis);
            ap_pen_words(&pen, row->note);
            ap_pen_end_row(&pen);
        }
    }
    return status;
}

static const ap_report_column checklist_columns[] = {
    {.header = "Table", .width = 18},
    {.header = "What a row is", .width = 60},
    {.header = "Required", .width = 10},
    {.header = "Rows", .format = AP_COUNT, .width = 8},
    {.header = "Published", .format = AP_COUNT, .width = 11},
    {.header = "Derived", .format = AP_COUNT, .width = 11},
    {.header = "Illustrative", .format = AP_COUNT, .width = 12},
    {.header = "Complete",
     .width = 10,
     .formula = "IF(AND({Required}=\"Yes\",{Rows}=0),\"No\",\"Yes\")"},
};

static void checklist_row(const ap_case *inputs, const ap_schema_table *table, ap_pen *pen)
{
    size_t rows = rows_of(inputs, table);
    size_t of_status[3] = {0, 0, 0};
    for (size_t r = 0; r < rows; r++) {
        const char *word = status_of(row_of(inputs, table, r)->basis);
        of_status[0] += strcmp(word, "published") == 0 ? 1 : 0;
        of_status[1] += strcmp(word, "derived") == 0 ? 1 : 0;
        of_status[2] += strcmp(word, "illustrative") == 0 ? 1 : 0;
    }
    ap_pen_words(pen, table->name);
    ap_pen_words(pen, table->help);
    ap_pen_words(pen, table->is_required ? "Yes" : "No");
    ap_pen_number(pen, (double)rows);
    for (size_t k = 0; k < 3; k++) {
        ap_pen_number(pen, (double)of_status[k]);
    }
    ap_pen_words(pen, table->is_required && rows == 0 ? "No" : "Yes");
    ap_pen_end_row(pen);
}

static ap_status add_checklist(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t tables = 0;
    const ap_schema_table *schema = ap_schema_tables(&tables);
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Inputs checklist",
        .table = "inputs_checklist",
        .title = "Inputs checklist: is everything there, and how much of it is published",
        .line_count = 1,
        .lines =
            {"Every table of the case. The reader has refused any file with a problem, so "
             "complete means read without one."},
        .column_count = sizeof checklist_columns / sizeof checklist_columns[0],
        .columns = checklist_columns,
        .row_count = tables,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t t = 0; status == AP_OK && t < tables; t++) {
        checklist_row(inputs, &schema[t], &pen);
    }
    return status;
}

static const ap_report_column data_columns[] = {
    {.header = "File", .width = 24},
    {.header = "Bytes", .format = AP_COUNT, .width = 12},
    {.header = "Encoding", .width = 26},
    {.header = "SHA-256", .width = 70},
};

static ap_status add_data(const ap_case *inputs, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Data log",
        .table = "data_log",
        .title = "Data log: the input files of this round",
        .line_count = 1,
        .lines = {"The same files, settings and version give this workbook again, byte for "
                  "byte."},
        .column_count = sizeof data_columns / sizeof data_columns[0],
        .columns = data_columns,
        .row_count = inputs->files_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t f = 0; status == AP_OK && f < inputs->files_count; f++) {
        ap_pen_words(&pen, inputs->files[f].name);
        ap_pen_number(&pen, (double)inputs->files[f].length);
        ap_pen_words(&pen, inputs->files[f].encoding);
        ap_pen_words(&pen, inputs->files[f].sha256);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column run_columns[] = {
    {.header = "Stage", .format = AP_COUNT, .width = 8},
    {.header = "Goal", .width = 40},
    {.header = "Best value (£m)", .format = AP_PLAIN, .width = 20},
    {.header = "Value kept at the end", .format = AP_PLAIN, .width = 20},
    {.header = "Primal infeasibility, at most", .format = AP_PLAIN, .width = 16},
    {.header = "Dual infeasibility, at most", .format = AP_PLAIN, .width = 16},
    {.header = "Duality gap, at most", .format = AP_PLAIN, .width = 16},
    {.header = "Simplex iterations", .format = AP_COUNT, .width = 12},
};

/* The goal that a stage is of: the relaxation comes before the round's own goals. */
static void goal_words(const ap_round_results *results, ap_pen *pen, size_t goal)
{
    const ap_model *model = results->round->model;
    bool is_relaxed = results->clash != NULL;
    if (is_relaxed && goal == 0) {
        ap_pen_words(pen, "least relaxation");
        return;
    }
    size_t g = goal - (is_relaxed ? 1 : 0);
    if (model->goal_kinds[g] == AP_GOAL_SOFT) {
        ap_sheet_words(pen->report, pen->sheet, pen->row, pen->column++, "%s of rank %g",
                       model->goals[g].name, model->goal_ranks[g]);
        return;
    }
    ap_pen_words(pen, model->goals[g].name);
}

static ap_status add_run(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_lexico_result *result =
        results->clash == NULL ? results->round->result : results->clash->result;
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Run log",
        .table = "run_log",
        .title = "Run log: the goals in order, each with its certificate",
        .line_count = 2,
        .lines =
            {"Values are in £m (goal 2: a share of target). Certificates are computed from "
             "the program itself in extended precision, not taken from the solver.",
             "Who ran it, when, and how long it took is in the run record, so that the same "
             "inputs give the same workbook."},
        .column_count = sizeof run_columns / sizeof run_columns[0],
        .columns = run_columns,
        .row_count = result->stage_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t g = 0; status == AP_OK && g < result->stage_count; g++) {
        const ap_stage *stage = &result->stages[g];
        ap_pen_number(&pen, (double)(g + 1));
        goal_words(results, &pen, stage->goal);
        ap_pen_number(&pen, round(stage->best * 1e6) / 1e6);
        ap_pen_number(&pen, round(stage->kept * 1e6) / 1e6);
        ap_pen_number(&pen, ap_results_power(stage->certificate.primal));
        ap_pen_number(&pen, ap_results_power(stage->certificate.dual));
        ap_pen_number(&pen, ap_results_power(stage->certificate.gap));
        ap_pen_number(&pen, (double)stage->iterations);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column sign_columns[] = {
    {.header = "Step", .width = 60},
    {.header = "Role", .width = 34},
    {.header = "Name [input]", .width = 28, .is_input = true},
    {.header = "Date [input]", .width = 16, .is_input = true},
    {.header = "Decision or comment [input]", .width = 50, .is_input = true},
};

static ap_status add_sign_off(ap_report *report, ap_error *err)
{
    static const char *const steps[][2] = {
        {"Inputs agreed with their owners (assumptions log read)",
         "Finance business partner"},
        {"Checks read; every check that fails explained", "Head of financial planning"},
        {"Options, frontier and what each rule costs discussed", "Place directors"},
        {"Allocation recommended to the board", "Chief finance officer"},
        {"Allocation decided", "Integrated care board"},
    };
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Sign off",
        .table = "sign_off",
        .title = "Sign off: who has read and decided what",
        .line_count = 1,
        .lines = {"Cells marked [input] are for you to fill; [c] means not filled yet."},
        .column_count = sizeof sign_columns / sizeof sign_columns[0],
        .columns = sign_columns,
        .row_count = sizeof steps / sizeof steps[0],
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < sheet.row_count; r++) {
        ap_pen_words(&pen, steps[r][0]);
        ap_pen_words(&pen, steps[r][1]);
        for (size_t k = 0; k < 3; k++) {
            ap_pen_words(&pen, "[c]");
        }
        ap_pen_end_row(&pen);
    }
    return status;
}

ap_status ap_round_logs(const ap_round_results *results, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_checklist(results->round->inputs, report, err));
    AP_TRY(add_assumptions(results->round->inputs, report, err));
    AP_TRY(add_data(results->round->inputs, report, err));
    AP_TRY(add_run(results, report, err));
    AP_TRY(add_sign_off(report, err));
done:
    return status;
}
