#include "apportion/money.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

ap_pence ap_pence_of(double pounds)
{
    return (ap_pence)llround(round(pounds * 1e6) / 1e4);
}

double ap_pounds_of(ap_pence pence)
{
    return (double)pence / 100;
}

double ap_to_penny(double pounds)
{
    return ap_pounds_of(ap_pence_of(pounds));
}

/* The amount in units with the fraction that a nearly whole number has from double
 * arithmetic taken off. */
static double units_of(double pounds, ap_pence unit)
{
    double units = pounds * 100 / (double)unit;
    double whole = round(units);
    return fabs(units - whole) < 1e-6 ? whole : units;
}

void ap_round_to_total(size_t count, const double pounds[], ap_pence unit, ap_pence total,
                       ap_pence rounded[])
{
    ap_pence left = total / unit;
    for (size_t i = 0; i < count; i++) {
        rounded[i] = (ap_pence)floor(units_of(pounds[i], unit));
        left -= rounded[i];
    }
    while (left > 0) {
        size_t best = 0;
        double most = -1;
        for (size_t i = 0; i < count; i++) {
            double remainder = units_of(pounds[i], unit) - (double)rounded[i];
            if (remainder > most) {
                most = remainder;
                best = i;
            }
        }
        rounded[best]++;
        left--;
    }
    for (size_t i = 0; i < count; i++) {
        rounded[i] *= unit;
    }
}

/* The size is split, so that an underspend falls as an overspend of the same size does. */
void ap_split_pence(size_t count, const double weights[], ap_pence amount,
                    ap_pence shares[])
{
    double all = 0;
    ap_pence left = amount < 0 ? -amount : amount;
    const double size = (double)left;
    for (size_t i = 0; i < count; i++) {
        all += weights[i];
    }
    for (size_t i = 0; i < count; i++) {
        double share = all > 0 ? size * weights[i] / all : i == 0 ? size : 0;
        shares[i] = (ap_pence)floor(units_of(share / 100, 1));
        left -= shares[i];
    }
    while (left > 0) {
        size_t best = 0;
        double most = -1;
        for (size_t i = 0; i < count; i++) {
            double share = all > 0 ? size * weights[i] / all : 0;
            if (share - (double)shares[i] > most) {
                most = share - (double)shares[i];
                best = i;
            }
        }
        shares[best]++;
        left--;
    }
    for (size_t i = 0; i < count; i++) {
        shares[i] = amount < 0 ? -shares[i] : shares[i];
    }
}

const char *ap_money_words(double pounds, char out[])
{
    char digits[AP_MONEY_SIZE];
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(round(pounds)));
    bool is_negative = round(pounds) < 0;
    char *to = out;
    if (is_negative) {
        *to++ = '-';
    }
    *to++ = '\xc2';
    *to++ = '\xa3';
    for (int i = 0; i < length && to < out + AP_MONEY_SIZE - 3; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            *to++ = ',';
        }
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

const char *ap_money_short(double pounds, char out[])
{
    const char *sign = pounds < 0 ? "-" : "";
    double size = fabs(pounds);
    if (size >= 999.5e6) {
        (void)snprintf(out, AP_MONEY_SIZE, "%s£%.2fbn", sign, size / 1e9);
    } else if (size >= 999.5e3) {
        (void)snprintf(out, AP_MONEY_SIZE, "%s£%.1fm", sign, size / 1e6);
    } else if (size >= 999.5) {
        (void)snprintf(out, AP_MONEY_SIZE, "%s£%.1fk", sign, size / 1e3);
    } else {
        (void)snprintf(out, AP_MONEY_SIZE, "%s£%.0f", size < 0.5 ? "" : sign, size);
    }
    return out;
}
