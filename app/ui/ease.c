#include "ui/inside.h"

static struct ease *find(struct ui *ui, ui_id id)
{
    struct ease *oldest = &ui->eases[0];
    for (int i = 0; i < EASE_MAX; i++) {
        if (ui->eases[i].id == id)
            return &ui->eases[i];
        if (ui->eases[i].frame < oldest->frame)
            oldest = &ui->eases[i];
    }
    *oldest = (struct ease){0};
    return oldest;
}

static float value_at(const struct ease *ease, int64_t now_ms)
{
    float part = (float)(now_ms - ease->start_ms) / MOTION_NORMAL_MS;
    part = CLAMP(part, 0, 1);
    float rest = 1 - part;
    return ease->from + (ease->to - ease->from) * (1 - rest * rest * rest);
}

float ui_ease(struct ui *ui, const char *key, int index, float target)
{
    enum { FRAME_MS = 16 };
    ui_id id = ui_make_id(key, index);
    struct ease *ease = find(ui, id);
    int64_t now_ms = ui->setting.now_ms;
    bool is_new = ease->id != id || ease->frame + 1 < ui->frames;
    ease->id = id;
    ease->frame = ui->frames;
    if (is_new || ui->setting.reduced_motion) {
        ease->from = ease->to = target;
        ease->start_ms = now_ms - MOTION_NORMAL_MS;
    } else if (ease->to != target) {
        ease->from = value_at(ease, now_ms);
        ease->to = target;
        ease->start_ms = now_ms;
    }
    if (now_ms - ease->start_ms < MOTION_NORMAL_MS)
        ui_wake_at(ui, now_ms + FRAME_MS);
    return value_at(ease, now_ms);
}
