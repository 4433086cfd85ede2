#include "import/import_money.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apportion/case.h"
#include "data/calendar.h"
#include "data/value.h"
#include "import/lookup.h"
#include "import/nhse_forms.h"

/* Of each practice of `from` the one of `to` with its code. Both lists have each code once.
 */
static bool match(const ap_practices *from, const ap_practices *to, size_t found[])
{
    ap_named *codes = calloc(to->count + 1, sizeof *codes);
    if (codes == NULL) {
        return false;
    }
    for (size_t p = 0; p < to->count; p++) {
        codes[p] = (ap_named){to->rows[p].code, p};
    }
    ap_named_sort(to->count, codes);
    for (size_t p = 0; p < from->count; p++) {
        size_t at = ap_named_first(to->count, codes, from->rows[p].code);
        found[p] = at == to->count ? AP_NONE : codes[at].item;
    }
    free(codes);
    return true;
}

static const ap_form_programme *programme_row(size_t k)
{
    size_t count = 0;
    return &ap_form_programmes(&count)[k];
}

/* S_k of one practice: its need for programme k in the formula of a year. */
static double need_of(const ap_practice *practice, const char *year, size_t k)
{
    const ap_form_programme *row = programme_row(k);
    if (row->is_primary) {
        return practice->weighted[AP_PRIMARY_MEDICAL];
    }
    return ap_form_need(ap_form_core(year), row->component, practice);
}

/* "2024/25" for a case of 2025/26; "" where the case's year is none. */
static const char *year_before(const ap_import *import, char out[AP_YEAR_SIZE])
{
    int first = 0;
    int second = 0;
    out[0] = '\0';
    return ap_calendar_years(import->year, &first, &second)
               ? ap_calendar_year(first - 1, out)
               : out;
}

/* Is there the file of the year just before? Need of an older year is not last year's. */
static bool has_last_year(const ap_import *import)
{
    char before[AP_YEAR_SIZE];
    size_t count = import->before_count;
    return count > 0 &&
           strcmp(import->before_years[count - 1], year_before(import, before)) == 0;
}

static const ap_practices *last_year(const ap_import *import, const ap_import_work *work)
{
    return work->has_last ? import->before[import->before_count - 1] : import->now;
}

static const char *last_years_name(const ap_import *import, const ap_import_work *work)
{
    return work->has_last ? import->before_years[import->before_count - 1] : import->year;
}

/* The place of the round that a practice of last year counts to now, or AP_NONE. */
static size_t round_of_last(const ap_import *import, const ap_import_work *work, size_t p)
{
    if (!work->has_last) {
        return import->tree->round[p];
    }
    size_t b = import->before_count - 1;
    size_t now = work->now_of[b][p];
    return now == AP_NONE ? import->place_before[b][p] : import->tree->round[now];
}

/* The need of each place of the round, this year and last. */
static void take_sums(const ap_import *import, ap_import_work *work)
{
    const ap_tree *tree = import->tree;
    const ap_practices *last = last_year(import, work);
    const char *last_name = last_years_name(import, work);
    for (size_t k = 0; k < AP_IMPORT_PROGRAMMES; k++) {
        for (size_t p = 0; p < import->now->count; p++) {
            if (tree->round[p] != AP_NONE) {
                double need = need_of(&import->now->rows[p], import->year, k);
                size_t r = tree->round[p] - tree->round_first;
                work->now[r * AP_IMPORT_PROGRAMMES + k] += need;
                work->total_now[k] += need;
            }
        }
        for (size_t p = 0; p < last->count; p++) {
            size_t place = round_of_last(import, work, p);
            if (place != AP_NONE) {
                double need = need_of(&last->rows[p], last_name, k);
                work->last[(place - tree->round_first) * AP_IMPORT_PROGRAMMES + k] += need;
                work->total_last[k] += need;
            }
        }
    }
}

/* People of all practices that count, this year and last. */
static void take_people(const ap_import *import, ap_import_work *work)
{
    const ap_practices *last = last_year(import, work);
    for (size_t p = 0; p < import->now->count; p++) {
        bool counts = import->tree->round[p] != AP_NONE;
        work->people_now += counts ? import->now->rows[p].population : 0;
    }
    for (size_t p = 0; p < last->count; p++) {
        bool counts = round_of_last(import, work, p) != AP_NONE;
        work->people_last += counts ? last->rows[p].population : 0;
    }
}

