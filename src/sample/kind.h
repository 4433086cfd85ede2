/** The kinds of distribution that a driver may have: one table of words, parameters, ranges
 * and help.
 *
 * Those that are given by numbers alone are computed in family.h, those given by lists or
 * by other distributions in listed.h and distribution.h.
 */
#ifndef APPORTION_SAMPLE_KIND_H
#define APPORTION_SAMPLE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "sample/family.h"

typedef struct ap_parameter {
    const char *name;
    double low; /**< least and greatest, both allowed */
    double high;
    double fallback;  /**< what NaN (not given) means; NaN: it has to be given */
    const char *help; /**< one sentence */
} ap_parameter;

/** What besides parameters a kind is made of. */
typedef enum ap_takes {
    AP_TAKES_NUMBERS, /**< its parameters */
    AP_TAKES_VALUES,  /**< values, with weights or each as likely as the others */
    AP_TAKES_POINTS,  /**< values and P(X <= value) */
    AP_TAKES_PARTS,   /**< distributions with weights */
    AP_TAKES_EVENTS,  /**< two distributions: how many events, and how large each is */
} ap_takes;

typedef struct ap_distribution_kind {
    const char *word; /**< as it stands in drivers.csv */
    const char *help; /**< one sentence */
    size_t parameter_count;
    ap_parameter parameters[AP_PARAMETERS];
    const char *remedy;      /**< what to do when parameters do not go together */
    const ap_family *family; /**< NULL unless it takes numbers */
    ap_takes takes;
    bool is_count; /**< its values are whole numbers from 0 on */
    bool is_cut;   /**< its last two parameters are the ends of what is left of it */
} ap_distribution_kind;

/** What a kind may be given by instead of parameters (fit.h). */
typedef struct ap_percentiles {
    double p10;
    double p50; /**< NaN: not given */
    double p90;
} ap_percentiles;

/** The whole table, for help and documentation. */
const ap_distribution_kind *ap_kinds(size_t *count);

/** The kind of a word, capitals aside; AP_BAD_INPUT with the nearest word when there is
 * none. where is what to open. */
ap_status ap_kind_find(const char *word, const char *where,
                       const ap_distribution_kind **out, ap_error *err);

/** The constants of given parameters (NaN: not given). AP_BAD_INPUT when one is missing,
 * out of range or too many, or when they do not go together. filled gets the parameters
 * with their fallbacks. */
ap_status ap_kind_prepare(const ap_distribution_kind *kind,
                          const double given[AP_PARAMETERS], const char *where,
                          double filled[AP_PARAMETERS], double constants[AP_CONSTANTS],
                          ap_error *err);

#endif
