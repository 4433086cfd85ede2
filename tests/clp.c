#include "clp.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "solve/lp_write.h"

extern char **environ;

enum { PATH = 1024, WORDS = 8192 };

/* Run clp on the file, what it says into one file and its solution into another. */
static bool runs(const char *mps_path, const char *words_path, const char *solution_path)
{
    char *arguments[] = {"clp",
                         (char *)mps_path,
                         "-primalT",
                         "1e-9",
                         "-dualT",
                         "1e-9",
                         "-dualsimplex",
                         "-saveSolution",
                         (char *)solution_path,
                         NULL};
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    pid_t child = 0;
    int status = -1;
    bool has_run =
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, words_path,
                                         O_WRONLY | O_CREAT | O_TRUNC, 0600) == 0 &&
        posix_spawnp(&child, "clp", &actions, NULL, arguments, environ) == 0 &&
        waitpid(child, &status, 0) == child && WIFEXITED(status) &&
        WEXITSTATUS(status) == 0;
    (void)posix_spawn_file_actions_destroy(&actions);
    return has_run;
}

/* clp exits with 0 even when there is no optimum, so its words count. */
static bool says_optimal(const char *words_path)
{
    static char words[WORDS];
    FILE *file = fopen(words_path, "rb");
    if (file == NULL) {
        return false;
    }
    size_t length = fread(words, 1, WORDS - 1, file);
    words[length] = '\0';
    (void)fclose(file);
    return strstr(words, "Optimal objective") != NULL ||
           strstr(words, "Optimal - objective") != NULL;
}

static bool has_read(FILE *file, void *numbers, size_t size, size_t count)
{
    return fread(numbers, size, count, file) == count;
}

/* What clp saves: rows and columns (int), the objective, then double by double the rows'
 * activities and multipliers, the columns' values and reduced costs. */
typedef struct ap_saved {
    int shape[2];
    double objective;
    double *numbers;
} ap_saved;

/* False, and nothing to free, when the file is not whole. */
static bool reads(const char *path, ap_saved *saved)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    bool is_read = has_read(file, saved->shape, sizeof saved->shape[0], 2) &&
                   has_read(file, &saved->objective, sizeof saved->objective, 1) &&
                   saved->shape[0] >= 0 && saved->shape[1] >= 0;
    size_t count = is_read ? 2 * ((size_t)saved->shape[0] + (size_t)saved->shape[1]) : 0;
    saved->numbers = malloc((count + 1) * sizeof *saved->numbers);
    is_read = is_read && saved->numbers != NULL &&
              has_read(file, saved->numbers, sizeof *saved->numbers, count);
    (void)fclose(file);
    if (!is_read) {
        free(saved->numbers);
    }
    return is_read;
}

/* Run clp and read what it saved; false when there is no optimum. */
static bool solves(const char *mps_path, ap_saved *saved)
{
    char words_path[PATH];
    char solution_path[PATH];
    (void)snprintf(words_path, sizeof words_path, "%s.words", mps_path);
    (void)snprintf(solution_path, sizeof solution_path, "%s.solution", mps_path);
    bool is_solved = runs(mps_path, words_path, solution_path) &&
                     says_optimal(words_path) && reads(solution_path, saved);
    (void)remove(words_path);
    (void)remove(solution_path);
    return is_solved;
}

double clp_solution(const char *mps_path, size_t count, double values[])
{
    ap_saved saved = {.objective = NAN};
    if (!solves(mps_path, &saved)) {
        return NAN;
    }
    bool fits = (size_t)saved.shape[1] >= count;
    if (fits && count > 0) {
        memcpy(values, saved.numbers + 2 * (size_t)saved.shape[0], count * sizeof *values);
    }
    free(saved.numbers);
    return fits ? saved.objective : NAN;
}

double clp_objective(const char *mps_path)
{
    return clp_solution(mps_path, 0, NULL);
}

/* Tests run side by side in one folder. */
static void name_file(char path[PATH])
{
    (void)snprintf(path, PATH, "program-%ld.mps", (long)getpid());
}

/* Write the program where clp finds it. */
static bool writes(const ap_lp *lp, const char *mps_path)
{
    ap_text text = {0};
    ap_lp_write_mps(lp, "program", &text);
    FILE *file = fopen(mps_path, "wb");
    bool is_written =
        file != NULL && fwrite(text.bytes, 1, text.length, file) == text.length;
    is_written = file != NULL && fclose(file) == 0 && is_written;
    ap_text_free(&text);
    return is_written;
}

double clp_prices(const ap_lp *lp, double multipliers[], double values[], double reduced[])
{
    char path[PATH];
    ap_saved saved = {.objective = NAN};
    name_file(path);
    bool is_solved = writes(lp, path) && solves(path, &saved);
    (void)remove(path);
    if (!is_solved) {
        return NAN;
    }
    bool fits = (size_t)saved.shape[0] == lp->rows && (size_t)saved.shape[1] == lp->columns;
    if (fits) {
        const double *columns = saved.numbers + 2 * lp->rows;
        memcpy(multipliers, saved.numbers + lp->rows, lp->rows * sizeof *multipliers);
        memcpy(values, columns, lp->columns * sizeof *values);
        memcpy(reduced, columns + lp->columns, lp->columns * sizeof *reduced);
    }
    free(saved.numbers);
    return fits ? saved.objective : NAN;
}

double clp_program(const ap_lp *lp, double values[])
{
    char path[PATH];
    name_file(path);
    double objective = writes(lp, path) ? clp_solution(path, lp->columns, values) : NAN;
    (void)remove(path);
    return objective;
}
