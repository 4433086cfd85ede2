/** Files: written whole or not at all, hashed, found.
 *
 * A file is written under a temporary name beside its own (".name.host.process.tmp"),
 * flushed (fsync) and renamed; a process killed at any moment leaves the old file or the
 * new one. Not collective: only rank 0 writes.
 */
#ifndef APPORTION_BASE_FILES_H
#define APPORTION_BASE_FILES_H

#include <stddef.h>

#include "apportion/status.h"
#include "base/text.h"

enum { AP_SHA256_SIZE = 65 };

/** The SHA-256 of bytes as 64 hexadecimal digits and a zero byte. */
void ap_sha256(const void *bytes, size_t length, char out[AP_SHA256_SIZE]);

enum { AP_HOST_SIZE = 256 };

/** The name of this machine, as processes of a cluster tell theirs apart. */
void ap_host_name(char host[AP_HOST_SIZE]);

/** The whole file, added to text. AP_NO_INPUT when it cannot be opened, AP_IO after that.
 */
ap_status ap_file_read(const char *path, ap_text *text, ap_error *err);

/** A file to look at. AP_VIEW_MARGIN bytes after its last can be read, too; what they are
 * is not said. */
typedef struct ap_file_view {
    const char *bytes;
    size_t length;
    void *mapped; /**< NULL: text owns the bytes */
    ap_text text;
} ap_file_view;

enum { AP_VIEW_MARGIN = 64 };

/** Open a view, which ap_file_view_close ends. The file is not copied where the system can
 * show it as it is (mmap), so nothing may cut it short meanwhile. */
ap_status ap_file_view_open(const char *path, ap_file_view *view, ap_error *err);

/** An empty view is ignored. */
void ap_file_view_close(ap_file_view *view);

/** Write the file whole. AP_CANNOT_CREATE when it cannot be created, AP_IO when the disk is
 * full or fails: what was there before still is. */
ap_status ap_file_write(const char *path, const void *bytes, size_t length, ap_error *err);

/** For a library that writes a path by itself: an empty file of the temporary name for path
 * (the name is the caller's to free), and the flush and rename when it is done. A commit
 * that fails removes the temporary file; ap_file_discard removes it without trying. */
ap_status ap_file_begin(const char *path, char **temporary, ap_error *err);
ap_status ap_file_commit(const char *temporary, const char *path, ap_error *err);
void ap_file_discard(const char *temporary);

/** Make a folder and those above it; one that is there already is fine. */
ap_status ap_folder_make(const char *path, ap_error *err);

/** A file to be, all borrowed. */
typedef struct ap_new_file {
    const char *name; /**< without a folder */
    const char *bytes;
    size_t length;
} ap_new_file;

/** Make a new folder with these files: all of them or, whatever happens, none. It is filled
 * under a temporary name and renamed; what an ended process left half-filled beside it is
 * removed. AP_CANNOT_CREATE when the folder is there and not
 * empty, for what somebody filled in is never written over. */
ap_status ap_folder_write(const char *path, size_t count, const ap_new_file files[],
                          ap_error *err);

/** Remove what an ended process left half-written in the folder: temporary files and
 * folders of ours whose process is no more. Those of another machine are left alone. */
void ap_folder_sweep(const char *path);

#endif
