/*
 * Keeps elements that the table does not know, and some of Media RSS that are
 * told as they are: as text, or as an object of their attributes. The one
 * nearest to the entry wins; what is long, or beyond LIMIT_EXT_KEYS, goes.
 */
#include "parse/ext.h"

#include "limits.h"
#include "parse/text.h"
#include "utf8.h"

#define KEY_MAX 64 /* bytes: names of elements are short */

struct span32
ext_key(struct pass *pass, const struct event_tag *tag)
{
	struct buffer *out = &pass->text;
	struct span32 key = { (uint32_t)out->len, 0 };
	struct slice prefix = tag->ns.prefix.len > 0 ? tag->ns.prefix
						     : tag->prefix;

	if (prefix.len + tag->local.len + 1 > KEY_MAX)
		return key;
	/* Core has no prefix of its own, whatever the document calls it. */
	if (tag->ns.ns != NS_NONE && tag->ns.ns != NS_RSS &&
	    tag->ns.ns != NS_ATOM && prefix.len > 0) {
		buffer_append(out, prefix);
		buffer_append_char(out, '_');
	}
	buffer_append(out, tag->local);
	key.len = (uint32_t)out->len - key.at;
	for (size_t i = key.at; i < out->len; i++)
		out->ptr[i] = slice_lower(out->ptr[i]);
	return key;
}

static bool
is_namespace_attr(const struct kept_attr *attr)
{
	return attr->ns == NS_XML;
}

static uint32_t
attr_count(const struct pass *pass, const struct leaf *leaf)
{
	return (uint32_t)(pass->attrs.len / sizeof(struct kept_attr)) -
	    leaf->frame->attrs_at;
}

static struct slice
kept(const struct pass *pass, struct span32 span)
{
	return slice_sub(buffer_slice(&pass->text), span.at, span.len);
}

/* value as it is printed: mended, one line, short; else empty. */
static struct slice
short_text(struct pass *pass, struct slice value)
{
	value = slice_trim(value);
	if (value.len > LIMIT_EXT_BYTES)
		return SLICE_NONE;
	value = text_mend(pass, value);
	buffer_reset(&pass->scratch);
	utf8_clean_text(value, &pass->scratch);
	return buffer_slice(&pass->scratch);
}

/* A copy: the text that a key lies in may move. */
static const char *
key_of(struct slice key, char text[KEY_MAX + 1])
{
	if (key.len > KEY_MAX)
		key.len = KEY_MAX;
	if (key.len > 0)
		memcpy(text, key.ptr, key.len);
	text[key.len] = '\0';
	return text;
}

static void
put_attrs(struct pass *pass, const struct leaf *leaf, uint32_t object)
{
	const struct kept_attr *attrs = (void *)pass->attrs.ptr;
	uint32_t count = attr_count(pass, leaf);
	char key[KEY_MAX + 1];

	for (uint32_t i = 0; i < count && i < LIMIT_EXT_KEYS; i++) {
		const struct kept_attr *attr =
		    &attrs[leaf->frame->attrs_at + i];

		if (is_namespace_attr(attr))
			continue;
		key_of(kept(pass, attr->name), key);
		for (char *c = key; *c != '\0'; c++)
			*c = slice_lower(*c);
		draft_value_opt(leaf->draft, object, key,
		    short_text(pass, kept(pass, attr->value)));
	}
	draft_value_opt(leaf->draft, object, "content",
	    short_text(pass, leaf->text));
}

static bool
has_own_attrs(const struct pass *pass, const struct leaf *leaf)
{
	const struct kept_attr *attrs = (void *)pass->attrs.ptr;
	uint32_t count = attr_count(pass, leaf);

	for (uint32_t i = 0; i < count; i++) {
		if (!is_namespace_attr(&attrs[leaf->frame->attrs_at + i]))
			return true;
	}
	return false;
}

/* The depth at which the value of a key was found is kept in its node. */
static bool
may_put(struct draft *draft, uint32_t ext, const char *key, uint32_t wraps)
{
	uint32_t known = value_tree_find(&draft->tree, ext, draft->frame,
	    slice_of(key));
	struct doc_value *value;

	if (known == 0)
		return value_tree_child_count(&draft->tree, ext) <
		    LIMIT_EXT_KEYS;
	value = value_tree_value(&draft->tree, known);
	if (wraps >= value->unused)
		return false;
	value_tree_remove(&draft->tree, ext, known);
	return true;
}

static void
put(struct pass *pass, const struct leaf *leaf, const char *key)
{
	struct draft *draft = leaf->draft;
	bool object = has_own_attrs(pass, leaf);
	uint32_t ext = draft_object(draft, OBJECT_EXT, DOC_VALUE_OBJECT);
	uint32_t node;

	if (key[0] == '\0' || (leaf->text.len == 0 && !object) || ext == 0 ||
	    !may_put(draft, ext, key, leaf->frame->wraps))
		return;
	if (object) {
		node = draft_value(draft, ext, DOC_VALUE_OBJECT, key,
		    SLICE_NONE);
		put_attrs(pass, leaf, node);
	} else {
		struct slice text = short_text(pass, leaf->text);

		if (text.len == 0)
			return;
		node = draft_value(draft, ext, DOC_VALUE_TEXT, key, text);
	}
	if (node != 0)
		value_tree_value(&draft->tree, node)->unused =
		    leaf->frame->wraps;
}

void
ext_put(struct pass *pass, const struct leaf *leaf)
{
	char key[KEY_MAX + 1];

	if (leaf->draft != NULL)
		put(pass, leaf, key_of(kept(pass, leaf->frame->key), key));
}

static const char *
known_key(struct pass *pass, const struct leaf *leaf, char key[KEY_MAX + 1])
{
	buffer_reset(&pass->scratch);
	buffer_append_format(&pass->scratch, "%.*s_%s",
	    SLICE_FMT(leaf->frame->ns.prefix), leaf->row->name);
	return key_of(buffer_slice(&pass->scratch), key);
}

void
ext_put_known(struct pass *pass, const struct leaf *leaf)
{
	char key[KEY_MAX + 1];

	put(pass, leaf, known_key(pass, leaf, key));
}

void
ext_put_repeated(struct pass *pass, const struct leaf *leaf)
{
	struct draft *draft = leaf->draft;
	uint32_t ext = draft_object(draft, OBJECT_EXT, DOC_VALUE_OBJECT);
	uint32_t list;
	char key[KEY_MAX + 1];

	if (value_tree_child_count(&draft->tree, ext) >= LIMIT_EXT_KEYS)
		return;
	list = draft_child(draft, ext, DOC_VALUE_LIST,
	    known_key(pass, leaf, key));
	if (list == 0 ||
	    value_tree_child_count(&draft->tree, list) >= LIMIT_EXT_KEYS)
		return;
	put_attrs(pass, leaf,
	    draft_value(draft, list, DOC_VALUE_OBJECT, NULL, SLICE_NONE));
}
