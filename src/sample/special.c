#include "sample/special.h"

#include <assert.h>
#include <float.h>
#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_log.h>

ap_tails ap_tails_below(double below)
{
    return (ap_tails){below, 1 - below};
}

ap_tails ap_tails_above(double above)
{
    return (ap_tails){1 - above, above};
}

double ap_tails_between(ap_tails a, ap_tails b)
{
    return fmax(a.above <= 0.5 ? a.above - b.above : b.below - a.below, 0);
}

static bool is_lower(ap_tails p)
{
    return p.below <= p.above;
}

/* How far the function is past p at x, in the tail where p is the smaller. */
static double excess(ap_tails at, ap_tails p)
{
    return is_lower(p) ? at.below - p.below : p.above - at.above;
}

static double precision(ap_tails p)
{
    return 1e-14 * fmin(p.below, p.above);
}

ap_tails ap_normal_tails(double z)
{
    return (ap_tails){gsl_cdf_ugaussian_P(z), gsl_cdf_ugaussian_Q(z)};
}

double ap_normal_quantile(ap_tails p)
{
    return is_lower(p) ? gsl_cdf_ugaussian_Pinv(p.below) : gsl_cdf_ugaussian_Qinv(p.above);
}

double ap_normal_below(double z)
{
    static const double root_half = 0.70710678118654752;
    return 0.5 * erfc(-root_half * z);
}

/* A secant step where it lands well inside the bracket, otherwise its middle; every second
 * step is the middle anyway, so that a jump is closed in on too. */
static double next_try(double low, double high, double at_low, double at_high, int step)
{
    double middle = low + 0.5 * (high - low);
    double secant = low - at_low * (high - low) / (at_high - at_low);
    return step % 2 == 0 && secant > low && secant < high ? secant : middle;
}

double ap_invert(ap_tails_of *tails, const void *context, ap_tails p, double low,
                 double high)
{
    enum { MOST_STEPS = 300 };
    double at_low = excess(tails(context, low), p);
    if (at_low >= 0) {
        return low;
    }
    double at_high = excess(tails(context, high), p);
    for (int step = 0; step < MOST_STEPS && at_high > precision(p); step++) {
        double x = next_try(low, high, at_low, at_high, step);
        if (!(x > low && x < high)) {
            break;
        }
        double at_x = excess(tails(context, x), p);
        if (at_x >= 0) {
            high = x;
            at_high = at_x;
        } else {
            low = x;
            at_low = at_x;
        }
    }
    return high;
}

static bool has_reached(ap_tails_of *tails, const void *context, ap_tails p, double k)
{
    return excess(tails(context, k), p) >= 0;
}

