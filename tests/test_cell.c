#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "csv_fixture.h"
#include "data/calendar.h"
#include "data/cell.h"

/* How a column's cells are read: text into the text of the value. */
typedef bool ap_reader(const char *text, char out[32], ap_reason *reason);

static bool print_double(bool is_read, double value, char out[32])
{
    if (is_read) {
        (void)snprintf(out, 32, "%.17g", value);
    }
    return is_read;
}

static bool read_money(const char *text, char out[32], ap_reason *reason)
{
    double value = NAN;
    bool is_read = ap_cell_money(text, &value, reason);
    return print_double(is_read, value, out);
}

static bool read_number(const char *text, char out[32], ap_reason *reason)
{
    double value = NAN;
    bool is_read = ap_cell_number(text, &value, reason);
    return print_double(is_read, value, out);
}

static bool read_rate(const char *text, char out[32], ap_reason *reason)
{
    double value = NAN;
    bool is_read = ap_cell_rate(text, &value, reason);
    return print_double(is_read, value, out);
}

static bool read_factor(const char *text, char out[32], ap_reason *reason)
{
    double value = NAN;
    bool is_read = ap_cell_factor(text, &value, reason);
    return print_double(is_read, value, out);
}

static bool read_flag(const char *text, char out[32], ap_reason *reason)
{
    bool value = false;
    bool is_read = ap_cell_flag(text, &value, reason);
    (void)snprintf(out, 32, "%s", value ? "yes" : "no");
    return is_read;
}

/* Back to words by the C library's own calendar. */
static bool read_date(const char *text, char out[32], ap_reason *reason)
{
    long days = 0;
    bool is_read = ap_cell_date(text, &days, reason);
    time_t seconds = (time_t)days * 86400;
    struct tm date;
    assert_non_null(gmtime_r(&seconds, &date));
    assert_int_equal(strftime(out, 32, "%Y-%m-%d", &date), 10);
    return is_read;
}

static bool read_year(const char *text, char out[32], ap_reason *reason)
{
    int year = 0;
    bool is_read = ap_cell_year(text, &year, reason);
    (void)snprintf(out, 32, "%d", year);
    return is_read;
}

static bool read_text(const char *text, char out[32], ap_reason *reason)
{
    (void)snprintf(out, 32, "%s", text);
    return ap_cell_text(text, reason);
}

/* One row of a fixture: what is written, what it means (blank: it is refused), and whether
 * a remark says how it was read. */
static void check_row(const ap_fixture *fixture, size_t row, ap_reader *reader,
                      bool is_number)
{
    const char *written = fixture_cell(fixture, row, "written");
    const char *means = fixture_cell(fixture, row, "means");
    bool is_remarked = fixture_cell(fixture, row, "remarked")[0] != '\0';
    char out[32] = "";
    ap_reason reason = {0};
    bool is_read = reader(written, out, &reason);
    if (is_read != (means[0] != '\0')) {
        fail_msg("\"%s\" should %s", written, is_read ? "be refused" : "be read");
    }
    if (!is_read) {
        assert_non_null(reason.rule);
        assert_non_null(reason.remedy);
        assert_null(reason.remark);
        return;
    }
    if (is_number) {
        (void)snprintf(out, sizeof out, "%.17g", strtod(out, NULL) + 0.0);
        char meant[32];
        (void)snprintf(meant, sizeof meant, "%.17g", strtod(means, NULL));
        assert_string_equal(out, meant);
    } else {
        assert_string_equal(out, means);
    }
    assert_null(reason.rule);
    if ((reason.remark != NULL) != is_remarked) {
        fail_msg("\"%s\" should have %s remark", written, is_remarked ? "a" : "no");
    }
}

static void check_file(const char *name, ap_reader *reader, bool is_number, size_t rows)
{
    static const char *const required[] = {"written", "means", "remarked"};
    ap_fixture fixture = fixture_read(name, 3, required);
    assert_int_equal(ap_problems_count(fixture.problems, AP_PROBLEM), 0);
    assert_int_equal(fixture.grid->rows, rows);
    for (size_t i = 0; i < fixture.grid->rows; i++) {
        check_row(&fixture, i, reader, is_number);
    }
    fixture_free(&fixture);
}

static void thousands_separators_stand_every_three_digits(void **state)
{
    (void)state;
    check_file("thousands.csv", read_money, true, 25);
}

static void accounting_negatives_and_dashes_are_money(void **state)
{
    (void)state;
    check_file("accounting_negatives.csv", read_money, true, 23);
}

static void units_in_cells_are_refused(void **state)
{
    (void)state;
    check_file("units_in_cells.csv", read_money, true, 19);
}

static void a_per_cent_sign_divides_and_a_bare_5_66_is_asked_about(void **state)
{
    (void)state;
    check_file("percent.csv", read_rate, true, 18);
}

static void scientific_notation_is_read_with_a_remark(void **state)
{
    (void)state;
    check_file("scientific.csv", read_money, true, 10);
}

static void a_number_is_not_money_nor_a_rate(void **state)
{
    (void)state;
    check_file("numbers.csv", read_number, true, 8);
}

