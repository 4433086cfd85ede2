/** A date or a financial year as people write it in a spreadsheet, day first. */
#ifndef APPORTION_DATA_CALENDAR_H
#define APPORTION_DATA_CALENDAR_H

#include <stdbool.h>

/** How a date was written. */
typedef enum ap_dating {
    AP_DATED_PLAIN,
    AP_DATED_SHORT,   /**< with a year of two digits */
    AP_DATED_SERIAL,  /**< as Excel's number of a day */
    AP_DATED_WRONGLY, /**< like a date, but not one of the calendar: "31/02/2026" */
    AP_DATED_NOT,     /**< not like a date */
} ap_dating;

/** The date as days since 1970-01-01, years 1900 to 2199. *days is written for the first
 * three only. A year of two digits is 2000 to 2029 or 1930 to 1999, as in Excel. */
ap_dating ap_calendar_date(const char *text, long *days);

/** Is it like "2023/24", "2023-24" or "2023/2024"? Its two years, the second in full (2099
 * begins a century: "2099/00" is 2099 and 2100); they need not follow each other. */
bool ap_calendar_years(const char *text, int *first, int *second);

/** "2023/24" and its zero byte. */
enum { AP_YEAR_SIZE = 8 };

/** The financial year that begins in `first`, written "2023/24". Returns out. */
const char *ap_calendar_year(int first, char out[AP_YEAR_SIZE]);

#endif
