#include "sample/curve.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { NODES = 8, PIECES = 16, MOST_HALVINGS = 10, MOST_PIECES = 1024, STEPS = 32 };

typedef struct ap_piece {
    double c[NODES]; /* of 1, s, s^2, …; s is -1 at its left end and 1 at its right */
    double low;      /* the function at its ends */
    double high;
    uint32_t halves; /* where its two halves are; 0: it is whole */
    bool is_exact;   /* the function itself is asked */
} ap_piece;

struct ap_curve {
    ap_curve_function *f;
    const void *context;
    double from;
    double per_unit; /* pieces */
    size_t count;
    ap_piece *pieces; /* the first PIECES from left to right, then halves */
};

/* A curve that is being made. */
typedef struct ap_span {
    double from;
    double to;
    int halvings;
} ap_span;

typedef struct ap_drawing_board {
    const ap_curve_spec *spec;
    ap_curve *curve;
    double nodes[NODES];
    double between[NODES - 1];
    ap_span spans[MOST_PIECES]; /* of the curve's pieces */
} ap_drawing_board;

static double polynomial(const double c[NODES], double s)
{
    double sum = c[NODES - 1];
    for (size_t k = NODES - 1; k-- > 0;) {
        sum = sum * s + c[k];
    }
    return sum;
}

/* The coefficients through y at the nodes: Newton's divided differences, multiplied out. */
static void fit(const double nodes[NODES], const double y[NODES], double c[NODES])
{
    double difference[NODES];
    for (size_t i = 0; i < NODES; i++) {
        difference[i] = y[i];
        c[i] = 0;
    }
    for (size_t j = 1; j < NODES; j++) {
        for (size_t i = NODES - 1; i >= j; i--) {
            difference[i] = (difference[i] - difference[i - 1]) / (nodes[i] - nodes[i - j]);
        }
    }
    for (size_t k = NODES; k-- > 0;) {
        for (size_t i = NODES - 1; i > 0; i--) {
            c[i] = c[i - 1] - nodes[k] * c[i];
        }
        c[0] = difference[k] - nodes[k] * c[0];
    }
}

static double f_at(const ap_drawing_board *board, const ap_span *span, double s)
{
    double middle = (span->from + span->to) / 2;
    double x = middle + s * (span->to - span->from) / 2;
    x = s <= -1 ? span->from : x;
    x = s >= 1 ? span->to : x;
    return board->spec->f(board->spec->context, x);
}

static double allowed(const ap_curve_spec *spec, double y)
{
    return AP_CURVE_ERROR * (spec->spread + fabs(y - spec->centre)) +
           4 * DBL_EPSILON * fabs(y);
}

static bool is_right(const ap_drawing_board *board, const ap_span *span,
                     const ap_piece *piece)
{
    bool is_near = true;
    for (size_t k = 0; k < NODES - 1 && is_near; k++) {
        double y = f_at(board, span, board->between[k]);
        is_near =
            fabs(polynomial(piece->c, board->between[k]) - y) <= allowed(board->spec, y);
    }
    return is_near;
}

static bool is_rising(const ap_drawing_board *board, const ap_piece *piece)
{
    double slack = allowed(board->spec, piece->low) / 1000;
    double before = polynomial(piece->c, -1);
    bool rises = true;
    for (int step = 1; step <= STEPS; step++) {
        double y = polynomial(piece->c, 2.0 * step / STEPS - 1);
        rises = rises && y >= before - slack;
        before = y;
    }
    return rises;
}

/* Whether the piece is good enough as one. */
static bool draw(const ap_drawing_board *board, const ap_span *span, ap_piece *piece)
{
    double y[NODES];
    for (size_t k = 0; k < NODES; k++) {
        y[k] = f_at(board, span, board->nodes[k]);
    }
    fit(board->nodes, y, piece->c);
    piece->low = fmin(y[0], y[NODES - 1]);
    piece->high = fmax(y[0], y[NODES - 1]);
    return is_rising(board, piece) && is_right(board, span, piece);
}

/* All pieces of a size before smaller ones, so that when there is no room for more the
 * smallest go without. */
