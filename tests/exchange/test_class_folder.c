#include "class_round_trip.h"

#include <errno.h>

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s: %s", path, strerror(errno));
    char *text = calloc(1, 1 << 17);
    size_t length = fread(text, 1, (1 << 17) - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

static void load(struct class_text *self, const char *name, struct folder *out)
{
    char path[512];
    struct error error = {0};
    STR_FORMAT(path, "%s/fixtures/class_folders/%s", TESTS_FOLDER, name);
    if (!folder_load(path, &self->arena, out, &self->problems, &error))
        fail_msg("%s", error.text);
}

/* Compares line by line, so that a failure names the line. */
static void check_lines(const char *actual, const char *expected)
{
    for (int line = 1; *actual != '\0' || *expected != '\0'; line++) {
        size_t a = strcspn(actual, "\n"), e = strcspn(expected, "\n");
        if (a != e || memcmp(actual, expected, a) != 0)
            fail_msg(
                "line %d\nis       %.*s\nshould be %.*s", line, (int)a, actual, (int)e, expected);
        actual += a + (actual[a] == '\n');
        expected += e + (expected[e] == '\n');
    }
}

static void test_forty_mistakes(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct folder folder;
    load(&self, "forty_mistakes", &folder);
    class_folder_read(&folder, &self.arena, self.plan, &self.problems);
    char *expected = read_text(TESTS_FOLDER "/fixtures/class_folders/forty_mistakes.expected");
    check_lines(class_text_problems(&self), expected);
    assert_true(self.problems.errors >= 40);
    for (int i = 0; i < self.problems.count; i++) {
        const struct problem *problem = &self.problems.list[i];
        bool name_only = str_equal(problem->file, "notes.doc") ||
                         str_equal(problem->file, "tickets/week one.gift");
        if (name_only == (problem->line > 0 && problem->column > 0))
            fail_msg(
                "%s:%d:%d: %s", problem->file, problem->line, problem->column, problem->told.what);
    }
    free(expected);
    class_text_close(&self);
}

static void test_rich_folder_makes_the_round_trip(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct folder folder;
    load(&self, "rich", &folder);
    class_folder_read(&folder, &self.arena, self.plan, &self.problems);
    assert_string_equal(class_text_problems(&self), "");
    bool kinds[ITEM_KIND_COUNT] = {false};
    for (int i = 0; i < self.plan->item_count; i++)
        kinds[self.plan->items[i].kind] = true;
    for (int kind = 0; kind < ITEM_KIND_COUNT; kind++)
        if (!kinds[kind])
            fail_msg("the rich folder has no question of the kind %s",
                item_kind_name((enum item_kind)kind));
    check_round_trip(&self);
    class_text_close(&self);
}

static void test_students_are_enough(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    class_text_add(&self, "students.csv", "id,first_name\nana,Ana\nben,Ben\n");
    assert_string_equal(class_text_read(&self), "");
    const struct plan *plan = self.plan;
    assert_string_equal(plan->class_id, "class");
    assert_string_equal(plan->language, "en");
    assert_int_equal(plan->language_count, 1);
    assert_int_equal(plan->station_count, 1);
    assert_string_equal(plan->stations[0].name, plan->class_name);
    assert_int_equal(plan->rounds, 1);
    assert_int_equal(plan->minutes, 15);
    assert_int_equal(plan->start_minute, -1);
    assert_int_equal(plan->reflection_count, 2);
    assert_true(plan->students[0].avatar[0] != '\0');
    assert_string_not_equal(plan->students[0].avatar, plan->students[1].avatar);
    check_round_trip(&self);
    class_text_close(&self);
}

/* What one file does to the problems; students.csv is there. */
static const struct {
    const char *name, *text, *expected;
} one_file[] = {
    {"class.ini", "[class]\nid=a\n[rotation]\nstart = 9:05\nminutes = 2\n", ""},
    {"class.ini", "[class]\nid = a ; the id\nname = \"a ; b\"\n", ""},
    {"class.ini", "\xEF\xBB\xBF[class]\r\nid: a\r\n  name = x\r\n", ""},
    {"class.ini", "[rotation]\nminutes = 1\ntransition_seconds = 90\n[class]\nid=a\n",
        "class.ini:2:11: a round of 1 minutes has no room for 90 seconds of walking: make the "
        "rounds "
        "longer or transition_seconds shorter\n"},
    {"class.ini", "[class]\nid=a\npaper = Letter\n", ""},
    {"class.ini", "[class]\nid=a\npaper = a5\n",
        "class.ini:3:9: the paper \"a5\" is not known: did you mean \"a4\"?"},
    {"class.ini", "[class]\nname = Fox\n",
        "class.ini:1:1: warning: the class has no id: add id = … under [class], so that several "
        "classes can be told apart\n"},
    {"class.ini", "[class\nid = a\n",
        "class.ini:1:1: the line \"[class\" begins a section but has no ]: close the section with "
        "]\n"
        "class.ini:1:1: warning: the class has no id: add id = … under [class], so that several "
        "classes can be told apart\n"
        "class.ini:2:1: warning: the section \"\" of the setting \"id\" is not known; it is left "
        "out: use one of: class, rotation, board, privacy\n"},
    {"groups.csv", "group,students\nA,ana;ben\n", ""},
    {"groups.csv", "Group;Students\nA;\"ana;ben\"\n", ""},
    {"stations.csv", "id,name\n", ""},
    {"stations.csv", "id,name,colour\na,A,blue\nb,B,plun\nc,C,corral\nd,D,korall\n",
        "stations.csv:2:5: the colour \"blue\" is not known: use one of: sun, coral, leaf, sky, "
        "plum, "
        "rose, clay\n"
        "stations.csv:3:5: the colour \"plun\" is not known: did you mean \"plum\"?\n"
        "stations.csv:4:5: the colour \"corral\" is not known: did you mean \"coral\"?\n"
        "stations.csv:5:5: the colour \"korall\" is not known: did you mean \"coral\"?\n"},
    {"stations.csv", "id,name,kind\na,A,\"teacher \"\n\"b\xC2\xA0\",B,\" Digital\"\n", ""},
    {"activities.csv", "station,title,link\nstation,T,HTTPS://a.org\nstation,T,http://a.org/x?y\n",
        ""},
    {"activities.csv",
        "station,title,link\nstation,T,htps://a.org\nstation,T,hhtp://a.org\nstation,T,ftp://a\n",
        "activities.csv:2:11: warning: the link \"htps://a.org\" is no web address: begin it with "
        "https://\n"
        "activities.csv:3:11: warning: the link \"hhtp://a.org\" is no web address: begin it with "
        "https://\n"
        "activities.csv:4:11: the link \"ftp://a\" is no web address: begin it with https://\n"},
    {"tickets/t.gift", "// [tag:S]\nWhy? {}\n",
        "skills.csv:1:1: warning: questions name skills but there is no skills.csv, so nothing is "
        "known of them: add skills.csv with the columns code and goal\n"},
    {"tickets/t.gift", "Two\tcolumns\\n1\t\t2 {}\n", ""},
    {"questions.csv", "id,type,prompt\nt/1,open,\"a\t*b*\n\tc\"\n", ""},
    {"questions.csv",
        "id,type,prompt,a,b,correct\nt/1,truefalse,Q,False,True,A\nt/2,truefalse,Q,No,Yes,b\n"
        "t/3,truefalse,Q,true,false,1\nt/4,truefalse,Q,True,False,false\nt/5,truefalse,Q,,,b\n",
        ""},
    {"questions.csv",
        "id,type,prompt,a,b,correct\nt/1,truefalse,Q,Paris,Rome,A\nt/2,truefalse,Q,True,,A\n",
        "questions.csv:2:17: warning: a question of the type \"truefalse\" does not use \"a\": "
        "leave it empty, or change the type\n"
        "questions.csv:2:23: warning: a question of the type \"truefalse\" does not use \"b\": "
        "leave it empty, or change the type\n"
        "questions.csv:3:17: warning: a question of the type \"truefalse\" does not use \"a\": "
        "leave it empty, or change the type\n"},
    {"skills.csv", "goal,code\nI can,4.NF.B.3a\n", ""},
    {"skills.csv", "code,goal,path,step\nA,x,p,1\nB,y,p,1\n",
        "skills.csv:3:7: warning: step 1 of the path \"p\" is there twice (A): number the steps of "
        "a path 1, 2, 3\n"},
    {"skills.csv", "code,goal,knowledge\nA,x,0.3/0.2/0.2/0.1/0.05\nB,y,\n", ""},
    {"skills.csv", "code,goal,knowledge\nA,x,0.3/0.2/0.5/0.5/0\n",
        "skills.csv:2:5: the knowledge \"0.3/0.2/0.5/0.5/0\" cannot be read: write "
        "prior/learn/guess/slip/forget, five numbers from 0 to 1, such as 0.3/0.2/0.2/0.1/0.05; "
        "guess and slip together are less than 1\n"},
    {"stations.csv", "id,name,open\na,A,1;2;4\nb,B,\nc,C,\"2, 3\"\nd,D,1\n", ""},
    {"stations.csv", "id,name,open\na,A,0;1\nb,B,1-3\nc,C,13\n",
        "stations.csv:2:5: the round \"0\" of \"open\" cannot be read: list the rounds from 1 to "
        "12, "
        "separated by ;, such as 1;2;4\n"
        "stations.csv:3:5: the round \"1-3\" of \"open\" cannot be read: list the rounds from 1 to "
        "12, separated by ;, such as 1;2;4\n"
        "stations.csv:4:5: the round \"13\" of \"open\" cannot be read: list the rounds from 1 to "
        "12, separated by ;, such as 1;2;4\n"},
    {"stations.csv", "id,name,open\na,A,3\nb,B,2;3\n",
        "stations.csv:2:5: warning: the station \"a\" is open in round 3 only, and the rotation "
        "has "
        "2: name a round the rotation has, or leave it empty for all rounds\n"},
    {"rules.csv", "rule,students\nrole,ana;ben\nRole,ana\n", ""},
    {"rules.csv", "rule,students,group\nrole,ana,Foxes\n",
        "rules.csv:2:10: warning: the rule \"role\" does not use a group: leave it empty, or make "
        "the "
        "rule a lock\n"},
    {"questions.csv", "question;answer1;answer2;answer;id\nWhich?;one;two;two;w-1\n", ""},
    {"questions.csv", "id,prompt,correct\nw-1,How many?,7\n", ""},
    {"questions.csv", "id,prompt,a,image\nw-1,Tell,x,../x.png\n",
        "questions.csv:2:12: the picture \"../x.png\" is named with a folder: put the picture "
        "beside "
        "questions.csv and write its name only\n"
        "questions.csv:2:20: the question does not say which answer is correct: write the letter "
        "of "
        "the right answer, such as B\n"},
    {"students.csv", "id,first_name\nx,X\n",
        "students.csv:1:1: there is also a file named \"students.csv\": keep one of the two "
        "files\n"},
    {"students.csv ", "", ""},
};

/* Texts at and beyond their limits: the limit is named, nothing is cut in silence. */
static void test_limits_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *file, *before, *after;
        int most; /* characters that fit */
        const char *expected;
    } cases[] = {
        {"students.csv", "id,first_name\nana,", "\n", NAME_SIZE - 1,
            "students.csv:2:5: the text under \"first_name\" is too long (at most 95 bytes)"},
        {"students.csv", "id,name\nana,", "\n", NAME_SIZE - 1,
            "students.csv:2:5: the text under \"name\" is too long (at most 95 bytes)"},
        {"students.csv", "id,first_name\n", ",Ana\n", ID_SIZE - 1, "students.csv:2:1: the id "},
        {"students.csv", "id,first_name,interests\nana,Ana,", "\n", TEXT_SIZE - 1,
            "students.csv:2:9: the text under \"interests\" is too long (at most 255 bytes)"},
        {"stations.csv", "id,name,icon\na,A,", "\n", ID_SIZE - 1,
            "stations.csv:2:5: the text under \"icon\" is too long (at most 63 bytes)"},
        {"reflections.csv", "id,prompt,starters\na,A,x;", "\n", TEXT_SIZE - 1,
            "reflections.csv:2:5: the text under \"starters\" is too long (at most 255 bytes)"},
        {"questions.csv", "id,prompt,hint\nq/1,Q,", "\n", TEXT_SIZE - 1,
            "questions.csv:2:7: the text under \"hint\" is too long (at most 255 bytes)"},
        {"questions.csv", "id,prompt,correct\nq/1,Q,", "\n", OPTION_SIZE - 1,
            "questions.csv:2:7: the text under \"correct\" is too long (at most 255 bytes)"},
        {"questions.csv", "id,prompt,type\nq/1,", ",open\n", 400,
            "questions.csv:2:5: warning: the question has 401 characters: on a small screen it "
            "must "
            "be scrolled: shorten it to about 400 characters"},
        {"tickets/t.gift", "$CATEGORY: ", "\n\nQ {}\n", TEXT_SIZE - 1,
            "tickets/t.gift:1:11: the title of the ticket is too long (at most 255 bytes)"},
        {"tickets/t.gift", "// [id:", "]\nQ {}\n", ID_SIZE - 3, "tickets/t.gift:1:8: the id "},
        {"tickets/t.gift", "Hello\n\n", " {}\n", 400,
            "tickets/t.gift:3:1: warning: the question has 401 characters"},
        {"tickets/t.gift", "Q {=", "~b}\n", OPTION_SIZE - 1,
            "tickets/t.gift:1:5: the answer is too long (at most 255 bytes)"},
        {"tickets/t.gift", "Q {T#", "}\n", TEXT_SIZE - 1,
            "tickets/t.gift:1:6: the feedback is too long (at most 255 bytes)"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int over = 0; over <= 1; over++) {
            static struct class_text self;
            char text[2048];
            class_text_open(&self);
            struct str_writer out = str_writer(text, sizeof text);
            str_put(&out, cases[i].before);
            for (int c = 0; c < cases[i].most + over; c++)
                str_put(&out, "x");
            str_put(&out, cases[i].after);
            if (!str_equal(cases[i].file, "students.csv"))
                class_text_add(&self, "students.csv", "id,first_name\nana,Ana\n");
            class_text_add(&self, cases[i].file, text);
            const char *problems = class_text_read(&self);
            if (over == 0 ? problems[0] != '\0' : !str_starts_with(problems, cases[i].expected))
                fail_msg("%s %d over: %s\nshould be %s", cases[i].file, over, problems,
                    cases[i].expected);
            class_text_close(&self);
        }
    }
}

