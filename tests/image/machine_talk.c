/* Talks to a QEMU machine for tests/image: its monitor (QMP), its keyboard and tablet, its
 * pictures, and the shell that the harness hands in on a second serial line. Prints answers; exit 1
 * is "no". */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <png.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void fail(const char *what, const char *detail)
{
    fprintf(stderr, "machine_talk: %s%s%s\n", what, detail[0] != '\0' ? ": " : "", detail);
    exit(1);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(int ms)
{
    const struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

static int open_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        fail("the name of the socket is too long", path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 ||
        connect(descriptor, (const struct sockaddr *)&address, sizeof address) != 0)
        fail(path, strerror(errno));
    return descriptor;
}

static void send_all(int descriptor, const char *text, size_t length)
{
    while (length > 0) {
        const ssize_t done = send(descriptor, text, length, MSG_NOSIGNAL);
        if (done <= 0)
            fail("cannot send", strerror(errno));
        text += done;
        length -= (size_t)done;
    }
}

/* --- The monitor -------------------------------------------------------------------------------
 */

/* One line of the monitor, which is one JSON value. */
static json_t *monitor_line(FILE *monitor)
{
    char *line = NULL;
    size_t size = 0;
    const ssize_t length = getline(&line, &size, monitor);
    json_t *value = length > 0 ? json_loads(line, JSON_DECODE_ANY, NULL) : NULL;
    free(line);
    if (value == NULL)
        fail("the machine is gone", "");
    return value;
}

/* Owned by the caller; NULL if the machine says no, which is then on stderr. */
static json_t *monitor_ask(FILE *monitor, json_t *request)
{
    char *text = json_dumps(request, JSON_COMPACT);
    send_all(fileno(monitor), text, strlen(text));
    send_all(fileno(monitor), "\n", 1);
    free(text);
    json_decref(request);
    for (;;) {
        json_t *answer = monitor_line(monitor);
        json_t *result = json_incref(json_object_get(answer, "return"));
        const json_t *error = json_object_get(answer, "error");
        if (error != NULL)
            fprintf(
                stderr, "machine_talk: %s\n", json_string_value(json_object_get(error, "desc")));
        const bool done = error != NULL || result != NULL;
        json_decref(answer);
        if (done)
            return result;
        json_decref(result);
    }
}

static FILE *monitor_open(const char *path)
{
    FILE *monitor = fdopen(open_socket(path), "r");
    json_decref(monitor_line(monitor));
    json_t *answer = monitor_ask(monitor, json_pack("{s:s}", "execute", "qmp_capabilities"));
    json_decref(answer);
    return monitor;
}

static int monitor_do(FILE *monitor, json_t *request)
{
    json_t *answer = monitor_ask(monitor, request);
    json_decref(answer);
    return answer != NULL ? 0 : 1;
}

/* qmp SOCKET COMMAND [ARGUMENTS-JSON] */
static int run_qmp(int count, char **words)
{
    FILE *monitor = monitor_open(words[0]);
    json_t *request = json_pack("{s:s}", "execute", words[1]);
    if (count > 2) {
        json_t *arguments = json_loads(words[2], 0, NULL);
        if (arguments == NULL)
            fail("this is not JSON", words[2]);
        json_object_set_new(request, "arguments", arguments);
    }
    json_t *answer = monitor_ask(monitor, request);
    if (answer == NULL)
        return 1;
    char *text = json_dumps(answer, JSON_COMPACT | JSON_ENCODE_ANY);
    puts(text);
    free(text);
    json_decref(answer);
    fclose(monitor);
    return 0;
}

/* hmp SOCKET LINE */
static int run_hmp(int count, char **words)
{
    (void)count;
    FILE *monitor = monitor_open(words[0]);
    json_t *answer =
        monitor_ask(monitor, json_pack("{s:s, s:{s:s}}", "execute", "human-monitor-command",
                                 "arguments", "command-line", words[1]));
    if (answer == NULL)
        return 1;
    const char *text = json_string_value(answer);
    fputs(text, stdout);
    json_decref(answer);
    fclose(monitor);
    return 0;
}

/* --- Keys and touches ---------------------------------------------------------------------------
 */

static json_t *key_event(const char *code, bool down)
{
    return json_pack("{s:s, s:{s:b, s:{s:s, s:s}}}", "type", "key", "data", "down", down, "key",
        "type", "qcode", "data", code);
}

static int send_events(FILE *monitor, json_t *events)
{
    return monitor_do(monitor,
        json_pack("{s:s, s:{s:o}}", "execute", "input-send-event", "arguments", "events", events));
}

/* The key of a US keyboard that writes this character. */
static bool key_of(char character, char code[static 16], bool *shift)
{
    static const char plain[] = "`-=[]\\;',./ \n\t", shifted[] = "~_+{}|:\"<>?";
    static const char *const names[] = {"grave_accent", "minus", "equal", "bracket_left",
        "bracket_right", "backslash", "semicolon", "apostrophe", "comma", "dot", "slash", "spc",
        "ret", "tab"};
    static const char digits[] = ")!@#$%^&*(";
    const char *at;
    *shift = false;
    if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')) {
        snprintf(code, 16, "%c", character);
    } else if (character >= 'A' && character <= 'Z') {
        snprintf(code, 16, "%c", character - 'A' + 'a');
        *shift = true;
    } else if (character != '\0' && (at = strchr(plain, character)) != NULL) {
        snprintf(code, 16, "%s", names[at - plain]);
    } else if (character != '\0' && (at = strchr(shifted, character)) != NULL) {
        snprintf(code, 16, "%s", names[at - shifted]);
        *shift = true;
    } else if (character != '\0' && (at = strchr(digits, character)) != NULL) {
        snprintf(code, 16, "%d", (int)(at - digits));
        *shift = true;
    } else {
        return false;
    }
    return true;
}

