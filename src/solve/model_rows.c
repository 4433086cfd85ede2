#include "solve/model_rows.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

/* Two limits that are this part of themselves apart are one, worked out in two ways. */
static const double hair = 1e-12;

/* The high bound is beyond what the source has and the scheme bids for, so that it never
 * takes the price from their rows. */
static ap_status add_cell(ap_model *model, ap_cell cell, ap_error *err)
{
    const ap_scheme *scheme = &model->inputs->schemes[cell.scheme];
    double most = fmin(model->inputs->sources[cell.source].amount, scheme->bid);
    ap_cell *cells = ap_grown(model->cells, model->cell_count, sizeof *cells);
    if (cells == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "model", "no memory for the cells");
    }
    model->cells = cells;
    model->cells[model->cell_count++] = cell;
    return ap_lp_add_column(model->lp, scheme->scheme, 0, 2 * most / AP_MODEL_UNIT + 1,
                            NULL, err);
}

/* (5): a column for each source and scheme that it may fund. */
static ap_status add_cells(ap_model *model, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = model->inputs;
    bool *may = calloc(inputs->sources_count + 1, sizeof *may);
    if (may == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "model", "no memory for the sources"));
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        ap_case_funders(inputs, s, may);
        for (size_t f = 0; f < inputs->sources_count; f++) {
            AP_TRY(may[f] ? add_cell(model, (ap_cell){f, s}, err) : AP_OK);
        }
    }
done:
    free(may);
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

/* Cells by source or by place, as chains in their order: first[g] is the first cell of
 * group g, next[c] the one after cell c; AP_NONE ends a chain. */
typedef struct ap_chains {
    size_t *first;
    size_t *next;
} ap_chains;

static void chains_clear(ap_chains chains, size_t groups)
{
    for (size_t g = 0; g < groups; g++) {
        chains.first[g] = AP_NONE;
    }
}

/* Put cell c before those of its group; the last cell goes first. */
static void chain(ap_chains chains, size_t group, size_t c)
{
    chains.next[c] = chains.first[group];
    chains.first[group] = c;
}

static size_t take_chain(ap_chains chains, size_t group, ap_term terms[])
{
    size_t count = 0;
    for (size_t c = chains.first[group]; c != AP_NONE; c = chains.next[c]) {
        terms[count++] = (ap_term){c, 1};
    }
    return count;
}

/* (6) */
static ap_status add_sources(ap_model *model, ap_chains chains, ap_term terms[],
                             ap_error *err)
{
    ap_status status = AP_OK;
    chains_clear(chains, model->inputs->sources_count);
    for (size_t c = model->cell_count; c-- > 0;) {
        chain(chains, model->cells[c].source, c);
    }
    for (size_t f = 0; f < model->inputs->sources_count; f++) {
        const ap_source *source = &model->inputs->sources[f];
        size_t count = take_chain(chains, f, terms);
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

/* Money of the envelope that reaches each place. */
static void chain_places(const ap_model *model, ap_chains chains)
{
    chains_clear(chains, model->need->places);
    for (size_t c = model->cell_count; c-- > 0;) {
        size_t i = ap_model_counts(model, c);
        if (i != AP_NONE) {
            chain(chains, i, c);
        }
    }
}

/* (8) and (10) as one row a place. */
static ap_status add_limits(ap_model *model, ap_chains chains, ap_term terms[],
                            ap_error *err)
{
    ap_status status = AP_OK;
    chain_places(model, chains);
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
        size_t count = take_chain(chains, i, terms);
        AP_TRY(ap_lp_add_row(model->lp, "limits of a place", low / AP_MODEL_UNIT,
                             high / AP_MODEL_UNIT, count, terms, NULL, err));
    }
    model->distance_first = model->lp->rows;
    for (size_t i = 0; i < target->places; i++) {
        size_t count = take_chain(chains, i, terms);
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
    ap_chains chains = {NULL, NULL};
    size_t groups = model->inputs->sources_count + model->need->places;
    AP_TRY(add_cells(model, err));
    AP_TRY(add_pieces(model, err));
    AP_TRY(add_distances(model, err));
    terms = calloc(model->cell_count + AP_MODEL_PIECES + 2, sizeof *terms);
    chains.first = calloc(groups + 1, sizeof *chains.first);
    chains.next = calloc(model->cell_count + 1, sizeof *chains.next);
    if (terms == NULL || chains.first == NULL || chains.next == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "model", "no memory for the rows"));
    }
    AP_TRY(add_sources(model, chains, terms, err));
    AP_TRY(add_schemes(model, terms, err));
    AP_TRY(add_limits(model, chains, terms, err));
done:
    free(chains.next);
    free(chains.first);
    free(terms);
    return status;
}