static void test_unknown_icons(void **state)
{
    (void)state;
    static const char *const icons[] = {"laptop", "pencil", NULL};
    static struct class_text self;
    class_text_open(&self);
    self.folder.icons = icons;
    class_text_add(&self, "students.csv", "id,first_name\nana,Ana\n");
    class_text_add(&self, "stations.csv",
        "id,name,kind,icon\na,A,,pencil\nb,B,,\nc,C,digital,lapptop\nd,D,teacher,spaceship\n"
        "e,E,,\xF0\x9F\xA6\x8A\n");
    check_lines(class_text_read(&self),
        "stations.csv:4:13: warning: the icon \"lapptop\" is not known; laptop is shown: did you "
        "mean \"laptop\"?\n"
        "stations.csv:5:13: warning: the icon \"spaceship\" is not known; presentation is shown: "
        "use "
        "a name such as pencil, laptop or music, or one emoji (`man waystation-class-folder` lists "
        "names)\n");
    class_text_close(&self);
}

static void test_one_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(one_file); i++) {
        static struct class_text self;
        class_text_open(&self);
        class_text_add(&self, "students.csv", "id,first_name\nana,Ana\nben,Ben\n");
        class_text_add(&self, one_file[i].name, one_file[i].text);
        check_lines(class_text_read(&self), one_file[i].expected);
        if (self.problems.errors == 0)
            check_round_trip(&self);
        class_text_close(&self);
    }
}

