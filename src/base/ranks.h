/** The ranks of the run. ranks.c is the only file that knows MPI.
 *
 * MPI is started only when a launcher started the program (mpirun, srun --mpi=pmix): see
 * ap_ranks_start. Without it there is one rank and every function below works alike, so
 * nothing above has to ask.
 */
#ifndef APPORTION_BASE_RANKS_H
#define APPORTION_BASE_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"
#include "base/files.h"
#include "base/text.h"

typedef struct ap_ranks {
    int rank;
    int size;
} ap_ranks;

/** Start MPI if OMPI_COMM_WORLD_SIZE, PMIX_RANK or PMI_RANK is set. AP_UNUSABLE when
 * SLURM_STEP_NUM_TASKS > 1 without them (N unwired copies would write one output), and when
 * MPI's size differs from the launcher's; *ranks then holds what the launcher says, so that
 * the copy of rank 0 alone can print the message. Once, first thing. Collective. */
ap_status ap_ranks_start(ap_ranks *ranks, ap_error *err);

/** Collective; nothing of this header may be called afterwards. */
void ap_ranks_end(ap_ranks ranks);

/** Every rank learns the worst status of any, and the lowest such rank's error. Collective.
 */
ap_status ap_agree(ap_ranks ranks, ap_status mine, ap_error *err);

/** All ranks end at once with the status' exit code; the message was printed by the caller.
 * For a failure that others cannot be waited for. Not collective. Does not return. */
void ap_ranks_abort(ap_status status) __attribute__((noreturn));

/** A counter that all ranks draw from: 0, 1, 2, … each number to one rank.
 *
 * On one machine the next number goes to whoever asks first; among several, each has its
 * part of the numbers and its ranks share that. So a rank draws until its number is past
 * the last, and then, and not before, no number of its part is left. */
typedef struct ap_counter ap_counter;

/** Collective. *out is the caller's to free (collective as well). */
ap_status ap_counter_new(ap_ranks ranks, ap_counter **out, ap_error *err);

/** A number that nobody has had, greater than this rank's last. Not collective. */
int64_t ap_counter_next(ap_counter *counter);

/** Collective; NULL is ignored. */
void ap_counter_free(ap_counter *counter);

/** Bring `count` records of `size` bytes together on rank 0, in order of their number.
 *
 * Each rank holds `mine` records, one after another in bytes, whose numbers are in numbers.
 * On rank 0 *all (the caller's to free) has count records in order 0 .. count-1; elsewhere
 * NULL. AP_INTERNAL when a number is missing or twice. Collective. */
ap_status ap_ranks_gather(ap_ranks ranks, size_t count, size_t size, size_t mine,
                          const int64_t numbers[], const void *bytes, void **all,
                          ap_error *err);

/** Every rank learns rank 0's number. Collective. */
ap_status ap_ranks_tell(ap_ranks ranks, uint64_t *number, ap_error *err);

/** The name of each rank's machine, on every rank: *hosts has one a rank and is the
 * caller's to free. Collective. */
ap_status ap_ranks_hosts(ap_ranks ranks, char (**hosts)[AP_HOST_SIZE], ap_error *err);

/** Letters from rank to rank, which nobody waits for.
 *
 * A letter is bytes. Sending returns at once, and the letters of one rank to another arrive
 * in the order they were sent in. MPI moves long ones only while both sides look in
 * (ap_mail_next), so a rank that computes looks in every few milliseconds. A failure of MPI
 * is AP_UNUSABLE; the others then wait in vain, so the caller ends all ranks. */
typedef struct ap_mail ap_mail;

/** What one rank has sent and received. */
typedef struct ap_mail_count {
    uint64_t sent;
    uint64_t received;
    uint64_t sent_bytes;
    uint64_t received_bytes;
} ap_mail_count;

/** Collective. *out is the caller's to free (collective as well). */
ap_status ap_mail_new(ap_ranks ranks, ap_mail **out, ap_error *err);

/** Send the letter to another rank: its bytes (below 2 GiB, at least one) are the mail's
 * from here on, and letter is {0}. Not collective. */
ap_status ap_mail_send(ap_mail *mail, int to, ap_text *letter, ap_error *err);

/** The next letter that is here, the caller's to free, and who sent it: *from is -1 when
 * there is none. Not collective. */
ap_status ap_mail_next(ap_mail *mail, int *from, ap_text *letter, ap_error *err);

/** Whether no letter of this rank was on its way at the last look. */
bool ap_mail_is_sent(const ap_mail *mail);

ap_mail_count ap_mail_counted(const ap_mail *mail);

/** Collective, when every letter has been received; NULL is ignored. */
void ap_mail_free(ap_mail *mail);

/** "Open MPI 4.1.4", from the library that is linked. */
const char *ap_ranks_version(void);

#endif