static void type_character(FILE *monitor, char character)
{
    char code[16];
    bool shift;
    if (!key_of(character, code, &shift))
        fail("no key of a US keyboard writes this", (char[]){character, '\0'});
    json_t *events = json_array();
    if (shift)
        json_array_append_new(events, key_event("shift", true));
    json_array_append_new(events, key_event(code, true));
    json_array_append_new(events, key_event(code, false));
    if (shift)
        json_array_append_new(events, key_event("shift", false));
    if (send_events(monitor, events) != 0)
        exit(1);
}

/* type SOCKET TEXT [MS-BETWEEN] */
static int run_type(int count, char **words)
{
    FILE *monitor = monitor_open(words[0]);
    const int gap_ms = count > 2 ? atoi(words[2]) : 20;
    for (const char *at = words[1]; *at != '\0'; at++) {
        type_character(monitor, *at);
        sleep_ms(gap_ms);
    }
    fclose(monitor);
    return 0;
}

/* chord SOCKET ctrl-alt-f1 [MS-HELD]: all down in order, then up in the other. */
static int run_chord(int count, char **words)
{
    char *keys[8], names[128];
    int number = 0;
    snprintf(names, sizeof names, "%s", words[1]);
    for (char *rest = names, *word; number < 8 && (word = strtok_r(rest, "-", &rest)) != NULL;)
        keys[number++] = word;
    FILE *monitor = monitor_open(words[0]);
    int bad = 0;
    for (int i = 0; i < number; i++)
        bad |= send_events(monitor, json_pack("[o]", key_event(keys[i], true)));
    sleep_ms(count > 2 ? atoi(words[2]) : 60);
    for (int i = number - 1; i >= 0; i--)
        bad |= send_events(monitor, json_pack("[o]", key_event(keys[i], false)));
    fclose(monitor);
    return bad;
}

/* tap SOCKET X Y WIDTH HEIGHT: as one who has seen the screen does. What touches it sooner than 0.3
 * s after it changed was meant for the screen before, and the program takes no notice. */
