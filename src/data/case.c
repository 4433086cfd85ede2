#include "apportion/case.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

size_t ap_case_system(const ap_case *inputs)
{
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (inputs->places[i].parent_at == AP_NONE) {
            return i;
        }
    }
    return AP_NONE;
}

bool ap_case_is_parent(const ap_case *inputs, size_t place)
{
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (inputs->places[i].parent_at == place) {
            return true;
        }
    }
    return false;
}

void ap_case_parents(const ap_case *inputs, bool is_parent[])
{
    memset(is_parent, 0, inputs->places_count * sizeof *is_parent);
    for (size_t i = 0; i < inputs->places_count; i++) {
        if (inputs->places[i].parent_at != AP_NONE) {
            is_parent[inputs->places[i].parent_at] = true;
        }
    }
}

bool ap_case_level(const ap_case *inputs, size_t n, const char **word, size_t *length)
{
    const char *rest = inputs->settings.levels == NULL ? "" : inputs->settings.levels;
    bool is_there = ap_word_next(&rest, ',', word, length);
    for (size_t i = 0; i < n && is_there; i++) {
        is_there = ap_word_next(&rest, ',', word, length);
    }
    return is_there;
}

size_t ap_case_levels(const ap_case *inputs)
{
    const char *word = NULL;
    size_t length = 0;
    size_t count = 0;
    while (ap_case_level(inputs, count, &word, &length)) {
        count++;
    }
    return count;
}

bool ap_case_is_of_level(const ap_case *inputs, size_t place, size_t n)
{
    const char *word = NULL;
    size_t length = 0;
    const char *level = inputs->places[place].level;
    return level != NULL && ap_case_level(inputs, n, &word, &length) &&
           strlen(level) == length && strncmp(level, word, length) == 0;
}

/* The number at this offset of the place or of the nearest above it that has one. */
static double inherited(const ap_case *inputs, size_t place, size_t offset, double none)
{
    for (size_t at = place; at != AP_NONE; at = inputs->places[at].parent_at) {
        double value = 0;
        memcpy(&value, (const char *)&inputs->places[at] + offset, sizeof value);
        if (value > 0) {
            return value;
        }
    }
    return none;
}

double ap_case_cost_index(const ap_case *inputs, size_t place)
{
    return inherited(inputs, place, offsetof(ap_place, cost_index), 1);
}

double ap_case_core20(const ap_case *inputs, size_t place)
{
    return inherited(inputs, place, offsetof(ap_place, core20), 0);
}

/* The climb is counted, so that it ends even where the check has yet to find a circle. */
bool ap_case_is_within(const ap_case *inputs, size_t inner, size_t outer)
{
    if (outer == AP_NONE) {
        return true;
    }
    size_t place = inner;
    for (size_t steps = 0; steps <= inputs->places_count && place != AP_NONE; steps++) {
        if (place == outer) {
            return true;
        }
        place = inputs->places[place].parent_at;
    }
    return false;
}

bool ap_case_permits(const ap_case *inputs, size_t eligibility, size_t scheme_at)
{
    const ap_eligibility *row = &inputs->eligibility[eligibility];
    const ap_scheme *scheme = &inputs->schemes[scheme_at];
    bool is_programme =
        row->programme_at == AP_NONE || row->programme_at == scheme->programme_at;
    bool is_pool = row->pool_at == AP_NONE || row->pool_at == scheme->pool_at;
    return is_programme && is_pool &&
           ap_selector_matches(row->scheme_type, scheme->scheme_type) &&
           ap_case_is_within(inputs, scheme->place_at, row->place_at);
}

bool ap_case_is_for(const ap_case *inputs, size_t source_at, size_t scheme_at)
{
    const ap_source *source = &inputs->sources[source_at];
    const ap_scheme *scheme = &inputs->schemes[scheme_at];
    return source->kind == scheme->kind &&
           ap_case_is_within(inputs, scheme->place_at, source->place_at);
}

/* Source f may fund scheme s where
 *
 *     kind_f = kind_s,  place_s lies within place_f,  and a row of eligibility.csv
 *     of f matches s                                                                   (5)
 */
bool ap_case_may_fund(const ap_case *inputs, size_t source_at, size_t scheme_at)
{
    if (!ap_case_is_for(inputs, source_at, scheme_at)) {
        return false;
    }
    for (size_t i = 0; i < inputs->eligibility_count; i++) {
        if (inputs->eligibility[i].source_at == source_at &&
            ap_case_permits(inputs, i, scheme_at)) {
            return true;
        }
    }
    return false;
}

