/*
 * The HTML of a mail. Everything that comes from outside goes through escape()
 * and stands between tags or in href, and href is given http and https alone.
 * Nothing is loaded from anywhere: no images, no styles, no fonts. The HTML of
 * articles is not used; paragraphs are made of their text.
 */
#include "notify/mail_body.h"

#include "limits.h"
#include "utf8.h"

#define GREY  "color:#767676"
#define SMALL "font-size:14px"

static void
put(struct buffer *out, const char *html)
{
	buffer_append_string(out, html);
}

/* As text or as the value of an attribute in double quotes. */
static void
escape(struct buffer *out, struct slice text)
{
	struct buffer clean;

	buffer_init(&clean, LIMIT_MAIL);
	utf8_clean_text(text, &clean);
	for (size_t i = 0; i < clean.len; i++) {
		switch (clean.ptr[i]) {
		case '&':
			put(out, "&amp;");
			break;
		case '<':
			put(out, "&lt;");
			break;
		case '>':
			put(out, "&gt;");
			break;
		case '"':
			put(out, "&quot;");
			break;
		case '\'':
			put(out, "&#39;");
			break;
		default:
			buffer_append_char(out, clean.ptr[i]);
		}
	}
	out->failed = out->failed || clean.failed;
	buffer_finish(&clean);
}

/* Nothing where there is no text. The direction is that of the text. */
static void
put_block(struct buffer *out, const char *tag, const char *style,
    struct slice text)
{
	if (text.len == 0)
		return;
	buffer_append_format(out, "<%s dir=\"auto\" style=\"%s\">", tag, style);
	escape(out, text);
	buffer_append_format(out, "</%s>\n", tag);
}

static void
put_link(struct buffer *out, struct slice url, struct slice text)
{
	if (url.len == 0) {
		escape(out, text);
		return;
	}
	put(out,
	    "<a rel=\"noreferrer noopener\" style=\"color:#0b57a4\" href=\"");
	escape(out, url);
	put(out, "\">");
	escape(out, text);
	put(out, "</a>");
}

/* ---- why it matched ---------------------------------------------------------- */

/* The longest term that begins here, as it stands there; 0: none. */
static size_t
term_at(const struct mail_article *shown, struct slice text)
{
	size_t longest = 0;

	for (size_t i = 0; i < shown->term_count; i++) {
		struct slice term = shown->match->terms[i];

		if (term.len > longest && slice_has_prefix(text, term))
			longest = term.len;
	}
	return longest;
}

static void
put_snippet(struct buffer *out, const struct mail_article *shown)
{
	struct slice rest = shown->snippet;
	size_t from = 0, at = 0, len;

	while (at < rest.len) {
		len = term_at(shown, slice_from(rest, at));
		if (len == 0) {
			at++;
			continue;
		}
		escape(out, slice_sub(rest, from, at - from));
		put(out, "<b>");
		escape(out, slice_sub(rest, at, len));
		put(out, "</b>");
		at += len;
		from = at;
	}
	escape(out, slice_from(rest, from));
}

static void
put_reason(struct buffer *out, const struct mail_article *shown)
{
	if (shown->term_count == 0 && shown->snippet.len == 0)
		return;
	put(out,
	    "<div style=\"margin:16px 0;padding:2px 0 2px 12px;"
	    "border-left:3px solid #d97706\">\n");
	for (size_t i = 0; i < shown->term_count; i++) {
		put(out,
		    i == 0 ? "<p style=\"margin:0 0 4px;" SMALL ";" GREY
			     "\">Matched "
			   : ", ");
		put(out, "<b>");
		escape(out, utf8_cut(shown->match->terms[i], LIMIT_MAIL_LINE));
		put(out, "</b>");
	}
	put(out, shown->term_count > 0 ? "</p>\n" : "");
	if (shown->snippet.len > 0) {
		put(out, "<p dir=\"auto\" style=\"margin:0\">");
		put_snippet(out, shown);
		put(out, "</p>\n");
	}
	put(out, "</div>\n");
}

/* ---- articles ------------------------------------------------------------------ */

/* Lines that follow each other are one paragraph, as they stood. */
static void
put_paragraphs(struct buffer *out, struct slice text)
{
	struct slice line;
	bool open = false;

	while (slice_cut(&text, '\n', &line)) {
		line = slice_trim(line);
		if (line.len == 0) {
			put(out, open ? "</p>\n" : "");
			open = false;
			continue;
		}
		put(out,
		    open ? "<br>\n"
			 : "<p dir=\"auto\" style=\"margin:0 0 1em\">");
		escape(out, line);
		open = true;
	}
	put(out, open ? "</p>\n" : "");
}

