#include "class_text.h"

#include "base/date.h"
#include "exchange/oneroster.h"

/* The files of a package; NULL: the usual one. */
struct package {
    const char *manifest, *orgs, *classes, *users, *enrollments;
};

static const char usual_manifest[] =
    "propertyName,value\r\noneroster.version,1.1\r\nfile.enrollments,bulk\r\n";
static const char delta_manifest[] =
    "propertyName,value\noneroster.version,1.2\nfile.users,delta\nfile.enrollments,delta\n";
static const char usual_classes[] =
    "sourcedId,status,dateLastModified,title,classCode,schoolSourcedId\n"
    "c1,,,Room 12,4B,s1\nc2,tobedeleted,,Room 13,4C,s1\n";
static const char two_classes[] = "sourcedId,title,classCode\nc1,Room 12,4B\nc2,Room 13,4C\n";
static const char usual_users[] =
    "sourcedId,status,role,givenName,familyName,identifier,password\n"
    "u1,,student,Ana,Ruiz,ana,secret\nu2,,student,Ben,Okafor,77,\nu3,,teacher,Ms,Rivera,,\n";
static const char usual_enrollments[] =
    "sourcedId,classSourcedId,userSourcedId,role,status,endDate\n"
    "e1,c1,u1,student,,\ne2,c1,u2,student,,\ne3,c1,u3,teacher,,\n";

static void add(struct class_text *self, const char *name, const char *text, const char *usual)
{
    if (text == NULL)
        text = usual;
    if (text[0] != '\0')
        class_text_add(self, name, text);
}

static struct roster *read_package(
    struct class_text *self, const struct package *package, const char *wanted)
{
    struct roster *roster = arena_new(&self->arena, struct roster);
    struct date today = {2026, 9, 14};
    assert_non_null(roster);
    add(self, "manifest.csv", package->manifest, usual_manifest);
    add(self, "orgs.csv", package->orgs, "sourcedId,name\ns1,Riverside\n");
    add(self, "classes.csv", package->classes, usual_classes);
    add(self, "users.csv", package->users, usual_users);
    add(self, "enrollments.csv", package->enrollments, usual_enrollments);
    oneroster_read(
        &self->folder, wanted, "", date_to_day(today), &self->arena, roster, &self->problems);
    return roster;
}

/* "CLASS (SCHOOL): id[identifier]=First/Preferred Last, …", then the problems. */
static void dump(const struct roster *roster, struct str_writer *out)
{
    str_putf(out, "%s (%s):", roster->class_title, roster->school);
    for (int i = 0; i < roster->count; i++) {
        const struct roster_student *entry = &roster->students[i];
        const struct student *student = &entry->student;
        str_putf(out, " %s%s[%s]=%s%s%s %s", entry->leaves ? "-" : "", student->id,
            entry->identifier, student->first_name, student->preferred_name[0] != '\0' ? "/" : "",
            student->preferred_name, student->last_name);
    }
    str_put(out, "\n");
}

