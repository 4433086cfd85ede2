#include "base/ranks.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mpi.h>

/* Whether MPI was started: one rank of a launcher is not the same as no launcher. */
static bool has_mpi = false;

static ap_status failed(ap_error *err, const char *what)
{
    return ap_fail(err, AP_UNUSABLE, "MPI", "%s failed; look above for MPI's own message",
                   what);
}

/* The number in the first of these variables that is set, or -1. */
static long first_set(size_t count, const char *const names[])
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && isdigit((unsigned char)value[0])) {
            return strtol(value, NULL, 10);
        }
    }
    return -1;
}

/* What a launcher tells its copies. Slurm's own variables come last: under mpirun on
 * several nodes they count mpirun's helpers, and in a job's script, which is one process,
 * SLURM_NTASKS and SLURM_PROCID are set too, so SLURM_STEP_NUM_TASKS alone tells a step. */
static const char *const wired[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"};
static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",
                                    "SLURM_STEP_NUM_TASKS"};
static const char *const places[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
                                     "SLURM_PROCID"};

/* Copies that do not know each other all take themselves for the only one; what the
 * launcher calls them lets one of them speak for all. */
static ap_ranks as_launched(long size)
{
    long place = first_set(4, places);
    return (ap_ranks){.rank = place < 0 ? 0 : (int)place, .size = (int)size};
}

static ap_status start_mpi(ap_ranks *ranks, ap_error *err)
{
    int threads = MPI_THREAD_SINGLE; /* MPI is called by the first thread alone */
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &threads) != MPI_SUCCESS) {
        return failed(err, "MPI_Init");
    }
    has_mpi = true;
    (void)MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    (void)MPI_Comm_size(MPI_COMM_WORLD, &ranks->size);
    long size = first_set(3, sizes);
    if (size > 0 && size != ranks->size) {
        int seen = ranks->size;
        *ranks = as_launched(size);
        return ap_fail(err, AP_UNUSABLE, "MPI",
                       "the launcher started %ld copies but MPI sees %d: it belongs to "
                       "another MPI; use the mpirun of %s",
                       size, seen, ap_ranks_version());
    }
    return AP_OK;
}

ap_status ap_ranks_start(ap_ranks *ranks, ap_error *err)
{
    static const char *const steps[] = {"SLURM_STEP_NUM_TASKS"};
    *ranks = (ap_ranks){.rank = 0, .size = 1};
    if (first_set(3, wired) >= 0) {
        return start_mpi(ranks, err);
    }
    long copies = first_set(1, steps);
    if (copies > 1) {
        *ranks = as_launched(copies);
        return ap_fail(err, AP_UNUSABLE, "srun",
                       "%ld copies were started that do not know of each other and would "
                       "write one output; use srun --mpi=pmix, or mpirun",
                       copies);
    }
    return AP_OK;
}

void ap_ranks_end(ap_ranks ranks)
{
    (void)ranks;
    if (has_mpi) {
        has_mpi = false;
        (void)MPI_Finalize();
    }
}

/* Let a request come to its end without keeping a processor busy, as MPI_Wait would: rank 0
 * may be writing for seconds. A short wait is not made longer. */
static void nap_until_done(MPI_Request request)
{
    enum { PATIENCE = 2000 }; /* looks, a few microseconds in all */
    const struct timespec nap = {.tv_nsec = 200000};
    int is_done = 0;
    int code = MPI_SUCCESS;
    for (long looks = 0; is_done == 0 && code == MPI_SUCCESS; looks++) {
        code = MPI_Request_get_status(request, &is_done, MPI_STATUS_IGNORE);
        if (is_done == 0 && looks > PATIENCE) {
            (void)nanosleep(&nap, NULL);
        }
    }
}

