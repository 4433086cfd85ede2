#include "data/settings.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "data/finding.h"
#include "data/schema.h"
#include "data/value.h"

/* The longest line that is read, in bytes. */
enum { LONGEST = 2000 };

/* What stands in the file about one setting. */
typedef struct ap_entry {
    const char *value; /**< NULL: nothing */
    const char *basis;
    const char *note;
    long line;
} ap_entry;

typedef struct ap_ini {
    const char *text; /**< what inih has yet to see */
    long line;        /**< of the line that it sees now */
    bool is_setting;  /**< should the line hold a setting … */
    bool is_taken;    /**< … and has inih found one in it? */
    bool is_astray;   /**< below a heading that could not be read */
    ap_entry *entries;
    ap_case *inputs;
    ap_problems *problems;
    bool is_out_of_memory;
} ap_ini;

static ap_spot spot_at(const ap_ini *ini, const char *column, const char *value)
{
    return (ap_spot){ap_schema_settings()->file, ini->line, column, value};
}

static void report_untaken(ap_ini *ini)
{
    if (ini->is_setting && !ini->is_taken) {
        ap_find(ini->problems, spot_at(ini, "", ""),
                "write key = value, [section], or \"#\" before a comment",
                "a line is a setting, a section or a comment");
    }
    ini->is_setting = false;
}

/* inih's reader, a line a call: so that lines can be counted, and those reported of which
 * it makes nothing. */
static char *next_line(char *out, int room, void *user)
{
    ap_ini *ini = user;
    report_untaken(ini);
    if (ini->text[0] == '\0') {
        return NULL;
    }
    size_t length = strcspn(ini->text, "\n");
    size_t start = strspn(ini->text, " \t");
    char first = ini->text[start];
    ini->line++;
    ini->is_setting = start < length && strchr("#;", first) == NULL;
    ini->is_taken = first == '[' && memchr(ini->text, ']', length) != NULL;
    ini->is_astray = first == '[' ? !ini->is_taken : ini->is_astray;
    size_t kept = length + 2 > (size_t)room ? 0 : length;
    memcpy(out, ini->text, kept);
    out[kept] = '\n';
    out[kept + 1] = '\0';
    ini->text += length + (ini->text[length] == '\n' ? 1 : 0);
    return out;
}

static const char *kept(ap_ini *ini, const char *value)
{
    const char *copy = ap_arena_copy(ini->inputs->arena, value, strlen(value));
    ini->is_out_of_memory = ini->is_out_of_memory || copy == NULL;
    return copy == NULL ? "" : copy;
}

static void report_unknown(ap_ini *ini, const char *key, const char *value)
{
    const ap_schema_table *schema = ap_schema_settings();
    const char *names[48];
    char remedy[AP_REMEDY_SIZE];
    for (size_t f = 0; f < schema->field_count; f++) {
        names[f] = schema->fields[f].name;
    }
    (void)ap_suggest(key, schema->field_count, names, "remove it", remedy);
    ap_find(ini->problems, spot_at(ini, key, value), remedy,
            "case.ini has no such setting");
}

static void take_value(ap_ini *ini, ap_entry *entry, const char *key, const char *value)
{
    if (entry->value != NULL) {
        ap_find(ini->problems, spot_at(ini, key, value), "remove one of the two",
                "a setting is given once, and line %ld gives this one already",
                entry->line);
        return;
    }
    entry->value = kept(ini, value);
    entry->line = ini->line;
}

/* inih's handler: one setting of the file. */
static int take(void *user, const char *section, const char *name, const char *value)
{
    enum { KEY_SIZE = 128 };
    ap_ini *ini = user;
    const ap_schema_table *schema = ap_schema_settings();
    char key[KEY_SIZE];
    (void)snprintf(key, sizeof key, "%s.%s", section, name);
    ini->is_taken = true;
    char *suffix = strrchr(key, '.');
    bool is_basis = strcmp(suffix, ".basis") == 0;
    bool is_note = strcmp(suffix, ".note") == 0;
    if (is_basis || is_note) {
        *suffix = '\0';
    }
    const ap_field *field = ap_schema_field(schema, key);
    if (field == NULL && !ini->is_astray) {
        report_unknown(ini, key, value);
    }
    if (field == NULL) {
        return 1;
    }
    ap_entry *entry = &ini->entries[field - schema->fields];
    if (is_basis) {
        entry->basis = kept(ini, value);
    } else if (is_note) {
        entry->note = kept(ini, value);
    } else {
        take_value(ini, entry, key, value);
    }
    return 1;
}

/* One setting into ap_settings and into the log of assumptions. */
static void set(ap_ini *ini, const ap_field *field, const ap_entry *entry,
                ap_setting_row *row)
{
    ap_refusal refusal;
    bool is_there = entry->value != NULL;
    const char *value = is_there ? entry->value : "";
    const char *fallback = field->fallback == NULL ? "" : field->fallback;
    const char *basis = entry->basis == NULL ? "not given" : entry->basis;
    *row = (ap_setting_row){
        .row.key = field->name,
        .row.basis = is_there ? basis : "default",
        .row.note = entry->note == NULL ? "" : entry->note,
        .row.line = entry->line,
        .setting = field->name,
        .value = value[0] == '\0' ? fallback : value,
    };
    ini->line = entry->line;
    ap_field as = *field;
    as.is_required = ap_schema_is_filled(field, ini->inputs->scope);
    if (!ap_value_set(&as, &ini->inputs->settings, value, &refusal)) {
        ap_value_unset(field, &ini->inputs->settings);
        ap_find(ini->problems, spot_at(ini, field->name, value), refusal.remedy, "%s",
                refusal.rule);
    }
}

/* inih's own rules are global variables. A line is a whole setting, however long, and a
 * semicolon in it belongs to its value. */
static void parse(ap_ini *ini)
{
    ini_allow_multiline = false;
    ini_allow_inline_comments = false;
    ini_max_line = LONGEST;
    (void)ini_parse_stream(next_line, ini, take, ini);
}

ap_status ap_settings_read(const char *text, ap_case *inputs, ap_problems *problems,
                           ap_error *err)
{
    ap_status status = AP_OK;
    const ap_schema_table *schema = ap_schema_settings();
    ap_ini ini = {.text = text, .inputs = inputs, .problems = problems};
    ini.entries = calloc(schema->field_count, sizeof *ini.entries);
    inputs->setting_rows = calloc(schema->field_count, sizeof *inputs->setting_rows);
    if (ini.entries == NULL || inputs->setting_rows == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, schema->file, "no memory for its settings");
    } else {
        parse(&ini);
        for (size_t f = 0; f < schema->field_count; f++) {
            set(&ini, &schema->fields[f], &ini.entries[f],
                &inputs->setting_rows[inputs->setting_rows_count]);
            bool is_told = ini.entries[f].value != NULL ||
                           ap_schema_is_used(&schema->fields[f], inputs->scope);
            inputs->setting_rows_count += is_told ? 1 : 0;
        }
    }
    if (ini.is_out_of_memory) {
        status = ap_fail(err, AP_NO_MEMORY, schema->file, "no memory for its text");
    }
    free(ini.entries);
    return status;
}
