#include "record/draws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "record/database.h"

enum { INSERT, STATEMENTS };

struct ap_draws {
    char *path;
    char *temporary;
    size_t count;
    FILE *file; /* CSV */
    ap_text line;
    ap_database *database; /* SQLite */
    const char *statements[STATEMENTS];
    ap_text insert;
    ap_value *values; /* count + 2 */
};

static ap_status unwritten(const ap_draws *draws, ap_error *err)
{
    return ap_fail(err, AP_IO, draws->path,
                   "the draws cannot be written; is the disk full?");
}

static ap_status write_line(ap_draws *draws, ap_error *err)
{
    ap_text *line = &draws->line;
    if (line->failed) {
        return ap_fail(err, AP_NO_MEMORY, draws->path, "no memory for a line of draws");
    }
    bool is_written = fwrite(line->bytes, 1, line->length, draws->file) == line->length;
    line->length = 0;
    return is_written ? AP_OK : unwritten(draws, err);
}

static ap_status begin_csv(ap_draws *draws, const char *const names[], ap_error *err)
{
    draws->file = fopen(draws->temporary, "w");
    if (draws->file == NULL) {
        return unwritten(draws, err);
    }
    ap_text_csv(&draws->line, "scenario");
    for (size_t c = 0; c < draws->count; c++) {
        ap_text_add(&draws->line, ",", 1);
        ap_text_csv(&draws->line, names[c]);
    }
    ap_text_add(&draws->line, "\n", 1);
    return write_line(draws, err);
}

/* A name between double quotes, its own ones doubled. */
static void add_name(ap_text *text, const char *name)
{
    ap_text_add(text, "\"", 1);
    for (const char *at = name; *at != '\0'; at++) {
        ap_text_add(text, at, 1);
        if (*at == '"') {
            ap_text_add(text, at, 1);
        }
    }
    ap_text_add(text, "\"", 1);
}

static ap_status begin_sqlite(ap_draws *draws, const char *const names[], ap_error *err)
{
    ap_status status = AP_OK;
    ap_text table = {0};
    ap_text_print(&table, "CREATE TABLE draws (scenario INTEGER PRIMARY KEY");
    ap_text_print(&draws->insert, "INSERT INTO draws VALUES (?");
    for (size_t c = 0; c < draws->count; c++) {
        ap_text_print(&table, ", ");
        add_name(&table, names[c]);
        ap_text_print(&table, " REAL");
        ap_text_print(&draws->insert, ", ?");
    }
    ap_text_print(&table, ")");
    ap_text_print(&draws->insert, ")");
    draws->values = calloc(draws->count + 2, sizeof *draws->values);
    if (table.failed || draws->insert.failed || draws->values == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, draws->path, "no memory for the draws"));
    }
    draws->statements[INSERT] = draws->insert.bytes;
    AP_TRY(ap_database_open(draws->temporary, true, STATEMENTS, draws->statements,
                            &draws->database, err));
    AP_TRY(ap_database_begin_write(draws->database, err));
    AP_TRY(ap_database_script(draws->database, table.bytes, err));
done:
    ap_text_free(&table);
    return status;
}

ap_status ap_draws_open(const char *path, bool is_sqlite, size_t count,
                        const char *const names[], ap_draws **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_draws *draws = calloc(1, sizeof *draws);
    if (draws == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "no memory for the draws");
    }
    draws->count = count;
    draws->path = strdup(path);
    if (draws->path == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, path, "no memory for the draws"));
    }
    AP_TRY(ap_file_begin(path, &draws->temporary, err));
    AP_TRY(is_sqlite ? begin_sqlite(draws, names, err) : begin_csv(draws, names, err));
    *out = draws;
    draws = NULL;
done:
    (void)ap_draws_close(draws, status, NULL);
    return status;
}

ap_status ap_draws_add(ap_draws *draws, uint64_t scenario, const double numbers[],
                       ap_error *err)
{
    if (draws->database != NULL) {
        draws->values[0] = ap_whole((int64_t)scenario);
        for (size_t c = 0; c < draws->count; c++) {
            draws->values[c + 1] = ap_real(numbers[c] + 0.0);
        }
        draws->values[draws->count + 1] = (ap_value){.kind = AP_VALUE_END};
        return ap_database_put(draws->database, INSERT, draws->values, err);
    }
    ap_text_print(&draws->line, "%llu", (unsigned long long)scenario);
    for (size_t c = 0; c < draws->count; c++) {
        ap_text_print(&draws->line, ",%.15g", numbers[c] + 0.0); /* no negative zero */
    }
    ap_text_add(&draws->line, "\n", 1);
    return write_line(draws, err);
}

ap_status ap_draws_close(ap_draws *draws, ap_status status, ap_error *err)
{
    if (draws == NULL) {
        return status;
    }
    if (draws->database != NULL) {
        status = ap_database_end(draws->database, status, err);
        ap_database_free(draws->database);
    }
    if (draws->file != NULL && fclose(draws->file) != 0 && status == AP_OK) {
        status = unwritten(draws, err);
    }
    if (draws->temporary != NULL && status == AP_OK) {
        status = ap_file_commit(draws->temporary, draws->path, err);
    } else if (draws->temporary != NULL) {
        ap_file_discard(draws->temporary);
    }
    ap_text_free(&draws->line);
    ap_text_free(&draws->insert);
    free(draws->values);
    free(draws->temporary);
    free(draws->path);
    free(draws);
    return status;
}