/* MPI_MAXLOC settles a tie for the lowest rank. */
ap_status ap_agree(ap_ranks ranks, ap_status mine, ap_error *err)
{
    if (ranks.size == 1) {
        return mine;
    }
    int offer[2] = {(int)mine, ranks.rank};
    int worst[2] = {AP_OK, 0};
    MPI_Request request = MPI_REQUEST_NULL;
    int begun =
        MPI_Iallreduce(offer, worst, 1, MPI_2INT, MPI_MAXLOC, MPI_COMM_WORLD, &request);
    nap_until_done(request);
    int ended = MPI_Wait(&request, MPI_STATUS_IGNORE);
    if (begun != MPI_SUCCESS || ended != MPI_SUCCESS) {
        return failed(err, "agreeing how the ranks stand");
    }
    ap_status status = (ap_status)worst[0];
    if (status == AP_OK) {
        return AP_OK;
    }
    ap_error said = {0};
    if (err != NULL && ranks.rank == worst[1]) {
        said = *err;
    }
    if (said.status == AP_OK) {
        (void)ap_fail(&said, status, "", "%s", ap_status_words(status));
    }
    if (MPI_Bcast(&said, (int)sizeof said, MPI_BYTE, worst[1], MPI_COMM_WORLD) !=
        MPI_SUCCESS) {
        return failed(err, "telling the ranks what went wrong");
    }
    if (err != NULL) {
        *err = said;
    }
    return status;
}

void ap_ranks_abort(ap_status status)
{
    (void)fflush(NULL);
    if (has_mpi) {
        (void)MPI_Abort(MPI_COMM_WORLD, ap_status_exit_code(status));
    }
    _Exit(ap_status_exit_code(status));
}

/* MPI counts in int, so long messages go in pieces. */
enum { PIECE = 1 << 30 };

static int piece_of(size_t left)
{
    return left < (size_t)PIECE ? (int)left : PIECE;
}

/* Ranks of one machine draw turns from one cell of its memory, which costs no message and
 * waits for nobody. Between machines numbers are dealt, for not every network lets a rank
 * reach into another's memory: of each round of `size` numbers a machine has as many as it
 * has ranks,
 *
 *     number = size * (turn / share) + offset + turn % share
 *
 * On one machine share = size and offset = 0, and the number is the turn. */
struct ap_counter {
    int64_t size;    /* ranks of the run */
    int64_t share;   /* those of this machine */
    int64_t offset;  /* those of the machines before it */
    int64_t alone;   /* the turn where there is no window */
    int64_t *shared; /* the turn in the window, on the machine's first rank */
    MPI_Win window;
};

/* Each machine's first rank speaks for it in the scan. */
static bool knows_machine(MPI_Comm machine, ap_counter *counter)
{
    int place = 0;
    int share = 0;
    (void)MPI_Comm_rank(machine, &place);
    (void)MPI_Comm_size(machine, &share);
    counter->share = share;
    int64_t speaks = place == 0 ? share : 0;
    int64_t before = 0;
    bool is_known = MPI_Exscan(&speaks, &before, 1, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD) ==
                        MPI_SUCCESS &&
                    MPI_Bcast(&before, 1, MPI_INT64_T, 0, machine) == MPI_SUCCESS;
    counter->offset = before;
    return is_known;
}

static bool has_window(MPI_Comm machine, ap_counter *counter)
{
    int place = 0;
    (void)MPI_Comm_rank(machine, &place);
    MPI_Aint size = place == 0 ? (MPI_Aint)sizeof(int64_t) : 0;
    if (MPI_Win_allocate(size, (int)sizeof(int64_t), MPI_INFO_NULL, machine,
                         &counter->shared, &counter->window) != MPI_SUCCESS) {
        return false;
    }
    if (place == 0) {
        *counter->shared = 0;
    }
    return MPI_Win_lock_all(MPI_MODE_NOCHECK, counter->window) == MPI_SUCCESS &&
           MPI_Win_sync(counter->window) == MPI_SUCCESS &&
           MPI_Barrier(machine) == MPI_SUCCESS;
}

static ap_status share_counter(ap_ranks ranks, ap_counter *counter, ap_error *err)
{
    MPI_Comm machine = MPI_COMM_NULL;
    if (MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, ranks.rank, MPI_INFO_NULL,
                            &machine) != MPI_SUCCESS) {
        return failed(err, "finding the ranks of this machine");
    }
    bool is_shared = knows_machine(machine, counter) && has_window(machine, counter);
    (void)MPI_Comm_free(&machine);
    return is_shared ? AP_OK : failed(err, "making a counter for all ranks");
}

