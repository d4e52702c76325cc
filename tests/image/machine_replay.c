/* What a disk may hold after its power was cut: of a log of all that was written to it (QEMU's
 * blklogwrites, the format of the kernel's dm-log-writes), everything up to the last flush before
 * the cut, and of what was written since then any part.
 *
 *   machine_replay count LOG
 *       how many entries there are
 *   machine_replay cut LOG ENTRY SEED PARTITION START
 *       makes PARTITION (raw, as it was when the log began; it lies at byte START of the disk) what
 *       it is when the power is cut behind ENTRY entries */
#define _DEFAULT_SOURCE
#include <endian.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLAG_FLUSH = 1, FLAG_FUA = 2, FLAG_DISCARD = 4, FLAG_MARK = 8, UNIT = 512, BLOCK = 4096 };

static const uint64_t MAGIC = 0x6a736677736872;

struct log {
    int descriptor;
    uint64_t count, unit; /* entries; bytes: a header is as long */
};

struct entry {
    uint64_t sector, sectors; /* of 512 bytes, of the disk */
    uint64_t flags;
    off_t data; /* where what was written begins */
};

static uint64_t number_at(const unsigned char *bytes)
{
    uint64_t number;
    memcpy(&number, bytes, sizeof number);
    return le64toh(number);
}

static void read_all(int descriptor, void *out, size_t size, off_t from)
{
    if (pread(descriptor, out, size, from) != (ssize_t)size)
        errx(1, "the log ends in the middle of an entry");
}

static struct log log_open(const char *path)
{
    struct log log = {.descriptor = open(path, O_RDONLY | O_CLOEXEC)};
    unsigned char head[28] = {0};
    if (log.descriptor < 0)
        err(1, "%s", path);
    read_all(log.descriptor, head, sizeof head, 0);
    uint32_t unit;
    memcpy(&unit, head + 24, sizeof unit);
    log.count = number_at(head + 16);
    log.unit = le32toh(unit);
    if (number_at(head) != MAGIC || number_at(head + 8) != 1 || log.unit < UNIT || log.unit > BLOCK)
        errx(1, "%s is no log of writes", path);
    return log;
}

static bool has_data(const struct entry *entry)
{
    return (entry->flags & (FLAG_DISCARD | FLAG_MARK)) == 0;
}

/* The entry at *at, which then is where the next one begins. */
static struct entry log_next(const struct log *log, off_t *at)
{
    unsigned char head[24];
    read_all(log->descriptor, head, sizeof head, *at);
    uint64_t scale = log->unit / UNIT;
    struct entry entry = {number_at(head) * scale, number_at(head + 8) * scale,
        number_at(head + 16), *at + (off_t)log->unit};
    *at = entry.data + (has_data(&entry) ? (off_t)(entry.sectors * UNIT) : 0);
    return entry;
}

/* Behind which entry everything is on the disk for certain, if the power is cut behind `cut` of
 * them. */
static uint64_t last_flush(const struct log *log, uint64_t cut)
{
    uint64_t flushed = 0;
    off_t at = (off_t)log->unit;
    for (uint64_t i = 0; i < cut; i++)
        if ((log_next(log, &at).flags & FLAG_FLUSH) != 0)
            flushed = i;
    return flushed;
}

/* Marsaglia's xorshift64: the same cut again for the same seed. */
static bool by_chance(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (*state >> 33 & 1) != 0;
}

/* Writes an entry to the partition; of one that is not flushed every block by chance. */
static void write_entry(
    const struct log *log, const struct entry *entry, int partition, off_t start, uint64_t *chance)
{
    static unsigned char block[BLOCK];
    struct stat status;
    if (fstat(partition, &status) != 0)
        err(1, "the partition");
    off_t from = (off_t)(entry->sector * UNIT) - start, size = (off_t)(entry->sectors * UNIT);
    bool whole = (entry->flags & FLAG_FUA) != 0;
    for (off_t done = 0; done < size; done += BLOCK) {
        size_t part = (size_t)(size - done < BLOCK ? size - done : BLOCK);
        if (from + done < 0 || from + done + (off_t)part > status.st_size)
            continue;
        if (chance != NULL && !whole && !by_chance(chance))
            continue;
        read_all(log->descriptor, block, part, entry->data + done);
        if (pwrite(partition, block, part, from + done) != (ssize_t)part)
            err(1, "the partition");
    }
}

static int cut(const struct log *log, uint64_t cut_at, uint64_t seed, const char *path, off_t start)
{
    if (cut_at > log->count)
        errx(1, "there are only %llu entries", (unsigned long long)log->count);
    int partition = open(path, O_RDWR | O_CLOEXEC);
    if (partition < 0)
        err(1, "%s", path);
    uint64_t flushed = last_flush(log, cut_at), chance = seed * 2654435761u + 88172645463325252u;
    off_t at = (off_t)log->unit;
    for (uint64_t i = 0; i < cut_at; i++) {
        struct entry entry = log_next(log, &at);
        if (has_data(&entry))
            write_entry(log, &entry, partition, start, i < flushed ? NULL : &chance);
    }
    if (close(partition) != 0)
        err(1, "%s", path);
    return 0;
}

int main(int count, char **words)
{
    if (count == 3 && strcmp(words[1], "count") == 0) {
        printf("%llu\n", (unsigned long long)log_open(words[2]).count);
        return 0;
    }
    if (count == 7 && strcmp(words[1], "cut") == 0) {
        struct log log = log_open(words[2]);
        return cut(&log, strtoull(words[3], NULL, 10), strtoull(words[4], NULL, 10), words[5],
            (off_t)strtoll(words[6], NULL, 10));
    }
    fputs("machine_replay count LOG, cut LOG ENTRY SEED PARTITION START\n", stderr);
    return 2;
}
