/** The money of a case that is begun from practice data: programmes by NHS England's own
 * formula, and sources, schemes, rules and pace of change to be filled in or, where an
 * envelope is given, made up from need.
 *
 *     y_k  = (1 - q) S_k / sum_j S_j      for programmes of core services; q for primary
 *                                         medical care
 *     S_k  = sum over practices of (w_k M + v_k) W_k      w_k costed, v_k not, by the
 *                                         year's formula (nhse_forms.h)
 *     b_ik = y_k Q / (1 + g) x last year's need share of place i for programme k
 *     bid  = 1.05 x the larger of b_ik and this year's target, committed 0.95 of the
 *            smaller
 *
 * q is the part of the money that is primary medical, nationally where none is given.
 */
#ifndef APPORTION_IMPORT_IMPORT_MONEY_H
#define APPORTION_IMPORT_IMPORT_MONEY_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"
#include "import/import_tree.h"
#include "import/practices.h"

/** Begins the name of the blend that measures a programme's need where a part of its weight
 * is costed and the rest is not: "part_costed_health_inequalities". */
#define AP_MIXED "part_costed_"

/** What a case is begun from. All borrowed. */
typedef struct ap_import {
    const ap_practices *now; /**< of the case's year */
    const ap_tree *tree;     /**< of its practices */
    const char *icb;         /**< "QRL"; "" all of England */
    const char *year;        /**< "2025/26" */
    size_t before_count;
    const ap_practices *const *before; /**< earlier years, oldest first */
    const char *const *before_years;   /**< "2024/25" */
    const size_t *const
        *place_before; /**< of each of their practices: the node of the
                            round that the year's own data give, or AP_NONE */
    double core;       /**< pounds of core services; 0: not given */
    double primary;    /**< pounds of primary medical care; 0 and core > 0: none */
    double growth;     /**< of that money on last year's, a fraction */
    const struct ap_import_work *work; /**< made by ap_import_make; NULL before */
} ap_import;

enum { AP_IMPORT_PROGRAMMES = 8 };

/** What the tables are computed from. */
typedef struct ap_import_work {
    size_t **now_of; /**< of each earlier year's practices: the one of now, or AP_NONE */
    size_t *last_of; /**< of each practice of now: that of last year, or AP_NONE */
    double *now;     /**< need of place r of the round for programme k, this year, at
                          [r * AP_IMPORT_PROGRAMMES + k] */
    double *last;    /**< and last year; this year's where its file is not there */
    double total_now[AP_IMPORT_PROGRAMMES];
    double total_last[AP_IMPORT_PROGRAMMES];
    double share[AP_IMPORT_PROGRAMMES]; /**< y_k; 0 where the file lacks its need */
    bool is_lent[AP_IMPORT_PROGRAMMES]; /**< last year's file lacks its need: last and
                                             total_last are this year's */
    double primary_share;               /**< q */
    double people_now;                  /**< of all practices that count, this year */
    double people_last;                 /**< and last */
    bool has_last;                      /**< is the file of last year there? */
    size_t before_count;
} ap_import_work;

/** *out is the caller's to free. */
ap_status ap_import_prepare(const ap_import *import, ap_import_work **out, ap_error *err);

/** NULL is ignored. */
void ap_import_work_free(ap_import_work *work);

/** What is missing for want of that file, as a sentence that names its year, added to text;
 * nothing where nothing is: the file is there, or there is neither money nor an earlier
 * year. */
void ap_import_say_gap(const ap_import *import, ap_text *text);

/** Last year's money of a practice in pounds: last year's money shared by last year's need,
 * a head, for this year's people, so that a merger is not growth, and scaled by the growth
 * of all lists, so that it is no more in all than there was; of a programme whose need last
 * year's file lacks by this year's need. 0 where it is not known: no envelope, no file of
 * last year, or a practice that was not there.
 *
 *     b_p = B_p (P_p / P'_p) (sum P' / sum P)     B_p by last year's need, P' its people
 */
double ap_import_baseline(const ap_import *import, size_t practice);

void ap_import_programmes(const ap_import *import, ap_text *text);
void ap_import_sources(const ap_import *import, ap_text *text);
void ap_import_eligibility(const ap_import *import, ap_text *text);
void ap_import_schemes(const ap_import *import, ap_text *text);
void ap_import_rules(const ap_import *import, ap_text *text);
void ap_import_pace(const ap_import *import, ap_text *text);

#endif
