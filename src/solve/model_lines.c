#include "solve/model_lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "method/selection.h"

/* What a selection has: sources and schemes (wherever they are) once a rule, places (rows)
 * once a line. */
typedef struct ap_mask {
    bool *sources;
    bool *schemes;
    bool *places;
} ap_mask;

/* A cell that a rule may speak of, in one place or another. */
typedef struct ap_candidate {
    size_t cell;
    size_t place; /* row */
    bool has;
    bool of;
} ap_candidate;

/* What a line is made of while it is built. */
typedef struct ap_draft {
    const ap_rule *rule;
    ap_selection selection;
    ap_selection of;
    size_t place;   /* of need, or AP_NONE */
    size_t each_at; /* its row in places, or AP_NONE */
    ap_mask has;    /* what the selectors of the rule select */
    ap_mask has_of; /* what those of `of` select */
    size_t candidate_count;
    ap_candidate *candidates; /* room for every cell */
    ap_term *terms;           /* room for every cell and two slacks */
    size_t count;
    double reach; /* the most the terms can add up to in size: bounds the slack */
    double scale; /* pounds for one unit of what is measured */
} ap_draft;

/* The coefficient of a pound of the scheme in what the rule measures. */
static double measure_of(const ap_rule *rule, const ap_scheme *scheme)
{
    if (rule->measure == AP_MEASURE_POUNDS) {
        return 1;
    }
    return scheme->baseline > 0 ? scheme->output / scheme->baseline : 0;
}

static void take_rule(const ap_case *inputs, const ap_selection *selection, ap_mask mask)
{
    for (size_t f = 0; f < inputs->sources_count; f++) {
        mask.sources[f] = ap_selection_has_source(inputs, selection, f);
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        mask.schemes[s] = ap_selection_has_scheme_anywhere(inputs, selection, s);
    }
}

static void take_places(const ap_case *inputs, const ap_selection *selection,
                        size_t each_at, ap_mask mask)
{
    for (size_t p = 0; p < inputs->places_count; p++) {
        mask.places[p] = ap_selection_has_place(inputs, selection, each_at, p);
    }
}

static bool is_in(ap_mask mask, ap_cell cell)
{
    return mask.sources[cell.source] && mask.schemes[cell.scheme];
}

/* The cells of a rule are the same for all its lines but for their place. */
static void take_candidates(const ap_model *model, ap_draft *draft)
{
    bool is_share = draft->rule->unit == AP_UNIT_SHARE;
    draft->candidate_count = 0;
    take_rule(model->inputs, &draft->selection, draft->has);
    if (is_share) {
        take_rule(model->inputs, &draft->of, draft->has_of);
    }
    for (size_t c = 0; c < model->cell_count; c++) {
        ap_cell cell = model->cells[c];
        bool has = is_in(draft->has, cell);
        bool of = is_share && is_in(draft->has_of, cell);
        if (has || of) {
            draft->candidates[draft->candidate_count++] =
                (ap_candidate){c, model->inputs->schemes[cell.scheme].place_at, has, of};
        }
    }
}

/* Does the line select the scheme? */
static bool has_scheme(const ap_model *model, const ap_draft *draft, size_t s)
{
    return draft->has.schemes[s] && draft->has.places[model->inputs->schemes[s].place_at];
}

/* Beds and staff are worth what they cost on average where the rule looks, so that its row
 * is in millions of pounds like any other: its shortfall can be added to others', and the
 * solver's tolerance is as much money in it as elsewhere. */
static double scale_of(const ap_model *model, const ap_draft *draft)
{
    double baseline = 0;
    double output = 0;
    bool is_output = draft->rule->measure == AP_MEASURE_OUTPUT;
    for (size_t s = 0; s < model->inputs->schemes_count && is_output; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        bool is_measured = has_scheme(model, draft, s) && scheme->baseline > 0;
        baseline += is_measured && scheme->output > 0 ? scheme->baseline : 0;
        output += is_measured ? scheme->output : 0;
    }
    return output > 0 ? baseline / output : 1;
}

