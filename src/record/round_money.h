/** Sheets of money: place by programme, source by programme, source by scheme, schemes. */
#ifndef APPORTION_RECORD_ROUND_MONEY_H
#define APPORTION_RECORD_ROUND_MONEY_H

#include "record/round_results.h"

ap_status ap_round_money(const ap_round_results *results, ap_report *report, ap_error *err);

#endif
