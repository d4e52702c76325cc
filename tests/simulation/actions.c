/* What people do at the machines. */
#include "world.h"

#include "exchange/class_folder.h"
#include <stdio.h>

static const char class_ini[] = "[class]\nid = sim\nname = Sim\nlanguage = en\n"
                                "[rotation]\nrounds = 3\nminutes = 10\n";
static const char stations[] = "id,name,kind\nmakers,Makers,hands_on\ntablets,Tablets,digital\n"
                               "nook,Nook,independent\n";
static const char skills[] = "code,goal,title,path,step,needs,rule\n"
                             "F1,I can count,Counting,Fractions,1,,2/3\n"
                             "F2,I can add,Adding,Fractions,2,F1,2/3\n"
                             "M1,I can measure,Measuring,,,,2/3\n";
static const char questions[] =
    "id,skill,type,prompt,a,b,c,d,e,f,correct,points,hint,feedback_right,feedback_wrong,"
    "read_aloud,image,spelling\n"
    "t1/1,F1,number,How many?,,,,,,,7,1,,,,,,\n"
    "t1/2,F2,choice,Which one?,yes,no,,,,,a,1,,,,,,\n";
static const char reflections[] = "id,prompt,starters\nr1,What helped?,It helped\n";
static const char *const names[] = {"ada", "bo", "cy", "dee", "eva", "flo"};
enum { NAMES = 6 };
static const char *const skill_codes[] = {"F1", "F2", "M1"};

static struct folder_file file_of(const char *name, const char *text)
{
    return (struct folder_file){.name = name, .bytes = text, .size = strlen(text)};
}

/* A class with some of the students: plans differ by who is in them. */
static struct plan *make_plan(struct world *world, struct arena *arena, unsigned who)
{
    char students[256];
    size_t used = (size_t)snprintf(students, sizeof students, "id,first_name\n");
    for (int i = 0; i < NAMES; i++)
        if ((who >> i & 1) != 0)
            used +=
                (size_t)snprintf(students + used, sizeof students - used, "%s,N%d\n", names[i], i);
    struct folder_file files[] = {file_of("class.ini", class_ini),
        file_of("stations.csv", stations), file_of("skills.csv", skills),
        file_of("questions.csv", questions), file_of("reflections.csv", reflections),
        file_of("students.csv", students)};
    struct folder folder = {.files = files, .count = sizeof files / sizeof files[0]};
    struct problems problems;
    struct plan *plan = arena_new(arena, struct plan);
    bool ok = plan != NULL && problems_open(&problems, arena, NULL);
    assert(ok);
    class_folder_read(&folder, arena, plan, &problems);
    if (problems.errors > 0) {
        char text[ERROR_TEXT_SIZE];
        problem_format(&problems.list[0], text, sizeof text);
        world_fail(world, "the simulation's class: %s", text);
    }
    return plan;
}

/* --- What was told ---------------------------------------------------------------------------- */

static void note_told(struct world *world, int number, uint32_t before)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    struct store_log_head head;
    const struct store_event *rows;
    int count;
    store_own_head(node->records.store, &head);
    arena_reset(&world->arena);
    if (!store_read_log(node->records.store, head.log, before, 8, 1 << 20, &world->arena, &rows,
            &count, &error)) {
        world_fail(world, "%s: what was saved cannot be read: %s", node->label, error.text);
        return;
    }
    for (int i = 0; i < count && world->told_count < TOLD_MAX; i++)
        world->told[world->told_count++] =
            (struct told){.stamp = rows[i].stamp, .node = number, .content = row_content(&rows[i])};
    world->acted += count;
}

static uint32_t own_seq(const struct node *node)
{
    struct store_log_head head;
    store_own_head(node->records.store, &head);
    return head.seq;
}

/* What fails without a word may have reached the disk, or not: nobody was told. */
static void after(struct world *world, int number, bool ok, uint32_t before, const char *what)
{
    struct node *node = &world->nodes[number];
    if (ok)
        note_told(world, number, before);
    else
        world->refused++;
    world_say(world, "%s: %s%s", node->label, what, ok ? "" : " (refused)");
    if (memdisk_is_dead(number))
        node_crash(world, number);
    else
        memdisk_set_fuse(number, -1);
}

static void maybe_blow_fuse(struct world *world, int number)
{
    if (!world->is_healed && world_chance(world, 2))
        memdisk_set_fuse(number, (int64_t)rng_below(&world->chance, 20));
}

