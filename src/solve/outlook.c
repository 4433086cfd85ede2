#include "solve/outlook.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/edit.h"

/* What is sent of a pool in one what-if: the header, its fences, moves and variances. */
typedef struct ap_sent {
    ap_outcome outcome;
    bool is_too_late;
    ap_pence limit;
    size_t move_count;
    size_t fence_count;
} ap_sent;

/* The room for it, the same for every pool. A move has a line that gives or, of the moves
 * of one line, the last of a taker: the branches of a forest, and a few for the least. */
typedef struct ap_room {
    size_t fences;
    size_t moves;
    size_t lines;
    size_t size; /* of one what-if, bytes */
} ap_room;

static const ap_outlook nothing;

static bool is_first_row(const ap_case *inputs, size_t row)
{
    for (size_t r = 0; r < row; r++) {
        if (strcmp(inputs->options[r].option, inputs->options[row].option) == 0) {
            return false;
        }
    }
    return true;
}

static ap_status add_case(ap_outlooks *all, size_t row, ap_error *err)
{
    ap_status status = AP_OK;
    size_t w = ++all->what_ifs;
    all->names[w] = all->inputs->options[row].name;
    AP_TRY(ap_case_copy(all->inputs, &all->cases[w], err));
    AP_TRY(ap_case_apply_option(all->cases[w], all->inputs->options[row].option, err));
    all->indices[w] = *all->index;
    all->indices[w].inputs = all->cases[w];
done:
    return status;
}

/* The what-ifs' cases. Edits change no references, so the rows are grouped alike. */
static ap_status make_cases(ap_outlooks *all, ap_error *err)
{
    ap_status status = AP_OK;
    size_t most = all->inputs->options_count + 1;
    AP_TRY(ap_fund_index_new(all->inputs, &all->index, err));
    all->names = calloc(most, sizeof *all->names);
    all->cases = calloc(most, sizeof(void *));
    all->indices = calloc(most, sizeof *all->indices);
    if (all->names == NULL || all->cases == NULL || all->indices == NULL) {
        return ap_fail(err, AP_NO_MEMORY, all->inputs->folder, "no memory for what-ifs");
    }
    all->names[0] = "";
    all->indices[0] = *all->index;
    for (size_t r = 0; r < all->inputs->options_count; r++) {
        if (is_first_row(all->inputs, r)) {
            AP_TRY(add_case(all, r, err));
        }
    }
    all->outlooks = calloc((all->what_ifs + 1) * all->pools + 1, sizeof *all->outlooks);
    if (all->outlooks == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, all->inputs->folder, "no memory for its pools"));
    }
done:
    return status;
}

static ap_status new_outlooks(const ap_case *inputs, ap_outlooks **out, ap_error *err)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL) {
        return ap_fail(err, AP_NO_MEMORY, inputs->folder, "no memory for its pools");
    }
    (*out)->inputs = inputs;
    (*out)->pools = inputs->pools_count;
    return make_cases(*out, err);
}

/* The most lines and fences that a pool can have. */
static ap_room room_for(const ap_outlooks *all)
{
    const ap_fund_index *index = all->index;
    ap_room room = {0};
    for (size_t p = 0; p < all->pools; p++) {
        size_t lines = 0;
        size_t fences = index->contributions.start[p + 1] - index->contributions.start[p];
        for (size_t k = index->schemes.start[p]; k < index->schemes.start[p + 1]; k++) {
            size_t s = index->schemes.rows[k];
            lines += index->budgets.start[s + 1] - index->budgets.start[s];
            lines += index->virements_to.start[s + 1] - index->virements_to.start[s];
        }
        room.lines = lines > room.lines ? lines : room.lines;
        room.fences = fences > room.fences ? fences : room.fences;
    }
    room.moves = 4 * room.lines;
    room.size = sizeof(ap_sent) + room.fences * sizeof(ap_virement_fence) +
                room.moves * sizeof(ap_virement_move) + room.lines * sizeof(ap_pence);
    return room;
}

