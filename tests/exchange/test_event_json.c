#include "class_text.h"

#include "exchange/event_json.h"

/* A body as it is stored: decoding and encoding gives the same text. */
static const struct {
    enum event_kind kind;
    const char *json;
} bodies[] = {
    {EVENT_VISIT_STARTED, "{\"station\":\"lab\",\"how\":\"pictures\"}"},
    {EVENT_VISIT_ENDED, "{\"reason\":\"idle\"}"},
    {EVENT_GOAL_CHOSEN, "{\"skill\":\"4.NF.1\",\"reason\":\"I like \\\"it\\\"\"}"},
    {EVENT_GOAL_SET, "{\"skill\":\"\",\"note\":\"\"}"},
    {EVENT_TICKET_SUBMITTED,
        "{\"ticket\":\"w1\",\"answers\":[{\"item\":\"w1/1\",\"skill\":\"A\",\"response\":\"B\","
        "\"right\":true,\"scored\":true,\"score\":1,\"unsure\":false,\"ms\":4200},"
        "{\"item\":\"w1/2\",\"skill\":\"\",\"response\":\"1,5\",\"right\":false,\"scored\":true,"
        "\"score\":0.333,\"unsure\":false,\"ms\":0}]}"},
    {EVENT_REFLECTION_SUBMITTED, "{\"prompt\":\"today\",\"feeling\":2,\"text\":\"I lined up\\nthe "
                                 "tens 🦊\",\"clip\":\"\"}"},
    {EVENT_HELP_ASKED, "{}"},
    {EVENT_HELP_CLEARED, "{}"},
    {EVENT_KUDOS_GIVEN, "{\"text\":\"Well explained\",\"about\":\"A\"}"},
    {EVENT_KUDOS_SEEN, "{}"},
    {EVENT_PROFILE_CHANGED, "{\"field\":\"interests\",\"value\":\"dogs\"}"},
    {EVENT_GROUPS_APPROVED,
        "{\"scheme\":\"targeted\",\"date\":\"2026-09-15\",\"groups\":[{\"name\":\"Foxes\","
        "\"students\":[\"ana\",\"ben\"],\"skill\":\"A\",\"first_station\":\"lab\"},"
        "{\"name\":\"Owls\",\"students\":[],\"skill\":\"\",\"first_station\":\"\"}]}"},
    {EVENT_GROUPS_APPROVED,
        "{\"scheme\":\"mixed\",\"date\":\"2026-09-15\",\"groups\":[{\"name\":\"Foxes\","
        "\"students\":[\"ana\"],\"skill\":\"\",\"first_station\":\"lab\","
        "\"stations\":[\"lab\",\"\",\"makers\"]}]}"},
    {EVENT_PLAYLIST_SET, "{\"date\":\"2026-09-15\",\"stations\":[\"lab\",\"\",\"lab\"]}"},
    {EVENT_PLAYLIST_SET, "{\"date\":\"2026-09-15\",\"stations\":[]}"},
    {EVENT_PLAYLIST_SET,
        "{\"date\":\"2026-09-15\",\"stations\":[\"lab\",\"\",\"lab\"],\"may\":[0,2]}"},
    {EVENT_GROUP_JOINED, "{\"group\":\"Foxes\",\"date\":\"2026-09-15\"}"},
    {EVENT_CLOCK_SET, "{}"},
    {EVENT_ROTATION_STARTED, "{\"date\":\"2026-09-14\",\"rounds\":4,\"minutes\":15,\"at\":"
                             "\"2026-09-14T13:05:00.000Z\"}"},
    {EVENT_ROTATION_CHANGED, "{\"date\":\"2026-09-14\",\"add_seconds\":120,\"skip_rounds\":-1,"
                             "\"at\":\"2026-09-14T13:05:00.250Z\"}"},
    {EVENT_ROTATION_CHANGED, "{\"date\":\"2026-09-14\",\"add_seconds\":0,\"skip_rounds\":0,"
                             "\"paused\":true,\"at\":\"2026-09-14T13:05:00.250Z\"}"},
    {EVENT_STUDENT_MOVED, "{\"station\":\"lab\",\"round\":2,\"date\":\"2026-09-14\"}"},
    {EVENT_MASTERY_SET, "{\"skill\":\"A\",\"level\":\"got_it\",\"why\":\"told me\"}"},
    {EVENT_EVIDENCE_IMPORTED,
        "{\"source\":\"map\",\"skill\":\"A\",\"value\":0.5,\"taken_on\":\"2026-09-01\"}"},
    {EVENT_BADGE_ISSUED, "{\"hash\":\"00112233445566778899aabbccddeeff\"}"},
    {EVENT_BADGE_VOIDED, "{}"},
    {EVENT_PLAN_PUBLISHED, "{\"version\":\"7\",\"hash\":\"ab12\"}"},
    {EVENT_STUDENT_ERASED, "{}"},
};

