/** The ranks of the run. ranks.c is the only file that knows MPI.
 *
 * MPI is started only when a launcher started the program (mpirun, srun --mpi=pmix): see
 * ap_ranks_start. Without it there is one rank and every function below works alike, so
 * nothing above has to ask.
 */
#ifndef APPORTION_BASE_RANKS_H
#define APPORTION_BASE_RANKS_H

#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"

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

/** "Open MPI 4.1.4", from the library that is linked. */
const char *ap_ranks_version(void);

#endif
