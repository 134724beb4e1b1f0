/*
 * Finds the skeleton of a feed: roots, channels and entries in any of the ways
 * in which they are nested, and the format that the root states. What a pass
 * learns late about the whole (base, language, order of dates) is noted here
 * too, for both end in the feed.
 */
#include "parse/pass_structure.h"

#include "limits.h"
#include "parse/draft_build.h"
#include "parse/element_values.h"
#include "parse/language_tag.h"
#include "parse/link_choice.h"
#include "url.h"

/* Between the ranks of the table, which count in eights: behind an id or a
 * language of the format's own, before those of Dublin Core. */
#define ID_RANK_ABOUT     16
#define LANGUAGE_RANK_XML 16
#define LASTMOD_RANK      64 /* behind all elements */

static bool
is_entry_name(struct slice local)
{
	return slice_eq_nocase(local, SLICE("item")) ||
	    slice_eq_nocase(local, SLICE("entry"));
}

enum structure_kind
pass_structure_of(const struct pass *pass, const struct event_tag *tag)
{
	enum xml_ns ns = tag->ns.ns;

	if (!namespace_is_core(ns) && ns != NS_RDF)
		return STRUCTURE_NONE;
	if (namespace_is_core(ns) && is_entry_name(tag->local))
		return STRUCTURE_ENTRY;
	/* An item may have a channel of its own: a label, not a root. */
	if (!pass->state.entry_open && namespace_is_root_name(tag->local))
		return STRUCTURE_FEED;
	return STRUCTURE_NONE;
}

void
pass_structure_before(struct pass *pass, enum structure_kind kind)
{
	uint32_t at = 0;

	if (!pass->state.entry_open || kind != STRUCTURE_ENTRY)
		return;
	while (at < pass->frame_count && !pass->frames[at].is_entry)
		at++;
	pass_build_entry(pass);
	/* What stands behind the inner entry is nobody's: it may fill a gap
	 * of the feed's, no more. */
	for (; at < pass->frame_count; at++) {
		struct frame *frame = &pass->frames[at];

		frame->row = NULL;
		frame->is_entry = frame->takes_text = false;
		frame->place = PLACE_FEED;
		frame->draft = &pass->feed;
		frame->wraps = LIMIT_DEPTH;
	}
}

/* ---- formats --------------------------------------------------------------- */

static const struct {
	const char *version;
	enum doc_format format;
} rss_versions[] = {
	{ "0.91", DOC_FORMAT_RSS091 },
	{ "0.92", DOC_FORMAT_RSS092 },
	{ "0.93", DOC_FORMAT_RSS093 },
	{ "0.94", DOC_FORMAT_RSS094 },
};

static enum doc_format
rss_format(struct slice version)
{
	for (size_t i = 0; i < ARRAY_LEN(rss_versions); i++) {
		if (slice_eq(version, slice_of(rss_versions[i].version)))
			return rss_versions[i].format;
	}
	if (slice_has_prefix(version, SLICE("2")))
		return DOC_FORMAT_RSS20;
	return DOC_FORMAT_RSS;
}

static enum doc_format
atom_format(enum ns_hint hint, struct slice version)
{
	if (hint == NS_HINT_ATOM03 || slice_eq(version, SLICE("0.3")))
		return DOC_FORMAT_ATOM03;
	if (hint == NS_HINT_ATOM10)
		return DOC_FORMAT_ATOM10;
	return DOC_FORMAT_ATOM;
}

static struct slice
attr_of(const struct event_tag *tag, struct slice name)
{
	for (size_t i = 0; i < tag->attr_count; i++) {
		if (slice_eq_nocase(tag->attrs[i].name, name))
			return slice_trim(tag->attrs[i].value);
	}
	return SLICE_NONE;
}

/* The Channel Definition Format has a channel too, but no texts. */
static bool
is_cdf(const struct event_tag *tag)
{
	return attr_of(tag, SLICE("href")).ptr != NULL ||
	    attr_of(tag, SLICE("base")).ptr != NULL ||
	    attr_of(tag, SLICE("lastmod")).ptr != NULL;
}

/* The first root decides what the document is. */
static void
note_root(struct pass *pass, const struct event_tag *tag)
{
	struct pass_state *state = &pass->state;
	struct slice version = attr_of(tag, SLICE("version"));

	state->roots++;
	if (state->roots > 1)
		return;
	if (slice_eq_nocase(tag->local, SLICE("rss"))) {
		state->format = rss_format(version);
	} else if (slice_eq_nocase(tag->local, SLICE("rdf"))) {
		state->format = DOC_FORMAT_RSS;
		state->rdf_root = true;
	} else if (slice_eq_nocase(tag->local, SLICE("channel"))) {
		state->format = DOC_FORMAT_RSS;
		state->foreign = is_cdf(tag);
	} else {
		state->format = atom_format(tag->ns.hint, version);
		pass->home = NS_ATOM;
	}
}

/* An entry without any root: a feed of its entries. */
static void
note_lone_entry(struct pass *pass, const struct event_tag *tag)
{
	bool atom = slice_eq_nocase(tag->local, SLICE("entry"));

	if (pass->state.format != DOC_FORMAT_UNKNOWN)
		return;
	pass->home = atom ? NS_ATOM : NS_RSS;
	pass->state.format = atom
	    ? atom_format(tag->ns.hint, attr_of(tag, SLICE("version")))
	    : DOC_FORMAT_RSS;
}

/* The namespace of RSS tells 0.90 and 1.0 apart, wherever it is used. */
static void
note_rdf(struct pass *pass, enum ns_hint hint)
{
	if (hint == NS_HINT_RSS10 ||
	    (hint == NS_HINT_RSS090 && pass->state.rdf == NS_HINT_NONE))
		pass->state.rdf = hint;
}

