/** NHS England's target formulas as blends, and the programmes that they make.
 *
 *     Final = M (sum over the hospital components of w_c W_c) + b Prescribing
 *             + g HealthInequalities + d PrimaryMedicalNeed          2022/23 to 2025/26
 *     T = (1 - h) (K HCHS + B Prescribing) + h (K + B) AvoidableMortality      2019/20
 *     FinalPMC = 0.85 PrimaryMedicalNeed + 0.15 HealthInequalities
 *
 * M (K) is the cost index of the area; the 2019/20 form is in £000, of which one weighted
 * head has 1.255675. What a year adds in pounds or people of its own,
 * such as the remoteness of 2019/20, is a further component of weight 1. The coefficients
 * were recovered from the published practice data: exact but for 2025/26, which is within
 * 0.002.
 */
#ifndef APPORTION_IMPORT_NHSE_FORMS_H
#define APPORTION_IMPORT_NHSE_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "import/practices.h"

/** One term of a blend, a row of blends.csv. */
typedef struct ap_form_term {
    const char *blend;
    double weight;
    const char *basis;
    const char *note;
    ap_component component;
    bool is_costed;
} ap_form_term;

/** All terms of all named blends, blend by blend; *count is how many. */
const ap_form_term *ap_form_terms(size_t *count);

/** The blend of core services for a financial year: of 2023/24 for 2024/25 too, of 2025/26
 * for later years. */
const char *ap_form_core(const char *year);

/** What core money and primary medical money are for, a row of programmes.csv. */
typedef struct ap_form_programme {
    const char *programme; /**< its key */
    const char *name;
    const char *need;       /**< component or blend that its need is measured by */
    ap_component component; /**< its term in the formula of core services … */
    bool is_primary;        /**< … unless it is all of the primary medical formula */
    const char *area;       /**< BCF area of spend */
} ap_form_programme;

const ap_form_programme *ap_form_programmes(size_t *count);

/** The part of England's core and primary medical money of 2024/25 that is primary medical:
 * £11.2bn of £107.6bn + £11.2bn (House of Commons Library). */
double ap_form_primary_share(void);

/** The weight of the component in the blend, costed and not, added together; 0: none. */
double ap_form_weight(const char *blend, ap_component component);

/** The part of that weight that is multiplied by the cost index. */
double ap_form_costed_weight(const char *blend, ap_component component);

/** Is a part of that weight multiplied by the cost index and the rest not, as that of
 * avoidable mortality is in the 2019/20 form? */
bool ap_form_is_mixed(const char *blend, ap_component component);

/** What the component adds to the blend for a practice: weight times weighted population,
 * the costed part times the cost index (times 1 where that is 0, not known). */
double ap_form_need(const char *blend, ap_component component, const ap_practice *practice);

/** The cost index that makes the blend of core services give a practice its published final
 * weighted population; 0 where that lies outside 0.5 to 2 or the file does not say. */
double ap_form_cost_index(const char *blend, const ap_practice *practice);

#endif
