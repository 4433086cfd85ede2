#include "method/risk_share.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "method/risk_rules.h"

struct ap_risk_sharer {
    ap_agreement *agreement;
    ap_sharing sharing; /* owns its arrays and its result */
};

static ap_pence left_of_fence(const ap_sharing *sharing, size_t fence)
{
    ap_pence left = 0;
    for (size_t l = 0; l < sharing->fund->line_count; l++) {
        left += sharing->fund->lines[l].fence == fence ? sharing->rest[l] : 0;
    }
    return left;
}

/* The stage of a step in a fence; NULL on no memory. */
static ap_risk_stage *begin_stage(ap_sharing *sharing, const ap_risk_scope *scope,
                                  ap_sides sides)
{
    ap_risk_result *result = sharing->result;
    ap_risk_stage *stages = ap_grown(result->stages, result->stage_count, sizeof *stages);
    if (stages == NULL) {
        sharing->is_out_of_memory = true;
        return NULL;
    }
    result->stages = stages;
    ap_risk_stage *stage = &stages[result->stage_count++];
    *stage = (ap_risk_stage){.step = scope->step == NULL ? AP_NONE : scope->step->row,
                             .fence = scope->fence,
                             .over = sides.over,
                             .under = sides.under};
    return stage;
}

static void take_step(ap_sharing *sharing, const ap_risk_scope *scope)
{
    ap_sides sides = ap_sides_of(sharing, scope->count, scope->lines);
    if (!sharing->is_kept) {
        ap_risk_apply(sharing, scope, sides);
        return;
    }
    ap_risk_stage *stage = begin_stage(sharing, scope, sides);
    if (stage != NULL) {
        ap_risk_apply(sharing, scope, sides);
        stage->left = left_of_fence(sharing, scope->fence);
    }
}

/* The steps in a fence, and what none of them took where it fell. */
static void share_fence(ap_sharing *sharing, size_t fence)
{
    size_t steps = sharing->agreement->step_count;
    const ap_risk_scope *scopes = ap_agreement_scopes(sharing->agreement, fence);
    const ap_risk_scope *whole = &scopes[steps];
    ap_sides sides = ap_sides_of(sharing, whole->count, whole->lines);
    if (sides.over == 0 && sides.under == 0) {
        return;
    }
    for (size_t n = 0; n <= steps && !sharing->is_out_of_memory; n++) {
        take_step(sharing, &scopes[n]);
    }
}

/* Nothing is borne yet, and every step has all that it may have. */
static void set_out(ap_sharing *sharing)
{
    const ap_fund *fund = sharing->fund;
    const ap_agreement *agreement = sharing->agreement;
    ap_risk_result *result = sharing->result;
    result->reserve = result->uncommitted = result->carried = result->total = 0;
    memset(result->incurred, 0, fund->partner_count * sizeof *result->incurred);
    memset(result->borne, 0, fund->partner_count * sizeof *result->borne);
    memset(sharing->given_up, 0, fund->line_count * sizeof *sharing->given_up);
    memset(sharing->cuts, 0, agreement->step_count * sizeof *sharing->cuts);
    for (size_t c = 0; c < agreement->step_count * fund->partner_count; c++) {
        sharing->caps[c] = NAN;
    }
    for (size_t n = 0; n < agreement->step_count; n++) {
        sharing->reserve[n] = agreement->steps[n].amount;
    }
}

/* The variances of the run; false where there is none. */
static bool bring(ap_sharing *sharing, const ap_pence variances[])
{
    ap_risk_result *result = sharing->result;
    bool has_any = false;
    for (size_t l = 0; l < sharing->fund->line_count; l++) {
        sharing->rest[l] = variances[l];
        if (variances[l] != 0) {
            result->incurred[sharing->agreement->lines[l].partner] += variances[l];
            result->total += variances[l];
            has_any = true;
        }
    }
    return has_any;
}

static void share_all(ap_sharing *sharing, const ap_pence variances[])
{
    set_out(sharing);
    bool has_any = bring(sharing, variances);
    for (size_t g = 0; g < sharing->fund->fence_count && has_any; g++) {
        share_fence(sharing, g);
    }
}

static ap_risk_result *new_result(const ap_fund *fund)
{
    ap_risk_result *result = calloc(1, sizeof *result);
    if (result == NULL) {
        return NULL;
    }
    result->incurred = calloc(fund->partner_count + 1, sizeof *result->incurred);
    result->borne = calloc(fund->partner_count + 1, sizeof *result->borne);
    if (result->incurred == NULL || result->borne == NULL) {
        ap_risk_result_free(result);
        return NULL;
    }
    return result;
}

