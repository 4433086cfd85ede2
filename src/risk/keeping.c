#include "risk/keeping.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <unistd.h>

#include "risk/attempt.h"

struct ap_keeping {
    char *folder;
    ap_part part;
    ap_attempt attempt;
    uint64_t number; /* of the newest checkpoint of this attempt */
    ap_text notes;
};

ap_status ap_keeping_open(const char *folder, const ap_part *part, ap_keeping **out,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_keeping *keeping = calloc(1, sizeof *keeping);
    char *copy = strdup(folder);
    if (keeping == NULL || copy == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, folder, "no memory is left for checkpoints");
        goto done;
    }
    keeping->part = *part;
    AP_TRY(ap_folder_make(folder, err));
    ap_folder_sweep(folder);
    AP_TRY(ap_attempt_claim(folder, &keeping->attempt, err));
    keeping->folder = copy;
    *out = keeping;
    keeping = NULL;
    copy = NULL;
done:
    free(copy);
    ap_keeping_free(keeping);
    return status;
}

uint64_t ap_keeping_attempt(const ap_keeping *keeping)
{
    return keeping->attempt.number;
}

/* A checkpoint: saved-ATTEMPT-NUMBER. */
typedef struct ap_checkpoint {
    uint64_t attempt;
    uint64_t number;
} ap_checkpoint;

typedef struct ap_checkpoints {
    size_t count;
    ap_checkpoint *at; /* the newest first */
} ap_checkpoints;

static void print_path(const ap_keeping *keeping, ap_checkpoint checkpoint, ap_text *path)
{
    ap_text_print(path, "%s/saved-%06" PRIu64 "-%08" PRIu64, keeping->folder,
                  checkpoint.attempt, checkpoint.number);
}

static bool takes_name(const char *name, ap_checkpoint *checkpoint)
{
    static const char prefix[] = "saved-";
    char *end = NULL;
    if (strncmp(name, prefix, sizeof prefix - 1) != 0) {
        return false;
    }
    checkpoint->attempt = strtoull(name + sizeof prefix - 1, &end, 10);
    if (*end != '-') {
        return false;
    }
    checkpoint->number = strtoull(end + 1, &end, 10);
    return *end == '\0';
}

static int newest_first(const void *left, const void *right)
{
    const ap_checkpoint *a = left;
    const ap_checkpoint *b = right;
    if (a->attempt != b->attempt) {
        return a->attempt > b->attempt ? -1 : 1;
    }
    return (a->number < b->number) - (a->number > b->number);
}

static ap_status list(const ap_keeping *keeping, ap_checkpoints *out, ap_error *err)
{
    ap_status status = AP_OK;
    DIR *folder = opendir(keeping->folder);
    const struct dirent *entry = NULL;
    if (folder == NULL) {
        return ap_fail(err, AP_IO, keeping->folder, "cannot be looked at: %s",
                       strerror(errno));
    }
    while (status == AP_OK && (entry = readdir(folder)) != NULL) {
        ap_checkpoint found = {0};
        if (!takes_name(entry->d_name, &found)) {
            continue;
        }
        ap_checkpoint *at = ap_grown(out->at, out->count, sizeof *at);
        if (at == NULL) {
            status = ap_fail(err, AP_NO_MEMORY, keeping->folder, "no memory for names");
        } else {
            out->at = at;
            at[out->count++] = found;
        }
    }
    (void)closedir(folder);
    if (out->count > 1) {
        qsort(out->at, out->count, sizeof *out->at, newest_first);
    }
    return status;
}

static void remove_checkpoint(const ap_keeping *keeping, ap_checkpoint checkpoint)
{
    ap_text path = {0};
    print_path(keeping, checkpoint, &path);
    if (!path.failed) {
        (void)unlink(path.bytes);
    }
    ap_text_free(&path);
}

/* All but so many of the newest; what a later attempt has written is left alone. */
static void remove_all_but(const ap_keeping *keeping, size_t kept)
{
    ap_checkpoints all = {0};
    size_t seen = 0;
    if (list(keeping, &all, NULL) == AP_OK) {
        for (size_t i = 0; i < all.count; i++) {
            if (all.at[i].attempt <= keeping->attempt.number && seen++ >= kept) {
                remove_checkpoint(keeping, all.at[i]);
            }
        }
    }
    free(all.at);
}

