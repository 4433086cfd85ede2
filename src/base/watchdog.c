#include "base/watchdog.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/files.h"

/* The rank writes what it does and then the count of its notes; the thread reads. */
struct ap_watchdog {
    ap_ranks ranks;
    double patience; /* seconds; 0: there is no thread */
    ap_complain *complain;
    void *context;
    pthread_t thread;
    pthread_mutex_t lock; /* of is_off, whose change is waited for with `off` */
    pthread_cond_t off;
    bool is_off;
    atomic_uint_fast64_t notes;
    atomic_uint_fast64_t scenario;
    atomic_int doing;
};

/* Seconds that must pass without a note. A rank that waits is given longer than one that
 * computes, so that whoever hangs speaks first. */
static double patience_with(const ap_watchdog *watchdog, ap_doing doing)
{
    return doing == AP_DOING_WAIT ? 1.5 * watchdog->patience + 1 : watchdog->patience;
}

static void describe(const ap_watchdog *watchdog, ap_doing doing, double seconds,
                     ap_error *err)
{
    char host[AP_HOST_SIZE];
    ap_host_name(host);
    ap_text what = {0};
    if (doing == AP_DOING_SCENARIO) {
        ap_text_print(&what, "scenario %llu is in hand",
                      (unsigned long long)atomic_load(&watchdog->scenario));
    } else {
        ap_text_print(&what, "%s",
                      doing == AP_DOING_WAIT ? "it waits for another rank"
                                             : "it merges or saves results");
    }
    (void)ap_fail(err, AP_UNUSABLE, "",
                  "rank %d on %s (process %ld) has made no progress for %.0f seconds: %s; "
                  "all ranks are ended. What was saved is whole: the same command goes on "
                  "from there",
                  watchdog->ranks.rank, host, (long)getpid(), seconds,
                  what.failed ? "" : what.bytes);
    ap_text_free(&what);
}

/* MPI may itself be what hangs, and it is not promised that a thread other than the first
 * may end it, though Open MPI lets it: the alarm ends the process when the abort does not.
 */
static void bite(const ap_watchdog *watchdog, ap_doing doing, double seconds)
{
    enum { LAST_SECONDS = 10 };
    ap_error err = {0};
    (void)signal(SIGALRM, SIG_DFL);
    (void)alarm(LAST_SECONDS);
    describe(watchdog, doing, seconds, &err);
    if (watchdog->complain != NULL) {
        watchdog->complain(watchdog->context, &err);
    }
    ap_ranks_abort(AP_UNUSABLE);
}

static bool is_off_within(ap_watchdog *watchdog, double seconds)
{
    struct timespec until = {0};
    (void)clock_gettime(CLOCK_REALTIME, &until);
    long nanoseconds = until.tv_nsec + (long)(seconds * 1e9);
    until.tv_sec += nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    (void)pthread_mutex_lock(&watchdog->lock);
    if (!watchdog->is_off) {
        (void)pthread_cond_timedwait(&watchdog->off, &watchdog->lock, &until);
    }
    bool is_off = watchdog->is_off;
    (void)pthread_mutex_unlock(&watchdog->lock);
    return is_off;
}

static void *watch(void *argument)
{
    ap_watchdog *watchdog = argument;
    const double step = watchdog->patience < 20 ? watchdog->patience / 20 : 1;
    uint64_t seen = atomic_load(&watchdog->notes);
    double since = ap_clock_seconds();
    while (!is_off_within(watchdog, step)) {
        double now = ap_clock_seconds();
        uint64_t notes = atomic_load(&watchdog->notes);
        ap_doing doing = (ap_doing)atomic_load(&watchdog->doing);
        if (notes != seen) {
            seen = notes;
            since = now;
        } else if (now - since > patience_with(watchdog, doing)) {
            bite(watchdog, doing, now - since);
        }
    }
    return NULL;
}

/* Signals are for the thread that computes. */
static int start_thread(ap_watchdog *watchdog)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&watchdog->thread, NULL, watch, watchdog);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

ap_status ap_watchdog_new(ap_ranks ranks, double patience, ap_complain *complain,
                          void *context, ap_watchdog **out, ap_error *err)
{
    ap_watchdog *watchdog = calloc(1, sizeof *watchdog);
    if (watchdog == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "", "no memory is left for a watchdog");
    }
    watchdog->ranks = ranks;
    watchdog->patience = patience;
    watchdog->complain = complain;
    watchdog->context = context;
    (void)pthread_mutex_init(&watchdog->lock, NULL);
    (void)pthread_cond_init(&watchdog->off, NULL);
    if (patience > 0 && start_thread(watchdog) != 0) {
        free(watchdog);
        return ap_fail(err, AP_NO_MEMORY, "", "the system allows no further thread");
    }
    *out = watchdog;
    return AP_OK;
}

void ap_watchdog_note(ap_watchdog *watchdog, ap_doing doing, uint64_t scenario)
{
    atomic_store_explicit(&watchdog->doing, (int)doing, memory_order_relaxed);
    atomic_store_explicit(&watchdog->scenario, scenario, memory_order_relaxed);
    atomic_fetch_add_explicit(&watchdog->notes, 1, memory_order_release);
}

void ap_watchdog_free(ap_watchdog *watchdog)
{
    if (watchdog != NULL && watchdog->patience > 0) {
        (void)pthread_mutex_lock(&watchdog->lock);
        watchdog->is_off = true;
        (void)pthread_cond_signal(&watchdog->off);
        (void)pthread_mutex_unlock(&watchdog->lock);
        (void)pthread_join(watchdog->thread, NULL);
    }
    free(watchdog);
}
