/** A folder of a test's own, below the current one: a group's set-up and tear-down. */
#ifndef APPORTION_TESTS_SCRATCH_H
#define APPORTION_TESTS_SCRATCH_H

/** Make the folder and go there; 0, or -1. */
int ap_scratch_enter(void **state);

/** Go back and remove it with all that is in it; 0, or -1. */
int ap_scratch_leave(void **state);

#endif