static const struct {
    struct package package;
    const char *wanted, *expected;
} cases[] = {
    {{0}, NULL, "Room 12 (Riverside): u1[ana]=Ana Ruiz u2[77]=Ben Okafor\n"},
    {{.orgs = ""}, "4b", "Room 12 (): u1[ana]=Ana Ruiz u2[77]=Ben Okafor\n"},
    {{.classes = two_classes}, "room 12", "Room 12 (): u1[ana]=Ana Ruiz u2[77]=Ben Okafor\n"},
    {{.classes = two_classes}, NULL,
        " ():\n"
        "classes.csv:1:1: there are several classes in this file: say --class with the id or title "
        "of one of those below\n"
        "classes.csv:2:1: note: --class \"c1\" is \"Room 12\" with 2 students\n"
        "classes.csv:3:1: note: --class \"c2\" is \"Room 13\" with 0 students\n"},
    {{0}, "4c",
        " ():\n"
        "classes.csv:1:1: no class has the id or title \"4c\": say --class with one of those "
        "below\n"
        "classes.csv:2:1: note: --class \"c1\" is \"Room 12\" with 2 students\n"},
    {{.classes = "sourcedId,title\nc1,Maths\nc2,Maths\n"}, "Maths",
        " ():\n"
        "classes.csv:1:1: more than one class has the title \"Maths\": say --class with the id of "
        "one of those below\n"
        "classes.csv:2:1: note: --class \"c1\" is \"Maths\" with 2 students\n"
        "classes.csv:3:1: note: --class \"c2\" is \"Maths\" with 0 students\n"},
    /* The list counts who would join: not who left or ended, is no student, or is enrolled twice.
     */
    {{.classes = two_classes,
         .users = "sourcedId,status,role,givenName\nu1,,student,Ana\nu2,tobedeleted,student,Ben\n"
                  "u3,,teacher,Ms\nu4,,student,Cyd\nu5,,student,Dev\n",
         .enrollments = "classSourcedId,userSourcedId,role,status,endDate\nc1,u1,student,,\n"
                        "c1,u1,student,,\nc1,u2,student,,\nc1,u3,student,,\nc1,u9,student,,\n"
                        "c1,u4,student,tobedeleted,\nc1,u5,student,,2026-09-13\nc2,u1,student,,\n"},
        NULL,
        " ():\n"
        "classes.csv:1:1: there are several classes in this file: say --class with the id or title "
        "of one of those below\n"
        "classes.csv:2:1: note: --class \"c1\" is \"Room 12\" with 1 students\n"
        "classes.csv:3:1: note: --class \"c2\" is \"Room 13\" with 1 students\n"},
    /* 1.2: no role of the user, a preferred name; other orders, no manifest. */
    {{.manifest = "",
         .users = "givenName,preferredGivenName,familyName,sourcedId\nAnastasia,Ana,Ruiz,u1\n",
         .enrollments = "role,userSourcedId,classSourcedId\nStudent,u1,c1\n"},
        NULL,
        "Room 12 (Riverside): u1[]=Anastasia/Ana Ruiz\n"
        "manifest.csv:1:1: warning: there is no manifest.csv in the zip file; it is read as a "
        "whole "
        "roster: check the students that come out\n"},
    /* 1.0's names; who has ended, is deleted, twice, or no student. */
    {{.enrollments = "classId,userId,role,status,endDate\nc1,u1,student,active,2026-09-14\n"
                     "c1,u2,student,,2026-09-13\nc1,u1,student,,\nc1,u3,teacher,,\n"},
        NULL, "Room 12 (Riverside): u1[ana]=Ana Ruiz\n"},
    /* The last day counts; of somebody who has left nothing has to fit together. */
    {{.enrollments = "classSourcedId,userSourcedId,role,status,endDate\n"
                     "c1,u1,student,active,2026-09-14\nc1,u8,student,,2026-09-13\n"},
        NULL, "Room 12 (Riverside): u1[ana]=Ana Ruiz\n"},
    {{.users = "sourcedId,status,givenName,familyName\nu1,,Ana,Ruiz\nu2,tobedeleted,Ben,Okafor\n"},
        NULL, "Room 12 (Riverside): u1[]=Ana Ruiz\n"},
    /* Users alone are told in part: the enrollments are all there are. */
    {{.manifest = "propertyName,value\noneroster.version,1.1\nfile.users,delta\n",
         .enrollments = "classSourcedId,userSourcedId,role,status\nc1,u1,student,active\n"
                        "c1,u2,student,tobedeleted\n"},
        NULL, "Room 12 (Riverside): u1[ana]=Ana Ruiz\n"},
    {{.enrollments = "classSourcedId,userSourcedId,role,status\nc1,u1,student,tobedeleted\n"
                     "c1,u2,student,inactive\n"},
        NULL,
        "Room 12 (Riverside):\n"
        "enrollments.csv:1:1: no student is in the class \"Room 12\" now: check that the export is "
        "of this school year\n"},
    {{.enrollments = "classSourcedId,userSourcedId,role\nc1,u1,student\nc1,u8,student\n"
                     "c1,u3,student\n"},
        NULL,
        "Room 12 (Riverside): u1[ana]=Ana Ruiz\n"
        "enrollments.csv:3:4: warning: the user \"u8\" is not in users.csv and is left out: export "
        "the roster again, or add the student by hand\n"
        "users.csv:4:5: warning: the user \"u3\" is enrolled as a student but is \"teacher\" here, "
        "and is left out: nothing to do unless this is a student\n"},
    {{.manifest = delta_manifest,
         .enrollments = "classSourcedId,userSourcedId,role,status\nc1,u1,student,active\n"
                        "c1,u2,student,tobedeleted\n"},
        NULL, "Room 12 (Riverside): u1[ana]=Ana Ruiz -u2[77]=Ben Okafor\n"},
    /* Who has an enrollment that counts stays, in whatever order they are; one's own user unchanged
     * is not in the package. */
    {{.manifest = delta_manifest,
         .enrollments = "classSourcedId,userSourcedId,role,status,endDate\n"
                        "c1,u1,student,tobedeleted,\nc1,u1,student,active,\n"
                        "c1,u2,student,active,2026-09-01\nc1,u2,student,active,2026-09-30\n"
                        "c1,u8,student,tobedeleted,\nc1,u9,student,active,\n"
                        "c1,u9,student,tobedeleted,\n"},
        NULL, "Room 12 (Riverside): u1[ana]=Ana Ruiz u2[77]=Ben Okafor u9[]=  -u8[]= \n"},
    {{.users = "", .enrollments = "sourcedId,userSourcedId\n"}, NULL,
        " ():\n"
        "enrollments.csv:1:24: the column \"classSourcedId\" is missing: export the roster again "
        "as OneRoster 1.1 or 1.2\n"
        "enrollments.csv:1:24: the column \"role\" is missing: export the roster again as "
        "OneRoster 1.1 or 1.2\n"
        "users.csv:1:1: the file users.csv is not in the zip file: export the roster again with "
        "classes, users and enrollments\n"},
    {{.manifest = "propertyName,value\noneroster.version,2.0\nfile.orgs,bulk\n", .orgs = ""}, NULL,
        "Room 12 (): u1[ana]=Ana Ruiz u2[77]=Ben Okafor\n"
        "manifest.csv:2:19: warning: this is OneRoster \"2.0\"; 1.1 and 1.2 are known: check the "
        "students that come out\n"
        "manifest.csv:3:11: warning: the manifest promises orgs.csv but it is not in the zip file: "
        "export the roster again\n"},
    {{.users = "sourcedId,givenName,familyName\nu1,Ana,N\xFA\xF1"
               "ez\nu2,Ben,\n"},
        NULL,
        "Room 12 (Riverside): u1[]=Ana Núñez u2[]=Ben \n"
        "users.csv:2:9: warning: the file is not UTF-8; it was read as Windows-1252: check that "
        "names with accents look right, and save as UTF-8 next time\n"},
    {{.users = "sourcedId,givenName,familyName\nu1,\"Ana,N\n"}, NULL,
        " ():\n"
        "users.csv:2:4: the quote opened on line 2 is never closed: close it with another \", or "
        "write a quote inside a cell twice (\"\")\n"},
};