ap_status ap_keeping_save(ap_keeping *keeping, const ap_ranges *done, const ap_tally *tally,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_text path = {0};
    ap_saved saved = {
        .part = keeping->part, .attempt = keeping->attempt.number, .done = *done};
    AP_TRY(ap_attempt_check(&keeping->attempt, err));
    print_path(keeping, (ap_checkpoint){keeping->attempt.number, keeping->number + 1},
               &path);
    if (path.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, keeping->folder, "no memory for a name"));
    }
    AP_TRY(ap_saved_write(path.bytes, &saved, tally, err));
    keeping->number++;
    remove_all_but(keeping, 2);
    ap_attempt_clear(&keeping->attempt, false);
done:
    ap_text_free(&path);
    return status;
}

static bool is_same_part(const ap_part *a, const ap_part *b)
{
    return strcmp(a->run, b->run) == 0 && a->scenarios == b->scenarios &&
           a->range.first == b->range.first && a->range.end == b->range.end;
}

/* What came of a look at one checkpoint. */
typedef enum ap_look {
    AP_LOOK_TAKEN,
    AP_LOOK_GONE, /* the attempt before removed it meanwhile */
    AP_LOOK_DAMAGED,
} ap_look;

static ap_status try_one(ap_keeping *keeping, const char *path, ap_ranges *done,
                         ap_tally *tally, ap_look *look, ap_error *err)
{
    ap_error why = {0};
    ap_saved saved = {0};
    ap_status status = ap_saved_read(path, &saved, &why);
    *look = AP_LOOK_TAKEN;
    if (status == AP_NO_INPUT && access(path, F_OK) != 0) {
        *look = AP_LOOK_GONE;
        status = AP_OK;
    } else if (status == AP_BAD_INPUT) {
        *look = AP_LOOK_DAMAGED;
        ap_text_print(&keeping->notes, "%s %s\n", path, why.what);
        status = AP_OK;
    } else if (status != AP_OK) {
        status = ap_fail(err, status, why.where, "%s", why.what);
    } else if (!is_same_part(&saved.part, &keeping->part)) {
        status = ap_fail(err, AP_BAD_INPUT, path,
                         "was saved by another run (of other inputs, settings, scenarios, "
                         "shard or program); give this one another folder");
    } else {
        status = ap_saved_take(&saved, path, done, tally, err);
    }
    ap_saved_free(&saved);
    return status;
}

/* One pass through the checkpoints, the newest first. */
static ap_status take_newest(ap_keeping *keeping, ap_ranges *done, ap_tally *tally,
                             ap_look *look, ap_error *err)
{
    ap_status status = AP_OK;
    ap_checkpoints all = {0};
    size_t damaged = 0;
    *look = AP_LOOK_TAKEN;
    AP_TRY(list(keeping, &all, err));
    for (size_t i = 0; i < all.count; i++) {
        ap_text path = {0};
        print_path(keeping, all.at[i], &path);
        if (path.failed) {
            status = ap_fail(err, AP_NO_MEMORY, keeping->folder, "no memory for a name");
        } else {
            status = try_one(keeping, path.bytes, done, tally, look, err);
        }
        ap_text_free(&path);
        damaged += *look == AP_LOOK_DAMAGED ? 1 : 0;
        if (status != AP_OK || *look == AP_LOOK_TAKEN) {
            break;
        }
    }
    if (status == AP_OK && damaged > 0 && damaged == all.count) {
        status = ap_fail(err, AP_BAD_INPUT, keeping->folder,
                         "%s; remove the folder to begin the run anew",
                         damaged == 1 ? "its checkpoint is damaged"
                                      : "all its checkpoints are damaged");
    }
done:
    free(all.at);
    return status;
}

ap_status ap_keeping_load(ap_keeping *keeping, ap_ranges *done, ap_tally *tally,
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_look look = AP_LOOK_GONE;
    while (status == AP_OK && look == AP_LOOK_GONE) {
        keeping->notes.length = 0;
        status = take_newest(keeping, done, tally, &look, err);
    }
    return status;
}

const char *ap_keeping_notes(const ap_keeping *keeping)
{
    return keeping->notes.length == 0 ? "" : keeping->notes.bytes;
}

ap_status ap_keeping_confirm(const ap_keeping *keeping, ap_error *err)
{
    return ap_attempt_check(&keeping->attempt, err);
}

void ap_keeping_clear(ap_keeping *keeping)
{
    if (ap_attempt_check(&keeping->attempt, NULL) == AP_OK) {
        remove_all_but(keeping, 0);
        ap_attempt_clear(&keeping->attempt, true);
        (void)rmdir(keeping->folder);
    }
}

void ap_keeping_free(ap_keeping *keeping)
{
    if (keeping != NULL) {
        ap_attempt_free(&keeping->attempt);
        ap_text_free(&keeping->notes);
        free(keeping->folder);
    }
    free(keeping);
}
