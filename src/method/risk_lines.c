#include "method/risk_lines.h"

#include <math.h>

#include "base/text.h"

size_t ap_sharing_place(const ap_sharing *sharing, const ap_agreed_step *step)
{
    return (size_t)(step - sharing->agreement->steps);
}

static void keep(ap_sharing *sharing, ap_risk_entry entry)
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
}

void ap_sharing_add(ap_sharing *sharing, ap_risk_entry entry)
{
    ap_risk_result *result = sharing->result;
    if (sharing->is_kept) {
        keep(sharing, entry);
    }
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
    ap_pence over = 0;
    ap_pence net = 0;
    for (size_t k = 0; k < count; k++) {
        ap_pence rest = sharing->rest[lines[k]];
        over += rest > 0 ? rest : 0;
        net += rest;
    }
    return (ap_sides){over, net - over};
}

void ap_take_off(ap_sharing *sharing, size_t count, const size_t lines[], ap_pence amount)
{
    ap_pence sign = amount < 0 ? -1 : 1;
    ap_pence all = 0;
    size_t found = 0;
    if (amount == 0) {
        return;
    }
    /* Lines of this side, listed without a branch: they are in no order. */
    for (size_t k = 0; k < count; k++) {
        ap_pence rest = sign * sharing->rest[lines[k]];
        sharing->some[found] = lines[k];
        sharing->weights[found] = (double)rest;
        all += rest > 0 ? rest : 0;
        found += rest > 0;
    }
    if (sign * amount == all) { /* each gives all that it has */
        ap_take_all(sharing, found, sharing->some);
        return;
    }
    ap_split_pence(found, sharing->weights, amount, sharing->split);
    for (size_t k = 0; k < found; k++) {
        sharing->rest[sharing->some[k]] -= sharing->split[k];
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
