/*
 * The stack of open elements of a pass, and what they hand down: base and
 * language to their children, attributes and text to the functions of their
 * row. Names, values and texts of open elements lie in buffers that grow and
 * shrink with the stack. What an element means is not known here.
 */
#include "parse/pass_frame.h"

#include "url.h"

struct frame *
pass_top_frame(const struct pass *pass)
{
	return &pass->frames[pass->frame_count - 1];
}

static struct slice
text_span(const struct pass *pass, struct span32 span)
{
	return slice_sub(buffer_slice(&pass->text), span.at, span.len);
}

static struct slice
chain_span(const struct pass *pass, struct span32 span)
{
	if (span.len == 0)
		return SLICE_NONE;
	return slice_sub(buffer_slice(&pass->chain), span.at, span.len);
}

/* 5.3: what an element says, else what was learned of the feed. */
static struct slice
base_of(const struct pass *pass, const struct frame *frame)
{
	if (frame->base_said)
		return chain_span(pass, frame->base);
	return buffer_slice(&pass->learned.base);
}

static struct slice
language_of(const struct pass *pass, const struct frame *frame)
{
	if (frame->lang_said)
		return chain_span(pass, frame->lang);
	return pass->dates.language;
}

static struct span32
put(struct buffer *buffer, struct slice s)
{
	struct span32 span = { (uint32_t)buffer->len, (uint32_t)s.len };

	if (!buffer_append(buffer, s))
		span.len = 0;
	return span;
}

/* ---- what an element inherits --------------------------------------------- */

static void
set_language(struct pass *pass, struct frame *frame, struct slice value)
{
	frame->lang_said = true;
	frame->lang = put(&pass->chain, slice_trim(value));
	for (size_t i = frame->lang.at; i < pass->chain.len; i++) {
		if (pass->chain.ptr[i] == '_')
			pass->chain.ptr[i] = '-';
	}
}

static bool
can_be_base(struct slice url)
{
	static const struct slice schemes[] = { SLICE_INIT("http:"),
		SLICE_INIT("https:"), SLICE_INIT("ftp:"), SLICE_INIT("file:") };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (slice_has_prefix_nocase(url, schemes[i]))
			return true;
	}
	return false;
}

static void
set_base(struct pass *pass, struct frame *frame, struct slice value)
{
	struct slice base;

	value = slice_trim(value);
	if (value.len == 0)
		return;
	buffer_reset(&pass->scratch);
	url_resolve(base_of(pass, frame), value, &pass->scratch);
	base = buffer_slice(&pass->scratch);
	/* 5.3: of any other scheme the next outer one holds. */
	if (!can_be_base(base))
		return;
	frame->base = put(&pass->chain, base);
	frame->base_said = true;
}

static void
inherit_attr(struct pass *pass, struct frame *frame,
    const struct event_tag *tag, const struct event_attr *attr)
{
	enum xml_ns ns = tag->ns.ns;
	bool own = attr->ns == NS_NONE &&
	    (ns == NS_NONE || ns == NS_ATOM || ns == NS_RSS);

	if (attr->ns != NS_XML && !own && ns != NS_XHTML)
		return;
	if (slice_eq_nocase(attr->name, SLICE("lang")) &&
	    (attr->ns == NS_XML || ns == NS_XHTML))
		set_language(pass, frame, attr->value);
	if (slice_eq_nocase(attr->name, SLICE("base")) &&
	    (attr->ns == NS_XML || own))
		set_base(pass, frame, attr->value);
}

static void
keep_attr(struct pass *pass, const struct event_attr *attr)
{
	struct kept_attr kept = { .ns = attr->ns };

	kept.name = put(&pass->text, attr->name);
	kept.value = put(&pass->text, attr->value);
	buffer_append_bytes(&pass->attrs, &kept, sizeof(kept));
}

/* ---- frames ---------------------------------------------------------------- */

void
pass_push_bottom(struct pass *pass)
{
	struct frame *frame = &pass->frames[0];
	const struct pass_known *known = &pass->setup.known;

	*frame = (struct frame){ .place = PLACE_TOP };
	frame->base_said = known->outer_base.len > 0;
	frame->base = put(&pass->chain, known->outer_base);
	buffer_append(&pass->learned.base, known->base);
	pass->frame_count = 1;
}

