#include "risk/joint.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 1 << 16, CELLS_PER_PART = CELLS / AP_DRIVER_PARTS };

bool ap_joint_make(size_t drivers, ap_joint *joint)
{
    *joint = (ap_joint){
        .drivers = drivers,
        .groups = {.first = AP_GROUP_OF_ZERO,
                   .size = (drivers + 1) * sizeof(ap_driver_sums)},
        .squares = calloc(drivers + 1, sizeof(uint64_t)),
        .parts = calloc(drivers * AP_DRIVER_PARTS + 1, sizeof(ap_part_sums)),
    };
    return joint->squares != NULL && joint->parts != NULL;
}

void ap_joint_free(ap_joint *joint)
{
    ap_window_free(&joint->groups);
    free(joint->squares);
    free(joint->parts);
}

void ap_joint_clear(ap_joint *joint)
{
    ap_window_clear(&joint->groups);
    memset(joint->squares, 0, joint->drivers * sizeof *joint->squares);
    memset(joint->parts, 0, joint->drivers * AP_DRIVER_PARTS * sizeof *joint->parts);
}

static ap_driver_sums *room_of(ap_joint *joint, uint32_t group)
{
    ap_driver_sums *sums = ap_window_at(&joint->groups, group);
    return sums == NULL ? ap_window_room(&joint->groups, group) : sums;
}

static int64_t cut(int64_t pence)
{
    return pence > AP_TICKS_MOST    ? AP_TICKS_MOST
           : pence < -AP_TICKS_MOST ? -AP_TICKS_MOST
                                    : pence;
}

bool ap_joint_add(ap_joint *joint, uint32_t group, int64_t headline,
                  const double uniforms[], const int64_t effects[])
{
    ap_driver_sums *sums = room_of(joint, group);
    if (sums == NULL) {
        return false;
    }
    for (size_t d = 0; d < joint->drivers; d++) {
        assert(uniforms[d] > 0 && uniforms[d] < 1);
        uint32_t cell = (uint32_t)(uniforms[d] * CELLS);
        int64_t number = 2 * (int64_t)cell + 1 - CELLS;
        ap_part_sums *part = &joint->parts[d * AP_DRIVER_PARTS + cell / CELLS_PER_PART];
        sums[d].uniform += number;
        sums[d].effect += cut(effects[d]);
        joint->squares[d] += (uint64_t)(number * number);
        part->headline += headline;
        part->count++;
    }
    return true;
}

bool ap_joint_merge(ap_joint *into, const ap_joint *from)
{
    for (uint32_t k = 0; k < from->groups.count; k++) {
        const ap_driver_sums *more = from->groups.rooms[k];
        ap_driver_sums *sums = more == NULL ? NULL : room_of(into, from->groups.first + k);
        if (more != NULL && sums == NULL) {
            return false;
        }
        for (size_t d = 0; more != NULL && d < from->drivers; d++) {
            sums[d].uniform += more[d].uniform;
            sums[d].effect += more[d].effect;
        }
    }
    for (size_t d = 0; d < from->drivers; d++) {
        into->squares[d] += from->squares[d];
    }
    for (size_t k = 0; k < from->drivers * AP_DRIVER_PARTS; k++) {
        into->parts[k].headline += from->parts[k].headline;
        into->parts[k].count += from->parts[k].count;
    }
    return true;
}

/* Which groups there are, and with how many scenarios, follows from the headline. */
void ap_joint_put(const ap_joint *joint, const ap_histogram *headline, ap_text *text)
{
    for (ap_group group = {0}; ap_histogram_next_group(headline, &group);) {
        const ap_driver_sums *sums = ap_window_at(&joint->groups, group.number);
        for (size_t d = 0; d < joint->drivers; d++) {
            ap_wide_put(text, sums[d].uniform);
            ap_wide_put(text, sums[d].effect);
        }
    }
    for (size_t d = 0; d < joint->drivers; d++) {
        ap_natural_put(text, joint->squares[d]);
    }
    for (size_t k = 0; k < joint->drivers * AP_DRIVER_PARTS; k++) {
        ap_natural_put(text, joint->parts[k].count);
        if (joint->parts[k].count > 0) {
            ap_wide_put(text, joint->parts[k].headline);
        }
    }
}

static ap_wide uniforms_of(const ap_joint *joint, const ap_histogram *headline,
                           size_t driver)
{
    ap_wide sum = 0;
    for (ap_group group = {0}; ap_histogram_next_group(headline, &group);) {
        const ap_driver_sums *sums = ap_window_at(&joint->groups, group.number);
        sum += sums[driver].uniform;
    }
    return sum;
}

static bool take_groups(ap_joint *joint, const ap_histogram *headline, ap_bytes *bytes)
{
    for (ap_group group = {0}; ap_histogram_next_group(headline, &group);) {
        ap_driver_sums *sums = room_of(joint, group.number);
        ap_wide uniform = (ap_wide)group.count * (CELLS - 1);
        ap_wide effect = (ap_wide)group.count * AP_TICKS_MOST;
        for (size_t d = 0; sums != NULL && d < joint->drivers; d++) {
            sums[d].uniform = (int64_t)ap_wide_take(bytes, -uniform, uniform);
            sums[d].effect = ap_wide_take(bytes, -effect, effect);
        }
        if (sums == NULL) {
            return false;
        }
    }
    return true;
}

