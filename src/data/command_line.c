#include "data/command_line.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Commands of the whole design that this version does not have. */
static const char *const to_come[] = {"plan", "template"};

/* Options of which at most one may be given. */
static const char *const opposites[][2] = {
    {"quiet", "verbose"},
    {"schema", "json"},
    {"schema", "csv"},
    {"schema", "verbose"},
};

enum { HINT_SIZE = 64 };

/* A command line while it is read. */
typedef struct ap_reader {
    int count;
    char *const *arguments;
    int next; /* the argument to read next */
    ap_options *options;
    ap_error *err;
} ap_reader;

static ap_command_id command_of(const char *word)
{
    size_t id = 0;
    while (id < AP_NO_COMMAND && strcmp(ap_command_row(id)->word, word) != 0) {
        id++;
    }
    return (ap_command_id)id;
}

/* The command that the line is about. It may stand behind the argument that is wrong. */
static ap_command_id command_meant(const ap_reader *reader)
{
    ap_command_id id = reader->options->command;
    for (int i = reader->next; i < reader->count && id == AP_NO_COMMAND; i++) {
        id = command_of(reader->arguments[i]);
    }
    return id;
}

static ap_status misused(const ap_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static ap_status misused(const ap_reader *reader, const char *format, ...)
{
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    ap_command_id id = command_meant(reader);
    const char *word = id == AP_NO_COMMAND ? "" : ap_command_row(id)->word;
    return ap_fail(reader->err, AP_USAGE, word, "%s\nTry 'apportion %s%s--help'.", what,
                   word, *word == '\0' ? "" : " ");
}

/* "; did you mean --output?", or nothing. Returns out. */
static const char *guess(const char *mark, const char *nearest, char out[HINT_SIZE])
{
    out[0] = '\0';
    if (nearest != NULL) {
        (void)snprintf(out, HINT_SIZE, "; did you mean %s%s?", mark, nearest);
    }
    return out;
}

static ap_status find_command(const ap_reader *reader, const char *word, ap_command_id *out)
{
    const char *words[AP_NO_COMMAND];
    char hint[HINT_SIZE];
    for (size_t i = 0; i < sizeof to_come / sizeof to_come[0]; i++) {
        if (strcmp(to_come[i], word) == 0) {
            return misused(reader, "this version does not have the command \"%s\"", word);
        }
    }
    for (size_t id = 0; id < AP_NO_COMMAND; id++) {
        words[id] = ap_command_row(id)->word;
    }
    *out = command_of(word);
    if (*out == AP_NO_COMMAND) {
        return misused(reader, "\"%s\" is not a command%s", word,
                       guess("", ap_text_nearest(word, AP_NO_COMMAND, words), hint));
    }
    return AP_OK;
}

/* How many operands a command may have; with is_least, how many it must have. */
static size_t operand_limit(const ap_command *command, bool is_least)
{
    size_t count = 0;
    const char *word = command->operands;
    while (*word != '\0') {
        size_t length = strcspn(word, " ");
        bool is_many = length > 3 && strncmp(word + length - 3, "...", 3) == 0;
        if (is_many && !is_least) {
            return AP_OPERANDS_MOST;
        }
        count += is_least && *word == '[' ? 0 : 1;
        word += length + strspn(word + length, " ");
    }
    return count;
}

static ap_status take_operand(const ap_reader *reader, const char *word)
{
    ap_options *options = reader->options;
    if (options->command == AP_NO_COMMAND) {
        return find_command(reader, word, &options->command);
    }
    const ap_command *command = ap_command_row(options->command);
    if (*word == '\0') {
        return misused(reader, "an operand is empty");
    }
    if (options->operand_count >= operand_limit(command, false)) {
        return misused(
            reader, "\"%s\" is one operand too many: the usage is apportion %s%s%s", word,
            command->word, *command->operands == '\0' ? "" : " ", command->operands);
    }
    options->operands[options->operand_count] = word;
    options->operand_count++;
    return options->command == AP_COMMAND_HELP ? find_command(reader, word, &options->topic)
                                               : AP_OK;
}

/* Is word one of the choices, which are divided by "|"? */
static bool is_choice(const char *choices, const char *word)
{
    size_t length = strlen(word);
    const char *choice = choices;
    while (strcspn(choice, "|") != length || strncmp(choice, word, length) != 0) {
        choice = strchr(choice, '|');
        if (choice == NULL) {
            return false;
        }
        choice++;
    }
    return true;
}

static ap_status put_count(const ap_reader *reader, const ap_option *option,
                           const char *value, long *at)
{
    char *end = NULL;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < option->low ||
        number > option->high) {
        return misused(reader, "--%s is a whole number of %s from %ld to %ld, not \"%s\"",
                       option->name, option->unit, option->low, option->high, value);
    }
    *at = number;
    return AP_OK;
}

