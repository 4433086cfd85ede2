#include "risk/run.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/signals.h"
#include "risk/desk.h"
#include "risk/letter.h"
#include "risk/stint.h"

/* Seconds: how often a rank that computes looks in, how long one that waits naps, how often
 * results are handed in at most. */
static const double look_every = 0.002;
static const double nap = 0.0005;
static const double hand_in_every = 0.5;

/* Seconds between two letters with results that rank 0 takes in: it needs some milliseconds
 * for each, and has scenarios of its own. Many ranks hand in less often. */
static const double take_in_every = 0.02;

/* One rank of the run. */
typedef struct ap_runner {
    const ap_run_options *options;
    ap_ranks ranks;
    ap_mail *mail;
    ap_watchdog *watchdog;
    ap_stint stint;
    ap_desk desk; /* of rank 0 alone */

    /* of the others */
    bool has_asked;
    bool is_waiting; /* rank 0 said that there is no block yet */
    bool is_failing; /* rank 0 was told to stop all */
    bool is_halting; /* it tells all to hand in */
    bool has_ended;  /* the last letter is sent */
    bool is_over;    /* nothing more comes */
    double handed;   /* when results were last handed in */
    double told;     /* when a letter was last sent */
} ap_runner;

static ap_status send(ap_runner *runner, ap_text *letter, ap_error *err)
{
    runner->told = ap_clock_seconds();
    ap_status status = ap_mail_send(runner->mail, 0, letter, err);
    ap_text_free(letter);
    return status;
}

static ap_status tell(ap_runner *runner, ap_letter_kind kind, ap_error *err)
{
    ap_text letter = {0};
    ap_letter_write(kind, (ap_range){0}, &letter);
    return send(runner, &letter, err);
}

/* What was done since the last time goes to rank 0; a spoilt tally does not. */
static ap_status hand_in(ap_runner *runner, ap_letter_kind kind, ap_error *err)
{
    ap_stint *stint = &runner->stint;
    ap_text letter = {0};
    const ap_ranges nothing = {0};
    ap_letter_write_results(kind, stint->is_spoilt ? &nothing : &stint->done, stint->tally,
                            &letter);
    ap_stint_clear(stint);
    runner->handed = ap_clock_seconds();
    return send(runner, &letter, err);
}

static ap_status report_failure(ap_runner *runner, const ap_error *failure, ap_error *err)
{
    ap_text letter = {0};
    runner->is_failing = true;
    ap_letter_write_failure(failure, &letter);
    return send(runner, &letter, err);
}

static ap_status take_letter(ap_runner *runner, const ap_letter *letter, ap_error *err)
{
    if (letter->kind == AP_LETTER_BLOCK && !runner->is_halting) {
        ap_stint_give(&runner->stint, letter->block);
        runner->has_asked = false;
        runner->is_waiting = false;
    } else if (letter->kind == AP_LETTER_PATIENT) {
        runner->is_waiting = true;
    } else if (letter->kind == AP_LETTER_HALT) {
        runner->is_halting = true;
        return ap_stint_cut(&runner->stint, err);
    } else if (letter->kind == AP_LETTER_GOODBYE) {
        runner->is_over = true;
    }
    return AP_OK;
}

static ap_status read_letters(ap_runner *runner, ap_error *err)
{
    ap_status status = AP_OK;
    int from = 0;
    while (status == AP_OK && from >= 0) {
        ap_text text = {0};
        ap_letter letter;
        status = ap_mail_next(runner->mail, &from, &text, err);
        if (status == AP_OK && from >= 0) {
            ap_watchdog_note(runner->watchdog, AP_DOING_WAIT, 0);
            status = ap_letter_read(&text, &letter, err);
        }
        if (status == AP_OK && from >= 0) {
            status = take_letter(runner, &letter, err);
        }
        ap_text_free(&text);
    }
    return status;
}

static ap_status heed_signal(ap_runner *runner, ap_error *err)
{
    ap_error why = {0};
    int signal = ap_signals_seen();
    if (signal == 0 || runner->is_failing || runner->is_halting) {
        return AP_OK;
    }
    (void)ap_fail(&why, AP_STOPPED, "", "%s on rank %d", ap_signals_name(signal),
                  runner->ranks.rank);
    return report_failure(runner, &why, err);
}

/* Half a second's work, or all there is when no block is to be had; the last goes once the
 * letters before it have gone. */
static ap_status hand_in_when_due(ap_runner *runner, ap_error *err)
{
    ap_status status = AP_OK;
    bool is_idle = runner->is_waiting && !ap_stint_has_work(&runner->stint);
    if (!ap_mail_is_sent(runner->mail) || runner->has_ended) {
        return AP_OK;
    }
    if (runner->is_halting) {
        runner->has_ended = true;
        return hand_in(runner, AP_LETTER_LAST, err);
    }
    double gap = fmax(hand_in_every, take_in_every * (runner->ranks.size - 1));
    if (is_idle || ap_clock_seconds() - runner->handed >= gap) {
        AP_TRY(ap_stint_settle(&runner->stint, err));
        if (runner->stint.done.count > 0 && !runner->stint.is_spoilt) {
            status = hand_in(runner, AP_LETTER_RESULTS, err);
        }
    }
done:
    return status;
}

/* Of a rank other than 0. */
static ap_status look(ap_runner *runner, ap_error *err)
{
    ap_status status = AP_OK;
    double patience = runner->options->patience;
    AP_TRY(read_letters(runner, err));
    if (runner->is_over) {
        return AP_OK;
    }
    AP_TRY(heed_signal(runner, err));
    if (!runner->has_asked && !runner->is_failing && !runner->is_halting &&
        ap_stint_has_room(&runner->stint)) {
        runner->has_asked = true;
        AP_TRY(tell(runner, AP_LETTER_ASK, err));
    }
    AP_TRY(hand_in_when_due(runner, err));
    if (patience > 0 && !runner->has_ended &&
        ap_clock_seconds() - runner->told > patience / 4) {
        AP_TRY(tell(runner, AP_LETTER_ALIVE, err));
    }
done:
    return status;
}

