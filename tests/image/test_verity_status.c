/* What RAUC's service is told of a dm-verity device, whatever the kernel says of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/dm-ioctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

struct answer {
    struct dm_ioctl head;
    struct dm_target_spec target;
    char words[32];
};

static const char *kernel_type, *kernel_words;
static int kernel_result;

long syscall(long number, ...);

/* In place of the kernel. */
long syscall(long number, ...)
{
    va_list list;
    va_start(list, number);
    (void)va_arg(list, int);
    (void)va_arg(list, unsigned long);
    struct answer *answer = va_arg(list, struct answer *);
    va_end(list);
    answer->head.data_start = offsetof(struct answer, target);
    answer->head.data_size = sizeof *answer;
    answer->head.target_count = 1;
    snprintf(answer->target.target_type, sizeof answer->target.target_type, "%s", kernel_type);
    snprintf(answer->words, sizeof answer->words, "%s", kernel_words);
    return kernel_result;
}

static const char *told(unsigned long request, const char *type, const char *words, unsigned flags)
{
    static struct answer answer;
    answer = (struct answer){.head.flags = flags};
    kernel_type = type;
    kernel_words = words;
    assert_int_equal(ioctl(7, request, &answer), kernel_result);
    return answer.words;
}

static void test_only_the_letter_is_told(void **state)
{
    (void)state;
    assert_string_equal(told(DM_TABLE_STATUS, "verity", "V -", 0), "V");
    assert_string_equal(told(DM_TABLE_STATUS, "verity", "C 12", 0), "C");
    assert_string_equal(told(DM_TABLE_STATUS, "verity", "V", 0), "V");
    assert_string_equal(told(DM_TABLE_STATUS, "verity", "", 0), "");
}

static void test_nothing_else_is_touched(void **state)
{
    (void)state;
    assert_string_equal(told(DM_TABLE_STATUS, "crypt", "V -", 0), "V -");
    assert_string_equal(told(DM_TABLE_STATUS, "verity", "1 -", DM_STATUS_TABLE_FLAG), "1 -");
    assert_string_equal(told(DM_DEV_STATUS, "verity", "V -", 0), "V -");
    kernel_result = -1;
    assert_string_equal(told(DM_TABLE_STATUS, "verity", "V -", 0), "V -");
    kernel_result = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_letter_is_told),
        cmocka_unit_test(test_nothing_else_is_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
