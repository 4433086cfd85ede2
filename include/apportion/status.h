/** How a function says that it failed, and why.
 *
 * Every function that can fail returns an ap_status and takes an ap_error, which the
 * caller owns and which may be NULL. The library prints nothing: main() does.
 */
#ifndef APPORTION_STATUS_H
#define APPORTION_STATUS_H

/** One line a status: its name, the exit code of the program, words for a person.
 * They are in order of severity: of several ranks' statuses the last one counts. */
#define AP_STATUS_LIST(X)                                                          \
    X(AP_OK, 0, "done")                                                            \
    X(AP_CHECK_FAILED, 1, "done, but a check failed or a hard rule cannot be met") \
    X(AP_STOPPED, 75, "stopped early; run again to resume")                        \
    X(AP_USAGE, 64, "the command line is not understood")                          \
    X(AP_BAD_SETTING, 78, "a setting is unknown or out of range")                  \
    X(AP_BAD_INPUT, 65, "an input table breaks a rule")                            \
    X(AP_NO_INPUT, 66, "an input cannot be opened")                                \
    X(AP_CANNOT_CREATE, 73, "an output cannot be created")                         \
    X(AP_IO, 74, "reading or writing failed")                                      \
    X(AP_UNUSABLE, 69, "the solver or MPI cannot be used")                         \
    X(AP_NO_MEMORY, 70, "no memory is left")                                       \
    X(AP_INTERNAL, 70, "the program is wrong, not the inputs")

typedef enum ap_status {
#define AP_STATUS_ENUM(name, code, words) name,
    AP_STATUS_LIST(AP_STATUS_ENUM)
#undef AP_STATUS_ENUM
} ap_status;

/** What went wrong, for the person who has to mend it. */
typedef struct ap_error {
    ap_status status;
    char where[256]; /**< what to open: "inputs/need.csv:42, column index" */
    char what[768];  /**< the rule, the value that breaks it, and what to do */
} ap_error;

/** Keep the first failure in err (NULL is allowed). */
void ap_error_keep(ap_error *err, ap_status status, const char *where, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));

/** Keep the failure and be its status: `return ap_fail(err, AP_IO, path, "…");`. A macro,
 * so that whoever checks the code sees that the status is not AP_OK. */
#define ap_fail(err, status, where, ...) /* NOLINT(readability-identifier-naming) */ \
    (ap_error_keep(err, status, where, __VA_ARGS__), (status))

/** The program's exit code for a status. */
int ap_status_exit_code(ap_status status);

/** The status in words; never NULL. */
const char *ap_status_words(ap_status status);

/** Set `status` from a call and go to `done` when it is not AP_OK. */
#define AP_TRY(call)           \
    do {                       \
        status = (call);       \
        if (status != AP_OK) { \
            goto done;         \
        }                      \
    } while (0)

#endif
