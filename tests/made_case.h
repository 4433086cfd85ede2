/** Small rounds made up in a test, and large ones by chance, loaded as a folder would be.
 *
 * A county whose places have the need they are given: need "all" measures every programme,
 * and the first programme's share of the target is 100%, so that T_i = need_i / (sum of
 * need) * (the envelope less what the county's own schemes bid for). Money is in millions.
 */
#ifndef APPORTION_TESTS_MADE_CASE_H
#define APPORTION_TESTS_MADE_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apportion/case.h"
#include "apportion/round.h"
#include "base/text.h"

enum { AP_MADE_FILES = 10 };

typedef struct ap_made {
    ap_text files[AP_MADE_FILES];
    bool has_programme; /**< the first one has the whole of the target */
} ap_made;

typedef struct ap_made_source {
    const char *key;
    double amount;
    double preference;
    const char *place; /**< NULL: anywhere */
    const char *funds; /**< NULL: every programme; else the one that it may fund */
    bool is_outside;   /**< not part of the envelope */
    bool is_at_most;   /**< need not be spent */
} ap_made_source;

typedef struct ap_made_scheme {
    const char *key;
    const char *place; /**< "county": the system's own */
    const char *programme;
    double baseline;
    double committed;
    double bid;
    double priority; /**< 0 stands for 1 */
    double output;
    double baseline_other;
    const char *tags;
} ap_made_scheme;

/** Blank where NULL; rank 0 is a hard rule. */
typedef struct ap_made_rule {
    const char *key;
    const char *place;
    const char *programme;
    const char *source;
    const char *tag;
    const char *bound;
    const char *value;
    const char *unit;
    const char *of;
    bool is_output;
    int rank;
} ap_made_rule;

/** settings are lines of case.ini, "[equity]\nunder = 5%\n"; the rest are the defaults. */
ap_made ap_made_new(const char *settings);

void ap_made_place(ap_made *made, const char *key, double need, double people);
void ap_made_programme(ap_made *made, const char *key);
void ap_made_source_add(ap_made *made, ap_made_source source);
void ap_made_scheme_add(ap_made *made, ap_made_scheme scheme);
void ap_made_rule_add(ap_made *made, ap_made_rule rule);
void ap_made_pace(ap_made *made, const char *parameter, const char *value);

/** One row of options.csv. */
void ap_made_option(ap_made *made, const char *option, const char *table,
                    const char *target, const char *column, const char *value);

/** Load and free it. Prints what is wrong and ends the test where something is. */
ap_case *ap_made_load(ap_made *made);

/** A round of two to six places and its like of programmes, sources, schemes and rules, all
 * by chance; hard rules can be met, soft ones not all. The same for the same seed. */
ap_case *ap_made_by_chance(uint64_t seed);

/** A case folder of the project, "inputs/hiow-2023-24". With a seed other than 0 the rows
 * of every table are in another order. */
ap_case *ap_made_from_folder(const char *folder, uint64_t seed);

/** Prepared and solved for all goals, or the test ends. */
ap_round *ap_made_solved(const ap_case *inputs);

/** Pounds of the cell of these keys; NaN where there is none. */
double ap_made_cell(const ap_round *round, const double cells[], const char *source,
                    const char *scheme);

#endif
