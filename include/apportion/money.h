/** Money: whole pence at the edges (inputs, store, workbook), pounds as double inside.
 *
 * One pair of functions crosses, so no half penny is rounded in two ways.
 */
#ifndef APPORTION_MONEY_H
#define APPORTION_MONEY_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t ap_pence;

/** The nearest penny; a half goes away from zero. Pounds are first snapped to a millionth,
 * so that 0.125 and 0.12499999999 are the same money. |pounds| must be below 9e12. */
ap_pence ap_pence_of(double pounds);

/** The same of many amounts. */
void ap_pence_of_each(size_t count, const double pounds[], ap_pence pence[]);

/** Exactly the pounds that a penny count stands for, to the nearest double. */
double ap_pounds_of(ap_pence pence);

/** Pounds to the penny: the two above, one after the other. */
double ap_to_penny(double pounds);

/** Round amounts to multiples of `unit` pence so that they add up to the total.
 *
 * Largest remainders are rounded up; of equal remainders the earlier one. The total must be
 * a multiple of unit and within count units of the sum of the amounts.
 */
void ap_round_to_total(size_t count, const double pounds[], ap_pence unit, ap_pence total,
                       ap_pence rounded[]);

/** Split an amount over `count` weights (none below 0) to the penny, largest remainders
 * first, of equal ones the earlier. Where all weights are 0 it goes to the first. */
void ap_split_pence(size_t count, const double weights[], ap_pence amount,
                    ap_pence shares[]);

enum { AP_MONEY_SIZE = 32 };

/** "£1,234,567" or "-£12" in whole pounds; out has AP_MONEY_SIZE bytes. Returns out. */
const char *ap_money_words(double pounds, char out[]);

/** "£3.60bn", "£168.3m", "£12.4k", "£7": for sentences. Returns out. */
const char *ap_money_short(double pounds, char out[]);

#endif
