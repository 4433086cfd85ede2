/** The one table that says what a case is: every table, column, type, unit, range, help.
 *
 * Reader, checker, `apportion check --schema`, README's inputs section and edits of a case
 * all walk it. A field says where in the row struct of apportion/case.h its value lives.
 */
#ifndef APPORTION_DATA_SCHEMA_H
#define APPORTION_DATA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/case.h"
#include "base/text.h"

typedef enum ap_type {
    AP_TYPE_KEY,    /**< text, letters a-z, digits, "_" and "-": const char * */
    AP_TYPE_TEXT,   /**< const char *, "" when blank */
    AP_TYPE_REF,    /**< key of a row of another table: const char * and size_t at */
    AP_TYPE_MONEY,  /**< double, pounds */
    AP_TYPE_NUMBER, /**< double */
    AP_TYPE_RATE,   /**< double, fraction */
    AP_TYPE_AMOUNT, /**< double: money, number or rate, as the row's unit says */
    AP_TYPE_FLAG,   /**< bool */
    AP_TYPE_CHOICE, /**< an enum: the position in choices */
} ap_type;

typedef struct ap_field {
    const char *name;
    ap_type type;
    size_t offset;       /**< in the row struct */
    size_t at_offset;    /**< AP_TYPE_REF: of the row number */
    const char *refers;  /**< AP_TYPE_REF: the table */
    const char *choices; /**< AP_TYPE_CHOICE: "hard|soft|off" */
    bool is_required;    /**< a blank is a problem */
    const char
        *fallback; /**< what a blank (or missing column) means, as text; NULL: zero or "" */
    double low;    /**< least and greatest value, both allowed; 0, 0: any */
    double high;
    const char *unit; /**< "£", "people", "share"; "" for words */
    const char *help; /**< one sentence */
} ap_field;

typedef struct ap_schema_table {
    const char *name; /**< "schemes" */
    const char *file; /**< "schemes.csv" */
    const char *help; /**< "a row is …" */
    bool is_required; /**< a case without it is refused */
    const char *key;  /**< names of the key's fields, joined by "/": "place/component"; ""
                           rows have no key (eligibility, options) */
    size_t row_size;
    size_t count_offset; /**< in ap_case */
    size_t rows_offset;
    size_t field_count;
    const ap_field *fields;
} ap_schema_table;

/** All CSV tables, in an order in which each refers only to those before it or itself. */
const ap_schema_table *ap_schema_tables(size_t *count);

/** The settings of case.ini: field names are "section.key". Offsets are in ap_settings. */
const ap_schema_table *ap_schema_settings(void);

/** The parameters that pace.csv may hold (name, unit, range, help); no offsets. */
const ap_schema_table *ap_schema_pace(void);

/** The table of that name, or NULL; "settings" is ap_schema_settings. */
const ap_schema_table *ap_schema_find(const char *name);

/** The field of that name, or NULL. */
const ap_field *ap_schema_field(const ap_schema_table *table, const char *name);

/** The whole schema as text of 80 columns (`apportion check --schema`) or, for README, as
 * Markdown. */
void ap_schema_print(ap_text *text);
void ap_schema_markdown(ap_text *text);

#endif
