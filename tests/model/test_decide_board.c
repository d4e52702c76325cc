#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "deciding.h"
#include "model/mastery.h"
#include "model/rotation.h"

static struct groups_approval approval;

static void goals_are_set_and_lifted(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "board");
    begin(ACTION_SET_GOAL, 1);
    refused(&sample, ERR_DENIED); /* nothing to lift */
    STR_COPY(action.skill, "XX");
    refused(&sample, ERR_NOT_FOUND);
    STR_COPY(action.skill, "F3"); /* ready or not */
    STR_COPY(action.text, " try this ");
    record(&sample);
    const struct student_state *student = &sample.classroom->students[1];
    assert_true(student->goal_by_teacher);
    assert_string_equal(student->goal, "F3");
    assert_string_equal(student->goal_reason, "try this");
    begin(ACTION_SET_GOAL, 1);
    record(&sample);
    assert_false(student->goal_by_teacher);
    assert_string_equal(student->goal, "");
    sample_close(&sample);
}

static void a_word_about_mastery_needs_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *skill, *why;
        int level;
        enum error_code code;
    } cases[] = {
        {"F1", "", MASTERY_GOT_IT, ERR_BAD_INPUT},
        {"F1", " \t ", MASTERY_GOT_IT, ERR_BAD_INPUT},
        {"XX", "told me", MASTERY_GOT_IT, ERR_NOT_FOUND},
        {"F1", "told me", MASTERY_COUNT, ERR_BAD_INPUT},
        {"F1", "told me", MASTERY_NONE, ERR_DENIED},
        {"F1", "told me", MASTERY_GOT_IT, ERR_NONE},
        {"F1", "not quite", MASTERY_NOT_YET, ERR_NONE},
        {"F1", "the answers say it", MASTERY_NONE, ERR_NONE},
        {"F1", "told me", MASTERY_NONE, ERR_DENIED},
    };
    struct sample sample;
    open_class(&sample, "board");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        begin(ACTION_SET_MASTERY, 0);
        STR_COPY(action.skill, cases[i].skill);
        STR_COPY(action.text, cases[i].why);
        action.level = (enum mastery_level)cases[i].level;
        if (cases[i].code != ERR_NONE) {
            refused(&sample, cases[i].code);
            continue;
        }
        record(&sample);
        assert_string_equal(event.body.mastery_set.why, cases[i].why);
        assert_int_equal(mastery_of(sample.classroom, 0, 0).level, cases[i].level);
    }
    sample_close(&sample);
}

static void the_block_is_changed(void **state)
{
    (void)state;
    static const struct {
        enum rotation_pause pause;
        int add, skip;
        enum error_code code;
        enum rotation_phase after;
        int round;
    } steps[] = {
        {PAUSE_AS_IT_IS, 0, 0, ERR_BAD_INPUT, 0, 0},
        {PAUSE_OFF, 0, 0, ERR_DENIED, 0, 0},
        {PAUSE_ON, 0, 0, ERR_NONE, ROTATION_PAUSED, 0},
        {PAUSE_ON, 0, 0, ERR_DENIED, 0, 0},
        {PAUSE_OFF, 0, 0, ERR_NONE, ROTATION_ROUND, 0},
        {PAUSE_AS_IT_IS, 120, 0, ERR_NONE, ROTATION_ROUND, 0},
        {PAUSE_AS_IT_IS, 3601, 0, ERR_BAD_INPUT, 0, 0},
        {PAUSE_AS_IT_IS, -3601, 0, ERR_BAD_INPUT, 0, 0},
        {PAUSE_AS_IT_IS, 0, ROUND_MAX + 1, ERR_BAD_INPUT, 0, 0},
        {PAUSE_AS_IT_IS, 0, 2, ERR_NONE, ROTATION_ROUND, 2},
        {PAUSE_AS_IT_IS, 0, 1, ERR_NONE, ROTATION_OVER, 2},
        {PAUSE_AS_IT_IS, 120, 0, ERR_DENIED, 0, 0},
        {PAUSE_ON, 0, 0, ERR_DENIED, 0, 0},
        {PAUSE_AS_IT_IS, 0, -1, ERR_NONE, ROTATION_ROUND, 2},
        {(enum rotation_pause)7, 0, 0, ERR_BAD_INPUT, 0, 0},
    };
    struct sample sample;
    open_class(&sample, "board");
    begin(ACTION_CHANGE_ROTATION, -1);
    action.rotation.pause = PAUSE_ON;
    refused(&sample, ERR_DENIED); /* none runs */
    begin(ACTION_START_ROTATION, -1);
    record(&sample);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        now.wall_ms += 1000;
        begin(ACTION_CHANGE_ROTATION, -1);
        action.rotation.pause = steps[i].pause;
        action.rotation.add_seconds = steps[i].add;
        action.rotation.skip_rounds = steps[i].skip;
        if (steps[i].code != ERR_NONE) {
            refused(&sample, steps[i].code);
            continue;
        }
        int64_t left_ms = rotation_at(sample.classroom, &now).left_ms;
        record(&sample);
        assert_string_equal(event.student, "");
        struct rotation_now after = rotation_at(sample.classroom, &now);
        assert_int_equal(after.phase, steps[i].after);
        assert_int_equal(after.round, steps[i].round);
        if (steps[i].add != 0)
            assert_int_equal(after.left_ms, left_ms + steps[i].add * 1000);
    }
    begin(ACTION_CHANGE_ROTATION, -1);
    action.rotation.pause = PAUSE_ON;
    action.rotation.day = SAMPLE_DAY + 1;
    refused(&sample, ERR_BAD_INPUT);
    sample_close(&sample);
}

