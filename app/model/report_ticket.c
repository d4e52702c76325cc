#include "model/report_ticket.h"

#include "base/date.h"
#include "base/macros.h"
#include "base/str.h"
#include "model/spelling.h"
#include <string.h>

/* --- Adding ----------------------------------------------------------------------------------- */

static const struct ticket *ticket_of(const struct ticket_report *report)
{
    return &report->classroom->plan.tickets[report->ticket];
}

static const struct item *item_at(const struct ticket_report *report, int place)
{
    return &report->classroom->plan.items[ticket_of(report)->items[place]];
}

void ticket_report_begin(struct ticket_report *report, const struct classroom *classroom,
    int ticket, int32_t first_day, int32_t last_day)
{
    memset(report, 0, sizeof *report);
    report->classroom = classroom;
    report->ticket = ticket;
    report->first_day = first_day;
    report->last_day = last_day;
}

static enum mark mark_of(const struct answer *answer)
{
    if (answer->unsure)
        return MARK_UNSURE;
    if (answer->response[0] == '\0')
        return MARK_NO_ANSWER;
    if (!answer->scored)
        return MARK_GIVEN;
    if (answer->right)
        return MARK_GOT_IT;
    return answer->score > 0 ? MARK_ALMOST : MARK_NOT_YET;
}

void ticket_report_add(struct ticket_report *report, const struct event *event)
{
    const struct classroom *classroom = report->classroom;
    if (event->kind != EVENT_TICKET_SUBMITTED ||
        classroom_find_ticket(classroom, event->body.ticket_submitted.ticket) != report->ticket)
        return;
    int student = classroom_find_student(classroom, event->student);
    int32_t day = date_day_at(event->wall_ms, event->offset_s);
    if (student < 0 || !classroom->students[student].enrolled || day < report->first_day ||
        day > report->last_day)
        return;
    struct ticket_sheet *sheet = &report->sheets[student];
    if (stamp_compare(&event->stamp, &sheet->stamp) <= 0)
        return;
    memset(sheet, 0, sizeof *sheet);
    sheet->stamp = event->stamp;
    sheet->day = day;
    for (int place = 0; place < ticket_of(report)->item_count; place++)
        for (int i = 0; i < event->body.ticket_submitted.answer_count; i++) {
            const struct answer *answer = &event->body.ticket_submitted.answers[i];
            if (!str_equal(answer->item, item_at(report, place)->id))
                continue;
            STR_COPY(sheet->answers[place].response, answer->response);
            sheet->answers[place].mark = (uint8_t)mark_of(answer);
            sheet->answers[place].score = answer->right ? SCORE_FULL : answer->score;
        }
}

/* --- Reading a response ----------------------------------------------------------------------- */

static const struct option *option_at(const struct item *item, const char *part, size_t length)
{
    int index = length == 1 && part[0] >= 'A' && part[0] <= 'Z' ? part[0] - 'A' : -1;
    return index >= 0 && index < item->option_count ? &item->options[index] : NULL;
}

/* "A,C" as the texts of the options; false if that is not what it is. */
static bool put_options(
    const struct item *item, const char *response, const char *between, struct str_writer *out)
{
    const char *part;
    size_t length;
    while (str_next_part(&response, ',', &part, &length)) {
        const struct option *option = option_at(item, part, length);
        if (option == NULL || option->text[0] == '\0')
            return false;
        str_put(out, out->length > 0 ? between : "");
        str_put(out, option->text);
    }
    return !out->cut;
}

/* "1>B,2>A": numbers of left sides, letters of right sides. */
static bool put_pairs(const struct item *item, const char *response, struct str_writer *out)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts), right_count = item_right_sides(item, rights);
    const char *part;
    size_t length;
    while (str_next_part(&response, ',', &part, &length)) {
        const char *mark = memchr(part, '>', length);
        char number[8];
        int left;
        if (mark == NULL || !str_copy_length(number, sizeof number, part, (size_t)(mark - part)) ||
            !str_to_int(number, 1, left_count, &left) || mark + 2 != part + length)
            return false;
        int right = mark[1] - 'A';
        if (right < 0 || right >= right_count)
            return false;
        str_putf(out, "%s%s → %s", out->length > 0 ? "; " : "", item->options[lefts[left - 1]].text,
            item->options[rights[right]].match);
    }
    return !out->cut;
}

