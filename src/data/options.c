#include "data/options.h"

#include <stdio.h>
#include <string.h>

static const ap_command commands[] = {
#define AP_COMMAND_ROW(NAME, word, operands, summary) {#word, operands, summary},
    AP_COMMAND_LIST(AP_COMMAND_ROW)
#undef AP_COMMAND_ROW
};

#define FIELD(name) #name, offsetof(ap_options, name)
#define BIT(NAME)   (1U << AP_COMMAND_##NAME)
#define ROUNDS      (BIT(ROUND) | BIT(RERUN))
#define RISKS       (BIT(RISK) | BIT(MERGE))
#define READERS     (BIT(RUNS) | BIT(SHOW) | BIT(COMPARE) | BIT(EXPORT))
#define ALL         ((1U << AP_NO_COMMAND) - 1)

static const ap_option table[] = {
    {FIELD(output), AP_OPTION_WORDS, 'o', "DIR", "outputs",
     .commands = ROUNDS | READERS | BIT(NEED) | BIT(IMPORT) | BIT(POOL) | RISKS,
     .help = "the folder of outputs; of export, import and pool --close, the one that is "
             "written (of a session, the file)"},
    {FIELD(icb), AP_OPTION_WORDS, .argument = "CODE", .commands = BIT(IMPORT),
     .help =
         "the ICB whose practices are taken, such as QRL; all: England, shared among ICBs"},
    {FIELD(places), AP_OPTION_WORDS, .argument = "MAP", .fallback = "district",
     .commands = BIT(IMPORT),
     .help =
         "what a place is: district, pcn or practice for one each, or a file: a mapping "
         "or a session of NHS England's tool"},
    {FIELD(year), AP_OPTION_WORDS, .argument = "YEAR", .commands = BIT(IMPORT),
     .help = "the case's financial year; without it the latest that the files' names say"},
    {FIELD(core), AP_OPTION_WORDS, .argument = "POUNDS", .commands = BIT(IMPORT),
     .help = "money of core services; without it the money is left to be filled in"},
    {FIELD(primary), AP_OPTION_WORDS, .argument = "POUNDS", .commands = BIT(IMPORT),
     .help = "money of primary medical care, beside --core"},
    {FIELD(growth), AP_OPTION_WORDS, .argument = "RATE", .fallback = "4.4%",
     .commands = BIT(IMPORT), .help = "growth of that money on last year's"},
    {FIELD(store), AP_OPTION_WORDS, .argument = "FILE",
     .commands = ROUNDS | READERS | BIT(NEED) | BIT(POOL) | RISKS,
     .help = "the store of runs; without it runs.sqlite in the folder of outputs"},
    {FIELD(profile), AP_OPTION_CHOICE, .argument = "working|publish", .fallback = "working",
     .commands = BIT(ROUND) | BIT(NEED) | BIT(POOL) | RISKS, .is_recorded = true,
     .help =
         "working: inputs can be changed in the workbook; publish: everything is locked"},
    {FIELD(option), AP_OPTION_WORDS, .argument = "NAME", .commands = BIT(ROUND) | RISKS,
     .is_recorded = true,
     .help = "only the base and this option of options.csv; of a risk run, the plan is "
             "that of this option"},
    {"no-study", offsetof(ap_options, no_study), AP_OPTION_FLAG, .commands = BIT(ROUND),
     .is_recorded = true,
     .help = "only the base and the options: no frontier, no cost of each rule, no "
             "sensitivities"},
    {"by-place", offsetof(ap_options, by_place), AP_OPTION_FLAG, .commands = BIT(ROUND),
     .is_recorded = true,
     .help = "a workbook for each place as well, with all levels below it"},
    {FIELD(month), AP_OPTION_COUNT, .argument = "M", .low = 1, .high = 12, .unit = "months",
     .commands = BIT(POOL), .is_recorded = true,
     .help = "the month of the report, 1 is April; without it the last that is closed"},
    {FIELD(since), AP_OPTION_WORDS, .argument = "RUN", .commands = BIT(POOL),
     .is_recorded = true,
     .help = "the run that the first page compares with, or none; without it the last of "
             "the month before in the store"},
    {FIELD(close), AP_OPTION_FLAG, .commands = BIT(POOL),
     .help = "close the year: write next year's case to DIR, the report to outputs"},
    {FIELD(scenarios), AP_OPTION_COUNT, .argument = "N", .low = 1, .high = 4000000000,
     .unit = "scenarios", .commands = RISKS, .is_recorded = true,
     .help = "how many possible years are drawn; without it as case.ini says "
             "(risk.scenarios)"},
    {FIELD(seed), AP_OPTION_COUNT, .argument = "S", .low = 1, .high = 1000000000000,
     .unit = "seeds", .commands = RISKS, .is_recorded = true,
     .help = "the same seed draws the same years; without it as case.ini says (risk.seed)"},
    {FIELD(sampling), AP_OPTION_CHOICE, .argument = "plain|latin|sobol", .commands = RISKS,
     .is_recorded = true,
     .help = "how years are drawn: independently, as Latin hypercubes or as scrambled "
             "Sobol points; without it as case.ini says (risk.sampling)"},
    {FIELD(until), AP_OPTION_WORDS, .argument = "RULE", .commands = BIT(RISK),
     .is_recorded = true,
     .help = "\"P80 within £250k\" or \"mean within £100k\": draw no more years once the "
             "standard error of the contingency needed is no larger; asked after 16,384 "
             "years and whenever they have doubled; not with --shard or --sampling=latin"},
    {FIELD(scenario), AP_OPTION_COUNT, .argument = "W", .low = 0, .high = 4000000000,
     .unit = "scenarios", .commands = BIT(RISK),
     .help = "show this one year alone, counted from 0: draws, costs, program, proof, who "
             "bears what"},
    {FIELD(shard), AP_OPTION_WORDS, .argument = "K/N", .commands = BIT(RISK),
     .help = "only part K of N of the years, such as 1/8, kept in a file for apportion "
             "merge"},
    {FIELD(draws), AP_OPTION_CHOICE, .argument = "csv|sqlite", .commands = BIT(RISK),
     .help = "write every year's draws and measures as well, to draws.csv or draws.sqlite "
             "beside the workbook; large"},
    {FIELD(block), AP_OPTION_COUNT, .argument = "N", .low = 1, .high = 1000000,
     .unit = "scenarios", .commands = BIT(RISK),
     .help = "years handed to a rank at a time, at most; the answer does not depend on it"},
    {FIELD(patience), AP_OPTION_COUNT, .argument = "SECONDS", .fallback = "600", .low = 0,
     .high = 1000000, .unit = "seconds", .commands = BIT(RISK),
     .help = "a rank without progress for so long ends the run; 0: never"},
    {FIELD(schema), AP_OPTION_FLAG, .commands = BIT(CHECK),
     .help = "print every table and column that a case may have, and read no case"},
    {FIELD(csv), AP_OPTION_WORDS, .argument = "FILE", .commands = BIT(CHECK),
     .help = "write the problems to FILE as well, as a table"},
    {FIELD(format), AP_OPTION_CHOICE, .argument = "csv|json|mps|lp", .fallback = "csv",
     .commands = BIT(EXPORT),
     .help = "csv and json: the tables; mps and lp: the linear program of the base, with "
             "its first goal to minimise"},
    {FIELD(last), AP_OPTION_COUNT, .argument = "N", .fallback = "50", .low = 1,
     .high = 1000000, .unit = "runs", .commands = BIT(RUNS),
     .help = "how many of the newest runs to list"},
    {FIELD(json), AP_OPTION_FLAG,
     .commands = ROUNDS | BIT(CHECK) | BIT(NEED) | BIT(POOL) | BIT(RUNS) | BIT(SHOW) |
                 BIT(COMPARE) | RISKS,
     .help = "print the result as JSON, for another program"},
    {FIELD(quiet), AP_OPTION_FLAG, 'q', .commands = ALL & ~BIT(HELP),
     .help = "no words on standard error but errors"},
    {FIELD(verbose), AP_OPTION_FLAG, 'v',
     .commands = ROUNDS | BIT(CHECK) | BIT(RUNS) | RISKS,
     .help = "more words on standard error"},
    {FIELD(help), AP_OPTION_FLAG, 'h', .commands = ALL, .help = "print this help"},
    {FIELD(version), AP_OPTION_FLAG, .commands = ALL,
     .help = "print the versions of the program and of the libraries it runs with"},
};

