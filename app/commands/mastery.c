/* mastery: levels of skills, by student. */
#include "model/mastery.h"

#include "commands/class_records.h"
#include "commands/commands.h"
#include "exchange/mastery_json.h"
#include <stdio.h>

static const char *level_words(enum mastery_level level)
{
    switch (level) {
    case MASTERY_NOT_YET: return "not yet";
    case MASTERY_GETTING_THERE: return "getting there";
    case MASTERY_GOT_IT: return "got it";
    default: return "no evidence";
    }
}

static void print_skill(const struct skill *skill, const struct mastery *mastery)
{
    printf("  %-16s %-14s", skill->code, level_words(mastery->level));
    if (mastery->asked > 0)
        printf(" %d of %d right, on %d day%s", mastery->right, mastery->asked, mastery->days,
            mastery->days == 1 ? "" : "s");
    if (mastery->unsure > 0)
        printf(", %d unsure", mastery->unsure);
    puts(mastery->by_teacher ? " (the teacher's word)" : "");
}

static void print_text(const struct classroom *classroom, const int *students, int count)
{
    for (int i = 0; i < count; i++) {
        char name[WHOLE_NAME_SIZE];
        const struct student *student = &classroom->plan.students[students[i]];
        class_records_name(student, name);
        printf("%s (%s)\n", name, student->id);
        int shown = 0;
        for (int skill = 0; skill < classroom->plan.skill_count; skill++) {
            struct mastery mastery = mastery_of(classroom, students[i], skill);
            if (mastery.level == MASTERY_NONE)
                continue;
            print_skill(&classroom->plan.skills[skill], &mastery);
            shown++;
        }
        if (shown == 0)
            puts("  no evidence yet");
    }
}

static bool add_student(
    struct mastery_json *document, const struct classroom *classroom, int student)
{
    const struct plan *plan = &classroom->plan;
    bool ok = mastery_json_add_student(document, plan->students[student].id);
    for (int i = 0; ok && i < plan->skill_count; i++) {
        struct mastery mastery = mastery_of(classroom, student, i);
        ok = mastery_json_add_skill(document, &(struct mastery_json_skill){
                                                  .skill = plan->skills[i].code,
                                                  .level = mastery_level_names[mastery.level],
                                                  .right = mastery.right,
                                                  .asked = mastery.asked,
                                                  .days = mastery.days,
                                                  .unsure = mastery.unsure,
                                                  .by_teacher = mastery.by_teacher,
                                              });
    }
    return ok;
}

static bool print_json(
    const struct classroom *classroom, const int *students, int count, struct error *error)
{
    struct mastery_json *document = mastery_json_open();
    bool ok = document != NULL;
    for (int i = 0; ok && i < count; i++)
        ok = add_student(document, classroom, students[i]);
    ok = ok && mastery_json_write(document, stdout) && fflush(stdout) == 0;
    mastery_json_close(document);
    return ok || error_set(error, ERR_IO, "the document could not be written");
}

int command_mastery(int count, char **arguments)
{
    struct cli_list ids = {0};
    const char *data = NULL;
    bool json = false;
    const struct cli_option options[] = {
        {"--student", CLI_LIST, &ids, "ID", "only this one; may be repeated"},
        {"--json", CLI_FLAG, &json, NULL, "one JSON document with every skill of the plan"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "mastery",
        .summary = "Prints the level of each skill with the evidence for it, by student.",
        .details = "right, asked and days count the newest answers, as many as the rule of the "
                   "skill looks at. Without --json, skills without evidence are left out.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    int students[STUDENT_MAX], student_count;
    status = CLI_COULD_NOT;
    if (class_records_open(&records, data, true, &error) &&
        class_records_pick(&records, &ids, students, &student_count, &error)) {
        if (!json)
            print_text(records.classroom, students, student_count);
        if (!json || print_json(records.classroom, students, student_count, &error))
            status = CLI_DONE;
    }
    if (status != CLI_DONE)
        cli_fail(status, &error);
    records_close(&records);
    return status;
}
