#include "large_case.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/load.h"

enum { PROGRAMMES = 10, FILES = 9, REGION = 10 };

/* What a programme takes of a place's money, and its weight in targets alike. */
typedef struct ap_large_programme {
    const char *key;
    double share;
    const char *area;
} ap_large_programme;

static const ap_large_programme programmes[PROGRAMMES] = {
    {"acute", 0.46, "Acute"},
    {"community", 0.10, "Community Health"},
    {"mental_health", 0.11, "Mental Health"},
    {"primary_medical", 0.09, "Primary Care"},
    {"prescribing", 0.08, "Primary Care"},
    {"continuing_care", 0.04, "Continuing Care"},
    {"social_care", 0.05, "Social Care"},
    {"maternity", 0.03, "Acute"},
    {"health_inequalities", 0.02, "Other"},
    {"ambulance", 0.02, "Acute"},
};

enum { ACUTE, COMMUNITY, MENTAL_HEALTH, PRIMARY_MEDICAL, SOCIAL_CARE = 6 };

/* Growth of the envelope. */
static const double growth = 0.053;

/* What is being made. Money is pounds. */
typedef struct ap_making {
    size_t places;
    size_t schemes_a_place;
    uint64_t state;
    double *people;
    double *money; /* last year's, of the envelope */
    double total;
    double primary_medical; /* last year's, of all places */
    ap_text files[FILES];
} ap_making;

static const char *const names[FILES] = {
    "case.ini",        "places.csv",  "need.csv",  "programmes.csv", "sources.csv",
    "eligibility.csv", "schemes.csv", "rules.csv", "pace.csv",
};

enum { SETTINGS, PLACES, NEED, KINDS, SOURCES, ELIGIBILITY, SCHEMES, RULES, PACE };

/* A scheme has one programme: no more programmes than schemes, and none beyond the table.
 */
static size_t programme_count(const ap_making *making)
{
    return making->schemes_a_place < PROGRAMMES ? making->schemes_a_place : PROGRAMMES;
}

static double draw(ap_making *making)
{
    making->state += 0x9e3779b97f4a7c15U;
    uint64_t z = making->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "large case: %s\n", what);
    exit(1);
}

/* The share of programme k when there are fewer programmes than shares. */
static double share_of(const ap_making *making, size_t k)
{
    double all = 0;
    for (size_t other = 0; other < programme_count(making); other++) {
        all += programmes[other].share;
    }
    return programmes[k].share / all;
}

static void make_settings(ap_making *making)
{
    ap_text_print(&making->files[SETTINGS],
                  "[case]\ntitle = Made up\ntitle.basis = illustrative: made up\n"
                  "icb = Made up\nicb.basis = illustrative: made up\n"
                  "year = 2023/24\nyear.basis = illustrative: made up\n"
                  "[equity]\nunder = 15%%\nunder.basis = illustrative: made up\n"
                  "over = 15%%\nover.basis = illustrative: made up\n");
}

/* A place far below target grows no faster than the cap lets it, each to its own distance:
 * the worst, the next worst and so on are then as many different levels. */
static void make_pace(ap_making *making)
{
    ap_text_print(&making->files[PACE], "parameter,value,basis\n"
                                        "cash_floor,3.5%%,illustrative: made up\n"
                                        "cap,7.5%%,illustrative: made up\n");
}

/* Need of each place by programme; what follows from it for the place's money. */
static void make_places(ap_making *making)
{
    ap_text *places = &making->files[PLACES];
    ap_text *need = &making->files[NEED];
    ap_text_print(places, "place,name,parent,population,basis\n"
                          "system,System,,,illustrative: made up\n");
    ap_text_print(need, "place,component,weighted_population,basis\n");
    for (size_t i = 0; i < making->places; i++) {
        if (i % REGION == 0) {
            ap_text_print(places, "region_%zu,Region %zu,system,,illustrative: made up\n",
                          i / REGION, i / REGION);
        }
        double u = draw(making);
        making->people[i] = 30000 + 500000 * u * u;
        ap_text_print(places, "place_%zu,Place %zu,region_%zu,%.3f,illustrative: made up\n",
                      i, i, i / REGION, making->people[i]);
        double needed = 0;
        for (size_t k = 0; k < programme_count(making); k++) {
            double weighted = making->people[i] * (0.85 + 0.3 * draw(making));
            needed += share_of(making, k) * weighted;
            ap_text_print(need, "place_%zu,%s,%.3f,illustrative: made up\n", i,
                          programmes[k].key, weighted);
        }
        making->money[i] = 1850 * needed * (0.92 + 0.16 * draw(making));
        making->total += making->money[i];
    }
}

