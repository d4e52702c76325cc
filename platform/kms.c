#define _DEFAULT_SOURCE
#include "platform/kms.h"

#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#define LOG_MODULE "kms"
#include "base/log.h"

struct kms {
    int card;
    uint32_t connector, crtc;
    drmModeModeInfo mode;
    uint32_t buffer, frame; /* handles; 0: there is none */
    uint32_t pitch;
    uint64_t size;
    void *pixels;       /* MAP_FAILED: not mapped */
    bool is_not_asking; /* the driver shows what is in its memory by itself */
};

/* --- Which display, which mode ------------------------------------------------------------- */

/* As the kernel calls it in /sys/class/drm, without the card: "HDMI-A-1". */
static void name_of(const drmModeConnector *connector, char out[static 64])
{
    const char *type = drmModeGetConnectorTypeName(connector->connector_type);
    str_format(out, 64, "%s-%u", type ? type : "Unknown", connector->connector_type_id);
}

/* Of those that are connected the first by name: platform/displays.c watches that one. */
static drmModeConnector *find_connector(int card, const drmModeRes *resources)
{
    drmModeConnector *best = NULL;
    char best_name[64], name[64];
    for (int i = 0; i < resources->count_connectors; i++) {
        drmModeConnector *connector = drmModeGetConnector(card, resources->connectors[i]);
        if (!connector)
            continue;
        name_of(connector, name);
        bool is_usable = connector->connection == DRM_MODE_CONNECTED && connector->count_modes > 0;
        if (!is_usable || (best && strcmp(name, best_name) > 0)) {
            drmModeFreeConnector(connector);
            continue;
        }
        drmModeFreeConnector(best);
        best = connector;
        STR_COPY(best_name, name);
    }
    return best;
}

static const drmModeModeInfo *own_mode(const drmModeConnector *connector)
{
    for (int i = 0; i < connector->count_modes; i++)
        if ((connector->modes[i].type & DRM_MODE_TYPE_PREFERRED) != 0)
            return &connector->modes[i];
    return &connector->modes[0];
}

static bool is_mode_like(const drmModeModeInfo *mode, const drmModeModeInfo *other)
{
    return mode->hdisplay * other->vdisplay == mode->vdisplay * other->hdisplay;
}

/* The mode asked for, else its own. More than nobody sees from where a child stands is too much to
 * draw for a small machine. */
static const drmModeModeInfo *choose_mode(
    const drmModeConnector *connector, const struct kms_options *options)
{
    enum { WIDTH_MAX = 1920, HEIGHT_MAX = 1200 };
    const drmModeModeInfo *own = own_mode(connector), *chosen = NULL;
    bool is_asked = options->width > 0 && options->height > 0;
    bool is_large = own->hdisplay > WIDTH_MAX || own->vdisplay > HEIGHT_MAX;
    for (int i = 0; i < connector->count_modes && (is_asked || is_large); i++) {
        const drmModeModeInfo *mode = &connector->modes[i];
        bool fits = is_asked ? mode->hdisplay == options->width && mode->vdisplay == options->height
                             : mode->hdisplay <= WIDTH_MAX && mode->vdisplay <= HEIGHT_MAX;
        if (fits && (!chosen || (is_mode_like(mode, own) && !is_mode_like(chosen, own))))
            chosen = mode;
    }
    if (is_asked && !chosen)
        log_warning("the display cannot show %d x %d; it shows %d x %d", options->width,
            options->height, own->hdisplay, own->vdisplay);
    return chosen ? chosen : own;
}

/* What reads the memory for the display: the one that does already, else the first that can. */
static uint32_t find_crtc(int card, const drmModeRes *resources, const drmModeConnector *connector)
{
    uint32_t found = 0;
    for (int i = 0; i < connector->count_encoders; i++) {
        drmModeEncoder *encoder = drmModeGetEncoder(card, connector->encoders[i]);
        if (!encoder)
            continue;
        if (encoder->encoder_id == connector->encoder_id && encoder->crtc_id != 0)
            found = encoder->crtc_id;
        for (int j = 0; j < resources->count_crtcs && found == 0; j++)
            if ((encoder->possible_crtcs & 1U << j) != 0)
                found = resources->crtcs[j];
        drmModeFreeEncoder(encoder);
    }
    return found;
}

