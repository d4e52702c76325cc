/* How fast the station starts and what it takes, in a window (run it under Xvfb), and beside it the
 * same home screen as a web page in a browser:
 *   bench_start [--browser PROGRAM --page FILE]
 *
 * Both are timed from their exec to the first picture on the screen: ours by the return of the
 * first present, the browser's by its own first-contentful-paint, which the page reports to a
 * socket here. Memory is the sum of PSS of all processes, with the home screen shown. */
#define _DEFAULT_SOURCE
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STARTS = 7, BROWSER_STARTS = 3, REST_S = 4, PATIENCE_MS = 60000 };

static double wall_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void pause_s(int seconds)
{
    nanosleep(&(struct timespec){.tv_sec = seconds}, NULL);
}

/* --- Ours ------------------------------------------------------------------------------------- */

/* The child: tells when its first picture is shown; then goes home when asked, and waits. */
static int run_child(const char *folder)
{
    char byte = 0;
    struct app *app = bench_open_app(folder, true, "none");
    while (app->presented == 0)
        app_turn(app, INT64_MIN);
    double shown = wall_ms();
    if (write(STDOUT_FILENO, &shown, sizeof shown) != sizeof shown)
        return 1;
    if (read(STDIN_FILENO, &byte, 1) == 1) {
        bench_go_home(app);
        if (write(STDOUT_FILENO, &byte, 1) != 1 || read(STDIN_FILENO, &byte, 1) < 0)
            return 1;
    }
    bench_close_app(app);
    return 0;
}

struct child {
    pid_t process;
    int to, from;
    double began;
};

/* Quiet: what it says on standard error is nobody's business (browsers say a lot). */
static struct child start_child(char *const arguments[], bool quiet)
{
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0)
        bench_die("a pipe", NULL);
    struct child child = {.to = in[1], .from = out[0], .began = wall_ms()};
    child.process = fork();
    if (child.process == 0) {
        setpgid(0, 0);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        if (quiet && freopen("/dev/null", "w", stderr) == NULL)
            _exit(127);
        for (int i = 0; i < 2; i++) {
            close(in[i]);
            close(out[i]);
        }
        execvp(arguments[0], arguments);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    return child;
}

static void end_child(struct child *child, bool kill_group)
{
    close(child->to);
    if (kill_group)
        kill(-child->process, SIGKILL);
    waitpid(child->process, NULL, 0);
    close(child->from);
}

static void ask_home(struct child *child)
{
    char byte = 'h';
    if (write(child->to, &byte, 1) != 1 || read(child->from, &byte, 1) != 1)
        bench_die("the station did not get to its home screen", NULL);
}

/* The median of some starts; *memory with the home screen. */
static double start_ours(const char *folder, double *memory)
{
    char *arguments[] = {"/proc/self/exe", "--child", (char *)(uintptr_t)folder, NULL};
    double samples[STARTS];
    for (int i = -1; i < STARTS; i++) { /* the first warms the disk */
        struct child child = start_child(arguments, false);
        double shown;
        if (read(child.from, &shown, sizeof shown) != sizeof shown)
            bench_die("the station did not show anything", NULL);
        if (i >= 0)
            samples[i] = shown - child.began;
        if (i == STARTS - 1) {
            int count;
            ask_home(&child);
            pause_s(REST_S);
            *memory = bench_tree_pss_mib(child.process, &count);
        }
        end_child(&child, false);
    }
    return bench_quantile(samples, STARTS, 0.5);
}

/* --- The browser ------------------------------------------------------------------------------ */

static int listen_here(int *port)
{
    struct sockaddr_in here = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = 0};
    socklen_t size = sizeof here;
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (server < 0 || bind(server, (struct sockaddr *)&here, size) != 0 ||
        listen(server, 16) != 0 || getsockname(server, (struct sockaddr *)&here, &size) != 0)
        bench_die("no socket to serve the page", NULL);
    *port = ntohs(here.sin_port);
    return server;
}

static size_t read_page(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "rb");
    size_t length = file != NULL ? fread(out, 1, size, file) : 0;
    if (length == 0)
        bench_die(path, NULL);
    fclose(file);
    return length;
}

