#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/check_drivers.h"
#include "data/driver_number.h"
#include "slip.h"

/* "£1.2m" is 1,200,000; a bare 2.5 is no rate, for 2.5% or 250% may be meant. */
static void a_number_of_a_driver_is_written_in_its_unit(void **state)
{
    (void)state;
    static const struct {
        ap_driver_unit unit;
        const char *words;
        double value; /* -1: refused */
    } numbers[] = {
        {AP_DRIVER_RATE, "2.5%", 0.025},      {AP_DRIVER_RATE, "-0.025", -0.025},
        {AP_DRIVER_RATE, "150%", 1.5},        {AP_DRIVER_RATE, "2.5", -1},
        {AP_DRIVER_RATE, "£2", -1},           {AP_DRIVER_POUNDS, "£1.2m", 1.2e6},
        {AP_DRIVER_POUNDS, "-£350k", -350e3}, {AP_DRIVER_POUNDS, "£3.6bn", 3.6e9},
        {AP_DRIVER_POUNDS, "£1.2 M", 1.2e6},  {AP_DRIVER_POUNDS, "1,200,000", 1.2e6},
        {AP_DRIVER_POUNDS, "(500)", -500},    {AP_DRIVER_POUNDS, "5%", -1},
        {AP_DRIVER_POUNDS, "m", -1},          {AP_DRIVER_POUNDS, "1.2x", -1},
        {AP_DRIVER_NUMBER, "12.5", 12.5},     {AP_DRIVER_NUMBER, "12k", -1},
        {AP_DRIVER_MONTHS, "3", 3},           {AP_DRIVER_MONTHS, "3%", -1},
        {AP_DRIVER_MONTHS, "3 months", -1},   {AP_DRIVER_NUMBER, "", -1},
        {AP_DRIVER_NUMBER, "#REF!", -1},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double value = -1; /* as it was when the words are refused */
        bool is_number = ap_driver_number(numbers[i].unit, numbers[i].words, &value);
        assert_true(value == numbers[i].value && is_number == (value != -1));
    }
}

/* Shapes and degrees have no unit. */
static void a_parameter_may_be_a_plain_number(void **state)
{
    (void)state;
    double shape = 0;
    assert_true(ap_driver_parameter(AP_DRIVER_RATE, "4", &shape) && shape == 4);
    assert_true(ap_driver_parameter(AP_DRIVER_POUNDS, "£40k", &shape) && shape == 40e3);
    assert_false(ap_driver_parameter(AP_DRIVER_MONTHS, "£4", &shape));
}

static void check_slips(size_t count, const ap_slip slips[])
{
    for (size_t i = 0; i < count; i++) {
        ap_small_case small = small_risk_case();
        check_slip(&small, &slips[i]);
    }
}

#define CHECK(slips) check_slips(sizeof(slips) / sizeof(slips)[0], slips)

/* The first driver of the case with other cells from the unit on. */
#define PRICES    "Prices,rate,uniform,low=0; high=4%,,,,"
#define ROW(rest) "Prices,rate," rest

/* The head of drivers.csv and its first row; the same with more columns, which other rows
 * leave blank. */
#define FIRST                                                                   \
    "basis,note\nacute-prices,Prices of acute care,Prices,rate,uniform,low=0; " \
    "high=4%,,,,illustrative,mean 2%: £1.4m of £70m"
#define WITH(columns, rest) \
    "basis,note," columns "\nacute-prices,Prices of acute care,Prices,rate," rest
#define PERCENTILES(p10, p50, p90) \
    WITH("p10,p50,p90", "percentiles,,,,,illustrative,," p10 "," p50 "," p90)

