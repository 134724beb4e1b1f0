/*
 * What there is to say about a delivery by mail, before it is laid out: titles,
 * sources, times, the subject. Text comes from feeds; it is made one line where
 * it is one, and escaped by whoever writes it: mime.c and mail_html.c.
 */
#include "notify/mail_body.h"

#include <time.h>

#include <jansson.h>

#include "compiler.h"
#include "url.h"
#include "utf8.h"

#define AUTHORS_NAMED 4 /* the others are "and others" */

#define DOT         " \xc2\xb7 "
#define OPEN_QUOTE  "\xe2\x80\x9c"
#define CLOSE_QUOTE "\xe2\x80\x9d"

/* ---- pieces ------------------------------------------------------------------ */

/* One line of plain text, or absent. The hundred articles of a digest fit into
 * a mail whatever they hold: one feed must not cost the others their news. */
static struct slice
one_line(struct slice text, struct arena *arena)
{
	struct buffer line;
	struct slice copy = SLICE_NONE;

	/* Every byte may become a replacement character. */
	buffer_init(&line, LIMIT_MAIL_URL * 4);
	utf8_clean_line(utf8_cut(text, LIMIT_MAIL_URL), &line);
	if (line.len > 0)
		copy = arena_slice(arena,
		    utf8_cut(buffer_slice(&line), LIMIT_MAIL_LINE));
	buffer_finish(&line);
	return copy;
}

static struct slice
first_of(struct slice a, struct slice b)
{
	return a.len > 0 ? a : b;
}

/* "6 August 2026, 07:40 JST" into text[64]. */
static const char *
write_time(int64_t at, char text[64])
{
	time_t seconds = (time_t)at;
	struct tm local;

	if (localtime_r(&seconds, &local) == NULL ||
	    strftime(text, 64, "%-d %B %Y, %H:%M %Z", &local) == 0)
		text[0] = '\0';
	return text;
}

static void
join(struct buffer *out, const char *separator, struct slice text)
{
	if (text.len == 0)
		return;
	if (out->len > 0)
		buffer_append_string(out, separator);
	buffer_append(out, text);
}

static void
add_authors(const struct article *article, struct buffer *source,
    struct arena *arena)
{
	struct buffer names;

	buffer_init(&names, LIMIT_MAIL_TEXT);
	for (size_t i = 0; i < article->author_count; i++) {
		const struct article_person *author = &article->authors[i];

		if (i == AUTHORS_NAMED) {
			join(&names, ", ", SLICE("and others"));
			break;
		}
		join(&names, ", ",
		    one_line(first_of(author->name, author->email), arena));
	}
	if (names.len > 0) {
		join(source, DOT, SLICE("by "));
		buffer_append(source, buffer_slice(&names));
	}
	buffer_finish(&names);
}

static struct slice
source_of(const struct article *article, struct arena *arena)
{
	struct buffer source;
	struct slice copy;
	char text[64];
	int64_t at = article->published_at > 0 ? article->published_at
					       : article->first_seen_at;

	buffer_init(&source, LIMIT_MAIL_TEXT);
	join(&source, DOT,
	    one_line(first_of(article->feed_title, article->feed_name), arena));
	if (at > 0)
		join(&source, DOT, slice_of(write_time(at, text)));
	add_authors(article, &source, arena);
	copy = arena_slice(arena,
	    utf8_cut(buffer_slice(&source), LIMIT_MAIL_LINE));
	buffer_finish(&source);
	return copy;
}

bool
mail_url_is_shown(struct slice url)
{
	for (size_t i = 0; i < url.len; i++)
		if ((unsigned char)url.ptr[i] <= ' ')
			return false;
	return url_is_http(url) && url.len <= LIMIT_MAIL_URL;
}

size_t
mail_enclosures_of(const struct article *article,
    struct slice urls[LIMIT_MAIL_ENCLOSURES])
{
	size_t count = 0;

	for (size_t i = 0; i < article->enclosure_count; i++) {
		struct slice url = article->enclosures[i].url;

		if (count < LIMIT_MAIL_ENCLOSURES && mail_url_is_shown(url))
			urls[count++] = url;
	}
	return count;
}

struct mail_article
mail_article_of(const struct article *article, const struct match *match,
    struct arena *arena)
{
	return (struct mail_article){
		.title = first_of(one_line(article->title, arena),
		    SLICE("(untitled)")),
		.source = source_of(article, arena),
		.url = mail_url_is_shown(article->url) ? article->url
						       : SLICE_NONE,
		.snippet = one_line(match->snippet, arena),
		.match = match,
		.term_count = match->term_count < LIMIT_MAIL_TERMS
		    ? match->term_count
		    : LIMIT_MAIL_TERMS,
	};
}