/* --- The board -------------------------------------------------------------------------------- */

void world_publish(struct world *world, int number)
{
    static struct arena arena;
    struct error error = {0};
    struct node *node = &world->nodes[number];
    struct moment now = node_moment(world, node);
    unsigned who = 0x0f | (rng_below(&world->chance, 4) << 4);
    bool changed = false;
    if (arena.base == NULL && !arena_open(&arena, (size_t)1 << 30, &error))
        abort();
    arena_reset(&arena);
    if (world_chance(world, 30))
        who &= ~(1u << rng_below(&world->chance, NAMES));
    struct plan *plan = make_plan(world, &arena, who);
    uint32_t before = own_seq(node);
    maybe_blow_fuse(world, number);
    bool ok = records_publish(&node->records, plan, &now, &changed, &error);
    after(world, number, ok, before, "a plan");
}

void world_erase(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    struct moment now = node_moment(world, node);
    uint32_t before = own_seq(node);
    const char *student = names[rng_below(&world->chance, NAMES)];
    maybe_blow_fuse(world, number);
    bool ok = records_erase(&node->records, student, &now, &error);
    world->erased += ok;
    world_say(world, "erases %s", student);
    after(world, number, ok, before, "erases a student");
}

/* --- Students and teachers -------------------------------------------------------------------- */

static void fill_draft(struct world *world, struct action *action, const char *student)
{
    struct draft *draft = &action->draft;
    bool is_ticket = action->kind == ACTION_SUBMIT_TICKET;
    draft->kind = is_ticket ? DRAFT_TICKET : DRAFT_REFLECTION;
    STR_COPY(draft->student, student);
    STR_COPY(draft->about, is_ticket ? "t1" : "r1");
    draft->feeling = 1 + (int)rng_below(&world->chance, 4);
    STR_FORMAT(draft->text, "words %u", rng_below(&world->chance, 1000));
    draft->answer_count = 2;
    STR_COPY(draft->answers[0].item, "t1/1");
    STR_COPY(draft->answers[0].response, world_chance(world, 60) ? "7" : "8");
    STR_COPY(draft->answers[1].item, "t1/2");
    draft->answers[1].unsure = true;
}

static void fill_approval(struct world *world, struct groups_approval *approval)
{
    memset(approval, 0, sizeof *approval);
    approval->day = world_chance(world, 50) ? 20710 + (int)rng_below(&world->chance, 4) : 0;
    STR_COPY(approval->scheme, "by hand");
    approval->group_count = 2;
    for (int g = 0; g < 2; g++) {
        struct event_group *group = &approval->groups[g];
        STR_FORMAT(group->name, "Group %d", g);
        STR_COPY(group->first_station, g == 0 ? "makers" : "nook");
    }
    for (int i = 0; i < 4; i++) {
        struct event_group *group = &approval->groups[rng_below(&world->chance, 2)];
        STR_COPY(group->students[group->student_count++], names[i]);
    }
}

