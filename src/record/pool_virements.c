#include "record/pool_virements.h"

#include <string.h>

#include "base/text.h"
#include "record/pen.h"
#include "record/pool_position.h"
#include "record/pool_words.h"

const char *ap_pool_approval_words(const ap_case *inputs, const ap_virement_move *move)
{
    return move->approval == AP_NONE ? "The management group"
                                     : inputs->approvals[move->approval].level;
}

static const ap_report_column recommended_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 16, .twin = "ring_fence"},
    {.header = "From scheme", .width = 28, .twin = "from"},
    {.header = "To scheme", .width = 28, .twin = "to"},
    {.header = "Source", .width = 28, .twin = "source"},
    {.header = "Amount (£)",
     .format = AP_POUNDS,
     .width = 12,
     .total = AP_SUM,
     .twin = "amount"},
    {.header = "Approval needed", .width = 20, .twin = "approval"},
    {.header = "Takes effect from", .width = 12, .twin = "month"},
    {.header = "Standing", .width = 16, .twin = "standing"},
};

static void move_row(const ap_fund *fund, const ap_virement_move *move, ap_pen *pen)
{
    const ap_case *inputs = fund->index->inputs;
    ap_pen_words(pen, inputs->pools[fund->pool].name);
    ap_pen_words(pen, fund->fences[move->fence].name);
    ap_pen_words(pen, inputs->schemes[move->from].name);
    ap_pen_words(pen, inputs->schemes[move->to].name);
    ap_pen_words(pen, inputs->sources[move->source].name);
    ap_pool_pence(pen, move->amount);
    ap_pen_words(pen, ap_pool_approval_words(inputs, move));
    ap_pen_words(pen, ap_pool_month(move->month));
    ap_pen_words(pen, "For the group to decide");
    ap_pen_end_row(pen);
}

static ap_status add_recommended(size_t count, ap_outlook *const pools[], ap_report *report,
                                 ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Virements recommended",
        .table = "virements_recommended",
        .twin = "virements-recommended",
        .title = "Virements recommended, not yet decided: for the group [note 6]",
        .line_count = 1,
        .lines = {"They leave least uncovered, then move least, then touch fewest schemes. "
                  "Nothing on this sheet is in a budget yet."},
        .column_count = sizeof recommended_columns / sizeof recommended_columns[0],
        .columns = recommended_columns,
        .has_total = true,
    };
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += pools[p]->virements->move_count;
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        for (size_t m = 0; m < pools[p]->virements->move_count; m++) {
            move_row(pools[p]->fund, &pools[p]->virements->moves[m], &pen);
        }
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column cover_columns[] = {
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Ring-fence", .width = 18, .twin = "ring_fence"},
    {.header = "Needed by overspent schemes (£)",
     .format = AP_POUNDS,
     .width = 14,
     .total = AP_SUM,
     .twin = "need"},
    {.header = "Spare in other schemes (£)",
     .format = AP_POUNDS,
     .width = 13,
     .total = AP_SUM,
     .twin = "surplus"},
    {.header = "Covered by virements (£)",
     .format = AP_POUNDS,
     .width = 13,
     .total = AP_SUM,
     .twin = "covered"},
    {.header = "Left uncovered (£)",
     .format = AP_POUNDS,
     .width = 13,
     .formula = "{Needed by overspent schemes (£)}-{Covered by virements (£)}",
     .total = AP_SUM,
     .twin = "uncovered"},
    {.header = "Schemes that give", .format = AP_COUNT, .width = 10, .twin = "givers"},
    {.header = "Schemes that take", .format = AP_COUNT, .width = 10, .twin = "takers"},
    {.header = "How it is known", .width = 44, .twin = "proof"},
};

static const char *proof_words(const ap_virement_result *result,
                               const ap_virement_fence *fence, ap_arena *arena)
{
    if (result->is_too_late) {
        return "Nothing moves: no level of approval can act before the year ends";
    }
    if (fence->proof.outcome != AP_OPTIMAL) {
        return "Not decided: the solver's answer could not be proved, so nothing is moved";
    }
    if (fence->covered == 0) {
        return "Nothing that is spare may go where it is needed";
    }
    if (fence->proof.open_searches > 0) {
        return ap_arena_print(
            arena, "Cover proved the most possible; %.0f scheme%s fewer might do",
            fence->proof.gap, fence->proof.gap == 1 ? "" : "s");
    }
    return "Cover proved the most possible, with the fewest schemes";
}