/* y_k. What last year's file lacks was shared by this year's need. */
static void take_shares(const ap_import *import, ap_import_work *work)
{
    double core = 0;
    bool has_primary = false;
    for (size_t k = 0; k < AP_IMPORT_PROGRAMMES; k++) {
        bool is_primary = programme_row(k)->is_primary;
        core += is_primary ? 0 : work->total_now[k];
        has_primary = has_primary || (is_primary && work->total_now[k] > 0);
        work->is_lent[k] = work->total_last[k] <= 0;
        if (work->is_lent[k]) {
            for (size_t r = 0; r < import->tree->round_count; r++) {
                size_t at = r * AP_IMPORT_PROGRAMMES + k;
                work->last[at] = work->now[at];
            }
            work->total_last[k] = work->total_now[k];
        }
    }
    double both = import->core + import->primary;
    double given = both > 0 ? import->primary / both : ap_form_primary_share();
    work->primary_share = has_primary ? given : 0;
    for (size_t k = 0; k < AP_IMPORT_PROGRAMMES && core > 0; k++) {
        work->share[k] = programme_row(k)->is_primary
                             ? work->primary_share
                             : (1 - work->primary_share) * work->total_now[k] / core;
    }
}

ap_status ap_import_prepare(const ap_import *import, ap_import_work **out, ap_error *err)
{
    ap_status status = AP_OK;
    size_t cells = import->tree->round_count * AP_IMPORT_PROGRAMMES + 1;
    ap_import_work *work = calloc(1, sizeof *work);
    bool is_good = work != NULL;
    if (is_good) {
        work->has_last = has_last_year(import);
        work->now_of = calloc(import->before_count + 1, sizeof *work->now_of);
        work->last_of = calloc(import->now->count + 1, sizeof *work->last_of);
        work->now = calloc(cells, sizeof *work->now);
        work->last = calloc(cells, sizeof *work->last);
        is_good = work->now_of != NULL && work->last_of != NULL && work->now != NULL &&
                  work->last != NULL;
    }
    for (size_t b = 0; b < import->before_count && is_good; b++) {
        work->before_count = b + 1;
        work->now_of[b] = calloc(import->before[b]->count + 1, sizeof(size_t));
        is_good = work->now_of[b] != NULL &&
                  match(import->before[b], import->now, work->now_of[b]);
    }
    is_good = is_good && match(import->now, last_year(import, work), work->last_of);
    if (!is_good) {
        status = ap_fail(err, AP_NO_MEMORY, import->now->file, "no memory for the case");
        ap_import_work_free(work);
        return status;
    }
    take_sums(import, work);
    take_people(import, work);
    take_shares(import, work);
    *out = work;
    return status;
}

void ap_import_work_free(ap_import_work *work)
{
    if (work == NULL) {
        return;
    }
    for (size_t b = 0; b < work->before_count; b++) {
        free(work->now_of[b]);
    }
    free(work->now_of);
    free(work->last_of);
    free(work->now);
    free(work->last);
    free(work);
}

static bool has_money(const ap_import *import)
{
    return import->core > 0;
}

void ap_import_say_gap(const ap_import *import, ap_text *text)
{
    char before[AP_YEAR_SIZE];
    if (has_last_year(import) || (!has_money(import) && import->before_count == 0)) {
        return;
    }
    ap_text_print(
        text, "There is no file of %s, the year before: practices have no baseline%s.",
        year_before(import, before),
        has_money(import) ? ", and those of schemes are last year's money by this "
                            "year's need"
                          : "");
}

/* Last year's money for programme k. */
static double money_last(const ap_import *import, size_t k)
{
    double all = import->core + import->primary;
    return import->work->share[k] * all / (1 + import->growth);
}