static void answer(int client, const char *type, const char *body, size_t size)
{
    char head[256];
    int length = snprintf(head, sizeof head,
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
        type, size);
    if (write(client, head, (size_t)length) != length || write(client, body, size) < 0)
        return; /* it hung up: what counts is that it paints */
}

/* Serves the page until it says when it was painted: milliseconds since 1970. */
static double serve(int server, const char *page, size_t size)
{
    double until = bench_now_ms() + PATIENCE_MS;
    while (bench_now_ms() < until) {
        struct pollfd wait = {.fd = server, .events = POLLIN};
        if (poll(&wait, 1, 1000) <= 0)
            continue;
        char request[8192];
        int client = accept(server, NULL, NULL);
        struct pollfd data = {.fd = client, .events = POLLIN};
        ssize_t got = poll(&data, 1, 1000) > 0 ? read(client, request, sizeof request - 1) : 0;
        request[MAX(got, 0)] = '\0';
        const char *painted = strstr(request, "/painted?at=");
        if (painted != NULL || strstr(request, "GET / ") == NULL)
            answer(client, "text/plain", "", 0);
        else
            answer(client, "text/html; charset=utf-8", page, size);
        close(client);
        if (painted != NULL)
            return strtod(painted + strlen("/painted?at="), NULL);
    }
    bench_die("the browser painted nothing", NULL);
}

static double start_browser(
    const char *program, const char *page_file, const char *folder, double *memory, int *processes)
{
    static char page[256 * 1024];
    size_t size = read_page(page_file, page, sizeof page);
    double samples[BROWSER_STARTS];
    int port, server = listen_here(&port);
    for (int i = 0; i < BROWSER_STARTS; i++) {
        char url[64], profile[BENCH_PATH_SIZE + 64];
        snprintf(url, sizeof url, "http://127.0.0.1:%d/", port);
        snprintf(profile, sizeof profile, "--user-data-dir=%s/profile-%d", folder, i);
        char *arguments[] = {(char *)(uintptr_t)program, "--kiosk", "--no-sandbox", "--disable-gpu",
            "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--window-size=1280,800", profile, url,
            NULL};
        struct child child = start_child(arguments, true);
        samples[i] = serve(server, page, size) - child.began;
        if (i == BROWSER_STARTS - 1) {
            pause_s(REST_S);
            *memory = bench_tree_pss_mib(child.process, processes);
        }
        end_child(&child, true);
    }
    close(server);
    return bench_quantile(samples, BROWSER_STARTS, 0.5);
}

static void compare(
    const char *program, const char *page, const char *folder, double start, double memory)
{
    double browser_memory = 0;
    int processes = 0;
    double browser_start = start_browser(program, page, folder, &browser_memory, &processes);
    bench_row(
        "browser: start to first paint of the same home screen", browser_start, "ms", NO_TARGET);
    bench_row("browser: memory (PSS of its processes)", browser_memory, "MiB", NO_TARGET);
    bench_row("browser: processes", processes, "", NO_TARGET);
    bench_row("browser to station, start", browser_start / start, "times", NO_TARGET);
    bench_row("browser to station, memory", browser_memory / memory, "times", NO_TARGET);
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "--child") == 0)
        return run_child(arguments[2]);
    char folder[BENCH_PATH_SIZE], data[BENCH_PATH_SIZE + 8];
    struct moment now = bench_real_time();
    double memory = 0;
    signal(SIGPIPE, SIG_IGN);
    bench_folder(folder);
    snprintf(data, sizeof data, "%s/data", folder);
    bench_fill(data, &now, BENCH_SECOND_ROUND_MS);
    double start = start_ours(data, &memory);
    bench_row("start to first frame, warm disk, median of 7", start, "ms", 250);
    bench_row("memory with the home screen shown (PSS)", memory, "MiB", NO_TARGET);
    if (count == 5 && strcmp(arguments[1], "--browser") == 0)
        compare(arguments[2], arguments[4], folder, start, memory);
    return 0;
}