static void make_programmes(ap_making *making)
{
    ap_text *text = &making->files[KINDS];
    ap_text_print(text, "programme,name,need,target_share,area,basis\n");
    double left = 100;
    for (size_t k = programme_count(making); k-- > 0;) {
        double percent = k == 0 ? left : (double)(long)(1e6 * share_of(making, k)) / 1e4;
        left -= percent;
        ap_text_print(text, "%s,%s,%s,%.4f%%,%s,illustrative: made up\n", programmes[k].key,
                      programmes[k].key, programmes[k].key, percent, programmes[k].area);
    }
}

/* A scheme is committed to 1% less than last year and bids for 12% more. Each place's
 * first scheme of social care had the council's grant besides. */
static void make_scheme(ap_making *making, size_t i, size_t s, double money)
{
    size_t k = s % programme_count(making);
    double other = s == SOCIAL_CARE ? 0.01 * making->money[i] : 0;
    double all = money + other;
    making->primary_medical += k == PRIMARY_MEDICAL ? money : 0;
    ap_text_print(&making->files[SCHEMES],
                  "place_%zu-%s_%zu,Scheme %zu of place %zu,place_%zu,%s,%.2f,%.2f,%.2f,"
                  "%.2f,%.2f,%s,illustrative: made up\n",
                  i, programmes[k].key, s / programme_count(making), s, i, i,
                  programmes[k].key, all, other, 0.99 * all, 1.12 * all,
                  0.8 + 0.4 * draw(making), draw(making) < 0.1 ? "core20" : "");
}

static void make_schemes(ap_making *making)
{
    ap_text_print(&making->files[SCHEMES], "scheme,name,place,programme,baseline,"
                                           "baseline_other,committed,bid,priority,tags,"
                                           "basis\n");
    double *parts = calloc(making->schemes_a_place + 1, sizeof *parts);
    if (parts == NULL) {
        give_up("no memory for schemes");
    }
    for (size_t i = 0; i < making->places; i++) {
        double all = 0;
        for (size_t s = 0; s < making->schemes_a_place; s++) {
            parts[s] =
                share_of(making, s % programme_count(making)) * (0.9 + 0.2 * draw(making));
            all += parts[s];
        }
        for (size_t s = 0; s < making->schemes_a_place; s++) {
            make_scheme(making, i, s, making->money[i] * parts[s] / all);
        }
    }
    free(parts);
}

static void make_permission(ap_making *making, const char *source, size_t programme)
{
    ap_text_print(&making->files[ELIGIBILITY], "%s,%s,illustrative: made up\n", source,
                  programmes[programme].key);
}

static void make_source(ap_making *making, const char *key, const char *rest, double amount)
{
    ap_text_print(&making->files[SOURCES],
                  "%s,%s,Made up,Made up,%s,%.2f,illustrative: made up\n", key, key, rest,
                  amount);
}

/* The Better Care Fund of a place, and its council's grant. */
static void make_local_sources(ap_making *making, size_t i)
{
    char key[32];
    char rest[64];
    (void)snprintf(key, sizeof key, "bcf_%zu", i);
    (void)snprintf(rest, sizeof rest, "place_%zu,yes,in_full,1", i);
    make_source(making, key, rest, 0.03 * making->money[i]);
    make_permission(making, key, COMMUNITY);
    make_permission(making, key, SOCIAL_CARE);
    (void)snprintf(key, sizeof key, "council_%zu", i);
    (void)snprintf(rest, sizeof rest, "place_%zu,no,in_full,2", i);
    make_source(making, key, rest, 0.0105 * making->money[i]);
    make_permission(making, key, SOCIAL_CARE);
}