static void test_cases(void **state)
{
    (void)state;
    static char actual[20000];
    bool all = true;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static struct class_text self;
        class_text_open(&self);
        struct str_writer out = str_writer(actual, sizeof actual);
        dump(read_package(&self, &cases[i].package, cases[i].wanted), &out);
        str_put(&out, class_text_problems(&self));
        if (!str_equal(actual, cases[i].expected)) {
            print_message("--- case %zu is\n%s--- should be\n%s\n", i, actual, cases[i].expected);
            all = false;
        }
        class_text_close(&self);
    }
    assert_true(all);
}

static void test_too_many_students(void **state)
{
    (void)state;
    static struct class_text self;
    static char users[16384], enrollments[16384];
    class_text_open(&self);
    struct str_writer u = str_writer(users, sizeof users);
    struct str_writer e = str_writer(enrollments, sizeof enrollments);
    str_put(&u, "sourcedId,givenName,familyName\n");
    str_put(&e, "classSourcedId,userSourcedId,role\n");
    for (int i = 0; i <= STUDENT_MAX; i++) {
        str_putf(&u, "u%d,Ana,Ruiz\n", i);
        str_putf(&e, "c1,u%d,student\n", i);
    }
    const struct package package = {.users = users, .enrollments = enrollments};
    read_package(&self, &package, NULL);
    assert_string_equal(class_text_problems(&self),
        "enrollments.csv:130:4: there are more than 128 students in this class: choose a class, "
        "not a whole grade\n");
    class_text_close(&self);
}

