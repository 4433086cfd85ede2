#include "command/help.h"

#include <stdio.h>
#include <string.h>

#include "command/output.h"
#include "record/book.h"
#include "record/store.h"
#include "solve/solver.h"

enum { WIDTH = 80, INDENT = 2, COMMAND_COLUMN = 18, OPTION_COLUMN = 24, CODE_COLUMN = 6 };

/* What help says beside the tables: more about the command, and examples. */
typedef struct ap_topic {
    const char *more;
    const char *examples[3];
} ap_topic;

static const ap_topic program = {
    "Shares the money of an NHS integrated care board among places and schemes by linear "
    "programming under need-weighted equity constraints, and writes the Excel workbook that "
    "a finance director signs. CASE is a folder of inputs, RUN the beginning of a run's id "
    "or \"latest\". Every command runs alone or under mpirun or srun; the answer is the same "
    "for every number of ranks.",
    {"apportion check inputs/hiow-2023-24", "apportion round inputs/hiow-2023-24",
     "mpirun -n 4 apportion round inputs/hiow-2023-24 -o outputs"}};

static const ap_topic topics[] = {
    [AP_COMMAND_CHECK] =
        {"Reads the case and prints what is wrong with it: file, line as Excel numbers it, "
         "column, value, the rule that is broken and how to mend it. Notes say what was "
         "read with forgiveness and stop nothing.",
         {"apportion check inputs/hiow-2023-24",
          "apportion check inputs/hiow-2023-24 --csv problems.csv",
          "apportion check --schema"}},
    [AP_COMMAND_IMPORT] =
        {"Begins a case from practice files of NHS England's ICB Place Based Allocation "
         "Tool, one FILE a year (KIND nhse-practices): places down to practices, need, "
         "earlier years, target formulas. Money is left to be filled in, or made up from "
         "need with --core. Or turns a session of that tool into a mapping file (KIND "
         "nhse-session). Nothing is written over; the path of what was written is the last "
         "line of standard output.",
         {"apportion import nhse-practices practices-2025-26.csv --icb QRL -o case",
          "apportion import nhse-practices 2024-25.csv 2025-26.csv --icb all -o case",
          "apportion import nhse-session session.json -o map.csv"}},
    [AP_COMMAND_NEED] =
        {"Works out, from weighted populations, each place's share of need, its need index "
         "by component, how need changed since earlier years, and, once the money is filled "
         "in, the target that need alone would give it. Writes a workbook and a CSV file of "
         "each of its tables to DIR/<case>/<run>, and records the run. The last line of "
         "standard output is the path of the workbook, alone.",
         {"apportion need inputs/hiow-2023-24",
          "apportion need inputs/hiow-2023-24 --json"}},
    [AP_COMMAND_POOL] =
        {"Says where the Section 75 pools of the case stand at a month: budget, spend, "
         "forecast and variance by scheme, partner, source and ring-fence; who bears what "
         "under the risk-share agreement, clause by clause; the virements that cover most; "
         "the tests, sheets and returns of the Better Care Fund; every what-if of "
         "options.csv beside it. Writes a workbook and a CSV file of each of its tables to "
         "DIR/<case>/<run>, and records the run. The exit code is 1 when a check fails or a "
         "test is not met. At month 12 --close writes next year's case.",
         {"apportion pool inputs/southampton-bcf-2023-24 --month 8",
          "mpirun -n 4 apportion pool inputs/hiow-pools-2023-24",
          "apportion pool inputs/hiow-pools-2023-24 --json"}},
    [AP_COMMAND_RISK] =
        {"Tries the plan that the round agrees on in many possible years, called scenarios. In "
         "each, drivers.csv says by chance what pay, prices, demand, savings and income come "
         "to; contingency and what is not committed go where money is short, as far as the "
         "agreements allow; the risk-share rules say who bears the rest. Says how often the "
         "plan breaks even, what contingency is enough, who bears what, what drives it and "
         "which rules break. Writes a workbook and a CSV file of each of its tables to "
         "DIR/<case>/<run>, and records the run. Ctrl-C, SIGTERM or SIGUSR1 stops it with exit "
         "code 75; the same command goes on where it stopped, on any number of ranks. The last "
         "line of standard output is the path of the workbook, or of the shard, or of the "
         "scenario's program; with --json standard output is one object.",
         {"apportion risk inputs/hiow-2023-24",
          "mpirun -n 16 apportion risk CASE --scenarios 1000000 --until \"P80 within £50k\"",
          "apportion risk inputs/hiow-2023-24 --scenario 4711"}},
    [AP_COMMAND_MERGE] =
        {"Puts together the shards that apportion risk --shard has made, and writes what the "
         "run as a whole would have written, to the byte. Needs the same case and the options "
         "that the shards were made with, but for --shard. A shard that is missing, given "
         "twice, damaged or of another run is refused, with its name.",
         {"apportion risk inputs/hiow-2023-24 --shard 1/2",
          "apportion risk inputs/hiow-2023-24 --shard 2/2",
          "apportion merge inputs/hiow-2023-24 outputs/hiow-2023-24/*/shard-*.tally"}},
    [AP_COMMAND_ROUND] =
        {"Solves the base and every option of the case and studies them: what equity costs, "
         "what each rule costs, what the answer is sensitive to. Writes a workbook and a "
         "CSV file of each of its tables to DIR/<case>/<run>, and records the run in the "
         "store. If the hard rules cannot all be met, the workbook says which ones clash "
         "and shows the least-bad answer, and the exit code is 1. The last line of standard "
         "output is the path of the workbook, alone; with --json standard output is one "
         "object that holds the path and every table. Where the case names levels of places, "
         "money is carried down to the last of them.",
         {"apportion round inputs/hiow-2023-24",
          "apportion round inputs/hiow-2023-24 --profile publish -o board",
          "mpirun -n 4 apportion round inputs/hiow-2023-24"}},
    [AP_COMMAND_RUNS] = {"Lists what the store holds.",
                         {"apportion runs", "apportion runs --last 5 --json"}},
    [AP_COMMAND_SHOW] =
        {"Prints the facts of a run, how long its stages took, the worst certificate of its "
         "goals, the properties of its workbook and the names of its tables. RUN is the beginning of its id, or \"latest\".",
         {"apportion show latest", "apportion show r1f3 --json"}},
    [AP_COMMAND_COMPARE] =
        {"Sets run B against run A: the facts, and every cell of every table, that differ. "
         "A and B are beginnings of ids, or \"latest\".",
         {"apportion compare r1f3 latest", "apportion compare r1f3 r9b2 --json"}},
    [AP_COMMAND_RERUN] =
        {"Solves a run again from the inputs and settings on record; the folder they came "
         "from need not exist any more. With the same version the workbook is the same, "
         "byte for byte. The last line of standard output is its path, alone; --json as in "
         "round.",
         {"apportion rerun latest", "apportion rerun r1f3 -o again"}},
    [AP_COMMAND_EXPORT] =
        {"As csv, writes each table to a file in DIR, or in outputs/<run> when DIR is not "
         "given, and prints the folder. As json, mps or lp, prints to standard output, or "
         "with DIR writes a file there and prints its path.",
         {"apportion export latest --format csv -o tables",
          "apportion export latest --format json",
          "apportion export latest --format mps > base.mps"}},
    [AP_COMMAND_HELP] = {"The same as COMMAND --help.",
                         {"apportion help", "apportion help round"}},
};

