#include "apportion/money.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* Up to nine billion pounds, as all amounts are, in instructions; beyond it as exact. */
static inline ap_pence pence_of(double pounds)
{
    double units = pounds * 1e6;
    bool is_plain = fabs(units) < 9e15;
    return ap_nearest((is_plain ? (double)ap_nearest(units) : round(units)) / 1e4);
}

ap_pence ap_pence_of(double pounds)
{
    return pence_of(pounds);
}

void ap_pence_of_each(size_t count, const double pounds[], ap_pence pence[])
{
    for (size_t k = 0; k < count; k++) {
        pence[k] = pence_of(pounds[k]);
    }
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

/* An amount of some size, in pence, on its way to shares by weight. */
typedef struct ap_split {
    size_t count;
    const double *weights;
    double all; /* of the weights */
    double size;
    ap_pence *shares;
} ap_split;

static double exact_share(const ap_split *split, size_t i)
{
    return split->all > 0 ? split->size * split->weights[i] / split->all : 0;
}

/* units_of of pence, then rounded down; neither is below 0, so a cast will do. */
static ap_pence whole_pence(double pence)
{
    double units = pence / 100 * 100;
    ap_pence whole = (ap_pence)units;
    return whole + ((double)(whole + 1) - units < 1e-6);
}

/* Remainders by size, from 0 to 1 give or take what double arithmetic adds: the shares with
 * the largest are rounded up, whole bins of them as long as they fit. While they wait for
 * it, shares carry their bin in what is left over beside BINS. A few need one bin alone. */
enum { BINS = 64, FEW = 8 };

static int bin_of(double remainder, int bins)
{
    int bin = (int)(ap_greater(remainder, 0) * bins);
    return bin < bins ? bin : bins - 1;
}

/* Rounds all shares down; held: how many are in each bin. Returns what is left. */
static ap_pence round_down(const ap_split *split, ap_pence left, int bins, uint32_t held[])
{
    memset(held, 0, (size_t)bins * sizeof held[0]);
    for (size_t i = 0; i < split->count; i++) {
        bool is_all = i == 0 && !(split->all > 0);
        double exact = exact_share(split, i);
        ap_pence share = is_all ? left : whole_pence(exact);
        int bin = bin_of(exact - (double)share, bins);
        split->shares[i] = share * BINS + bin;
        held[bin]++;
        left -= share;
    }
    return left;
}

/* Rounds up the largest remainder of a bin, of equal ones the first. */
static void round_up_largest(const ap_split *split, int bin)
{
    size_t best = 0;
    double most = -INFINITY;
    for (size_t i = 0; i < split->count; i++) {
        if (split->shares[i] % BINS == bin) {
            ap_pence whole = split->shares[i] / BINS;
            double remainder = exact_share(split, i) - (double)whole;
            best = remainder > most ? i : best;
            most = ap_greater(remainder, most);
        }
    }
    split->shares[best] += BINS - bin; /* a penny more, and out of the bin */
}

/* The size is split, so that an underspend falls as an overspend of the same size does. */
void ap_split_pence(size_t count, const double weights[], ap_pence amount,
                    ap_pence shares[])
{
    ap_pence sign = amount < 0 ? -1 : 1;
    ap_split split = {count, weights, 0, (double)(sign * amount), shares};
    uint32_t held[BINS];
    int bins = count > FEW ? BINS : 1;
    int last = bins;
    for (size_t i = 0; i < count; i++) {
        split.all += weights[i];
    }
    ap_pence left = round_down(&split, sign * amount, bins, held);
    while (last > 1 && held[last - 1] <= left) {
        left -= held[--last];
    }
    for (; left > 0; left--) {
        round_up_largest(&split, last - 1);
    }
    for (size_t i = 0; i < count; i++) {
        shares[i] = sign * (shares[i] / BINS + (shares[i] % BINS >= last ? 1 : 0));
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
