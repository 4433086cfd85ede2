#include "risk/stint.h"

void ap_stint_give(ap_stint *stint, ap_range block)
{
    if (ap_stint_has_work(stint)) {
        stint->next = block;
    } else {
        stint->block = block;
        stint->begun = block.first;
    }
}

bool ap_stint_has_room(const ap_stint *stint)
{
    return ap_range_length(stint->next) == 0;
}

bool ap_stint_has_work(const ap_stint *stint)
{
    return ap_range_length(stint->block) > 0;
}

ap_status ap_stint_step(ap_stint *stint, ap_error *err)
{
    uint64_t scenario = stint->block.first;
    ap_watchdog_note(stint->watchdog, AP_DOING_SCENARIO, scenario);
    ap_status status =
        stint->work->scenario(stint->work->context, scenario, stint->tally, err);
    if (status != AP_OK) {
        stint->is_spoilt = true;
        return status;
    }
    stint->block.first++;
    if (ap_stint_has_work(stint)) {
        return AP_OK;
    }
    status = ap_stint_settle(stint, err);
    ap_stint_give(stint, stint->next);
    stint->next = (ap_range){0};
    if (!ap_stint_has_work(stint)) {
        ap_watchdog_note(stint->watchdog, AP_DOING_WAIT, 0);
    }
    return status;
}

ap_status ap_stint_settle(ap_stint *stint, ap_error *err)
{
    ap_status status =
        ap_ranges_add(&stint->done, (ap_range){stint->begun, stint->block.first}, err);
    stint->begun = stint->block.first;
    stint->is_spoilt = stint->is_spoilt || status != AP_OK;
    return status;
}

ap_status ap_stint_cut(ap_stint *stint, ap_error *err)
{
    ap_status status = ap_stint_settle(stint, err);
    stint->block = (ap_range){0};
    stint->next = (ap_range){0};
    stint->begun = 0;
    ap_watchdog_note(stint->watchdog, AP_DOING_WAIT, 0);
    return status;
}

void ap_stint_clear(ap_stint *stint)
{
    stint->done.count = 0;
    ap_tally_clear(stint->tally);
}

void ap_stint_free(ap_stint *stint)
{
    ap_tally_free(stint->tally);
    ap_ranges_free(&stint->done);
}
