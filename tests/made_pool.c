#include "made_pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/load.h"

enum { FILES = 20 };

typedef struct ap_made_files {
    size_t count;
    const char *names[FILES];
    ap_text texts[FILES];
} ap_made_files;

static ap_text *new_file(ap_made_files *files, const char *name, const char *header)
{
    ap_text *text = &files->texts[files->count];
    files->names[files->count++] = name;
    ap_text_print(text, "%s\n", header);
    return text;
}

/* A table whose rows are given without their first cell and their basis. */
static void add_rows(ap_made_files *files, const char *name, const char *header,
                     const char *first, const char *rows)
{
    ap_text *text = new_file(files, name, header);
    while (rows != NULL && *rows != '\0') {
        size_t length = strcspn(rows, "\n");
        if (length > 0) {
            ap_text_print(text, "%s%.*s,illustrative\n", first, (int)length, rows);
        }
        rows += length + (rows[length] == '\n' ? 1 : 0);
    }
}

static const char *const sources[][3] = {
    {"nhs_minimum", "ICB", "Minimum NHS Contribution"},
    {"icb", "ICB", "Additional NHS Contribution"},
    {"council", "Council", "Additional LA Contribution"},
    {"ibcf", "Council", "iBCF"},
    {"discharge", "ICB", "ICB Discharge Funding"},
    {"dfg", "Council", "DFG"},
};

enum { SOURCES = sizeof sources / sizeof sources[0] };

static bool is_capital(const char *source)
{
    return strcmp(source, "dfg") == 0;
}

static double budget_of(size_t count, const ap_made_line lines[], const char *source)
{
    double sum = 0;
    for (size_t l = 0; l < count; l++) {
        sum += strcmp(lines[l].source, source) == 0 ? lines[l].budget : 0;
    }
    return sum;
}

static const char *partner_of(const char *source)
{
    size_t f = 0;
    while (strcmp(sources[f][0], source) != 0) {
        f++;
    }
    return sources[f][1];
}

static void add_sources(ap_made_files *files, size_t count, const ap_made_line lines[])
{
    ap_text *text =
        new_file(files, "sources.csv",
                 "source,name,owner,stream,kind,envelope,amount,spend,ring_fence,basis");
    for (size_t f = 0; f < SOURCES; f++) {
        ap_text_print(text, "%s,%s,%s,%s,%s,no,%.2f,at_most,%s,illustrative\n",
                      sources[f][0], sources[f][2], sources[f][1], sources[f][2],
                      is_capital(sources[f][0]) ? "capital" : "revenue",
                      budget_of(count, lines, sources[f][0]),
                      strcmp(sources[f][0], "discharge") == 0 ? "discharge" : "");
    }
    text = new_file(files, "contributions.csv",
                    "pool,partner,source,amount,instalments,basis");
    for (size_t f = 0; f < SOURCES; f++) {
        double amount = budget_of(count, lines, sources[f][0]);
        if (amount > 0 || !is_capital(sources[f][0])) {
            ap_text_print(text, "p,%s,%s,%.2f,4,illustrative\n", sources[f][1],
                          sources[f][0], amount);
        }
    }
    text = new_file(files, "eligibility.csv", "source,programme,basis");
    for (size_t f = 0; f < SOURCES; f++) {
        ap_text_print(text, "%s,,illustrative\n", sources[f][0]);
    }
}

/* Is it the first line of its scheme, or of its scheme and partner? */
static bool is_first(const ap_made_line lines[], size_t at, bool of_partner)
{
    for (size_t l = 0; l < at; l++) {
        if (strcmp(lines[l].scheme, lines[at].scheme) == 0 &&
            (!of_partner ||
             strcmp(partner_of(lines[l].source), partner_of(lines[at].source)) == 0)) {
            return false;
        }
    }
    return true;
}

static const char *words(const char *text)
{
    return text == NULL ? "" : text;
}

static void add_schemes(ap_made_files *files, size_t count, const ap_made_line lines[])
{
    ap_text *text = new_file(files, "schemes.csv",
                             "scheme,name,place,programme,pool,scheme_type,kind,committed,"
                             "tags,profile,basis");
    for (size_t l = 0; l < count; l++) {
        if (is_first(lines, l, false)) {
            ap_text_print(text, "%s,%s,city,care,p,Other,%s,%.2f,%s,%s,illustrative\n",
                          lines[l].scheme, lines[l].scheme,
                          is_capital(lines[l].source) ? "capital" : "revenue",
                          lines[l].committed, words(lines[l].tags),
                          words(lines[l].profile));
        }
    }
    text = new_file(files, "budgets.csv", "scheme,source,amount,basis");
    for (size_t l = 0; l < count; l++) {
        ap_text_print(text, "%s,%s,%.2f,illustrative\n", lines[l].scheme, lines[l].source,
                      lines[l].budget);
    }
}

