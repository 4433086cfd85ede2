/** The draws of a risk run, scenario by scenario, for whoever asks for them: a CSV file or
 * a SQLite file with one table, draws. Workbooks have quantiles instead: a million rows are
 * nobody's reading.
 *
 * The file is written under a temporary name and is there, whole, when it is closed.
 */
#ifndef APPORTION_RECORD_DRAWS_H
#define APPORTION_RECORD_DRAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/status.h"

typedef struct ap_draws ap_draws;

/** Columns follow the scenario's number; their names are borrowed for the call. *out is the
 * caller's to close. */
ap_status ap_draws_open(const char *path, bool is_sqlite, size_t count,
                        const char *const names[], ap_draws **out, ap_error *err);

/** One scenario, in rising order: as many numbers as columns, none of them infinite. */
ap_status ap_draws_add(ap_draws *draws, uint64_t scenario, const double numbers[],
                       ap_error *err);

/** End the file: it takes its name when status is AP_OK, else it is removed. Returns
 * status, or why it could not be finished. draws is freed; NULL is ignored. */
ap_status ap_draws_close(ap_draws *draws, ap_status status, ap_error *err);

#endif
