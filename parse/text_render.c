/*
 * Renders the text constructs of a draft that is complete, each once: HTML
 * through the cleaner at the level asked for, plain text through the T23
 * filter. What a construct is has been decided in text.c.
 */
#include "parse/text_render.h"

#include "limits.h"
#include "parse/html.h"
#include "parse/html_text.h"
#include "utf8.h"

static struct slice
raw_of(const struct draft *draft, const struct text_slot *slot)
{
	return slice_sub(buffer_slice(&draft->raw), slot->raw_at,
	    slot->raw_len);
}

/* The markup of an HTML construct; RSS may have escaped it twice. */
static struct slice
markup_of(struct pass *pass, const struct draft *draft,
    const struct text_slot *slot)
{
	struct slice raw = raw_of(draft, slot);

	if (!slot->twice)
		return raw;
	buffer_reset(&pass->scratch);
	if (html_unescape_twice(raw, HTML_TWICE_BODY, &pass->scratch))
		return buffer_slice(&pass->scratch);
	return raw;
}

static struct html_options
options_of(const struct pass *pass, const struct draft *draft,
    const struct text_slot *slot)
{
	bool stored = pass->setup.html == PARSE_FOR_STORE;

	return (struct html_options){
		.level = stored ? HTML_STRICT : HTML_WIDE,
		.base = draft_slice(draft, slot->base),
		.max = stored ? LIMIT_STORED_TEXT : 0,
	};
}

static bool
is_html(const struct text_slot *slot)
{
	return slot->type == DOC_TEXT_HTML || slot->type == DOC_TEXT_XHTML;
}

static void
append_value(struct pass *pass, struct draft *draft,
    const struct text_slot *slot)
{
	struct buffer *out = &draft->frame->bytes;
	struct html_options options;

	if (pass->setup.html == PARSE_RAW || slot->type == DOC_TEXT_OTHER) {
		buffer_append(out, raw_of(draft, slot));
	} else if (is_html(slot)) {
		struct slice markup = markup_of(pass, draft, slot);

		options = options_of(pass, draft, slot);
		/* The base lies in the buffer that grows now. */
		buffer_reset(&pass->url);
		buffer_append(&pass->url, options.base);
		options.base = buffer_slice(&pass->url);
		html_clean(markup, &options, out);
	} else {
		utf8_clean_text(raw_of(draft, slot), out);
	}
}

struct doc_text
text_render(struct pass *pass, struct draft *draft,
    const struct text_slot *slot)
{
	struct doc_text text = { .type = DOC_TEXT_ABSENT };
	uint32_t mark = doc_frame_mark(draft->frame);

	if (slot->rank == RANK_NONE)
		return text;
	if (slot->value.at != 0) {
		text.value = slot->value; /* a title is rendered already */
	} else {
		append_value(pass, draft, slot);
		text.value = doc_frame_since(draft->frame, mark);
	}
	if (text.value.at == 0)
		return text;
	text.type = slot->type;
	text.media_type = slot->media_type;
	text.lang = slot->lang;
	if (slot->base_said)
		text.base = slot->base;
	return text;
}

/* ---- for the store --------------------------------------------------------- */

const struct text_slot *
text_best_content(const struct draft *draft)
{
	const struct text_slot *slots = (void *)draft->contents.ptr;
	size_t count = draft->contents.len / sizeof(*slots);
	const struct text_slot *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (slots[i].raw_len > 0 && slots[i].type != DOC_TEXT_OTHER &&
		    (best == NULL || slots[i].raw_len > best->raw_len))
			best = &slots[i];
	}
	return best;
}

static struct doc_span
plain_span(struct pass *pass, struct draft *draft, const struct text_slot *slot)
{
	uint32_t mark = doc_frame_mark(draft->frame);
	struct buffer *out = &draft->frame->bytes;

	if (is_html(slot))
		html_to_text(markup_of(pass, draft, slot), HTML_LINKS_PLAIN,
		    out);
	else
		utf8_clean_text(raw_of(draft, slot), out);
	return doc_frame_since(draft->frame, mark);
}

/* Plain text as HTML: its lines stay lines. */
static void
append_lines(struct slice text, struct buffer *out)
{
	struct slice line;

	for (bool first = true; slice_cut(&text, '\n', &line); first = false) {
		if (!first)
			buffer_append(out, SLICE("<br />"));
		html_escape(line, out);
	}
}

/* Both forms of what is shown: the plain text and the HTML. */
static struct doc_span
shown_spans(struct pass *pass, struct draft *draft,
    const struct text_slot *slot, struct doc_span *html)
{
	struct html_options options = options_of(pass, draft, slot);
	uint32_t mark;
	struct doc_span plain;

	if (!is_html(slot)) {
		plain = plain_span(pass, draft, slot);
		mark = doc_frame_mark(draft->frame);
		buffer_reset(&pass->mended);
		buffer_append(&pass->mended, draft_slice(draft, plain));
		append_lines(buffer_slice(&pass->mended), &draft->frame->bytes);
		*html = doc_frame_since(draft->frame, mark);
		return plain;
	}
	buffer_reset(&pass->url);
	buffer_append(&pass->url, options.base);
	options.base = buffer_slice(&pass->url);
	buffer_reset(&pass->mended);
	mark = doc_frame_mark(draft->frame);
	html_clean_with_text(markup_of(pass, draft, slot), &options,
	    &draft->frame->bytes, &pass->mended);
	*html = doc_frame_since(draft->frame, mark);
	return doc_frame_put(draft->frame, buffer_slice(&pass->mended));
}

void
text_render_stored(struct pass *pass, struct draft *draft,
    struct doc_entry *entry)
{
	const struct text_slot *content = text_best_content(draft);
	const struct text_slot *summary = &draft->texts[CONSTRUCT_SUMMARY];
	bool has_summary = summary->rank != RANK_NONE &&
	    summary->type != DOC_TEXT_OTHER;

	if (content != NULL)
		entry->content_plain = shown_spans(pass, draft, content,
		    &entry->stored_html);
	if (!has_summary)
		return;
	if (content == NULL)
		entry->summary_plain = shown_spans(pass, draft, summary,
		    &entry->stored_html);
	else
		entry->summary_plain = plain_span(pass, draft, summary);
}
