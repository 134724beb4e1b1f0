/*
 * The columns of articles, as a table for people and as TSV for scripts.
 */
#include "cli/article_rows.h"

int64_t
article_row_at(const struct article *article)
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
	return rows_age(article_row_at(row), place);
}

static struct slice
article_published(const void *row, const struct cell_place *place)
{
	return rows_time(article_row_at(row), place->arena);
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
	article_write_json(w, row, ARTICLE_WITHOUT_TEXT);
}

static void
article_json_with_text(const void *row, struct json_writer *w)
{
	article_write_json(w, row, ARTICLE_WITH_TEXT);
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

const struct row_kind article_rows = {
	.noun = "articles",
	.table = article_table,
	.tsv = article_tsv,
	.json = article_json,
	.id = article_row_id,
	.articles = true,
	.size = sizeof(struct article),
};

const struct row_kind article_rows_with_text = {
	.noun = "articles",
	.table = article_table,
	.tsv = article_tsv,
	.json = article_json_with_text,
	.id = article_row_id,
	.articles = true,
	.size = sizeof(struct article),
};
