/* Plans made at random, of all that a plan may say, as class folders and back. */
#include "class_round_trip.h"

#include "base/rng.h"

static const char *const words[] = {"fox", "a = b", "{x}", "~50%", "#1", "é", "\"q\"", "it's", "=1",
    "-5", "3 * 4", "*b*", "\\n", "a;b", "a,b", "//", "[html]", "a:b", "::", "@x", "日本", "100%",
    "A", "B", "2", "$5", "->", "=>", "<b>", "&amp;", "|", "\xC2\xA0.", "- [x]", "'=", "\\\\*",
    "A)"};

static void pick_text(struct rng *rng, char *out, size_t size, int most, bool lines)
{
    char text[1024];
    struct str_writer writer = str_writer(text, sizeof text);
    int count = 1 + (int)rng_below(rng, (uint32_t)most);
    for (int i = 0; i < count; i++)
        str_putf(&writer, "%s%s",
            i == 0                            ? ""
            : lines && rng_below(rng, 5) == 0 ? "\n"
                                              : " ",
            words[rng_below(rng, COUNT_OF(words))]);
    str_trim(text);
    memset(out, 0, size);
    str_copy(out, size, text);
}

static void pick_bold(struct rng *rng, char *prompt)
{
    char text[512];
    STR_FORMAT(text,
        "%s \xEE\x80\x80"
        "bold\xEE\x80\x81 end",
        prompt);
    str_copy(prompt, LONG_TEXT_SIZE, text);
    (void)rng;
}

static bool has_any(const struct item *item, const char *text)
{
    for (int i = 0; i < item->option_count; i++)
        if (strstr(item->options[i].text, text) != NULL)
            return true;
    return false;
}

static void make_options(struct rng *rng, struct item *item)
{
    int count = 2 + (int)rng_below(rng, 4);
    item->option_count = item->kind == ITEM_TRUE_FALSE ? 2 : count;
    for (int i = 0; i < item->option_count; i++) {
        struct option *option = &item->options[i];
        *option = (struct option){.low = {0, 1}, .high = {0, 1}};
        if (item->kind == ITEM_TRUE_FALSE)
            continue;
        pick_text(rng, option->text, OPTION_SIZE, 3, false);
        if (item->kind == ITEM_ORDER)
            STR_FORMAT(option->text, "thing %d", i);
        if (item->kind == ITEM_MATCH) {
            STR_FORMAT(option->text, "left %d", i);
            STR_FORMAT(option->match, "right %d = {%d}", i, i);
        }
        if (item->kind == ITEM_NUMBER) {
            option->low =
                ratio_make((int64_t)rng_below(rng, 40) - 20, 1 + (int64_t)rng_below(rng, 4));
            option->high = ratio_make(
                option->low.numerator + (int64_t)rng_below(rng, 3) * 2, option->low.denominator);
            ratio_format(option->low, option->text, OPTION_SIZE);
            if (ratio_compare(option->low, option->high) != 0) {
                char high[64];
                ratio_format(option->high, high, sizeof high);
                str_append(option->text, OPTION_SIZE, "..");
                str_append(option->text, OPTION_SIZE, high);
            }
        }
    }
}

static void make_weights(struct rng *rng, struct item *item)
{
    int right = (int)rng_below(rng, (uint32_t)item->option_count), rights = 0;
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_TRUE_FALSE: item->options[right].weight = WEIGHT_FULL; break;
    case ITEM_NUMBER:
    case ITEM_SHORT:
        for (int i = 0; i < item->option_count; i++)
            item->options[i].weight = WEIGHT_FULL;
        break;
    case ITEM_MULTI:
        rights = 1 + right;
        for (int i = 0; i < rights; i++)
            item->options[i].weight = WEIGHT_FULL / rights + (i == 0 ? WEIGHT_FULL % rights : 0);
        break;
    default: break;
    }
}

/* Either what GIFT has (title, feedback of answers, any weights) or what the sheet has. */
static void make_item(struct rng *rng, struct item *item, const char *ticket, int place, int serial)
{
    *item = (struct item){.points = 1};
    item->kind = (enum item_kind)rng_below(rng, ITEM_KIND_COUNT);
    bool sheet = item->kind == ITEM_ORDER || item->kind == ITEM_SCALE || rng_below(rng, 2) == 0;
    if (sheet)
        STR_FORMAT(item->id, "%s-%d", ticket, serial);
    else if (rng_below(rng, 2) == 0)
        STR_FORMAT(item->id, "%s/%d", ticket, place);
    else
        STR_FORMAT(item->id, rng_below(rng, 2) == 0 ? "%s/x%d" : "%s-q%d", ticket, serial);
    pick_text(rng, item->prompt, LONG_TEXT_SIZE, 8, true);
    if (rng_below(rng, 3) == 0)
        pick_bold(rng, item->prompt);
    if (rng_below(rng, 2) == 0)
        STR_COPY(item->skill, "S1");
    bool options =
        item->kind != ITEM_OPEN && item->kind != ITEM_SCALE && item->kind != ITEM_DESCRIPTION;
    if (options) {
        make_options(rng, item);
        make_weights(rng, item);
    }
    if (item->kind == ITEM_SHORT && (has_any(item, "|") || has_any(item, "->")))
        for (int i = 0; i < item->option_count; i++)
            STR_FORMAT(item->options[i].text, "word %d", i);
    if (sheet) {
        pick_text(rng, item->hint, TEXT_SIZE, 3, false);
        pick_text(rng, item->feedback_wrong, TEXT_SIZE, 3, false);
        pick_text(rng, item->read_aloud, LONG_TEXT_SIZE, 3, true);
        item->points = (int32_t)rng_below(rng, 5);
        if (item->kind == ITEM_SHORT)
            item->spelling = (uint8_t)rng_below(rng, 4);
        item->case_matters = item->kind == ITEM_SHORT && item->spelling == 0;
        return;
    }
    pick_text(rng, item->title, TEXT_SIZE, 3, false);
    if (item->kind != ITEM_DESCRIPTION) {
        pick_text(rng, item->feedback_right, TEXT_SIZE, 3, false);
        STR_COPY(item->feedback_wrong, item->feedback_right);
    }
    for (int i = 0; i < item->option_count && item->kind != ITEM_TRUE_FALSE; i++) {
        pick_text(rng, item->options[i].feedback, OPTION_SIZE, 2, false);
        if (item->kind == ITEM_SHORT && strstr(item->options[i].feedback, "->") != NULL)
            STR_COPY(item->options[i].feedback, "Nearly #1");
    }
}

