/* Files: what is there is whole, whatever happens to the writer. Each test works in a
 * folder of its own below the current one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "scratch.h"

/* Files in the folder, hidden ones too. */
static size_t files_in(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            count++;
        }
    }
    (void)closedir(folder);
    return count;
}

static void assert_holds(const char *path, const char *expected)
{
    ap_text text = {0};
    assert_int_equal(ap_file_read(path, &text, NULL), AP_OK);
    assert_int_equal(text.length, strlen(expected));
    assert_string_equal(text.bytes == NULL ? "" : text.bytes, expected);
    ap_text_free(&text);
}

static void write_words(const char *path, const char *words)
{
    assert_int_equal(ap_file_write(path, words, strlen(words), NULL), AP_OK);
}

/* FIPS 180-4's own examples. */
static void hash_is_the_standards(void **state)
{
    (void)state;
    static const char *const answers[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        char hash[AP_SHA256_SIZE];
        ap_sha256(answers[i][0], strlen(answers[i][0]), hash);
        assert_string_equal(hash, answers[i][1]);
    }
}

static void file_comes_back_as_written(void **state)
{
    (void)state;
    enum { LENGTH = 100000 };
    char *bytes = malloc(LENGTH);
    assert_non_null(bytes);
    for (size_t i = 0; i < LENGTH; i++) {
        bytes[i] = (char)(i * 31 % 256);
    }
    /* Around the size of the block that is read at once, and a file with nothing in it. */
    static const size_t lengths[] = {0, 1, 16383, 16384, 16385, 32768, LENGTH};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        ap_text text = {0};
        assert_int_equal(ap_file_write("all.bin", bytes, lengths[i], NULL), AP_OK);
        assert_int_equal(ap_file_read("all.bin", &text, NULL), AP_OK);
        assert_int_equal(text.length, lengths[i]);
        assert_true(lengths[i] == 0 || memcmp(text.bytes, bytes, lengths[i]) == 0);
        ap_text_free(&text);
    }
    free(bytes);
    assert_int_equal(files_in("."), 1);
    assert_int_equal(unlink("all.bin"), 0);
}

static void reading_adds_to_the_text(void **state)
{
    (void)state;
    write_words("one.txt", "one ");
    write_words("two.txt", "two");
    ap_text text = {0};
    assert_int_equal(ap_file_read("one.txt", &text, NULL), AP_OK);
    assert_int_equal(ap_file_read("two.txt", &text, NULL), AP_OK);
    assert_string_equal(text.bytes, "one two");
    ap_text_free(&text);
    assert_int_equal(unlink("one.txt"), 0);
    assert_int_equal(unlink("two.txt"), 0);
}

static void unreadable_inputs_are_named(void **state)
{
    (void)state;
    ap_text text = {0};
    ap_error missing = {0};
    assert_int_equal(ap_file_read("absent.csv", &text, &missing), AP_NO_INPUT);
    assert_string_equal(missing.where, "absent.csv");
    ap_error folder = {0};
    assert_int_equal(ap_file_read(".", &text, &folder), AP_IO);
    assert_string_equal(folder.where, ".");
    assert_int_equal(text.length, 0);
    ap_text_free(&text);
}

static void new_replaces_old_in_one_step(void **state)
{
    (void)state;
    write_words("report.txt", "last year");
    struct stat before;
    assert_int_equal(stat("report.txt", &before), 0);
    write_words("report.txt", "this year");
    struct stat after;
    assert_int_equal(stat("report.txt", &after), 0);
    /* Another file took the name: the old one was never open for writing. */
    assert_true(before.st_ino != after.st_ino);
    assert_holds("report.txt", "this year");
    assert_int_equal(files_in("."), 1);
    assert_int_equal(unlink("report.txt"), 0);
}

