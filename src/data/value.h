/** A cell's text into its field of a row, by the schema. */
#ifndef APPORTION_DATA_VALUE_H
#define APPORTION_DATA_VALUE_H

#include <stdbool.h>

#include "data/schema.h"

/** What stands in a cell of a case that was begun by `apportion import` and whose figure
 * nobody has given yet: refused wherever it stands, so that none is forgotten. */
#define AP_FILL_ME "fill me"

/** Why a value was refused, or what to know about one that was read. */
typedef struct ap_refusal {
    char rule[256];
    char remedy[256];
    const char *remark; /**< of a value that was read: static, or NULL */
    char key[96];       /**< of a key that was refused: how it would be written, or "" */
} ap_refusal;

/** Set the field of a row (or of ap_settings) from text as it stands in a file. A blank is
 * the field's fallback, or refused where a value is required. Returns false, the row as it
 * was, when the text breaks the field's rules. Text is borrowed by the row. An
 * AP_TYPE_AMOUNT is set through the field that ap_schema_amount gives; of an AP_TYPE_REF
 * the text is set and the row number made AP_NONE. */
bool ap_value_set(const ap_field *field, void *row, const char *text, ap_refusal *refusal);

/** What a field holds whose cell could not be read: NaN, which no comparison holds for, ""
 * or the first choice. */
void ap_value_unset(const ap_field *field, void *row);

#endif
