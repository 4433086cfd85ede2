#include "record/pool_calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/calendar.h"
#include "record/pen.h"
#include "record/pool_words.h"

/* A date of the calendar, and what is due by then. */
typedef struct ap_due {
    int year;  /* 0, 1: from that in which the financial year begins; or in full */
    int month; /* 1 is January; 0: not known */
    int day;
    const char *what;
    const char *basis;
} ap_due;

static const char clause[] = "Clause of a published Section 75 agreement: notice within 20 "
                             "days of each quarter's end; check the pool's own agreement";

static const char issues[] =
    "Published Section 75 agreements: one has 1 October, another 31 "
    "December; check the pool's own agreement";

/* Of every year, where the agreement has them. */
static const ap_due yearly[] = {
    {0, 7, 20, "Budget changes of quarter 1 notified to the partners", clause},
    {0, 10, 20, "Budget changes of quarter 2 notified to the partners", clause},
    {1, 1, 20, "Budget changes of quarter 3 notified to the partners", clause},
    {1, 4, 20, "Budget changes of quarter 4 notified to the partners", clause},
    {0, 10, 1, "Material issues for next year's budget reported (first date)", issues},
    {0, 12, 31, "Material issues for next year's budget reported (second date)", issues},
    {1, 2, 28, "Next year's budget approved",
     "Two published Section 75 agreements; check the pool's own agreement"},
};

enum { YEARLY = sizeof yearly / sizeof yearly[0], SET = 3 };

static const char papers[] = "Known for 2023/24: papers of North Tyneside, Southampton and "
                             "North Yorkshire";
static const char later[] = "Known for 2024/25: papers of North Tyneside, Southampton and "
                            "North Yorkshire";
static const char latest[] = "Known for 2025/26: papers of North Tyneside, Southampton and "
                             "North Yorkshire; the chief "
                             "executive's sign-off cannot be delegated";

/* Set by NHS England for one year. */
typedef struct ap_set_dates {
    int first; /* the financial year begins in it */
    ap_due dues[SET];
} ap_set_dates;

static const char plan_due[] = "Better Care Fund plan submitted to NHS England";
static const char agreement_due[] = "Section 75 agreement signed";
static const char return_due[] = "Better Care Fund return of quarter 1 submitted";
static const char unknown[] =
    "Not known for this year: it is set each year in NHS England's "
    "planning requirements and guidance";

static const ap_set_dates set_dates[] = {
    {2023,
     {{2023, 6, 28, plan_due, papers},
      {2023, 10, 31, agreement_due, papers},
      {2023, 10, 31, return_due,
       "Known for 2023/24: Southampton Health and Care Partnership Board paper, 25 January "
       "2024"}}},
    {2024,
     {{2024, 6, 10, plan_due, later},
      {2024, 9, 30, agreement_due, later},
      {0, 0, 0, return_due, unknown}}},
    {2025,
     {{2025, 3, 31, plan_due, latest},
      {0, 0, 0, agreement_due, unknown},
      {0, 0, 0, return_due, unknown}}},
};

static const ap_due not_set[SET] = {
    {0, 0, 0, plan_due, unknown},
    {0, 0, 0, agreement_due, unknown},
    {0, 0, 0, return_due, unknown},
};

/* The dates of one year, the earliest first, those that are not known last; and where the
 * month of the report stands among them. */
typedef struct ap_dates {
    ap_due dues[YEARLY + SET];
    int today; /* the last day of the month, as number_of has it */
    int next;  /* the first date after it; 0: none */
} ap_dates;

/* 20230628: dates in the order of these numbers follow one another. */
static int number_of(const ap_due *due)
{
    return 10000 * due->year + 100 * due->month + due->day;
}

/* Equal dates are in the order of their words, so that every machine sorts alike. */
static int compare_dues(const void *a, const void *b)
{
    const ap_due *one = a;
    const ap_due *other = b;
    if ((one->month == 0) != (other->month == 0)) {
        return one->month == 0 ? 1 : -1;
    }
    int by = number_of(one) - number_of(other);
    return by != 0 ? by : strcmp(one->what, other->what);
}

