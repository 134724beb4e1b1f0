/*
 * The loose pass: reads markup that is not well-formed in the manner of HTML,
 * from start to end, never failing. It cuts the text into tags, text, CDATA
 * and what is skipped; loose_tags.c reads the tags, loose_structure.c decides
 * what is open. It knows no dictionary, no DTD, no recursion.
 */
#include "parse/loose.h"

#include <stdlib.h>

#include "parse/loose_skip.h"
#include "parse/loose_structure.h"
#include "parse/loose_tags.h"

struct loose {
	struct pass *pass;
	struct loose_text text;
	struct loose_structure structure;
	struct loose_tag tag;
	bool cut; /* the text ended inside something */
};

static struct slice
between(const char *from, const char *to)
{
	return (struct slice){ from, (size_t)(to - from) };
}

static struct slice
rest_of(const struct loose *loose, const char *from)
{
	return between(from, loose->text.end);
}

/* ---- text ------------------------------------------------------------------ */

static bool
is_end_tag(const struct loose *loose, const char *at)
{
	return slice_has_prefix(rest_of(loose, at), SLICE("</"));
}

/* Text up to to, where something else begins. */
static void
give_text(struct loose *loose, const char *from, const char *to)
{
	struct slice raw = between(from, to);

	if (raw.len == 0 || !pass_takes_text(loose->pass))
		return;
	/* The end of a section that nobody began. */
	if (slice_has_suffix(raw, SLICE("]]>")) && is_end_tag(loose, to))
		raw.len -= sizeof("]]>") - 1;
	pass_text(loose->pass, loose_decode(&loose->text, raw), EVENT_TEXT);
}

/* ---- CDATA ----------------------------------------------------------------- */

static const char *
find_end_tag(const char *from, const char *to, struct slice name)
{
	struct slice rest = between(from, to);
	size_t at;

	while ((at = slice_find(rest, SLICE("</"))) != SIZE_MAX) {
		rest = slice_from(rest, at + 2);
		if (slice_eq_nocase(slice_sub(rest, 0, name.len), name))
			return rest.ptr - 2;
	}
	return NULL;
}

/*
 * Where the section that begins at from ends; *behind is where the text goes
 * on. It was not closed if the next entry comes before "]]>", with the end of
 * the element round it in between: an entry that is merely quoted in it has no
 * such end before it.
 */
static const char *
cdata_end(struct loose *loose, const char *from, const char **behind)
{
	const char *close = look_ahead(&loose->text, AHEAD_CDATA_END, from);
	const char *entry = look_ahead(&loose->text, AHEAD_ENTRY, from);
	struct slice leaf = loose_structure_leaf(&loose->structure);
	const char *end = NULL;

	if (close < entry) {
		*behind = close + (sizeof("]]>") - 1);
		return close;
	}
	if (leaf.len > 0)
		end = find_end_tag(from, entry, leaf);
	if (end == NULL && close < loose->text.end) {
		*behind = close + (sizeof("]]>") - 1);
		return close;
	}
	if (end == NULL)
		end = entry;
	if (end == loose->text.end)
		loose->cut = true;
	*behind = end;
	return end;
}

#define CDATA_OPEN "<![CDATA["

/* Content is literal, but for line ends and sections that begin inside. */
static void
give_cdata(struct loose *loose, struct slice content)
{
	size_t at;

	do {
		struct slice line;

		at = slice_find(content, SLICE(CDATA_OPEN));
		line = slice_sub(content, 0, at);
		if (at != SIZE_MAX)
			content = slice_from(content,
			    at + sizeof(CDATA_OPEN) - 1);
		pass_text(loose->pass, loose_line_ends(&loose->text, line),
		    EVENT_CDATA);
	} while (at != SIZE_MAX);
}

static const char *
read_cdata(struct loose *loose, const char *from)
{
	const char *behind, *end;

	from += sizeof(CDATA_OPEN) - 1;
	end = cdata_end(loose, from, &behind);
	if (pass_takes_text(loose->pass))
		give_cdata(loose, between(from, end));
	return behind;
}

/* ---- tags ------------------------------------------------------------------ */