static void test_bodies_make_the_round_trip(void **state)
{
    (void)state;
    static struct class_text self;
    static struct event event, again;
    bool seen[EVENT_KIND_COUNT] = {false};
    class_text_open(&self);
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct error error = {0};
        const char *out = NULL;
        memset(&event, 0xAA, sizeof event); /* decode clears what of its kind it does not fill */
        memset(&again, 0x55, sizeof again);
        event.kind = again.kind = bodies[i].kind;
        seen[event.kind] = true;
        if (!event_body_decode(&event, bodies[i].json, strlen(bodies[i].json), &error))
            fail_msg("%s: %s", bodies[i].json, error.text);
        assert_true(event_body_encode(&event, &self.arena, &out, &error));
        assert_string_equal(out, bodies[i].json);
        assert_true(event_body_decode(&again, out, strlen(out), &error));
        assert_memory_equal(&event.body, &again.body, event_body_size(event.kind));
    }
    for (int kind = EVENT_UNKNOWN + 1; kind < EVENT_KIND_COUNT; kind++)
        if (!seen[kind])
            fail_msg("no body of the kind %s", event_kind_name((enum event_kind)kind));
    class_text_close(&self);
}

static const struct {
    enum event_kind kind;
    const char *json;
    bool ok;
} tolerance[] = {
    {EVENT_VISIT_STARTED, "{\"station\":\"lab\",\"how\":\"badge\",\"later\":{\"x\":[1]}}", true},
    {EVENT_VISIT_STARTED, "{}", true},
    {EVENT_VISIT_STARTED, "{\"station\":null}", true},
    {EVENT_VISIT_STARTED, "{\"station\":7}", false},
    {EVENT_VISIT_STARTED, "{\"how\":\"telepathy\"}", false},
    {EVENT_VISIT_STARTED, "[]", false},
    {EVENT_VISIT_STARTED, "", false},
    {EVENT_VISIT_STARTED, "{\"station\":\"a\"", false},
    {EVENT_VISIT_STARTED, "{\"station\":\"\\ud800\"}", false},
    {EVENT_TICKET_SUBMITTED, "{\"answers\":{}}", false},
    {EVENT_TICKET_SUBMITTED, "{\"answers\":[1]}", false},
    {EVENT_TICKET_SUBMITTED, "{\"answers\":[{\"score\":2}]}", false},
    {EVENT_TICKET_SUBMITTED, "{\"answers\":[{\"score\":-1}]}", false},
    {EVENT_TICKET_SUBMITTED, "{\"answers\":[{\"right\":1}]}", false},
    {EVENT_TICKET_SUBMITTED, "{\"answers\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}",
        false},
    {EVENT_REFLECTION_SUBMITTED, "{\"feeling\":5}", false},
    {EVENT_REFLECTION_SUBMITTED, "{\"feeling\":99999999999}", false},
    {EVENT_ROTATION_STARTED, "{\"date\":\"2026-02-30\"}", false},
    {EVENT_ROTATION_STARTED, "{\"at\":\"noon\"}", false},
    {EVENT_BADGE_ISSUED, "{\"hash\":\"00\"}", false},
    {EVENT_BADGE_ISSUED, "{\"hash\":\"zz112233445566778899aabbccddeeff\"}", false},
    {EVENT_GROUPS_APPROVED, "{\"groups\":[{\"students\":[1]}]}", false},
    {EVENT_GROUPS_APPROVED, "{\"groups\":[{\"stations\":[1]}]}", false},
    {EVENT_GROUPS_APPROVED, "{\"groups\":[{\"stations\":\"lab\"}]}", false},
    {EVENT_PLAYLIST_SET, "{\"stations\":[1,2]}", false},
    {EVENT_PLAYLIST_SET,
        "{\"stations\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]}", false},
    {EVENT_PLAYLIST_SET, "{}", true},
    {EVENT_PLAYLIST_SET, "{\"stations\":[\"lab\"],\"may\":[12]}", false},
    {EVENT_PLAYLIST_SET, "{\"stations\":[\"lab\"],\"may\":[-1]}", false},
    {EVENT_PLAYLIST_SET, "{\"stations\":[\"lab\"],\"may\":[\"0\"]}", false},
};

