/* tests/README.md R1: a child saves and confirms through a pipe, is killed at a random moment, and
 * the folder is opened again: everything confirmed must be there.
 *
 *   store_kill_loop [CYCLES] [FOLDER] [SEED] */
#include "store/scratch.h"

#include "base/log.h"
#include "base/rng.h"
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { EVERY = 50 }; /* cycles on one folder */

static void save_and_confirm(const char *folder, int out, int32_t number)
{
    struct error error = {0};
    struct store_report report;
    struct store_options options = {.folder = folder, .station = "makers"};
    struct store *store;
    if (!store_open(&store, &options, &report, &error) || report.state == STORE_RECOVERED) {
        fprintf(stderr, "child: %s %s\n", error.text, report.note);
        _exit(3);
    }
    for (;; number++) {
        char body[32];
        STR_FORMAT(body, "{\"n\":%d}", number);
        struct store_event event = sample_event("wei", "test", number);
        event.body = body;
        store_drop_draft_with_next(store, "wei", "a");
        if (!store_append(store, &event, 1, &error) ||
            !store_save_draft(store, "wei", "a", body, number, &error)) {
            fprintf(stderr, "child: %s\n", error.text);
            _exit(3);
        }
        if (write(out, &number, sizeof number) != sizeof number)
            _exit(4);
    }
}

struct seen {
    int32_t next;
    int32_t gaps;
};

static bool see(void *context, const struct store_event *event)
{
    struct seen *seen = context;
    int number;
    if (sscanf(event->body, "{\"n\":%d}", &number) != 1 || number != seen->next)
        seen->gaps++;
    seen->next = number + 1;
    return true;
}

/* The newest confirmed number, or `last` if the child came to none. */
static int32_t run_child(const char *folder, int32_t last, uint32_t micros, bool *died)
{
    int ends[2], status;
    if (pipe(ends) != 0)
        abort();
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        save_and_confirm(folder, ends[1], last + 1);
    }
    close(ends[1]);
    struct timespec wait = {.tv_nsec = (long)micros * 1000};
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    *died = WIFSIGNALED(status);
    int32_t number;
    while (read(ends[0], &number, sizeof number) == sizeof number)
        last = number;
    close(ends[0]);
    return last;
}

int main(int count, char **arguments)
{
    int cycles = count > 1 ? atoi(arguments[1]) : 150;
    char folder[STORE_PATH_SIZE];
    struct rng rng = rng_seeded(count > 3 ? strtoull(arguments[3], NULL, 10) : 1);
    int64_t confirmed = 0, lost = 0, gaps = 0, broken = 0;
    int32_t last = -1;
    log_set_level((enum log_level)0);
    if (count > 2)
        str_copy(folder, sizeof folder, arguments[2]);
    else
        scratch_folder(folder, "kill");
    for (int cycle = 0; cycle < cycles; cycle++) {
        if (cycle % EVERY == 0) {
            scratch_remove(folder);
            last = -1;
        }
        bool died;
        int32_t now = run_child(folder, last, rng_below(&rng, 40000), &died);
        confirmed += now - last;
        struct store_report report;
        struct error error = {0};
        struct seen seen = {0};
        struct store *store = open_or_die(folder, &report);
        if (!store_replay(store, true, see, &seen, &error) || !store_verify(store, &error) ||
            report.state == STORE_RECOVERED || !died)
            broken++;
        gaps += seen.gaps;
        if (seen.next <= now)
            lost += now - seen.next + 1;
        last = seen.next - 1;
        store_close(store);
    }
    scratch_remove(folder);
    bool good = lost == 0 && gaps == 0 && broken == 0 && confirmed > cycles / 2;
    printf("%d kills, %lld confirmed, %lld lost, %lld gaps, %lld broken: %s\n", cycles,
        (long long)confirmed, (long long)lost, (long long)gaps, (long long)broken,
        good ? "ok" : "FAILED");
    return good ? 0 : 1;
}
