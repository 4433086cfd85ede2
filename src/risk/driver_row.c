#include "risk/driver_row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/driver_number.h"

enum { WORD_SIZE = 128 };

/* Distributions on their way: those that are parts are made before what they are part of.
 */
typedef struct ap_making {
    const ap_case *inputs;
    ap_distribution **made; /* of each row, NULL so far */
} ap_making;

/* A row that is being read, and its points. */
typedef struct ap_reading {
    const ap_driver *row;
    char where[AP_DRIVER_WHERE_SIZE];
    const ap_distribution_kind *kind;
    ap_distribution_spec spec;
    double *values;
    double *weights;
    const ap_distribution **parts;
} ap_reading;

void ap_driver_where(const ap_driver *driver, char where[AP_DRIVER_WHERE_SIZE])
{
    (void)snprintf(where, AP_DRIVER_WHERE_SIZE, "drivers.csv:%ld, %s", driver->row.line,
                   driver->driver);
}

/* A cell's number; a blank cell leaves *out as it is. */
static ap_status take_number(const ap_reading *reading, const char *column,
                             const char *words, double *out, ap_error *err)
{
    if (words[0] == '\0' || ap_driver_number(reading->row->unit, words, out)) {
        return AP_OK;
    }
    return ap_fail(err, AP_BAD_INPUT, reading->where,
                   "%s is \"%s\", but must be %s: correct it, or the driver's unit", column,
                   words, ap_driver_unit_words(reading->row->unit));
}

/* "mean, sd" */
static void list_parameters(const ap_distribution_kind *kind, ap_text *text)
{
    for (size_t k = 0; k < kind->parameter_count; k++) {
        ap_text_print(text, "%s%s", k == 0 ? "" : ", ", kind->parameters[k].name);
    }
}

static ap_status refuse_parameter(const ap_reading *reading, const char *name,
                                  ap_error *err)
{
    const ap_distribution_kind *kind = reading->kind;
    const char *names[AP_PARAMETERS];
    for (size_t k = 0; k < kind->parameter_count; k++) {
        names[k] = kind->parameters[k].name;
    }
    if (kind->parameter_count == 0) {
        return ap_fail(err, AP_BAD_INPUT, reading->where,
                       "%s has no parameters: leave them blank, and give its values or "
                       "parts in driver_points.csv",
                       kind->word);
    }
    ap_text known = {0};
    list_parameters(kind, &known);
    const char *near = ap_text_nearest(name, kind->parameter_count, names);
    ap_error_keep(err, AP_BAD_INPUT, reading->where,
                  near != NULL ? "%s has no parameter \"%s\"; it has %s: is it \"%s\"?"
                               : "%s has no parameter \"%s\"; it has %s",
                  kind->word, name, known.bytes == NULL ? "others" : known.bytes, near);
    ap_text_free(&known);
    return AP_BAD_INPUT;
}

/* "mean=2.5%" */
static ap_status take_parameter(ap_reading *reading, const char *part, ap_error *err)
{
    char name[WORD_SIZE] = "";
    char value[WORD_SIZE] = "";
    const char *rest = part;
    const char *at = NULL;
    size_t length = 0;
    if (ap_word_next(&rest, '=', &at, &length)) {
        (void)snprintf(name, sizeof name, "%.*s", (int)length, at);
    }
    if (ap_word_next(&rest, '=', &at, &length)) {
        (void)snprintf(value, sizeof value, "%.*s", (int)length, at);
    }
    size_t k = 0;
    while (k < reading->kind->parameter_count &&
           !ap_text_same(name, reading->kind->parameters[k].name)) {
        k++;
    }
    if (k == reading->kind->parameter_count) {
        return refuse_parameter(reading, name, err);
    }
    return ap_driver_parameter(reading->row->unit, value, &reading->spec.parameters[k])
               ? AP_OK
               : ap_fail(err, AP_BAD_INPUT, reading->where,
                         "%s is \"%s\", but must be %s or a plain number: write "
                         "parameters as \"mean=2.5%%; sd=1%%\"",
                         name, value, ap_driver_unit_words(reading->row->unit));
}

static ap_status take_parameters(ap_reading *reading, ap_error *err)
{
    ap_status status = AP_OK;
    const char *rest = reading->row->parameters;
    const char *at = NULL;
    size_t length = 0;
    while (status == AP_OK && ap_word_next(&rest, ';', &at, &length)) {
        char part[2 * WORD_SIZE];
        (void)snprintf(part, sizeof part, "%.*s", (int)length, at);
        status = take_parameter(reading, part, err);
    }
    return status;
}

static ap_status take_numbers(ap_reading *reading, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_driver *row = reading->row;
    ap_distribution_spec *spec = &reading->spec;
    AP_TRY(take_parameters(reading, err));
    AP_TRY(take_number(reading, "p10", row->p10, &spec->percentiles.p10, err));
    AP_TRY(take_number(reading, "p50", row->p50, &spec->percentiles.p50, err));
    AP_TRY(take_number(reading, "p90", row->p90, &spec->percentiles.p90, err));
    AP_TRY(take_number(reading, "least", row->least, &spec->low, err));
    AP_TRY(take_number(reading, "most", row->most, &spec->high, err));
done:
    return status;
}

