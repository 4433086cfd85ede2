/** Signals that ask a long run to stop: SIGTERM, SIGINT (Ctrl-C) and SIGUSR1 (the warning
 * that a cluster's scheduler sends before the time is up).
 *
 * They set a flag, which whoever computes looks at. A second Ctrl-C ends the process at
 * once, as Ctrl-C always does.
 */
#ifndef APPORTION_BASE_SIGNALS_H
#define APPORTION_BASE_SIGNALS_H

/** From here on these signals set the flag. Once more does no harm. */
void ap_signals_watch(void);

/** The signal that came since, or 0. */
int ap_signals_seen(void);

/** Signals do again what they did before the watch, and none was seen. */
void ap_signals_release(void);

/** "SIGTERM", …; never NULL. */
const char *ap_signals_name(int signal);

#endif
