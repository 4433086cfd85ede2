#include "base/signals.h"

#include <stdbool.h>
#include <stddef.h>

#include <signal.h>

typedef struct ap_watched {
    int number;
    const char *name;
} ap_watched;

static const ap_watched watched[] = {
    {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"}, {SIGUSR1, "SIGUSR1"}};
enum { WATCHED = sizeof watched / sizeof watched[0] };

static volatile sig_atomic_t seen = 0;
static struct sigaction before[WATCHED];
static bool is_watching = false;

static void note(int number)
{
    if (number == SIGINT && seen == SIGINT) {
        (void)signal(SIGINT, SIG_DFL);
        (void)raise(SIGINT); /* takes effect when this handler returns */
    }
    seen = number;
}

/* Calls that were waiting go on: what they wait for is a file, not the person. */
void ap_signals_watch(void)
{
    if (is_watching) {
        return;
    }
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < WATCHED; i++) {
        (void)sigaction(watched[i].number, &action, &before[i]);
    }
    is_watching = true;
}

int ap_signals_seen(void)
{
    return seen;
}

void ap_signals_release(void)
{
    for (size_t i = 0; is_watching && i < WATCHED; i++) {
        (void)sigaction(watched[i].number, &before[i], NULL);
    }
    is_watching = false;
    seen = 0;
}

const char *ap_signals_name(int signal)
{
    for (size_t i = 0; i < WATCHED; i++) {
        if (watched[i].number == signal) {
            return watched[i].name;
        }
    }
    return "a signal";
}
