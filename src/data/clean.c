#include "data/clean.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include <strings.h>

/* Characters that cannot be seen, and what stands for them. */
typedef struct ap_swap {
    uint32_t first;
    uint32_t last;
    const char *to;
} ap_swap;

static const ap_swap swaps[] = {
    {0x0000, 0x0008, ""},  /* control characters but tab and line end */
    {0x000b, 0x000c, " "}, /* a soft line end */
    {0x000e, 0x001f, ""},  {0x007f, 0x009f, ""}, {0x00a0, 0x00a0, " "}, /* no-break space */
    {0x00ad, 0x00ad, ""},                                               /* soft hyphen */
    {0x2000, 0x200a, " "}, /* spaces of many widths */
    {0x200b, 0x200f, ""},  /* zero width, and marks of direction */
    {0x2010, 0x2011, "-"}, /* hyphen, non-breaking hyphen */
    {0x2028, 0x2029, " "}, /* separators of lines and paragraphs */
    {0x202a, 0x202e, ""},  /* directions of embedded text */
    {0x202f, 0x202f, " "}, /* narrow no-break space */
    {0x205f, 0x205f, " "}, /* mathematical space */
    {0x2060, 0x206f, ""},  /* word joiner, more directions */
    {0x3000, 0x3000, " "}, /* ideographic space */
    {0xfeff, 0xfeff, ""},  /* a byte order mark inside the file */
};

/* The character at `at` and how many bytes it has; `end` is after the text. */
static size_t character(const char *at, const char *end, uint32_t *code)
{
    unsigned char lead = (unsigned char)*at;
    size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length > (size_t)(end - at)) {
        length = 1;
    }
    *code = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        *code = *code << 6 | ((unsigned char)at[i] & 0x3fU);
    }
    return length;
}

/* What stands for the character, or NULL when it stands for itself. */
static const char *swapped(uint32_t code)
{
    if (code >= 0x20 && code < 0x7f) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof swaps / sizeof swaps[0]; i++) {
        if (swaps[i].first <= code && code <= swaps[i].last) {
            return swaps[i].to;
        }
    }
    return NULL;
}

/* Add the text with what cannot be seen swapped. Returns whether something was left out. */
static bool add_visible(const char *bytes, size_t length, ap_text *to)
{
    bool is_shorter = false;
    const char *end = bytes + length;
    for (const char *at = bytes; at < end;) {
        uint32_t code = 0;
        size_t size = character(at, end, &code);
        const char *other = swapped(code);
        is_shorter = is_shorter || (other != NULL && other[0] == '\0');
        ap_text_add(to, other == NULL ? at : other, other == NULL ? size : strlen(other));
        at += size;
    }
    return is_shorter;
}

/* Keep only these bytes of the text, without the spaces around them. */
static void keep_middle(ap_text *text, size_t first, size_t end)
{
    while (first < end && isspace((unsigned char)text->bytes[first])) {
        first++;
    }
    while (end > first && isspace((unsigned char)text->bytes[end - 1])) {
        end--;
    }
    memmove(text->bytes, text->bytes + first, end - first);
    text->length = end - first;
    text->bytes[text->length] = '\0';
}

/* Is it ="…", with every quotation mark inside doubled? Anything else is a formula. */
static bool is_wrapped(const ap_text *text)
{
    size_t end = text->length - 1;
    if (text->length < 3 || strncmp(text->bytes, "=\"", 2) != 0 ||
        text->bytes[end] != '"') {
        return false;
    }
    for (size_t i = 2; i < end; i++) {
        if (text->bytes[i] == '"' && (++i == end || text->bytes[i] != '"')) {
            return false;
        }
    }
    return true;
}

static void unwrap(ap_text *text)
{
    size_t length = 0;
    for (size_t i = 2; i < text->length - 1; i++) {
        text->bytes[length++] = text->bytes[i];
        i += text->bytes[i] == '"' ? 1 : 0;
    }
    keep_middle(text, 0, length);
}

