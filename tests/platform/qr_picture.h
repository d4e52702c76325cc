/* Pictures of badges as a camera would see them, drawn by the tests themselves. */
#pragma once

#include "base/rng.h"
#include <math.h>
#include <qrencode.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct qr_look {
    float module_px;
    float roll_degrees;
    float tilt;      /* how much nearer one side is, 0 to about 0.5 */
    int blur_passes; /* of 1 2 1, both ways: sigma is sqrt(passes / 2) pixels */
    float noise;     /* sigma, shades */
    float contrast;  /* shades between black and white; 0: 200 */
    uint64_t seed;
};

static inline void qr_blur(uint8_t *pixels, int width, int height)
{
    uint8_t *copy = malloc((size_t)width * (size_t)height);
    for (int pass = 0; pass < 2; pass++) {
        int step = pass == 0 ? 1 : width;
        memcpy(copy, pixels, (size_t)width * (size_t)height);
        for (int y = 1; y < height - 1; y++)
            for (int x = 1; x < width - 1; x++) {
                int i = y * width + x;
                pixels[i] = (uint8_t)((copy[i - step] + 2 * copy[i] + copy[i + step] + 2) / 4);
            }
    }
    free(copy);
}

static inline float qr_noise(struct rng *rng)
{
    double sum = 0;
    for (int i = 0; i < 6; i++)
        sum += rng_unit(rng) - 0.5;
    return (float)(sum * 1.414);
}

/* Shade of the badge's card at (u, v) modules from the middle of the code; -1: beside the card. */
static inline float qr_shade(const QRcode *code, float u, float v)
{
    float half = (float)code->width / 2;
    if (fabsf(u) > half + 4 || fabsf(v) > half + 4)
        return -1;
    int x = (int)floorf(u + half), y = (int)floorf(v + half);
    if (x < 0 || y < 0 || x >= code->width || y >= code->width)
        return 1;
    return (code->data[y * code->width + x] & 1) != 0 ? 0 : 1;
}

static inline void qr_draw(
    const QRcode *code, const struct qr_look *look, int width, int height, uint8_t *out)
{
    float contrast = look->contrast > 0 ? look->contrast : 200;
    float angle = look->roll_degrees * 3.14159265f / 180;
    float c = cosf(angle) / look->module_px, s = sinf(angle) / look->module_px;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            float sum = 0;
            for (int k = 0; k < 9; k++) {
                float dx = (float)x + ((float)(k % 3) + 0.5f) / 3 - (float)width / 2;
                float dy = (float)y + ((float)(k / 3) + 0.5f) / 3 - (float)height / 2;
                float depth = 1 - look->tilt * dx / ((float)code->width * look->module_px);
                float u = (c * dx + s * dy) / depth, v = (c * dy - s * dx) / depth;
                float shade = depth > 0.05f ? qr_shade(code, u, v) : -1;
                float room = 90 + 40 * sinf((float)x / 37) + 30 * sinf((float)y / 23);
                sum += shade < 0 ? room : 128 - contrast / 2 + contrast * shade;
            }
            out[y * width + x] = (uint8_t)(sum / 9);
        }
}

/* False if the payload does not fit into `version` at level H. */
static inline int qr_picture(const char *payload, int version, const struct qr_look *look,
    int width, int height, uint8_t *out)
{
    QRcode *code = QRcode_encodeString(payload, version, QR_ECLEVEL_H, QR_MODE_8, 1);
    if (code == NULL || (version > 0 && code->version != version)) {
        QRcode_free(code);
        return 0;
    }
    qr_draw(code, look, width, height, out);
    QRcode_free(code);
    for (int i = 0; i < look->blur_passes; i++)
        qr_blur(out, width, height);
    struct rng rng = rng_seeded(look->seed);
    for (int i = 0; i < width * height && look->noise > 0; i++) {
        float value = (float)out[i] + look->noise * qr_noise(&rng);
        out[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
    return 1;
}

/* "WS1" and 17 characters of Crockford base32. */
static inline void qr_payload(struct rng *rng, char out[static 21])
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    memcpy(out, "WS1", 3);
    for (int i = 3; i < 20; i++)
        out[i] = letters[rng_below(rng, 32)];
    out[20] = '\0';
}