static const ap_slip drivers[] = {
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4 in 100,,,,"), CHANGED, 2,
     "parameters", "low=0; high=4 in 100",
     "the parameter high is a rate such as 2.5%, or a plain number, and not \"4 in 100\"",
     "correct it"},
    {"drivers.csv", PRICES, ROW("uniform,0 to 4%,,,,"), CHANGED, 2, "parameters", "0 to 4%",
     "parameters are written \"mean=2.5%; sd=1%\"", "write them so"},
    {"drivers.csv", PRICES, ROW("uniform,low=0=1; high=4%,,,,"), CHANGED, 2, "parameters",
     "low=0=1; high=4%", "parameters are written", "write them so"},
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4%; low=1%,,,,"), CHANGED, 2,
     "parameters", "low=0; high=4%; low=1%", "given once, and low twice", "remove one"},
    {"drivers.csv", PRICES, ROW("uniform,,,,,"), CHANGED, 2, "parameters", "",
     "says how its values are distributed", "fill in parameters"},
    {"drivers.csv", "rate,discrete,,,,winter", "rate,discrete,low=1%,,,winter", CHANGED, 3,
     "parameters", "low=1%", "a driver of points has neither", "driver_points.csv"},
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4%,prices,,,"), CHANGED, 2, "loading",
     "prices", "a driver of a block has a loading", "write a loading"},
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4%,,0.5,,"), CHANGED, 2, "block", "",
     "on the factor of a block", "name the block"},
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4%,prices,1.5,,"), CHANGED, 2,
     "loading", "1.5", "loading is at most 1", "smaller"},
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4%,,,sumer,"), CHANGED, 2, "profile",
     "sumer", "a profile has months in profiles.csv", "correct it"},
    {"drivers.csv", PRICES, ROW("uniform,low=0; high=4%,,,wintr,"), CHANGED, 2, "profile",
     "wintr", "a profile has months in profiles.csv", "did you mean \"winter\"?"},
    {"drivers.csv", "Prices,rate,uniform", "Prices,per cent,uniform", CHANGED, 2, "unit",
     "per cent", "one of a few words", "write rate, pounds, number or months"},
    {"drivers.csv", PRICES, ROW(",low=0; high=4%,,,,"), CHANGED, 2, "distribution", "",
     "a value is required here", "fill it in"},
    {"drivers.csv", FIRST, PERCENTILES("0%", "5%", "4%"), CHANGED, 2, "p90", "4%",
     "p90 lies above p50", "correct one"},
    {"drivers.csv", FIRST, PERCENTILES("5%", "2%", "6%"), CHANGED, 2, "p50", "2%",
     "p50 lies above p10", "correct one"},
    {"drivers.csv", FIRST, PERCENTILES("4%", "", "4%"), CHANGED, 2, "p90", "4%",
     "p90 lies above p10", "correct one"},
    {"drivers.csv", FIRST, PERCENTILES("", "2%", "4%"), CHANGED, 2, "p10", "",
     "P10 and P90 are given", "fill it in"},
    {"drivers.csv", FIRST, PERCENTILES("0%", "2%", "4"), CHANGED, 2, "p90", "4",
     "written as a rate such as 2.5%", "correct it"},
    {"drivers.csv", FIRST, WITH("p10,p90", "normal,mean=2%; sd=1%,,,,illustrative,,1%,3%"),
     CHANGED, 2, "parameters", "mean=2%; sd=1%", "by parameters or by percentiles",
     "beside percentiles only shape"},
    {"drivers.csv", FIRST, WITH("p10,p90", "uniform,low=0%,,,,illustrative,,1%,3%"),
     CHANGED, 2, "parameters", "low=0%", "by parameters or by percentiles",
     "ends of truncated_normal"},
    {"drivers.csv", FIRST,
     WITH("least,most", "normal,mean=2%; sd=1%,,,,illustrative,,3%,1%"), CHANGED, 2, "most",
     "1%", "most lies above least", "correct one"},
    {"drivers.csv", FIRST, WITH("least", "normal,mean=2%; sd=1%,,,,illustrative,,none"),
     CHANGED, 2, "least", "none", "written as a rate such as 2.5%", "correct it"},
};

static void a_driver_is_told_in_one_way(void **state)
{
    (void)state;
    CHECK(drivers);
}

/* Counts may have the same percentile twice; trials, size and where a bell curve is cut are
 * not what percentiles say. */
