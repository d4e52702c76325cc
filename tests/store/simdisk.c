#include "simdisk.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, FILE_MAX = 64, PATH_MAX_SIM = 160, PENDING_MAX = 256 };

struct inode {
    uint8_t *live, *durable;
    bool *dirty; /* by sector */
    size_t size, durable_size, capacity;
    bool folder, used, named;
    int settled; /* tag of the content that is on the disk and not being overwritten */
};

struct name {
    char path[PATH_MAX_SIM];
    int inode;
};

struct names {
    struct name list[FILE_MAX];
    int count;
};

enum op_kind { OP_CREATE, OP_REMOVE, OP_RENAME };
struct op {
    enum op_kind kind;
    char from[PATH_MAX_SIM], to[PATH_MAX_SIM];
    int inode;
};

static struct inode inodes[FILE_MAX];
static struct names live, durable;
static struct op pending[PENDING_MAX];
static int pending_count, open_files;
static struct simdisk_plan plan;
static struct rng chance;
static int64_t operations, calls;
static bool is_cut, has_failed, locked;
static int tag = -1;

/* --- Faults -------------------------------------------------------------------------------------
 */

/* Counts a call; an errno value if it is to fail. */
static int call(void)
{
    calls++;
    if (is_cut)
        return EIO;
    if (plan.fail_at > 0 &&
        (calls == plan.fail_at || (plan.fail_forever && calls > plan.fail_at))) {
        has_failed = true;
        return plan.fail_errno;
    }
    return 0;
}

/* After an operation took effect: was it the last? */
static void done(void)
{
    operations++;
    if (plan.cut_at > 0 && operations >= plan.cut_at)
        is_cut = true;
}

/* --- Names --------------------------------------------------------------------------------------
 */

static int find(const struct names *names, const char *path)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->list[i].path, path) == 0)
            return i;
    return -1;
}

static void remove_name(struct names *names, const char *path)
{
    int at = find(names, path);
    if (at >= 0)
        names->list[at] = names->list[--names->count];
}

static void add_name(struct names *names, const char *path, int inode)
{
    remove_name(names, path);
    assert(names->count < FILE_MAX);
    snprintf(names->list[names->count].path, PATH_MAX_SIM, "%s", path);
    names->list[names->count++].inode = inode;
}

/* A folder takes along what is in it. */
static void rename_names(struct names *names, const char *from, const char *to)
{
    size_t length = strlen(from);
    remove_name(names, to);
    for (int i = 0; i < names->count; i++) {
        char *path = names->list[i].path;
        if (strncmp(path, from, length) != 0 || (path[length] != '\0' && path[length] != '/'))
            continue;
        char moved[2 * PATH_MAX_SIM];
        snprintf(moved, sizeof moved, "%s%s", to, path + length);
        assert(strlen(moved) < PATH_MAX_SIM);
        memcpy(path, moved, strlen(moved) + 1);
    }
}

static void apply(struct names *names, const struct op *op)
{
    switch (op->kind) {
    case OP_CREATE: add_name(names, op->from, op->inode); break;
    case OP_REMOVE: remove_name(names, op->from); break;
    case OP_RENAME: rename_names(names, op->from, op->to); break;
    }
}

static void change_names(enum op_kind kind, const char *from, const char *to, int inode)
{
    struct op op = {.kind = kind, .inode = inode};
    snprintf(op.from, sizeof op.from, "%s", from);
    snprintf(op.to, sizeof op.to, "%s", to);
    apply(&live, &op);
    assert(pending_count < PENDING_MAX);
    pending[pending_count++] = op;
    done();
}

static bool lies(void)
{
    return plan.liar_percent > 0 && (int)rng_below(&chance, 100) < plan.liar_percent;
}

static void sync_names(void)
{
    if (!lies()) {
        durable = live;
        pending_count = 0;
    }
    done();
}

/* --- Contents -----------------------------------------------------------------------------------
 */