void report_response_text(
    const struct item *item, const char *response, char out[static RESPONSE_SIZE])
{
    struct str_writer writer = str_writer(out, RESPONSE_SIZE);
    bool ok = false;
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_MULTI: ok = put_options(item, response, ", ", &writer); break;
    case ITEM_ORDER: ok = put_options(item, response, " → ", &writer); break;
    case ITEM_MATCH: ok = put_pairs(item, response, &writer); break;
    case ITEM_TRUE_FALSE:
        ok = str_equal(response, "A") || str_equal(response, "B");
        str_put(&writer, str_equal(response, "A") ? "true" : "false");
        break;
    default: break;
    }
    if (!ok)
        str_copy(out, RESPONSE_SIZE, response);
}

/* --- Wrong answers ---------------------------------------------------------------------------- */

static bool says_the_same(const struct item *item, const char *a, const char *b)
{
    struct ratio left, right;
    if (item->kind == ITEM_NUMBER && ratio_parse(a, &left) && ratio_parse(b, &right))
        return ratio_compare(left, right) == 0;
    if (item->kind != ITEM_NUMBER && item->kind != ITEM_SHORT)
        return str_equal(a, b);
    struct words words[2];
    words_tidy(&words[0], a, item->case_matters);
    words_tidy(&words[1], b, item->case_matters);
    return words[0].count == words[1].count &&
           memcmp(words[0].code, words[1].code, words[0].count * sizeof words[0].code[0]) == 0;
}

static bool is_wrong(const struct ticket_report *report, int student, int place)
{
    uint8_t mark = report->sheets[student].answers[place].mark;
    return mark == MARK_NOT_YET || mark == MARK_ALMOST;
}

/* Puts a kind of wrong answer into the list of the commonest. */
static void keep_wrong(struct item_report *out, const struct item *item, const char *response,
    const bool *students, int count)
{
    int at = out->wrong_count;
    while (at > 0 && out->wrong[at - 1].count < count)
        at--;
    if (at == WRONG_MAX) {
        out->other_wrong += count;
        return;
    }
    if (out->wrong_count == WRONG_MAX)
        out->other_wrong += out->wrong[--out->wrong_count].count;
    memmove(out->wrong + at + 1, out->wrong + at,
        (size_t)(out->wrong_count - at) * sizeof out->wrong[0]);
    struct wrong_answer *wrong = &out->wrong[at];
    STR_COPY(wrong->response, response);
    report_response_text(item, response, wrong->text);
    memcpy(wrong->students, students, sizeof wrong->students);
    wrong->count = count;
    out->wrong_count++;
}

static void count_wrong(struct ticket_report *report, int place)
{
    const struct item *item = item_at(report, place);
    bool counted[STUDENT_MAX] = {false};
    for (int student = 0; student < STUDENT_MAX; student++) {
        if (counted[student] || !is_wrong(report, student, place))
            continue;
        const char *response = report->sheets[student].answers[place].response;
        bool students[STUDENT_MAX] = {false};
        int count = 0;
        for (int other = student; other < STUDENT_MAX; other++)
            if (!counted[other] && is_wrong(report, other, place) &&
                says_the_same(item, response, report->sheets[other].answers[place].response)) {
                students[other] = counted[other] = true;
                count++;
            }
        keep_wrong(&report->items[place], item, response, students, count);
    }
}

/* --- Counting --------------------------------------------------------------------------------- */

static bool is_there(const struct ticket_report *report, int student)
{
    for (int32_t day = report->first_day; day <= report->last_day; day++)
        if (classroom_is_present(report->classroom, student, day))
            return true;
    return false;
}

