/* Scenarios of a risk run: bench_risk CASE SCENARIOS [SCRIPT], where SCRIPT is
 * scipy_risk.py; bench_risk PLACES SCHEMES_A_PLACE SCENARIOS on a made-up case.
 *
 * The recourse of two hundred scenarios, one after another as a run has them, is timed in
 * turns with that of the plain program, as an analyst would write it, re-solved by GLPK
 * from the basis of the scenario before it and, of four of them, from scratch. CPU time;
 * building the plain program is not counted, setting its bounds is. Ratios are medians over
 * turns. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/round.h"
#include "clock.h"
#include "data/load.h"
#include "data/schema.h"
#include "large_case.h"
#include "risk/engine.h"
#include "sample/random.h"
#include "sample/special.h"

enum { TURN_MOST = 200, COLD = 4, TURNS_MOST = 400, SCIPY = 40 };

/* What is measured: a number of each turn, microseconds a scenario. */
typedef struct ap_bench {
    const ap_plan *plan;
    ap_engine *engine; /* NULL: of a made-up case, which has no drivers */
    ap_shortage *shortage;
    ap_recourse *recourse;
    ap_solver *plain;
    double *cost;
    double *income;
    double *costs; /* of a turn's scenarios */
    double *incomes;
    size_t turn; /* scenarios of a turn */
    size_t turns;
    double ours[TURNS_MOST];
    double warm[TURNS_MOST];
    double cold[TURNS_MOST];
    long counted[AP_COUNTED_KINDS];
    long warm_steps;
    double worst; /* relative difference of least costs */
    size_t rows;
    size_t columns;
} ap_bench;

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(size_t count, const double numbers[])
{
    double copy[TURNS_MOST];
    memcpy(copy, numbers, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, ascending);
    return copy[count / 2];
}

static double ratio(size_t count, const double of[], const double to[])
{
    double ratios[TURNS_MOST];
    for (size_t t = 0; t < count; t++) {
        ratios[t] = of[t] / to[t];
    }
    return median(count, ratios);
}

static double normal(uint64_t scenario, uint32_t purpose)
{
    ap_address at = {.seed = 5, .scenario = scenario, .driver = purpose};
    return ap_normal_quantile(ap_tails_below(ap_random_uniform(&at)));
}

/* A year of the case's drivers or, of a made-up case, of a factor for the whole, its
 * programmes and its places (26 for four places). */
static void draw(ap_bench *bench, uint64_t w)
{
    ap_error err = {0};
    const ap_case *inputs = bench->plan->inputs;
    if (bench->engine != NULL) {
        ap_must(ap_engine_take(bench->engine, w, &err), &err);
        memcpy(bench->cost, bench->engine->cost,
               inputs->schemes_count * sizeof *bench->cost);
        memcpy(bench->income, bench->engine->income,
               inputs->sources_count * sizeof *bench->income);
        return;
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        const ap_scheme *scheme = &inputs->schemes[s];
        double rate = 0.007 + 0.006 * normal(w, 0) +
                      0.01 * normal(w, 1 + (uint32_t)scheme->programme_at) +
                      0.01 * normal(w, 1000 + (uint32_t)scheme->place_at % 16);
        bench->cost[s] = fmax(bench->plan->scheme[s] * (1 + rate), 0);
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        bench->income[f] = bench->plan->source[f];
    }
}

/* A scenario's shortage, of which either program is made. */
static void set_out(ap_bench *bench, uint64_t w)
{
    draw(bench, w);
    ap_shortage_take(bench->shortage, bench->cost, bench->income);
}

static void count(ap_bench *bench, const ap_recourse_answer *answer)
{
    bench->counted[answer->how]++;
    bench->counted[AP_COUNTED_STEPS] += answer->steps;
}

/* Scenarios that have been drawn, one after another as a run has them: the seconds that
 * they take, and their least costs. */
