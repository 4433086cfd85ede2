#include "base/files.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <fcntl.h>
#include <sha256.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the system's reasons mean to the person at the keyboard. */
typedef struct ap_reason {
    int code;
    ap_status status;
    const char *words;
} ap_reason;

static const ap_reason reasons[] = {
    {ENOSPC, AP_IO, "the disk is full; make room and run again"},
    {EDQUOT, AP_IO, "your share of the disk is used up; make room and run again"},
    {EFBIG, AP_IO, "the file would be larger than this system allows (see ulimit -f)"},
    {EACCES, AP_CANNOT_CREATE, "you may not write there; choose another folder"},
    {EPERM, AP_CANNOT_CREATE, "you may not write there; choose another folder"},
    {EROFS, AP_CANNOT_CREATE, "that disk can only be read; choose another folder"},
    {ENOENT, AP_CANNOT_CREATE, "the folder does not exist; make it first"},
    {ENOTDIR, AP_CANNOT_CREATE, "a part of the path is a file, not a folder"},
    {EISDIR, AP_CANNOT_CREATE, "a folder of that name is in the way"},
    {ENAMETOOLONG, AP_CANNOT_CREATE, "the name is too long; choose a shorter one"},
};

/* Fail with the words for errno; `usual` is the status of a reason not in the table. */
static ap_status not_written(ap_error *err, ap_status usual, const char *path, int code)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].code == code) {
            return ap_fail(err, reasons[i].status, path, "cannot be written: %s",
                           reasons[i].words);
        }
    }
    return ap_fail(err, usual, path, "cannot be written: %s", strerror(code));
}

void ap_sha256(const void *bytes, size_t length, char out[AP_SHA256_SIZE])
{
    (void)SHA256Data(bytes, length, out);
}

ap_status ap_file_read(const char *path, ap_text *text, ap_error *err)
{
    ap_status status = AP_OK;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return ap_fail(err, AP_NO_INPUT, path, "cannot be opened: %s", strerror(errno));
    }
    char block[16384];
    size_t length = 0;
    do {
        length = fread(block, 1, sizeof block, file);
        ap_text_add(text, block, length);
    } while (length == sizeof block);
    if (ferror(file) != 0) {
        status = ap_fail(err, AP_IO, path, "cannot be read: %s", strerror(errno));
    } else if (text->failed) {
        status = ap_fail(err, AP_NO_MEMORY, path, "no memory is left to read it into");
    }
    (void)fclose(file);
    return status;
}

/* All its pages at once, for all of them will be read. */
#ifdef MAP_POPULATE
#define ALL_AT_ONCE MAP_POPULATE
#else
#define ALL_AT_ONCE 0
#endif

/* The pages that a file of this length ends in, and one more for the margin. */
static size_t mapped_length(size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (length + page - 1) / page * page + page;
}

/* Map a file so that its margin can be read: the page after its last is its first once
 * more. NULL where the system will not. */
static void *map_with_margin(int file, size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t all = mapped_length(length);
    char *mapped = mmap(NULL, all, PROT_READ, MAP_PRIVATE | ALL_AT_ONCE, file, 0);
    if (mapped == MAP_FAILED) {
        return NULL;
    }
    if (mmap(mapped + all - page, page, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0) ==
        MAP_FAILED) {
        (void)munmap(mapped, all);
        return NULL;
    }
    return mapped;
}

/* Map a file that is one; else view->mapped stays NULL. */
static void map(const char *path, ap_file_view *view)
{
    struct stat facts = {0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0 && fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) &&
        facts.st_size > 0) {
        size_t length = (size_t)facts.st_size;
        void *mapped = map_with_margin(file, length);
        *view = (ap_file_view){.bytes = mapped, .length = length, .mapped = mapped};
    }
    if (file >= 0) {
        (void)close(file);
    }
}

ap_status ap_file_view_open(const char *path, ap_file_view *view, ap_error *err)
{
    static const char margin[AP_VIEW_MARGIN] = "";
    *view = (ap_file_view){0};
    map(path, view);
    if (view->mapped != NULL) {
        return AP_OK;
    }
    ap_status status = ap_file_read(path, &view->text, err);
    view->length = view->text.length;
    ap_text_add(&view->text, margin, sizeof margin);
    view->bytes = view->text.bytes;
    if (status == AP_OK && view->text.failed) {
        status = ap_fail(err, AP_NO_MEMORY, path, "no memory is left to read it into");
    }
    return status;
}

void ap_file_view_close(ap_file_view *view)
{
    if (view->mapped != NULL) {
        (void)munmap(view->mapped, mapped_length(view->length));
    }
    ap_text_free(&view->text);
    *view = (ap_file_view){0};
}