static void set_mark(struct mark_list *list, int student, enum mark mark)
{
    list->marks[student] = (uint8_t)mark;
    list->counts[mark]++;
}

static bool has_handed_in(const struct ticket_report *report, int student)
{
    return stamp_is_set(&report->sheets[student].stamp);
}

static enum mark item_mark(const struct ticket_report *report, int student, int place, bool there)
{
    enum mark mark = (enum mark)report->sheets[student].answers[place].mark;
    if (mark != MARK_ABSENT)
        return mark;
    return there ? MARK_NO_ANSWER : MARK_ABSENT;
}

static enum mark skill_mark(
    const struct ticket_report *report, int student, const char *skill, bool there)
{
    int64_t score = 0, full = 0;
    bool answered = false, unsure = false;
    for (int place = 0; place < report->item_count; place++) {
        if (!report->items[place].is_scored || !str_equal(item_at(report, place)->skill, skill))
            continue;
        uint8_t mark = report->sheets[student].answers[place].mark;
        full += SCORE_FULL;
        score += report->sheets[student].answers[place].score;
        answered = answered || mark >= MARK_NOT_YET;
        unsure = unsure || mark == MARK_UNSURE;
    }
    if (answered)
        return score == full ? MARK_GOT_IT : 2 * score >= full ? MARK_ALMOST : MARK_NOT_YET;
    if (unsure)
        return MARK_UNSURE;
    return there ? MARK_NO_ANSWER : MARK_ABSENT;
}

static void find_items(struct ticket_report *report)
{
    report->item_count = ticket_of(report)->item_count;
    for (int place = 0; place < report->item_count; place++) {
        const struct item *item = item_at(report, place);
        struct item_report *out = &report->items[place];
        out->item = ticket_of(report)->items[place];
        out->asks = item->kind != ITEM_DESCRIPTION;
        out->is_scored = item_is_scored(item->kind);
        bool known = !out->is_scored;
        for (int i = 0; i < report->skill_count; i++)
            known = known || str_equal(report->skills[i].skill, item->skill);
        if (!known)
            STR_COPY(report->skills[report->skill_count++].skill, item->skill);
    }
}

static void count_student(struct ticket_report *report, int student)
{
    bool handed_in = has_handed_in(report, student);
    bool there = handed_in || is_there(report, student);
    report->handed_in += handed_in;
    report->there += there;
    for (int place = 0; place < report->item_count; place++)
        if (report->items[place].asks)
            set_mark(
                &report->items[place].marks, student, item_mark(report, student, place, there));
    for (int i = 0; i < report->skill_count; i++)
        set_mark(&report->skills[i].marks, student,
            skill_mark(report, student, report->skills[i].skill, there));
}

/* --- The suggestion --------------------------------------------------------------------------- */

/* Who handed in and has it not. `got` is the least mark that is enough. */
static int find_missing(const struct ticket_report *report, const struct mark_list *marks,
    enum mark got, bool students[static STUDENT_MAX])
{
    int count = 0;
    for (int student = 0; student < STUDENT_MAX; student++) {
        students[student] = has_handed_in(report, student) && marks->marks[student] < (uint8_t)got;
        count += students[student];
    }
    return count;
}

/* At least 3 in 4 answers right to the other items of the same skill, or of any when it is the only
 * one of its skill. */
static bool rest_is_right(const struct ticket_report *report, int but)
{
    int right[2] = {0}, asked[2] = {0}; /* any, same skill */
    for (int place = 0; place < report->item_count; place++) {
        if (place == but || !report->items[place].is_scored)
            continue;
        bool same = str_equal(item_at(report, place)->skill, item_at(report, but)->skill);
        for (int i = 0; i <= same; i++) {
            right[i] += report->items[place].marks.counts[MARK_GOT_IT];
            asked[i] += report->handed_in;
        }
    }
    int of = asked[1] > 0;
    return asked[of] > 0 && 4 * right[of] >= 3 * asked[of];
}

