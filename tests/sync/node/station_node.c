/* A machine of a class without a screen: the real store, records, sync core and network thread,
 * children who work by themselves, and commands from a FIFO. For tests/sync/test_network.sh and
 * tests/bench/hub.sh.
 *
 *   station_node DATA IN ACKS
 *
 * DATA is the folder of a machine that has joined or of a board, IN a FIFO with one command a line.
 * To ACKS goes "LOG SEQ MICROSECONDS" for each event, after the store has it: what a child is told
 * is saved. To standard output goes what others did ("seen LOG SEQ MICROSECONDS"), each plan that
 * was taken ("plan VERSION MICROSECONDS") and the answers to commands:
 *
 *   link, unlink   with the hub, or alone (at the beginning)
 *   make N         N events as fast as the store takes them; "made N MICROSECONDS"
 *   every MS       one event each so often; 0: nobody works
 *   clock MS       the machine's clock is wrong by so much and the hub's is not believed
 *   clock hub      as in the product
 *   time TOKEN     "time TOKEN MS": how far this machine's idea of now is from the machine's clock,
 *                  which all machines of a test share; 999999: it has no word of the hub's
 *   write LABEL    an event in another machine's name
 *   unknown        an event of a kind that nobody knows
 *   huge           an event with a body of 10 MiB
 *   settle TOKEN   "settled TOKEN HASH REFUSED CONFLICTS" when all is told and heard
 *   state          "state TROUBLE WAITING REFUSED CONFLICTS TEXT"
 *   stop
 */
#define _DEFAULT_SOURCE
#define LOG_MODULE "node"
#include "base/date.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/str.h"
#include "base/uptime.h"
#include "hub_link.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
    HUGE_BODY = 10 * 1024 * 1024,
    VISIT_STEPS = 5,
    TRIES_AN_EVENT = 20,
    LINE_SIZE = 256,
};

struct node {
    struct records records;
    struct rng rng;
    int in, acks, wake;
    char line[LINE_SIZE];
    size_t line_length;
    bool stopping;
    /* Who works here. */
    int student, step;
    struct stamp visit;
    int64_t every_ms, next_ms;
    bool own_clock;
    int64_t clock_off_ms;
    /* The hub. */
    struct hub_link link;
    char settling[32]; /* a token, or empty */
};

