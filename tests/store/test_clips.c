/* Voice clips: on disk before anything names them, gone when nothing does. */
#include "store/scratch.h"
#include "store/store_clips.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE], backup[STORE_PATH_SIZE];

struct clip_name {
    char hash[CLIP_HASH_TEXT];
};

static struct clip_name save_or_die(struct store *store, const char *text)
{
    struct error error = {0};
    struct clip_name name;
    if (!store_clip_save(store, text, strlen(text), name.hash, &error))
        fail_msg("%s", error.text);
    return name;
}

static const char *body_of(const char *hash)
{
    static char body[128];
    STR_FORMAT(body, "{\"feeling\":1,\"clip\":\"%s\"}", hash);
    return body;
}

static void draft_or_die(struct store *store, const char *student, const char *hash)
{
    struct error error = {0};
    assert_true(store_save_draft(store, student, "reflection:x", body_of(hash), 1, &error));
}

static void submit_or_die(struct store *store, const char *student, const char *hash)
{
    struct error error = {0};
    struct store_event event = sample_event(student, "reflection_submitted", 50);
    event.body = body_of(hash);
    if (!store_clip_keep(store, hash, &error))
        fail_msg("%s", error.text);
    store_drop_draft_with_next(store, student, "reflection:x");
    assert_true(store_append(store, &event, 1, &error));
}

/* Where the clip is: "clips", "clips/draft", "set-aside/clips", or "" for nowhere. */
static const char *place_of(const char *hash)
{
    static const char *const places[] = {"clips", "clips/draft", "set-aside/clips"};
    const char *found = "";
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char path[STORE_PATH_SIZE];
        STR_FORMAT(path, "%s/%s/%s.ogg", folder, places[i], hash);
        if (access(path, F_OK) == 0) {
            assert_string_equal(found, ""); /* in one place only */
            found = places[i];
        }
    }
    return found;
}

static void assert_place(const char *hash, const char *expected)
{
    assert_string_equal(place_of(hash), expected);
}

