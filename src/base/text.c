#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_room(ap_text *text, size_t more)
{
    size_t need = text->length + more + 1;
    if (need <= text->room) {
        return true;
    }
    size_t room = text->room < 64 ? 64 : text->room;
    while (room < need) {
        room *= 2;
    }
    char *bytes = realloc(text->bytes, room);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void ap_text_add(ap_text *text, const char *bytes, size_t length)
{
    if (!has_room(text, length)) {
        return;
    }
    if (length > 0) {
        memcpy(text->bytes + text->length, bytes, length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
}

void ap_text_print(ap_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0 && has_room(text, (size_t)length)) {
        (void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void ap_text_free(ap_text *text)
{
    free(text->bytes);
    *text = (ap_text){0};
}

/* Characters of UTF-8 by their first byte: what is written longer than it need be, half of
 * a surrogate pair or beyond the last shows in the second. */
typedef struct ap_kind {
    size_t length;
    unsigned char first[2]; /* lowest and highest */
    unsigned char second[2];
} ap_kind;

static const ap_kind kinds[] = {
    {1, {0x01, 0x7f}, {0x00, 0xff}}, {2, {0xc2, 0xdf}, {0x80, 0xbf}},
    {3, {0xe0, 0xe0}, {0xa0, 0xbf}}, {3, {0xe1, 0xec}, {0x80, 0xbf}},
    {3, {0xed, 0xed}, {0x80, 0x9f}}, {3, {0xee, 0xef}, {0x80, 0xbf}},
    {4, {0xf0, 0xf0}, {0x90, 0xbf}}, {4, {0xf1, 0xf3}, {0x80, 0xbf}},
    {4, {0xf4, 0xf4}, {0x80, 0x8f}},
};

static bool is_within(const unsigned char range[2], char byte)
{
    return (unsigned char)byte >= range[0] && (unsigned char)byte <= range[1];
}

size_t ap_text_character(const char *at)
{
    size_t k = 0;
    while (k < sizeof kinds / sizeof kinds[0] && !is_within(kinds[k].first, at[0])) {
        k++;
    }
    if (k == sizeof kinds / sizeof kinds[0] || !is_within(kinds[k].second, at[1])) {
        return 0;
    }
    size_t length = 2;
    while (length < kinds[k].length && ((unsigned char)at[length] & 0xc0U) == 0x80U) {
        length++;
    }
    return kinds[k].length == 1 ? 1 : length == kinds[k].length ? length : 0;
}

void ap_text_json(ap_text *text, const char *words)
{
    if (words == NULL) {
        ap_text_print(text, "null");
        return;
    }
    ap_text_add(text, "\"", 1);
    while (*words != '\0') {
        size_t length = ap_text_character(words);
        if (length == 0) {
            ap_text_print(text, "\\ufffd");
        } else if ((unsigned char)*words < ' ') {
            ap_text_print(text, "\\u%04x", (unsigned)(unsigned char)*words);
        } else {
            bool is_escaped = *words == '"' || *words == '\\';
            ap_text_add(text, "\\", is_escaped ? 1 : 0);
            ap_text_add(text, words, length);
        }
        words += length == 0 ? 1 : length;
    }
    ap_text_add(text, "\"", 1);
}

void ap_text_csv(ap_text *text, const char *words)
{
    bool is_quoted = words[strcspn(words, ",\"\r\n")] != '\0';
    if (!is_quoted) {
        ap_text_add(text, words, strlen(words));
        return;
    }
    ap_text_add(text, "\"", 1);
    for (const char *c = words; *c != '\0'; c++) {
        ap_text_add(text, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    }
    ap_text_add(text, "\"", 1);
}

/* ="…", with every quotation mark inside doubled: a formula whose value is the words. */
static void add_wrapped(ap_text *text, const char *words)
{
    ap_text_print(text, "=\"");
    for (const char *c = words; *c != '\0'; c++) {
        ap_text_add(text, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    }
    ap_text_print(text, "\"");
}

/* The reader takes an apostrophe that has a partner for a quotation. */
void ap_text_csv_safe(ap_text *text, const char *words)
{
    ap_text safe = {0};
    bool is_formula = words[0] != '\0' && strchr("=+-@", words[0]) != NULL;
    if (is_formula && strchr(words, '\'') != NULL) {
        add_wrapped(&safe, words);
    } else {
        ap_text_print(&safe, "%s%s", is_formula ? "'" : "", words);
    }
    ap_text_csv(text, safe.bytes == NULL ? "" : safe.bytes);
    text->failed = text->failed || safe.failed;
    ap_text_free(&safe);
}

/* A chunk of the arena; its bytes follow it. */
typedef struct ap_chunk {
    struct ap_chunk *next;
    size_t used;
    size_t room;
    char bytes[];
} ap_chunk;

struct ap_arena {
    ap_chunk *first;
};

ap_arena *ap_arena_new(void)
{
    return calloc(1, sizeof(ap_arena));
}

static char *place_for(ap_arena *arena, size_t size)
{
    ap_chunk *chunk = arena->first;
    if (chunk == NULL || chunk->room - chunk->used < size) {
        size_t room = size < 16000 ? 16000 : size;
        chunk = malloc(sizeof *chunk + room);
        if (chunk == NULL) {
            return NULL;
        }
        *chunk = (ap_chunk){.next = arena->first, .room = room};
        arena->first = chunk;
    }
    char *place = chunk->bytes + chunk->used;
    chunk->used += size;
    return place;
}

void *ap_arena_room(ap_arena *arena, size_t size)
{
    const size_t grain = sizeof(max_align_t);
    char *room = place_for(arena, size + grain);
    if (room == NULL) {
        return NULL;
    }
    size_t beyond = (size_t)((uintptr_t)room % grain);
    room += beyond == 0 ? 0 : grain - beyond;
    memset(room, 0, size);
    return room;
}

char *ap_arena_copy(ap_arena *arena, const char *bytes, size_t length)
{
    char *copy = place_for(arena, length + 1);
    if (copy != NULL) {
        memcpy(copy, bytes, length);
        copy[length] = '\0';
    }
    return copy;
}

char *ap_arena_print(ap_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *copy = length < 0 ? NULL : place_for(arena, (size_t)length + 1);
    if (copy != NULL) {
        (void)vsnprintf(copy, (size_t)length + 1, format, again);
    }
    va_end(again);
    return copy;
}

void ap_arena_free(ap_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    while (arena->first != NULL) {
        ap_chunk *next = arena->first->next;
        free(arena->first);
        arena->first = next;
    }
    free(arena);
}

void *ap_grown(void *array, size_t count, size_t size)
{
    bool is_full = count == 0 || (count >= 8 && (count & (count - 1)) == 0);
    if (!is_full) {
        return array;
    }
    return realloc(array, (count == 0 ? 8 : 2 * count) * size);
}

static int lower(char c)
{
    return tolower((unsigned char)c);
}

bool ap_text_same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

const char *ap_text_plural(size_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

/* Insertions, deletions, changes and swaps of neighbours that turn a into b
 * (optimal string alignment), for words of at most 63 bytes. */
static size_t edits(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t rows[3][LONGEST];
    size_t m = strlen(a);
    size_t n = strlen(b);
    if (m >= LONGEST || n >= LONGEST) {
        return LONGEST;
    }
    for (size_t j = 0; j <= n; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= m; i++) {
        size_t *now = rows[i % 3];
        const size_t *last = rows[(i + 2) % 3];
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = last[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            size_t shift = (last[j] < now[j - 1] ? last[j] : now[j - 1]) + 1;
            now[j] = change < shift ? change : shift;
            bool is_swap = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
            if (is_swap && rows[(i + 1) % 3][j - 2] + 1 < now[j]) {
                now[j] = rows[(i + 1) % 3][j - 2] + 1;
            }
        }
    }
    return rows[m % 3][n];
}

const char *ap_text_nearest(const char *word, size_t count, const char *const words[])
{
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edits(word, words[i]);
        if (distance < least) {
            least = distance;
            nearest = words[i];
        }
    }
    return nearest;
}

unsigned long long ap_text_hash(unsigned long long seed, const char *text)
{
    uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3ULL;
    }
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdULL;
    hash ^= hash >> 33;
    hash *= 0xc4ceb9fe1a85ec53ULL;
    return hash ^ (hash >> 33);
}
