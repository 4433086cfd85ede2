#include "data/driver_number.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "data/cell.h"

/* Longer words are no number. */
enum { MOST_LENGTH = 80 };

/* What may stand behind pounds, and how many it stands for. */
static const struct {
    const char *word;
    double pounds;
} scales[] = {{"bn", 1e9}, {"m", 1e6}, {"k", 1e3}};

/* Take what stands behind the pounds off them; returns how many one of them is. */
static double cut_scale(char words[MOST_LENGTH])
{
    size_t length = strlen(words);
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        size_t end = strlen(scales[i].word);
        if (length > end && ap_text_same(words + length - end, scales[i].word)) {
            words[length - end] = '\0';
            return scales[i].pounds;
        }
    }
    return 1;
}

static bool read_pounds(const char *words, double *out)
{
    char amount[MOST_LENGTH];
    double value = 0;
    if (strlen(words) >= sizeof amount) {
        return false;
    }
    (void)snprintf(amount, sizeof amount, "%s", words);
    double pounds = cut_scale(amount);
    bool is_good = ap_cell_money(amount, &value, NULL);
    *out = is_good ? value * pounds : *out;
    return is_good;
}

bool ap_driver_number(ap_driver_unit unit, const char *words, double *out)
{
    switch (unit) {
    case AP_DRIVER_RATE:
        return ap_cell_rate(words, out, NULL);
    case AP_DRIVER_POUNDS:
        return read_pounds(words, out);
    default:
        return ap_cell_number(words, out, NULL);
    }
}

bool ap_driver_parameter(ap_driver_unit unit, const char *words, double *out)
{
    return ap_driver_number(unit, words, out) || ap_cell_number(words, out, NULL);
}

const char *ap_driver_unit_words(ap_driver_unit unit)
{
    switch (unit) {
    case AP_DRIVER_RATE:
        return "a rate such as 2.5%";
    case AP_DRIVER_POUNDS:
        return "pounds such as £1.2m or 350000";
    case AP_DRIVER_MONTHS:
        return "months such as 2.5";
    default:
        return "a plain number such as 12.5";
    }
}
