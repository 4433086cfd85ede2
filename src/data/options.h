/** What a run can be asked to do: the commands and the options, each one row of a table.
 *
 * A command is one row of AP_COMMAND_LIST and an option one row of the table in options.c.
 * The parser (command_line.h), --help, the check of what a command uses and the record of a
 * run all read those rows.
 */
#ifndef APPORTION_DATA_OPTIONS_H
#define APPORTION_DATA_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"

/** One line a command: its name, its word, its operands (those in brackets may be left
 * out, one that ends in "..." may stand several times), what it does. Every one has a
 * function ap_command_<word>, see main.c. */
#define AP_COMMAND_LIST(X)                                                             \
    X(CHECK, check, "CASE",                                                            \
      "every problem of the inputs, all at once, with file and line")                  \
    X(IMPORT, import, "KIND FILE...",                                                  \
      "published data into a new case, or a session into a mapping")                   \
    X(NEED, need, "CASE", "need indices, shares and targets by place")                 \
    X(ROUND, round, "CASE", "one allocation round with its options side by side")      \
    X(POOL, pool, "CASE", "where pooled funds stand at a month, and who bears what")   \
    X(RISK, risk, "CASE", "how the agreed plan fares in many possible years")          \
    X(MERGE, merge, "CASE SHARD...", "a risk run from the shards that hold its parts") \
    X(RUNS, runs, "", "the runs on record, newest first")                              \
    X(SHOW, show, "RUN", "what is on record of one run")                               \
    X(COMPARE, compare, "A B", "what differs between two runs, line by line")          \
    X(RERUN, rerun, "RUN", "a run once more, from its record alone")                   \
    X(EXPORT, export, "RUN", "the tables or the linear program of a run")              \
    X(HELP, help, "[COMMAND]", "how the program or a command is used")

typedef enum ap_command_id {
#define AP_COMMAND_ENUM(NAME, word, operands, summary) AP_COMMAND_##NAME,
    AP_COMMAND_LIST(AP_COMMAND_ENUM)
#undef AP_COMMAND_ENUM
        AP_NO_COMMAND, /**< also how many there are */
} ap_command_id;

typedef struct ap_command {
    const char *word;
    const char *operands;
    const char *summary;
} ap_command;

/** The row of a command; id is not AP_NO_COMMAND. */
const ap_command *ap_command_row(ap_command_id id);

enum { AP_OPERANDS_MOST = 1025 };

/** A command line. All text is borrowed from the arguments it was read from. */
typedef struct ap_options {
    ap_command_id command;
    ap_command_id topic; /**< of AP_COMMAND_HELP; AP_NO_COMMAND: the program itself */
    size_t operand_count;
    const char *operands[AP_OPERANDS_MOST]; /**< the CASE or RUN; A and B of compare; the
                                                 KIND and FILEs of import */
    const char *output;                     /**< folder; see ap_options_store */
    const char *store;                      /**< NULL: not given, see ap_options_store */
    const char *profile;                    /**< "working" or "publish" */
    const char *option;                     /**< NULL: all options of the case */
    const char *csv;                        /**< NULL: not asked for */
    const char *icb;    /**< code of an ICB, or "all"; NULL: not given */
    const char *year;   /**< "2025/26"; NULL: the latest of the files */
    const char *places; /**< "district", …, or a mapping file */
    const char *core;   /**< money, as it is typed; NULL: not given */
    const char *primary;
    const char *growth; /**< a rate, as it is typed */
    const char *format; /**< "csv", "json", "mps" or "lp" */
    const char *since; /**< RUN that a pool is compared with, or "none"; NULL: see pool.h */
    long month;        /**< of a pool, 1 is April; 0: the last that is closed */
    long last;         /**< how many runs to list */
    long scenarios;    /**< of a risk run; 0: as its case says */
    long seed;         /**< likewise */
    const char *sampling; /**< "plain", "latin" or "sobol"; NULL: as its case says */
    long scenario;        /**< the one to show, if it is given */
    const char *until;    /**< "P80 within £250k"; NULL: all scenarios */
    const char *shard;    /**< "3/8"; NULL: the whole run */
    const char *draws;    /**< "csv" or "sqlite"; NULL: draws are not kept */
    long block;           /**< scenarios handed out at a time; 0: as many as is best */
    long patience;        /**< seconds without progress that end a run; 0: any */
    bool no_study;
    bool by_place;
    bool close;
    bool schema;
    bool json;
    bool quiet;
    bool verbose;
    bool help;
    bool version;
    unsigned long long
        given; /**< a bit for each row of the table that the command line names */
} ap_options;

typedef enum ap_option_kind {
    AP_OPTION_FLAG,   /**< bool: no argument */
    AP_OPTION_WORDS,  /**< const char *: any words */
    AP_OPTION_CHOICE, /**< const char *: one of the words of `argument` */
    AP_OPTION_COUNT,  /**< long: a whole number from low to high */
} ap_option_kind;

/** One option. */
typedef struct ap_option {
    const char *name; /**< "no-study" */
    size_t offset;    /**< of its member in ap_options */
    ap_option_kind kind;
    char letter;          /**< '\0': it has none */
    const char *argument; /**< "DIR", or the choices: "working|publish"; NULL: a flag */
    const char *fallback; /**< its value when it is not given, NULL: none */
    long low;             /**< AP_OPTION_COUNT: least and greatest value */
    long high;
    const char *unit;  /**< AP_OPTION_COUNT: "runs" */
    unsigned commands; /**< bit 1 << id: the commands that use it */
    bool is_recorded;  /**< it changes the answer, so the record of a run keeps it */
    const char *help;  /**< one sentence */
} ap_option;

enum { AP_OPTIONS_MOST = 64 };

/** The table, in the order of --help; *count is how many, at most AP_OPTIONS_MOST. */
const ap_option *ap_option_table(size_t *count);

/** The option of that name, or NULL. */
const ap_option *ap_option_find(const char *name);

/** The bit of ap_options.given that belongs to a row of the table. */
unsigned long long ap_option_bit(const ap_option *option);

/** Does the command use the option? */
bool ap_option_is_used(const ap_option *option, ap_command_id command);

/** Was the option of that name on the command line? An option that does not exist was
 * not. */
bool ap_options_has(const ap_options *options, const char *name);

/** The path of the store of runs, added to path: --store, else runs.sqlite in the folder of
 * outputs (of an export, which writes elsewhere, the usual one). */
void ap_options_store(const ap_options *options, ap_text *path);

/** What the record of a run keeps: the options that change the answer and differ from their
 * defaults, as they would be typed, in the order of the table. "" when there are none. */
void ap_options_record(const ap_options *options, ap_text *arguments);

#endif