static void what_stands_beside_percentiles(void **state)
{
    static const char *const rows[] = {
        "acute-prices,Prices,Prices,rate,poisson,,,,,illustrative,,0%,0%,100%",
        "acute-prices,Prices,Prices,rate,binomial,trials=9,,,,illustrative,,300%,500%,500%",
        "acute-prices,Prices,Prices,rate,Negative_Binomial,size=2,,,,illustrative,,0%,0%,300%",
        "acute-prices,Prices,Prices,rate,truncated_normal,low=0%,,,,illustrative,,1%,,3%",
        "acute-prices,Prices,Prices,rate,truncated_normal,low=0%; high=5%,,,,illustrative,,"
        "1%,2%,3%",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char head[512];
        (void)snprintf(head, sizeof head, "basis,note,p10,p50,p90\n%s", rows[i]);
        ap_small_case small = small_risk_case();
        small_change(&small, "drivers.csv", FIRST, head);
        ap_problems *problems = ap_problems_new();
        ap_case *inputs = NULL;
        assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
        assert_int_equal(ap_problems_count(problems, AP_NOTE), 0);
        ap_case_free(inputs);
        ap_problems_free(problems);
        small_free(&small);
    }
}

/* Lines of driver_points.csv: 2 and 3 are of north-demand, 4 and 5 of council-late, 6 and 7
 * of south-packages. */
static const ap_slip points[] = {
    {"driver_points.csv", "north-demand,5%,1", "north-demand,5,1", CHANGED, 3, "value", "5",
     "written as a rate such as 2.5%", "correct it"},
    {"driver_points.csv", "north-demand,5%,1", "nroth-demand,5%,1", CHANGED, 3, "driver",
     "nroth-demand", "driver is a key of drivers.csv", "did you mean \"north-demand\"?"},
    {"driver_points.csv", "north-demand,5%,1,", "north-demand,,1,", CHANGED, 3, "value", "",
     "a point is a value or a part", "fill in one"},
    {"driver_points.csv", "north-demand,5%,1,", "north-demand,5%,-1,", CHANGED, 3, "weight",
     "-1", "weight is at least 0", "greater"},
};

static void a_point_is_a_value_or_a_part(void **state)
{
    (void)state;
    CHECK(points);
}

/* south-packages is made of a number of events and their size. */
static ap_small_case case_with_parts(void)
{
    ap_small_case small = small_risk_case();
    small_change(&small, "drivers.csv", "pounds,discrete", "pounds,compound");
    small_append(&small, "drivers.csv",
                 "events,Events,Demand,number,poisson,mean=3,,,,illustrative,");
    small_append(&small, "drivers.csv",
                 "size,Size,Demand,pounds,uniform,low=£100k; high=£0.2m,,,,illustrative,");
    small_change(&small, "driver_points.csv", "south-packages,£0,1,",
                 "south-packages,,1,events");
    small_change(&small, "driver_points.csv", "south-packages,£1m,1,",
                 "south-packages,,1,size");
    return small;
}

/* Line 6 of drivers.csv is the events, line 7 their size. */
static const ap_slip parts[] = {
    {"driver_points.csv", "south-packages,,1,size", "south-packages,,1,sise", CHANGED, 7,
     "part", "sise", "part is a key of drivers.csv", "did you mean \"size\"?"},
    {"driver_points.csv", "south-packages,,1,size", "south-packages,£1m,1,", CHANGED, 7,
     "value", "£1m", "on line 6 it is of parts", "correct one"},
    {"drivers.csv", "size,Size,Demand,pounds,uniform,low=£100k; high=£0.2m",
     "size,Size,Demand,months,uniform,low=1; high=2", "driver_points.csv", 7, "part",
     "size", "this one is months such as 2.5", "correct the unit"},
    {"drivers.csv", "mean=3,,,", "mean=3,parts,0.5,", CHANGED, 6, "block", "parts",
     "a part is drawn by itself", "leave it blank"},
    {"driver_points.csv", "south-packages,,1,events", "south-packages,,1,south-packages",
     CHANGED, 6, "part", "south-packages", "no part of itself", "name another"},
    {"exposures.csv", "south-packages,south-packages,pounds", "south-packages,size,pounds",
     CHANGED, 5, "driver", "size", "a part is drawn for another driver alone",
     "name the driver that it is part of"},
    {"stresses.csv", "wrong,south-packages,£1m", "wrong,size,£100k", CHANGED, 5, "driver",
     "size", "a part is drawn for another driver alone", "name the driver"},
};

static void parts_are_drawn_for_their_driver_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        ap_small_case small = case_with_parts();
        check_slip(&small, &parts[i]);
    }
    ap_small_case small = case_with_parts();
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_int_equal(inputs->driver_points[4].part_at, 4);
    assert_int_equal(ap_problems_count(problems, AP_NOTE), 0);
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