/* The parts of a driver hold every scenario once. */
static void take_parts(ap_joint *joint, const ap_histogram *headline, size_t driver,
                       ap_bytes *bytes)
{
    uint64_t left = ap_histogram_count(headline);
    ap_wide sum = 0;
    for (size_t k = 0; k < AP_DRIVER_PARTS; k++) {
        ap_part_sums *part = &joint->parts[driver * AP_DRIVER_PARTS + k];
        part->count = (uint64_t)ap_natural_take(bytes, 0, left);
        if (part->count > 0) {
            ap_wide count = (ap_wide)part->count;
            part->headline = ap_wide_take(bytes, count * ap_histogram_least(headline),
                                          count * ap_histogram_greatest(headline));
        }
        left -= part->count;
        sum += part->headline;
    }
    bytes->failed = bytes->failed || left != 0 || sum != headline->sum;
}

bool ap_joint_take(ap_joint *joint, const ap_histogram *headline, ap_bytes *bytes)
{
    ap_natural n = ap_histogram_count(headline);
    if (!take_groups(joint, headline, bytes)) {
        return false;
    }
    for (size_t d = 0; d < joint->drivers; d++) {
        ap_wide sum = uniforms_of(joint, headline, d);
        joint->squares[d] =
            (uint64_t)ap_natural_take(bytes, n, n * (CELLS - 1) * (CELLS - 1));
        bytes->failed = bytes->failed || (ap_natural)(sum * sum) > n * joint->squares[d];
    }
    for (size_t d = 0; d < joint->drivers; d++) {
        take_parts(joint, headline, d, bytes);
    }
    return true;
}

/* Sums of one driver over some groups. */
typedef struct ap_slice_sums {
    uint64_t count;
    ap_wide uniform;
    ap_wide effect;
} ap_slice_sums;

static void add_group(ap_slice_sums *sums, const ap_group *group,
                      const ap_driver_sums *driver)
{
    sums->count += group->count;
    sums->uniform += driver->uniform;
    sums->effect += driver->effect;
}

/* How much of a group is within [from, to], counted in scenarios. */
static double overlap(const ap_group *group, double from, double to)
{
    double before = (double)group->before;
    return fmin(before + (double)group->count, to) - fmax(before, from);
}

ap_slice ap_joint_slice(const ap_joint *joint, const ap_histogram *headline, double from,
                        double to, size_t driver)
{
    double n = (double)ap_histogram_count(headline);
    double middle = n * (from + to) / 2;
    ap_slice_sums inside = {0};
    ap_slice_sums nearest = {0};
    for (ap_group group = {0}; ap_histogram_next_group(headline, &group);) {
        const ap_driver_sums *sums = ap_window_at(&joint->groups, group.number);
        if (overlap(&group, from * n, to * n) > (double)group.count / 2) {
            add_group(&inside, &group, &sums[driver]);
        }
        if ((double)group.before <= middle) {
            nearest = (ap_slice_sums){0};
            add_group(&nearest, &group, &sums[driver]);
        }
    }
    const ap_slice_sums *found = inside.count > 0 ? &inside : &nearest;
    double count = (double)found->count;
    return (ap_slice){
        .count = count,
        .uniform = 0.5 + (double)found->uniform / count / (2 * CELLS),
        .effect = (double)found->effect / count,
    };
}

/* Ranks are parts of (0, 1), less the mean of all, which is 1/2 exactly; of the driver they
 * are in units of 2^-17. */
double ap_joint_rank_correlation(const ap_joint *joint, const ap_histogram *headline,
                                 size_t driver)
{
    double n = (double)ap_histogram_count(headline);
    double sum = (double)uniforms_of(joint, headline, driver);
    double uniform = (double)joint->squares[driver] - sum / n * sum;
    double rank = 0;
    double both = 0;
    for (ap_group group = {0}; ap_histogram_next_group(headline, &group);) {
        const ap_driver_sums *sums = ap_window_at(&joint->groups, group.number);
        double count = (double)group.count;
        double middle = ((double)group.before + count / 2) / n - 0.5;
        rank += count * middle * middle;
        both += middle * (double)sums[driver].uniform;
    }
    bool has_both = rank > 0 && uniform > 0;
    return has_both ? fmin(fmax(both / sqrt(rank * uniform), -1), 1) : NAN;
}

double ap_joint_sobol(const ap_joint *joint, const ap_histogram *headline, size_t driver)
{
    double n = (double)ap_histogram_count(headline);
    if (!(n > 0)) {
        return NAN;
    }
    ap_centred centred = ap_histogram_centred(headline);
    double rest = (double)centred.rest;
    double total = (double)centred.squares - rest / n * rest;
    double between = -rest / n * rest;
    double filled = 0;
    for (size_t k = 0; k < AP_DRIVER_PARTS; k++) {
        const ap_part_sums *part = &joint->parts[driver * AP_DRIVER_PARTS + k];
        ap_wide away = part->headline - (ap_wide)part->count * centred.centre;
        filled += part->count > 0 ? 1 : 0;
        between += part->count > 0 ? (double)away / (double)part->count * (double)away : 0;
    }
    if (!(n > filled)) {
        return NAN;
    }
    double noise = (filled - 1) * (total - between) / (n - filled);
    return total > 0 ? fmin(fmax((between - noise) / total, 0), 1) : 0;
}