static const ap_status statuses[] = {
#define AP_STATUS_NAME(name, code, words) name,
    AP_STATUS_LIST(AP_STATUS_NAME)
#undef AP_STATUS_NAME
};

enum { STATUSES = sizeof statuses / sizeof statuses[0], CODES = 128 };

/* Words from column `at` of a line, broken before column WIDTH, later lines indented. */
static void add_wrapped(ap_text *text, const char *words, size_t at, size_t indent)
{
    const char *gap = "";
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (*gap != '\0' && at + 1 + length > WIDTH) {
            ap_text_print(text, "\n%*s", (int)indent, "");
            at = indent;
            gap = "";
        }
        ap_text_print(text, "%s%.*s", gap, (int)length, words);
        at += length + strlen(gap);
        words += length + strspn(words + length, " ");
        gap = " ";
    }
    ap_text_print(text, "\n");
}

/* A line in two columns: what, and what it means from `column` on. */
static void add_entry(ap_text *text, const char *what, const char *words, size_t column)
{
    size_t at = INDENT + strlen(what);
    ap_text_print(text, "%*s%s", INDENT, "", what);
    if (at + 2 > column) {
        ap_text_print(text, "\n");
        at = 0;
    }
    ap_text_print(text, "%*s", (int)(column - at), "");
    add_wrapped(text, words, column, column);
}

