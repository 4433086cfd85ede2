#include "record/pool_words.h"

#include <math.h>
#include <string.h>

#include "data/calendar.h"

/* The financial year of the case, or one `later` years after it: "2023/24". In the arena;
 * NULL on no memory. */
static const char *year_of(const ap_case *inputs, int later, ap_arena *arena)
{
    int first = 0;
    int second = 0;
    (void)ap_calendar_years(inputs->settings.year, &first, &second);
    return ap_arena_print(arena, "%d/%02d", first + later, (second + later) % 100);
}

const char *ap_pool_month(int month)
{
    static const char *const names[] = {"April",    "May",       "June",     "July",
                                        "August",   "September", "October",  "November",
                                        "December", "January",   "February", "March"};
    return names[month - 1];
}

/* The text with words in place of "$Y", "$N" and "$O"; NULL stays NULL. */
static const char *filled(const char *text, const char *const words[3], ap_arena *arena)
{
    static const char letters[] = {'Y', 'N', 'O', '\0'};
    ap_text out = {0};
    if (text == NULL) {
        return NULL;
    }
    for (const char *at = text; *at != '\0'; at++) {
        const char *letter = *at == '$' && at[1] != '\0' ? strchr(letters, at[1]) : NULL;
        if (letter != NULL) {
            ap_text_print(&out, "%s", words[letter - letters]);
            at++;
        } else {
            ap_text_add(&out, at, 1);
        }
    }
    const char *copy = out.failed ? NULL : ap_arena_copy(arena, out.bytes, out.length);
    ap_text_free(&out);
    return copy;
}

const ap_report_column *ap_pool_columns(const ap_case *inputs, const char *words,
                                        size_t count, const ap_report_column columns[],
                                        ap_arena *arena)
{
    const char *const fillings[] = {year_of(inputs, 0, arena), year_of(inputs, 1, arena),
                                    words};
    ap_report_column *copies = ap_arena_room(arena, count * sizeof *copies);
    for (size_t c = 0; copies != NULL && c < count; c++) {
        copies[c] = columns[c];
        copies[c].header = filled(columns[c].header, fillings, arena);
        copies[c].formula = filled(columns[c].formula, fillings, arena);
        bool is_whole = copies[c].header != NULL &&
                        (copies[c].formula != NULL || columns[c].formula == NULL);
        if (!is_whole) {
            return NULL;
        }
    }
    return copies;
}

void ap_pool_known(ap_pen *pen, const char *words)
{
    ap_pen_words(pen, words[0] == '\0' ? "[x]" : words);
}

void ap_pool_number(ap_pen *pen, double number)
{
    ap_pen_number(pen, number == 0 ? NAN : number);
}

void ap_pool_pence(ap_pen *pen, ap_pence pence)
{
    ap_pen_number(pen, ap_pounds_of(pence));
}

ap_status ap_pool_sheet(ap_sheet sheet, ap_pool_rows *rows, size_t count,
                        const ap_fund *const funds[], ap_report *report, ap_error *err)
{
    ap_pen pen;
    for (size_t p = 0; p < count; p++) {
        sheet.row_count += rows(funds[p], NULL);
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t p = 0; status == AP_OK && p < count; p++) {
        (void)rows(funds[p], &pen);
    }
    if (status == AP_OK && sheet.has_total) {
        ap_sheet_totals(report, pen.sheet);
    }
    return status;
}