static void dates_are_day_first(void **state)
{
    (void)state;
    check_file("dates.csv", read_date, false, 38);
}

static void a_financial_year_has_two_years_that_follow(void **state)
{
    (void)state;
    check_file("financial_years.csv", read_year, false, 16);
}

static void a_financial_year_is_written_with_the_end_of_its_second(void **state)
{
    (void)state;
    char out[AP_YEAR_SIZE];
    assert_string_equal(ap_calendar_year(2024, out), "2024/25");
    assert_string_equal(ap_calendar_year(1999, out), "1999/00");
    assert_string_equal(ap_calendar_year(2000, out), "2000/01");
    assert_string_equal(ap_calendar_year(2009, out), "2009/10");
}

/* 65%, 0.65 and 1.5 times: a bare number may be above 1, for nobody takes it for per cent.
 */
static void a_factor_is_a_number_or_per_cent(void **state)
{
    (void)state;
    double factor = 0;
    ap_reason reason = {0};
    assert_true(ap_cell_factor("65%", &factor, &reason) && factor == 0.65);
    assert_true(ap_cell_factor("1.5", &factor, &reason) && factor == 1.5);
    assert_true(ap_cell_factor("-2", &factor, &reason) && factor == -2);
    assert_null(reason.remark);
    assert_false(ap_cell_factor("£2", &factor, &reason));
    assert_non_null(strstr(reason.rule, "no pound sign"));
    assert_false(ap_cell_factor("-", &factor, &reason));
    assert_false(ap_cell_factor("twice", &factor, &reason));
    assert_true(factor == -2);
}

static void flags_are_yes_or_no_in_any_capitals(void **state)
{
    (void)state;
    check_file("flags.csv", read_flag, false, 14);
}

static ap_reader *const readers[] = {read_money, read_number, read_rate, read_factor,
                                     read_flag,  read_date,   read_year, read_text};
enum { READERS = sizeof readers / sizeof readers[0] };

static void excel_errors_are_refused_as_such_by_every_reader(void **state)
{
    (void)state;
    static const char *const required[] = {"written"};
    ap_fixture fixture = fixture_read("excel_errors.csv", 1, required);
    assert_int_equal(fixture.grid->rows, 14);
    for (size_t i = 0; i < fixture.grid->rows; i++) {
        const char *written = fixture_cell(&fixture, i, "written");
        assert_true(ap_cell_is_error(written));
        for (size_t k = 0; k < READERS; k++) {
            char out[32];
            ap_reason reason = {0};
            assert_false(readers[k](written, out, &reason));
            assert_non_null(strstr(reason.rule, "Excel's errors"));
        }
    }
    fixture_free(&fixture);
}

static void words_with_a_hash_are_not_errors(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "#", "#1", "No. #1", "REF!", "#REF", "N/A"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(ap_cell_is_error(texts[i]));
    }
}

static void a_code_that_became_a_number_is_remarked(void **state)
{
    (void)state;
    static const char *const required[] = {"written", "remarked"};
    ap_fixture fixture = fixture_read("codes.csv", 2, required);
    assert_int_equal(fixture.grid->rows, 6);
    for (size_t i = 0; i < fixture.grid->rows; i++) {
        ap_reason reason = {0};
        assert_true(ap_cell_text(fixture_cell(&fixture, i, "written"), &reason));
        assert_int_equal(reason.remark != NULL,
                         fixture_cell(&fixture, i, "remarked")[0] != '\0');
    }
    fixture_free(&fixture);
}

static void a_blank_is_refused_by_every_reader(void **state)
{
    (void)state;
    static const char *const blanks[] = {"", "  ", "\xc2\xa0", "\t\n"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        for (size_t k = 0; k < READERS; k++) {
            char out[32];
            ap_reason reason = {0};
            assert_false(readers[k](blanks[i], out, &reason));
            assert_non_null(reason.rule);
        }
    }
}

static void the_reason_names_the_fault(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *rule;
    } faults[] = {{"1,23,4", "thousands separator"},
                  {"1.2m", "no unit"},
                  {"=A1", "not a formula"},
                  {"(5", "one sign"},
                  {"5%", "not per cent"},
                  {"9E12", "below £9,000,000,000,000"},
                  {"1E9999", "beyond all measure"},
                  {"about ten", "in figures"},
                  {"\xa3"
                   "5",
                   "in figures"}};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        double value = 0;
        ap_reason reason = {0};
        assert_false(ap_cell_money(faults[i].text, &value, &reason));
        assert_non_null(strstr(reason.rule, faults[i].rule));
    }
}

static void the_reason_may_be_left_out_and_the_value_stays(void **state)
{
    (void)state;
    double value = 7;
    assert_false(ap_cell_money("about ten", &value, NULL));
    assert_true(value == 7);
    assert_true(ap_cell_money("£10", &value, NULL));
    assert_true(value == 10);
}

/* Of 79 digits none may be lost; of 80, with no room for the last, none is read. Spaces
 * around them take no room. */
