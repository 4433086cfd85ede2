/* The shipped round, stage by stage and as the program runs it:
 *
 *     bench_round FOLDER PROGRAM OUTPUT */
#include <stdio.h>
#include <stdlib.h>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apportion/round.h"
#include "clock.h"
#include "data/load.h"
#include "solve/batch.h"
#include "solve/model.h"
#include "solve/publish.h"
#include "solve/trials.h"

extern char **environ;

enum { RUNS = 5 };

typedef struct ap_kind_of_trials {
    const char *name;
    void (*add)(const ap_case *inputs, ap_trials *trials);
} ap_kind_of_trials;

static void add_options(const ap_case *inputs, ap_trials *trials)
{
    ap_trials_add_options(inputs, NULL, trials);
}

static const ap_kind_of_trials kinds[] = {
    {"options", add_options},
    {"each rule dropped", ap_trials_add_drops},
    {"frontier", ap_trials_add_frontier},
    {"sensitivities", ap_trials_add_sensitivities},
};

static void run_trials(const ap_round *base)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        ap_error err = {0};
        ap_batch *batch = NULL;
        ap_trials list = {.arena = ap_arena_new()};
        char words[64];
        kinds[k].add(base->inputs, &list);
        ap_must(ap_batch_run(base, list.count, list.trials, (ap_ranks){0, 1}, &batch, &err),
                &err);
        (void)snprintf(words, sizeof words, "%s, %zu trials", kinds[k].name, list.count);
        ap_lap(words);
        ap_batch_free(batch);
        free(list.trials);
        free(list.findings);
        ap_arena_free(list.arena);
    }
}

/* CPU time counts from the start of the process, so what loading the program and its
 * libraries takes is in it. */
static void run_stages(const char *folder)
{
    ap_error err = {0};
    ap_case *inputs = NULL;
    ap_round *round = NULL;
    ap_problems *problems = ap_problems_new();
    ap_must(ap_case_load(folder, AP_SCOPE_ALL, problems, &inputs, &err), &err);
    ap_must(ap_round_prepare(inputs, &round, &err), &err);
    ap_lap("start-up to the first program");
    ap_must(ap_round_solve(round, AP_ALL_GOALS, NULL, NULL, &err), &err);
    ap_lap("goals in order");
    run_trials(round);
    double *whole = calloc(round->model->cell_count + 1, sizeof *whole);
    ap_must(ap_publish_cells(round->model, round->cells, whole, &err), &err);
    ap_lap("whole pounds");
    free(whole);
    ap_round_free(round);
    ap_case_free(inputs);
    ap_problems_free(problems);
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

/* CPU seconds of one run of the program; ends the bench when it fails. */
static double run_program(char *folder, char *program, char *output)
{
    char *arguments[] = {program, "round", folder, "--quiet", "--output", output, NULL};
    struct rusage before = {0};
    struct rusage after = {0};
    pid_t child = 0;
    int status = -1;
    (void)getrusage(RUSAGE_CHILDREN, &before);
    if (posix_spawn(&child, program, NULL, NULL, arguments, environ) != 0 ||
        waitpid(child, &status, 0) != child || status != 0) {
        (void)fprintf(stderr, "%s does not run\n", program);
        exit(1);
    }
    (void)getrusage(RUSAGE_CHILDREN, &after);
    return seconds_of(after.ru_utime) + seconds_of(after.ru_stime) -
           seconds_of(before.ru_utime) - seconds_of(before.ru_stime);
}

int main(int count, char *words[])
{
    if (count != 4) {
        (void)fprintf(stderr, "bench_round FOLDER PROGRAM OUTPUT\n");
        return 64;
    }
    (void)printf("%s: stages, CPU time and the most memory so far\n", words[1]);
    run_stages(words[1]);
    (void)printf("the program, workbook and record included, %d runs\n", RUNS);
    (void)fflush(stdout);
    for (int run = 0; run < RUNS; run++) {
        double seconds = run_program(words[1], words[2], words[3]);
        struct rusage usage = {0};
        (void)getrusage(RUSAGE_CHILDREN, &usage);
        (void)printf("  %-34s %9.3f s %7.0f MB\n", "apportion round", seconds,
                     (double)usage.ru_maxrss / 1024);
        (void)fflush(stdout);
    }
    return 0;
}
