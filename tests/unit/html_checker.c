/*
 * The allow-lists, once more and independent of the cleaner's, and the strict
 * reader that holds its output against them. The reader knows only the
 * canonical form: tags in lower case (but for SVG), attributes in double
 * quotes, five references, everything closed.
 */
#include "html_checker.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>

#define DEPTH 80

const char html_checker_strict_elements[] =
    " a abbr b blockquote br caption cite code dd del dfn dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p picture pre q s samp "
    "small source strong sub sup table tbody td tfoot th thead time tr u ul "
    "var wbr audio video ";
const char html_checker_wide_elements[] =
    " acronym address area article aside big button canvas center col colgroup "
    "datalist details dialog dir div fieldset font footer form header input "
    "label legend m map menu meter multicol nav noscript optgroup option "
    "output progress rp rt ruby section select span strike textarea tt ";
static const char foreign_elements[] =
    " svg math circle defs desc ellipse g line linearGradient marker path "
    "polygon polyline radialGradient rect stop switch text title tspan "
    "annotation maction menclose merror mfenced mfrac mi mlabeledtr mlongdiv "
    "mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms "
    "mscarries mscarry msgroup msline mspace msqrt msrow mstack mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover none semantics "
    "maligngroup malignmark ";
static const char strict_attributes[] =
    " title lang dir href hreflang src type media width height alt poster cite "
    "datetime colspan rowspan scope abbr start value rel loading "
    "referrerpolicy controls preload ";
const char html_checker_wide_attributes[] =
    " abbr accept accept-charset accesskey action align alt axis background "
    "bgcolor border cellpadding cellspacing char charoff charset checked cite "
    "class clear color cols colspan compact coords data datetime dir disabled "
    "draggable enctype face for frame headers height hidden high href hreflang "
    "hspace id ismap label lang list longdesc loop low max maxlength media "
    "method min multiple name nohref noshade nowrap open optimum placeholder "
    "poster preload readonly rel required rev rows rowspan rules scope "
    "selected shape size span src start step style summary tabindex target "
    "title type usemap valign value volume vspace width wrap xml:lang ";
static const char url_attributes[] =
    " href src cite poster action longdesc data background usemap "
    "xlink:href ";
static const char void_elements[] = " area br col hr img input source wbr ";
static const char wide_schemes[] =
    " http https ftp ftps sftp mailto news nntp gemini gopher magnet tel sip "
    "sips irc ircs feed itpc pcast rtsp rtmp mms bitcoin lightning geo xmpp "
    "matrix ipfs ed2k svn git ";

static bool
is_listed(const char *list, struct slice word)
{
	char spaced[64];

	snprintf(spaced, sizeof(spaced), " %.*s ", SLICE_FMT(word));
	return word.len > 0 && word.len < 60 && strstr(list, spaced) != NULL;
}

struct checker {
	struct slice rest;
	enum html_level level;
	struct slice open[DEPTH];
	size_t depth, foreign; /* foreign: depth inside math or svg, or 0 */
	const char *fault;
};

static bool
report(struct checker *checker, const char *fault)
{
	checker->fault = fault;
	return false;
}

static bool
take(struct checker *checker, struct slice prefix)
{
	if (!slice_has_prefix(checker->rest, prefix))
		return false;
	checker->rest = slice_from(checker->rest, prefix.len);
	return true;
}

static struct slice
take_until(struct checker *checker, const char *ends)
{
	size_t len = 0;
	struct slice taken;

	while (len < checker->rest.len &&
	    strchr(ends, checker->rest.ptr[len]) == NULL)
		len++;
	taken = slice_sub(checker->rest, 0, len);
	checker->rest = slice_from(checker->rest, len);
	return taken;
}

