/* A sheet of running text and blocks: what does not fit goes on the next page, and every page says
 * which it is of how many. Layouts are written left to right, and mirrored for languages that run
 * the other way. */
#pragma once

#include "paper/document.h"

struct flow {
    struct pen *pen;
    const struct words *words;
    struct page page;
    const char *title, *note;
    const char *icon; /* of the title, or NULL */
    double scale;     /* of letters and gaps: 1, or less to get onto fewer pages */
    double y;         /* where the next thing begins */
    int number;       /* of the page */
    int pages;        /* 0: not known yet */
};

struct flow_sheet {
    enum paper_size paper;
    const struct words *words;
    const char *title, *note;
    const char *icon;
    int pages_wished; /* letters shrink a little to get there; 0: as many pages as it takes */
    void (*draw)(struct flow *flow, const void *context);
    const void *context;
};

MUST_CHECK bool flow_pdf(const char *file, const struct flow_sheet *sheet, struct error *error);

double flow_left(const struct flow *flow);
double flow_width(const struct flow *flow);
/* A new page unless there is that much room on this one. */
void flow_need(struct flow *flow, double height);
/* Room for one page at most: what is higher begins where it is. */
void flow_keep_together(struct flow *flow, double height);
void flow_gap(struct flow *flow, double height);

struct flow_look {
    double size; /* mm; 0: as usual */
    double indent;
    bool bold, soft;
    bool own_way; /* see struct pen_style */
};
/* A paragraph, by lines. */
void flow_text(struct flow *flow, const char *text, const struct flow_look *look);
/* Of all of it. */
double flow_text_height(const struct flow *flow, const char *text, const struct flow_look *look);

void flow_heading(struct flow *flow, const char *text);
/* A picture left of what comes next, which is indented by FLOW_ICON_MM times the scale. */
#define FLOW_ICON_MM 9.0
void flow_icon(struct flow *flow, const char *emoji);
