#include "base/clock.h"

#include <time.h>

double ap_clock_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void ap_clock_nap(double seconds)
{
    const struct timespec nap = {.tv_sec = (time_t)seconds,
                                 .tv_nsec =
                                     (long)((seconds - (double)(time_t)seconds) * 1e9)};
    (void)nanosleep(&nap, NULL);
}
