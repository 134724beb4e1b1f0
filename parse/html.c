/*
 * The cleaner: tokens in, allowed HTML out. Keeps the stack of the elements
 * that it has opened, so that it closes each and implies what HTML implies
 * (a paragraph ends where a block begins). What is allowed stands in
 * html_allow.c and html_attributes.c, what URLs become in html_url.c. Reads no
 * meaning into anything: the same markup gives the same bytes.
 */
#include "parse/html.h"

#include "compiler.h"
#include "parse/html_cleaner.h"
#include "parse/html_tag.h"
#include "utf8.h"

enum html_reading
html_cleaner_reading(enum html_level level)
{
	return level == HTML_WIDE ? HTML_READ_WIDE : HTML_READ_VISIBLE;
}

void
html_cleaner_init(struct html_cleaner *cleaner,
    const struct html_options *options, struct buffer *out)
{
	/* The stack is not worth clearing. */
	cleaner->options = options;
	cleaner->out = out;
	cleaner->start = out->len;
	cleaner->depth = cleaner->too_deep = cleaner->foreign_at = 0;
	cleaner->within = FOREIGN_NONE;
	cleaner->is_inline = cleaner->owes_break = false;
	html_url_scratch_init(&cleaner->scratch);
}

/* Bytes that may still be written. */
static size_t
room(const struct html_cleaner *cleaner)
{
	size_t max = cleaner->options->max;
	size_t used = cleaner->out->len - cleaner->start;

	if (max == 0)
		return SIZE_MAX;
	return used < max ? max - used : 0;
}

static void
note_block(struct html_cleaner *cleaner)
{
	cleaner->is_inline = cleaner->owes_break = false;
}

static void
close_top(struct html_cleaner *cleaner)
{
	struct html_open *top = &cleaner->open[--cleaner->depth];

	html_write_tag(cleaner->out, SLICE("</"), top->name, SLICE(">"));
	if (top->nest != 0 && top->nest != NEST_BIT(NEST_FREE) &&
	    top->nest != NEST_BIT(NEST_LINK))
		note_block(cleaner);
	if (cleaner->within != FOREIGN_NONE &&
	    cleaner->depth == cleaner->foreign_at)
		cleaner->within = FOREIGN_NONE;
}

static void
close_to(struct html_cleaner *cleaner, size_t depth)
{
	while (cleaner->depth > depth)
		close_top(cleaner);
}

bool
html_cleaner_finish(struct html_cleaner *cleaner)
{
	struct buffer *out = cleaner->out;

	/* Blanks are trimmed before tags are closed behind them. */
	while (out->len > cleaner->start && cleaner->depth == 0 &&
	    html_is_space(out->ptr[out->len - 1]))
		buffer_truncate(out, out->len - 1);
	close_to(cleaner, 0);
	html_url_scratch_finish(&cleaner->scratch);
	return !out->failed;
}

/* Blocks that the strict level leaves out still part what stood in them. */
static void
pay_break(struct html_cleaner *cleaner)
{
	if (cleaner->owes_break && cleaner->is_inline)
		buffer_append(cleaner->out, SLICE("<br />"));
	cleaner->owes_break = false;
	cleaner->is_inline = true;
}

static bool
is_blank(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!html_is_space(s.ptr[i]))
			return false;
	}
	return true;
}

static struct slice
trim_start(struct slice s)
{
	while (s.len > 0 && html_is_space(s.ptr[0]))
		s = slice_from(s, 1);
	return s;
}

/* Blanks that were references, "&#32;", or stood behind such. */
static void
trim_output_start(struct html_cleaner *cleaner)
{
	struct buffer *out = cleaner->out;
	struct slice text = slice_from(buffer_slice(out), cleaner->start);
	struct slice trimmed = trim_start(text);

	if (trimmed.len == text.len)
		return;
	memmove(out->ptr + cleaner->start, trimmed.ptr, trimmed.len);
	buffer_truncate(out, cleaner->start + trimmed.len);
}

