#include "sample/family.h"

#include <math.h>

static ap_tails uniform_tails(const double c[], double x)
{
    double share = fmin(fmax((x - c[0]) / (c[1] - c[0]), 0), 1);
    return (ap_tails){share, fmin(fmax((c[1] - x) / (c[1] - c[0]), 0), 1)};
}

static double uniform_quantile(const double c[], ap_tails p)
{
    return p.below <= p.above ? c[0] + p.below * (c[1] - c[0])
                              : c[1] - p.above * (c[1] - c[0]);
}

static double uniform_mean(const double c[])
{
    return c[0] + (c[1] - c[0]) / 2;
}

static double uniform_variance(const double c[])
{
    return (c[1] - c[0]) * (c[1] - c[0]) / 12;
}

static bool uniform_prepare(const double given[], double c[])
{
    c[0] = given[0];
    c[1] = given[1];
    return c[0] < c[1];
}

/* low, mode, high */
static ap_tails triangular_tails(const double c[], double x)
{
    double width = c[2] - c[0];
    if (x <= c[0] || x >= c[2]) {
        return ap_tails_below(x <= c[0] ? 0 : 1);
    }
    return x < c[1] ? ap_tails_below((x - c[0]) / width * ((x - c[0]) / (c[1] - c[0])))
                    : ap_tails_above((c[2] - x) / width * ((c[2] - x) / (c[2] - c[1])));
}

static double triangular_quantile(const double c[], ap_tails p)
{
    double width = c[2] - c[0];
    return p.below * width <= c[1] - c[0] ? c[0] + sqrt(p.below * width * (c[1] - c[0]))
                                          : c[2] - sqrt(p.above * width * (c[2] - c[1]));
}

static double triangular_mean(const double c[])
{
    return c[0] + ((c[1] - c[0]) + (c[2] - c[0])) / 3;
}

static double triangular_variance(const double c[])
{
    double left = c[1] - c[0];
    double width = c[2] - c[0];
    return (left * left + width * width - left * width) / 18;
}

static bool triangular_prepare(const double given[], double c[])
{
    for (int k = 0; k < 3; k++) {
        c[k] = given[k];
    }
    return c[0] <= c[1] && c[1] <= c[2] && c[0] < c[2];
}

/* alpha, beta, low, width */
static ap_tails beta_tails(const double c[], double x)
{
    return ap_beta_tails(c[0], c[1], (x - c[2]) / c[3]);
}

static double beta_quantile(const double c[], ap_tails p)
{
    return c[2] + c[3] * ap_beta_quantile(c[0], c[1], p);
}

static double beta_mean(const double c[])
{
    return c[2] + c[3] * c[0] / (c[0] + c[1]);
}

static double beta_variance(const double c[])
{
    double sum = c[0] + c[1];
    return c[3] * c[3] * (c[0] / sum) * (c[1] / sum) / (sum + 1);
}

static bool beta_prepare(const double given[], double c[])
{
    c[0] = given[0];
    c[1] = given[1];
    c[2] = given[2];
    c[3] = given[3] - given[2];
    return c[3] > 0;
}

static bool pert_prepare(const double given[], double c[])
{
    double width = given[2] - given[0];
    c[0] = 1 + given[3] * (given[1] - given[0]) / width;
    c[1] = 1 + given[3] * (given[2] - given[1]) / width;
    c[2] = given[0];
    c[3] = width;
    return given[0] <= given[1] && given[1] <= given[2] && width > 0;
}

/* mean, sd */
static ap_tails normal_tails(const double c[], double x)
{
    return ap_normal_tails((x - c[0]) / c[1]);
}

static double normal_quantile(const double c[], ap_tails p)
{
    return c[0] + c[1] * ap_normal_quantile(p);
}

static double first(const double c[])
{
    return c[0];
}

static double second_squared(const double c[])
{
    return c[1] * c[1];
}

static bool as_given(const double given[], double c[])
{
    for (int k = 0; k < AP_CONSTANTS; k++) {
        c[k] = given[k];
    }
    return true;
}

static bool cut_prepare(const double given[], double c[])
{
    return as_given(given, c) && given[2] < given[3];
}

/* mu, sigma */
static ap_tails lognormal_tails(const double c[], double x)
{
    return x <= 0 ? ap_tails_below(0) : ap_normal_tails((log(x) - c[0]) / c[1]);
}

static double lognormal_quantile(const double c[], ap_tails p)
{
    return exp(c[0] + c[1] * ap_normal_quantile(p));
}