double ap_import_baseline(const ap_import *import, size_t practice)
{
    const ap_import_work *work = import->work;
    size_t last = work->last_of[practice];
    if (!has_money(import) || !work->has_last || last == AP_NONE) {
        return 0;
    }
    const ap_practice *now = &import->now->rows[practice];
    const ap_practice *before = &last_year(import, work)->rows[last];
    double by_last = 0;
    double by_now = 0;
    for (size_t k = 0; k < AP_IMPORT_PROGRAMMES; k++) {
        if (work->total_last[k] <= 0) {
            continue;
        }
        double a_need = money_last(import, k) / work->total_last[k];
        if (work->is_lent[k]) {
            by_now += a_need * need_of(now, import->year, k);
        } else {
            by_last += a_need * need_of(before, last_years_name(import, work), k);
        }
    }
    if (before->population <= 0 || work->people_now <= 0) {
        return 0;
    }
    double grown = now->population / before->population;
    return by_last * grown * work->people_last / work->people_now + by_now;
}

void ap_import_programmes(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "programme,name,need,target_share,area,basis,note\n");
    for (size_t k = 0; k < AP_IMPORT_PROGRAMMES; k++) {
        const ap_form_programme *row = programme_row(k);
        if (import->work->share[k] <= 0) {
            continue;
        }
        bool is_mixed = !row->is_primary &&
                        ap_form_is_mixed(ap_form_core(import->year), row->component);
        ap_text_print(text, "%s,%s,%s%s,%.13g%%,%s,", row->programme, row->name,
                      is_mixed ? AP_MIXED : "",
                      is_mixed ? ap_component_key(row->component) : row->need,
                      import->work->share[k] * 100, row->area);
        if (row->is_primary && !has_money(import)) {
            ap_text_print(text,
                          "\"illustrative: primary medical care's part of England's core "
                          "and primary medical money of 2024/25, £11.2bn of £118.8bn\",");
        } else if (row->is_primary) {
            ap_text_print(text, "derived: primary medical money divided by all money,");
        } else {
            ap_text_print(text,
                          "\"derived: coefficient of %s times the system's weighted "
                          "population, times the part of the money that is not primary "
                          "medical\",",
                          ap_form_core(import->year));
        }
        ap_text_print(text, "the shares give every place its published share of need\n");
    }
}

/* Money in pounds, or what asks for it. */
static void add_money(ap_text *text, bool is_known, double pounds)
{
    if (is_known) {
        ap_text_print(text, "%.0f,", pounds);
    } else {
        ap_text_print(text, AP_FILL_ME ",");
    }
}

static const char *money_basis(const ap_import *import)
{
    return has_money(import) ? "illustrative: as given to the import"
                             : "illustrative: to be filled in";
}

static void add_source(const ap_import *import, const char *source, const char *name,
                       double amount, ap_text *text)
{
    ap_text_print(text, "%s,%s,", source, name);
    ap_text_csv_safe(text,
                     import->icb[0] == '\0' ? "NHS England" : import->tree->nodes[0].name);
    ap_text_print(text, ",%s,revenue,,yes,", name);
    add_money(text, has_money(import), amount);
    ap_text_print(text, "in full,1,%s,\n", money_basis(import));
}

void ap_import_sources(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "source,name,owner,stream,kind,place,envelope,amount,spend,"
                        "preference,basis,note\n");
    add_source(import, "icb_core", "ICB core", import->core, text);
    if (import->work->primary_share > 0) {
        add_source(import, "primary_medical", "Primary medical", import->primary, text);
    }
}

void ap_import_eligibility(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "source,programme,scheme_type,pool,place,basis,note\n");
    for (size_t k = 0; k < AP_IMPORT_PROGRAMMES; k++) {
        if (import->work->share[k] > 0) {
            ap_text_print(text, "%s,%s,,,,illustrative: each stream pays for its own,\n",
                          programme_row(k)->is_primary ? "primary_medical" : "icb_core",
                          programme_row(k)->programme);
        }
    }
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

