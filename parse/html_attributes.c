/*
 * The attributes that the cleaner keeps: all of them at the wide level, those
 * with a group at the strict one, on the elements that name the group. Found
 * as elements are. What an attribute's value must be is said by its kind.
 */
#include "parse/html_allow.h"

/* clang-format off */
static const struct html_attribute attributes_a[] = {
	{ .name = "alt", .strict = STRICT_ALT },
	{ .name = "abbr", .strict = STRICT_CELL },
	{ .name = "accept" },
	{ .name = "accept-charset" },
	{ .name = "accesskey" },
	{ .name = "action", .kind = ATTRIBUTE_URL },
	{ .name = "align" },
	{ .name = "axis" },
};
static const struct html_attribute attributes_b[] = {
	{ .name = "background", .kind = ATTRIBUTE_URL },
	{ .name = "bgcolor" },
	{ .name = "border" },
};
static const struct html_attribute attributes_c[] = {
	{ .name = "class" },
	{ .name = "cellpadding" },
	{ .name = "cellspacing" },
	{ .name = "char" },
	{ .name = "charoff" },
	{ .name = "charset" },
	{ .name = "checked" },
	{ .name = "cite", .strict = STRICT_CITE, .kind = ATTRIBUTE_URL },
	{ .name = "clear" },
	{ .name = "color" },
	{ .name = "cols" },
	{ .name = "colspan", .strict = STRICT_CELL },
	{ .name = "compact" },
	{ .name = "coords" },
};
static const struct html_attribute attributes_d[] = {
	{ .name = "data", .kind = ATTRIBUTE_URL },
	{ .name = "datetime", .strict = STRICT_TIME },
	{ .name = "dir", .strict = STRICT_ALL },
	{ .name = "disabled" },
	{ .name = "draggable" },
};
static const struct html_attribute attributes_e[] = {
	{ .name = "enctype" },
};
static const struct html_attribute attributes_f[] = {
	{ .name = "face" },
	{ .name = "for" },
	{ .name = "frame" },
};
static const struct html_attribute attributes_h[] = {
	{ .name = "href", .strict = STRICT_LINK, .kind = ATTRIBUTE_URL },
	{ .name = "height", .strict = STRICT_SIZE },
	{ .name = "headers" },
	{ .name = "hidden" },
	{ .name = "high" },
	{ .name = "hreflang", .strict = STRICT_LINK },
	{ .name = "hspace" },
};
static const struct html_attribute attributes_i[] = {
	{ .name = "id" },
	{ .name = "ismap" },
};
static const struct html_attribute attributes_l[] = {
	{ .name = "label" },
	{ .name = "lang", .strict = STRICT_ALL },
	{ .name = "list" },
	{ .name = "longdesc", .kind = ATTRIBUTE_URL },
	{ .name = "loop" },
	{ .name = "low" },
};
static const struct html_attribute attributes_m[] = {
	{ .name = "max" },
	{ .name = "maxlength" },
	{ .name = "media", .strict = STRICT_TYPE },
	{ .name = "method" },
	{ .name = "min" },
	{ .name = "multiple" },
};
static const struct html_attribute attributes_n[] = {
	{ .name = "name" },
	{ .name = "nohref" },
	{ .name = "noshade" },
	{ .name = "nowrap" },
};
static const struct html_attribute attributes_o[] = {
	{ .name = "open" },
	{ .name = "optimum" },
};
static const struct html_attribute attributes_p[] = {
	{ .name = "placeholder" },
	{ .name = "poster", .strict = STRICT_POSTER, .kind = ATTRIBUTE_URL },
	{ .name = "preload" },
};
static const struct html_attribute attributes_r[] = {
	{ .name = "rel" },
	{ .name = "readonly" },
	{ .name = "required" },
	{ .name = "rev" },
	{ .name = "rows" },
	{ .name = "rowspan", .strict = STRICT_CELL },
	{ .name = "rules" },
};
static const struct html_attribute attributes_s[] = {
	{ .name = "src", .strict = STRICT_SOURCE, .kind = ATTRIBUTE_URL },
	{ .name = "style", .kind = ATTRIBUTE_STYLE },
	{ .name = "scope", .strict = STRICT_CELL },
	{ .name = "selected" },
	{ .name = "shape" },
	{ .name = "size" },
	{ .name = "span" },
	{ .name = "start", .strict = STRICT_LIST },
	{ .name = "step" },
	{ .name = "summary" },
};
static const struct html_attribute attributes_t[] = {
	{ .name = "title", .strict = STRICT_ALL },
	{ .name = "target" },
	{ .name = "tabindex" },
	{ .name = "type", .strict = STRICT_LINK | STRICT_TYPE | STRICT_LIST },
};
static const struct html_attribute attributes_u[] = {
	{ .name = "usemap", .kind = ATTRIBUTE_URL },
};
static const struct html_attribute attributes_v[] = {
	{ .name = "valign" },
	{ .name = "value", .strict = STRICT_LIST },
	{ .name = "volume" },
	{ .name = "vspace" },
};
static const struct html_attribute attributes_w[] = {
	{ .name = "width", .strict = STRICT_SIZE },
	{ .name = "wrap" },
};
static const struct html_attribute attributes_x[] = {
	{ .name = "xml:lang" },
};

static const struct html_rows letters[HTML_LETTERS] = {
	['a' - 'a'] = HTML_ROWS(attributes_a),
	['b' - 'a'] = HTML_ROWS(attributes_b),
	['c' - 'a'] = HTML_ROWS(attributes_c),
	['d' - 'a'] = HTML_ROWS(attributes_d),
	['e' - 'a'] = HTML_ROWS(attributes_e),
	['f' - 'a'] = HTML_ROWS(attributes_f),
	['h' - 'a'] = HTML_ROWS(attributes_h),
	['i' - 'a'] = HTML_ROWS(attributes_i),
	['l' - 'a'] = HTML_ROWS(attributes_l),
	['m' - 'a'] = HTML_ROWS(attributes_m),
	['n' - 'a'] = HTML_ROWS(attributes_n),
	['o' - 'a'] = HTML_ROWS(attributes_o),
	['p' - 'a'] = HTML_ROWS(attributes_p),
	['r' - 'a'] = HTML_ROWS(attributes_r),
	['s' - 'a'] = HTML_ROWS(attributes_s),
	['t' - 'a'] = HTML_ROWS(attributes_t),
	['u' - 'a'] = HTML_ROWS(attributes_u),
	['v' - 'a'] = HTML_ROWS(attributes_v),
	['w' - 'a'] = HTML_ROWS(attributes_w),
	['x' - 'a'] = HTML_ROWS(attributes_x),
};
/* clang-format on */

const struct html_attribute *
html_attribute_find(struct slice name)
{
	return html_row_find(letters, name);
}