/* Accents apart from their letters, as a Mac writes them (here with \u0301), and as one are the
 * same: in ids, in names of files, and in the answers a student's is compared with. */
static void test_accents_are_composed(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    class_text_add(&self, "students.csv", "id,first_name\nzoé,Zoé\nben,Ben\n");
    class_text_add(&self, "rules.csv", "rule,students\napart,zoe\u0301;ben\n");
    class_text_add(&self, "tickets/E\u0301quations.gift",
        "Mot? {=e\u0301le\u0300ve =[html]&\\#101;&\\#769;t&eacute;}\n\n"
        "[html]Pas <b>&\\#824;x</b> \\n&\\#769;y {=&\\#824;z}\n");
    class_text_add(&self, "questions.csv",
        "id,type,prompt,a,b,correct,image\n"
        "q/1,choice,Mot?,e\u0301te\u0301,hiver,été,dé.png\n"
        "q/2,short,\"x\n\u0301y\",,,\u0338z,\n");
    class_text_add(&self, "de\u0301.png", "x");
    class_text_add(&self, "calendar.csv", "date,ticket\n2026-09-14,Équations\n");
    assert_string_equal(class_text_read(&self), "");
    const struct item *gift = &self.plan->items[self.plan->tickets[1].items[0]];
    assert_string_equal(gift->id, "Équations/1");
    assert_string_equal(gift->options[0].text, "élève");
    assert_string_equal(gift->options[1].text, "été");
    check_round_trip(&self);
    class_text_close(&self);
}

