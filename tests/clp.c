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
 * activities, the rows' multipliers, the columns' values, their reduced costs. */
static double read_solution(const char *path, size_t count, double values[])
{
    int shape[2] = {0, 0};
    double objective = NAN;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NAN;
    }
    bool is_read = has_read(file, shape, sizeof shape[0], 2) &&
                   has_read(file, &objective, sizeof objective, 1) &&
                   (size_t)shape[1] >= count &&
                   fseek(file, 2L * shape[0] * (long)sizeof(double), SEEK_CUR) == 0 &&
                   has_read(file, values, sizeof values[0], count);
    (void)fclose(file);
    return is_read ? objective : NAN;
}

double clp_solution(const char *mps_path, size_t count, double values[])
{
    char words_path[PATH];
    char solution_path[PATH];
    (void)snprintf(words_path, sizeof words_path, "%s.words", mps_path);
    (void)snprintf(solution_path, sizeof solution_path, "%s.solution", mps_path);
    double objective = NAN;
    if (runs(mps_path, words_path, solution_path) && says_optimal(words_path)) {
        objective = read_solution(solution_path, count, values);
    }
    (void)remove(words_path);
    (void)remove(solution_path);
    return objective;
}

double clp_objective(const char *mps_path)
{
    double nothing[1] = {0};
    return clp_solution(mps_path, 0, nothing);
}
