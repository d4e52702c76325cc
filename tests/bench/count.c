#define _GNU_SOURCE /* the names below are glibc's */
#include "count.h"

#include "platform/pipeline.h"
#include <SDL.h>
#include <SDL_ttf.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZER_OWNS_MEMORY 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZER_OWNS_MEMORY 1
#endif

static _Atomic int64_t allocations, rasterised, measured, presents, looks, looks_us, source_us,
    wal_syncs, other_syncs;

struct counts counts_now(void)
{
    return (struct counts){.allocations = allocations,
        .rasterised = rasterised,
        .measured = measured,
        .presents = presents,
        .looks = looks,
        .looks_us = looks_us,
        .source_us = source_us,
        .wal_syncs = wal_syncs,
        .other_syncs = other_syncs};
}

struct counts counts_since(const struct counts *before)
{
    struct counts now = counts_now();
    return (struct counts){
        .allocations = now.allocations - before->allocations,
        .rasterised = now.rasterised - before->rasterised,
        .measured = now.measured - before->measured,
        .presents = now.presents - before->presents,
        .looks = now.looks - before->looks,
        .looks_us = now.looks_us - before->looks_us,
        .source_us = now.source_us - before->source_us,
        .wal_syncs = now.wal_syncs - before->wal_syncs,
        .other_syncs = now.other_syncs - before->other_syncs,
    };
}

/* --- Memory
 * ---------------------------------------------------------------------------------------- */

#ifdef SANITIZER_OWNS_MEMORY
int __sanitizer_install_malloc_and_free_hooks(
    void (*on_malloc)(const volatile void *, size_t), void (*on_free)(const volatile void *));

static void on_malloc(const volatile void *memory, size_t size)
{
    (void)memory, (void)size;
    allocations++;
}

static void on_free(const volatile void *memory)
{
    (void)memory;
}

__attribute__((constructor)) static void watch_memory(void)
{
    __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}
#else
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}
#endif

/* --- Pictures
 * -------------------------------------------------------------------------------------- */

SDL_Surface *__real_TTF_RenderUTF8_Blended(TTF_Font *font, const char *text, SDL_Color color);
SDL_Surface *__wrap_TTF_RenderUTF8_Blended(TTF_Font *font, const char *text, SDL_Color color);
int __real_TTF_SizeUTF8(TTF_Font *font, const char *text, int *w, int *h);
int __wrap_TTF_SizeUTF8(TTF_Font *font, const char *text, int *w, int *h);
void __real_SDL_RenderPresent(SDL_Renderer *renderer);
void __wrap_SDL_RenderPresent(SDL_Renderer *renderer);
int __real_SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count);
int __wrap_SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count);
bool __real_pipeline_look(struct pipeline *pipeline, const struct frame *frame, int64_t now_ms,
    char text[static INPUT_TEXT_SIZE]);
bool __wrap_pipeline_look(struct pipeline *pipeline, const struct frame *frame, int64_t now_ms,
    char text[static INPUT_TEXT_SIZE]);
bool __real_frame_load(
    struct frame_reader *reader, const char *file, struct frame *out, struct error *error);
bool __wrap_frame_load(
    struct frame_reader *reader, const char *file, struct frame *out, struct error *error);

SDL_Surface *__wrap_TTF_RenderUTF8_Blended(TTF_Font *font, const char *text, SDL_Color color)
{
    rasterised++;
    return __real_TTF_RenderUTF8_Blended(font, text, color);
}

int __wrap_TTF_SizeUTF8(TTF_Font *font, const char *text, int *w, int *h)
{
    measured++;
    return __real_TTF_SizeUTF8(font, text, w, h);
}

void __wrap_SDL_RenderPresent(SDL_Renderer *renderer)
{
    presents++;
    __real_SDL_RenderPresent(renderer);
}

/* A present of a part of the window. */
int __wrap_SDL_UpdateWindowSurfaceRects(SDL_Window *window, const SDL_Rect *rects, int count)
{
    presents++;
    return __real_SDL_UpdateWindowSurfaceRects(window, rects, count);
}

static int64_t thread_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool __wrap_pipeline_look(struct pipeline *pipeline, const struct frame *frame, int64_t now_ms,
    char text[static INPUT_TEXT_SIZE])
{
    int64_t before = thread_us();
    bool found = __real_pipeline_look(pipeline, frame, now_ms, text);
    looks_us += thread_us() - before;
    looks++;
    return found;
}

bool __wrap_frame_load(
    struct frame_reader *reader, const char *file, struct frame *out, struct error *error)
{
    int64_t before = thread_us();
    bool ok = __real_frame_load(reader, file, out, error);
    source_us += thread_us() - before;
    return ok;
}

/* --- Disk
 * ------------------------------------------------------------------------------------------ */

static void count_sync(int file)
{
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    size_t size = strlen(path);
    if (size >= 4 && strcmp(path + size - 4, "-wal") == 0)
        wal_syncs++;
    else
        other_syncs++;
}

int fsync(int file)
{
    count_sync(file);
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file)
{
    count_sync(file);
    return (int)syscall(SYS_fdatasync, file);
}
