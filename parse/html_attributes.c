/*
 * The attributes that the cleaner keeps: all of them at the wide level, those
 * with a group at the strict one, on the elements that name the group. Found
 * as elements are. What an attribute's value must be is said by its kind.
 */
#include "parse/html_allow.h"

#include "compiler.h"

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

static const struct {
	const struct html_attribute *rows;
	size_t count;
} letters['z' - 'a' + 1] = {
	['a' - 'a'] = { attributes_a, ARRAY_LEN(attributes_a) },
	['b' - 'a'] = { attributes_b, ARRAY_LEN(attributes_b) },
	['c' - 'a'] = { attributes_c, ARRAY_LEN(attributes_c) },
	['d' - 'a'] = { attributes_d, ARRAY_LEN(attributes_d) },
	['e' - 'a'] = { attributes_e, ARRAY_LEN(attributes_e) },
	['f' - 'a'] = { attributes_f, ARRAY_LEN(attributes_f) },
	['h' - 'a'] = { attributes_h, ARRAY_LEN(attributes_h) },
	['i' - 'a'] = { attributes_i, ARRAY_LEN(attributes_i) },
	['l' - 'a'] = { attributes_l, ARRAY_LEN(attributes_l) },
	['m' - 'a'] = { attributes_m, ARRAY_LEN(attributes_m) },
	['n' - 'a'] = { attributes_n, ARRAY_LEN(attributes_n) },
	['o' - 'a'] = { attributes_o, ARRAY_LEN(attributes_o) },
	['p' - 'a'] = { attributes_p, ARRAY_LEN(attributes_p) },
	['r' - 'a'] = { attributes_r, ARRAY_LEN(attributes_r) },
	['s' - 'a'] = { attributes_s, ARRAY_LEN(attributes_s) },
	['t' - 'a'] = { attributes_t, ARRAY_LEN(attributes_t) },
	['u' - 'a'] = { attributes_u, ARRAY_LEN(attributes_u) },
	['v' - 'a'] = { attributes_v, ARRAY_LEN(attributes_v) },
	['w' - 'a'] = { attributes_w, ARRAY_LEN(attributes_w) },
	['x' - 'a'] = { attributes_x, ARRAY_LEN(attributes_x) },
};
/* clang-format on */

bool
html_key_make(struct slice name, struct html_key *key)
{
	if (name.len == 0 || name.len > HTML_NAME_MAX)
		return false;
	memset(key, 0, sizeof(*key));
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		key->text[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	return key->text[0] >= 'a' && key->text[0] <= 'z';
}

const struct html_attribute *
html_attribute_find(struct slice name)
{
	struct html_key key;
	size_t letter;

	if (!html_key_make(name, &key))
		return NULL;
	letter = (size_t)(key.text[0] - 'a');
	for (size_t i = 0; i < letters[letter].count; i++) {
		const struct html_attribute *row = &letters[letter].rows[i];

		if (memcmp(row->name, key.text, HTML_NAME_MAX) == 0)
			return row;
	}
	return NULL;
}