/* b_ik, commitment and bid of place r of the round for programme k. */
static void add_scheme(const ap_import *import, size_t r, size_t k, ap_text *text)
{
    const ap_import_work *work = import->work;
    const ap_node *place = &import->tree->nodes[import->tree->round_first + r];
    size_t at = r * AP_IMPORT_PROGRAMMES + k;
    double all = import->core + import->primary;
    double baseline = money_last(import, k) * work->last[at] / work->total_last[k];
    double target = work->share[k] * all * work->now[at] / work->total_now[k];
    ap_text_print(text, "%s-%s,", place->key, programme_row(k)->programme);
    ap_text name = {0};
    ap_text_print(&name, "%s: %s", place->name, programme_row(k)->name);
    text->failed = text->failed || name.failed;
    ap_text_csv_safe(text, name.bytes == NULL ? "" : name.bytes);
    ap_text_free(&name);
    ap_text_print(text, ",%s,%s,,", place->key, programme_row(k)->programme);
    add_money(text, has_money(import), baseline);
    if (has_money(import)) {
        ap_text_print(text, "%.0f,", 0.95 * least(baseline, target));
    } else {
        ap_text_print(text, ",");
    }
    add_money(text, has_money(import), 1.05 * most(baseline, target));
    if (has_money(import)) {
        ap_text_print(text,
                      "\"illustrative: last year's money by %s year's need; committed 5%% "
                      "below the smaller of it and target, a bid 5%% above the larger\",\n",
                      work->has_last ? "last" : "this");
    } else {
        ap_text_print(text, "illustrative: to be filled in,\n");
    }
}

void ap_import_schemes(const ap_import *import, ap_text *text)
{
    ap_text_print(text,
                  "scheme,name,place,programme,pool,baseline,committed,bid,basis,note\n");
    for (size_t r = 0; r < import->tree->round_count; r++) {
        for (size_t k = 0; k < AP_IMPORT_PROGRAMMES; k++) {
            if (import->work->share[k] > 0) {
                add_scheme(import, r, k, text);
            }
        }
    }
}

/* The standard is met as far as can be: it yields before a place is left without its floor.
 */
void ap_import_rules(const ap_import *import, ap_text *text)
{
    ap_text_print(text, "rule,name,programme,source,bound,value,unit,strength,rank,policy,"
                        "basis,note\n"
                        "mhis,Mental Health Investment Standard: growth of mental health "
                        "spend,mental_health,envelope,at_least,");
    if (has_money(import)) {
        ap_text_print(text, "%.6g%%", import->growth * 100);
    } else {
        ap_text_print(text, AP_FILL_ME);
    }
    ap_text_print(text,
                  ",growth,soft,1,NHS England: Mental Health Investment Standard,%s,"
                  "\"as much as base growth, before convergence\"\n",
                  money_basis(import));
}

/* One row of pace.csv. */
static void add_pace(ap_text *text, const char *parameter, const char *level, double rate,
                     const char *basis)
{
    ap_text_print(text, "%s,%s,%.6g%%,", parameter, level, rate * 100);
    ap_text_csv_safe(text, basis);
    ap_text_print(text, ",\n");
}

void ap_import_pace(const ap_import *import, ap_text *text)
{
    static const char assumed[] = "illustrative: assumed; the schedule is not published";
    ap_text_print(text, "parameter,level,value,basis,note\n");
    double growth = has_money(import) ? import->growth : 0.044;
    add_pace(text, "base_growth", "", growth,
             has_money(import) ? "illustrative: as given to the import"
                               : "illustrative: base growth of 2025/26 was 4.4%");
    add_pace(text, "cash_floor", "", growth - 0.03, assumed);
    add_pace(text, "cap", "", growth + 0.08, assumed);
    ap_text_print(text, "convergence,,0.2,%s,growth given up for each point of distance\n",
                  assumed);
    add_pace(text, "dead_band", "", 0.005, assumed);
    add_pace(text, "convergence_min", "", -0.015, assumed);
    add_pace(text, "convergence_max", "", 0.02, assumed);
    add_pace(text, "convergence_tolerance", "", 0.01, assumed);
    const char *rest = import->tree->levels;
    const char *word = NULL;
    size_t length = 0;
    (void)ap_word_next(&rest, ',', &word, &length);
    while (ap_word_next(&rest, ',', &word, &length)) {
        char level[32];
        (void)snprintf(level, sizeof level, "%.*s", (int)length, word);
        bool is_practice = strcmp(level, "practice") == 0;
        add_pace(text, "cash_floor", level, growth - (is_practice ? 0.05 : 0.04), assumed);
        add_pace(text, "cap", level, growth + (is_practice ? 0.15 : 0.1), assumed);
        if (is_practice) {
            ap_text_print(text,
                          "smoothing,practice,1000,%s,\"a list of 1,000 is drawn half "
                          "way to its parent's need a head, one of 9,000 a tenth\"\n",
                          "illustrative: assumed");
        }
    }
}