ap_status ap_counter_new(ap_ranks ranks, ap_counter **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_counter made = {.size = ranks.size, .share = 1, .window = MPI_WIN_NULL};
    ap_counter *counter = malloc(sizeof *counter);
    if (counter == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "", "no memory is left for a counter");
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (ranks.size > 1) {
        status = share_counter(ranks, &made, err);
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (counter != NULL) {
        *counter = made;
    }
    *out = counter;
    counter = NULL;
done:
    free(counter);
    return status;
}

/* Nobody waits for a turn, so there is nobody to tell of a failure: a window keeps MPI's
 * own handler, which ends all ranks. */
static int64_t take_turn(ap_counter *counter)
{
    if (counter->window == MPI_WIN_NULL) {
        return counter->alone++;
    }
    const int64_t one = 1;
    int64_t turn = 0;
    (void)MPI_Fetch_and_op(&one, &turn, MPI_INT64_T, 0, 0, MPI_SUM, counter->window);
    (void)MPI_Win_flush(0, counter->window);
    return turn;
}

int64_t ap_counter_next(ap_counter *counter)
{
    int64_t turn = take_turn(counter);
    return counter->size * (turn / counter->share) + counter->offset +
           turn % counter->share;
}

void ap_counter_free(ap_counter *counter)
{
    if (counter != NULL && counter->window != MPI_WIN_NULL) {
        (void)MPI_Win_unlock_all(counter->window);
        (void)MPI_Win_free(&counter->window);
    }
    free(counter);
}

static ap_status send_bytes(const void *bytes, size_t length, ap_error *err)
{
    const char *next = bytes;
    for (size_t left = length; left > 0;) {
        int piece = piece_of(left);
        if (MPI_Send(next, piece, MPI_BYTE, 0, 0, MPI_COMM_WORLD) != MPI_SUCCESS) {
            return failed(err, "sending to rank 0");
        }
        next += piece;
        left -= (size_t)piece;
    }
    return AP_OK;
}

static ap_status receive_bytes(int from, void *bytes, size_t length, ap_error *err)
{
    char *next = bytes;
    for (size_t left = length; left > 0;) {
        int piece = piece_of(left);
        if (MPI_Recv(next, piece, MPI_BYTE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE) !=
            MPI_SUCCESS) {
            return failed(err, "receiving on rank 0");
        }
        next += piece;
        left -= (size_t)piece;
    }
    return AP_OK;
}

/* What rank 0 holds while records come in; all NULL elsewhere. */
typedef struct ap_gathering {
    size_t count;
    size_t size;
    char *all;
    bool *has;        /* by number: is it here? */
    int64_t *mine;    /* by rank: how many records it sends */
    int64_t *numbers; /* of the rank at hand */
    char *bytes;      /* the same */
} ap_gathering;

/* Room for count items of size bytes, never NULL for none; NULL on no memory. */
static void *room_for(size_t count, size_t size)
{
    return calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);
}

static ap_status make_room(ap_gathering *gathering, ap_ranks ranks, ap_error *err)
{
    size_t most = 0;
    for (int rank = 1; gathering->mine != NULL && rank < ranks.size; rank++) {
        size_t mine = (size_t)gathering->mine[rank];
        most = mine > most ? mine : most;
    }
    gathering->all = room_for(gathering->count, gathering->size);
    gathering->has = room_for(gathering->count, sizeof *gathering->has);
    gathering->numbers = room_for(most, sizeof *gathering->numbers);
    gathering->bytes = room_for(most, gathering->size);
    if (gathering->all == NULL || gathering->has == NULL || gathering->numbers == NULL ||
        gathering->bytes == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for %zu results",
                       gathering->count);
    }
    return AP_OK;
}

static void free_room(ap_gathering *gathering)
{
    free(gathering->all);
    free(gathering->has);
    free(gathering->mine);
    free(gathering->numbers);
    free(gathering->bytes);
}

