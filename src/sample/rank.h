/** Between the correlation of ranks and that of the normal variables behind a copula.
 *
 *     Gaussian    rho = (6 / pi) asin(r / 2)                                (Pearson 1907)
 *     t           rho = (6 / pi) E asin(r S1 / sqrt((S1 + S2) (S1 + S3)))
 *
 * rho is Spearman's, r the normal variables' correlation, S1, S2, S3 independent as
 * degrees / chi^2(degrees). (Of three draws, given their S, the differences of the first
 * and second in one driver and of the first and third in the other are normal with that
 * correlation; rho is three times the chance that they agree less the chance that they do
 * not: Heinen & Valdesogo, J. Multivariate Anal. 179, 2020.) The expectation is a midpoint
 * rule over the three probabilities, good to 0.001, tabled once for each number of degrees.
 */
#ifndef APPORTION_SAMPLE_RANK_H
#define APPORTION_SAMPLE_RANK_H

enum { AP_RANK_STEPS = 64 };

typedef struct ap_rank_map {
    double degrees;                  /**< 0: Gaussian */
    double ranks[AP_RANK_STEPS + 1]; /**< of r = 0, 1/64, … 1; not used of a Gaussian */
} ap_rank_map;

void ap_rank_map_make(double degrees, ap_rank_map *map);

/** r of rho, and rho of r; both from -1 to 1. */
double ap_rank_to_normal(const ap_rank_map *map, double rho);
double ap_rank_from_normal(const ap_rank_map *map, double r);

#endif