static bool suggest_item(struct ticket_report *report)
{
    struct suggestion *out = &report->suggestion;
    bool missing[STUDENT_MAX];
    if (report->handed_in < 4)
        return false;
    for (int place = 0; place < report->item_count; place++) {
        const struct item_report *item = &report->items[place];
        int count = find_missing(report, &item->marks, MARK_GOT_IT, missing);
        if (!item->is_scored || 2 * count < report->handed_in || count <= out->count ||
            !rest_is_right(report, place))
            continue;
        out->kind = SUGGEST_LOOK_AT_ITEM;
        out->item = place;
        out->count = count;
        memcpy(out->students, missing, sizeof missing);
    }
    return out->item >= 0;
}

static void suggest_skill(struct ticket_report *report)
{
    struct suggestion *out = &report->suggestion;
    bool missing[STUDENT_MAX];
    out->kind = SUGGEST_GO_ON;
    for (int i = 0; i < report->skill_count; i++) {
        int count = find_missing(report, &report->skills[i].marks, MARK_ALMOST, missing);
        if (count <= out->count)
            continue;
        out->kind = 2 * count >= report->handed_in ? SUGGEST_RETEACH : SUGGEST_SMALL_GROUP;
        out->skill = i;
        out->count = count;
        memcpy(out->students, missing, sizeof missing);
    }
}

void ticket_report_finish(struct ticket_report *report)
{
    find_items(report);
    for (int student = 0; student < report->classroom->plan.student_count; student++)
        if (report->classroom->students[student].enrolled)
            count_student(report, student);
    for (int place = 0; place < report->item_count; place++)
        if (report->items[place].is_scored)
            count_wrong(report, place);
    report->suggestion = (struct suggestion){.item = -1, .skill = -1, .of = report->handed_in};
    if (report->there == 0)
        report->suggestion.kind = SUGGEST_NOBODY;
    else if (report->handed_in == 0 || 2 * report->handed_in < report->there)
        report->suggestion = (struct suggestion){.kind = SUGGEST_TOO_FEW,
            .item = -1,
            .skill = -1,
            .count = report->handed_in,
            .of = report->there};
    else if (!suggest_item(report))
        suggest_skill(report);
}

int report_newest_ticket(const struct classroom *classroom, int32_t day)
{
    enum { ANYBODY = 0 }; /* who has handed in nothing, if the day's ticket is what is found */
    const struct stamp *newest = NULL;
    int found = classroom_ticket_today(classroom, ANYBODY, day);
    if (found < 0 && classroom->ticket_in_plan_count > 0)
        found = classroom->tickets_in_plan[0];
    for (int k = 0; k < classroom->ticket_in_plan_count; k++)
        for (int student = 0; student < classroom->plan.student_count; student++) {
            int ticket = classroom->tickets_in_plan[k];
            const struct stamp *stamp = &classroom->students[student].hand_ins[ticket].stamp;
            if (stamp_is_set(stamp) && (newest == NULL || stamp_compare(stamp, newest) > 0)) {
                newest = stamp;
                found = ticket;
            }
        }
    return found;
}

const char *suggestion_sentence(enum suggestion_kind kind)
{
    switch (kind) {
    case SUGGEST_NOBODY: return N_("Nobody has checked in yet.");
    case SUGGEST_TOO_FEW:
        return N_("Not enough to go by: {count} of {of} who were there handed it in.");
    case SUGGEST_LOOK_AT_ITEM:
        return N_("Look at question {number} yourself: {count} of {of} did not get it, and did "
                  "well otherwise.");
    case SUGGEST_RETEACH:
        return N_("Teach {skill} again to everybody: {count} of {of} do not have it.");
    case SUGGEST_SMALL_GROUP:
        return N_("A small group for {skill}: {count} of {of} do not have it yet.");
    case SUGGEST_GO_ON: break;
    }
    return N_("Go on: everybody has it.");
}
