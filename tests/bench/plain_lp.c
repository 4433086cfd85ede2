#include "plain_lp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glpk.h>

#include "clock.h"

/* The problem while it is built, and GLPK's number of the first column of each kind. */
typedef struct ap_plain {
    const ap_model *model;
    glp_prob *problem;
    int cell;
    int segment;
    int unmet;
    int more;
    int less;
    int place;
    int over;
    int under;
    int worst;
    int slack;
    int *indices;
    double *numbers;
    int count;
} ap_plain;

enum { SEGMENTS = 3 };

static int columns(ap_plain *plain, size_t count)
{
    int first = count > 0 ? glp_add_cols(plain->problem, (int)count) : 0;
    for (int j = first; j < first + (int)count; j++) {
        glp_set_col_bnds(plain->problem, j, GLP_LO, 0, 0);
    }
    return first;
}

static void say(ap_plain *plain, int column, double number)
{
    plain->count++;
    plain->indices[plain->count] = column;
    plain->numbers[plain->count] = number;
}

/* End the row at hand; a missing bound is infinite. */
static void end_row(ap_plain *plain, double low, double high)
{
    int row = glp_add_rows(plain->problem, 1);
    int kind = isinf(low) && isinf(high) ? GLP_FR
               : isinf(low)              ? GLP_UP
               : isinf(high)             ? GLP_LO
               : low < high              ? GLP_DB
                                         : GLP_FX;
    glp_set_row_bnds(plain->problem, row, kind, low, high);
    glp_set_mat_row(plain->problem, row, plain->count, plain->indices, plain->numbers);
    plain->count = 0;
}

static void add_columns(ap_plain *plain)
{
    const ap_model *model = plain->model;
    size_t schemes = model->inputs->schemes_count;
    plain->cell = columns(plain, model->cell_count);
    plain->segment = columns(plain, SEGMENTS * schemes);
    plain->unmet = columns(plain, schemes);
    plain->more = columns(plain, schemes);
    plain->less = columns(plain, schemes);
    plain->place = columns(plain, model->need->places);
    plain->over = columns(plain, model->need->places);
    plain->under = columns(plain, model->need->places);
    plain->worst = columns(plain, 1);
    plain->slack = columns(plain, 2 * model->line_count);
    for (size_t s = 0; s < schemes; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        double third = (scheme->bid - scheme->committed) / SEGMENTS / AP_MODEL_UNIT;
        for (int j = 0; j < SEGMENTS; j++) {
            glp_set_col_bnds(plain->problem, plain->segment + (int)s * SEGMENTS + j,
                             third > 0 ? GLP_DB : GLP_FX, 0, third);
        }
    }
}

static void add_sources(ap_plain *plain)
{
    const ap_model *model = plain->model;
    for (size_t f = 0; f < model->inputs->sources_count; f++) {
        const ap_source *source = &model->inputs->sources[f];
        for (size_t c = 0; c < model->cell_count; c++) {
            if (model->cells[c].source == f) {
                say(plain, plain->cell + (int)c, 1);
            }
        }
        double amount = source->amount / AP_MODEL_UNIT;
        end_row(plain, source->spend == AP_IN_FULL ? amount : -INFINITY, amount);
    }
}

static void say_scheme(ap_plain *plain, size_t first, size_t end)
{
    for (size_t c = first; c < end; c++) {
        say(plain, plain->cell + (int)c, 1);
    }
}

/* Cells first up to end are those of scheme s. */
static void add_scheme(ap_plain *plain, size_t s, size_t first, size_t end)
{
    const ap_scheme *scheme = &plain->model->inputs->schemes[s];
    double committed = scheme->committed / AP_MODEL_UNIT;
    double bid = scheme->bid / AP_MODEL_UNIT;
    double before = scheme->baseline / AP_MODEL_UNIT;
    say_scheme(plain, first, end);
    end_row(plain, committed, bid);
    say_scheme(plain, first, end);
    for (int j = 0; j < SEGMENTS; j++) {
        say(plain, plain->segment + (int)s * SEGMENTS + j, -1);
    }
    end_row(plain, committed, committed);
    say_scheme(plain, first, end);
    say(plain, plain->unmet + (int)s, 1);
    end_row(plain, bid, bid);
    say_scheme(plain, first, end);
    say(plain, plain->more + (int)s, -1);
    say(plain, plain->less + (int)s, 1);
    end_row(plain, before, before);
}