/* Set the option's member; value is NULL for a flag. */
static ap_status put(const ap_reader *reader, const ap_option *option, const char *value)
{
    void *at = (char *)reader->options + option->offset;
    switch (option->kind) {
    case AP_OPTION_FLAG:
        *(bool *)at = true;
        return AP_OK;
    case AP_OPTION_COUNT:
        return put_count(reader, option, value, at);
    case AP_OPTION_CHOICE:
        if (!is_choice(option->argument, value)) {
            return misused(reader, "--%s is one of %s, not \"%s\"", option->name,
                           option->argument, value);
        }
        break;
    case AP_OPTION_WORDS:
        break;
    }
    *(const char **)at = value;
    return AP_OK;
}

/* Set an option that the line names. */
static ap_status take(const ap_reader *reader, const ap_option *option, const char *value)
{
    unsigned long long bit = ap_option_bit(option);
    if (value != NULL && *value == '\0') {
        return misused(reader, "--%s needs a %s, which is empty here", option->name,
                       option->argument);
    }
    if (option->kind != AP_OPTION_FLAG && (reader->options->given & bit) != 0) {
        return misused(reader, "--%s is given twice", option->name);
    }
    reader->options->given |= bit;
    return put(reader, option, value);
}

static bool looks_like_option(const char *argument)
{
    return argument[0] == '-' &&
           (argument[1] == '-' || isalpha((unsigned char)argument[1]) != 0);
}

/* The next argument as the value of an option. */
static ap_status take_value(ap_reader *reader, const ap_option *option)
{
    if (reader->next == reader->count) {
        return misused(reader, "--%s needs a %s", option->name, option->argument);
    }
    const char *value = reader->arguments[reader->next];
    if (looks_like_option(value)) {
        return misused(reader,
                       "--%s needs a %s, but \"%s\" is an option; if it is meant, write "
                       "--%s=%s",
                       option->name, option->argument, value, option->name, value);
    }
    reader->next++;
    return take(reader, option, value);
}

/* What was most likely meant, of the options that the command uses: one that begins so, or
 * else the nearest. */
static const char *nearest_option(const ap_reader *reader, const char *name)
{
    const char *words[AP_OPTIONS_MOST];
    const char *beginning = NULL;
    size_t used = 0;
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    ap_command_id command = command_meant(reader);
    for (size_t i = 0; i < count; i++) {
        if (command != AP_NO_COMMAND && !ap_option_is_used(&table[i], command)) {
            continue;
        }
        words[used] = table[i].name;
        used++;
        if (*name != '\0' && strncmp(table[i].name, name, strlen(name)) == 0) {
            beginning = table[i].name;
        }
    }
    return beginning != NULL ? beginning : ap_text_nearest(name, used, words);
}

/* --name, --name value or --name=value; argument is what follows the two hyphens. */
static ap_status take_long(ap_reader *reader, const char *argument)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals == NULL ? strlen(argument) : (size_t)(equals - argument);
    char name[64];
    char hint[HINT_SIZE];
    (void)snprintf(name, sizeof name, "%.*s", (int)(length < 63 ? length : 63), argument);
    const ap_option *option = ap_option_find(name);
    if (option == NULL) {
        return misused(reader, "--%s is not an option%s", name,
                       guess("--", nearest_option(reader, name), hint));
    }
    if (option->kind != AP_OPTION_FLAG) {
        return equals == NULL ? take_value(reader, option)
                              : take(reader, option, equals + 1);
    }
    return equals == NULL
               ? take(reader, option, NULL)
               : misused(reader, "--%s takes no value, so not \"%s\"", name, equals + 1);
}

static const ap_option *option_of_letter(char letter)
{
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    size_t i = 0;
    while (i < count && table[i].letter != letter) {
        i++;
    }
    return i < count ? &table[i] : NULL;
}

/* -q, -qv, -o DIR or -oDIR; letters is what follows the hyphen. */
static ap_status take_short(ap_reader *reader, const char *letters)
{
    ap_status status = AP_OK;
    while (*letters != '\0' && status == AP_OK) {
        const ap_option *option = option_of_letter(*letters);
        if (option == NULL) {
            return misused(reader, "-%c is not an option", *letters);
        }
        letters++;
        if (option->kind != AP_OPTION_FLAG) {
            return *letters == '\0' ? take_value(reader, option)
                                    : take(reader, option, letters);
        }
        status = take(reader, option, NULL);
    }
    return status;
}

