#include "command/rerun.h"

#include <string.h>

#include "command/facts.h"
#include "command/loading.h"
#include "command/need.h"
#include "command/pool.h"
#include "command/risk.h"
#include "command/round.h"
#include "data/command_line.h"
#include "record/store.h"

/* A command whose runs are on record. */
typedef struct ap_repeated {
    const char *word;
    ap_status (*again)(const ap_options *options, const ap_origin *origin, ap_ranks ranks,
                       ap_error *err);
} ap_repeated;

static const ap_repeated commands[] = {
    {"need", ap_need_again},
    {"pool", ap_pool_again},
    {"risk", ap_risk_again},
    {"round", ap_round_again},
};

static ap_status repeat(const ap_run_line *line, const ap_options *options,
                        const ap_origin *origin, ap_ranks ranks, ap_error *err)
{
    const char *word = line->command == NULL ? "" : line->command;
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        if (strcmp(commands[c].word, word) == 0) {
            return commands[c].again(options, origin, ranks, err);
        }
    }
    return ap_agree(
        ranks,
        ap_fail(err, AP_BAD_INPUT, line->id,
                "this version does not repeat the command \"%s\"; use the version "
                "that made the run, %s",
                line->command, line->version),
        err);
}

/* What the record has of the run: its inputs and, in `again`, its options. */
static ap_status recall(const ap_options *options, ap_run_line *line, size_t *count,
                        ap_case_file **files, ap_arena *arena, ap_options *again,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_store *store = NULL;
    if (arena == NULL) {
        return ap_fail(err, AP_NO_MEMORY, options->operands[0], "the record of the run");
    }
    AP_TRY(ap_facts_open(options, &store, err));
    AP_TRY(ap_store_find(store, options->operands[0], line, err));
    AP_TRY(ap_store_inputs(store, line->id, count, files, err));
    AP_TRY(ap_options_recall(line->arguments, arena, again, err));
done:
    ap_store_free(store);
    return status;
}

ap_status ap_command_rerun(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_status status = AP_OK;
    ap_run_line line = {0};
    ap_case_file *files = NULL;
    size_t count = 0;
    ap_options again = *options;
    ap_arena *arena = ap_arena_new();
    status = recall(options, &line, &count, &files, arena, &again, err);
    AP_TRY(ap_agree(ranks, status, err));
    const ap_origin origin = {line.case_name, count, files};
    AP_TRY(repeat(&line, &again, &origin, ranks, err));
done:
    ap_store_inputs_free(count, files);
    ap_run_line_free(&line);
    ap_arena_free(arena);
    return status;
}
