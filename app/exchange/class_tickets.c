#include "base/str.h"
#include "base/utf8.h"
#include "exchange/class_reader.h"
#include "exchange/gift.h"
#include "exchange/questions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A ticket being put together. */
struct ticket_draft {
    char id[ID_SIZE];
    char title[TEXT_SIZE];
    const char *file; /* where to report it */
    int place;        /* in ticket_order.csv; behind all of it if it is not there */
    struct question *questions[TICKET_ITEM_MAX];
    int count;
};

struct ticket_reader {
    struct class_reader *reader;
    struct question_list sheet; /* questions.csv */
    const char *sheet_file;
    bool taken[ITEM_MAX]; /* of the sheet: stands in a ticket */
    struct ticket_draft drafts[TICKET_MAX];
    int draft_count;
    bool full, tag_without_skills;
};

/* About a file as a whole. */
static void report(
    const struct ticket_reader *tickets, const char *file, const char *todo, const char *what)
{
    problem_add(tickets->reader->problems, PROBLEM_ERROR, file, 0, 0, todo, what, NULL);
}

static void report_question(const struct ticket_reader *tickets, const char *file,
    const struct question *question, const char *todo, const char *what, ...)
    __attribute__((sentinel));

static void report_question(const struct ticket_reader *tickets, const char *file,
    const struct question *question, const char *todo, const char *what, ...)
{
    va_list gaps;
    va_start(gaps, what);
    problem_vadd(tickets->reader->problems, PROBLEM_ERROR, file, question->line, question->column,
        todo, what, gaps);
    va_end(gaps);
}

/* "week-2" before "week-10": runs of digits compare as numbers. */
static int compare_natural(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            size_t zeros_a = strspn(a, "0"), zeros_b = strspn(b, "0");
            size_t digits_a = strspn(a + zeros_a, "0123456789");
            size_t digits_b = strspn(b + zeros_b, "0123456789");
            if (digits_a != digits_b)
                return digits_a < digits_b ? -1 : 1;
            int order = memcmp(a + zeros_a, b + zeros_b, digits_a);
            if (order != 0)
                return order;
            a += zeros_a + digits_a;
            b += zeros_b + digits_b;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return (*a != '\0') - (*b != '\0');
}

int class_compare_tickets(const char *a, const char *b)
{
    int order = compare_natural(a, b);
    return order != 0 ? order : strcmp(a, b);
}

static int compare_drafts(const void *left, const void *right)
{
    const struct ticket_draft *a = left, *b = right;
    return a->place != b->place ? (a->place > b->place) - (a->place < b->place)
                                : class_compare_tickets(a->id, b->id);
}

static struct ticket_draft *find_draft(struct ticket_reader *tickets, const char *id)
{
    for (int i = 0; i < tickets->draft_count; i++)
        if (str_equal(tickets->drafts[i].id, id))
            return &tickets->drafts[i];
    return NULL;
}

static struct ticket_draft *add_draft(
    struct ticket_reader *tickets, const char *id, const char *file)
{
    if (tickets->draft_count == TICKET_MAX) {
        if (!tickets->full)
            report(tickets, file, N_("move old tickets out of the folder"),
                N_("there are more than 64 tickets"));
        tickets->full = true;
        return NULL;
    }
    struct ticket_draft *draft = &tickets->drafts[tickets->draft_count++];
    *draft = (struct ticket_draft){.file = file};
    STR_COPY(draft->id, id);
    return draft;
}

/* `place` is where it stands: the question itself or what names it. */
static void add_question(struct ticket_reader *tickets, struct ticket_draft *draft,
    struct question *question, const struct question *place)
{
    if (draft->count < TICKET_ITEM_MAX) {
        draft->questions[draft->count++] = question;
        return;
    }
    report_question(tickets, draft->file, place,
        N_("make two tickets of it; ids such as week1/1 in questions.csv name the ticket"),
        N_("the ticket {ticket} has more than {count} questions"), "ticket", quote(draft->id).text,
        "count", str_number(TICKET_ITEM_MAX).text, NULL);
}

