/*
 * Plain text of HTML. A writer takes tokens and keeps what white space is owed
 * before the next word: so blanks, blocks, cells and line ends are collapsed as
 * they come, nothing is written at either end, and nothing is taken back. Runs
 * of words are copied in one piece; the writer never allocates but in its
 * outputs.
 */
#include "parse/html_text.h"

#include "limits.h"
#include "parse/entities.h"
#include "parse/html_cleaner.h"
#include "parse/html_scan.h"
#include "parse/html_tokens.h"
#include "utf8.h"

/* What is owed before the next word; the greater wins. */
enum gap {
	GAP_NONE,
	GAP_SPACE,
	GAP_TAB,
	GAP_LINE,
	GAP_BLANK /* an empty line */
};

#define BULLET (-1)

struct writer {
	struct buffer *out;
	size_t start, max; /* of the output in out; bytes, 0: no cap */
	enum gap gap;
	bool is_line;  /* everything on one line */
	bool is_fresh; /* in an item or cell that has no text yet */
	bool owes_marker;
	bool row_has_text;
	size_t quotes, pres, pre_lines;
	size_t lists;
	int64_t numbers[LIMIT_HTML_DEPTH]; /* of the last item, or BULLET */
	/* For people: the URLs of links. */
	struct buffer *links; /* NULL: not listed */
	struct slice href;    /* of the link that is open, raw */
	size_t link_at;       /* where its text begins in out */
	unsigned link_count;
};

static void
owe(struct writer *writer, enum gap gap)
{
	if (writer->is_line)
		gap = GAP_SPACE;
	else if (writer->is_fresh && gap > GAP_SPACE)
		return;
	if (gap > writer->gap)
		writer->gap = gap;
}

static void
begin_line(struct writer *writer)
{
	struct buffer *out = writer->out;

	if (writer->is_line)
		return;
	for (size_t i = 0; i < writer->quotes; i++)
		buffer_append(out, SLICE("> "));
	if (!writer->owes_marker)
		return;
	/* No white space at the start of all. */
	for (size_t i = 1; i < writer->lists && out->len > writer->start; i++)
		buffer_append(out, SLICE("  "));
	if (writer->lists == 0 || writer->numbers[writer->lists - 1] == BULLET)
		buffer_append(out, SLICE("- "));
	else
		buffer_append_format(out, "%lld. ",
		    (long long)writer->numbers[writer->lists - 1]);
	writer->owes_marker = false;
}

static void
pay_gap(struct writer *writer)
{
	struct buffer *out = writer->out;
	enum gap gap = writer->gap;

	writer->gap = GAP_NONE;
	writer->is_fresh = false;
	writer->row_has_text = true;
	if (out->len == writer->start) {
		begin_line(writer);
		return;
	}
	switch (gap) {
	case GAP_NONE:
		break;
	case GAP_SPACE:
		buffer_append_char(out, ' ');
		break;
	case GAP_TAB:
		buffer_append_char(out, '\t');
		break;
	case GAP_LINE:
	case GAP_BLANK:
		buffer_append_string(out, gap == GAP_LINE ? "\n" : "\n\n");
		begin_line(writer);
		break;
	}
}

/* Bytes that may still be written. */
static size_t
room(const struct writer *writer)
{
	size_t used = writer->out->len - writer->start;

	if (writer->max == 0)
		return SIZE_MAX;
	return used < writer->max ? writer->max - used : 0;
}

static void
put(struct writer *writer, struct slice piece)
{
	if (room(writer) == 0)
		return;
	if (writer->gap != GAP_NONE || writer->is_fresh ||
	    writer->out->len == writer->start)
		pay_gap(writer);
	buffer_append(writer->out, utf8_cut(piece, room(writer)));
}

static void
put_words(struct writer *writer, struct slice words)
{
	bool has_blank = words.len > 0 && words.ptr[words.len - 1] == ' ';

	if (words.len == 0)
		return;
	words.len -= has_blank;
	put(writer, words);
	if (has_blank)
		owe(writer, GAP_SPACE);
}