/* --- The update ------------------------------------------------------------------------------- */

static const char class_students[] =
    "id,first_name,last_name,preferred_name,avatar,language,settings,interests\n"
    "ana,Anna,Ruis,Anita,owl,es,large_text,chess\nu2,Ben,Okafor,,fox,,,\ncyd,Cyd,Lee,,cat,,,\n"
    "dev,Dev,Lee,,dog,,,\n";

static struct class_text *update(const struct package *package, struct roster_change *change)
{
    static struct class_text self;
    class_text_open(&self);
    class_text_add(&self, "students.csv", class_students);
    class_text_add(&self, "stations.csv", "id,name\na,A\nb,B\n");
    class_text_add(&self, "groups.csv", "group,students\nFoxes,ana;dev\nOwls,cyd\nBees,u2\n");
    class_text_add(&self, "rules.csv",
        "rule,students,group,hard\napart,ana;cyd,,\ntogether,ana;u2;dev,,2\nlock,cyd,Owls,\n"
        "role,cyd;u2,,\n");
    assert_string_equal(class_text_read(&self), "");
    self.folder.count = 0;
    struct roster *roster = read_package(&self, package, NULL);
    roster_update(self.plan, roster, change, &self.problems);
    return &self;
}

static void test_update_keeps_what_the_class_knows(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {
        .users = "sourcedId,givenName,preferredGivenName,familyName,identifier\n"
                 "u1,Ana,Annie,Ruiz,ana\nu2,Benjamin,Benny,Okafor,77\nu4,Dev,,Rao,\n",
        .enrollments = "classSourcedId,userSourcedId,role\nc1,u4,student\nc1,u2,student\n"
                       "c1,u1,student\n"};
    struct class_text *self = update(&package, &change);
    const struct plan *plan = self->plan;
    assert_string_equal(class_text_problems(self), "");
    assert_int_equal(plan->student_count, 3);
    assert_int_equal(change.joined, 1);
    assert_int_equal(change.left, 2);
    assert_int_equal(change.stayed, 2);
    assert_int_equal(change.mentions, 6);
    const struct student *ana = &plan->students[0], *ben = &plan->students[1];
    assert_string_equal(ana->id, "ana"); /* by the identifier */
    assert_string_equal(ana->first_name, "Ana");
    assert_string_equal(ana->last_name, "Ruiz");
    assert_string_equal(ana->preferred_name, "Anita");
    assert_string_equal(ana->avatar, "owl");
    assert_string_equal(ana->language, "es");
    assert_string_equal(ana->interests, "chess");
    assert_int_equal(ana->settings, SETTING_LARGE_TEXT);
    assert_string_equal(ben->id, "u2"); /* by the sourcedId */
    assert_string_equal(ben->first_name, "Benjamin");
    assert_string_equal(ben->preferred_name, "Benny");
    assert_string_equal(plan->students[2].id, "u4");
    assert_true(plan->students[2].avatar[0] != '\0');
    assert_int_equal(plan->group_count, 2);
    assert_string_equal(plan->groups[0].name, "Foxes");
    assert_int_equal(plan->groups[0].student_count, 1);
    assert_string_equal(plan->groups[1].name, "Bees");
    assert_int_equal(plan->rule_count, 2);
    assert_int_equal(plan->rules[0].kind, RULE_TOGETHER);
    assert_int_equal(plan->rules[0].student_count, 2);
    assert_int_equal(plan->rules[1].kind, RULE_ROLE);
    assert_string_equal(plan->rules[1].students[0], "u2");
    class_text_close(self);
}

