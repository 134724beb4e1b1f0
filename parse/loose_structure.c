/*
 * Balances tags. Structure wins over content: an item closes the item before
 * it, the end of a structural element closes all inside, an end tag that closes
 * nothing is ignored. In a text, tags of HTML are markup, and names of the
 * format's own that HTML does not have are not: they end the text, for its end
 * tag was lost. It asks the pass what is open; the table says which names are
 * whose.
 */
#include "parse/loose_structure.h"

#include "parse/html.h"
#include "parse/pass_structure.h"

void
loose_structure_init(struct loose_structure *s, struct pass *pass)
{
	s->pass = pass;
	s->count = s->declared_count = s->undeclared_count = 0;
}

/* ---- namespaces ------------------------------------------------------------ */

static const struct declared_ns *
find_prefix(const struct declared_ns *declared, uint32_t count,
    struct slice prefix)
{
	for (uint32_t i = count; i > 0; i--) {
		if (slice_eq(declared[i - 1].prefix, prefix))
			return &declared[i - 1];
	}
	return NULL;
}

/* What a prefix means that nobody declared is kept: the tables are long. */
static struct ns_meaning
resolve_undeclared(struct loose_structure *s, struct slice prefix)
{
	const struct declared_ns *known = find_prefix(s->undeclared,
	    s->undeclared_count, prefix);
	struct ns_meaning meaning;

	if (known != NULL)
		return known->meaning;
	meaning = namespaces_resolve(&s->pass->namespaces, prefix, SLICE_NONE);
	if (s->undeclared_count < LIMIT_TAG_NAMESPACES)
		s->undeclared[s->undeclared_count++] = (struct declared_ns){
			prefix, SLICE_NONE, meaning
		};
	return meaning;
}

/* own is of the tag that is read; NULL for an end tag. */
static struct ns_meaning
resolve(struct loose_structure *s, const struct loose_tag *own,
    struct slice prefix)
{
	const struct declared_ns *found = own == NULL
	    ? NULL
	    : find_prefix(own->own, own->own_count, prefix);

	if (found == NULL)
		found = find_prefix(s->declared, s->declared_count, prefix);
	if (found != NULL)
		return found->meaning;
	if (prefix.len == 0)
		return (struct ns_meaning){ .ns = NS_NONE };
	return resolve_undeclared(s, prefix);
}

static void
look_up(const struct namespaces *document, struct declared_ns *declared,
    uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		declared[i].meaning = namespaces_resolve(document,
		    declared[i].prefix, declared[i].uri);
}

/* The root may make its own namespace core: what was declared is looked at
 * again. */
static struct ns_meaning
resolve_root(struct loose_structure *s, struct loose_tag *tag)
{
	struct namespaces *document = &s->pass->namespaces;
	const struct declared_ns *found = find_prefix(tag->own, tag->own_count,
	    tag->prefix);
	struct ns_meaning meaning;

	if (found == NULL)
		found = find_prefix(s->declared, s->declared_count,
		    tag->prefix);
	meaning = namespaces_resolve_root(document, tag->prefix, tag->local,
	    found == NULL ? SLICE_NONE : found->uri);
	look_up(document, s->declared, s->declared_count);
	look_up(document, tag->own, tag->own_count);
	return meaning;
}

static void
resolve_attrs(struct loose_structure *s, struct loose_tag *tag)
{
	for (size_t i = 0; i < tag->attr_count; i++) {
		struct event_attr *attr = &tag->attrs[i];

		attr->ns = attr->prefix.len == 0
		    ? NS_NONE
		    : resolve(s, tag, attr->prefix).ns;
	}
}

static void
declare_own(struct loose_structure *s, const struct loose_tag *tag)
{
	for (uint32_t i = 0;
	     i < tag->own_count && s->declared_count < LIMIT_NAMESPACES; i++)
		s->declared[s->declared_count++] = tag->own[i];
}

/* ---- ends ------------------------------------------------------------------ */

static void
close_top(struct loose_structure *s)
{
	const struct open_element *top = &s->open[--s->count];
	struct event_tag tag = { .ns = top->ns,
		.local = top->local,
		.prefix = top->prefix,
		.rows = top->rows };

	s->declared_count = top->declared;
	pass_end(s->pass, &tag);
}

static void
close_down_to(struct loose_structure *s, uint32_t count)
{
	while (s->count > count)
		close_top(s);
}

static bool
is_named(const struct open_element *element, struct slice prefix,
    struct slice local)
{
	return slice_eq_nocase(element->local, local) &&
	    slice_eq_nocase(element->prefix, prefix);
}