static void add_commands(ap_text *text)
{
    ap_text_print(text, "\nCommands:\n");
    for (size_t id = 0; id < AP_NO_COMMAND; id++) {
        const ap_command *command = ap_command_row((ap_command_id)id);
        char what[64];
        (void)snprintf(what, sizeof what, "%s %s", command->word, command->operands);
        add_entry(text, what, command->summary, COMMAND_COLUMN);
    }
}

static void add_option(ap_text *text, const ap_option *option)
{
    char what[64];
    char letter[8] = "    ";
    ap_text words = {0};
    if (option->letter != '\0') {
        (void)snprintf(letter, sizeof letter, "-%c, ", option->letter);
    }
    (void)snprintf(what, sizeof what, "%s--%s%s%s", letter, option->name,
                   option->argument == NULL ? "" : "=",
                   option->argument == NULL ? "" : option->argument);
    ap_text_print(&words, "%s", option->help);
    if (option->kind == AP_OPTION_COUNT) {
        ap_text_print(&words, ", %ld to %ld %s", option->low, option->high, option->unit);
    }
    if (option->fallback != NULL) {
        ap_text_print(&words, " (default: %s)", option->fallback);
    }
    add_entry(text, what, words.failed ? option->help : words.bytes, OPTION_COLUMN);
    ap_text_free(&words);
}

/* Of a command those that it uses; of the program those that any use has. */
static void add_options(ap_text *text, ap_command_id topic)
{
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    ap_command_id command = topic == AP_NO_COMMAND ? AP_COMMAND_HELP : topic;
    ap_text_print(text, "\nOptions:\n");
    for (size_t i = 0; i < count; i++) {
        if (ap_option_is_used(&table[i], command)) {
            add_option(text, &table[i]);
        }
    }
}

static void add_examples(ap_text *text, const ap_topic *topic)
{
    ap_text_print(text, "\nExamples:\n");
    for (size_t i = 0; i < 3 && topic->examples[i] != NULL; i++) {
        ap_text_print(text, "%*s%s\n", INDENT, "", topic->examples[i]);
    }
}

/* What an exit code means; two statuses may share one. */
static void add_meaning(ap_text *words, int code)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (ap_status_exit_code(statuses[i]) == code) {
            ap_text_print(words, "%s%s", words->length == 0 ? "" : "; or ",
                          ap_status_words(statuses[i]));
        }
    }
}

static void add_exit_codes(ap_text *text)
{
    ap_text_print(text, "\nExit codes:\n");
    for (int code = 0; code < CODES; code++) {
        ap_text words = {0};
        char what[16];
        add_meaning(&words, code);
        if (words.length > 0) {
            (void)snprintf(what, sizeof what, "%2d", code);
            add_entry(text, what, words.bytes, CODE_COLUMN);
        }
        ap_text_free(&words);
    }
}

static void add_usage(ap_text *text, ap_command_id topic)
{
    if (topic == AP_NO_COMMAND) {
        ap_text_print(text, "Usage: apportion COMMAND [OPTION]... [OPERAND]...\n");
        return;
    }
    const ap_command *command = ap_command_row(topic);
    ap_text_print(text, "Usage: apportion %s [OPTION]...%s%s\n\n%s: ", command->word,
                  *command->operands == '\0' ? "" : " ", command->operands, command->word);
    add_wrapped(text, command->summary, strlen(command->word) + 2, 0);
}

void ap_help_print(ap_command_id topic, ap_text *text)
{
    const ap_topic *words = topic == AP_NO_COMMAND ? &program : &topics[topic];
    add_usage(text, topic);
    ap_text_print(text, "\n");
    add_wrapped(text, words->more, 0, 0);
    if (topic == AP_NO_COMMAND) {
        add_commands(text);
    }
    add_options(text, topic);
    add_examples(text, words);
    add_exit_codes(text);
}

void ap_version_print(ap_text *text)
{
    ap_text_print(text, "apportion %s\n%s\n%s\n%s\n%s\n", AP_VERSION, ap_solver_version(),
                  ap_ranks_version(), ap_book_version(), ap_store_version());
}

ap_status ap_command_help(const ap_options *options, ap_ranks ranks, ap_error *err)
{
    ap_text text = {0};
    if (options->version) {
        ap_version_print(&text);
    } else {
        ap_help_print(options->topic, &text);
    }
    ap_status status = ap_output_result(ap_output_of(options, ranks), &text, err);
    ap_text_free(&text);
    return status;
}
