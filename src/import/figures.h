/** Numbers out of cells, as fast as they can be read and to the last bit what strtod gives.
 *
 * A number that is written plainly, "1234" or "-1.25", is read 16 digits at a time. One
 * that is not is for ap_figure_read, which is slow and says why a text is no number. What
 * people write by hand, "£1,234.50", is amount.h's business.
 */
#ifndef APPORTION_IMPORT_FIGURES_H
#define APPORTION_IMPORT_FIGURES_H

#include <stddef.h>

/** Bytes before the first cell and after the last that must be there to be read, whatever
 * they are. */
enum { AP_FIGURES_MARGIN = 32 };

/** The cells of these columns as numbers, up to the first that is not written plainly in
 * at most 16 digits. Cell c is from cells[c] to one before cells[c + 1]. Returns how many
 * were read. */
size_t ap_figures_read(const char *const cells[], size_t count, const size_t columns[],
                       double out[]);

/** Why a text is not a number. */
typedef enum ap_unread {
    AP_READ,
    AP_UNREAD_BLANK,
    AP_UNREAD_RANGE, /**< too great for a double */
    AP_UNREAD_WORDS,
} ap_unread;

/** Any decimal number, as strtod reads it: "+.5", "1e-3"; neither hexadecimal nor "inf" nor
 * "nan" is one. *out is written only on AP_READ. */
ap_unread ap_figure_read(const char *text, double *out);

#endif
