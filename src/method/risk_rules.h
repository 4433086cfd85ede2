/** The rules of risk shares: what each does with what is left. Formulas: risk_share.h. */
#ifndef APPORTION_METHOD_RISK_RULES_H
#define APPORTION_METHOD_RISK_RULES_H

#include "method/risk_lines.h"

/** Take a step of the lines in its scope, of which so much is left above and below 0. */
void ap_risk_apply(ap_sharing *sharing, const ap_risk_scope *scope, ap_sides sides);

#endif
