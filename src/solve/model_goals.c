#include "solve/model_goals.h"

#include <stdlib.h>

#include "base/text.h"

/* Terms of all goals together. */
static size_t terms_of(const ap_model *model)
{
    size_t schemes = model->inputs->schemes_count;
    return 2 * model->line_count + 3 * model->target->places +
           2 * schemes * AP_MODEL_PIECES + 2 * model->cell_count + 1;
}

/* The next goal, whose terms begin where those of the goals before end. */
static ap_goal *next_goal(ap_model *model, ap_goal_kind kind, double rank, const char *name)
{
    size_t used = 0;
    for (size_t g = 0; g < model->goal_count; g++) {
        used += model->goals[g].count;
    }
    ap_goal *goal = &model->goals[model->goal_count];
    *goal = (ap_goal){
        .name = name,
        .is_leximin = kind == AP_GOAL_LEXIMIN,
        .terms = model->goal_terms + used,
    };
    model->goal_kinds[model->goal_count] = kind;
    model->goal_ranks[model->goal_count] = rank;
    model->goal_count++;
    return goal;
}

static void add(ap_goal *goal, size_t column, double coefficient)
{
    goal->terms[goal->count++] = (ap_term){column, coefficient};
}

/* The least rank of a soft rule beyond `above`; -1 when there is none. */
static double next_rank(const ap_case *inputs, double above)
{
    double next = -1;
    for (size_t r = 0; r < inputs->rules_count; r++) {
        const ap_rule *rule = &inputs->rules[r];
        bool is_later = rule->strength == AP_SOFT && rule->rank > above;
        if (is_later && (next < 0 || rule->rank < next)) {
            next = rule->rank;
        }
    }
    return next;
}

static void add_soft(ap_model *model)
{
    const ap_case *inputs = model->inputs;
    double rank = next_rank(inputs, 0);
    while (rank > 0) {
        ap_goal *goal = next_goal(model, AP_GOAL_SOFT, rank, "break no soft rule");
        for (size_t l = 0; l < model->line_count; l++) {
            const ap_rule *rule = &inputs->rules[model->lines[l].rule];
            if (rule->strength == AP_SOFT && rule->rank == rank) {
                add(goal, model->lines[l].slack, 1);
                add(goal, model->lines[l].slack + 1, 1);
            }
        }
        rank = next_rank(inputs, rank);
    }
}

static void add_equity(ap_model *model)
{
    ap_goal *worst = next_goal(model, AP_GOAL_LEXIMIN, 0, "no place further below target");
    for (size_t i = 0; i < model->target->places; i++) {
        double aim = model->target->target[i] / AP_MODEL_UNIT;
        if (aim > 0) { /* without a target nothing can be short of it */
            add(worst, model->under_first + i, 1 / aim);
        }
    }
    ap_goal *total = next_goal(model, AP_GOAL_DISTANCE, 0, "least distance from target");
    for (size_t i = 0; i < model->target->places; i++) {
        add(total, model->over_first + i, 1);
        add(total, model->under_first + i, 1);
    }
}

static void add_bids(ap_model *model)
{
    const ap_case *inputs = model->inputs;
    ap_goal *unmet = next_goal(model, AP_GOAL_UNMET, 0, "least need-weighted unmet bid");
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        double ends[AP_MODEL_PIECES + 1];
        ap_model_ends(&inputs->schemes[s], ends);
        for (size_t j = 0; j < AP_MODEL_PIECES; j++) {
            double middle = (ends[j] + ends[j + 1]) / 2;
            add(unmet, model->piece_first + s * AP_MODEL_PIECES + j,
                -ap_model_weight(model, s, middle));
        }
    }
    ap_goal *movement =
        next_goal(model, AP_GOAL_MOVEMENT, 0, "least movement from last year");
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        double ends[AP_MODEL_PIECES + 1];
        ap_model_ends(&inputs->schemes[s], ends);
        for (size_t j = 0; j < AP_MODEL_PIECES; j++) {
            bool is_below = ends[j + 1] <= inputs->schemes[s].baseline;
            add(movement, model->piece_first + s * AP_MODEL_PIECES + j, is_below ? -1 : 1);
        }
    }
}

static void add_ties(ap_model *model)
{
    const ap_case *inputs = model->inputs;
    ap_goal *order = next_goal(model, AP_GOAL_SOURCE, 0, "sources in order of preference");
    for (size_t c = 0; c < model->cell_count; c++) {
        add(order, c, inputs->sources[model->cells[c].source].preference);
    }
    ap_goal *unique = next_goal(model, AP_GOAL_UNIQUE, 0, "one answer only");
    for (size_t c = 0; c < model->cell_count; c++) {
        const ap_cell *cell = &model->cells[c];
        unsigned long long hash = ap_text_hash(0, inputs->sources[cell->source].source);
        hash = ap_text_hash(hash, inputs->schemes[cell->scheme].scheme);
        add(unique, c, 1 + (double)(hash >> 11) / 9007199254740992.0);
    }
}

ap_status ap_model_add_goals(ap_model *model, ap_error *err)
{
    size_t room = model->inputs->rules_count + 6;
    model->goals = calloc(room, sizeof *model->goals);
    model->goal_kinds = calloc(room, sizeof *model->goal_kinds);
    model->goal_ranks = calloc(room, sizeof *model->goal_ranks);
    model->goal_terms = calloc(terms_of(model), sizeof *model->goal_terms);
    if (model->goals == NULL || model->goal_kinds == NULL || model->goal_ranks == NULL ||
        model->goal_terms == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "goals", "no memory for the goals");
    }
    add_soft(model);
    add_equity(model);
    add_bids(model);
    add_ties(model);
    return ap_lexico_add_levels(model->lp, model->goal_count, model->goals, err);
}
