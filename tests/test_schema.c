#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/files.h"
#include "data/schema.h"

/* README's inputs section is the schema in Markdown, word for word. When the schema has
 * changed, the text to put there is written beside the test. */
static void readme_documents_the_schema(void **state)
{
    (void)state;
    ap_text readme = {0};
    ap_text inputs = {0};
    assert_int_equal(ap_file_read(AP_ROOT "/README.md", &readme, NULL), AP_OK);
    ap_schema_markdown(&inputs);
    bool is_there = strstr(readme.bytes, inputs.bytes) != NULL;
    if (!is_there) {
        (void)ap_file_write("readme-inputs.md", inputs.bytes, inputs.length, NULL);
        print_error("README's inputs section is not the schema: see readme-inputs.md\n");
    }
    assert_true(is_there);
    ap_text_free(&inputs);
    ap_text_free(&readme);
}

/* Every table and every column has a sentence of help, and the text fits a terminal. */
static void schema_is_complete_in_80_columns(void **state)
{
    (void)state;
    size_t count = 0;
    const ap_schema_table *tables = ap_schema_tables(&count);
    assert_true(count >= 12);
    ap_text text = {0};
    ap_schema_print(&text);
    for (size_t t = 0; t < count; t++) {
        assert_non_null(strstr(text.bytes, tables[t].file));
        for (size_t f = 0; f < tables[t].field_count; f++) {
            assert_true(strlen(tables[t].fields[f].help) > 5);
            assert_non_null(strstr(text.bytes, tables[t].fields[f].name));
        }
    }
    size_t width = 0;
    for (const char *at = text.bytes; *at != '\0'; at++) {
        bool is_continued =
            ((unsigned char)*at & 0xC0) == 0x80; /* a byte inside a letter */
        width = *at == '\n' ? 0 : width + (is_continued ? 0 : 1);
        assert_true(width <= 80);
    }
    ap_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readme_documents_the_schema),
        cmocka_unit_test(schema_is_complete_in_80_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
