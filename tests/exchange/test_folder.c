#define _DEFAULT_SOURCE
#include "class_text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int folder_says; /* of a folder to be synced: an errno value; 0: it is */

int fsync(int file)
{
    struct stat about;
    bool is_folder = fstat(file, &about) == 0 && S_ISDIR(about.st_mode);
    errno = is_folder ? folder_says : 0;
    return errno == 0 ? (int)syscall(SYS_fsync, file) : -1;
}

struct place {
    char path[256];
};

static struct place make_place(void)
{
    struct place place;
    STR_COPY(place.path, "/tmp/test_folder_XXXXXX");
    assert_non_null(mkdtemp(place.path));
    return place;
}

static const char *at(const struct place *place, const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];
    str_format(path, 512, "%s/%s", place->path, name);
    return path;
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_place(const struct place *place)
{
    char command[300];
    STR_FORMAT(command, "rm -rf '%s'", place->path);
    assert_int_equal(system(command), 0);
}

static void test_save_and_load(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct place place = make_place();
    struct error error = {0};
    class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
    class_text_add(&self, "tickets/w1.gift", "Q {}\n");
    assert_true(folder_save(&self.folder, at(&place, "new"), &error));
    struct folder read;
    assert_true(folder_load(at(&place, "new/"), &self.arena, &read, &self.problems, &error));
    assert_int_equal(read.count, 2);
    assert_string_equal(read.files[0].name, "students.csv");
    assert_string_equal(read.files[1].name, "tickets/w1.gift");
    assert_string_equal(read.files[1].bytes, "Q {}\n");
    assert_string_equal(class_text_problems(&self), "");

    assert_int_equal(mkdir(at(&place, "empty"), 0755), 0);
    assert_true(folder_save(&self.folder, at(&place, "empty"), &error));
    assert_false(folder_save(&self.folder, at(&place, "new"), &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    error_clear(&error);
    assert_false(folder_save(&self.folder, at(&place, "missing/new"), &error));
    assert_int_equal(error.code, ERR_IO);
    remove_place(&place);
    class_text_close(&self);
}

/* All or nothing: a name that cannot be used leaves nothing behind. */
static void test_failed_save_leaves_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"../x", "/etc/x", "tickets/../x", "a/b", "", "tickets/"};
    static struct class_text self;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        class_text_open(&self);
        struct place place = make_place();
        struct error error = {0};
        class_text_add(&self, "students.csv", "id\n");
        class_text_add(&self, names[i], "x");
        assert_false(folder_save(&self.folder, at(&place, "new"), &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
        assert_int_equal(rmdir(place.path), 0); /* empty */
        class_text_close(&self);
    }
}

/* It is said where, and what to do about it. */
static void test_full_disk(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct place place = make_place();
    struct error error = {0};
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){.rlim_cur = 8, .rlim_max = before.rlim_max};
    class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool saved = folder_save(&self.folder, at(&place, "new"), &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(saved);
    assert_int_equal(error.code, ERR_NO_SPACE);
    assert_true(str_starts_with(error.text, at(&place, "new: cannot write the file")));
    assert_non_null(strstr(error.text, "free some space"));
    assert_int_equal(access(at(&place, "new"), F_OK), -1);
    remove_place(&place);
    class_text_close(&self);
}

/* FAT has nothing to sync in a folder; an error is none of that. */
static void test_folders_that_are_not_synced(void **state)
{
    (void)state;
    static struct class_text self;
    static const struct {
        const char *name;
        int says;
        bool ok;
    } cases[] = {{"fat", EINVAL, true}, {"broken", EIO, false}};
    class_text_open(&self);
    struct place place = make_place();
    class_text_add(&self, "students.csv", "id,first_name\na,Ana\n");
    class_text_add(&self, "tickets/w1.gift", "Q {}\n");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        folder_says = cases[i].says;
        bool ok = folder_save(&self.folder, at(&place, cases[i].name), &error);
        folder_says = 0;
        assert_int_equal(ok, cases[i].ok);
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_IO);
        assert_int_equal(access(at(&place, cases[i].name), F_OK) == 0, ok);
    }
    remove_place(&place);
    class_text_close(&self);
}