static ap_status put_in_place(ap_gathering *gathering, size_t mine, const int64_t numbers[],
                              const char *bytes, ap_error *err)
{
    for (size_t i = 0; i < mine; i++) {
        size_t number = (size_t)numbers[i];
        if (numbers[i] < 0 || number >= gathering->count || gathering->has[number]) {
            return ap_fail(err, AP_INTERNAL, "", "result %lld came twice or is none of %zu",
                           (long long)numbers[i], gathering->count);
        }
        gathering->has[number] = true;
        memcpy(gathering->all + number * gathering->size, bytes + i * gathering->size,
               gathering->size);
    }
    return AP_OK;
}

static ap_status check_complete(const ap_gathering *gathering, ap_error *err)
{
    for (size_t number = 0; number < gathering->count; number++) {
        if (!gathering->has[number]) {
            return ap_fail(err, AP_INTERNAL, "", "result %zu of %zu is missing", number,
                           gathering->count);
        }
    }
    return AP_OK;
}

/* Rank 0's part. After a wrong record it goes on receiving: a rank whose message nobody
 * takes would wait for ever. */
static ap_status receive_all(ap_gathering *gathering, ap_ranks ranks, ap_error *err)
{
    ap_status worst = AP_OK;
    for (int rank = 1; gathering->mine != NULL && rank < ranks.size; rank++) {
        size_t mine = (size_t)gathering->mine[rank];
        ap_status status =
            receive_bytes(rank, gathering->numbers, mine * sizeof *gathering->numbers, err);
        if (status == AP_OK) {
            status = receive_bytes(rank, gathering->bytes, mine * gathering->size, err);
        }
        if (status == AP_OK) {
            status =
                put_in_place(gathering, mine, gathering->numbers, gathering->bytes, err);
        }
        worst = status > worst ? status : worst;
    }
    return worst;
}

/* Rank 0 learns how much each rank sends. */
static ap_status count_all(ap_gathering *gathering, ap_ranks ranks, size_t mine,
                           ap_error *err)
{
    int64_t count = (int64_t)mine;
    ap_status status = AP_OK;
    if (ranks.rank == 0) {
        gathering->mine = room_for((size_t)ranks.size, sizeof *gathering->mine);
        if (gathering->mine == NULL) {
            status = ap_fail(err, AP_NO_MEMORY, "", "no memory is left to gather results");
        }
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (ranks.size > 1 && MPI_Gather(&count, 1, MPI_INT64_T, gathering->mine, 1,
                                     MPI_INT64_T, 0, MPI_COMM_WORLD) != MPI_SUCCESS) {
        status = failed(err, "counting the results");
    }
    if (status == AP_OK && ranks.rank == 0) {
        status = make_room(gathering, ranks, err);
    }
    AP_TRY(ap_agree(ranks, status, err));
done:
    return status;
}

ap_status ap_ranks_gather(ap_ranks ranks, size_t count, size_t size, size_t mine,
                          const int64_t numbers[], const void *bytes, void **all,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_gathering gathering = {.count = count, .size = size};
    *all = NULL;
    AP_TRY(count_all(&gathering, ranks, mine, err));
    if (gathering.has != NULL) {
        ap_status own = put_in_place(&gathering, mine, numbers, bytes, err);
        ap_status others = receive_all(&gathering, ranks, err);
        status = own > others ? own : others;
        if (status == AP_OK) {
            status = check_complete(&gathering, err);
        }
    } else {
        status = send_bytes(numbers, mine * sizeof *numbers, err);
        if (status == AP_OK) {
            status = send_bytes(bytes, mine * size, err);
        }
    }
    AP_TRY(ap_agree(ranks, status, err));
    *all = gathering.all;
    gathering.all = NULL;
done:
    free_room(&gathering);
    return status;
}

ap_status ap_ranks_tell(ap_ranks ranks, uint64_t *number, ap_error *err)
{
    if (ranks.size > 1 &&
        MPI_Bcast(number, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD) != MPI_SUCCESS) {
        return failed(err, "telling the ranks a number");
    }
    return AP_OK;
}

ap_status ap_ranks_hosts(ap_ranks ranks, char (**hosts)[AP_HOST_SIZE], ap_error *err)
{
    ap_status status = AP_OK;
    char(*all)[AP_HOST_SIZE] = room_for((size_t)ranks.size, AP_HOST_SIZE);
    if (all == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "", "no memory is left for the ranks' names");
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (all != NULL) {
        ap_host_name(all[ranks.rank]);
    }
    if (ranks.size > 1 &&
        MPI_Allgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, AP_HOST_SIZE, MPI_CHAR,
                      MPI_COMM_WORLD) != MPI_SUCCESS) {
        status = failed(err, "telling the ranks each other's machine");
    }
    AP_TRY(ap_agree(ranks, status, err));
    *hosts = all;
    all = NULL;
done:
    free(all);
    return status;
}

