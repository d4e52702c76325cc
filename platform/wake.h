/* What the threads of devices wait with: a bell others ring, and news of devices plugged in. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A bell; -1 if there are no descriptors left. Closed with close(). */
int wake_open(void);
void wake_ring(int bell);
void wake_silence(int bell);

/* Watches folders of devices for newcomers; those that do not exist are left out. -1: cannot watch,
 * which is no error: the back-off finds devices too, only later. Closed with close(). */
int wake_watch_folders(const char *const *folders, int count);

enum wake_flags { WAKE_BELL = 1, WAKE_DEVICE = 2, WAKE_DATA = 4, WAKE_BROKEN = 8 };

/* Waits for any of three descriptors (-1: none), at most timeout_ms (-1: for ever). Empties bell
 * and watch. 0: time is up. */
unsigned wake_wait(int bell, int watch, int data, int timeout_ms);

/* The pause before the next try to open a device: 250 ms, doubled up to 30 s. */
int wake_back_off(int before_ms);
