#include "risk/until.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "data/driver_number.h"

/* Pounds of a tick of the headline measure. */
static const double tick = 0.01;

ap_status ap_until_parse(const char *words, ap_until *out, ap_error *err)
{
    char level[16];
    int length = 0;
    bool is_read = sscanf(words, "%15s within %n", level, &length) == 1 && length > 0;
    double number = is_read && strcasecmp(level, "mean") == 0 ? 0 : -1;
    if (is_read && (level[0] == 'P' || level[0] == 'p')) {
        char *end = level;
        number = strtod(level + 1, &end) / 100;
        number = *end == '\0' && end != level + 1 && number > 0 && number < 1 ? number : -1;
    }
    double within = 0;
    bool is_money =
        number >= 0 && ap_driver_number(AP_DRIVER_POUNDS, words + length, &within);
    if (!is_money || !(within > 0)) {
        return ap_fail(err, AP_USAGE, "--until",
                       "\"%s\" is not understood; write \"P80 within £250k\" or \"mean "
                       "within £100k\"",
                       words);
    }
    *out = (ap_until){number, within};
    return AP_OK;
}

double ap_until_error(const ap_tally *tally, double level)
{
    double values[AP_REPLICATIONS];
    double mean = 0;
    double squares = 0;
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        if (ap_tally_part_scenarios(tally, r) == 0) {
            return NAN;
        }
        values[r] = level > 0 ? ap_tally_part_quantile(tally, r, level)
                              : ap_tally_part_mean(tally, r);
        mean += values[r] / AP_REPLICATIONS;
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        squares += (values[r] - mean) * (values[r] - mean);
    }
    return tick * sqrt(squares / (AP_REPLICATIONS - 1) / AP_REPLICATIONS);
}

bool ap_until_is_reached(const ap_until *until, const ap_tally *tally)
{
    return ap_until_error(tally, until->level) <= until->within; /* NaN is not */
}