typedef struct ap_sending {
    MPI_Request request;
    char *bytes;
} ap_sending;

typedef struct ap_receiving {
    MPI_Request request;
    int from;
    bool is_here;
    char *bytes;
    size_t length;
} ap_receiving;

/* Letters have a communicator of their own, so that they meet no other message. So many are
 * received at a time, however many ranks send: the others' bytes stay where they are. */
enum { MOST_RECEIVING = 8 };

struct ap_mail {
    MPI_Comm comm;
    size_t sending_count;
    ap_sending *sending; /* in order of sending */
    size_t receiving_count;
    ap_receiving receiving[MOST_RECEIVING]; /* in order of arrival */
    ap_mail_count counted;
};

ap_status ap_mail_new(ap_ranks ranks, ap_mail **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_mail *mail = calloc(1, sizeof *mail);
    if (mail == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, "", "no memory is left for letters");
    }
    AP_TRY(ap_agree(ranks, status, err));
    MPI_Comm comm = MPI_COMM_NULL;
    if (ranks.size > 1 && MPI_Comm_dup(MPI_COMM_WORLD, &comm) != MPI_SUCCESS) {
        status = failed(err, "making a way for letters");
    }
    AP_TRY(ap_agree(ranks, status, err));
    if (mail != NULL) {
        mail->comm = comm;
    }
    *out = mail;
    mail = NULL;
done:
    free(mail);
    return status;
}

ap_status ap_mail_send(ap_mail *mail, int to, ap_text *letter, ap_error *err)
{
    if (letter->failed || letter->length > INT_MAX) {
        return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for a letter to rank %d",
                       to);
    }
    ap_sending *sending = ap_grown(mail->sending, mail->sending_count, sizeof *sending);
    if (sending == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for letters");
    }
    mail->sending = sending;
    sending += mail->sending_count;
    sending->bytes = letter->bytes;
    int length = (int)letter->length;
    *letter = (ap_text){0};
    mail->sending_count++;
    mail->counted.sent++;
    mail->counted.sent_bytes += (uint64_t)length;
    /* settle_sending and ap_mail_free see to the request, which the checker cannot know.
     * NOLINTNEXTLINE(clang-analyzer-optin.mpi.MPI-Checker) */
    int code =
        MPI_Isend(sending->bytes, length, MPI_BYTE, to, 0, mail->comm, &sending->request);
    return code == MPI_SUCCESS ? AP_OK : failed(err, "sending a letter");
}

/* Forget the letters that have gone. */
static ap_status settle_sending(ap_mail *mail, ap_error *err)
{
    size_t left = 0;
    for (size_t i = 0; i < mail->sending_count; i++) {
        int is_done = 0;
        if (MPI_Test(&mail->sending[i].request, &is_done, MPI_STATUS_IGNORE) !=
            MPI_SUCCESS) {
            return failed(err, "sending a letter");
        }
        if (is_done != 0) {
            free(mail->sending[i].bytes);
        } else {
            mail->sending[left++] = mail->sending[i];
        }
    }
    mail->sending_count = left;
    return AP_OK;
}