static void collect_unnamed(void)
{
    for (int i = 0; i < FILE_MAX; i++)
        inodes[i].named = false;
    for (int i = 0; i < live.count; i++)
        inodes[live.list[i].inode].named = true;
    for (int i = 0; i < durable.count; i++)
        inodes[durable.list[i].inode].named = true;
    for (int i = 0; i < pending_count; i++)
        if (pending[i].kind == OP_CREATE)
            inodes[pending[i].inode].named = true;
}

static int new_inode(bool folder)
{
    if (open_files == 0) {
        collect_unnamed();
        for (int i = 0; i < FILE_MAX; i++)
            inodes[i].used = inodes[i].used && inodes[i].named;
    }
    for (int i = 0; i < FILE_MAX; i++)
        if (!inodes[i].used) {
            struct inode *inode = &inodes[i];
            if (inode->capacity > 0) {
                memset(inode->live, 0, inode->capacity);
                memset(inode->durable, 0, inode->capacity);
                memset(inode->dirty, 0, inode->capacity / SECTOR);
            }
            inode->size = inode->durable_size = 0;
            inode->folder = folder;
            inode->settled = -1;
            inode->used = true;
            return i;
        }
    abort();
}

static void grow(struct inode *inode, size_t size)
{
    if (size <= inode->capacity)
        return;
    size_t capacity = (size * 2 + 16 * SECTOR) / SECTOR * SECTOR;
    inode->live = realloc(inode->live, capacity);
    inode->durable = realloc(inode->durable, capacity);
    inode->dirty = realloc(inode->dirty, capacity / SECTOR * sizeof(bool));
    assert(inode->live != NULL && inode->durable != NULL && inode->dirty != NULL);
    memset(inode->live + inode->capacity, 0, capacity - inode->capacity);
    memset(inode->durable + inode->capacity, 0, capacity - inode->capacity);
    memset(inode->dirty + inode->capacity / SECTOR, 0,
        (capacity - inode->capacity) / SECTOR * sizeof(bool));
    inode->capacity = capacity;
}

static bool has_room(const struct inode *inode, size_t end)
{
    if (plan.capacity == 0 || end <= inode->size)
        return true;
    int64_t taken = (int64_t)(end - inode->size);
    for (int i = 0; i < live.count; i++)
        taken += (int64_t)inodes[live.list[i].inode].size;
    return taken <= plan.capacity;
}

static int write_at(struct inode *inode, const void *bytes, size_t size, size_t at)
{
    if (!has_room(inode, at + size))
        return ENOSPC;
    grow(inode, at + size);
    if (size > 0) /* an index of an empty table is sorted in an empty file */
        memcpy(inode->live + at, bytes, size);
    for (size_t sector = at / SECTOR; sector * SECTOR < at + size; sector++)
        inode->dirty[sector] = true;
    if (at + size > inode->size)
        inode->size = at + size;
    done();
    return 0;
}

static void truncate_to(struct inode *inode, size_t size)
{
    grow(inode, size);
    if (size < inode->size)
        memset(inode->live + size, 0, inode->size - size);
    for (size_t sector = size / SECTOR; sector * SECTOR < inode->size; sector++)
        inode->dirty[sector] = true;
    inode->size = size;
    done();
}

static bool sync_inode(struct inode *inode)
{
    bool honest = !lies();
    if (honest) {
        for (size_t sector = 0; sector < inode->capacity / SECTOR; sector++)
            if (inode->dirty[sector]) {
                memcpy(inode->durable + sector * SECTOR, inode->live + sector * SECTOR, SECTOR);
                inode->dirty[sector] = false;
            }
        inode->durable_size = inode->size;
    }
    done();
    return honest;
}

/* --- The cut ------------------------------------------------------------------------------------
 */

static void erase_block(struct inode *inode, size_t sector)
{
    size_t block = sector * SECTOR / 8192 * 8192;
    for (size_t at = block; at < block + 8192 && at < inode->durable_size; at++)
        inode->durable[at] = rng_below(&chance, 2) == 0 ? 0x00 : 0xff;
}

