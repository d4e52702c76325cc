#define _DEFAULT_SOURCE
#include "platform/console.h"

#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LOG_MODULE "console"
#include "base/log.h"

/* Another console may have been left in front by a key pressed before we were there. */
static void come_to_front(int descriptor)
{
    enum { CONSOLES = 4, CONSOLES_MAX = 63 };
    unsigned device = 0;
    if (ioctl(descriptor, TIOCGDEV, &device) != 0 || major(device) != CONSOLES ||
        minor(device) < 1 || minor(device) > CONSOLES_MAX)
        return;
    (void)ioctl(descriptor, VT_ACTIVATE, minor(device));
}

void console_open(struct console *console)
{
    *console = (struct console){.descriptor = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (console->descriptor >= 0 && ioctl(console->descriptor, KDGKBMODE, &console->mode) != 0) {
        close(console->descriptor);
        console->descriptor = -1;
    }
    if (console->descriptor < 0) {
        log_info("no text console of our own: keys may reach what is behind the picture");
        return;
    }
    if (console->mode == K_OFF) /* left so by a run before */
        console->mode = K_UNICODE;
    come_to_front(console->descriptor);
    console_mute(console);
}

void console_mute(struct console *console)
{
    if (console->descriptor >= 0 && ioctl(console->descriptor, KDSKBMODE, K_OFF) != 0)
        log_warning("the text console still hears the keyboard");
}

void console_close(struct console *console)
{
    if (console->descriptor < 0)
        return;
    (void)ioctl(console->descriptor, KDSKBMODE, console->mode);
    close(console->descriptor);
    console->descriptor = -1;
}
