/*
 * A list of articles as a feed: Atom 1.0 (RFC 4287) and JSON Feed 1.1, so that
 * what a query finds can be subscribed to with any reader.
 */
#include "cli/article_rows.h"
#include "cli/xml_text.h"

static bool
feed_begin(const struct output *output, const char *name, struct error *err)
{
	if (output->kind->articles)
		return true;
	return error_set(err, ERROR_USAGE, "%s cannot be listed as %s",
	    output->kind->noun, name);
}

static struct slice
written_at(const struct article *article, struct arena *arena)
{
	return rows_time(article->updated_at != 0 ? article->updated_at
		: article->published_at != 0      ? article->published_at
						  : article->first_seen_at,
	    arena);
}

static bool
atom_begin(struct output *output, struct error *err)
{
	struct buffer *out = &output->out;

	if (!feed_begin(output, "atom", err))
		return false;
	buffer_append_string(out,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
	    "<id>urn:crier:list</id>\n<title>crier</title>\n");
	xml_append_element("updated",
	    rows_time(output->place.now_at, &output->arena), out);
	buffer_append_string(out, "<author><name>crier</name></author>\n");
	return true;
}

static void
atom_people(const struct article *article, struct buffer *out)
{
	for (size_t i = 0; i < article->author_count; i++) {
		if (slice_is_empty(article->authors[i].name))
			continue;
		buffer_append_string(out, "<author>");
		xml_append_element("name", article->authors[i].name, out);
		buffer_append_string(out, "</author>\n");
	}
}

static void
atom_texts(const struct output *output, const struct article *article,
    struct buffer *out)
{
	if (!slice_is_empty(article->summary))
		xml_append_element("summary", article->summary, out);
	if (output->kind == &article_rows_with_text &&
	    !slice_is_empty(article->text))
		xml_append_element("content", article->text, out);
}

static void
append_empty(const char *element, const char *name, struct slice value,
    struct buffer *out)
{
	buffer_append_format(out, "<%s", element);
	xml_append_attribute(name, value, out);
	buffer_append_string(out, "/>\n");
}

static void
atom_row(struct output *output, const void *row)
{
	const struct article *article = row;
	struct buffer *out = &output->out;

	buffer_append_string(out, "<entry>\n");
	xml_append_element("id",
	    slice_of(arena_format(&output->arena, "urn:crier:%.*s",
		SLICE_FMT(article->uid))),
	    out);
	xml_append_element("title", article->title, out);
	xml_append_element("updated", written_at(article, &output->arena), out);
	if (article->published_at != 0)
		xml_append_element("published",
		    rows_time(article->published_at, &output->arena), out);
	if (!slice_is_empty(article->url))
		append_empty("link", "href", article->url, out);
	atom_people(article, out);
	for (size_t i = 0; i < article->topic_count; i++)
		append_empty("category", "term", article->topics[i], out);
	atom_texts(output, article, out);
	buffer_append_string(out, "</entry>\n");
	output_forget_cells(output);
}

static void
atom_end(struct output *output)
{
	buffer_append_string(&output->out, "</feed>\n");
}

const struct format format_atom = {
	.name = "atom",
	.begin = atom_begin,
	.row = atom_row,
	.end = atom_end,
};

static bool
jsonfeed_begin(struct output *output, struct error *err)
{
	struct json_writer *w = &output->json;

	if (!feed_begin(output, "jsonfeed", err))
		return false;
	json_write_object_begin(w);
	json_write_key_string(w, "version",
	    SLICE("https://jsonfeed.org/version/1.1"));
	json_write_key_string(w, "title", SLICE("crier"));
	json_write_key(w, "items");
	json_write_array_begin(w);
	return true;
}

static void
write_authors(struct json_writer *w, const struct article *article)
{
	json_write_key(w, "authors");
	json_write_array_begin(w);
	for (size_t i = 0; i < article->author_count; i++) {
		json_write_object_begin(w);
		json_write_key_string_opt(w, "name", article->authors[i].name);
		json_write_key_string_opt(w, "url", article->authors[i].url);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static struct slice
shown_text(const struct output *output, const struct article *article)
{
	struct slice text = output->kind == &article_rows_with_text
	    ? article->text
	    : article->summary;

	if (slice_is_empty(text))
		text = article->summary;
	return slice_is_empty(text) ? SLICE("") : text;
}

static void
jsonfeed_row(struct output *output, const void *row)
{
	const struct article *article = row;
	struct json_writer *w = &output->json;

	json_write_object_begin(w);
	json_write_key_string(w, "id", article->uid);
	json_write_key_string_opt(w, "url", article->url);
	json_write_key_string_opt(w, "title", article->title);
	json_write_key_string_opt(w, "summary", article->summary);
	/* An item must have one of the two contents. */
	json_write_key_string(w, "content_text", shown_text(output, article));
	if (article->published_at != 0) {
		json_write_key(w, "date_published");
		json_write_time(w, article->published_at);
	}
	write_authors(w, article);
	json_write_key(w, "tags");
	json_write_array_begin(w);
	for (size_t i = 0; i < article->topic_count; i++)
		json_write_string(w, article->topics[i]);
	json_write_array_end(w);
	json_write_object_end(w);
}

static void
jsonfeed_end(struct output *output)
{
	json_write_array_end(&output->json);
	json_write_object_end(&output->json);
	buffer_append_char(&output->out, '\n');
}

const struct format format_jsonfeed = {
	.name = "jsonfeed",
	.begin = jsonfeed_begin,
	.row = jsonfeed_row,
	.end = jsonfeed_end,
};
