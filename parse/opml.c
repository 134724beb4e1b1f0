/*
 * OPML by the loose tokenizer, for two lists in three have bare ampersands:
 * sound markup means the same to it. Only start and end tags of a few names
 * count; what programs put between them is passed over. libxml2 is asked
 * whether the markup was sound, which decides how far end tags are believed.
 */
#include "parse/opml.h"

#include <stdlib.h>

#include "parse/loose_skip.h"
#include "parse/outline.h"
#include "parse/sax.h"

/* An outline that is open. */
struct folder {
	struct tag_path path; /* of what stands in it */
	bool ignored;         /* isComment, or in such a one */
	bool is_pending;      /* names no feed, and holds nothing so far */
};

struct opml {
	const struct prescan *scan;
	struct loose_text text;
	struct loose_tag tag;
	struct outline_prefixes prefixes;
	struct outline outline;
	struct listing_build build;
	struct folder top, folders[LIMIT_OPML_DEPTH];
	size_t depth; /* of open outlines; may be more than there are folders */
	struct buffer title;
	bool sound;       /* well-formed */
	bool seen, ended; /* <opml>, </opml> */
	bool in_title, had_body;
};

/* ---- outlines -------------------------------------------------------------- */

/* The folder in which the next outline stands. */
static struct folder *
inmost(struct opml *opml)
{
	size_t depth = opml->depth < LIMIT_OPML_DEPTH ? opml->depth
						      : LIMIT_OPML_DEPTH;

	return depth == 0 ? &opml->top : &opml->folders[depth - 1];
}

static void
end_outline(struct opml *opml)
{
	if (opml->depth == 0)
		return;
	if (opml->depth <= LIMIT_OPML_DEPTH && inmost(opml)->is_pending)
		opml->build.listing->skipped++;
	opml->depth--;
}

static bool
is_comment(const struct opml *opml)
{
	return slice_eq_nocase(slice_trim(opml->outline.comment),
	    SLICE("true"));
}

/* Deeper than folders go, outlines count as in the last one. */
static void
begin_outline(struct opml *opml, bool is_listed, bool is_pending)
{
	const struct folder *round = inmost(opml);
	struct folder *folder;

	if (opml->depth++ >= LIMIT_OPML_DEPTH)
		return;
	folder = inmost(opml);
	*folder = (struct folder){
		.path = round->path,
		.ignored = round->ignored || is_comment(opml),
		.is_pending = is_pending,
	};
	/* In damaged markup a feed's own end may have been lost: what comes
	 * next does not stand in it. */
	if (!is_listed || opml->sound)
		tag_path_enter(&folder->path, outline_title(&opml->outline));
}

static void
read_outline(struct opml *opml)
{
	struct folder *round = inmost(opml);
	struct listing *listing = opml->build.listing;
	bool has_address, is_listed = false;

	round->is_pending = false;
	outline_read(&opml->outline, &opml->tag, &opml->prefixes);
	has_address = outline_address(&opml->outline).len > 0;
	if (has_address && !round->ignored && !is_comment(opml))
		is_listed = outline_list(&opml->outline, &opml->build,
				&round->path) == OUTLINE_LISTED;
	if (!is_listed && (has_address || opml->tag.is_empty))
		listing->skipped++;
	if (!opml->tag.is_empty)
		begin_outline(opml, is_listed, !has_address);
}

/* ---- tags ------------------------------------------------------------------ */

static void
start_tag(struct opml *opml)
{
	struct slice local = opml->tag.local;

	outline_prefixes_note(&opml->prefixes, &opml->tag);
	if (slice_eq_nocase(local, SLICE("outline"))) {
		opml->in_title = false;
		read_outline(opml);
	} else if (slice_eq_nocase(local, SLICE("opml"))) {
		opml->seen = true;
	} else if (slice_eq_nocase(local, SLICE("body"))) {
		opml->had_body = true;
		opml->in_title = false;
	} else if (slice_eq_nocase(local, SLICE("title"))) {
		opml->in_title = opml->seen && !opml->had_body &&
		    opml->title.len == 0 && !opml->tag.is_empty;
	}
}

static void
end_tag(struct opml *opml, struct slice local)
{
	opml->in_title = false;
	if (slice_eq_nocase(local, SLICE("outline")))
		end_outline(opml);
	else if (slice_eq_nocase(local, SLICE("opml")))
		opml->ended = true;
}

/* ---- the text -------------------------------------------------------------- */

static struct slice
between(const char *from, const char *to)
{
	return (struct slice){ from, (size_t)(to - from) };
}

static const char *
read_cdata(struct opml *opml, const char *from)
{
	const char *end = look_ahead(&opml->text, AHEAD_CDATA_END, from);

	from += sizeof("<![CDATA[") - 1;
	if (end == opml->text.end)
		return from; /* it was not closed: what is in it is read */
	if (opml->in_title)
		buffer_append(&opml->title, between(from, end));
	return end + (sizeof("]]>") - 1);
}

