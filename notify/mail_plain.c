/*
 * The plain text of a mail: what is read in a terminal, and by those who do not
 * want HTML. Paragraphs stay one line each; readers fold them.
 */
#include "notify/mail_body.h"

#include "limits.h"
#include "utf8.h"

#define INDENT "   "

static void
put_line(struct buffer *out, const char *before, struct slice text)
{
	if (text.len > 0)
		buffer_append_format(out, "%s%.*s\n", before, SLICE_FMT(text));
}

static void
put_terms(const struct mail_article *shown, struct buffer *out)
{
	for (size_t i = 0; i < shown->term_count; i++) {
		buffer_append_string(out, i == 0 ? "Matched: " : ", ");
		buffer_append_char(out, '"');
		utf8_clean_line(utf8_cut(shown->match->terms[i],
				    LIMIT_MAIL_LINE),
		    out);
		buffer_append_char(out, '"');
	}
	if (shown->term_count > 0)
		buffer_append_char(out, '\n');
}

static void
put_enclosures(const struct article *article, struct buffer *out)
{
	struct slice urls[LIMIT_MAIL_ENCLOSURES];
	size_t count = mail_enclosures_of(article, urls);

	for (size_t i = 0; i < count; i++)
		put_line(out, "Enclosure: ", urls[i]);
}

static void
put_article(const struct delivery *delivery, const struct mail_head *head,
    struct buffer *out, struct arena *arena)
{
	const struct article *article = &delivery->article;
	struct mail_article shown = mail_article_of(article, &delivery->match,
	    arena);
	bool cut;
	struct slice text = mail_text_of(article, &cut);

	put_line(out, "", shown.title);
	put_line(out, "", head->note);
	put_line(out, "", shown.source);
	put_line(out, "", shown.url);
	put_enclosures(article, out);
	if (shown.term_count > 0 || shown.snippet.len > 0)
		buffer_append_char(out, '\n');
	put_terms(&shown, out);
	put_line(out, "> ", shown.snippet);
	buffer_append_char(out, '\n');
	utf8_clean_text(text, out);
	if (cut)
		buffer_append_string(out, "\n[...]");
	buffer_append_char(out, '\n');
}

/* The newest first: of a digest that is only begun to be read. */
static void
put_digest(const struct delivery *delivery, const struct mail_head *head,
    struct buffer *out, struct arena *arena)
{
	put_line(out, "", head->title);
	put_line(out, "", head->note);
	for (size_t i = delivery->item_count; i > 0; i--) {
		const struct delivery_item *item = &delivery->items[i - 1];
		struct mail_article shown = mail_article_of(&item->article,
		    &item->match, arena);

		buffer_append_format(out, "\n%zu. %.*s\n",
		    delivery->item_count - i + 1, SLICE_FMT(shown.title));
		put_line(out, INDENT, shown.source);
		put_line(out, INDENT, shown.url);
		put_line(out, INDENT, shown.snippet);
	}
}

void
mail_plain(const struct delivery *delivery, struct buffer *out,
    struct arena *arena)
{
	struct mail_head head = mail_head_of(delivery, arena);

	switch (delivery->event) {
	case EVENT_NEW:
	case EVENT_UPDATED:
		put_article(delivery, &head, out, arena);
		break;
	case EVENT_DIGEST:
		put_digest(delivery, &head, out, arena);
		break;
	case EVENT_HEALTH:
		put_line(out, "", head.title);
		buffer_append_char(out, '\n');
		buffer_append(out, mail_notice_of(delivery, arena));
		break;
	}
	/* "-- " begins a signature. */
	buffer_append_string(out, "\n-- \n");
	put_line(out, "", head.footer);
}