unsigned ap_clean_cell(const char *bytes, size_t length, ap_text *to)
{
    unsigned done = 0;
    to->length = 0;
    ap_text_add(to, "", 0);
    done |= add_visible(bytes, length, to) ? AP_CLEANED_INVISIBLE : 0U;
    if (to->bytes == NULL) {
        return done;
    }
    keep_middle(to, 0, to->length);
    if (is_wrapped(to)) {
        unwrap(to);
        done |= AP_CLEANED_WRAPPER;
    } else if (to->bytes[0] == '\'' && strchr(to->bytes + 1, '\'') == NULL) {
        keep_middle(to, 1, to->length);
        done |= AP_CLEANED_APOSTROPHE;
    }
    return done;
}

static const char pound[] = "£";

/* Where the unit of a header begins: a bracket that closes at its end, or a word with a
 * pound sign before it. Its length when there is none. A bracket with figures other than
 * 0 is a year or a number, not a unit. */
static size_t unit_of(const char *header, size_t length)
{
    const char *unit = strrchr(header, '(');
    bool has_bracket = unit != NULL && header[length - 1] == ')';
    if (!has_bracket) {
        unit = strstr(header, pound);
    }
    bool is_unit = unit != NULL && strpbrk(unit, "123456789") == NULL &&
                   (unit == header || isspace((unsigned char)unit[-1]));
    return is_unit ? (size_t)(unit - header) : length;
}

const char *ap_clean_name(const char *header, char out[AP_NAME_SIZE])
{
    size_t end = unit_of(header, strlen(header));
    size_t length = 0;
    bool has_gap = false;
    for (size_t i = 0; i < end && length + 3 <= AP_NAME_SIZE; i++) {
        unsigned char c = (unsigned char)header[i];
        bool is_gap = isspace(c) || c == '_' || c == '-';
        if (!is_gap && has_gap && length > 0) {
            out[length++] = '_';
        }
        if (!is_gap) {
            out[length++] = (char)tolower(c);
        }
        has_gap = is_gap;
    }
    out[length] = '\0';
    return out;
}

bool ap_clean_same_name(const char *a, const char *b)
{
    char name_a[AP_NAME_SIZE];
    char name_b[AP_NAME_SIZE];
    return strcmp(ap_clean_name(a, name_a), ap_clean_name(b, name_b)) == 0;
}

/* Spaces and the apostrophe of £'000, straight or curly. */
static const char *after_filling(const char *at)
{
    for (;;) {
        if (*at == ' ' || *at == '\'') {
            at++;
        } else if (strncmp(at, "’", strlen("’")) == 0) {
            at += strlen("’");
        } else {
            return at;
        }
    }
}

static bool begins_with(const char *text, const char *word)
{
    size_t length = strlen(word);
    if (strncasecmp(text, word, length) != 0) {
        return false;
    }
    length += tolower((unsigned char)text[length]) == 's' ? 1 : 0;
    char next = text[length];
    return !isalnum((unsigned char)next) && next != '_' && next != '-';
}

bool ap_clean_begins_with(const char *text, size_t count, const char *const words[])
{
    for (size_t i = 0; i < count; i++) {
        if (begins_with(text, words[i])) {
            return true;
        }
    }
    return false;
}

/* Does one of these words stand anywhere after the opening? */
static bool has_after(const char *text, const char *opening, size_t count,
                      const char *const words[])
{
    for (const char *at = strstr(text, opening); at != NULL; at = strstr(at + 1, opening)) {
        if (ap_clean_begins_with(after_filling(at + strlen(opening)), count, words)) {
            return true;
        }
    }
    return false;
}

bool ap_clean_is_scaled(const char *text)
{
    /* The first four are words that need no pound sign before them. */
    static const char *const words[] = {"000", "thousand", "million", "billion", "k",
                                        "m",   "mn",       "mil",     "mln",     "bn"};
    enum { ALL = sizeof words / sizeof words[0], CLEAR = 4 };
    return has_after(text, pound, ALL, words) || has_after(text, "(", CLEAR, words) ||
           has_after(text, "in ", CLEAR, words);
}
