#include "command/deliver.h"

#include <string.h>
#include <time.h>

#include "base/files.h"

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

void ap_deliver_moment(char moment[AP_MOMENT_SIZE])
{
    time_t now = time(NULL);
    struct tm when;
    moment[0] = '\0';
    if (gmtime_r(&now, &when) != NULL) {
        (void)strftime(moment, AP_MOMENT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &when);
    }
}
