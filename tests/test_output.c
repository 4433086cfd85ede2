/* Tables as a terminal shows them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "command/output.h"

static void expect(const ap_text *text, const char *expected)
{
    assert_false(text->failed);
    assert_string_equal(text->bytes, expected);
}

static void columns_line_up_by_characters(void **state)
{
    (void)state;
    static const char *const cells[] = {"Place", "£",  "Note", "Île", "1,000", "",
                                        "",      "20", "",     "W",   "",      "last"};
    ap_text text = {0};
    ap_table_print(&text, 3, 4, cells);
    expect(&text, "Place  £      Note\n"
                  "Île    1,000\n"
                  "       20\n"
                  "W             last\n");
    ap_text_free(&text);
}

/* Of 24 characters two are between the columns: the first is 6 wide, 16 are left to the
 * second, where words break at spaces and a word too long wherever it must. */
static void what_does_not_fit_goes_on_below(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "Place", "Why", "North", "all that it asks for", "South", "incomprehensibilities"};
    ap_text text = {0};
    ap_table_fit(&text, 2, 3, cells, (const size_t[]){6, 16}, 24);
    expect(&text, "Place  Why\n"
                  "North  all that it asks\n"
                  "       for\n"
                  "South  incomprehensibili\n"
                  "       ties\n");
    ap_text_free(&text);
}

/* Limits of 4 leave 8 of 18 characters over: the first column needs none of them, the
 * second two, so the third has six. */
static void narrow_columns_leave_room_to_wide_ones(void **state)
{
    (void)state;
    static const char *const cells[] = {"ab", "abcdef", "ab cd ef gh ij"};
    ap_text text = {0};
    ap_table_fit(&text, 3, 1, cells, (const size_t[]){4, 4, 4}, 20);
    expect(&text, "ab  abcdef  ab cd ef\n"
                  "            gh ij\n");
    ap_text_free(&text);
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(*seed >> 33);
}

/* Words of a to d, some of them long, with single spaces between. */
static void make_words(char *words, size_t size, uint64_t *seed)
{
    size_t length = next_random(seed) % size;
    for (size_t i = 0; i < length; i++) {
        bool may_break = i > 0 && i + 1 < length && words[i - 1] != ' ';
        bool is_gap = may_break && next_random(seed) % 6 == 0;
        words[i] = "abcd "[is_gap ? 4 : next_random(seed) % 4];
    }
    words[length] = '\0';
}

static size_t letters(const char *words)
{
    size_t count = 0;
    for (; *words != '\0'; words++) {
        count += *words != ' ' && *words != '\n' ? 1 : 0;
    }
    return count;
}

/* Whatever the cells: no line is too long or ends in a space, and no letter is lost. */
static void no_line_is_longer_than_the_room(void **state)
{
    (void)state;
    enum { COLUMNS = 4, CELLS = 12, LONGEST = 60, ROOM = 50 };
    static const size_t limits[COLUMNS] = {11, 11, 11, 11};
    uint64_t seed = 7;
    for (int round = 0; round < 500; round++) {
        char words[CELLS][LONGEST + 1];
        const char *cells[CELLS];
        size_t expected = 0;
        for (size_t i = 0; i < CELLS; i++) {
            make_words(words[i], LONGEST, &seed);
            cells[i] = words[i];
            expected += letters(words[i]);
        }
        ap_text text = {0};
        ap_table_fit(&text, COLUMNS, CELLS / COLUMNS, cells, limits, ROOM);
        assert_int_equal(letters(text.bytes), expected);
        for (const char *line = text.bytes; *line != '\0';
             line += strcspn(line, "\n") + 1) {
            size_t length = strcspn(line, "\n");
            assert_true(length <= ROOM);
            assert_true(length == 0 || line[length - 1] != ' ');
        }
        ap_text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_line_up_by_characters),
        cmocka_unit_test(what_does_not_fit_goes_on_below),
        cmocka_unit_test(narrow_columns_leave_room_to_wide_ones),
        cmocka_unit_test(no_line_is_longer_than_the_room),
    };
    return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
