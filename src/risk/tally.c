#include "risk/tally.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "risk/joint.h"
#include "risk/quantile.h"

enum { CERTIFICATES = 3 };

struct ap_tally {
    ap_tally_shape shape;
    int64_t *widths;
    uint64_t scenarios;
    uint64_t counted[AP_COUNTED_KINDS];
    double certificate[CERTIFICATES];
    size_t failed_count;
    uint64_t failed[AP_FAILED_KEPT]; /* ascending */
    ap_histogram *measures;
    ap_histogram parts[AP_REPLICATIONS]; /* of the headline; it is their sum */
    ap_joint joint;
};

static const char *const where = "tally of scenarios";

static ap_status check_shape(const ap_tally_shape *shape, ap_error *err)
{
    if (shape->headline >= shape->measures) {
        return ap_fail(err, AP_INTERNAL, where, "measure %zu of %zu is the headline",
                       shape->headline, shape->measures);
    }
    for (size_t m = 0; m < shape->measures; m++) {
        if (shape->widths[m] < 1 || shape->widths[m] > AP_TICKS_MOST) {
            return ap_fail(err, AP_INTERNAL, where, "steps of measure %zu are %lld ticks",
                           m, (long long)shape->widths[m]);
        }
    }
    return AP_OK;
}

static ap_status make(const ap_tally_shape *shape, ap_tally *tally, ap_error *err)
{
    tally->shape = *shape;
    tally->widths = calloc(shape->measures, sizeof *tally->widths);
    tally->measures = calloc(shape->measures, sizeof *tally->measures);
    if (tally->widths == NULL || tally->measures == NULL ||
        !ap_joint_make(shape->drivers, &tally->joint)) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu measures", shape->measures);
    }
    memcpy(tally->widths, shape->widths, shape->measures * sizeof *tally->widths);
    tally->shape.widths = tally->widths;
    for (size_t m = 0; m < shape->measures; m++) {
        tally->measures[m] = ap_histogram_of(shape->widths[m]);
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        tally->parts[r] = ap_histogram_of(shape->widths[shape->headline]);
    }
    return AP_OK;
}

ap_status ap_tally_new(const ap_tally_shape *shape, ap_tally **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_tally *tally = calloc(1, sizeof *tally);
    if (tally == NULL) {
        return ap_fail(err, AP_NO_MEMORY, where, "%zu measures", shape->measures);
    }
    AP_TRY(check_shape(shape, err));
    AP_TRY(make(shape, tally, err));
    *out = tally;
    tally = NULL;
done:
    ap_tally_free(tally);
    return status;
}

void ap_tally_free(ap_tally *tally)
{
    if (tally == NULL) {
        return;
    }
    for (size_t m = 0; tally->measures != NULL && m < tally->shape.measures; m++) {
        ap_histogram_free(&tally->measures[m]);
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        ap_histogram_free(&tally->parts[r]);
    }
    ap_joint_free(&tally->joint);
    free(tally->measures);
    free(tally->widths);
    free(tally);
}

void ap_tally_clear(ap_tally *tally)
{
    tally->scenarios = 0;
    memset(tally->counted, 0, sizeof tally->counted);
    memset(tally->certificate, 0, sizeof tally->certificate);
    tally->failed_count = 0;
    for (size_t m = 0; m < tally->shape.measures; m++) {
        ap_histogram_clear(&tally->measures[m]);
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        ap_histogram_clear(&tally->parts[r]);
    }
    ap_joint_clear(&tally->joint);
}

static ap_status check_count(uint64_t scenarios, ap_error *err)
{
    return scenarios <= AP_SCENARIOS_MOST
               ? AP_OK
               : ap_fail(err, AP_BAD_SETTING, where, "more than %llu scenarios",
                         (unsigned long long)AP_SCENARIOS_MOST);
}

static ap_status no_memory(ap_error *err)
{
    return ap_fail(err, AP_NO_MEMORY, where, "steps of histograms");
}

ap_status ap_tally_add(ap_tally *tally, uint64_t scenario, const int64_t ticks[],
                       const double uniforms[], const int64_t effects[], ap_error *err)
{
    int64_t headline = ticks[tally->shape.headline];
    ap_histogram *part = &tally->parts[scenario % AP_REPLICATIONS];
    uint32_t group = ap_histogram_group(part, headline);
    ap_status status = check_count(tally->scenarios + 1, err);
    if (status != AP_OK) {
        return status;
    }
    tally->scenarios++;
    bool is_added = ap_histograms_add(tally->shape.measures, tally->measures, ticks) &&
                    ap_histograms_add(1, part, &headline) &&
                    ap_joint_add(&tally->joint, group, headline, uniforms, effects);
    return is_added ? AP_OK : no_memory(err);
}