/* Two that are part of each other: both rows say so. */
static void parts_make_no_circle(void **state)
{
    (void)state;
    ap_small_case small = case_with_parts();
    small_change(&small, "drivers.csv", "pounds,uniform,low=£100k; high=£0.2m",
                 "pounds,mixture,");
    small_append(&small, "driver_points.csv", "size,,1,south-packages,illustrative,");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    size_t circles = 0;
    for (size_t i = 0; i < count; i++) {
        circles += strstr(all[i].rule, "a driver is no part of its parts") != NULL ? 1 : 0;
    }
    assert_int_equal(circles, 2);
    ap_problems_free(problems);
    small_free(&small);
}

static const ap_slip exposures[] = {
    {"exposures.csv", "acute,acute-prices", "acute,acute-price", CHANGED, 2, "driver",
     "acute-price", "driver is a key of drivers.csv", "did you mean \"acute-prices\"?"},
    {"exposures.csv", "acute-prices,price,,acute", "acute-prices,price,,acte", CHANGED, 2,
     "programme", "acte", "\"acte\" selects nothing", "did you mean \"acute\"?"},
    {"exposures.csv", "demand,north,community", "demand,each,community", CHANGED, 3,
     "place", "each", "\"each\" selects nothing", ""},
    {"exposures.csv", "demand,north,community", "demand,north,!", CHANGED, 3, "programme",
     "!", "at least one word", "leave it blank"},
    {"exposures.csv", "demand,north,community", "demand,north,contingency", CHANGED, 3,
     "exposure", "north-care", "selects no scheme but contingencies", "its selectors"},
    {"exposures.csv", "demand,north,community", "demand,,contingency", CHANGED, 3,
     "exposure", "north-care", "selects no scheme but contingencies", "its selectors"},
    {"exposures.csv", "acute-prices,price,,acute,,", "acute-prices,price,,acute,icb,",
     CHANGED, 2, "source", "icb", "only income is of sources", "leave it blank"},
    {"exposures.csv", "council-late,income,,,", "council-late,income,north,,", CHANGED, 4,
     "place", "north", "income is of sources, and selects no schemes", "leave it blank"},
    {"exposures.csv", "income,,,council", "income,,,envelope", CHANGED, 4, "source",
     "envelope", "\"envelope\" selects nothing", ""},
    {"exposures.csv", "acute-prices,price", "acute-prices,delay", CHANGED, 2, "effect",
     "delay", "is told as months such as 2.5; this one as a rate such as 2.5%",
     "correct the effect"},
    {"exposures.csv", "acute-prices,price", "acute-prices,pounds", CHANGED, 2, "effect",
     "pounds", "is told as pounds", "correct the effect"},
    {"exposures.csv", "south-packages,pounds", "south-packages,price", CHANGED, 5, "effect",
     "price", "is told as a rate such as 2.5%; this one as pounds", "correct the effect"},
    {"exposures.csv", "acute-prices,price", "acute-prices,prize", CHANGED, 2, "effect",
     "prize", "one of a few words", "write price, demand"},
    {"exposures.csv", "acute,,1,illustrative", "acute,,0,illustrative", CHANGED, 2,
     "weight", "0", "an exposure of weight 0 moves nothing", "take the row out"},
    {"exposures.csv", "acute-prices,price,,acute,,1,", "acute-prices,saving,,acute,,1.1,",
     CHANGED, 2, "weight", "1.1", "the part of the plan that is to be saved", "1.1%"},
    {"exposures.csv", "acute,,1,illustrative", "acute,,£1,illustrative", CHANGED, 2,
     "weight", "£1", "no pound sign", "pound sign"},
};

static void an_exposure_moves_something(void **state)
{
    (void)state;
    CHECK(exposures);
}

static ap_small_case case_with_correlation(const char *rows)
{
    ap_small_case small = small_risk_case();
    small.names[small.count++] = "correlations.csv";
    small_append(&small, "correlations.csv", "first,second,correlation,basis,note");
    small_append(&small, "correlations.csv", rows);
    return small;
}

#define PAIR "north-demand,south-packages,0.4,illustrative,"

