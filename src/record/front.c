#include "record/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "record/pen.h"

ap_fact ap_front_master(size_t failed)
{
    return (ap_fact){
        "Master check", failed == 0 ? "All checks pass" : "A check fails: see sheet Checks",
        "IF(COUNTIF({Checks!Result},\"Fail\")=0,\"All checks pass\",\"A check fails: see sheet "
        "Checks\")"};
}

static const ap_report_column cover_columns[] = {
    {.header = "Item", .width = 34},
    {.header = "Value", .width = 90},
};

static ap_status add_cover(const ap_front *front, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_COVER,
        .name = "Cover",
        .table = "cover",
        .title = front->title,
        .line_count = 1,
        .lines = {front->line},
        .column_count = sizeof cover_columns / sizeof cover_columns[0],
        .columns = cover_columns,
        .row_count = front->fact_count,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t r = 0; status == AP_OK && r < front->fact_count; r++) {
        ap_pen_words(&pen, front->facts[r].item);
        pen.sheet->cells[pen.row * pen.sheet->column_count + 1].formula =
            front->facts[r].formula;
        ap_pen_words(&pen, front->facts[r].value);
        ap_pen_end_row(&pen);
    }
    return status;
}

static const ap_report_column contents_columns[] = {
    {.header = "Sheet", .format = AP_LINK, .width = 28},
    {.header = "What it shows", .width = 80},
};

/* Every sheet but the contents themselves, in their final order. */
static ap_status add_contents(ap_report *report, ap_error *err)
{
    ap_pen pen;
    size_t before = report->sheet_count;
    ap_sheet sheet = {
        .kind = AP_SHEET_COVER,
        .name = "Contents",
        .table = "contents",
        .title = "Contents",
        .column_count = sizeof contents_columns / sizeof contents_columns[0],
        .columns = contents_columns,
        .row_count = before,
    };
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    if (status != AP_OK) {
        return status;
    }
    for (size_t back = 0; back < before; back++) {
        /* cover and notes are the last two so far and come first in the workbook */
        size_t s = back < 2 ? before - 2 + back : back - 2;
        ap_pen_words(&pen, report->sheets[s].name);
        ap_pen_words(&pen, report->sheets[s].title);
        ap_pen_end_row(&pen);
    }
    return AP_OK;
}

static const ap_report_column notes_columns[] = {
    {.header = "Note", .width = 10},
    {.header = "Text", .width = 100},
    {.header = "Where used", .width = 36},
};

/* The sheets whose titles refer to the note; "" where none does, NULL on no memory. */
static const char *user_of(const ap_report *report, size_t number, ap_arena *arena)
{
    char marker[32];
    (void)snprintf(marker, sizeof marker, "[note %zu]", number);
    ap_text users = {0};
    for (size_t s = 0; s < report->sheet_count; s++) {
        if (strstr(report->sheets[s].title, marker) != NULL) {
            ap_text_print(&users, "%s%s", users.length > 0 ? ", " : "",
                          report->sheets[s].name);
        }
    }
    const char *words =
        users.failed
            ? NULL
            : ap_arena_copy(arena, users.length > 0 ? users.bytes : "", users.length);
    ap_text_free(&users);
    return words;
}

static ap_status add_notes(const ap_front *front, ap_report *report, ap_error *err)
{
    ap_pen pen;
    ap_sheet sheet = {
        .kind = AP_SHEET_COVER,
        .name = "Notes",
        .table = "notes",
        .title = "Notes",
        .column_count = sizeof notes_columns / sizeof notes_columns[0],
        .columns = notes_columns,
    };
    const char **users =
        ap_arena_room(report->arena, (front->note_count + 1) * sizeof *users);
    if (users == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its notes");
    }
    for (size_t n = 0; n < front->note_count; n++) {
        users[n] = user_of(report, n + 1, report->arena);
        if (users[n] == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for its notes");
        }
        sheet.row_count += users[n][0] != '\0' ? 1 : 0;
    }
    ap_status status = ap_pen_begin(report, sheet, &pen, err);
    for (size_t n = 0; status == AP_OK && n < front->note_count; n++) {
        if (users[n][0] != '\0') {
            ap_sheet_words(report, pen.sheet, pen.row, pen.column++, "note %zu", n + 1);
            ap_pen_words(&pen, front->notes[n]);
            ap_pen_words(&pen, users[n]);
            ap_pen_end_row(&pen);
        }
    }
    return status;
}

/* The last three sheets (cover, notes, contents) to the front as cover, contents, notes. */
static ap_status bring_forward(ap_report *report, ap_error *err)
{
    size_t count = report->sheet_count;
    ap_sheet *ordered = calloc(count, sizeof *ordered);
    if (ordered == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "workbook", "no memory for %zu sheets", count);
    }
    ordered[0] = report->sheets[count - 3];
    ordered[1] = report->sheets[count - 1];
    ordered[2] = report->sheets[count - 2];
    memcpy(ordered + 3, report->sheets, (count - 3) * sizeof *ordered);
    memcpy(report->sheets, ordered, count * sizeof *ordered);
    free(ordered);
    return AP_OK;
}

ap_status ap_front_add(const ap_front *front, ap_report *report, ap_error *err)
{
    ap_status status = AP_OK;
    AP_TRY(add_cover(front, report, err));
    AP_TRY(add_notes(front, report, err));
    AP_TRY(add_contents(report, err));
    AP_TRY(bring_forward(report, err));
done:
    return status;
}

const char *ap_front_created(const ap_case *inputs, ap_arena *arena)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch == NULL ? 0 : strtoll(epoch, &end, 10);
    struct tm when;
    time_t moment = (time_t)seconds;
    if (seconds > 0 && *end == '\0' && gmtime_r(&moment, &when) != NULL) {
        char words[32];
        if (strftime(words, sizeof words, "%Y-%m-%dT%H:%M:%SZ", &when) > 0) {
            return ap_arena_print(arena, "%s", words);
        }
    }
    return ap_arena_print(arena, "%.4s-04-01T00:00:00Z", inputs->settings.year);
}