static double solve_ours(ap_bench *bench, double least[TURN_MOST])
{
    ap_error err = {0};
    ap_recourse_answer answers[TURN_MOST];
    size_t schemes = bench->plan->inputs->schemes_count;
    size_t sources = bench->plan->inputs->sources_count;
    double began = ap_cpu_seconds();
    for (size_t k = 0; k < bench->turn; k++) {
        ap_shortage_take(bench->shortage, bench->costs + k * schemes,
                         bench->incomes + k * sources);
        ap_must(ap_recourse_solve(bench->recourse, bench->shortage, &answers[k], &err),
                &err);
    }
    double took = ap_cpu_seconds() - began;
    for (size_t k = 0; k < bench->turn; k++) {
        count(bench, &answers[k]);
        least[k] = answers[k].objective;
    }
    return took;
}

static double solve_plain(ap_bench *bench, bool is_cold, double ours)
{
    ap_error err = {0};
    ap_lp *lp = NULL;
    ap_outcome outcome = AP_UNDECIDED;
    ap_must(ap_recourse_plain(bench->plan, bench->shortage, &lp, &err), &err);
    if (bench->plain == NULL) {
        ap_must(ap_solver_new(lp, &bench->plain, &err), &err);
    }
    bench->rows = lp->rows;
    bench->columns = lp->columns;
    double *values = calloc(lp->columns + 1, sizeof *values);
    long before = ap_solver_iterations(bench->plain);
    double began = ap_cpu_seconds();
    ap_must(ap_solver_reload(bench->plain, lp, &err), &err);
    if (is_cold) {
        ap_solver_forget_basis(bench->plain);
    }
    ap_must(ap_solver_run(bench->plain, AP_DUAL, &outcome, &err), &err);
    double took = ap_cpu_seconds() - began;
    bench->warm_steps += is_cold ? 0 : ap_solver_iterations(bench->plain) - before;
    double objective = ap_recourse_plain_constant(bench->plan, bench->shortage);
    ap_solver_values(bench->plain, values);
    for (size_t j = 0; j < lp->columns; j++) {
        objective += lp->cost[j] * values[j];
    }
    bench->worst = fmax(bench->worst, fabs(objective - ours) / (1 + fabs(objective)));
    free(values);
    ap_lp_free(lp);
    return took;
}

/* Scenarios of a turn: ours, then the plain program's. */
static void take_turn(ap_bench *bench, uint64_t first)
{
    size_t t = bench->turns++;
    size_t schemes = bench->plan->inputs->schemes_count;
    size_t sources = bench->plan->inputs->sources_count;
    double least[TURN_MOST] = {0};
    for (size_t k = 0; k < bench->turn; k++) {
        draw(bench, first + k);
        memcpy(bench->costs + k * schemes, bench->cost, schemes * sizeof *bench->cost);
        memcpy(bench->incomes + k * sources, bench->income,
               sources * sizeof *bench->income);
    }
    bench->ours[t] = 1e6 * solve_ours(bench, least) / (double)bench->turn;
    for (size_t k = 0; k < bench->turn; k++) {
        set_out(bench, first + k);
        bench->warm[t] += 1e6 * solve_plain(bench, false, least[k]) / (double)bench->turn;
    }
    for (size_t k = 0; k < COLD; k++) {
        set_out(bench, first + k);
        bench->cold[t] += 1e6 * solve_plain(bench, true, least[k]) / COLD;
    }
}

static void write_number(FILE *file, double number)
{
    if (isinf(number)) {
        (void)fputs(number > 0 ? " inf" : " -inf", file);
    } else {
        (void)fprintf(file, " %.17g", number);
    }
}

static void write_bounds(FILE *file, const ap_lp *lp)
{
    for (size_t i = 0; i < lp->rows; i++) {
        (void)fprintf(file, "row %zu", i);
        write_number(file, lp->row_low[i]);
        write_number(file, lp->row_high[i]);
        (void)fputc('\n', file);
    }
    for (size_t j = 0; j < lp->columns; j++) {
        (void)fprintf(file, "column %zu", j);
        write_number(file, lp->low[j]);
        write_number(file, lp->high[j]);
        (void)fputc('\n', file);
    }
}

static void write_program(FILE *file, const ap_lp *lp)
{
    (void)fprintf(file, "size %zu %zu\n", lp->rows, lp->columns);
    for (size_t j = 0; j < lp->columns; j++) {
        (void)fprintf(file, "cost %zu %.17g\n", j, lp->cost[j]);
    }
    for (size_t i = 0; i < lp->rows; i++) {
        for (size_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
            (void)fprintf(file, "entry %zu %zu %.17g\n", i, lp->terms[k].column,
                          lp->terms[k].coefficient);
        }
    }
}

