/* The ranks of a run: one program for any number of them, bare or under a launcher.
 *
 *     test_ranks                 every check below that needs no failing rank
 *     test_ranks agree|abort RANK   that rank fails, in the named way
 *
 * What is checked is the same for 1, 2, 3 and 4 ranks. A check that fails must not leave
 * the others waiting, so it ends all ranks: cmocka, which goes on to the next test, will
 * not do here. The last line counts the checks of rank 0.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"

static long checks;

#define EXPECT(condition) expect((condition), #condition, __LINE__)

static void expect(bool is_so, const char *words, int line)
{
    checks++;
    if (!is_so) {
        (void)fprintf(stderr, "tests/test_ranks.c:%d: not so: %s\n", line, words);
        ap_ranks_abort(AP_INTERNAL);
    }
}

static void *room(size_t count, size_t size)
{
    void *bytes = calloc(count + 1, size);
    EXPECT(bytes != NULL);
    return bytes;
}

/* A record of a task that can be told from every other by each of its bytes. */
enum { RECORD = 12 };

static void fill_record(int64_t number, unsigned char record[])
{
    for (int64_t i = 0; i < RECORD; i++) {
        record[i] = (unsigned char)(number * 7 + i * 31);
    }
}

/* Draw numbers until `count` are gone, as the batch engine does: how many this rank had. */
static size_t draw(ap_ranks ranks, size_t count, int64_t numbers[], unsigned char bytes[])
{
    ap_counter *counter = NULL;
    EXPECT(ap_counter_new(ranks, &counter, NULL) == AP_OK);
    size_t mine = 0;
    int64_t last = -1;
    for (int64_t number = ap_counter_next(counter); number < (int64_t)count;
         number = ap_counter_next(counter)) {
        EXPECT(number > last);
        last = number;
        numbers[mine] = number;
        fill_record(number, bytes + mine * RECORD);
        mine++;
    }
    ap_counter_free(counter);
    return mine;
}

/* The gather itself refuses a number that is missing or comes twice, so what comes back
 * complete says that the counter gave each number once. */
static void every_number_is_drawn_once_and_gathered_in_order(ap_ranks ranks, size_t count)
{
    int64_t *numbers = room(count, sizeof *numbers);
    unsigned char *bytes = room(count, RECORD);
    size_t mine = draw(ranks, count, numbers, bytes);
    void *all = NULL;
    EXPECT(ap_ranks_gather(ranks, count, RECORD, mine, numbers, bytes, &all, NULL) ==
           AP_OK);
    EXPECT((all != NULL) == (ranks.rank == 0));
    for (size_t i = 0; ranks.rank == 0 && i < count; i++) {
        unsigned char record[RECORD];
        fill_record((int64_t)i, record);
        EXPECT(memcmp((char *)all + i * RECORD, record, RECORD) == 0);
    }
    free(all);
    free(bytes);
    free(numbers);
}

/* Two counters at once do not disturb each other, and a counter made anew begins at 0. */
static void counters_are_apart(ap_ranks ranks)
{
    ap_counter *first = NULL;
    ap_counter *second = NULL;
    EXPECT(ap_counter_new(ranks, &first, NULL) == AP_OK);
    EXPECT(ap_counter_new(ranks, &second, NULL) == AP_OK);
    for (int64_t i = 0; i < 3; i++) {
        EXPECT(ap_counter_next(first) < (int64_t)3 * ranks.size);
    }
    EXPECT(ap_counter_next(second) < ranks.size);
    ap_counter_free(second);
    ap_counter_free(first);
    ap_counter_free(NULL);
}

/* Dealt like cards, in falling order, the last rank first: the order of arrival has
 * nothing to do with the order of the result. Records of 40 kB do not fit a message that
 * is sent off without a receiver. */
static void records_come_in_order_however_they_lie(ap_ranks ranks)
{
    enum { COUNT = 50, LONG = 40000 };
    int64_t numbers[COUNT];
    char *bytes = room(COUNT, LONG);
    size_t mine = 0;
    for (int64_t number = COUNT - 1; number >= 0; number--) {
        if ((COUNT - 1 - number) % ranks.size == ranks.rank) {
            numbers[mine] = number;
            memset(bytes + mine * LONG, (int)number, LONG);
            mine++;
        }
    }
    void *all = NULL;
    EXPECT(ap_ranks_gather(ranks, COUNT, LONG, mine, numbers, bytes, &all, NULL) == AP_OK);
    for (size_t i = 0; ranks.rank == 0 && i < COUNT; i++) {
        const char *record = (const char *)all + i * LONG;
        EXPECT(record[0] == (char)i && memcmp(record, record + 1, LONG - 1) == 0);
    }
    free(all);
    free(bytes);
}