struct slice
mail_text_of(const struct article *article, bool *cut)
{
	struct slice whole = first_of(article->text, article->summary);
	struct slice text = utf8_cut(whole, LIMIT_MAIL_TEXT);

	*cut = text.len < whole.len;
	return text;
}

/* ---- notices ------------------------------------------------------------------- */

/* The string of a member of the notice, or absent. */
static struct slice
notice_member(const struct delivery *delivery, const char *key,
    struct arena *arena)
{
	json_t *notice = json_loadb(delivery->notice.ptr, delivery->notice.len,
	    0, NULL);
	struct slice text = one_line(slice_of(json_string_value(
					 json_object_get(notice, key))),
	    arena);

	json_decref(notice);
	return text;
}

struct slice
mail_notice_of(const struct delivery *delivery, struct arena *arena)
{
	static const struct {
		const char *key, *name;
	} members[] = {
		{ "kind", "What" },
		{ "subject", "Of" },
		{ "since", "Since" },
		{ "at", "Noticed" },
	};
	struct buffer lines;
	struct slice text;

	buffer_init(&lines, LIMIT_MAIL_TEXT);
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		text = notice_member(delivery, members[i].key, arena);
		if (text.len > 0)
			buffer_append_format(&lines, "%s: %.*s\n",
			    members[i].name, SLICE_FMT(text));
	}
	text = arena_slice(arena, buffer_slice(&lines));
	buffer_finish(&lines);
	return text;
}

/* ---- heads ---------------------------------------------------------------------- */

static struct slice
updated_note(const struct delivery *delivery, struct slice title,
    struct arena *arena)
{
	struct slice before = one_line(delivery->previous_title, arena);
	char at[64] = "";

	if (delivery->article.updated_at > 0)
		write_time(delivery->article.updated_at, at);
	return slice_of(before.len == 0 || slice_eq(before, title)
		? arena_format(arena, "Updated%s%s", at[0] ? " " : "", at)
		: arena_format(arena,
		      "Updated%s%s" DOT "before: " OPEN_QUOTE
		      "%.*s" CLOSE_QUOTE,
		      at[0] ? " " : "", at, SLICE_FMT(before)));
}

static struct slice
digest_note(const struct delivery *delivery, struct arena *arena)
{
	char from[64], to[64];

	if (delivery->from_at <= 0 || delivery->to_at <= 0)
		return SLICE_NONE;
	return slice_of(
	    arena_format(arena, "%s to %s", write_time(delivery->from_at, from),
		write_time(delivery->to_at, to)));
}

static struct slice
article_footer(const struct delivery *delivery, struct slice topic,
    struct arena *arena)
{
	return slice_of(arena_format(arena,
	    "Topic %.*s" DOT "article %lld" DOT
	    "why it matched: crier explain %.*s %lld",
	    SLICE_FMT(topic), (long long)delivery->article.id, SLICE_FMT(topic),
	    (long long)delivery->article.id));
}

struct mail_head
mail_head_of(const struct delivery *delivery, struct arena *arena)
{
	struct mail_head head = { .topic = one_line(delivery->topic, arena) };

	switch (delivery->event) {
	case EVENT_NEW:
	case EVENT_UPDATED:
		head.title = first_of(one_line(delivery->article.title, arena),
		    SLICE("(untitled)"));
		if (delivery->event == EVENT_UPDATED)
			head.note = updated_note(delivery, head.title, arena);
		head.footer = article_footer(delivery, head.topic, arena);
		break;
	case EVENT_DIGEST:
		head.title = slice_of(
		    arena_format(arena, "%zu article%s", delivery->item_count,
			delivery->item_count == 1 ? "" : "s"));
		head.note = digest_note(delivery, arena);
		head.footer = slice_of(arena_format(arena,
		    "Topic %.*s" DOT "why one matched: crier explain %.*s ID",
		    SLICE_FMT(head.topic), SLICE_FMT(head.topic)));
		break;
	case EVENT_HEALTH:
		head.title = first_of(notice_member(delivery, "about", arena),
		    SLICE("a notice"));
		head.footer = SLICE("More: crier status" DOT "crier feeds "
				    "health" DOT "crier hooks failed");
		break;
	}
	return head;
}

void
mail_subject(const struct delivery *delivery, struct buffer *out,
    struct arena *arena)
{
	struct mail_head head = mail_head_of(delivery, arena);

	if (delivery->event == EVENT_HEALTH)
		buffer_append_string(out, "crier: ");
	else
		buffer_append_format(out, "[%.*s] ", SLICE_FMT(head.topic));
	if (delivery->event == EVENT_UPDATED)
		buffer_append_string(out, "Updated: ");
	buffer_append(out, head.title);
}
