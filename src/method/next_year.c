#include "method/next_year.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/calendar.h"
#include "data/schema.h"
#include "method/bcf.h"

/* The turn of a year. */
typedef struct ap_turn {
    size_t count;
    const ap_fund *const *funds;
    const ap_year_end *const *ends;
    const ap_case *old;
    ap_case *new;
    char year[8];    /* "2023/24" */
    char next[8];    /* "2024/25" */
    char suffix[16]; /* "-cf-2023-24" */
    size_t
        *brought; /* of each source of old that carries: of new, what it brings forward */
    bool has_failed; /* no memory */
} ap_turn;

static const char *kept(ap_turn *turn, const char *text)
{
    turn->has_failed = turn->has_failed || text == NULL;
    return text == NULL ? "" : text;
}

static bool begins_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* A figure that is made here, and what the one that it is made from was. */
static void derive(ap_turn *turn, ap_row *row, const char *words)
{
    bool is_first = row->basis != NULL && !begins_with(row->basis, "derived: year end of");
    row->basis =
        kept(turn, ap_arena_print(turn->new->arena, "derived: year end of %s: %s%s%s",
                                  turn->year, words, is_first ? "; before: " : "",
                                  is_first ? row->basis : ""));
    row->note = row->note == NULL ? "" : row->note;
}

/* Where "-cf-" and a year end the key of a source; its length where they do not. */
static size_t stem_of(const char *key)
{
    static const char form[] = "-cf-0000-00";
    size_t length = strlen(key);
    size_t size = sizeof form - 1;
    for (size_t i = 0; i < size && length > size; i++) {
        char c = key[length - size + i];
        bool is_good = form[i] == '0' ? c >= '0' && c <= '9' : c == form[i];
        if (!is_good) {
            return length;
        }
    }
    return length > size ? length - size : length;
}

static bool is_brought(const char *key)
{
    return key[stem_of(key)] != '\0';
}

static void set_setting(ap_turn *turn, const char *name, const char *value,
                        const char *words)
{
    for (size_t i = 0; i < turn->new->setting_rows_count; i++) {
        ap_setting_row *row = &turn->new->setting_rows[i];
        if (strcmp(row->setting, name) == 0) {
            row->value = value;
            row->row.line = 1;
            derive(turn, &row->row, words);
        }
    }
}

/* The title with the next year in the place of this one, or behind it. */
static const char *next_title(ap_turn *turn)
{
    const char *title = turn->old->settings.title;
    const char *year = turn->old->settings.year;
    const char *at = strstr(title, year);
    if (at == NULL) {
        return kept(turn, ap_arena_print(turn->new->arena, "%s, %s", title, turn->next));
    }
    return kept(turn, ap_arena_print(turn->new->arena, "%.*s%s%s", (int)(at - title), title,
                                     turn->next, at + strlen(year)));
}

static void turn_settings(ap_turn *turn)
{
    ap_settings *settings = &turn->new->settings;
    settings->title = next_title(turn);
    settings->year = kept(turn, ap_arena_print(turn->new->arena, "%s", turn->next));
    settings->pool_month = 1;
    set_setting(turn, "case.title", settings->title, "the year moves on");
    set_setting(turn, "case.year", settings->year, "the year moves on");
    set_setting(turn, "pool.month", "1", "the first month, still to be booked");
}

static ap_pence delivered(const ap_fund_index *index, size_t scheme)
{
    ap_pence sum = 0;
    for (size_t i = 0; i < index->inputs->deliveries_count; i++) {
        const ap_delivery *row = &index->inputs->deliveries[i];
        sum += row->scheme_at == scheme ? ap_pence_of(row->amount) : 0;
    }
    return sum;
}