/* A partner's part of a scheme is forecast as the sum of its lines. */
static void add_spend(ap_made_files *files, size_t count, const ap_made_line lines[])
{
    ap_text *ledger = new_file(files, "ledger.csv", "scheme,partner,month,amount,basis");
    ap_text *text = new_file(files, "forecast.csv",
                             "scheme,partner,month,amount,cause,caused_by,basis");
    for (size_t l = 0; l < count; l++) {
        const char *partner = partner_of(lines[l].source);
        double forecast = 0;
        double spent = 0;
        for (size_t k = 0; k < count; k++) {
            bool is_its = strcmp(lines[k].scheme, lines[l].scheme) == 0 &&
                          strcmp(partner_of(lines[k].source), partner) == 0;
            forecast += is_its ? lines[k].forecast : 0;
            spent += is_its ? lines[k].spent : 0;
        }
        if (is_first(lines, l, true)) {
            ap_text_print(ledger, "%s,%s,1,%.2f,illustrative\n", lines[l].scheme, partner,
                          spent);
            ap_text_print(text, "%s,%s,1,%.2f,%s,%s,illustrative\n", lines[l].scheme,
                          partner, forecast, words(lines[l].cause),
                          words(lines[l].caused_by));
        }
    }
}

static void add_fixed(ap_made_files *files, size_t count, const ap_made_line lines[])
{
    double total = 0;
    for (size_t l = 0; l < count; l++) {
        total += lines[l].budget;
    }
    (void)new_file(files, "case.ini",
                   "[case]\ntitle = Made pool\nicb = ICB\nyear = 2023/24\n[pool]\n"
                   "month = 6");
    (void)new_file(files, "places.csv",
                   "place,name,parent,hwb,basis\nsystem,System,,,illustrative\n"
                   "city,City,system,City board,illustrative");
    (void)new_file(files, "programmes.csv",
                   "programme,name,area,basis\ncare,Care,Social Care,illustrative");
    ap_text *text = new_file(files, "pools.csv", "pool,name,place,class,host,total,basis");
    ap_text_print(text, "p,Pool,city,pooled,Council,%.2f,illustrative\n", total);
}

ap_case *ap_made_pool(size_t count, const ap_made_line lines[], ap_made_tables tables)
{
    ap_made_files made = {0};
    ap_case_file files[FILES];
    ap_case *inputs = NULL;
    ap_error err = {0};
    ap_text found = {0};
    ap_problems *problems = ap_problems_new();
    add_fixed(&made, count, lines);
    add_sources(&made, count, lines);
    add_schemes(&made, count, lines);
    add_spend(&made, count, lines);
    add_rows(&made, "risk_share.csv",
             "pool,step,name,rule,scheme,tag,stream,cause,side,weigh,amount,limit,partner,"
             "basis",
             "p,", tables.steps);
    add_rows(&made, "risk_parties.csv", "pool,step,partner,from,share,cap,basis", "p,",
             tables.parties);
    add_rows(&made, "virements.csv", "virement,from,to,source,month,amount,decision,basis",
             "", tables.virements);
    add_rows(&made, "approvals.csv", "pool,level,limit,notice,basis", "p,",
             tables.approvals);
    add_rows(&made, "profiles.csv", "profile,month,weight,basis", "", tables.profiles);
    add_rows(&made, "changes.csv", "change,name,scheme,source,month,amount,basis", "",
             tables.changes);
    add_rows(&made, "receipts.csv", "pool,partner,source,month,amount,basis", "p,",
             tables.receipts);
    add_rows(&made, "options.csv", "option,name,table,target,column,value,basis", "",
             tables.options);
    for (size_t f = 0; f < made.count; f++) {
        files[f] = (ap_case_file){.name = made.names[f],
                                  .bytes = made.texts[f].bytes,
                                  .length = made.texts[f].length};
    }
    if (ap_case_load_files("made", AP_SCOPE_POOL, made.count, files, problems, &inputs,
                           &err) != AP_OK) {
        ap_problems_print(problems, &found);
        (void)fprintf(stderr, "%s\n%s\n", err.what, found.bytes);
        abort();
    }
    for (size_t f = 0; f < made.count; f++) {
        ap_text_free(&made.texts[f]);
    }
    ap_problems_free(problems);
    return inputs;
}

ap_fund *ap_made_fund(const ap_case *inputs, ap_fund_index **index)
{
    ap_fund *fund = NULL;
    if (ap_fund_index_new(inputs, index, NULL) != AP_OK ||
        ap_fund_new(*index, 0, 6, &fund, NULL) != AP_OK) {
        abort();
    }
    return fund;
}