/* How much of the path is its folder, the slash included: 0 for a bare name. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

void ap_host_name(char host[AP_HOST_SIZE])
{
    if (gethostname(host, AP_HOST_SIZE) != 0) {
        (void)snprintf(host, AP_HOST_SIZE, "localhost");
    }
    host[AP_HOST_SIZE - 1] = '\0';
}

/* Beside its own place, for a rename does not cross file systems. A process number means
 * something on its own machine only, and a folder may be shared by several, so the name
 * says which one it is from. */
static void name_temporary(ap_text *name, const char *path)
{
    char host[AP_HOST_SIZE];
    ap_host_name(host);
    size_t length = folder_length(path);
    ap_text_print(name, "%.*s.%s.%s.%ld.tmp", (int)length, path, path + length, host,
                  (long)getpid());
}

ap_status ap_file_begin(const char *path, char **temporary, ap_error *err)
{
    ap_text name = {0};
    name_temporary(&name, path);
    if (name.failed) {
        ap_text_free(&name);
        return ap_fail(err, AP_NO_MEMORY, path, "no memory is left for its name");
    }
    int file = open(name.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) {
        int code = errno;
        ap_text_free(&name);
        return not_written(err, AP_CANNOT_CREATE, path, code);
    }
    (void)close(file);
    *temporary = name.bytes;
    return AP_OK;
}

/* Both return 0, or the reason why not. */
static int flush_file(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    int code = fsync(file) == 0 ? 0 : errno;
    (void)close(file);
    return code;
}

/* A file system that cannot flush a folder keeps the file all the same, so only a failing
 * disk counts. */
static int flush_folder(const char *path)
{
    size_t length = folder_length(path);
    char *folder = length == 0 ? strdup(".") : strndup(path, length);
    if (folder == NULL) {
        return ENOMEM;
    }
    int code = flush_file(folder);
    free(folder);
    return code == EIO ? code : 0;
}

ap_status ap_file_commit(const char *temporary, const char *path, ap_error *err)
{
    int code = flush_file(temporary);
    if (code == 0 && rename(temporary, path) != 0) {
        code = errno;
    }
    if (code != 0) {
        ap_file_discard(temporary);
        return not_written(err, AP_IO, path, code);
    }
    code = flush_folder(path);
    return code == 0 ? AP_OK : not_written(err, AP_IO, path, code);
}

void ap_file_discard(const char *temporary)
{
    (void)unlink(temporary);
}

/* All the bytes into the file; 0, or the reason why not. A full disk may show only when the
 * file is closed. */
static int fill(const char *path, const char *bytes, size_t length)
{
    int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    int code = 0;
    while (length > 0 && code == 0) {
        ssize_t written = write(file, bytes, length);
        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (errno != EINTR) {
            code = errno;
        }
    }
    if (close(file) != 0 && code == 0) {
        code = errno;
    }
    return code;
}

ap_status ap_file_write(const char *path, const void *bytes, size_t length, ap_error *err)
{
    char *temporary = NULL;
    ap_status status = ap_file_begin(path, &temporary, err);
    if (temporary != NULL) {
        int code = fill(temporary, bytes, length);
        if (code == 0) {
            status = ap_file_commit(temporary, path, err);
        } else {
            ap_file_discard(temporary);
            status = not_written(err, AP_IO, path, code);
        }
    }
    free(temporary);
    return status;
}

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

ap_status ap_folder_make(const char *path, ap_error *err)
{
    ap_status status = AP_OK;
    char *part = strdup(path);
    if (part == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "no memory is left for its name");
    }
    size_t length = strlen(path);
    for (size_t end = 1; end <= length && status == AP_OK; end++) {
        if (path[end] != '/' && path[end] != '\0') {
            continue;
        }
        part[end] = '\0';
        int code = is_folder(part) || mkdir(part, 0777) == 0 ? 0 : errno;
        /* Another process may have made it between the question and the answer. */
        if (code != 0 && !is_folder(part)) {
            status =
                not_written(err, AP_CANNOT_CREATE, path, code == EEXIST ? ENOTDIR : code);
        }
        part[end] = path[end];
    }
    free(part);
    return status;
}

