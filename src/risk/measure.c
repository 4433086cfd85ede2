#include "risk/measure.h"

#include <stdlib.h>

#include "apportion/case.h"

size_t ap_measures_find(const ap_measures *measures, ap_measured_what what,
                        ap_measured_of of, size_t at)
{
    for (size_t m = 0; m < measures->count; m++) {
        const ap_measure_row *row = &measures->rows[m];
        if (row->what == what && row->of == of && row->at == at) {
            return m;
        }
    }
    return AP_NONE;
}

const char *ap_measured_words(ap_measured_what what)
{
    static const char *const words[] = {
        [AP_WHAT_PRESSURE] = "Pressure",
        [AP_WHAT_LOST] = "Income lost",
        [AP_WHAT_HELD] = "Held back",
        [AP_WHAT_MOVED] = "Moved in",
        [AP_WHAT_UNSPENT] = "Unspent",
        [AP_WHAT_OVERSPEND] = "Overspend",
        [AP_WHAT_NEED] = "Contingency needed",
        [AP_WHAT_BORNE] = "Loss borne",
        [AP_WHAT_HEADROOM] = "Headroom",
        [AP_WHAT_DISTANCE] = "Closing distance from target",
        [AP_WHAT_TO_DATE] = "Pressure to date",
    };
    return words[what];
}

void ap_measures_free(ap_measures *measures)
{
    if (measures == NULL) {
        return;
    }
    free(measures->rows);
    free(measures->partners);
    ap_arena_free(measures->arena);
    free(measures);
}