static void students_are_moved(void **state)
{
    (void)state;
    static const struct {
        const char *station;
        int round, day;
        enum error_code code;
    } cases[] = {
        {"tablets", 0, 0, ERR_NONE},
        {"tablets", 2, SAMPLE_DAY, ERR_NONE},
        {"makers", 1, SAMPLE_DAY + 1, ERR_NONE},
        {"", 0, 0, ERR_NONE},
        {"nowhere", 0, 0, ERR_NOT_FOUND},
        {"tablets", -1, 0, ERR_BAD_INPUT},
        {"tablets", ROUND_MAX, 0, ERR_BAD_INPUT},
        {"tablets", 0, SAMPLE_DAY - 1, ERR_BAD_INPUT},
        {"tablets", 0, SAMPLE_DAY + GROUP_AHEAD_DAYS + 1, ERR_BAD_INPUT},
    };
    struct sample sample;
    open_class(&sample, "board");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        begin(ACTION_MOVE_STUDENT, 0);
        STR_COPY(action.move.station, cases[i].station);
        action.move.round = cases[i].round;
        action.move.day = cases[i].day;
        if (cases[i].code != ERR_NONE) {
            refused(&sample, cases[i].code);
            continue;
        }
        record(&sample);
        int32_t day = cases[i].day != 0 ? cases[i].day : SAMPLE_DAY;
        assert_int_equal(event.body.student_moved.day, day);
        assert_int_equal(rotation_station(sample.classroom, 0, cases[i].round, day),
            plan_find_station(&sample.classroom->plan, cases[i].station));
    }
    begin(ACTION_MOVE_STUDENT, SAMPLE_STUDENTS);
    refused(&sample, ERR_NOT_FOUND);
    sample_close(&sample);
}

static void playlists_are_set_and_lifted(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "board");
    begin(ACTION_SET_PLAYLIST, 0);
    refused(&sample, ERR_DENIED); /* none to lift */
    action.playlist.station_count = ROUND_MAX + 1;
    refused(&sample, ERR_BAD_INPUT);
    action.playlist.station_count = 2;
    STR_COPY(action.playlist.stations[0], "tablets");
    STR_COPY(action.playlist.stations[1], "nowhere");
    refused(&sample, ERR_NOT_FOUND);
    action.playlist.stations[1][0] = '\0';
    action.playlist.day = SAMPLE_DAY - 1;
    refused(&sample, ERR_BAD_INPUT);
    action.playlist.day = 0;
    action.playlist.may = UINT32_MAX; /* only of rounds that have a station of their own */
    record(&sample);
    assert_int_equal(event.body.playlist_set.day, SAMPLE_DAY);
    assert_int_equal(event.body.playlist_set.may, 1);
    assert_int_equal(rotation_station(sample.classroom, 0, 0, SAMPLE_DAY), 2);
    assert_int_equal(rotation_station(sample.classroom, 0, 1, SAMPLE_DAY), -1);
    begin(ACTION_SET_PLAYLIST, 0);
    record(&sample);
    assert_null(rotation_playlist(sample.classroom, 0, SAMPLE_DAY));
    sample_close(&sample);
}