/* A name for no file: such a ticket stays in questions.csv, as it came. */
static void test_tickets_that_name_no_file(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
    class_text_add(&self, "questions.csv",
        "id,type,prompt,a,b,correct\n"
        "unit3/week1/1,choice,Which?,x,y,A\nunit3/week1/2,open,Why?,,,\n"
        "unit3/week2/x,match,Which?,a => b,c => d,\n"
        ".hidden/1,open,Why?,,,\n~/1,truefalse,So?,,,true\nplain/1,open,Why?,,,\n");
    class_text_add(&self, "calendar.csv", "date,ticket\n2026-09-14,unit3/week1\n");
    assert_string_equal(class_text_read(&self), "");
    assert_int_equal(self.plan->ticket_count, 5);
    struct folder folder;
    struct error error = {0};
    assert_true(class_folder_write(self.plan, &self.arena, &folder, &error));
    for (int i = 0; i < folder.count; i++)
        if (str_starts_with(folder.files[i].name, "tickets/"))
            assert_string_equal(folder.files[i].name, "tickets/plain.gift");
    check_round_trip(&self);
    /* A plan that an earlier version stored has it as a file; it goes on reading. */
    class_text_close(&self);
    class_text_open(&self);
    class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
    class_text_add(&self, "tickets/unit3/week1.gift", "Why? {}\n");
    class_text_add(&self, "calendar.csv", "date,ticket\n2026-09-14,unit3/week1\n");
    assert_string_equal(class_text_read(&self), "");
    check_round_trip(&self);
    class_text_close(&self);
}