static void
put_title(struct buffer *out, const char *tag, const char *style,
    const struct mail_article *shown)
{
	buffer_append_format(out, "<%s dir=\"auto\" style=\"%s\">", tag, style);
	put_link(out, shown->url, shown->title);
	buffer_append_format(out, "</%s>\n", tag);
}

static void
put_enclosures(struct buffer *out, const struct article *article)
{
	struct slice urls[LIMIT_MAIL_ENCLOSURES];
	size_t count = mail_enclosures_of(article, urls);

	for (size_t i = 0; i < count; i++) {
		put(out, "<p style=\"margin:0 0 4px;" SMALL "\">Enclosure: ");
		put_link(out, urls[i], urls[i]);
		put(out, "</p>\n");
	}
}

static void
put_article(struct buffer *out, const struct delivery *delivery,
    const struct mail_head *head, struct arena *arena)
{
	const struct article *article = &delivery->article;
	struct mail_article shown = mail_article_of(article, &delivery->match,
	    arena);
	bool cut;
	struct slice text = mail_text_of(article, &cut);

	put_title(out, "h1", "margin:0 0 6px;font-size:22px;line-height:1.3",
	    &shown);
	put_block(out, "p", "margin:0 0 4px;" SMALL, head->note);
	put_block(out, "p", "margin:0 0 4px;" SMALL ";" GREY, shown.source);
	put_enclosures(out, article);
	put_reason(out, &shown);
	put_paragraphs(out, text);
	if (cut)
		put(out, "<p>[&hellip;]</p>\n");
}

static void
put_digest(struct buffer *out, const struct delivery *delivery,
    const struct mail_head *head, struct arena *arena)
{
	put_block(out, "h1", "margin:0 0 6px;font-size:22px;line-height:1.3",
	    head->title);
	put_block(out, "p", "margin:0 0 4px;" SMALL ";" GREY, head->note);
	for (size_t i = delivery->item_count; i > 0; i--) {
		const struct delivery_item *item = &delivery->items[i - 1];
		struct mail_article shown = mail_article_of(&item->article,
		    &item->match, arena);

		put(out,
		    "<div style=\"margin:18px 0 0;padding:14px 0 0;"
		    "border-top:1px solid #ccc\">\n");
		put_title(out, "h2",
		    "margin:0 0 4px;font-size:17px;line-height:1.35", &shown);
		put_block(out, "p", "margin:0 0 4px;" SMALL ";" GREY,
		    shown.source);
		if (shown.snippet.len > 0) {
			put(out, "<p dir=\"auto\" style=\"margin:0\">");
			put_snippet(out, &shown);
			put(out, "</p>\n");
		}
		put(out, "</div>\n");
	}
}

static void
put_notice(struct buffer *out, const struct delivery *delivery,
    const struct mail_head *head, struct arena *arena)
{
	put_block(out, "h1", "margin:0 0 12px;font-size:20px;line-height:1.3",
	    head->title);
	put_paragraphs(out, mail_notice_of(delivery, arena));
}

void
mail_html(const struct delivery *delivery, struct buffer *out,
    struct arena *arena)
{
	struct mail_head head = mail_head_of(delivery, arena);

	put(out,
	    "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
	    "<meta name=\"color-scheme\" content=\"light dark\"><title>");
	escape(out, head.title);
	put(out,
	    "</title></head>\n"
	    "<body style=\"margin:0;padding:20px 16px;font:16px/1.55 "
	    "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
	    "sans-serif\">\n"
	    "<div style=\"max-width:42em;margin:0 auto\">\n");
	put_block(out, "p",
	    "margin:0 0 8px;font-size:13px;font-weight:600;color:#b45309",
	    head.topic);
	switch (delivery->event) {
	case EVENT_NEW:
	case EVENT_UPDATED:
		put_article(out, delivery, &head, arena);
		break;
	case EVENT_DIGEST:
		put_digest(out, delivery, &head, arena);
		break;
	case EVENT_HEALTH:
		put_notice(out, delivery, &head, arena);
		break;
	}
	put_block(out, "p",
	    "margin:24px 0 0;padding:10px 0 0;border-top:1px solid #ccc;"
	    "font-size:12px;" GREY,
	    head.footer);
	put(out, "</div>\n</body></html>\n");
}
