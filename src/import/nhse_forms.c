#include "import/nhse_forms.h"

#include <string.h>

#define FORM_2019                                                                       \
    "derived: exact fit to the practice data of the 2019/20 round, published December " \
    "2021; £000 a weighted head"
#define NOTE_2019                                                                    \
    "A = 1.110701, B = 0.151262, h = 0.10; the cost index stands for MFF and EACA; " \
    "remoteness is added as a component of its own"
#define FORM_2022 "derived: fitted to the published practice data of 2022/23 (exact)"
#define NOTE_2022 "the components of that year already carry the market forces factor"
#define FORM_2023 \
    "derived: fitted to the published practice data of 2023/24 and 2024/25 (exact)"
#define FORM_2025 \
    "derived: fitted to the published practice data of 2025/26 (approximate, within 0.002)"
#define FORM_PMC \
    "derived: exact fit to the published practice data of 2023/24, 2024/25 and 2025/26"
#define FORM_COSTED \
    "derived: NHS England's formula; hospital and community need carries the cost index"

static const ap_form_term terms[] = {
    {"costed_general_acute", 1, FORM_COSTED, "", AP_GENERAL_ACUTE, true},
    {"costed_community", 1, FORM_COSTED, "", AP_COMMUNITY, true},
    {"costed_mental_health", 1, FORM_COSTED, "", AP_MENTAL_HEALTH, true},
    {"costed_maternity", 1, FORM_COSTED, "", AP_MATERNITY, true},
    {"nhse_primary_medical", 0.85, FORM_PMC, "", AP_PRIMARY_MEDICAL_NEED, false},
    {"nhse_primary_medical", 0.15, FORM_PMC, "", AP_HEALTH_INEQUALITIES, false},
    {"nhse_core_2019_20", 0.7440702622605, FORM_2019, NOTE_2019, AP_GENERAL_ACUTE, true},
    {"nhse_core_2019_20", 0.0641153262951, FORM_2019, NOTE_2019, AP_COMMUNITY, true},
    {"nhse_core_2019_20", 0.1497996885195, FORM_2019, NOTE_2019, AP_MENTAL_HEALTH, true},
    {"nhse_core_2019_20", 0.0416456229249, FORM_2019, NOTE_2019, AP_MATERNITY, true},
    {"nhse_core_2019_20", 0.1361358, FORM_2019, NOTE_2019, AP_PRESCRIBING, false},
    {"nhse_core_2019_20", 0.1110701, FORM_2019,
     "the part of the measure that carries the cost index", AP_HEALTH_INEQUALITIES, true},
    {"nhse_core_2019_20", 0.0151262, FORM_2019, "the part of the measure that does not",
     AP_HEALTH_INEQUALITIES, false},
    {"nhse_core_2022_23", 0.6241154456, FORM_2022, NOTE_2022, AP_GENERAL_ACUTE, true},
    {"nhse_core_2022_23", 0.0516412592, FORM_2022, NOTE_2022, AP_COMMUNITY, true},
    {"nhse_core_2022_23", 0.1060064888, FORM_2022, NOTE_2022, AP_MENTAL_HEALTH, true},
    {"nhse_core_2022_23", 0.0337968064, FORM_2022, NOTE_2022, AP_MATERNITY, true},
    {"nhse_core_2022_23", 0.0848, FORM_2022, NOTE_2022, AP_PRESCRIBING, false},
    {"nhse_core_2022_23", 0.09964, FORM_2022, NOTE_2022, AP_HEALTH_INEQUALITIES, false},
    {"nhse_core_2023_24", 0.6255573907, FORM_2023, "", AP_GENERAL_ACUTE, true},
    {"nhse_core_2023_24", 0.0511925554, FORM_2023, "", AP_COMMUNITY, true},
    {"nhse_core_2023_24", 0.1042663517, FORM_2023, "", AP_MENTAL_HEALTH, true},
    {"nhse_core_2023_24", 0.0333655583, FORM_2023, "", AP_MATERNITY, true},
    {"nhse_core_2023_24", 0.08398, FORM_2023, "", AP_PRESCRIBING, false},
    {"nhse_core_2023_24", 0.10164, FORM_2023, "", AP_HEALTH_INEQUALITIES, false},
    {"nhse_core_2025_26", 0.587693052, FORM_2025, "", AP_GENERAL_ACUTE, true},
    {"nhse_core_2025_26", 0.045348162, FORM_2025, "", AP_COMMUNITY, true},
    {"nhse_core_2025_26", 0.124807068, FORM_2025, "", AP_MENTAL_HEALTH, true},
    {"nhse_core_2025_26", 0.03905202, FORM_2025, "", AP_MATERNITY, true},
    {"nhse_core_2025_26", 0.0838, FORM_2025, "", AP_PRESCRIBING, false},
    {"nhse_core_2025_26", 0.1016, FORM_2025, "", AP_HEALTH_INEQUALITIES, false},
    {"nhse_core_2025_26", 0.0176, FORM_2025, "primary medical care within core",
     AP_PRIMARY_MEDICAL_NEED, false},
};