static int run_tap(int count, char **words)
{
    if (count < 5)
        fail("tap needs X Y WIDTH HEIGHT", "");
    const int x = atoi(words[1]) * 32767 / atoi(words[3]);
    const int y = atoi(words[2]) * 32767 / atoi(words[4]);
    FILE *monitor = monitor_open(words[0]);
    int bad = send_events(
        monitor, json_pack("[{s:s, s:{s:s, s:i}}, {s:s, s:{s:s, s:i}}]", "type", "abs", "data",
                     "axis", "x", "value", x, "type", "abs", "data", "axis", "y", "value", y));
    for (int down = 1; down >= 0; down--) {
        sleep_ms(down ? 400 : 120);
        bad |= send_events(monitor, json_pack("[{s:s, s:{s:b, s:s}}]", "type", "btn", "data",
                                        "down", down, "button", "left"));
    }
    fclose(monitor);
    return bad;
}

/* --- The shell inside ---------------------------------------------------------------------------
 */

/* The line "\nNONCE STATUS\n", once it is whole. Until the shell inside has said otherwise its
 * terminal also gives back what is asked, "\nNONCE COMMAND\n". */
static char *find_status(char *text, const char *mark, int *status)
{
    for (char *at = strstr(text, mark); at != NULL; at = strstr(at + 1, mark)) {
        char *end, *number = at + strlen(mark);
        *status = (int)strtol(number, &end, 10);
        if (end > number && end[strspn(end, "\r")] == '\n')
            return at;
    }
    return NULL;
}

/* Reads up to "\nNONCE STATUS\n", prints what came before it; the status, or -1 when time is up. */
static int read_answer(int descriptor, const char *nonce, int64_t end_ms)
{
    size_t size = 1 << 16, length = 0;
    char *text = malloc(size), mark[64];
    snprintf(mark, sizeof mark, "\n%s ", nonce);
    for (;;) {
        const int64_t left_ms = end_ms - now_ms();
        struct pollfd wait = {.fd = descriptor, .events = POLLIN};
        if (text == NULL || left_ms <= 0 || poll(&wait, 1, (int)left_ms) <= 0)
            break;
        if (length + 4096 >= size && (text = realloc(text, size *= 2)) == NULL)
            break;
        const ssize_t got = read(descriptor, text + length, 4096);
        if (got <= 0)
            break;
        length += (size_t)got;
        text[length] = '\0';
        int status;
        char *begin = strstr(text, nonce), *end = find_status(text, mark, &status);
        if (end == NULL)
            continue;
        begin = begin < end ? strchr(begin, '\n') + 1 : end;
        fwrite(begin, 1, begin < end ? (size_t)(end - begin) : 0, stdout);
        if (begin < end && end[-1] != '\n')
            putchar('\n');
        free(text);
        return status;
    }
    free(text);
    return -1;
}

/* ask SOCKET SECONDS COMMAND: the exit status is the command's; 254: no answer in time. */
static int run_ask(int count, char **words)
{
    if (count < 3)
        fail("ask needs SECONDS COMMAND", "");
    char nonce[32];
    snprintf(nonce, sizeof nonce, "Q%ldT%ld", (long)getpid(), (long)(now_ms() % 1000000));
    const size_t length = strlen(words[2]);
    char *line = malloc(length + 64);
    if (line == NULL || length > 3500)
        fail("this question is too long for a serial line", "");
    const int head = snprintf(line, 64, "\n%s ", nonce);
    memcpy(line + head, words[2], length);
    line[head + (int)length] = '\n';
    for (size_t i = 0; i < length; i++)
        if (line[(size_t)head + i] == '\n')
            line[(size_t)head + i] = '\034';
    const int descriptor = open_socket(words[0]);
    const int64_t end_ms = now_ms() + (int64_t)(atof(words[1]) * 1000);
    send_all(descriptor, line, (size_t)head + length + 1);
    free(line);
    const int status = read_answer(descriptor, nonce, end_ms);
    close(descriptor);
    return status < 0 ? 254 : status;
}

/* --- Pictures -----------------------------------------------------------------------------------
 */

struct picture {
    unsigned width, height;
    uint8_t (*pixels)[3];
};

