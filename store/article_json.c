/*
 * The article as the object of the contract (DESIGN section 7), written by our
 * own writer and read by jansson. Written, every key is always there; read,
 * nearly every key may lack, for the lines of other programs come here too.
 */
#include <jansson.h>

#include "article.h"
#include "limits.h"
#include "store/article_parts.h"
#include "utf8.h"

/* ---- writing --------------------------------------------------------------- */

/* Numbers of which 0 means that they are not known. */
static void
write_number(struct json_writer *w, const char *key, int64_t number)
{
	json_write_key(w, key);
	if (number == 0)
		json_write_null(w);
	else
		json_write_int(w, number);
}

static void
write_time(struct json_writer *w, const char *key, int64_t at)
{
	json_write_key(w, key);
	json_write_time(w, at);
}

static void
write_list(struct json_writer *w, const char *key, const struct slice *strings,
    size_t count)
{
	json_write_key(w, key);
	write_strings(w, strings, count);
}

static void
write_feed(struct json_writer *w, const struct article *article)
{
	json_write_key(w, "feed");
	json_write_object_begin(w);
	json_write_key_string(w, "name", article->feed_name);
	json_write_key_string(w, "title", article->feed_title);
	json_write_key_string(w, "url", article->feed_url);
	json_write_object_end(w);
}

