#include "memdisk.h"

#include "base/macros.h"
#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 64, PATH_MAX_DISK = 160, PAGE = 4096 };

/* Shared by all contents that have it, until one of them changes. */
struct page {
    struct page *next; /* of those that nobody has */
    int users;
    uint8_t bytes[PAGE];
};

struct content {
    struct page **pages; /* NULL: zeros */
    size_t size, capacity;
};

struct file {
    char path[PATH_MAX_DISK]; /* "" : it has no name any more */
    struct content live, synced;
    size_t dirty_from, dirty_to; /* not synced */
    int64_t reserved;            /* bytes that a ballast pretends to take */
    int handles;
    bool used, folder;
};

struct disk {
    struct file files[FILES_MAX];
    int64_t fuse; /* operations left; -1: no end */
};

static struct disk disks[MEMDISK_MAX];
static struct page *spare;
static struct rng names = {{1, 2, 3, 4}};

static struct disk *disk_of(const char *path)
{
    int number = atoi(path + 1);
    assert(path[0] == '/' && number >= 0 && number < MEMDISK_MAX);
    return &disks[number];
}

static struct file *find(const char *path)
{
    struct disk *disk = disk_of(path);
    for (int i = 0; i < FILES_MAX; i++)
        if (disk->files[i].used && strcmp(disk->files[i].path, path) == 0)
            return &disk->files[i];
    return NULL;
}

/* --- What is in a file ------------------------------------------------------------------------ */

static struct page *take(struct page *page)
{
    if (page != NULL)
        page->users++;
    return page;
}

static void drop(struct page *page)
{
    if (page == NULL || --page->users > 0)
        return;
    page->next = spare;
    spare = page;
}

/* The page for writing to; `whole`: all of it is going to be. */
static struct page *own(struct page **place, bool whole)
{
    struct page *before = *place, *page = spare;
    if (before != NULL && before->users == 1)
        return before;
    if (page != NULL)
        spare = page->next;
    else
        page = malloc(sizeof *page);
    assert(page != NULL);
    page->users = 1;
    if (before == NULL && !whole)
        memset(page->bytes, 0, PAGE);
    else if (!whole)
        memcpy(page->bytes, before->bytes, PAGE);
    drop(before);
    return *place = page;
}

static size_t pages_of(size_t size)
{
    return (size + PAGE - 1) / PAGE;
}

static void reserve_content(struct content *content, size_t size)
{
    size_t capacity = MAX(content->capacity, 16);
    if (pages_of(size) <= content->capacity)
        return;
    while (capacity < pages_of(size))
        capacity *= 2;
    content->pages = realloc(content->pages, capacity * sizeof content->pages[0]);
    assert(content->pages != NULL);
    memset(content->pages + content->capacity, 0,
        (capacity - content->capacity) * sizeof content->pages[0]);
    content->capacity = capacity;
}

static void resize(struct content *content, size_t size)
{
    reserve_content(content, size);
    for (size_t i = pages_of(size); i < pages_of(content->size); i++) {
        drop(content->pages[i]);
        content->pages[i] = NULL;
    }
    if (size < content->size && size % PAGE != 0)
        memset(
            own(&content->pages[size / PAGE], false)->bytes + size % PAGE, 0, PAGE - size % PAGE);
    content->size = size;
}

static void free_content(struct content *content)
{
    resize(content, 0);
    free(content->pages);
    *content = (struct content){0};
}

static void put(struct content *content, size_t at, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        size_t part = MIN(size, PAGE - at % PAGE);
        memcpy(own(&content->pages[at / PAGE], part == PAGE)->bytes + at % PAGE, bytes, part);
        at += part;
        bytes += part;
        size -= part;
    }
}

/* How many bytes there were. */
static size_t get(const struct content *content, size_t at, uint8_t *bytes, size_t size)
{
    size_t there = at < content->size ? MIN(content->size - at, size) : 0;
    for (size_t left = there; left > 0;) {
        size_t part = MIN(left, PAGE - at % PAGE);
        const struct page *page = content->pages[at / PAGE];
        if (page == NULL)
            memset(bytes, 0, part);
        else
            memcpy(bytes, page->bytes + at % PAGE, part);
        at += part;
        bytes += part;
        left -= part;
    }
    return there;
}

