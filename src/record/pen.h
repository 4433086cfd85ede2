/** A pen that writes the rows of a sheet from left to right. */
#ifndef APPORTION_RECORD_PEN_H
#define APPORTION_RECORD_PEN_H

#include "record/report.h"

/** Where the next cell goes. */
typedef struct ap_pen {
    ap_report *report;
    ap_sheet *sheet;
    size_t row;
    size_t column;
} ap_pen;

void ap_pen_number(ap_pen *pen, double number);

/** Money to the penny, and a share to a thousandth of a basis point: what a re-solved round
 * is published with, since the digits beyond are arithmetic. */
void ap_pen_pounds(ap_pen *pen, double pounds);
void ap_pen_share(ap_pen *pen, double share);

/** Words, "[z]" where there are none. */
void ap_pen_words(ap_pen *pen, const char *words);
void ap_pen_end_row(ap_pen *pen);

/** A sheet with its cells; *pen writes its first row. */
ap_status ap_pen_begin(ap_report *report, ap_sheet sheet, ap_pen *pen, ap_error *err);

/** The power of ten at or above a small positive number; 0 for 0. Infeasibilities and gaps
 * are published as these: their digits are rounding, and differ from machine to machine. */
double ap_results_power(double number);

#endif