static void cut_inode(struct inode *inode, uint32_t percent)
{
    bool erased = false;
    if (inode->size != inode->durable_size && rng_below(&chance, 100) < percent)
        inode->durable_size = inode->size;
    for (size_t sector = 0; sector < inode->capacity / SECTOR; sector++) {
        if (!inode->dirty[sector])
            continue;
        inode->dirty[sector] = false;
        uint8_t *old = inode->durable + sector * SECTOR, *new = inode->live + sector *SECTOR;
        if (rng_below(&chance, 100) < percent)
            memcpy(old, new, SECTOR);
        else if (rng_below(&chance, 8) == 0) {
            size_t half = rng_below(&chance, 2) * SECTOR / 2;
            memcpy(old + half, new + half, SECTOR / 2);
        }
        if (plan.erases_blocks && !erased && rng_below(&chance, 12) == 0) {
            erase_block(inode, sector);
            erased = true;
        }
    }
    if (inode->durable_size < inode->capacity)
        memset(inode->durable + inode->durable_size, 0, inode->capacity - inode->durable_size);
    if (inode->capacity > 0)
        memcpy(inode->live, inode->durable, inode->capacity);
    inode->size = inode->durable_size;
}

void simdisk_power_on(void)
{
    static const uint32_t percents[] = {0, 10, 50, 90, 100};
    assert(open_files == 0);
    if (is_cut) {
        int kept = pending_count == 0 ? 0 : (int)rng_below(&chance, (uint32_t)pending_count + 1);
        for (int i = 0; i < kept; i++)
            apply(&durable, &pending[i]);
        uint32_t percent = percents[rng_below(&chance, 5)];
        for (int i = 0; i < FILE_MAX; i++)
            if (inodes[i].used)
                cut_inode(&inodes[i], percent);
        live = durable;
        pending_count = 0;
    }
    locked = false;
    plan = (struct simdisk_plan){0};
    is_cut = has_failed = false;
}

void simdisk_format(void)
{
    for (int i = 0; i < FILE_MAX; i++)
        inodes[i].used = false;
    live.count = durable.count = 0;
    pending_count = 0;
    plan = (struct simdisk_plan){0};
    is_cut = has_failed = locked = false;
    operations = calls = 0;
}

void simdisk_set_plan(const struct simdisk_plan *wanted)
{
    plan = *wanted;
    chance = rng_seeded(plan.seed);
    operations = calls = 0;
    has_failed = false;
}

bool simdisk_is_cut(void)
{
    return is_cut;
}

bool simdisk_failed(void)
{
    return has_failed;
}

int64_t simdisk_operations(void)
{
    return operations;
}

int64_t simdisk_calls(void)
{
    return calls;
}

void simdisk_set_tag(int number)
{
    tag = number;
}

int simdisk_settled_tag(void)
{
    int newest = -1;
    for (int i = 0; i < durable.count; i++) {
        int settled = inodes[durable.list[i].inode].settled;
        int at = find(&live, durable.list[i].path);
        if (at >= 0 && live.list[at].inode == durable.list[i].inode && settled > newest)
            newest = settled;
    }
    return newest;
}

int simdisk_open_files(void)
{
    return open_files;
}

/* --- struct store_files -------------------------------------------------------------------------
 */

static int sim_make_folder(void *context, const char *path)
{
    (void)context;
    int problem = call();
    if (problem == 0 && find(&live, path) < 0)
        change_names(OP_CREATE, path, "", new_inode(true));
    return problem;
}

static int sim_lock(void *context, const char *path, bool create, void **lock)
{
    (void)context;
    int problem = call();
    if (problem != 0)
        return problem;
    if (locked)
        return EWOULDBLOCK;
    if (find(&live, path) < 0) {
        if (!create)
            return ENOENT;
        change_names(OP_CREATE, path, "", new_inode(false));
    }
    locked = true;
    *lock = &locked;
    return 0;
}

static void sim_unlock(void *context, void *lock)
{
    (void)context;
    *(bool *)lock = false;
}

static int sim_size(void *context, const char *path, int64_t *size)
{
    (void)context;
    int problem = call();
    int at = find(&live, path);
    if (problem == 0 && at < 0)
        return ENOENT;
    if (problem == 0)
        *size = (int64_t)inodes[live.list[at].inode].size;
    return problem;
}

