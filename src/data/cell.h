/** One cell's text as a value, strict about meaning.
 *
 * Each function returns true and sets *out, or returns false and sets the reason: the rule
 * the text breaks and the remedy, both static text, for a problem that the caller adds.
 * On success rule and remedy are NULL, and remark is a static sentence when a person should
 * know how the value was read ("a lone dash was read as zero"), else NULL. reason may be
 * NULL. A blank is refused: what it means is the caller's to say. So is every one of
 * Excel's errors.
 */
#ifndef APPORTION_DATA_CELL_H
#define APPORTION_DATA_CELL_H

#include <stdbool.h>

typedef struct ap_reason {
    const char *rule;
    const char *remedy;
    const char *remark; /**< NULL when there is nothing to say */
} ap_reason;

/** Pounds: "£1,234,567.00", "(1,234)", "1,234-", "-£12", "£ -   " (zero, with a remark).
 * Refused: "1,23,4", "1.2m", "12k", "5%", "#REF!", "1.23E+09" is read with a remark. */
bool ap_cell_money(const char *text, double *out, ap_reason *reason);

/** A plain number, thousands separators allowed; no pound or per cent sign. */
bool ap_cell_number(const char *text, double *out, ap_reason *reason);

/** A rate as a fraction: "5.66%" is 0.0566 and "0.0566" is 0.0566; a bare "5.66" (size
 * above 1) is refused, asking which; a bare 1 is 100%, with a remark. */
bool ap_cell_rate(const char *text, double *out, ap_reason *reason);

/** What something is multiplied by: "65%", "0.65", "1.5", "-2"; no pound sign. */
bool ap_cell_factor(const char *text, double *out, ap_reason *reason);

/** "yes", "no", "y", "n", "true", "false", "1", "0", any capitals. */
bool ap_cell_flag(const char *text, bool *out, ap_reason *reason);

/** A date as days since 1970-01-01: "01/04/2026" (day first), "1-Apr-26", "2026-04-01",
 * with or without midnight after it, Excel's serial "46113" (with a remark). A year of two
 * digits is 2000 to 2029 or 1930 to 1999, as in Excel, with a remark. */
bool ap_cell_date(const char *text, long *out, ap_reason *reason);

/** A financial year "2023/24" or "2023-24" as its first calendar year. */
bool ap_cell_year(const char *text, int *out, ap_reason *reason);

/** Text or a code, whose cells are kept as they are: anything but a blank or one of Excel's
 * errors; a remark when it looks like a code that Excel turned into a number
 * ("1.23E+09"). */
bool ap_cell_text(const char *text, ap_reason *reason);

/** Is it one of Excel's errors: "#REF!", "#N/A", "#DIV/0!", …, or "####", which Excel
 * writes to a CSV when a column is too narrow? */
bool ap_cell_is_error(const char *text);

#endif