static void test_path_of_a_clip(void **state)
{
    (void)state;
    char path[STORE_PATH_SIZE];
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name a = save_or_die(store, "how it went"), b = save_or_die(store, "other");
    assert_string_not_equal(a.hash, b.hash);
    assert_string_equal(save_or_die(store, "how it went").hash, a.hash);
    draft_or_die(store, "wei", a.hash);
    assert_place(a.hash, "clips/draft");
    assert_true(store_clip_find(store, a.hash, path, &error));
    assert_true(file_contains(path, "how it went"));
    submit_or_die(store, "wei", a.hash);
    assert_place(a.hash, "clips");
    assert_true(store_clip_keep(store, a.hash, &error)); /* harmless */
    assert_true(store_clip_find(store, a.hash, path, &error));
    store_close(store);

    store = open_or_die(folder, NULL);
    assert_place(a.hash, "clips");
    assert_place(b.hash, ""); /* no draft, no event */
    assert_false(store_clip_find(store, b.hash, path, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_false(store_clip_keep(store, b.hash, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    store_close(store);
}

static void test_names_that_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {"", "../../etc/passwd", "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0",
        "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef/123456789abcdef"};
    char path[STORE_PATH_SIZE];
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct error error = {0}, again = {0}, third = {0};
        assert_false(store_clip_find(store, names[i], path, &error));
        assert_false(store_clip_keep(store, names[i], &again));
        assert_false(store_clip_sweep(store, names[i], &third));
        assert_int_equal(error.code, ERR_BAD_INPUT);
        assert_int_equal(again.code, ERR_BAD_INPUT);
        assert_int_equal(third.code, ERR_BAD_INPUT);
    }
    struct error error = {0};
    static char large[CLIP_SIZE_MAX + 1];
    char hash[CLIP_HASH_TEXT];
    assert_false(store_clip_save(store, large, sizeof large, hash, &error));
    assert_int_equal(error.code, ERR_FULL);
    store_close(store);
}

static void test_sweep_leaves_what_is_named(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name draft = save_or_die(store, "draft"), event = save_or_die(store, "event"),
                     gone = save_or_die(store, "gone"), late = save_or_die(store, "late");
    draft_or_die(store, "wei", draft.hash);
    submit_or_die(store, "ada", event.hash);
    assert_true(store_clip_keep(store, late.hash, &error)); /* its event never came */
    assert_true(store_clip_sweep(store, draft.hash, &error));
    assert_true(store_clip_sweep(store, event.hash, &error));
    assert_true(store_clip_sweep(store, gone.hash, &error));
    assert_true(store_clip_sweep(store, gone.hash, &error));
    assert_place(draft.hash, "clips/draft");
    assert_place(event.hash, "clips");
    assert_place(gone.hash, "");
    assert_place(late.hash, "clips");
    assert_true(store_clip_sweep_all(store, &error));
    assert_place(late.hash, "");
    assert_place(event.hash, "clips");
    store_close(store);
}

/* Cut between the rename and the event: the draft still names it. */
static void test_kept_for_an_event_that_never_came(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name clip = save_or_die(store, "voice");
    draft_or_die(store, "wei", clip.hash);
    assert_true(store_clip_keep(store, clip.hash, &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_place(clip.hash, "clips");
    draft_or_die(store, "wei", ""); /* thrown away */
    assert_true(store_clip_sweep(store, clip.hash, &error));
    assert_place(clip.hash, "");
    store_close(store);
}

static void test_erase_takes_the_voice(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name event = save_or_die(store, "one"), draft = save_or_die(store, "two"),
                     other = save_or_die(store, "three"), both = save_or_die(store, "both");
    submit_or_die(store, "wei", event.hash);
    draft_or_die(store, "wei", draft.hash);
    submit_or_die(store, "ada", other.hash);
    submit_or_die(store, "wei", both.hash);
    submit_or_die(store, "ada", both.hash);
    draft_or_die(store, "wei", draft.hash);
    STR_FORMAT(backup, "%s.backup", folder);
    remove(backup);
    assert_true(store_backup(store, backup, &error));
    struct store_event erased = sample_event("wei", "student_erased", 60);
    assert_true(store_erase_student(store, "wei", &erased, &error));
    assert_place(event.hash, "");
    assert_place(draft.hash, "");
    assert_place(other.hash, "clips");
    assert_place(both.hash, "clips");
    store_close(store);

    /* Nor does it come back with a backup from before. */
    assert_true(store_restore(folder, backup, &error));
    store = open_or_die(folder, NULL);
    assert_place(event.hash, "");
    assert_place(draft.hash, "");
    assert_place(other.hash, "clips");
    assert_place(both.hash, "clips");
    store_close(store);
    remove(backup);
}

static void test_backup_carries_clips(void **state)
{
    (void)state;
    struct error error = {0};
    char path[STORE_PATH_SIZE];
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name event = save_or_die(store, "event"), draft = save_or_die(store, "draft");
    submit_or_die(store, "wei", event.hash);
    draft_or_die(store, "wei", draft.hash);
    STR_FORMAT(backup, "%s.backup", folder);
    remove(backup);
    assert_true(store_backup(store, backup, &error));
    struct clip_name later = save_or_die(store, "later");
    submit_or_die(store, "wei", later.hash);
    store_close(store);

    assert_true(store_restore(folder, backup, &error)); /* over what is there */
    store = open_or_die(folder, NULL);
    assert_place(event.hash, "clips");
    assert_place(draft.hash, "clips/draft");
    assert_place(later.hash, "set-aside/clips"); /* as is the database that names it */
    store_close(store);

    scratch_folder(folder, "clips-new"); /* on another machine */
    if (!store_restore(folder, backup, &error))
        fail_msg("%s", error.text);
    store = open_or_die(folder, NULL);
    assert_string_equal(place_of(event.hash), "clips");
    assert_true(store_clip_find(store, draft.hash, path, &error));
    assert_true(file_contains(path, "draft"));
    store_close(store);
    store = open_or_die(folder, NULL); /* and stays */
    assert_true(store_clip_find(store, draft.hash, path, &error));
    store_close(store);
    remove(backup);
    scratch_remove(folder);
    scratch_folder(folder, "clips");
}

/* --- A disk that fails ----------------------------------------------------------------------- */

static struct store_files faulty;
static int calls, fail_at, fail_with;

static bool fails(void)
{
    return ++calls == fail_at;
}

static int faulty_write(void *context, const char *path, const void *bytes, size_t size)
{
    const struct store_files *disk = store_files_system();
    if (!fails())
        return disk->write(context, path, bytes, size);
    int problem = disk->write(context, path, bytes, size / 2); /* torn */
    return problem != 0 ? problem : fail_with;
}

static int faulty_rename(void *context, const char *from, const char *to)
{
    return fails() ? fail_with : store_files_system()->rename(context, from, to);
}

static int faulty_sync(void *context, const char *path)
{
    return fails() ? fail_with : store_files_system()->sync_folder(context, path);
}

static int faulty_folder(void *context, const char *path)
{
    return fails() ? fail_with : store_files_system()->make_folder(context, path);
}

/* Every file call of a recording that is saved and handed in fails once: no false "saved", no half
 * clip, and the next try goes through. */
static void test_faults(void **state)
{
    (void)state;
    static const int problems[] = {ENOSPC, EROFS, EIO};
    static const enum error_code codes[] = {ERR_NO_SPACE, ERR_READ_ONLY, ERR_IO};
    faulty = *store_files_system();
    faulty.write = faulty_write;
    faulty.rename = faulty_rename;
    faulty.sync_folder = faulty_sync;
    faulty.make_folder = faulty_folder;
    for (int k = 0; k < 3 * 9; k++) {
        struct store *store;
        struct store_report report;
        struct error error = {0};
        struct store_options options = {
            .folder = scratch_folder(folder, "clips"), .station = "makers", .files = &faulty};
        fail_at = 0;
        assert_true(store_open(&store, &options, &report, &error));
        ballast_release(store); /* else the first ENOSPC is cured by it */
        calls = 0;
        fail_at = k / 3 + 1;
        fail_with = problems[k % 3];
        char hash[CLIP_HASH_TEXT] = "", path[STORE_PATH_SIZE];
        bool saved = store_clip_save(store, "voice", 5, hash, &error);
        if (!saved) {
            assert_int_equal(error.code, codes[k % 3]);
            error_clear(&error);
            assert_true(store_clip_save(store, "voice", 5, hash, &error));
        }
        draft_or_die(store, "wei", hash);
        bool kept = store_clip_keep(store, hash, &error);
        assert_true(saved || kept);
        if (!kept) {
            assert_int_equal(error.code, codes[k % 3]);
            error_clear(&error);
            assert_true(store_clip_find(store, hash, path, &error)); /* it is somewhere */
            assert_true(store_clip_keep(store, hash, &error));
        }
        assert_true(store_clip_find(store, hash, path, &error));
        assert_int_equal(file_size(path), 5);
        assert_place(hash, "clips");
        assert_true(k / 3 < 8 || (saved && kept)); /* the calls end before the loop does */
        store_close(store);
    }
}

static void test_half_written_is_cleared(void **state)
{
    (void)state;
    char path[STORE_PATH_SIZE];
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name clip = save_or_die(store, "voice");
    draft_or_die(store, "wei", clip.hash);
    STR_FORMAT(path, "%s/clips/draft/%s.ogg.part", folder, clip.hash);
    file_overwrite(path, 0, "vo", 2);
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_int_equal(access(path, F_OK), -1);
    assert_place(clip.hash, "clips/draft");
    store_close(store);
}

/* A database that was lost takes the names with it: the clips are set aside, not deleted. */
static void test_recovery_sets_aside(void **state)
{
    (void)state;
    char path[STORE_PATH_SIZE];
    struct store_report report;
    struct store *store = open_or_die(scratch_folder(folder, "clips"), NULL);
    struct clip_name clip = save_or_die(store, "voice");
    submit_or_die(store, "wei", clip.hash);
    store_close(store);
    STR_FORMAT(path, "%s/waystation.db", folder);
    assert_int_equal(remove(path), 0);
    STR_FORMAT(path, "%s/waystation.db-wal", folder);
    remove(path);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_place(clip.hash, "set-aside/clips");
    store_close(store);
    scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_of_a_clip),
        cmocka_unit_test(test_names_that_are_none),
        cmocka_unit_test(test_sweep_leaves_what_is_named),
        cmocka_unit_test(test_kept_for_an_event_that_never_came),
        cmocka_unit_test(test_erase_takes_the_voice),
        cmocka_unit_test(test_backup_carries_clips),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_half_written_is_cleared),
        cmocka_unit_test(test_recovery_sets_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