static int sim_read(void *context, const char *path, void *bytes, size_t size, size_t *got)
{
    (void)context;
    int problem = call();
    int at = find(&live, path);
    if (problem == 0 && at < 0)
        return ENOENT;
    if (problem == 0) {
        const struct inode *inode = &inodes[live.list[at].inode];
        *got = size < inode->size ? size : inode->size;
        if (*got > 0)
            memcpy(bytes, inode->live, *got);
    }
    return problem;
}

static int sim_write(void *context, const char *path, const void *bytes, size_t size)
{
    (void)context;
    int problem = call();
    if (problem != 0)
        return problem;
    if (find(&live, path) < 0)
        change_names(OP_CREATE, path, "", new_inode(false));
    struct inode *inode = &inodes[live.list[find(&live, path)].inode];
    inode->settled = -1;
    problem = write_at(inode, bytes, size, 0);
    if (problem == 0)
        problem = call(); /* the sync may fail of its own */
    if (problem == 0 && sync_inode(inode))
        inode->settled = tag;
    return problem;
}

static int sim_reserve(void *context, const char *path, int64_t size)
{
    (void)context;
    int problem = call();
    if (problem != 0)
        return problem;
    int at = find(&live, path);
    int inode = at < 0 ? new_inode(false) : live.list[at].inode;
    if (!has_room(&inodes[inode], (size_t)size))
        return ENOSPC;
    change_names(OP_CREATE, path, "", inode);
    inodes[inode].size = inodes[inode].durable_size = 0; /* its bytes do not matter */
    return 0;
}

static int sim_rename(void *context, const char *from, const char *to)
{
    (void)context;
    int problem = call();
    if (problem == 0 && find(&live, from) < 0)
        return ENOENT;
    if (problem == 0)
        change_names(OP_RENAME, from, to, 0);
    return problem;
}

static int sim_remove(void *context, const char *path)
{
    (void)context;
    int problem = call();
    int at = find(&live, path);
    if (problem != 0 || at < 0)
        return problem != 0 ? problem : ENOENT;
    size_t length = strlen(path);
    for (int i = 0; i < live.count; i++)
        if (strncmp(live.list[i].path, path, length) == 0 && live.list[i].path[length] == '/')
            return ENOTEMPTY;
    change_names(OP_REMOVE, path, "", 0);
    return 0;
}

static int sim_sync_folder(void *context, const char *path)
{
    (void)context;
    (void)path;
    int problem = call();
    if (problem == 0)
        sync_names();
    return problem;
}

static int sim_list(void *context, const char *path, store_files_each each, void *with)
{
    (void)context;
    int problem = call();
    size_t length = strlen(path);
    struct names names = live;
    for (int i = 0; problem == 0 && i < names.count; i++) {
        const char *name = names.list[i].path;
        if (strncmp(name, path, length) == 0 && name[length] == '/' &&
            strchr(name + length + 1, '/') == NULL && !each(with, name + length + 1))
            break;
    }
    return problem;
}

static int sim_room(void *context, const char *path, int64_t *bytes)
{
    (void)context;
    (void)path;
    *bytes = plan.capacity > 0 ? 0 : 1 << 30;
    return call();
}

static int sim_may_use(void *context, const char *path, bool write)
{
    (void)context;
    (void)path;
    (void)write;
    return 0;
}

const struct store_files *simdisk_files(void)
{
    static const struct store_files files = {NULL, sim_make_folder, sim_lock, sim_unlock, sim_size,
        sim_read, sim_write, sim_reserve, sim_rename, sim_remove, sim_sync_folder, sim_list,
        sim_room, sim_may_use};
    return &files;
}

/* --- The VFS ------------------------------------------------------------------------------------
 */

struct sim_file {
    sqlite3_file base;
    int inode;
    bool sync_name; /* a new journal: its first sync makes its name durable too */
    bool delete_on_close;
    char path[PATH_MAX_SIM];
};

static int vfs_close(sqlite3_file *file)
{
    struct sim_file *sim = (struct sim_file *)file;
    open_files--;
    if (sim->delete_on_close)
        inodes[sim->inode].used = false;
    return SQLITE_OK;
}

