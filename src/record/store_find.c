#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "record/store.h"

/* The digest of all parts so far: each part is hashed by itself first, so that "a", "bc"
 * and "ab", "c" differ. */
static void chain(char digest[AP_SHA256_SIZE], const char *part)
{
    enum { DIGITS = AP_SHA256_SIZE - 1 };
    char both[DIGITS + AP_SHA256_SIZE];
    memcpy(both, digest, DIGITS);
    ap_sha256(part, strlen(part), both + DIGITS);
    ap_sha256(both, (size_t)2 * DIGITS, digest);
}

/* The file whose name follows `last` (NULL: the first): the order in which a folder
 * happened to be read must not change the id. */
static const ap_case_file *file_after(const ap_case *inputs, const char *last)
{
    const ap_case_file *next = NULL;
    for (size_t i = 0; i < inputs->files_count; i++) {
        const ap_case_file *file = &inputs->files[i];
        bool is_after = last == NULL || strcmp(file->name, last) > 0;
        if (is_after && (next == NULL || strcmp(file->name, next->name) < 0)) {
            next = file;
        }
    }
    return next;
}

void ap_run_id(const char *command, const char *arguments, const ap_case *inputs,
               char out[AP_RUN_ID_SIZE])
{
    char digest[AP_SHA256_SIZE];
    ap_sha256("", 0, digest);
    chain(digest, command);
    chain(digest, arguments);
    chain(digest, AP_VERSION);
    const ap_case_file *file = file_after(inputs, NULL);
    for (; file != NULL; file = file_after(inputs, file->name)) {
        chain(digest, file->name);
        chain(digest, file->sha256);
    }
    (void)snprintf(out, AP_RUN_ID_SIZE, "r%.12s", digest);
}

void ap_run_line_free(ap_run_line *line)
{
    free(line->command);
    free(line->case_name);
    free(line->started);
    free(line->outcome);
    free(line->arguments);
    free(line->version);
    *line = (ap_run_line){0};
}

void ap_run_lines_free(size_t count, ap_run_line *lines)
{
    for (size_t i = 0; i < count; i++) {
        ap_run_line_free(&lines[i]);
    }
    free(lines);
}

static bool begins(const char *id, const char *prefix)
{
    while (*prefix != '\0' && tolower((unsigned char)*prefix) == *id) {
        prefix++;
        id++;
    }
    return *prefix == '\0';
}

/* The id that has most digits of the prefix where the prefix has them, or NULL when none
 * has half: ids are mistyped or misread digit by digit. */
static const char *nearest_id(const char *prefix, size_t count, const ap_run_line lines[])
{
    const char *nearest = NULL;
    size_t most = strlen(prefix) / 2;
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        for (size_t at = 0; prefix[at] != '\0' && lines[i].id[at] != '\0'; at++) {
            same += prefix[at] == lines[i].id[at] ? 1 : 0;
        }
        if (same > most) {
            most = same;
            nearest = lines[i].id;
        }
    }
    return nearest;
}

static ap_status none_found(const char *prefix, size_t count, const ap_run_line lines[],
                            ap_error *err)
{
    if (count == 0) {
        return ap_fail(err, AP_NO_INPUT, prefix,
                       "the store holds no runs yet; a round adds one");
    }
    const char *nearest = nearest_id(prefix, count, lines);
    return ap_fail(
        err, AP_NO_INPUT, prefix,
        "no run's id begins so; the %s is %s, and `apportion runs` lists all %zu",
        nearest == NULL ? "newest" : "nearest", nearest == NULL ? lines[0].id : nearest,
        count);
}

static ap_status choose(const char *prefix, size_t count, const ap_run_line lines[],
                        size_t *out, ap_error *err)
{
    bool is_latest = ap_text_same(prefix, "latest");
    size_t found[2] = {0, 0};
    size_t matches = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_latest ? i == 0 : begins(lines[i].id, prefix)) {
            found[matches == 0 ? 0 : 1] = i;
            matches++;
        }
    }
    if (matches == 0) {
        return none_found(prefix, count, lines, err);
    }
    if (matches > 1) {
        return ap_fail(err, AP_USAGE, prefix,
                       "%zu runs begin so, such as %s and %s; give more of the id", matches,
                       lines[found[0]].id, lines[found[1]].id);
    }
    *out = found[0];
    return AP_OK;
}

ap_status ap_store_find(ap_store *store, const char *prefix, ap_run_line *out,
                        ap_error *err)
{
    ap_status status = AP_OK;
    ap_run_line *lines = NULL;
    size_t count = 0;
    size_t at = 0;
    AP_TRY(ap_store_runs(store, &count, &lines, err));
    AP_TRY(choose(prefix, count, lines, &at, err));

    *out = lines[at]; /* with its text, which is the caller's from here on */
    lines[at] = (ap_run_line){0};
done:
    ap_run_lines_free(count, lines);
    return status;
}
