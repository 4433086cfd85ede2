/* A made-up round of many places, base only: bench_large PLACES SCHEMES_A_PLACE. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "apportion/round.h"
#include "clock.h"
#include "large_case.h"
#include "solve/lexico.h"
#include "solve/model.h"
#include "solve/position.h"
#include "solve/publish.h"

static const char *const outcomes[] = {"optimal", "infeasible", "unbounded", "undecided"};

static void print_goals(const ap_round *round)
{
    const ap_lexico_result *result = round->result;
    for (size_t g = 0; g < round->model->goal_count; g++) {
        size_t stages = 0;
        long iterations = 0;
        for (size_t s = 0; s < result->stage_count; s++) {
            stages += result->stages[s].goal == g ? 1 : 0;
            iterations += result->stages[s].goal == g ? result->stages[s].iterations : 0;
        }
        (void)printf("    %-30s %5zu stages %8ld iterations\n", round->model->goals[g].name,
                     stages, iterations);
    }
}

static void print_proof(const ap_round *round)
{
    const ap_lexico_result *result = round->result;
    ap_certificate worst = {0, 0, 0};
    for (size_t s = 0; s < result->stage_count; s++) {
        worst.primal = fmax(worst.primal, result->stages[s].certificate.primal);
        worst.dual = fmax(worst.dual, result->stages[s].certificate.dual);
        worst.gap = fmax(worst.gap, result->stages[s].certificate.gap);
    }
    (void)printf("    outcome %s; worst certificate: primal %.1e, dual %.1e, gap %.1e\n",
                 outcomes[result->outcome], worst.primal, worst.dual, worst.gap);
}

int main(int count, char *words[])
{
    ap_error err = {0};
    size_t places = count > 1 ? (size_t)strtoul(words[1], NULL, 10) : 150;
    size_t schemes = count > 2 ? (size_t)strtoul(words[2], NULL, 10) : 20;
    ap_round *round = NULL;
    (void)printf("%zu places, %zu schemes\n", places, places * schemes);
    ap_lap_start();
    ap_case *inputs = ap_large_case(places, schemes);
    ap_lap("make, read and check the case");
    ap_must(ap_round_prepare(inputs, &round, &err), &err);
    ap_lap("need, targets, program");
    const ap_lp *lp = round->model->lp;
    (void)printf("    %zu rows, %zu columns, %zu entries, %zu sources, %zu cells\n",
                 lp->rows, lp->columns, lp->row_start[lp->rows], inputs->sources_count,
                 round->model->cell_count);
    ap_must(ap_round_solve(round, AP_ALL_GOALS, NULL, NULL, &err), &err);
    ap_lap("goals in order");
    print_proof(round);
    bool is_solved = ap_round_is_solved(round);
    if (is_solved) {
        print_goals(round);
        ap_position *position = NULL;
        ap_must(ap_publish_cells(round->model, round->cells, round->cells, &err), &err);
        ap_lap("whole pounds");
        ap_must(ap_position_of(round->model, round->cells, &position, &err), &err);
        ap_lap("position");
        ap_position_free(position);
    }
    ap_round_free(round);
    ap_case_free(inputs);
    return is_solved ? 0 : 1;
}