static const char *
read_bang(struct loose *loose, const char *from)
{
	struct slice rest = rest_of(loose, from);

	if (slice_has_prefix_nocase(rest, SLICE(CDATA_OPEN)))
		return read_cdata(loose, from);
	if (slice_has_prefix(rest, SLICE("<!--")))
		return loose_skip_comment(&loose->text, from);
	return loose_skip_declaration(&loose->text, from);
}

/* "< item >": white space is forgiven where the name is one of the feed's. */
static bool
has_feed_name(const struct loose *loose, const char *from)
{
	struct slice rest = slice_sub(rest_of(loose, from), 0, LIMIT_EXT_KEYS);
	size_t len = 0;

	rest = slice_trim(rest);
	while (len < rest.len && loose_begins_name(rest.ptr[len]))
		len++;
	return len > 0 && len < rest.len &&
	    (rest.ptr[len] == ' ' || rest.ptr[len] == '>') &&
	    loose_structure_knows(&loose->structure, slice_sub(rest, 0, len));
}

static bool
begins_start(const struct loose *loose, const char *from)
{
	if (from + 1 >= loose->text.end)
		return false;
	return loose_begins_name(from[1]) ||
	    (from[1] == ' ' && has_feed_name(loose, from + 1));
}

static bool
begins_end(const struct loose *loose, const char *from)
{
	if (from + 2 >= loose->text.end || from[1] != '/')
		return false;
	return loose_begins_name(from[2]) ||
	    (from[2] == ' ' && has_feed_name(loose, from + 2));
}

/* What begins with '<' at from: what is behind it, or NULL if it is text. */
static const char *
read_markup(struct loose *loose, const char *from)
{
	struct slice prefix, local;
	const char *behind;

	if (from + 1 < loose->text.end && from[1] == '!')
		return read_bang(loose, from);
	if (from + 1 < loose->text.end && from[1] == '?')
		return loose_skip_instruction(&loose->text, from);
	if (begins_start(loose, from)) {
		behind = loose_read_start(&loose->text, from, &loose->tag);
		if (behind != NULL)
			loose_structure_start(&loose->structure, &loose->tag);
		return behind;
	}
	if (!begins_end(loose, from))
		return NULL;
	behind = loose_read_end(&loose->text, from, &prefix, &local);
	if (behind != NULL)
		loose_structure_end(&loose->structure, prefix, local);
	return behind;
}

/* Text that begins like a tag, and ends with the input, was one. */
static bool
is_cut_tag(const struct loose *loose, const char *from)
{
	return (begins_start(loose, from) || begins_end(loose, from)) &&
	    memchr(from + 1, '<', (size_t)(loose->text.end - from - 1)) ==
	    NULL &&
	    memchr(from, '>', (size_t)(loose->text.end - from)) == NULL;
}

static void
read_part(struct loose *loose, struct slice part)
{
	const char *at = part.ptr, *text = part.ptr;

	loose->text.end = part.ptr + part.len;
	memset(&loose->text.ahead, 0, sizeof(loose->text.ahead));
	while (pass_is_sound(loose->pass)) {
		const char *from = look_ahead(&loose->text, AHEAD_TAG_OPEN, at);
		const char *behind;

		if (from == loose->text.end)
			break;
		give_text(loose, text, from);
		text = from;
		behind = read_markup(loose, from);
		if (behind != NULL) {
			at = text = behind;
		} else if (is_cut_tag(loose, from)) {
			text = loose->text.end;
			loose->cut = true;
			break;
		} else {
			at = from + 1; /* "5 < 6": it is text */
		}
	}
	give_text(loose, text, loose->text.end);
}

void
loose_run(struct pass *pass, const struct prescan *scan)
{
	struct loose *loose = malloc(sizeof(*loose));

	if (loose == NULL) {
		pass->build.failed = true;
		return;
	}
	loose->pass = pass;
	loose->cut = false;
	loose_text_init(&loose->text, scan);
	loose_structure_init(&loose->structure, pass);
	if (scan->before.len > 0)
		read_part(loose, scan->before);
	if (scan->after.len > 0)
		read_part(loose, scan->after);
	pass->state.truncated |= loose_structure_close(&loose->structure);
	pass->state.truncated |= loose->cut;
	loose_text_finish(&loose->text);
	free(loose);
}
