#include "solve/trials.h"

#include <math.h>
#include <string.h>

#include "data/edit.h"

/* Add one trial; its edits are copied, their text is not. */
static void push(ap_trials *list, ap_finding finding, ap_trial trial)
{
    ap_trial *trials = ap_grown(list->trials, list->count, sizeof *trials);
    list->trials = trials == NULL ? list->trials : trials;
    ap_finding *findings = ap_grown(list->findings, list->count, sizeof *findings);
    list->findings = findings == NULL ? list->findings : findings;
    size_t size = trial.edit_count * sizeof *trial.edits;
    ap_edit *edits = ap_arena_room(list->arena, size);
    if (trials == NULL || findings == NULL || edits == NULL) {
        list->failed = true;
        return;
    }
    if (size > 0) {
        memcpy(edits, trial.edits, size);
    }
    trial.edits = edits;
    list->trials[list->count] = trial;
    list->findings[list->count] = finding;
    list->count++;
}

void ap_trials_add_options(const ap_case *inputs, const char *only, ap_trials *trials)
{
    for (size_t o = 0; o < inputs->options_count; o++) {
        const ap_option_row *row = &inputs->options[o];
        bool is_new = only == NULL || strcmp(only, row->option) == 0;
        for (size_t before = 0; before < o && is_new; before++) {
            is_new = strcmp(inputs->options[before].option, row->option) != 0;
        }
        if (is_new) {
            push(trials,
                 (ap_finding){
                     .kind = AP_FINDING_OPTION, .key = row->option, .name = row->name},
                 (ap_trial){.option = row->option, .is_published = true});
        }
    }
}

/* Rows for levels below the round do not touch it. */
static bool is_of_round(const ap_pace_row *row)
{
    return row->level == NULL || row->level[0] == '\0';
}

static bool has_pace(const ap_case *inputs, const char *parameter)
{
    for (size_t p = 0; p < inputs->pace_count; p++) {
        if (is_of_round(&inputs->pace[p]) &&
            strcmp(inputs->pace[p].parameter, parameter) == 0) {
            return true;
        }
    }
    return false;
}

static void drop(ap_trials *trials, const char *key, const char *name, size_t count,
                 const ap_edit edits[])
{
    push(trials, (ap_finding){.kind = AP_FINDING_DROP, .key = key, .name = name},
         (ap_trial){.edit_count = count, .edits = edits});
}

void ap_trials_add_drops(const ap_case *inputs, ap_trials *trials)
{
    for (size_t r = 0; r < inputs->rules_count; r++) {
        const ap_rule *rule = &inputs->rules[r];
        if (rule->strength != AP_OFF) {
            const ap_edit edit = {"rules", rule->rule, "strength", "off"};
            drop(trials, rule->rule, rule->name, 1, &edit);
        }
    }
    if (has_pace(inputs, "cash_floor") || has_pace(inputs, "head_floor")) {
        const ap_edit edits[] = {{"pace", "cash_floor", "value", "-100%"},
                                 {"pace", "head_floor", "value", "-100%"}};
        drop(trials, "pace_floor", "Pace of change: floors", 2, edits);
    }
    if (has_pace(inputs, "cap")) {
        const ap_edit edits[] = {{"pace", "cap", "value", "100%"},
                                 {"pace", "open_cap", "value", "100%"}};
        drop(trials, "pace_cap", "Pace of change: caps", 2, edits);
    }
    if (has_pace(inputs, "convergence")) {
        const ap_edit edit = {"pace", "convergence", "value", "0"};
        drop(trials, "convergence", "Pace of change: convergence schedule", 1, &edit);
    }
    const ap_edit band[] = {{"settings", "equity.under", "", "100%"},
                            {"settings", "equity.over", "", "100%"}};
    drop(trials, "equity_band", "Equity band", 2, band);
}

void ap_trials_add_frontier(const ap_case *inputs, ap_trials *trials)
{
    double from = inputs->settings.frontier_from;
    double to = inputs->settings.frontier_to;
    size_t points = (size_t)lround(inputs->settings.frontier_points);
    for (size_t p = 0; p < points; p++) {
        double share = points > 1 ? (double)p / (double)(points - 1) : 0;
        double band = from + (to - from) * share;
        const char *value = ap_arena_print(trials->arena, "%.10g%%", band * 100);
        const ap_edit edits[] = {{"settings", "equity.under", "", value},
                                 {"settings", "equity.over", "", value}};
        push(trials,
             (ap_finding){.kind = AP_FINDING_FRONTIER,
                          .key = "frontier",
                          .name = "Equity band",
                          .change = band},
             (ap_trial){.edit_count = 2, .edits = edits, .pursuit = AP_BIDS_FIRST});
    }
}

/* A value made a little less and a little more: money and people by the step itself, rates
 * by half of it in percentage points. */
