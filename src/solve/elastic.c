#include "solve/elastic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/money.h"

/* A side of a row that can give: +1 on a floor, -1 on a ceiling. */
typedef struct ap_give {
    ap_claim claim;
    size_t row;
    double sign;
} ap_give;

typedef struct ap_stretching {
    const ap_round *round;
    ap_elastic *elastic;
    ap_give *gives;
    double
        most; /* bound of every column that is to be free: all the money there is, twice */
} ap_stretching;

static const double weights[] = {
    [AP_CLAIM_RULE_FLOOR] = 1, [AP_CLAIM_RULE_CEILING] = 1, [AP_CLAIM_SPEND] = 1,
    [AP_CLAIM_MONEY] = 1000,   [AP_CLAIM_COMMITMENT] = 1,   [AP_CLAIM_BID] = 100,
    [AP_CLAIM_LIMIT] = 1,
};

static void note(ap_stretching *work, ap_claim_kind kind, size_t index, size_t place,
                 size_t row, double sign)
{
    work->gives[work->elastic->count++] = (ap_give){
        .claim = {.kind = kind, .index = index, .place = place, .weight = weights[kind]},
        .row = row,
        .sign = sign,
    };
}

static void note_sources_and_schemes(ap_stretching *work)
{
    const ap_case *inputs = work->round->inputs;
    for (size_t f = 0; f < inputs->sources_count; f++) {
        if (inputs->sources[f].spend == AP_IN_FULL) {
            note(work, AP_CLAIM_SPEND, f, AP_NONE, f, 1);
        }
        note(work, AP_CLAIM_MONEY, f, AP_NONE, f, -1);
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        size_t row = work->round->model->scheme_first + s;
        note(work, AP_CLAIM_COMMITMENT, s, AP_NONE, row, 1);
        note(work, AP_CLAIM_BID, s, AP_NONE, row, -1);
    }
}

static void note_lines(ap_stretching *work)
{
    const ap_model *model = work->round->model;
    for (size_t l = 0; l < model->line_count; l++) {
        const ap_rule *rule = &work->round->inputs->rules[model->lines[l].rule];
        if (rule->strength != AP_HARD) {
            continue;
        }
        if (rule->bound != AP_NO_MORE) {
            note(work, AP_CLAIM_RULE_FLOOR, l, AP_NONE, model->lines[l].row, 1);
        }
        if (rule->bound != AP_AT_LEAST) {
            note(work, AP_CLAIM_RULE_CEILING, l, AP_NONE, model->lines[l].row, -1);
        }
    }
}

/* Each limit of each place gets a row of its own after those of the model. */
static void note_limits(ap_stretching *work)
{
    const ap_round *round = work->round;
    size_t row = round->model->lp->rows;
    for (size_t limit = AP_PACE_FLOOR; limit <= AP_BAND_OVER; limit++) {
        bool is_floor = limit == AP_PACE_FLOOR || limit == AP_BAND_UNDER;
        for (size_t i = 0; i < round->need->places; i++, row++) {
            double bound = ap_model_limit(round->inputs, round->target, (ap_limit)limit, i);
            if (isfinite(bound)) {
                note(work, AP_CLAIM_LIMIT, limit, i, row, is_floor ? 1 : -1);
            }
        }
    }
}

static ap_status add_columns(ap_stretching *work, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_model *model = work->round->model;
    for (size_t j = 0; j < model->lp->columns; j++) {
        double high = j < model->cell_count ? work->most : model->lp->high[j];
        AP_TRY(ap_lp_add_column(work->elastic->lp, model->lp->column_names[j],
                                model->lp->low[j], high, NULL, err));
    }
    for (size_t i = 0; i < model->need->places; i++) {
        work->elastic->lp->high[model->under_first + i] = work->most;
    }
    for (size_t q = 0; q < work->elastic->count; q++) {
        AP_TRY(ap_lp_add_column(work->elastic->lp, "gives", 0, work->most,
                                &work->gives[q].claim.column, err));
    }
done:
    return status;
}

/* The row's own terms (of row `from` of the model) and those of the claims on row `to`. */
static size_t gather(const ap_stretching *work, size_t from, size_t to, ap_term terms[])
{
    const ap_lp *lp = work->round->model->lp;
    size_t count = lp->row_start[from + 1] - lp->row_start[from];
    memcpy(terms, lp->terms + lp->row_start[from], count * sizeof *terms);
    for (size_t q = 0; q < work->elastic->count; q++) {
        if (work->gives[q].row == to) {
            terms[count++] = (ap_term){work->gives[q].claim.column, work->gives[q].sign};
        }
    }
    return count;
}

static ap_status add_rows(ap_stretching *work, ap_term terms[], ap_error *err)
{
    ap_status status = AP_OK;
    const ap_round *round = work->round;
    const ap_model *model = round->model;
    size_t places = round->need->places;
    for (size_t r = 0; r < model->lp->rows; r++) {
        bool is_limit = r >= model->limit_first && r < model->limit_first + places;
        size_t count = gather(work, r, r, terms);
        AP_TRY(ap_lp_add_row(work->elastic->lp, model->lp->row_names[r],
                             is_limit ? -INFINITY : model->lp->row_low[r],
                             is_limit ? INFINITY : model->lp->row_high[r], count, terms,
                             NULL, err));
    }
    for (size_t limit = AP_PACE_FLOOR; limit <= AP_BAND_OVER; limit++) {
        bool is_floor = limit == AP_PACE_FLOOR || limit == AP_BAND_UNDER;
        for (size_t i = 0; i < places; i++) {
            double bound =
                ap_model_limit(round->inputs, round->target, (ap_limit)limit, i) /
                AP_MODEL_UNIT;
            size_t count =
                gather(work, model->limit_first + i, work->elastic->lp->rows, terms);
            AP_TRY(ap_lp_add_row(work->elastic->lp, "limit of a place",
                                 is_floor ? bound : -INFINITY, is_floor ? INFINITY : bound,
                                 count, terms, NULL, err));
        }
    }
done:
    return status;
}