enum { TERMS = sizeof terms / sizeof terms[0] };

static const ap_form_programme programmes[] = {
    {"acute", "Acute", "costed_general_acute", AP_GENERAL_ACUTE, false, "Acute"},
    {"maternity", "Maternity", "costed_maternity", AP_MATERNITY, false, "Acute"},
    {"community", "Community", "costed_community", AP_COMMUNITY, false, "Community Health"},
    {"mental_health", "Mental health", "costed_mental_health", AP_MENTAL_HEALTH, false,
     "Mental Health"},
    {"prescribing", "Prescribing", "prescribing", AP_PRESCRIBING, false, "Primary Care"},
    {"health_inequalities", "Health inequalities", "health_inequalities",
     AP_HEALTH_INEQUALITIES, false, "Other"},
    {"primary_care_in_core", "Primary care within core", "primary_medical_need",
     AP_PRIMARY_MEDICAL_NEED, false, "Primary Care"},
    {"primary_medical", "Primary medical care", "nhse_primary_medical", AP_PRIMARY_MEDICAL,
     true, "Primary Care"},
};

const ap_form_term *ap_form_terms(size_t *count)
{
    *count = TERMS;
    return terms;
}

const ap_form_programme *ap_form_programmes(size_t *count)
{
    *count = sizeof programmes / sizeof programmes[0];
    return programmes;
}

/* Years are compared as text: "2022/23" comes before "2023/24". */
const char *ap_form_core(const char *year)
{
    if (strcmp(year, "2022/23") < 0) {
        return "nhse_core_2019_20";
    }
    if (strcmp(year, "2023/24") < 0) {
        return "nhse_core_2022_23";
    }
    return strcmp(year, "2025/26") < 0 ? "nhse_core_2023_24" : "nhse_core_2025_26";
}

double ap_form_primary_share(void)
{
    return 11.2 / (107.6 + 11.2);
}

/* The sum of the weights of the component's terms, of those that are costed or of those
 * that are not. */
static double weight_of(const char *blend, ap_component component, bool is_costed)
{
    double weight = 0;
    for (size_t t = 0; t < TERMS; t++) {
        bool is_it = terms[t].component == component && terms[t].is_costed == is_costed &&
                     strcmp(terms[t].blend, blend) == 0;
        weight += is_it ? terms[t].weight : 0;
    }
    return weight;
}

double ap_form_weight(const char *blend, ap_component component)
{
    return weight_of(blend, component, true) + weight_of(blend, component, false);
}

double ap_form_costed_weight(const char *blend, ap_component component)
{
    return weight_of(blend, component, true);
}

bool ap_form_is_mixed(const char *blend, ap_component component)
{
    return weight_of(blend, component, true) != 0 &&
           weight_of(blend, component, false) != 0;
}

double ap_form_need(const char *blend, ap_component component, const ap_practice *practice)
{
    double index = ap_form_cost_index(blend, practice);
    double costed = weight_of(blend, component, true) * (index > 0 ? index : 1);
    return (costed + weight_of(blend, component, false)) * practice->weighted[component];
}

/* What a weighted head stands for, in the unit of the blend: people or, in the 2019/20
 * form, £000. */
static double worth_of_head(const char *blend)
{
    return strcmp(blend, "nhse_core_2019_20") == 0 ? 1.255675 : 1;
}

double ap_form_cost_index(const char *blend, const ap_practice *practice)
{
    double costed = 0;
    double rest = 0;
    for (size_t t = 0; t < TERMS; t++) {
        if (strcmp(terms[t].blend, blend) == 0) {
            double part = terms[t].weight * practice->weighted[terms[t].component];
            costed += terms[t].is_costed ? part : 0;
            rest += terms[t].is_costed ? 0 : part;
        }
    }
    double final = practice->weighted[AP_CORE] * worth_of_head(blend);
    double index = costed > 0 ? (final - rest) / costed : 0;
    return index >= 0.5 && index <= 2 ? index : 0;
}
