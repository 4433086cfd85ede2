/* Writes the workbook of a made-up risk run, for the checklist: write_risk PROFILE PATH. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "made_risk.h"
#include "record/book.h"
#include "record/risk_report.h"

enum { SCENARIOS = 2000 };

int main(int count, char *arguments[])
{
    if (count != 3) {
        return 64;
    }
    ap_made_risk made;
    ap_report *report = NULL;
    ap_error error = {0};
    size_t failed = 0;
    ap_profile profile = strcmp(arguments[1], "publish") == 0 ? AP_PUBLISH : AP_WORKING;
    ap_made_risk_run(&made, SCENARIOS);
    ap_status status = ap_risk_report(&made.results, &report, &failed, &error);
    if (status == AP_OK) {
        status = ap_book_write(report, profile, arguments[2], &error);
    }
    if (status != AP_OK) {
        (void)fprintf(stderr, "%s: %s\n", error.where, error.what);
    }
    ap_report_free(report);
    ap_made_risk_end(&made);
    return status != AP_OK || failed > 0 ? 1 : 0;
}