static int64_t read_clock_us(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

_Noreturn static void die(const char *what, const struct error *error)
{
    fprintf(stderr, "%s: %s\n", what, error->text);
    exit(1);
}

static void say(const char *format, ...) PRINTF_LIKE(1, 2);
static void say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

static struct moment node_moment(const struct node *node)
{
    struct moment now = {
        .wall_ms = read_clock_us(CLOCK_REALTIME) / 1000, .mono_ms = uptime_ms(), .trusted = true};
    int64_t hub_ms;
    if (node->own_clock) {
        now.wall_ms += node->clock_off_ms;
        now.trusted = false;
    } else if (node->link.worker != NULL && hub_link_clock(&node->link, &hub_ms)) {
        now.wall_ms = hub_ms;
    }
    return now;
}

/* --- Who works here -------------------------------------------------------------------------- */

static uint32_t own_seq(const struct node *node)
{
    struct store_log_head head;
    store_own_head(node->records.store, &head);
    return head.seq;
}

/* The store has returned: so this is promised. */
static void acknowledge(struct node *node, uint32_t before)
{
    struct store_log_head head;
    char log[2 * LOG_ID_SIZE + 1];
    store_own_head(node->records.store, &head);
    hex_write(log, head.log, LOG_ID_SIZE);
    for (uint32_t seq = before + 1; seq <= head.seq; seq++)
        dprintf(
            node->acks, "%s %" PRIu32 " %" PRId64 "\n", log, seq, read_clock_us(CLOCK_MONOTONIC));
}

static void fill_ticket(struct node *node, struct action *action, const struct plan *plan)
{
    const struct ticket *ticket =
        &plan->tickets[rng_below(&node->rng, (uint32_t)plan->ticket_count)];
    action->kind = ACTION_SUBMIT_TICKET;
    action->draft.kind = DRAFT_TICKET;
    STR_COPY(action->draft.about, ticket->id);
    for (int i = 0; i < ticket->item_count; i++) {
        STR_COPY(action->draft.answers[i].item, plan->items[ticket->items[i]].id);
        action->draft.answers[i].unsure = i % 3 == 2;
        STR_COPY(action->draft.answers[i].response, action->draft.answers[i].unsure ? "" : "1");
        action->draft.answers[i].ms = 4000;
    }
    action->draft.answer_count = ticket->item_count;
}

static void fill_reflection(struct node *node, struct action *action, const struct plan *plan)
{
    uint32_t which = rng_below(&node->rng, (uint32_t)plan->reflection_count);
    action->kind = ACTION_SUBMIT_REFLECTION;
    action->draft.kind = DRAFT_REFLECTION;
    STR_COPY(action->draft.about, plan->reflections[which].id);
    action->draft.feeling = 1 + (int)rng_below(&node->rng, 4);
    STR_FORMAT(action->draft.text, "I found %u ways to share eight cookies with three friends.",
        rng_below(&node->rng, 1000));
}

/* One step of a visit: comes, sets a goal, hands in a ticket, reflects, goes. */
static void fill_step(struct node *node, struct action *action)
{
    const struct plan *plan = &node->records.classroom->plan;
    *action = (struct action){.how = HOW_BADGE, .end = END_DONE};
    if (node->step == 0)
        node->student = (int)rng_below(&node->rng, (uint32_t)plan->student_count);
    action->student = node->student;
    switch (node->step) {
    case 0: /* the rest is written without a label, as the screens do it */
        action->kind = ACTION_CHECK_IN;
        if (!store_get(node->records.store, "station", action->station, sizeof action->station) ||
            plan_find_station(plan, action->station) < 0)
            STR_COPY(action->station, plan->stations[0].id);
        break;
    case 1:
        action->kind = ACTION_CHOOSE_GOAL;
        STR_COPY(
            action->skill, plan->skills[rng_below(&node->rng, (uint32_t)plan->skill_count)].code);
        STR_COPY(action->text, "I want to be able to do it alone");
        break;
    case 2: fill_ticket(node, action, plan); break;
    case 3: fill_reflection(node, action, plan); break;
    default: action->kind = ACTION_SIGN_OUT;
    }
    STR_COPY(action->draft.student, plan->students[action->student].id);
    node->step = (node->step + 1) % VISIT_STEPS;
}

/* False: nothing was saved; then nobody is told so. */
static bool act(struct node *node)
{
    static struct action action;
    struct error error = {0};
    struct moment now = node_moment(node);
    uint32_t before = own_seq(node);
    if (node->records.classroom->plan.student_count == 0)
        return false;
    fill_step(node, &action);
    if (!records_apply(&node->records, &action, &now, &error)) {
        if (action.kind == ACTION_CHECK_IN)
            node->step = 0;
        if (error.code != ERR_BAD_INPUT && error.code != ERR_DENIED)
            log_info("step %d: %s", node->step, error.text);
        return false;
    }
    acknowledge(node, before);
    if (action.kind == ACTION_CHECK_IN)
        node->visit = node->records.classroom->students[action.student].visit_stamp;
    return true;
}

/* Who checked in elsewhere meanwhile is not here any more. */
static void follow_student(struct node *node)
{
    if (node->step > 0 &&
        stamp_compare(
            &node->records.classroom->students[node->student].visit_stamp, &node->visit) != 0)
        node->step = 0;
}

static void make(struct node *node, int count)
{
    int made = 0;
    for (int tries = 0; made < count && tries < count * TRIES_AN_EVENT; tries++)
        made += act(node);
    say("made %d %" PRId64, made, read_clock_us(CLOCK_MONOTONIC));
}

/* Beside the classroom: what this version would never write. */
static void append_strange(
    struct node *node, const char *station, const char *kind, const char *body)
{
    struct error error = {0};
    struct moment now = node_moment(node);
    uint32_t before = own_seq(node);
    struct store_event event = {
        .stamp.at_ms = MAX(now.wall_ms, node->records.classroom->newest_ms + 1),
        .wall_ms = now.wall_ms,
        .mono_ms = now.mono_ms,
        .station = station,
        .class_id = node->records.classroom->plan.class_id,
        .student = "",
        .kind = kind,
        .version = 7,
        .body = body};
    if (!store_append(node->records.store, &event, 1, &error) ||
        !records_take_rows(&node->records, &event, 1, &error))
        die("append", &error);
    acknowledge(node, before);
}

static void append_huge(struct node *node)
{
    static const char begin[] = "{\"text\":\"";
    char *body = malloc(HUGE_BODY + 1);
    if (body == NULL)
        abort();
    memset(body, 'x', HUGE_BODY);
    memcpy(body, begin, sizeof begin - 1);
    memcpy(body + HUGE_BODY - 2, "\"}", 3);
    append_strange(node, "", "essay_written", body);
    free(body);
}

/* --- The hub --------------------------------------------------------------------------------- */

static void ring(void *context)
{
    uint64_t one = 1;
    ssize_t written = write(*(int *)context, &one, sizeof one);
    (void)written;
}

static void open_link(struct node *node)
{
    struct member member;
    enum member_kind kind;
    struct error error = {0};
    if (node->link.worker != NULL)
        return;
    if (!member_load(node->records.store, &member, &kind, &error) ||
        !hub_link_open(&node->link, &member, ring, &node->wake, &error))
        die("link", &error);
}

static void say_seen(struct node *node, const struct hub_link_came *came)
{
    if (came->state_lags)
        die("what came", &(struct error){.text = "it is stored, and not in the state"});
    for (int i = 0; i < came->news.added_count; i++) {
        char log[2 * LOG_ID_SIZE + 1];
        hex_write(log, came->news.added[i].stamp.log, LOG_ID_SIZE);
        say("seen %s %" PRIu32 " %" PRId64, log, came->news.added[i].stamp.seq,
            read_clock_us(CLOCK_MONOTONIC));
    }
    follow_student(node);
}

static void take_plan(struct node *node)
{
    if (!hub_link_take_plan(&node->link, &node->records))
        return;
    node->step = 0;
    say("plan %s %" PRId64, node->records.classroom->plan_version, read_clock_us(CLOCK_MONOTONIC));
}

static void maybe_settle(struct node *node)
{
    const struct sync_state *state = sync_state(node->link.sync);
    struct error error = {0};
    if (node->settling[0] == '\0' || !hub_link_is_told(&node->link))
        return;
    if (!records_renew(&node->records, &error))
        die("renew", &error);
    say("settled %s %016" PRIx64 " %" PRId64 " %" PRId64, node->settling,
        classroom_hash(node->records.classroom), state->refused, state->conflicts);
    node->settling[0] = '\0';
}

static void turn(struct node *node)
{
    struct hub_link_came came;
    if (node->link.worker == NULL)
        return;
    if (hub_link_take(&node->link, &node->records, &came))
        say_seen(node, &came);
    hub_link_ask(&node->link, &node->records);
    take_plan(node);
    maybe_settle(node);
}

/* --- Commands -------------------------------------------------------------------------------- */

static void say_state(const struct node *node)
{
    if (node->link.worker == NULL) {
        say("state alone");
        return;
    }
    const struct sync_state *state = sync_state(node->link.sync);
    say("state %d %" PRId64 " %" PRId64 " %" PRId64 " %s %s", (int)state->trouble, state->waiting,
        state->refused, state->conflicts, sync_trouble_text(state->trouble), state->text);
}

static void set_clock(struct node *node, const char *value)
{
    node->own_clock = !str_equal(value, "hub");
    node->clock_off_ms = node->own_clock ? strtoll(value, NULL, 10) : 0;
}

static void say_time(const struct node *node, const char *token)
{
    say("time %s %" PRId64, token,
        node_moment(node).wall_ms - read_clock_us(CLOCK_REALTIME) / 1000);
}

static void settle(struct node *node, const char *token)
{
    STR_COPY(node->settling, token);
    open_link(node);
    hub_link_look(&node->link);
}

static void obey(struct node *node, char *line)
{
    char *value = strchr(line, ' ');
    if (value != NULL)
        *value++ = '\0';
    else
        value = line + strlen(line);
    if (str_equal(line, "link"))
        open_link(node);
    else if (str_equal(line, "unlink"))
        hub_link_close(&node->link);
    else if (str_equal(line, "make"))
        make(node, atoi(value));
    else if (str_equal(line, "every"))
        node->every_ms = atoi(value), node->next_ms = 0;
    else if (str_equal(line, "clock"))
        set_clock(node, value);
    else if (str_equal(line, "time"))
        say_time(node, value);
    else if (str_equal(line, "write"))
        append_strange(node, value, "visit_ended", "{\"reason\":\"done\"}");
    else if (str_equal(line, "unknown"))
        append_strange(node, "", "dance_danced", "{\"steps\":[1,2,3]}");
    else if (str_equal(line, "huge"))
        append_huge(node);
    else if (str_equal(line, "settle"))
        settle(node, value);
    else if (str_equal(line, "state"))
        say_state(node);
    else if (str_equal(line, "stop"))
        node->stopping = true;
    else
        fprintf(stderr, "\"%s\" is no command\n", line);
}

static void read_commands(struct node *node)
{
    char bytes[LINE_SIZE];
    ssize_t got = read(node->in, bytes, sizeof bytes);
    for (ssize_t i = 0; i < got; i++) {
        if (bytes[i] != '\n' && node->line_length < sizeof node->line - 1) {
            node->line[node->line_length++] = bytes[i];
            continue;
        }
        node->line[node->line_length] = '\0';
        node->line_length = 0;
        obey(node, node->line);
    }
}

static int wait_ms(const struct node *node)
{
    int64_t until = INT64_MAX, now = uptime_ms();
    if (node->every_ms > 0)
        until = node->next_ms;
    if (node->link.worker != NULL)
        until = MIN(until, hub_link_due_ms(&node->link));
    if (until == INT64_MAX)
        return -1;
    return until <= now ? 0 : (int)MIN(until - now, 60000);
}

static void open_node(struct node *node, char **arguments)
{
    struct error error = {0};
    const struct records_options options = {.folder = arguments[1]};
    uint64_t seed;
    node->in = open(arguments[2], O_RDWR | O_NONBLOCK | O_CLOEXEC); /* so that it never ends */
    node->acks = open(arguments[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    node->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (node->in < 0 || node->acks < 0 || node->wake < 0) {
        perror(arguments[2]);
        exit(1);
    }
    if (!records_open(&node->records, &options, &error))
        die(arguments[1], &error);
    store_random(&seed, sizeof seed);
    node->rng = rng_seeded(seed);
    say("open %d", (int)getpid());
}

int main(int count, char **arguments)
{
    static struct node node;
    if (count != 4) {
        fputs("usage: station_node DATA IN ACKS\n", stderr);
        return 2;
    }
    log_set_level(LOG_LEVEL_WARNING);
    open_node(&node, arguments);
    while (!node.stopping) {
        uint64_t rung;
        struct pollfd pollers[] = {
            {.fd = node.in, .events = POLLIN}, {.fd = node.wake, .events = POLLIN}};
        poll(pollers, COUNT_OF(pollers), wait_ms(&node));
        if (pollers[0].revents != 0)
            read_commands(&node);
        ssize_t got = read(node.wake, &rung, sizeof rung);
        (void)got;
        if (node.every_ms > 0 && uptime_ms() >= node.next_ms) {
            act(&node);
            node.next_ms = uptime_ms() + node.every_ms;
        }
        turn(&node);
    }
    hub_link_close(&node.link);
    records_close(&node.records);
    return 0;
}
