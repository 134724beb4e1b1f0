/*
 * The cleaner of HTML, held against a strict reader of its output, libxml2's
 * parser of HTML, and itself: cleaning what is clean changes nothing. With it
 * the plain text, whose forms must agree with each other.
 */
#include "limits.h"
#include "parse/html.h"
#include "parse/html_text.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/unit/html_checker.h"

static void
check_cleaned(struct slice markup, enum html_level level)
{
	const struct html_options options = { .level = level,
		.base = SLICE("http://h.example/a/feed") };
	struct buffer once, twice;
	char fault[300];

	buffer_init(&once, LIMIT_READER_OUTPUT);
	buffer_init(&twice, LIMIT_READER_OUTPUT);
	FUZZ_CHECK(html_clean(markup, &options, &once));
	if (!html_checker_accepts(buffer_slice(&once), level, fault,
		sizeof(fault)) ||
	    !html_checker_tree_is_safe(buffer_slice(&once), level, fault,
		sizeof(fault)))
		fuzz_fail("level %d: %s", (int)level, fault);
	if (level == HTML_STRICT) {
		FUZZ_CHECK(html_clean(buffer_slice(&once), &options, &twice));
		FUZZ_CHECK(slice_eq(buffer_slice(&once), buffer_slice(&twice)));
	}
	buffer_finish(&once);
	buffer_finish(&twice);
}

void
fuzz_html(const struct fuzz_world *world, struct bytes input)
{
	struct buffer markup, twice;

	(void)world;
	fuzz_text(input, &markup);
	check_cleaned(buffer_slice(&markup), HTML_STRICT);
	check_cleaned(buffer_slice(&markup), HTML_WIDE);
	buffer_init(&twice, LIMIT_READER_OUTPUT);
	html_unescape_twice(buffer_slice(&markup), HTML_TWICE_BODY, &twice);
	html_unescape_twice(buffer_slice(&markup), HTML_TWICE_TITLE, &twice);
	buffer_finish(&twice);
	buffer_finish(&markup);
}

/* ---- text ---------------------------------------------------------------------- */

/* Nothing at either end that the contract keeps away. */
static void
check_ends(struct slice text)
{
	FUZZ_CHECK(slice_trim(text).len == text.len);
}

/* One pass for both gives what each gives alone. */
static void
check_together(struct slice markup, struct slice text_alone)
{
	const struct html_options options = { .level = HTML_STRICT };
	struct buffer alone, html, text;

	buffer_init(&alone, LIMIT_READER_OUTPUT);
	buffer_init(&html, LIMIT_READER_OUTPUT);
	buffer_init(&text, LIMIT_READER_OUTPUT);
	FUZZ_CHECK(html_clean(markup, &options, &alone));
	FUZZ_CHECK(html_clean_with_text(markup, &options, &html, &text));
	FUZZ_CHECK(slice_eq(buffer_slice(&alone), buffer_slice(&html)));
	FUZZ_CHECK(slice_eq(text_alone, buffer_slice(&text)));
	buffer_finish(&alone);
	buffer_finish(&html);
	buffer_finish(&text);
}

static void
check_text(struct slice markup)
{
	struct buffer text;

	buffer_init(&text, LIMIT_READER_OUTPUT);
	FUZZ_CHECK(html_to_text(markup, HTML_LINKS_PLAIN, &text));
	fuzz_check_clean(buffer_slice(&text), "\n\t");
	check_ends(buffer_slice(&text));
	check_together(markup, buffer_slice(&text));
	buffer_reset(&text);
	FUZZ_CHECK(html_to_text(markup, HTML_LINKS_LISTED, &text));
	fuzz_check_clean(buffer_slice(&text), "\n\t");
	buffer_finish(&text);
}

/* A line, escaped, is that line again: nothing of it was markup. */
static void
check_line(struct slice markup)
{
	struct buffer line, escaped, again;

	buffer_init(&line, LIMIT_READER_OUTPUT);
	buffer_init(&escaped, LIMIT_READER_OUTPUT);
	buffer_init(&again, LIMIT_READER_OUTPUT);
	FUZZ_CHECK(html_to_line(markup, &line));
	fuzz_check_clean(buffer_slice(&line), "");
	check_ends(buffer_slice(&line));
	FUZZ_CHECK(html_escape(buffer_slice(&line), &escaped));
	FUZZ_CHECK(html_to_line(buffer_slice(&escaped), &again));
	FUZZ_CHECK(slice_eq(buffer_slice(&line), buffer_slice(&again)));
	buffer_finish(&line);
	buffer_finish(&escaped);
	buffer_finish(&again);
}

void
fuzz_html_text(const struct fuzz_world *world, struct bytes input)
{
	struct buffer markup;

	(void)world;
	fuzz_text(input, &markup);
	check_text(buffer_slice(&markup));
	check_line(buffer_slice(&markup));
	buffer_finish(&markup);
}