/* The updated plan is one that a class folder can hold. */
static void test_updated_plan_reads_back(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {0};
    struct class_text *self = update(&package, &change);
    struct error error = {0};
    struct folder folder;
    assert_true(class_folder_write(self->plan, &self->arena, &folder, &error));
    class_folder_read(&folder, &self->arena, self->plan, &self->problems);
    assert_int_equal(self->problems.errors, 0);
    assert_int_equal(self->plan->student_count, 2);
    class_text_close(self);
}

static void test_delta_leaves_the_others(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {.manifest = delta_manifest,
        .users = "sourcedId,givenName,familyName\nu2,Ben,Okafor\nu4,Dev,Rao\n",
        .enrollments = "classSourcedId,userSourcedId,role,status\nc1,u4,student,active\n"
                       "c1,u2,student,tobedeleted\n"};
    struct class_text *self = update(&package, &change);
    assert_int_equal(self->plan->student_count, 4);
    assert_string_equal(self->plan->students[0].id, "ana");
    assert_string_equal(self->plan->students[1].id, "cyd");
    assert_string_equal(self->plan->students[2].id, "dev");
    assert_string_equal(self->plan->students[3].id, "u4");
    assert_int_equal(change.left, 1);
    class_text_close(self);
}

/* Users who have not changed are not in users.csv. */
static void test_delta_of_unchanged_users(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {.manifest = delta_manifest,
        .users = "sourcedId,givenName,familyName\n",
        .enrollments = "classSourcedId,userSourcedId,role,status\nc1,u2,student,tobedeleted\n"
                       "c1,cyd,student,active\nc1,u8,student,tobedeleted\nc1,u9,student,active\n"};
    struct class_text *self = update(&package, &change);
    assert_int_equal(self->plan->student_count, 3);
    assert_string_equal(self->plan->students[0].id, "ana");
    assert_string_equal(self->plan->students[1].id, "cyd");
    assert_string_equal(self->plan->students[1].first_name, "Cyd");
    assert_string_equal(self->plan->students[2].id, "dev");
    assert_int_equal(change.left, 1);
    assert_int_equal(change.joined, 0);
    assert_string_equal(class_text_problems(self),
        "enrollments.csv:5:4: warning: this student joins, but users.csv does not say the name; "
        "the student is left out: export the whole roster (bulk), or add the student to "
        "students.csv by hand\n"
        "enrollments.csv:4:4: warning: this student leaves, but nobody in the class has this id: "
        "nothing to do unless this student is still in the class: then take the row out of "
        "students.csv\n");
    class_text_close(self);
}

/* One number is another one's id: each stays who they are, and nobody is taken for two. */
static void test_an_identifier_that_is_an_id(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {
        .users = "sourcedId,givenName,familyName,identifier\nu9,Eve,Moss,u2\nu2,Ben,Okafor,\n",
        .enrollments = "classSourcedId,userSourcedId,role\nc1,u9,student\nc1,u2,student\n"};
    struct class_text *self = update(&package, &change);
    assert_string_equal(class_text_problems(self), "");
    assert_int_equal(self->plan->student_count, 2);
    assert_string_equal(self->plan->students[0].id, "u2");
    assert_string_equal(self->plan->students[0].first_name, "Ben");
    assert_string_equal(self->plan->students[1].id, "u9");
    assert_int_equal(change.joined, 1);
    class_text_close(self);
}

/* The sourcedId of the second is what the first joined by: the identifier is left. */
static void test_an_id_that_is_taken(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {
        .users = "sourcedId,givenName,familyName,identifier\nf f,Fay,Gray,e1\ne1,Eli,Fox,e2\n",
        .enrollments = "classSourcedId,userSourcedId,role\nc1,f f,student\nc1,e1,student\n"};
    struct class_text *self = update(&package, &change);
    assert_string_equal(class_text_problems(self), "");
    assert_int_equal(self->plan->student_count, 2);
    assert_string_equal(self->plan->students[0].id, "e1");
    assert_string_equal(self->plan->students[0].first_name, "Fay");
    assert_string_equal(self->plan->students[1].id, "e2");
    assert_string_equal(self->plan->students[1].first_name, "Eli");
    class_text_close(self);
}