static void draw_all(ap_drawing_board *board)
{
    ap_curve *curve = board->curve;
    for (size_t k = 0; k < curve->count; k++) {
        ap_piece *piece = &curve->pieces[k];
        ap_span span = board->spans[k];
        double middle = (span.from + span.to) / 2;
        if (draw(board, &span, piece)) {
            continue;
        }
        piece->is_exact = true;
        if (span.halvings < MOST_HALVINGS && curve->count + 2 <= MOST_PIECES) {
            piece->halves = (uint32_t)curve->count;
            board->spans[curve->count++] = (ap_span){span.from, middle, span.halvings + 1};
            board->spans[curve->count++] = (ap_span){middle, span.to, span.halvings + 1};
        }
    }
}

static void begin(ap_drawing_board *board)
{
    const ap_curve_spec *spec = board->spec;
    const double pi = acos(-1);
    double width = (spec->to - spec->from) / PIECES;
    for (size_t k = 0; k < NODES; k++) {
        board->nodes[k] = -cos(pi * (double)k / (NODES - 1));
    }
    for (size_t k = 0; k < NODES - 1; k++) {
        board->between[k] = -cos(pi * ((double)k + 0.5) / (NODES - 1));
    }
    for (size_t k = 0; k < PIECES; k++) {
        board->spans[k] = (ap_span){spec->from + width * (double)k,
                                    spec->from + width * (double)(k + 1), 0};
    }
    board->curve->f = spec->f;
    board->curve->context = spec->context;
    board->curve->from = spec->from;
    board->curve->per_unit = PIECES / (spec->to - spec->from);
    board->curve->count = PIECES;
}

ap_status ap_curve_new(const ap_curve_spec *spec, ap_curve **out, ap_error *err)
{
    ap_curve *curve = calloc(1, sizeof *curve);
    ap_piece *pieces = calloc(MOST_PIECES, sizeof *pieces);
    ap_drawing_board *board = calloc(1, sizeof *board);
    if (curve == NULL || pieces == NULL || board == NULL) {
        free(curve);
        free(pieces);
        free(board);
        return ap_fail(err, AP_NO_MEMORY, spec->where, "a table of a function");
    }
    curve->pieces = pieces;
    board->spec = spec;
    board->curve = curve;
    begin(board);
    draw_all(board);
    pieces = realloc(curve->pieces, curve->count * sizeof *pieces);
    curve->pieces = pieces == NULL ? curve->pieces : pieces;
    free(board);
    *out = curve;
    return AP_OK;
}

void ap_curve_free(ap_curve *curve)
{
    if (curve != NULL) {
        free(curve->pieces);
    }
    free(curve);
}

double ap_curve_at(const ap_curve *curve, double x)
{
    double place = (x - curve->from) * curve->per_unit;
    if (!(place >= 0 && place < PIECES)) {
        return curve->f(curve->context, x);
    }
    const ap_piece *piece = &curve->pieces[(size_t)place];
    double s = 2 * (place - (double)(size_t)place) - 1;
    while (piece->halves != 0) {
        bool is_right_half = s >= 0;
        piece = &curve->pieces[piece->halves + (is_right_half ? 1 : 0)];
        s = is_right_half ? 2 * s - 1 : 2 * s + 1;
    }
    if (piece->is_exact) {
        return curve->f(curve->context, x);
    }
    double y = polynomial(piece->c, s);
    y = y < piece->low ? piece->low : y;
    return y > piece->high ? piece->high : y;
}

static double exact_part(const ap_curve *curve, const ap_piece *piece)
{
    const ap_piece *halves = &curve->pieces[piece->halves];
    if (piece->halves == 0) {
        return piece->is_exact ? 1 : 0;
    }
    return (exact_part(curve, halves) + exact_part(curve, halves + 1)) / 2;
}

double ap_curve_exact_part(const ap_curve *curve)
{
    double sum = 0;
    for (size_t k = 0; k < PIECES; k++) {
        sum += exact_part(curve, &curve->pieces[k]) / PIECES;
    }
    return sum;
}
