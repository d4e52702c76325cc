#include "ui/theme.h"

#define RGB(hex) ((color)(0x##hex##u << 8 | 0xFF))

/* Day is the design's tokens. The tokens' hues fall short of 4.5:1 on their own soft backgrounds
 * (3.99 for coral), so text in a hue has a colour of its own, the hue darkened just enough. */
static const struct theme themes[THEME_COUNT] =
    {
        [THEME_DAY] =
            {
                .paper = RGB(FBF7F0),
                .card = RGB(FFFFFF),
                .line = RGB(E6DED2),
                .ink = RGB(20253A),
                .ink_soft = RGB(5B6178),
                .primary = RGB(0B6E74),
                .primary_ink = RGB(FFFFFF),
                .primary_soft = RGB(D9EEEE),
                .hue = {RGB(F5B83D), RGB(C8432F), RGB(2F7D4F), RGB(2C6FB7), RGB(7A4FA3),
                    RGB(B83B6E), RGB(9A5B2B)},
                .hue_soft = {RGB(FDF0D2), RGB(FBE3DE), RGB(DDF0E3), RGB(DEEAF8), RGB(ECE3F5),
                    RGB(F9E0EA), RGB(F3E6DA)},
                .hue_ink = {RGB(876522), RGB(B43C2A), RGB(2C7449), RGB(2967AA), RGB(7A4FA3),
                    RGB(AF3868), RGB(925629)},
                .sun_ink = RGB(20253A),
                .keyboard = RGB(EDE5D9),
                .key = RGB(FFFFFF),
                .key_edge = RGB(D3C8B8),
                .shadow = 0x20253A1F,
                .line_width = 3,
            },
        [THEME_CONTRAST] =
            {
                .paper = RGB(FFFFFF),
                .card = RGB(FFFFFF),
                .line = RGB(000000),
                .ink = RGB(000000),
                .ink_soft = RGB(33363F),
                .primary = RGB(004B50),
                .primary_ink = RGB(FFFFFF),
                .primary_soft = RGB(E4F6F6),
                .hue = {RGB(FFC94D), RGB(8A1F10), RGB(0F5230), RGB(0B4585), RGB(55287F),
                    RGB(861B47), RGB(663508)},
                .hue_soft = {RGB(FFF6DF), RGB(FFF0ED), RGB(EAF8EF), RGB(EDF4FD), RGB(F5EFFB),
                    RGB(FDEFF5), RGB(FAF2EA)},
                .hue_ink = {RGB(634E1E), RGB(8A1F10), RGB(0F5230), RGB(0B4585), RGB(55287F),
                    RGB(861B47), RGB(663508)},
                .sun_ink = RGB(000000),
                .keyboard = RGB(E0E0E0),
                .key = RGB(FFFFFF),
                .key_edge = RGB(000000),
                .shadow = 0,
                .line_width = 4,
            },
        [THEME_NIGHT] =
            {
                .paper = RGB(12152A),
                .card = RGB(1D2140),
                .line = RGB(343A63),
                .ink = RGB(F5F3EE),
                .ink_soft = RGB(B3B8D4),
                .primary = RGB(4FC3C3),
                .primary_ink = RGB(08262A),
                .primary_soft = RGB(173A44),
                .hue = {RGB(F5B83D), RGB(F29C8E), RGB(7CCB9B), RGB(85B7F0), RGB(C3A2E3),
                    RGB(F09ABD), RGB(E0A877)},
                .hue_soft = {RGB(3A3018), RGB(40242A), RGB(1C3A30), RGB(1E3052), RGB(33284F),
                    RGB(3F2440), RGB(38291F)},
                .hue_ink = {RGB(F5B83D), RGB(F29C8E), RGB(7CCB9B), RGB(85B7F0), RGB(C3A2E3),
                    RGB(F09ABD), RGB(E0A877)},
                .sun_ink = RGB(12152A),
                .keyboard = RGB(0C0E1E),
                .key = RGB(2A2F55),
                .key_edge = RGB(06070F),
                .shadow = 0,
                .line_width = 3,
            },
};

const struct theme *theme_get(enum theme_id id)
{
    return &themes[id];
}
