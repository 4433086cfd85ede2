/** What `runs`, `show`, `compare` and `export` share: the store, and the facts of a run. */
#ifndef APPORTION_COMMAND_FACTS_H
#define APPORTION_COMMAND_FACTS_H

#include "apportion/status.h"
#include "base/text.h"
#include "data/options.h"
#include "record/store.h"

enum { AP_FACTS = 8, AP_FACT_CODE_SIZE = 16 };

/** The names of the facts of a run, in the order in which they are shown. */
extern const char *const ap_fact_names[AP_FACTS];

/** Their values as words, borrowed from line and from code, which gets the exit code. */
void ap_facts_of(const ap_run_line *line, char code[AP_FACT_CODE_SIZE],
                 const char *facts[AP_FACTS]);

/** The same as members of a JSON object, without its braces, added to text. */
void ap_facts_json(const ap_run_line *line, ap_text *text);

/** Open the store that the options mean, to read it. *out is the caller's to free. */
ap_status ap_facts_open(const ap_options *options, ap_store **out, ap_error *err);

/** AP_NO_MEMORY when any was lost while text was put together. */
ap_status ap_facts_complete(const ap_text *text, const char *where, ap_error *err);

#endif