/* Begin to receive the letters that were announced. */
static ap_status begin_receiving(ap_mail *mail, ap_error *err)
{
    while (mail->receiving_count < MOST_RECEIVING) {
        int is_there = 0;
        int length = 0;
        MPI_Message message = MPI_MESSAGE_NULL;
        MPI_Status status;
        if (MPI_Improbe(MPI_ANY_SOURCE, 0, mail->comm, &is_there, &message, &status) !=
            MPI_SUCCESS) {
            return failed(err, "looking for letters");
        }
        if (is_there == 0) {
            return AP_OK;
        }
        (void)MPI_Get_count(&status, MPI_BYTE, &length);
        ap_receiving *next = &mail->receiving[mail->receiving_count];
        *next = (ap_receiving){.from = status.MPI_SOURCE, .length = (size_t)length};
        next->bytes = malloc((size_t)length + 1);
        if (next->bytes == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for a letter");
        }
        next->bytes[length] = '\0';
        if (MPI_Imrecv(next->bytes, length, MPI_BYTE, &message, &next->request) !=
            MPI_SUCCESS) {
            return failed(err, "receiving a letter");
        }
        mail->receiving_count++;
    }
    return AP_OK;
}

/* A short letter may be here before the long one that was sent before it, and has to wait
 * for it. */
static bool is_first_of_sender(const ap_mail *mail, size_t which)
{
    size_t i = 0;
    while (mail->receiving[i].from != mail->receiving[which].from) {
        i++;
    }
    return i == which;
}

ap_status ap_mail_next(ap_mail *mail, int *from, ap_text *letter, ap_error *err)
{
    *from = -1;
    if (mail->comm == MPI_COMM_NULL) {
        return AP_OK;
    }
    ap_status status = settle_sending(mail, err);
    if (status == AP_OK) {
        status = begin_receiving(mail, err);
    }
    for (size_t i = 0; status == AP_OK && i < mail->receiving_count; i++) {
        ap_receiving *at = &mail->receiving[i];
        int is_here = 0;
        if (!at->is_here &&
            MPI_Test(&at->request, &is_here, MPI_STATUS_IGNORE) != MPI_SUCCESS) {
            return failed(err, "receiving a letter");
        }
        at->is_here = at->is_here || is_here != 0;
        if (at->is_here && is_first_of_sender(mail, i)) {
            *from = at->from;
            *letter =
                (ap_text){.bytes = at->bytes, .length = at->length, .room = at->length + 1};
            mail->counted.received++;
            mail->counted.received_bytes += at->length;
            mail->receiving_count--;
            memmove(at, at + 1, (mail->receiving_count - i) * sizeof *at);
            return AP_OK;
        }
    }
    return status;
}

bool ap_mail_is_sent(const ap_mail *mail)
{
    return mail->sending_count == 0;
}

ap_mail_count ap_mail_counted(const ap_mail *mail)
{
    return mail->counted;
}

/* Whoever has received a letter may know it before its sender does. */
void ap_mail_free(ap_mail *mail)
{
    if (mail == NULL) {
        return;
    }
    for (size_t i = 0; i < mail->sending_count; i++) {
        nap_until_done(mail->sending[i].request);
        /* NOLINTNEXTLINE(clang-analyzer-optin.mpi.MPI-Checker) */
        (void)MPI_Wait(&mail->sending[i].request, MPI_STATUS_IGNORE);
        free(mail->sending[i].bytes);
    }
    free(mail->sending);
    if (mail->comm != MPI_COMM_NULL) {
        (void)MPI_Comm_free(&mail->comm);
    }
    free(mail);
}

/* Open MPI says "Open MPI v4.1.4, package: …": the part before the comma, without the v. */
const char *ap_ranks_version(void)
{
    static char version[MPI_MAX_LIBRARY_VERSION_STRING];
    int length = 0;
    if (MPI_Get_library_version(version, &length) != MPI_SUCCESS) {
        return "MPI";
    }
    version[strcspn(version, ",\n")] = '\0';
    char *number = strstr(version, " v");
    if (number != NULL) {
        memmove(number + 1, number + 2, strlen(number + 2) + 1);
    }
    return version;
}
