/* NHS England's formulas as an import writes them: the published coefficients, the same as
 * in the shipped case, and the cost index that makes them give the published figure. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/load.h"
#include "import/nhse_forms.h"

/* Coefficients of the overall weighted population, as published or recovered exactly. */
static void the_forms_have_the_published_coefficients(void **state)
{
    (void)state;
    static const struct {
        const char *year;
        double hospital; /* costed, all four components */
        double prescribing;
        double inequalities;
        double primary;
        double within; /* of the published digits */
    } forms[] = {
        {"2022/23", 0.81556, 0.08480, 0.09964, 0, 1e-9},
        {"2023/24", 0.81439, 0.08398, 0.10164, 0, 2e-5},
        {"2024/25", 0.81439, 0.08398, 0.10164, 0, 2e-5},
        {"2025/26", 0.79698, 0.0838, 0.1016, 0.0176, 1e-3},
    };
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        const char *blend = ap_form_core(forms[f].year);
        double hospital = 0;
        for (ap_component c = AP_GENERAL_ACUTE; c <= AP_MATERNITY; c++) {
            assert_true(ap_form_costed_weight(blend, c) == ap_form_weight(blend, c));
            hospital += ap_form_weight(blend, c);
        }
        assert_true(ap_form_costed_weight(blend, AP_HEALTH_INEQUALITIES) == 0);
        assert_false(ap_form_is_mixed(blend, AP_HEALTH_INEQUALITIES));
        assert_true(fabs(hospital - forms[f].hospital) <= forms[f].within);
        assert_true(ap_form_weight(blend, AP_PRESCRIBING) == forms[f].prescribing);
        assert_true(ap_form_weight(blend, AP_HEALTH_INEQUALITIES) == forms[f].inequalities);
        assert_true(ap_form_weight(blend, AP_PRIMARY_MEDICAL_NEED) == forms[f].primary);
        double all =
            hospital + forms[f].prescribing + forms[f].inequalities + forms[f].primary;
        assert_true(fabs(all - 1) < 2e-4);
    }
    assert_true(ap_form_weight("nhse_primary_medical", AP_PRIMARY_MEDICAL_NEED) == 0.85);
    assert_true(ap_form_weight("nhse_primary_medical", AP_HEALTH_INEQUALITIES) == 0.15);
}

/* 2019/20: T = 0.9 (K HCHS + B Presc) + 0.1 (K + B) AM, at K = A = 1.110701, B = 0.151262.
 */
static void the_form_of_2019_20_is_that_of_its_round(void **state)
{
    (void)state;
    const double within[] = {0.744345, 0.064139, 0.149855, 0.041661};
    const char *blend = ap_form_core("2019/20");
    for (ap_component c = AP_GENERAL_ACUTE; c <= AP_MATERNITY; c++) {
        assert_true(fabs(ap_form_weight(blend, c) - 0.9 * 1.110701 * within[c]) < 1e-9);
    }
    assert_true(fabs(ap_form_weight(blend, AP_PRESCRIBING) - 0.9 * 0.151262) < 1e-9);
    assert_true(fabs(ap_form_weight(blend, AP_HEALTH_INEQUALITIES) -
                     0.1 * (1.110701 + 0.151262)) < 1e-9);
    assert_true(
        fabs(ap_form_costed_weight(blend, AP_HEALTH_INEQUALITIES) - 0.1 * 1.110701) < 1e-9);
    assert_true(ap_form_is_mixed(blend, AP_HEALTH_INEQUALITIES));
    assert_false(ap_form_is_mixed(blend, AP_GENERAL_ACUTE));
    assert_false(ap_form_is_mixed(blend, AP_PRESCRIBING));
}

/* The shipped case and the import tell the same blends. */
static void the_shipped_case_has_the_same_blends(void **state)
{
    (void)state;
    ap_case *inputs = NULL;
    ap_problems *problems = ap_problems_new();
    assert_int_equal(
        ap_case_load(AP_ROOT "/inputs/hiow-2023-24", AP_SCOPE_ALL, problems, &inputs, NULL),
        AP_OK);
    size_t count = 0;
    const ap_form_term *terms = ap_form_terms(&count);
    for (size_t t = 0; t < count; t++) {
        size_t found = 0;
        for (size_t b = 0; b < inputs->blends_count; b++) {
            const ap_blend_row *row = &inputs->blends[b];
            found +=
                strcmp(row->blend, terms[t].blend) == 0 &&
                        strcmp(row->component, ap_component_key(terms[t].component)) == 0 &&
                        row->weight == terms[t].weight &&
                        row->is_costed == terms[t].is_costed
                    ? 1
                    : 0;
        }
        if (found != 1) {
            fail_msg("%s, %s: %zu rows of the shipped case", terms[t].blend,
                     ap_component_key(terms[t].component), found);
        }
    }
    ap_case_free(inputs);
    ap_problems_free(problems);
}

/* Whatever a practice's components, its cost index makes the formula give its core. */
static void the_cost_index_gives_the_published_figure(void **state)
{
    (void)state;
    ap_practice practice = {.weighted = {1100, 900, 1300, 700, 1000, 1200, 0, 950, 0}};
    const char *blend = ap_form_core("2025/26");
    for (int step = 18; step < 24; step++) {
        double index = 0.05 * step;
        double costed = 0;
        double rest = 0;
        for (ap_component c = AP_GENERAL_ACUTE; c < AP_CORE; c++) {
            double part = ap_form_weight(blend, c) * practice.weighted[c];
            bool is_costed = ap_form_costed_weight(blend, c) > 0;
            costed += is_costed ? part : 0;
            rest += is_costed ? 0 : part;
        }
        rest += ap_form_weight(blend, AP_PRIMARY_MEDICAL_NEED) * 950;
        practice.weighted[AP_CORE] = index * costed + rest;
        assert_true(fabs(ap_form_cost_index(blend, &practice) - index) < 1e-12);
    }
    practice.weighted[AP_CORE] = 9e6; /* no cost index is 5,000 */
    assert_true(ap_form_cost_index(blend, &practice) == 0);
}

static void programmes_cover_the_formula(void **state)
{
    (void)state;
    size_t count = 0;
    size_t primary = 0;
    const ap_form_programme *programmes = ap_form_programmes(&count);
    double weight = 0;
    for (size_t k = 0; k < count; k++) {
        primary += programmes[k].is_primary ? 1 : 0;
        weight += programmes[k].is_primary
                      ? 0
                      : ap_form_weight(ap_form_core("2025/26"), programmes[k].component);
    }
    assert_int_equal(count, 8);
    assert_int_equal(primary, 1);
    assert_true(fabs(weight - 1) < 2e-4);
    assert_true(fabs(ap_form_primary_share() - 0.0942761) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_forms_have_the_published_coefficients),
        cmocka_unit_test(the_form_of_2019_20_is_that_of_its_round),
        cmocka_unit_test(the_shipped_case_has_the_same_blends),
        cmocka_unit_test(the_cost_index_gives_the_published_figure),
        cmocka_unit_test(programmes_cover_the_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