/* What a character is that a run stopped at. */
enum fate {
	FATE_WORD,
	FATE_BLANK,
	FATE_DROP
};

static enum fate
judge(const struct writer *writer, uint32_t c)
{
	if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0x2028 || c == 0x2029)
		return FATE_BLANK;
	if (c == 0xA0)
		return writer->is_line ? FATE_WORD : FATE_BLANK;
	if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xFEFF ||
	    (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF))
		return FATE_DROP;
	return FATE_WORD;
}

/* The character at the start of *s, whatever it is. */
static void
put_stop(struct writer *writer, struct slice *s)
{
	struct slice whole = *s;
	enum fate fate = judge(writer, utf8_next(s));

	whole.len -= s->len;
	if (fate == FATE_WORD)
		put(writer, whole);
	else if (fate == FATE_BLANK)
		owe(writer, GAP_SPACE);
}

static void
put_decoded(struct writer *writer, struct slice s)
{
	while (s.len > 0) {
		size_t len = html_scan_words(s);

		put_words(writer, slice_sub(s, 0, len));
		s = slice_from(s, len);
		if (s.len > 0)
			put_stop(writer, &s);
	}
}

/* Text of pre: line ends are held back, so that none stand at its end. */
static void
put_verbatim(struct writer *writer, struct slice s)
{
	struct slice line;
	bool is_first = true;

	while (slice_cut(&s, '\n', &line)) {
		if (!is_first && writer->out->len > writer->start &&
		    !writer->is_fresh)
			writer->pre_lines++;
		is_first = false;
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (line.len == 0)
			continue;
		if (writer->gap > GAP_SPACE)
			writer->pre_lines = 0;
		for (; writer->pre_lines > 0; writer->pre_lines--) {
			buffer_append_char(writer->out, '\n');
			begin_line(writer);
		}
		put(writer, SLICE(""));
		utf8_clean_text(utf8_cut(line, room(writer)), writer->out);
	}
}

static void
put_text(struct writer *writer, struct slice raw)
{
	struct reference reference;
	bool is_verbatim = writer->pres > 0 && !writer->is_line;

	while (raw.len > 0 && room(writer) > 0) {
		size_t len = is_verbatim ? slice_find_char(raw, '&')
					 : html_scan_words(raw);
		struct slice run = slice_sub(raw, 0, len);

		if (is_verbatim)
			put_verbatim(writer, run);
		else
			put_words(writer, run);
		raw = slice_from(raw, len);
		if (raw.len == 0)
			break;
		if (raw.ptr[0] == '&' &&
		    reference_read(raw, REFERENCE_HTML_TEXT, &reference)) {
			struct slice text = { reference.text,
				reference.text_len };

			if (is_verbatim)
				put_verbatim(writer, text);
			else
				put_decoded(writer, text);
			raw = slice_from(raw, reference.len);
			continue;
		}
		put_stop(writer, &raw);
	}
}

/* The raw value of the attribute called name, or SLICE_NONE. */
static struct slice
find_value(const struct html_token *token, struct slice name)
{
	struct slice rest = token->attributes, key, value;

	while (html_attribute_next(&rest, &key, &value)) {
		if (slice_eq_nocase(key, name))
			return value;
	}
	return SLICE_NONE;
}

static void
put_alt(struct writer *writer, const struct html_token *token)
{
	struct slice alt = find_value(token, SLICE("alt"));
	struct buffer decoded;

	if (slice_find_char(alt, '&') == SIZE_MAX) {
		put_decoded(writer, alt);
		return;
	}
	buffer_init(&decoded, LIMIT_VALUE_BYTES);
	references_decode(alt, REFERENCE_HTML_ATTRIBUTE, &decoded);
	put_decoded(writer, buffer_slice(&decoded));
	buffer_finish(&decoded);
}

static void
put_break(struct writer *writer)
{
	if (writer->pres > 0 && !writer->is_line)
		put_verbatim(writer, SLICE("\n"));
	else
		owe(writer, writer->gap == GAP_LINE ? GAP_BLANK : GAP_LINE);
}

