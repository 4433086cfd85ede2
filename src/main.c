#include <stddef.h>

#include <signal.h>

#include "apportion/status.h"
#include "base/ranks.h"
#include "command/check.h"
#include "command/compare_runs.h"
#include "command/export.h"
#include "command/help.h"
#include "command/import.h"
#include "command/need.h"
#include "command/output.h"
#include "command/pool.h"
#include "command/rerun.h"
#include "command/risk.h"
#include "command/round.h"
#include "command/runs.h"
#include "command/show.h"
#include "data/command_line.h"
#include "data/options.h"

typedef ap_status ap_command_run(const ap_options *options, ap_ranks ranks, ap_error *err);

static ap_command_run *const commands[] = {
#define AP_COMMAND_RUN(NAME, word, operands, summary) \
    [AP_COMMAND_##NAME] = ap_command_##word,
    AP_COMMAND_LIST(AP_COMMAND_RUN)
#undef AP_COMMAND_RUN
};

/* A reader that has gone away (`apportion runs | head`) and a file that is larger than it
 * may be show as failed writes, so that files are closed and half-written ones removed.
 * SIGINT and SIGTERM end the program as they end any other: what it leaves is the old file
 * or the new one. */
static void let_writes_fail(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL);
}

/* One status and one message come of it, whatever the ranks met. */
static ap_status run_command(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_status status = commands[options->command](options, ranks, err);
    ap_status end = ap_output_end(ap_output_of(options, ranks), err);
    status = status == AP_OK ? end : status;
    if (status != AP_OK) {
        (void)ap_fail(err, status, "", "%s", ap_status_words(status));
    }
    return ap_agree(ranks, status, err);
}

/* A launcher may give its ranks different command lines; that one is wrong ends all. */
int main(int count, char *arguments[])
{
    ap_error err = {0};
    ap_ranks ranks = {0, 1};
    ap_options options = {0};
    ap_status status = AP_OK;
    let_writes_fail();
    AP_TRY(ap_ranks_start(&ranks, &err));
    status = ap_options_parse(count, arguments, &options, &err);
    AP_TRY(ap_agree(ranks, status, &err));
    AP_TRY(run_command(&options, ranks, &err));
done:
    if (status != AP_OK) {
        ap_output_error(ap_output_of(&options, ranks), &err);
    }
    ap_ranks_end(ranks);
    return ap_status_exit_code(status);
}
