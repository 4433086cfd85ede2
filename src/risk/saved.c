#include "risk/saved.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "apportion risk tally 1"

ap_range ap_shard_of(uint64_t scenarios, uint64_t k, uint64_t n)
{
    uint64_t least = scenarios / n;
    uint64_t longer = scenarios % n; /* so many shards have one more */
    uint64_t before = k - 1 < longer ? k - 1 : longer;
    uint64_t first = least * (k - 1) + before;
    return (ap_range){first, first + least + (k - 1 < longer ? 1 : 0)};
}

static void print_heading(const ap_saved *saved, size_t length, ap_text *text)
{
    ap_ranges part = {.count = ap_range_length(saved->part.range) > 0 ? 1 : 0,
                      .at = (ap_range *)&saved->part.range};
    ap_text_print(text, "%s\nrun %s\nscenarios %" PRIu64 "\npart ", FORMAT, saved->part.run,
                  saved->part.scenarios);
    ap_ranges_print(&part, text);
    ap_text_print(text, "\ndone ");
    ap_ranges_print(&saved->done, text);
    ap_text_print(text, "\nattempt %" PRIu64 "\nlength %zu\n", saved->attempt, length);
}

ap_status ap_saved_write(const char *path, const ap_saved *saved, const ap_tally *tally,
                         ap_error *err)
{
    ap_status status = AP_OK;
    ap_text packed = {0};
    ap_text file = {0};
    char hash[AP_SHA256_SIZE] = "";
    ap_tally_pack(tally, &packed);
    print_heading(saved, packed.length, &file);
    ap_text_add(&file, packed.bytes, packed.length);
    if (!packed.failed && !file.failed) {
        ap_sha256(file.bytes, file.length, hash);
    }
    ap_text_print(&file, "\n%s\n", hash);
    if (packed.failed || file.failed) {
        status = ap_fail(err, AP_NO_MEMORY, path, "no memory is left to save the run");
    } else {
        status = ap_file_write(path, file.bytes, file.length, err);
    }
    ap_text_free(&file);
    ap_text_free(&packed);
    return status;
}

/* The hash is the last line; it covers all but the line end before it. */
static bool is_whole(const ap_text *file)
{
    const size_t tail = AP_SHA256_SIZE + 1; /* "\n", 64 digits, "\n" */
    char hash[AP_SHA256_SIZE];
    if (file->length < tail || file->bytes[file->length - tail] != '\n' ||
        file->bytes[file->length - 1] != '\n') {
        return false;
    }
    ap_sha256(file->bytes, file->length - tail, hash);
    return memcmp(hash, file->bytes + file->length - tail + 1, AP_SHA256_SIZE - 1) == 0;
}

/* What follows `name` and a space on the line that begins at *at, which moves past it; NULL
 * when the line is another or has no end. The line's end becomes the text's. */
static char *value_of(const char *name, char **at)
{
    size_t length = strlen(name);
    char *end = strchr(*at, '\n');
    char *value = *at + length + 1;
    if (end == NULL || strncmp(*at, name, length) != 0 || (*at)[length] != ' ') {
        return NULL;
    }
    *end = '\0';
    *at = end + 1;
    return value;
}

static bool takes_count(const char *words, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    *number = words == NULL ? 0 : strtoull(words, &end, 10);
    return words != NULL && words[0] >= '0' && words[0] <= '9' && errno == 0 &&
           *end == '\0';
}

static bool takes_run(const char *words, char run[AP_SHA256_SIZE])
{
    bool is_run = words != NULL && strlen(words) == AP_SHA256_SIZE - 1;
    if (is_run) {
        memcpy(run, words, AP_SHA256_SIZE);
    }
    return is_run;
}

static bool takes_ranges(const char *words, ap_ranges *ranges)
{
    return words != NULL && ap_ranges_parse(words, ranges, NULL) == AP_OK;
}

static bool takes_part(const char *words, ap_range *part)
{
    ap_ranges ranges = {0};
    bool is_part = takes_ranges(words, &ranges) && ranges.count <= 1;
    *part = is_part && ranges.count == 1 ? ranges.at[0] : (ap_range){0};
    ap_ranges_free(&ranges);
    return is_part;
}

static bool takes_heading(ap_saved *saved)
{
    char *at = saved->file.bytes + sizeof FORMAT; /* its line end included */
    uint64_t length = 0;
    bool is_ours = strncmp(saved->file.bytes, FORMAT "\n", sizeof FORMAT) == 0 &&
                   takes_run(value_of("run", &at), saved->part.run) &&
                   takes_count(value_of("scenarios", &at), &saved->part.scenarios) &&
                   takes_part(value_of("part", &at), &saved->part.range) &&
                   takes_ranges(value_of("done", &at), &saved->done) &&
                   takes_count(value_of("attempt", &at), &saved->attempt) &&
                   takes_count(value_of("length", &at), &length);
    saved->tally = (size_t)(at - saved->file.bytes);
    saved->tally_length = (size_t)length;
    return is_ours && saved->tally + length + AP_SHA256_SIZE + 1 == saved->file.length;
}

ap_status ap_saved_read(const char *path, ap_saved *saved, ap_error *err)
{
    *saved = (ap_saved){0};
    ap_status status = ap_file_read(path, &saved->file, err);
    if (status != AP_OK) {
        return status;
    }
    if (!is_whole(&saved->file)) {
        return ap_fail(err, AP_BAD_INPUT, path,
                       "is damaged, or no saved risk run: its last line is not the SHA-256 "
                       "of what is before it");
    }
    if (!takes_heading(saved)) {
        return ap_fail(err, AP_BAD_INPUT, path,
                       "is no saved risk run of this version (\"" FORMAT "\")");
    }
    return AP_OK;
}

ap_status ap_saved_take(const ap_saved *saved, const char *path, ap_ranges *done,
                        ap_tally *tally, ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < saved->done.count; i++) {
        status = ap_ranges_add(done, saved->done.at[i], NULL);
        if (status == AP_NO_MEMORY) {
            return ap_fail(err, status, path, "no memory is left for what it holds");
        }
        if (status != AP_OK) {
            return ap_fail(err, AP_BAD_INPUT, path,
                           "holds scenarios %" PRIu64 " to %" PRIu64
                           ", some of which another file holds, too",
                           saved->done.at[i].first, saved->done.at[i].end - 1);
        }
    }
    status =
        ap_tally_unpack(saved->file.bytes + saved->tally, saved->tally_length, tally, NULL);
    if (status == AP_NO_MEMORY) {
        return ap_fail(err, status, path, "no memory is left for its tally");
    }
    if (status != AP_OK || ap_tally_scenarios(tally) != ap_ranges_total(done)) {
        return ap_fail(err, AP_BAD_INPUT, path,
                       "its tally is of other measures or other scenarios than this run's");
    }
    return AP_OK;
}

void ap_saved_free(ap_saved *saved)
{
    ap_ranges_free(&saved->done);
    ap_text_free(&saved->file);
}