static void make_class(struct rng *rng, struct plan *plan)
{
    STR_COPY(plan->class_id, "room-12");
    pick_text(rng, plan->class_name, NAME_SIZE, 3, false);
    pick_text(rng, plan->teacher, NAME_SIZE, 3, false);
    STR_COPY(plan->language, "en");
    STR_COPY(plan->languages[0], "es");
    STR_COPY(plan->languages[1], "zh-Hans");
    plan->language_count = 2;
    plan->rounds = 1 + (int32_t)rng_below(rng, ROUND_MAX);
    plan->start_minute = (int32_t)rng_below(rng, 1441) - 1;
    plan->voice = rng_below(rng, 2) == 0;
    plan->letter_paper = rng_below(rng, 2) == 0;
    plan->student_count = 5;
    for (int i = 0; i < plan->student_count; i++) {
        struct student *student = &plan->students[i];
        STR_FORMAT(student->id, "s%d", i);
        pick_text(rng, student->first_name, NAME_SIZE, 2, false);
        pick_text(rng, student->interests, TEXT_SIZE, 4, false);
        STR_COPY(student->avatar, "fox");
        student->settings = rng_below(rng, 1u << SETTING_COUNT);
    }
    plan->station_count = 1 + (int32_t)rng_below(rng, 3);
    for (int i = 0; i < plan->station_count; i++) {
        struct station *station = &plan->stations[i];
        STR_FORMAT(station->id, "t%d", i);
        pick_text(rng, station->name, NAME_SIZE, 2, false);
        STR_COPY(station->icon, "pencil");
        station->kind = (enum station_kind)rng_below(rng, STATION_KIND_COUNT);
        station->hue = (enum hue)rng_below(rng, HUE_COUNT);
        station->capacity = (int32_t)rng_below(rng, 9);
        station->open_rounds = rng_below(rng, 2) == 0 ? 0 : rng_below(rng, 1u << ROUND_MAX);
    }
    STR_COPY(plan->skills[0].code, "S1");
    pick_text(rng, plan->skills[0].goal, TEXT_SIZE, 5, false);
    plan->skills[0].rule = (struct mastery_rule){.right = 3, .last = 4, .days = 2};
    struct knowledge_rule *knowledge = &plan->skills[0].knowledge;
    knowledge->is_given = rng_below(rng, 2) == 0;
    if (knowledge->is_given) {
        knowledge->prior = (float)rng_below(rng, 1001) / 1000;
        knowledge->learn = (float)rng_below(rng, 11) / 10;
        knowledge->guess = (float)rng_below(rng, 400) / 1000;
        knowledge->slip = (float)rng_below(rng, 500000) / 1e6f;
        knowledge->forget = (float)rng_below(rng, 1001) / 1000;
    }
    plan->skill_count = 1;
    plan->activity_count = 1;
    STR_COPY(plan->activities[0].station, "t0");
    pick_text(rng, plan->activities[0].title, TEXT_SIZE, 2, false);
    pick_text(rng, plan->activities[0].directions, LONG_TEXT_SIZE, 9, true);
    plan->reflection_count = 1;
    STR_COPY(plan->reflections[0].id, "day");
    pick_text(rng, plan->reflections[0].prompt, TEXT_SIZE, 4, false);
    STR_COPY(plan->reflections[0].starters[0], "I can = …");
    plan->reflections[0].starter_count = 1;
}

static void test_generated_plans_make_the_round_trip(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        static struct class_text self;
        class_text_open(&self);
        struct rng rng = rng_seeded(seed);
        struct plan *plan = self.plan;
        plan_init(plan);
        make_class(&rng, plan);
        int serial = 0;
        for (int t = 0; t < 3; t++) {
            struct ticket *ticket = &plan->tickets[plan->ticket_count++];
            STR_FORMAT(ticket->id, "week%d", t + 9);
            STR_COPY(ticket->title, ticket->id);
            if (rng_below(&rng, 2) == 0)
                STR_COPY(ticket->title, "Fractions a/b = {c}");
            int count = 1 + (int)rng_below(&rng, 6);
            for (int i = 0; i < count; i++) {
                make_item(&rng, &plan->items[plan->item_count], ticket->id, i + 1, ++serial);
                ticket->items[ticket->item_count++] = plan->item_count++;
            }
        }
        check_round_trip(&self);
        class_text_close(&self);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generated_plans_make_the_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
