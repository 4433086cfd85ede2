#include "risk/wide.h"

#include <stdint.h>

enum { BITS = 7, MORE = 1 << BITS, MOST_BYTES = 128 / BITS + 1, SEAL = 8 };

void ap_natural_put(ap_text *text, ap_natural number)
{
    unsigned char bytes[MOST_BYTES];
    size_t length = 0;
    while (number >= MORE) {
        bytes[length++] = (unsigned char)((unsigned)(number % MORE) | MORE);
        number /= MORE;
    }
    bytes[length++] = (unsigned char)number;
    ap_text_add(text, (const char *)bytes, length);
}

/* 0, -1, 1, -2, … as 0, 1, 2, 3, … */
void ap_wide_put(ap_text *text, ap_wide number)
{
    ap_natural doubled = (ap_natural)number << 1;
    ap_natural_put(text, number < 0 ? ~doubled : doubled);
}

/* May the byte stand there? It stays within 128 bits, and a last one of 0 would be in vain.
 */
static bool may_stand(unsigned byte, unsigned shift)
{
    bool is_within = shift + BITS <= 128 || (shift < 128 && byte >> (128 - shift) == 0);
    return is_within && (byte > 0 || shift == 0);
}

static ap_natural next(ap_bytes *bytes)
{
    ap_natural number = 0;
    for (unsigned shift = 0; bytes->left > 0; shift += BITS) {
        unsigned byte = *bytes->at++;
        bytes->left--;
        if (!may_stand(byte, shift)) {
            break;
        }
        number |= (ap_natural)(byte % MORE) << shift;
        if (byte < MORE) {
            return number;
        }
    }
    bytes->failed = true;
    return 0;
}

ap_natural ap_natural_take(ap_bytes *bytes, ap_natural least, ap_natural most)
{
    ap_natural number = bytes->failed ? 0 : next(bytes);
    bytes->failed = bytes->failed || number < least || number > most;
    return bytes->failed ? least : number;
}

ap_wide ap_wide_take(ap_bytes *bytes, ap_wide least, ap_wide most)
{
    ap_natural folded = bytes->failed ? 0 : next(bytes);
    ap_wide half = (ap_wide)(folded >> 1);
    ap_wide number = folded % 2 == 0 ? half : -half - 1;
    bytes->failed = bytes->failed || number < least || number > most;
    return bytes->failed ? least : number;
}

/* FNV-1a: any single byte that is changed shows. */
static uint64_t checksum(const char *bytes, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t k = 0; k < length; k++) {
        hash = (hash ^ (unsigned char)bytes[k]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

void ap_bytes_seal(ap_text *text, size_t start)
{
    char seal[SEAL];
    uint64_t hash = checksum(text->bytes + start, text->length - start);
    for (size_t k = 0; k < SEAL; k++) {
        seal[k] = (char)(unsigned char)(hash >> (8 * k));
    }
    ap_text_add(text, seal, SEAL);
}

ap_bytes ap_bytes_sealed(const char *bytes, size_t length)
{
    ap_bytes inner = {.at = (const unsigned char *)bytes, .failed = length < SEAL};
    uint64_t hash = 0;
    for (size_t k = 0; k < SEAL && !inner.failed; k++) {
        hash |= (uint64_t)(unsigned char)bytes[length - SEAL + k] << (8 * k);
    }
    inner.left = inner.failed ? 0 : length - SEAL;
    inner.failed = inner.failed || hash != checksum(bytes, inner.left);
    return inner;
}
