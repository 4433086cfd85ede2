#include "solve/build.h"

#include <stdlib.h>

#include "solve/model_goals.h"
#include "solve/model_lines.h"
#include "solve/model_rows.h"

ap_status ap_model_build(const ap_case *inputs, const ap_need *need,
                         const ap_target *target, ap_model **out, ap_error *err)
{
    ap_status status = AP_OK;
    ap_model *model = calloc(1, sizeof *model);
    if (model == NULL) {
        return ap_fail(err, AP_NO_MEMORY, "model", "no memory for the round");
    }
    model->inputs = inputs;
    model->need = need;
    model->target = target;
    AP_TRY(ap_lp_new(&model->lp, err));
    AP_TRY(ap_model_add_rows(model, err));
    AP_TRY(ap_model_add_lines(model, err));
    AP_TRY(ap_model_add_goals(model, err));
    *out = model;
    model = NULL;
done:
    ap_model_free(model);
    return status;
}