/* Who leaves and was never here does not come. */
static void test_delta_of_a_stranger(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {.manifest = delta_manifest,
        .users = "sourcedId,givenName,familyName\nu7,Gus,Hill\n",
        .enrollments = "classSourcedId,userSourcedId,role,status\nc1,u7,student,tobedeleted\n"};
    struct class_text *self = update(&package, &change);
    assert_int_equal(self->plan->student_count, 4);
    assert_int_equal(change.joined + change.left, 0);
    class_text_close(self);
}

static void test_ids_that_do_not_fit(void **state)
{
    (void)state;
    struct roster_change change;
    const struct package package = {
        .users =
            "sourcedId,givenName,familyName,identifier\n"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,Eli,Fox,e-1\n"
            "f f,Fay,Gray,\nh1,,Hale,\n",
        .enrollments = "classSourcedId,userSourcedId,role\n"
                       "c1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
                       "student\nc1,f f,student\nc1,h1,student\n"};
    struct class_text *self = update(&package, &change);
    assert_int_equal(self->plan->student_count, 1);
    assert_string_equal(self->plan->students[0].id, "e-1");
    assert_string_equal(class_text_problems(self),
        "users.csv:3:1: warning: neither the sourcedId nor the identifier of this user can be an "
        "id; the student is left out: add the student to students.csv by hand, with a short id\n"
        "users.csv:4:1: warning: this user has no given name; the student is left out: add the "
        "student to students.csv by hand\n");
    class_text_close(self);
}

/* --- Zip files -------------------------------------------------------------------------------- */

static const struct {
    const char *file;
    bool usable;
    int files;
    const char *expected;
} zips[] = {
    {"bulk-1.1.zip", true, 5, ""},
    {"in-folder.zip", true, 5,
        "in-folder.zip:1:1: warning: the files are in a folder of the zip file, not at its top: "
        "nothing to do here; other programs may refuse it\n"},
    {"other.zip", true, 0, ""},
    {"no-zip.zip", false, 0,
        "no-zip.zip:1:1: this is not a zip file, or it was cut off: name the zip file as it was "
        "downloaded\n"},
    {"cut.zip", false, 0,
        "cut.zip:1:1: this is not a zip file, or it was cut off: name the zip file as it was "
        "downloaded\n"},
    {"locked.zip", false, 0,
        "locked.zip/users.csv:1:1: this file is locked with a password: export it again without a "
        "password\n"},
    {"damaged.zip", false, 3,
        "damaged.zip/users.csv:1:1: the zip file is damaged here: download or export it again\n"},
    {"twice.zip", false, 5,
        "twice.zip/users.csv:1:1: this file is in the zip file twice: keep one of the two files\n"},
    {"bomb.zip", false, 1,
        "bomb.zip/users.csv:1:1: this file is larger than 5 MiB when unpacked: export one school "
        "or "
        "class only, not a whole district\n"},
};

static void test_zip_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(zips); i++) {
        static struct class_text self;
        static char bytes[16384];
        char path[512];
        class_text_open(&self);
        STR_FORMAT(path, "%s/fixtures/oneroster/%s", TESTS_FOLDER, zips[i].file);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        bool usable =
            oneroster_unpack(zips[i].file, bytes, size, &self.arena, &self.folder, &self.problems);
        assert_string_equal(class_text_problems(&self), zips[i].expected);
        assert_int_equal(usable, zips[i].usable);
        assert_int_equal(self.folder.count, zips[i].files);
        class_text_close(&self);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_too_many_students),
        cmocka_unit_test(test_update_keeps_what_the_class_knows),
        cmocka_unit_test(test_updated_plan_reads_back),
        cmocka_unit_test(test_delta_leaves_the_others),
        cmocka_unit_test(test_delta_of_unchanged_users),
        cmocka_unit_test(test_an_identifier_that_is_an_id),
        cmocka_unit_test(test_an_id_that_is_taken),
        cmocka_unit_test(test_delta_of_a_stranger),
        cmocka_unit_test(test_ids_that_do_not_fit),
        cmocka_unit_test(test_zip_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