static void a_text_too_long_for_a_number_is_refused_not_cut(void **state)
{
    (void)state;
    static const struct {
        int digits;
        bool is_read;
    } cases[] = {{79, true}, {80, false}};
    for (size_t i = 0; i < 2; i++) {
        char text[300];
        (void)snprintf(text, sizeof text, "%90s%0*d%90s", "", cases[i].digits, 7, "");
        double value = 0;
        assert_int_equal(ap_cell_number(text, &value, NULL), cases[i].is_read);
        assert_true(value == (cases[i].is_read ? 7 : 0));
    }
}

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16;
}

/* Write a whole number of pence in one of the ways of accounts. */
static void write_money(long long pence, unsigned style, char out[64])
{
    char pounds[32];
    char grouped[48];
    long long size = llabs(pence);
    int length = snprintf(pounds, sizeof pounds, "%lld", size / 100);
    size_t count = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && (style & 1U) != 0) {
            grouped[count++] = (style & 2U) != 0 ? ' ' : ',';
        }
        grouped[count++] = pounds[i];
    }
    (void)snprintf(grouped + count, sizeof grouped - count, ".%02lld", size % 100);
    static const char *const plain[] = {"%s", "£%s", " £ %s ", "+%s"};
    static const char *const negative[] = {"-%s", "(%s)", "-£%s", "%s-"};
    const char *const *forms = pence < 0 ? negative : plain;
    const char *form = forms[(style >> 2) % 4];
    const char *hole = strstr(form, "%s");
    (void)snprintf(out, 64, "%.*s%s%s", (int)(hole - form), form, grouped, hole + 2);
}

static void money_written_in_any_style_reads_back(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int i = 0; i < 20000; i++) {
        long long pence = (long long)next(&seed) * next(&seed) % 90000000000LL;
        pence = next(&seed) % 2 == 0 ? pence : -pence;
        char text[64];
        write_money(pence, next(&seed), text);
        double value = NAN;
        assert_true(ap_cell_money(text, &value, NULL));
        assert_true(llround(value * 100) == pence);
        assert_true(fabs(value * 100 - (double)pence) < 1e-3);
    }
}

static void every_day_of_three_centuries_reads_back(void **state)
{
    (void)state;
    static const char *const formats[] = {"%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%e %B %Y"};
    for (long days = -25566; days <= 84005; days++) {
        time_t seconds = (time_t)days * 86400;
        struct tm date;
        assert_non_null(gmtime_r(&seconds, &date));
        char text[32];
        assert_true(strftime(text, sizeof text, formats[(days + 30000) % 4], &date) > 0);
        long read = 0;
        assert_true(ap_cell_date(text, &read, NULL));
        assert_int_equal(read, days);
    }
}

static void random_text_never_makes_a_value_that_is_not_finite(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "1", "9", "0",    ",", ".", "-", "(",   ")",   "%",   "£",    "E",    "+",  " ",
        "/", "m", "\xe2", "–", "#", "=", "nan", "inf", "Apr", "2026", "\xa0", "\t", "yes"};
    unsigned seed = 11;
    for (int i = 0; i < 200000; i++) {
        char text[128] = "";
        size_t length = 0;
        for (unsigned n = next(&seed) % 24; n > 0; n--) {
            const char *piece = pieces[next(&seed) % (sizeof pieces / sizeof pieces[0])];
            length += (size_t)snprintf(text + length, sizeof text - length, "%s", piece);
        }
        for (size_t k = 0; k < READERS; k++) {
            char out[32] = "1";
            ap_reason reason = {0};
            bool is_read = readers[k](text, out, &reason);
            assert_true(is_read == (reason.rule == NULL));
            assert_true(k > 2 || isfinite(strtod(out, NULL)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_separators_stand_every_three_digits),
        cmocka_unit_test(accounting_negatives_and_dashes_are_money),
        cmocka_unit_test(units_in_cells_are_refused),
        cmocka_unit_test(a_per_cent_sign_divides_and_a_bare_5_66_is_asked_about),
        cmocka_unit_test(scientific_notation_is_read_with_a_remark),
        cmocka_unit_test(a_number_is_not_money_nor_a_rate),
        cmocka_unit_test(dates_are_day_first),
        cmocka_unit_test(a_financial_year_has_two_years_that_follow),
        cmocka_unit_test(a_financial_year_is_written_with_the_end_of_its_second),
        cmocka_unit_test(a_factor_is_a_number_or_per_cent),
        cmocka_unit_test(flags_are_yes_or_no_in_any_capitals),
        cmocka_unit_test(excel_errors_are_refused_as_such_by_every_reader),
        cmocka_unit_test(words_with_a_hash_are_not_errors),
        cmocka_unit_test(a_code_that_became_a_number_is_remarked),
        cmocka_unit_test(a_blank_is_refused_by_every_reader),
        cmocka_unit_test(the_reason_names_the_fault),
        cmocka_unit_test(the_reason_may_be_left_out_and_the_value_stays),
        cmocka_unit_test(a_text_too_long_for_a_number_is_refused_not_cut),
        cmocka_unit_test(money_written_in_any_style_reads_back),
        cmocka_unit_test(every_day_of_three_centuries_reads_back),
        cmocka_unit_test(random_text_never_makes_a_value_that_is_not_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