/* What `from` has of the pages with these bytes; and its size. */
static void share(struct content *to, const struct content *from, size_t begin, size_t end)
{
    resize(to, from->size);
    for (size_t i = begin / PAGE; i < pages_of(MIN(end, from->size)); i++) {
        struct page *before = to->pages[i];
        to->pages[i] = take(from->pages[i]);
        drop(before);
    }
}

/* --- Files ------------------------------------------------------------------------------------ */

static void forget(struct file *file)
{
    free_content(&file->live);
    free_content(&file->synced);
    *file = (struct file){0};
}

static struct file *create(const char *path, bool folder)
{
    struct disk *disk = disk_of(path);
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk->files[i];
        if (file->used)
            continue;
        *file = (struct file){.used = true, .folder = folder};
        assert(strlen(path) < sizeof file->path);
        snprintf(file->path, sizeof file->path, "%s", path);
        return file;
    }
    assert(!"a disk is full of files");
    return NULL;
}

static void mark(struct file *file, size_t from, size_t to)
{
    if (file->dirty_from == file->dirty_to) {
        file->dirty_from = from;
        file->dirty_to = to;
    }
    file->dirty_from = MIN(file->dirty_from, from);
    file->dirty_to = MAX(file->dirty_to, to);
}

static void write_at(struct file *file, size_t at, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    if (at + size > file->live.size)
        resize(&file->live, at + size);
    put(&file->live, at, bytes, size);
    mark(file, at, at + size);
}

static void truncate_at(struct file *file, size_t size)
{
    size_t before = file->live.size;
    resize(&file->live, size);
    mark(file, MIN(before, size), MAX(before, size));
}

static void sync_file(struct file *file)
{
    share(&file->synced, &file->live, file->dirty_from, file->dirty_to);
    file->dirty_from = file->dirty_to = 0;
}

/* Counts an operation; false: the power is gone. */
static bool powered(struct disk *disk)
{
    if (disk->fuse == 0)
        return false;
    if (disk->fuse > 0)
        disk->fuse--;
    return true;
}

/* A folder takes along what is in it. */
static void rename_all(const char *from, const char *to)
{
    struct disk *disk = disk_of(from);
    size_t length = strlen(from);
    struct file *replaced = find(to);
    if (replaced != NULL && replaced->handles == 0)
        forget(replaced);
    else if (replaced != NULL)
        replaced->path[0] = '\0';
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disk->files[i];
        if (!file->used || strncmp(file->path, from, length) != 0 ||
            (file->path[length] != '\0' && file->path[length] != '/'))
            continue;
        char moved[2 * PATH_MAX_DISK];
        snprintf(moved, sizeof moved, "%s%s", to, file->path + length);
        assert(strlen(moved) < sizeof file->path);
        memcpy(file->path, moved, strlen(moved) + 1);
    }
}

/* --- Disks ------------------------------------------------------------------------------------ */

void memdisk_format(int disk)
{
    for (int i = 0; i < FILES_MAX; i++)
        forget(&disks[disk].files[i]);
    disks[disk].fuse = -1;
}

void memdisk_copy(int to, int from)
{
    memdisk_format(to);
    for (int i = 0; i < FILES_MAX; i++) {
        const struct file *file = &disks[from].files[i];
        if (!file->used || file->path[0] == '\0')
            continue;
        char path[PATH_MAX_DISK];
        const char *rest = strchr(file->path + 1, '/');
        snprintf(path, sizeof path, "/%d%s", to, rest == NULL ? "" : rest);
        struct file *copy = create(path, file->folder);
        copy->reserved = file->reserved;
        share(&copy->live, &file->live, 0, file->live.size);
        share(&copy->synced, &file->live, 0, file->live.size);
    }
}

void memdisk_set_fuse(int disk, int64_t operations)
{
    disks[disk].fuse = operations;
}

bool memdisk_is_dead(int disk)
{
    return disks[disk].fuse == 0;
}

void memdisk_cut(int disk, struct rng *chance)
{
    for (int i = 0; i < FILES_MAX; i++) {
        struct file *file = &disks[disk].files[i];
        if (!file->used)
            continue;
        assert(file->handles == 0);
        if (file->path[0] == '\0') {
            forget(file);
        } else if (file->dirty_from != file->dirty_to && rng_below(chance, 2) == 0) {
            share(&file->live, &file->synced, 0, file->synced.size);
            file->dirty_from = file->dirty_to = 0;
        } else {
            sync_file(file);
        }
    }
    disks[disk].fuse = -1;
}

/* --- What SQLite asks for --------------------------------------------------------------------- */

