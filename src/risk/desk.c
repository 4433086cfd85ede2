#include "risk/desk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/signals.h"

enum { FIRST_ROUND = 16384 };

static uint64_t done_in(const ap_desk *desk)
{
    return ap_ranges_total(&desk->stint->done);
}

/* Scenarios after which round r ends. */
static uint64_t length_of_round(const ap_desk *desk, size_t r)
{
    const ap_run_options *options = desk->options;
    uint64_t all = ap_range_length(options->part.range);
    uint64_t length = all;
    if (desk->work->is_enough != NULL && options->rounds != NULL) {
        length = r < options->round_count ? options->rounds[r] : all;
    } else if (desk->work->is_enough != NULL && r < 48) {
        length = (uint64_t)FIRST_ROUND << r;
    }
    return length < all ? length : all;
}

static void open_round(ap_desk *desk, size_t r)
{
    uint64_t first = desk->options->part.range.first;
    desk->round = r;
    desk->opened = (ap_range){first, first + length_of_round(desk, r)};
    ap_hand_out_open(&desk->handing, (ap_range){desk->handing.left.end, desk->opened.end});
}

/* An earlier attempt that had begun a round had decided those before it. */
static void open_first_round(ap_desk *desk)
{
    size_t r = 0;
    while (length_of_round(desk, r) < done_in(desk)) {
        r++;
    }
    desk->handing.left.end = desk->options->part.range.first;
    open_round(desk, r);
}

ap_status ap_desk_begin(ap_desk *desk, ap_error *err)
{
    double now = ap_clock_seconds();
    desk->begun = now;
    desk->reported = now;
    desk->saved = now;
    desk->kept = done_in(desk);
    desk->cost->restored = desk->kept;
    desk->peers = calloc((size_t)desk->ranks.size, sizeof *desk->peers);
    if (desk->peers == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for the ranks");
    }
    for (int rank = 0; rank < desk->ranks.size; rank++) {
        desk->peers[rank] = (ap_peer){.heard = now, .told = now};
    }
    ap_status status = ap_hand_out_begin(&desk->handing, &desk->stint->done,
                                         desk->options->block, desk->ranks.size, err);
    if (status == AP_OK) {
        open_first_round(desk);
    }
    return status;
}

static ap_status tell(ap_desk *desk, int rank, ap_letter_kind kind, ap_range block,
                      ap_error *err)
{
    ap_text letter = {0};
    ap_letter_write(kind, block, &letter);
    desk->peers[rank].told = ap_clock_seconds();
    ap_status status = ap_mail_send(desk->mail, rank, &letter, err);
    ap_text_free(&letter);
    return status;
}

static ap_status tell_all(ap_desk *desk, ap_letter_kind kind, ap_error *err)
{
    ap_status status = AP_OK;
    for (int rank = 1; rank < desk->ranks.size && status == AP_OK; rank++) {
        status = tell(desk, rank, kind, (ap_range){0}, err);
    }
    return status;
}

ap_status ap_desk_halt(ap_desk *desk, ap_status outcome, const ap_error *why, ap_error *err)
{
    if (outcome > desk->outcome) {
        desk->outcome = outcome;
        desk->why = *why;
    }
    if (desk->is_halting) {
        return AP_OK;
    }
    desk->is_halting = true;
    ap_error own = {0};
    ap_status status = ap_stint_cut(desk->stint, &own);
    if (status > desk->outcome) {
        desk->outcome = status;
        desk->why = own;
    }
    return tell_all(desk, AP_LETTER_HALT, err);
}

/* Into the whole; a tally that could not be merged to its end is of no use any more. */
static ap_status merge(ap_desk *desk, const ap_letter *letter, ap_error *err)
{
    ap_stint *stint = desk->stint;
    ap_status status = AP_OK;
    ap_error why = {0};
    ap_watchdog_note(desk->watchdog, AP_DOING_KEEP, 0);
    for (size_t i = 0; i < letter->done_count && status == AP_OK; i++) {
        status = ap_ranges_add(&stint->done, letter->done[i], &why);
    }
    if (status == AP_OK && letter->done_count > 0) {
        status = ap_tally_unpack(letter->tally, letter->tally_length, stint->tally, &why);
    }
    ap_watchdog_note(desk->watchdog, AP_DOING_WAIT, 0);
    if (status == AP_OK) {
        return AP_OK;
    }
    stint->is_spoilt = true;
    return ap_desk_halt(desk, status, &why, err);
}

