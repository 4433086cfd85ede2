#include "record/book_look.h"

#include <stdio.h>
#include <string.h>

static const ap_look looks[AP_FORMATS] = {
    [AP_WORDS] = {NULL, true, 1, 255, "Text of 1 to 255 characters."},
    [AP_POUNDS] = {"#,##0_);(#,##0)", false, -1e11, 1e11,
                   "Pounds, from -100,000,000,000 to 100,000,000,000."},
    [AP_PENCE] = {"#,##0.00_);(#,##0.00)", false, -1e9, 1e9,
                  "Pounds and pence, from -1,000,000,000 to 1,000,000,000."},
    [AP_PERCENT] = {"0.00%_)", false, -1, 10, "A percentage, from -100% to 1000%."},
    [AP_INDEX] = {"0.000_)", false, -1000, 1000, "A number from -1000 to 1000."},
    [AP_COUNT] = {"#,##0_)", false, 0, 1e9, "A number from 0 to 1,000,000,000."},
    [AP_PLAIN] = {NULL, false, -1e12, 1e12, "A number."},
    [AP_LINK] = {NULL, true, 1, 31, "The name of a sheet."},
};

const ap_look *ap_look_of(ap_format format)
{
    return &looks[format];
}

static void add_commas(char *shown)
{
    size_t digits = strspn(shown + 1, "0123456789");
    for (size_t left = digits; left > 3; left -= 3) {
        char *place = shown + 1 + left - 3;
        memmove(place + 1, place, strlen(place) + 1);
        *place = ',';
    }
}

const char *ap_look_shown(ap_format format, double number, char out[AP_SHOWN_SIZE])
{
    static const struct {
        const char *before;
        int places;
        const char *after;
        double scale;
    } parts[AP_FORMATS] = {
        [AP_POUNDS] = {"(", 0, ")", 1},     [AP_PENCE] = {"(", 2, ")", 1},
        [AP_PERCENT] = {"-", 2, "%)", 100}, [AP_INDEX] = {"-", 3, ")", 1},
        [AP_COUNT] = {"-", 0, ")", 1},
    };
    if (parts[format].before == NULL) {
        (void)snprintf(out, AP_SHOWN_SIZE, "%.10g", number);
        return out;
    }
    double size = number < 0 ? -number : number;
    /* Room is left for the commas of the largest number there is. */
    (void)snprintf(out, AP_SHOWN_SIZE - 110, "%s%.*f%s", parts[format].before,
                   parts[format].places, size * parts[format].scale, parts[format].after);
    if (format == AP_POUNDS || format == AP_PENCE || format == AP_COUNT) {
        add_commas(out);
    }
    return out;
}