static void turn_scheme(ap_turn *turn, const ap_fund *fund, size_t at)
{
    ap_scheme *scheme = &turn->new->schemes[at];
    ap_pence all = 0;
    ap_pence other = 0;
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        bool is_its = line->scheme == at;
        all += is_its ? line->forecast : 0;
        other +=
            is_its && !turn->old->sources[line->source].is_envelope ? line->forecast : 0;
    }
    scheme->baseline = ap_pounds_of(all > 0 ? all : 0);
    scheme->baseline_other = ap_pounds_of(other < 0 ? 0 : other < all ? other : all);
    scheme->output = ap_pounds_of(delivered(fund->index, at));
    scheme->planned_output = scheme->next_output;
    scheme->next_output = 0;
    scheme->status = "Existing";
    derive(turn, &scheme->row, "baseline and output are its outturn");
}

static void turn_schemes(ap_turn *turn, const ap_fund *fund)
{
    const ap_grouping *schemes = &fund->index->schemes;
    for (size_t k = schemes->start[fund->pool]; k < schemes->start[fund->pool + 1]; k++) {
        turn_scheme(turn, fund, schemes->rows[k]);
    }
}

static size_t source_named(const ap_case *inputs, const char *key, size_t length)
{
    for (size_t f = 0; f < inputs->sources_count; f++) {
        if (strncmp(inputs->sources[f].source, key, length) == 0 &&
            inputs->sources[f].source[length] == '\0') {
            return f;
        }
    }
    return AP_NONE;
}

/* What is permitted to the one source is permitted to the other. */
static void copy_eligibility(ap_turn *turn, const char *from, const char *to)
{
    ap_case *new = turn->new;
    size_t count = new->eligibility_count;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(new->eligibility[i].source, from) == 0) {
            ap_eligibility *row = &new->eligibility[new->eligibility_count++];
            *row = new->eligibility[i];
            row->source = to;
            derive(turn, &row->row, "as for the source that is carried forward");
        }
    }
}

/* The source of new for what one of old carries forward; made where it is not there. What
 * was brought forward once and is so again joins the rest of its stem. */
static size_t brought_from(ap_turn *turn, size_t source)
{
    ap_case *new = turn->new;
    const ap_source *its = &turn->old->sources[source];
    size_t stem = stem_of(its->source);
    size_t first = source_named(turn->old, its->source, stem);
    const ap_source *from = first == AP_NONE ? its : &turn->old->sources[first];
    const char *key = kept(
        turn, ap_arena_print(new->arena, "%.*s%s", (int)stem, its->source, turn->suffix));
    size_t at = source_named(new, key, strlen(key));
    if (at != AP_NONE) {
        return at;
    }
    at = new->sources_count++;
    new->sources[at] = *from;
    new->sources[at].source = key;
    new->sources[at].name =
        kept(turn, ap_arena_print(new->arena, "%s carried forward from %s", from->name,
                                  turn->year));
    new->sources[at].amount = 0;
    if (ap_bcf_is_minimum(turn->old, source)) {
        new->sources[at].stream =
            "Additional NHS Contribution"; /* of last year's minimum */
    }
    derive(turn, &new->sources[at].row, "what was not spent of its money");
    copy_eligibility(turn, from->source, key);
    return at;
}

static void turn_sources(ap_turn *turn, const ap_year_end *end)
{
    for (size_t f = 0; f < end->source_count; f++) {
        size_t source = end->sources[f].source;
        if (end->sources[f].carried > 0) {
            turn->brought[source] = brought_from(turn, source);
        }
    }
}

/* Add to the line of the budget, which is made where it is not there. */
static void add_budget(ap_turn *turn, size_t scheme, const char *source, ap_pence amount,
                       ap_row row)
{
    ap_case *new = turn->new;
    size_t b = 0;
    while (b < new->budgets_count && (new->budgets[b].scheme_at != scheme ||
                                      strcmp(new->budgets[b].source, source) != 0)) {
        b++;
    }
    if (b == new->budgets_count) {
        new->budgets[new->budgets_count++] = (ap_budget){
            .row = row,
            .scheme = turn->old->schemes[scheme].scheme,
            .scheme_at = scheme,
            .source = source,
        };
    }
    ap_pence before = ap_pence_of(new->budgets[b].amount);
    new->budgets[b].amount = ap_pounds_of(before + amount);
}

