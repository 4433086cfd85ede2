#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>

#include <sys/stat.h>
#include <unistd.h>

static char scratch[64];

int ap_scratch_enter(void **state)
{
    (void)state;
    (void)snprintf(scratch, sizeof scratch, "scratch.%ld", (long)getpid());
    return mkdir(scratch, 0777) == 0 && chdir(scratch) == 0 ? 0 : -1;
}

int ap_scratch_leave(void **state)
{
    (void)state;
    char command[96];
    (void)snprintf(command, sizeof command, "rm -rf %s", scratch);
    return chdir("..") == 0 && system(command) == 0 ? 0 : -1; // NOLINT(cert-env33-c)
}
