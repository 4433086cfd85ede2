#include "command/deliver.h"

#include <string.h>
#include <time.h>

#include <pthread.h>

#include "base/files.h"
#include "record/book.h"
#include "record/report_csv.h"

ap_status ap_deliver_folder(const ap_options *options, const char *case_name,
                            const char *run, ap_text *path, ap_error *err)
{
    ap_text_print(path, "%s/%s/%s", options->output, case_name, run);
    if (path->failed) {
        return ap_fail(err, AP_NO_MEMORY, run, "no memory for a path");
    }
    ap_status status = ap_folder_make(path->bytes, err);
    if (status == AP_OK) {
        ap_folder_sweep(path->bytes);
    }
    return status;
}

ap_profile ap_deliver_profile(const ap_options *options)
{
    return strcmp(options->profile, "publish") == 0 ? AP_PUBLISH : AP_WORKING;
}

ap_status ap_deliver_record(const ap_options *options, const ap_run *run, ap_error *err)
{
    ap_status status = AP_OK;
    ap_store *store = NULL;
    ap_text path = {0};
    ap_options_store(options, &path);
    if (path.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, run->id, "no memory for the record"));
    }
    AP_TRY(ap_store_open(path.bytes, &store, err));
    AP_TRY(ap_store_add(store, run, err));
done:
    ap_store_free(store);
    ap_text_free(&path);
    return status;
}

/* A workbook that is being written. */
typedef struct ap_writing_book {
    const ap_report *report;
    ap_profile profile;
    const char *path;
    pthread_t thread;
    bool is_running;
    ap_status status;
    ap_error err;
} ap_writing_book;

static void *write_book(void *data)
{
    ap_writing_book *writing = data;
    writing->status =
        ap_book_write(writing->report, writing->profile, writing->path, &writing->err);
    return NULL;
}

/* Wait for the workbook; its status. Where no thread could be had it is written now. */
static ap_status finish_book(void *data, ap_error *err)
{
    ap_writing_book *writing = data;
    if (writing->is_running) {
        (void)pthread_join(writing->thread, NULL);
        writing->is_running = false;
    } else {
        (void)write_book(writing);
    }
    if (writing->status != AP_OK) {
        return ap_fail(err, writing->status, writing->err.where, "%s", writing->err.what);
    }
    return AP_OK;
}

ap_status ap_deliver_all(const ap_options *options, const char *folder,
                         const char *workbook, const ap_run *run, ap_error *err)
{
    ap_status status = AP_OK;
    ap_error of_book = {0};
    ap_run recorded = *run;
    ap_writing_book writing = {
        .report = run->report, .profile = ap_deliver_profile(options), .path = workbook};
    writing.is_running = pthread_create(&writing.thread, NULL, write_book, &writing) == 0;
    recorded.also = finish_book;
    recorded.also_data = &writing;
    AP_TRY(ap_report_write_csv(run->report, folder, err));
    AP_TRY(ap_deliver_record(options, &recorded, err));
done:
    if (writing.is_running) {
        (void)finish_book(&writing, &of_book);
    }
    return status;
}

void ap_deliver_moment(char moment[AP_MOMENT_SIZE])
{
    time_t now = time(NULL);
    struct tm when;
    moment[0] = '\0';
    if (gmtime_r(&now, &when) != NULL) {
        (void)strftime(moment, AP_MOMENT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &when);
    }
}
