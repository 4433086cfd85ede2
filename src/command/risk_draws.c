#include "command/risk_draws.h"

#include <stdlib.h>
#include <string.h>

#include "base/signals.h"
#include "record/draws.h"

enum { STRETCH = 1024 }; /* scenarios of a rank at a time */

/* What rank 0 writes to, and what every rank fills. */
typedef struct ap_drawn {
    const ap_risk_setup *setup;
    ap_ranks ranks;
    ap_draws *file; /* rank 0's */
    ap_arena *arena;
    size_t columns;
    double *numbers; /* of a stretch */
    int64_t *places; /* which row of all ranks' stretches each is */
} ap_drawn;

static const char *const what_words[] = {
    [AP_WHAT_PRESSURE] = "pressure", [AP_WHAT_LOST] = "lost",
    [AP_WHAT_HELD] = "held",         [AP_WHAT_MOVED] = "moved",
    [AP_WHAT_UNSPENT] = "unspent",   [AP_WHAT_OVERSPEND] = "overspend",
    [AP_WHAT_NEED] = "need",         [AP_WHAT_BORNE] = "borne",
    [AP_WHAT_HEADROOM] = "headroom", [AP_WHAT_DISTANCE] = "distance",
    [AP_WHAT_TO_DATE] = "to_date",
};

/* "overspend place southampton": keys, since names need not differ. */
static const char *name_of(const ap_drawn *drawn, const ap_measure_row *row)
{
    const ap_case *inputs = drawn->setup->inputs;
    const char *what = what_words[row->what];
    const char *key = row->name;
    const char *of = "";
    switch (row->of) {
    case AP_OF_PLACE:
        of = "place";
        key = inputs->places[row->at].place;
        break;
    case AP_OF_PROGRAMME:
        of = "programme";
        key = inputs->programmes[row->at].programme;
        break;
    case AP_OF_POOL:
        of = "pool";
        key = inputs->pools[row->at].pool;
        break;
    case AP_OF_SCHEME:
        of = "scheme";
        key = inputs->schemes[row->at].scheme;
        break;
    case AP_OF_PARTNER:
        of = "partner";
        break;
    case AP_OF_RULE:
        return ap_arena_print(drawn->arena, "%s rule %zu %s", what, row->at + 1, key);
    case AP_OF_MONTH:
        of = "month";
        break;
    case AP_OF_WHOLE:
    default:
        return ap_arena_print(drawn->arena, "%s", what);
    }
    return ap_arena_print(drawn->arena, "%s %s %s", what, of, key);
}

static ap_status open_file(ap_drawn *drawn, const char *folder, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_engine *engine = drawn->setup->engine;
    bool is_sqlite = strcmp(drawn->setup->options.draws, "sqlite") == 0;
    ap_text path = {0};
    const char **names = calloc(drawn->columns + 1, sizeof *names);
    bool is_complete = names != NULL;
    for (size_t c = 0; c < drawn->columns && is_complete; c++) {
        bool is_driver = c < engine->driver_count;
        size_t row = is_driver ? ap_drivers_row(engine->drivers, c) : 0;
        names[c] = is_driver
                       ? drawn->setup->inputs->drivers[row].driver
                       : name_of(drawn, &engine->measures->rows[c - engine->driver_count]);
        is_complete = names[c] != NULL;
    }
    ap_text_print(&path, "%s/draws.%s", folder, drawn->setup->options.draws);
    if (!is_complete || path.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "--draws", "no memory for the names of columns"));
    }
    AP_TRY(ap_draws_open(path.bytes, is_sqlite, drawn->columns, names, &drawn->file, err));
done:
    free(names);
    ap_text_free(&path);
    return status;
}

static void take_row(const ap_engine *engine, double numbers[])
{
    memcpy(numbers, engine->values, engine->driver_count * sizeof *numbers);
    for (size_t m = 0; m < engine->measures->count; m++) {
        numbers[engine->driver_count + m] =
            (double)engine->ticks[m] * engine->measures->rows[m].tick;
    }
}

/* One stretch of each rank: scenarios first to first + count - 1, shared in rank order. */
static ap_status take_stretch(ap_drawn *drawn, uint64_t first, size_t count, ap_error *err)
{
    ap_status status = AP_OK;
    void *all = NULL;
    size_t begin = (size_t)drawn->ranks.rank * STRETCH;
    size_t mine = begin >= count ? 0 : count - begin < STRETCH ? count - begin : STRETCH;
    for (size_t k = 0; k < mine && status == AP_OK; k++) {
        status = ap_engine_take(drawn->setup->engine, first + begin + k, err);
        take_row(drawn->setup->engine, drawn->numbers + k * drawn->columns);
        drawn->places[k] = (int64_t)(begin + k);
    }
    AP_TRY(ap_agree(drawn->ranks, status, err));
    AP_TRY(ap_ranks_gather(drawn->ranks, count, drawn->columns * sizeof *drawn->numbers,
                           mine, drawn->places, drawn->numbers, &all, err));
    for (size_t k = 0; k < count && drawn->file != NULL && status == AP_OK; k++) {
        const double *row = (const double *)all + k * drawn->columns;
        status = ap_draws_add(drawn->file, first + k, row, err);
    }
    if (status == AP_OK && ap_signals_seen() != 0) {
        status =
            ap_fail(err, AP_STOPPED, "--draws",
                    "%s: the run is done but not all of its draws are written; the same "
                    "command goes on",
                    ap_signals_name(ap_signals_seen()));
    }
    AP_TRY(ap_agree(drawn->ranks, status, err));
done:
    free(all);
    return status;
}

ap_status ap_risk_draws(const ap_risk_setup *setup, ap_ranks ranks, uint64_t count,
                        const char *folder, ap_error *err)
{
    ap_status status = AP_OK;
    ap_drawn drawn = {
        .setup = setup,
        .ranks = ranks,
        .arena = ap_arena_new(),
        .columns = setup->engine->driver_count + setup->engine->measures->count,
        .places = calloc(STRETCH, sizeof *drawn.places),
    };
    uint64_t round = (uint64_t)ranks.size * STRETCH;
    drawn.numbers = calloc(STRETCH * drawn.columns + 1, sizeof *drawn.numbers);
    if (drawn.numbers == NULL || drawn.places == NULL || drawn.arena == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "--draws", "no memory for the draws");
    }
    status = status == AP_OK && ranks.rank == 0 ? open_file(&drawn, folder, err) : status;
    AP_TRY(ap_agree(ranks, status, err));
    for (uint64_t first = 0; first < count; first += round) {
        uint64_t left = count - first;
        AP_TRY(take_stretch(&drawn, first, (size_t)(left < round ? left : round), err));
    }
done:
    status = ap_draws_close(drawn.file, status, err);
    status = ap_agree(ranks, status, err);
    free(drawn.numbers);
    free(drawn.places);
    ap_arena_free(drawn.arena);
    return status;
}