/* Of a case with one correlation, on line 2. */
static const ap_slip correlations[] = {
    {"correlations.csv", "north-demand,", "nroth-demand,", CHANGED, 2, "first",
     "nroth-demand", "a driver of drivers.csv", "did you mean \"north-demand\"?"},
    {"correlations.csv", "south-packages,", "north-demand,", CHANGED, 2, "second",
     "north-demand", "nothing is correlated with itself", "name another"},
    {"correlations.csv", "0.4,illustrative,\n",
     "0.4,illustrative,\nsouth-packages,north-demand,0.4,illustrative,\n", CHANGED, 3,
     "second", "north-demand", "line 2 has this pair already", "remove one"},
    {"correlations.csv", "0.4", "1.4", CHANGED, 2, "correlation", "1.4", "at most 1", ""},
    {"correlations.csv", "0.4", "", CHANGED, 2, "correlation", "", "value is required", ""},
};

static void a_correlation_is_of_two_drivers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof correlations / sizeof correlations[0]; i++) {
        ap_small_case small = case_with_correlation(PAIR);
        check_slip(&small, &correlations[i]);
    }
}

/* Where drivers are in blocks, blocks are what is correlated. */
static void a_correlation_does_not_mix_drivers_and_blocks(void **state)
{
    (void)state;
    static const ap_slip slips[] = {
        {"correlations.csv", "prices,", "acute-prices,", CHANGED, 2, "first",
         "acute-prices", "drivers are in blocks, and then blocks are correlated",
         "write its block"},
        {"correlations.csv", "prices,", "price,", CHANGED, 2, "first", "price",
         "what is correlated is a block", "did you mean \"prices\"?"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        ap_small_case small = case_with_correlation("prices,demand,0.4,illustrative,");
        small_change(&small, "drivers.csv", PRICES,
                     "Prices,rate,uniform,low=0; high=4%,prices,0.8,,");
        small_change(&small, "drivers.csv", "rate,discrete,,,,winter",
                     "rate,discrete,,demand,0.5,winter");
        check_slip(&small, &slips[i]);
    }
}

static const ap_slip stresses[] = {
    {"stresses.csv", "P95", "P100", CHANGED, 2, "value", "P100",
     "a percentile such as P95 or a rate such as 2.5%", "write it so"},
    {"stresses.csv", "P95", "high", CHANGED, 2, "value", "high", "a percentile such as P95",
     ""},
    {"stresses.csv", "P95", "", CHANGED, 2, "value", "", "a value is required", ""},
    {"stresses.csv", "south-packages,£1m", "south-packages,5%", CHANGED, 5, "value", "5%",
     "a percentile such as P95 or pounds such as £1.2m", ""},
    {"stresses.csv", "wrong,north-demand", "wrong,nroth-demand", CHANGED, 3, "driver",
     "nroth-demand", "driver is a key of drivers.csv", "did you mean \"north-demand\"?"},
    {"stresses.csv", "bad,Everything goes wrong,north-demand", "bad,Bad,north-demand",
     CHANGED, 3, "name", "Bad", "line 2 calls it \"Everything goes wrong\"", "same name"},
    {"stresses.csv", "wrong,north-demand,5%", "wrong,acute-prices,5%", CHANGED, 3, "stress",
     "bad/acute-prices", "line 2 has this one already", "key of its own"},
};

static void a_stress_names_values_of_drivers(void **state)
{
    (void)state;
    CHECK(stresses);
}

static const ap_slip others[] = {
    {"actuals.csv", "south-community,", "county-contingency,", CHANGED, 3, "scheme",
     "county-contingency", "a contingency has no cost of its own", "take the row out"},
    {"actuals.csv", "south-community,", "south-comunity,", CHANGED, 3, "scheme",
     "south-comunity", "key of schemes.csv", "did you mean \"south-community\"?"},
    {"case.ini", "scenarios = 1024", "scenarios = 1024.5", CHANGED, 15, "risk.scenarios",
     "1024.5", "risk.scenarios is a whole number", "write a whole number"},
    {"case.ini", "scenarios = 1024", "scenarios = 0", CHANGED, 15, "risk.scenarios", "0",
     "at least 1", "greater"},
    {"case.ini", "seed = 7", "seed = 7.5", CHANGED, 17, "risk.seed", "7.5",
     "risk.seed is a whole number", "write a whole number"},
    {"case.ini", "sampling = sobol", "sampling = sobel", CHANGED, 19, "risk.sampling",
     "sobel", "one of a few words", "write plain, latin or sobol"},
    {"case.ini", "sampling = sobol", "degrees = 0.5", CHANGED, 19, "risk.degrees", "0.5",
     "at least 1 degree of freedom", "write 0"},
    {"case.ini", "sampling = sobol", "option = wider", CHANGED, 19, "risk.option", "wider",
     "that of an option of options.csv", ""},
    {"case.ini", "sampling = sobol", "contingency = contigency", CHANGED, 19,
     "risk.contingency", "contigency", "\"contigency\" selects nothing",
     "did you mean \"contingency\"?"},
    {"case.ini", "hold = 50%", "hold_price = 0", CHANGED, 20, "risk.hold_price", "0",
     "risk.hold_price is at least 0.001", "greater"},
    {"case.ini", "hold = 50%", "move_price = 0", CHANGED, 20, "risk.move_price", "0",
     "risk.move_price is at least 0.001", "greater"},
    {"case.ini", "hold = 50%", "hold = 150%", CHANGED, 20, "risk.hold", "150%",
     "risk.hold is at most 100%", "smaller"},
    {"risk_share.csv", "pro_rata", "pro rata by contribution", CHANGED, 2, "rule",
     "pro rata by contribution", "one of a few words", "write own"},
};

static void actuals_and_settings_are_in_order(void **state)
{
    (void)state;
    CHECK(others);
}

/* Slips of several files, each of its own kind: as many problems, in order. */
static void all_slips_come_at_once(void **state)
{
    (void)state;
    ap_small_case small =
        case_with_correlation("north-demand,north-demand,1,illustrative,");
    small_change(&small, "drivers.csv", PRICES, ROW("uniform,low=0; high,,,,"));
    small_change(&small, "drivers.csv", "rate,discrete,,,,winter",
                 "rate,discrete,,,0.5,summer");
    small_change(&small, "driver_points.csv", "north-demand,5%,1,", "north-demand,five,1,");
    small_change(&small, "exposures.csv", "acute-prices,price", "acute-prices,delay");
    small_change(&small, "exposures.csv", "demand,north,community", "demand,norht,acute");
    small_change(&small, "exposures.csv", "community,,1,", "community,,0,");
    small_change(&small, "stresses.csv", "P95", "P0");
    small_change(&small, "actuals.csv", "south-community,", "county-contingency,");
    static const struct {
        const char *file;
        long line;
        const char *column;
    } expected[] = {
        {"actuals.csv", 3, "scheme"},      {"correlations.csv", 2, "second"},
        {"driver_points.csv", 3, "value"}, {"drivers.csv", 2, "parameters"},
        {"drivers.csv", 3, "block"},       {"drivers.csv", 3, "profile"},
        {"exposures.csv", 2, "effect"},    {"exposures.csv", 3, "place"},
        {"exposures.csv", 5, "weight"},    {"stresses.csv", 2, "value"},
    };
    const size_t many = sizeof expected / sizeof expected[0];
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_BAD_INPUT);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    assert_int_equal(count, many);
    for (size_t i = 0; i < many; i++) {
        assert_string_equal(all[i].file, expected[i].file);
        assert_int_equal(all[i].line, expected[i].line);
        assert_string_equal(all[i].column, expected[i].column);
    }
    ap_problems_free(problems);
    small_free(&small);
}