struct handle {
    sqlite3_file base;
    struct file *file;
    struct disk *disk;
    bool drop; /* when closed */
};

static int handle_close(sqlite3_file *base)
{
    struct handle *handle = (struct handle *)base;
    handle->file->handles--;
    if (handle->file->handles == 0 && (handle->drop || handle->file->path[0] == '\0'))
        forget(handle->file);
    return SQLITE_OK;
}

static int handle_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 at)
{
    const struct handle *handle = (const struct handle *)base;
    if (handle->disk->fuse == 0)
        return SQLITE_IOERR_READ;
    size_t there = get(&handle->file->live, (size_t)at, bytes, (size_t)size);
    memset((char *)bytes + there, 0, (size_t)size - there);
    return there == (size_t)size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int handle_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 at)
{
    const struct handle *handle = (const struct handle *)base;
    if (!powered(handle->disk))
        return SQLITE_IOERR_WRITE;
    write_at(handle->file, (size_t)at, bytes, (size_t)size);
    return SQLITE_OK;
}

static int handle_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    const struct handle *handle = (const struct handle *)base;
    if (!powered(handle->disk))
        return SQLITE_IOERR_TRUNCATE;
    truncate_at(handle->file, (size_t)size);
    return SQLITE_OK;
}

static int handle_sync(sqlite3_file *base, int flags)
{
    const struct handle *handle = (const struct handle *)base;
    (void)flags;
    if (!powered(handle->disk))
        return SQLITE_IOERR_FSYNC;
    sync_file(handle->file);
    return SQLITE_OK;
}

static int handle_size(sqlite3_file *base, sqlite3_int64 *size)
{
    const struct handle *handle = (const struct handle *)base;
    *size = (sqlite3_int64)handle->file->live.size;
    return SQLITE_OK;
}

static int handle_lock(sqlite3_file *base, int kind)
{
    (void)base;
    (void)kind;
    return SQLITE_OK;
}

static int handle_is_locked(sqlite3_file *base, int *out)
{
    (void)base;
    *out = 0;
    return SQLITE_OK;
}

static int handle_control(sqlite3_file *base, int what, void *with)
{
    (void)base;
    (void)what;
    (void)with;
    return SQLITE_NOTFOUND;
}

static int handle_sector(sqlite3_file *base)
{
    (void)base;
    return 512;
}

static int handle_traits(sqlite3_file *base)
{
    (void)base;
    return 0;
}

static const sqlite3_io_methods methods = {.iVersion = 1,
    .xClose = handle_close,
    .xRead = handle_read,
    .xWrite = handle_write,
    .xTruncate = handle_truncate,
    .xSync = handle_sync,
    .xFileSize = handle_size,
    .xLock = handle_lock,
    .xUnlock = handle_lock,
    .xCheckReservedLock = handle_is_locked,
    .xFileControl = handle_control,
    .xSectorSize = handle_sector,
    .xDeviceCharacteristics = handle_traits};

static int vfs_open(
    sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags, int *flags_out)
{
    struct handle *handle = (struct handle *)base;
    static int temporary;
    char made[PATH_MAX_DISK];
    (void)vfs;
    handle->base.pMethods = NULL;
    if (path == NULL) {
        snprintf(made, sizeof made, "/%d/temporary-%d", MEMDISK_MAX - 1, temporary++);
        path = made;
    }
    struct file *file = find(path);
    if (disk_of(path)->fuse == 0 || (file == NULL && (flags & SQLITE_OPEN_CREATE) == 0))
        return SQLITE_CANTOPEN;
    if (file == NULL && !powered(disk_of(path)))
        return SQLITE_CANTOPEN;
    if (file == NULL)
        file = create(path, false);
    file->handles++;
    *handle = (struct handle){.base.pMethods = &methods,
        .file = file,
        .disk = disk_of(path),
        .drop = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0};
    if (flags_out != NULL)
        *flags_out = flags;
    return SQLITE_OK;
}

static int remove_path(const char *path)
{
    struct file *file = find(path);
    if (!powered(disk_of(path)))
        return EIO;
    if (file == NULL)
        return ENOENT;
    if (file->handles == 0)
        forget(file);
    else
        file->path[0] = '\0';
    return 0;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    int problem = remove_path(path);
    (void)vfs;
    (void)sync;
    return problem == 0        ? SQLITE_OK
           : problem == ENOENT ? SQLITE_IOERR_DELETE_NOENT
                               : SQLITE_IOERR_DELETE;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    (void)flags;
    *out = find(path) != NULL;
    return SQLITE_OK;
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    (void)vfs;
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
}