struct frame *
pass_push_frame(struct pass *pass, const struct event_tag *tag)
{
	const struct frame *outer = pass_top_frame(pass);
	struct frame *frame = &pass->frames[pass->frame_count++];

	*frame = (struct frame){
		.rows = tag->rows,
		.ns = tag->ns,
		.place = outer->place,
		.inside = outer->place,
		.draft = outer->draft,
		.depth = pass->depth,
		.wraps = outer->wraps,
		.base = outer->base,
		.lang = outer->lang,
		.base_said = outer->base_said,
		.lang_said = outer->lang_said,
		.chain_at = (uint32_t)pass->chain.len,
		.attrs_at = (uint32_t)(pass->attrs.len /
		    sizeof(struct kept_attr)),
		.own_at = (uint32_t)pass->text.len,
	};
	for (size_t i = 0; i < tag->attr_count; i++) {
		inherit_attr(pass, frame, tag, &tag->attrs[i]);
		keep_attr(pass, &tag->attrs[i]);
	}
	return frame;
}

void
pass_pop_frame(struct pass *pass)
{
	struct frame *frame = pass_top_frame(pass);

	buffer_truncate(&pass->text, frame->own_at);
	buffer_truncate(&pass->attrs,
	    frame->attrs_at * sizeof(struct kept_attr));
	buffer_truncate(&pass->chain, frame->chain_at);
	pass->frame_count--;
}

/* ---- what a row's functions see -------------------------------------------- */

/*
 * The rank of a row in this document: in Atom its own elements come first, and
 * of two the one nearer to the entry; a second root only fills gaps.
 */
static uint32_t
rank_of(const struct pass *pass, const struct element *row,
    const struct frame *frame)
{
	uint32_t wraps = frame->wraps < 8 ? frame->wraps : 7;
	uint32_t rank = row == NULL ? 0 : row->rank;

	if (row == NULL)
		return wraps;
	if (pass->home == NS_ATOM)
		rank = row->ns == NS_ATOM ? 0 : rank + 1;
	rank = rank * 8 + wraps;
	if (pass->state.roots > 1 && frame->draft == &pass->feed)
		rank += RANK_SECOND;
	return rank;
}

struct leaf
pass_leaf(const struct pass *pass, const struct frame *frame,
    const struct element *row)
{
	const struct frame *outer = &pass->frames[pass->frame_count - 2];
	struct slice text = slice_from(buffer_slice(&pass->text),
	    frame->text_at);

	return (struct leaf){
		.row = row,
		.frame = frame,
		.draft = outer->draft,
		.text = frame->takes_text ? slice_trim(text) : SLICE_NONE,
		.base = base_of(pass, frame),
		.lang = language_of(pass, frame),
		.rank = rank_of(pass, row, outer),
	};
}

struct slice
leaf_attr_ns(const struct pass *pass, const struct leaf *leaf, enum xml_ns ns,
    const char *name)
{
	const struct kept_attr *kept = (void *)pass->attrs.ptr;
	size_t count = pass->attrs.len / sizeof(*kept);

	for (size_t i = leaf->frame->attrs_at; i < count; i++) {
		if (kept[i].ns == ns &&
		    slice_eq_nocase(text_span(pass, kept[i].name),
			slice_of(name)))
			return slice_trim(text_span(pass, kept[i].value));
	}
	return SLICE_NONE;
}

struct slice
leaf_attr(const struct pass *pass, const struct leaf *leaf, const char *name)
{
	struct slice value = leaf_attr_ns(pass, leaf, NS_NONE, name);

	if (value.ptr == NULL && leaf->frame->ns.ns != NS_NONE)
		value = leaf_attr_ns(pass, leaf, leaf->frame->ns.ns, name);
	return value;
}

bool
leaf_is_in_entry(const struct leaf *leaf)
{
	return leaf->draft != NULL && leaf->draft->kind == DRAFT_ENTRY;
}