/* Nobody needs it, but it does no harm. */
static void a_driver_that_moves_nothing_is_a_note(void **state)
{
    (void)state;
    ap_small_case small = small_risk_case();
    small_append(&small, "drivers.csv",
                 "energy,Energy,Prices,rate,normal,mean=5%; sd=10%,,,,illustrative,");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    size_t count = 0;
    const ap_problem *all = ap_problems_all(problems, &count);
    assert_int_equal(count, 1);
    assert_int_equal(all[0].severity, AP_NOTE);
    assert_int_equal(all[0].line, 6);
    assert_string_equal(all[0].value, "energy");
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

/* The case as it is read: weights in per cent and without, and what a blank means. */
static void the_tables_of_risk_are_read(void **state)
{
    (void)state;
    ap_small_case small = small_risk_case();
    small_change(&small, "exposures.csv", "council,1,", "council,-1.5,");
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(small_load(&small, problems, &inputs, NULL), AP_OK);
    assert_int_equal(ap_problems_count(problems, AP_NOTE), 0);
    assert_int_equal(inputs->drivers_count, 4);
    assert_int_equal(inputs->drivers[3].unit, AP_DRIVER_POUNDS);
    assert_string_equal(inputs->drivers[1].profile, "winter");
    assert_int_equal(inputs->driver_points_count, 6);
    assert_int_equal(inputs->driver_points[5].driver_at, 3);
    assert_true(inputs->driver_points[0].weight == 3);
    assert_true(inputs->exposures[1].weight == 1);
    assert_true(inputs->exposures[2].weight == -1.5);
    assert_int_equal(inputs->exposures[2].effect, AP_EFFECT_INCOME);
    assert_true(ap_case_is_exposed(inputs, 0, 0));  /* acute: north-acute */
    assert_false(ap_case_is_exposed(inputs, 0, 2)); /* but not north-care */
    assert_true(ap_case_is_exposed(inputs, 1, 3));
    assert_false(ap_case_is_exposed(inputs, 2, 2)); /* income is of no scheme */
    assert_true(ap_case_is_contingency(inputs, 5));
    assert_true(inputs->actuals[0].amount == 16.5e6);
    assert_true(inputs->settings.risk_scenarios == 1024);
    assert_int_equal(inputs->settings.risk_sampling, AP_DRAWN_SOBOL);
    assert_true(inputs->settings.risk_degrees == 0 && inputs->settings.risk_move == 0.1);
    assert_string_equal(inputs->settings.risk_contingency, "contingency");
    ap_case_free(inputs);
    ap_problems_free(problems);
    small_free(&small);
}

/* At least 25 drivers, each with its reasons, of the pay award, prices, prescribing, demand
 * of places, packages, equipment, adaptations, savings, income and winter. */
static void the_shipped_case_says_where_its_drivers_come_from(void **state)
{
    (void)state;
    ap_problems *problems = ap_problems_new();
    ap_case *inputs = NULL;
    assert_int_equal(
        ap_case_load(AP_ROOT "/inputs/hiow-2023-24", AP_SCOPE_ALL, problems, &inputs, NULL),
        AP_OK);
    assert_int_equal(ap_problems_count(problems, AP_NOTE), 0);
    size_t within = 0;
    for (size_t i = 0; i < inputs->drivers_count; i++) {
        assert_true(strlen(inputs->drivers[i].row.basis) > strlen("illustrative: ") + 10);
        assert_true(strlen(inputs->drivers[i].row.note) > 10);
        assert_true(inputs->drivers[i].theme[0] != '\0');
        within += ap_driver_is_part(inputs, i) ? 1 : 0;
    }
    assert_true(inputs->drivers_count - within >= 25);
    assert_true(inputs->stresses_count > 0 && inputs->actuals_count > 0);
    assert_true(inputs->risk_share_count > 0 && inputs->profiles_count > 0);
    ap_case_free(inputs);
    ap_problems_free(problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_of_a_driver_is_written_in_its_unit),
        cmocka_unit_test(a_parameter_may_be_a_plain_number),
        cmocka_unit_test(a_driver_is_told_in_one_way),
        cmocka_unit_test(what_stands_beside_percentiles),
        cmocka_unit_test(a_point_is_a_value_or_a_part),
        cmocka_unit_test(parts_are_drawn_for_their_driver_alone),
        cmocka_unit_test(parts_make_no_circle),
        cmocka_unit_test(an_exposure_moves_something),
        cmocka_unit_test(a_correlation_is_of_two_drivers),
        cmocka_unit_test(a_correlation_does_not_mix_drivers_and_blocks),
        cmocka_unit_test(a_stress_names_values_of_drivers),
        cmocka_unit_test(actuals_and_settings_are_in_order),
        cmocka_unit_test(all_slips_come_at_once),
        cmocka_unit_test(a_driver_that_moves_nothing_is_a_note),
        cmocka_unit_test(the_tables_of_risk_are_read),
        cmocka_unit_test(the_shipped_case_says_where_its_drivers_come_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
