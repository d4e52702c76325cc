/* The text console behind a picture that has the screen for itself.
 *
 * While it is deaf no key switches to another console, restarts the machine or is typed into what
 * runs there. SDL makes it deaf as well, but only while it knows of a keyboard: not in the moments
 * after one was plugged in, nor before it has started. Needs the console as controlling terminal;
 * without, and on terminals of other kinds, nothing happens. */
#pragma once

struct console {
    int descriptor; /* -1: there is none */
    int mode;       /* of its keyboard, before */
};

/* Before SDL: so SDL puts back what it found, deaf. Brings this console to the front. */
void console_open(struct console *console);
void console_mute(struct console *console);  /* once more, after SDL has started */
void console_close(struct console *console); /* as before */
