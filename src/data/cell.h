/** One cell's text as a value, strict about meaning.
 *
 * Each function returns true and sets *out, or returns false and sets the reason: the rule
 * the text breaks and the remedy, both static text, for a problem that the caller adds.
 * *remark (may be NULL) is set to a static sentence when the value was read but a person
 * should know how ("a lone dash was read as zero"), else to NULL.
 */
#ifndef APPORTION_DATA_CELL_H
#define APPORTION_DATA_CELL_H

#include <stdbool.h>

typedef struct ap_reason {
    const char *rule;
    const char *remedy;
    const char *remark; /**< set on success too; NULL when there is nothing to say */
} ap_reason;

/** Pounds: "£1,234,567.00", "(1,234)", "1,234-", "-£12", "£ -   " (zero, with a remark).
 * Refused: "1,23,4", "1.2m", "12k", "5%", "#REF!", "1.23E+09" is read with a remark. */
bool ap_cell_money(const char *text, double *out, ap_reason *reason);

/** A plain number, thousands separators allowed; no pound or per cent sign. */
bool ap_cell_number(const char *text, double *out, ap_reason *reason);

/** A rate as a fraction: "5.66%" is 0.0566 and "0.0566" is 0.0566; a bare "5.66" (size
 * above 1) is refused, asking which. */
bool ap_cell_rate(const char *text, double *out, ap_reason *reason);

/** "yes", "no", "y", "n", "true", "false", "1", "0", any capitals. */
bool ap_cell_flag(const char *text, bool *out, ap_reason *reason);

/** A date as days since 1970-01-01: "01/04/2026" (day first), "1-Apr-26", "2026-04-01",
 * Excel's serial "46113". */
bool ap_cell_date(const char *text, long *out, ap_reason *reason);

/** A financial year "2023/24" or "2023-24" as its first calendar year. */
bool ap_cell_year(const char *text, int *out, ap_reason *reason);

/** Is it one of Excel's errors: "#REF!", "#N/A", "#DIV/0!", …? */
bool ap_cell_is_error(const char *text);

#endif
