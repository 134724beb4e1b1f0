/*
 * Rows to a format: the list of formats, and the columns of articles.
 */
#include "cli/rows.h"

#include <inttypes.h>

#include "cli/reltime.h"
#include "limits.h"
#include "nearest.h"

static const struct format *const formats[] = {
	&format_table,
	&format_tsv,
	&format_json,
	&format_jsonl,
	&format_ids,
	&format_atom,
	&format_jsonfeed,
};

static bool
choose(struct output *output, const char *name, struct error *err)
{
	struct nearest nearest;
	char hint[NEAREST_TEXT];

	if (name == NULL) {
		output->format = output->terminal.is_terminal ? &format_table
							      : &format_tsv;
		return true;
	}
	if (slice_find_char(slice_of(name), '{') != SIZE_MAX) {
		output->format = &format_template;
		output->template = name;
		return true;
	}
	nearest_init(&nearest, slice_of(name));
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (slice_eq(slice_of(name), slice_of(formats[i]->name))) {
			output->format = formats[i];
			return true;
		}
		nearest_try(&nearest, formats[i]->name);
	}
	return error_set(err, ERROR_USAGE, "no format \"%s\"%s", name,
	    nearest_hint(&nearest, hint));
}

bool
output_begin(struct output *output, struct cli *cli,
    const struct row_kind *kind, struct error *err)
{
	*output = (struct output){ .cli = cli, .kind = kind };
	terminal_look(&output->terminal, option_value(&cli->options, "color"));
	arena_init(&output->arena, LIMIT_COMMAND_ARENA);
	buffer_init(&output->out, LIMIT_COMMAND_OUTPUT);
	json_writer_init(&output->json, &output->out);
	output->place = (struct cell_place){
		.arena = &output->arena,
		.now_at = clock_now_at(cli->clock),
	};
	output->last = &output->first;
	if (choose(output, option_value(&cli->options, "format"), err) &&
	    output->format->begin(output, err))
		return true;
	output_drop(output);
	return false;
}

void
output_row(struct output *output, const void *row)
{
	output->count++;
	output->format->row(output, row);
	if (output->out.len > LIMIT_COMMAND_FLUSH)
		terminal_write(&output->out);
}

int
output_end(struct output *output)
{
	int code = output->count > 0 ? CLI_FOUND : CLI_NOTHING;

	output->format->end(output);
	terminal_write(&output->out);
	output_drop(output);
	return code;
}

void
output_drop(struct output *output)
{
	buffer_finish(&output->out);
	arena_finish(&output->arena);
}

/* ---- cells ------------------------------------------------------------------- */

struct slice
rows_join(const struct slice *items, size_t count, struct arena *arena)
{
	struct buffer joined;
	struct slice copy;

	if (count == 1)
		return items[0];
	buffer_init(&joined, LIMIT_STORED_TEXT);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(&joined, ',');
		buffer_append(&joined, items[i]);
	}
	copy = arena_slice(arena, buffer_slice(&joined));
	buffer_finish(&joined);
	return copy;
}

struct slice
rows_time(int64_t at, struct arena *arena)
{
	char text[21];

	if (at == 0)
		return SLICE_NONE;
	return arena_slice(arena, slice_of(clock_format_utc(at, text)));
}

struct slice
rows_age(int64_t at, const struct cell_place *place)
{
	char text[RELTIME_TEXT];

	return arena_slice(place->arena,
	    slice_of(reltime_age(at, place->now_at, text)));
}

struct slice
rows_int(int64_t number, struct arena *arena)
{
	return slice_of(arena_format(arena, "%" PRId64, number));
}

/* ---- articles ------------------------------------------------------------------ */

static int64_t
article_at(const struct article *article)
{
	return article->published_at != 0 ? article->published_at
					  : article->first_seen_at;
}

static struct slice
article_id(const void *row, const struct cell_place *place)
{
	return rows_int(((const struct article *)row)->id, place->arena);
}

static struct slice
article_age(const void *row, const struct cell_place *place)
{
	return rows_age(article_at(row), place);
}

static struct slice
article_published(const void *row, const struct cell_place *place)
{
	return rows_time(article_at(row), place->arena);
}

static struct slice
article_topics(const void *row, const struct cell_place *place)
{
	const struct article *article = row;

	return rows_join(article->topics, article->topic_count, place->arena);
}

static struct slice
article_feed(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct article *)row)->feed_name;
}

static struct slice
article_title(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct article *)row)->title;
}

/* A title for people: where the feed gives none, the beginning of the text, or
 * the address. */
static struct slice
article_headline(const void *row, const struct cell_place *place)
{
	const struct article *article = row;

	(void)place;
	if (!slice_is_empty(article->title))
		return article->title;
	return slice_is_empty(article->summary) ? article->url
						: article->summary;
}

static struct slice
article_url(const void *row, const struct cell_place *place)
{
	(void)place;
	return ((const struct article *)row)->url;
}

static void
article_json(const void *row, struct json_writer *w)
{
	const struct article *article = row;

	article_write_json(w, article,
	    article->text.ptr != NULL ? ARTICLE_WITH_TEXT
				      : ARTICLE_WITHOUT_TEXT);
}

static int64_t
article_row_id(const void *row)
{
	return ((const struct article *)row)->id;
}

static const struct column article_table[] = {
	{ .name = "id", .text = article_id, .align = ALIGN_RIGHT },
	{ .name = "age", .text = article_age, .align = ALIGN_RIGHT },
	{ .name = "topic", .text = article_topics, .max = 20 },
	{ .name = "feed", .text = article_feed, .max = 20 },
	{ .name = "title", .text = article_headline, .flexible = true },
	{ 0 },
};

static const struct column article_tsv[] = {
	{ .name = "id", .text = article_id },
	{ .name = "published", .text = article_published },
	{ .name = "feed", .text = article_feed },
	{ .name = "topics", .text = article_topics },
	{ .name = "title", .text = article_title },
	{ .name = "url", .text = article_url },
	{ 0 },
};

const struct row_kind rows_articles = {
	.noun = "articles",
	.table = article_table,
	.tsv = article_tsv,
	.json = article_json,
	.id = article_row_id,
	.articles = true,
	.size = sizeof(struct article),
};