static void fence_row(const ap_outlook *pool, size_t g, ap_pen *pen)
{
    const ap_fund *fund = pool->fund;
    const ap_virement_fence *fence = &pool->virements->fences[g];
    ap_pen_words(pen, fund->index->inputs->pools[fund->pool].name);
    ap_pen_words(pen, fund->fences[g].name);
    ap_pool_pence(pen, fence->need);
    ap_pool_pence(pen, fence->surplus);
    ap_pool_pence(pen, fence->covered);
    ap_pool_pence(pen, fence->need - fence->covered);
    ap_pen_number(pen, (double)fence->givers);
    ap_pen_number(pen, (double)fence->takers);
    ap_pen_words(pen, proof_words(pool->virements, fence, pen->report->arena));
    ap_pen_end_row(pen);
}

/* The fences of a pool that need anything; pen NULL: only counted. */
static size_t fence_rows(const ap_outlook *pool, ap_pen *pen)
{
    size_t rows = 0;
    for (size_t g = 0; g < pool->virements->fence_count; g++) {
        bool is_shown = pool->virements->fences[g].need > 0;
        rows += is_shown ? 1 : 0;
        if (is_shown && pen != NULL) {
            fence_row(pool, g, pen);
        }
    }
    return rows;
}

static ap_status add_cover(size_t count, ap_outlook *const pools[], ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "What virements cover",
        .table = "virement_cover",
        .twin = "virement-cover",
        .title =
            "What virements cover: overspends and what others can spare, within each fence",
        .line_count = 1,
        .lines =
            {"A scheme's own underspend pays for its own overspend first. What is spare and "
             "not moved may not go where it is needed: eligibility, virement rights, "
             "limits or notice forbid it."},
        .column_count = sizeof cover_columns / sizeof cover_columns[0],
        .columns = cover_columns,
        .has_total = true,
    };
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += fence_rows(pools[p], NULL);
    }
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        (void)fence_rows(pools[p], &pen);
    }
    if (status == AP_OK) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}

static const ap_report_column log_columns[] = {
    {.header = "Virement", .width = 20, .twin = "virement"},
    {.header = "Pool", .width = 28, .twin = "pool"},
    {.header = "Effective from", .width = 11, .twin = "month"},
    {.header = "From scheme", .width = 28, .twin = "from"},
    {.header = "To scheme", .width = 28, .twin = "to"},
    {.header = "Source", .width = 24, .twin = "source"},
    {.header = "Amount (£)", .format = AP_POUNDS, .width = 12, .twin = "amount"},
    {.header = "Recurrent", .width = 10, .twin = "recurrent"},
    {.header = "Decision", .width = 11, .twin = "decision"},
    {.header = "In the budgets of this report", .width = 12, .twin = "counts"},
    {.header = "Approval level", .width = 20, .twin = "level"},
    {.header = "Minute reference", .width = 24, .twin = "minute"},
};

static void log_row(const ap_case *inputs, const ap_virement *row, int month, ap_pen *pen)
{
    static const char *const decisions[] = {"Approved", "Proposed", "Refused"};
    bool counts = row->decision == AP_APPROVED && row->month <= month;
    size_t pool = inputs->schemes[row->from_at].pool_at;
    ap_pen_words(pen, row->virement);
    ap_pen_words(pen, inputs->pools[pool].name);
    ap_pen_words(pen, ap_pool_month((int)row->month));
    ap_pen_words(pen, inputs->schemes[row->from_at].name);
    ap_pen_words(pen, inputs->schemes[row->to_at].name);
    ap_pen_words(pen, inputs->sources[row->source_at].name);
    ap_pen_pounds(pen, row->amount);
    ap_pen_words(pen, row->is_recurrent ? "Yes" : "No");
    ap_pen_words(pen, decisions[row->decision]);
    ap_pen_words(pen, counts ? "Yes" : "No");
    ap_pen_words(pen, row->level);
    ap_pen_words(pen, row->minute);
    ap_pen_end_row(pen);
}

static ap_status add_log(const ap_fund *fund, ap_report *report, ap_error *err)
{
    ap_pen pen;
    const ap_case *inputs = fund->index->inputs;
    ap_sheet sheet = {
        .kind = AP_SHEET_LOGS,
        .name = "Virement log",
        .table = "virement_log",
        .twin = "virement-log",
        .title = "Virement log: what was decided, by whom, and where it is minuted",
        .line_count = 1,
        .lines =
            {"A virement is between two schemes of a pool and leaves its total as it was. "
             "Only approved virements that have begun are in this report's budgets."},
        .column_count = sizeof log_columns / sizeof log_columns[0],
        .columns = log_columns,
        .row_count = inputs->virements_count,
    };
    if (sheet.row_count == 0) {
        return AP_OK;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t v = 0; status == AP_OK && v < inputs->virements_count; v++) {
        log_row(inputs, &inputs->virements[v], fund->month, &pen);
    }
    return status;
}

ap_status ap_pool_virements(size_t count, ap_outlook *const pools[], ap_report *report,
                            ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_recommended(count, pools, report, err));
    AP_TRY(add_cover(count, pools, report, err));
    AP_TRY(add_log(pools[0]->fund, report, err));
done:
    return status;
}
