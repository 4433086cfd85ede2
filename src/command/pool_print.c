#include "command/pool_print.h"

#include <stdbool.h>
#include <string.h>

#include "apportion/money.h"
#include "command/output.h"
#include "record/pool_risk.h"
#include "record/pool_virements.h"

/* More rows of a table are in the workbook. */
enum { ROWS_MOST = 40, COLUMNS = 6, ROOM = 100 };

/* A table on its way; cells are the arena's. */
typedef struct ap_printing {
    const ap_pool_results *results;
    ap_arena *arena;
    size_t columns;
    size_t rows;
    const char *cells[(ROWS_MOST + 1) * COLUMNS];
    size_t left_out;
} ap_printing;

static const char *money(ap_printing *printing, ap_pence pence)
{
    char words[AP_MONEY_SIZE];
    const char *copy =
        ap_arena_print(printing->arena, "%s", ap_money_words(ap_pounds_of(pence), words));
    return copy == NULL ? "" : copy;
}

static void add_row(ap_printing *printing, const char *const cells[])
{
    if (printing->rows > ROWS_MOST) {
        printing->left_out++;
        return;
    }
    for (size_t c = 0; c < printing->columns; c++) {
        printing->cells[printing->rows * printing->columns + c] = cells[c];
    }
    printing->rows++;
}

static void begin(ap_printing *printing, size_t columns, const char *const headers[])
{
    printing->columns = columns;
    printing->rows = 0;
    printing->left_out = 0;
    add_row(printing, headers);
}

static void end(ap_printing *printing, const size_t limits[], ap_text *text)
{
    ap_table_fit(text, printing->columns, printing->rows, printing->cells, limits, ROOM);
    if (printing->left_out > 0) {
        ap_text_print(text, "and %zu rows more, in the workbook\n", printing->left_out);
    }
    ap_text_print(text, "\n");
}

static const char *pool_name(const ap_outlook *pool)
{
    return pool->fund->index->inputs->pools[pool->fund->pool].name;
}

static void print_fences(ap_printing *printing, ap_text *text)
{
    static const char *const headers[] = {"Pool", "Ring-fence", "Overspends", "Underspends",
                                          "Net in the fence"};
    static const size_t limits[] = {30, 20, 14, 14, 14};
    const ap_outlooks *all = printing->results->all;
    begin(printing, 5, headers);
    for (size_t p = 0; p < all->pools; p++) {
        const ap_outlook *pool = ap_outlook_of(all, 0, p);
        for (size_t g = 0; g < pool->fund->fence_count; g++) {
            ap_fund_sum sum = ap_fund_of_fence(pool->fund, g);
            const char *const cells[] = {
                pool_name(pool), pool->fund->fences[g].name, money(printing, sum.over),
                money(printing, sum.under), money(printing, sum.over + sum.under)};
            add_row(printing, cells);
        }
    }
    end(printing, limits, text);
}

/* Who bears anything in a fence, before or after the virements. */
static void add_bearers(ap_printing *printing, const ap_outlook *pool, size_t fence)
{
    const ap_fund *fund = pool->fund;
    for (size_t b = 0; b < ap_pool_bearers(fund); b++) {
        ap_pence now = ap_pool_borne(fund, pool->now, fence, b);
        ap_pence then = ap_pool_borne(fund, pool->then, fence, b);
        const char *const cells[] = {pool_name(pool), fund->fences[fence].name,
                                     ap_pool_bearer_words(fund, b), money(printing, now),
                                     money(printing, then)};
        if (now != 0 || then != 0) {
            add_row(printing, cells);
        }
    }
}

static void print_bottom_lines(ap_printing *printing, ap_text *text)
{
    static const char *const headers[] = {"Pool", "Ring-fence", "Bearer", "Bears",
                                          "With virements"};
    static const size_t limits[] = {24, 18, 28, 12, 12};
    const ap_outlooks *all = printing->results->all;
    begin(printing, 5, headers);
    for (size_t p = 0; p < all->pools; p++) {
        const ap_outlook *pool = ap_outlook_of(all, 0, p);
        for (size_t g = 0; g < pool->fund->fence_count; g++) {
            add_bearers(printing, pool, g);
        }
    }
    end(printing, limits, text);
}

