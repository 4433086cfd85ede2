/* Importing a file of practices against pandas: each reads the file and adds up registered
 * and weighted populations by ICB and district, in turn, so that a busy machine slows both
 * alike. A turn is five imports. The first of them finds caches and processor cold, as the
 * one import of a user does, and is told apart: that costs apportion more than pandas.
 * Times are CPU time in process; the start of Python and pandas is not counted.
 *
 *     bench_import FILE SCRIPT TURNS
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "import/practices.h"

enum { MEASURES = 1 + AP_COMPONENTS, TURNS_MOST = 200, A_TURN = 5, LINE_SIZE = 1024 };

/* Practices of one ICB in one district. */
typedef struct ap_group {
    const char *icb;
    const char *district;
    double sums[MEASURES];
} ap_group;

/* Groups in the order in which they turn up, and a table to find them: slots hold a group's
 * number + 1, 0 is free. */
typedef struct ap_groups {
    size_t count;
    ap_group *groups;
    size_t slots_room; /* a power of two */
    uint32_t *slots;
} ap_groups;

static ap_groups groups_for(size_t practices)
{
    ap_groups all = {.slots_room = 64};
    while (all.slots_room < 2 * practices) {
        all.slots_room *= 2;
    }
    all.groups = malloc(practices * sizeof *all.groups);
    all.slots = calloc(all.slots_room, sizeof *all.slots);
    return all;
}

static void groups_free(ap_groups *all)
{
    free(all->groups);
    free(all->slots);
}

/* Eight bytes at once, the last of them perhaps again: texts of one length that differ only
 * in the middle share a number, which costs time and no more. */
static uint64_t number_of(const char *text)
{
    uint64_t first = 0;
    uint64_t last = 0;
    size_t length = strlen(text);
    if (length < sizeof first) {
        memcpy(&first, text, length);
    } else {
        memcpy(&first, text, sizeof first);
        memcpy(&last, text + length - sizeof last, sizeof last);
    }
    return (first ^ last << 1 ^ length) * 0x9e3779b97f4a7c15;
}

static bool is_of(const ap_group *group, const char *icb, const char *district)
{
    return strcmp(group->district, district) == 0 && strcmp(group->icb, icb) == 0;
}

/* Few districts are in two ICBs: its name alone leads to the slot. */
static ap_group *group_of(ap_groups *all, const char *icb, const char *district)
{
    uint64_t number = number_of(district);
    size_t at = (size_t)(number >> 32) & (all->slots_room - 1);
    while (all->slots[at] != 0 && !is_of(&all->groups[all->slots[at] - 1], icb, district)) {
        at = (at + 1) & (all->slots_room - 1);
    }
    if (all->slots[at] == 0) {
        all->groups[all->count++] = (ap_group){.icb = icb, .district = district};
        all->slots[at] = (uint32_t)all->count;
    }
    return &all->groups[all->slots[at] - 1];
}

static void add_up(const ap_practices *practices, ap_groups *all)
{
    for (size_t i = 0; i < practices->count; i++) {
        const ap_practice *practice = &practices->rows[i];
        ap_group *group = group_of(all, practice->icb, practice->district_name);
        group->sums[0] += practice->population;
        for (size_t c = 0; c < AP_COMPONENTS; c++) {
            group->sums[1 + c] += practice->weighted[c];
        }
    }
}

static ap_practices *imported(const char *path)
{
    ap_error err = {0};
    ap_practices *practices = NULL;
    ap_problems *problems = ap_problems_new();
    ap_must(ap_practices_read(path, problems, &practices, &err), &err);
    ap_problems_free(problems);
    return practices;
}

/* Seconds of one import, all of it thrown away. */
static double run_here(const char *path)
{
    double began = ap_cpu_seconds();
    ap_practices *practices = imported(path);
    ap_groups all = groups_for(practices->count);
    add_up(practices, &all);
    groups_free(&all);
    ap_practices_free(practices);
    return ap_cpu_seconds() - began;
}

/* pandas at the other end of two pipes. */
typedef struct ap_other {
    pid_t process;
    FILE *ask;
    FILE *answer;
} ap_other;

static void become_pandas(const char *path, const char *script, const int ask[2],
                          const int answer[2])
{
    (void)dup2(ask[0], STDIN_FILENO);
    (void)dup2(answer[1], STDOUT_FILENO);
    (void)close(ask[1]);
    (void)close(answer[0]);
    (void)execl("/usr/bin/python3", "python3", script, path, (char *)NULL);
    _exit(127);
}

static ap_other start_pandas(const char *path, const char *script)
{
    int ask[2];
    int answer[2];
    (void)fflush(stdout);
    (void)signal(SIGPIPE, SIG_IGN);
    if (pipe(ask) != 0 || pipe(answer) != 0) {
        perror("bench_import");
        exit(1);
    }
    pid_t process = fork();
    if (process == 0) {
        become_pandas(path, script, ask, answer);
    }
    (void)close(ask[0]);
    (void)close(answer[1]);
    return (ap_other){process, fdopen(ask[1], "w"), fdopen(answer[0], "r")};
}