static struct picture picture_read(const char *path)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    struct picture picture = {0};
    if (!png_image_begin_read_from_file(&image, path))
        fail(path, image.message);
    image.format = PNG_FORMAT_RGB;
    picture.pixels = malloc(PNG_IMAGE_SIZE(image));
    if (picture.pixels == NULL || !png_image_finish_read(&image, NULL, picture.pixels, 0, NULL))
        fail(path, image.message);
    picture.width = image.width;
    picture.height = image.height;
    return picture;
}

static size_t picture_count(const struct picture *picture, const uint8_t colour[static 3])
{
    size_t count = 0;
    for (size_t i = 0; i < (size_t)picture->width * picture->height; i++)
        count += memcmp(picture->pixels[i], colour, 3) == 0;
    return count;
}

/* look FILE: WIDTH HEIGHT COLOURS(up to 4096) BLACK-PERMILLE CONSOLE-GREY-PIXELS */
static int run_look(int count, char **words)
{
    (void)count;
    const struct picture picture = picture_read(words[0]);
    const size_t size = (size_t)picture.width * picture.height;
    static uint8_t seen[1 << 15];
    unsigned colours = 0;
    for (size_t i = 0; i < size; i++) {
        const uint8_t *p = picture.pixels[i];
        uint8_t *at = &seen[(p[0] >> 3) << 10 | (p[1] >> 3) << 5 | p[2] >> 3];
        colours += *at == 0;
        *at = 1;
    }
    printf("%u %u %u %zu %zu\n", picture.width, picture.height, colours,
        picture_count(&picture, (uint8_t[]){0, 0, 0}) * 1000 / size,
        picture_count(&picture, (uint8_t[]){0xa8, 0xa8, 0xa8}) +
            picture_count(&picture, (uint8_t[]){0xaa, 0xaa, 0xaa}));
    free(picture.pixels);
    return 0;
}

static bool pixels_differ(const uint8_t a[static 3], const uint8_t b[static 3])
{
    for (int i = 0; i < 3; i++)
        if (abs(a[i] - b[i]) > 40)
            return true;
    return false;
}

/* differ A B [X Y WIDTH HEIGHT]: how many of a thousand pixels (in this part) differ clearly. */
static int run_differ(int count, char **words)
{
    const struct picture a = picture_read(words[0]), b = picture_read(words[1]);
    if (a.width != b.width || a.height != b.height) {
        puts("1000");
        return 1;
    }
    unsigned part[4] = {0, 0, a.width, a.height};
    for (int i = 0; i < 4 && count >= 6; i++)
        part[i] = (unsigned)atoi(words[2 + i]);
    size_t different = 0, size = 0;
    for (unsigned y = part[1]; y < part[1] + part[3] && y < a.height; y++)
        for (unsigned x = part[0]; x < part[0] + part[2] && x < a.width; x++, size++)
            different +=
                pixels_differ(a.pixels[(size_t)y * a.width + x], b.pixels[(size_t)y * a.width + x]);
    printf("%zu\n", size > 0 ? different * 1000 / size : 1000);
    free(a.pixels);
    free(b.pixels);
    return 0;
}

/* turn FILE DEGREES: turns back a picture that is drawn turned by so much clockwise. */
static int run_turn(int count, char **words)
{
    (void)count;
    struct picture from = picture_read(words[0]);
    for (int quarters = atoi(words[1]) / 90; quarters > 0; quarters--) {
        struct picture to = {.width = from.height, .height = from.width};
        to.pixels = calloc((size_t)to.width * to.height, sizeof *to.pixels);
        if (to.pixels == NULL)
            fail("no memory for", words[0]);
        for (unsigned y = 0; y < to.height; y++)
            for (unsigned x = 0; x < to.width; x++)
                memcpy(to.pixels[(size_t)y * to.width + x],
                    from.pixels[(size_t)x * from.width + (from.width - 1 - y)], 3);
        free(from.pixels);
        from = to;
    }
    png_image image = {.version = PNG_IMAGE_VERSION,
        .format = PNG_FORMAT_RGB,
        .width = from.width,
        .height = from.height};
    if (!png_image_write_to_file(&image, words[0], 0, from.pixels, 0, NULL))
        fail(words[0], image.message);
    free(from.pixels);
    return 0;
}

