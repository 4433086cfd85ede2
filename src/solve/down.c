#include "solve/down.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/target.h"
#include "method/pace.h"
#include "solve/carry.h"

/* What travels from rank to rank of a place of the round: this head, then for each level
 * the numbers of each place below it, in the order of the level. */
typedef struct ap_head {
    double programs;
    double simplex;
    double undecided;
    double iterations;
    double primal;
    double dual;
    double gap;
} ap_head;

enum { HEAD = sizeof(ap_head) / sizeof(double), SINGLES = 5 };

/* A place of the round with all below it, on its way down. */
typedef struct ap_way {
    const ap_case *inputs;
    const ap_down *down;
    size_t root;
    const double *money; /* of the round */
    double *numbers;     /* the record */
    ap_head head;
} ap_way;

static size_t numbers_of_place(const ap_down *down)
{
    return SINGLES + 2 * down->programmes;
}

/* How many numbers the record of the largest place of the round has. */
static size_t record_size(const ap_down *down, size_t roots)
{
    size_t most = 0;
    for (size_t i = 0; i < roots; i++) {
        size_t places = 0;
        for (size_t n = 0; n < down->count; n++) {
            for (size_t c = 0; c < down->levels[n].need->places; c++) {
                places += down->levels[n].root[c] == i ? 1 : 0;
            }
        }
        most = places > most ? places : most;
    }
    return HEAD + most * numbers_of_place(down);
}

/* The arrays of a level that are in the record, place by place: singles, then cells. */
static void singles_of(const ap_down_level *level, double *singles[SINGLES])
{
    double *list[SINGLES] = {level->opening, level->floor, level->cap, level->target,
                             level->broken};
    memcpy(singles, list, sizeof list);
}

/* Between the arrays and the record of one place of the round. */
static void pack(const ap_down *down, size_t root, double numbers[], bool is_reading)
{
    size_t width = down->programmes * sizeof(double);
    double *at = numbers + HEAD;
    for (size_t n = 0; n < down->count; n++) {
        const ap_down_level *level = &down->levels[n];
        double *singles[SINGLES];
        singles_of(level, singles);
        for (size_t c = 0; c < level->need->places; c++) {
            if (level->root[c] != root) {
                continue;
            }
            for (size_t a = 0; a < SINGLES; a++, at++) {
                memcpy(is_reading ? &singles[a][c] : at, is_reading ? at : &singles[a][c],
                       sizeof *at);
            }
            double *tables[] = {level->wanted, level->cells};
            for (size_t t = 0; t < 2; t++, at += down->programmes) {
                double *own = tables[t] + c * down->programmes;
                memcpy(is_reading ? own : at, is_reading ? at : own, width);
            }
        }
    }
}

/* The children of one parent, gathered side by side for carry.h. */
typedef struct ap_family {
    size_t count;
    size_t *places; /* of the level */
    double *need;   /* [c * K + k] */
    double *people;
    double *baseline;
    double *floor;
    double *cap;
    const char **keys;
    double *money; /* A_k */
} ap_family;

static void family_free(ap_family *family)
{
    free(family->places);
    free(family->need);
    free(family->people);
    free(family->keys);
}

static ap_status family_new(size_t most, size_t programmes, ap_family *family,
                            ap_error *err)
{
    *family = (ap_family){0};
    family->places = calloc(most + 1, sizeof *family->places);
    family->need = calloc((most + 1) * programmes + 1, sizeof *family->need);
    family->people = calloc(4 * (most + 1) + programmes + 1, sizeof *family->people);
    family->keys = calloc(most + 1, sizeof *family->keys);
    if (family->places == NULL || family->need == NULL || family->people == NULL ||
        family->keys == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "carry-down", "no memory for %zu places", most);
    }
    family->baseline = family->people + most + 1;
    family->floor = family->baseline + most + 1;
    family->cap = family->floor + most + 1;
    family->money = family->cap + most + 1;
    return AP_OK;
}

