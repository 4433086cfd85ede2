#include "command/loading.h"

#include <string.h>

#include "data/load.h"

ap_status ap_origin_read(const ap_origin *origin, ap_scope scope, ap_problems *problems,
                         ap_case **out, ap_error *err)
{
    return origin->files == NULL ? ap_case_load(origin->folder, scope, problems, out, err)
                                 : ap_case_load_files(origin->folder, scope, origin->count,
                                                      origin->files, problems, out, err);
}

ap_status ap_origin_load(const ap_origin *origin, ap_scope scope, ap_output output,
                         ap_ranks ranks, ap_case **out, ap_error *err)
{
    ap_problems *problems = ap_problems_new();
    ap_status status = AP_OK;
    *out = NULL;
    if (problems == NULL) {
        status = ap_fail(err, AP_NO_MEMORY, origin->folder, "the list of problems");
    } else {
        status = ap_origin_read(origin, scope, problems, out, err);
        ap_output_problems(output, problems);
    }
    ap_problems_free(problems);
    status = ap_agree(ranks, status, err);
    if (status != AP_OK) {
        ap_case_free(*out);
        *out = NULL;
    }
    return status;
}

ap_status ap_origin_has_option(const ap_case *inputs, const char *option, ap_error *err)
{
    for (size_t o = 0; o < inputs->options_count; o++) {
        if (strcmp(inputs->options[o].option, option) == 0) {
            return AP_OK;
        }
    }
    return ap_fail(err, AP_USAGE, option,
                   "options.csv of this case has no option of that name");
}