static void add_schemes(ap_plain *plain)
{
    const ap_model *model = plain->model;
    size_t first = 0;
    for (size_t s = 0; s < model->inputs->schemes_count; s++) {
        size_t end = first;
        while (end < model->cell_count && model->cells[end].scheme == s) {
            end++;
        }
        add_scheme(plain, s, first, end);
        first = end;
    }
}

static void add_place(ap_plain *plain, size_t i)
{
    const ap_model *model = plain->model;
    double aim = model->target->target[i] / AP_MODEL_UNIT;
    for (size_t c = 0; c < model->cell_count; c++) {
        ap_cell cell = model->cells[c];
        size_t at = model->inputs->schemes[cell.scheme].place_at;
        if (model->inputs->sources[cell.source].is_envelope &&
            model->need->place_of[at] == i) {
            say(plain, plain->cell + (int)c, 1);
        }
    }
    say(plain, plain->place + (int)i, -1);
    end_row(plain, 0, 0);
    for (int limit = AP_PACE_FLOOR; limit <= AP_BAND_OVER; limit++) {
        double bound = ap_model_limit(model->inputs, model->target, (ap_limit)limit, i);
        bool is_floor = limit == AP_PACE_FLOOR || limit == AP_BAND_UNDER;
        say(plain, plain->place + (int)i, 1);
        end_row(plain, is_floor ? bound / AP_MODEL_UNIT : -INFINITY,
                is_floor ? INFINITY : bound / AP_MODEL_UNIT);
    }
    say(plain, plain->place + (int)i, 1);
    say(plain, plain->over + (int)i, -1);
    say(plain, plain->under + (int)i, 1);
    end_row(plain, aim, aim);
    say(plain, plain->under + (int)i, 1);
    say(plain, plain->worst, -aim);
    end_row(plain, -INFINITY, 0);
}

static void add_rule(ap_plain *plain, size_t l)
{
    const ap_model *model = plain->model;
    const ap_rule_line *line = &model->lines[l];
    const ap_rule *rule = &model->inputs->rules[line->rule];
    double bound = line->required / AP_MODEL_UNIT;
    for (size_t t = line->first; t < line->first + line->count; t++) {
        const ap_line_term *term = &model->line_terms[t];
        double number = term->left - (term->of ? rule->value : 0);
        if (number != 0) {
            say(plain, plain->cell + (int)term->cell, number);
        }
    }
    if (rule->strength == AP_SOFT) {
        say(plain, plain->slack + 2 * (int)l, 1);
        say(plain, plain->slack + 2 * (int)l + 1, -1);
    }
    end_row(plain, rule->bound == AP_NO_MORE ? -INFINITY : bound,
            rule->bound == AP_AT_LEAST ? INFINITY : bound);
}

static void build(ap_plain *plain)
{
    add_columns(plain);
    add_sources(plain);
    add_schemes(plain);
    for (size_t i = 0; i < plain->model->need->places; i++) {
        add_place(plain, i);
    }
    for (size_t l = 0; l < plain->model->line_count; l++) {
        if (plain->model->inputs->rules[plain->model->lines[l].rule].strength != AP_OFF) {
            add_rule(plain, l);
        }
    }
}

static void cost(ap_plain *plain, int column, double number)
{
    glp_set_obj_coef(plain->problem, column, number);
}

static void cost_soft(ap_plain *plain, double rank)
{
    const ap_model *model = plain->model;
    for (size_t l = 0; l < model->line_count; l++) {
        const ap_rule *rule = &model->inputs->rules[model->lines[l].rule];
        if (rule->strength == AP_SOFT && rule->rank == rank) {
            cost(plain, plain->slack + 2 * (int)l, 1);
            cost(plain, plain->slack + 2 * (int)l + 1, 1);
        }
    }
}