static void
start_list(struct writer *writer, const struct html_token *token)
{
	int64_t first = 1;

	owe(writer, writer->lists > 0 ? GAP_LINE : GAP_BLANK);
	if (writer->lists == LIMIT_HTML_DEPTH)
		return;
	if (token->element->role == ROLE_LIST)
		first = BULLET;
	else if (!slice_to_int64(slice_trim(find_value(token, SLICE("start"))),
		     0, INT32_MAX, &first))
		first = 1;
	writer->numbers[writer->lists++] = first == BULLET ? BULLET : first - 1;
}

static void
start_item(struct writer *writer)
{
	writer->is_fresh = false;
	owe(writer, GAP_LINE);
	writer->is_fresh = writer->owes_marker = !writer->is_line;
	if (writer->lists > 0 && writer->numbers[writer->lists - 1] != BULLET)
		writer->numbers[writer->lists - 1]++;
}

static void
start_cell(struct writer *writer)
{
	if (writer->is_line)
		owe(writer, GAP_SPACE);
	else if (writer->row_has_text)
		writer->gap = GAP_TAB;
	writer->is_fresh = true;
}

static void
start_link(struct writer *writer, const struct html_token *token)
{
	if (writer->links == NULL)
		return;
	writer->href = find_value(token, SLICE("href"));
	writer->link_at = writer->out->len;
}

/* What parts an element of a role from what stands before and behind it. */
static void
owe_around(struct writer *writer, enum html_role role)
{
	static const enum gap around[] = {
		[ROLE_BLOCK] = GAP_BLANK,
		[ROLE_QUOTE] = GAP_BLANK,
		[ROLE_PRE] = GAP_BLANK,
		[ROLE_LINE] = GAP_LINE,
		[ROLE_LINK] = GAP_NONE, /* the last role */
	};

	if (around[role] != GAP_NONE)
		owe(writer, around[role]);
}

static void
start(struct writer *writer, const struct html_token *token)
{
	enum html_role role = (enum html_role)token->element->role;

	owe_around(writer, role);
	switch (role) {
	case ROLE_INLINE:
	case ROLE_BLOCK:
	case ROLE_LINE:
		break;
	case ROLE_BREAK:
		put_break(writer);
		break;
	case ROLE_LIST:
	case ROLE_NUMBERED:
		start_list(writer, token);
		break;
	case ROLE_ITEM:
		start_item(writer);
		break;
	case ROLE_ROW:
		owe(writer, GAP_LINE);
		writer->row_has_text = false;
		break;
	case ROLE_CELL:
		start_cell(writer);
		break;
	case ROLE_QUOTE:
		writer->quotes += writer->quotes < LIMIT_HTML_DEPTH;
		break;
	case ROLE_PRE:
		writer->pres++;
		break;
	case ROLE_IMAGE:
		put_alt(writer, token);
		break;
	case ROLE_LINK:
		start_link(writer, token);
		break;
	}
}

/* A gap may have been paid for what had no room any more. */
static bool
finish(const struct writer *writer)
{
	struct buffer *out = writer->out;

	while (
	    out->len > writer->start && html_is_space(out->ptr[out->len - 1]))
		buffer_truncate(out, out->len - 1);
	return !out->failed;
}

/* Items and rows end a line and no more, whatever block ended in them. */
static void
end_line(struct writer *writer)
{
	bool is_empty = writer->is_fresh;

	writer->is_fresh = writer->owes_marker = false;
	if (writer->is_line)
		owe(writer, GAP_SPACE);
	else if (!is_empty && writer->gap != GAP_NONE)
		writer->gap = GAP_LINE;
	else
		owe(writer, GAP_LINE);
}

/* The URL of the link that ends, after its text and in the list. */
static void
end_link(struct writer *writer)
{
	struct slice href = writer->href;
	struct buffer url;

	writer->href = SLICE_NONE;
	if (writer->links == NULL || slice_trim(href).len == 0 ||
	    slice_has_prefix(href, SLICE("#")))
		return;
	buffer_init(&url, LIMIT_VALUE_BYTES);
	references_decode(href, REFERENCE_HTML_ATTRIBUTE, &url);
	buffer_append_format(writer->links, "\n[%u] ", ++writer->link_count);
	utf8_clean_line(buffer_slice(&url), writer->links);
	buffer_finish(&url);
	if (writer->out->len == writer->link_at)
		put(writer, SLICE("")); /* a picture, without text */
	buffer_append_format(writer->out, "[%u]", writer->link_count);
}