static ap_status take_letter(ap_desk *desk, int from, const ap_letter *letter,
                             ap_error *err)
{
    ap_peer *peer = &desk->peers[from];
    peer->heard = ap_clock_seconds();
    peer->asks = peer->asks || letter->kind == AP_LETTER_ASK;
    peer->has_ended = peer->has_ended || letter->kind == AP_LETTER_LAST;
    if (letter->kind == AP_LETTER_FAILURE) {
        return ap_desk_halt(desk, letter->failure->status, letter->failure, err);
    }
    return letter->done_count > 0 && !desk->stint->is_spoilt ? merge(desk, letter, err)
                                                             : AP_OK;
}

static ap_status read_letters(ap_desk *desk, ap_error *err)
{
    ap_status status = AP_OK;
    int from = 0;
    while (status == AP_OK && from >= 0) {
        ap_text text = {0};
        ap_letter letter;
        status = ap_mail_next(desk->mail, &from, &text, err);
        if (status == AP_OK && from >= 0) {
            ap_watchdog_note(desk->watchdog, AP_DOING_WAIT, 0);
            status = ap_letter_read(&text, &letter, err);
        }
        if (status == AP_OK && from >= 0) {
            status = take_letter(desk, from, &letter, err);
        }
        ap_text_free(&text);
    }
    return status;
}

/* The whole as it is now; a failure ends the run in good order. */
static ap_status save(ap_desk *desk, ap_error *err)
{
    ap_error why = {0};
    double begun = ap_clock_seconds();
    ap_watchdog_note(desk->watchdog, AP_DOING_KEEP, 0);
    ap_status status = ap_stint_settle(desk->stint, &why);
    if (status == AP_OK) {
        status =
            ap_keeping_save(desk->keeping, &desk->stint->done, desk->stint->tally, &why);
    }
    desk->saved = ap_clock_seconds();
    desk->save_cost = desk->saved - begun;
    desk->kept = done_in(desk);
    desk->cost->saves++;
    ap_watchdog_note(desk->watchdog, AP_DOING_WAIT, 0);
    if (status == AP_OK) {
        return AP_OK;
    }
    desk->stint->is_spoilt = true;
    return ap_desk_halt(desk, status, &why, err);
}

/* Saving takes a tenth of the time at most, and no disk is troubled more than twice a
 * second. */
static bool is_save_due(const ap_desk *desk)
{
    const double least = 0.5;
    double gap = 9 * desk->save_cost > least ? 9 * desk->save_cost : least;
    return desk->keeping != NULL && !desk->stint->is_spoilt &&
           done_in(desk) != desk->kept && ap_clock_seconds() - desk->saved >= gap;
}

static void report(ap_desk *desk)
{
    double now = ap_clock_seconds();
    if (desk->work->progress == NULL || now - desk->reported < 1 ||
        desk->stint->is_spoilt) {
        return;
    }
    desk->reported = now;
    desk->work->progress(
        desk->work->context,
        &(ap_run_progress){.done = ap_tally_scenarios(desk->stint->tally),
                           .restored = desk->cost->restored,
                           .round_end = ap_range_length(desk->opened),
                           .all = ap_range_length(desk->options->part.range),
                           .seconds = now - desk->begun,
                           .tally = desk->stint->tally});
}

/* Whether every scenario that is wanted is merged; a round that is complete is decided on,
 * and the next one opened. */
static bool is_complete(ap_desk *desk)
{
    uint64_t all = ap_range_length(desk->options->part.range);
    while (!desk->is_enough && done_in(desk) == ap_range_length(desk->opened)) {
        desk->is_enough = done_in(desk) == all ||
                          (desk->work->is_enough != NULL &&
                           desk->work->is_enough(desk->work->context, desk->stint->tally));
        if (!desk->is_enough) {
            open_round(desk, desk->round + 1);
        }
    }
    return desk->is_enough;
}

