#include "import/session.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "data/clean.h"
#include "data/finding.h"

/* The keys that hold the names of the places, the present one first. */
static const char *const list_keys[] = {"places", "group_list"};
enum { LIST_KEYS = sizeof list_keys / sizeof list_keys[0] };

/* What reading one session takes along. */
typedef struct ap_reading {
    const char *file;
    ap_problems *problems;
    ap_session *session;
    json_t *listed; /**< a key for each name of the list */
    json_t *homes;  /**< for each practice the number of its place */
    ap_text scratch;
    bool is_out_of_memory;
} ap_reading;

static ap_spot spot_of(const ap_reading *reading, const char *value)
{
    return (ap_spot){reading->file, 0, "", value};
}

/* A copy without what cannot be seen and the spaces around it. */
static char *cleaned(ap_reading *reading, const char *words, size_t length)
{
    (void)ap_clean_cell(words, length, &reading->scratch);
    char *copy = reading->scratch.failed
                     ? NULL
                     : ap_arena_copy(reading->session->arena, reading->scratch.bytes,
                                     reading->scratch.length);
    reading->is_out_of_memory = reading->is_out_of_memory || copy == NULL;
    return copy;
}

static bool is_list_key(const char *key)
{
    for (size_t i = 0; i < LIST_KEYS; i++) {
        if (strcmp(key, list_keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The code of "CODE: NAME" in capitals; NULL when memory ran out. */
static const char *code_of(ap_reading *reading, const char *practice)
{
    char *code = cleaned(reading, practice, strcspn(practice, ":"));
    for (char *at = code; at != NULL && *at != '\0'; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
    return code;
}

/* Is the practice in no place yet? If it is, say where. */
static bool is_new(ap_reading *reading, const char *code, const char *practice)
{
    const ap_session *session = reading->session;
    const json_t *home = json_object_get(reading->homes, code);
    size_t here = session->count - 1;
    if (home == NULL) {
        json_t *number = json_integer((json_int_t)here);
        reading->is_out_of_memory = reading->is_out_of_memory ||
                                    json_object_set_new(reading->homes, code, number) != 0;
        return true;
    }
    size_t other = (size_t)json_integer_value(home);
    if (other == here) {
        ap_find(reading->problems, spot_of(reading, practice), "list it once",
                "practice %s is twice in \"%s\"", code, session->places[here].name);
    } else {
        ap_find(reading->problems, spot_of(reading, practice),
                "take it out of one of them, for its people would count twice",
                "a practice is in one place; %s is in \"%s\" and in \"%s\"", code,
                session->places[other].name, session->places[here].name);
    }
    return false;
}

static void take_practice(ap_reading *reading, ap_session_place *place, const json_t *item)
{
    const char *practice = json_string_value(item);
    const char *code = practice == NULL ? "" : code_of(reading, practice);
    if (code == NULL) {
        return;
    }
    if (code[0] == '\0') {
        ap_find(reading->problems, spot_of(reading, practice),
                "write the practice's code before a colon",
                "\"gps\" of \"%s\" holds practices as \"CODE: NAME\"", place->name);
    } else if (is_new(reading, code, practice)) {
        place->codes[place->count++] = code;
    }
}

static void take_practices(ap_reading *reading, ap_session_place *place, const json_t *gps)
{
    size_t count = json_array_size(gps);
    place->codes = ap_arena_room(reading->session->arena, count * sizeof *place->codes);
    if (place->codes == NULL) {
        reading->is_out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < count && !reading->is_out_of_memory; i++) {
        take_practice(reading, place, json_array_get(gps, i));
    }
    if (count == 0) {
        ap_find(reading->problems, spot_of(reading, place->name),
                "add its practices, or take the place out of the session",
                "a place has at least one practice");
    }
}

static void take_icb(ap_reading *reading, ap_session_place *place, const json_t *icb)
{
    const char *name = json_string_value(icb);
    if (icb != NULL && name == NULL) {
        ap_find(reading->problems, spot_of(reading, place->name),
                "write the ICB's name as text", "\"icb\" of a place is the ICB's name");
    }
    place->icb = name == NULL ? "" : cleaned(reading, name, strlen(name));
}

static void take_place(ap_reading *reading, const json_t *root, const char *name)
{
    ap_session *session = reading->session;
    const json_t *value = json_object_get(root, name);
    if (!json_is_object(value)) {
        ap_find(reading->problems, spot_of(reading, name),
                "take the name out of the list, or give the session the place",
                "every place of the list is a key of the session, with \"gps\"");
        return;
    }
    const json_t *gps = json_object_get(value, "gps");
    ap_session_place *place = &session->places[session->count++];
    place->name = cleaned(reading, name, strlen(name));
    take_icb(reading, place, json_object_get(value, "icb"));
    if (reading->is_out_of_memory) {
        return;
    }
    if (json_is_array(gps)) {
        take_practices(reading, place, gps);
    } else {
        ap_find(reading->problems, spot_of(reading, name), "add the list, with its codes",
                "a place has \"gps\", the list of its practices");
    }
}

/* One entry of the list of places. */
static void take_entry(ap_reading *reading, const json_t *root, const json_t *entry)
{
    const char *name = json_string_value(entry);
    if (name == NULL || name[strspn(name, " \t\r\n")] == '\0') {
        ap_find(reading->problems, spot_of(reading, name), "name the place, or remove it",
                "the list of places holds their names");
    } else if (json_object_get(reading->listed, name) != NULL) {
        ap_find(reading->problems, spot_of(reading, name), "remove one of the two",
                "the list of places names each place once");
    } else if (json_object_set_new(reading->listed, name, json_true()) != 0) {
        reading->is_out_of_memory = true;
    } else {
        take_place(reading, root, name);
    }
}

/* A place that the list leaves out would be lost, and its practices with it. */
static void check_unlisted(const ap_reading *reading, json_t *root)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(root, key, value)
    {
        if (!is_list_key(key) && json_object_get(reading->listed, key) == NULL) {
            ap_find(reading->problems, spot_of(reading, key),
                    "add its name to the list, or remove the place",
                    "every place is in the list of places");
        }
    }
}

/* Place against place, for the tool lets a session go on with another ICB. */
static void check_icbs(const ap_reading *reading)
{
    const ap_session_place *first = NULL;
    for (size_t i = 0; i < reading->session->count; i++) {
        const ap_session_place *place = &reading->session->places[i];
        if (first == NULL) {
            first = place->icb[0] == '\0' ? NULL : place;
        } else if (place->icb[0] != '\0' && !ap_text_same(place->icb, first->icb)) {
            ap_find(reading->problems, spot_of(reading, place->name),
                    "keep the places of one ICB, and save the others by themselves",
                    "a session is of one ICB; \"%s\" is of \"%s\", \"%s\" of \"%s\"",
                    first->name, first->icb, place->name, place->icb);
        }
    }
}

static void take_root(ap_reading *reading, json_t *root)
{
    const json_t *list = NULL;
    for (size_t i = 0; i < LIST_KEYS && list == NULL; i++) {
        list = json_object_get(root, list_keys[i]);
    }
    size_t count = json_array_size(list);
    if (count == 0) {
        ap_find(reading->problems, spot_of(reading, ""),
                "save the session in the tool again, or add the list",
                "a session lists the names of its places under \"places\"");
        return;
    }
    ap_session *session = reading->session;
    session->places = ap_arena_room(session->arena, count * sizeof *session->places);
    reading->is_out_of_memory = session->places == NULL;
    for (size_t i = 0; i < count && !reading->is_out_of_memory; i++) {
        take_entry(reading, root, json_array_get(list, i));
    }
    if (!reading->is_out_of_memory) {
        check_unlisted(reading, root);
        check_icbs(reading);
    }
}

static ap_status take_session(const char *file, json_t *root, ap_problems *problems,
                              ap_session *session, ap_error *err)
{
    ap_reading reading = {.file = file,
                          .problems = problems,
                          .session = session,
                          .listed = json_object(),
                          .homes = json_object()};
    reading.is_out_of_memory = reading.listed == NULL || reading.homes == NULL;
    if (!reading.is_out_of_memory) {
        take_root(&reading, root);
    }
    json_decref(reading.listed);
    json_decref(reading.homes);
    ap_text_free(&reading.scratch);
    return reading.is_out_of_memory
               ? ap_fail(err, AP_NO_MEMORY, file, "no memory for the session")
               : AP_OK;
}

/* What is no JSON, and where. */
static ap_status report_fault(const char *file, const json_error_t *fault,
                              ap_problems *problems, ap_error *err)
{
    enum json_error_code code = json_error_code(fault);
    if (code == json_error_out_of_memory) {
        return ap_fail(err, AP_NO_MEMORY, file, "no memory for the session");
    }
    char column[16];
    (void)snprintf(column, sizeof column, "%d", fault->column);
    ap_find(problems, (ap_spot){file, fault->line, column, ""},
            code == json_error_duplicate_key ? "rename or remove one of the two"
                                             : "save the session in the tool again",
            "a session is JSON in which each key stands once: %s", fault->text);
    return AP_OK;
}

ap_status ap_session_read(const char *file, const char *bytes, size_t length,
                          ap_problems *problems, ap_session **out, ap_error *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    ap_status status = AP_OK;
    json_error_t fault;
    size_t before = ap_problems_count(problems, AP_PROBLEM);
    bool is_marked = length >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
    size_t start = is_marked ? strlen(mark) : 0;
    json_t *root =
        json_loadb(bytes + start, length - start, JSON_REJECT_DUPLICATES, &fault);
    ap_session *session = calloc(1, sizeof *session);
    if (session == NULL || (session->arena = ap_arena_new()) == NULL) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, file, "no memory for the session"));
    }
    AP_TRY(root == NULL ? report_fault(file, &fault, problems, err)
                        : take_session(file, root, problems, session, err));
    AP_TRY(ap_find_verdict(problems, before, file, err));
    *out = session;
    session = NULL;
done:
    json_decref(root);
    ap_session_free(session);
    return status;
}

/* A place's name as a key; one that is called as the list is would be lost in it. */
static void add_name(const char *name, ap_text *text)
{
    ap_text words = {0};
    ap_text_print(&words, "%s%s", name, is_list_key(name) ? " (place)" : "");
    text->failed = text->failed || words.failed;
    ap_text_json(text, words.bytes);
    ap_text_free(&words);
}

static void add_practice(const ap_practice *practice, ap_text *text)
{
    ap_text words = {0};
    ap_text_print(&words, "%s: %s", practice->code, practice->name);
    text->failed = text->failed || words.failed;
    ap_text_json(text, words.bytes);
    ap_text_free(&words);
}

/* The practices of a place, and the ICB of the first. */
static void add_place(const ap_practices *practices, size_t place, const size_t place_of[],
                      ap_text *text)
{
    const char *icb = NULL;
    ap_text_print(text, ": {\n        \"gps\": [");
    for (size_t p = 0; p < practices->count; p++) {
        if (place_of[p] == place) {
            ap_text_print(text, "%s\n            ", icb == NULL ? "" : ",");
            add_practice(&practices->rows[p], text);
            icb = icb == NULL ? practices->rows[p].icb_name : icb;
        }
    }
    ap_text_print(text, "%s],\n        \"icb\": ", icb == NULL ? "" : "\n        ");
    ap_text_json(text, icb == NULL ? "" : icb);
    ap_text_print(text, "\n    },\n");
}

void ap_session_write(const ap_practices *practices, size_t count,
                      const char *const names[], const size_t place_of[], ap_text *text)
{
    ap_text_print(text, "{\n");
    for (size_t i = 0; i < count; i++) {
        ap_text_print(text, "    ");
        add_name(names[i], text);
        add_place(practices, i, place_of, text);
    }
    ap_text_print(text, "    \"%s\": [", list_keys[0]);
    for (size_t i = 0; i < count; i++) {
        ap_text_print(text, "%s\n        ", i == 0 ? "" : ",");
        add_name(names[i], text);
    }
    ap_text_print(text, "%s]\n}\n", count == 0 ? "" : "\n    ");
}

void ap_session_free(ap_session *session)
{
    if (session == NULL) {
        return;
    }
    ap_arena_free(session->arena);
    free(session);
}