/* Bytes to and from an array, one after another. */
static void put(char **at, const void *from, size_t count, size_t size, size_t most)
{
    if (count > 0) {
        memcpy(*at, from, count * size);
    }
    *at += most * size;
}

static ap_status pack(const ap_outlook *outlook, const ap_room *room, char *at,
                      ap_error *err)
{
    const ap_virement_result *result = outlook->virements;
    const ap_sent sent = {result->outcome, result->is_too_late, result->limit,
                          result->move_count, result->fence_count};
    if (result->move_count > room->moves || result->fence_count > room->fences) {
        return ap_fail(err, AP_INTERNAL, "virements", "more of them than a forest has");
    }
    put(&at, &sent, 1, sizeof sent, 1);
    put(&at, result->fences, result->fence_count, sizeof *result->fences, room->fences);
    put(&at, result->moves, result->move_count, sizeof *result->moves, room->moves);
    put(&at, result->after, outlook->fund->line_count, sizeof *result->after, room->lines);
    return AP_OK;
}

static bool take(const char **at, void **out, size_t count, size_t size, size_t most)
{
    *out = calloc(count + 1, size);
    if (*out != NULL && count > 0) {
        memcpy(*out, *at, count * size);
    }
    *at += most * size;
    return *out != NULL;
}

static ap_status unpack(ap_outlook *outlook, const ap_room *room, const char *at,
                        ap_error *err)
{
    ap_sent sent;
    ap_virement_result *result = calloc(1, sizeof *result);
    outlook->virements = result;
    memcpy(&sent, at, sizeof sent);
    at += sizeof sent;
    if (result == NULL ||
        !take(&at, (void **)&result->fences, sent.fence_count, sizeof *result->fences,
              room->fences) ||
        !take(&at, (void **)&result->moves, sent.move_count, sizeof *result->moves,
              room->moves) ||
        !take(&at, (void **)&result->after, outlook->fund->line_count,
              sizeof *result->after, room->lines)) {
        return ap_fail(err, AP_NO_MEMORY, "virements", "no memory for them");
    }
    result->outcome = sent.outcome;
    result->is_too_late = sent.is_too_late;
    result->limit = sent.limit;
    result->move_count = sent.move_count;
    result->fence_count = sent.fence_count;
    return AP_OK;
}

static void outlook_end(ap_outlook *outlook)
{
    ap_risk_result_free(outlook->now);
    ap_risk_result_free(outlook->then);
    ap_virement_result_free(outlook->virements);
    free(outlook->variances);
    ap_fund_free(outlook->fund);
    *outlook = nothing;
}

/* The fund and its variances. */
static ap_status begin(const ap_outlooks *all, size_t w, size_t p, int month,
                       ap_outlook *outlook, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(ap_fund_new(&all->indices[w], p, month, &outlook->fund, err));
    outlook->variances = calloc(outlook->fund->line_count + 1, sizeof *outlook->variances);
    if (outlook->variances == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, "pool", "no memory for its variances"));
    }
    ap_fund_variances(outlook->fund, outlook->variances);
done:
    return status;
}

/* A pool as it is, then every what-if from there, into the bytes of its record. */
static ap_status solve_pool(const ap_outlooks *all, size_t p, int month,
                            const ap_room *room, char *record, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outlook base = {0};
    ap_outlook other = {0};
    AP_TRY(begin(all, 0, p, month, &base, err));
    AP_TRY(ap_virement_recommend(base.fund, base.variances, NULL, &base.virements, err));
    AP_TRY(pack(&base, room, record, err));
    for (size_t w = 1; w <= all->what_ifs; w++) {
        AP_TRY(begin(all, w, p, month, &other, err));
        AP_TRY(ap_virement_recommend(other.fund, other.variances, base.virements,
                                     &other.virements, err));
        AP_TRY(pack(&other, room, record + w * room->size, err));
        outlook_end(&other);
    }
done:
    outlook_end(&base);
    outlook_end(&other);
    return status;
}

