#include "data/problems.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct ap_problems {
    ap_problem *items; /* always in order, see is_after */
    size_t count;
    size_t lost; /* found, but there was no memory to keep them */
    ap_arena *arena;
};

ap_problems *ap_problems_new(void)
{
    ap_problems *problems = calloc(1, sizeof *problems);
    ap_arena *arena = ap_arena_new();
    if (problems == NULL || arena == NULL) {
        free(problems);
        ap_arena_free(arena);
        return NULL;
    }
    problems->arena = arena;
    return problems;
}

/* Copy one text of a problem; false when there is no memory. */
static bool keep(ap_arena *arena, const char **text)
{
    const char *from = *text == NULL ? "" : *text;
    *text = ap_arena_copy(arena, from, strlen(from));
    return *text != NULL;
}

static bool keep_all(ap_arena *arena, ap_problem *problem)
{
    return keep(arena, &problem->file) && keep(arena, &problem->column) &&
           keep(arena, &problem->value) && keep(arena, &problem->rule) &&
           keep(arena, &problem->remedy);
}

static bool is_after(const ap_problem *a, const ap_problem *b)
{
    int order = strcmp(a->file, b->file);
    return order != 0 ? order > 0 : a->line > b->line;
}

/* The place after all that are not after the new one: equals stay in order of arrival. */
static size_t place_of(const ap_problems *problems, const ap_problem *problem)
{
    size_t low = 0;
    size_t high = problems->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_after(&problems->items[middle], problem)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

void ap_problems_add(ap_problems *problems, ap_problem problem)
{
    ap_problem *items = ap_grown(problems->items, problems->count, sizeof *items);
    if (items != NULL) {
        problems->items = items;
    }
    if (items == NULL || !keep_all(problems->arena, &problem)) {
        problems->lost += problem.severity == AP_PROBLEM ? 1 : 0;
        return;
    }
    size_t place = place_of(problems, &problem);
    memmove(items + place + 1, items + place, (problems->count - place) * sizeof *items);
    items[place] = problem;
    problems->count++;
}

size_t ap_problems_count(const ap_problems *problems, ap_severity severity)
{
    size_t count = severity == AP_PROBLEM ? problems->lost : 0;
    for (size_t i = 0; i < problems->count; i++) {
        count += problems->items[i].severity == severity ? 1 : 0;
    }
    return count;
}

const ap_problem *ap_problems_all(ap_problems *problems, size_t *count)
{
    *count = problems->count;
    return problems->items;
}

/* A value on one line and cut where a reader has seen enough, between characters. */
static void print_value(const char *value, ap_text *text)
{
    enum { ENOUGH = 60 };
    size_t length = strlen(value);
    bool is_cut = length > ENOUGH;
    if (is_cut) {
        length = ENOUGH;
        while (length > 0 && ((unsigned char)value[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    ap_text_print(text, ": \"");
    for (size_t i = 0; i < length; i++) {
        ap_text_add(text, value[i] == '\n' ? " " : value + i, 1);
    }
    ap_text_print(text, is_cut ? "…\"" : "\"");
}

static void print_problem(const ap_problem *problem, ap_text *text)
{
    ap_text_print(text, "%s%s", problem->severity == AP_NOTE ? "Note: " : "",
                  problem->file);
    if (problem->line > 0) {
        ap_text_print(text, ", row %ld", problem->line);
    }
    if (problem->column[0] != '\0') {
        ap_text_print(text, ", column %s", problem->column);
    }
    if (problem->value[0] != '\0') {
        print_value(problem->value, text);
    }
    ap_text_print(text, "\n    %s\n", problem->rule);
    if (problem->remedy[0] != '\0') {
        ap_text_print(text, "    To mend it: %s\n", problem->remedy);
    }
}

void ap_problems_print(ap_problems *problems, ap_text *text)
{
    for (size_t i = 0; i < problems->count; i++) {
        ap_text_print(text, "%s", i == 0 ? "" : "\n");
        print_problem(&problems->items[i], text);
    }
    if (problems->lost > 0) {
        ap_text_print(text, "\n%zu more problems found no memory to be kept in.\n",
                      problems->lost);
    }
}

/* One cell and what follows it. */
static void print_cell(const char *cell, char end, ap_text *text)
{
    ap_text_csv_safe(text, cell);
    ap_text_add(text, &end, 1);
}

void ap_problems_csv(ap_problems *problems, ap_text *text)
{
    ap_text_print(text, "severity,file,line,column,value,rule,remedy\n");
    for (size_t i = 0; i < problems->count; i++) {
        const ap_problem *problem = &problems->items[i];
        print_cell(problem->severity == AP_NOTE ? "note" : "problem", ',', text);
        print_cell(problem->file, ',', text);
        ap_text_print(text, "%ld,", problem->line);
        print_cell(problem->column, ',', text);
        print_cell(problem->value, ',', text);
        print_cell(problem->rule, ',', text);
        print_cell(problem->remedy, '\n', text);
    }
}

void ap_problems_free(ap_problems *problems)
{
    if (problems == NULL) {
        return;
    }
    free(problems->items);
    ap_arena_free(problems->arena);
    free(problems);
}
