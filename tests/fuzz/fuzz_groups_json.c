#define _DEFAULT_SOURCE /* fmemopen */
#include "exchange/groups_json.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

/* What is taken is bounded and ends where it must: groups approve hands it to the model as it is.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct groups_file file;
    static uint8_t copy[1 << 20];
    struct error error = {0};
    if (size == 0 || size > sizeof copy)
        return 0;
    memcpy(copy, data, size);
    FILE *stream = fmemopen(copy, size, "r");
    if (stream == NULL)
        return 0;
    if (groups_json_read(stream, &file, &error)) {
        assert(file.absent_count >= 0 && file.absent_count <= STUDENT_MAX);
        assert(file.approval.group_count >= 0 && file.approval.group_count <= GROUP_MAX);
        for (int i = 0; i < file.approval.group_count; i++) {
            const struct event_group *group = &file.approval.groups[i];
            assert(group->student_count > 0);
            assert(memchr(group->name, '\0', sizeof group->name) != NULL);
        }
    } else {
        assert(error.code != ERR_NONE);
    }
    fclose(stream);
    return 0;
}