/* One rank holds number 0 and says that it is `number`; of two there is then one missing,
 * or one twice, or one out of range. Every rank must hear of it. */
static void wrong_numbers_are_refused_on_every_rank(ap_ranks ranks)
{
    static const int64_t wrong[][2] = {{0, 0}, {1, 2}, {-1, 0}, {INT64_MAX, 1}};
    const double bytes[2] = {1, 2};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        size_t mine = ranks.rank == ranks.size - 1 ? 2 : 0;
        ap_error err = {0};
        void *all = &err;
        EXPECT(ap_ranks_gather(ranks, 2, sizeof bytes[0], mine, wrong[i], bytes, &all,
                               &err) == AP_INTERNAL);
        EXPECT(err.status == AP_INTERNAL && strstr(err.what, "result") != NULL);
        EXPECT(all == NULL);
    }
    const int64_t only[] = {1};
    ap_error err = {0};
    void *all = NULL;
    EXPECT(ap_ranks_gather(ranks, 2, sizeof bytes[0], ranks.rank == 0 ? 1 : 0, only, bytes,
                           &all, &err) == AP_INTERNAL);
    EXPECT(strcmp(err.what, "result 0 of 2 is missing") == 0);
}

/* The status of rank r as ranks 0, 1, 2, 3 would report it, and who is heard. With fewer
 * ranks the first of them count. */
static void worst_status_and_its_lowest_rank_are_heard(ap_ranks ranks)
{
    static const ap_status reports[][4] = {
        {AP_OK, AP_OK, AP_OK, AP_OK},
        {AP_BAD_INPUT, AP_BAD_INPUT, AP_BAD_INPUT, AP_BAD_INPUT},
        {AP_OK, AP_IO, AP_OK, AP_IO},
        {AP_CHECK_FAILED, AP_OK, AP_NO_MEMORY, AP_IO},
        {AP_STOPPED, AP_CHECK_FAILED, AP_STOPPED, AP_INTERNAL},
    };
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        int speaker = 0;
        for (int r = 1; r < ranks.size; r++) {
            speaker = reports[i][r] > reports[i][speaker] ? r : speaker;
        }
        ap_status worst = reports[i][speaker];
        ap_status mine = reports[i][ranks.rank];
        ap_error err = {0};
        if (mine != AP_OK) {
            (void)ap_fail(&err, mine, "rank", "rank %d", ranks.rank);
        }
        EXPECT(ap_agree(ranks, mine, &err) == worst);
        EXPECT(err.status == worst);
        char expected[16] = "";
        if (worst != AP_OK) {
            (void)snprintf(expected, sizeof expected, "rank %d", speaker);
        }
        EXPECT(strcmp(err.what, expected) == 0);
        EXPECT(ap_agree(ranks, mine, NULL) == worst);
    }
}

/* A rank may fail without words: the others still get some. */
static void silent_failure_gets_words(ap_ranks ranks)
{
    ap_error err = {0};
    bool is_last = ranks.rank == ranks.size - 1;
    EXPECT(ap_agree(ranks, is_last ? AP_IO : AP_OK, &err) == AP_IO);
    if (ranks.size > 1) {
        EXPECT(err.status == AP_IO);
        EXPECT(strcmp(err.what, ap_status_words(AP_IO)) == 0);
    }
}

/* Letters of 1 byte to 300 kB, so that some are sent off at once and others wait for their
 * receiver; each says which it is in its first and last byte. */
enum { LETTERS = 60 };

static size_t length_of_letter(int from, int number)
{
    static const size_t lengths[] = {1, 8, 5000, 300000, 70, 40000};
    return lengths[(from + number) % 6];
}

static ap_text make_letter(int from, int number)
{
    size_t length = length_of_letter(from, number);
    ap_text letter = {.bytes = room(length, 1), .length = length, .room = length + 1};
    letter.bytes[0] = (char)number;
    letter.bytes[length - 1] = (char)number;
    return letter;
}

/* Take what is here: the letters of a rank come one after another. */
static void take_letters(ap_mail *mail, int next[])
{
    int from = 0;
    while (from >= 0) {
        ap_text letter = {0};
        EXPECT(ap_mail_next(mail, &from, &letter, NULL) == AP_OK);
        if (from >= 0) {
            EXPECT(letter.length == length_of_letter(from, next[from]));
            EXPECT(letter.bytes[0] == (char)next[from]);
            EXPECT(letter.bytes[letter.length - 1] == (char)next[from]);
            next[from]++;
        }
        ap_text_free(&letter);
    }
}

