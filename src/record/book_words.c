#include "record/book_words.h"

#include <stdbool.h>

/* Which second bytes may follow which first ones in UTF-8: no overlong forms, no halves of
 * UTF-16, nothing past the last plane. */
static const struct {
    unsigned char first, last, length, low, high;
} leads[] = {{0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
             {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F},
             {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
             {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F}};

/* Whether `length` bytes at words make one character, the first byte told apart. */
static bool goes_on(const unsigned char *words, size_t length)
{
    for (size_t i = 2; i < length; i++) {
        if ((words[i] & 0xC0) != 0x80) {
            return false;
        }
    }
    bool is_no_character = words[0] == 0xEF && words[1] == 0xBF && words[2] > 0xBD;
    return !is_no_character;
}

/* The bytes of the character at words, or 0 when there is none that XML may hold. */
static size_t character_at(const unsigned char *words)
{
    if (words[0] < 0x80) {
        return words[0] >= ' ' || words[0] == '\n' || words[0] == '\t' ? 1 : 0;
    }
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (words[0] >= leads[i].first && words[0] <= leads[i].last &&
            words[1] >= leads[i].low && words[1] <= leads[i].high) {
            return goes_on(words, leads[i].length) ? leads[i].length : 0;
        }
    }
    return 0;
}

size_t ap_words_length(const char *words, size_t most)
{
    size_t count = 0;
    for (size_t at = 0; words != NULL && words[at] != '\0'; count++) {
        size_t length = character_at((const unsigned char *)words + at);
        if (length == 0 || count == most) {
            return 0;
        }
        at += length;
    }
    return count;
}

ap_status ap_words_check(const char *words, size_t most, const char *where,
                         const char *what, ap_error *err)
{
    if (ap_words_length(words, most) == 0) {
        return ap_fail(err, AP_INTERNAL, where,
                       "%s is empty, longer than %zu characters or not UTF-8", what, most);
    }
    return AP_OK;
}