static bool is_over(const ap_runner *runner)
{
    return runner->ranks.rank == 0 ? runner->desk.is_over : runner->is_over;
}

/* A scenario that fails ends the run on all ranks, in good order. */
static ap_status step(ap_runner *runner, ap_error *err)
{
    ap_error why = {0};
    ap_status status = ap_stint_step(&runner->stint, &why);
    if (status == AP_OK) {
        return AP_OK;
    }
    (void)ap_fail(&why, status, "", "%s", ap_status_words(status));
    (void)ap_stint_cut(&runner->stint, NULL);
    return runner->ranks.rank == 0 ? ap_desk_halt(&runner->desk, status, &why, err)
                                   : report_failure(runner, &why, err);
}

static ap_status look_in(ap_runner *runner, ap_error *err)
{
    return runner->ranks.rank == 0 ? ap_desk_look(&runner->desk, err) : look(runner, err);
}

/* The main loop: a scenario, and every two milliseconds, or when there is none at hand, a
 * look at what has come. */
static ap_status carry_out(ap_runner *runner, ap_error *err)
{
    ap_status status = AP_OK;
    double looked = 0;
    while (status == AP_OK && !is_over(runner)) {
        double now = ap_clock_seconds();
        bool was_at_work = ap_stint_has_work(&runner->stint);
        if (!was_at_work || now - looked >= look_every) {
            looked = now;
            status = look_in(runner, err);
        }
        if (status == AP_OK && ap_stint_has_work(&runner->stint)) {
            status = step(runner, err);
        } else if (status == AP_OK && !was_at_work) {
            ap_clock_nap(nap);
        }
    }
    return status;
}

static ap_status prepare(ap_runner *runner, const ap_work *work, ap_keeping *keeping,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_stint *stint = &runner->stint;
    stint->work = work;
    AP_TRY(ap_tally_new(work->shape, &stint->tally, err));
    if (keeping != NULL) {
        AP_TRY(ap_keeping_load(keeping, &stint->done, stint->tally, err));
    }
    AP_TRY(ap_watchdog_new(runner->ranks, runner->options->patience, work->complain,
                           work->context, &runner->watchdog, err));
    stint->watchdog = runner->watchdog;
    runner->told = ap_clock_seconds();
    runner->handed = runner->told;
done:
    return status;
}

/* What rank 0 says of a run that was stopped. */
static ap_status explain(const ap_runner *runner, ap_error *err)
{
    const ap_desk *desk = &runner->desk;
    if (desk->outcome != AP_STOPPED) {
        return desk->outcome == AP_OK
                   ? AP_OK
                   : ap_fail(err, desk->outcome, desk->why.where, "%s", desk->why.what);
    }
    return ap_fail(
        err, AP_STOPPED, "",
        "stopped (%s) with %" PRIu64 " of %" PRIu64 " scenarios done%s", desk->why.what,
        ap_tally_scenarios(runner->stint.tally),
        ap_range_length(runner->options->part.range),
        desk->keeping == NULL ? "" : " and saved; the same command goes on from there");
}

/* All ranks have to be ended: the others would wait for this one for ever. */
static void give_up(const ap_runner *runner, const ap_work *work, const ap_error *err)
{
    if (work->complain != NULL) {
        work->complain(work->context, err);
    }
    ap_watchdog_free(runner->watchdog);
    ap_ranks_abort(err->status);
}

static ap_status lead(ap_runner *runner, const ap_work *work, ap_keeping *keeping,
                      ap_run_cost *cost, ap_error *err)
{
    runner->desk = (ap_desk){.work = work,
                             .options = runner->options,
                             .ranks = runner->ranks,
                             .mail = runner->mail,
                             .watchdog = runner->watchdog,
                             .keeping = keeping,
                             .hosts = runner->desk.hosts,
                             .stint = &runner->stint,
                             .cost = cost};
    return ap_desk_begin(&runner->desk, err);
}

ap_status ap_run_carry_out(const ap_work *work, const ap_run_options *options,
                           ap_ranks ranks, ap_keeping *keeping, ap_tally **out,
                           ap_run_cost *cost, ap_error *err)
{
    ap_status status = AP_OK;
    ap_error fatal = {0};
    ap_runner runner = {.options = options, .ranks = ranks};
    *out = NULL;
    *cost = (ap_run_cost){0};
    ap_signals_watch();
    AP_TRY(ap_ranks_hosts(ranks, &runner.desk.hosts, err));
    AP_TRY(ap_mail_new(ranks, &runner.mail, err));
    status = prepare(&runner, work, keeping, err);
    if (status == AP_OK && ranks.rank == 0) {
        status = lead(&runner, work, keeping, cost, err);
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (carry_out(&runner, &fatal) != AP_OK) {
        give_up(&runner, work, &fatal);
    }
    if (ranks.rank == 0) {
        cost->seconds = ap_clock_seconds() - runner.desk.begun;
        cost->mail = ap_mail_counted(runner.mail);
        status = explain(&runner, err);
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (ranks.rank == 0) {
        *out = runner.stint.tally;
        runner.stint.tally = NULL;
    }
done:
    ap_watchdog_free(runner.watchdog);
    ap_mail_free(runner.mail);
    ap_desk_end(&runner.desk);
    ap_stint_free(&runner.stint);
    free(runner.desk.hosts);
    return status;
}