/* The order in which tickets came is kept; what is not in it is newer, in natural order. */
static void test_ticket_order(void **state)
{
    (void)state;
    static const char *const expected[] = {"zebra", "b-9", "a-2", "a-10"};
    static struct class_text self;
    class_text_open(&self);
    class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
    class_text_add(&self, "ticket_order.csv", "ticket\nzebra\ngone\nb-9\nzebra\n");
    class_text_add(&self, "tickets/a-10.gift", "Why? {}\n");
    class_text_add(&self, "tickets/a-2.gift", "Why? {}\n");
    class_text_add(&self, "tickets/b-9.gift", "Why? {}\n");
    class_text_add(
        &self, "questions.csv", "id,type,prompt,a,b\nb-9/x,order,Sort,1,2\nzebra/1,open,Why?,,\n");
    assert_string_equal(class_text_read(&self), "");
    for (int i = 0; i < 4; i++)
        assert_string_equal(self.plan->tickets[i].id, expected[i]);
    check_round_trip(&self);
    class_text_close(&self);
}

/* A version of before took ids as they came, and events have them. */
static void test_a_stored_plan_keeps_its_ids(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    self.folder.is_stored = true;
    class_text_add(&self, "students.csv", "id,first_name\nzoe\u0301,Zoe\u0301\n");
    class_text_add(&self, "tickets/E\u0301quations.gift", "Mot? {=e\u0301le\u0300ve}\n");
    assert_string_equal(class_text_read(&self), "");
    assert_string_equal(self.plan->students[0].id, "zoe\u0301");
    assert_string_equal(self.plan->students[0].first_name, "Zoé");
    assert_string_equal(self.plan->tickets[0].id, "E\u0301quations");
    assert_string_equal(self.plan->items[0].options[0].text, "élève");
    class_text_close(&self);
}