static bool is_empty(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;
    while (folder != NULL && count <= 2 && readdir(folder) != NULL) {
        count++;
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return count <= 2; /* "." and ".." */
}

/* Remove the files and the folder that holds nothing else. */
static void discard_folder(const char *path, size_t count, const ap_new_file files[])
{
    for (size_t i = 0; i < count; i++) {
        ap_text name = {0};
        ap_text_print(&name, "%s/%s", path, files[i].name);
        if (!name.failed) {
            (void)unlink(name.bytes);
        }
        ap_text_free(&name);
    }
    (void)rmdir(path);
}

/* What an ended process left of a folder that was to stand beside this one. */
static void sweep_beside(const char *path)
{
    size_t length = folder_length(path);
    char *parent = length == 0 ? strdup(".") : strndup(path, length);
    if (parent != NULL) {
        ap_folder_sweep(parent);
    }
    free(parent);
}

static ap_status fill_folder(const char *temporary, size_t count, const ap_new_file files[],
                             ap_error *err)
{
    ap_status status = AP_OK;
    for (size_t i = 0; i < count && status == AP_OK; i++) {
        ap_text name = {0};
        ap_text_print(&name, "%s/%s", temporary, files[i].name);
        if (name.failed) {
            status = ap_fail(err, AP_NO_MEMORY, temporary, "no memory for a name");
        } else {
            status = ap_file_write(name.bytes, files[i].bytes, files[i].length, err);
        }
        ap_text_free(&name);
    }
    return status;
}

ap_status ap_folder_write(const char *path, size_t count, const ap_new_file files[],
                          ap_error *err)
{
    ap_status status = AP_OK;
    ap_text temporary = {0};
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    char *plain = strndup(path, length);
    if (plain == NULL) {
        return ap_fail(err, AP_NO_MEMORY, path, "no memory for its name");
    }
    if (is_folder(plain) && !is_empty(plain)) {
        AP_TRY(ap_fail(err, AP_CANNOT_CREATE, path,
                       "the folder is there and holds files, which are not written over; "
                       "give another name, or move it away first"));
    }
    name_temporary(&temporary, plain);
    if (temporary.failed) {
        AP_TRY(ap_fail(err, AP_NO_MEMORY, path, "no memory for its name"));
    }
    sweep_beside(plain);
    AP_TRY(ap_folder_make(temporary.bytes, err));
    status = fill_folder(temporary.bytes, count, files, err);
    if (status == AP_OK && rename(temporary.bytes, plain) != 0) {
        status = not_written(err, AP_CANNOT_CREATE, path, errno);
    }
    if (status != AP_OK) {
        discard_folder(temporary.bytes, count, files);
    }
done:
    ap_text_free(&temporary);
    free(plain);
    return status;
}

/* The process that a temporary name of this machine speaks of, or 0: ".name.host.pid.tmp".
 */
static pid_t writer_of(const char *name, const char *host)
{
    size_t length = strlen(name);
    if (name[0] != '.' || length < 4 || strcmp(name + length - 4, ".tmp") != 0) {
        return 0;
    }
    const char *digits = name + length - 4;
    while (digits > name && isdigit((unsigned char)digits[-1])) {
        digits--;
    }
    size_t host_length = strlen(host);
    size_t before = (size_t)(digits - name);
    bool is_ours = before > host_length + 2 && digits[-1] == '.' &&
                   digits[-2 - (long)host_length] == '.' &&
                   strncmp(digits - 1 - host_length, host, host_length) == 0;
    return is_ours ? (pid_t)strtol(digits, NULL, 10) : 0;
}

/* A process that has ended keeps its number until whoever started it, or the system's first
 * process, asks how it ended; Linux tells: "1234 (name) Z …". */
static bool has_ended(pid_t process)
{
    if (kill(process, 0) != 0) {
        return errno == ESRCH;
    }
    char path[64];
    ap_text line = {0};
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)process);
    bool is_told = ap_file_read(path, &line, NULL) == AP_OK && line.length > 0;
    const char *name_end = is_told ? strrchr(line.bytes, ')') : NULL;
    bool is_ended = name_end != NULL && strncmp(name_end, ") Z", 3) == 0;
    ap_text_free(&line);
    return is_ended;
}

/* A folder that was being filled (ap_folder_write) has files alone. */
static void remove_folder(int parent, const char *name)
{
    int inner = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = inner < 0 ? NULL : fdopendir(inner);
    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    (void)closedir(folder);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

void ap_folder_sweep(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return;
    }
    char host[AP_HOST_SIZE];
    ap_host_name(host);
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        pid_t writer = writer_of(entry->d_name, host);
        bool is_left = writer > 0 && has_ended(writer);
        if (is_left && unlinkat(dirfd(folder), entry->d_name, 0) != 0) {
            remove_folder(dirfd(folder), entry->d_name);
        }
    }
    (void)closedir(folder);
}