static void gather_family(const ap_way *way, size_t n, size_t parent, ap_family *family)
{
    const ap_down_level *level = &way->down->levels[n];
    size_t programmes = way->down->programmes;
    family->count = 0;
    for (size_t c = 0; c < level->need->places; c++) {
        if (level->parent[c] != parent) {
            continue;
        }
        size_t at = family->count++;
        family->places[at] = c;
        family->people[at] = level->need->population[c];
        family->baseline[at] = level->baseline[c];
        family->keys[at] = way->inputs->places[level->need->place_rows[c]].place;
        memcpy(family->need + at * programmes, level->smoothed + c * programmes,
               programmes * sizeof *family->need);
    }
    const double *money = n == 0 ? way->money : way->down->levels[n - 1].cells;
    memcpy(family->money, money + parent * programmes, programmes * sizeof *money);
}

/* What need alone would give each child, for its opening distance: carry.h's t_ck. */
static void take_opening(const ap_way *way, size_t n, const ap_family *family)
{
    const ap_down_level *level = &way->down->levels[n];
    size_t programmes = way->down->programmes;
    double money = 0;
    double before = 0;
    for (size_t k = 0; k < programmes; k++) {
        money += family->money[k];
    }
    for (size_t at = 0; at < family->count; at++) {
        before += family->baseline[at];
    }
    for (size_t at = 0; at < family->count; at++) {
        double target = 0;
        for (size_t k = 0; k < programmes; k++) {
            double total = 0;
            for (size_t d = 0; d < family->count; d++) {
                total += family->need[d * programmes + k];
            }
            target += total > 0
                          ? family->money[k] * family->need[at * programmes + k] / total
                          : 0;
        }
        bool is_known = family->baseline[at] > 0 && target > 0 && before > 0;
        level->opening[family->places[at]] =
            is_known ? ap_distance(family->baseline[at] * money / before, target) : NAN;
    }
}

static void take_pace(const ap_way *way, size_t n, ap_family *family)
{
    const ap_down_level *level = &way->down->levels[n];
    ap_pace pace = ap_pace_of_level(way->inputs, n + 1);
    for (size_t at = 0; at < family->count; at++) {
        size_t c = family->places[at];
        const ap_place *place = &way->inputs->places[level->need->place_rows[c]];
        double people = place->population_before > 0
                            ? level->need->population[c] / place->population_before
                            : 1;
        bool is_known = isfinite(level->opening[c]);
        level->floor[c] =
            is_known ? ap_pace_floor(&pace, level->opening[c], people) : -INFINITY;
        level->cap[c] = is_known ? ap_pace_cap(&pace, level->opening[c]) : INFINITY;
        family->floor[at] = level->floor[c];
        family->cap[at] = level->cap[c];
    }
}

static void keep(const ap_way *way, size_t n, const ap_family *family,
                 const ap_carry *carry)
{
    const ap_down_level *level = &way->down->levels[n];
    size_t programmes = way->down->programmes;
    for (size_t at = 0; at < family->count; at++) {
        size_t c = family->places[at];
        level->target[c] = carry->target[at];
        level->broken[c] = carry->broken[at];
        memcpy(level->wanted + c * programmes, carry->wanted + at * programmes,
               programmes * sizeof(double));
        memcpy(level->cells + c * programmes, carry->cells + at * programmes,
               programmes * sizeof(double));
    }
}

static void count(ap_way *way, const ap_carry *carry)
{
    way->head.programs++;
    way->head.simplex += carry->stages > 0 ? 1 : 0;
    way->head.iterations += (double)carry->iterations;
    way->head.undecided += carry->outcome == AP_OPTIMAL ? 0 : 1;
    if (carry->outcome == AP_OPTIMAL) {
        way->head.primal = fmax(way->head.primal, carry->worst.primal);
        way->head.dual = fmax(way->head.dual, carry->worst.dual);
        way->head.gap = fmax(way->head.gap, carry->worst.gap);
    }
}

/* One parent: its children's floors and caps, its program, its answer. */
static ap_status carry_parent(ap_way *way, size_t n, size_t parent, ap_family *family,
                              ap_error *err)
{
    ap_status status = AP_OK;
    ap_carry *carry = NULL;
    gather_family(way, n, parent, family);
    if (family->count == 0) {
        return AP_OK;
    }
    take_opening(way, n, family);
    take_pace(way, n, family);
    const ap_carry_plan plan = {
        .name = way->down->levels[n].word,
        .children = family->count,
        .programmes = way->down->programmes,
        .money = family->money,
        .need = family->need,
        .people = family->people,
        .baseline = family->baseline,
        .floor = family->floor,
        .cap = family->cap,
        .keys = family->keys,
    };
    AP_TRY(ap_carry_solve(&plan, &carry, err));
    count(way, carry);
    if (carry->outcome == AP_OPTIMAL) {
        keep(way, n, family, carry);
    }
done:
    ap_carry_free(carry);
    return status;
}

