#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sys/resource.h>

static double lap_began;

double ap_cpu_seconds(void)
{
    struct timespec used = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

double ap_peak_megabytes(void)
{
    struct rusage usage = {0};
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

void ap_must(ap_status status, const ap_error *err)
{
    if (status != AP_OK) {
        (void)fprintf(stderr, "%s: %s: %s\n", ap_status_words(status), err->where,
                      err->what);
        exit(1);
    }
}

void ap_lap_start(void)
{
    lap_began = ap_cpu_seconds();
}

void ap_lap(const char *stage)
{
    (void)printf("  %-34s %9.3f s %7.0f MB\n", stage, ap_cpu_seconds() - lap_began,
                 ap_peak_megabytes());
    (void)fflush(stdout);
    ap_lap_start();
}