/* groups.csv against the hard rules and the places of the stations; locks against each other. */
static void test_groups_keep_rules(void **state)
{
    (void)state;
    static const struct {
        const char *rules, *groups, *expected;
    } cases[] = {
        {"apart,ana;ben,,\ntogether,ana;cyd,,\nlock,ben,g,\nnot_alone,ana;cyd,,\nrole,ana;ben,,",
            "F,ana;cyd,\nG,ben;dev,", ""},
        {"apart,ana;ben,,\napart,ana;ben,,3", "F,ana;ben,\nG,cyd;dev,",
            "rules.csv:2:7: warning: groups.csv breaks the hard rule \"apart\" in the group \"F\": "
            "change the groups in groups.csv, or give the rule a weight from 1 to 5\n"},
        {"together,ana;cyd;dev,,", "F,ana;ben,\nG,cyd;dev,",
            "rules.csv:2:10: warning: groups.csv breaks the hard rule \"together\" in the group "
            "\"G\": "},
        {"lock,ana;cyd,G,", "F,ana;ben,\nG,cyd;dev,",
            "rules.csv:2:6: warning: groups.csv breaks the hard rule \"lock\" in the group "
            "\"F\": "},
        {"not_alone,ben;cyd;dev,,", "F,ana;ben,\nG,cyd;dev,",
            "rules.csv:2:11: warning: groups.csv breaks the hard rule \"not_alone\" in the group "
            "\"F\": "},
        {"role,ana;ben,,", "F,ana;ben,\nG,cyd;dev,",
            "rules.csv:2:6: warning: groups.csv breaks the hard rule \"role\" in the group "
            "\"F\": "},
        {"role,cyd,,", "F,ana;ben,\nG,cyd;dev,", ""},
        {"", "F,ana;ben,s\nG,cyd;dev,s",
            "groups.csv:3:11: warning: 4 students begin at the station \"s\", which has room for "
            "3: "
            "let a group begin elsewhere, or make it smaller\n"},
        {"", "F,ana;ben,s\nG,cyd;dev,t", ""},
        {"", "F,ana;ben;cyd,",
            "groups.csv:2:3: note: students in no group: 1, such as \"dev\": name everybody, "
            "or "
            "let the board place them\n"},
        {"lock,ana;ben,G,\nlock,ben,F,\nlock,ana,F,3\nlock,ana,g,", "F,cyd;dev,\nG,ana;ben,",
            "rules.csv:3:1: warning: \"ben\" is locked to the group \"F\" and to the group \"G\" "
            "(see line "
            "2): "
            "delete one of the two rules or give it a weight from 1 to 5\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static struct class_text self;
        static char rules[512], groups[512];
        class_text_open(&self);
        STR_FORMAT(rules, "rule,students,group,hard\n%s\n", cases[i].rules);
        STR_FORMAT(groups, "group,students,first_station\n%s\n", cases[i].groups);
        class_text_add(
            &self, "students.csv", "id,first_name\nana,Ana\nben,Ben\ncyd,Cyd\ndev,Dev\n");
        class_text_add(&self, "stations.csv", "id,name,capacity\ns,S,3\nt,T,\n");
        class_text_add(&self, "rules.csv", rules);
        class_text_add(&self, "groups.csv", groups);
        const char *problems = class_text_read(&self);
        const char *expected = cases[i].expected;
        assert_int_equal(self.problems.errors, 0); /* what was taken once is read for ever */
        if (expected[0] == '\0' ? problems[0] != '\0' : !str_starts_with(problems, expected))
            fail_msg("%s\nis        %s\nshould be %s", cases[i].rules, problems, expected);
        class_text_close(&self);
    }
}

/* students.csv alone, in the shapes that spreadsheets and people give it. */
static const struct {
    const char *text;
    const char *first, *last; /* of the first student */
} rosters[] = {
    {"id,first_name,last_name\na,Ana,Ruiz\n", "Ana", "Ruiz"},
    {"Student ID;Given Name;Surname\na;Ana;Ruiz\n", "Ana", "Ruiz"},
    {"sep=;\r\nLAST NAME;FIRST NAME;ID\r\nRuiz;Ana;a\r\n", "Ana", "Ruiz"},
    {"id\tname\na\tRuiz, Ana\n", "Ana", "Ruiz"},
    {"id|student\na|Ana Maria Ruiz\n", "Ana Maria", "Ruiz"},
    {"\xEF\xBB\xBFid,first\ra,Ana\r", "Ana", ""},
    {"\n\nid,first,last\n,,\na,  \"Ana\" ,Ruiz\n", "Ana", "Ruiz"},
    {"id,first,last\na,An\xE1,Ruiz\n", "An\xC3\xA1", "Ruiz"},
    {"id,first,last\na,\"An\"\"a\",\"Ru\niz\"\n", "An\"a", "Ru iz"},
    {"id,first,last\na,'=Ana,-Ruiz\n", "=Ana", "-Ruiz"},
};

static void test_rosters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rosters); i++) {
        static struct class_text self;
        class_text_open(&self);
        class_text_add(&self, "students.csv", rosters[i].text);
        const char *problems = class_text_read(&self);
        if (self.problems.errors > 0 || self.plan->student_count != 1)
            fail_msg("roster %zu: %s", i, problems);
        assert_string_equal(self.plan->students[0].first_name, rosters[i].first);
        assert_string_equal(self.plan->students[0].last_name, rosters[i].last);
        check_round_trip(&self);
        class_text_close(&self);
    }
}

