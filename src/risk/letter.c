#include "risk/letter.h"

#include <stdbool.h>
#include <string.h>

/* What every letter begins with; ranges, tally and failure follow one another. Ranks are
 * copies of one program, so their structs are alike. */
typedef struct ap_heading {
    uint64_t kind;
    ap_range block;
    uint64_t done_count;
    uint64_t tally_length;
    uint64_t failure_length;
} ap_heading;

static void add_heading(const ap_heading *heading, ap_text *text)
{
    ap_text_add(text, (const char *)heading, sizeof *heading);
}

void ap_letter_write(ap_letter_kind kind, ap_range block, ap_text *text)
{
    add_heading(&(ap_heading){.kind = (uint64_t)kind, .block = block}, text);
}

void ap_letter_write_results(ap_letter_kind kind, const ap_ranges *done,
                             const ap_tally *tally, ap_text *text)
{
    ap_heading heading = {.kind = (uint64_t)kind, .done_count = done->count};
    add_heading(&heading, text);
    ap_text_add(text, (const char *)done->at, done->count * sizeof *done->at);
    if (done->count == 0) {
        return;
    }
    size_t before = text->length;
    ap_tally_pack(tally, text);
    heading.tally_length = text->length - before;
    if (!text->failed) {
        memcpy(text->bytes, &heading, sizeof heading);
    }
}

void ap_letter_write_failure(const ap_error *failure, ap_text *text)
{
    add_heading(&(ap_heading){.kind = AP_LETTER_FAILURE, .failure_length = sizeof *failure},
                text);
    ap_text_add(text, (const char *)failure, sizeof *failure);
}

static ap_status garbled(ap_error *err)
{
    return ap_fail(err, AP_INTERNAL, "", "a letter between ranks is garbled");
}

ap_status ap_letter_read(const ap_text *text, ap_letter *letter, ap_error *err)
{
    ap_heading heading = {0};
    if (text->length < sizeof heading) {
        return garbled(err);
    }
    memcpy(&heading, text->bytes, sizeof heading);
    const char *at = text->bytes + sizeof heading;
    *letter = (ap_letter){.kind = (ap_letter_kind)heading.kind,
                          .block = heading.block,
                          .done_count = (size_t)heading.done_count,
                          .tally_length = (size_t)heading.tally_length};
    letter->done = (const ap_range *)at; /* the heading is a multiple of 8 bytes */
    at += letter->done_count * sizeof *letter->done;
    letter->tally = at;
    at += letter->tally_length;
    letter->failure = heading.failure_length == 0 ? NULL : (const ap_error *)at;
    at += heading.failure_length;
    bool is_ours = heading.kind <= AP_LETTER_GOODBYE && at == text->bytes + text->length;
    return is_ours ? AP_OK : garbled(err);
}