/* Position of the innermost element of that name; UINT32_MAX if none. */
static uint32_t
find_open(const struct loose_structure *s, struct slice prefix,
    struct slice local)
{
	for (uint32_t i = s->count; i > 0; i--) {
		if (!s->open[i - 1].ended &&
		    is_named(&s->open[i - 1], prefix, local))
			return i - 1;
	}
	return UINT32_MAX;
}

/* Position of the leaf that is open: its frame's depth is its place here. */
static uint32_t
leaf_position(const struct loose_structure *s)
{
	uint32_t depth = pass_leaf_depth(s->pass);

	return depth == 0 ? UINT32_MAX : depth - 1;
}

struct slice
loose_structure_leaf(const struct loose_structure *s)
{
	uint32_t leaf = leaf_position(s);

	return leaf < s->count ? s->open[leaf].local : SLICE_NONE;
}

static bool
is_core_name(const struct loose_structure *s, enum xml_ns ns,
    struct slice local)
{
	if (!namespace_is_core(ns))
		return false;
	return namespace_is_root_name(local) ||
	    slice_eq_nocase(local, SLICE("item")) ||
	    slice_eq_nocase(local, SLICE("entry")) ||
	    elements_find(NS_NONE, local, s->pass->home).count > 0;
}

bool
loose_structure_knows(const struct loose_structure *s, struct slice local)
{
	return is_core_name(s, NS_NONE, local);
}

/* An end tag that closes no open element may still end a leaf (rule 6). */
static void
end_nothing(struct loose_structure *s, struct slice prefix, struct slice local)
{
	uint32_t leaf = leaf_position(s);
	bool html = prefix.len == 0 && html_is_element(local);

	if (leaf >= s->count || html)
		return;
	if (!s->pass->capture.active ||
	    is_core_name(s, resolve(s, NULL, prefix).ns, local))
		close_down_to(s, leaf);
}

/* Roots stay open: items and metadata behind their end still count. */
static void
end_root(struct loose_structure *s, uint32_t at)
{
	while (at < s->count && s->open[at].kind == OPEN_ROOT)
		s->open[at++].ended = true;
	close_down_to(s, at);
}

void
loose_structure_end(struct loose_structure *s, struct slice prefix,
    struct slice local)
{
	uint32_t at = find_open(s, prefix, local);
	uint32_t leaf = leaf_position(s);

	if (at == UINT32_MAX) {
		end_nothing(s, prefix, local);
		return;
	}
	/* A stray tag of HTML in a text does not end what is round it. */
	if (leaf < s->count && at < leaf && prefix.len == 0 &&
	    html_is_element(local) && s->open[at].kind == OPEN_OTHER)
		return;
	if (s->open[at].kind == OPEN_ROOT)
		end_root(s, at);
	else
		close_down_to(s, at);
}

/* ---- starts ---------------------------------------------------------------- */

static enum open_kind
kind_of(const struct loose_structure *s, const struct event_tag *tag)
{
	switch (pass_structure_of(s->pass, tag)) {
	case STRUCTURE_FEED:
		return OPEN_ROOT;
	case STRUCTURE_ENTRY:
		return OPEN_ENTRY;
	case STRUCTURE_NONE:
		break;
	}
	return OPEN_OTHER;
}

static bool
has_attr(const struct event_tag *tag, struct slice name)
{
	for (size_t i = 0; i < tag->attr_count; i++) {
		if (slice_eq_nocase(tag->attrs[i].name, name))
			return true;
	}
	return false;
}

/*
 * In a text: whether a tag is of the feed and not of the text. Names that both
 * have (title, source, summary) are the text's; link is the feed's where it has
 * no address in an attribute, or where the text is a title.
 */
static bool
is_sibling(const struct loose_structure *s, const struct event_tag *tag)
{
	enum place place = pass_leaf_place(s->pass);

	if (elements_in_place(tag->rows, place) == NULL)
		return false;
	if (!s->pass->capture.active)
		return tag->ns.ns != NS_XHTML;
	if (tag->ns.ns == NS_XHTML)
		return false;
	if (!namespace_is_core(tag->ns.ns))
		return true;
	if (slice_eq_nocase(tag->local, SLICE("link")))
		return !has_attr(tag, SLICE("href")) ||
		    slice_eq_nocase(loose_structure_leaf(s), SLICE("title"));
	return !html_is_element(tag->local);
}

