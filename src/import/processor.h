/** What the fast import asks of the processor.
 *
 * AP_WIDE marks a function that is compiled for x86 with AVX-512 as of 2019 (not every
 * processor since has it), which works on 64 bytes at once. It is called only where
 * ap_is_wide() says so, which is seen when the program runs. Whatever it does, there is a
 * function without the mark that does the same to the last bit. AP_NARROW leaves the wide
 * functions out; AP_PORTABLE leaves out SSE2, too.
 */
#ifndef APPORTION_IMPORT_PROCESSOR_H
#define APPORTION_IMPORT_PROCESSOR_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__SSE2__) && !defined(AP_PORTABLE)
#define AP_HAS_SSE2 1
#endif

#if defined(AP_HAS_SSE2) && defined(__x86_64__) && !defined(AP_NARROW)
#define AP_HAS_WIDE 1

#define AP_WIDE                                                          \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512cd," \
                          "avx512vbmi2,bmi,bmi2,popcnt")))

static inline bool ap_is_wide(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

#endif

/** What stands so many bytes ahead will be wanted soon: have it brought near. It need not
 * be memory of ours. */
static inline void ap_fetch(const void *at, size_t ahead)
{
    __builtin_prefetch((const char *)at + ahead);
}

#endif
