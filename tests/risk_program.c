/* A program that carries out toy Monte Carlo runs as `apportion risk` and `apportion merge`
 * carry out real ones, so that launchers, signals and schedulers can be tried on it:
 *
 *     risk_program risk NAME --scenarios N --seed S -o DIR [--shard K/N] [--block B]
 *         [--seconds S] [--patience P] [--enough N] [--hangs-at N] [--fails-at N]
 *     risk_program merge NAME SHARD... --scenarios N --seed S -o DIR
 *
 * The last line of standard output is the file that was made: DIR/report, the packed tally,
 * or DIR/shard-K-of-N.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"
#include "base/signals.h"
#include "risk/run.h"
#include "risk/shards.h"
#include "toy_risk.h"

enum { MOST_SHARDS = 64 };

typedef struct ap_request {
    const char *command;
    const char *output;
    ap_toy_risk toy;
    ap_run_options options;
    uint64_t scenarios;
    uint64_t k; /* shard k of n; n is 0 without shards */
    uint64_t n;
    size_t shard_count;
    const char *shards[MOST_SHARDS];
} ap_request;

static void take_option(ap_request *request, const char *name, const char *value)
{
    char *end = NULL;
    double number = strtod(value, &end);
    if (strcmp(name, "-o") == 0) {
        request->output = value;
    } else if (strcmp(name, "--scenarios") == 0) {
        request->scenarios = (uint64_t)number;
    } else if (strcmp(name, "--seed") == 0) {
        request->toy.seed = (uint64_t)number;
    } else if (strcmp(name, "--shard") == 0) {
        request->k = (uint64_t)number;
        request->n = strtoull(end + 1, NULL, 10);
    } else if (strcmp(name, "--block") == 0) {
        request->options.block = (uint64_t)number;
    } else if (strcmp(name, "--seconds") == 0) {
        request->toy.seconds = number;
    } else if (strcmp(name, "--patience") == 0) {
        request->options.patience = number;
    } else if (strcmp(name, "--enough") == 0) {
        request->toy.enough = (uint64_t)number;
    } else if (strcmp(name, "--hangs-at") == 0) {
        request->toy.hangs_at = (int64_t)number;
    } else if (strcmp(name, "--fails-at") == 0) {
        request->toy.fails_at = (int64_t)number;
    } else {
        (void)fprintf(stderr, "risk_program: no such option: %s\n", name);
        exit(64);
    }
}

static ap_request read_request(int count, char *arguments[])
{
    ap_request request = {.command = count > 2 ? arguments[1] : "",
                          .output = ".",
                          .scenarios = 10000,
                          .options = {.patience = 600},
                          .toy = {.hangs_at = AP_TOY_NEVER, .fails_at = AP_TOY_NEVER}};
    for (int i = 3; i < count; i++) {
        if (arguments[i][0] != '-') {
            request.shards[request.shard_count++ % MOST_SHARDS] = arguments[i];
        } else if (i + 1 < count) {
            take_option(&request, arguments[i], arguments[i + 1]);
            i++;
        }
    }
    return request;
}

static void complain(void *context, const ap_error *err)
{
    (void)context;
    (void)fprintf(stderr, "apportion: %s%s%s\n", err->where,
                  err->where[0] == '\0' ? "" : ": ", err->what);
}

static ap_part part_of(const ap_request *request)
{
    ap_part part = {.scenarios = request->scenarios, .range = {0, request->scenarios}};
    ap_text words = {0};
    ap_text_print(&words, "toy, seed %" PRIu64 ", %" PRIu64 " scenarios, enough %" PRIu64,
                  request->toy.seed, request->scenarios, request->toy.enough);
    if (words.failed) {
        abort();
    }
    ap_sha256(words.bytes, words.length, part.run);
    ap_text_free(&words);
    if (request->n > 0) {
        part.range = ap_shard_of(request->scenarios, request->k, request->n);
    }
    return part;
}