/* Is place p of the level above level n below the place of the round at hand? */
static bool is_on_way(const ap_way *way, size_t n, size_t p)
{
    return n == 0 ? p == way->root : way->down->levels[n - 1].root[p] == way->root;
}

/* A place of the round, level by level to the last. */
static ap_status go_down(ap_way *way, const ap_need *round, ap_family *family,
                         ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t n = 0; n < way->down->count; n++) {
        size_t parents = n == 0 ? round->places : way->down->levels[n - 1].need->places;
        for (size_t p = 0; p < parents; p++) {
            if (is_on_way(way, n, p)) {
                AP_TRY(carry_parent(way, n, p, family, err));
            }
        }
    }
    memcpy(way->numbers, &way->head, sizeof way->head);
    pack(way->down, way->root, way->numbers, false);
done:
    return status;
}

/* What a rank has worked out, a record a place of the round. */
typedef struct ap_worker {
    size_t size; /* of a record, in numbers */
    size_t done;
    double *records;
    int64_t *numbers;
} ap_worker;

static ap_status work(ap_worker *worker, const ap_way *start, const ap_need *round,
                      ap_counter *counter, ap_error *err)
{
    ap_status status = AP_OK;
    ap_family family = {0};
    worker->records = calloc((round->places + 1) * worker->size, sizeof *worker->records);
    worker->numbers = calloc(round->places + 1, sizeof *worker->numbers);
    if (worker->records == NULL || worker->numbers == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "carry-down", "no memory for its results");
    }
    AP_TRY(family_new(start->inputs->places_count, start->down->programmes, &family, err));
    for (int64_t next = ap_counter_next(counter); next < (int64_t)round->places;
         next = ap_counter_next(counter)) {
        ap_way way = *start;
        way.root = (size_t)next;
        way.numbers = worker->records + worker->done * worker->size;
        worker->numbers[worker->done++] = next;
        AP_TRY(go_down(&way, round, &family, err));
    }
done:
    family_free(&family);
    return status;
}

static void read_record(ap_down *down, size_t root, double numbers[])
{
    ap_head head;
    memcpy(&head, numbers, sizeof head);
    down->programs += (size_t)head.programs;
    down->simplex += (size_t)head.simplex;
    down->undecided += (size_t)head.undecided;
    down->iterations += lround(head.iterations);
    down->worst.primal = fmax(down->worst.primal, head.primal);
    down->worst.dual = fmax(down->worst.dual, head.dual);
    down->worst.gap = fmax(down->worst.gap, head.gap);
    pack(down, root, numbers, true);
}

/* The places of the round, given out, solved and brought together on rank 0. */
static ap_status share_out(ap_down *down, const ap_way *start, const ap_need *round,
                           ap_ranks ranks, ap_error *err)
{
    ap_status status = AP_OK;
    ap_counter *counter = NULL;
    void *all = NULL;
    ap_worker worker = {.size = record_size(down, round->places)};
    AP_TRY(ap_counter_new(ranks, &counter, err));
    status = work(&worker, start, round, counter, err);
    AP_TRY(ap_agree(ranks, status, err));
    AP_TRY(ap_ranks_gather(ranks, round->places, worker.size * sizeof(double), worker.done,
                           worker.numbers, worker.records, &all, err));
    for (size_t i = 0; i < round->places && all != NULL; i++) {
        read_record(down, i, (double *)all + i * worker.size);
    }
done:
    free(all);
    free(worker.records);
    free(worker.numbers);
    ap_counter_free(counter);
    return status;
}

ap_status ap_down_run(const ap_case *inputs, const ap_need *round, const double money[],
                      ap_ranks ranks, ap_down **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_down *down = NULL;
    *out = NULL;
    if (ap_case_levels(inputs) < 2) {
        return AP_OK;
    }
    status = ap_down_new(inputs, round, &down, err);
    AP_TRY(ap_agree(ranks, status, err));
    const ap_way start = {.inputs = inputs, .down = down, .money = money};
    AP_TRY(share_out(down, &start, round, ranks, err));
    if (ranks.rank == 0) {
        *out = down;
        down = NULL;
    }
done:
    ap_down_free(down);
    return status;
}