static const char *
read_bang(struct opml *opml, const char *from)
{
	struct slice rest = between(from, opml->text.end);

	if (slice_has_prefix_nocase(rest, SLICE("<![CDATA[")))
		return read_cdata(opml, from);
	if (slice_has_prefix(rest, SLICE("<!--")))
		return loose_skip_comment(&opml->text, from);
	return loose_skip_declaration(&opml->text, from);
}

static const char *
read_end(struct opml *opml, const char *from)
{
	struct slice prefix, local;
	const char *behind = loose_read_end(&opml->text, from, &prefix, &local);

	if (behind != NULL)
		end_tag(opml, local);
	return behind;
}

/* What begins with '<' at from: what is behind it, or NULL if it is text. */
static const char *
read_markup(struct opml *opml, const char *from)
{
	struct slice rest = between(from + 1, opml->text.end);
	const char *behind;

	if (slice_has_prefix(rest, SLICE("!")))
		return read_bang(opml, from);
	if (slice_has_prefix(rest, SLICE("?")))
		return loose_skip_instruction(&opml->text, from);
	if (slice_has_prefix(rest, SLICE("/")))
		return read_end(opml, from);
	if (rest.len == 0 || !loose_begins_name(rest.ptr[0]))
		return NULL;
	behind = loose_read_start(&opml->text, from, &opml->tag);
	if (behind != NULL)
		start_tag(opml);
	return behind;
}

static void
give_text(struct opml *opml, const char *from, const char *to)
{
	if (opml->in_title && from < to)
		buffer_append(&opml->title,
		    loose_decode(&opml->text, between(from, to)));
}

static void
read_part(struct opml *opml, struct slice part)
{
	const char *at = part.ptr, *text = part.ptr;

	opml->text.end = part.ptr + part.len;
	memset(&opml->text.ahead, 0, sizeof(opml->text.ahead));
	while (!opml->build.failed) {
		const char *from = look_ahead(&opml->text, AHEAD_TAG_OPEN, at);
		const char *behind;

		if (from == opml->text.end)
			break;
		give_text(opml, text, from);
		behind = read_markup(opml, from);
		text = behind != NULL ? behind : from;
		at = behind != NULL ? behind : from + 1;
	}
	give_text(opml, text, opml->text.end);
}

/* ---- the whole ------------------------------------------------------------- */

/* At least as many outlines as there are: their feeds have room. */
static size_t
count_outlines(struct slice text)
{
	size_t count = 0, at;

	while (count < LIMIT_LISTED_FEEDS &&
	    (at = slice_find_char(text, '<')) != SIZE_MAX) {
		size_t colon;
		struct slice name;

		text = slice_from(text, at + 1);
		name = slice_sub(text, 0, LIMIT_EXT_KEYS);
		colon = slice_find_char(name, ':');
		if (colon != SIZE_MAX &&
		    !slice_has_prefix_nocase(name, SLICE("outline")))
			name = slice_from(name, colon + 1);
		count += slice_has_prefix_nocase(name, SLICE("outline"));
	}
	return count;
}

static enum opml_result
close_all(struct opml *opml)
{
	struct listing *listing = opml->build.listing;

	while (opml->depth > 0)
		end_outline(opml);
	listing->title = listing_build_line(&opml->build,
	    buffer_slice(&opml->title), LIMIT_STORED_TITLE);
	listing->recovered = !opml->sound || !opml->seen;
	if (opml->seen && !opml->ended)
		listing->truncated = true;
	if (!listing_build_finish(&opml->build))
		return OPML_NO_MEMORY;
	return opml->seen || listing->feed_count > 0 ? OPML_READ : OPML_IS_NONE;
}

enum opml_result
opml_run(const struct prescan *scan, enum charset_mend mend,
    struct listing *listing)
{
	struct opml *opml = calloc(1, sizeof(*opml));
	enum opml_result result;

	if (opml == NULL)
		return OPML_NO_MEMORY;
	opml->scan = scan;
	opml->sound = !scan->recovered && !scan->loose && sax_is_sound(scan);
	buffer_init(&opml->title, LIMIT_TAG_BYTES_MAX);
	loose_text_init(&opml->text, scan);
	listing_build_init(&opml->build, listing,
	    count_outlines(scan->before) + count_outlines(scan->after));
	opml->build.mend = mend;
	if (scan->before.len > 0)
		read_part(opml, scan->before);
	if (scan->after.len > 0)
		read_part(opml, scan->after);
	result = close_all(opml);
	loose_text_finish(&opml->text);
	buffer_finish(&opml->title);
	free(opml);
	return result;
}