typedef struct ap_nudge {
    const char *table;
    const char *target;
    const char *column;
    const char *name;
    double value;
    bool is_rate;
} ap_nudge;

static const char *nudged(ap_trials *trials, const ap_nudge *nudge, double step)
{
    if (nudge->is_rate) {
        return ap_arena_print(trials->arena, "%.12g%%", (nudge->value + step / 2) * 100);
    }
    /* A source holds whole pence; what is asked a head of people is finer. */
    int digits = strcmp(nudge->table, "sources") == 0 ? 2 : 6;
    return ap_arena_print(trials->arena, "%.*f", digits, nudge->value * (1 + step));
}

static ap_finding sensitivity(ap_trials *trials, const ap_nudge *nudge, double step)
{
    const char *unit =
        nudge->is_rate
            ? ap_arena_print(trials->arena, "%.3g percentage points", fabs(step) * 50)
            : ap_arena_print(trials->arena, "%.3g%%", fabs(step) * 100);
    return (ap_finding){
        .kind = AP_FINDING_SENSITIVITY,
        .key = nudge->target,
        .name = nudge->name,
        .change = nudge->is_rate ? step / 2 : step,
        .unit = unit,
    };
}

/* Would the case take the value? A share of 100% cannot be made a little more. */
static bool is_possible(const ap_case *inputs, const ap_edit *edit)
{
    ap_case *copy = NULL;
    if (ap_case_copy(inputs, &copy, NULL) != AP_OK) {
        return false;
    }
    ap_status status =
        ap_case_edit(copy, edit->table, edit->target, edit->column, edit->value, NULL);
    ap_case_free(copy);
    return status == AP_OK;
}

static void add_nudge(const ap_case *inputs, const ap_nudge *nudge, ap_trials *trials)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        double step = sign * inputs->settings.sensitivity_step;
        const ap_edit edit = {nudge->table, nudge->target, nudge->column,
                              nudged(trials, nudge, step)};
        if (is_possible(inputs, &edit)) {
            push(trials, sensitivity(trials, nudge, step),
                 (ap_trial){.edit_count = 1, .edits = &edit});
        }
    }
}

/* All components of a place's need together. */
static void add_place(const ap_case *inputs, size_t place, ap_trials *trials)
{
    enum { MOST = 64 };
    for (int sign = -1; sign <= 1; sign += 2) {
        double step = sign * inputs->settings.sensitivity_step;
        ap_edit edits[MOST];
        size_t count = 0;
        for (size_t n = 0; n < inputs->need_count && count < MOST; n++) {
            const ap_need_row *row = &inputs->need[n];
            if (row->place_at == place) {
                edits[count++] = (ap_edit){
                    "need", row->row.key, "weighted_population",
                    ap_arena_print(trials->arena, "%.6f", row->weighted * (1 + step))};
            }
        }
        const ap_nudge nudge = {.target = inputs->places[place].place,
                                .name = ap_arena_print(trials->arena, "Need of %s",
                                                       inputs->places[place].name)};
        push(trials, sensitivity(trials, &nudge, step),
             (ap_trial){.edit_count = count, .edits = edits});
    }
}

void ap_trials_add_sensitivities(const ap_case *inputs, ap_trials *trials)
{
    for (size_t f = 0; f < inputs->sources_count; f++) {
        const ap_source *source = &inputs->sources[f];
        const ap_nudge nudge = {"sources",    source->source, "amount",
                                source->name, source->amount, false};
        if (source->is_envelope) {
            add_nudge(inputs, &nudge, trials);
        }
    }
    for (size_t p = 0; p < inputs->places_count; p++) {
        bool is_of_round = ap_case_levels(inputs) == 0 || ap_case_is_of_level(inputs, p, 0);
        if (is_of_round && !ap_case_is_parent(inputs, p)) {
            add_place(inputs, p, trials);
        }
    }
    for (size_t p = 0; p < inputs->pace_count; p++) {
        const ap_pace_row *row = &inputs->pace[p];
        const ap_nudge nudge = {
            "pace",     row->parameter,
            "value",    ap_arena_print(trials->arena, "Pace of change: %s", row->parameter),
            row->value, true};
        bool is_rate = strcmp(row->parameter, "convergence") != 0 &&
                       strcmp(row->parameter, "speed") != 0;
        if (is_rate && is_of_round(row)) {
            add_nudge(inputs, &nudge, trials);
        }
    }
    for (size_t r = 0; r < inputs->rules_count; r++) {
        const ap_rule *rule = &inputs->rules[r];
        bool is_money = rule->unit == AP_UNIT_POUNDS || rule->unit == AP_UNIT_PER_HEAD;
        const ap_nudge nudge = {"rules",    rule->rule,  "value",
                                rule->name, rule->value, !is_money};
        if (rule->strength != AP_OFF) {
            add_nudge(inputs, &nudge, trials);
        }
    }
}
