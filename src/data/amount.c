#include "data/amount.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char pound = '\xa3';

static const struct {
    const char *from;
    char to;
} folds[] = {
    {"\xc2\xa3", '\xa3'},  /* pound sign */
    {"\xc2\xa0", ' '},     /* no-break space */
    {"\xe2\x80\x89", ' '}, /* thin space */
    {"\xe2\x80\xaf", ' '}, /* narrow no-break space */
    {"\t", ' '},           /* pasted */
    {"\n", ' '},           /* typed with Alt and Enter */
    {"\xe2\x80\x90", '-'}, /* hyphen */
    {"\xe2\x80\x91", '-'}, /* non-breaking hyphen */
    {"\xe2\x80\x93", '-'}, /* en dash */
    {"\xe2\x80\x94", '-'}, /* em dash */
    {"\xe2\x88\x92", '-'}, /* minus */
};

/* What stands for the character at `at`; *length is how many bytes it has there. Most are
 * printable ASCII, and stand for themselves. */
static char folded(const char *at, size_t *length)
{
    if (*at >= ' ' && *at <= '~') {
        *length = 1;
        return *at;
    }
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        *length = strlen(folds[i].from);
        if (strncmp(at, folds[i].from, *length) == 0) {
            return folds[i].to;
        }
    }
    *length = 1;
    if (*at == pound) {
        return '?'; /* by itself the byte is no character of UTF-8, and no pound sign */
    }
    return *at;
}

bool ap_amount_fold(const char *text, char out[AP_FOLDED_SIZE])
{
    size_t count = 0;
    size_t end = 0; /* after the last character that is not a space */
    for (size_t length = 0; *text != '\0'; text += length) {
        char c = folded(text, &length);
        if (c == ' ' && count == 0) {
            continue;
        }
        if (c != ' ' && count + 1 >= AP_FOLDED_SIZE) {
            return false;
        }
        if (count + 1 < AP_FOLDED_SIZE) {
            out[count++] = c;
        }
        end = c == ' ' ? end : count;
    }
    out[end] = '\0';
    return true;
}

/* How far the reading of a folded text has come. */
typedef struct ap_scan {
    const char *at;
    char digits[AP_FOLDED_SIZE]; /* with the decimal point, without separators */
    size_t count;                /* of digits, the point aside */
    size_t length;
    int signs;
    bool is_negative;
    bool is_open; /* a bracket waits for its partner */
    long exponent;
    ap_amount amount;
} ap_scan;

static bool is_digit(char c)
{
    return '0' <= c && c <= '9';
}

/* Signs, bracket and pound sign, in any order. */
static void take_front(ap_scan *scan)
{
    for (;; scan->at++) {
        char c = *scan->at;
        if (c == '-' || c == '+' || c == '(') {
            scan->signs++;
            scan->is_negative = c != '+';
            scan->is_open = c == '(';
        } else if (c == pound && !scan->amount.has_pound) {
            scan->amount.has_pound = true;
        } else if (c != ' ') {
            return;
        }
    }
}

static size_t take_digits(ap_scan *scan)
{
    size_t run = 0;
    for (; is_digit(*scan->at); scan->at++) {
        scan->digits[scan->length++] = *scan->at;
        run++;
    }
    scan->count += run;
    return run;
}

/* The whole part: digits, or up to three of them and then groups of three, all set off by
 * the same separator. */
static ap_fault take_whole(ap_scan *scan)
{
    size_t run = take_digits(scan);
    char separator = *scan->at;
    if (run == 0 || !(separator == ',' || (separator == ' ' && is_digit(scan->at[1])))) {
        return AP_FAULT_NONE;
    }
    if (run > 3) {
        return AP_FAULT_SEPARATOR;
    }
    while (*scan->at == separator && (separator == ',' || is_digit(scan->at[1]))) {
        scan->at++;
        if (take_digits(scan) != 3) {
            return AP_FAULT_SEPARATOR;
        }
    }
    bool has_other = *scan->at == ',' || (*scan->at == ' ' && is_digit(scan->at[1]));
    return has_other ? AP_FAULT_SEPARATOR : AP_FAULT_NONE;
}