/* The lowest of the numbers, ascending, each once: they do not depend on the order in which
 * they came. */
static void keep_failed(ap_tally *tally, uint64_t scenario)
{
    size_t at = tally->failed_count;
    while (at > 0 && tally->failed[at - 1] > scenario) {
        at--;
    }
    bool is_known = at > 0 && tally->failed[at - 1] == scenario;
    if (is_known || at == AP_FAILED_KEPT) {
        return;
    }
    tally->failed_count += tally->failed_count < AP_FAILED_KEPT ? 1 : 0;
    memmove(tally->failed + at + 1, tally->failed + at,
            (tally->failed_count - at - 1) * sizeof tally->failed[0]);
    tally->failed[at] = scenario;
}

static void keep_certificate(ap_tally *tally, const double certificate[])
{
    for (size_t k = 0; k < CERTIFICATES; k++) {
        double part = isnan(certificate[k]) ? INFINITY : certificate[k];
        if (part > tally->certificate[k]) {
            tally->certificate[k] = part;
        }
    }
}

void ap_tally_solved(ap_tally *tally, uint64_t scenario, ap_counted how, int64_t steps,
                     const double certificate[3])
{
    assert(how < AP_COUNTED_STEPS && steps >= 0);
    tally->counted[how]++;
    tally->counted[AP_COUNTED_STEPS] += (uint64_t)steps;
    keep_certificate(tally, certificate);
    if (how == AP_COUNTED_FAILED) {
        keep_failed(tally, scenario);
    }
}

static bool is_same_shape(const ap_tally_shape *a, const ap_tally_shape *b)
{
    return a->measures == b->measures && a->headline == b->headline &&
           a->drivers == b->drivers &&
           memcmp(a->widths, b->widths, a->measures * sizeof a->widths[0]) == 0;
}

static bool merge_histograms(size_t count, ap_histogram into[], const ap_histogram from[])
{
    bool is_merged = true;
    for (size_t k = 0; k < count && is_merged; k++) {
        is_merged = ap_histogram_merge(&into[k], &from[k]);
    }
    return is_merged;
}

ap_status ap_tally_merge(ap_tally *into, const ap_tally *from, ap_error *err)
{
    if (!is_same_shape(&into->shape, &from->shape)) {
        return ap_fail(err, AP_INTERNAL, where, "tallies of two shapes are added");
    }
    ap_status status = check_count(into->scenarios + from->scenarios, err);
    if (status != AP_OK) {
        return status;
    }
    into->scenarios += from->scenarios;
    for (size_t k = 0; k < AP_COUNTED_KINDS; k++) {
        into->counted[k] += from->counted[k];
    }
    keep_certificate(into, from->certificate);
    for (size_t k = 0; k < from->failed_count; k++) {
        keep_failed(into, from->failed[k]);
    }
    bool is_merged =
        merge_histograms(into->shape.measures, into->measures, from->measures) &&
        merge_histograms(AP_REPLICATIONS, into->parts, from->parts) &&
        ap_joint_merge(&into->joint, &from->joint);
    return is_merged ? AP_OK : no_memory(err);
}

const ap_tally_shape *ap_tally_shape_of(const ap_tally *tally)
{
    return &tally->shape;
}

uint64_t ap_tally_scenarios(const ap_tally *tally)
{
    return tally->scenarios;
}

int64_t ap_tally_counted(const ap_tally *tally, ap_counted what)
{
    return (int64_t)tally->counted[what];
}

const double *ap_tally_worst_certificate(const ap_tally *tally)
{
    return tally->certificate;
}

size_t ap_tally_failed(const ap_tally *tally, const uint64_t **scenarios)
{
    *scenarios = tally->failed;
    return tally->failed_count;
}

double ap_tally_mean(const ap_tally *tally, size_t m)
{
    return ap_histogram_mean(&tally->measures[m]);
}

double ap_tally_sd(const ap_tally *tally, size_t m)
{
    return ap_histogram_sd(&tally->measures[m]);
}