static double lognormal_mean(const double c[])
{
    return exp(c[0] + c[1] * c[1] / 2);
}

static double lognormal_variance(const double c[])
{
    return exp(2 * c[0] + c[1] * c[1]) * expm1(c[1] * c[1]);
}

static bool lognormal_prepare(const double given[], double c[])
{
    double ratio = given[1] / given[0];
    c[1] = sqrt(log1p(ratio * ratio));
    c[0] = log(given[0]) - c[1] * c[1] / 2;
    return ratio >= 1e-6 && ratio <= 100;
}

static bool lognormal_percentiles_prepare(const double given[], double c[])
{
    double ratio = given[1] / given[0];
    c[0] = (log(given[0]) + log(given[1])) / 2;
    c[1] = log(ratio) / (2 * AP_Z90);
    return ratio > 1 + 1e-6 && ratio <= 1e4;
}

/* P50, c, sigma; sigma 0: c is the standard deviation */
static ap_tails percentiles_tails(const double c[], double x)
{
    double share = (x - c[0]) / c[1];
    if (c[2] == 0) {
        return ap_normal_tails(share);
    }
    if (share <= -1) {
        return ap_tails_below(c[1] > 0 ? 0 : 1);
    }
    return ap_normal_tails(log1p(share) / c[2]);
}

static double percentiles_quantile(const double c[], ap_tails p)
{
    double z = ap_normal_quantile(p);
    return c[0] + c[1] * (c[2] == 0 ? z : expm1(c[2] * z));
}

static double percentiles_mean(const double c[])
{
    return c[0] + c[1] * expm1(c[2] * c[2] / 2);
}

static double percentiles_variance(const double c[])
{
    double square = c[2] * c[2];
    return c[1] * c[1] * (c[2] == 0 ? 1 : exp(square) * expm1(square));
}

static bool percentiles_prepare(const double given[], double c[])
{
    double a = given[1] - given[0];
    double b = given[2] - given[1];
    if (!(a > 0 && b > 0 && b <= 50 * a && a <= 50 * b)) {
        return false;
    }
    bool is_even = fabs(b - a) <= 1e-9 * a;
    c[0] = given[1];
    c[1] = is_even ? (a + b) / (2 * AP_Z90) : a * b / (b - a);
    c[2] = is_even ? 0 : log1p((b - a) / a) / AP_Z90;
    return true;
}

/* shape, scale */
static ap_tails gamma_tails(const double c[], double x)
{
    return ap_gamma_tails(c[0], x / c[1]);
}

static double gamma_quantile(const double c[], ap_tails p)
{
    return c[1] * ap_gamma_quantile(c[0], p);
}

static double gamma_mean(const double c[])
{
    return c[0] * c[1];
}

static double gamma_variance(const double c[])
{
    return c[0] * c[1] * c[1];
}

/* shape, scale */
static ap_tails weibull_tails(const double c[], double x)
{
    double power = x <= 0 ? 0 : pow(x / c[1], c[0]);
    return (ap_tails){-expm1(-power), exp(-power)};
}

static double weibull_quantile(const double c[], ap_tails p)
{
    double power = p.below <= p.above ? -log1p(-p.below) : -log(p.above);
    return c[1] * pow(power, 1 / c[0]);
}

static double weibull_mean(const double c[])
{
    return c[1] * tgamma(1 + 1 / c[0]);
}

/* By e^(second - 2 first) - 1, which keeps its digits when the shape is large. */
static double weibull_variance(const double c[])
{
    double mean = weibull_mean(c);
    return mean * mean * expm1(lgamma(1 + 2 / c[0]) - 2 * lgamma(1 + 1 / c[0]));
}

/* degrees, centre, scale */
static ap_tails student_tails(const double c[], double x)
{
    return ap_student_tails(c[0], (x - c[1]) / c[2]);
}

static double student_quantile(const double c[], ap_tails p)
{
    return c[1] + c[2] * ap_student_quantile(c[0], p);
}

static double student_mean(const double c[])
{
    return c[1];
}

static double student_variance(const double c[])
{
    return c[2] * c[2] * c[0] / (c[0] - 2);
}

typedef struct ap_cumulants {
    double mean;
    double variance;
    double skew;
} ap_cumulants;

/* A count is looked for from where Cornish and Fisher's first terms put it; skew is its
 * third cumulant divided by its variance. */
static double count_quantile(ap_tails (*tails)(const void *, double), const double c[],
                             ap_tails p, ap_cumulants of)
{
    double z = fmin(fmax(ap_normal_quantile(p), -9), 9);
    double guess = of.mean + z * sqrt(of.variance) + of.skew * (z * z - 1) / 6;
    return ap_invert_count(tails, c, p, guess);
}