static void
clean_text(struct html_cleaner *cleaner, struct slice raw)
{
	struct buffer *out = cleaner->out;
	size_t before;

	if (out->len == cleaner->start)
		raw = trim_start(raw);
	raw = utf8_cut(raw, room(cleaner));
	if (raw.len == 0)
		return;
	if ((cleaner->owes_break || !cleaner->is_inline) && !is_blank(raw))
		pay_break(cleaner);
	before = out->len;
	html_append_text(raw, REFERENCE_HTML_TEXT, out);
	if (before == cleaner->start)
		trim_output_start(cleaner);
}

static void
push(struct html_cleaner *cleaner, struct slice name, uint32_t nest)
{
	cleaner->open[cleaner->depth++] = (struct html_open){ name, nest };
}

/* Place above the outermost open element of closes that no one of stops
 * shields, or the depth. */
static size_t
find_closed(const struct html_cleaner *cleaner, struct html_nesting nesting)
{
	size_t found = cleaner->depth;

	for (size_t i = cleaner->depth; i > 0; i--) {
		uint32_t nest = cleaner->open[i - 1].nest;

		if ((nest & nesting.closes) != 0)
			found = i - 1;
		else if ((nest & nesting.stops) != 0)
			break;
	}
	return found;
}

static bool
is_open(const struct html_cleaner *cleaner, enum html_nest nest,
    enum html_nest stop)
{
	for (size_t i = cleaner->depth; i > 0; i--) {
		if (cleaner->open[i - 1].nest == NEST_BIT(nest))
			return true;
		if (cleaner->open[i - 1].nest == NEST_BIT(stop))
			return false;
	}
	return false;
}

static bool
is_table_part(enum html_nest nest)
{
	return nest >= NEST_CAPTION && nest <= NEST_CELL;
}

/*
 * Makes the place for element: closes what it ends, opens the row that a cell
 * needs. False where it cannot stand: parts of a table outside one, which HTML
 * would drop, and so stop being the same when read again.
 */
static bool
make_place(struct html_cleaner *cleaner, const struct html_element *element)
{
	enum html_nest nest = (enum html_nest)element->nest;
	bool is_strict = cleaner->options->level == HTML_STRICT;

	if (nest == NEST_FREE)
		return true;
	if (is_strict && is_table_part(nest) &&
	    !is_open(cleaner, NEST_TABLE, NEST_COUNT))
		return false;
	close_to(cleaner, find_closed(cleaner, html_nestings[nest]));
	if (is_strict && nest == NEST_CELL &&
	    cleaner->depth < LIMIT_HTML_DEPTH - 1 &&
	    !is_open(cleaner, NEST_ROW, NEST_TABLE)) {
		const char *row = html_element_find(SLICE("tr"))->name;

		buffer_append(cleaner->out, SLICE("<tr>"));
		push(cleaner, slice_of(row), NEST_BIT(NEST_ROW));
	}
	return true;
}

static bool
is_kept(const struct html_cleaner *cleaner, const struct html_element *element)
{
	return element->kept == KEPT_ALWAYS ||
	    (element->kept == KEPT_WIDE &&
		cleaner->options->level == HTML_WIDE);
}

static bool
is_block(const struct html_element *element)
{
	return element->role != ROLE_INLINE && element->role != ROLE_LINK &&
	    element->role != ROLE_IMAGE && element->role != ROLE_BREAK;
}

/* A block that is left out. At the wide level no block of note is. */
static void
owe_break(struct html_cleaner *cleaner, const struct html_element *element)
{
	if (is_block(element) && cleaner->options->level == HTML_STRICT)
		cleaner->owes_break = true;
}

static void
note_written(struct html_cleaner *cleaner, const struct html_element *element)
{
	if (is_block(element) || element->role == ROLE_BREAK)
		note_block(cleaner);
	else
		pay_break(cleaner);
}

static void
enter_foreign(struct html_cleaner *cleaner, const struct html_element *element)
{
	if (element->special != SPECIAL_MATH && element->special != SPECIAL_SVG)
		return;
	cleaner->within = element->special == SPECIAL_MATH ? FOREIGN_MATH
							   : FOREIGN_SVG;
	cleaner->foreign_at = cleaner->depth;
}

/* Opens an element, or writes it whole if it can hold nothing. */
static void
open_element(struct html_cleaner *cleaner, const struct html_element *element,
    struct slice name, const struct html_token *token)
{
	bool is_void = element != NULL && element->is_void;
	struct html_kept_attributes kept;