int64_t ap_tally_least(const ap_tally *tally, size_t m)
{
    return ap_histogram_least(&tally->measures[m]);
}

int64_t ap_tally_greatest(const ap_tally *tally, size_t m)
{
    return ap_histogram_greatest(&tally->measures[m]);
}

double ap_tally_quantile(const ap_tally *tally, size_t m, double p)
{
    return ap_histogram_quantile(&tally->measures[m], p);
}

double ap_tally_above(const ap_tally *tally, size_t m, double x)
{
    return ap_histogram_above(&tally->measures[m], x);
}

double ap_tally_tail_mean(const ap_tally *tally, size_t m, double q)
{
    return ap_tally_between(tally, m, 1 - q, 1, NULL);
}

double ap_tally_between(const ap_tally *tally, size_t m, double from, double to, double *sd)
{
    ap_part part = ap_histogram_part(&tally->measures[m], from, to);
    if (sd != NULL) {
        *sd = part.sd;
    }
    return part.mean;
}

uint64_t ap_tally_part_scenarios(const ap_tally *tally, size_t r)
{
    return ap_histogram_count(&tally->parts[r]);
}

double ap_tally_part_mean(const ap_tally *tally, size_t r)
{
    return ap_histogram_mean(&tally->parts[r]);
}

double ap_tally_part_quantile(const ap_tally *tally, size_t r, double p)
{
    return ap_histogram_quantile(&tally->parts[r], p);
}

double ap_tally_part_tail_mean(const ap_tally *tally, size_t r, double q)
{
    return ap_histogram_part(&tally->parts[r], 1 - q, 1).mean;
}

double ap_tally_slice(const ap_tally *tally, double from, double to, size_t driver,
                      double *uniform, double *effect)
{
    const ap_histogram *headline = &tally->measures[tally->shape.headline];
    ap_slice slice = ap_joint_slice(&tally->joint, headline, from, to, driver);
    *uniform = slice.uniform;
    *effect = slice.effect;
    return slice.count;
}

double ap_tally_rank_correlation(const ap_tally *tally, size_t driver)
{
    const ap_histogram *headline = &tally->measures[tally->shape.headline];
    return ap_joint_rank_correlation(&tally->joint, headline, driver);
}

double ap_tally_sobol(const ap_tally *tally, size_t driver)
{
    const ap_histogram *headline = &tally->measures[tally->shape.headline];
    return ap_joint_sobol(&tally->joint, headline, driver);
}

static void put_shape(const ap_tally_shape *shape, ap_text *text)
{
    ap_natural_put(text, shape->measures);
    ap_natural_put(text, shape->headline);
    ap_natural_put(text, shape->drivers);
    for (size_t m = 0; m < shape->measures; m++) {
        ap_natural_put(text, (ap_natural)shape->widths[m]);
    }
}

static void put_solved(const ap_tally *tally, ap_text *text)
{
    for (size_t k = 0; k < AP_COUNTED_KINDS; k++) {
        ap_natural_put(text, tally->counted[k]);
    }
    for (size_t k = 0; k < CERTIFICATES; k++) {
        uint64_t bits = 0;
        memcpy(&bits, &tally->certificate[k], sizeof bits);
        ap_natural_put(text, bits);
    }
    ap_natural_put(text, tally->failed_count);
    for (size_t k = 0; k < tally->failed_count; k++) {
        ap_natural_put(text, k == 0 ? tally->failed[0]
                                    : tally->failed[k] - tally->failed[k - 1] - 1);
    }
}

void ap_tally_pack(const ap_tally *tally, ap_text *text)
{
    size_t start = text->length;
    const ap_histogram *headline = &tally->measures[tally->shape.headline];
    put_shape(&tally->shape, text);
    ap_natural_put(text, tally->scenarios);
    put_solved(tally, text);
    for (size_t m = 0; m < tally->shape.measures; m++) {
        if (m != tally->shape.headline) {
            ap_histogram_put(&tally->measures[m], text);
        }
    }
    for (size_t r = 0; r < AP_REPLICATIONS; r++) {
        ap_histogram_put(&tally->parts[r], text);
    }
    ap_joint_put(&tally->joint, headline, text);
    ap_bytes_seal(text, start);
}