/* node TREE.json NAME: X Y of the middle of the first control of that name, of its way in. */
static int run_node(int count, char **words)
{
    json_error_t error;
    json_t *tree = json_load_file(words[0], 0, &error);
    if (tree == NULL || count < 2)
        fail(words[0], tree == NULL ? error.text : "which name?");
    size_t i;
    const json_t *node;
    for (int pass = 0; pass < 2; pass++)
        json_array_foreach(tree, i, node)
        {
            const char *role = json_string_value(json_object_get(node, "role"));
            const char *name = json_string_value(json_object_get(node, "name"));
            const bool words_only = strcmp(role, "text") == 0 || strcmp(role, "heading") == 0;
            if (name == NULL || strstr(name, words[1]) == NULL || words_only != (pass == 1))
                continue;
            int x = 0, y = 0, width = 0, height = 0;
            json_unpack((json_t *)node, "{s:i, s:i, s:i, s:i}", "x", &x, "y", &y, "w", &width, "h",
                &height);
            printf("%d %d\n", x + width / 2, y + height / 2);
            json_decref(tree);
            return 0;
        }
    json_decref(tree);
    return 1;
}

/* --- Ports ---------------------------------------------------------------------------------------
 */

/* Begins to connect; -1 if that was refused at once. */
static int knock(const char *address, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
        fail("this is no address", address);
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        fail("no socket", strerror(errno));
    if (connect(descriptor, (const struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS)
        return descriptor;
    close(descriptor);
    return -1;
}

enum { SCAN_AT_ONCE = 400 };

static void scan_some(const char *address, int first, int count, int wait_ms, int *refused)
{
    struct pollfd doors[SCAN_AT_ONCE];
    for (int i = 0; i < count; i++)
        doors[i] = (struct pollfd){.fd = knock(address, first + i), .events = POLLOUT};
    const int64_t end_ms = now_ms() + wait_ms;
    for (int64_t left_ms; (left_ms = end_ms - now_ms()) > 0;) {
        if (poll(doors, (nfds_t)count, (int)left_ms) <= 0)
            break;
        for (int i = 0; i < count; i++) {
            if (doors[i].fd < 0 || doors[i].revents == 0)
                continue;
            int error = 0;
            getsockopt(doors[i].fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){sizeof error});
            if (error == 0)
                printf("%d\n", first + i);
            *refused += error == ECONNREFUSED;
            close(doors[i].fd);
            doors[i].fd = -1;
        }
    }
    for (int i = 0; i < count; i++)
        if (doors[i].fd >= 0)
            close(doors[i].fd);
}

/* scan ADDRESS FIRST LAST WAIT-MS: the TCP ports that are open; on stderr, how many said no. */
static int run_scan(int count, char **words)
{
    (void)count;
    const int last = atoi(words[2]), wait_ms = atoi(words[3]);
    int refused = 0;
    for (int port = atoi(words[1]); port <= last; port += SCAN_AT_ONCE) {
        const int left = last - port + 1;
        scan_some(words[0], port, left < SCAN_AT_ONCE ? left : SCAN_AT_ONCE, wait_ms, &refused);
    }
    fprintf(stderr, "%d ports said no\n", refused);
    return 0;
}

int main(int count, char **words)
{
    static const struct {
        const char *name;
        int arguments;
        int (*run)(int count, char **words);
    } verbs[] = {{"qmp", 2, run_qmp}, {"hmp", 2, run_hmp}, {"type", 2, run_type},
        {"chord", 2, run_chord}, {"tap", 5, run_tap}, {"ask", 3, run_ask}, {"look", 1, run_look},
        {"differ", 2, run_differ}, {"turn", 2, run_turn}, {"node", 2, run_node},
        {"scan", 4, run_scan}};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (count >= 2 + verbs[i].arguments && strcmp(words[1], verbs[i].name) == 0)
            return verbs[i].run(count - 2, words + 2);
    fputs("machine_talk qmp|hmp|type|chord|tap|ask SOCKET …, look FILE, differ A B, turn FILE "
          "DEGREES, node TREE NAME, scan\n",
        stderr);
    return 2;
}
