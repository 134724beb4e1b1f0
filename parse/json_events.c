/*
 * Some programs turn the XML of RSS into JSON, key by element. Read back the
 * same way, it is RSS, and everything that is known of RSS holds.
 */
#include "parse/json_events.h"

#include "limits.h"

static bool
is_attribute(struct slice key)
{
	return key.len > 1 && (key.ptr[0] == '@' || key.ptr[0] == '-');
}

static bool
is_text(struct slice key)
{
	return slice_eq(key, SLICE("#text")) || slice_eq(key, SLICE("$t")) ||
	    slice_eq(key, SLICE("#cdata-section"));
}

static struct event_tag
tag_of(struct pass *pass, struct slice key)
{
	size_t colon = slice_find_char(key, ':');
	struct event_tag tag = { .local = key, .prefix = SLICE("") };

	if (colon != SIZE_MAX) {
		tag.prefix = slice_sub(key, 0, colon);
		tag.local = slice_from(key, colon + 1);
	}
	tag.ns = pass->namespaces.root_seen
	    ? namespaces_resolve(&pass->namespaces, tag.prefix, SLICE_NONE)
	    : namespaces_resolve_root(&pass->namespaces, tag.prefix, tag.local,
		  SLICE_NONE);
	tag.rows = pass_rows(pass, tag.ns, tag.local);
	return tag;
}

/* The attributes of an element; scalars beside children count too, for some
 * converters make no difference ("enclosure": {"url": ...}). */
static size_t
read_attrs(const struct json_value *object, struct event_attr *attrs)
{
	size_t count = 0;

	if (object->kind != JSON_OBJECT)
		return 0;
	for (const struct json_value *at = object->first;
	     at != NULL && count < LIMIT_EXT_KEYS; at = at->next) {
		struct slice name = at->key;

		if (json_value_text(at).ptr == NULL || is_text(name))
			continue;
		if (is_attribute(name))
			name = slice_from(name, 1);
		attrs[count++] = (struct event_attr){
			.ns = NS_NONE,
			.prefix = SLICE(""),
			.name = name,
			.value = json_value_text(at),
		};
	}
	return count;
}

static void give_members(struct pass *pass, const struct json_value *object);

/* Recursion is bounded: the tree is at most LIMIT_JSON_DEPTH deep. */
static void
give_element(struct pass *pass, struct slice key,
    const struct json_value *value)
{
	struct event_attr attrs[LIMIT_EXT_KEYS];
	struct event_tag tag = tag_of(pass, key);

	tag.attrs = attrs;
	tag.attr_count = read_attrs(value, attrs);
	pass_start(pass, &tag);
	if (value->kind == JSON_OBJECT)
		give_members(pass, value);
	else
		pass_text(pass, json_value_text(value), EVENT_TEXT);
	pass_end(pass, &tag);
}

static void
give_members(struct pass *pass, const struct json_value *object)
{
	for (const struct json_value *at = object->first; at != NULL;
	     at = at->next) {
		if (is_text(at->key)) {
			pass_text(pass, json_value_text(at), EVENT_TEXT);
			continue;
		}
		if (is_attribute(at->key))
			continue;
		for (const struct json_value *item = json_first(at);
		     item != NULL; item = json_next(at, item))
			give_element(pass, at->key, item);
	}
}

void
json_events(struct pass *pass, const struct json_value *object)
{
	pass->home = NS_RSS;
	pass->state.recovered = true;
	give_members(pass, object);
}