static bool
text_is_plain(struct checker *checker, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		struct slice here = slice_from(s, i);

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
			return report(checker, "a control character");
		if (c == '<' || c == '>')
			return report(checker, "a bare angle bracket");
		if (c == '&' && !slice_has_prefix(here, SLICE("&amp;")) &&
		    !slice_has_prefix(here, SLICE("&lt;")) &&
		    !slice_has_prefix(here, SLICE("&gt;")) &&
		    !slice_has_prefix(here, SLICE("&quot;")))
			return report(checker, "a bare ampersand");
	}
	return true;
}

/* The scheme as the most forgiving of browsers would find it. */
static bool
scheme_is_fine(struct slice url, enum html_level level)
{
	char scheme[32];
	size_t len = 0;

	for (size_t i = 0; i < url.len && len < sizeof(scheme); i++) {
		unsigned char c = (unsigned char)url.ptr[i];

		if (c == ':' ||
		    slice_has_prefix_nocase(slice_from(url, i),
			SLICE("&colon;")))
			break;
		if (strchr("/?#", c) != NULL || i + 1 == url.len)
			return level == HTML_WIDE;
		if (c > ' ' && c != 0x7F)
			scheme[len++] = (char)(c | 0x20);
	}
	if (slice_has_prefix_nocase(url, SLICE("data:image/")))
		return level == HTML_WIDE &&
		    !slice_has_prefix_nocase(url, SLICE("data:image/svg"));
	return url.len == 0 ||
	    is_listed(level == HTML_WIDE ? wide_schemes : " http https mailto ",
		(struct slice){ scheme, len });
}

static bool
style_is_fine(struct slice style)
{
	static const char *const bad[] = { "url(", "expression", "behavior",
		"binding", "\\", "/*", "<", "@", "javascript" };
	char text[512];

	snprintf(text, sizeof(text), "%.*s", SLICE_FMT(style));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (strcasestr(text, bad[i]) != NULL)
			return false;
	}
	return style.len > 0;
}

static bool
take_attribute(struct checker *checker)
{
	struct slice name = take_until(checker, "= />\"<"), value;
	const char *list = checker->level == HTML_WIDE
	    ? html_checker_wide_attributes
	    : strict_attributes;

	if (!take(checker, SLICE("=\"")))
		return report(checker, "an attribute without a quoted value");
	value = take_until(checker, "\"");
	if (!take(checker, SLICE("\"")))
		return report(checker, "a quote that does not end");
	if (slice_has_prefix_nocase(name, SLICE("on")) &&
	    !is_listed(" open ", name))
		return report(checker, "an event handler");
	if (checker->foreign == 0 && !is_listed(list, name) &&
	    !slice_eq(name, SLICE("xmlns")))
		return report(checker, "an attribute that is not listed");
	if (slice_eq(name, SLICE("xlink:href")) &&
	    !slice_has_prefix(value, SLICE("#")))
		return report(checker, "a link out of an SVG");
	if (is_listed(url_attributes, name) &&
	    !scheme_is_fine(value, checker->level))
		return report(checker, "a scheme that is not listed");
	if (slice_eq(name, SLICE("style")) && !style_is_fine(value))
		return report(checker, "a style that does something");
	return text_is_plain(checker, value);
}

static bool
name_is_fine(struct checker *checker, struct slice name)
{
	if (is_listed(html_checker_strict_elements, name))
		return true;
	if (checker->level != HTML_WIDE)
		return false;
	return is_listed(html_checker_wide_elements, name) ||
	    is_listed(checker->foreign > 0 ? foreign_elements : " svg math ",
		name);
}

static bool
take_start(struct checker *checker)
{
	struct slice name = take_until(checker, " />\"=<&");
	bool is_void = is_listed(void_elements, name);

	if (!name_is_fine(checker, name))
		return report(checker, "an element that is not listed");
	if (checker->depth == 64 && !is_void)
		return report(checker, "more than 64 levels");
	if (is_listed(" svg math ", name) && checker->foreign == 0)
		checker->foreign = checker->depth + 1;
	while (take(checker, SLICE(" "))) {
		if (is_void && take(checker, SLICE("/>")))
			return true;
		if (!take_attribute(checker))
			return false;
	}
	if (is_void || !take(checker, SLICE(">")))
		return report(checker, "a tag that does not end");
	checker->open[checker->depth++] = name;
	return true;
}

