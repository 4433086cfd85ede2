#include "solve/model_rows.h"

#include <math.h>
#include <stdlib.h>

/* Two limits that are this part of themselves apart are one, worked out in two ways. */
static const double hair = 1e-12;

/* (5): a column for each source and scheme that it may fund. Its high bound is beyond what
 * its source has and its scheme bids for, so that it never takes the price from their rows.
 */
static ap_status add_cells(ap_model *model, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = model->inputs;
    size_t room = inputs->sources_count * inputs->schemes_count;
    model->cells = calloc(room + 1, sizeof *model->cells);
    if (model->cells == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "model", "no memory for %zu cells", room));
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        for (size_t f = 0; f < inputs->sources_count; f++) {
            if (!ap_case_may_fund(inputs, f, s)) {
                continue;
            }
            double most = fmin(inputs->sources[f].amount, inputs->schemes[s].bid);
            model->cells[model->cell_count++] = (ap_cell){.source = f, .scheme = s};
            AP_TRY(ap_lp_add_column(model->lp, inputs->schemes[s].scheme, 0,
                                    2 * most / AP_MODEL_UNIT + 1, NULL, err));
        }
    }
done:
    return status;
}

static ap_status add_pieces(ap_model *model, ap_error *err)
{
    ap_status status = AP_OK;
    model->piece_first = model->lp->columns;
    for (size_t s = 0; s < model->inputs->schemes_count; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        double ends[AP_MODEL_PIECES + 1];
        ap_model_ends(scheme, ends);
        for (size_t j = 0; j < AP_MODEL_PIECES; j++) {
            AP_TRY(ap_lp_add_column(model->lp, scheme->scheme, 0,
                                    (ends[j + 1] - ends[j]) / AP_MODEL_UNIT, NULL, err));
        }
    }
done:
    return status;
}

/* (9): what a place can be over and under target, given its least and most. */
static ap_status add_distances(ap_model *model, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_target *target = model->target;
    double all = 0;
    for (size_t f = 0; f < model->inputs->sources_count; f++) {
        all += model->inputs->sources[f].amount;
    }
    model->over_first = model->lp->columns;
    for (size_t i = 0; i < target->places; i++) {
        AP_TRY(
            ap_lp_add_column(model->lp, "over target", 0, all / AP_MODEL_UNIT, NULL, err));
    }
    model->under_first = model->lp->columns;
    for (size_t i = 0; i < target->places; i++) {
        AP_TRY(ap_lp_add_column(model->lp, "under target", 0,
                                target->target[i] / AP_MODEL_UNIT, NULL, err));
    }
done:
    return status;
}

/* (6) */
static ap_status add_sources(ap_model *model, ap_term terms[], ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t f = 0; f < model->inputs->sources_count; f++) {
        const ap_source *source = &model->inputs->sources[f];
        size_t count = 0;
        for (size_t c = 0; c < model->cell_count; c++) {
            if (model->cells[c].source == f) {
                terms[count++] = (ap_term){c, 1};
            }
        }
        double amount = source->amount / AP_MODEL_UNIT;
        AP_TRY(ap_lp_add_row(model->lp, source->source,
                             source->spend == AP_IN_FULL ? amount : 0, amount, count, terms,
                             NULL, err));
    }
done:
    return status;
}

/* (5) and (7): cells come scheme by scheme, so those of a scheme are one run. */
static ap_status add_schemes(ap_model *model, ap_term terms[], ap_error *err)
{
    ap_status status = AP_OK;
    size_t c = 0;
    model->scheme_first = model->lp->rows;
    for (size_t s = 0; s < model->inputs->schemes_count; s++) {
        const ap_scheme *scheme = &model->inputs->schemes[s];
        size_t count = 0;
        for (; c < model->cell_count && model->cells[c].scheme == s; c++) {
            terms[count++] = (ap_term){c, 1};
        }
        for (size_t j = 0; j < AP_MODEL_PIECES; j++) {
            terms[count++] = (ap_term){model->piece_first + s * AP_MODEL_PIECES + j, -1};
        }
        double committed = scheme->committed / AP_MODEL_UNIT;
        AP_TRY(ap_lp_add_row(model->lp, scheme->scheme, committed, committed, count, terms,
                             NULL, err));
    }
done:
    return status;
}

/* Money of the envelope that reaches place i. */
static size_t take_place(const ap_model *model, size_t i, ap_term terms[])
{
    size_t count = 0;
    for (size_t c = 0; c < model->cell_count; c++) {
        if (ap_model_counts(model, c) == i) {
            terms[count++] = (ap_term){c, 1};
        }
    }
    return count;
}

/* (8) and (10) as one row a place. */
static ap_status add_limits(ap_model *model, ap_term terms[], ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = model->inputs;
    const ap_target *target = model->target;
    model->limit_first = model->lp->rows;
    for (size_t i = 0; i < target->places; i++) {
        double low = ap_model_least(inputs, target, i);
        double high = ap_model_most(inputs, target, i);
        if (low > high) {
            model->is_contradictory |= low - high > hair * low;
            high = low;
        }
        size_t count = take_place(model, i, terms);
        AP_TRY(ap_lp_add_row(model->lp, "limits of a place", low / AP_MODEL_UNIT,
                             high / AP_MODEL_UNIT, count, terms, NULL, err));
    }
    model->distance_first = model->lp->rows;
    for (size_t i = 0; i < target->places; i++) {
        size_t count = take_place(model, i, terms);
        double aim = target->target[i] / AP_MODEL_UNIT;
        terms[count++] = (ap_term){model->over_first + i, -1};
        terms[count++] = (ap_term){model->under_first + i, 1};
        AP_TRY(ap_lp_add_row(model->lp, "distance from target", aim, aim, count, terms,
                             NULL, err));
    }
done:
    return status;
}

ap_status ap_model_add_rows(ap_model *model, ap_error *err)
{
    ap_status status = AP_OK;
    ap_term *terms = NULL;
    AP_TRY(add_cells(model, err));
    AP_TRY(add_pieces(model, err));
    AP_TRY(add_distances(model, err));
    terms = calloc(model->cell_count + AP_MODEL_PIECES + 2, sizeof *terms);
    if (terms == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "model", "no memory for the rows"));
    }
    AP_TRY(add_sources(model, terms, err));
    AP_TRY(add_schemes(model, terms, err));
    AP_TRY(add_limits(model, terms, err));
done:
    free(terms);
    return status;
}