static ap_fault take_decimals(ap_scan *scan)
{
    if (*scan->at != '.') {
        return AP_FAULT_NONE;
    }
    scan->digits[scan->length++] = *scan->at++;
    (void)take_digits(scan);
    return *scan->at == ',' ? AP_FAULT_SEPARATOR : AP_FAULT_NONE;
}

/* "E+09", but not the "e" of "12 each". */
static void take_exponent(ap_scan *scan)
{
    if (scan->count == 0 || (*scan->at != 'e' && *scan->at != 'E')) {
        return;
    }
    const char *sign = scan->at + 1;
    const char *figure = sign + (*sign == '-' || *sign == '+' ? 1 : 0);
    if (!is_digit(*figure)) {
        return;
    }
    char *end = NULL;
    scan->exponent = strtol(sign, &end, 10);
    scan->at = end;
    scan->amount.has_exponent = true;
}

/* Per cent sign, closing bracket and a sign behind, in any order. */
static ap_fault take_back(ap_scan *scan)
{
    for (; *scan->at != '\0'; scan->at++) {
        char c = *scan->at;
        if (c == '-') {
            scan->signs++;
            scan->is_negative = true;
        } else if (c == ')') {
            scan->signs += scan->is_open ? 0 : 2;
            scan->is_open = false;
        } else if (c == '%' && !scan->amount.has_percent) {
            scan->amount.has_percent = true;
        } else if (c != ' ') {
            return isalpha((unsigned char)c) ? AP_FAULT_SUFFIX : AP_FAULT_WORDS;
        }
    }
    return scan->signs > 1 || scan->is_open ? AP_FAULT_SIGN : AP_FAULT_NONE;
}

/* The per cent sign moves the decimal point, so that 5.66% is the number nearest to 0.0566
 * and not the quotient of two rounded ones. */
static ap_fault evaluate(ap_scan *scan)
{
    char number[AP_FOLDED_SIZE + 32];
    scan->digits[scan->length] = '\0';
    if (labs(scan->exponent) > 999) {
        return AP_FAULT_RANGE;
    }
    (void)snprintf(number, sizeof number, "%se%ld", scan->digits,
                   scan->exponent - (scan->amount.has_percent ? 2 : 0));
    double size = strtod(number, NULL);
    scan->amount.value = scan->is_negative && size > 0 ? -size : size;
    return isfinite(size) ? AP_FAULT_NONE : AP_FAULT_RANGE;
}

/* A text of signs alone: a dash is zero, if one can say so. */
static ap_fault evaluate_dash(ap_scan *scan)
{
    bool is_dash =
        *scan->at == '\0' && scan->signs == 1 && scan->is_negative && !scan->is_open;
    scan->amount.is_dash = is_dash;
    return is_dash ? AP_FAULT_NONE : AP_FAULT_WORDS;
}

static ap_fault scan_number(ap_scan *scan)
{
    take_front(scan);
    ap_fault fault = take_whole(scan);
    if (fault == AP_FAULT_NONE) {
        fault = take_decimals(scan);
    }
    if (fault == AP_FAULT_NONE && scan->count == 0) {
        return evaluate_dash(scan);
    }
    if (fault == AP_FAULT_NONE) {
        take_exponent(scan);
        fault = take_back(scan);
    }
    return fault == AP_FAULT_NONE ? evaluate(scan) : fault;
}

ap_fault ap_amount_read(const char *text, ap_amount *out)
{
    char plain[AP_FOLDED_SIZE];
    if (!ap_amount_fold(text, plain)) {
        return AP_FAULT_WORDS;
    }
    if (plain[0] == '\0' || plain[0] == '=') {
        return plain[0] == '\0' ? AP_FAULT_BLANK : AP_FAULT_FORMULA;
    }
    ap_scan scan = {.at = plain};
    ap_fault fault = scan_number(&scan);
    if (fault == AP_FAULT_NONE) {
        *out = scan.amount;
    }
    return fault;
}