/* Only bytes of this very shape go on. */
static void take_shape(const ap_tally_shape *shape, ap_bytes *bytes)
{
    (void)ap_natural_take(bytes, shape->measures, shape->measures);
    (void)ap_natural_take(bytes, shape->headline, shape->headline);
    (void)ap_natural_take(bytes, shape->drivers, shape->drivers);
    for (size_t m = 0; m < shape->measures; m++) {
        ap_natural width = (ap_natural)shape->widths[m];
        (void)ap_natural_take(bytes, width, width);
    }
}

static void take_failed(ap_tally *tally, ap_bytes *bytes)
{
    uint64_t next = 0;
    size_t count = (size_t)ap_natural_take(bytes, 0, AP_FAILED_KEPT);
    for (size_t k = 0; k < count && !bytes->failed; k++) {
        ap_natural scenario = next + ap_natural_take(bytes, 0, UINT64_MAX);
        bytes->failed = bytes->failed || scenario >= UINT64_MAX;
        tally->failed[k] = (uint64_t)scenario;
        next = tally->failed[k] + 1;
    }
    tally->failed_count = count;
}

static void take_solved(ap_tally *tally, ap_bytes *bytes)
{
    for (size_t k = 0; k < AP_COUNTED_KINDS; k++) {
        tally->counted[k] = (uint64_t)ap_natural_take(bytes, 0, INT64_MAX);
    }
    for (size_t k = 0; k < CERTIFICATES; k++) {
        uint64_t bits = (uint64_t)ap_natural_take(bytes, 0, UINT64_MAX);
        memcpy(&tally->certificate[k], &bits, sizeof bits);
        bytes->failed = bytes->failed || !(tally->certificate[k] >= 0);
    }
    take_failed(tally, bytes);
}

/* A histogram of all scenarios; false on no memory. */
static bool take_measure(ap_tally *tally, ap_histogram *histogram, ap_bytes *bytes)
{
    bool has_room = ap_histogram_take(histogram, tally->scenarios, bytes);
    bytes->failed = bytes->failed || ap_histogram_count(histogram) != tally->scenarios;
    return has_room;
}

/* The parts of the headline, and their sum. */
static bool take_parts(ap_tally *tally, ap_bytes *bytes)
{
    ap_histogram *headline = &tally->measures[tally->shape.headline];
    bool has_room = true;
    for (size_t r = 0; r < AP_REPLICATIONS && has_room && !bytes->failed; r++) {
        uint64_t left = tally->scenarios - ap_histogram_count(headline);
        has_room = ap_histogram_take(&tally->parts[r], left, bytes) &&
                   (bytes->failed || ap_histogram_merge(headline, &tally->parts[r]));
    }
    bytes->failed = bytes->failed || ap_histogram_count(headline) != tally->scenarios;
    return has_room;
}

/* Into an empty tally; false on no memory. */
static bool take_all(ap_tally *tally, ap_bytes *bytes)
{
    bool has_room = true;
    take_shape(&tally->shape, bytes);
    tally->scenarios = (uint64_t)ap_natural_take(bytes, 0, AP_SCENARIOS_MOST);
    take_solved(tally, bytes);
    for (size_t m = 0; m < tally->shape.measures && has_room && !bytes->failed; m++) {
        has_room =
            m == tally->shape.headline || take_measure(tally, &tally->measures[m], bytes);
    }
    has_room = has_room && (bytes->failed || take_parts(tally, bytes));
    return has_room &&
           (bytes->failed ||
            ap_joint_take(&tally->joint, &tally->measures[tally->shape.headline], bytes));
}

static ap_status check_taken(const ap_bytes *bytes, bool has_room, ap_error *err)
{
    if (!has_room) {
        return no_memory(err);
    }
    return !bytes->failed && bytes->left == 0
               ? AP_OK
               : ap_fail(err, AP_IO, where,
                         "the bytes are cut short, damaged or of another shape");
}

ap_status ap_tally_unpack(const char *bytes, size_t length, ap_tally *into, ap_error *err)
{
    ap_status status = AP_OK;
    ap_tally *taken = NULL;
    ap_bytes inner = ap_bytes_sealed(bytes, length);
    AP_TRY(ap_tally_new(&into->shape, &taken, err));
    AP_TRY(check_taken(&inner, take_all(taken, &inner), err));
    AP_TRY(ap_tally_merge(into, taken, err));
done:
    ap_tally_free(taken);
    return status;
}