/* A block, or else, once, that there is none yet. */
static ap_status answer(ap_desk *desk, int rank, ap_error *err)
{
    ap_peer *peer = &desk->peers[rank];
    ap_range block = ap_hand_out_next(&desk->handing);
    if (ap_range_length(block) > 0) {
        peer->asks = false;
        peer->is_waiting = false;
        peer->block = block;
        desk->cost->blocks++;
        return tell(desk, rank, AP_LETTER_BLOCK, block, err);
    }
    if (peer->is_waiting) {
        return AP_OK;
    }
    peer->is_waiting = true;
    return tell(desk, rank, AP_LETTER_PATIENT, block, err);
}

static ap_status serve(ap_desk *desk, ap_error *err)
{
    ap_status status = AP_OK;
    if (!ap_stint_has_work(desk->stint)) {
        ap_range block = ap_hand_out_next(&desk->handing);
        ap_stint_give(desk->stint, block);
        desk->cost->blocks += ap_range_length(block) > 0 ? 1 : 0;
    }
    for (int rank = 1; rank < desk->ranks.size && status == AP_OK; rank++) {
        if (desk->peers[rank].asks) {
            status = answer(desk, rank, err);
        }
    }
    return status;
}

/* Those that wait are told that rank 0 goes on; of those that were not heard of for too
 * long, one is named and all are ended. */
static ap_status watch_peers(ap_desk *desk, ap_error *err)
{
    double patience = desk->options->patience;
    double now = ap_clock_seconds();
    ap_status status = AP_OK;
    for (int rank = 1; rank < desk->ranks.size && patience > 0 && status == AP_OK; rank++) {
        const ap_peer *peer = &desk->peers[rank];
        if ((peer->asks || peer->has_ended) && now - peer->told > patience / 4) {
            status = tell(desk, rank, AP_LETTER_PATIENT, (ap_range){0}, err);
        }
        if (status == AP_OK && !peer->has_ended && now - peer->heard > 1.5 * patience + 2) {
            status = ap_fail(err, AP_UNUSABLE, "",
                             "rank %d on %s has not been heard of for %.0f seconds "
                             "(scenarios %" PRIu64 " to %" PRIu64
                             " were the last it was given); all ranks are ended. What was "
                             "saved is whole: the same command goes on from there",
                             rank, desk->hosts[rank], now - peer->heard, peer->block.first,
                             peer->block.end == 0 ? 0 : peer->block.end - 1);
        }
    }
    return status;
}

static ap_status heed_signal(ap_desk *desk, ap_error *err)
{
    ap_error why = {0};
    int signal = ap_signals_seen();
    if (signal == 0 || desk->is_halting) {
        return AP_OK;
    }
    (void)ap_fail(&why, AP_STOPPED, "", "%s", ap_signals_name(signal));
    return ap_desk_halt(desk, AP_STOPPED, &why, err);
}

static bool have_all_ended(const ap_desk *desk)
{
    for (int rank = 1; rank < desk->ranks.size; rank++) {
        if (!desk->peers[rank].has_ended) {
            return false;
        }
    }
    return true;
}

/* Nothing comes in any more. What a signal was to stop may be complete by now. */
static ap_status conclude(ap_desk *desk, ap_error *err)
{
    ap_status status = AP_OK;
    if (desk->outcome == AP_STOPPED && is_complete(desk)) {
        desk->outcome = AP_OK;
    }
    if (desk->keeping != NULL && !desk->stint->is_spoilt && done_in(desk) != desk->kept) {
        AP_TRY(save(desk, err));
    }
    AP_TRY(tell_all(desk, AP_LETTER_GOODBYE, err));
    desk->is_over = true;
done:
    return status;
}

ap_status ap_desk_look(ap_desk *desk, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(read_letters(desk, err));
    AP_TRY(heed_signal(desk, err));
    if (!desk->is_halting && is_complete(desk)) {
        AP_TRY(ap_desk_halt(desk, AP_OK, NULL, err));
    }
    if (!desk->is_halting) {
        AP_TRY(serve(desk, err));
    }
    AP_TRY(watch_peers(desk, err));
    if (is_save_due(desk)) {
        AP_TRY(save(desk, err));
    }
    report(desk);
    if (desk->is_halting && have_all_ended(desk)) {
        AP_TRY(conclude(desk, err));
    }
done:
    return status;
}

void ap_desk_end(ap_desk *desk)
{
    free(desk->peers);
    ap_hand_out_end(&desk->handing);
}