static void test_too_many_students(void **state)
{
    (void)state;
    static struct class_text self;
    static char text[8192];
    class_text_open(&self);
    struct str_writer out = str_writer(text, sizeof text);
    str_put(&out, "id,first_name,preferred_name\n");
    for (int i = 0; i < STUDENT_MAX + 3; i++)
        str_putf(&out, "s%d,N%c%c,\n", i, 'a' + i / 26, 'a' + i % 26);
    class_text_add(&self, "students.csv", text);
    check_lines(class_text_read(&self),
        "students.csv:130:1: there are more than 128 students: keep the first 128 and delete or "
        "move the others\n");
    class_text_close(&self);
}

static void test_too_many_needs(void **state)
{
    (void)state;
    static struct class_text self;
    char text[512];
    class_text_open(&self);
    class_text_add(&self, "students.csv", "id,first_name\nana,Ana\n");
    struct str_writer out = str_writer(text, sizeof text);
    str_put(&out, "code,goal,path,step,needs\n");
    for (int i = 0; i <= SKILL_NEED_MAX; i++)
        str_putf(&out, "K%d,I can,P,%d,\n", i, i + 1);
    str_put(&out, "LAST,I can,P,99,");
    for (int i = 0; i <= SKILL_NEED_MAX; i++)
        str_putf(&out, "K%d;", i);
    class_text_add(&self, "skills.csv", text);
    class_text_read(&self);
    char expected[128];
    STR_FORMAT(expected, "there are more than %d skills under \"needs\": keep the first %d",
        SKILL_NEED_MAX, SKILL_NEED_MAX);
    assert_non_null(strstr(class_text_problems(&self), expected));
    class_text_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forty_mistakes),
        cmocka_unit_test(test_rich_folder_makes_the_round_trip),
        cmocka_unit_test(test_students_are_enough),
        cmocka_unit_test(test_one_file),
        cmocka_unit_test(test_accents_are_composed),
        cmocka_unit_test(test_a_stored_plan_keeps_its_ids),
        cmocka_unit_test(test_tickets_that_name_no_file),
        cmocka_unit_test(test_ticket_order),
        cmocka_unit_test(test_groups_keep_rules),
        cmocka_unit_test(test_limits_are_named),
        cmocka_unit_test(test_unknown_icons),
        cmocka_unit_test(test_rosters),
        cmocka_unit_test(test_too_many_students),
        cmocka_unit_test(test_too_many_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
