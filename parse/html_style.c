/*
 * CSS in style attributes. First all url(...) go; then the whole must be made
 * of harmless pieces and be a list of "name: value", or nothing of it stays;
 * then each declaration is kept or not by its name, and those of boxes also by
 * each word of their value. No escapes, comments, functions or strings with
 * punctuation get through the second step, so that no reading of CSS can find
 * anything else in the result.
 */
#include "parse/html_style.h"

#include "compiler.h"
#include "limits.h"

/* clang-format off */
static const char *const properties[] = {
	"azimuth", "background-color", "border-bottom-color", "border-collapse",
	"border-color", "border-left-color", "border-right-color",
	"border-top-color", "clear", "color", "cursor", "direction", "display",
	"elevation", "float", "font", "font-family", "font-size", "font-style",
	"font-variant", "font-weight", "height", "letter-spacing",
	"line-height", "overflow", "pause", "pause-after", "pause-before",
	"pitch", "pitch-range", "richness", "speak", "speak-header",
	"speak-numeral", "speak-punctuation", "speech-rate", "stress",
	"text-align", "text-decoration", "text-indent", "unicode-bidi",
	"vertical-align", "voice-family", "volume", "white-space", "width",
};
static const char *const svg_properties[] = {
	"fill", "fill-opacity", "fill-rule", "stroke", "stroke-linecap",
	"stroke-linejoin", "stroke-opacity", "stroke-width",
};
/* Any property that begins so, if all the words of its value are known. */
static const char *const boxes[] = {
	"background", "border", "margin", "padding",
};
static const char *const keywords[] = {
	"!important", "aqua", "auto", "black", "block", "blue", "bold", "both",
	"bottom", "brown", "center", "collapse", "dashed", "dotted", "fuchsia",
	"gray", "green", "italic", "left", "lime", "maroon", "medium", "navy",
	"none", "normal", "nowrap", "olive", "pointer", "purple", "red",
	"right", "silver", "solid", "teal", "top", "transparent", "underline",
	"white", "yellow",
};
static const char *const units[] = {
	"", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "%", ",", ")",
};
/* clang-format on */

static bool
is_one_of(struct slice word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_eq_nocase(word, slice_of(words[i])))
			return true;
	}
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word_char(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || is_digit(c) ||
	    c == '_';
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_plain(char c)
{
	return (is_word_char(c) && c != '_') || is_space(c) ||
	    slice_find_char(SLICE(":,;#%.!"), c) != SIZE_MAX;
}

/* Length of url(...) at the start of s, with the blanks behind it; 0: none. */
static size_t
url_len(struct slice s)
{
	size_t at = 3, end;

	if (!slice_has_prefix_nocase(s, SLICE("url")))
		return 0;
	while (at < s.len && is_space(s.ptr[at]))
		at++;
	if (at == s.len || s.ptr[at] != '(')
		return 0;
	end = slice_find_char(slice_from(s, at), ')');
	if (end == SIZE_MAX)
		return 0;
	at += end + 1;
	while (at < s.len && is_space(s.ptr[at]))
		at++;
	return at;
}

static void
append_without_urls(struct slice style, struct buffer *out)
{
	const char *last = style.len == 0 ? NULL
					  : memrchr(style.ptr, ')', style.len);

	/* Behind the last ')' no url( is looked at, so that each search for
	 * its end finds one near. */
	while (last != NULL && style.ptr <= last) {
		size_t len = url_len(style);

		if (len > 0)
			buffer_append_char(out, ' ');
		else
			buffer_append_char(out, style.ptr[0]);
		style = slice_from(style, len > 0 ? len : 1);
	}
	buffer_append(out, style);
}

/* Length of "words", 'words' or (1, 2, 3) at the start of s; 0: none. */
static size_t
group_len(struct slice s)
{
	char last = s.ptr[0];
	size_t end;

	if (last == '(')
		last = ')';
	end = slice_find_char(slice_from(s, 1), last);
	if (end == SIZE_MAX || end == 0)
		return 0;
	for (size_t i = 1; i <= end; i++) {
		char c = s.ptr[i];
		bool is_fine = last == ')' ? is_digit(c) || c == ','
					   : is_word_char(c) || (c & 0x80) != 0;

		if (!is_fine && !is_space(c))
			return 0;
	}
	return end + 2;
}

/* Every piece of the style is one that can do no harm. */
static bool
is_harmless(struct slice s)
{
	size_t at = 0;

	while (at < s.len) {
		char c = s.ptr[at];
		size_t len = 1;

		if (c == '"' || c == '\'' || c == '(')
			len = group_len(slice_from(s, at));
		else if (c == '-')
			len = at > 0 && at + 1 < s.len &&
			    is_word_char(s.ptr[at - 1]) &&
			    is_word_char(s.ptr[at + 1]);
		else if (!is_plain(c))
			len = 0;
		if (len == 0)
			return false;
		at += len;
	}
	return true;
}

static bool
is_name(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_word_char(s.ptr[i]) && s.ptr[i] != '-')
			return false;
	}
	return s.len > 0;
}