static int vfs_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    const struct inode *inode = &inodes[((struct sim_file *)file)->inode];
    if (call() != 0)
        return SQLITE_IOERR_READ;
    size_t have = (size_t)at < inode->size ? inode->size - (size_t)at : 0;
    size_t got = have < (size_t)size ? have : (size_t)size;
    if (got > 0)
        memcpy(out, inode->live + at, got);
    memset((char *)out + got, 0, (size_t)size - got);
    return got == (size_t)size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int vfs_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    int problem = call();
    if (problem == 0)
        problem =
            write_at(&inodes[((struct sim_file *)file)->inode], bytes, (size_t)size, (size_t)at);
    return problem == 0 ? SQLITE_OK : problem == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int vfs_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (call() != 0)
        return SQLITE_IOERR_TRUNCATE;
    truncate_to(&inodes[((struct sim_file *)file)->inode], (size_t)size);
    return SQLITE_OK;
}

static int vfs_sync(sqlite3_file *file, int flags)
{
    struct sim_file *sim = (struct sim_file *)file;
    (void)flags;
    if (call() != 0)
        return SQLITE_IOERR_FSYNC;
    sync_inode(&inodes[sim->inode]);
    if (sim->sync_name) {
        sync_names();
        sim->sync_name = false;
    }
    return SQLITE_OK;
}

static int vfs_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    *size = (sqlite3_int64)inodes[((struct sim_file *)file)->inode].size;
    return call() == 0 ? SQLITE_OK : SQLITE_IOERR_FSTAT;
}

static int vfs_lock(sqlite3_file *file, int level)
{
    (void)file;
    (void)level;
    return SQLITE_OK;
}

static int vfs_check_lock(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

static int vfs_control(sqlite3_file *file, int op, void *argument)
{
    (void)file;
    (void)op;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int vfs_sector_size(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int vfs_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int vfs_open(
    sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    static const sqlite3_io_methods methods = {1, vfs_close, vfs_read, vfs_write, vfs_truncate,
        vfs_sync, vfs_file_size, vfs_lock, vfs_lock, vfs_check_lock, vfs_control, vfs_sector_size,
        vfs_characteristics, NULL, NULL, NULL, NULL, NULL, NULL};
    struct sim_file *sim = (struct sim_file *)file;
    (void)vfs;
    memset(sim, 0, sizeof *sim);
    if (call() != 0)
        return SQLITE_CANTOPEN;
    int at = path == NULL ? -1 : find(&live, path);
    if (at < 0 && (flags & SQLITE_OPEN_CREATE) == 0)
        return SQLITE_CANTOPEN;
    if (at < 0) {
        sim->inode = new_inode(false);
        sim->delete_on_close = path == NULL;
        if (path != NULL)
            change_names(OP_CREATE, path, "", sim->inode);
        sim->sync_name = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    } else {
        sim->inode = live.list[at].inode;
    }
    if (out_flags != NULL)
        *out_flags = flags;
    sim->base.pMethods = &methods;
    open_files++;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    if (call() != 0)
        return SQLITE_IOERR_DELETE;
    if (find(&live, path) < 0)
        return SQLITE_IOERR_DELETE_NOENT;
    change_names(OP_REMOVE, path, "", 0);
    if (sync)
        sync_names();
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    int at = find(&live, path);
    *out = at >= 0 && inodes[live.list[at].inode].size > 0;
    return call() == 0 ? SQLITE_OK : SQLITE_IOERR_ACCESS;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    (void)vfs;
    snprintf(out, (size_t)size, "%s", path);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    for (int i = 0; i < size; i++)
        out[i] = (char)rng_below(&chance, 256);
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2460000.5;
    return SQLITE_OK;
}

void simdisk_open(void)
{
    static sqlite3_vfs vfs = {.iVersion = 1,
        .szOsFile = sizeof(struct sim_file),
        .mxPathname = PATH_MAX_SIM - 1,
        .zName = "simdisk",
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time};
    chance = rng_seeded(1);
    int result = sqlite3_vfs_register(&vfs, 0);
    assert(result == SQLITE_OK);
    (void)result;
}