static void
end_list(struct writer *writer)
{
	writer->lists -= writer->lists > 0;
	owe(writer, writer->lists > 0 ? GAP_LINE : GAP_BLANK);
}

static void
end(struct writer *writer, enum html_role role)
{
	owe_around(writer, role);
	switch (role) {
	case ROLE_INLINE:
	case ROLE_BLOCK:
	case ROLE_LINE:
	case ROLE_IMAGE:
		break;
	case ROLE_CELL:
		/* The row goes on, whatever block ended in the cell. */
		if (writer->gap > GAP_TAB && !writer->is_fresh)
			writer->gap = GAP_TAB;
		break;
	case ROLE_BREAK:
		if (writer->gap < GAP_LINE) /* "<br></br>" is one */
			put_break(writer);
		break;
	case ROLE_LIST:
	case ROLE_NUMBERED:
		end_list(writer);
		break;
	case ROLE_ITEM:
	case ROLE_ROW:
		end_line(writer);
		break;
	case ROLE_QUOTE:
		writer->quotes -= writer->quotes > 0;
		break;
	case ROLE_PRE:
		writer->pres -= writer->pres > 0;
		writer->pre_lines = 0;
		break;
	case ROLE_LINK:
		end_link(writer);
		break;
	}
}

static void
write_token(struct writer *writer, const struct html_token *token)
{
	if (token->kind == HTML_TEXT) {
		put_text(writer, token->text);
		return;
	}
	if (token->element == NULL)
		return;
	if (token->kind == HTML_START)
		start(writer, token);
	if (token->kind == HTML_END ||
	    (token->is_empty && !token->element->is_void))
		end(writer, (enum html_role)token->element->role);
}

static void
write_all(struct writer *writer, struct slice markup)
{
	struct html_tokens tokens;
	struct html_token token;

	/* The commonest titles and texts have no markup at all. */
	html_tokens_init(&tokens, markup, HTML_READ_VISIBLE);
	while (html_tokens_next(&tokens, &token))
		write_token(writer, &token);
}

bool
html_to_text(struct slice markup, enum html_links links, struct buffer *out)
{
	struct buffer list;
	struct writer writer = { .out = out, .start = out->len };

	buffer_init(&list, out->max);
	if (links == HTML_LINKS_LISTED)
		writer.links = &list;
	write_all(&writer, markup);
	(void)finish(&writer); /* the list comes yet */
	if (list.len > 0) {
		buffer_append_char(out, '\n');
		buffer_append(out, buffer_slice(&list));
	}
	buffer_finish(&list);
	return !out->failed;
}

bool
html_to_line(struct slice markup, struct buffer *out)
{
	struct writer writer = { .out = out,
		.start = out->len,
		.is_line = true };

	write_all(&writer, markup);
	return finish(&writer);
}

bool
html_clean_with_text(struct slice markup, const struct html_options *options,
    struct buffer *html, struct buffer *text)
{
	struct writer writer = { .out = text,
		.start = text->len,
		.max = options->max };
	struct html_cleaner cleaner;
	struct html_tokens tokens;
	struct html_token token;

	if (html_cleaner_reading(options->level) != HTML_READ_VISIBLE) {
		html_clean(markup, options, html);
		write_all(&writer, markup);
		return finish(&writer) && !html->failed;
	}
	html_cleaner_init(&cleaner, options, html);
	html_tokens_init(&tokens, markup, HTML_READ_VISIBLE);
	while (html_tokens_next(&tokens, &token)) {
		html_cleaner_token(&cleaner, &token);
		write_token(&writer, &token);
	}
	return html_cleaner_finish(&cleaner) && finish(&writer);
}