/* Once through the rows, which are fewer than sources times rows. */
void ap_case_funders(const ap_case *inputs, size_t scheme, bool may[])
{
    memset(may, 0, inputs->sources_count * sizeof *may);
    for (size_t i = 0; i < inputs->eligibility_count; i++) {
        size_t source = inputs->eligibility[i].source_at;
        may[source] = may[source] || (ap_case_permits(inputs, i, scheme) &&
                                      ap_case_is_for(inputs, source, scheme));
    }
}

bool ap_word_next(const char **rest, char divider, const char **word, size_t *length)
{
    const char *from = *rest;
    while (*from == divider || *from == ' ') {
        from++;
    }
    const char *end = from;
    while (*end != '\0' && *end != divider) {
        end++;
    }
    *rest = end;
    while (end > from && end[-1] == ' ') {
        end--;
    }
    *word = from;
    *length = (size_t)(end - from);
    return *length > 0;
}

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The length of the character that a "?" stands for: one byte and those that continue it.
 */
static size_t character(const char *text)
{
    size_t length = 1;
    while (((unsigned char)text[length] & 0xC0U) == 0x80U) {
        length++;
    }
    return length;
}

/* Does the pattern of length bytes match the whole word? After a mismatch the latest "*"
 * takes one more byte; no earlier one ever has to. */
static bool is_match(const char *pattern, size_t length, const char *word)
{
    size_t p = 0;
    size_t star = length;
    const char *from = word;
    while (*word != '\0') {
        if (p < length && pattern[p] == '*') {
            star = p++;
            from = word;
        } else if (p < length && pattern[p] == '?') {
            word += character(word);
            p++;
        } else if (p < length && is_same(pattern[p], *word)) {
            word++;
            p++;
        } else if (star < length) {
            p = star + 1;
            word = ++from;
        } else {
            return false;
        }
    }
    while (p < length && pattern[p] == '*') {
        p++;
    }
    return p == length;
}

/* The selector without its "!", and whether it had one. */
static const char *words_of(const char *selector, bool *is_reversed)
{
    *is_reversed = selector[0] == '!';
    return selector + (*is_reversed ? 1 : 0);
}

bool ap_selector_matches(const char *selector, const char *word)
{
    bool is_reversed = false;
    const char *rest = words_of(selector, &is_reversed);
    if (rest[0] == '\0') {
        return !is_reversed;
    }
    const char *pattern = NULL;
    size_t length = 0;
    bool is_found = false;
    while (!is_found && ap_word_next(&rest, '|', &pattern, &length)) {
        is_found = is_match(pattern, length, word);
    }
    return is_found != is_reversed;
}

bool ap_selector_has_place(const ap_case *inputs, const char *selector, size_t place)
{
    bool is_reversed = false;
    const char *words = words_of(selector, &is_reversed);
    bool has = words[0] == '\0';
    for (size_t at = place; at != AP_NONE && !has; at = inputs->places[at].parent_at) {
        has = ap_selector_matches(words, inputs->places[at].place);
    }
    return has != is_reversed;
}

bool ap_selector_has_tag(const char *selector, const char *tags)
{
    bool is_reversed = false;
    const char *words = words_of(selector, &is_reversed);
    bool has = words[0] == '\0';
    const char *at = NULL;
    size_t length = 0;
    while (!has && ap_word_next(&tags, '|', &at, &length)) {
        char tag[128];
        (void)snprintf(tag, sizeof tag, "%.*s", (int)length, at);
        has = ap_selector_matches(words, tag);
    }
    return has != is_reversed;
}

double ap_case_profile_weight(const ap_case *inputs, const char *profile)
{
    double weight = 0;
    for (size_t r = 0; r < inputs->profiles_count; r++) {
        bool is_its = strcmp(inputs->profiles[r].profile, profile) == 0;
        weight += is_its ? inputs->profiles[r].weight : 0;
    }
    return weight;
}

bool ap_case_is_contingency(const ap_case *inputs, size_t scheme)
{
    const char *selector = inputs->settings.risk_contingency;
    return selector[0] != '\0' &&
           ap_selector_matches(selector, inputs->schemes[scheme].programme);
}

bool ap_case_is_exposed(const ap_case *inputs, size_t exposure, size_t scheme)
{
    const ap_exposure *by = &inputs->exposures[exposure];
    const ap_scheme *row = &inputs->schemes[scheme];
    return by->effect != AP_EFFECT_INCOME && !ap_case_is_contingency(inputs, scheme) &&
           ap_selector_has_place(inputs, by->place, row->place_at) &&
           ap_selector_matches(by->programme, row->programme) &&
           ap_selector_matches(by->scheme, row->scheme) &&
           ap_selector_matches(by->pool, row->pool) &&
           ap_selector_matches(by->scheme_type, row->scheme_type) &&
           ap_selector_has_tag(by->tag, row->tags);
}

