/*
 * What is kept inside math and svg: the presentation elements of MathML and the
 * shapes of SVG Tiny, without script, foreignObject, use and animation, and
 * with no link but to a "#fragment". Names are sorted without regard to case,
 * and written as they stand here: "viewBox" is not "viewbox".
 */
#include "parse/html_allow.h"

#include <strings.h>

#include "compiler.h"

/* clang-format off */
#define NAME(name)       { SLICE_INIT(name), ATTRIBUTE_TEXT }
#define KIND(name, kind) { SLICE_INIT(name), kind }
static const struct html_foreign_name math_elements[] = {
	NAME("annotation"), NAME("maction"), NAME("maligngroup"),
	NAME("malignmark"), NAME("math"), NAME("menclose"), NAME("merror"),
	NAME("mfenced"), NAME("mfrac"), NAME("mi"), NAME("mlabeledtr"),
	NAME("mlongdiv"), NAME("mmultiscripts"), NAME("mn"), NAME("mo"),
	NAME("mover"), NAME("mpadded"), NAME("mphantom"), NAME("mprescripts"),
	NAME("mroot"), NAME("mrow"), NAME("ms"), NAME("mscarries"),
	NAME("mscarry"), NAME("msgroup"), NAME("msline"), NAME("mspace"),
	NAME("msqrt"), NAME("msrow"), NAME("mstack"), NAME("mstyle"),
	NAME("msub"), NAME("msubsup"), NAME("msup"), NAME("mtable"),
	NAME("mtd"), NAME("mtext"), NAME("mtr"), NAME("munder"),
	NAME("munderover"), NAME("none"), NAME("semantics"),
};
static const struct html_foreign_name math_attributes[] = {
	NAME("accent"), NAME("accentunder"), NAME("actiontype"),
	NAME("align"), NAME("alignmentscope"), NAME("alttext"),
	NAME("bevelled"), NAME("charalign"), NAME("close"),
	NAME("columnalign"), NAME("columnlines"), NAME("columnspacing"),
	NAME("columnspan"), NAME("columnwidth"), NAME("crossout"),
	NAME("decimalpoint"), NAME("denomalign"), NAME("depth"), NAME("dir"),
	NAME("display"), NAME("displaystyle"), NAME("edge"), NAME("encoding"),
	NAME("equalcolumns"), NAME("equalrows"), NAME("fence"), NAME("form"),
	NAME("frame"), NAME("framespacing"), NAME("groupalign"),
	NAME("height"), NAME("id"), NAME("indentalign"),
	NAME("indentalignfirst"), NAME("indentalignlast"),
	NAME("indentshift"), NAME("indentshiftfirst"),
	NAME("indentshiftlast"), NAME("indenttarget"),
	NAME("infixlinebreakstyle"), NAME("largeop"), NAME("length"),
	NAME("linebreak"), NAME("linebreakmultchar"), NAME("linebreakstyle"),
	NAME("lineleading"), NAME("linethickness"), NAME("location"),
	NAME("longdivstyle"), NAME("lquote"), NAME("lspace"),
	NAME("mathbackground"), NAME("mathcolor"), NAME("mathsize"),
	NAME("mathvariant"), NAME("maxsize"), NAME("minlabelspacing"),
	NAME("minsize"), NAME("movablelimits"), NAME("notation"),
	NAME("numalign"), NAME("open"), NAME("overflow"), NAME("position"),
	NAME("rowalign"), NAME("rowlines"), NAME("rowspacing"),
	NAME("rowspan"), NAME("rquote"), NAME("rspace"), NAME("scriptlevel"),
	NAME("scriptminsize"), NAME("scriptsizemultiplier"),
	NAME("selection"), NAME("separator"), NAME("separators"),
	NAME("shift"), NAME("side"), NAME("stackalign"), NAME("stretchy"),
	NAME("subscriptshift"), NAME("superscriptshift"), NAME("symmetric"),
	NAME("title"), NAME("voffset"), NAME("width"), {
	SLICE_INIT("xlink:href"), ATTRIBUTE_FRAGMENT }, NAME("xml:lang"),
	NAME("xml:space"),
};
static const struct html_foreign_name svg_elements[] = {
	NAME("a"), NAME("circle"), NAME("defs"), NAME("desc"),
	NAME("ellipse"), NAME("g"), NAME("line"), NAME("linearGradient"),
	NAME("marker"), NAME("path"), NAME("polygon"), NAME("polyline"),
	NAME("radialGradient"), NAME("rect"), NAME("stop"), NAME("svg"),
	NAME("switch"), NAME("text"), NAME("title"), NAME("tspan"),
};
static const struct html_foreign_name svg_attributes[] = {
	NAME("baseProfile"), NAME("class"), NAME("color"),
	NAME("color-rendering"), NAME("cx"), NAME("cy"), NAME("d"),
	NAME("direction"), NAME("display"), NAME("dx"), NAME("dy"),
	NAME("fill"), NAME("fill-opacity"), NAME("fill-rule"),
	NAME("font-family"), NAME("font-size"), NAME("font-stretch"),
	NAME("font-style"), NAME("font-variant"), NAME("font-weight"),
	NAME("fx"), NAME("fy"), NAME("gradientTransform"),
	NAME("gradientUnits"), NAME("height"), NAME("id"), NAME("lang"),
	NAME("letter-spacing"), NAME("marker-end"), NAME("marker-mid"),
	NAME("marker-start"), NAME("markerHeight"), NAME("markerUnits"),
	NAME("markerWidth"), NAME("offset"), NAME("opacity"), NAME("orient"),
	NAME("pathLength"), NAME("points"), NAME("preserveAspectRatio"),
	NAME("r"), NAME("refX"), NAME("refY"), NAME("rotate"), NAME("rx"),
	NAME("ry"), NAME("spreadMethod"), NAME("stop-color"),
	NAME("stop-opacity"), NAME("stroke"), NAME("stroke-dasharray"),
	NAME("stroke-dashoffset"), NAME("stroke-linecap"),
	NAME("stroke-linejoin"), NAME("stroke-miterlimit"),
	NAME("stroke-opacity"), NAME("stroke-width"), { SLICE_INIT("style"),
	ATTRIBUTE_STYLE }, NAME("text-anchor"), NAME("text-decoration"),
	NAME("transform"), NAME("unicode-bidi"), NAME("version"),
	NAME("viewBox"), NAME("visibility"), NAME("width"),
	NAME("word-spacing"), NAME("x"), NAME("x1"), NAME("x2"), {
	SLICE_INIT("xlink:href"), ATTRIBUTE_FRAGMENT }, NAME("xlink:title"),
	NAME("xml:lang"), NAME("xml:space"), NAME("y"), NAME("y1"),
	NAME("y2"), NAME("zoomAndPan"),
};

static const struct foreign {
	const struct html_foreign_name *elements, *attributes;
	size_t element_count, attribute_count;
} foreigns[] = {
	[FOREIGN_MATH] = { math_elements, math_attributes,
	    ARRAY_LEN(math_elements), ARRAY_LEN(math_attributes) },
	[FOREIGN_SVG] = { svg_elements, svg_attributes,
	    ARRAY_LEN(svg_elements), ARRAY_LEN(svg_attributes) },
};
/* clang-format on */

static int
compare_nocase(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : strncasecmp(a.ptr, b.ptr, len);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

static const struct html_foreign_name *
find(const struct html_foreign_name *rows, size_t count, struct slice name)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_nocase(rows[middle].name, name);

		if (order == 0)
			return &rows[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct html_foreign_name *
html_foreign_element(enum html_foreign within, struct slice name)
{
	const struct foreign *foreign = &foreigns[within];

	return find(foreign->elements, foreign->element_count, name);
}

const struct html_foreign_name *
html_foreign_attribute(enum html_foreign within, struct slice name)
{
	const struct foreign *foreign = &foreigns[within];

	return find(foreign->attributes, foreign->attribute_count, name);
}
