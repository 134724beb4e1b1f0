/*
 * An article as crier show and crier next print it: its text for a terminal, or
 * as it is stored. Which of them --format says.
 */
#include "cli/article_view.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/reltime.h"
#include "cli/rows.h"
#include "cli/terminal.h"
#include "limits.h"
#include "utf8.h"

#define TEXT_WIDTH 78 /* longer lines are hard to read */

enum show_format {
	SHOW_TEXT,
	SHOW_JSON,
	SHOW_HTML
};

static void
append_line(const struct terminal *terminal, const char *name,
    struct slice value, struct buffer *out)
{
	char label[12];
	struct buffer wrapped;

	if (slice_is_empty(value))
		return;
	snprintf(label, sizeof(label), "%-8s", name);
	terminal_paint(terminal, PAINT_DIM, slice_of(label), out);
	buffer_init(&wrapped, LIMIT_STORED_TEXT);
	utf8_for_terminal(value, UTF8_ONE_LINE, &wrapped);
	buffer_append(out, buffer_slice(&wrapped));
	buffer_append_char(out, '\n');
	buffer_finish(&wrapped);
}

static void
append_authors(const struct terminal *terminal, const struct article *article,
    struct arena *arena, struct buffer *out)
{
	struct slice *names = arena_alloc_array(arena, article->author_count,
	    sizeof(*names));

	if (names == NULL)
		return;
	for (size_t i = 0; i < article->author_count; i++)
		names[i] = slice_is_empty(article->authors[i].name)
		    ? article->authors[i].email
		    : article->authors[i].name;
	append_line(terminal, "author",
	    rows_join(names, article->author_count, arena), out);
}

static void
append_links(const struct terminal *terminal, const struct article *article,
    struct buffer *out)
{
	for (size_t i = 0; i < article->enclosure_count; i++)
		append_line(terminal, i == 0 ? "files" : "",
		    article->enclosures[i].url, out);
	append_line(terminal, "image", article->image, out);
}

static void
append_title(const struct terminal *terminal, struct slice title,
    struct buffer *out)
{
	struct buffer wrapped;

	if (slice_is_empty(title))
		return;
	buffer_init(&wrapped, LIMIT_COMMAND_OUTPUT);
	terminal_wrap(title, terminal->width, 0, &wrapped);
	terminal_paint(terminal, PAINT_BOLD, slice_trim(buffer_slice(&wrapped)),
	    out);
	buffer_append_char(out, '\n');
	buffer_finish(&wrapped);
}

static void
append_head(const struct cli *cli, const struct terminal *terminal,
    const struct article *article, struct arena *arena, struct buffer *out)
{
	char when[RELTIME_TEXT], age[RELTIME_TEXT];
	int64_t at = article->published_at != 0 ? article->published_at
						: article->first_seen_at;

	append_title(terminal, article->title, out);
	append_line(terminal, "feed",
	    slice_is_empty(article->feed_title) ? article->feed_name
						: article->feed_title,
	    out);
	append_line(terminal, "date",
	    slice_of(arena_format(arena, "%s (%s)", reltime_local(at, when),
		reltime_age(at, clock_now_at(cli->clock), age))),
	    out);
	append_authors(terminal, article, arena, out);
	append_line(terminal, "url", article->url, out);
	append_line(terminal, "topics",
	    rows_join(article->topics, article->topic_count, arena), out);
	append_line(terminal, "labels",
	    rows_join(article->labels, article->label_count, arena), out);
	if (option_given(&cli->options, "links"))
		append_links(terminal, article, out);
}

static void
show_text(struct cli *cli, const struct article *article, struct buffer *out)
{
	struct terminal terminal;
	struct slice text = slice_is_empty(article->text) ? article->summary
							  : article->text;

	terminal_look(&terminal, option_value(&cli->options, "color"));
	if (terminal.width > TEXT_WIDTH)
		terminal.width = TEXT_WIDTH;
	append_head(cli, &terminal, article, &cli->arena, out);
	if (!slice_is_empty(text)) {
		buffer_append_char(out, '\n');
		terminal_wrap(text, terminal.width, 0, out);
	}
}

static void
show_json(const struct article *article, struct buffer *out)
{
	struct json_writer w;

	json_writer_init(&w, out);
	article_write_json(&w, article, ARTICLE_WITH_TEXT);
}

static enum show_format
asked_format(const struct cli *cli)
{
	struct slice name = slice_of(option_value(&cli->options, "format"));

	if (slice_eq(name, SLICE("json")))
		return SHOW_JSON;
	if (slice_eq(name, SLICE("html")) || slice_eq(name, SLICE("raw")))
		return SHOW_HTML;
	return SHOW_TEXT;
}

bool
article_view_print(struct cli *cli, int64_t id, size_t index, bool *found,
    struct error *err)
{
	struct article article = { 0 };
	struct buffer out;

	if (!store_get_article(cli->store, id, &cli->arena, &article, found,
		err))
		return false;
	if (!*found) {
		terminal_complain("no article %" PRId64, id);
		return true;
	}
	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	switch (asked_format(cli)) {
	case SHOW_TEXT:
		if (index > 0)
			buffer_append_string(&out, "\n\n");
		show_text(cli, &article, &out);
		break;
	case SHOW_JSON:
		if (index > 0)
			buffer_append_char(&out, ',');
		show_json(&article, &out);
		break;
	case SHOW_HTML:
		utf8_for_terminal(article.html, UTF8_MANY_LINES, &out);
		buffer_append_char(&out, '\n');
		break;
	}
	terminal_write(&out);
	buffer_finish(&out);
	return true;
}

const char *const article_view_formats[] = { "text", "json", "html", "raw",
	NULL };

void
article_view_begin(const struct cli *cli)
{
	if (asked_format(cli) == SHOW_JSON)
		fputs("{\"format\":1,\"articles\":[", stdout);
}

void
article_view_end(const struct cli *cli)
{
	if (asked_format(cli) == SHOW_JSON)
		puts("]}");
}