static void results_are_imported(void **state)
{
    (void)state;
    static const struct {
        const char *skill, *source;
        int value, day;
        enum error_code code;
    } cases[] = {
        {"F1", "map", 800, SAMPLE_DAY - 3, ERR_NONE},
        {"F1", "map", 799, 0, ERR_NONE},
        {"F1", " ", 800, 0, ERR_BAD_INPUT},
        {"XX", "map", 800, 0, ERR_NOT_FOUND},
        {"F1", "map", -1, 0, ERR_BAD_INPUT},
        {"F1", "map", SCORE_FULL + 1, 0, ERR_BAD_INPUT},
        {"F1", "map", 800, SAMPLE_DAY + 1, ERR_BAD_INPUT},
        {"F1", "a source with a name that is far too long to be kept as the id of a source", 800, 0,
            ERR_BAD_INPUT},
    };
    struct sample sample;
    open_class(&sample, "board");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        begin(ACTION_IMPORT_EVIDENCE, 0);
        STR_COPY(action.skill, cases[i].skill);
        STR_COPY(action.text, cases[i].source);
        action.result.value = cases[i].value;
        action.result.day = cases[i].day;
        if (cases[i].code != ERR_NONE)
            refused(&sample, cases[i].code);
        else
            record(&sample);
    }
    struct mastery mastery = mastery_of(sample.classroom, 0, 0);
    assert_true(mastery.asked == 2 && mastery.right == 1);
    now = sample_moment(sample_ms + 20 * (int64_t)DAY_MS); /* a clock far ahead … */
    now.trusted = false;
    begin(ACTION_ASK_HELP, 1);
    record(&sample);
    now = sample_moment(sample_ms); /* … does not say what day it is by one that is trusted */
    begin(ACTION_IMPORT_EVIDENCE, 1);
    STR_COPY(action.skill, "F1");
    STR_COPY(action.text, "map");
    assert_true(decide(&sample));
    assert_int_equal(event.body.evidence_imported.taken_day, SAMPLE_DAY);
    assert_int_equal(sample.classroom->students[0].evidence[0].entries[0].day, SAMPLE_DAY - 3);
    sample_close(&sample);
}

static void add_group(const char *name, const char *students)
{
    struct event_group *group = &approval.groups[approval.group_count++];
    STR_COPY(group->name, name);
    const char *id;
    size_t length;
    while (str_next_part(&students, ';', &id, &length))
        str_copy_length(group->students[group->student_count++], ID_SIZE, id, length);
}

static void begin_approval(void)
{
    memset(&approval, 0, sizeof approval);
    STR_COPY(approval.scheme, "mixed");
    add_group("Foxes", "s0;s1");
    add_group("Owls", "s2;s3");
    begin(ACTION_APPROVE_GROUPS, -1);
    action.approval = &approval;
}

