/** Seconds that pass. */
#ifndef APPORTION_BASE_CLOCK_H
#define APPORTION_BASE_CLOCK_H

/** Seconds since a moment of the past; they never run backwards. */
double ap_clock_seconds(void);

/** Sleep so many seconds; a signal may end it early. */
void ap_clock_nap(double seconds);

#endif
