#include "base/rng.h"
#include "base/str.h"
#include "model/avatar.h"
#include "paper/card.h"
#include "paper/sheet.h"

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include "folder.h"
#include <cmocka.h>

static const double px_per_mm = 300 / 25.4;

/* Names that have spoiled badges: long, one long word, right to left, no spaces, emoji. */
static const char *const names[] = {
    "Ana",
    "Ye-jin",
    "Maximiliana-Theodora",
    "Oluwaseunfunmi Adebayo-Williamson the Third",
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft",
    "عبد الرحمن",
    "นภัสสร ชลธิชาพร",
    "さくら",
    "Đặng Thị Ánh",
    "ਗੁਰਪ੍ਰੀਤ",
    "Zoë 🌟",
    "iiii",
    "",
};
enum { NAMES = COUNT_OF(names) };

static struct student students[STUDENT_MAX];
static struct badge_print badges[STUDENT_MAX];

static int make_class(void **state)
{
    struct rng rng = rng_seeded(7);
    for (int i = 0; i < STUDENT_MAX; i++) {
        uint8_t token[BADGE_TOKEN_SIZE];
        for (int j = 0; j < BADGE_TOKEN_SIZE; j++)
            token[j] = (uint8_t)rng_next(&rng);
        badge_encode(token, badges[i].payload);
        badges[i].student = &students[i];
        STR_FORMAT(students[i].id, "s%d", i);
        STR_COPY(students[i].first_name, names[i % NAMES]);
        STR_COPY(students[i].last_name, "Example");
        STR_COPY(students[i].avatar, avatars[(size_t)i % avatar_count].name);
    }
    return test_folder_make(state);
}

static int end_class(void **state)
{
    test_folder_remove(state);
    pango_cairo_font_map_set_default(NULL);
    FcFini();
    return 0;
}

static bool is_dark(cairo_surface_t *picture, int x, int y)
{
    const unsigned char *row =
        cairo_image_surface_get_data(picture) + y * cairo_image_surface_get_stride(picture);
    return (((const uint32_t *)(const void *)row)[x] & 0xff00) < 0x8000;
}

static bool is_white(cairo_surface_t *picture, int x, int y)
{
    const unsigned char *row =
        cairo_image_surface_get_data(picture) + y * cairo_image_surface_get_stride(picture);
    return (((const uint32_t *)(const void *)row)[x] & 0xffffff) == 0xffffff;
}

/* Whether there is ink in a part of the card, in millimetres. */
static bool has_ink(cairo_surface_t *picture, double x1, double y1, double x2, double y2)
{
    int right = MIN((int)floor(x2 * px_per_mm), cairo_image_surface_get_width(picture));
    int bottom = MIN((int)floor(y2 * px_per_mm), cairo_image_surface_get_height(picture));
    for (int y = (int)ceil(y1 * px_per_mm); y < bottom; y++)
        for (int x = (int)ceil(x1 * px_per_mm); x < right; x++)
            if (!is_white(picture, x, y))
                return true;
    return false;
}

static void check_modules(cairo_surface_t *picture, struct box box, const char *payload)
{
    struct code code;
    double module = CODE_MM / CODE_MODULES;
    assert_true(code_make(payload, &code));
    for (int row = 0; row < CODE_MODULES; row++)
        for (int column = 0; column < CODE_MODULES; column++)
            assert_int_equal(is_dark(picture, (int)((box.x + (column + 0.5) * module) * px_per_mm),
                                 (int)((box.y + (row + 0.5) * module) * px_per_mm)),
                code.dark[row][column]);
}

static void a_picture_keeps_code_and_text_apart(void **state)
{
    struct test_folder *folder = *state;
    struct card_parts parts = page_card_parts(85.6, 54.0);
    struct box code = parts.code;
    double quiet = CODE_QUIET * CODE_MM / CODE_MODULES;
    for (int i = 0; i < NAMES; i++) {
        struct error error = {0};
        const char *path = test_path(folder, "badge.png");
        assert_true(sheet_badge_png(path, "4B Math", &badges[i], &error));
        cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
        assert_int_equal(cairo_surface_status(picture), CAIRO_STATUS_SUCCESS);
        check_modules(picture, code, badges[i].payload);
        assert_false(has_ink(picture, 0, 0, code.x - 0.2, 54));
        assert_false(has_ink(picture, 0, 0, code.x + code.width + quiet, code.y - 0.2));
        assert_false(
            has_ink(picture, 0, code.y + code.height + 0.2, code.x + code.width + quiet, 54));
        assert_false(
            has_ink(picture, code.x + code.width + 0.2, 0, code.x + code.width + quiet, 54));
        assert_false(has_ink(picture, 85.6 - 3, 0, 85.6, 54));
        assert_false(has_ink(picture, 0, 0, 85.6, 3));
        assert_false(has_ink(picture, 0, 51, 85.6, 54));
        struct box name = parts.name;
        bool named = has_ink(picture, name.x, name.y, name.x + name.width, name.y + name.height);
        assert_int_equal(named, names[i][0] != '\0');
        struct box avatar = parts.avatar;
        assert_true(has_ink(
            picture, avatar.x, avatar.y, avatar.x + avatar.width, avatar.y + avatar.height));
        cairo_surface_destroy(picture);
    }
}

