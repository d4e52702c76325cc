#include "platform/camera_source.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

struct files {
    char *pattern;
    glob_t names;
    bool is_open;
    size_t next;
    struct frame_reader reader;
    struct frame frame;
};

static bool files_open(void *state, struct error *error)
{
    struct files *files = state;
    if (glob(files->pattern, 0, NULL, &files->names) != 0) {
        globfree(&files->names);
        return error_set(error, ERR_NOT_FOUND, "No picture matches %s.", files->pattern);
    }
    files->is_open = true;
    files->next = 0;
    return true;
}

static int files_descriptor(void *state)
{
    (void)state;
    return -1;
}

static enum grab files_grab(void *state, struct frame_raw *out)
{
    struct files *files = state;
    struct error error = {0};
    for (size_t i = 0; i < files->names.gl_pathc; i++) {
        const char *name = files->names.gl_pathv[files->next];
        files->next = (files->next + 1) % files->names.gl_pathc;
        if (!frame_load(&files->reader, name, &files->frame, &error))
            continue;
        *out = (struct frame_raw){.format = FRAME_GREY,
            .width = files->frame.width,
            .height = files->frame.height,
            .bytes = files->frame.pixels,
            .size = (size_t)files->frame.width * (size_t)files->frame.height};
        return GRAB_FRAME;
    }
    return GRAB_LOST;
}

static void files_close(void *state)
{
    struct files *files = state;
    if (files->is_open)
        globfree(&files->names);
    files->is_open = false;
}

static void files_destroy(void *state)
{
    struct files *files = state;
    if (files == NULL)
        return;
    files_close(files);
    frame_reader_close(&files->reader);
    frame_free(&files->frame);
    free(files->pattern);
    free(files);
}

bool camera_source_files(struct camera_source *out, const char *pattern, struct error *error)
{
    struct files *files = calloc(1, sizeof *files);
    if (files == NULL || (files->pattern = strdup(pattern)) == NULL) {
        free(files);
        return error_set(error, ERR_MEMORY, "There is no memory for the camera.");
    }
    *out = (struct camera_source){.state = files,
        .open = files_open,
        .descriptor = files_descriptor,
        .grab = files_grab,
        .close = files_close,
        .destroy = files_destroy};
    return true;
}
