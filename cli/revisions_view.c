/*
 * The versions of an article: for people as a difference by words,
 * [-removed-]{+added+} where there is no colour; for programs as they were.
 */
#include "cli/revisions_view.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/reltime.h"
#include "cli/terminal.h"
#include "cli/word_diff.h"
#include "json_write.h"
#include "limits.h"
#include "utf8.h"

/* A version, and when the next one took its place; 0: it is the present one. */
struct version {
	int64_t revision, replaced_at;
	struct slice title, url, text;
};

struct versions {
	struct arena *arena;
	struct version *items;
	size_t count;
};

static struct slice
longer_text(struct slice text, struct slice summary)
{
	return text.len > 0 ? text : summary;
}

static bool
keep(const struct revision_row *row, void *arg)
{
	struct versions *versions = arg;
	struct version *version = &versions->items[versions->count];

	if (versions->count == LIMIT_REVISIONS)
		return false;
	*version = (struct version){
		.revision = row->revision,
		.replaced_at = row->changed_at,
		.title = arena_slice(versions->arena, row->title),
		.url = arena_slice(versions->arena, row->url),
		.text = arena_slice(versions->arena,
		    longer_text(row->text, row->summary)),
	};
	versions->count++;
	return true;
}

static bool
load(struct cli *cli, int64_t id, struct versions *versions, bool *found,
    struct error *err)
{
	struct article article = { 0 };

	if (!store_get_article(cli->store, id, &cli->arena, &article, found,
		err))
		return false;
	if (!*found)
		return true;
	versions->arena = &cli->arena;
	versions->items = arena_alloc_array(&cli->arena, LIMIT_REVISIONS + 1,
	    sizeof(*versions->items));
	if (versions->items == NULL)
		return error_set(err, ERROR_MEMORY, "no memory for versions");
	if (!store_list_revisions(cli->store, id, keep, versions, err))
		return false;
	versions->items[versions->count++] = (struct version){
		.revision = article.revision,
		.title = article.title,
		.url = article.url,
		.text = longer_text(article.text, article.summary),
	};
	return true;
}

/* ---- for people ------------------------------------------------------------------ */

struct view {
	struct terminal terminal;
	struct buffer *out;
};

static void
append_part(enum diff_part part, struct slice text, void *arg)
{
	static const struct {
		enum paint paint;
		const char *before, *after;
	} looks[] = {
		[DIFF_SAME] = { PAINT_NONE, "", "" },
		[DIFF_REMOVED] = { PAINT_BAD, "[-", "-]" },
		[DIFF_ADDED] = { PAINT_GOOD, "{+", "+}" },
	};
	struct view *view = arg;
	struct slice words = slice_trim(text), rest;
	struct buffer safe;

	buffer_init(&safe, LIMIT_COMMAND_OUTPUT);
	utf8_for_terminal(words, UTF8_MANY_LINES, &safe);
	if (!view->terminal.color)
		buffer_append_string(view->out, looks[part].before);
	terminal_paint(&view->terminal, looks[part].paint, buffer_slice(&safe),
	    view->out);
	if (!view->terminal.color)
		buffer_append_string(view->out, looks[part].after);
	buffer_finish(&safe);
	rest = slice_from(text, (size_t)(words.ptr - text.ptr) + words.len);
	buffer_append(view->out, rest);
	if (rest.len == 0)
		buffer_append_char(view->out, ' ');
}

static bool
append_difference(struct view *view, const char *name, struct slice before,
    struct slice after, struct arena *arena)
{
	if (slice_eq(before, after))
		return true;
	terminal_paint(&view->terminal, PAINT_DIM, slice_of(name), view->out);
	buffer_append_char(view->out, '\n');
	if (!word_diff(before, after, arena, append_part, view))
		return false;
	buffer_append_char(view->out, '\n');
	return true;
}

static void
append_head(struct view *view, const struct version *version, int64_t since_at)
{
	char when[RELTIME_TEXT];
	struct buffer line;

	buffer_init(&line, KIB);
	buffer_append_format(&line, "revision %" PRId64, version->revision);
	if (since_at > 0)
		buffer_append_format(&line, ", %s",
		    reltime_local(since_at, when));
	terminal_paint(&view->terminal, PAINT_BOLD, buffer_slice(&line),
	    view->out);
	buffer_append_char(view->out, '\n');
	buffer_finish(&line);
}

static bool
append_versions(struct view *view, const struct versions *versions,
    struct arena *arena)
{
	if (versions->count == 1)
		append_part(DIFF_SAME,
		    SLICE("it has not changed since it was stored\n"), view);
	for (size_t i = 1; i < versions->count; i++) {
		const struct version *before = &versions->items[i - 1];
		const struct version *after = &versions->items[i];

		append_head(view, after, before->replaced_at);
		if (!append_difference(view, "title", before->title,
			after->title, arena) ||
		    !append_difference(view, "url", before->url, after->url,
			arena) ||
		    !append_difference(view, "text", before->text, after->text,
			arena))
			return false;
		if (i + 1 < versions->count)
			buffer_append_char(view->out, '\n');
	}
	return true;
}

/* ---- for programs ------------------------------------------------------------------ */

static void
append_json(const struct versions *versions, int64_t id, struct buffer *out)
{
	struct json_writer w;

	json_writer_init(&w, out);
	json_write_object_begin(&w);
	json_write_key_int(&w, "id", id);
	json_write_key(&w, "revisions");
	json_write_array_begin(&w);
	for (size_t i = 0; i < versions->count; i++) {
		const struct version *version = &versions->items[i];

		json_write_object_begin(&w);
		json_write_key_int(&w, "revision", version->revision);
		json_write_key(&w, "replaced");
		json_write_time(&w, version->replaced_at);
		json_write_key_string(&w, "title", version->title);
		json_write_key_string(&w, "url", version->url);
		json_write_key_string(&w, "text", version->text);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
}

static bool
append_article(struct cli *cli, const struct versions *versions, int64_t id,
    size_t index, struct buffer *out, struct error *err)
{
	const char *format = option_value(&cli->options, "format");
	struct view view = { .out = out };

	if (format != NULL && slice_eq(slice_of(format), SLICE("json"))) {
		if (index > 0)
			buffer_append_char(out, ',');
		append_json(versions, id, out);
		return true;
	}
	terminal_look(&view.terminal, option_value(&cli->options, "color"));
	if (index > 0)
		buffer_append_string(out, "\n\n");
	return append_versions(&view, versions, &cli->arena) ||
	    error_set(err, ERROR_MEMORY, "no memory for a difference");
}

bool
revisions_view_print(struct cli *cli, int64_t id, size_t index, bool *found,
    struct error *err)
{
	struct versions versions = { .count = 0 };
	struct buffer out;
	bool ok;

	if (!load(cli, id, &versions, found, err))
		return false;
	if (!*found) {
		terminal_complain("no article %" PRId64, id);
		return true;
	}
	buffer_init(&out, LIMIT_COMMAND_OUTPUT);
	ok = append_article(cli, &versions, id, index, &out, err);
	if (ok)
		terminal_write(&out);
	buffer_finish(&out);
	return ok;
}
