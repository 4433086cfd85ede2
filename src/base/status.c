#include "apportion/status.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct ap_status_row {
    int code;
    const char *words;
} ap_status_row;

static const ap_status_row rows[] = {
#define AP_STATUS_ROW(name, code, words) {code, words},
    AP_STATUS_LIST(AP_STATUS_ROW)
#undef AP_STATUS_ROW
};

void ap_error_keep(ap_error *err, ap_status status, const char *where, const char *format,
                   ...)
{
    if (err == NULL || err->status != AP_OK) {
        return;
    }
    err->status = status;
    (void)snprintf(err->where, sizeof err->where, "%s", where == NULL ? "" : where);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(err->what, sizeof err->what, format, arguments);
    va_end(arguments);
}

int ap_status_exit_code(ap_status status)
{
    return rows[status].code;
}

const char *ap_status_words(ap_status status)
{
    return rows[status].words;
}
