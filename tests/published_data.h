/** Where the files that NHS England has published lie, beside the project. */
#ifndef APPORTION_TESTS_PUBLISHED_DATA_H
#define APPORTION_TESTS_PUBLISHED_DATA_H

#include <stddef.h>
#include <stdio.h>

#include <unistd.h>

enum { PATH_SIZE = 512 };

/** The folder of published data, or NULL where it is not there. */
static inline const char *data_folder(void)
{
    static const char *const folders[] = {AP_ROOT "/../shared/data",
                                          AP_ROOT "/../../shared/data"};
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_SIZE];
        (void)snprintf(path, sizeof path, "%s/nhse", folders[i]);
        if (access(path, R_OK) == 0) {
            return folders[i];
        }
    }
    return NULL;
}

#endif