static void
begin_entry(struct pass *pass, const struct leaf *leaf,
    const struct event_tag *tag)
{
	struct draft *entry = &pass->entry;
	struct slice about = leaf_attr_ns(pass, leaf, NS_RDF, "about");

	note_lone_entry(pass, tag);
	draft_reset(entry);
	draft_reset(&pass->source);
	pass->state.entry_open = true;
	if (about.len > 0) {
		draft_plain(entry, PLAIN_ID, ID_RANK_ABOUT, about);
		link_offer(pass, leaf, LINK_ABOUT, about);
	}
	if (leaf->frame->lang_said)
		draft_plain(entry, PLAIN_LANGUAGE, 0, leaf->lang);
}

static void
note_channel(struct pass *pass, const struct leaf *leaf)
{
	struct slice about = leaf_attr_ns(pass, leaf, NS_RDF, "about");
	struct leaf behind = *leaf;

	pass->state.channel_seen = true;
	if (about.len > 0) {
		draft_plain(&pass->feed, PLAIN_ID, ID_RANK_ABOUT, about);
		link_offer(pass, leaf, LINK_ABOUT, about);
	}
	behind.rank += LASTMOD_RANK;
	leaf_put_date(pass, &behind, DATE_UPDATED,
	    leaf_attr(pass, leaf, "lastmod"));
}

void
pass_structure_opened(struct pass *pass, const struct leaf *leaf,
    const struct event_tag *tag)
{
	note_rdf(pass, tag->ns.hint);
	if (leaf->frame->is_entry) {
		begin_entry(pass, leaf, tag);
		return;
	}
	if (leaf->frame->inside == PLACE_TOP)
		note_root(pass, tag);
	if (slice_eq_nocase(tag->local, SLICE("channel")))
		note_channel(pass, leaf);
	if (leaf->frame->lang_said && leaf->lang.len > 0) {
		/* 2.1: after RSS's own element, before any other of Atom. */
		draft_plain(&pass->feed, PLAIN_LANGUAGE,
		    pass->home == NS_ATOM ? 0 : LANGUAGE_RANK_XML, leaf->lang);
		pass_learn_language(pass, leaf->lang);
	}
}

void
pass_build_entry(struct pass *pass)
{
	struct doc_entry entry;

	pass->state.entry_open = false;
	pass->state.base_used = true;
	if (pass->state.entry_abandoned)
		return;
	link_choose(&pass->entry);
	if (draft_build_entry(pass, &entry))
		document_build_entry(&pass->build, &entry);
}

static uint32_t
final_format(const struct pass *pass)
{
	const struct pass_state *state = &pass->state;

	if (state->rdf_root && state->rdf == NS_HINT_RSS10)
		return DOC_FORMAT_RSS10;
	if (state->rdf_root && state->rdf == NS_HINT_RSS090)
		return DOC_FORMAT_RSS090;
	return state->format;
}

bool
pass_structure_close(struct pass *pass)
{
	struct doc_feed feed;

	pass->state.format = final_format(pass);
	/* 2.1: what HTTP says comes last. */
	buffer_reset(&pass->scratch);
	if (language_tag_append(pass->setup.known.language, &pass->scratch))
		draft_plain(&pass->feed, PLAIN_LANGUAGE, RANK_ALONE,
		    buffer_slice(&pass->scratch));
	link_choose(&pass->feed);
	draft_build_feed(pass, &feed);
	return document_build_close(&pass->build, &feed);
}

bool
pass_found_feed(const struct pass *pass)
{
	const struct pass_state *state = &pass->state;

	if (pass->build.entry_count > 0)
		return !state->foreign;
	/* RDF alone may be anything. */
	if (state->rdf_root)
		return state->channel_seen;
	return state->roots > 0 && !state->foreign;
}

/* ---- what is learned late -------------------------------------------------- */

void
pass_learn_base(struct pass *pass, struct slice url, enum pass_base from)
{
	if (pass->setup.known.settled || pass->setup.known.outer_base.len > 0 ||
	    !url_is_http(url))
		return;
	if (from == PASS_BASE_LINK &&
	    (pass->state.self_known || pass->home != NS_RSS))
		return;
	if (from == PASS_BASE_SELF && pass->state.self_known)
		return;
	pass->state.self_known = from == PASS_BASE_SELF;
	if (slice_eq(url, buffer_slice(&pass->learned.base)))
		return;
	buffer_reset(&pass->learned.base);
	buffer_append(&pass->learned.base, url);
	if (pass->state.base_used)
		pass->state.base_stale = true;
}

void
pass_learn_language(struct pass *pass, struct slice language)
{
	struct slice kept;

	if (pass->setup.known.settled ||
	    slice_eq_nocase(language, pass->dates.language))
		return;
	kept = draft_text(&pass->feed, PLAIN_LANGUAGE);
	buffer_reset(&pass->learned.language);
	buffer_append(&pass->learned.language, kept.len > 0 ? kept : language);
	pass->dates.language = buffer_slice(&pass->learned.language);
	if (pass->state.language_used)
		pass->state.language_stale = true;
}

bool
pass_learned(struct pass *pass, struct pass_known *known)
{
	bool changed = pass->state.base_stale || pass->state.language_stale;

	*known = pass->setup.known;
	known->settled = true;
	known->base = buffer_slice(&pass->learned.base);
	known->language = pass->dates.language;
	for (size_t i = 0; i < DATE_SEPARATORS; i++) {
		if (pass->state.order_used[i] &&
		    pass->dates.proven[i] != DATE_ORDER_UNKNOWN)
			changed = true;
		known->order[i] = pass->dates.proven[i];
	}
	return changed;
}