static void print_virements(ap_printing *printing, ap_text *text)
{
    static const char *const headers[] = {"Vire from", "to", "source", "amount",
                                          "approval"};
    static const size_t limits[] = {26, 26, 22, 10, 16};
    const ap_outlooks *all = printing->results->all;
    const ap_case *inputs = all->inputs;
    begin(printing, 5, headers);
    for (size_t p = 0; p < all->pools; p++) {
        const ap_virement_result *result = ap_outlook_of(all, 0, p)->virements;
        for (size_t m = 0; m < result->move_count; m++) {
            const ap_virement_move *move = &result->moves[m];
            const char *const cells[] = {
                inputs->schemes[move->from].name, inputs->schemes[move->to].name,
                inputs->sources[move->source].name, money(printing, move->amount),
                ap_pool_approval_words(inputs, move)};
            add_row(printing, cells);
        }
    }
    if (printing->rows > 1) {
        end(printing, limits, text);
    } else {
        ap_text_print(text, "No virement is recommended.\n\n");
    }
}

void ap_pool_print(const ap_pool_results *results, ap_text *text)
{
    ap_printing printing = {.results = results, .arena = ap_arena_new()};
    text->failed = text->failed || printing.arena == NULL;
    if (printing.arena != NULL) {
        print_fences(&printing, text);
        print_bottom_lines(&printing, text);
        print_virements(&printing, text);
    }
    ap_arena_free(printing.arena);
}

static void add_member(ap_text *text, const char *name, const char *words)
{
    ap_text_json(text, name);
    ap_text_print(text, ": ");
    ap_text_json(text, words);
    ap_text_print(text, ", ");
}

static void json_fences(const ap_outlook *pool, ap_text *text)
{
    for (size_t g = 0; g < pool->fund->fence_count; g++) {
        ap_fund_sum sum = ap_fund_of_fence(pool->fund, g);
        ap_text_print(text, "%s\n     {", g == 0 ? "" : ",");
        add_member(text, "ring_fence", pool->fund->fences[g].name);
        ap_text_print(text, "\"overspends\": %.2f, \"underspends\": %.2f, \"net\": %.2f}",
                      ap_pounds_of(sum.over), ap_pounds_of(sum.under),
                      ap_pounds_of(sum.over + sum.under));
    }
}

static void json_partners(const ap_outlook *pool, ap_text *text)
{
    for (size_t a = 0; a < pool->fund->partner_count; a++) {
        ap_text_print(text, "%s\n     {", a == 0 ? "" : ",");
        add_member(text, "partner", pool->fund->partners[a]);
        ap_text_print(text, "\"fell\": %.2f, \"bears\": %.2f, \"with_virements\": %.2f}",
                      ap_pounds_of(pool->now->incurred[a]),
                      ap_pounds_of(pool->now->borne[a]),
                      ap_pounds_of(pool->then->borne[a]));
    }
}

static void json_virements(const ap_outlook *pool, ap_text *text)
{
    const ap_case *inputs = pool->fund->index->inputs;
    for (size_t m = 0; m < pool->virements->move_count; m++) {
        const ap_virement_move *move = &pool->virements->moves[m];
        ap_text_print(text, "%s\n     {", m == 0 ? "" : ",");
        add_member(text, "from", inputs->schemes[move->from].scheme);
        add_member(text, "to", inputs->schemes[move->to].scheme);
        add_member(text, "source", inputs->sources[move->source].source);
        add_member(text, "approval", ap_pool_approval_words(inputs, move));
        ap_text_print(text, "\"month\": %d, \"amount\": %.2f}", move->month,
                      ap_pounds_of(move->amount));
    }
}

void ap_pool_json(const ap_pool_results *results, const char *workbook, ap_text *text)
{
    const ap_outlooks *all = results->all;
    ap_text_print(text, "{");
    add_member(text, "run", results->run_id);
    add_member(text, "workbook", workbook);
    ap_text_print(text, "\"month\": %d, \"pools\": [", results->month);
    for (size_t p = 0; p < all->pools; p++) {
        const ap_outlook *pool = ap_outlook_of(all, 0, p);
        ap_text_print(text, "%s\n  {", p == 0 ? "" : ",");
        add_member(text, "pool", all->inputs->pools[p].pool);
        ap_text_print(text, "\"fences\": [");
        json_fences(pool, text);
        ap_text_print(text, "],\n   \"partners\": [");
        json_partners(pool, text);
        ap_text_print(text, "],\n   \"virements\": [");
        json_virements(pool, text);
        ap_text_print(text, "]}");
    }
    ap_text_print(text, "]}\n");
}