	if (cleaner->depth == LIMIT_HTML_DEPTH && !is_void) {
		cleaner->too_deep += !token->is_empty;
		return;
	}
	html_attributes_read(cleaner, element, token->attributes, &kept);
	if (element != NULL) {
		if (html_tag_is_worthless(cleaner, element, &kept))
			return;
		note_written(cleaner, element);
	}
	html_tag_write(cleaner, element, name, &kept);
	if (is_void)
		return;
	if (element != NULL)
		enter_foreign(cleaner, element);
	push(cleaner, name, element == NULL ? 0 : NEST_BIT(element->nest));
	if (token->is_empty)
		close_top(cleaner);
}

/* A start tag inside math or svg. False if it is HTML that ends them. */
static bool
start_foreign(struct html_cleaner *cleaner, const struct html_token *token)
{
	const struct html_foreign_name *foreign =
	    html_foreign_element(cleaner->within, token->name);

	if (foreign != NULL) {
		open_element(cleaner, NULL, foreign->name, token);
		return true;
	}
	if (token->element == NULL || !is_block(token->element) ||
	    !token->element->is_html)
		return true;
	close_to(cleaner, cleaner->foreign_at);
	return false;
}

static void
clean_start(struct html_cleaner *cleaner, const struct html_token *token)
{
	const struct html_element *element = token->element;

	if (room(cleaner) == 0)
		return;
	if (cleaner->within != FOREIGN_NONE && start_foreign(cleaner, token))
		return;
	if (element == NULL)
		return;
	if (!is_kept(cleaner, element) || !make_place(cleaner, element)) {
		owe_break(cleaner, element);
		return;
	}
	open_element(cleaner, element, slice_of(element->name), token);
}

static void
clean_end(struct html_cleaner *cleaner, const struct html_token *token)
{
	const struct html_element *element = token->element;
	const struct html_foreign_name *foreign = NULL;
	struct slice name;
	uint32_t stops = 0;

	if (cleaner->within != FOREIGN_NONE)
		foreign = html_foreign_element(cleaner->within, token->name);
	if (foreign == NULL && element == NULL)
		return;
	if (foreign == NULL) {
		if (!is_kept(cleaner, element)) {
			owe_break(cleaner, element);
			return;
		}
		stops = html_nestings[element->nest].stops;
	}
	if (foreign == NULL && element->is_void) {
		/* HTML reads a lone </br> as <br>, and no other. */
		if (element->role == ROLE_BREAK &&
		    !slice_has_suffix(buffer_slice(cleaner->out),
			SLICE("<br />")))
			clean_start(cleaner, token);
		return;
	}
	if (cleaner->too_deep > 0) {
		cleaner->too_deep--;
		return;
	}
	name = foreign != NULL ? foreign->name : slice_of(element->name);
	for (size_t i = cleaner->depth; i > 0; i--) {
		if (slice_eq(cleaner->open[i - 1].name, name)) {
			close_to(cleaner, i - 1);
			return;
		}
		if ((cleaner->open[i - 1].nest & stops) != 0)
			return;
	}
}

void
html_cleaner_token(struct html_cleaner *cleaner, const struct html_token *token)
{
	switch (token->kind) {
	case HTML_TEXT:
		clean_text(cleaner, token->text);
		break;
	case HTML_START:
		clean_start(cleaner, token);
		break;
	case HTML_END:
		clean_end(cleaner, token);
		break;
	}
}

bool
html_clean(struct slice markup, const struct html_options *options,
    struct buffer *out)
{
	struct html_cleaner cleaner;
	struct html_tokens tokens;
	struct html_token token;

	html_cleaner_init(&cleaner, options, out);
	html_tokens_init(&tokens, markup, html_cleaner_reading(options->level));
	while (html_tokens_next(&tokens, &token))
		html_cleaner_token(&cleaner, &token);
	return html_cleaner_finish(&cleaner);
}

bool
html_is_element(struct slice name)
{
	const struct html_element *element = html_element_find(name);

	return element != NULL && element->is_html;
}

bool
html_is_void(struct slice name)
{
	const struct html_element *element = html_element_find(name);

	return element != NULL && element->is_void;
}