double ap_invert_count(ap_tails_of *tails, const void *context, ap_tails p, double guess)
{
    double high = fmax(floor(guess), 0);
    double low = high - 1; /* not reached, once the loops are through */
    double step = 1;
    while (!has_reached(tails, context, p, high)) {
        low = high;
        high += step;
        step *= 2;
    }
    while (low >= 0 && has_reached(tails, context, p, low)) {
        high = low;
        low = fmax(low - step, -1);
        step *= 2;
    }
    while (high - low > 1) {
        double middle = floor(low + (high - low) / 2);
        if (has_reached(tails, context, p, middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

/* A family of GSL's with its parameters. */
typedef struct ap_family {
    ap_tails_of *tails;
    double a;
    double b;
    double low; /* its support */
    double high;
} ap_family;

/* GSL's inverse functions give up for some parameters, and are good to 1e-6 for others:
 * what they say is a guess, which is taken when the distribution function confirms it. */
static double polish(const ap_family *family, ap_tails p, double guess)
{
    if (fmin(p.below, p.above) <= 0) {
        return p.below <= 0 ? family->low : family->high;
    }
    if (isfinite(guess) && guess >= family->low && guess <= family->high &&
        fabs(excess(family->tails(family, guess), p)) <= 100 * precision(p)) {
        return guess;
    }
    double start = isfinite(guess) ? fmin(fmax(guess, family->low), family->high) : 0;
    double low = start;
    double high = start;
    double step = fmax(fabs(start) * 1e-6, DBL_MIN);
    while (low > family->low && excess(family->tails(family, low), p) >= 0) {
        low = fmax(low - step, family->low);
        step *= 4;
    }
    step = fmax(fabs(start) * 1e-6, DBL_MIN);
    while (high < family->high && high < DBL_MAX / 8 &&
           excess(family->tails(family, high), p) < 0) {
        high = fmin(high + step, family->high);
        step *= 4;
    }
    return ap_invert(family->tails, family, p, low, high);
}

/* Of a large shape a, near its mean, GSL's gamma loses up to all its digits; Temme (1979,
 * NIST DLMF 8.12) does not:
 *
 *     P(X > x) = erfc(eta sqrt(a / 2)) / 2 + R        P(X <= x) = erfc(-…) / 2 - R
 *     eta^2 / 2 = m - ln(1 + m),  m = (x - a) / a, eta with the sign of m
 *     R = e^(-a eta^2 / 2) / sqrt(2 pi a) (c_0(eta) + c_1(eta) / a + c_2(eta) / a^2 + …)
 *
 * Three c are enough from a = 1,000 on, and so many powers of eta up to 0.4, for a relative
 * error of 3e-13 in either tail. */
#define LARGE_SHAPE 1000
#define LARGEST_ETA 0.4

static double temme_sum(double a, double eta)
{
    enum { SERIES = 3, POWERS = 14 };
    static const double c[SERIES][POWERS] = {
        {-0.33333333333333333, 0.083333333333333333, -0.014814814814814815,
         0.0011574074074074074, 0.0003527336860670194, -0.00017875514403292181,
         3.9192631785224378e-5, -2.1854485106799922e-6, -1.85406221071516e-6,
         8.296711340953086e-7, -1.7665952736826079e-7, 6.7078535434014986e-9,
         1.0261809784240308e-8, -4.3820360184533532e-9},
        {-0.0018518518518518519, -0.0034722222222222222, 0.0026455026455026455,
         -0.00099022633744855967, 0.00020576131687242798, -4.0187757201646091e-7,
         -1.8098550334489978e-5, 7.6491609160811101e-6, -1.6120900894563446e-6,
         4.6471278028074343e-9},
        {0.0041335978835978836, -0.0026813271604938272, 0.00077160493827160494,
         2.0093878600823045e-6, -0.00010736653226365161, 5.2923448829120125e-5},
    };
    double sum = 0;
    for (size_t k = SERIES; k-- > 0;) {
        double series = 0;
        for (size_t n = POWERS; n-- > 0;) {
            series = series * eta + c[k][n];
        }
        sum = sum / a + series;
    }
    return sum;
}

static double eta_of(double a, double x)
{
    double m = (x - a) / a;
    return copysign(sqrt(-2 * gsl_sf_log_1plusx_mx(m)), m);
}

static ap_tails temme_tails(double a, double eta)
{
    static const double two_pi = 6.28318530717958648;
    double rest = exp(-a * eta * eta / 2) / sqrt(two_pi * a) * temme_sum(a, eta);
    double z = eta * sqrt(a);
    return (ap_tails){ap_normal_below(z) - rest, ap_normal_below(-z) + rest};
}

/* GSL must answer with NaN, not end the process. */
static void keep_gsl_quiet(void)
{
    gsl_set_error_handler_off();
}

/* Of the two tails, the one above is computed only where it is the smaller: elsewhere the
 * difference from 1 is as good. */
ap_tails ap_gamma_tails(double shape, double x)
{
    keep_gsl_quiet();
    if (x <= 0) {
        return ap_tails_below(0);
    }
    double eta = shape >= LARGE_SHAPE ? eta_of(shape, x) : LARGEST_ETA;
    if (fabs(eta) < LARGEST_ETA) {
        return temme_tails(shape, eta);
    }
    double below = gsl_cdf_gamma_P(x, shape, 1);
    return below <= 0.5 ? ap_tails_below(below)
                        : (ap_tails){below, gsl_cdf_gamma_Q(x, shape, 1)};
}

static ap_tails gamma_of(const void *context, double x)
{
    const ap_family *family = context;
    return ap_gamma_tails(family->a, x);
}

double ap_gamma_quantile(double shape, ap_tails p)
{
    const ap_family family = {gamma_of, shape, 0, 0, INFINITY};
    keep_gsl_quiet();
    return polish(&family, p,
                  is_lower(p) ? gsl_cdf_gamma_Pinv(p.below, shape, 1)
                              : gsl_cdf_gamma_Qinv(p.above, shape, 1));
}

ap_tails ap_beta_tails(double alpha, double beta, double x)
{
    keep_gsl_quiet();
    if (x <= 0 || x >= 1) {
        return ap_tails_below(x <= 0 ? 0 : 1);
    }
    double below = gsl_cdf_beta_P(x, alpha, beta);
    return below <= 0.5 ? ap_tails_below(below)
                        : (ap_tails){below, gsl_cdf_beta_Q(x, alpha, beta)};
}

static ap_tails beta_of(const void *context, double x)
{
    const ap_family *family = context;
    return ap_beta_tails(family->a, family->b, x);
}

double ap_beta_quantile(double alpha, double beta, ap_tails p)
{
    const ap_family family = {beta_of, alpha, beta, 0, 1};
    keep_gsl_quiet();
    return polish(&family, p,
                  is_lower(p) ? gsl_cdf_beta_Pinv(p.below, alpha, beta)
                              : gsl_cdf_beta_Qinv(p.above, alpha, beta));
}

ap_tails ap_student_tails(double degrees, double x)
{
    keep_gsl_quiet();
    return x <= 0 ? ap_tails_below(gsl_cdf_tdist_P(x, degrees))
                  : ap_tails_above(gsl_cdf_tdist_Q(x, degrees));
}

static ap_tails student_of(const void *context, double x)
{
    const ap_family *family = context;
    return ap_student_tails(family->a, x);
}

double ap_student_quantile(double degrees, ap_tails p)
{
    const ap_family family = {student_of, degrees, 0, -INFINITY, INFINITY};
    keep_gsl_quiet();
    return polish(&family, p,
                  is_lower(p) ? gsl_cdf_tdist_Pinv(p.below, degrees)
                              : gsl_cdf_tdist_Qinv(p.above, degrees));
}

/* P(N <= k) = P(X > mean), X gamma of shape k + 1: the (k + 1)th event is yet to come. */
ap_tails ap_poisson_tails(double mean, double k)
{
    ap_tails waiting = k < 0 ? ap_tails_above(0) : ap_gamma_tails(k + 1, mean);
    return (ap_tails){waiting.above, waiting.below};
}

ap_tails ap_binomial_tails(double trials, double chance, double k)
{
    keep_gsl_quiet();
    if (k < 0 || k >= trials) {
        return ap_tails_below(k < 0 ? 0 : 1);
    }
    unsigned count = (unsigned)k;
    double below = gsl_cdf_binomial_P(count, chance, (unsigned)trials);
    return below <= 0.5
               ? ap_tails_below(below)
               : (ap_tails){below, gsl_cdf_binomial_Q(count, chance, (unsigned)trials)};
}

ap_tails ap_negative_binomial_tails(double mean, double size, double k)
{
    keep_gsl_quiet();
    if (k < 0) {
        return ap_tails_below(0);
    }
    unsigned count = (unsigned)fmin(k, 4e9);
    double chance = size / (size + mean);
    double below = gsl_cdf_negative_binomial_P(count, chance, size);
    return below <= 0.5
               ? ap_tails_below(below)
               : (ap_tails){below, gsl_cdf_negative_binomial_Q(count, chance, size)};
}

void ap_fourier(size_t n, double at[])
{
    (void)gsl_fft_real_radix2_transform(at, 1, n);
}

void ap_fourier_back(size_t n, double at[])
{
    (void)gsl_fft_halfcomplex_radix2_inverse(at, 1, n);
}

/* An integrand on its way through GSL: s with p = e^-s, below or above. */
typedef struct ap_integrand {
    ap_tails_function *f;
    const void *context;
    bool is_above;
} ap_integrand;

static double in_s(double s, void *context)
{
    const ap_integrand *integrand = context;
    double p = exp(-s);
    return p * integrand->f(integrand->context,
                            integrand->is_above ? ap_tails_above(p) : ap_tails_below(p));
}

bool ap_integrate(ap_tails_function *f, const void *context, double scale, double *integral)
{
    enum { MOST_PIECES = 2000 };
    /* From p = 1/2 to where even the heaviest tail allowed has nothing left. */
    static const double ends[] = {0.69314718055994531, 3, 10, 40, 200, 700};
    enum { SPANS = sizeof ends / sizeof ends[0] - 1 };
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(MOST_PIECES);
    if (space == NULL) {
        return false;
    }
    keep_gsl_quiet();
    double sum = 0;
    double doubt = 0;
    for (int k = 0; k < 2 * SPANS; k++) {
        ap_integrand integrand = {f, context, k >= SPANS};
        gsl_function in = {in_s, &integrand};
        double value = 0;
        double error = 0;
        gsl_integration_qag(&in, ends[k % SPANS], ends[k % SPANS + 1], 1e-11 * scale, 1e-10,
                            MOST_PIECES, GSL_INTEG_GAUSS31, space, &value, &error);
        sum += value;
        doubt += error;
    }
    gsl_integration_workspace_free(space);
    *integral = sum;
    return isfinite(sum) && doubt <= 1e-6 * fmax(scale, fabs(sum));
}
