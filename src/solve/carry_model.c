#include "solve/carry_model.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/text.h"

/* The program being built. */
typedef struct ap_carry_build {
    ap_carry_model *model;
    const char *name;
    const ap_carry_child *child;
    double money; /* all of it, pounds */
    double unit;  /* pounds */
} ap_carry_build;

static size_t over(size_t c)
{
    return c;
}

static size_t under(const ap_carry_model *model, size_t c)
{
    return model->children + c;
}

static size_t beyond(const ap_carry_model *model, size_t c)
{
    return 2 * model->children + c;
}

static bool has_target(const ap_carry_child *child)
{
    return child->target > 0;
}

static bool has_limit(const ap_carry_child *child)
{
    return isfinite(child->least) || isfinite(child->most);
}

/* Floors that ask for far more than there is are what the program is then about, so the
 * mean child is measured by them too. */
static void choose_scale(ap_carry_build *build)
{
    double asked = 0;
    for (size_t c = 0; c < build->model->children; c++) {
        build->money += build->child[c].target;
        asked += fmax(build->child[c].least, 0);
    }
    double most = fmax(build->money, asked);
    build->unit = most > 0 ? most / (double)build->model->children : 1;
    for (size_t c = 0; c < build->model->children; c++) {
        build->model->scale[c] =
            has_target(&build->child[c]) ? build->child[c].target : build->unit;
    }
}

/* The high bounds of o_c and v_c are never reached, so that they never take the price from
 * the rows; that of u_c keeps the child's total from falling below nothing. */
static ap_status add_columns(const ap_carry_build *build, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_carry_model *model = build->model;
    for (size_t c = 0; c < model->children; c++) {
        double high = 2 * build->money / model->scale[c] + 1;
        AP_TRY(ap_lp_add_column(model->lp, "over target", 0, high, NULL, err));
    }
    for (size_t c = 0; c < model->children; c++) {
        double high = has_target(&build->child[c]) ? 1 : 0;
        AP_TRY(ap_lp_add_column(model->lp, "under target", 0, high, NULL, err));
    }
    for (size_t c = 0; c < model->children; c++) {
        const ap_carry_child *child = &build->child[c];
        double least = isfinite(child->least) ? fabs(child->least) : 0;
        double most = isfinite(child->most) ? fabs(child->most) : 0;
        double high = 2 * (build->money + least + most) / model->scale[c] + 1;
        AP_TRY(ap_lp_add_column(model->lp, "beyond a limit", 0, high, NULL, err));
    }
done:
    return status;
}

static ap_status add_balance(const ap_carry_build *build, ap_error *err)
{
    const ap_carry_model *model = build->model;
    ap_term *terms = calloc(2 * model->children, sizeof *terms);
    if (terms == NULL) {
        return ap_fail(err, AP_NO_MEMORY, build->name, "no memory for its children");
    }
    for (size_t c = 0; c < model->children; c++) {
        double weight = model->scale[c] / build->unit;
        terms[2 * c] = (ap_term){over(c), weight};
        terms[2 * c + 1] = (ap_term){under(model, c), -weight};
    }
    ap_status status =
        ap_lp_add_row(model->lp, build->name, 0, 0, 2 * model->children, terms, NULL, err);
    free(terms);
    return status;
}

/* (17) */
static ap_status add_limits(const ap_carry_build *build, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_carry_model *model = build->model;
    for (size_t c = 0; c < model->children; c++) {
        const ap_carry_child *child = &build->child[c];
        double low = (child->least - child->target) / model->scale[c];
        double high = (child->most - child->target) / model->scale[c];
        const ap_term floor[] = {
            {over(c), 1}, {under(model, c), -1}, {beyond(model, c), 1}};
        const ap_term cap[] = {{over(c), 1}, {under(model, c), -1}, {beyond(model, c), -1}};
        if (isfinite(low)) {
            AP_TRY(
                ap_lp_add_row(model->lp, child->key, low, INFINITY, 3, floor, NULL, err));
        }
        if (isfinite(high)) {
            AP_TRY(
                ap_lp_add_row(model->lp, child->key, -INFINITY, high, 3, cap, NULL, err));
        }
    }
done:
    return status;
}

static void add(ap_goal *goal, size_t column, double coefficient)
{
    goal->terms[goal->count++] = (ap_term){column, coefficient};
}

/* Children without target are in no leximin: they have as little as can be, and only
 * between themselves can there be a tie, which the last goal settles. */
static void fill_goals(const ap_carry_build *build, ap_goal goals[AP_CARRY_GOALS])
{
    const ap_carry_model *model = build->model;
    for (size_t c = 0; c < model->children; c++) {
        const ap_carry_child *child = &build->child[c];
        if (has_limit(child)) {
            add(&goals[0], beyond(model, c), model->scale[c] / build->unit);
        }
        if (has_target(child)) {
            add(&goals[1], under(model, c), 1);
            add(&goals[3], over(c), 1);
        } else {
            unsigned long long hash = ap_text_hash(0, child->key);
            add(&goals[2], over(c), 1);
            add(&goals[4], over(c), 1 + (double)(hash >> 11) / 9007199254740992.0);
        }
    }
}

static ap_status add_goals(const ap_carry_build *build, ap_error *err)
{
    ap_carry_model *model = build->model;
    ap_goal goals[AP_CARRY_GOALS] = {
        {.name = "break no floor and no cap"},
        {.name = "no child further below target", .is_leximin = true},
        {.name = "least to children without target"},
        {.name = "no child further above target", .is_leximin = true},
        {.name = "one answer only"},
    };
    for (size_t g = 0; g < AP_CARRY_GOALS; g++) {
        goals[g].terms = model->goal_terms + g * model->children;
    }
    fill_goals(build, goals);
    for (size_t g = 0; g < AP_CARRY_GOALS; g++) {
        if (goals[g].count > 0) {
            model->goals[model->goal_count++] = goals[g];
        }
    }
    return ap_lexico_add_levels(model->lp, model->goal_count, model->goals, err);
}

ap_status ap_carry_model_build(const char *name, size_t children,
                               const ap_carry_child child[], ap_carry_model **out,
                               ap_error *err)
{
    ap_status status = AP_OK;
    ap_carry_model *model = calloc(1, sizeof *model);
    if (model == NULL) {
        return ap_fail(err, AP_NO_MEMORY, name, "no memory for its program");
    }
    ap_carry_build build = {.model = model, .name = name, .child = child};
    model->children = children;
    model->scale = calloc(children, sizeof *model->scale);
    model->goal_terms = calloc(AP_CARRY_GOALS * children, sizeof *model->goal_terms);
    if (model->scale == NULL || model->goal_terms == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, name, "no memory for its children"));
    }
    choose_scale(&build);
    AP_TRY(ap_lp_new(&model->lp, err));
    AP_TRY(add_columns(&build, err));
    AP_TRY(add_balance(&build, err));
    AP_TRY(add_limits(&build, err));
    AP_TRY(add_goals(&build, err));
    *out = model;
    model = NULL;
done:
    ap_carry_model_free(model);
    return status;
}

void ap_carry_model_read(const ap_carry_model *model, const double values[],
                         double change[], double broken[])
{
    for (size_t c = 0; c < model->children; c++) {
        change[c] = model->scale[c] * (values[over(c)] - values[under(model, c)]);
        broken[c] = model->scale[c] * values[beyond(model, c)];
    }
}

void ap_carry_model_free(ap_carry_model *model)
{
    if (model == NULL) {
        return;
    }
    free(model->goal_terms);
    free(model->scale);
    ap_lp_free(model->lp);
    free(model);
}