static const ap_budget *budget_of(const ap_fund *fund, const ap_fund_line *line)
{
    const ap_grouping *rows = &fund->index->budgets;
    for (size_t k = rows->start[line->scheme]; k < rows->start[line->scheme + 1]; k++) {
        const ap_budget *row = &fund->index->inputs->budgets[rows->rows[k]];
        if (row->source_at == line->source) {
            return row;
        }
    }
    return NULL;
}

/* What virements leave in a line, or take from it, for good. */
static ap_pence vired_for_good(const ap_fund *fund, const ap_fund_line *line)
{
    const ap_case *inputs = fund->index->inputs;
    ap_pence sum = 0;
    for (size_t i = 0; i < inputs->virements_count; i++) {
        const ap_virement *row = &inputs->virements[i];
        bool counts = row->is_recurrent && row->decision == AP_APPROVED &&
                      row->source_at == line->source;
        ap_pence amount = counts ? ap_pence_of(row->amount) : 0;
        sum += row->to_at == line->scheme ? amount : 0;
        sum -= row->from_at == line->scheme ? amount : 0;
    }
    return sum;
}

/* Has the scheme a line of money that was not brought forward? */
static bool has_own_line(const ap_fund *fund, size_t scheme)
{
    const ap_case *inputs = fund->index->inputs;
    const ap_grouping *rows = &fund->index->budgets;
    for (size_t k = rows->start[scheme]; k < rows->start[scheme + 1]; k++) {
        if (!is_brought(inputs->budgets[rows->rows[k]].source)) {
            return true;
        }
    }
    return false;
}

static void turn_line(ap_turn *turn, const ap_fund *fund, const ap_fund_line *line)
{
    const ap_budget *before = budget_of(fund, line);
    const char *source = turn->old->sources[line->source].source;
    ap_row row = before == NULL ? (ap_row){.note = ""} : before->row;
    ap_pence planned = before == NULL ? 0 : ap_pence_of(before->next_year);
    ap_pence amount =
        (before == NULL ? 0 : ap_pence_of(before->amount)) + vired_for_good(fund, line);
    bool has_ended = planned == 0 && is_brought(source);
    amount = planned > 0 ? planned : has_ended || amount < 0 ? 0 : amount;
    if ((before == NULL && amount == 0) ||
        (has_ended && has_own_line(fund, line->scheme))) {
        return;
    }
    derive(turn, &row,
           planned > 0 ? "as planned then"
           : has_ended ? "what was brought forward has ended"
                       : "that year's budget with recurrent virements");
    add_budget(turn, line->scheme, source, amount, row);
}

static void turn_budgets(ap_turn *turn, size_t p)
{
    const ap_fund *fund = turn->funds[p];
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        turn_line(turn, fund, line);
        if (turn->ends[p]->carried[l] > 0) {
            ap_row row = {.note = ""};
            derive(turn, &row, "its part of what is carried forward");
            add_budget(turn, line->scheme,
                       turn->new->sources[turn->brought[line->source]].source,
                       turn->ends[p]->carried[l], row);
        }
    }
}

/* The sum of the new budgets of a fund's schemes from a source; false: it has no line. */
static bool sum_budgets(const ap_turn *turn, const ap_fund *fund, const char *source,
                        ap_pence *sum)
{
    bool has_line = false;
    *sum = 0;
    for (size_t b = 0; b < turn->new->budgets_count; b++) {
        const ap_budget *row = &turn->new->budgets[b];
        if (turn->old->schemes[row->scheme_at].pool_at == fund->pool &&
            strcmp(row->source, source) == 0) {
            *sum += ap_pence_of(row->amount);
            has_line = true;
        }
    }
    return has_line;
}

/* The row of a source in a pool, made like another where it is not there. */
static ap_contribution *contribution_of(ap_turn *turn, const ap_contribution *like,
                                        const char *source)
{
    ap_case *new = turn->new;
    for (size_t c = 0; c < new->contributions_count; c++) {
        ap_contribution *row = &new->contributions[c];
        if (strcmp(row->pool, like->pool) == 0 && strcmp(row->source, source) == 0) {
            return row;
        }
    }
    ap_contribution *row = &new->contributions[new->contributions_count++];
    *row = *like;
    row->source = source;
    row->amount = 0;
    return row;
}