static int vfs_random(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    for (int i = 0; i < size; i++)
        out[i] = (char)rng_next(&names);
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int vfs_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    *out = 2461000.5;
    return SQLITE_OK;
}

void memdisk_open(void)
{
    static sqlite3_vfs vfs = {.iVersion = 1,
        .szOsFile = sizeof(struct handle),
        .mxPathname = PATH_MAX_DISK - 1,
        .zName = "memdisk",
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_name,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time};
    int status = sqlite3_vfs_register(&vfs, 0);
    assert(status == SQLITE_OK);
    for (int i = 0; i < MEMDISK_MAX; i++)
        disks[i].fuse = -1;
}

/* --- What the store asks for besides ---------------------------------------------------------- */

static int files_make_folder(void *context, const char *path)
{
    (void)context;
    if (find(path) != NULL)
        return 0;
    if (!powered(disk_of(path)))
        return EIO;
    create(path, true);
    return 0;
}

static int files_lock(void *context, const char *path, bool make, void **lock)
{
    (void)context;
    (void)path;
    (void)make;
    *lock = &disks;
    return 0;
}

static void files_unlock(void *context, void *lock)
{
    (void)context;
    (void)lock;
}

static int files_size(void *context, const char *path, int64_t *size)
{
    const struct file *file = find(path);
    (void)context;
    if (file == NULL)
        return ENOENT;
    *size = MAX((int64_t)file->live.size, file->reserved);
    return 0;
}

static int files_read(void *context, const char *path, void *bytes, size_t size, size_t *got)
{
    const struct file *file = find(path);
    (void)context;
    if (file == NULL)
        return ENOENT;
    *got = get(&file->live, 0, bytes, size);
    return 0;
}

static int files_write(void *context, const char *path, const void *bytes, size_t size)
{
    struct file *file = find(path);
    (void)context;
    if (!powered(disk_of(path)))
        return EIO;
    if (file == NULL)
        file = create(path, false);
    write_at(file, 0, bytes, size);
    if (!powered(disk_of(path)))
        return EIO;
    sync_file(file);
    return 0;
}

static int files_reserve(void *context, const char *path, int64_t size)
{
    (void)context;
    if (!powered(disk_of(path)))
        return EIO;
    struct file *file = find(path);
    if (file == NULL)
        file = create(path, false);
    file->reserved = size;
    return 0;
}

static int files_rename(void *context, const char *from, const char *to)
{
    (void)context;
    if (!powered(disk_of(from)))
        return EIO;
    if (find(from) == NULL)
        return ENOENT;
    rename_all(from, to);
    return 0;
}

static int files_remove(void *context, const char *path)
{
    (void)context;
    return remove_path(path);
}

static int files_sync_folder(void *context, const char *path)
{
    (void)context;
    return find(path) == NULL ? ENOENT : powered(disk_of(path)) ? 0 : EIO;
}

static int files_list(void *context, const char *path, store_files_each each, void *with)
{
    const struct disk *disk = disk_of(path);
    size_t length = strlen(path);
    (void)context;
    if (find(path) == NULL)
        return ENOENT;
    for (int i = 0; i < FILES_MAX; i++) {
        char name[PATH_MAX_DISK];
        const char *found = disk->files[i].path;
        if (!disk->files[i].used || strncmp(found, path, length) != 0 || found[length] != '/' ||
            strchr(found + length + 1, '/') != NULL)
            continue;
        snprintf(name, sizeof name, "%s", found + length + 1);
        if (!each(with, name))
            break;
    }
    return 0;
}

static int files_room(void *context, const char *path, int64_t *bytes)
{
    (void)context;
    (void)path;
    *bytes = INT64_C(1) << 40;
    return 0;
}

static int files_may_use(void *context, const char *path, bool write)
{
    (void)context;
    (void)write;
    return find(path) == NULL ? ENOENT : 0;
}

const struct store_files *memdisk_files(void)
{
    static const struct store_files files = {.make_folder = files_make_folder,
        .lock = files_lock,
        .unlock = files_unlock,
        .size = files_size,
        .read = files_read,
        .write = files_write,
        .reserve = files_reserve,
        .rename = files_rename,
        .remove = files_remove,
        .sync_folder = files_sync_folder,
        .list = files_list,
        .room = files_room,
        .may_use = files_may_use};
    return &files;
}
