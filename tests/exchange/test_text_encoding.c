#include "class_text.h"

#include "exchange/text_encoding.h"

#define BYTES(text) (text), sizeof(text) - 1

static const struct {
    const char *bytes;
    size_t size;
    const char *text; /* NULL: refused */
    const char *problem;
} cases[] = {
    {BYTES(""), "", ""},
    {BYTES("abc"), "abc", ""},
    {BYTES("a\r\nb\rc\n"), "a\nb\nc\n", ""},
    {BYTES("\xEF\xBB\xBF"
           "a"),
        "a", ""},
    {BYTES("\xFF\xFE"
           "a\0\xE9\0"),
        "aé", ""},
    {BYTES("\xFE\xFF\0a\0\xE9"), "aé", ""},
    {BYTES("i\0d\0,\0x\0\n\0a\0"), "id,x\na", ""},
    {BYTES("\0i\0d\0,\0x\0\n\0a"), "id,x\na", ""},
    {BYTES("e\xCC\x81,E\xCC\x82\xCC\x81\r\nx"), "é,\xE1\xBA\xBE\nx", ""},
    {BYTES("\xE0\xA5\x98"), "\xE0\xA4\x95\xE0\xA4\xBC", ""}, /* longer composed */
    {BYTES("a\nbc\xE9"), "a\nbcé",
        "t.csv:2:3: warning: the file is not UTF-8; it was read as "
        "Windows-1252: check that names with accents look right, and save as UTF-8 next time\n"},
    {BYTES("\x80 5"), "€ 5",
        "t.csv:1:1: warning: the file is not UTF-8; it was read as "
        "Windows-1252: check that names with accents look right, and save as UTF-8 next time\n"},
    {BYTES("\xC3\xA9\n\xE9"), NULL,
        "t.csv:2:1: a character here is damaged (it is not valid "
        "UTF-8): save the file again as UTF-8 text\n"},
    {BYTES("a\x81"), NULL,
        "t.csv:1:2: a character here is damaged (it is not valid UTF-8): save "
        "the file again as UTF-8 text\n"},
    {BYTES("a\n\0b"), NULL,
        "t.csv:2:1: there is a zero byte here; this is not a text file: save "
        "the file again as UTF-8 text\n"},
    {BYTES("a\0bcdefg"), NULL,
        "t.csv:1:2: there is a zero byte here; this is not a text file: save "
        "the file again as UTF-8 text\n"},
    {BYTES("PK\x03\x04 zip"), NULL,
        "t.csv:1:1: this is a spreadsheet or a document (xlsx, ods, docx), "
        "not a text file: in the spreadsheet choose Save as, CSV UTF-8\n"},
    {BYTES("\xFF\xFE\x00\xD8"), NULL,
        "t.csv:1:1: the file looks like UTF-16 but is damaged: save the "
        "file again as UTF-8 text\n"},
};

static void test_decoding(void **state)
{
    (void)state;
    static struct class_text self;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        class_text_open(&self);
        struct text_file out;
        bool ok =
            text_decode("t.csv", cases[i].bytes, cases[i].size, &self.arena, &self.problems, &out);
        assert_string_equal(class_text_problems(&self), cases[i].problem);
        assert_int_equal(ok, cases[i].text != NULL);
        if (ok) {
            assert_string_equal(out.text, cases[i].text);
            assert_int_equal(out.length, strlen(cases[i].text));
        }
        class_text_close(&self);
    }
}

/* Nothing is left open where there is no memory (the leak checker watches). */
static void test_no_memory(void **state)
{
    (void)state;
    static const char text[] = "a\nbc\xE9";
    static struct class_text self;
    class_text_open(&self);
    assert_non_null(arena_alloc(&self.arena, self.arena.capacity - self.arena.used - 16));
    struct text_file out;
    for (int i = 0; i < 10; i++)
        assert_false(text_decode("t.csv", BYTES(text), &self.arena, &self.problems, &out));
    class_text_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding), cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