static bool
take_end(struct checker *checker)
{
	struct slice name = take_until(checker, " />\"=<&");

	if (!take(checker, SLICE(">")))
		return report(checker, "an end tag that does not end");
	if (checker->depth == 0 ||
	    !slice_eq(checker->open[--checker->depth], name))
		return report(checker, "an end tag without a start");
	if (checker->depth < checker->foreign)
		checker->foreign = 0;
	return true;
}

static bool
check_all(struct checker *checker)
{
	while (checker->rest.len > 0) {
		if (take(checker, SLICE("</"))) {
			if (!take_end(checker))
				return false;
		} else if (take(checker, SLICE("<"))) {
			if (!take_start(checker))
				return false;
		} else if (!text_is_plain(checker, take_until(checker, "<"))) {
			return false;
		}
	}
	return checker->depth == 0 || report(checker, "an open element");
}

bool
html_checker_accepts(struct slice html, enum html_level level, char *text,
    size_t size)
{
	struct checker checker = { .rest = html, .level = level };

	if (check_all(&checker))
		return true;
	snprintf(text, size, "%s before \"%.40s\"", checker.fault,
	    checker.rest.len > 0 ? checker.rest.ptr : "");
	return false;
}

static bool
attribute_is_safe(const xmlAttr *attribute, enum html_level level)
{
	const char *name = (const char *)attribute->name;
	xmlChar *value = xmlNodeGetContent((const xmlNode *)attribute);
	bool is_safe = strncasecmp(name, "on", 2) != 0 &&
	    (level == HTML_WIDE ||
		is_listed(strict_attributes, slice_of(name)));

	if (is_listed(url_attributes, slice_of(name)))
		is_safe = is_safe &&
		    scheme_is_fine(slice_of((const char *)value), level);
	xmlFree(value);
	return is_safe;
}

/* Whether the parser has put it there itself does not matter. */
static bool
element_is_strict(const xmlNode *node)
{
	struct slice name = slice_of((const char *)node->name);

	return is_listed(html_checker_strict_elements, name) ||
	    is_listed(" html body ", name);
}

static bool
node_is_safe(const xmlNode *node, enum html_level level, char *text,
    size_t size)
{
	static const char never[] =
	    " script style iframe object embed applet meta base link frame "
	    "frameset xmp plaintext noembed noframes template use set animate "
	    "foreignobject ";

	if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE) {
		snprintf(text, size, "a comment");
		return false;
	}
	if (node->type != XML_ELEMENT_NODE)
		return true;
	if (is_listed(never, slice_of((const char *)node->name)) ||
	    (level == HTML_STRICT && !element_is_strict(node))) {
		snprintf(text, size, "element %s in the tree", node->name);
		return false;
	}
	for (const xmlAttr *attribute = node->properties; attribute != NULL;
	     attribute = attribute->next) {
		if (attribute_is_safe(attribute, level))
			continue;
		snprintf(text, size, "attribute %s in the tree",
		    attribute->name);
		return false;
	}
	return true;
}

bool
html_checker_tree_is_safe(struct slice html, enum html_level level, char *text,
    size_t size)
{
	htmlDocPtr doc = htmlReadMemory(html.ptr == NULL ? "" : html.ptr,
	    (int)html.len, NULL, "utf-8",
	    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_RECOVER);
	const xmlNode *node = doc == NULL ? NULL : doc->children;
	bool is_safe = true;

	while (node != NULL && is_safe) {
		is_safe = node_is_safe(node, level, text, size);
		if (node->children != NULL && node->type == XML_ELEMENT_NODE) {
			node = node->children;
			continue;
		}
		while (node != NULL && node->next == NULL)
			node = node->parent;
		if (node != NULL)
			node = node->next;
	}
	xmlFreeDoc(doc);
	return is_safe;
}