/* `// [question:ID]` */
static void add_reference(
    struct ticket_reader *tickets, struct ticket_draft *draft, const struct question *reference)
{
    for (int i = 0; i < tickets->sheet.count; i++) {
        if (!str_equal(tickets->sheet.list[i]->item.id, reference->item.id))
            continue;
        if (tickets->taken[i])
            report_question(tickets, draft->file, reference, N_("name it in one ticket only"),
                N_("the question {question} is in a ticket already"), "question",
                quote(reference->item.id).text, NULL);
        else
            add_question(tickets, draft, tickets->sheet.list[i], reference);
        tickets->taken[i] = true;
        return;
    }
    report_question(tickets, draft->file, reference, N_("use an id of questions.csv"),
        N_("there is no question {question} in questions.csv"), "question",
        quote(reference->item.id).text, NULL);
}

/* The name without folder and ending; false if the file is no ticket. */
static bool ticket_name(const struct folder *folder, const char *name, char *out, size_t size)
{
    static const char *const endings[] = {".gift", ".txt", ".aiken", ".md"};
    if (!str_starts_with(name, "tickets/"))
        return false;
    const char *base = name + strlen("tickets/");
    const char *dot = strrchr(base, '.');
    if (dot == NULL || dot == base)
        return false;
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        if (!str_equal_ascii_fold(dot, endings[i]))
            continue;
        (void)str_copy_length(out, size, base, (size_t)(dot - base));
        size_t length = strlen(out);
        if (!folder->is_stored)
            text_compose(out, &length, size);
        return true;
    }
    return false;
}

/* About what fits above the answers at 800x480, in characters. */
enum { PROMPT_SHOWN = 400 };

static void warn_long_prompt(const struct ticket_reader *tickets, const char *file,
    struct text_place place, const struct item *item)
{
    int count = (int)utf8_count(item->prompt);
    if (count <= PROMPT_SHOWN)
        return;
    problem_add(tickets->reader->problems, PROBLEM_WARNING, file, place.line, place.column,
        N_("shorten it to about {most} characters, or make two questions of it"),
        N_("the question has {count} characters: on a small screen it must be scrolled"), "count",
        str_number(count).text, "most", str_number(PROMPT_SHOWN).text, NULL);
}

static void read_ticket(struct ticket_reader *tickets, const struct folder_file *file)
{
    struct class_reader *reader = tickets->reader;
    char name[ID_SIZE * 4], id[ID_SIZE];
    struct text_file text;
    if (!ticket_name(reader->folder, file->name, name, sizeof name))
        return;
    const struct cell_context names = {.file = file->name, .problems = reader->problems};
    if (!cell_id(&names, (struct csv_cell){.text = name}, ID_FILE_NAME, id))
        return;
    if (find_draft(tickets, id) != NULL) {
        report(tickets, file->name, N_("keep one of the two files"),
            N_("there are two ticket files of this name"));
        return;
    }
    struct ticket_draft *draft = add_draft(tickets, id, file->name);
    if (draft == NULL || !class_decode(reader, file, &text))
        return;
    struct question_list *list = arena_new(reader->arena, struct question_list);
    if (list == NULL) {
        report(tickets, file->name, N_("make the folder smaller"), N_("there is no memory left"));
        return;
    }
    list->arena = reader->arena;
    const struct gift_context context = {.ticket = id,
        .plan = reader->plan,
        .skills_known = class_find_file(reader, "skills.csv") != NULL,
        .problems = reader->problems,
        .arena = reader->arena};
    int errors = reader->problems->errors;
    ticket_file_read(&text, &context, list);
    STR_COPY(draft->title, list->title);
    for (int i = 0; i < list->count; i++) {
        struct question *question = list->list[i];
        if (question->reference) {
            add_reference(tickets, draft, question);
            continue;
        }
        add_question(tickets, draft, question, question);
        warn_long_prompt(tickets, file->name, (struct text_place){question->line, question->column},
            &question->item);
    }
    if (list->count == 0 && reader->problems->errors == errors)
        problem_add(reader->problems, PROBLEM_ERROR, file->name, 1, 1,
            N_("write at least one question, or delete the file"),
            N_("this ticket has no questions"), NULL);
}

