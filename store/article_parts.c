/*
 * Authors, enclosures and lists of words as JSON. One spelling serves the
 * columns of the table article and the contract's object. Reading takes what
 * fits and passes over the rest, for a line of JSON may come from anybody.
 */
#include <jansson.h>

#include "limits.h"
#include "store/article_parts.h"
#include "utf8.h"

void
write_authors(struct json_writer *w, const struct article *article)
{
	json_write_array_begin(w);
	for (size_t i = 0; i < article->author_count; i++) {
		const struct article_person *author = &article->authors[i];

		json_write_object_begin(w);
		json_write_key_string(w, "name", author->name);
		json_write_key_string(w, "email", author->email);
		json_write_key_string(w, "url", author->url);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

void
write_enclosures(struct json_writer *w, const struct article *article)
{
	json_write_array_begin(w);
	for (size_t i = 0; i < article->enclosure_count; i++) {
		const struct article_enclosure *enclosure =
		    &article->enclosures[i];

		json_write_object_begin(w);
		json_write_key_string(w, "url", enclosure->url);
		json_write_key_string(w, "type", enclosure->type);
		json_write_key(w, "length");
		if (enclosure->length < 0)
			json_write_null(w);
		else
			json_write_int(w, enclosure->length);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

void
write_strings(struct json_writer *w, const struct slice *strings, size_t count)
{
	json_write_array_begin(w);
	for (size_t i = 0; i < count; i++)
		json_write_string(w, strings[i]);
	json_write_array_end(w);
}

static struct slice
line_of(const json_t *string, enum json_origin origin, struct arena *arena)
{
	struct slice raw = { json_string_value(string),
		json_string_length(string) };
	struct slice line = SLICE_NONE;
	struct buffer out;

	if (raw.ptr == NULL || origin == JSON_FROM_US)
		return arena_slice(arena, raw);
	buffer_init(&out, LIMIT_STORED_TEXT);
	if (utf8_clean_line(raw, &out))
		line = arena_slice(arena,
		    out.len == 0 ? SLICE("") : buffer_slice(&out));
	buffer_finish(&out);
	return line;
}

struct slice
read_line(const json_t *object, const char *key, enum json_origin origin,
    struct arena *arena)
{
	return line_of(json_object_get(object, key), origin, arena);
}

void
read_strings(const json_t *json, enum json_origin origin, struct arena *arena,
    const struct slice **strings, size_t *count)
{
	size_t size = json_array_size(json);
	struct slice *list = arena_alloc_array(arena, size, sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < size && list != NULL; i++) {
		struct slice line = line_of(json_array_get(json, i), origin,
		    arena);

		if (line.len > 0)
			list[used++] = line;
	}
	*strings = list;
	*count = used;
}

void
read_authors(const json_t *json, enum json_origin origin, struct arena *arena,
    struct article *article)
{
	size_t size = json_array_size(json);
	struct article_person *list = arena_alloc_array(arena, size,
	    sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < size && list != NULL; i++) {
		const json_t *item = json_array_get(json, i);

		if (!json_is_object(item))
			continue;
		list[used++] = (struct article_person){
			.name = read_line(item, "name", origin, arena),
			.email = read_line(item, "email", origin, arena),
			.url = read_line(item, "url", origin, arena),
		};
	}
	article->authors = list;
	article->author_count = used;
}

void
read_enclosures(const json_t *json, enum json_origin origin,
    struct arena *arena, struct article *article)
{
	size_t size = json_array_size(json);
	struct article_enclosure *list = arena_alloc_array(arena, size,
	    sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < size && list != NULL; i++) {
		const json_t *item = json_array_get(json, i);
		const json_t *length = json_object_get(item, "length");

		if (!json_is_object(item))
			continue;
		list[used++] = (struct article_enclosure){
			.url = read_line(item, "url", origin, arena),
			.type = read_line(item, "type", origin, arena),
			.length = json_is_integer(length)
			    ? json_integer_value(length)
			    : -1,
		};
	}
	article->enclosures = list;
	article->enclosure_count = used;
}

/* ---- columns ----------------------------------------------------------------- */

static struct slice
column(const struct buffer *text, size_t from, size_t to, size_t count)
{
	return count == 0 ? SLICE_NONE
			  : slice_sub(buffer_slice(text), from, to - from);
}

bool
article_lists_make(struct article_lists *lists, const struct article *article,
    struct error *err)
{
	struct buffer *text = &lists->text;
	size_t ends[3];
	struct json_writer w;

	buffer_init(text, LIMIT_STORED_ARTICLE);
	json_writer_init(&w, text);
	write_authors(&w, article);
	ends[0] = text->len;
	json_writer_init(&w, text);
	write_strings(&w, article->categories, article->category_count);
	ends[1] = text->len;
	json_writer_init(&w, text);
	write_enclosures(&w, article);
	ends[2] = text->len;
	lists->authors = column(text, 0, ends[0], article->author_count);
	lists->categories = column(text, ends[0], ends[1],
	    article->category_count);
	lists->enclosures = column(text, ends[1], ends[2],
	    article->enclosure_count);
	return !text->failed ||
	    error_set(err, ERROR_MEMORY, "no memory for an article");
}

void
article_lists_finish(struct article_lists *lists)
{
	buffer_finish(&lists->text);
}

static json_t *
parse(struct slice text)
{
	return text.ptr == NULL
	    ? NULL
	    : json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, NULL);
}

void
words_read(struct slice text, struct arena *arena, const struct slice **words,
    size_t *count)
{
	json_t *json = parse(text);

	read_strings(json, JSON_FROM_US, arena, words, count);
	json_decref(json);
}

void
article_lists_read(const struct article_lists *lists, struct arena *arena,
    struct article *article)
{
	json_t *authors = parse(lists->authors);
	json_t *enclosures = parse(lists->enclosures);

	read_authors(authors, JSON_FROM_US, arena, article);
	words_read(lists->categories, arena, &article->categories,
	    &article->category_count);
	read_enclosures(enclosures, JSON_FROM_US, arena, article);
	json_decref(authors);
	json_decref(enclosures);
}
