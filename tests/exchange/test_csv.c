#include "class_text.h"

#include "exchange/csv.h"

static const struct csv_field fields[] = {
    {"id", "number", true}, {"first_name", "first given", false}, {"note", NULL, false}};

/* Rows as "line:column=text|…" for the three fields, then the problems. */
static const struct {
    const char *csv, *expected;
} cases[] = {
    {"id,first_name,note\na,Ana,x\n", "2:1=a|2:3=Ana|2:7=x\n"},
    {"id;first_name;note\na;Ana,B;x\n", "2:1=a|2:3=Ana,B|2:9=x\n"},
    {"id\tfirst_name\tnote\na\tAna\tx", "2:1=a|2:3=Ana|2:7=x\n"},
    {"id|first_name|note\na|Ana|x", "2:1=a|2:3=Ana|2:7=x\n"},
    {"sep=;\nid;note\na;b,c\n", "3:1=a|3:6=|3:3=b,c\n"},
    {"SEP=,\nid,note\na,b\n", "3:1=a|3:4=|3:3=b\n"},
    {"Note,FIRST name, ID \nx,Ana,a\n", "2:7=a|2:3=Ana|2:1=x\n"},
    {"number,given\na,Ana\n", "2:1=a|2:3=Ana|2:6=\n"},
    {"id,note\r\na,x\r\nb,y\r\n", "2:1=a|2:4=|2:3=x\n3:1=b|3:4=|3:3=y\n"},
    {"id,note\ra,x\rb,y", "2:1=a|2:4=|2:3=x\n3:1=b|3:4=|3:3=y\n"},
    {"id,note\n\n , \n\na,x\n", "5:1=a|5:4=|5:3=x\n"},
    {"id,note\na,\"x\"\"y\"\n", "2:1=a|2:9=|2:3=x\"y\n"},
    {"id,note\na,\"x\ny\"\nb,z\n", "2:1=a|3:3=|2:3=x\ny\n4:1=b|4:4=|4:3=z\n"},
    {"id,note\na, \" x \" \n", "2:1=a|2:10=|2:4=x\n"},
    {"id,note\na,\"x \nb\xC2\xA0\"\n", "2:1=a|3:4=|2:3=x \nb\n"},
    {"id,note\né,日本,\nb,x", "2:1=é|2:6=|2:3=日本\n3:1=b|3:4=|3:3=x\n"},
    {"id,note\na,'=1+1\n", "2:1=a|2:8=|2:3==1+1\n"},
    {"id,note\na,''-\n", "2:1=a|2:6=|2:3='-\n"},
    {"id,note\na,'tis\n", "2:1=a|2:7=|2:3='tis\n"},
    {"id,note\na,\"x\"y\n",
        "2:1=a|2:7=|2:3=xy\nt.csv:2:6: warning: there is text after the closing quote of this "
        "cell: put quotes around the whole cell and write a quote inside it twice (\"\")\n"},
    {"id,note\na,\"x\nb,y\n",
        "t.csv:2:3: the quote opened on line 2 is never closed: close it with another \", or write "
        "a quote inside a cell twice (\"\")\n"},
    {"id,first_name,note\na,Ana\n",
        "2:1=a|2:3=Ana|2:6=\nt.csv:2:6: warning: this row has 2 cells but the first row names 3 "
        "columns: check that every value stands under its column\n"},
    {"id,note\na,x,y\n",
        "2:1=a|2:6=|2:3=x\nt.csv:2:5: this row has 3 cells but the first row names 2 columns; "
        "\"y\" is left over: put quotes around a cell that has the separator in its text\n"},
    {"id,note\na,x,,\n", "2:1=a|2:6=|2:3=x\n"},
    {"id,note,id\na,x,b\n", "2:1=a|2:6=|2:3=x\nt.csv:1:9: the column \"id\" is there twice: keep "
                            "one of the two columns and delete or rename the other\n"},
    {"id,email,email\na,x,y\n",
        "2:1=a|2:6=|2:6=\nt.csv:1:4: note: the column \"email\" is not used and stays out: nothing "
        "to do unless its name is a spelling mistake\nt.csv:1:10: note: the column \"email\" is "
        "not used and stays out: nothing to do unless its name is a spelling mistake\n"},
    {"id,note\nid,note\na,x\n", "3:1=a|3:4=|3:3=x\nt.csv:2:1: this row repeats the names of the "
                                "columns: delete this row\n"},
    {"ana,Ana\nben,Ben\n", "t.csv:1:1: the first row has no column name that belongs here; it "
                           "begins with \"ana\": the "
                           "first row must name the columns: id, first_name, note\n"},
    {"first_name,note\nAna,x\n", "t.csv:1:16: the column \"id\" is missing: add it to the first "
                                 "row and fill it in for every row\n"},
    {"id,note\n,x\n", "2:1=|2:3=|2:2=x\nt.csv:2:1: the cell under \"id\" is empty: fill it in, or "
                      "delete the row\n"},
    {"", "t.csv:1:1: this file is empty: write the names of the columns in the first row\n"},
    {"\n \n", "t.csv:1:1: this file is empty: write the names of the columns in the first row\n"},
    {"id,note\n", ""},
};

