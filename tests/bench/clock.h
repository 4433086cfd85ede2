/** What the benches share: the clock of the process, its memory, ending on a failure. */
#ifndef APPORTION_BENCH_CLOCK_H
#define APPORTION_BENCH_CLOCK_H

#include "apportion/status.h"

/** Seconds of CPU time that this process has used: the machine may be busy with others. */
double ap_cpu_seconds(void);

/** The most memory it has had at once, in megabytes. */
double ap_peak_megabytes(void);

/** Ends the program with the error's message unless status is AP_OK. */
void ap_must(ap_status status, const ap_error *err);

/** Prints "  stage   0.123 s   45 MB", with the CPU time since the last lap. */
void ap_lap(const char *stage);

/** Starts the next lap without a word. */
void ap_lap_start(void);

#endif
