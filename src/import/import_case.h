/** A case begun from NHS England's practice data: its tables as files in memory.
 *
 * places.csv, need.csv, england.csv, blends.csv and programmes.csv are complete;
 * history.csv has the earlier years. The money is the ICB's own: where no envelope is
 * given, its cells say "fill me" (value.h), and `apportion check` lists them; where one is
 * given, last year's money and bids are made up from need and say illustrative.
 */
#ifndef APPORTION_IMPORT_IMPORT_CASE_H
#define APPORTION_IMPORT_IMPORT_CASE_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "import/import_money.h"

enum { AP_IMPORT_FILES = 16 };

/** A file of the case. */
typedef struct ap_import_file {
    const char *name; /**< static: "places.csv" */
    ap_text text;
} ap_import_file;

/** Make the files; *count is how many. Each text is the caller's to free, also after a
 * failure. */
ap_status ap_import_make(const ap_import *import, size_t *count,
                         ap_import_file files[AP_IMPORT_FILES], ap_error *err);

#endif
