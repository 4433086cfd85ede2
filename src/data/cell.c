#include "data/cell.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "data/amount.h"
#include "data/calendar.h"

/* A rule that a text breaks, and the remedy. */
#define REFUSAL(name, words, mend) \
    static const ap_reason name = {.rule = (words), .remedy = (mend)}

static const ap_reason faults[] = {
    [AP_FAULT_BLANK] = {.rule = "a number stands here",
                        .remedy = "write the number; 0 if it is zero"},
    [AP_FAULT_FORMULA] = {.rule = "a cell holds a value, not a formula",
                          .remedy = "paste the values in Excel and save the CSV again"},
    [AP_FAULT_SEPARATOR] = {.rule = "a thousands separator stands before every third "
                                    "digit, and a point before decimals",
                            .remedy = "write 1,234.56 or 1234.56"},
    [AP_FAULT_SIGN] = {.rule = "a number has one sign: -1,234 or 1,234- or (1,234)",
                       .remedy = "leave one sign; close a bracket that is open"},
    [AP_FAULT_SUFFIX] = {.rule = "a number is written in full, with no unit after it",
                         .remedy = "write 1200000 for 1.2m, and 12 for 12 people"},
    [AP_FAULT_RANGE] = {.rule = "a number is not beyond all measure",
                        .remedy = "check its digits and its exponent"},
    [AP_FAULT_WORDS] = {.rule = "a number is written in figures",
                        .remedy = "write the number alone; words go in a note column"},
};

REFUSAL(excel_error, "a cell holds a value, not one of Excel's errors",
        "mend the formula (or widen the column, for ####) in the workbook that the file "
        "came from, and save the CSV again");
REFUSAL(text_blank, "words stand here", "write them");
REFUSAL(money_percent, "an amount is in pounds, not per cent", "write the pounds");
REFUSAL(money_range, "an amount is below £9,000,000,000,000",
        "check its digits; amounts are in pounds");
REFUSAL(number_pound, "this number is not money: it has no pound sign",
        "leave out the pound sign, if the figure is in the right column");
REFUSAL(number_percent, "this number is no rate: it has no per cent sign",
        "leave out the per cent sign, if the figure is in the right column");
REFUSAL(number_dash, "a lone dash is zero only among amounts of money",
        "write 0 if zero is meant");
REFUSAL(rate_bare, "a rate is written 5.66% or 0.0566",
        "write 5.66% if 5.66 per cent is meant, 566% if 5.66 times is");
REFUSAL(flag_words, "a flag is yes or no", "write yes or no");
REFUSAL(date_words, "a date is written 01/04/2026 (day first), 1-Apr-26 or 2026-04-01",
        "write it so");
REFUSAL(date_calendar, "a date is in the calendar, day first: 01/04/2026",
        "check the day and the month");
REFUSAL(year_words, "a financial year is written 2023/24", "write it so");
REFUSAL(year_pair, "a financial year ends in the year after it begins: 2023/24",
        "write the two years of it");

static const char scientific[] =
    "read from scientific notation, in which digits may have been lost";

/* Say why not (refusal) or how (remark). Returns whether the value was read. */
static bool settle(const ap_reason *refusal, const char *remark, ap_reason *reason)
{
    if (reason != NULL) {
        *reason = refusal != NULL ? *refusal : (ap_reason){.remark = remark};
    }
    return refusal == NULL;
}

bool ap_cell_is_error(const char *text)
{
    static const char *const errors[] = {
        "#REF!",  "#N/A",      "#DIV/0!",    "#VALUE!",  "#NAME?",       "#NULL!",
        "#NUM!",  "#SPILL!",   "#CALC!",     "#FIELD!",  "#BLOCKED!",    "#CONNECT!",
        "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#GETTING_DATA"};
    char plain[AP_FOLDED_SIZE];
    if (!ap_amount_fold(text, plain)) {
        return false;
    }
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (ap_text_same(plain, errors[i])) {
            return true;
        }
    }
    size_t hashes = strspn(plain, "#");
    return hashes >= 2 && plain[hashes] == '\0';
}

/* Why the text is no number at all, or NULL. */
static const ap_reason *read_amount(const char *text, ap_amount *amount)
{
    if (ap_cell_is_error(text)) {
        return &excel_error;
    }
    ap_fault fault = ap_amount_read(text, amount);
    return fault == AP_FAULT_NONE ? NULL : &faults[fault];
}