enum { OPTIONS = sizeof table / sizeof table[0], DIGITS = 24 };

_Static_assert((int)OPTIONS <= (int)AP_OPTIONS_MOST,
               "each option needs a bit of ap_options.given");

const ap_command *ap_command_row(ap_command_id id)
{
    return &commands[id];
}

const ap_option *ap_option_table(size_t *count)
{
    *count = OPTIONS;
    return table;
}

const ap_option *ap_option_find(const char *name)
{
    size_t i = 0;
    while (i < OPTIONS && strcmp(table[i].name, name) != 0) {
        i++;
    }
    return i < OPTIONS ? &table[i] : NULL;
}

unsigned long long ap_option_bit(const ap_option *option)
{
    return 1ULL << (option - table);
}

bool ap_option_is_used(const ap_option *option, ap_command_id command)
{
    return (option->commands & 1U << command) != 0;
}

bool ap_options_has(const ap_options *options, const char *name)
{
    const ap_option *option = ap_option_find(name);
    return option != NULL && (options->given & ap_option_bit(option)) != 0;
}

void ap_options_store(const ap_options *options, ap_text *path)
{
    bool is_elsewhere = options->command == AP_COMMAND_EXPORT || options->close;
    if (options->store != NULL) {
        ap_text_print(path, "%s", options->store);
    } else {
        ap_text_print(path, "%s/runs.sqlite", is_elsewhere ? "outputs" : options->output);
    }
}

/* Does the option change the answer of this run? words is its value, NULL for a flag; of a
 * count they are put into `digits`. */
static bool is_kept(const ap_options *options, const ap_option *option, char digits[],
                    const char **words)
{
    const void *at = (const char *)options + option->offset;
    *words = NULL;
    if (!option->is_recorded) {
        return false;
    }
    if (option->kind == AP_OPTION_FLAG) {
        return *(const bool *)at;
    }
    if (option->kind == AP_OPTION_COUNT) {
        (void)snprintf(digits, DIGITS, "%ld", *(const long *)at);
        *words = digits;
        return strcmp(digits, option->fallback == NULL ? "0" : option->fallback) != 0;
    }
    *words = *(const char *const *)at;
    return *words != NULL &&
           (option->fallback == NULL || strcmp(*words, option->fallback) != 0);
}

void ap_options_record(const ap_options *options, ap_text *arguments)
{
    const char *gap = "";
    ap_text_add(arguments, "", 0);
    for (size_t i = 0; i < OPTIONS; i++) {
        char digits[DIGITS];
        const char *words = NULL;
        if (is_kept(options, &table[i], digits, &words)) {
            ap_text_print(arguments, "%s--%s%s%s", gap, table[i].name,
                          words == NULL ? "" : "=", words == NULL ? "" : words);
            gap = " ";
        }
    }
}