static void turn_contribution(ap_turn *turn, size_t p, size_t f)
{
    const ap_fund *fund = turn->funds[p];
    const ap_year_source *its = &turn->ends[p]->sources[f];
    const ap_contribution *old = &turn->old->contributions[fund->incomes[f].row];
    ap_pence sum = 0;
    bool has_line = sum_budgets(turn, fund, old->source, &sum);
    if (has_line || !is_brought(old->source)) {
        ap_contribution *row = contribution_of(turn, old, old->source);
        row->amount = ap_pounds_of(sum);
        derive(turn, &row->row, "the sum of its budgets");
    }
    if (its->carried > 0) {
        const char *key = turn->new->sources[turn->brought[its->source]].source;
        ap_contribution *row = contribution_of(turn, old, key);
        row->amount = ap_pounds_of(ap_pence_of(row->amount) + its->carried);
        row->instalments = 0;
        row->row = (ap_row){.note = ""};
        derive(turn, &row->row, "what was not spent of it, and is in the pool already");
    }
}

static double contributed(const ap_case *inputs, size_t pool, const char *source)
{
    ap_pence sum = 0;
    for (size_t c = 0; c < inputs->contributions_count; c++) {
        const ap_contribution *row = &inputs->contributions[c];
        bool is_its = (pool == AP_NONE || row->pool_at == pool) &&
                      (source == NULL || strcmp(row->source, source) == 0);
        sum += is_its ? ap_pence_of(row->amount) : 0;
    }
    return ap_pounds_of(sum);
}

/* Is the source of any use in the new year? */
static bool is_used(const ap_case *new, const char *source)
{
    for (size_t c = 0; c < new->contributions_count; c++) {
        if (strcmp(new->contributions[c].source, source) == 0) {
            return true;
        }
    }
    return !is_brought(source);
}

/* A source has as much more as its contributions do. */
static void turn_amount(ap_turn *turn, ap_source *source)
{
    double before = contributed(turn->old, AP_NONE, source->source);
    double change = contributed(turn->new, AP_NONE, source->source) - before;
    double amount = ap_to_penny(source->amount + change);
    bool is_new =
        source_named(turn->old, source->source, strlen(source->source)) == AP_NONE;
    if (change == 0) {
        return;
    }
    source->amount = amount > 0 ? amount : 0;
    if (!is_new) {
        derive(turn, &source->row, "by as much more or less as comes to the pools");
    }
}

/* Sources that are used up go, and what they were permitted. */
static void turn_amounts(ap_turn *turn)
{
    ap_case *new = turn->new;
    size_t sources = 0;
    size_t permissions = 0;
    for (size_t i = 0; i < new->eligibility_count; i++) {
        if (is_used(new, new->eligibility[i].source)) {
            new->eligibility[permissions++] = new->eligibility[i];
        }
    }
    for (size_t f = 0; f < new->sources_count; f++) {
        if (is_used(new, new->sources[f].source)) {
            new->sources[sources] = new->sources[f];
            turn_amount(turn, &new->sources[sources++]);
        }
    }
    new->eligibility_count = permissions;
    new->sources_count = sources;
}

static void turn_pools(ap_turn *turn)
{
    for (size_t p = 0; p < turn->new->pools_count; p++) {
        ap_pool *pool = &turn->new->pools[p];
        pool->total = contributed(turn->new, p, NULL);
        derive(turn, &pool->row, "the sum of its contributions");
    }
}

static void turn_bcf(ap_turn *turn)
{
    ap_case *new = turn->new;
    for (size_t i = 0; i < new->bcf_count; i++) {
        derive(turn, &new->bcf[i].row, "last year's least; write this year's over it");
    }
    for (size_t i = 0; i < new->conditions_count; i++) {
        new->conditions[i].is_met = false;
        new->conditions[i].comment = "";
        derive(turn, &new->conditions[i].row, "still to be judged for this year");
    }
    for (size_t i = 0; i < new->metrics_count; i++) {
        new->metrics[i].narrative = "";
    }
}

