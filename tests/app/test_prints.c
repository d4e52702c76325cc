/* Sheets and codes in the data folder: counted, removed, and gone by themselves. */
#define _DEFAULT_SOURCE
#include "station.h"

#include "base/date.h"
#include "prints.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const int64_t now_s = (int64_t)20710 * 86400 + 9 * 3600; /* 2026-09-14 09:00 */

static void put_sheet(const char *data, const char *name, int64_t seconds_ago)
{
    char path[512];
    STR_FORMAT(path, "%s/prints", data);
    mkdir(path, 0700);
    STR_FORMAT(path, "%s/prints/%s", data, name);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = now_s - seconds_ago}};
    assert_int_equal(futimens(file, times), 0);
    close(file);
}

static bool is_there(const char *data, const char *name)
{
    char path[512];
    STR_FORMAT(path, "%s/prints/%s", data, name);
    return access(path, F_OK) == 0;
}

static void test_removed(void **state)
{
    const struct station_home *home = *state;
    struct error error = {0};
    int count = -1;
    assert_int_equal(prints_count(home->data), 0);
    assert_true(prints_remove(home->data, &count, &error));
    assert_int_equal(count, 0);
    put_sheet(home->data, "badges-2026-09-14.pdf", 0);
    put_sheet(home->data, "groups-2026-09-14.pdf", 0);
    put_sheet(home->data, "join-code-2026-09-14.txt", 0);
    put_sheet(home->data, "notes.txt", 0); /* somebody else's */
    assert_int_equal(prints_count(home->data), 3);
    assert_true(prints_remove(home->data, &count, &error));
    assert_int_equal(count, 3);
    assert_int_equal(prints_count(home->data), 0);
    assert_true(is_there(home->data, "notes.txt"));
}

static void test_gone_by_themselves(void **state)
{
    enum { HOUR = 3600, DAY = 24 * HOUR };
    static const struct {
        const char *name;
        int64_t seconds_ago;
        bool stays;
    } sheets[] = {{"new.pdf", HOUR, true}, {"a-week.pdf", 7 * DAY - HOUR, true},
        {"older.pdf", 7 * DAY + HOUR, false}, {"no-clock.pdf", 20700 * (int64_t)DAY, true},
        {"later.pdf", -30 * DAY, true}, {"join-code-2026-09-01.txt", 13 * DAY, false},
        {"old.txt", 60 * DAY, true}};
    const struct station_home *home = *state;
    for (size_t i = 0; i < COUNT_OF(sheets); i++)
        put_sheet(home->data, sheets[i].name, sheets[i].seconds_ago);
    struct moment now = {.wall_ms = now_s * 1000, .trusted = false};
    prints_expire(home->data, &now); /* nobody knows what day it is */
    assert_int_equal(prints_count(home->data), 6);
    now.trusted = true;
    prints_expire(home->data, &now);
    for (size_t i = 0; i < COUNT_OF(sheets); i++)
        assert_int_equal(is_there(home->data, sheets[i].name), sheets[i].stays);
    /* Those of no believable day are counted from then on. */
    now.wall_ms += 8 * (int64_t)DAY_MS;
    prints_expire(home->data, &now);
    assert_int_equal(prints_count(home->data), 0);
    assert_true(is_there(home->data, "old.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_removed),
        station_test(test_gone_by_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
