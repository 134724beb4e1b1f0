/*
 * What a mail says: a subject, the same in plain text and in HTML, made from a
 * delivery. Private to notify/.
 */
#ifndef CRIER_NOTIFY_MAIL_BODY_H
#define CRIER_NOTIFY_MAIL_BODY_H

#include "arena.h"
#include "buffer.h"
#include "delivery.h"
#include "limits.h"

/* An article as a mail shows it. All is in the arena or the delivery; absent
 * where there is nothing to say. */
struct mail_article {
	struct slice title; /* never empty */
	struct slice
	    source; /* "Japan Times · 6 August 2026, 07:40 JST · by A" */
	struct slice url; /* http or https alone */
	struct slice snippet;
	const struct match *match;
	size_t term_count; /* of its terms, shown */
};
/* The heading of a mail: what it is about, and how it came here. */
struct mail_head {
	struct slice topic;  /* of EVENT_HEALTH absent */
	struct slice title;  /* of the whole mail */
	struct slice note;   /* under it: of the previous title, of the time */
	struct slice footer; /* how to ask why */
};

/* http or https, whole in one line, and not too long to be of use. */
bool mail_url_is_shown(struct slice url);
/* The addresses of enclosures that are shown. */
size_t mail_enclosures_of(const struct article *article,
    struct slice urls[LIMIT_MAIL_ENCLOSURES]);
/* Of the article of a match; text is not taken. */
struct mail_article mail_article_of(const struct article *article,
    const struct match *match, struct arena *arena);
struct mail_head
mail_head_of(const struct delivery *delivery, struct arena *arena);
/* The text of the article, cut to LIMIT_MAIL_TEXT; *cut says whether it was. */
struct slice mail_text_of(const struct article *article, bool *cut);
/* What a notice for the operator says, a line each: "Of: japantimes". */
struct slice
mail_notice_of(const struct delivery *delivery, struct arena *arena);

/* Each appends; out or arena may fail. */
void mail_subject(const struct delivery *delivery, struct buffer *out,
    struct arena *arena);
void mail_plain(const struct delivery *delivery, struct buffer *out,
    struct arena *arena);
void mail_html(const struct delivery *delivery, struct buffer *out,
    struct arena *arena);

#endif
