/*
 * Holds a request against the table of its arguments. Whoever can reach the
 * socket writes these, so nothing is passed over in silence: unknown keys,
 * wrong types and wrong values are refused by name. One function a type, found
 * through a table.
 */
#include "control/arguments.h"

#include <string.h>

#include "control/powerful.h"
#include "duration.h"
#include "limits.h"
#include "nearest.h"
#include "url.h"
#include "utf8.h"

/* ---- values ------------------------------------------------------------------ */

static bool
is_line(const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL || text[0] == '\0' ||
	    json_string_length(value) > LIMIT_STORED_TITLE)
		return false;
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			return false;
	return true;
}

static bool
is_name(const json_t *value)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *text = json_string_value(value);
	size_t len = json_string_length(value);

	return text != NULL && len > 0 && len <= LIMIT_CONFIG_NAME &&
	    strspn(text, allowed) == len && text[0] != '-' &&
	    text[len - 1] != '-';
}

static bool
is_query(const json_t *value)
{
	return json_is_string(value) &&
	    json_string_length(value) <= LIMIT_QUERY_BYTES;
}

static bool
is_word(const json_t *value)
{
	return is_line(value) &&
	    json_string_length(value) <= LIMIT_CONFIG_NAME &&
	    strchr(json_string_value(value), ' ') == NULL;
}

/* Where it leads is not judged here: addresses are vetted when they are asked
 * for, at every hop, and only a configured feed may be at a private one. */
static bool
is_url(const json_t *value)
{
	struct slice text = slice_of(json_string_value(value));
	struct url url;
	int64_t port;

	if (!is_line(value) || text.len > LIMIT_URL || !url_is_http(text) ||
	    slice_find_char(text, ' ') != SIZE_MAX)
		return false;
	url_split(text, &url);
	return url.host.len > 0 && url.userinfo.ptr == NULL &&
	    (url.port.len == 0 || slice_to_int64(url.port, 1, 65535, &port));
}

static bool
is_duration(const json_t *value)
{
	int64_t seconds;

	return json_is_string(value) &&
	    duration_parse(slice_of(json_string_value(value)), &seconds);
}

static bool
is_flag(const json_t *value)
{
	return json_is_boolean(value);
}

static bool
is_number(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool
is_list(const json_t *value, bool (*is_item)(const json_t *item))
{
	if (!json_is_array(value))
		return false;
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!is_item(json_array_get(value, i)))
			return false;
	return true;
}

static bool
is_words(const json_t *value)
{
	return is_list(value, is_word) &&
	    json_array_size(value) <= LIMIT_CONFIG_LIST;
}

static bool
is_id(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) > 0;
}

static bool
is_ids(const json_t *value)
{
	return is_list(value, is_id);
}

static bool
is_object(const json_t *value)
{
	return json_is_object(value);
}

static bool
is_objects(const json_t *value)
{
	return is_list(value, is_object);
}

static const struct {
	bool (*is_right)(const json_t *value);
	const char *expected;
} types[] = {
	[ARGUMENT_LINE] = { is_line, "one line of text" },
	[ARGUMENT_NAME] = { is_name,
	    "a name: a-z and 0-9, and \"-\" between them, at most 64" },
	[ARGUMENT_QUERY] = { is_query, "a query of at most 64 KiB" },
	[ARGUMENT_URL] = { is_url,
	    "an http or https URL without a user name or password" },
	[ARGUMENT_DURATION] = { is_duration, "a duration like \"30m\"" },
	[ARGUMENT_FLAG] = { is_flag, "true or false" },
	[ARGUMENT_NUMBER] = { is_number, "a whole number, not negative" },
	[ARGUMENT_WORDS] = { is_words,
	    "a list of words, each of at most 64 bytes" },
	[ARGUMENT_IDS] = { is_ids, "a list of ids" },
	[ARGUMENT_OBJECTS] = { is_objects, "a list of objects" },
};

/* ---- keys -------------------------------------------------------------------- */

static const struct argument *
find(const struct argument *table, const char *key)
{
	for (; table->key != NULL; table++)
		if (strcmp(table->key, key) == 0)
			return table;
	return NULL;
}

