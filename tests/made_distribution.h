/* Distributions made in one line, for tests. */
#ifndef TESTS_MADE_DISTRIBUTION_H
#define TESTS_MADE_DISTRIBUTION_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sample/distribution.h"

static const double none = NAN;

static inline ap_distribution *made(const ap_distribution_spec *spec)
{
    ap_distribution *out = NULL;
    ap_error err = {0};
    if (ap_distribution_new(spec, &out, &err) != AP_OK) {
        fail_msg("%s: %s", spec->kind, err.what);
    }
    return out;
}

/* A distribution by its numbers, cut to [low, high]. */
static inline ap_distribution_spec cut(const char *kind, double a, double b, double c,
                                       double d, double low, double high)
{
    ap_distribution_spec spec = AP_DISTRIBUTION_SPEC;
    spec.where = "drivers.csv:2";
    spec.kind = kind;
    spec.parameters[0] = a;
    spec.parameters[1] = b;
    spec.parameters[2] = c;
    spec.parameters[3] = d;
    spec.low = low;
    spec.high = high;
    return spec;
}

static inline ap_distribution_spec numbers(const char *kind, double a, double b, double c,
                                           double d)
{
    return cut(kind, a, b, c, d, -INFINITY, INFINITY);
}

static inline ap_distribution_spec list(const char *kind, size_t count,
                                        const double values[], const double weights[])
{
    ap_distribution_spec spec = AP_DISTRIBUTION_SPEC;
    spec.where = "drivers.csv:3";
    spec.kind = kind;
    spec.count = count;
    spec.values = values;
    spec.weights = weights;
    return spec;
}

static inline ap_distribution_spec of_parts(const char *kind, size_t count,
                                            const ap_distribution *const parts[],
                                            const double weights[])
{
    ap_distribution_spec spec = list(kind, count, NULL, weights);
    spec.parts = parts;
    return spec;
}

static inline void assert_near(double a, double b, double relative)
{
    if (!(fabs(a - b) <= relative * fmax(fabs(a), fabs(b)))) {
        fail_msg("%.17g is not %.17g", a, b);
    }
}

static inline ap_distribution_spec by(const char *kind, double a, double p10, double p50,
                                      double p90)
{
    ap_distribution_spec spec = numbers(kind, a, none, none, none);
    spec.percentiles = (ap_percentiles){p10, p50, p90};
    return spec;
}

static inline void refuse(const ap_distribution_spec *spec, const char *words)
{
    ap_distribution *out = NULL;
    ap_error err = {0};
    assert_int_equal(ap_distribution_new(spec, &out, &err), AP_BAD_INPUT);
    assert_null(out);
    assert_string_equal(err.where, spec->where);
    if (strstr(err.what, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", err.what, words);
    }
}

#endif
