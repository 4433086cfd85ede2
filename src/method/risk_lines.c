#include "method/risk_lines.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

size_t ap_sharing_steps(const ap_fund *fund)
{
    return fund->index->steps.start[fund->pool + 1] - fund->index->steps.start[fund->pool];
}

size_t ap_sharing_place(const ap_sharing *sharing, const ap_risk_step *step)
{
    const ap_grouping *steps = &sharing->fund->index->steps;
    const size_t *rows = steps->rows + steps->start[sharing->fund->pool];
    size_t place = 0;
    while (&sharing->inputs->risk_share[rows[place]] != step) {
        place++;
    }
    return place;
}

void ap_sharing_add(ap_sharing *sharing, ap_risk_entry entry)
{
    ap_risk_result *result = sharing->result;
    ap_risk_entry *entries =
        ap_grown(result->entries, result->entry_count, sizeof *entries);
    if (entries == NULL) {
        sharing->is_out_of_memory = true;
        return;
    }
    result->entries = entries;
    entry.stage = result->stage_count - 1;
    result->entries[result->entry_count++] = entry;
    result->stages[entry.stage].taken += entry.borne;
    switch (entry.bearer) {
    case AP_BEARER_RESERVE:
        result->reserve += entry.borne;
        break;
    case AP_BEARER_UNCOMMITTED:
        result->uncommitted += entry.borne;
        break;
    case AP_BEARER_CARRIED:
        result->carried += entry.borne;
        break;
    default:
        result->borne[entry.partner] += entry.borne;
    }
}

void ap_partner_bears(ap_sharing *sharing, size_t partner, ap_pence base, double share,
                      ap_pence borne)
{
    ap_sharing_add(sharing, (ap_risk_entry){.partner = partner,
                                            .scheme = AP_NONE,
                                            .base = base,
                                            .share = share,
                                            .cap = INFINITY,
                                            .borne = borne});
}

void ap_another_bears(ap_sharing *sharing, ap_bearer bearer, ap_pence base, double most,
                      ap_pence borne)
{
    ap_sharing_add(sharing, (ap_risk_entry){.bearer = bearer,
                                            .partner = AP_NONE,
                                            .scheme = AP_NONE,
                                            .base = base,
                                            .share = 1,
                                            .cap = most,
                                            .borne = borne});
}

ap_sides ap_sides_of(const ap_sharing *sharing, size_t count, const size_t lines[])
{
    ap_sides sides = {0, 0};
    for (size_t k = 0; k < count; k++) {
        ap_pence rest = sharing->rest[lines[k]];
        sides.over += rest > 0 ? rest : 0;
        sides.under += rest < 0 ? rest : 0;
    }
    return sides;
}

void ap_take_off(ap_sharing *sharing, size_t count, const size_t lines[], ap_pence amount)
{
    for (size_t k = 0; k < count; k++) {
        double rest = (double)sharing->rest[lines[k]];
        sharing->weights[k] = fmax(amount < 0 ? -rest : rest, 0);
    }
    ap_split_pence(count, sharing->weights, amount, sharing->split);
    for (size_t k = 0; k < count && amount != 0; k++) {
        sharing->rest[lines[k]] -= sharing->split[k];
    }
}

void ap_take_net(ap_sharing *sharing, size_t count, const size_t lines[], ap_pence t)
{
    ap_sides sides = ap_sides_of(sharing, count, lines);
    bool is_over = sides.over + sides.under > 0;
    if (t == 0) {
        return;
    }
    ap_take_off(sharing, count, lines, is_over ? sides.under : sides.over);
    ap_take_off(sharing, count, lines, is_over ? t - sides.under : t - sides.over);
}

void ap_take_all(ap_sharing *sharing, size_t count, const size_t lines[])
{
    for (size_t k = 0; k < count; k++) {
        sharing->rest[lines[k]] = 0;
    }
}

const ap_forecast_row *ap_sharing_forecast(const ap_sharing *sharing, size_t l)
{
    size_t row = sharing->fund->parts[sharing->part_of_line[l]].forecast_row;
    return row == AP_NONE ? NULL : &sharing->inputs->forecast[row];
}
