#include "ui/inside.h"

void ui_modal_begin(struct ui *ui, struct rect r, const char *name)
{
    assert(ui->scroll < 0 && ui->layer == 0); /* one after another: the last is on top */
    ui->layer = ++ui->layers;
    struct rect whole = ui->canvas;
    whole.h += ui->foot.h;
    ui_fill_rect(ui, whole, 0, 0x0A0C1699);
    ui_card(ui, r, RADIUS_CARD, ui->theme->card);
    node_add(ui, 0, ROLE_DIALOG, ui_box(ui, r), name, NULL)->state |= STATE_MODAL;
}

void ui_modal_end(struct ui *ui)
{
    assert(ui->layer > 0);
    ui->layer = 0;
}
