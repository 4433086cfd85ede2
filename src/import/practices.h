/** The practices of England, from a file of NHS England's ICB Place Based Allocation Tool:
 * one row a GP practice, with its registered population and its weighted populations.
 *
 * Four layouts have been published (2022/23 to 2025/26). Columns are found by name; what a
 * column may be called is one table in practices.c. A file of another layout is a problem
 * that names the columns found and those missing. Match practices on their code: names and
 * capitals differ between years. Source: NHS England, practice data of the tool, Crown
 * copyright, MIT licence and Open Government Licence v3.0.
 */
#ifndef APPORTION_IMPORT_PRACTICES_H
#define APPORTION_IMPORT_PRACTICES_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "data/problems.h"

/** The nine weighted populations, in the order in which the tool shows them. */
typedef enum ap_component {
    AP_GENERAL_ACUTE,
    AP_COMMUNITY,
    AP_MENTAL_HEALTH,
    AP_MATERNITY,
    AP_PRESCRIBING,
    AP_HEALTH_INEQUALITIES,  /**< avoidable mortality */
    AP_CORE,                 /**< the overall weighted population of core services */
    AP_PRIMARY_MEDICAL_NEED, /**< not in the file of 2022/23 */
    AP_PRIMARY_MEDICAL,      /**< the final one: 0.85 need + 0.15 health inequalities */
    AP_COMPONENTS,
} ap_component;

/** "general_acute", as need.csv names it, and "General and acute", as it is printed. */
const char *ap_component_key(ap_component component);
const char *ap_component_name(ap_component component);

/** One practice. Text is borrowed from the file; "" where the file has none. */
typedef struct ap_practice {
    const char *code; /**< "J82001" */
    const char *name;
    const char *pcn; /**< code of the primary care network */
    const char *pcn_name;
    const char *icb; /**< "QRL" */
    const char *icb_name;
    const char *district; /**< "E06000045", the lower-tier local authority */
    const char *district_name;
    double latitude; /**< degrees; 0, 0 where the file has none */
    double longitude;
    double population;              /**< registered, projected to the year; people */
    double weighted[AP_COMPONENTS]; /**< people; 0 where blank or not in the file */
    long line;                      /**< as Excel numbers it */
} ap_practice;

/** A file of practices. */
typedef struct ap_practices {
    char *file;                    /**< last part of its path */
    char year[8];                  /**< "2025/26" where the file's name says so
                                        ("2025-26", "2025_2026", "2025_26"), else "" */
    bool has[AP_COMPONENTS];       /**< is there a column for it? */
    double england[AP_COMPONENTS]; /**< sums over all practices of the file */
    double england_population;
    size_t count;
    ap_practice *rows; /**< in the order of the file */
    char *text;        /**< owns the text of the rows */
} ap_practices;

/** Read a file. Every problem (a column missing, a number that is none, a practice without
 * code, ICB or district or twice, people below zero, a row of another width) is added to
 * problems, and AP_BAD_INPUT is returned when there is any; AP_NO_INPUT when it cannot be
 * opened. Blank weighted populations of a column that is there are read as 0, with one note
 * for each column; blank rows are passed over. *out is the caller's to free. */
ap_status ap_practices_read(const char *path, ap_problems *problems, ap_practices **out,
                            ap_error *err);

/** NULL is ignored. */
void ap_practices_free(ap_practices *practices);

#endif