static void cost_schemes(ap_plain *plain, ap_goal_kind kind)
{
    const ap_model *model = plain->model;
    for (size_t s = 0; s < model->inputs->schemes_count; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        double third = (scheme->bid - scheme->committed) / SEGMENTS;
        for (int j = 0; j < SEGMENTS && kind == AP_GOAL_UNMET; j++) {
            double middle = scheme->committed + (j + 0.5) * third;
            cost(plain, plain->segment + (int)s * SEGMENTS + j,
                 -ap_model_weight(model, s, middle));
        }
        if (kind == AP_GOAL_MOVEMENT) {
            cost(plain, plain->more + (int)s, 1);
            cost(plain, plain->less + (int)s, 1);
        }
    }
}

static void cost_places(ap_plain *plain)
{
    for (size_t i = 0; i < plain->model->need->places; i++) {
        cost(plain, plain->over + (int)i, 1);
        cost(plain, plain->under + (int)i, 1);
    }
}

static void cost_goal(ap_plain *plain, size_t g)
{
    const ap_model *model = plain->model;
    const ap_goal *goal = &model->goals[g];
    for (int j = 1; j <= glp_get_num_cols(plain->problem); j++) {
        cost(plain, j, 0);
    }
    switch (model->goal_kinds[g]) {
    case AP_GOAL_SOFT:
        cost_soft(plain, model->goal_ranks[g]);
        break;
    case AP_GOAL_LEXIMIN:
        cost(plain, plain->worst, 1);
        break;
    case AP_GOAL_DISTANCE:
        cost_places(plain);
        break;
    case AP_GOAL_UNMET:
    case AP_GOAL_MOVEMENT:
        cost_schemes(plain, model->goal_kinds[g]);
        break;
    case AP_GOAL_SOURCE:
    case AP_GOAL_UNIQUE:
    default: /* both are costs of cells, in the order of the cells */
        for (size_t t = 0; t < goal->count; t++) {
            cost(plain, plain->cell + (int)goal->terms[t].column,
                 goal->terms[t].coefficient);
        }
    }
}

/* What later goals may not give up, but for a pound. */
static void add_cut(ap_plain *plain, double best)
{
    for (int j = 1; j <= glp_get_num_cols(plain->problem); j++) {
        double number = glp_get_obj_coef(plain->problem, j);
        if (number != 0) {
            say(plain, j, number);
        }
    }
    end_row(plain, -INFINITY, best + plain->model->inputs->settings.goal_slack / 1e6);
}

/* From scratch, whatever was solved before. */
static int solve(ap_plain *plain, ap_plain_way way)
{
    glp_smcp control;
    glp_init_smcp(&control);
    glp_std_basis(plain->problem);
    if (way == AP_PLAIN_TUNED) {
        glp_scale_prob(plain->problem, GLP_SF_AUTO);
        glp_adv_basis(plain->problem, 0);
        control.meth = GLP_DUALP;
    }
    control.msg_lev = GLP_MSG_OFF;
    control.tm_lim = 60000;
    return glp_simplex(plain->problem, &control);
}

static void solve_goals(ap_plain *plain, ap_plain_way way, ap_plain_answer *answer)
{
    answer->is_solved = true;
    for (size_t g = 0; g < plain->model->goal_count && answer->is_solved; g++) {
        cost_goal(plain, g);
        double began = ap_cpu_seconds();
        int code = solve(plain, way);
        answer->seconds += ap_cpu_seconds() - began;
        answer->is_solved = code == 0 && glp_get_status(plain->problem) == GLP_OPT;
        answer->best[answer->count++] = glp_get_obj_val(plain->problem);
        add_cut(plain, glp_get_obj_val(plain->problem));
    }
    answer->iterations = glp_get_it_cnt(plain->problem);
}

ap_plain_answer ap_plain_solve(const ap_model *model, ap_plain_way way)
{
    ap_plain plain = {.model = model};
    ap_plain_answer answer = {0};
    size_t room = model->cell_count + 6 * model->inputs->schemes_count +
                  4 * model->need->places + 2 * model->line_count + 2;
    plain.indices = calloc(room, sizeof *plain.indices);
    plain.numbers = calloc(room, sizeof *plain.numbers);
    if (plain.indices != NULL && plain.numbers != NULL &&
        model->goal_count <= AP_PLAIN_GOALS) {
        (void)glp_term_out(GLP_OFF);
        plain.problem = glp_create_prob();
        build(&plain);
        solve_goals(&plain, way, &answer);
        glp_delete_prob(plain.problem);
    }
    free(plain.numbers);
    free(plain.indices);
    return answer;
}
