/* What the batch engine saves: each trial solved by the batch from the base's basis, by the
 * same program from scratch, and by GLPK as an analyst would ask it, one after another in
 * turn, so that a busy machine slows all of them alike.
 *
 *     bench_cold FOLDER TRIALS      or      bench_cold PLACES SCHEMES_A_PLACE TRIALS
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "data/load.h"
#include "large_case.h"
#include "plain_lp.h"
#include "solve/batch.h"
#include "solve/trials.h"

enum { BLOCK = 10 };

enum { BATCH, COMPACT, PLAIN, TUNED, WAYS };

static const char *const ways[WAYS] = {
    "batch: case, program and goals",
    "the same from scratch",
    "analyst's program, GLPK as it comes",
    "analyst's program, GLPK tuned",
};

typedef struct ap_race {
    size_t count;
    size_t infeasible;
    double seconds[WAYS];
    size_t failed[WAYS];
    double difference; /* of the soft goals and the worst shortfall, solver to solver */
} ap_race;

static ap_case *load(int count, char *words[])
{
    ap_error err = {0};
    ap_case *inputs = NULL;
    if (count > 3) {
        return ap_large_case((size_t)strtoul(words[1], NULL, 10),
                             (size_t)strtoul(words[2], NULL, 10));
    }
    ap_problems *problems = ap_problems_new();
    ap_must(ap_case_load(words[1], AP_SCOPE_ALL, problems, &inputs, &err), &err);
    ap_problems_free(problems);
    return inputs;
}

/* The goals up to the leximin's first level are the same in both programs. */
static void compare(ap_race *race, const ap_round *round, const ap_plain_answer *plain)
{
    const ap_lexico_result *result = round->result;
    for (size_t s = 0; s < result->stage_count && s < plain->count; s++) {
        double by = fabs(result->stages[s].best - plain->best[s]);
        race->difference = fmax(race->difference, by);
        if (round->model->goal_kinds[result->stages[s].goal] == AP_GOAL_LEXIMIN) {
            break;
        }
    }
}

static void run_plain(ap_race *race, const ap_round *round, int way, double *seconds)
{
    ap_plain_answer answer =
        ap_plain_solve(round->model, way == PLAIN ? AP_PLAIN_DEFAULT : AP_PLAIN_TUNED);
    seconds[way] = answer.seconds;
    race->failed[way] += answer.is_solved ? 0 : 1;
    if (answer.is_solved) {
        compare(race, round, &answer);
    }
}

/* The trial from scratch, and as an analyst would ask it. */
static void run_cold(ap_race *race, const ap_round *base, const ap_trial *trial)
{
    ap_error err = {0};
    ap_case *copy = NULL;
    ap_round *round = NULL;
    double seconds[WAYS] = {0};
    double began = ap_cpu_seconds();
    ap_must(ap_trial_case(base->inputs, trial, &copy, &err), &err);
    ap_must(ap_round_prepare(copy, &round, &err), &err);
    ap_must(ap_round_solve(round, trial->pursuit, NULL, NULL, &err), &err);
    seconds[COMPACT] = ap_cpu_seconds() - began;
    if (ap_round_is_solved(round)) {
        run_plain(race, round, PLAIN, seconds);
        run_plain(race, round, TUNED, seconds);
    }
    for (int way = COMPACT; way < WAYS; way++) {
        race->seconds[way] += seconds[way];
    }
    ap_round_free(round);
    ap_case_free(copy);
}

/* A block of trials in turn: by the batch, then each the other ways. */
static void run_block(ap_race *race, const ap_round *base, size_t count,
                      const ap_trial trials[])
{
    ap_error err = {0};
    ap_batch *batch = NULL;
    double began = ap_cpu_seconds();
    ap_must(ap_batch_run(base, count, trials, (ap_ranks){0, 1}, &batch, &err), &err);
    race->seconds[BATCH] += ap_cpu_seconds() - began;
    for (size_t t = 0; t < count; t++) {
        race->failed[BATCH] += batch->results[t].outcome == AP_UNDECIDED ? 1 : 0;
        race->infeasible += batch->results[t].outcome == AP_INFEASIBLE ? 1 : 0;
        run_cold(race, base, &trials[t]);
    }
    race->count += count;
    ap_batch_free(batch);
}

static void print(const ap_race *race)
{
    for (int way = 0; way < WAYS; way++) {
        (void)printf("  %-38s %10.3f ms a trial %8.1f times the batch %5zu failed\n",
                     ways[way], 1e3 * race->seconds[way] / (double)race->count,
                     race->seconds[way] / race->seconds[BATCH], race->failed[way]);
    }
    (void)printf("  largest difference of soft goals and worst shortfall: %.1e\n",
                 race->difference);
}

/* Keep most of the list's trials, spread over all of it. */
static void pick(ap_trials *list, size_t most)
{
    size_t kept = list->count < most ? list->count : most;
    for (size_t t = 0; t < kept; t++) {
        list->trials[t] = list->trials[t * list->count / kept];
    }
    list->count = kept;
}

int main(int count, char *words[])
{
    if (count < 3) {
        (void)fprintf(stderr, "bench_cold FOLDER TRIALS, or PLACES SCHEMES TRIALS\n");
        return 64;
    }
    ap_error err = {0};
    ap_race race = {0};
    ap_round *base = NULL;
    ap_trials list = {.arena = ap_arena_new()};
    ap_case *inputs = load(count, words);
    size_t most = (size_t)strtoul(words[count - 1], NULL, 10);
    ap_must(ap_round_prepare(inputs, &base, &err), &err);
    ap_must(ap_round_solve(base, AP_ALL_GOALS, NULL, NULL, &err), &err);
    ap_trials_add_drops(inputs, &list);
    ap_trials_add_sensitivities(inputs, &list);
    pick(&list, most);
    for (size_t t = 0; t < list.count; t += BLOCK) {
        run_block(&race, base, list.count - t < BLOCK ? list.count - t : BLOCK,
                  list.trials + t);
    }
    (void)printf("%s: %zu trials, %zu of them cannot be met\n", inputs->name, race.count,
                 race.infeasible);
    print(&race);
    free(list.trials);
    free(list.findings);
    ap_arena_free(list.arena);
    ap_round_free(base);
    ap_case_free(inputs);
    return 0;
}