/*
 * Takes the next declaration off *rest; *name is empty where there is nothing
 * but blanks. False where it is none.
 */
static bool
cut_declaration(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice declaration;
	size_t colon;

	(void)slice_cut(rest, ';', &declaration); /* the caller saw some left */
	declaration = slice_trim(declaration);
	colon = slice_find_char(declaration, ':');
	*name = slice_trim(slice_sub(declaration, 0, colon));
	*value = colon == SIZE_MAX
	    ? SLICE_NONE
	    : slice_trim(slice_from(declaration, colon + 1));
	if (declaration.len == 0)
		return true;
	return colon != SIZE_MAX && is_name(*name) &&
	    slice_find_char(*value, ':') == SIZE_MAX;
}

static bool
is_list(struct slice style)
{
	struct slice name, value;

	while (style.ptr != NULL) {
		if (!cut_declaration(&style, &name, &value))
			return false;
	}
	return true;
}

static size_t
digits(struct slice s, size_t at)
{
	size_t start = at;

	while (at < s.len && is_digit(s.ptr[at]))
		at++;
	return at - start;
}

/* Three digits are enough for any margin; 99999em hides the page. */
static bool
is_length(struct slice word)
{
	size_t at = digits(word, 0);

	if (at > 3)
		return false;
	if (at < word.len && word.ptr[at] == '.') {
		size_t fraction = digits(word, at + 1);

		if (fraction > 2)
			return false;
		at += 1 + fraction;
	}
	return at > 0 &&
	    is_one_of(slice_from(word, at), units, ARRAY_LEN(units));
}

static bool
is_colour(struct slice word)
{
	if (slice_has_prefix_nocase(word, SLICE("rgb(")))
		return true; /* digits, commas and ')' alone can follow */
	if (!slice_has_prefix(word, SLICE("#")) || word.len == 1)
		return false;
	for (size_t i = 1; i < word.len; i++) {
		char c = (char)(word.ptr[i] | 0x20);

		if (!is_digit(word.ptr[i]) && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

static bool
all_words_are_known(struct slice value)
{
	size_t at = 0;

	while (at < value.len) {
		size_t start = at;
		struct slice word;

		while (at < value.len && !is_space(value.ptr[at]))
			at++;
		word = slice_sub(value, start, at - start);
		if (word.len > 0 &&
		    !is_one_of(word, keywords, ARRAY_LEN(keywords)) &&
		    !is_length(word) && !is_colour(word))
			return false;
		at++;
	}
	return true;
}

static bool
may_keep(struct slice name, struct slice value, enum html_foreign within)
{
	struct slice family = slice_sub(name, 0, slice_find_char(name, '-'));

	if (value.len == 0)
		return false;
	if (is_one_of(name, properties, ARRAY_LEN(properties)))
		return true;
	if (is_one_of(family, boxes, ARRAY_LEN(boxes)))
		return all_words_are_known(value);
	return within == FOREIGN_SVG &&
	    is_one_of(name, svg_properties, ARRAY_LEN(svg_properties));
}

static void
append_declarations(struct slice style, enum html_foreign within,
    struct buffer *out)
{
	size_t start = out->len;
	struct slice name, value;

	while (style.ptr != NULL) {
		if (!cut_declaration(&style, &name, &value) ||
		    !may_keep(name, value, within))
			continue;
		if (out->len > start)
			buffer_append_char(out, ' ');
		buffer_append(out, name);
		buffer_append_string(out, ": ");
		buffer_append(out, value);
		buffer_append_char(out, ';');
	}
}

bool
html_style_clean(struct slice style, enum html_foreign within,
    struct buffer *out)
{
	struct buffer plain;
	struct slice s;

	buffer_init(&plain, LIMIT_VALUE_BYTES);
	append_without_urls(style, &plain);
	s = buffer_slice(&plain);
	if (!plain.failed && s.len > 0 && is_harmless(s) && is_list(s))
		append_declarations(s, within, out);
	buffer_finish(&plain);
	return !out->failed;
}