static void make_sources(ap_making *making)
{
    ap_text_print(
        &making->files[SOURCES],
        "source,name,owner,stream,place,envelope,spend,preference,amount,basis\n");
    ap_text_print(&making->files[ELIGIBILITY], "source,programme,basis\n");
    double primary = (1 + growth) * making->primary_medical;
    double discharge = 0.003 * making->total;
    double core = (1 + growth - 0.03 - 0.003) * making->total - primary;
    make_source(making, "core", ",yes,in_full,3", core);
    make_source(making, "primary", ",yes,at_most,1", primary);
    make_source(making, "discharge", ",yes,in_full,2", discharge);
    for (size_t k = 0; k < programme_count(making); k++) {
        if (k != PRIMARY_MEDICAL) {
            make_permission(making, "core", k);
        }
    }
    make_permission(making, "primary", PRIMARY_MEDICAL);
    make_permission(making, "discharge", COMMUNITY);
    make_permission(making, "discharge", SOCIAL_CARE);
    for (size_t i = 0; i < making->places; i++) {
        make_local_sources(making, i);
    }
}

static void make_rules(ap_making *making)
{
    static const char rules[] =
        "mhis,,mental_health,envelope,,at_least,5.3%,growth,,hard,\n"
        "acute_uplift,each,acute,envelope,,at_least,1.8%,growth,,hard,\n"
        "asc_minimum,each,social_care,bcf_*,,at_least,30%,share,source=bcf_*,hard,\n"
        "community_growth,each,community,envelope,,at_least,6%,growth,,soft,1\n"
        "discharge_floor,each,,discharge,,at_least,4,per_head,,soft,2\n"
        "prevention,,,envelope,core20,at_least,10.5%,share,source=envelope,soft,2\n"
        "mental_health_growth,each,mental_health,envelope,,at_least,4%,growth,,soft,3\n"
        "acute_share,,acute,envelope,,no_more,46.5%,share,source=envelope,soft,4\n";
    ap_text *text = &making->files[RULES];
    ap_text_print(text, "rule,name,place,programme,source,tag,bound,value,unit,of,strength,"
                        "rank,basis\n");
    for (const char *rule = rules; *rule != '\0';) {
        const char *comma = strchr(rule, ',');
        const char *end = strchr(rule, '\n');
        int key = (int)(comma - rule);
        ap_text_print(text, "%.*s,%.*s%.*s,illustrative: made up\n", key, rule, key, rule,
                      (int)(end - comma), comma);
        rule = end + 1;
    }
    ap_text_print(text,
                  "ring_fence,ring_fence,,primary_medical,primary,,at_least,%.2f,pounds,,"
                  "hard,,illustrative: made up\n",
                  (1 + growth) * making->primary_medical);
}

static ap_case *read_case(const ap_making *making)
{
    ap_case_file files[FILES];
    for (size_t f = 0; f < FILES; f++) {
        files[f] = (ap_case_file){.name = names[f],
                                  .bytes = making->files[f].bytes,
                                  .length = making->files[f].length};
        if (making->files[f].failed) {
            give_up("no memory for the files");
        }
    }
    ap_case *inputs = NULL;
    ap_error err = {0};
    ap_problems *problems = ap_problems_new();
    if (ap_case_load_files("made-up", AP_SCOPE_ALL, FILES, files, problems, &inputs,
                           &err) != AP_OK) {
        ap_text words = {0};
        ap_problems_print(problems, &words);
        (void)fprintf(stderr, "%.2000s\n%s\n", words.bytes, err.what);
        give_up("the case is not accepted");
    }
    ap_problems_free(problems);
    return inputs;
}

ap_case *ap_large_case(size_t places, size_t schemes_a_place)
{
    ap_making making = {.places = places, .schemes_a_place = schemes_a_place, .state = 1};
    making.people = calloc(places + 1, sizeof *making.people);
    making.money = calloc(places + 1, sizeof *making.money);
    if (making.people == NULL || making.money == NULL || schemes_a_place <= SOCIAL_CARE) {
        give_up("no memory, or too few schemes a place");
    }
    make_settings(&making);
    make_places(&making);
    make_programmes(&making);
    make_schemes(&making);
    make_sources(&making);
    make_rules(&making);
    make_pace(&making);
    ap_case *inputs = read_case(&making);
    for (size_t f = 0; f < FILES; f++) {
        ap_text_free(&making.files[f]);
    }
    free(making.money);
    free(making.people);
    return inputs;
}