static bool choose(struct kms *kms, const struct kms_options *options, struct error *error)
{
    drmModeRes *resources = drmModeGetResources(kms->card);
    drmModeConnector *connector = resources ? find_connector(kms->card, resources) : NULL;
    if (connector) {
        kms->connector = connector->connector_id;
        kms->mode = *choose_mode(connector, options);
        kms->crtc = find_crtc(kms->card, resources, connector);
    }
    drmModeFreeConnector(connector);
    drmModeFreeResources(resources);
    if (kms->connector == 0)
        return error_set(error, ERR_UNSUPPORTED, "no display is connected");
    if (kms->crtc == 0)
        return error_set(error, ERR_UNSUPPORTED, "the graphics card has no way to the display");
    return true;
}

/* --- Open and close ------------------------------------------------------------------------ */

static bool open_card(struct kms *kms, int number, struct error *error)
{
    char path[64];
    uint64_t has_buffers = 0;
    STR_FORMAT(path, "/dev/dri/card%d", number);
    kms->card = open(path, O_RDWR | O_CLOEXEC);
    if (kms->card < 0 && errno == EACCES)
        return error_set(
            error, ERR_DENIED, "%s may not be used: the user must be in the group \"video\"", path);
    if (kms->card < 0)
        return error_set(error, ERR_UNSUPPORTED, "%s: %s", path, strerror(errno));
    if (!drmIsMaster(kms->card))
        return error_set(error, ERR_BUSY, "another program shows something on %s; end it", path);
    if (drmGetCap(kms->card, DRM_CAP_DUMB_BUFFER, &has_buffers) != 0 || has_buffers == 0)
        return error_set(error, ERR_UNSUPPORTED, "the driver of %s has no memory to show", path);
    return true;
}

static bool make_buffer(struct kms *kms, struct error *error)
{
    enum { DEPTH = 24, BITS = 32 };
    uint32_t width = kms->mode.hdisplay, height = kms->mode.vdisplay;
    uint64_t offset = 0;
    bool ok = drmModeCreateDumbBuffer(
                  kms->card, width, height, BITS, 0, &kms->buffer, &kms->pitch, &kms->size) == 0 &&
              drmModeAddFB(kms->card, width, height, DEPTH, BITS, kms->pitch, kms->buffer,
                  &kms->frame) == 0 &&
              drmModeMapDumbBuffer(kms->card, kms->buffer, &offset) == 0;
    if (ok)
        kms->pixels =
            mmap(NULL, kms->size, PROT_READ | PROT_WRITE, MAP_SHARED, kms->card, (off_t)offset);
    if (!ok || kms->pixels == MAP_FAILED)
        return error_set(error, ERR_UNSUPPORTED,
            "the graphics card has no memory for %u x %u pixels: %s", width, height,
            strerror(errno));
    memset(kms->pixels, 0, kms->size);
    if (drmModeSetCrtc(kms->card, kms->crtc, kms->frame, 0, 0, &kms->connector, 1, &kms->mode) != 0)
        return error_set(error, ERR_UNSUPPORTED, "the display does not take %u x %u pixels: %s",
            width, height, strerror(errno));
    return true;
}

bool kms_open(struct kms **out, const struct kms_options *options, struct error *error)
{
    *out = NULL;
    struct kms *kms = calloc(1, sizeof *kms);
    if (!kms)
        return error_set(error, ERR_MEMORY, "there is no memory left for a display");
    kms->card = -1;
    kms->pixels = MAP_FAILED;
    if (!open_card(kms, options->card, error) || !choose(kms, options, error) ||
        !make_buffer(kms, error)) {
        kms_close(kms);
        return false;
    }
    *out = kms;
    return true;
}

void kms_close(struct kms *kms)
{
    if (!kms)
        return;
    if (kms->pixels != MAP_FAILED)
        munmap(kms->pixels, kms->size);
    if (kms->frame != 0)
        drmModeRmFB(kms->card, kms->frame);
    if (kms->buffer != 0)
        drmModeDestroyDumbBuffer(kms->card, kms->buffer);
    if (kms->card >= 0)
        close(kms->card);
    free(kms);
}

void *kms_pixels(const struct kms *kms, int *pitch, int *width, int *height)
{
    *pitch = (int)kms->pitch;
    *width = kms->mode.hdisplay;
    *height = kms->mode.vdisplay;
    return kms->pixels;
}

void kms_flush(struct kms *kms, const SDL_Rect *areas, int count)
{
    drmModeClip clips[KMS_AREAS];
    if (kms->is_not_asking)
        return;
    for (int i = 0; i < count; i++)
        clips[i] = (drmModeClip){(unsigned short)areas[i].x, (unsigned short)areas[i].y,
            (unsigned short)(areas[i].x + areas[i].w), (unsigned short)(areas[i].y + areas[i].h)};
    kms->is_not_asking = drmModeDirtyFB(kms->card, kms->frame, clips, (uint32_t)count) == -ENOSYS;
}