/* trials, chance */
static ap_tails binomial_tails(const double c[], double k)
{
    return ap_binomial_tails(c[0], c[1], k);
}

static ap_tails binomial_of(const void *constants, double k)
{
    return binomial_tails(constants, k);
}

static double binomial_mean(const double c[])
{
    return c[0] * c[1];
}

static double binomial_variance(const double c[])
{
    return c[0] * c[1] * (1 - c[1]);
}

static double binomial_quantile(const double c[], ap_tails p)
{
    const ap_cumulants cumulants = {binomial_mean(c), binomial_variance(c), 1 - 2 * c[1]};
    return p.above <= 0 ? c[0] : count_quantile(binomial_of, c, p, cumulants);
}

static bool binomial_prepare(const double given[], double c[])
{
    c[0] = given[0];
    c[1] = given[1];
    return c[0] == floor(c[0]);
}

static bool bernoulli_prepare(const double given[], double c[])
{
    c[0] = 1;
    c[1] = given[0];
    return true;
}

/* mean */
static ap_tails poisson_tails(const double c[], double k)
{
    return ap_poisson_tails(c[0], k);
}

static ap_tails poisson_of(const void *constants, double k)
{
    return poisson_tails(constants, k);
}

static double poisson_quantile(const double c[], ap_tails p)
{
    const ap_cumulants cumulants = {c[0], c[0], 1};
    return p.above <= 0 ? INFINITY : count_quantile(poisson_of, c, p, cumulants);
}

/* mean, size */
static ap_tails negative_tails(const double c[], double k)
{
    return ap_negative_binomial_tails(c[0], c[1], k);
}

static ap_tails negative_of(const void *constants, double k)
{
    return negative_tails(constants, k);
}

static double negative_variance(const double c[])
{
    return c[0] + c[0] * (c[0] / c[1]);
}

static double negative_quantile(const double c[], ap_tails p)
{
    const ap_cumulants cumulants = {c[0], negative_variance(c), 1 + 2 * c[0] / c[1]};
    return p.above <= 0 ? INFINITY : count_quantile(negative_of, c, p, cumulants);
}

const ap_family ap_family_uniform = {uniform_prepare, uniform_tails, uniform_quantile,
                                     uniform_mean, uniform_variance};
const ap_family ap_family_triangular = {triangular_prepare, triangular_tails,
                                        triangular_quantile, triangular_mean,
                                        triangular_variance};
const ap_family ap_family_pert = {pert_prepare, beta_tails, beta_quantile, beta_mean,
                                  beta_variance};
const ap_family ap_family_normal = {as_given, normal_tails, normal_quantile, first,
                                    second_squared};
const ap_family ap_family_truncated_normal = {cut_prepare, normal_tails, normal_quantile,
                                              first, second_squared};
const ap_family ap_family_lognormal = {lognormal_prepare, lognormal_tails,
                                       lognormal_quantile, lognormal_mean,
                                       lognormal_variance};
const ap_family ap_family_lognormal_p10_p90 = {lognormal_percentiles_prepare,
                                               lognormal_tails, lognormal_quantile,
                                               lognormal_mean, lognormal_variance};
const ap_family ap_family_percentiles = {percentiles_prepare, percentiles_tails,
                                         percentiles_quantile, percentiles_mean,
                                         percentiles_variance};
const ap_family ap_family_beta = {beta_prepare, beta_tails, beta_quantile, beta_mean,
                                  beta_variance};
const ap_family ap_family_gamma = {as_given, gamma_tails, gamma_quantile, gamma_mean,
                                   gamma_variance};
const ap_family ap_family_weibull = {as_given, weibull_tails, weibull_quantile,
                                     weibull_mean, weibull_variance};
const ap_family ap_family_student_t = {as_given, student_tails, student_quantile,
                                       student_mean, student_variance};
const ap_family ap_family_bernoulli = {bernoulli_prepare, binomial_tails, binomial_quantile,
                                       binomial_mean, binomial_variance};
const ap_family ap_family_binomial = {binomial_prepare, binomial_tails, binomial_quantile,
                                      binomial_mean, binomial_variance};
const ap_family ap_family_poisson = {as_given, poisson_tails, poisson_quantile, first,
                                     first};
const ap_family ap_family_negative_binomial = {as_given, negative_tails, negative_quantile,
                                               first, negative_variance};