static void approved_groups_wait_for_their_day(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->calendar[0].day = SAMPLE_DAY + 3; /* after a weekend */
    sample.plan->calendar[1].day = SAMPLE_DAY;
    sample.plan->calendar_count = 2;
    sample_take_plan(&sample);
    now = sample_moment(sample_ms);
    begin_approval();
    STR_COPY(approval.groups[1].skill, "F1");
    STR_COPY(approval.groups[1].stations[0], "tablets");
    approval.groups[1].station_count = 1;
    record(&sample);
    assert_int_equal(event.body.groups_approved.day, SAMPLE_DAY + 3);
    assert_string_equal(event.body.groups_approved.scheme, "mixed");
    assert_string_equal(event.student, "");
    assert_int_equal(rotation_group(sample.classroom, 2, SAMPLE_DAY + 2), -1);
    assert_int_equal(rotation_group(sample.classroom, 2, SAMPLE_DAY + 3), 1);
    assert_int_equal(rotation_station(sample.classroom, 2, 0, SAMPLE_DAY + 3), 2);
    struct rotation_members members = rotation_members(sample.classroom, 1, SAMPLE_DAY + 4);
    assert_string_equal(members.name, "Owls");
    assert_string_equal(members.skill, "F1");
    now.wall_ms += 10 * (int64_t)DAY_MS; /* the calendar has ended */
    begin_approval();
    record(&sample);
    assert_int_equal(event.body.groups_approved.day, SAMPLE_DAY + 11);
    begin_approval(); /* today, in the middle of the lesson */
    approval.day = SAMPLE_DAY + 10;
    record(&sample);
    assert_int_equal(rotation_group(sample.classroom, 2, SAMPLE_DAY + 10), 1);
    now = sample_moment(5000); /* a clock of 1970 that nobody trusts */
    now.trusted = false;
    begin_approval();
    record(&sample);
    assert_int_equal(event.body.groups_approved.day, SAMPLE_DAY + 11);
    begin_approval();
    approval.day = 1; /* by that clock tomorrow: the groups would be lost */
    refused(&sample, ERR_BAD_INPUT);
    sample_close(&sample);
}

enum flaw {
    NO_GROUPS,
    NO_LIST,
    TOO_MANY_GROUPS,
    NOBODY,
    STRANGER,
    ONE_WHO_LEFT,
    TWICE_IN_ONE,
    IN_TWO,
    NO_NAME,
    SAME_NAME,
    SAME_NAME_IN_CAPITALS,
    TOO_LARGE,
    WRONG_SKILL,
    WRONG_FIRST,
    WRONG_STATION,
    TWO_BEGINNINGS,
    LONG_WAY,
    PAST_DAY,
    FAR_DAY,
    FLAW_COUNT
};

static void put_flaw(enum flaw flaw)
{
    struct event_group *group = &approval.groups[1];
    switch (flaw) {
    case NO_GROUPS: approval.group_count = 0; break;
    case NO_LIST: action.approval = NULL; break;
    case TOO_MANY_GROUPS: approval.group_count = GROUP_MAX + 1; break;
    case NOBODY: approval.groups[0].student_count = group->student_count = 0; break;
    case STRANGER: STR_COPY(group->students[0], "zoe"); break;
    case ONE_WHO_LEFT: STR_COPY(group->students[0], "s4"); break;
    case TWICE_IN_ONE: STR_COPY(group->students[0], "s3"); break;
    case IN_TWO: STR_COPY(group->students[0], "s0"); break;
    case NO_NAME: STR_COPY(group->name, " "); break;
    case SAME_NAME: STR_COPY(group->name, "Foxes"); break;
    case SAME_NAME_IN_CAPITALS: STR_COPY(group->name, "FOXES"); break;
    case TOO_LARGE: group->student_count = RULE_STUDENT_MAX + 1; break;
    case WRONG_SKILL: STR_COPY(group->skill, "XX"); break;
    case WRONG_FIRST: STR_COPY(group->first_station, "XX"); break;
    case WRONG_STATION:
        group->station_count = 1;
        STR_COPY(group->stations[0], "XX");
        break;
    case TWO_BEGINNINGS:
        group->station_count = 1;
        STR_COPY(group->stations[0], "makers");
        STR_COPY(group->first_station, "tablets");
        break;
    case LONG_WAY: group->station_count = ROUND_MAX + 1; break;
    case PAST_DAY: approval.day = SAMPLE_DAY - 1; break;
    case FAR_DAY: approval.day = SAMPLE_DAY + GROUP_AHEAD_DAYS + 1; break;
    case FLAW_COUNT: approval.day = SAMPLE_DAY + GROUP_AHEAD_DAYS; break; /* that is none */
    }
}