/* What belongs to one year alone. */
static void empty_tables(ap_case *new)
{
    new->changes_count = 0;
    new->ledger_count = 0;
    new->forecast_count = 0;
    new->receipts_count = 0;
    new->virements_count = 0;
    new->deliveries_count = 0;
    new->metric_values_count = 0;
    new->options_count = 0;
}

/* Room for what can come to the tables that grow, which begin empty or with what they
 * have. */
static ap_status make_room(ap_turn *turn, ap_error *err)
{
    ap_case *new = turn->new;
    size_t lines = 0;
    for (size_t p = 0; p < turn->count; p++) {
        lines += 2 * turn->funds[p]->line_count;
    }
    size_t contributions = 2 * turn->old->contributions_count + 1;
    ap_budget *budgets = realloc(new->budgets, (lines + 1) * sizeof *budgets);
    new->budgets = budgets == NULL ? new->budgets : budgets;
    ap_contribution *given =
        realloc(new->contributions, contributions * sizeof *new->contributions);
    new->contributions = given == NULL ? new->contributions : given;
    ap_source *sources =
        realloc(new->sources, (2 * turn->old->sources_count + 1) * sizeof *sources);
    new->sources = sources == NULL ? new->sources : sources;
    ap_eligibility *may =
        realloc(new->eligibility, (2 * turn->old->eligibility_count + 1) * sizeof *may);
    new->eligibility = may == NULL ? new->eligibility : may;
    new->budgets_count = 0;
    new->contributions_count = 0;
    turn->brought = calloc(turn->old->sources_count + 1, sizeof *turn->brought);
    new->arena = ap_arena_new();
    return budgets == NULL || given == NULL || sources == NULL || may == NULL ||
                   turn->brought == NULL || new->arena == NULL
               ? ap_fail(err, AP_NO_MEMORY, turn->old->folder,
                         "no memory for next year's case")
               : AP_OK;
}

static void turn_all(ap_turn *turn)
{
    turn_settings(turn);
    for (size_t p = 0; p < turn->count; p++) {
        turn_sources(turn, turn->ends[p]);
        turn_schemes(turn, turn->funds[p]);
        turn_budgets(turn, p);
    }
    for (size_t p = 0; p < turn->count; p++) {
        for (size_t f = 0; f < turn->funds[p]->income_count; f++) {
            turn_contribution(turn, p, f);
        }
    }
    turn_amounts(turn);
    turn_pools(turn);
    turn_bcf(turn);
    empty_tables(turn->new);
}

ap_status ap_next_year_new(size_t count, const ap_fund *const funds[],
                           const ap_year_end *const ends[], ap_case **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_turn turn = {.count = count, .funds = funds, .ends = ends};
    int first = 0;
    int second = 0;
    turn.old = funds[0]->index->inputs;
    (void)ap_calendar_years(turn.old->settings.year, &first, &second);
    (void)snprintf(turn.year, sizeof turn.year, "%d/%02d", first, second % 100);
    (void)snprintf(turn.next, sizeof turn.next, "%d/%02d", second, (second + 1) % 100);
    (void)snprintf(turn.suffix, sizeof turn.suffix, "-cf-%d-%02d", first, second % 100);
    AP_TRY(ap_case_copy(turn.old, &turn.new, err));
    AP_TRY(make_room(&turn, err));
    turn.new->scope = AP_SCOPE_POOL;
    turn_all(&turn);
    AP_TRY(turn.has_failed ? ap_fail(err, AP_NO_MEMORY, turn.old->folder,
                                     "no memory for the words of next year's case")
                           : AP_OK);
    *out = turn.new;
    turn.new = NULL;
done:
    free(turn.brought);
    ap_case_free(turn.new);
    return status;
}
