#include "method/bcf.h"

#include <stdlib.h>

#include "base/text.h"

/* Streams by the words that the templates of several years have for them. */
static const char minimum_stream[] = "*minimum nhs*|*nhs minimum*";
static const char restricted_streams[] =
    "dfg|*disabled facilities*|ibcf|*improved better care*|*discharge*";

/* The pools that are tested and the tests on their way. */
typedef struct ap_testing {
    const ap_case *inputs;
    size_t count;
    const ap_fund *const *funds;
    ap_bcf_tests *out;
} ap_testing;

static bool has_rows(const ap_case *inputs, size_t place)
{
    for (size_t r = 0; r < inputs->bcf_count; r++) {
        if (inputs->bcf[r].place_at == place) {
            return true;
        }
    }
    return false;
}

static size_t place_of_pool(const ap_case *inputs, size_t pool)
{
    size_t place = inputs->pools[pool].place_at;
    return place == AP_NONE ? ap_case_system(inputs) : place;
}

size_t ap_bcf_board(const ap_case *inputs, size_t pool)
{
    size_t own = place_of_pool(inputs, pool);
    for (size_t at = own; at != AP_NONE; at = inputs->places[at].parent_at) {
        if (has_rows(inputs, at)) {
            return at;
        }
    }
    return own;
}

const char *ap_bcf_board_name(const ap_case *inputs, size_t place)
{
    const ap_place *row = &inputs->places[place];
    return row->hwb[0] != '\0' ? row->hwb : row->name;
}

double ap_bcf_nhs_share(const ap_scheme *scheme)
{
    if (ap_text_same(scheme->commissioner, "joint")) {
        return scheme->nhs_share;
    }
    return ap_text_same(scheme->commissioner, "nhs") ? 1 : 0;
}

bool ap_bcf_is_minimum(const ap_case *inputs, size_t source)
{
    return ap_selector_matches(minimum_stream, inputs->sources[source].stream);
}

/* Which lines are summed, and how much of each. */
typedef struct ap_counting {
    const char *area; /* selector; NULL: areas do not matter */
    bool is_nhs_part; /* n_s of the line alone */
} ap_counting;

static ap_pence counted(const ap_case *inputs, const ap_counting *counting,
                        const ap_fund_line *line)
{
    const ap_scheme *scheme = &inputs->schemes[line->scheme];
    const char *area = inputs->programmes[scheme->programme_at].area;
    bool is_in = counting->area == NULL ||
                 (area[0] != '\0' && ap_selector_matches(counting->area, area));
    if (!is_in || !ap_bcf_is_minimum(inputs, line->source)) {
        return 0;
    }
    return counting->is_nhs_part
               ? ap_pence_of(ap_bcf_nhs_share(scheme) * ap_pounds_of(line->budget))
               : line->budget;
}

static bool is_of_board(const ap_testing *testing, const ap_fund *fund, size_t place)
{
    return ap_case_is_within(testing->inputs, place_of_pool(testing->inputs, fund->pool),
                             place);
}

/* What the board's pools plan of the minimum NHS contribution. */
static ap_pence planned_of(const ap_testing *testing, size_t place, ap_counting counting)
{
    ap_pence sum = 0;
    for (size_t p = 0; p < testing->count; p++) {
        const ap_fund *fund = testing->funds[p];
        size_t lines = is_of_board(testing, fund, place) ? fund->line_count : 0;
        for (size_t l = 0; l < lines; l++) {
            sum += counted(testing->inputs, &counting, &fund->lines[l]);
        }
    }
    return sum;
}

static size_t source_of(const ap_case *inputs, const ap_fund_income *income)
{
    return inputs->contributions[income->row].source_at;
}

/* What the minimum NHS contribution brings to the board's pools. */
static ap_pence contributed(const ap_testing *testing, size_t place)
{
    ap_pence sum = 0;
    for (size_t p = 0; p < testing->count; p++) {
        const ap_fund *fund = testing->funds[p];
        size_t incomes = is_of_board(testing, fund, place) ? fund->income_count : 0;
        for (size_t i = 0; i < incomes; i++) {
            bool is_its = ap_bcf_is_minimum(testing->inputs,
                                            source_of(testing->inputs, &fund->incomes[i]));
            sum += is_its ? fund->incomes[i].amount : 0;
        }
    }
    return sum;
}

static void add_test(const ap_testing *testing, ap_bcf_test test)
{
    ap_pence over = test.planned - test.required;
    test.headroom = test.bound == AP_NO_MORE ? -over : over;
    test.is_met = test.bound == AP_EQUAL ? over == 0 : test.headroom >= 0;
    testing->out->tests[testing->out->count++] = test;
}

static void add_minimum(const ap_testing *testing, size_t place, const ap_bcf_row *row)
{
    ap_bcf_test test = {.place = place,
                        .pool = AP_NONE,
                        .source = AP_NONE,
                        .bound = AP_EQUAL,
                        .planned = contributed(testing, place)};
    test.required = row == NULL ? test.planned : ap_pence_of(row->amount);
    if (row != NULL) {
        test.name = "The whole of the minimum NHS contribution is in the pools";
        add_test(testing, test);
    }
    test.name = "All of the minimum NHS contribution is planned";
    test.planned = planned_of(
        testing, place,
        (ap_counting){row == NULL || row->area[0] == '\0' ? NULL : row->area, false});
    add_test(testing, test);
}

