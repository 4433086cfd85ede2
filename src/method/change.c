#include "method/change.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/case.h"

/* A practice in both years; NULL in the year that it is not in. */
typedef struct ap_pair {
    const ap_change_practice *before;
    const ap_change_practice *after;
} ap_pair;

/* What (14) is told of. */
typedef enum ap_tally { WEIGHTED, PEOPLE, TALLIES } ap_tally;

/* ap_change while it is added up: so that the parts agree to the last digit of a double. */
typedef struct ap_sums {
    long double before;
    long double after;
    long double registered;
    long double per_head;
    long double merged;
    long double remapped;
} ap_sums;

/* A practice of the list, with what it is sorted by. */
typedef struct ap_listed {
    ap_changed_practice practice;
    size_t place;
    double effect;
    const char *code;
} ap_listed;

typedef struct ap_work {
    size_t places;
    double jump;
    size_t pair_count;
    ap_pair *pairs;         /* by code, so that no sum depends on the order of a list */
    ap_sums *sums[TALLIES]; /* a place, and one row more for what is in none of ours */
    size_t listed_count;
    ap_listed *listed;
} ap_work;

static void work_free(ap_work *work)
{
    free(work->pairs);
    free(work->sums[WEIGHTED]);
    free(work->sums[PEOPLE]);
    free(work->listed);
}

static bool is_ours(const ap_change_practice *practice)
{
    return practice->place != AP_NONE || practice->published != AP_NONE;
}

static const char *code_of(const ap_pair *pair)
{
    return pair->before != NULL ? pair->before->code : pair->after->code;
}

static int by_code(const void *one, const void *other)
{
    return strcmp(code_of(one), code_of(other));
}

/* The two of one code are neighbours, in whatever order, and become one. */
static size_t join_neighbours(size_t count, ap_pair pairs[])
{
    size_t joined = 0;
    for (size_t p = 0; p < count; p++) {
        ap_pair pair = pairs[p];
        if (p + 1 < count && by_code(&pairs[p], &pairs[p + 1]) == 0) {
            p++;
            pair.before = pair.before != NULL ? pair.before : pairs[p].before;
            pair.after = pair.after != NULL ? pair.after : pairs[p].after;
        }
        pairs[joined++] = pair;
    }
    return joined;
}

/* Every practice that counts is at first a pair of its own. */
static ap_status pair_practices(size_t before_count, const ap_change_practice before[],
                                size_t after_count, const ap_change_practice after[],
                                ap_work *work, ap_error *err)
{
    size_t count = 0;
    ap_pair *pairs = calloc(before_count + after_count + 1, sizeof *pairs);
    if (pairs == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "practices", "pairs of them");
    }
    for (size_t a = 0; a < before_count; a++) {
        if (is_ours(&before[a])) {
            pairs[count++].before = &before[a];
        }
    }
    for (size_t b = 0; b < after_count; b++) {
        if (is_ours(&after[b])) {
            pairs[count++].after = &after[b];
        }
    }
    qsort(pairs, count, sizeof *pairs, by_code);
    work->pairs = pairs;
    work->pair_count = join_neighbours(count, pairs);
    return AP_OK;
}

static size_t fixed_place(const ap_pair *pair)
{
    return pair->after != NULL ? pair->after->place : pair->before->place;
}

static bool is_remapped(const ap_pair *pair)
{
    return pair->before != NULL && pair->before->published != fixed_place(pair);
}

/* Without a quotient, so that a list may grow from nobody. */
static bool has_jumped(const ap_pair *pair, double jump)
{
    double n_a = pair->before->people;
    double n_b = pair->after->people;
    return fabs(n_b - n_a) > jump * n_a;
}

static long double amount_of(const ap_change_practice *practice, ap_tally tally)
{
    return tally == PEOPLE ? practice->people : practice->weighted;
}

static ap_sums *sums_at(const ap_work *work, ap_tally tally, size_t place)
{
    assert(place < work->places || place == AP_NONE);
    return &work->sums[tally][place == AP_NONE ? work->places : place];
}

/* What more people, or fewer, did to W of a practice that is in both years:
 *
 *     (w_b + w_a) / 2 x (n_b - n_a)      w = W / n                                    (14)
 *
 * A year without people has no w: then it is all of W_b - W_a. */
static long double by_people(const ap_pair *pair, ap_tally tally)
{
    long double n_a = pair->before->people;
    long double n_b = pair->after->people;
    long double all_a = amount_of(pair->before, tally);
    long double all_b = amount_of(pair->after, tally);
    if (n_a == 0 || n_b == 0) {
        return all_b - all_a;
    }
    return (all_b / n_b + all_a / n_a) / 2 * (n_b - n_a);
}

/* What another need a head did to it:
 *
 *     (n_b + n_a) / 2 x (w_b - w_a)                                                   (14)
 */
static long double by_head(const ap_pair *pair, ap_tally tally)
{
    long double n_a = pair->before->people;
    long double n_b = pair->after->people;
    if (n_a == 0 || n_b == 0) {
        return 0;
    }
    return (n_b + n_a) / 2 *
           (amount_of(pair->after, tally) / n_b - amount_of(pair->before, tally) / n_a);
}

