/** What ranks write to one another during a run. */
#ifndef APPORTION_RISK_LETTER_H
#define APPORTION_RISK_LETTER_H

#include "risk/ranges.h"
#include "risk/tally.h"

typedef enum ap_letter_kind {
    /* to rank 0 */
    AP_LETTER_ASK,     /**< for a block */
    AP_LETTER_RESULTS, /**< scenarios done and their tally */
    AP_LETTER_ALIVE,   /**< nothing new, but I go on */
    AP_LETTER_FAILURE, /**< stop all: a signal came, or a scenario failed */
    AP_LETTER_LAST,    /**< results, and no letter more */
    /* from rank 0 */
    AP_LETTER_BLOCK,   /**< compute these */
    AP_LETTER_PATIENT, /**< no block yet: hand in what you have; I go on */
    AP_LETTER_HALT,    /**< end your scenario and hand in what you have */
    AP_LETTER_GOODBYE, /**< all is in: no letter more */
} ap_letter_kind;

/** A letter as it is read; the pointers are into its bytes. */
typedef struct ap_letter {
    ap_letter_kind kind;
    ap_range block; /**< of AP_LETTER_BLOCK */
    size_t done_count;
    const ap_range *done;
    const char *tally; /**< packed */
    size_t tally_length;
    const ap_error *failure;
} ap_letter;

/** A letter of a few words; `block` matters for AP_LETTER_BLOCK only. Each of these adds to
 * an empty text, which has failed when there is no memory. */
void ap_letter_write(ap_letter_kind kind, ap_range block, ap_text *text);

/** AP_LETTER_RESULTS or AP_LETTER_LAST; no tally is needed where nothing was done. */
void ap_letter_write_results(ap_letter_kind kind, const ap_ranges *done,
                             const ap_tally *tally, ap_text *text);

void ap_letter_write_failure(const ap_error *failure, ap_text *text);

/** AP_INTERNAL when it is none of these letters. */
ap_status ap_letter_read(const ap_text *text, ap_letter *letter, ap_error *err);

#endif
