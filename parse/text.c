/*
 * Decides what a text construct is: by its attributes, by the vocabulary it
 * stands in, and where that says nothing by its look. References and CDATA have
 * been decoded by the front ends; what is left here is base64, characters that
 * were mistaken for others, and titles, which are always plain text.
 */
#include "parse/text.h"

#include <nettle/base64.h>

#include "limits.h"
#include "parse/html.h"
#include "parse/html_text.h"
#include "parse/prescan.h"
#include "utf8.h"

/* ---- what it says it is ---------------------------------------------------- */

static const struct {
	struct slice name;
	enum text_shape shape;
} known_types[] = {
	{ SLICE_INIT("text"), SHAPE_PLAIN },
	{ SLICE_INIT("plain"), SHAPE_PLAIN },
	{ SLICE_INIT("text/plain"), SHAPE_PLAIN },
	{ SLICE_INIT("html"), SHAPE_HTML },
	{ SLICE_INIT("text/html"), SHAPE_HTML },
	{ SLICE_INIT("xhtml"), SHAPE_XHTML },
	{ SLICE_INIT("application/xhtml+xml"), SHAPE_XHTML },
	{ SLICE_INIT("application/xhtml"), SHAPE_XHTML },
};

static struct slice
bare_type(struct slice type)
{
	struct slice bare = SLICE_NONE;

	slice_cut(&type, ';', &bare);
	return slice_trim(bare);
}

static bool
known_shape(struct slice type, enum text_shape *shape)
{
	for (size_t i = 0; i < ARRAY_LEN(known_types); i++) {
		if (slice_eq_nocase(type, known_types[i].name)) {
			*shape = known_types[i].shape;
			return true;
		}
	}
	return false;
}

static bool
has_suffix_nocase(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len &&
	    slice_eq_nocase(slice_from(s, s.len - suffix.len), suffix);
}

/* Content of a media type that is neither text nor HTML (RFC 4287 4.1.3.3). */
static enum text_shape
media_shape(struct slice type)
{
	if (slice_find_char(type, '/') == SIZE_MAX)
		return SHAPE_PLAIN;
	if (has_suffix_nocase(type, SLICE("/xml")) ||
	    has_suffix_nocase(type, SLICE("+xml")))
		return SHAPE_XML;
	if (slice_has_prefix_nocase(type, SLICE("text/")))
		return SHAPE_TEXT;
	return SHAPE_BASE64;
}

/* Atom 0.3 says how its values are written: xml, escaped or base64. */
static enum text_shape
apply_mode(enum text_shape shape, struct slice mode)
{
	if (slice_eq_nocase(mode, SLICE("base64")))
		return shape == SHAPE_HTML ? SHAPE_BASE64_HTML : SHAPE_BASE64;
	if (slice_eq_nocase(mode, SLICE("escaped")) && shape == SHAPE_XHTML)
		return SHAPE_HTML;
	return shape;
}

static enum text_shape
default_shape(const struct pass *pass, enum text_rule rule)
{
	switch (rule) {
	case TEXT_RULE_HTML:
		return SHAPE_HTML;
	case TEXT_RULE_SNIFF:
		return SHAPE_SNIFF;
	case TEXT_RULE_NONE:
	case TEXT_RULE_ATOM:
	case TEXT_RULE_CONTENT:
		break;
	}
	/* Atom inside RSS is written by people who know RSS. */
	return pass->home == NS_ATOM ? SHAPE_PLAIN : SHAPE_SNIFF;
}

enum text_shape
text_shape_of(struct pass *pass, const struct leaf *leaf)
{
	enum text_rule rule = leaf->row->rule;
	enum text_shape shape = default_shape(pass, rule);
	struct slice type = bare_type(leaf_attr(pass, leaf, "type"));

	if (leaf->frame->ns.ns == NS_XHTML)
		return SHAPE_XHTML;
	if (type.len > 0 && !known_shape(type, &shape) &&
	    rule == TEXT_RULE_CONTENT)
		shape = media_shape(type);
	if (rule == TEXT_RULE_ATOM || rule == TEXT_RULE_CONTENT)
		shape = apply_mode(shape, leaf_attr(pass, leaf, "mode"));
	return shape;
}

/* ---- what it turned out to be ---------------------------------------------- */

struct slice
text_mend(struct pass *pass, struct slice value)
{
	struct slice mended;
	enum charset_mend how = pass->setup.mend_twice ? CHARSET_MEND_TWICE
						       : CHARSET_MEND_CONTROLS;

	/* By far the most values; the rest are looked at closely. */
	if (prescan_is_plain(value))
		return value;
	buffer_reset(&pass->mended);
	if (!charset_mend(value, how, &pass->mended, &mended))
		return SLICE_NONE;
	return mended;
}

/* Keeps value at the end of raw, unless it is there already. */
static void
keep_raw(struct draft *draft, struct slice value, struct text_slot *slot)
{
	struct slice raw = buffer_slice(&draft->raw);

	slot->raw_len = (uint32_t)value.len;
	if (value.ptr >= raw.ptr && value.ptr < raw.ptr + raw.len) {
		slot->raw_at = (uint32_t)(value.ptr - raw.ptr);
		return;
	}
	slot->raw_at = (uint32_t)raw.len;
	if (!buffer_append(&draft->raw, value))
		slot->raw_len = 0;
}

static struct doc_span
share(struct draft *draft, struct doc_span *last, struct slice text)
{
	if (text.len == 0)
		return (struct doc_span){ 0, 0 };
	if (!slice_eq(draft_slice(draft, *last), text))
		*last = doc_frame_put(draft->frame, text);
	return *last;
}