/* The same scenarios by scipy; milliseconds, NaN where it is not there. */
static double ask_scipy(ap_bench *bench, const char *script, bool is_dense)
{
    char command[1024];
    char line[256];
    double found = NAN;
    FILE *program = fopen("bench_risk.program", "w");
    FILE *scenarios = fopen("bench_risk.scenarios", "w");
    for (uint64_t w = 0; w < SCIPY && program != NULL && scenarios != NULL; w++) {
        ap_error err = {0};
        ap_lp *lp = NULL;
        set_out(bench, w);
        ap_must(ap_recourse_plain(bench->plan, bench->shortage, &lp, &err), &err);
        if (w == 0) {
            write_program(program, lp);
        }
        (void)fprintf(scenarios, "scenario %llu\n", (unsigned long long)w);
        write_bounds(scenarios, lp);
        ap_lp_free(lp);
    }
    bool is_written = program != NULL && scenarios != NULL;
    is_written = program != NULL && fclose(program) == 0 && is_written;
    is_written = scenarios != NULL && fclose(scenarios) == 0 && is_written;
    (void)snprintf(command, sizeof command,
                   "/usr/bin/python3 %s bench_risk.program bench_risk.scenarios%s", script,
                   is_dense ? " --dense" : "");
    FILE *answers = is_written ? popen(command, "r") : NULL;
    while (answers != NULL && fgets(line, sizeof line, answers) != NULL) {
        (void)sscanf(line, "median_ms %lf", &found);
    }
    if (answers != NULL) {
        (void)pclose(answers);
    }
    (void)remove("bench_risk.program");
    (void)remove("bench_risk.scenarios");
    return found;
}

static void print_results(const ap_bench *bench)
{
    size_t n = bench->turns;
    double all = (double)(n * bench->turn);
    const ap_lp *lp = ap_recourse_model_of(bench->recourse)->lp;
    (void)printf("  compact %zu x %zu in %zu blocks, plain %zu x %zu\n", lp->rows,
                 lp->columns, ap_recourse_blocks(bench->recourse)->count, bench->rows,
                 bench->columns);
    (void)printf(
        "  certified without a step %ld, warm %ld, cold %ld, failed %ld; %.2f steps "
        "a scenario (plain, warm: %.1f)\n",
        bench->counted[AP_COUNTED_CERTIFIED], bench->counted[AP_COUNTED_WARM],
        bench->counted[AP_COUNTED_COLD], bench->counted[AP_COUNTED_FAILED],
        (double)bench->counted[AP_COUNTED_STEPS] / all,
        (double)bench->warm_steps / (double)(n * bench->turn));
    (void)printf("  recourse %.1f us; plain warm %.0f us: %.1f times; plain cold %.0f us: "
                 "%.0f times\n",
                 median(n, bench->ours), median(n, bench->warm),
                 ratio(n, bench->warm, bench->ours), median(n, bench->cold),
                 ratio(n, bench->cold, bench->ours));
    (void)printf("  largest difference of least costs %.1e, most memory %.0f MB\n",
                 bench->worst, ap_peak_megabytes());
}

/* A whole scenario: draws, effects, recourse, outcome, tally. */
static double whole_scenarios(ap_bench *bench, uint64_t count)
{
    ap_error err = {0};
    ap_tally *tally = NULL;
    ap_tally_shape shape = ap_engine_shape(bench->engine);
    ap_must(ap_tally_new(&shape, &tally, &err), &err);
    for (uint64_t w = 0; w < count / 4; w++) { /* until all pages of the tally are there */
        ap_must(ap_engine_add(bench->engine, w, tally, &err), &err);
    }
    double began = ap_cpu_seconds();
    for (uint64_t w = 0; w < count; w++) {
        ap_must(ap_engine_add(bench->engine, w, tally, &err), &err);
    }
    double took = 1e6 * (ap_cpu_seconds() - began) / (double)count;
    ap_tally_free(tally);
    return took;
}