static bool
refuse_key(const struct argument *table, const char *key, struct error *err)
{
	struct slice shown = utf8_cut(slice_of(key), LIMIT_CONFIG_NAME);
	char hint[NEAREST_TEXT];
	struct nearest nearest;

	if (option_is_powerful(slice_of(key)))
		return error_set(err, ERROR_REFUSED,
		    "%s may only stand in a configuration file", key);
	nearest_init(&nearest, slice_of(key));
	for (; table->key != NULL; table++)
		nearest_try(&nearest, table->key);
	return error_set(err, ERROR_USAGE, "unknown argument \"%.*s\"%s",
	    SLICE_FMT(shown), nearest_hint(&nearest, hint));
}

static bool
check_inner(const struct argument *argument, const json_t *list,
    struct error *err)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!arguments_check(argument->inner, json_array_get(list, i),
			err))
			return error_prefix(err, "%s %zu", argument->key,
			    i + 1);
	return true;
}

/* Definitions where a name belongs: {"hooks": [{"exec": ...}]}. */
static bool
holds_definition(const json_t *value)
{
	if (json_is_object(value))
		return true;
	for (size_t i = 0; i < json_array_size(value); i++)
		if (json_is_object(json_array_get(value, i)))
			return true;
	return false;
}

static bool
check_value(const struct argument *argument, const json_t *value,
    struct error *err)
{
	if (types[argument->type].is_right(value))
		return argument->inner == NULL ||
		    check_inner(argument, value, err);
	if (argument->inner == NULL && holds_definition(value))
		return error_set(err, ERROR_REFUSED,
		    "a definition in %s may only stand in a configuration "
		    "file",
		    argument->key);
	return error_set(err, ERROR_USAGE, "%s: expected %s", argument->key,
	    types[argument->type].expected);
}

static bool
check_required(const struct argument *table, const json_t *object,
    struct error *err)
{
	for (; table->key != NULL; table++)
		if (table->presence == ARGUMENT_REQUIRED &&
		    json_object_get(object, table->key) == NULL)
			return error_set(err, ERROR_USAGE, "%s is missing",
			    table->key);
	return true;
}

/* jansson wants it writable where it walks, and does not write. */
static json_t *
walkable(const json_t *object)
{
	const union {
		const json_t *read;
		json_t *walked;
	} same = { .read = object };

	return same.walked;
}

bool
arguments_check(const struct argument *table, const json_t *object,
    struct error *err)
{
	json_t *walked = walkable(object);
	void *at = json_object_iter(walked);

	for (; at != NULL; at = json_object_iter_next(walked, at)) {
		const char *key = json_object_iter_key(at);
		const struct argument *argument = find(table, key);

		if (strcmp(key, "do") == 0)
			continue;
		if (argument == NULL)
			return refuse_key(table, key, err);
		if (!check_value(argument, json_object_iter_value(at), err))
			return false;
	}
	return check_required(table, object, err);
}

/* ---- reading what has been checked ------------------------------------------- */

struct slice
argument_text(const json_t *object, const char *key)
{
	return slice_of(json_string_value(json_object_get(object, key)));
}

int64_t
argument_number(const json_t *object, const char *key, int64_t fallback)
{
	const json_t *value = json_object_get(object, key);

	return value == NULL ? fallback : json_integer_value(value);
}

int64_t
argument_duration_s(const json_t *object, const char *key, int64_t fallback)
{
	int64_t seconds = fallback;

	duration_parse(argument_text(object, key), &seconds);
	return seconds;
}

static bool
no_memory(struct error *err)
{
	return error_set(err, ERROR_MEMORY, "no memory for a request");
}

bool
argument_words(const json_t *object, const char *key, struct arena *arena,
    struct slice **words, size_t *count, struct error *err)
{
	const json_t *list = json_object_get(object, key);

	*count = json_array_size(list);
	*words = arena_alloc_array(arena, *count, sizeof(**words));
	if (*words == NULL)
		return no_memory(err);
	for (size_t i = 0; i < *count; i++)
		(*words)[i] = slice_of(
		    json_string_value(json_array_get(list, i)));
	return true;
}

bool
argument_ids(const json_t *object, const char *key, struct arena *arena,
    int64_t **ids, size_t *count, struct error *err)
{
	const json_t *list = json_object_get(object, key);

	*count = json_array_size(list);
	*ids = arena_alloc_array(arena, *count, sizeof(**ids));
	if (*ids == NULL)
		return no_memory(err);
	for (size_t i = 0; i < *count; i++)
		(*ids)[i] = json_integer_value(json_array_get(list, i));
	return true;
}