/* The next line that pandas says; false when it has ended. */
static bool hear(ap_other *other, char line[LINE_SIZE])
{
    if (fgets(line, LINE_SIZE, other->answer) == NULL) {
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    return true;
}

static void say(ap_other *other, const char *word)
{
    (void)fprintf(other->ask, "%s\n", word);
    (void)fflush(other->ask);
}

/* The text up to the next "|", which is ended there; *rest moves on behind it. */
static char *next_part(char **rest)
{
    char *part = *rest;
    *rest += strcspn(part, "|");
    if (**rest == '|') {
        *(*rest)++ = '\0';
    }
    return part;
}

/* "ICB|district|sum|…" against our group: the largest relative difference. */
static double differs(const ap_group *group, char *line)
{
    const char *icb = next_part(&line);
    const char *district = next_part(&line);
    double largest = is_of(group, icb, district) ? 0 : NAN;
    for (size_t m = 0; m < MEASURES; m++) {
        double theirs = *line == '\0' ? NAN : strtod(next_part(&line), NULL);
        double by = fabs(theirs - group->sums[m]) / fmax(1, fabs(theirs));
        largest = by <= largest ? largest : by;
    }
    return largest;
}

/* Do both find the same groups, in the same order, with the same sums? */
static double compare(const char *path, ap_other *other)
{
    char line[LINE_SIZE];
    double largest = 0;
    ap_practices *practices = imported(path);
    ap_groups all = groups_for(practices->count);
    add_up(practices, &all);
    say(other, "sums");
    size_t theirs = hear(other, line) ? (size_t)strtoul(line, NULL, 10) : 0;
    for (size_t g = 0; g < theirs && hear(other, line); g++) {
        double by = g < all.count ? differs(&all.groups[g], line) : NAN;
        largest = by <= largest ? largest : by;
    }
    (void)printf("  %zu practices in %zu groups of ICB and district, largest relative "
                 "difference of a sum %.1e\n",
                 practices->count, all.count, theirs == all.count ? largest : NAN);
    largest = theirs == all.count ? largest : NAN;
    groups_free(&all);
    ap_practices_free(practices);
    return largest;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double times[], size_t count)
{
    qsort(times, count, sizeof times[0], by_size);
    return times[count / 2];
}

/* How many times as long pandas takes, by medians. */
static double tell(const char *which, double ours[], double theirs[], size_t count)
{
    double mine = median(ours, count);
    double pandas = median(theirs, count);
    (void)printf("  %-38s %10.3f ms\n", which, 1e3 * mine);
    (void)printf("  %-38s %10.3f ms %8.1f times as long\n", "pandas: read_csv and groupby",
                 1e3 * pandas, pandas / mine);
    return pandas / mine;
}

static double race(const char *path, ap_other *other, size_t turns)
{
    static double ours[TURNS_MOST * A_TURN];
    static double theirs[TURNS_MOST * A_TURN];
    static double our_first[TURNS_MOST];
    static double their_first[TURNS_MOST];
    char line[LINE_SIZE];
    for (size_t t = 0; t < turns; t++) {
        for (size_t i = t * A_TURN; i < (t + 1) * A_TURN; i++) {
            ours[i] = run_here(path);
        }
        for (size_t i = t * A_TURN; i < (t + 1) * A_TURN; i++) {
            say(other, "time");
            theirs[i] = hear(other, line) ? strtod(line, NULL) : NAN;
        }
        our_first[t] = ours[t * A_TURN];
        their_first[t] = theirs[t * A_TURN];
    }
    (void)tell("apportion: the first of a turn", our_first, their_first, turns);
    return tell("apportion: all five", ours, theirs, turns * A_TURN);
}

int main(int count, char *words[])
{
    size_t turns = count == 4 ? (size_t)strtoul(words[3], NULL, 10) : 0;
    if (turns < 1 || turns > TURNS_MOST) {
        (void)fprintf(stderr, "bench_import FILE SCRIPT TURNS (1 to %d)\n", TURNS_MOST);
        return 64;
    }
    char line[LINE_SIZE];
    ap_other other = start_pandas(words[1], words[2]);
    if (!hear(&other, line) || strncmp(line, "pandas ", strlen("pandas ")) != 0) {
        (void)printf("  skipped: python3-pandas is not installed\n");
        return 0;
    }
    (void)printf("  %s, %zu turns\n", line, turns);
    bool is_same = compare(words[1], &other) <= 1e-9;
    double ratio = race(words[1], &other, turns);
    (void)fclose(other.ask);
    (void)fclose(other.answer);
    (void)waitpid(other.process, NULL, 0);
    return is_same && ratio > 0 ? 0 : 1;
}