/* Everybody writes to everybody, far more than can be received at a time. */
static void letters_of_a_rank_come_in_their_order(ap_ranks ranks)
{
    ap_mail *mail = NULL;
    int *next = room((size_t)ranks.size, sizeof *next);
    int left = (ranks.size - 1) * LETTERS;
    EXPECT(ap_mail_new(ranks, &mail, NULL) == AP_OK);
    for (int number = 0; number < LETTERS; number++) {
        for (int to = 0; to < ranks.size; to++) {
            ap_text letter =
                to == ranks.rank ? (ap_text){0} : make_letter(ranks.rank, number);
            EXPECT(to == ranks.rank || ap_mail_send(mail, to, &letter, NULL) == AP_OK);
            EXPECT(letter.bytes == NULL);
        }
        if (number % (2 + ranks.rank) == 0) {
            take_letters(mail, next);
        }
    }
    while (left > 0) {
        take_letters(mail, next);
        left = (ranks.size - 1) * LETTERS;
        for (int rank = 0; rank < ranks.size; rank++) {
            left -= next[rank];
        }
    }
    while (!ap_mail_is_sent(mail)) {
        take_letters(mail, next);
    }
    ap_mail_count count = ap_mail_counted(mail);
    EXPECT(count.sent == (uint64_t)(ranks.size - 1) * LETTERS);
    EXPECT(count.received == count.sent);
    EXPECT(ranks.size == 1 || count.received_bytes > 300000);
    ap_mail_free(mail);
    ap_mail_free(NULL);
    free(next);
}

static void hosts_are_known(ap_ranks ranks)
{
    char host[AP_HOST_SIZE];
    char(*hosts)[AP_HOST_SIZE] = NULL;
    ap_host_name(host);
    EXPECT(ap_ranks_hosts(ranks, &hosts, NULL) == AP_OK);
    for (int rank = 0; rank < ranks.size; rank++) {
        EXPECT(strcmp(hosts[rank], host) == 0);
    }
    free(hosts);
}

static void version_names_the_library(void)
{
    const char *version = ap_ranks_version();
    EXPECT(strchr(version, '.') != NULL && strchr(version, ',') == NULL);
    EXPECT(strcmp(version, ap_ranks_version()) == 0);
}

static void check_all(ap_ranks ranks)
{
    static const size_t counts[] = {0, 1, 2, 7, 5000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        every_number_is_drawn_once_and_gathered_in_order(ranks, counts[i]);
    }
    counters_are_apart(ranks);
    records_come_in_order_however_they_lie(ranks);
    wrong_numbers_are_refused_on_every_rank(ranks);
    worst_status_and_its_lowest_rank_are_heard(ranks);
    silent_failure_gets_words(ranks);
    letters_of_a_rank_come_in_their_order(ranks);
    hosts_are_known(ranks);
    version_names_the_library();
    if (ranks.rank == 0) {
        (void)printf("%d ranks, %ld checks\n", ranks.size, checks);
    }
}

/* As a command does: all work, one fails, all hear of it, rank 0 speaks for them. */
static ap_status fail_together(ap_ranks ranks, int culprit, ap_error *err)
{
    ap_status status = AP_OK;
    if (ranks.rank == culprit) {
        status = ap_fail(err, AP_BAD_INPUT, "need.csv:2", "index is 99, from rank %d",
                         ranks.rank);
    }
    return ap_agree(ranks, status, err);
}

/* A failure that cannot wait: the others sit in a collective call for good. */
static void fail_alone(ap_ranks ranks, int culprit)
{
    if (ranks.rank == culprit) {
        (void)fprintf(stderr, "message: the store cannot be created\n");
        ap_ranks_abort(AP_CANNOT_CREATE);
    }
    (void)ap_agree(ranks, AP_OK, NULL);
    (void)fprintf(stderr, "message: went on without rank %d\n", culprit);
}

int main(int argc, char *argv[])
{
    ap_error err = {0};
    ap_ranks ranks = {0};
    ap_status status = ap_ranks_start(&ranks, &err);
    if (status == AP_OK && argc == 3 && strcmp(argv[1], "agree") == 0) {
        status = fail_together(ranks, (int)strtol(argv[2], NULL, 10), &err);
    } else if (status == AP_OK && argc == 3) {
        fail_alone(ranks, (int)strtol(argv[2], NULL, 10));
    } else if (status == AP_OK) {
        check_all(ranks);
    }
    if (status != AP_OK && ranks.rank == 0) {
        (void)fprintf(stderr, "message: %s: %s\n", err.where, err.what);
    }
    ap_ranks_end(ranks);
    return ap_status_exit_code(status);
}
