#include "sample/copula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample/curve.h"
#include "sample/rank.h"
#include "sample/special.h"
#include "sample/symmetric.h"

/* The score of the uniform 1 - 2^-53. */
#define FARTHEST 8.2095361516013856

struct ap_copula {
    size_t drivers;
    size_t blocks;
    double degrees;
    size_t *block_of;
    double *loading;
    double *lower; /* of the drivers or, if there are blocks, of their factors; or NULL */
    ap_curve *stretch; /* of a t copula, else NULL */
    ap_curve *score;
};

static size_t order_of(const ap_copula_spec *spec)
{
    return spec->blocks > 0 ? spec->blocks : spec->drivers;
}

static ap_status check(const ap_copula_spec *spec, ap_error *err)
{
    if (spec->degrees != 0 && !(spec->degrees >= 1 && spec->degrees <= 1e6)) {
        return ap_fail(err, AP_BAD_INPUT, spec->where,
                       "the t copula's degrees of freedom must be between 1 and 1,000,000, "
                       "not %g; 0 is the Gaussian copula",
                       spec->degrees);
    }
    for (size_t i = 0; spec->blocks > 0 && i < spec->drivers; i++) {
        if (!(fabs(spec->loading[i]) <= 1) || spec->block_of[i] >= spec->blocks) {
            return ap_fail(err, AP_BAD_INPUT, spec->where,
                           "driver %zu is in block %zu of %zu with loading %g: a loading "
                           "must be between -1 and 1, its block one of those",
                           i + 1, spec->block_of[i] + 1, spec->blocks, spec->loading[i]);
        }
    }
    return spec->ranks == NULL ? AP_OK
                               : ap_correlation_check(order_of(spec), spec->ranks,
                                                      spec->names, spec->where, err);
}

static ap_status take_blocks(ap_copula *copula, const ap_copula_spec *spec, ap_error *err)
{
    size_t n = spec->drivers;
    if (spec->blocks == 0) {
        return AP_OK;
    }
    copula->block_of = calloc(n + 1, sizeof *copula->block_of);
    copula->loading = calloc(n + 1, sizeof *copula->loading);
    if (copula->block_of == NULL || copula->loading == NULL) {
        return ap_fail(err, AP_NO_MEMORY, spec->where, "blocks of %zu drivers", n);
    }
    memcpy(copula->block_of, spec->block_of, n * sizeof *copula->block_of);
    memcpy(copula->loading, spec->loading, n * sizeof *copula->loading);
    return AP_OK;
}

static ap_status take_ranks(ap_copula *copula, const ap_copula_spec *spec,
                            ap_repair *repair, ap_error *err)
{
    ap_status status = AP_OK;
    size_t n = order_of(spec);
    if (spec->ranks == NULL) {
        return AP_OK;
    }
    double *normal = calloc(2 * n * n + 1, sizeof *normal);
    copula->lower = calloc(n * n + 1, sizeof *copula->lower);
    if (normal == NULL || copula->lower == NULL) {
        free(normal);
        return ap_fail(err, AP_NO_MEMORY, spec->where, "%zu x %zu correlations", n, n);
    }
    ap_rank_map map;
    ap_rank_map_make(spec->degrees, &map);
    for (size_t k = 0; k < n * n; k++) {
        normal[k] = ap_rank_to_normal(&map, spec->ranks[k]);
    }
    AP_TRY(ap_correlation_repair(n, normal, normal + n * n, repair, err));
    repair->before = ap_rank_from_normal(&map, repair->before);
    repair->after = ap_rank_from_normal(&map, repair->after);
    if (!ap_symmetric_factor(n, normal + n * n, copula->lower)) {
        status =
            ap_fail(err, AP_INTERNAL, spec->where,
                    "%zu correlations are not positive definite after their repair", n);
    }
done:
    free(normal);
    return status;
}

/* Of a t copula, what a scenario's normal variables are multiplied by, 1 / sqrt(w), where
 * w is of the score -z: so that it grows with z. */
static double stretch_of(const void *context, double z)
{
    const ap_copula *copula = context;
    double half = copula->degrees / 2;
    double w = ap_gamma_quantile(half, ap_normal_tails(-z)) / half;
    return 1 / sqrt(fmax(w, 1e-300));
}

/* The normal score of a t variable,  Phi^-1(T(t)),  by  y = sqrt(n ln(1 + t^2 / n)), of
 * which it is nearly a multiple (Wallace 1959). n degrees, t and y above 0. */