static void fill_action(
    struct world *world, struct action *action, const struct classroom *class, bool is_board)
{
    static struct groups_approval approval;
    static const char *const places[] = {"makers", "tablets", "nook"};
    enum { ANYWHERE = 13 }; /* the others are decided at a board */
    static const enum action_kind usual[] = {ACTION_CHECK_IN, ACTION_CHECK_IN, ACTION_CHECK_IN,
        ACTION_SIGN_OUT, ACTION_CHOOSE_GOAL, ACTION_SUBMIT_TICKET, ACTION_SUBMIT_TICKET,
        ACTION_SUBMIT_REFLECTION, ACTION_ASK_HELP, ACTION_CLEAR_HELP, ACTION_SEE_KUDOS,
        ACTION_CHANGE_PROFILE, ACTION_JOIN_GROUP, ACTION_GIVE_KUDOS, ACTION_ISSUE_BADGE,
        ACTION_VOID_BADGE, ACTION_START_ROTATION, ACTION_SET_GOAL, ACTION_SET_MASTERY,
        ACTION_CHANGE_ROTATION, ACTION_MOVE_STUDENT, ACTION_SET_PLAYLIST, ACTION_APPROVE_GROUPS,
        ACTION_IMPORT_EVIDENCE};
    memset(action, 0, sizeof *action);
    action->kind = usual[rng_below(
        &world->chance, is_board ? (uint32_t)(sizeof usual / sizeof usual[0]) : ANYWHERE)];
    action->student = (int32_t)rng_below(&world->chance, (uint32_t) class->plan.student_count);
    action->end = END_TEACHER;
    action->field = (enum profile_field)rng_below(&world->chance, PROFILE_COUNT);
    action->level = (enum mastery_level)rng_below(&world->chance, MASTERY_COUNT);
    action->result.value = (int32_t)rng_below(&world->chance, 100);
    action->rotation.pause = (enum rotation_pause)rng_below(&world->chance, 3);
    action->rotation.add_seconds = (int)rng_below(&world->chance, 120);
    STR_COPY(action->skill, skill_codes[rng_below(&world->chance, 3)]);
    STR_FORMAT(action->text, "text %u", rng_below(&world->chance, 1000));
    STR_FORMAT(action->join.group, "Group %u", rng_below(&world->chance, 3));
    STR_COPY(action->move.station, places[rng_below(&world->chance, 3)]);
    action->playlist.station_count = 2;
    STR_COPY(action->playlist.stations[0], places[rng_below(&world->chance, 3)]);
    store_random(action->hash, sizeof action->hash);
    if (action->kind == ACTION_SUBMIT_TICKET || action->kind == ACTION_SUBMIT_REFLECTION)
        fill_draft(world, action, class->plan.students[action->student].id);
    if (action->kind == ACTION_APPROVE_GROUPS) {
        fill_approval(world, &approval);
        action->approval = &approval;
    }
}

static void save_draft(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    char body[64];
    STR_FORMAT(body, "{\"text\":\"begun %u\"}", rng_below(&world->chance, 1000));
    maybe_blow_fuse(world, number);
    const char *student = names[rng_below(&world->chance, 4)];
    const char *key = world_chance(world, 50) ? "ticket:t1" : "reflection:r1";
    bool ok = store_save_draft(
        node->records.store, student, key, body, node_moment(world, node).wall_ms, &error);
    world_say(world, "%s %s %s", student, key, body);
    after(world, number, ok, own_seq(node), "a draft");
}

/* From a newer version: of a kind nobody here knows. */
static void append_unknown(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    struct moment now = node_moment(world, node);
    struct store_event event = {
        .stamp.at_ms = MAX(now.wall_ms, node->records.classroom->newest_ms + 1),
        .wall_ms = now.wall_ms,
        .mono_ms = now.mono_ms,
        .class_id = "sim",
        .student = names[0],
        .kind = "dance_danced",
        .version = 3,
        .body = "{\"steps\":[\"ada\",\"bo\"]}"};
    uint32_t before = own_seq(node);
    bool ok = store_append(node->records.store, &event, 1, &error);
    if (ok)
        node_take_rows(world, number, &event, 1);
    after(world, number, ok, before, "something new");
}

/* The network comes, and with it the time. */
static void set_clock(struct world *world, int number)
{
    struct error error = {0};
    struct node *node = &world->nodes[number];
    node->clock_ms = 0;
    node->trusted = true;
    struct moment now = node_moment(world, node);
    uint32_t before = own_seq(node);
    maybe_blow_fuse(world, number);
    bool ok = records_set_clock(&node->records, &now, &error);
    after(world, number, ok, before, "the time");
    if (node->is_up && world_chance(world, 50))
        node_renew(world, number);
}

void world_act(struct world *world, int number)
{
    static struct action action;
    struct error error = {0};
    struct node *node = &world->nodes[number];
    struct moment now = node_moment(world, node);
    if (!node->is_up || node->records.classroom->plan.student_count == 0)
        return;
    uint32_t dice = rng_below(&world->chance, 100);
    if (dice < 12) {
        save_draft(world, number);
        return;
    }
    if (dice < 15) {
        append_unknown(world, number);
        return;
    }
    if (dice < 20) {
        set_clock(world, number);
        return;
    }
    fill_action(world, &action, node->records.classroom, node->any_label);
    STR_COPY(action.station,
        world_chance(world, 80) || action.kind == ACTION_CHECK_IN ? node->label : "");
    uint32_t before = own_seq(node);
    maybe_blow_fuse(world, number);
    world_say(world, "action %d of student %d", action.kind, action.student);
    bool ok = records_apply(&node->records, &action, &now, &error);
    after(world, number, ok, before, "somebody does something");
}
