#include "solve/register.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/position.h"

static const char *const limit_names[] = {
    [AP_PACE_FLOOR] = "Pace of change: floor",
    [AP_PACE_CAP] = "Pace of change: cap",
    [AP_BAND_UNDER] = "Equity band: furthest below target",
    [AP_BAND_OVER] = "Equity band: furthest above target",
};

/* What a draft of the register is made from. */
typedef struct ap_drafting {
    const ap_round *round;
    const double *cells;
    const ap_position *position;
    ap_register *lines;
} ap_drafting;

/* Measures of goals (millions, shares of target) and prices below this are none. */
static const double none = 1e-7;

double ap_register_tolerance(const ap_case *inputs)
{
    return fmax(inputs->settings.goal_slack, 0.01);
}

/* A floor's multiplier is positive (raising it costs), a ceiling's negative; the other sign
 * belongs to the row's other side. */
static bool is_of_side(const ap_register_line *line, double multiplier)
{
    return fabs(multiplier) > none &&
           (line->bound == AP_EQUAL || (line->bound == AP_AT_LEAST) == (multiplier > 0));
}

/* The first goal whose stage has a multiplier on the row, and the size of it. Where that
 * goal has nothing left to gain, nobody below target, the multiplier speaks of the way back
 * only, and those of later goals of neither way: there is no price to tell. */
static void take_price(const ap_drafting *draft, size_t row, ap_register_line *line)
{
    const ap_round *round = draft->round;
    size_t count = ap_round_is_solved(round) ? round->result->stage_count : 0;
    size_t s = 0;
    while (s < count && !is_of_side(line, round->result->multipliers[s][row])) {
        s++;
    }
    if (s == count) {
        return;
    }
    const ap_stage *stage = &round->result->stages[s];
    double multiplier = round->result->multipliers[s][row];
    double relief = line->bound == AP_AT_LEAST ? -multiplier : multiplier;
    ap_goal_kind kind = round->model->goal_kinds[stage->goal];
    bool is_least = kind <= AP_GOAL_DISTANCE && stage->best < none;
    line->has_price = kind < AP_GOAL_SOURCE && !(is_least && relief < 0);
    line->goal = kind;
    line->price = kind == AP_GOAL_LEXIMIN ? relief / AP_MODEL_UNIT : relief;
}

/* slip is what rounding moved: the line binds when it did so before. */
static void judge(const ap_case *inputs, double scale, double slip, ap_register_line *line)
{
    double tolerance = ap_register_tolerance(inputs) / scale;
    double over = line->achieved - line->required;
    line->headroom = line->bound == AP_AT_LEAST  ? over
                     : line->bound == AP_NO_MORE ? -over
                                                 : -fabs(over);
    line->is_met = line->headroom >= -tolerance;
    line->is_binding = line->headroom <= tolerance + slip;
}

/* A unit of what the line measures is worth scale pounds in its row. */
static void keep(const ap_drafting *draft, ap_register_line line, size_t row, double scale,
                 double slip)
{
    judge(draft->round->inputs, scale, slip, &line);
    if (line.is_binding) {
        take_price(draft, row, &line);
        line.price *= scale;
    }
    draft->lines->lines[draft->lines->count++] = line;
}

/* How far the cells are from those of the solve, in what the line measures. */
static double slip_of(const ap_drafting *draft, const ap_rule_line *line, ap_measured here)
{
    if (!ap_round_is_solved(draft->round)) {
        return 0;
    }
    ap_measured solved = ap_line_measure(draft->round->model, line, draft->round->cells);
    return fabs((here.left - here.right) - (solved.left - solved.right));
}

static const char *place_name(const ap_round *round, size_t place)
{
    return round->inputs->places[round->need->place_rows[place]].name;
}

static void add_rules(const ap_drafting *draft)
{
    const ap_round *round = draft->round;
    ap_arena *arena = draft->lines->arena;
    for (size_t l = 0; l < round->model->line_count; l++) {
        const ap_rule_line *from = &round->model->lines[l];
        const ap_rule *rule = &round->inputs->rules[from->rule];
        if (rule->strength == AP_OFF) {
            continue;
        }
        ap_measured measured = ap_line_measure(round->model, from, draft->cells);
        const char *name = from->place == AP_NONE
                               ? ap_arena_print(arena, "%s", rule->name)
                               : ap_arena_print(arena, "%s, %s", rule->name,
                                                place_name(round, from->place));
        keep(draft,
             (ap_register_line){.kind = AP_LINE_RULE,
                                .rule = from->rule,
                                .place = from->place,
                                .name = name == NULL ? "" : name,
                                .policy = rule->policy,
                                .bound = rule->bound,
                                .strength = rule->strength,
                                .is_output = rule->measure == AP_MEASURE_OUTPUT,
                                .required = measured.right,
                                .achieved = measured.left},
             from->row, from->scale, slip_of(draft, from, measured));
    }
}