static bool has_picture(const struct folder *folder, const char *image)
{
    char name[ID_SIZE * 4];
    for (int i = 0; i < folder->count; i++) {
        size_t length = strlen(folder->files[i].name);
        if (STR_COPY(name, folder->files[i].name) && text_compose(name, &length, sizeof name) &&
            str_equal(name, image))
            return true;
    }
    return false;
}

static struct csv_cell place_cell(struct text_place place)
{
    return (struct csv_cell){.text = "", .line = place.line, .column = place.column};
}

static void check_sheet_question(struct ticket_reader *tickets, int at)
{
    struct class_reader *reader = tickets->reader;
    const struct question *question = tickets->sheet.list[at];
    const struct item *item = &question->item;
    const struct cell_context context = {.file = tickets->sheet_file, .problems = reader->problems};
    for (int i = 0; i < at; i++)
        if (str_equal(tickets->sheet.list[i]->item.id, item->id))
            cell_error(&context,
                (struct csv_cell){.line = question->line, .column = question->column},
                N_("give each question an id of its own"),
                N_("the id {id} is used twice (first in line {line})"), "id", quote(item->id).text,
                "line", str_number(tickets->sheet.list[i]->line).text, NULL);
    bool skills = class_find_file(reader, "skills.csv") != NULL && reader->skills_known;
    if (skills && item->skill[0] != '\0' && plan_find_skill(reader->plan, item->skill) < 0)
        cell_error(&context, place_cell(question->skill_place), N_("use a code of skills.csv"),
            N_("the skill {skill} is not in skills.csv"), "skill", quote(item->skill).text, NULL);
    warn_long_prompt(tickets, tickets->sheet_file, question->prompt_place, item);
    struct csv_cell image = place_cell(question->image_place);
    if (strchr(item->image, '/') != NULL || strchr(item->image, '\\') != NULL)
        cell_error(&context, image,
            N_("put the picture beside questions.csv and write its name only"),
            N_("the picture {picture} is named with a folder"), "picture", quote(item->image).text,
            NULL);
    else if (item->image[0] != '\0' && !has_picture(reader->folder, item->image))
        cell_warning(&context, image,
            N_("put the picture beside questions.csv; until then the question is shown without it"),
            N_("the picture {picture} is not in the folder"), "picture", quote(item->image).text,
            NULL);
}

static void read_sheet(struct ticket_reader *tickets)
{
    struct class_reader *reader = tickets->reader;
    const struct folder_file *file = class_find_file(reader, "questions.csv");
    struct text_file text;
    tickets->sheet.arena = reader->arena;
    if (file == NULL || !class_decode(reader, file, &text))
        return;
    tickets->sheet_file = file->name;
    questions_read(&text, reader->arena, &tickets->sheet, reader->problems);
    for (int i = 0; i < tickets->sheet.count; i++)
        check_sheet_question(tickets, i);
}

static void place_rest_of_sheet(struct ticket_reader *tickets)
{
    for (int i = 0; i < tickets->sheet.count; i++) {
        char id[ID_SIZE];
        if (tickets->taken[i])
            continue;
        struct question *question = tickets->sheet.list[i];
        question_ticket(&question->item, id);
        struct ticket_draft *draft = find_draft(tickets, id);
        if (draft == NULL)
            draft = add_draft(tickets, id, tickets->sheet_file);
        if (draft != NULL)
            add_question(tickets, draft, question, question);
    }
}

/* Twice in questions.csv: that is reported there. */
static bool is_twice_in_sheet(const struct ticket_reader *tickets, const char *id)
{
    int count = 0;
    for (int i = 0; i < tickets->sheet.count; i++)
        count += str_equal(tickets->sheet.list[i]->item.id, id);
    return count > 1;
}

static bool id_is_taken(
    const struct ticket_reader *tickets, const struct ticket_draft *draft, const char *id)
{
    for (int i = 0; i < tickets->sheet.count; i++)
        if (str_equal(tickets->sheet.list[i]->item.id, id))
            return true;
    for (int i = 0; i < draft->count; i++)
        if (str_equal(draft->questions[i]->item.id, id))
            return true;
    return plan_find_item(tickets->reader->plan, id) >= 0;
}

