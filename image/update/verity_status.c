/* Loaded into RAUC's service. Kernels from 6.19 on say more of a dm-verity device than the letter
 * that RAUC 1.13, which Debian 13 has, knows: "V -" for "V", and every update would be refused
 * (https://github.com/rauc/rauc/issues/1842, mended in RAUC 1.15.2). Of the kernel's answer only
 * what stands behind the letter is taken away; with an older kernel or a newer RAUC nothing is.
 * To be deleted with the first RAUC in Debian 13 that knows of it. */
#include <linux/dm-ioctl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Behind the head of an answer: where the first target's own words begin; NULL: there are none. */
static char *words_of(struct dm_ioctl *head)
{
    struct dm_target_spec *target =
        (struct dm_target_spec *)(void *)((char *)head + head->data_start);
    if (head->target_count < 1 || (head->flags & DM_STATUS_TABLE_FLAG) != 0 ||
        head->data_start + sizeof *target + 2 > head->data_size ||
        strncmp(target->target_type, "verity", sizeof target->target_type) != 0)
        return NULL;
    return (char *)(target + 1);
}

int ioctl(int descriptor, unsigned long request, ...)
{
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    int result = (int)syscall(SYS_ioctl, descriptor, request, argument);
    char *words = result == 0 && request == DM_TABLE_STATUS ? words_of(argument) : NULL;
    if (words && words[0] != '\0' && words[1] == ' ')
        words[1] = '\0';
    return result;
}
