#include "sample/rank.h"

#include <math.h>

#include "sample/special.h"

static const double pi = 3.14159265358979323846;

enum { NODES = 32 };

/* The table's ranks for one S1 and pair of others, with their weight. */
static void add(ap_rank_map *map, double first, double second, double third, double weight)
{
    double share = first / sqrt((first + second) * (first + third));
    for (int k = 0; k <= AP_RANK_STEPS; k++) {
        map->ranks[k] += weight * asin(fmin(share * k / AP_RANK_STEPS, 1));
    }
}

void ap_rank_map_make(double degrees, ap_rank_map *map)
{
    double s[NODES];
    *map = (ap_rank_map){.degrees = degrees};
    if (!(degrees > 0)) {
        return;
    }
    for (int k = 0; k < NODES; k++) {
        double p = (k + 0.5) / NODES;
        s[k] = degrees / 2 / ap_gamma_quantile(degrees / 2, ap_tails_below(p));
    }
    for (int k = 0; k < NODES * NODES; k++) {
        int two = k % NODES;
        for (int three = 0; three <= two; three++) {
            add(map, s[k / NODES], s[two], s[three], three < two ? 2 : 1);
        }
    }
    for (int k = 0; k <= AP_RANK_STEPS; k++) {
        map->ranks[k] /= map->ranks[AP_RANK_STEPS]; /* that of 1 is 1 */
    }
}

/* The function is odd and nearly straight: straight lines between 64 steps are good to
 * 1e-5. */
static double rank_of(const ap_rank_map *map, double r)
{
    double at = fmin(fabs(r), 1) * AP_RANK_STEPS;
    int k = (int)fmin(floor(at), AP_RANK_STEPS - 1);
    double rank = map->ranks[k] + (at - k) * (map->ranks[k + 1] - map->ranks[k]);
    return copysign(rank, r);
}

static double normal_of(const ap_rank_map *map, double rho)
{
    double rank = fmin(fabs(rho), 1);
    int k = 0;
    while (k < AP_RANK_STEPS - 1 && map->ranks[k + 1] < rank) {
        k++;
    }
    double share = (rank - map->ranks[k]) / (map->ranks[k + 1] - map->ranks[k]);
    return copysign((k + share) / AP_RANK_STEPS, rho);
}

double ap_rank_to_normal(const ap_rank_map *map, double rho)
{
    if (map->degrees > 0) {
        return normal_of(map, rho);
    }
    return fabs(rho) == 1 ? rho : 2 * sin(pi * rho / 6);
}

double ap_rank_from_normal(const ap_rank_map *map, double r)
{
    return map->degrees > 0 ? rank_of(map, r) : 6 / pi * asin(r / 2);
}