static ap_status stretch(ap_stretching *work, ap_error *err)
{
    ap_status status = AP_OK;
    ap_elastic *elastic = work->elastic;
    ap_term *terms = NULL;
    note_sources_and_schemes(work);
    note_lines(work);
    note_limits(work);
    AP_TRY(ap_lp_new(&elastic->lp, err));
    AP_TRY(add_columns(work, err));
    terms = calloc(elastic->lp->columns + 1, sizeof *terms);
    elastic->claims = calloc(elastic->count + 1, sizeof *elastic->claims);
    if (terms == NULL || elastic->claims == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "clash", "no memory for %zu claims",
                       elastic->count));
    }
    AP_TRY(add_rows(work, terms, err));
    for (size_t q = 0; q < elastic->count; q++) {
        elastic->claims[q] = work->gives[q].claim;
    }
done:
    free(terms);
    return status;
}

ap_status ap_elastic_new(const ap_round *round, ap_elastic **out, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = round->inputs;
    size_t room =
        2 * (inputs->sources_count + inputs->schemes_count + round->model->line_count) +
        4 * round->need->places;
    ap_stretching work = {.round = round, .most = 1};
    work.elastic = calloc(1, sizeof *work.elastic);
    work.gives = calloc(room + 1, sizeof *work.gives);
    if (work.elastic == NULL || work.gives == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "clash", "no memory for %zu claims", room));
    }
    for (size_t f = 0; f < inputs->sources_count; f++) {
        work.most += 2 * inputs->sources[f].amount / AP_MODEL_UNIT;
    }
    for (size_t s = 0; s < inputs->schemes_count; s++) {
        work.most += inputs->schemes[s].committed / AP_MODEL_UNIT;
    }
    AP_TRY(stretch(&work, err));
    *out = work.elastic;
    work.elastic = NULL;
done:
    free(work.gives);
    ap_elastic_free(work.elastic);
    return status;
}

static void limit_claim(const ap_round *round, const ap_claim *claim, ap_text *text)
{
    char money[AP_MONEY_SIZE];
    const char *place = round->inputs->places[round->need->place_rows[claim->place]].name;
    double bound =
        ap_model_limit(round->inputs, round->target, (ap_limit)claim->index, claim->place);
    (void)ap_money_words(bound, money);
    bool is_pace = claim->index == AP_PACE_FLOOR || claim->index == AP_PACE_CAP;
    bool is_floor = claim->index == AP_PACE_FLOOR || claim->index == AP_BAND_UNDER;
    ap_text_print(text, "%s gives %s %s %s",
                  is_pace
                      ? (is_floor ? "the pace-of-change floor" : "the pace-of-change cap")
                      : "the equity band",
                  place, is_floor ? "at least" : "no more than", money);
}

static void rule_claim(const ap_round *round, const ap_claim *claim, ap_text *text)
{
    char money[AP_MONEY_SIZE];
    const ap_rule_line *line = &round->model->lines[claim->index];
    const ap_rule *rule = &round->inputs->rules[line->rule];
    ap_text_print(text, "rule \"%s\"", rule->name);
    if (line->place != AP_NONE) {
        ap_text_print(text, " in %s",
                      round->inputs->places[round->need->place_rows[line->place]].name);
    }
    const char *side = claim->kind == AP_CLAIM_RULE_FLOOR ? "at least" : "no more than";
    if (rule->unit == AP_UNIT_SHARE) {
        ap_text_print(text, " asks for %s %.4g%% of other money", side, rule->value * 100);
    } else if (rule->measure == AP_MEASURE_OUTPUT) {
        ap_text_print(text, " asks for %s %.6g of output", side, line->required);
    } else {
        ap_text_print(text, " asks for %s %s", side, ap_money_words(line->required, money));
    }
}

void ap_claim_words(const ap_round *round, const ap_claim *claim, ap_text *text)
{
    char money[AP_MONEY_SIZE];
    const ap_case *inputs = round->inputs;
    switch (claim->kind) {
    case AP_CLAIM_RULE_FLOOR:
    case AP_CLAIM_RULE_CEILING:
        rule_claim(round, claim, text);
        break;
    case AP_CLAIM_SPEND:
        ap_text_print(text, "source \"%s\" must be spent in full (%s)",
                      inputs->sources[claim->index].name,
                      ap_money_words(inputs->sources[claim->index].amount, money));
        break;
    case AP_CLAIM_MONEY:
        ap_text_print(text, "source \"%s\" has no more than %s",
                      inputs->sources[claim->index].name,
                      ap_money_words(inputs->sources[claim->index].amount, money));
        break;
    case AP_CLAIM_COMMITMENT:
        ap_text_print(text, "scheme \"%s\" is committed to %s",
                      inputs->schemes[claim->index].name,
                      ap_money_words(inputs->schemes[claim->index].committed, money));
        break;
    case AP_CLAIM_BID:
        ap_text_print(text, "scheme \"%s\" bids for no more than %s",
                      inputs->schemes[claim->index].name,
                      ap_money_words(inputs->schemes[claim->index].bid, money));
        break;
    case AP_CLAIM_LIMIT:
    default:
        limit_claim(round, claim, text);
        break;
    }
}

void ap_elastic_free(ap_elastic *elastic)
{
    if (elastic != NULL) {
        ap_lp_free(elastic->lp);
        free(elastic->claims);
        free(elastic);
    }
}
