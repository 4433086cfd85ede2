#include "command/facts.h"

#include <stdio.h>

#include "command/output.h"

const char *const ap_fact_names[AP_FACTS] = {"run",  "command", "case",    "started",
                                             "exit", "outcome", "version", "arguments"};

void ap_facts_of(const ap_run_line *line, char code[AP_FACT_CODE_SIZE],
                 const char *facts[AP_FACTS])
{
    (void)snprintf(code, AP_FACT_CODE_SIZE, "%d", line->exit_code);
    facts[0] = line->id;
    facts[1] = line->command;
    facts[2] = line->case_name;
    facts[3] = line->started;
    facts[4] = code;
    facts[5] = line->outcome;
    facts[6] = line->version;
    facts[7] = line->arguments;
}

void ap_facts_json(const ap_run_line *line, ap_text *text)
{
    char code[AP_FACT_CODE_SIZE];
    const char *facts[AP_FACTS];
    ap_facts_of(line, code, facts);
    for (size_t i = 0; i < AP_FACTS; i++) {
        ap_text_print(text, "%s", i == 0 ? "" : ", ");
        ap_text_json(text, ap_fact_names[i]);
        ap_text_print(text, ": ");
        if (facts[i] == code) {
            ap_text_print(text, "%s", code);
        } else {
            ap_text_json(text, facts[i]);
        }
    }
}

ap_status ap_facts_complete(const ap_text *text, const char *where, ap_error *err)
{
    return text->failed ? ap_fail(err, AP_NO_MEMORY, where, "what is to be shown of it")
                        : AP_OK;
}

ap_status ap_facts_open(const ap_options *options, ap_store **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_text path = {0};
    ap_options_store(options, &path);
    AP_TRY(ap_facts_complete(&path, "store of runs", err));
    AP_TRY(ap_store_open_to_read(path.bytes, out, err));
done:
    ap_text_free(&path);
    return status;
}