/* Room for all that changes in a run. False: no memory. */
static bool make_room(ap_sharing *sharing)
{
    const ap_fund *fund = sharing->fund;
    size_t lines = fund->line_count + 1;
    size_t steps = sharing->agreement->step_count + 1;
    size_t most = lines > fund->partner_count ? lines : fund->partner_count;
    sharing->rest = calloc(lines, sizeof *sharing->rest);
    sharing->given_up = calloc(lines, sizeof *sharing->given_up);
    sharing->reserve = calloc(steps, sizeof *sharing->reserve);
    sharing->cuts = calloc(steps, sizeof *sharing->cuts);
    sharing->caps = calloc(steps * (fund->partner_count + 1), sizeof *sharing->caps);
    sharing->weights = calloc(most, sizeof *sharing->weights);
    sharing->split = calloc(most, sizeof *sharing->split);
    sharing->some = calloc(lines, sizeof *sharing->some);
    sharing->result = new_result(fund);
    return sharing->rest != NULL && sharing->given_up != NULL && sharing->reserve != NULL &&
           sharing->cuts != NULL && sharing->caps != NULL && sharing->weights != NULL &&
           sharing->split != NULL && sharing->some != NULL && sharing->result != NULL;
}

static ap_status no_memory(const ap_fund *fund, ap_error *err)
{
    return ap_fail(err, AP_NO_MEMORY, fund->index->inputs->pools[fund->pool].pool,
                   "no memory for its risk share");
}

/* A sharer whose partner a has a share that is shifted; a AP_NONE: nobody has. */
static ap_status shifted_sharer(const ap_fund *fund, size_t a, double shift,
                                ap_risk_sharer **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_risk_sharer *sharer = calloc(1, sizeof *sharer);
    if (sharer == NULL) {
        return no_memory(fund, err);
    }
    AP_TRY(ap_agreement_new(fund, a, shift, &sharer->agreement, err));
    sharer->sharing = (ap_sharing){.fund = fund, .agreement = sharer->agreement};
    AP_TRY(make_room(&sharer->sharing) ? AP_OK : no_memory(fund, err));
    *out = sharer;
    sharer = NULL;
done:
    ap_risk_sharer_free(sharer);
    return status;
}

ap_status ap_risk_sharer_new(const ap_fund *fund, ap_risk_sharer **out, ap_error *err)
{
    return shifted_sharer(fund, AP_NONE, 0, out, err);
}

void ap_risk_sharer_free(ap_risk_sharer *sharer)
{
    if (sharer == NULL) {
        return;
    }
    free(sharer->sharing.rest);
    free(sharer->sharing.given_up);
    free(sharer->sharing.reserve);
    free(sharer->sharing.cuts);
    free(sharer->sharing.caps);
    free(sharer->sharing.weights);
    free(sharer->sharing.split);
    free(sharer->sharing.some);
    ap_risk_result_free(sharer->sharing.result);
    ap_agreement_free(sharer->agreement);
    free(sharer);
}

const ap_risk_result *ap_risk_sharer_run(ap_risk_sharer *sharer, const ap_pence variances[],
                                         const double forecasts[])
{
    sharer->sharing.forecasts = forecasts;
    share_all(&sharer->sharing, variances);
    sharer->sharing.forecasts = NULL;
    return sharer->sharing.result;
}

ap_status ap_risk_share_shifted(const ap_fund *fund, const ap_pence variances[], size_t a,
                                double shift, ap_risk_result **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_risk_sharer *sharer = NULL;
    AP_TRY(shifted_sharer(fund, a, shift, &sharer, err));
    sharer->sharing.is_kept = true;
    share_all(&sharer->sharing, variances);
    AP_TRY(sharer->sharing.is_out_of_memory ? no_memory(fund, err) : AP_OK);
    *out = sharer->sharing.result;
    sharer->sharing.result = NULL;
done:
    ap_risk_sharer_free(sharer);
    return status;
}

ap_status ap_risk_share(const ap_fund *fund, const ap_pence variances[],
                        ap_risk_result **out, ap_error *err)
{
    return ap_risk_share_shifted(fund, variances, AP_NONE, 0, out, err);
}

void ap_risk_result_free(ap_risk_result *result)
{
    if (result == NULL) {
        return;
    }
    free(result->stages);
    free(result->entries);
    free(result->incurred);
    free(result->borne);
    free(result);
}
