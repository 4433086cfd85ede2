/** Text: a buffer that grows, an arena that keeps copies, the nearest of some words.
 *
 * All text is UTF-8. Locale is "C" throughout, so a decimal point is a point.
 */
#ifndef APPORTION_BASE_TEXT_H
#define APPORTION_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** Text that grows. Start it as {0}; bytes is NULL or ends in a zero byte. After memory
 * has run out `failed` is true and what is added is lost. */
typedef struct ap_text {
    char *bytes;
    size_t length;
    size_t room;
    bool failed;
} ap_text;

void ap_text_add(ap_text *text, const char *bytes, size_t length);
void ap_text_print(ap_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void ap_text_free(ap_text *text);

/** How many bytes the UTF-8 character has that begins here, 0 when none does. A zero byte
 * is none, and ends what is looked at. */
size_t ap_text_character(const char *at);

/** Words as a JSON string, with its quotes, added to text; NULL is written null. Bytes that
 * are no UTF-8, as the name of a folder may hold, become U+FFFD. */
void ap_text_json(ap_text *text, const char *words);

/** Words as a cell of a CSV table, added to text: quoted where a comma, a quotation mark or
 * a line end would be misread (RFC 4180). */
void ap_text_csv(ap_text *text, const char *words);

/** The same of somebody else's words: those that Excel would compute (they begin with "=",
 * "+", "-" or "@") get an apostrophe before them, which the reader of CSV takes off, or,
 * where they hold an apostrophe already, stand as ="…". */
void ap_text_csv_safe(ap_text *text, const char *words);

/** Copies of strings that live as long as the arena. Opaque; NULL on no memory. */
typedef struct ap_arena ap_arena;

ap_arena *ap_arena_new(void);

/** A copy of length bytes and a zero byte; NULL on no memory. */
char *ap_arena_copy(ap_arena *arena, const char *bytes, size_t length);

/** Room for size bytes, zeroed, aligned for any type; NULL on no memory. */
void *ap_arena_room(ap_arena *arena, size_t size);

/** The text as printf would print it; NULL on no memory. */
char *ap_arena_print(ap_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** NULL is ignored. */
void ap_arena_free(ap_arena *arena);

/** Make an array of `size` bytes an item hold `count` items and one more.
 *
 * Returns the array, moved if need be, or NULL on no memory (the old one is still there).
 * Room doubles: the caller keeps only array and count. */
void *ap_grown(void *array, size_t count, size_t size);

/** The one of count words nearest to word (edits, capitals aside), or NULL when none is
 * near enough to be what was meant. Borrowed from words. */
const char *ap_text_nearest(const char *word, size_t count, const char *const words[]);

/** Equal but for capitals of A to Z. */
bool ap_text_same(const char *a, const char *b);

/** The word for so many: `one` for 1, else `many`. Borrowed. */
const char *ap_text_plural(size_t count, const char *one, const char *many);

/** A 64-bit hash of text, the same on every machine (FNV-1a, then mixed), chained by seed.
 */
unsigned long long ap_text_hash(unsigned long long seed, const char *text);

#endif