static void
write_also_in(struct json_writer *w, const struct article *article)
{
	json_write_key(w, "also_in");
	json_write_array_begin(w);
	for (size_t i = 0; i < article->also_in_count; i++) {
		json_write_object_begin(w);
		json_write_key_int(w, "id", article->also_in[i].id);
		json_write_key_string(w, "feed", article->also_in[i].feed);
		json_write_key_string(w, "url", article->also_in[i].url);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* Most feeds have their text in the summary alone: then that is the text. */
static void
write_text(struct json_writer *w, const struct article *article)
{
	json_write_key_string(w, "text",
	    article->text.ptr != NULL ? article->text : article->summary);
}

void
article_write_json(struct json_writer *w, const struct article *article,
    enum article_text text)
{
	json_write_object_begin(w);
	write_number(w, "id", article->id);
	json_write_key_string(w, "uid", article->uid);
	json_write_key_string(w, "url", article->url);
	json_write_key_string(w, "title", article->title);
	json_write_key(w, "authors");
	write_authors(w, article);
	write_time(w, "published", article->published_at);
	write_time(w, "first_seen", article->first_seen_at);
	json_write_key_string(w, "language", article->language);
	json_write_key_string(w, "summary", article->summary);
	if (text == ARTICLE_WITH_TEXT)
		write_text(w, article);
	write_list(w, "categories", article->categories,
	    article->category_count);
	json_write_key(w, "enclosures");
	write_enclosures(w, article);
	write_feed(w, article);
	write_list(w, "topics", article->topics, article->topic_count);
	write_number(w, "story", article->story);
	write_also_in(w, article);
	write_number(w, "revision", article->revision);
	json_write_key_bool(w, "unread", article->unread);
	json_write_key_bool(w, "starred", article->starred);
	json_write_key_bool(w, "backlog", article->backlog);
	write_list(w, "labels", article->labels, article->label_count);
	json_write_object_end(w);
}

/* ---- reading ----------------------------------------------------------------- */

static struct slice
read_text(const json_t *object, const char *key, struct arena *arena)
{
	const json_t *string = json_object_get(object, key);
	struct slice raw = { json_string_value(string),
		json_string_length(string) };
	struct slice text = SLICE_NONE;
	struct buffer out;

	if (raw.ptr == NULL)
		return text;
	buffer_init(&out, LIMIT_STORED_TEXT);
	raw = utf8_cut(raw, LIMIT_STORED_TEXT);
	if (utf8_clean_text(raw, &out))
		text = arena_slice(arena,
		    out.len == 0 ? SLICE("") : buffer_slice(&out));
	buffer_finish(&out);
	return text;
}

static int64_t
read_number(const json_t *object, const char *key)
{
	const json_t *number = json_object_get(object, key);

	return json_is_integer(number) ? json_integer_value(number) : 0;
}

/* Days since 1970-01-01 of a date of the Gregorian calendar, counted in eras
 * of 400 years that begin in March. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t era, of_era, of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

/* len digits at *rest, then the separator (or the end, where it is '\0'). */
static bool
cut_number(struct slice *rest, size_t len, char separator, int64_t max,
    int64_t *number)
{
	struct slice digits = slice_sub(*rest, 0, len);

	if (digits.len != len || digits.ptr[0] == '-' || digits.ptr[0] == '+' ||
	    !slice_to_int64(digits, 0, max, number))
		return false;
	*rest = slice_from(*rest, len);
	if (separator == '\0')
		return true;
	if (rest->len == 0 || rest->ptr[0] != separator)
		return false;
	*rest = slice_from(*rest, 1);
	return true;
}

/* "Z", "+09:00", "-03:30" after an optional fraction. */
static bool
cut_offset(struct slice rest, int64_t *offset_s)
{
	int64_t hours, minutes;
	bool west;

	if (rest.len > 0 && rest.ptr[0] == '.')
		do
			rest = slice_from(rest, 1);
		while (
		    rest.len > 0 && rest.ptr[0] >= '0' && rest.ptr[0] <= '9');
	*offset_s = 0;
	if (slice_eq_nocase(rest, SLICE("Z")))
		return true;
	if (rest.len == 0 || (rest.ptr[0] != '+' && rest.ptr[0] != '-'))
		return false;
	west = rest.ptr[0] == '-';
	rest = slice_from(rest, 1);
	if (!cut_number(&rest, 2, ':', 23, &hours) ||
	    !cut_number(&rest, 2, '\0', 59, &minutes) || rest.len > 0)
		return false;
	*offset_s = (hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

/* RFC 3339 as we write it and others do; 0 for anything else. */
static int64_t
read_time(const json_t *object, const char *key)
{
	const json_t *string = json_object_get(object, key);
	struct slice rest = { json_string_value(string),
		json_string_length(string) };
	int64_t year, month, day, hour, minute, second, offset_s;

	if (!cut_number(&rest, 4, '-', 9999, &year) ||
	    !cut_number(&rest, 2, '-', 12, &month) ||
	    !cut_number(&rest, 2, '\0', 31, &day) || rest.len == 0)
		return 0;
	rest = slice_from(rest, 1); /* "T", "t" or a space */
	if (!cut_number(&rest, 2, ':', 23, &hour) ||
	    !cut_number(&rest, 2, ':', 59, &minute) ||
	    !cut_number(&rest, 2, '\0', 60, &second) ||
	    !cut_offset(rest, &offset_s) || month < 1 || day < 1)
		return 0;
	return (days_of(year, month, day) * 24 + hour) * 3600 + minute * 60 +
	    second - offset_s;
}

/* An object, or the name alone. */
static void
read_feed(const json_t *object, struct arena *arena, struct article *article)
{
	const json_t *feed = json_object_get(object, "feed");

	if (json_is_string(feed)) {
		article->feed_name = read_line(object, "feed", JSON_FROM_OTHERS,
		    arena);
		return;
	}
	article->feed_name = read_line(feed, "name", JSON_FROM_OTHERS, arena);
	article->feed_title = read_line(feed, "title", JSON_FROM_OTHERS, arena);
	article->feed_url = read_line(feed, "url", JSON_FROM_OTHERS, arena);
}

static void
read_state(const json_t *object, struct article *article)
{
	article->id = read_number(object, "id");
	article->story = read_number(object, "story");
	article->revision = read_number(object, "revision");
	article->published_at = read_time(object, "published");
	article->first_seen_at = read_time(object, "first_seen");
	article->unread = json_is_true(json_object_get(object, "unread"));
	article->starred = json_is_true(json_object_get(object, "starred"));
	article->backlog = json_is_true(json_object_get(object, "backlog"));
}

static void
read_object(const json_t *object, struct arena *arena, struct article *article)
{
	*article = (struct article){ .id = 0 };
	read_state(object, article);
	article->uid = read_line(object, "uid", JSON_FROM_OTHERS, arena);
	article->url = read_line(object, "url", JSON_FROM_OTHERS, arena);
	article->title = read_line(object, "title", JSON_FROM_OTHERS, arena);
	article->language = read_line(object, "language", JSON_FROM_OTHERS,
	    arena);
	article->summary = read_text(object, "summary", arena);
	article->text = read_text(object, "text", arena);
	read_authors(json_object_get(object, "authors"), JSON_FROM_OTHERS,
	    arena, article);
	read_enclosures(json_object_get(object, "enclosures"), JSON_FROM_OTHERS,
	    arena, article);
	read_strings(json_object_get(object, "categories"), JSON_FROM_OTHERS,
	    arena, &article->categories, &article->category_count);
	read_strings(json_object_get(object, "topics"), JSON_FROM_OTHERS, arena,
	    &article->topics, &article->topic_count);
	read_strings(json_object_get(object, "labels"), JSON_FROM_OTHERS, arena,
	    &article->labels, &article->label_count);
	read_feed(object, arena, article);
}

bool
article_read_json(struct slice line, struct arena *arena,
    struct article *article, struct error *err)
{
	json_error_t json_error;
	json_t *object = json_loadb(line.len == 0 ? "" : line.ptr, line.len, 0,
	    &json_error);
	bool ok = false;

	if (object == NULL)
		error_set_at(err, ERROR_INPUT, json_error.line,
		    json_error.column, "not JSON: %s", json_error.text);
	else if (!json_is_object(object))
		error_set(err, ERROR_INPUT, "not a JSON object");
	else
		ok = true;
	if (ok)
		read_object(object, arena, article);
	json_decref(object);
	if (ok && arena->failed)
		return error_set(err, ERROR_MEMORY, "no memory for an article");
	return ok;
}