static void library_writes_its_own_and_commits_or_not(void **state)
{
    (void)state;
    char *temporary = NULL;
    write_words("book.xlsx", "old");
    assert_int_equal(ap_file_begin("book.xlsx", &temporary, NULL), AP_OK);
    assert_int_equal(files_in("."), 2);
    ap_file_discard(temporary);
    free(temporary);
    assert_int_equal(files_in("."), 1);
    assert_holds("book.xlsx", "old");

    assert_int_equal(ap_file_begin("book.xlsx", &temporary, NULL), AP_OK);
    FILE *file = fopen(temporary, "wb");
    assert_non_null(file);
    assert_true(fputs("new", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_holds("book.xlsx", "old");
    assert_int_equal(ap_file_commit(temporary, "book.xlsx", NULL), AP_OK);
    free(temporary);
    assert_holds("book.xlsx", "new");
    assert_int_equal(files_in("."), 1);
    assert_int_equal(unlink("book.xlsx"), 0);
}

/* The temporary file must lie in the folder of the file, wherever that is. */
static void temporary_is_beside_its_file(void **state)
{
    (void)state;
    assert_int_equal(ap_folder_make("deep/er", NULL), AP_OK);
    char *temporary = NULL;
    assert_int_equal(ap_file_begin("deep/er/a.csv", &temporary, NULL), AP_OK);
    assert_int_equal(strncmp(temporary, "deep/er/.a.csv.", 15), 0);
    char end[32];
    int length = snprintf(end, sizeof end, ".%ld.tmp", (long)getpid());
    assert_string_equal(temporary + strlen(temporary) - (size_t)length, end);
    ap_file_discard(temporary);
    free(temporary);
    assert_int_equal(rmdir("deep/er"), 0);
    assert_int_equal(rmdir("deep"), 0);
}

static void nothing_is_written_where_nothing_can_be(void **state)
{
    (void)state;
    write_words("file", "x");
    assert_int_equal(mkdir("folder", 0777), 0);
    write_words("folder/inside", "x");
    char longest[400];
    memset(longest, 'n', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const struct {
        const char *path;
        const char *says;
    } cases[] = {
        {"absent/a.csv", "the folder does not exist"},
        {"file/a.csv", "a part of the path is a file"},
        {"folder", "a folder of that name is in the way"},
        {longest, "the name is too long"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ap_error err = {0};
        assert_int_equal(ap_file_write(cases[i].path, "y", 1, &err), AP_CANNOT_CREATE);
        assert_non_null(strstr(err.what, cases[i].says));
    }
    assert_int_equal(files_in("."), 2);
    assert_int_equal(unlink("folder/inside"), 0);
    assert_int_equal(rmdir("folder"), 0);
    assert_int_equal(unlink("file"), 0);
}

/* Run in another process, which may change its limits or die: its exit code, or minus the
 * signal that ended it. */
static int in_child(int (*work)(void))
{
    pid_t child = fork();
    if (child == 0) {
        _exit(work());
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* 0 when the write failed with this status and these words. */
static int refused(const char *path, size_t length, ap_status status, const char *says)
{
    char *bytes = calloc(1, length);
    ap_error err = {0};
    bool is_so = bytes != NULL && ap_file_write(path, bytes, length, &err) == status &&
                 err.status == status && strstr(err.what, says) != NULL &&
                 strcmp(err.where, path) == 0;
    free(bytes);
    return is_so ? 0 : 1;
}

/* A file may grow to 64 kB here: the second block does not fit, as on a full disk. */
static int write_past_the_limit(void)
{
    struct rlimit limit = {.rlim_cur = 65536, .rlim_max = 65536};
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        return 2;
    }
    return refused("kept.csv", 200000, AP_IO, "larger than this system allows");
}

static void file_that_does_not_fit_leaves_the_old_one(void **state)
{
    (void)state;
    write_words("kept.csv", "signed");
    assert_int_equal(in_child(write_past_the_limit), 0);
    assert_holds("kept.csv", "signed");
    assert_int_equal(files_in("."), 1);
    assert_int_equal(unlink("kept.csv"), 0);
}

/* A disk of 64 kB, where one may be mounted. */
static void full_disk_is_said_and_leaves_the_old_file(void **state)
{
    (void)state;
    assert_int_equal(mkdir("small", 0777), 0);
    bool is_mounted = geteuid() == 0 && // NOLINTNEXTLINE(cert-env33-c)
                      system("mount -t tmpfs -o size=64k none small 2>/dev/null") == 0;
    if (!is_mounted) {
        assert_int_equal(rmdir("small"), 0);
        skip();
    }
    write_words("small/kept.csv", "signed");
    int answer = refused("small/kept.csv", 200000, AP_IO, "the disk is full; make room");
    ap_text text = {0};
    ap_status reading = ap_file_read("small/kept.csv", &text, NULL);
    size_t count = files_in("small");
    assert_int_equal(system("umount small"), 0); // NOLINT(cert-env33-c)
    assert_int_equal(answer, 0);
    assert_int_equal(reading, AP_OK);
    assert_string_equal(text.bytes, "signed");
    assert_int_equal(count, 1);
    ap_text_free(&text);
    assert_int_equal(rmdir("small"), 0);
}

static int write_as_nobody(void)
{
    enum { NOBODY = 65534 };
    if (geteuid() == 0 && setuid(NOBODY) != 0) {
        return 2;
    }
    ap_error err = {0};
    if (ap_folder_make("closed/new", &err) != AP_CANNOT_CREATE ||
        strstr(err.what, "you may not write there") == NULL) {
        return 3;
    }
    return refused("closed/a.csv", 1, AP_CANNOT_CREATE, "you may not write there");
}

static void closed_folder_is_refused(void **state)
{
    (void)state;
    assert_int_equal(mkdir("closed", 0555), 0);
    assert_int_equal(in_child(write_as_nobody), 0);
    assert_int_equal(files_in("closed"), 0);
    assert_int_equal(rmdir("closed"), 0);
}

/* Dies between the first byte and the rename, as kill -9 and a power cut do. */
static int die_half_way(void)
{
    char *temporary = NULL;
    (void)ap_file_begin("kept.csv", &temporary, NULL);
    FILE *file = fopen(temporary, "wb");
    if (file == NULL || fputs("half a li", file) < 0 || fflush(file) != 0) {
        return 2;
    }
    (void)raise(SIGKILL);
    return 3;
}

static void killed_writer_leaves_the_old_file_and_the_sweep_tidies(void **state)
{
    (void)state;
    write_words("kept.csv", "signed");
    assert_int_equal(in_child(die_half_way), -SIGKILL);
    assert_holds("kept.csv", "signed");
    assert_int_equal(files_in("."), 2);
    ap_folder_sweep(".");
    assert_holds("kept.csv", "signed");
    assert_int_equal(files_in("."), 1);
    assert_int_equal(unlink("kept.csv"), 0);
}

static void touch(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    assert_true(file >= 0);
    assert_int_equal(close(file), 0);
}

static int do_nothing(void)
{
    return 0;
}

/* A process number that was ours and ended is free for a while. */
static long ended_process(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(do_nothing());
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    return (long)child;
}

static void sweep_takes_only_what_an_ended_process_of_ours_left(void **state)
{
    (void)state;
    char host[256];
    assert_int_equal(gethostname(host, sizeof host), 0);
    long ended = ended_process();
    char names[7][320];
    (void)snprintf(names[0], sizeof names[0], ".a.csv.%s.%ld.tmp", host, ended);
    (void)snprintf(names[1], sizeof names[1], ".a.csv.%s.%ld.tmp", host, (long)getpid());
    (void)snprintf(names[2], sizeof names[2], ".a.csv.not-%s.%ld.tmp", host, ended);
    (void)snprintf(names[3], sizeof names[3], "a.csv.%s.%ld.tmp", host, ended);
    (void)snprintf(names[4], sizeof names[4], ".a.csv.%s.%ld.bak", host, ended);
    (void)snprintf(names[5], sizeof names[5], ".a.csv.%s.x.tmp", host);
    (void)snprintf(names[6], sizeof names[6], ".tmp");
    for (size_t i = 0; i < 7; i++) {
        touch(names[i]);
    }
    ap_folder_sweep(".");
    ap_folder_sweep("no such folder");
    assert_int_equal(access(names[0], F_OK), -1);
    for (size_t i = 1; i < 7; i++) {
        assert_int_equal(access(names[i], F_OK), 0);
        assert_int_equal(unlink(names[i]), 0);
    }
}

/* Whoever started a process may take its time to ask how it ended: till then its number is
 * not free, but it writes nothing any more. */
static void sweep_takes_what_a_process_left_that_nobody_asked_after(void **state)
{
    (void)state;
    char host[256];
    char name[320];
    siginfo_t how;
    assert_int_equal(gethostname(host, sizeof host), 0);
    pid_t child = fork();
    if (child == 0) {
        _exit(do_nothing());
    }
    assert_int_equal(waitid(P_PID, (id_t)child, &how, WEXITED | WNOWAIT), 0);
    (void)snprintf(name, sizeof name, ".a.csv.%s.%ld.tmp", host, (long)child);
    touch(name);
    ap_folder_sweep(".");
    assert_int_equal(access(name, F_OK), -1);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void folders_are_made_down_to_the_last(void **state)
{
    (void)state;
    static const char *const paths[] = {"a/b/c", "a/b/c", "a//d/", "./e"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_int_equal(ap_folder_make(paths[i], NULL), AP_OK);
        struct stat found;
        assert_int_equal(stat(paths[i], &found), 0);
        assert_true(S_ISDIR(found.st_mode));
    }
    touch("a/file");
    ap_error err = {0};
    assert_int_equal(ap_folder_make("a/file", &err), AP_CANNOT_CREATE);
    assert_non_null(strstr(err.what, "a part of the path is a file"));
    assert_int_equal(ap_folder_make("a/file/under", NULL), AP_CANNOT_CREATE);
    assert_int_equal(ap_folder_make("", NULL), AP_OK);
    assert_int_equal(system("rm -r a e"), 0); // NOLINT(cert-env33-c)
}

static void a_folder_is_written_whole_or_not_at_all(void **state)
{
    (void)state;
    const ap_new_file files[] = {{"one.csv", "1\n", 2}, {"two.csv", "22\n", 3}};
    const ap_new_file wrong[] = {{"one.csv", "1\n", 2}, {"no/such/folder", "2\n", 2}};
    ap_text text = {0};
    ap_error err = {0};
    assert_int_equal(ap_folder_write("made-whole/", 2, files, NULL), AP_OK);
    assert_int_equal(ap_file_read("made-whole/two.csv", &text, NULL), AP_OK);
    assert_string_equal(text.bytes, "22\n");
    ap_text_free(&text);
    /* somebody's files are never written over */
    assert_int_equal(ap_folder_write("made-whole", 2, files, &err), AP_CANNOT_CREATE);
    assert_non_null(strstr(err.what, "not written over"));
    /* one file that cannot be written: no folder, and nothing half-filled beside it */
    assert_int_not_equal(ap_folder_write("made-part", 2, wrong, NULL), AP_OK);
    assert_int_not_equal(access("made-part", F_OK), 0);
    assert_int_equal(mkdir("made-empty", 0777), 0);
    assert_int_equal(ap_folder_write("made-empty", 2, files, NULL), AP_OK);
    for (size_t f = 0; f < 2; f++) {
        char path[64];
        (void)snprintf(path, sizeof path, "made-whole/%s", files[f].name);
        assert_int_equal(unlink(path), 0);
        (void)snprintf(path, sizeof path, "made-empty/%s", files[f].name);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir("made-whole"), 0);
    assert_int_equal(rmdir("made-empty"), 0);
}

/* Wherever the last page ends, a view has the bytes and can be read a margin further. */
static void a_view_has_a_margin(void **state)
{
    (void)state;
    static char bytes[3 * 4096 + 1];
    static const size_t lengths[] = {0,    1,    4032, 4033,  4095,
                                     4096, 4097, 8191, 12288, 12289};
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        ap_file_view view = {0};
        char beyond[AP_VIEW_MARGIN];
        assert_int_equal(ap_file_write("view", bytes, lengths[i], NULL), AP_OK);
        assert_int_equal(ap_file_view_open("view", &view, NULL), AP_OK);
        assert_int_equal(view.length, lengths[i]);
        assert_memory_equal(view.bytes, bytes, lengths[i]);
        memcpy(beyond, view.bytes + view.length, sizeof beyond);
        ap_file_view_close(&view);
    }
    assert_int_equal(unlink("view"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_is_the_standards),
        cmocka_unit_test(file_comes_back_as_written),
        cmocka_unit_test(reading_adds_to_the_text),
        cmocka_unit_test(unreadable_inputs_are_named),
        cmocka_unit_test(new_replaces_old_in_one_step),
        cmocka_unit_test(library_writes_its_own_and_commits_or_not),
        cmocka_unit_test(temporary_is_beside_its_file),
        cmocka_unit_test(nothing_is_written_where_nothing_can_be),
        cmocka_unit_test(file_that_does_not_fit_leaves_the_old_one),
        cmocka_unit_test(full_disk_is_said_and_leaves_the_old_file),
        cmocka_unit_test(closed_folder_is_refused),
        cmocka_unit_test(killed_writer_leaves_the_old_file_and_the_sweep_tidies),
        cmocka_unit_test(sweep_takes_only_what_an_ended_process_of_ours_left),
        cmocka_unit_test(sweep_takes_what_a_process_left_that_nobody_asked_after),
        cmocka_unit_test(folders_are_made_down_to_the_last),
        cmocka_unit_test(a_folder_is_written_whole_or_not_at_all),
        cmocka_unit_test(a_view_has_a_margin),
    };
    return cmocka_run_group_tests(tests, ap_scratch_enter, ap_scratch_leave);
}