static ap_status keep_term(ap_model *model, ap_line_term term, ap_error *err)
{
    ap_line_term *terms =
        ap_grown(model->line_terms, model->line_term_count, sizeof *model->line_terms);
    if (terms == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "rules", "no memory for the rules");
    }
    model->line_terms = terms;
    model->line_terms[model->line_term_count++] = term;
    return AP_OK;
}

static ap_status take_terms(ap_model *model, ap_draft *draft, ap_error *err)
{
    const ap_rule *rule = draft->rule;
    ap_status status = AP_OK;
    take_places(model->inputs, &draft->selection, draft->each_at, draft->has);
    if (rule->unit == AP_UNIT_SHARE) {
        take_places(model->inputs, &draft->of, draft->each_at, draft->has_of);
    }
    draft->scale = scale_of(model, draft);
    for (size_t k = 0; k < draft->candidate_count && status == AP_OK; k++) {
        ap_candidate candidate = draft->candidates[k];
        size_t c = candidate.cell;
        ap_line_term term = {.cell = c};
        if (candidate.has && draft->has.places[candidate.place]) {
            term.left = measure_of(rule, &model->inputs->schemes[model->cells[c].scheme]);
        }
        term.of = candidate.of && draft->has_of.places[candidate.place];
        double coefficient = (term.left - (term.of ? rule->value : 0)) * draft->scale;
        if (term.left != 0 || term.of) {
            draft->terms[draft->count++] = (ap_term){c, coefficient};
            draft->reach += fabs(coefficient) * model->lp->high[c];
            status = keep_term(model, term, err);
        }
    }
    return status;
}

/* Last year's spend of the schemes selected: of the money the source selector speaks of. */
static double baseline_of(const ap_model *model, const ap_draft *draft)
{
    const ap_case *inputs = model->inputs;
    double total = 0;
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        if (!has_scheme(model, draft, s)) {
            continue;
        }
        double other = scheme->baseline_other;
        bool is_envelope = strcmp(draft->selection.source, "envelope") == 0;
        bool is_other = strcmp(draft->selection.source, "!envelope") == 0;
        total += is_other      ? other
                 : is_envelope ? scheme->baseline - other
                               : scheme->baseline;
    }
    return total;
}

/* People, or targets, of the places selected. */
static double over_places(const ap_model *model, const ap_draft *draft, const double of[])
{
    double total = 0;
    for (size_t i = 0; i < model->need->places; i++) {
        total += draft->has.places[model->need->place_rows[i]] ? of[i] : 0;
    }
    return total;
}

/* The bound in pounds (or output). */
static double required_of(const ap_model *model, const ap_draft *draft)
{
    double value = draft->rule->value;
    switch (draft->rule->unit) {
    case AP_UNIT_GROWTH:
        return (1 + value) * baseline_of(model, draft);
    case AP_UNIT_PER_HEAD:
        return value * over_places(model, draft, model->need->population);
    case AP_UNIT_TARGET:
        return value * over_places(model, draft, model->target->target);
    case AP_UNIT_SHARE:
        return 0;
    case AP_UNIT_POUNDS:
    default:
        return value;
    }
}

/* Slack columns: closed unless the rule is soft and the side is one it bounds. */
static ap_status add_slack(ap_model *model, ap_draft *draft, size_t *first, ap_error *err)
{
    const ap_rule *rule = draft->rule;
    bool is_soft = rule->strength == AP_SOFT;
    double room = draft->reach + 1;
    double below = is_soft && rule->bound != AP_NO_MORE ? room : 0;
    double above = is_soft && rule->bound != AP_AT_LEAST ? room : 0;
    size_t second = 0;
    ap_status status = ap_lp_add_column(model->lp, rule->rule, 0, below, first, err);
    if (status == AP_OK) {
        status = ap_lp_add_column(model->lp, rule->rule, 0, above, &second, err);
    }
    draft->terms[draft->count++] = (ap_term){*first, 1};
    draft->terms[draft->count++] = (ap_term){second, -1};
    return status;
}