/* The folder of the checkpoints, or the file that is made in the end. */
static char *path_of(const ap_request *request, const char *name)
{
    ap_text path = {0};
    ap_text_print(&path, "%s/%s", request->output, name);
    if (request->n > 0) {
        ap_text_print(&path, "-%" PRIu64 "-of-%" PRIu64, request->k, request->n);
    }
    if (path.failed) {
        abort();
    }
    return path.bytes;
}

static ap_status write_report(const ap_request *request, const ap_tally *tally,
                              ap_error *err)
{
    char *path = path_of(request, request->n > 0 ? "shard" : "report");
    ap_text packed = {0};
    ap_status status = ap_folder_make(request->output, err);
    if (status == AP_OK && request->n > 0) {
        status = ap_shard_write(path, &request->options.part, tally, err);
    } else if (status == AP_OK) {
        ap_tally_pack(tally, &packed);
        status = ap_file_write(path, packed.bytes, packed.length, err);
    }
    if (status == AP_OK) {
        (void)printf("%s\n", path);
    }
    ap_text_free(&packed);
    free(path);
    return status;
}

static void say_cost(const ap_run_cost *cost, const ap_keeping *keeping)
{
    (void)fprintf(stderr,
                  "attempt %" PRIu64 ": %" PRIu64 " restored, %" PRIu64 " blocks, %" PRIu64
                  " saves, %" PRIu64 " letters and %" PRIu64 " bytes, %.3f s\n",
                  ap_keeping_attempt(keeping), cost->restored, cost->blocks, cost->saves,
                  cost->mail.received + cost->mail.sent,
                  cost->mail.received_bytes + cost->mail.sent_bytes, cost->seconds);
    (void)fputs(ap_keeping_notes(keeping), stderr);
}

static ap_status run(ap_request *request, ap_ranks ranks, ap_error *err)
{
    ap_status status = AP_OK;
    ap_keeping *keeping = NULL;
    ap_tally *tally = NULL;
    ap_run_cost cost;
    ap_work work = ap_toy_risk_work(&request->toy);
    char *folder = path_of(request, "kept");
    work.complain = complain;
    request->options.part = part_of(request);
    if (ranks.rank == 0) {
        status = ap_keeping_open(folder, &request->options.part, &keeping, err);
    }
    AP_TRY(ap_agree(ranks, status, err));
    AP_TRY(ap_run_carry_out(&work, &request->options, ranks, keeping, &tally, &cost, err));
    if (ranks.rank == 0) {
        say_cost(&cost, keeping);
        status = ap_keeping_confirm(keeping, err);
        if (status == AP_OK) {
            status = write_report(request, tally, err);
        }
        if (status == AP_OK) {
            ap_keeping_clear(keeping);
        }
    }
    AP_TRY(ap_agree(ranks, status, err));
done:
    ap_tally_free(tally);
    ap_keeping_free(keeping);
    ap_text_free(&request->toy.reports);
    free(folder);
    return status;
}

static ap_status merge(ap_request *request, ap_ranks ranks, ap_error *err)
{
    ap_status status = AP_OK;
    ap_part whole = part_of(request);
    ap_tally *tally = NULL;
    if (ranks.rank == 0) {
        AP_TRY(ap_tally_new(ap_toy_risk_work(&request->toy).shape, &tally, err));
        AP_TRY(ap_shards_merge(request->shard_count, request->shards, &whole, tally, err));
        AP_TRY(write_report(request, tally, err));
    }
done:
    ap_tally_free(tally);
    return ap_agree(ranks, status, err);
}

int main(int count, char *arguments[])
{
    ap_error err = {0};
    ap_ranks ranks = {0, 1};
    ap_request request = read_request(count, arguments);
    ap_signals_watch();
    ap_status status = ap_ranks_start(&ranks, &err);
    if (status == AP_OK) {
        status = strcmp(request.command, "merge") == 0 ? merge(&request, ranks, &err)
                                                       : run(&request, ranks, &err);
    }
    if (status != AP_OK && ranks.rank == 0) {
        complain(NULL, &err);
    }
    ap_ranks_end(ranks);
    return ap_status_exit_code(status);
}