/* "week1/3" for the third of its ticket; "week1/3b" if something else is named so. */
static void number_item(
    struct ticket_reader *tickets, const struct ticket_draft *draft, struct item *item, int place)
{
    char id[ID_SIZE];
    bool fits = STR_FORMAT(id, "%s/%d", draft->id, place + 1);
    for (char letter = 'b'; letter <= 'z' && id_is_taken(tickets, draft, id); letter++)
        fits = STR_FORMAT(id, "%s/%d%c", draft->id, place + 1, letter);
    if (!fits)
        report(tickets, draft->file, N_("use a shorter one"), N_("the file name is too long"));
    STR_COPY(item->id, id);
}

static void put_item(struct ticket_reader *tickets, const struct ticket_draft *draft,
    struct ticket *ticket, int place)
{
    struct plan *plan = tickets->reader->plan;
    struct question *question = draft->questions[place];
    struct item *item = &question->item;
    if (plan->item_count == ITEM_MAX) {
        if (place == 0 || !tickets->full)
            report_question(tickets, draft->file, question,
                N_("move old tickets out of the folder"),
                N_("there are more than 512 questions in the folder"), NULL);
        tickets->full = true;
        return;
    }
    if (item->id[0] == '\0')
        number_item(tickets, draft, item, place);
    if (plan_find_item(plan, item->id) >= 0 && !is_twice_in_sheet(tickets, item->id))
        report_question(tickets, draft->file, question, N_("give each question an id of its own"),
            N_("the id {id} is used by another question too"), "id", quote(item->id).text, NULL);
    tickets->tag_without_skills |= item->skill[0] != '\0' && plan->skill_count == 0;
    ticket->items[ticket->item_count++] = plan->item_count;
    plan->items[plan->item_count++] = *item;
}

/* Ids that are no ticket's any more are passed over. */
static void read_order(struct ticket_reader *tickets)
{
    static const struct csv_field fields[] = {{"ticket", "id exitticket", true}};
    struct csv_table table;
    for (int i = 0; i < tickets->draft_count; i++)
        tickets->drafts[i].place = CSV_ROW_MAX;
    if (!class_open_table(tickets->reader, "ticket_order.csv", fields, 1, &table, NULL))
        return;
    for (int row = table.row_count - 1; row >= 0; row--) {
        struct ticket_draft *draft = find_draft(tickets, csv_cell(&table, row, 0).text);
        if (draft != NULL)
            draft->place = row;
    }
}

static void put_tickets(struct ticket_reader *tickets)
{
    struct plan *plan = tickets->reader->plan;
    qsort(tickets->drafts, (size_t)tickets->draft_count, sizeof tickets->drafts[0], compare_drafts);
    for (int i = 0; i < tickets->draft_count; i++) {
        const struct ticket_draft *draft = &tickets->drafts[i];
        struct ticket *ticket = &plan->tickets[plan->ticket_count++];
        *ticket = (struct ticket){0};
        STR_COPY(ticket->id, draft->id);
        STR_COPY(ticket->title, draft->title[0] != '\0' ? draft->title : draft->id);
        for (int place = 0; place < draft->count; place++)
            put_item(tickets, draft, ticket, place);
    }
}

void class_read_tickets(struct class_reader *reader)
{
    struct ticket_reader *tickets = arena_new(reader->arena, struct ticket_reader);
    if (tickets == NULL) {
        problem_add(reader->problems, PROBLEM_ERROR, "", 0, 0, N_("make the folder smaller"),
            N_("there is no memory left to read the tickets"), NULL);
        return;
    }
    tickets->reader = reader;
    int errors = reader->problems->errors;
    read_sheet(tickets);
    for (int i = 0; i < reader->folder->count; i++)
        read_ticket(tickets, &reader->folder->files[i]);
    place_rest_of_sheet(tickets);
    read_order(tickets);
    put_tickets(tickets);
    /* A ticket that was left out for its errors is not to be reported again by the calendar. */
    reader->tickets_known = reader->problems->errors == errors || reader->plan->ticket_count > 0;
    if (tickets->tag_without_skills && class_find_file(reader, "skills.csv") == NULL)
        problem_add(reader->problems, PROBLEM_WARNING, "skills.csv", 0, 0,
            N_("add skills.csv with the columns code and goal"),
            N_("questions name skills but there is no skills.csv, so nothing is known of them"),
            NULL);
}
