/** What is left of a fund's variances while its risk share is taken step by step, and how a
 * step takes of it. Shared by risk_rules.c and risk_share.c alone. */
#ifndef APPORTION_METHOD_RISK_LINES_H
#define APPORTION_METHOD_RISK_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "method/risk_agreement.h"
#include "method/risk_result.h"

/** A fund's variances on their way to those who bear them. */
typedef struct ap_sharing {
    const ap_fund *fund;
    const ap_agreement *agreement;
    const double *forecasts; /* of each line, pounds, for the run; NULL: the fund's own */
    ap_pence *rest;          /* what is left of each line */
    ap_pence *given_up;      /* of each line: cut by a step "uncommitted" already */
    ap_pence *reserve;       /* of each step: what its reserve has left */
    ap_pence *cuts;          /* of each step: what the others have had of "protect" */
    double *caps;    /* of each step: what each partner may still bear; NaN: not known
                        yet */
    double *weights; /* scratch, as many as lines or partners */
    ap_pence *split; /* scratch, likewise */
    size_t *some;    /* scratch, as many as lines */
    bool is_kept;    /* stages and entries are */
    ap_risk_result *result;
    bool is_out_of_memory;
} ap_sharing;

/** What is left above 0 and below 0 of lines. */
typedef struct ap_sides {
    ap_pence over;
    ap_pence under;
} ap_sides;

/** Where the step is among those of the agreement. */
size_t ap_sharing_place(const ap_sharing *sharing, const ap_agreed_step *step);

/** Add an entry to the stage at hand; of a partner with its share of a base, or of another
 * bearer with the most that it bears. */
void ap_sharing_add(ap_sharing *sharing, ap_risk_entry entry);
void ap_partner_bears(ap_sharing *sharing, size_t partner, ap_pence base, double share,
                      ap_pence borne);
void ap_another_bears(ap_sharing *sharing, ap_bearer bearer, ap_pence base, double most,
                      ap_pence borne);

ap_sides ap_sides_of(const ap_sharing *sharing, size_t count, const size_t lines[]);

/** Take an amount of one sign off the lines of that sign, each in proportion. */
void ap_take_off(ap_sharing *sharing, size_t count, const size_t lines[], ap_pence amount);

/** Take t of lines whose net is N, t no larger than N: the smaller side goes against the
 * larger first, whole. */
void ap_take_net(ap_sharing *sharing, size_t count, const size_t lines[], ap_pence t);

/** Nothing is left of lines, whoever bears it. */
void ap_take_all(ap_sharing *sharing, size_t count, const size_t lines[]);

#endif
