#include "command/risk_print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "apportion/money.h"

/* Seconds between lines of a log. */
static const double log_gap = 30;

static const double tick = 0.01; /* pounds, of the headline measure */

static const char *const way_words[] = {"plain draws", "Latin hypercubes",
                                        "scrambled Sobol points"};

enum { COLUMNS = 7, ROWS_MOST = 40, ROOM = 100 };

/* Machines, each once: "node1, node2 and 6 others". */
static void add_hosts(ap_text *text, ap_ranks ranks, const char (*hosts)[AP_HOST_SIZE])
{
    size_t count = 0;
    size_t others = 0;
    for (int r = 0; r < ranks.size; r++) {
        bool is_new = true;
        for (int q = 0; q < r; q++) {
            is_new = is_new && strcmp(hosts[q], hosts[r]) != 0;
        }
        if (is_new && count < 4) {
            ap_text_print(text, "%s%s", count == 0 ? "" : ", ", hosts[r]);
        }
        count += is_new;
        others += is_new && count > 4;
    }
    if (others > 0) {
        ap_text_print(text, " and %zu more", others);
    }
}

void ap_risk_banner(ap_output output, const ap_risk_setup *setup, ap_ranks ranks,
                    const char (*hosts)[AP_HOST_SIZE])
{
    const ap_engine *engine = setup->engine;
    const ap_lp *lp = ap_recourse_model_of(engine->recourse)->lp;
    const ap_blocks *blocks = ap_recourse_blocks(engine->recourse);
    size_t bases = 0;
    ap_text text = {0};
    add_hosts(&text, ranks, hosts);
    for (size_t b = 0; b < blocks->count; b++) {
        bases += ap_block_bases(blocks->blocks[b]);
    }
    ap_output_say(output, "run %s: %d rank%s on %s", setup->id, ranks.size,
                  ranks.size == 1 ? "" : "s", text.failed ? "" : text.bytes);
    ap_output_say(
        output,
        "scenarios %llu to %llu of %llu, %zu drivers, %s in %d replications, seed "
        "%llu, %s copula",
        (unsigned long long)setup->part.range.first,
        (unsigned long long)setup->part.range.end - 1,
        (unsigned long long)setup->part.scenarios, engine->driver_count,
        way_words[engine->drawing.way], AP_REPLICATIONS,
        (unsigned long long)engine->drawing.seed,
        engine->drawing.degrees > 0 ? "t" : "Gaussian");
    ap_output_say(output,
                  "recourse program of %zu rows and %zu columns in %zu blocks, %zu bases "
                  "known; %zu measures",
                  lp->rows, lp->columns, blocks->count, bases, engine->measures->count);
    ap_text_free(&text);
}

static void add_duration(ap_text *text, double seconds)
{
    if (seconds < 120) {
        ap_text_print(text, "%.0f s", seconds);
    } else if (seconds < 7200) {
        ap_text_print(text, "%.0f min", seconds / 60);
    } else {
        ap_text_print(text, "%.1f h", seconds / 3600);
    }
}

static void add_estimate(ap_text *text, const ap_tally *tally)
{
    char value[AP_MONEY_SIZE];
    char error[AP_MONEY_SIZE];
    size_t headline = ap_tally_shape_of(tally)->headline;
    double spread = ap_until_error(tally, 0.8);
    ap_text_print(text, ", P80 %s",
                  ap_money_short(tick * ap_tally_quantile(tally, headline, 0.8), value));
    if (isfinite(spread)) {
        ap_text_print(text, " ± %s", ap_money_short(spread, error));
    }
}

void ap_risk_progress(ap_risk_pace *pace, const ap_run_progress *progress)
{
    ap_text text = {0};
    double gone = progress->seconds - pace->since;
    double done = (double)(progress->done - progress->restored);
    bool is_due = pace->output.is_terminal || progress->seconds - pace->written >= log_gap;
    if (!is_due || pace->output.is_quiet || !pace->output.is_first) {
        return;
    }
    double rate = gone > 0 ? done / gone : 0;
    ap_text_print(&text, "%llu of %llu scenarios", (unsigned long long)progress->done,
                  (unsigned long long)progress->all);
    if (rate > 0) {
        ap_text_print(&text, ", %.0f a second, ", rate);
        add_duration(&text, (double)(progress->all - progress->done) / rate);
        ap_text_print(&text, " left");
    }
    if (progress->done > 0) {
        add_estimate(&text, progress->tally);
    }
    if (!text.failed && pace->output.is_terminal) {
        (void)fprintf(stderr, "\r\033[K%s", text.bytes);
    } else if (!text.failed) {
        ap_output_say(pace->output, "%s", text.bytes);
    }
    pace->written = progress->seconds;
    ap_text_free(&text);
}

void ap_risk_cost(ap_output output, const ap_run_cost *cost)
{
    double blocks = cost->blocks > 0 ? (double)cost->blocks : 1;
    ap_output_detail(
        output,
        "%.1f s, %llu blocks, %llu saves; letters to rank 0: %llu of %.0f kB in "
        "all, %.1f and %.0f kB a block",
        cost->seconds, (unsigned long long)cost->blocks, (unsigned long long)cost->saves,
        (unsigned long long)cost->mail.received, (double)cost->mail.received_bytes / 1e3,
        (double)cost->mail.received / blocks,
        (double)cost->mail.received_bytes / 1e3 / blocks);
}

/* A table on its way; cells are the arena's. */
typedef struct ap_risk_table {
    ap_arena *arena;
    size_t rows;
    const char *cells[(ROWS_MOST + 1) * COLUMNS];
} ap_risk_table;

