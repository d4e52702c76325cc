/* A line between two network namespaces on which every frame is some time under way, in the
 * kernel's place, where that has no netem. Needs root.
 *
 *   far_line NAMESPACE CARD NAMESPACE CARD DELAY_MS JITTER_MS
 *
 * Makes both cards (Ethernet, down, without address), says "ready" and carries frames, each
 * direction in its order, until it is ended; the cards go with it. What does not fit is lost, as on
 * any line. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX = 2048, FRAMES = 4096 };

struct frame {
    int64_t due_us;
    size_t length;
    uint8_t bytes[FRAME_MAX];
};

/* Frames on their way to a card, the first of them next. */
struct way {
    int from, to;
    struct frame *frames;
    unsigned first, count;
};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int open_card(const char *name_space, const char *card)
{
    char path[256];
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    snprintf(path, sizeof path, "/run/netns/%s", name_space);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", card);
    int place = open(path, O_RDONLY | O_CLOEXEC);
    if (place < 0 || setns(place, CLONE_NEWNET) != 0)
        die(path);
    close(place);
    int file = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 || ioctl(file, TUNSETIFF, &request) != 0)
        die(card);
    return file;
}

static void take(struct way *way, int64_t delay_us, int64_t jitter_us)
{
    uint8_t bytes[FRAME_MAX];
    ssize_t length;
    while ((length = read(way->from, bytes, sizeof bytes)) > 0) {
        if (way->count == FRAMES)
            continue;
        struct frame *frame = &way->frames[(way->first + way->count++) % FRAMES];
        frame->due_us = now_us() + delay_us + (jitter_us > 0 ? rand() % jitter_us : 0);
        frame->length = (size_t)length;
        memcpy(frame->bytes, bytes, frame->length);
    }
}

/* Until the first has to go on, in ms; -1: nothing is under way. */
static int64_t give(struct way *way)
{
    for (; way->count > 0; way->first = (way->first + 1) % FRAMES, way->count--) {
        const struct frame *frame = &way->frames[way->first];
        int64_t left_us = frame->due_us - now_us();
        if (left_us > 0)
            return left_us / 1000 + 1;
        if (write(way->to, frame->bytes, frame->length) < 0)
            continue; /* that card is down */
    }
    return -1;
}

int main(int count, char **words)
{
    if (count != 7) {
        fprintf(stderr, "usage: far_line NAMESPACE CARD NAMESPACE CARD DELAY_MS JITTER_MS\n");
        return 2;
    }
    int64_t delay_us = atoi(words[5]) * INT64_C(1000), jitter_us = atoi(words[6]) * INT64_C(1000);
    int near = open_card(words[1], words[2]), far = open_card(words[3], words[4]);
    struct way ways[] = {{.from = near, .to = far}, {.from = far, .to = near}};
    for (int i = 0; i < 2; i++)
        if (!(ways[i].frames = calloc(FRAMES, sizeof *ways[i].frames)))
            die("memory");
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        struct pollfd cards[] = {{.fd = near, .events = POLLIN}, {.fd = far, .events = POLLIN}};
        int64_t there = give(&ways[0]), back = give(&ways[1]);
        int64_t least = there < 0 || (back >= 0 && back < there) ? back : there;
        poll(cards, 2, (int)least);
        take(&ways[0], delay_us, jitter_us);
        take(&ways[1], delay_us, jitter_us);
    }
}
