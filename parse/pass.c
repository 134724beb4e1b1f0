/*
 * The stack of open elements. Each start tag is looked up for the place where
 * it stands: a row of the table opens a container, begins to collect text, or
 * (no row) is a wrapper that its children shine through, one level farther
 * away. At the end tag the row's functions get what was collected. Which
 * element means what stands in elements.c and the files of its rows; when an
 * entry begins and ends stands in pass_structure.c.
 */
#include "parse/pass.h"

#include <stdlib.h>

#include "limits.h"
#include "parse/ext.h"
#include "parse/html.h"
#include "parse/pass_frame.h"
#include "parse/pass_structure.h"
#include "parse/text.h"

/* ---- starts ---------------------------------------------------------------- */

static void
begin_markup(struct pass *pass, const struct frame *frame)
{
	struct leaf leaf = pass_leaf(pass, frame, frame->row);

	capture_begin(&pass->capture, text_shape_of(pass, &leaf),
	    leaf.draft == NULL ? &pass->kept : &leaf.draft->raw);
}

static void
open_row(struct pass *pass, const struct event_tag *tag,
    const struct element *row)
{
	struct frame *frame = pass_push_frame(pass, tag);

	frame->row = row;
	frame->text_at = (uint32_t)pass->text.len;
	frame->place = row->opens == PLACE_TOP ? PLACE_LEAF : row->opens;
	if (row->opens == PLACE_WRAPPER) {
		frame->place = frame->inside;
		frame->wraps++;
	} else {
		frame->wraps = 0;
	}
	if (frame->place == PLACE_SOURCE)
		frame->draft = &pass->source;
	frame->takes_text = row->takes == TAKES_TEXT;
	if (row->takes == TAKES_MARKUP) {
		begin_markup(pass, frame);
	} else if (row->start != NULL) {
		struct leaf leaf = pass_leaf(pass, frame, row);

		row->start(pass, &leaf);
	}
}

/* An element of HTML in an entry is not a wrapper: its children are prose. */
static bool
is_prose(const struct event_tag *tag)
{
	if (tag->ns.ns == NS_XHTML)
		return true;
	return tag->ns.ns == NS_NONE && html_is_element(tag->local);
}

static void
open_unknown(struct pass *pass, const struct event_tag *tag)
{
	const struct frame *outer = pass_top_frame(pass);
	struct frame *frame;

	/* <author><a href="...">Ann</a></author>: its words are the text. */
	if (outer->row != NULL && outer->takes_text && is_prose(tag))
		return;
	frame = pass_push_frame(pass, tag);
	if (frame->inside == PLACE_TOP)
		return;
	if (is_prose(tag)) {
		frame->place = PLACE_CLOSED;
		return;
	}
	frame->wraps++;
	frame->key = ext_key(pass, tag);
	frame->text_at = (uint32_t)pass->text.len;
	frame->takes_text = frame->inside == PLACE_FEED ||
	    frame->inside == PLACE_ENTRY;
}

/* <link><a href="..."> and its like: the address counts, not the words. */
static void
note_inner_link(struct pass *pass, const struct event_tag *tag)
{
	if (!slice_eq_nocase(tag->local, SLICE("a")))
		return;
	for (size_t i = 0; i < tag->attr_count; i++) {
		if (slice_eq_nocase(tag->attrs[i].name, SLICE("href")) &&
		    pass->kept.len == 0)
			buffer_append(&pass->kept, tag->attrs[i].value);
	}
}

/* What was collected for ext gives way to the children. */
static void
note_child(struct pass *pass)
{
	struct frame *frame = pass_top_frame(pass);

	if (frame->row != NULL || frame->has_children)
		return;
	frame->has_children = true;
	frame->takes_text = false;
	if (frame->text_at > 0)
		buffer_truncate(&pass->text, frame->text_at);
}

static void
open_structure(struct pass *pass, const struct event_tag *tag,
    enum structure_kind kind)
{
	struct frame *frame;
	struct leaf leaf;

	note_child(pass);
	pass_structure_before(pass, kind);
	if (pass->frame_count == LIMIT_DEPTH)
		return;
	frame = pass_push_frame(pass, tag);
	frame->is_entry = kind == STRUCTURE_ENTRY;
	frame->place = frame->is_entry ? PLACE_ENTRY : PLACE_FEED;
	frame->draft = frame->is_entry ? &pass->entry : &pass->feed;
	frame->wraps = 0;
	leaf = pass_leaf(pass, frame, NULL);
	leaf.draft = frame->draft;
	pass_structure_opened(pass, &leaf, tag);
}