/* A row of driver_points.csv: a value, or a part that is made by now. */
static ap_status take_point(ap_making *making, ap_reading *reading,
                            const ap_driver_point *point, ap_error *err)
{
    size_t k = reading->spec.count++;
    bool is_of_parts =
        reading->kind->takes == AP_TAKES_PARTS || reading->kind->takes == AP_TAKES_EVENTS;
    if (is_of_parts != (point->part_at != AP_NONE)) {
        return ap_fail(err, AP_BAD_INPUT, reading->where,
                       is_of_parts ? "%s is made of other drivers, but driver_points.csv:"
                                     "%ld names none: fill in its column part"
                                   : "%s is made of values, but driver_points.csv:%ld "
                                     "names a part: fill in its column value, or make it a "
                                     "mixture or compound",
                       reading->kind->word, point->row.line);
    }
    reading->weights[k] = point->weight;
    if (is_of_parts) {
        reading->parts[k] = making->made[point->part_at];
        return AP_OK;
    }
    return take_number(reading, "value", point->value, &reading->values[k], err);
}

static ap_status take_points(ap_making *making, ap_reading *reading, size_t driver,
                             ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = making->inputs;
    size_t most = inputs->driver_points_count + 1;
    reading->values = calloc(most, sizeof *reading->values);
    reading->weights = calloc(most, sizeof *reading->weights);
    reading->parts = calloc(most, sizeof(const ap_distribution *));
    if (reading->values == NULL || reading->weights == NULL || reading->parts == NULL) {
        return ap_fail(err, AP_NO_MEMORY, reading->where, "%zu points", most);
    }
    for (size_t i = 0; i < inputs->driver_points_count && status == AP_OK; i++) {
        if (inputs->driver_points[i].driver_at == driver) {
            status = take_point(making, reading, &inputs->driver_points[i], err);
        }
    }
    reading->spec.values = reading->values;
    reading->spec.weights =
        reading->kind->takes == AP_TAKES_EVENTS ? NULL : reading->weights;
    reading->spec.parts = reading->parts;
    return status;
}

static ap_status make(ap_making *making, size_t driver, ap_error *err);

static ap_status make_parts(ap_making *making, size_t driver, ap_error *err)
{
    ap_status status = AP_OK;
    const ap_case *inputs = making->inputs;
    for (size_t i = 0; i < inputs->driver_points_count && status == AP_OK; i++) {
        const ap_driver_point *point = &inputs->driver_points[i];
        if (point->driver_at == driver && point->part_at != AP_NONE) {
            status = make(making, point->part_at, err);
        }
    }
    return status;
}

static ap_status make(ap_making *making, size_t driver, ap_error *err)
{
    ap_status status = AP_OK;
    ap_reading reading = {.row = &making->inputs->drivers[driver],
                          .spec = AP_DISTRIBUTION_SPEC};
    if (making->made[driver] != NULL) {
        return AP_OK;
    }
    ap_driver_where(reading.row, reading.where);
    reading.spec.where = reading.where;
    reading.spec.kind = reading.row->distribution;
    AP_TRY(ap_kind_find(reading.spec.kind, reading.where, &reading.kind, err));
    AP_TRY(make_parts(making, driver, err));
    AP_TRY(take_numbers(&reading, err));
    AP_TRY(take_points(making, &reading, driver, err));
    AP_TRY(ap_distribution_new(&reading.spec, &making->made[driver], err));
done:
    free(reading.values);
    free(reading.weights);
    free(reading.parts);
    return status;
}

ap_status ap_driver_rows_make(const ap_case *inputs, ap_distribution ***out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = inputs->drivers_count;
    ap_making making = {inputs, calloc(count + 1, sizeof(ap_distribution *))};
    if (making.made == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "drivers.csv", "%zu distributions", count);
    }
    for (size_t i = 0; i < count && status == AP_OK; i++) {
        status = make(&making, i, err);
    }
    if (status == AP_OK) {
        *out = making.made;
    } else {
        ap_driver_rows_free(inputs, making.made);
    }
    return status;
}

ap_status ap_driver_rows_check(const ap_case *inputs, ap_problems *problems, ap_error *err)
{
    ap_status status = AP_OK;
    size_t count = inputs->drivers_count;
    ap_making making = {inputs, calloc(count + 1, sizeof(ap_distribution *))};
    if (making.made == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "drivers.csv", "%zu distributions", count);
    }
    for (size_t i = 0; i < count && status != AP_NO_MEMORY; i++) {
        ap_error fault = {0};
        char where[AP_DRIVER_WHERE_SIZE];
        const ap_driver *row = &inputs->drivers[i];
        status = make(&making, i, &fault);
        ap_driver_where(row, where);
        if (status == AP_NO_MEMORY) {
            (void)ap_fail(err, status, fault.where, "%s", fault.what);
        } else if (status != AP_OK &&
                   strncmp(fault.where, where, sizeof fault.where - 1) == 0) {
            ap_problems_add(problems, (ap_problem){.severity = AP_PROBLEM,
                                                   .file = "drivers.csv",
                                                   .line = row->row.line,
                                                   .column = "distribution",
                                                   .value = row->distribution,
                                                   .rule = fault.what,
                                                   .remedy = "correct the row"});
        }
    }
    ap_driver_rows_free(inputs, making.made);
    return status == AP_NO_MEMORY ? status : AP_OK;
}

void ap_driver_rows_free(const ap_case *inputs, ap_distribution **distributions)
{
    for (size_t i = 0; distributions != NULL && i < inputs->drivers_count; i++) {
        ap_distribution_free(distributions[i]);
    }
    free(distributions);
}