static void add_sources(const ap_drafting *draft)
{
    const ap_case *inputs = draft->round->inputs;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        const ap_source *source = &inputs->sources[f];
        bool is_full = source->spend == AP_IN_FULL;
        const char *name = ap_arena_print(draft->lines->arena, "%s: %s", source->name,
                                          is_full ? "spent in full" : "spent at most");
        keep(draft,
             (ap_register_line){.kind = AP_LINE_SOURCE,
                                .rule = f,
                                .place = AP_NONE,
                                .name = name == NULL ? "" : name,
                                .policy = "what the source is given for",
                                .bound = is_full ? AP_EQUAL : AP_NO_MORE,
                                .strength = AP_HARD,
                                .required = source->amount,
                                .achieved = draft->position->source[f]},
             f, 1, 0);
    }
}

static void add_limits(const ap_drafting *draft)
{
    const ap_round *round = draft->round;
    for (size_t limit = AP_PACE_FLOOR; limit <= AP_BAND_OVER; limit++) {
        for (size_t i = 0; i < round->need->places; i++) {
            double bound = ap_model_limit(round->inputs, round->target, (ap_limit)limit, i);
            if (!isfinite(bound)) {
                continue;
            }
            bool is_floor = limit == AP_PACE_FLOOR || limit == AP_BAND_UNDER;
            const char *name = ap_arena_print(draft->lines->arena, "%s, %s",
                                              limit_names[limit], place_name(round, i));
            keep(draft,
                 (ap_register_line){.kind = AP_LINE_LIMIT,
                                    .rule = limit,
                                    .place = i,
                                    .name = name == NULL ? "" : name,
                                    .policy = limit <= AP_PACE_CAP ? "pace of change"
                                                                   : "equity band",
                                    .bound = is_floor ? AP_AT_LEAST : AP_NO_MORE,
                                    .strength = AP_HARD,
                                    .required = bound,
                                    .achieved = draft->position->place[i]},
                 round->model->limit_first + i, 1, 0);
        }
    }
}

ap_status ap_register_of(const ap_round *round, const double cells[], ap_register **out,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_position *position = NULL;
    ap_register *lines = calloc(1, sizeof *lines);
    size_t room =
        round->model->line_count + round->inputs->sources_count + 4 * round->need->places;
    if (lines != NULL) {
        lines->arena = ap_arena_new();
        lines->lines = calloc(room + 1, sizeof *lines->lines);
    }
    if (lines == NULL || lines->arena == NULL || lines->lines == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "register", "no memory for %zu lines", room));
    }
    AP_TRY(ap_position_of(round->model, cells, &position, err));
    ap_drafting draft = {round, cells, position, lines};
    add_rules(&draft);
    add_sources(&draft);
    add_limits(&draft);
    *out = lines;
    lines = NULL;
done:
    ap_position_free(position);
    ap_register_free(lines);
    return status;
}

/* What relief does to each goal when it helps, and when it harms. */
typedef struct ap_price_words {
    const char *helps;
    const char *harms;
} ap_price_words;

static const ap_price_words price_words[] = {
    [AP_GOAL_SOFT] = {"let soft rules be kept by £%.2f more",
                      "break soft rules by £%.2f more"},
    [AP_GOAL_LEXIMIN] =
        {"bring the place furthest below target %.4f percentage points nearer",
         "take the place furthest below target %.4f percentage points further"},
    [AP_GOAL_DISTANCE] = {"take £%.2f off the total distance from target",
                          "add £%.2f to the total distance from target"},
    [AP_GOAL_UNMET] = {"meet need-weighted bids by £%.2f more",
                       "leave £%.2f more of need-weighted bids unmet"},
    [AP_GOAL_MOVEMENT] = {"take £%.2f off the movement from last year",
                          "add £%.2f to the movement from last year"},
};

/* The words with their one number. */
static void add_words(ap_text *text, const char *format, double number)
{
    const char *at = strstr(format, "%.");
    ap_text_add(text, format, (size_t)(at - format));
    ap_text_print(text, "%.*f", at[2] - '0', number);
    ap_text_add(text, at + 4, strlen(at + 4));
}

void ap_register_price_words(const ap_register_line *line, ap_text *text)
{
    if (!line->has_price) {
        return;
    }
    const char *relief = line->bound == AP_AT_LEAST  ? "less of this floor"
                         : line->bound == AP_NO_MORE ? "more of this ceiling"
                                                     : "more of this amount";
    bool is_leximin = line->goal == AP_GOAL_LEXIMIN;
    const ap_price_words *words = &price_words[line->goal];
    const char *format = line->price <= 0 ? words->helps : words->harms;
    bool is_million = is_leximin && !line->is_output;
    const char *size = line->is_output ? "1" : is_million ? "£1m" : "£1";
    ap_text_print(text, "%s %s would ", size, relief);
    add_words(text, format,
              fabs(line->price) * (is_million ? 1e6 : 1) * (is_leximin ? 100 : 1));
}

void ap_register_free(ap_register *lines)
{
    if (lines != NULL) {
        free(lines->lines);
        ap_arena_free(lines->arena);
        free(lines);
    }
}