static void add_pair(const ap_work *work, ap_tally tally, const ap_pair *pair)
{
    ap_sums *fixed = sums_at(work, tally, fixed_place(pair));
    long double all_a = pair->before != NULL ? amount_of(pair->before, tally) : 0;
    long double all_b = pair->after != NULL ? amount_of(pair->after, tally) : 0;
    fixed->after += all_b;
    if (pair->before != NULL) {
        sums_at(work, tally, pair->before->published)->before += all_a;
    }
    if (is_remapped(pair)) {
        fixed->remapped += all_a;
        sums_at(work, tally, pair->before->published)->remapped -= all_a;
    }
    if (pair->before == NULL || pair->after == NULL) {
        fixed->merged += all_b - all_a;
        return;
    }
    fixed->per_head += by_head(pair, tally);
    if (has_jumped(pair, work->jump)) {
        fixed->merged += by_people(pair, tally);
    } else {
        fixed->registered += by_people(pair, tally);
    }
}

/* False for an ordinary practice. The effect is what the practice adds to a place's merged
 * or remapped, whichever its fate tells of. */
static bool find_fate(const ap_work *work, const ap_pair *pair, ap_fate *fate,
                      double *effect)
{
    if (pair->before == NULL) {
        *fate = AP_OPENED;
        *effect = fabs(pair->after->weighted);
    } else if (pair->after == NULL) {
        *fate = AP_CLOSED;
        *effect = fabs(pair->before->weighted);
    } else if (is_remapped(pair)) {
        *fate = AP_REMAPPED;
        *effect = fabs(pair->before->weighted);
    } else if (has_jumped(pair, work->jump)) {
        *fate = AP_JUMPED;
        *effect = (double)fabsl(by_people(pair, WEIGHTED));
    } else {
        return false;
    }
    return true;
}

static int by_place_and_effect(const void *one, const void *other)
{
    const ap_listed *a = one;
    const ap_listed *b = other;
    if (a->place != b->place) {
        return a->place < b->place ? -1 : 1; /* AP_NONE is the largest of all */
    }
    if (a->effect != b->effect) {
        return a->effect > b->effect ? -1 : 1;
    }
    return strcmp(a->code, b->code);
}

static ap_status list_practices(const ap_change_practice before[],
                                const ap_change_practice after[], ap_work *work,
                                ap_error *err)
{
    work->listed = calloc(work->pair_count + 1, sizeof *work->listed);
    if (work->listed == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "practices", "those that changed");
    }
    for (size_t p = 0; p < work->pair_count; p++) {
        const ap_pair *pair = &work->pairs[p];
        ap_listed listed = {
            .practice = {.before = pair->before == NULL ? AP_NONE
                                                        : (size_t)(pair->before - before),
                         .after =
                             pair->after == NULL ? AP_NONE : (size_t)(pair->after - after)},
            .place = fixed_place(pair),
            .code = code_of(pair),
        };
        if (find_fate(work, pair, &listed.practice.fate, &listed.effect)) {
            work->listed[work->listed_count++] = listed;
        }
    }
    qsort(work->listed, work->listed_count, sizeof *work->listed, by_place_and_effect);
    return AP_OK;
}

static ap_change rounded(const ap_sums *sums)
{
    return (ap_change){
        .before = (double)sums->before,
        .after = (double)sums->after,
        .registered = (double)sums->registered,
        .per_head = (double)sums->per_head,
        .merged = (double)sums->merged,
        .remapped = (double)sums->remapped,
    };
}

static ap_status hand_over(const ap_work *work, ap_changes **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_changes *changes = calloc(1, sizeof *changes);
    if (changes == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "practices", "the change in need");
    }
    changes->places = work->places;
    changes->count = work->listed_count;
    changes->weighted = calloc(work->places + 1, sizeof *changes->weighted);
    changes->people = calloc(work->places + 1, sizeof *changes->people);
    changes->practices = calloc(work->listed_count + 1, sizeof *changes->practices);
    if (changes->weighted == NULL || changes->people == NULL ||
        changes->practices == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "practices", "the change in need");
        goto done;
    }
    for (size_t i = 0; i < work->places; i++) {
        changes->weighted[i] = rounded(&work->sums[WEIGHTED][i]);
        changes->people[i] = rounded(&work->sums[PEOPLE][i]);
    }
    for (size_t p = 0; p < work->listed_count; p++) {
        changes->practices[p] = work->listed[p].practice;
    }
    *out = changes; /* the caller's from here on */
    changes = NULL;
done:
    ap_changes_free(changes);
    return status;
}

ap_status ap_changes_of(size_t places, size_t before_count,
                        const ap_change_practice before[], size_t after_count,
                        const ap_change_practice after[], double jump, ap_changes **out,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_work work = {.places = places, .jump = jump};
    for (int tally = WEIGHTED; tally < TALLIES; tally++) {
        work.sums[tally] = calloc(places + 1, sizeof *work.sums[tally]);
        if (work.sums[tally] == NULL) {
            status = ap_fail(err, AP_NO_MEMORY, "practices", "the change in need");
            goto done;
        }
    }
    AP_TRY(pair_practices(before_count, before, after_count, after, &work, err));
    for (size_t p = 0; p < work.pair_count; p++) {
        add_pair(&work, WEIGHTED, &work.pairs[p]);
        add_pair(&work, PEOPLE, &work.pairs[p]);
    }
    AP_TRY(list_practices(before, after, &work, err));
    AP_TRY(hand_over(&work, out, err));
done:
    work_free(&work);
    return status;
}

void ap_changes_free(ap_changes *changes)
{
    if (changes == NULL) {
        return;
    }
    free(changes->weighted);
    free(changes->people);
    free(changes->practices);
    free(changes);
}