static const ap_due *set_of(int first)
{
    for (size_t y = 0; y < sizeof set_dates / sizeof set_dates[0]; y++) {
        if (set_dates[y].first == first) {
            return set_dates[y].dues;
        }
    }
    return not_set;
}

static ap_dates dates_of(const ap_case *inputs, int month)
{
    ap_dates dates = {.next = 0};
    int first = 0;
    int second = 0;
    (void)ap_calendar_years(inputs->settings.year, &first, &second);
    for (size_t d = 0; d < YEARLY; d++) {
        dates.dues[d] = yearly[d];
        dates.dues[d].year += first;
    }
    const ap_due *set = set_of(first);
    for (size_t d = 0; d < SET; d++) {
        dates.dues[YEARLY + d] = set[d];
    }
    qsort(dates.dues, YEARLY + SET, sizeof dates.dues[0], compare_dues);
    const ap_due end = {first + (month > 9 ? 1 : 0), (month + 2) % 12 + 1, 31, "", ""};
    dates.today = number_of(&end);
    for (size_t d = YEARLY + SET; d > 0; d--) {
        const ap_due *due = &dates.dues[d - 1];
        if (due->month != 0 && number_of(due) > dates.today) {
            dates.next = number_of(due);
        }
    }
    return dates;
}

static bool is_next(const ap_dates *dates, const ap_due *due)
{
    return due->month != 0 && number_of(due) == dates->next;
}

static const char *standing_of(const ap_dates *dates, const ap_due *due)
{
    return due->month == 0                  ? "To be looked up"
           : number_of(due) <= dates->today ? "Past"
           : is_next(dates, due)            ? "Next"
                                            : "To come";
}

/* "28 June 2023", "[x]" where it is not known; NULL on no memory. */
static const char *date_words(const ap_due *due, ap_arena *arena)
{
    return due->month == 0
               ? "[x]"
               : ap_arena_print(arena, "%d %s %d", due->day,
                                ap_pool_month((due->month + 8) % 12 + 1), due->year);
}

const char *ap_pool_next_dates(const ap_case *inputs, int month, ap_arena *arena)
{
    const ap_dates dates = dates_of(inputs, month);
    const char *words = "";
    for (size_t d = 0; d < YEARLY + SET && words != NULL; d++) {
        const ap_due *due = &dates.dues[d];
        if (is_next(&dates, due)) {
            words = ap_arena_print(arena, "%s%s%s", words,
                                   words[0] == '\0' ? date_words(due, arena) : "",
                                   words[0] == '\0' ? ": " : "; ");
            words = words == NULL ? NULL : ap_arena_print(arena, "%s%s", words, due->what);
        }
    }
    return words;
}

static const ap_report_column columns[] = {
    {.header = "Date", .width = 20},
    {.header = "What is due", .width = 56},
    {.header = "Standing", .width = 16},
    {.header = "Basis", .width = 64},
};

ap_status ap_pool_calendar(const ap_case *inputs, int month, ap_report *report,
                           ap_error *err)
{
    ap_pen pen;
    const ap_dates dates = dates_of(inputs, month);
    const ap_sheet sheet = {
        .kind = AP_SHEET_RESULTS,
        .name = "Calendar",
        .table = "calendar",
        .title =
            ap_arena_print(report->arena, "Calendar: what is due in %s, and what is next",
                           inputs->settings.year),
        .line_count = 2,
        .lines = {ap_arena_print(report->arena,
                                 "Standing is as at the end of %s. Past says that the date "
                                 "has gone by, not that the work is done.",
                                 ap_pool_month(month)),
                  "[x]: the date is not known for this year; look it up before relying on "
                  "this sheet."},
        .column_count = sizeof columns / sizeof columns[0],
        .columns = columns,
        .row_count = YEARLY + SET,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t d = 0; status == AP_OK && d < YEARLY + SET; d++) {
        const ap_due *due = &dates.dues[d];
        ap_pen_words(&pen, date_words(due, report->arena));
        ap_pen_words(&pen, due->what);
        ap_pen_words(&pen, standing_of(&dates, due));
        ap_pen_words(&pen, due->basis);
        ap_pen_end_row(&pen);
    }
    return status;
}
