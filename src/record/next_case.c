#include "record/next_case.h"

#include "base/files.h"
#include "data/load.h"
#include "data/table_print.h"
#include "method/next_year.h"

/* More files than a case can have. */
enum { MOST_FILES = 64 };

/* The files of the case as they will stand. */
typedef struct ap_printing {
    size_t count;
    const char *names[MOST_FILES];
    ap_text texts[MOST_FILES];
} ap_printing;

static ap_status print_files(const ap_case *inputs, ap_printing *printing, ap_error *err)
{
    bool has_failed = false;
    size_t tables = 0;
    const ap_schema_table *all = ap_schema_tables(&tables);
    printing->names[0] = ap_schema_settings()->file;
    ap_case_settings_print(inputs, &printing->texts[0]);
    printing->count = 1;
    for (size_t t = 0; t < tables; t++) {
        if (ap_schema_is_read(&all[t], inputs->scope)) {
            printing->names[printing->count] = all[t].file;
            ap_case_table_print(inputs, &all[t], &printing->texts[printing->count++]);
        }
    }
    for (size_t i = 0; i < printing->count; i++) {
        has_failed = has_failed || printing->texts[i].failed;
    }
    return has_failed
               ? ap_fail(err, AP_NO_MEMORY, inputs->folder, "no memory for its files")
               : AP_OK;
}

/* Is it the case that a person could go on with? */
static ap_status read_back(const char *path, const ap_printing *printing, ap_error *err)
{
    ap_case_file files[MOST_FILES];
    ap_case *inputs = NULL;
    ap_problems *problems = ap_problems_new();
    if (problems == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "no memory to check the case");
    }
    for (size_t i = 0; i < printing->count; i++) {
        files[i] = (ap_case_file){.name = printing->names[i],
                                  .bytes = printing->texts[i].bytes,
                                  .length = printing->texts[i].length};
    }
    ap_status status = ap_case_load_files(path, AP_SCOPE_POOL, printing->count, files,
                                          problems, &inputs, err);
    ap_case_free(inputs);
    ap_problems_free(problems);
    return status;
}

static ap_status write_files(const char *path, const ap_printing *printing, ap_error *err)
{
    ap_new_file files[MOST_FILES];
    for (size_t i = 0; i < printing->count; i++) {
        files[i] = (ap_new_file){.name = printing->names[i],
                                 .bytes = printing->texts[i].bytes,
                                 .length = printing->texts[i].length};
    }
    return ap_folder_write(path, printing->count, files, err);
}

ap_status ap_next_case_write(size_t count, const ap_fund *const funds[],
                             const ap_year_end *const ends[], const char *path,
                             ap_error *err)
{
    ap_status status = AP_OK;
    ap_case *next = NULL;
    ap_printing printing = {.count = 0};
    AP_TRY(ap_next_year_new(count, funds, ends, &next, err));
    AP_TRY(print_files(next, &printing, err));
    AP_TRY(read_back(path, &printing, err));
    AP_TRY(write_files(path, &printing, err));
done:
    for (size_t i = 0; i < printing.count; i++) {
        ap_text_free(&printing.texts[i]);
    }
    ap_case_free(next);
    return status;
}