static const char *money(ap_risk_table *table, double pounds)
{
    char words[AP_MONEY_SIZE];
    const char *copy = ap_arena_print(table->arena, "%s", ap_money_short(pounds, words));
    return copy == NULL ? "" : copy;
}

static void add_spread(ap_risk_table *table, const char *what, const char *name,
                       const ap_spread *spread)
{
    if (table->rows > ROWS_MOST) {
        return;
    }
    const char *chance = ap_arena_print(table->arena, "%.1f%%", 100 * spread->chance);
    const char **cells = table->cells + COLUMNS * table->rows++;
    cells[0] = what;
    cells[1] = name;
    cells[2] = money(table, spread->mean);
    cells[3] = money(table, spread->at[AP_LEVEL_P10]);
    cells[4] = money(table, spread->at[AP_LEVEL_P50]);
    cells[5] = money(table, spread->at[AP_LEVEL_P90]);
    cells[6] = chance == NULL ? "" : chance;
}

/* Of the whole, places and partners; the rest is in the workbook. */
static bool is_printed(const ap_measure_row *row)
{
    return row->of == AP_OF_WHOLE || row->of == AP_OF_PARTNER ||
           (row->of == AP_OF_PLACE && row->what == AP_WHAT_OVERSPEND);
}

static void add_sentences(const ap_risk_results *results, ap_text *text)
{
    const ap_findings *findings = results->findings;
    const ap_spread *need = &findings->spreads[findings->measures->headline];
    char p50[AP_MONEY_SIZE];
    char p80[AP_MONEY_SIZE];
    char p90[AP_MONEY_SIZE];
    char planned[AP_MONEY_SIZE];
    char tail[AP_MONEY_SIZE];
    ap_text_print(
        text,
        "In %llu %s the plan breaks even in %.1f%%. The contingency of %s is "
        "enough in %.1f%%,\nwith nothing held back; half of all years need %s, P80 "
        "is %s, P90 %s.\nThe worst twentieth of years needs %s on average.\n\n",
        (unsigned long long)results->scenarios,
        ap_text_plural(results->scenarios, "year", "years"), 100 * findings->breaks_even,
        ap_money_short(findings->contingency, planned), 100 * findings->enough,
        ap_money_short(need->at[AP_LEVEL_P50], p50),
        ap_money_short(need->at[AP_LEVEL_P80], p80),
        ap_money_short(need->at[AP_LEVEL_P90], p90), ap_money_short(need->tail, tail));
}

void ap_risk_text(const ap_risk_results *results, ap_text *text)
{
    static const char *const headers[] = {"What", "Of",  "Mean",   "P10",
                                          "P50",  "P90", "Above 0"};
    static const size_t limits[] = {24, 34, 10, 10, 10, 10, 8};
    const ap_findings *findings = results->findings;
    ap_risk_table table = {.arena = ap_arena_new(), .rows = 1};
    memcpy(table.cells, headers, sizeof headers);
    add_sentences(results, text);
    for (size_t m = 0; m < findings->measures->count && table.arena != NULL; m++) {
        const ap_measure_row *row = &findings->measures->rows[m];
        if (is_printed(row) && row->what != AP_WHAT_DISTANCE) {
            add_spread(&table, ap_measured_words(row->what), row->name,
                       &findings->spreads[m]);
        }
    }
    text->failed = text->failed || table.arena == NULL;
    ap_table_fit(text, COLUMNS, table.rows, table.cells, limits, ROOM);
    ap_arena_free(table.arena);
}

static void add_member(ap_text *text, const char *key, double value)
{
    ap_text_json(text, key);
    if (isfinite(value)) {
        ap_text_print(text, ": %.17g", value);
    } else {
        ap_text_print(text, ": null");
    }
}

static void add_json_measure(const ap_findings *findings, size_t m, ap_text *text)
{
    static const char *const levels[AP_LEVELS] = {"p5",  "p10", "p25", "p50", "p75",
                                                  "p80", "p90", "p95", "p99"};
    const ap_spread *spread = &findings->spreads[m];
    ap_text_print(text, "%s\n  {\"what\": ", m == 0 ? "" : ",");
    ap_text_json(text, ap_measured_words(findings->measures->rows[m].what));
    ap_text_print(text, ", \"of\": ");
    ap_text_json(text, findings->measures->rows[m].name);
    ap_text_print(text, ", ");
    add_member(text, "mean", spread->mean);
    ap_text_print(text, ", ");
    add_member(text, "sd", spread->sd);
    for (size_t l = 0; l < AP_LEVELS; l++) {
        ap_text_print(text, ", ");
        add_member(text, levels[l], spread->at[l]);
    }
    ap_text_print(text, ", ");
    add_member(text, "chance", spread->chance);
    ap_text_print(text, ", ");
    add_member(text, "shortfall", spread->tail);
    ap_text_print(text, "}");
}

void ap_risk_json(const ap_risk_results *results, const char *workbook, ap_text *text)
{
    const ap_findings *findings = results->findings;
    ap_text_print(text, "{\"run\": ");
    ap_text_json(text, results->run_id);
    ap_text_print(text, ", \"workbook\": ");
    ap_text_json(text, workbook);
    ap_text_print(text, ", \"scenarios\": %llu, ", (unsigned long long)results->scenarios);
    add_member(text, "breaks_even", findings->breaks_even);
    ap_text_print(text, ", ");
    add_member(text, "contingency", findings->contingency);
    ap_text_print(text, ", ");
    add_member(text, "enough", findings->enough);
    ap_text_print(text, ", \"measures\": [");
    for (size_t m = 0; m < findings->measures->count; m++) {
        add_json_measure(findings, m, text);
    }
    ap_text_print(text, "]}\n");
}
