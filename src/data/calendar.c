#include "data/calendar.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "data/amount.h"

/* A part of a date: digits or letters. */
typedef struct ap_part {
    const char *at;
    size_t length;
} ap_part;

static bool is_digits(ap_part part)
{
    return part.length > 0 && strspn(part.at, "0123456789") >= part.length;
}

/* The figure of a part of digits; a part is short enough to fit. */
static int figure(ap_part part)
{
    int value = 0;
    for (size_t i = 0; i < part.length; i++) {
        value = 10 * value + (part.at[i] - '0');
    }
    return value;
}

/* Split at "/", "-", ".", "," and spaces into at most three parts. Returns how many there
 * are, 0 when they are too many or too long. */
static size_t split(const char *text, ap_part parts[3])
{
    static const char dividers[] = "/-., ";
    enum { LONGEST = 9 }; /* "September" */
    size_t count = 0;
    for (const char *at = text + strspn(text, dividers); *at != '\0';
         at += strspn(at, dividers)) {
        size_t length = strcspn(at, dividers);
        if (count == 3 || length > LONGEST) {
            return 0;
        }
        parts[count++] = (ap_part){at, length};
        at += length;
    }
    return count;
}

/* Excel adds midnight to a date without a time. */
static void drop_midnight(char *text)
{
    static const char *const endings[] = {" 00:00:00", "T00:00:00", " 00:00"};
    size_t length = strlen(text);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t size = strlen(endings[i]);
        if (length > size && strcmp(text + length - size, endings[i]) == 0) {
            text[length - size] = '\0';
            return;
        }
    }
}

/* The month of digits or of at least three letters of its name; 0: none. */
static int month_of(ap_part part)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    if (is_digits(part)) {
        return part.length <= 2 ? figure(part) : 0;
    }
    for (int i = 0; i < 12 && part.length >= 3; i++) {
        if (strncasecmp(part.at, names[i], part.length) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 1970-01-01 to a date of the calendar. */
static long days_to(int year, int month, int day)
{
    long before = year - 1;
    long days = 365 * before + before / 4 - before / 100 + before / 400;
    for (int m = 1; m < month; m++) {
        days += days_in(year, m);
    }
    return days + day - 1 - 719162; /* 1970-01-01 is that many days after 0001-01-01 */
}

/* Excel counts 1900-01-01 as day 1 and has a 29 February 1900 that never was; from March
 * 1900 its count is 25,569 days ahead of ours. Numbers that stand for no day between 1954
 * and 2119 are more likely something else. */
static ap_dating read_serial(ap_part part, long *days)
{
    enum { EARLIEST = 20000, LATEST = 80000, AHEAD = 25569 };
    int serial = is_digits(part) ? figure(part) : 0;
    if (serial < EARLIEST || serial > LATEST) {
        return AP_DATED_NOT;
    }
    *days = serial - AHEAD;
    return AP_DATED_SERIAL;
}

static ap_dating read_parts(ap_part year_part, ap_part month_part, ap_part day_part,
                            long *days)
{
    bool is_short = year_part.length == 2;
    if (!is_digits(year_part) || !is_digits(day_part) || day_part.length > 2 ||
        !(is_short || year_part.length == 4)) {
        return AP_DATED_NOT;
    }
    int year = figure(year_part);
    if (is_short) {
        year += year < 30 ? 2000 : 1900;
    }
    int month = month_of(month_part);
    int day = figure(day_part);
    if (month == 0 && !is_digits(month_part)) {
        return AP_DATED_NOT;
    }
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month)) {
        return AP_DATED_WRONGLY;
    }
    *days = days_to(year, month, day);
    return is_short ? AP_DATED_SHORT : AP_DATED_PLAIN;
}

ap_dating ap_calendar_date(const char *text, long *days)
{
    char plain[AP_FOLDED_SIZE];
    ap_part parts[3];
    if (!ap_amount_fold(text, plain)) {
        return AP_DATED_NOT;
    }
    drop_midnight(plain);
    size_t count = split(plain, parts);
    if (count == 1 && parts[0].length == strlen(plain)) {
        return read_serial(parts[0], days);
    }
    if (count != 3) {
        return AP_DATED_NOT;
    }
    bool is_iso = parts[0].length == 4 && isdigit((unsigned char)parts[0].at[0]) != 0;
    return is_iso ? read_parts(parts[0], parts[1], parts[2], days)
                  : read_parts(parts[2], parts[1], parts[0], days);
}

bool ap_calendar_years(const char *text, int *first, int *second)
{
    char plain[AP_FOLDED_SIZE];
    if (!ap_amount_fold(text, plain)) {
        return false;
    }
    ap_part begin = {plain, strcspn(plain, "/-")};
    if (begin.length != 4 || !is_digits(begin) || plain[4] == '\0') {
        return false;
    }
    ap_part end = {plain + 5, strlen(plain + 5)};
    if (!is_digits(end) || (end.length != 2 && end.length != 4)) {
        return false;
    }
    *first = figure(begin);
    *second = figure(end);
    if (end.length == 2) {
        *second += *first / 100 * 100 + (*first % 100 == 99 ? 100 : 0);
    }
    return true;
}

const char *ap_calendar_year(int first, char out[AP_YEAR_SIZE])
{
    unsigned begin = (unsigned)first;
    (void)snprintf(out, AP_YEAR_SIZE, "%04u/%02u", begin % 10000, (begin + 1) % 100);
    return out;
}
