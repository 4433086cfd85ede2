/** Random tables written as CSV, and random bytes that look a little like CSV. */
#ifndef APPORTION_TESTS_CSV_SAMPLE_H
#define APPORTION_TESTS_CSV_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static inline unsigned sample_next(unsigned *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16;
}

/* A word, then perhaps what makes CSV hard, then a word: spaces and apostrophes at the ends
 * are the reader's to take off. */
static inline void sample_cell(unsigned *seed, ap_text *cell)
{
    static const char *const hard[] = {",",    "\"",  "\n", "£", ";", "\"\"", "\t", " ",
                                       "\n\n", "=\"", "'",  "é", "–", "a",    "7"};
    cell->length = 0;
    ap_text_add(cell, "", 0);
    if (sample_next(seed) % 5 == 0) {
        return;
    }
    ap_text_print(cell, "%c", (char)('a' + sample_next(seed) % 26));
    for (unsigned n = sample_next(seed) % 8; n > 0; n--) {
        ap_text_print(cell, "%s", hard[sample_next(seed) % (sizeof hard / sizeof hard[0])]);
    }
    ap_text_print(cell, "%c", (char)('A' + sample_next(seed) % 26));
}

/* RFC 4180: quoted where it must be, and now and then where it need not be. */
static inline void sample_write(const char *cell, char delimiter, bool is_quoted,
                                ap_text *csv)
{
    const char special[] = {delimiter, '"', '\n', '\0'};
    is_quoted = is_quoted || strpbrk(cell, special) != NULL;
    ap_text_print(csv, "%s", is_quoted ? "\"" : "");
    for (; *cell != '\0'; cell++) {
        ap_text_print(csv, "%s%c", *cell == '"' ? "\"" : "", *cell);
    }
    ap_text_print(csv, "%s", is_quoted ? "\"" : "");
}

typedef struct ap_sample {
    size_t columns;
    size_t rows;
    char delimiter;
    const char *end; /* of a line */
    ap_arena *arena;
    const char **cells; /* the header's too */
    ap_text csv;
} ap_sample;

/* A header h0, h1, …, and rows that are not blank. */
static inline void sample_row(unsigned *seed, ap_sample *sample, size_t row, ap_text *cell)
{
    for (size_t j = 0; j < sample->columns; j++) {
        sample_cell(seed, cell);
        if (row == 0 || j == 0) {
            cell->length = 0;
            ap_text_print(cell, "h%zu", row * 10 + j);
        }
        ap_text_print(&sample->csv, "%.*s", j > 0 ? 1 : 0, &sample->delimiter);
        sample_write(cell->bytes, sample->delimiter, sample_next(seed) % 4 == 0,
                     &sample->csv);
        sample->cells[row * sample->columns + j] =
            ap_arena_copy(sample->arena, cell->bytes, cell->length);
    }
    ap_text_print(&sample->csv, "%s", sample->end);
}

static inline void sample_make(unsigned *seed, ap_sample *sample)
{
    static const char delimiters[] = {',', ';', '\t'};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    ap_text cell = {0};
    sample->columns = 2 + sample_next(seed) % 5;
    sample->rows = sample_next(seed) % 12;
    sample->delimiter = delimiters[sample_next(seed) % 3];
    sample->end = ends[sample_next(seed) % 3];
    sample->arena = ap_arena_new();
    sample->cells = calloc((sample->rows + 1) * sample->columns, sizeof *sample->cells);
    for (size_t i = 0; i <= sample->rows; i++) {
        sample_row(seed, sample, i, &cell);
    }
    ap_text_free(&cell);
}

static inline void sample_free(ap_sample *sample)
{
    ap_text_free(&sample->csv);
    ap_arena_free(sample->arena);
    free(sample->cells);
}

/* Bytes that CSV is made of, among any bytes: a share of 0 to 3 in 4. They end where their
 * memory does, for the sanitizers to see. */
static inline char *sample_bytes(unsigned *seed, size_t length)
{
    static const unsigned char pieces[] =
        ",,;\t\"\"\n\n\r\r=' h%Total\xc2\xa3\xe2\x80\x8b\xff\xfe";
    unsigned char *bytes = malloc(length + (length == 0 ? 1 : 0));
    unsigned share = sample_next(seed) % 4;
    for (size_t i = 0; i < length; i++) {
        bool is_any = sample_next(seed) % 4 < share;
        bytes[i] = is_any ? (unsigned char)(sample_next(seed) & 0xffU)
                          : pieces[sample_next(seed) % (sizeof pieces - 1)];
    }
    if (sample_next(seed) % 3 == 0 && length > 2) {
        bytes[0] = 'h';
        bytes[1] = '\n';
    }
    return (char *)bytes;
}

#endif
