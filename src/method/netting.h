/** What the schemes of a fund have left over and need: formula (24).
 *
 * s scheme, g fence, l line, V_l variance of a line (23): an overspend is positive.
 *
 *     N_sg = sum of V_l over the lines l of s in g (24) need       o_sg = max(N_sg, 0)
 *     surplus    -N_sg where that is above 0, spread over the lines that underspend in
 *                proportion: u_l,  sum of u_l over the lines of s in g = max(-N_sg, 0)
 *
 * So a scheme's own underspend pays for its own overspend first, and never across fences.
 * Amounts are whole pence. Lines are in order of the fund's fences, then of the keys of
 * scheme and source, so that the order of the rows of the case changes nothing.
 */
#ifndef APPORTION_METHOD_NETTING_H
#define APPORTION_METHOD_NETTING_H

#include "method/fund.h"

/** A line of the fund, and what it can give. */
typedef struct ap_net_line {
    size_t line;      /**< of the fund */
    ap_pence surplus; /**< u_l */
} ap_net_line;

/** A scheme within a fence. */
typedef struct ap_net {
    size_t scheme;
    size_t fence;      /**< of the fund */
    ap_pence variance; /**< N_sg */
    size_t first;      /**< of the netting's lines: those of s in g follow one another */
    size_t count;
} ap_net;

typedef struct ap_netting {
    size_t line_count; /**< as many as the fund has */
    ap_net_line *lines;
    size_t net_count;
    ap_net *nets;           /**< by fence, then by the key of the scheme */
    size_t *fence_start;    /**< those of fence g: fence_start[g] .. fence_start[g + 1] */
    struct ap_arena *arena; /**< owns all of the above */
} ap_netting;

/** variances has fund->line_count. *out is the caller's to free. */
ap_status ap_netting_new(const ap_fund *fund, const ap_pence variances[], ap_netting **out,
                         ap_error *err);

/** NULL is ignored. */
void ap_netting_free(ap_netting *netting);

#endif
