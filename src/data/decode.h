/** What the bytes of a text file mean: UTF-8, UTF-16 or Windows-1252, whatever its lines
 * end in. The only file that knows iconv.
 */
#ifndef APPORTION_DATA_DECODE_H
#define APPORTION_DATA_DECODE_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "data/problems.h"

/** Bytes as UTF-8 without byte order mark and without zero bytes, lines ending in LF.
 *
 * *text is started by the caller as {0} and is the caller's to free. *encoding is one of
 * "UTF-8", "UTF-8 with byte order mark", "Windows-1252" and "UTF-16", or NULL when the
 * bytes are no text, which is then a problem of file. Bytes that are not UTF-8 and have no
 * mark are read as Windows-1252, which is a note. AP_NO_MEMORY, or AP_IO when the system's
 * converter lacks an encoding. */
ap_status ap_decode(const char *file, const char *bytes, size_t length,
                    ap_problems *problems, ap_text *text, const char **encoding,
                    ap_error *err);

#endif