/* What a rank has solved. */
typedef struct ap_worked {
    size_t count;
    int64_t *numbers;
    char *records;
} ap_worked;

static ap_status work(const ap_outlooks *all, int month, const ap_room *room,
                      ap_counter *counter, ap_worked *worked, ap_error *err)
{
    ap_status status = AP_OK;
    size_t size = (all->what_ifs + 1) * room->size;
    int64_t next = ap_counter_next(counter);
    while (next < (int64_t)all->pools && status == AP_OK) {
        int64_t *numbers = ap_grown(worked->numbers, worked->count, sizeof *numbers);
        worked->numbers = numbers == NULL ? worked->numbers : numbers;
        char *records = ap_grown(worked->records, worked->count, size);
        worked->records = records == NULL ? worked->records : records;
        if (numbers == NULL || records == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "pools", "no memory for their results");
        }
        char *record = worked->records + worked->count * size;
        memset(record, 0, size);
        worked->numbers[worked->count++] = next;
        status = solve_pool(all, (size_t)next, month, room, record, err);
        next = ap_counter_next(counter);
    }
    return status;
}

/* What follows on rank 0 from what the solver found. */
static ap_status conclude(ap_outlooks *all, int month, const ap_room *room,
                          const char *records, ap_error *err)
{
    ap_status status = AP_OK;
    size_t size = (all->what_ifs + 1) * room->size;
    for (size_t w = 0; w <= all->what_ifs; w++) {
        for (size_t p = 0; p < all->pools; p++) {
            ap_outlook *outlook = &all->outlooks[w * all->pools + p];
            AP_TRY(begin(all, w, p, month, outlook, err));
            AP_TRY(unpack(outlook, room, records + p * size + w * room->size, err));
            AP_TRY(ap_risk_share(outlook->fund, outlook->variances, &outlook->now, err));
            AP_TRY(ap_risk_share(outlook->fund, outlook->virements->after, &outlook->then,
                                 err));
        }
    }
done:
    return status;
}

ap_status ap_outlooks_run(const ap_case *inputs, int month, ap_ranks ranks,
                          ap_outlooks **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_outlooks *all = NULL;
    ap_counter *counter = NULL;
    ap_worked worked = {0};
    void *records = NULL;
    ap_room room = {0};
    *out = NULL;
    status = new_outlooks(inputs, &all, err);
    AP_TRY(ap_agree(ranks, status, err));
    room = room_for(all);
    AP_TRY(ap_counter_new(ranks, &counter, err));
    status = work(all, month, &room, counter, &worked, err);
    AP_TRY(ap_agree(ranks, status, err));
    AP_TRY(ap_ranks_gather(ranks, all->pools, (all->what_ifs + 1) * room.size, worked.count,
                           worked.numbers, worked.records, &records, err));
    if (ranks.rank == 0) {
        status = conclude(all, month, &room, records, err);
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (ranks.rank == 0) {
        *out = all;
        all = NULL;
    }
done:
    free(records);
    free(worked.numbers);
    free(worked.records);
    ap_counter_free(counter);
    ap_outlooks_free(all);
    return status;
}

const ap_outlook *ap_outlook_of(const ap_outlooks *all, size_t w, size_t p)
{
    return &all->outlooks[w * all->pools + p];
}

void ap_outlooks_free(ap_outlooks *all)
{
    if (all == NULL) {
        return;
    }
    for (size_t i = 0; all->outlooks != NULL && i < (all->what_ifs + 1) * all->pools; i++) {
        outlook_end(&all->outlooks[i]);
    }
    for (size_t w = 1; all->cases != NULL && w <= all->what_ifs; w++) {
        ap_case_free(all->cases[w]);
    }
    free(all->outlooks);
    free(all->cases);
    free(all->names);
    free(all->indices);
    ap_fund_index_free(all->index);
    free(all);
}