static void test_reading(void **state)
{
    (void)state;
    static struct class_text self;
    static char actual[8192];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        class_text_open(&self);
        struct text_file text;
        struct csv_table table;
        struct str_writer out = str_writer(actual, sizeof actual);
        const char *csv = cases[i].csv;
        assert_true(text_decode("t.csv", csv, strlen(csv), &self.arena, &self.problems, &text));
        bool ok = csv_read(&text, fields, COUNT_OF(fields), &self.arena, &self.problems, &table);
        for (int row = 0; ok && row < table.row_count; row++)
            for (int f = 0; f < (int)COUNT_OF(fields); f++) {
                struct csv_cell cell = csv_cell(&table, row, f);
                str_putf(&out, "%d:%d=%s%s", cell.line, cell.column, cell.text, f < 2 ? "|" : "\n");
            }
        str_put(&out, class_text_problems(&self));
        assert_string_equal(actual, cases[i].expected);
        assert_true(ok || self.problems.errors > 0);
        class_text_close(&self);
    }
}

static char *repeat(char c, size_t count, const char *before)
{
    size_t length = strlen(before);
    char *text = malloc(length + count + 1);
    memcpy(text, before, length);
    memset(text + length, c, count);
    text[length + count] = '\0';
    return text;
}

static void check_limit(char *text, const char *expected)
{
    static struct class_text self;
    class_text_open(&self);
    struct text_file file;
    struct csv_table table;
    assert_true(text_decode("t.csv", text, strlen(text), &self.arena, &self.problems, &file));
    assert_false(csv_read(&file, fields, COUNT_OF(fields), &self.arena, &self.problems, &table));
    assert_string_equal(class_text_problems(&self), expected);
    class_text_close(&self);
    free(text);
}

static void test_limits(void **state)
{
    (void)state;
    check_limit(repeat('x', CSV_CELL_MAX, "id\n"),
        "t.csv:2:1: this cell holds more than 64 KiB of text: shorten it, or look for a quote that "
        "is not closed\n");
    check_limit(repeat(',', CSV_COLUMN_MAX, "id"),
        "t.csv:1:2503: this row has more than 2500 columns: "
        "delete the columns that are not needed\n");
    char *rows = repeat('x', (CSV_ROW_MAX + 1) * 2, "id\n");
    for (size_t i = 4; i < strlen(rows); i += 2)
        rows[i] = '\n';
    check_limit(rows, "t.csv:20002:1: this table has more than 20000 rows: split the file or "
                      "delete rows that are not needed\n");
}

static const char *const cells[] = {"", "x", "a,b", "a;b", "a\"b", "\"", "=1", "+1", "-1", "-x",
    "@x", "'", "'=1", "''=1", "'x", "a\nb", "a|b", "é"};

static void test_written_cells_read_back(void **state)
{
    (void)state;
    static struct class_text self;
    class_text_open(&self);
    struct csv_writer writer = csv_writer(&self.arena);
    csv_put(&writer, "id");
    csv_put(&writer, "note");
    csv_end_row(&writer);
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        csv_put_number(&writer, (long long)i);
        csv_put(&writer, cells[i]);
        csv_end_row(&writer);
    }
    assert_false(writer.full);
    struct text_file text = {.name = "t.csv", .text = writer.text, .length = writer.length};
    struct csv_table table;
    assert_true(csv_read(&text, fields, COUNT_OF(fields), &self.arena, &self.problems, &table));
    assert_int_equal(table.row_count, COUNT_OF(cells));
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        assert_string_equal(csv_cell(&table, (int)i, 2).text, cells[i]);
    class_text_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_written_cells_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