bool ap_cell_money(const char *text, double *out, ap_reason *reason)
{
    /* Beyond this, pence no longer fit: see money.h. */
    const double most = 9e12;
    ap_amount amount = {0};
    const ap_reason *refusal = read_amount(text, &amount);
    if (refusal == NULL && amount.has_percent) {
        refusal = &money_percent;
    } else if (refusal == NULL && fabs(amount.value) >= most) {
        refusal = &money_range;
    }
    if (refusal == NULL) {
        *out = amount.value;
    }
    const char *remark = amount.is_dash        ? "a lone dash was read as zero"
                         : amount.has_exponent ? scientific
                                               : NULL;
    return settle(refusal, remark, reason);
}

bool ap_cell_number(const char *text, double *out, ap_reason *reason)
{
    ap_amount amount = {0};
    const ap_reason *refusal = read_amount(text, &amount);
    if (refusal == NULL) {
        refusal = amount.is_dash       ? &number_dash
                  : amount.has_pound   ? &number_pound
                  : amount.has_percent ? &number_percent
                                       : NULL;
    }
    if (refusal == NULL) {
        *out = amount.value;
    }
    return settle(refusal, amount.has_exponent ? scientific : NULL, reason);
}

bool ap_cell_rate(const char *text, double *out, ap_reason *reason)
{
    ap_amount amount = {0};
    const ap_reason *refusal = read_amount(text, &amount);
    bool is_bare = !amount.has_percent;
    if (refusal == NULL) {
        refusal = amount.is_dash                      ? &number_dash
                  : amount.has_pound                  ? &number_pound
                  : is_bare && fabs(amount.value) > 1 ? &rate_bare
                                                      : NULL;
    }
    if (refusal == NULL) {
        *out = amount.value;
    }
    bool is_one = is_bare && fabs(amount.value) == 1;
    return settle(refusal, is_one ? "1 was read as 100 per cent" : NULL, reason);
}

bool ap_cell_factor(const char *text, double *out, ap_reason *reason)
{
    ap_amount amount = {0};
    const ap_reason *refusal = read_amount(text, &amount);
    if (refusal == NULL) {
        refusal = amount.is_dash ? &number_dash : amount.has_pound ? &number_pound : NULL;
    }
    if (refusal == NULL) {
        *out = amount.value;
    }
    return settle(refusal, amount.has_exponent ? scientific : NULL, reason);
}

bool ap_cell_text(const char *text, ap_reason *reason)
{
    ap_amount amount = {0};
    const ap_reason *refusal = NULL;
    ap_fault fault = ap_amount_read(text, &amount);
    if (ap_cell_is_error(text)) {
        refusal = &excel_error;
    } else if (fault == AP_FAULT_BLANK) {
        refusal = &text_blank;
    }
    bool is_number = fault == AP_FAULT_NONE && amount.has_exponent;
    return settle(refusal,
                  is_number ? "this looks like a code that Excel turned into a number"
                            : NULL,
                  reason);
}

bool ap_cell_flag(const char *text, bool *out, ap_reason *reason)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"yes", true}, {"y", true},  {"true", true},   {"1", true},
                 {"no", false}, {"n", false}, {"false", false}, {"0", false}};
    char plain[AP_FOLDED_SIZE];
    const ap_reason *refusal = ap_cell_is_error(text) ? &excel_error : &flag_words;
    if (ap_amount_fold(text, plain)) {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (ap_text_same(plain, words[i].word)) {
                *out = words[i].value;
                refusal = NULL;
            }
        }
    }
    return settle(refusal, NULL, reason);
}

bool ap_cell_date(const char *text, long *out, ap_reason *reason)
{
    static const char *const remarks[] = {
        [AP_DATED_PLAIN] = NULL,
        [AP_DATED_SHORT] = "a year of two digits was read as 1930 to 2029",
        [AP_DATED_SERIAL] = "a number was read as one of Excel's dates",
        [AP_DATED_WRONGLY] = NULL,
        [AP_DATED_NOT] = NULL,
    };
    ap_dating dating = ap_calendar_date(text, out);
    const ap_reason *refusal = NULL;
    if (ap_cell_is_error(text)) {
        refusal = &excel_error;
    } else if (dating == AP_DATED_NOT) {
        refusal = &date_words;
    } else if (dating == AP_DATED_WRONGLY) {
        refusal = &date_calendar;
    }
    return settle(refusal, remarks[dating], reason);
}

bool ap_cell_year(const char *text, int *out, ap_reason *reason)
{
    int first = 0;
    int second = 0;
    const ap_reason *refusal = NULL;
    if (ap_cell_is_error(text)) {
        refusal = &excel_error;
    } else if (!ap_calendar_years(text, &first, &second)) {
        refusal = &year_words;
    } else if (second != first + 1) {
        refusal = &year_pair;
    } else {
        *out = first;
    }
    return settle(refusal, NULL, reason);
}