/* HTML lets these end where the next one begins. */
static bool
ends_itself(struct slice local)
{
	static const struct slice names[] = { SLICE_INIT("p"), SLICE_INIT("li"),
		SLICE_INIT("dt"), SLICE_INIT("dd"), SLICE_INIT("tr"),
		SLICE_INIT("td"), SLICE_INIT("th"), SLICE_INIT("option") };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (slice_eq_nocase(local, names[i]))
			return true;
	}
	return false;
}

/* Entries are siblings; leaves and containers cannot hold one. What is neither
 * (html, body, an unknown element) may. */
static void
close_for_entry(struct loose_structure *s)
{
	uint32_t keep = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		if (s->open[i].kind == OPEN_ROOT)
			keep = i + 1;
	}
	while (keep < s->count && s->open[keep].kind == OPEN_OTHER &&
	    s->open[keep].rows.count == 0)
		keep++;
	close_down_to(s, keep);
}

/* A second document behind the end of the first. */
static void
close_for_root(struct loose_structure *s)
{
	uint32_t leaf = leaf_position(s);

	for (uint32_t i = 0; i < s->count; i++) {
		if (s->open[i].kind == OPEN_ROOT && s->open[i].ended) {
			close_down_to(s, i);
			return;
		}
	}
	if (leaf < s->count)
		close_down_to(s, leaf);
}

static void
close_for_other(struct loose_structure *s, const struct event_tag *tag)
{
	uint32_t leaf = leaf_position(s);
	const struct open_element *top = &s->open[s->count - 1];

	if (leaf < s->count) {
		if (is_sibling(s, tag))
			close_down_to(s, leaf);
		else if (s->count > leaf + 1 && ends_itself(tag->local) &&
		    is_named(top, tag->prefix, tag->local))
			close_top(s);
		return;
	}
	/* <author> that was not closed, then <pubDate>. */
	while (s->count > 0 && pass_is_misplaced(s->pass, tag))
		close_top(s);
}

static void
make_room(struct loose_structure *s, const struct event_tag *tag,
    enum open_kind kind)
{
	if (s->count == 0)
		return;
	switch (kind) {
	case OPEN_ENTRY:
		close_for_entry(s);
		break;
	case OPEN_ROOT:
		close_for_root(s);
		break;
	case OPEN_OTHER:
		close_for_other(s, tag);
		break;
	}
}

static bool
is_void(const struct event_tag *tag, const struct loose_tag *from,
    const struct loose_structure *s)
{
	if (from->is_empty)
		return true;
	/* Outside of texts a link is the format's, and has an end tag. */
	if (!s->pass->capture.active && tag->rows.count > 0)
		return false;
	return from->prefix.len == 0 && html_is_void(from->local);
}

/* Too deep: the tag goes, what is in it stays. */
static bool
is_too_deep(const struct loose_structure *s, const struct event_tag *tag)
{
	if (s->count == LIMIT_DEPTH)
		return true;
	return s->count >= LIMIT_WRAPPERS && tag->rows.count == 0 &&
	    pass_structure_of(s->pass, tag) == STRUCTURE_NONE;
}

static void
open_tag(struct loose_structure *s, const struct loose_tag *from,
    const struct event_tag *tag, enum open_kind kind)
{
	bool closed = is_void(tag, from, s);

	s->open[s->count++] = (struct open_element){
		.local = from->local,
		.prefix = from->prefix,
		.ns = tag->ns,
		.rows = tag->rows,
		.kind = kind,
		.declared = s->declared_count,
	};
	declare_own(s, from);
	pass_start(s->pass, tag);
	if (closed)
		close_top(s);
}

void
loose_structure_start(struct loose_structure *s, struct loose_tag *from)
{
	bool root_seen = s->pass->namespaces.root_seen;
	struct event_tag tag = {
		.local = from->local,
		.prefix = from->prefix,
		.attrs = from->attrs,
		.attr_count = from->attr_count,
	};
	enum open_kind kind;

	look_up(&s->pass->namespaces, from->own, from->own_count);
	tag.ns = root_seen ? resolve(s, from, from->prefix)
			   : resolve_root(s, from);
	tag.rows = pass_rows(s->pass, tag.ns, tag.local);
	resolve_attrs(s, from);
	kind = kind_of(s, &tag);
	make_room(s, &tag, kind);
	if (!is_too_deep(s, &tag))
		open_tag(s, from, &tag, kind);
}

bool
loose_structure_close(struct loose_structure *s)
{
	bool truncated = false;

	for (uint32_t i = 0; i < s->count; i++) {
		if (s->open[i].kind != OPEN_OTHER && !s->open[i].ended)
			truncated = true;
	}
	close_down_to(s, 0);
	return truncated;
}