static void test_loading_reports(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct place place = make_place();
    struct error error = {0};
    put_file(at(&place, "students.csv"), "id\n");
    put_file(at(&place, "notes.docx"), "x");
    put_file(at(&place, "README.txt"), "x"); /* of the sample class: no news to who copied it */
    put_file(at(&place, ".hidden"), "x");
    put_file(at(&place, "frog.png"), "x");
    assert_int_equal(symlink("/etc/passwd", at(&place, "rules.csv")), 0);
    assert_int_equal(mkdir(at(&place, "skills.csv"), 0755), 0);
    assert_int_equal(mkfifo(at(&place, "groups.csv"), 0600), 0);
    assert_int_equal(symlink("/etc", at(&place, "tickets")), 0);
    int big = open(at(&place, "stations.csv"), O_CREAT | O_WRONLY, 0600);
    assert_int_equal(ftruncate(big, FOLDER_FILE_BYTES + 1), 0);
    close(big);
    struct folder read;
    assert_true(folder_load(place.path, &self.arena, &read, &self.problems, &error));
    problems_sort(&self.problems);
    assert_string_equal(class_text_problems(&self),
        "groups.csv:1:1: this is not a file: replace it by a file\n"
        "notes.docx:1:1: note: this file is not used: nothing to do unless its name is a spelling "
        "mistake\n"
        "rules.csv:1:1: this is a link, not a file: copy the file itself into the folder\n"
        "skills.csv:1:1: this is not a file: replace it by a file\n"
        "stations.csv:1:1: the file is larger than 5 MiB: delete what is not needed, or split the "
        "file\n"
        "tickets:1:1: this is not a folder that can be read: make it a folder with the ticket "
        "files in "
        "it\n");
    assert_int_equal(read.count, 2);
    remove_place(&place);
    assert_false(folder_load(place.path, &self.arena, &read, &self.problems, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    class_text_close(&self);
}

/* Which of too many names come first is the disk's whim: none may be left out in silence. */
static void test_too_many_names(void **state)
{
    (void)state;
    enum { NAMES = 4100 };
    static struct class_text self;
    class_text_open(&self);
    struct place place = make_place();
    struct error error = {0};
    for (int i = 0; i < NAMES; i++) {
        char name[16];
        STR_FORMAT(name, ".%d", i);
        put_file(at(&place, name), "");
    }
    struct folder read;
    assert_true(folder_load(place.path, &self.arena, &read, &self.problems, &error));
    assert_string_equal(class_text_problems(&self),
        "class folder:1:1: there are more than 4096 files in the folder: give the class a folder "
        "of "
        "its own\n");
    remove_place(&place);
    class_text_close(&self);
}

static void test_packing(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct error error = {0};
    const char *bytes, *again;
    size_t size, again_size;
    class_text_add(&self, "b.csv", "2\n");
    class_text_add(&self, "a.csv", "");
    assert_true(folder_pack(&self.folder, &self.arena, &bytes, &size, &error));
    self.files[0].size = FOLDER_FILE_BYTES + 1; /* what would not be unpacked is not packed */
    assert_false(folder_pack(&self.folder, &self.arena, &again, &again_size, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    error_clear(&error);
    self.files[0].size = strlen("2\n");
    static const char expected[] = "WSPLAN1\na.csv\n0\nb.csv\n2\n2\n";
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(bytes, expected, size);
    struct folder_file kept = self.files[0];
    self.files[0] = self.files[1];
    self.files[1] = kept;
    assert_true(folder_pack(&self.folder, &self.arena, &again, &again_size, &error));
    assert_int_equal(again_size, size);
    assert_memory_equal(again, bytes, size);
    struct folder read;
    assert_true(folder_unpack(bytes, size, &self.arena, &read, &error));
    assert_int_equal(read.count, 2);
    for (size_t cut = 0; cut < size; cut++) {
        bool at_end_of_a_file = cut == strlen("WSPLAN1\n") || cut == strlen("WSPLAN1\na.csv\n0\n");
        error_clear(&error);
        assert_int_equal(folder_unpack(bytes, cut, &self.arena, &read, &error), at_end_of_a_file);
    }
    class_text_close(&self);
}

static void test_damaged_packs(void **state)
{
    (void)state;
    static const char *const damaged[] = {"", "WSPLAN2\n", "WSPLAN1\nb\n1\nxa\n1\nx",
        "WSPLAN1\na\n1\nxa\n1\nx", "WSPLAN1\na\n-1\n", "WSPLAN1\na\n99999999999999999999\n",
        "WSPLAN1\n\n1\nx", "WSPLAN1\na\n2\nx", "WSPLAN1\na\n1x\nx"};
    static struct class_text self;
    class_text_open(&self);
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        struct error error = {0};
        struct folder read;
        assert_false(folder_unpack(damaged[i], strlen(damaged[i]), &self.arena, &read, &error));
        assert_int_equal(error.code, ERR_CORRUPT);
    }
    class_text_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_save_and_load),
        cmocka_unit_test(test_failed_save_leaves_nothing),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_folders_that_are_not_synced),
        cmocka_unit_test(test_loading_reports),
        cmocka_unit_test(test_too_many_names),
        cmocka_unit_test(test_packing),
        cmocka_unit_test(test_damaged_packs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
