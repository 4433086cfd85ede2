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

/** Those that hold text come first, up to AP_TYPE_REF. */
typedef enum ap_type {
    AP_TYPE_KEY,    /**< text, letters a-z, digits, "_" and "-": const char * */
    AP_TYPE_TEXT,   /**< const char *, "" when blank; one of choices where there are any */
    AP_TYPE_BASIS,  /**< const char *, begins with one of choices */
    AP_TYPE_YEAR,   /**< const char *, a financial year: "2023/24" */
    AP_TYPE_REF,    /**< key of a row of another table: const char * and size_t at */
    AP_TYPE_MONEY,  /**< double, pounds */
    AP_TYPE_NUMBER, /**< double */
    AP_TYPE_RATE,   /**< double, fraction */
    AP_TYPE_FACTOR, /**< double, what something is multiplied by: 65%, 0.65 or 1.5 */
    AP_TYPE_AMOUNT, /**< double: money, number or rate, see ap_schema_amount */
    AP_TYPE_FLAG,   /**< bool */
    AP_TYPE_CHOICE, /**< an enum: the position in choices */
} ap_type;

typedef struct ap_field {
    const char *name;
    ap_type type;
    bool is_required;    /**< a blank is a problem */
    unsigned uses;       /**< the scopes that use it, added up; 0: all of them */
    size_t offset;       /**< in the row struct */
    size_t at_offset;    /**< AP_TYPE_REF: of the row number */
    const char *refers;  /**< AP_TYPE_REF: the table */
    const char *choices; /**< "hard|soft|off", or NULL */
    const char
        *fallback; /**< what a blank (or missing column) means, as text; NULL: zero or "" */
    double low;    /**< least and greatest value, both allowed; 0, 0: any */
    double high;
    const char *unit; /**< "£", "people", "share"; "" for words */
    const char *help; /**< one sentence */
} ap_field;

/** What a case is read for. ALL reads every table there is; NEED only what need is computed
 * from, so that need can be looked at while the money is still to be filled in; POOL only
 * what a pooled fund is reported from. */
typedef enum ap_scope {
    AP_SCOPE_ALL = 1,
    AP_SCOPE_NEED = 2,
    AP_SCOPE_POOL = 4,
} ap_scope;

typedef struct ap_schema_table {
    const char *name;  /**< "schemes" */
    const char *file;  /**< "schemes.csv" */
    const char *help;  /**< "a row is …" */
    unsigned uses;     /**< the scopes, added up, that use it */
    unsigned required; /**< those of them in which a case without it is refused */
    const char *key;   /**< names of the key's fields, joined by "/": "place/component"; ""
                            rows have no key (eligibility, blends, options) */
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

/** Is the table read in a scope, and is a case without it refused there? */
bool ap_schema_is_read(const ap_schema_table *table, unsigned scope);
bool ap_schema_is_required(const ap_schema_table *table, unsigned scope);

/** Is the field used in a case that is read for this, and is a blank of it a problem? */
bool ap_schema_is_used(const ap_field *field, unsigned scope);
bool ap_schema_is_filled(const ap_field *field, unsigned scope);

/** The table of that name, or NULL; "settings" is ap_schema_settings. */
const ap_schema_table *ap_schema_find(const char *name);

/** The field of that name, or NULL. */
const ap_field *ap_schema_field(const ap_schema_table *table, const char *name);

/** The rows of a CSV table in a case, and how many there are. */
void *ap_schema_rows(const ap_schema_table *table, const ap_case *inputs, size_t *count);

/** The value of a field of a row in the words that a key is made of: text as it is, a
 * number as short as it can be, a choice as its word. Written to out, `size` bytes, unless
 * it is text. */
const char *ap_schema_word(const ap_field *field, const void *row, char out[], size_t size);

/** Where field stands in a row, and what text (key, text, reference) it has there. */
void *ap_schema_place(const ap_field *field, void *row);
const char *ap_schema_text(const ap_field *field, const void *row);

/** The basis, note, key and line of a row of a CSV table. */
ap_row *ap_schema_row(const ap_schema_table *table, void *rows, size_t at);

/** How an AP_TYPE_AMOUNT of this row is read: as its unit (rules) or its parameter (pace)
 * says. name, range and unit are of the amount; the offset is that of the column. NULL when
 * the parameter is unknown. */
const ap_field *ap_schema_amount(const ap_schema_table *table, const void *row);

/** The whole schema as text of 80 columns (`apportion check --schema`) or, for README, as
 * Markdown. */
void ap_schema_print(ap_text *text);
void ap_schema_markdown(ap_text *text);

#endif
