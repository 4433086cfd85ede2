#include "record/round_results.h"

#include <math.h>

const char *ap_results_place(const ap_round_results *results, size_t i)
{
    const ap_need *need = results->round->need;
    const ap_case *inputs = results->round->inputs;
    size_t row = i < need->places ? need->place_rows[i] : ap_case_system(inputs);
    return inputs->places[row].name;
}

double ap_results_sum(size_t count, const double values[])
{
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        total += values[i];
    }
    return total;
}

const struct ap_lexico_result *ap_results_stages(const ap_round_results *results)
{
    return results->clash == NULL ? results->round->result : results->clash->result;
}

double ap_results_certificate(const ap_round_results *results)
{
    const struct ap_lexico_result *stages = ap_results_stages(results);
    double worst = 0;
    for (size_t g = 0; g < stages->stage_count; g++) {
        ap_certificate certificate = stages->stages[g].certificate;
        worst =
            fmax(worst, fmax(certificate.primal, fmax(certificate.dual, certificate.gap)));
    }
    return ap_results_power(worst);
}
