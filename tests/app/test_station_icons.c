/* The model names icons of the toolkit without including it: they must be there. */
#include "model/plan.h"
#include "ui/icon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_every_kind_of_station_has_an_icon(void **state)
{
    (void)state;
    for (int kind = 0; kind < STATION_KIND_COUNT; kind++)
        if (icon_find(station_kind_icon((enum station_kind)kind)) == NULL)
            fail_msg("no icon '%s'", station_kind_icon((enum station_kind)kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_station_has_an_icon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