static void who_is_in_no_group_joins_one(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    begin(ACTION_JOIN_GROUP, 4);
    STR_COPY(action.join.group, "Foxes");
    refused(&sample, ERR_NOT_FOUND); /* there are no groups yet */
    begin_approval();
    approval.day = SAMPLE_DAY;
    STR_COPY(approval.groups[0].first_station, "makers");
    STR_COPY(approval.groups[1].first_station, "tablets");
    record(&sample);
    begin(ACTION_MOVE_STUDENT, 4);
    STR_COPY(action.move.station, "tablets");
    action.move.round = 1;
    record(&sample);
    begin(ACTION_JOIN_GROUP, 4);
    STR_COPY(action.join.group, "Foxes");
    record(&sample);
    assert_int_equal(event.body.group_joined.day, SAMPLE_DAY);
    assert_string_equal(event.student, "s4");
    assert_int_equal(rotation_group(sample.classroom, 4, SAMPLE_DAY), 0);
    assert_int_equal(rotation_station(sample.classroom, 4, 1, SAMPLE_DAY), 1); /* no more moved */
    refused(&sample, ERR_DENIED);
    begin(ACTION_JOIN_GROUP, 0);
    STR_COPY(action.join.group, "Owls");
    refused(&sample, ERR_DENIED); /* is in one by approval */
    begin(ACTION_JOIN_GROUP, 4);
    STR_COPY(action.join.group, "Owls");
    record(&sample);
    assert_int_equal(rotation_group(sample.classroom, 4, SAMPLE_DAY), 1);
    begin(ACTION_MOVE_STUDENT, 4);
    STR_COPY(action.move.station, "makers");
    record(&sample);
    assert_int_equal(rotation_station(sample.classroom, 4, 0, SAMPLE_DAY), 0); /* for a round */
    assert_int_equal(rotation_station(sample.classroom, 4, 1, SAMPLE_DAY), 0);
    sample_close(&sample);
}

static void groups_that_cannot_be_approved(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "board");
    sample.plan->student_count = 4;
    sample_take_plan(&sample);
    for (int flaw = 0; flaw <= FLAW_COUNT; flaw++) {
        begin_approval();
        put_flaw((enum flaw)flaw);
        bool ok = decide(&sample);
        if (ok != (flaw == FLAW_COUNT))
            fail_msg("flaw %d: %s", flaw, ok ? "approved" : error.text);
        assert_true(ok || strlen(error.text) > 10);
    }
    sample_close(&sample);
}

static void replies_name_their_reflection(void **state)
{
    (void)state;
    struct stamp stamp = {.log = {0xab, 1, [15] = 0xff}, .seq = 4294967295}, parsed;
    char about[ID_SIZE];
    event_about_reflection(&stamp, about);
    assert_string_equal(about, "reflection:ab0100000000000000000000000000ff:4294967295");
    assert_true(event_about_parse(about, &parsed));
    assert_memory_equal(parsed.log, stamp.log, LOG_ID_SIZE);
    assert_int_equal(parsed.seq, stamp.seq);
    static const char *const bad[] = {"", "F1", "reflection:", "reflection:ab01:4",
        "reflection:AB0100000000000000000000000000ff:4",
        "reflection:ab0100000000000000000000000000ff:0",
        "reflection:ab0100000000000000000000000000ff:4294967296",
        "reflection:ab0100000000000000000000000000ff:x",
        "reflection:ab0100000000000000000000000000ff"};
    struct sample sample;
    open_class(&sample, "board");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(event_about_parse(bad[i], &parsed));
        begin(ACTION_GIVE_KUDOS, 0);
        STR_COPY(action.text, "Well put");
        STR_COPY(action.about, bad[i]);
        if (bad[i][0] != '\0')
            refused(&sample, ERR_BAD_INPUT);
    }
    begin(ACTION_GIVE_KUDOS, 0);
    STR_COPY(action.text, "Well put");
    STR_COPY(action.about, about);
    record(&sample);
    assert_string_equal(sample.classroom->students[0].kudos[0].about, about);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals_are_set_and_lifted),
        cmocka_unit_test(a_word_about_mastery_needs_a_reason),
        cmocka_unit_test(the_block_is_changed),
        cmocka_unit_test(students_are_moved),
        cmocka_unit_test(playlists_are_set_and_lifted),
        cmocka_unit_test(results_are_imported),
        cmocka_unit_test(approved_groups_wait_for_their_day),
        cmocka_unit_test(who_is_in_no_group_joins_one),
        cmocka_unit_test(groups_that_cannot_be_approved),
        cmocka_unit_test(replies_name_their_reflection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