static void a_picture_says_300_dpi(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    size_t size;
    assert_true(sheet_badge_png(test_path(folder, "dpi.png"), "4B", &badges[0], &error));
    char *bytes = test_read(test_path(folder, "dpi.png"), &size);
    assert_non_null(bytes);
    assert_true(size > 54);
    static const unsigned char expected[] = {
        0, 0, 0, 9, 'p', 'H', 'Y', 's', 0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1};
    assert_memory_equal(bytes + 33, expected, sizeof expected);
    free(bytes);
}

static void sheets_have_as_many_pages_as_needed(void **state)
{
    struct test_folder *folder = *state;
    static const struct {
        enum paper_size paper;
        int per_sheet, count, pages;
    } cases[] = {
        {PAPER_A4, 8, 1, 1},
        {PAPER_A4, 8, 8, 1},
        {PAPER_A4, 8, 9, 2},
        {PAPER_LETTER, 8, 28, 4},
        {PAPER_LETTER, 6, 13, 3},
        {PAPER_A4, 4, 13, 4},
        {PAPER_A4, 2, 3, 2},
        {PAPER_A4, 8, STUDENT_MAX, 16},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        const char *path = test_path(folder, "sheet.pdf");
        assert_true(sheet_badges_pdf(
            path, cases[i].paper, cases[i].per_sheet, NULL, "4B", badges, cases[i].count, &error));
        assert_int_equal(test_count_pages(path), cases[i].pages);
    }
}