static void test_tolerance(void **state)
{
    (void)state;
    static struct event event;
    for (size_t i = 0; i < COUNT_OF(tolerance); i++) {
        struct error error = {0};
        event.kind = tolerance[i].kind;
        bool ok = event_body_decode(&event, tolerance[i].json, strlen(tolerance[i].json), &error);
        if (ok != tolerance[i].ok)
            fail_msg("%s", tolerance[i].json);
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_BAD_INPUT);
    }
}

static void test_long_texts_are_cut_at_a_character(void **state)
{
    (void)state;
    static struct event event;
    static char json[8192];
    struct error error = {0};
    struct str_writer out = str_writer(json, sizeof json);
    str_put(&out, "{\"text\":\"\\u202e");
    for (int i = 0; i < 600; i++)
        str_put(&out, "é");
    str_put(&out, "\"}");
    event.kind = EVENT_KUDOS_GIVEN;
    assert_true(event_body_decode(&event, json, strlen(json), &error));
    assert_int_equal(strlen(event.body.kudos_given.text), 254); /* 127 characters fit */
}

static void test_drafts_make_the_round_trip(void **state)
{
    (void)state;
    static struct class_text self;
    static struct draft draft, again;
    class_text_open(&self);
    struct error error = {0};
    const char *out;
    draft = (struct draft){.kind = DRAFT_TICKET, .at_item = 1, .answer_count = 2, .feeling = 3};
    STR_COPY(draft.student, "ana");
    STR_COPY(draft.about, "w1");
    STR_COPY(draft.answers[0].item, "w1/1");
    STR_COPY(draft.answers[0].response, "two\nlines");
    STR_COPY(draft.answers[1].item, "w1/2");
    draft.answers[1].unsure = true;
    draft.answers[1].ms = 5;
    STR_COPY(draft.text, "I tried");
    STR_COPY(draft.skill, "A");
    STR_COPY(draft.clip, "0123456789abcdef0123456789abcdef");
    draft.clip_ms = 60000;
    assert_true(draft_encode(&draft, &self.arena, &out, &error));
    memset(&again, 0x55, sizeof again);
    assert_true(draft_decode(&again, out, strlen(out), &error));
    assert_memory_equal(&draft, &again, sizeof draft);
    static const char *const bad[] = {"", "{\"kind\":\"poem\"}", "{\"answers\":7}",
        "{\"answers\":[{\"response\":7}]}", "{\"at_item\":99}", "{\"feeling\":-1}", "{\"clip\":7}",
        "{\"clip_ms\":-1}"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        error_clear(&error);
        assert_false(draft_decode(&again, bad[i], strlen(bad[i]), &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
    error_clear(&error);
    static const char before[] = "{\"kind\":\"reflection\",\"student\":\"ana\",\"about\":\"r\","
                                 "\"at_item\":0,\"answers\":[],\"feeling\":2,\"text\":\"x\","
                                 "\"skill\":\"\"}"; /* of a version without clips */
    assert_true(draft_decode(&again, before, strlen(before), &error));
    assert_string_equal(again.clip, "");
    draft = (struct draft){.kind = DRAFT_PROFILE, .about = "strengths"};
    memset(draft.text, 'x', LONG_TEXT_SIZE - 1); /* as no screen writes it */
    assert_true(draft_encode(&draft, &self.arena, &out, &error));
    assert_true(draft_decode(&again, out, strlen(out), &error));
    assert_int_equal(again.kind, DRAFT_PROFILE);
    assert_string_equal(again.about, "strengths");
    assert_int_equal(strlen(again.text), TEXT_SIZE - 1);
    class_text_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies_make_the_round_trip),
        cmocka_unit_test(test_tolerance),
        cmocka_unit_test(test_long_texts_are_cut_at_a_character),
        cmocka_unit_test(test_drafts_make_the_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
