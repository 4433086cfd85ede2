#include "data/nhse_forms.h"

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
    {"costed_general_acute", AP_GENERAL_ACUTE, 1, true, FORM_COSTED, ""},
    {"costed_community", AP_COMMUNITY, 1, true, FORM_COSTED, ""},
    {"costed_mental_health", AP_MENTAL_HEALTH, 1, true, FORM_COSTED, ""},
    {"costed_maternity", AP_MATERNITY, 1, true, FORM_COSTED, ""},
    {"nhse_primary_medical", AP_PRIMARY_MEDICAL_NEED, 0.85, false, FORM_PMC, ""},
    {"nhse_primary_medical", AP_HEALTH_INEQUALITIES, 0.15, false, FORM_PMC, ""},
    {"nhse_core_2019_20", AP_GENERAL_ACUTE, 0.7440702622605, true, FORM_2019, NOTE_2019},
    {"nhse_core_2019_20", AP_COMMUNITY, 0.0641153262951, true, FORM_2019, NOTE_2019},
    {"nhse_core_2019_20", AP_MENTAL_HEALTH, 0.1497996885195, true, FORM_2019, NOTE_2019},
    {"nhse_core_2019_20", AP_MATERNITY, 0.0416456229249, true, FORM_2019, NOTE_2019},
    {"nhse_core_2019_20", AP_PRESCRIBING, 0.1361358, false, FORM_2019, NOTE_2019},
    {"nhse_core_2019_20", AP_HEALTH_INEQUALITIES, 0.1110701, true, FORM_2019,
     "the part of the measure that carries the cost index"},
    {"nhse_core_2019_20", AP_HEALTH_INEQUALITIES, 0.0151262, false, FORM_2019,
     "the part of the measure that does not"},
    {"nhse_core_2022_23", AP_GENERAL_ACUTE, 0.6241154456, true, FORM_2022, NOTE_2022},
    {"nhse_core_2022_23", AP_COMMUNITY, 0.0516412592, true, FORM_2022, NOTE_2022},
    {"nhse_core_2022_23", AP_MENTAL_HEALTH, 0.1060064888, true, FORM_2022, NOTE_2022},
    {"nhse_core_2022_23", AP_MATERNITY, 0.0337968064, true, FORM_2022, NOTE_2022},
    {"nhse_core_2022_23", AP_PRESCRIBING, 0.0848, false, FORM_2022, NOTE_2022},
    {"nhse_core_2022_23", AP_HEALTH_INEQUALITIES, 0.09964, false, FORM_2022, NOTE_2022},
    {"nhse_core_2023_24", AP_GENERAL_ACUTE, 0.6255573907, true, FORM_2023, ""},
    {"nhse_core_2023_24", AP_COMMUNITY, 0.0511925554, true, FORM_2023, ""},
    {"nhse_core_2023_24", AP_MENTAL_HEALTH, 0.1042663517, true, FORM_2023, ""},
    {"nhse_core_2023_24", AP_MATERNITY, 0.0333655583, true, FORM_2023, ""},
    {"nhse_core_2023_24", AP_PRESCRIBING, 0.08398, false, FORM_2023, ""},
    {"nhse_core_2023_24", AP_HEALTH_INEQUALITIES, 0.10164, false, FORM_2023, ""},
    {"nhse_core_2025_26", AP_GENERAL_ACUTE, 0.587693052, true, FORM_2025, ""},
    {"nhse_core_2025_26", AP_COMMUNITY, 0.045348162, true, FORM_2025, ""},
    {"nhse_core_2025_26", AP_MENTAL_HEALTH, 0.124807068, true, FORM_2025, ""},
    {"nhse_core_2025_26", AP_MATERNITY, 0.03905202, true, FORM_2025, ""},
    {"nhse_core_2025_26", AP_PRESCRIBING, 0.0838, false, FORM_2025, ""},
    {"nhse_core_2025_26", AP_HEALTH_INEQUALITIES, 0.1016, false, FORM_2025, ""},
    {"nhse_core_2025_26", AP_PRIMARY_MEDICAL_NEED, 0.0176, false, FORM_2025,
     "primary medical care within core"},
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

double ap_form_weight(const char *blend, ap_component component)
{
    double weight = 0;
    for (size_t t = 0; t < TERMS; t++) {
        bool is_it = strcmp(terms[t].blend, blend) == 0 && terms[t].component == component;
        weight += is_it ? terms[t].weight : 0;
    }
    return weight;
}

bool ap_form_is_costed(const char *blend, ap_component component)
{
    for (size_t t = 0; t < TERMS; t++) {
        if (strcmp(terms[t].blend, blend) == 0 && terms[t].component == component &&
            terms[t].is_costed) {
            return true;
        }
    }
    return false;
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
    double index = costed > 0 ? (practice->weighted[AP_CORE] - rest) / costed : 0;
    return index >= 0.5 && index <= 2 ? index : 0;
}