static void add_condition(const ap_testing *testing, const ap_bcf_row *row)
{
    bool is_social = row->condition == AP_BCF_SOCIAL_CARE;
    const char *standard = is_social ? "Social Care" : "!Acute";
    const ap_counting counting = {row->area[0] != '\0' ? row->area : standard, !is_social};
    add_test(testing,
             (ap_bcf_test){
                 .number = is_social ? 1 : 2,
                 .name = is_social ? "Adult social care from the minimum NHS contribution"
                                   : "NHS-commissioned services out of hospital from the "
                                     "minimum NHS contribution",
                 .place = row->place_at,
                 .pool = AP_NONE,
                 .source = AP_NONE,
                 .bound = AP_AT_LEAST,
                 .required = ap_pence_of(row->amount),
                 .planned = planned_of(testing, row->place_at, counting),
             });
}

/* The row of a board for a condition, or NULL. */
static const ap_bcf_row *row_of(const ap_case *inputs, size_t place,
                                ap_bcf_condition condition)
{
    for (size_t r = 0; r < inputs->bcf_count; r++) {
        if (inputs->bcf[r].place_at == place && inputs->bcf[r].condition == condition) {
            return &inputs->bcf[r];
        }
    }
    return NULL;
}

static void test_board(const ap_testing *testing, size_t place)
{
    const ap_case *inputs = testing->inputs;
    const ap_bcf_row *social = row_of(inputs, place, AP_BCF_SOCIAL_CARE);
    const ap_bcf_row *out_of_hospital = row_of(inputs, place, AP_BCF_OUT_OF_HOSPITAL);
    add_minimum(testing, place, row_of(inputs, place, AP_BCF_NHS_MINIMUM));
    if (social != NULL) {
        add_condition(testing, social);
    }
    if (out_of_hospital != NULL) {
        add_condition(testing, out_of_hospital);
    }
}

static void add_uses(const ap_testing *testing, const ap_fund *fund,
                     const ap_fund_income *income)
{
    ap_bcf_test test = {.number = 3,
                        .name = "All income of the source is planned, and no more",
                        .place = ap_bcf_board(testing->inputs, fund->pool),
                        .pool = fund->pool,
                        .source = source_of(testing->inputs, income),
                        .bound = AP_EQUAL,
                        .required = income->amount};
    for (size_t l = 0; l < fund->line_count; l++) {
        test.planned += fund->lines[l].source == test.source ? fund->lines[l].budget : 0;
    }
    add_test(testing, test);
}

static void add_eligible(const ap_testing *testing, const ap_fund *fund,
                         const ap_fund_income *income)
{
    ap_bcf_test test = {.number = 4,
                        .name = "The source pays for nothing that it is not eligible for",
                        .place = ap_bcf_board(testing->inputs, fund->pool),
                        .pool = fund->pool,
                        .source = source_of(testing->inputs, income),
                        .bound = AP_NO_MORE};
    for (size_t l = 0; l < fund->line_count; l++) {
        const ap_fund_line *line = &fund->lines[l];
        bool is_wrong = line->source == test.source && line->budget > 0 &&
                        !ap_fund_may(fund->index, line->source, line->scheme);
        test.planned += is_wrong ? line->budget : 0;
    }
    add_test(testing, test);
}

static void test_fund(const ap_testing *testing, const ap_fund *fund)
{
    for (size_t i = 0; i < fund->income_count; i++) {
        const ap_fund_income *income = &fund->incomes[i];
        size_t source = source_of(testing->inputs, income);
        add_uses(testing, fund, income);
        if (ap_selector_matches(restricted_streams,
                                testing->inputs->sources[source].stream)) {
            add_eligible(testing, fund, income);
        }
    }
}

/* Is it the first row of its board? */
static bool is_first(const ap_case *inputs, size_t row)
{
    size_t first = 0;
    while (inputs->bcf[first].place_at != inputs->bcf[row].place_at) {
        first++;
    }
    return first == row;
}

static void test_pools_of(const ap_testing *testing, size_t place)
{
    for (size_t p = 0; p < testing->count; p++) {
        if (ap_bcf_board(testing->inputs, testing->funds[p]->pool) == place) {
            test_fund(testing, testing->funds[p]);
        }
    }
}

static void test_all(const ap_testing *testing)
{
    const ap_case *inputs = testing->inputs;
    for (size_t r = 0; r < inputs->bcf_count; r++) {
        if (is_first(inputs, r)) {
            test_board(testing, inputs->bcf[r].place_at);
            test_pools_of(testing, inputs->bcf[r].place_at);
        }
    }
    for (size_t p = 0; p < testing->count; p++) {
        if (!has_rows(inputs, ap_bcf_board(inputs, testing->funds[p]->pool))) {
            test_fund(testing, testing->funds[p]);
        }
    }
}

/* A row of bcf.csv makes two tests at most, but its board at least one; a contribution two.
 */
static size_t most_tests(const ap_testing *testing)
{
    size_t most = 2 * testing->inputs->bcf_count + 1;
    for (size_t p = 0; p < testing->count; p++) {
        most += 2 * testing->funds[p]->income_count;
    }
    return most;
}

ap_status ap_bcf_test_funds(size_t count, const ap_fund *const funds[], ap_bcf_tests **out,
                            ap_error *err)
{
    ap_bcf_tests *tests = calloc(1, sizeof *tests);
    const ap_testing testing = {funds[0]->index->inputs, count, funds, tests};
    if (tests != NULL) {
        tests->tests = calloc(most_tests(&testing), sizeof *tests->tests);
    }
    if (tests == NULL || tests->tests == NULL) {
        ap_bcf_tests_free(tests);
        return ap_fail(err, AP_NO_MEMORY, testing.inputs->folder,
                       "no memory for the tests of the Better Care Fund");
    }
    test_all(&testing);
    *out = tests;
    return AP_OK;
}

void ap_bcf_tests_free(ap_bcf_tests *tests)
{
    if (tests != NULL) {
        free(tests->tests);
        free(tests);
    }
}