static void the_same_sheet_is_the_same_bytes(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    size_t size[2];
    char *bytes[2];
    for (int i = 0; i < 2; i++) {
        const char *path = test_path(folder, i == 0 ? "one.pdf" : "two.pdf");
        assert_true(sheet_badges_pdf(path, PAPER_A4, 8, NULL, "4B Math", badges, NAMES, &error));
        bytes[i] = test_read(path, &size[i]);
        assert_non_null(bytes[i]);
        /* A date would differ only from one second to the next. */
        assert_null(strstr(bytes[i], "CreationDate"));
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    assert_memory_equal(bytes[0], "%PDF-1.4", 8);
    free(bytes[0]);
    free(bytes[1]);
}

/* As a printer sees the PDF: 20 pixels a millimetre, by another program than the one that drew. */
static void the_printed_code_is_32_mm(void **state)
{
    struct test_folder *folder = *state;
    if (system("pdftoppm -v >/dev/null 2>&1") != 0)
        skip();
    struct error error = {0};
    char command[512];
    struct page page;
    assert_true(page_plan(PAPER_A4, 8, &page, &error));
    assert_true(sheet_badges_pdf(
        test_path(folder, "print.pdf"), PAPER_A4, 8, NULL, "4B Math", badges, 8, &error));
    struct box card = page_card(&page, 3);
    struct box code = page_card_parts(card.width, card.height).code;
    int left = (int)((card.x + code.x - 8) * 20), top = (int)((card.y + code.y - 8) * 20);
    STR_FORMAT(command, "cd %s && pdftoppm -r 508 -gray -x %d -y %d -W 860 -H 960 print.pdf print",
        folder->path, left, top);
    assert_int_equal(system(command), 0);
    size_t size;
    char *bytes = test_read(test_path(folder, "print-1.pgm"), &size);
    assert_non_null(bytes);
    assert_true(size > 860 * 960);
    const unsigned char *pixels = (const unsigned char *)bytes + (size - 860 * 960);
    int first = 860, last = -1, first_row = 960, last_row = -1;
    for (int y = 40; y < 920; y++)
        for (int x = 40; x < 860; x++)
            if (pixels[y * 860 + x] < 128) {
                first = MIN(first, x), last = MAX(last, x);
                first_row = MIN(first_row, y), last_row = MAX(last_row, y);
            }
    assert_in_range(last - first + 1, 638, 642);
    assert_in_range(last_row - first_row + 1, 638, 642);
    struct code expected;
    assert_true(code_make(badges[3].payload, &expected));
    for (int row = 0; row < CODE_MODULES; row++)
        for (int column = 0; column < CODE_MODULES; column++) {
            int x = first + (int)((column + 0.5) * 25.6);
            int y = first_row + (int)((row + 0.5) * 25.6);
            assert_int_equal(pixels[y * 860 + x] < 128, expected.dark[row][column]);
        }
    free(bytes);
}

static void a_payload_is_printed_in_its_exact_form(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    struct badge_print badge = badges[0];
    for (char *c = badge.payload; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + ('a' - 'A'));
    const char *path = test_path(folder, "lower.png");
    if (!sheet_badge_png(path, "4B", &badge, &error)) {
        assert_int_equal(error.code, ERR_BAD_INPUT);
        return;
    }
    cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
    check_modules(picture, page_card_parts(85.6, 54.0).code, badges[0].payload);
    cairo_surface_destroy(picture);
}

static void damaged_badges_and_empty_lists_are_refused(void **state)
{
    struct test_folder *folder = *state;
    static const char *const payloads[] = {
        "", "WS1", "WS1AAAAAAAAAAAAAAAA", "HTTPS://EXAMPLE.ORG/"};
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        struct error error = {0};
        struct badge_print badge = {.student = &students[0]};
        STR_COPY(badge.payload, payloads[i]);
        const char *path = test_path(folder, "refused.pdf");
        assert_false(sheet_badges_pdf(path, PAPER_A4, 8, NULL, "4B", &badge, 1, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
        assert_int_not_equal(access(path, F_OK), 0);
    }
    struct error error = {0};
    assert_false(sheet_badges_pdf(
        test_path(folder, "refused.pdf"), PAPER_A4, 8, NULL, "4B", badges, 0, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    error_clear(&error);
    assert_false(sheet_badges_pdf(
        test_path(folder, "refused.pdf"), PAPER_A4, 7, NULL, "4B", badges, 1, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
}

static void the_list_of_secret_pictures_is_whole(void **state)
{
    struct test_folder *folder = *state;
    static struct picture_print rows[STUDENT_MAX];
    for (int i = 0; i < STUDENT_MAX; i++)
        rows[i] = (struct picture_print){.student = &students[i],
            .pictures = {i % PICTURE_COUNT, i / 2 % PICTURE_COUNT, PICTURE_COUNT - 1}};
    static const struct {
        enum paper_size paper;
        int count, pages;
    } cases[] = {{PAPER_A4, 1, 1}, {PAPER_A4, 18, 1}, {PAPER_A4, 19, 2}, {PAPER_LETTER, 28, 2},
        {PAPER_A4, STUDENT_MAX, 8}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        const char *path = test_path(folder, "pictures.pdf");
        assert_true(sheet_pictures_pdf(
            path, cases[i].paper, NULL, "4B Math", rows, cases[i].count, &error));
        assert_int_equal(test_count_pages(path), cases[i].pages);
    }
    struct error error = {0};
    assert_false(
        sheet_pictures_pdf(test_path(folder, "none.pdf"), PAPER_A4, NULL, "4B", rows, 0, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
}

static void a_full_disk_leaves_the_old_sheet(void **state)
{
    struct test_folder *folder = *state;
    struct error error = {0};
    size_t before, after;
    assert_true(sheet_badges_pdf(
        test_path(folder, "full.pdf"), PAPER_A4, 8, NULL, "4B", badges, 1, &error));
    char *old = test_read(test_path(folder, "full.pdf"), &before);
    int files = test_folder_files(folder, 0);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit usual, tight;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    tight = usual;
    static const rlim_t limits[] = {0, 1, 100, 5000, 20000};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        error_clear(&error);
        tight.rlim_cur = limits[i];
        setrlimit(RLIMIT_FSIZE, &tight);
        bool saved = sheet_badges_pdf(
            test_path(folder, "full.pdf"), PAPER_A4, 8, NULL, "4B", badges, 8, &error);
        bool pictured = sheet_badge_png(test_path(folder, "full.png"), "4B", badges, NULL);
        setrlimit(RLIMIT_FSIZE, &usual);
        assert_false(saved);
        assert_int_equal(error.code, ERR_NO_SPACE);
        if (limits[i] <= 5000)
            assert_false(pictured);
    }
    (void)remove(test_path(folder, "full.png"));
    char *kept = test_read(test_path(folder, "full.pdf"), &after);
    assert_int_equal(before, after);
    assert_memory_equal(old, kept, before);
    assert_int_equal(test_folder_files(folder, 0), files);
    free(old);
    free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_keeps_code_and_text_apart),
        cmocka_unit_test(a_picture_says_300_dpi),
        cmocka_unit_test(sheets_have_as_many_pages_as_needed),
        cmocka_unit_test(the_same_sheet_is_the_same_bytes),
        cmocka_unit_test(the_printed_code_is_32_mm),
        cmocka_unit_test(a_payload_is_printed_in_its_exact_form),
        cmocka_unit_test(damaged_badges_and_empty_lists_are_refused),
        cmocka_unit_test(the_list_of_secret_pictures_is_whole),
        cmocka_unit_test(a_full_disk_leaves_the_old_sheet),
    };
    return cmocka_run_group_tests(tests, make_class, end_class);
}