static ap_status take_all(ap_reader *reader)
{
    ap_status status = AP_OK;
    bool is_over = false; /* "--" was met: the rest are operands */
    while (reader->next < reader->count && status == AP_OK) {
        const char *argument = reader->arguments[reader->next];
        reader->next++;
        if (is_over || argument[0] != '-' || argument[1] == '\0') {
            status = take_operand(reader, argument);
        } else if (strcmp(argument, "--") == 0) {
            is_over = true;
        } else if (argument[1] == '-') {
            status = take_long(reader, argument + 2);
        } else {
            status = take_short(reader, argument + 1);
        }
    }
    return status;
}

/* Every option is used by the command and excluded by no other. */
static ap_status check_use(const ap_reader *reader)
{
    const ap_options *options = reader->options;
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    for (size_t i = 0; i < count; i++) {
        bool is_given = (options->given & ap_option_bit(&table[i])) != 0;
        if (is_given && !ap_option_is_used(&table[i], options->command)) {
            return misused(reader, "%s does not use --%s",
                           ap_command_row(options->command)->word, table[i].name);
        }
    }
    for (size_t i = 0; i < sizeof opposites / sizeof opposites[0]; i++) {
        if (ap_options_has(options, opposites[i][0]) &&
            ap_options_has(options, opposites[i][1])) {
            return misused(reader, "--%s and --%s exclude each other", opposites[i][0],
                           opposites[i][1]);
        }
    }
    return AP_OK;
}

static ap_status check_operands(const ap_reader *reader)
{
    const ap_options *options = reader->options;
    const ap_command *command = ap_command_row(options->command);
    if (options->schema && options->operand_count > 0) {
        return misused(reader, "--schema is about every case: leave out \"%s\"",
                       options->operands[0]);
    }
    if (!options->schema && options->operand_count < operand_limit(command, true)) {
        return misused(reader, "an operand is missing: the usage is apportion %s %s",
                       command->word, command->operands);
    }
    return AP_OK;
}

static ap_status check_line(const ap_reader *reader)
{
    ap_status status = AP_OK;
    ap_options *options = reader->options;
    if (options->help || options->version) {
        bool has_topic = options->topic != AP_NO_COMMAND;
        options->topic = has_topic ? options->topic : options->command;
        options->command = AP_COMMAND_HELP;
    } else if (options->command == AP_NO_COMMAND) {
        status = misused(reader, "a command is missing");
    } else {
        status = check_use(reader);
        status = status == AP_OK ? check_operands(reader) : status;
    }
    return status;
}

/* Defaults of the options that a record keeps, or of the others. */
static void put_defaults(const ap_reader *reader, bool is_recorded)
{
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (table[i].fallback != NULL && table[i].is_recorded == is_recorded) {
            (void)put(reader, &table[i], table[i].fallback);
        }
    }
}

ap_status ap_options_parse(int count, char *const arguments[], ap_options *out,
                           ap_error *err)
{
    ap_status status = AP_OK;
    ap_options options = {.command = AP_NO_COMMAND, .topic = AP_NO_COMMAND};
    ap_reader reader = {count, arguments, 1, &options, err};
    put_defaults(&reader, true);
    put_defaults(&reader, false);
    AP_TRY(take_all(&reader));
    AP_TRY(check_line(&reader));
    *out = options;
done:
    return status;
}

/* Put the options that a record keeps back to their defaults. */
static void forget_recorded(const ap_reader *reader)
{
    size_t count = 0;
    const ap_option *table = ap_option_table(&count);
    for (size_t i = 0; i < count; i++) {
        void *at = (char *)reader->options + table[i].offset;
        if (table[i].is_recorded) {
            reader->options->given &= ~ap_option_bit(&table[i]);
        }
        if (table[i].is_recorded && table[i].kind == AP_OPTION_FLAG) {
            *(bool *)at = false;
        } else if (table[i].is_recorded && table[i].kind == AP_OPTION_COUNT) {
            *(long *)at = 0;
        } else if (table[i].is_recorded) {
            *(const char **)at = NULL;
        }
    }
    put_defaults(reader, true);
}

ap_status ap_options_recall(const char *arguments, ap_arena *arena, ap_options *options,
                            ap_error *err)
{
    ap_error wrong = {0};
    ap_reader reader = {0, NULL, 0, options, &wrong};
    forget_recorded(&reader);
    while (*arguments != '\0') {
        size_t length = strcspn(arguments, " ");
        const char *copy = ap_arena_copy(arena, arguments, length);
        if (copy == NULL) {
            return ap_fail(err, AP_NO_MEMORY, "record of a run", "its arguments");
        }
        if (strncmp(copy, "--", 2) != 0 || take_long(&reader, copy + 2) != AP_OK) {
            return ap_fail(err, AP_BAD_INPUT, "record of a run",
                           "this version does not understand its argument \"%s\"; repeat "
                           "it with the version that made it",
                           copy);
        }
        arguments += length + strspn(arguments + length, " ");
    }
    return AP_OK;
}