static double score_of(const void *context, double y)
{
    const ap_copula *copula = context;
    double n = copula->degrees;
    double t = sqrt(n * expm1(y * y / n));
    return ap_normal_quantile(ap_student_tails(n, t));
}

static double student_score(const ap_copula *copula, double t)
{
    double y = sqrt(copula->degrees * log1p(t * t / copula->degrees));
    return copysign(ap_curve_at(copula->score, y), t);
}

static ap_status take_degrees(ap_copula *copula, const char *where, ap_error *err)
{
    const ap_curve_spec stretch = {where, stretch_of, copula, -5, 5, 1, 0.1};
    const ap_curve_spec score = {where, score_of, copula, 0, 6, 0, 1};
    if (copula->degrees == 0) {
        return AP_OK;
    }
    ap_status status = ap_curve_new(&stretch, &copula->stretch, err);
    return status == AP_OK ? ap_curve_new(&score, &copula->score, err) : status;
}

ap_status ap_copula_new(const ap_copula_spec *spec, ap_copula **out, ap_repair *repair,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_copula *copula = calloc(1, sizeof *copula);
    if (copula == NULL) {
        return ap_fail(err, AP_NO_MEMORY, spec->where, "a copula");
    }
    copula->drivers = spec->drivers;
    copula->blocks = spec->blocks;
    copula->degrees = spec->degrees;
    *repair = (ap_repair){.least = 1};
    AP_TRY(check(spec, err));
    AP_TRY(take_blocks(copula, spec, err));
    AP_TRY(take_ranks(copula, spec, repair, err));
    AP_TRY(take_degrees(copula, spec->where, err));
    *out = copula;
    copula = NULL;
done:
    ap_copula_free(copula);
    return status;
}

void ap_copula_free(ap_copula *copula)
{
    if (copula != NULL) {
        free(copula->block_of);
        free(copula->loading);
        free(copula->lower);
        ap_curve_free(copula->stretch);
        ap_curve_free(copula->score);
    }
    free(copula);
}

size_t ap_copula_uniforms(const ap_copula *copula)
{
    return copula->drivers + copula->blocks + (copula->degrees > 0 ? 1 : 0);
}

/* z = L z in place: from the last row up, none is needed any more once it is replaced. */
static void multiply(size_t n, const double lower[], double z[])
{
    for (size_t i = n; i-- > 0;) {
        double sum = 0;
        for (size_t j = 0; j <= i; j++) {
            sum += lower[i * n + j] * z[j];
        }
        z[i] = sum;
    }
}

static void share_factors(const ap_copula *copula, double z[])
{
    const double *factors = z + copula->drivers;
    for (size_t i = 0; i < copula->drivers; i++) {
        double a = copula->loading[i];
        z[i] = a * factors[copula->block_of[i]] + sqrt((1 - a) * (1 + a)) * z[i];
    }
}

/* A t copula's scores, of independent or correlated normal variables. */
static void stretch(const ap_copula *copula, double u, double z[])
{
    double by = ap_curve_at(copula->stretch, -ap_normal_quantile(ap_tails_below(u)));
    for (size_t i = 0; i < copula->drivers; i++) {
        z[i] = student_score(copula, by * z[i]);
    }
}

static double within_reach(double score)
{
    double above = score < -FARTHEST ? -FARTHEST : score;
    return above > FARTHEST ? FARTHEST : above;
}

void ap_copula_scores(const ap_copula *copula, double u[])
{
    size_t count = copula->drivers + copula->blocks;
    for (size_t i = 0; i < count; i++) {
        u[i] = ap_normal_quantile(ap_tails_below(u[i]));
    }
    if (copula->lower != NULL) {
        multiply(copula->blocks > 0 ? copula->blocks : copula->drivers, copula->lower,
                 copula->blocks > 0 ? u + copula->drivers : u);
    }
    if (copula->blocks > 0) {
        share_factors(copula, u);
    }
    if (copula->degrees > 0) {
        stretch(copula, u[count], u);
    }
    for (size_t i = 0; i < copula->drivers; i++) {
        u[i] = within_reach(u[i]);
    }
}

double ap_copula_uniform(double score)
{
    return fmin(fmax(ap_normal_below(score), 0x1p-53), 1 - 0x1p-53);
}

void ap_copula_join(const ap_copula *copula, double u[])
{
    ap_copula_scores(copula, u);
    for (size_t i = 0; i < copula->drivers; i++) {
        u[i] = ap_copula_uniform(u[i]);
    }
}
