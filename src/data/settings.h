/** case.ini: the settings of a case. settings.c is the only file that knows inih.
 *
 *     [equity]
 *     under = 5%
 *     under.basis = published: NHS England's rule of 2016/17
 *     under.note = …
 *
 * Keys are those of ap_schema_settings; ";" and "#" begin a line that is a comment.
 */
#ifndef APPORTION_DATA_SETTINGS_H
#define APPORTION_DATA_SETTINGS_H

#include <stddef.h>

#include "apportion/case.h"
#include "data/problems.h"

/** Read the text of case.ini (UTF-8, lines ending in LF, a zero byte at the end) into the
 * case's settings and setting_rows. Unknown, repeated and missing keys, lines that are no
 * setting and values that break a rule are added to the problems of case.ini. */
ap_status ap_settings_read(const char *text, ap_case *inputs, ap_problems *problems,
                           ap_error *err);

#endif
