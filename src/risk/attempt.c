#include "risk/attempt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"

#define PREFIX "attempt-"

/* The number of a claim's file, or 0. */
static uint64_t number_of(const char *name)
{
    char *end = NULL;
    if (strncmp(name, PREFIX, sizeof PREFIX - 1) != 0) {
        return 0;
    }
    uint64_t number = strtoull(name + sizeof PREFIX - 1, &end, 10);
    return *end == '\0' ? number : 0;
}

static void print_path(const char *folder, uint64_t number, ap_text *path)
{
    ap_text_print(path, "%s/" PREFIX "%06" PRIu64, folder, number);
}

static uint64_t newest_in(const char *folder)
{
    uint64_t newest = 0;
    DIR *entries = opendir(folder);
    const struct dirent *entry = NULL;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        uint64_t number = number_of(entry->d_name);
        newest = number > newest ? number : newest;
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return newest;
}

/* The time tells apart two processes that one machine gives the same number. */
static void describe(ap_attempt *attempt)
{
    char host[AP_HOST_SIZE];
    char date[32] = "";
    struct timespec now = {0};
    struct tm parts = {0};
    ap_host_name(host);
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &parts) != NULL) {
        (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    }
    ap_text_print(&attempt->claim,
                  "attempt %" PRIu64 ", process %ld on %s, begun %s.%09ld UTC\n",
                  attempt->number, (long)getpid(), host, date, now.tv_nsec);
}

/* 0, EEXIST when another process was faster, or why not. The words follow the name: a claim
 * holds also while it is still empty. */
static int make_claim(const char *path, const ap_text *claim)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) {
        return errno;
    }
    int code = 0;
    if (write(file, claim->bytes, claim->length) != (ssize_t)claim->length ||
        fsync(file) != 0) {
        code = errno == 0 ? EIO : errno;
    }
    return close(file) != 0 && code == 0 ? errno : code;
}

ap_status ap_attempt_claim(const char *folder, ap_attempt *out, ap_error *err)
{
    *out = (ap_attempt){.folder = strdup(folder)};
    int code = EEXIST;
    while (code == EEXIST) {
        ap_text path = {0};
        out->number = newest_in(folder) + 1;
        out->claim.length = 0;
        describe(out);
        print_path(folder, out->number, &path);
        if (path.failed || out->claim.failed || out->folder == NULL) {
            ap_text_free(&path);
            return ap_fail(err, AP_NO_MEMORY, folder, "no memory is left for a name");
        }
        code = make_claim(path.bytes, &out->claim);
        ap_text_free(&path);
    }
    return code == 0
               ? AP_OK
               : ap_fail(err, AP_CANNOT_CREATE, folder,
                         "an attempt at the run cannot be begun there: %s", strerror(code));
}

/* What the claim of an attempt says; empty when it says nothing, or is not there. */
static ap_text words_of(const ap_attempt *attempt, uint64_t number)
{
    ap_text path = {0};
    ap_text words = {0};
    print_path(attempt->folder, number, &path);
    if (!path.failed) {
        (void)ap_file_read(path.bytes, &words, NULL);
    }
    ap_text_free(&path);
    return words;
}

static bool is_same(const ap_text *a, const ap_text *b)
{
    return a->length == b->length && a->length > 0 &&
           memcmp(a->bytes, b->bytes, a->length) == 0;
}

ap_status ap_attempt_check(const ap_attempt *attempt, ap_error *err)
{
    ap_status status = AP_OK;
    uint64_t newest = newest_in(attempt->folder);
    ap_text words = words_of(attempt, newest);
    int length = words.length == 0 ? 0 : (int)words.length - 1; /* without its line end */
    if (newest > attempt->number) {
        status = ap_fail(err, AP_CANNOT_CREATE, attempt->folder,
                         "attempt %" PRIu64 " at this run writes no more, for a later one "
                         "has begun (%.*s); this one ends",
                         attempt->number, length, length == 0 ? "" : words.bytes);
    } else if (newest < attempt->number || !is_same(&words, &attempt->claim)) {
        status = ap_fail(err, AP_CANNOT_CREATE, attempt->folder,
                         "attempt %" PRIu64 " at this run writes no more, for its claim is "
                         "gone: another attempt has completed the run, or somebody removed "
                         "the file; this one ends",
                         attempt->number);
    }
    ap_text_free(&words);
    return status;
}

void ap_attempt_clear(const ap_attempt *attempt, bool is_over)
{
    DIR *entries = opendir(attempt->folder);
    const struct dirent *entry = NULL;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        uint64_t number = number_of(entry->d_name);
        bool is_before = number > 0 && number < attempt->number;
        if (is_before || (is_over && number == attempt->number)) {
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
}

void ap_attempt_free(ap_attempt *attempt)
{
    free(attempt->folder);
    ap_text_free(&attempt->claim);
    *attempt = (ap_attempt){0};
}