void
pass_start(struct pass *pass, const struct event_tag *tag)
{
	const struct frame *outer = pass_top_frame(pass);
	enum structure_kind kind;
	const struct element *row;

	pass->depth++;
	if (pass->capture.active) {
		capture_start(&pass->capture, tag);
		return;
	}
	kind = pass_structure_of(pass, tag);
	if (kind != STRUCTURE_NONE) {
		open_structure(pass, tag, kind);
		return;
	}
	if (outer->place == PLACE_LEAF || outer->place == PLACE_CLOSED) {
		note_inner_link(pass, tag);
		return;
	}
	note_child(pass);
	/* Deeper than anything sound: its children still count. */
	row = elements_in_place(tag->rows, outer->place);
	if (row != NULL && pass->frame_count < LIMIT_DEPTH)
		open_row(pass, tag, row);
	else if (row == NULL && pass->frame_count < LIMIT_WRAPPERS)
		open_unknown(pass, tag);
}

/* ---- ends ------------------------------------------------------------------ */

static void
end_row(struct pass *pass, const struct frame *frame, const struct element *row,
    struct captured *markup)
{
	struct leaf leaf = pass_leaf(pass, frame, row);

	leaf.markup = markup;
	if (row->end != NULL && leaf.draft != NULL)
		row->end(pass, &leaf);
}

/* An element may mean several things: dc:date is published and updated. */
static void
end_rows(struct pass *pass, const struct frame *frame, struct captured *markup)
{
	uint32_t place = IN(frame->inside);

	if (frame->row->opens != PLACE_TOP) {
		end_row(pass, frame, frame->row, NULL);
		return;
	}
	for (size_t i = 0; i < frame->rows.count; i++) {
		const struct element *row = &frame->rows.rows[i];

		if ((row->places & place) != 0)
			end_row(pass, frame, row, markup);
	}
}

static void
close_frame(struct pass *pass)
{
	const struct frame *frame = pass_top_frame(pass);

	if (frame->is_entry) {
		pass_build_entry(pass);
	} else if (frame->row != NULL) {
		end_rows(pass, frame, NULL);
	} else if (frame->takes_text) {
		struct leaf leaf = pass_leaf(pass, frame, NULL);

		ext_put(pass, &leaf);
	}
	buffer_reset(&pass->kept);
	pass_pop_frame(pass);
}

static void
close_markup(struct pass *pass)
{
	struct buffer *into = pass->capture.into;
	size_t at = pass->capture.at;
	struct captured markup;

	if (pass->capture.overflow)
		pass->state.recovered = true;
	capture_finish(&pass->capture, &markup);
	end_rows(pass, pass_top_frame(pass), &markup);
	if (!markup.claimed)
		buffer_truncate(into, at);
	pass_pop_frame(pass);
}

void
pass_end(struct pass *pass, const struct event_tag *tag)
{
	uint32_t depth = pass->depth--;

	if (pass->capture.active && pass_top_frame(pass)->depth != depth)
		capture_end(&pass->capture, tag);
	else if (pass->capture.active)
		close_markup(pass);
	else if (pass_top_frame(pass)->depth == depth)
		close_frame(pass);
}

void
pass_text(struct pass *pass, struct slice text, enum event_text kind)
{
	const struct frame *frame;

	if (pass->capture.active) {
		capture_text(&pass->capture, text, kind);
		return;
	}
	frame = pass_top_frame(pass);
	if (!frame->takes_text)
		return;
	/* Only short values are collected here. */
	if (pass->text.len - frame->text_at + text.len > LIMIT_VALUE_BYTES) {
		pass->state.recovered = true;
		return;
	}
	buffer_append(&pass->text, text);
}

bool
pass_takes_text(const struct pass *pass)
{
	return pass->capture.active || pass_top_frame(pass)->takes_text;
}

uint32_t
pass_leaf_depth(const struct pass *pass)
{
	const struct frame *top = pass_top_frame(pass);

	if (pass->capture.active || top->place == PLACE_LEAF)
		return top->depth;
	return 0;
}

enum place
pass_leaf_place(const struct pass *pass)
{
	return pass_top_frame(pass)->inside;
}

