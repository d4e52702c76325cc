/* demo: the sample class in a throw-away data folder. */
#include "base/date.h"
#include "base/rng.h"
#include "base/str.h"
#include "commands/class.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "commands/run.h"
#include "model/rotation.h"
#include <stdio.h>
#include <stdlib.h>

/* Last week's exit tickets: earlier skills mostly got, so that goals and paths have something to
 * show. */
static bool hand_in_tickets(struct records *records, const struct moment *now, struct error *error)
{
    static const struct {
        const char *ticket;
        int days_ago;
        int right_of_ten;
    } past[] = {
        /* Within the four days that a script's clock has behind it of a year that can be. */
        {"fraction-words", 4, 8},
        {"fraction-words", 3, 9},
        {"fractions-equal", 3, 8},
        {"fractions-equal", 2, 8},
        {"multiply-1", 2, 7},
        {"angles", 1, 6},
    };
    enum { SURE_EVERY = 3 }; /* every third student was sure of everything */
    const struct classroom *classroom = records->classroom;
    struct rng rng = rng_seeded(4);
    struct action *action = arena_new(&records->arena, struct action);
    if (action == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the demonstration");
    for (size_t k = 0; k < COUNT_OF(past); k++) {
        int ticket = plan_find_ticket(&classroom->plan, past[k].ticket);
        struct moment then = *now;
        then.wall_ms -= (int64_t)past[k].days_ago * DAY_MS;
        for (int student = 0; ticket >= 0 && student < classroom->plan.student_count; student++) {
            const struct ticket *about = &classroom->plan.tickets[ticket];
            *action = (struct action){.kind = ACTION_SUBMIT_TICKET, .student = student};
            action->draft.kind = DRAFT_TICKET;
            action->draft.answer_count = about->item_count;
            STR_COPY(action->draft.student, classroom->plan.students[student].id);
            STR_COPY(action->draft.about, about->id);
            for (int i = 0; i < about->item_count; i++) {
                const struct item *item = &classroom->plan.items[about->items[i]];
                STR_COPY(action->draft.answers[i].item, item->id);
                action->draft.answers[i].unsure =
                    student % SURE_EVERY != 0 && (int)rng_below(&rng, 10) >= past[k].right_of_ten;
                item_right_response(item, action->draft.answers[i].response);
            }
            if (!records_apply(records, action, &then, error))
                return false;
        }
    }
    return true;
}

static bool give_kudos(struct records *records, const struct moment *now, struct error *error)
{
    static const struct {
        const char *student, *text;
    } kudos[] = {
        {"amelie",
            "You kept going when the number line got tricky. That is real mathematician work."},
        {"wei", "Thank you for explaining your drawing so clearly to Priya."},
    };
    for (size_t i = 0; i < COUNT_OF(kudos); i++) {
        struct action action = {.kind = ACTION_GIVE_KUDOS,
            .student = plan_find_student(&records->classroom->plan, kudos[i].student)};
        STR_COPY(action.text, kudos[i].text);
        if (action.student >= 0 && !records_apply(records, &action, now, error))
            return false;
    }
    return true;
}

/* What some wrote the day before. */
static bool reflect(struct records *records, const struct moment *now, struct error *error)
{
    static const struct {
        const char *student, *text;
        int feeling;
    } said[] = {
        {"kofi", "The fraction strips helped me see it. I could show somebody tomorrow.", 1},
        {"mei", "I was stuck on the number line, then Sara asked me a question and it clicked.", 2},
        {"wei", "I still mix up which part is the whole.", 4},
        {"priya", "", 3},
        {"omar", "Building the angles with straws was fun, but writing down why is hard for me.",
            3},
    };
    const struct classroom *classroom = records->classroom;
    struct moment then = *now;
    then.wall_ms -= DAY_MS;
    struct action *action = arena_new(&records->arena, struct action);
    if (action == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the demonstration");
    int32_t day = date_day_at(then.wall_ms, then.offset_s);
    int prompt = classroom_reflection_today(classroom, day);
    for (size_t i = 0; prompt >= 0 && i < COUNT_OF(said); i++) {
        *action = (struct action){.kind = ACTION_SUBMIT_REFLECTION,
            .student = plan_find_student(&classroom->plan, said[i].student)};
        action->draft.kind = DRAFT_REFLECTION;
        action->draft.feeling = said[i].feeling;
        STR_COPY(action->draft.student, said[i].student);
        STR_COPY(action->draft.about, classroom->plan.reflections[prompt].id);
        STR_COPY(action->draft.text, said[i].text);
        if (action->student >= 0 && !records_apply(records, action, &then, error))
            return false;
    }
    return true;
}

/* In its second round. */
static bool start_rotation(struct records *records, const struct moment *now, struct error *error)
{
    const struct plan *plan = &records->classroom->plan;
    struct action start = {.kind = ACTION_START_ROTATION, .student = -1};
    start.rotation.day = date_day_at(now->wall_ms, now->offset_s);
    start.rotation.rounds = plan->rounds;
    start.rotation.minutes = plan->minutes;
    start.rotation.at_ms = now->wall_ms - ((int64_t)plan->minutes * 60 + 198) * 1000;
    return records_apply(records, &start, now, error);
}

/* Most of the class is here, and one needs help: what a board has to show. */
static bool come_in(struct records *records, const struct moment *now, struct error *error)
{
    enum { AWAY_EVERY = 9 };
    const struct classroom *classroom = records->classroom;
    int32_t day = date_day_at(now->wall_ms, now->offset_s);
    struct rotation_now rotation = rotation_at(classroom, now);
    for (int student = 0; student < classroom->plan.student_count; student++) {
        struct action action = {.kind = ACTION_CHECK_IN, .student = student, .how = HOW_BADGE};
        int station = rotation_station(classroom, student, rotation.round, day);
        if (student % AWAY_EVERY == AWAY_EVERY - 1 || station < 0)
            continue;
        STR_COPY(action.station, classroom->plan.stations[station].id);
        if (!records_apply(records, &action, now, error))
            return false;
    }
    struct action help = {
        .kind = ACTION_ASK_HELP, .student = plan_find_student(&classroom->plan, "wei")};
    return help.student < 0 || records_apply(records, &help, now, error);
}

/* How to come in without a badge. */
static void print_pictures(const struct records *records)
{
    const struct plan *plan = &records->classroom->plan;
    puts("Tap \"No badge?\", an avatar, then its three secret pictures:");
    for (int i = 0; i < plan->student_count; i++) {
        uint8_t secret[PICTURE_SECRET];
        records_pictures(records, plan->students[i].id, secret);
        /* the name last: its width on a terminal is not known */
        printf("  %s  %s %s %s  %s\n", avatar_emoji(plan->students[i].avatar),
            pictures[secret[0]].emoji, pictures[secret[1]].emoji, pictures[secret[2]].emoji,
            student_name(&plan->students[i]));
    }
    fflush(stdout);
}

/* The sample class with last week's tickets and two kudos, for a board some reflections; when it is
 * not for a script, in the middle of a rotation. */
static bool fill_demo(const char *folder, enum role role, bool scripted, struct error *error)
{
    char sample[STORE_PATH_SIZE];
    if (!platform_find_assets(sample, sizeof sample))
        return error_set(error, ERR_NOT_FOUND,
            "the sample class was not found: install waystation, or set WAYSTATION_ASSETS to its "
            "assets folder");
    str_append(sample, sizeof sample, "/sample");
    struct records records;
    struct records_options options = {.folder = folder};
    if (!records_open(&records, &options, error))
        return false;
    bool changed, done = false;
    struct plan *plan;
    if (!class_read_folder(sample, &records.arena, &plan, NULL, error))
        goto out;
    /* A script's clock starts at 9:00 on 2026-01-05 (platform.h): what was before is before that.
     */
    struct moment now = cli_now();
    if (scripted)
        now = (struct moment){
            .wall_ms = (int64_t)date_to_day((struct date){2026, 1, 5}) * DAY_MS, .trusted = true};
    struct moment before = now; /* nothing is older than the plan */
    before.wall_ms -= 10 * (int64_t)DAY_MS;
    if (!records_publish(&records, plan, &before, &changed, error) ||
        !store_set(records.store, "station", plan->stations[0].id, error))
        goto out;
    /* In the order in which it happened, as any log has it. */
    if (!hand_in_tickets(&records, &now, error) ||
        (role != ROLE_OF_STATION && !reflect(&records, &now, error)) ||
        (!scripted && !start_rotation(&records, &now, error)) ||
        (role != ROLE_OF_STATION && !come_in(&records, &now, error)) ||
        !give_kudos(&records, &now, error))
        goto out;
    if (!scripted)
        print_pictures(&records);
    done = true;
out:
    records_close(&records);
    return done;
}

static bool read_role(const char *text, enum role *out)
{
    static const char *const names[] = {
        [ROLE_OF_STATION] = "station", [ROLE_OF_BOARD] = "board", [ROLE_OF_BOTH] = "solo"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal(text, names[i])) {
            *out = (enum role)i;
            return true;
        }
    return false;
}

int command_demo(int count, char **arguments)
{
    struct run_options given = {0};
    const struct cli_option options[] = {
        {"--role", CLI_TEXT, &given.role, "ROLE", "station (default), board or solo"},
        {"--station", CLI_TEXT, &given.station, "ID", "which station of the sample class"},
        {"--camera", CLI_TEXT, &given.camera, "SOURCE", "as for `waystation station`"},
        {"--fullscreen", CLI_FLAG, &given.fullscreen, NULL, "the whole screen"},
        {"--size", CLI_TEXT, &given.size, "WxH", "size of the window, default 1280x800"},
        {"--rotate", CLI_TEXT, &given.rotate, "DEGREES", "the screen hangs turned clockwise"},
        {"--headless", CLI_FLAG, &given.headless, NULL, "no window (with --steps)"},
        {"--steps", CLI_TEXT, &given.steps, "FILE", "a script of a visit, see waystation(1)"},
    };
    struct cli cli = {.name = "demo",
        .summary = "A fictional class in a throw-away data folder, which is removed at the end.",
        .details = "Without a badge: tap \"No badge?\", an avatar, and its three pictures, which "
                   "are printed at the start.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    enum role role = ROLE_OF_STATION;
    if (given.role != NULL && !read_role(given.role, &role)) {
        error_set(
            &error, ERR_BAD_INPUT, "there is no role \"%s\": station, solo or board", given.role);
        return cli_fail(CLI_USAGE, &error);
    }
    char folder[STORE_PATH_SIZE];
    const char *again = getenv("WAYSTATION_DEMO_FOLDER"); /* after a `restart` step */
    if (again != NULL)
        STR_COPY(folder, again);
    else if (!platform_make_temporary(folder, sizeof folder, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    setenv("WAYSTATION_DEMO_FOLDER", folder, 1);
    if (again == NULL && !fill_demo(folder, role, given.steps != NULL, &error))
        status = cli_fail(CLI_COULD_NOT, &error);
    else
        status = run_app(role, "demo", &given, &given, folder);
    platform_remove_folder(folder);
    return status;
}