/* The recourse learns as an engine has it. */
static void learn(ap_bench *bench)
{
    ap_error err = {0};
    ap_recourse_answer answer;
    ap_recourse_learn(bench->recourse, true);
    for (uint64_t w = 0; w < AP_ENGINE_LEARNS; w++) {
        set_out(bench, w);
        ap_must(ap_recourse_solve(bench->recourse, bench->shortage, &answer, &err), &err);
    }
    ap_recourse_learn(bench->recourse, false);
}

static void measure(ap_bench *bench, uint64_t scenarios, const char *script)
{
    for (uint64_t w = 0; w < scenarios && bench->turns < TURNS_MOST; w += bench->turn) {
        take_turn(bench, AP_ENGINE_LEARNS + w);
    }
    print_results(bench);
    double ours = median(bench->turns, bench->ours);
    double whole = bench->engine == NULL ? NAN : whole_scenarios(bench, 20000);
    for (int dense = 0; dense < 2 && script != NULL; dense++) {
        double scipy = 1e3 * ask_scipy(bench, script, dense == 1);
        (void)printf("  scipy linprog (HiGHS, %s matrix) %.2f ms: %.0f times the recourse, "
                     "%.0f times a whole scenario\n",
                     dense == 1 ? "dense" : "sparse", scipy / 1e3, scipy / ours,
                     scipy / whole);
    }
    if (bench->engine != NULL) {
        (void)printf(
            "  whole scenario %.1f us, %.0f a second; plain warm %.1f times, plain "
            "cold %.0f times\n",
            whole, 1e6 / whole, median(bench->turns, bench->warm) / whole,
            median(bench->turns, bench->cold) / whole);
    }
}

int main(int count, char *words[])
{
    static ap_bench bench;
    ap_error err = {0};
    ap_round *round = NULL;
    ap_plan *plan = NULL;
    ap_case *inputs = NULL;
    bool is_made = count > 3 && isdigit((unsigned char)words[1][0]);
    uint64_t scenarios = strtoull(count > 2 ? words[is_made ? 3 : 2] : "2000", NULL, 10);
    if (is_made) {
        inputs = ap_large_case(strtoul(words[1], NULL, 10), strtoul(words[2], NULL, 10));
    } else {
        ap_problems *problems = ap_problems_new();
        ap_must(ap_case_load(words[1], AP_SCOPE_ALL, problems, &inputs, &err), &err);
        ap_problems_free(problems);
    }
    ap_must(ap_round_prepare(inputs, &round, &err), &err);
    ap_must(ap_round_solve(round, AP_ALL_GOALS, NULL, NULL, &err), &err);
    ap_must(ap_plan_new(round, &plan, &err), &err);
    bench.plan = plan;
    bench.turn = scenarios < TURN_MOST ? scenarios : TURN_MOST;
    ap_must(ap_shortage_new(plan, &bench.shortage, &err), &err);
    bench.cost = calloc(inputs->schemes_count + 1, sizeof *bench.cost);
    bench.income = calloc(inputs->sources_count + 1, sizeof *bench.income);
    bench.costs = calloc(TURN_MOST * inputs->schemes_count + 1, sizeof *bench.costs);
    bench.incomes = calloc(TURN_MOST * inputs->sources_count + 1, sizeof *bench.incomes);
    if (is_made) {
        ap_must(ap_recourse_new(plan, &bench.recourse, &err), &err);
    } else {
        const ap_drawing drawing = {AP_SAMPLING_SOBOL, 1, 1000000,
                                    inputs->settings.risk_degrees};
        ap_must(ap_engine_new(plan, &drawing, &bench.engine, &err), &err);
        ap_must(ap_recourse_new(plan, &bench.recourse, &err), &err);
    }
    learn(&bench);
    (void)printf("%s%s, %zu places, %zu schemes\n", words[1], is_made ? " places" : "",
                 round->need->places, inputs->schemes_count);
    measure(&bench, scenarios, is_made ? NULL : count > 3 ? words[3] : NULL);
    free(bench.cost);
    free(bench.income);
    free(bench.costs);
    free(bench.incomes);
    ap_solver_free(bench.plain);
    ap_recourse_free(bench.recourse);
    ap_shortage_free(bench.shortage);
    ap_engine_free(bench.engine);
    ap_plan_free(plan);
    ap_round_free(round);
    ap_case_free(inputs);
    return 0;
}