bool
pass_is_misplaced(const struct pass *pass, const struct event_tag *tag)
{
	const struct frame *top = pass_top_frame(pass);

	/* Only containers of the format itself, and names that HTML does not
	 * have too: title and link stand in many places. */
	if (top->row == NULL || top->depth != pass->depth || top->is_entry ||
	    top->place == PLACE_CLOSED || !namespace_is_core(top->row->ns) ||
	    !namespace_is_core(tag->ns.ns) || html_is_element(tag->local))
		return false;
	return elements_in_place(tag->rows, top->place) == NULL &&
	    elements_in_place(tag->rows, top->inside) != NULL;
}

struct element_rows
pass_rows(const struct pass *pass, struct ns_meaning ns, struct slice local)
{
	return elements_find(ns.ns, local, pass->home);
}

/* ---- its life -------------------------------------------------------------- */

struct pass *
pass_new(const struct pass_setup *setup)
{
	struct pass *pass = calloc(1, sizeof(*pass));

	if (pass == NULL)
		return NULL;
	pass->frames = calloc(LIMIT_DEPTH, sizeof(*pass->frames));
	if (pass->frames == NULL) {
		free(pass);
		return NULL;
	}
	pass->setup = *setup;
	pass->home = NS_RSS;
	document_build_init(&pass->build, setup->max);
	document_build_stream(&pass->build, setup->sink, setup->sink_arg);
	draft_init(&pass->feed, DRAFT_FEED, &pass->build.feed);
	draft_init(&pass->entry, DRAFT_ENTRY, &pass->build.batch);
	draft_init(&pass->source, DRAFT_SOURCE, &pass->build.batch);
	buffer_init(&pass->text, LIMIT_FRAME_BYTES);
	buffer_init(&pass->attrs, LIMIT_FRAME_BYTES);
	buffer_init(&pass->chain, LIMIT_FRAME_BYTES);
	buffer_init(&pass->learned.base, LIMIT_URL);
	buffer_init(&pass->learned.language, LIMIT_NAME_BYTES);
	buffer_init(&pass->kept, LIMIT_FRAME_BYTES);
	buffer_init(&pass->scratch, LIMIT_FRAME_BYTES);
	buffer_init(&pass->contents, LIMIT_LIST * sizeof(struct doc_content));
	buffer_init(&pass->corners, LIMIT_EXT_BYTES);
	buffer_init(&pass->words, LIMIT_FRAME_BYTES);
	buffer_init(&pass->mended, LIMIT_FRAME_BYTES);
	buffer_init(&pass->url, LIMIT_FRAME_BYTES);
	pass->dates.language = setup->known.language;
	memcpy(pass->dates.proven, setup->known.order,
	    sizeof(pass->dates.proven));
	pass_push_bottom(pass);
	return pass;
}

void
pass_free(struct pass *pass)
{
	if (pass == NULL)
		return;
	document_build_finish(&pass->build);
	draft_finish(&pass->feed);
	draft_finish(&pass->entry);
	draft_finish(&pass->source);
	buffer_finish(&pass->text);
	buffer_finish(&pass->attrs);
	buffer_finish(&pass->chain);
	buffer_finish(&pass->learned.base);
	buffer_finish(&pass->learned.language);
	buffer_finish(&pass->kept);
	buffer_finish(&pass->scratch);
	buffer_finish(&pass->contents);
	buffer_finish(&pass->corners);
	buffer_finish(&pass->words);
	buffer_finish(&pass->mended);
	buffer_finish(&pass->url);
	free(pass->frames);
	free(pass);
}

/* The caps of these are for hostile values; missing memory takes good ones. */
static bool
has_lost(const struct pass *pass)
{
	const struct buffer *buffers[] = { &pass->kept, &pass->scratch,
		&pass->contents, &pass->corners, &pass->words, &pass->mended,
		&pass->url, &pass->learned.base, &pass->learned.language };

	for (size_t i = 0; i < ARRAY_LEN(buffers); i++)
		if (buffers[i]->lost)
			return true;
	return false;
}

bool
pass_is_sound(const struct pass *pass)
{
	if (has_lost(pass))
		return false;
	return !pass->build.failed && draft_is_sound(&pass->feed) &&
	    draft_is_sound(&pass->entry) && !pass->text.failed &&
	    !pass->attrs.failed && !pass->chain.failed;
}

void
pass_abandon_entry(struct pass *pass)
{
	pass->state.entry_abandoned = pass->state.entry_open;
}

bool
pass_close(struct pass *pass)
{
	struct event_tag none = { 0 };

	/* The front ends balance their tags; one that was stopped does not. */
	while (pass->depth > 0)
		pass_end(pass, &none);
	return pass_structure_close(pass);
}