typedef struct ap_array {
    size_t count_offset;
    size_t rows_offset;
    size_t row_size;
} ap_array;

#define ARRAY(type, name)                                                      \
    {                                                                          \
        offsetof(ap_case, name##_count), offsetof(ap_case, name), sizeof(type) \
    }

/* Every array that a case owns. */
static const ap_array arrays[] = {
    ARRAY(ap_place, places),
    ARRAY(ap_need_row, need),
    ARRAY(ap_england_row, england),
    ARRAY(ap_blend_row, blends),
    ARRAY(ap_programme, programmes),
    ARRAY(ap_source, sources),
    ARRAY(ap_eligibility, eligibility),
    ARRAY(ap_scheme, schemes),
    ARRAY(ap_rule, rules),
    ARRAY(ap_option_row, options),
    ARRAY(ap_uplift, uplifts),
    ARRAY(ap_history_row, history),
    ARRAY(ap_pool, pools),
    ARRAY(ap_contribution, contributions),
    ARRAY(ap_pace_row, pace),
    ARRAY(ap_profile_row, profiles),
    ARRAY(ap_budget, budgets),
    ARRAY(ap_change_row, changes),
    ARRAY(ap_ledger_row, ledger),
    ARRAY(ap_forecast_row, forecast),
    ARRAY(ap_receipt, receipts),
    ARRAY(ap_virement, virements),
    ARRAY(ap_approval, approvals),
    ARRAY(ap_risk_step, risk_share),
    ARRAY(ap_risk_party, risk_parties),
    ARRAY(ap_bcf_row, bcf),
    ARRAY(ap_condition, conditions),
    ARRAY(ap_delivery, deliveries),
    ARRAY(ap_metric, metrics),
    ARRAY(ap_metric_value, metric_values),
    ARRAY(ap_driver, drivers),
    ARRAY(ap_driver_point, driver_points),
    ARRAY(ap_exposure, exposures),
    ARRAY(ap_correlation_row, correlations),
    ARRAY(ap_stress_row, stresses),
    ARRAY(ap_actual_row, actuals),
    ARRAY(ap_setting_row, setting_rows),
    ARRAY(ap_case_file, files),
};

enum { ARRAYS = sizeof arrays / sizeof arrays[0] };

static void *rows_of(const ap_case *inputs, const ap_array *array)
{
    void *rows = NULL;
    memcpy(&rows, (const char *)inputs + array->rows_offset, sizeof rows);
    return rows;
}

static void set_rows(ap_case *inputs, const ap_array *array, void *rows)
{
    memcpy((char *)inputs + array->rows_offset, &rows, sizeof rows);
}

/* One row more than is needed, so that an empty table has an array too. */
static ap_status copy_array(const ap_case *inputs, const ap_array *array, ap_case *copy,
                            ap_error *err)
{
    size_t count = 0;
    memcpy(&count, (const char *)inputs + array->count_offset, sizeof count);
    void *rows = calloc(count + 1, array->row_size);
    if (rows == NULL) {
        return ap_fail(err, AP_NO_MEMORY, inputs->folder,
                       "no memory for a copy of the case");
    }
    if (count > 0) {
        memcpy(rows, rows_of(inputs, array), count * array->row_size);
    }
    set_rows(copy, array, rows);
    return AP_OK;
}

ap_status ap_case_copy(const ap_case *inputs, ap_case **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *copy = malloc(sizeof *copy);
    if (copy == NULL) {
        return ap_fail(err, AP_NO_MEMORY, inputs->folder,
                       "no memory for a copy of the case");
    }
    *copy = *inputs;
    copy->arena = NULL;
    for (size_t i = 0; i < ARRAYS; i++) {
        set_rows(copy, &arrays[i], NULL);
    }
    for (size_t i = 0; i < ARRAYS; i++) {
        AP_TRY(copy_array(inputs, &arrays[i], copy, err));
    }
    *out = copy;
    copy = NULL;
done:
    ap_case_free(copy);
    return status;
}

void ap_case_free(ap_case *inputs)
{
    if (inputs == NULL) {
        return;
    }
    for (size_t i = 0; i < ARRAYS; i++) {
        free(rows_of(inputs, &arrays[i]));
    }
    ap_arena_free(inputs->arena);
    free(inputs);
}
