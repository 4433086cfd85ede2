/** A number as people write it in a spreadsheet, whatever it stands for: signs before or
 * after, brackets, pound sign, thousands separators, per cent sign, exponent. Which of
 * these a column allows is for data/cell to say.
 */
#ifndef APPORTION_DATA_AMOUNT_H
#define APPORTION_DATA_AMOUNT_H

#include <stdbool.h>

typedef struct ap_amount {
    double value; /**< finite; a per cent sign has divided it by 100 */
    bool is_dash; /**< a lone dash, which accounts write for zero */
    bool has_pound;
    bool has_percent;
    bool has_exponent;
} ap_amount;

/** Why a text is not a number. */
typedef enum ap_fault {
    AP_FAULT_NONE,
    AP_FAULT_BLANK,
    AP_FAULT_FORMULA,   /**< begins with "=" */
    AP_FAULT_SEPARATOR, /**< "1,23,4", "1.234,56" */
    AP_FAULT_SIGN,      /**< two signs, or a bracket without its partner */
    AP_FAULT_SUFFIX,    /**< "1.2m", "12 people" */
    AP_FAULT_RANGE,     /**< too great for any machine number */
    AP_FAULT_WORDS,     /**< anything else */
} ap_fault;

/** Read the number. *out is written only on AP_FAULT_NONE. */
ap_fault ap_amount_read(const char *text, ap_amount *out);

enum { AP_FOLDED_SIZE = 80 };

/** The text without spaces around it, every kind of space as ' ', every kind of dash and
 * minus as '-', the pound sign as one byte (0xa3). False when it is too long to be a
 * number or a date. */
bool ap_amount_fold(const char *text, char out[AP_FOLDED_SIZE]);

#endif