bool
text_slot_make(struct pass *pass, const struct leaf *leaf,
    enum doc_text_type type, struct slice value, struct text_slot *slot)
{
	struct draft *draft = leaf->draft;

	*slot = (struct text_slot){
		.type = type,
		.rank = leaf->rank,
		.twice = type == DOC_TEXT_HTML && pass->home == NS_RSS,
		.base_said = leaf->frame->base_said,
	};
	value = slice_trim(value);
	if (value.len == 0)
		return false;
	keep_raw(draft, text_mend(pass, value), slot);
	slot->lang = share(draft, &draft->last_lang, leaf->lang);
	slot->base = share(draft, &draft->last_base, leaf->base);
	return slot->raw_len > 0;
}

/* Base64 into pass->scratch; false where it is none. */
static bool
decode_base64(struct pass *pass, struct slice value)
{
	struct base64_decode_ctx ctx;
	size_t len = BASE64_DECODE_LENGTH(value.len);
	uint8_t *room;

	buffer_reset(&pass->url);
	room = (uint8_t *)buffer_room(&pass->url, len);
	if (room == NULL)
		return false;
	base64_decode_init(&ctx);
	if (!base64_decode_update(&ctx, &len, room, value.len, value.ptr) ||
	    !base64_decode_final(&ctx))
		return false;
	buffer_reset(&pass->scratch);
	if (utf8_valid_len((struct slice){ (char *)room, len }) == len)
		return buffer_append_bytes(&pass->scratch, room, len);
	return charset_decode_as(pass->setup.charsets, pass->setup.encoding,
	    (struct bytes){ room, len }, &pass->scratch);
}

static bool
is_textual(struct slice type)
{
	return type.len == 0 || slice_has_prefix_nocase(type, SLICE("text/")) ||
	    has_suffix_nocase(type, SLICE("xml")) ||
	    slice_find_char(type, '/') == SIZE_MAX;
}

static bool
base64_slot(struct pass *pass, const struct leaf *leaf, struct slice value,
    struct text_slot *slot)
{
	struct slice type = bare_type(leaf_attr(pass, leaf, "type"));
	enum doc_text_type kind = DOC_TEXT_OTHER;

	/* 3.2: what is neither text nor XML has no value to show. */
	if (!is_textual(type))
		return false;
	if (leaf->markup->shape == SHAPE_BASE64_HTML ||
	    slice_eq_nocase(type, SLICE("text/html")))
		kind = DOC_TEXT_HTML;
	else if (type.len == 0 || slice_eq_nocase(type, SLICE("text/plain")))
		kind = DOC_TEXT_PLAIN;
	if (decode_base64(pass, value))
		value = buffer_slice(&pass->scratch);
	return text_slot_make(pass, leaf, kind, value, slot);
}

static enum doc_text_type
type_of(const struct captured *markup, struct slice value)
{
	switch (markup->shape) {
	case SHAPE_PLAIN:
		return markup->has_markup ? DOC_TEXT_XHTML : DOC_TEXT_PLAIN;
	case SHAPE_SNIFF:
		if (markup->has_markup)
			return DOC_TEXT_XHTML;
		return html_sniff(value) ? DOC_TEXT_HTML : DOC_TEXT_PLAIN;
	case SHAPE_HTML:
		return markup->has_markup ? DOC_TEXT_XHTML : DOC_TEXT_HTML;
	case SHAPE_XHTML:
		return DOC_TEXT_XHTML;
	case SHAPE_XML:
	case SHAPE_TEXT:
	case SHAPE_BASE64:
	case SHAPE_BASE64_HTML:
		break;
	}
	return DOC_TEXT_OTHER;
}

bool
text_slot_of(struct pass *pass, const struct leaf *leaf, struct text_slot *slot)
{
	struct captured *markup = leaf->markup;
	struct slice value = slice_sub(buffer_slice(markup->in), markup->at,
	    markup->len);
	bool full;

	*slot = (struct text_slot){ .rank = leaf->rank };
	if (markup->shape == SHAPE_BASE64 || markup->shape == SHAPE_BASE64_HTML)
		full = base64_slot(pass, leaf, value, slot);
	else
		full = text_slot_make(pass, leaf, type_of(markup, value), value,
		    slot);
	if (slot->type == DOC_TEXT_OTHER)
		slot->media_type = doc_frame_put(leaf->draft->frame,
		    leaf_attr(pass, leaf, "type"));
	if (full)
		markup->claimed = true;
	return full;
}

/* ---- one line -------------------------------------------------------------- */

enum doc_text_type
text_line(struct pass *pass, enum doc_text_type type, struct slice value,
    struct buffer *out)
{
	if (type == DOC_TEXT_ABSENT)
		type = html_sniff(value) ? DOC_TEXT_HTML : DOC_TEXT_PLAIN;
	if (type == DOC_TEXT_PLAIN || type == DOC_TEXT_OTHER) {
		utf8_clean_line(value, out);
		return type;
	}
	buffer_reset(&pass->url);
	if (type == DOC_TEXT_HTML && pass->home == NS_RSS &&
	    html_unescape_twice(value, HTML_TWICE_TITLE, &pass->url))
		value = buffer_slice(&pass->url);
	html_to_line(value, out);
	return type;
}

struct doc_span
text_name_put(struct pass *pass, struct draft *draft, struct slice value)
{
	uint32_t mark = doc_frame_mark(draft->frame);

	value = text_mend(pass, slice_trim(value));
	text_line(pass, DOC_TEXT_ABSENT, value, &draft->frame->bytes);
	return doc_frame_since(draft->frame, mark);
}
