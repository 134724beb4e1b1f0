/*
 * The elements of HTML: which are kept at which level, where they may stand,
 * and what they are in plain text. One table a letter, the commonest names
 * first, so that a name is found by comparing two words with a few rows. A new
 * element is one row. Attributes are in html_attributes.c.
 */
#include "parse/html_allow.h"

#define NAMED(element, level) \
	.name = (element), .kept = (level), .is_html = true
#define ALWAYS(element) NAMED(element, KEPT_ALWAYS)
#define WIDE(element)   NAMED(element, KEPT_WIDE)
#define NEVER(element)  NAMED(element, KEPT_NEVER)

/* clang-format off */
static const struct html_element rows_a[] = {
	{ ALWAYS("a"), .strict = STRICT_LINK, .nest = NEST_LINK, .role =
	    ROLE_LINK, .special = SPECIAL_LINK, .has_urls = true },
	{ ALWAYS("abbr") },
	{ WIDE("acronym") },
	{ WIDE("address"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ NEVER("applet"), .content = CONTENT_CODE },
	{ WIDE("area"), .is_void = true, .has_urls = true },
	{ WIDE("article"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("aside"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("audio"), .strict = STRICT_SOURCE, .special = SPECIAL_MEDIA,
	    .has_urls = true },
};
static const struct html_element rows_b[] = {
	{ ALWAYS("br"), .role = ROLE_BREAK, .is_void = true },
	{ ALWAYS("b") },
	{ ALWAYS("blockquote"), .strict = STRICT_CITE, .nest = NEST_BLOCK, .role =
	    ROLE_QUOTE, .has_urls = true },
	{ NEVER("base"), .is_void = true },
	{ NEVER("basefont"), .is_void = true },
	{ NEVER("bdi") },
	{ NEVER("bdo") },
	{ NEVER("bgsound"), .is_void = true },
	{ WIDE("big") },
	{ NEVER("blink") },
	{ NEVER("body"), .role = ROLE_BLOCK, .has_urls = true },
	{ WIDE("button"), .nest = NEST_BUTTON },
};
static const struct html_element rows_c[] = {
	{ ALWAYS("code") },
	{ WIDE("canvas") },
	{ ALWAYS("caption"), .nest = NEST_CAPTION, .role = ROLE_BLOCK },
	{ WIDE("center"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("cite") },
	{ WIDE("col"), .is_void = true },
	{ WIDE("colgroup"), .nest = NEST_GROUP },
	{ NEVER("command"), .is_void = true },
};
static const struct html_element rows_d[] = {
	{ WIDE("div"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ NEVER("data") },
	{ WIDE("datalist"), .nest = NEST_SELECT },
	{ ALWAYS("dd"), .nest = NEST_TERM, .role = ROLE_LINE },
	{ ALWAYS("del"), .strict = STRICT_CITE | STRICT_TIME, .has_urls = true
	    },
	{ WIDE("details"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("dfn") },
	{ WIDE("dialog"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("dir"), .nest = NEST_LIST, .role = ROLE_LIST },
	{ ALWAYS("dl"), .nest = NEST_TERMS, .role = ROLE_BLOCK },
	{ ALWAYS("dt"), .nest = NEST_TERM, .role = ROLE_LINE },
};
static const struct html_element rows_e[] = {
	{ ALWAYS("em") },
	{ NEVER("embed"), .is_void = true, .has_urls = true },
};
static const struct html_element rows_f[] = {
	{ WIDE("fieldset"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("figcaption"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("figure"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("font") },
	{ WIDE("footer"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("form"), .nest = NEST_BLOCK, .role = ROLE_BLOCK, .has_urls = true
	    },
	{ NEVER("frame"), .is_void = true },
	{ NEVER("frameset"), .role = ROLE_BLOCK },
};
static const struct html_element rows_h[] = {
	{ ALWAYS("h2"), .nest = NEST_HEADING, .role = ROLE_BLOCK },
	{ ALWAYS("h3"), .nest = NEST_HEADING, .role = ROLE_BLOCK },
	{ ALWAYS("h1"), .nest = NEST_HEADING, .role = ROLE_BLOCK },
	{ ALWAYS("h4"), .nest = NEST_HEADING, .role = ROLE_BLOCK },
	{ ALWAYS("h5"), .nest = NEST_HEADING, .role = ROLE_BLOCK },
	{ ALWAYS("h6"), .nest = NEST_HEADING, .role = ROLE_BLOCK },
	{ NEVER("head"), .role = ROLE_BLOCK },
	{ WIDE("header"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ NEVER("hgroup"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("hr"), .nest = NEST_BLOCK, .role = ROLE_BLOCK, .is_void = true
	    },
	{ NEVER("html"), .role = ROLE_BLOCK },
};
static const struct html_element rows_i[] = {
	{ ALWAYS("img"), .strict = STRICT_SOURCE | STRICT_ALT | STRICT_SIZE,
	    .role = ROLE_IMAGE, .special = SPECIAL_IMAGE, .is_void = true,
	    .has_urls = true },
	{ ALWAYS("i") },
	{ NEVER("iframe"), .content = CONTENT_HIDDEN, .has_urls = true },
	{ NEVER("image"), .role = ROLE_IMAGE },
	{ WIDE("input"), .is_void = true, .has_urls = true },
	{ ALWAYS("ins"), .strict = STRICT_CITE | STRICT_TIME, .has_urls = true
	    },
	{ NEVER("isindex") },
};
static const struct html_element rows_k[] = {
	{ ALWAYS("kbd") },
	{ NEVER("keygen"), .is_void = true },
};
static const struct html_element rows_l[] = {
	{ ALWAYS("li"), .strict = STRICT_LIST, .nest = NEST_ITEM, .role =
	    ROLE_ITEM },
	{ WIDE("label") },
	{ WIDE("legend"), .role = ROLE_BLOCK },
	{ NEVER("link"), .is_void = true, .has_urls = true },
	{ NEVER("listing"), .nest = NEST_BLOCK, .role = ROLE_PRE },
};
static const struct html_element rows_m[] = {
	{ WIDE("m") },
	{ NEVER("main"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("map") },
	{ NEVER("marquee") },
	{ .name = "math", .kept = KEPT_WIDE, .special = SPECIAL_MATH },
	{ WIDE("menu"), .nest = NEST_LIST, .role = ROLE_LIST },
	{ NEVER("meta"), .is_void = true },
	{ WIDE("meter") },
	{ WIDE("multicol"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
};
static const struct html_element rows_n[] = {
	{ WIDE("nav"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ NEVER("nextid") },
	{ NEVER("nobr") },
	{ NEVER("noembed") },
	{ NEVER("noframes") },
	{ WIDE("noscript"), .content = CONTENT_HIDDEN },
};
static const struct html_element rows_o[] = {
	{ ALWAYS("ol"), .strict = STRICT_LIST, .nest = NEST_LIST, .role =
	    ROLE_NUMBERED },
	{ NEVER("object"), .has_urls = true },
	{ WIDE("optgroup"), .nest = NEST_OPTIONS },
	{ WIDE("option"), .nest = NEST_OPTION, .role = ROLE_LINE },
	{ WIDE("output") },
};
static const struct html_element rows_p[] = {
	{ ALWAYS("p"), .nest = NEST_PARAGRAPH, .role = ROLE_BLOCK },
	{ ALWAYS("pre"), .nest = NEST_BLOCK, .role = ROLE_PRE },
	{ NEVER("param"), .is_void = true },
	{ ALWAYS("picture") },
	{ NEVER("plaintext"), .nest = NEST_BLOCK, .role = ROLE_PRE },
	{ WIDE("progress") },
};
static const struct html_element rows_q[] = {
	{ ALWAYS("q"), .strict = STRICT_CITE, .has_urls = true },
};
static const struct html_element rows_r[] = {
	{ NEVER("rb"), .nest = NEST_RUBY_TEXT },
	{ WIDE("rp"), .nest = NEST_RUBY_TEXT },
	{ WIDE("rt"), .nest = NEST_RUBY_TEXT },
	{ NEVER("rtc"), .nest = NEST_RUBY_TEXT },
	{ WIDE("ruby"), .nest = NEST_RUBY },
};
static const struct html_element rows_s[] = {
	{ WIDE("span") },
	{ ALWAYS("strong") },
	{ ALWAYS("s") },
	{ ALWAYS("samp") },
	{ NEVER("script"), .content = CONTENT_CODE },
	{ NEVER("search"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("section"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ WIDE("select"), .nest = NEST_SELECT },
	{ NEVER("slot") },
	{ ALWAYS("small") },
	{ ALWAYS("source"), .strict = STRICT_SOURCE | STRICT_TYPE, .is_void =
	    true, .has_urls = true },
	{ NEVER("spacer") },
	{ WIDE("strike") },
	{ NEVER("style"), .content = CONTENT_CODE },
	{ ALWAYS("sub") },
	{ NEVER("summary"), .nest = NEST_BLOCK, .role = ROLE_BLOCK },
	{ ALWAYS("sup") },
	{ .name = "svg", .kept = KEPT_WIDE, .special = SPECIAL_SVG },
};
static const struct html_element rows_t[] = {
	{ ALWAYS("td"), .strict = STRICT_CELL, .nest = NEST_CELL, .role =
	    ROLE_CELL },
	{ ALWAYS("tr"), .nest = NEST_ROW, .role = ROLE_ROW },
	{ ALWAYS("table"), .nest = NEST_TABLE, .role = ROLE_BLOCK },
	{ ALWAYS("tbody"), .nest = NEST_GROUP, .role = ROLE_LINE },
	{ NEVER("template"), .content = CONTENT_HIDDEN },
	{ WIDE("textarea"), .content = CONTENT_PLAIN },
	{ ALWAYS("tfoot"), .nest = NEST_GROUP, .role = ROLE_LINE },
	{ ALWAYS("th"), .strict = STRICT_CELL, .nest = NEST_CELL, .role =
	    ROLE_CELL },
	{ ALWAYS("thead"), .nest = NEST_GROUP, .role = ROLE_LINE },
	{ ALWAYS("time"), .strict = STRICT_TIME },
	{ NEVER("title"), .role = ROLE_BLOCK, .content = CONTENT_PLAIN },
	{ NEVER("track"), .is_void = true, .has_urls = true },
	{ WIDE("tt") },
};
static const struct html_element rows_u[] = {
	{ ALWAYS("ul"), .nest = NEST_LIST, .role = ROLE_LIST },
	{ ALWAYS("u") },
};
static const struct html_element rows_v[] = {
	{ ALWAYS("var") },
	{ ALWAYS("video"), .strict = STRICT_SOURCE | STRICT_POSTER |
	    STRICT_SIZE, .special = SPECIAL_MEDIA, .has_urls = true },
};
static const struct html_element rows_w[] = {
	{ ALWAYS("wbr"), .is_void = true },
};
static const struct html_element rows_x[] = {
	{ NEVER("xmp"), .nest = NEST_BLOCK, .role = ROLE_PRE },
};

static const struct html_rows letters[HTML_LETTERS] = {
	['a' - 'a'] = HTML_ROWS(rows_a),
	['b' - 'a'] = HTML_ROWS(rows_b),
	['c' - 'a'] = HTML_ROWS(rows_c),
	['d' - 'a'] = HTML_ROWS(rows_d),
	['e' - 'a'] = HTML_ROWS(rows_e),
	['f' - 'a'] = HTML_ROWS(rows_f),
	['h' - 'a'] = HTML_ROWS(rows_h),
	['i' - 'a'] = HTML_ROWS(rows_i),
	['k' - 'a'] = HTML_ROWS(rows_k),
	['l' - 'a'] = HTML_ROWS(rows_l),
	['m' - 'a'] = HTML_ROWS(rows_m),
	['n' - 'a'] = HTML_ROWS(rows_n),
	['o' - 'a'] = HTML_ROWS(rows_o),
	['p' - 'a'] = HTML_ROWS(rows_p),
	['q' - 'a'] = HTML_ROWS(rows_q),
	['r' - 'a'] = HTML_ROWS(rows_r),
	['s' - 'a'] = HTML_ROWS(rows_s),
	['t' - 'a'] = HTML_ROWS(rows_t),
	['u' - 'a'] = HTML_ROWS(rows_u),
	['v' - 'a'] = HTML_ROWS(rows_v),
	['w' - 'a'] = HTML_ROWS(rows_w),
	['x' - 'a'] = HTML_ROWS(rows_x),
};

#define IN_TABLE (NEST_BIT(NEST_TABLE) | NEST_BIT(NEST_CELL) | \
	NEST_BIT(NEST_CAPTION))
#define SCOPE (IN_TABLE | NEST_BIT(NEST_BUTTON))
/* What no element is: the search for it ends at the root. */
#define ROOT 0

const struct html_nesting html_nestings[NEST_COUNT] = {
	[NEST_FREE] = { 0, IN_TABLE },
	[NEST_BLOCK] = { NEST_BIT(NEST_PARAGRAPH), SCOPE },
	[NEST_PARAGRAPH] = { NEST_BIT(NEST_PARAGRAPH), SCOPE },
	[NEST_HEADING] = { NEST_BIT(NEST_PARAGRAPH) | NEST_BIT(NEST_HEADING),
	    SCOPE },
	[NEST_LIST] = { NEST_BIT(NEST_PARAGRAPH), SCOPE },
	[NEST_ITEM] = { NEST_BIT(NEST_PARAGRAPH) | NEST_BIT(NEST_ITEM),
	    SCOPE | NEST_BIT(NEST_LIST) },
	[NEST_TERMS] = { NEST_BIT(NEST_PARAGRAPH), SCOPE },
	[NEST_TERM] = { NEST_BIT(NEST_PARAGRAPH) | NEST_BIT(NEST_TERM),
	    SCOPE | NEST_BIT(NEST_TERMS) },
	[NEST_TABLE] = { NEST_BIT(NEST_PARAGRAPH), ROOT },
	[NEST_CAPTION] = { 0, NEST_BIT(NEST_TABLE) },
	[NEST_GROUP] = { NEST_BIT(NEST_GROUP) | NEST_BIT(NEST_ROW) |
	    NEST_BIT(NEST_CELL) | NEST_BIT(NEST_CAPTION),
	    NEST_BIT(NEST_TABLE) },
	[NEST_ROW] = { NEST_BIT(NEST_ROW) | NEST_BIT(NEST_CELL) |
	    NEST_BIT(NEST_CAPTION), NEST_BIT(NEST_TABLE) },
	[NEST_CELL] = { NEST_BIT(NEST_CELL) | NEST_BIT(NEST_CAPTION),
	    NEST_BIT(NEST_TABLE) },
	[NEST_SELECT] = { 0, IN_TABLE },
	[NEST_OPTIONS] = { NEST_BIT(NEST_OPTION) | NEST_BIT(NEST_OPTIONS),
	    IN_TABLE | NEST_BIT(NEST_SELECT) },
	[NEST_OPTION] = { NEST_BIT(NEST_OPTION),
	    IN_TABLE | NEST_BIT(NEST_SELECT) },
	[NEST_LINK] = { NEST_BIT(NEST_LINK), SCOPE },
	[NEST_BUTTON] = { NEST_BIT(NEST_BUTTON), IN_TABLE },
	[NEST_RUBY] = { 0, IN_TABLE },
	[NEST_RUBY_TEXT] = { NEST_BIT(NEST_RUBY_TEXT),
	    IN_TABLE | NEST_BIT(NEST_RUBY) },
};
/* clang-format on */

const struct html_element *
html_element_find(struct slice name)
{
	return html_row_find(letters, name);
}