static ap_status add_line(ap_model *model, ap_draft *draft, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_rule *rule = draft->rule;
    ap_rule_line line = {.place = draft->place, .first = model->line_term_count};
    AP_TRY(take_terms(model, draft, err));
    line.count = draft->count;
    line.rule = (size_t)(rule - model->inputs->rules);
    line.required = required_of(model, draft);
    line.scale = draft->scale;
    double bound = line.required * line.scale / AP_MODEL_UNIT;
    draft->reach += fabs(bound);
    bool is_off = rule->strength == AP_OFF;
    double low = is_off || rule->bound == AP_NO_MORE ? -INFINITY : bound;
    double high = is_off || rule->bound == AP_AT_LEAST ? INFINITY : bound;
    AP_TRY(add_slack(model, draft, &line.slack, err));
    AP_TRY(ap_lp_add_row(model->lp, rule->rule, low, high, draft->count, draft->terms,
                         &line.row, err));
    model->lines[model->line_count++] = line;
done:
    return status;
}

static size_t lines_of(const ap_model *model)
{
    size_t count = 0;
    for (size_t r = 0; r < model->inputs->rules_count; r++) {
        ap_selection selection = ap_selection_of_rule(&model->inputs->rules[r]);
        count += ap_selection_is_each(&selection) ? model->need->places : 1;
    }
    return count;
}

static ap_status add_rule(ap_model *model, ap_draft *draft, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_each = ap_selection_is_each(&draft->selection);
    size_t count = is_each ? model->need->places : 1;
    take_candidates(model, draft);
    for (size_t i = 0; i < count; i++) {
        draft->place = is_each ? i : AP_NONE;
        draft->each_at = is_each ? model->need->place_rows[i] : AP_NONE;
        draft->count = 0;
        draft->reach = 0;
        AP_TRY(add_line(model, draft, err));
    }
done:
    return status;
}

/* Room for the drafting of any line; one block of flags, whose start is has.sources. */
static bool draft_new(const ap_model *model, ap_draft *draft)
{
    size_t sources = model->inputs->sources_count;
    size_t schemes = model->inputs->schemes_count;
    size_t flags_each = sources + schemes + model->inputs->places_count;
    draft->terms = calloc(model->cell_count + 2, sizeof *draft->terms);
    draft->candidates = calloc(model->cell_count + 1, sizeof *draft->candidates);
    bool *flags = calloc(2 * flags_each + 1, sizeof *flags);
    draft->has.sources = flags;
    if (flags != NULL) {
        bool *of = flags + flags_each;
        draft->has = (ap_mask){flags, flags + sources, flags + sources + schemes};
        draft->has_of = (ap_mask){of, of + sources, of + sources + schemes};
    }
    return draft->terms != NULL && draft->candidates != NULL && flags != NULL;
}

static ap_status take_of(ap_draft *draft, ap_arena *words, ap_error *err)
{
    if (!ap_selection_parse(draft->rule->of, words, &draft->of)) {
        return ap_fail(err, AP_BAD_INPUT, draft->rule->rule,
                       "of is written \"programme=acute|community; source=envelope\", not "
                       "\"%s\"",
                       draft->rule->of);
    }
    if (ap_selection_is_each(&draft->selection) && draft->of.place[0] == '\0') {
        draft->of.place = "each"; /* a share of a place's money, unless it says otherwise */
    }
    return AP_OK;
}

ap_status ap_model_add_lines(ap_model *model, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = model->inputs;
    ap_arena *words = ap_arena_new();
    ap_draft draft = {0};
    bool has_room = draft_new(model, &draft);
    model->lines = calloc(lines_of(model) + 1, sizeof *model->lines);
    if (words == NULL || !has_room || model->lines == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "rules", "no memory for the rules"));
    }
    for (size_t r = 0; r < inputs->rules_count; r++) {
        draft.rule = &inputs->rules[r];
        draft.selection = ap_selection_of_rule(draft.rule);
        AP_TRY(take_of(&draft, words, err));
        AP_TRY(add_rule(model, &draft, err));
    }
done:
    free(draft.has.sources);
    free(draft.candidates);
    free(draft.terms);
    ap_arena_free(words);
    return status;
}
