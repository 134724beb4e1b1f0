/*
 * Reads positions: numbers that are kept as they are spelled (as JSON spells
 * them), checked for count and range, and turned round, for GeoRSS has the
 * latitude first and GeoJSON the longitude. What does not add up gives no
 * place, rather than a wrong one.
 */
#include "parse/geo.h"

#include "limits.h"

#define LATITUDE_MAX 90

struct geo_numbers {
	struct slice *items;
	size_t count;
};

/* ---- numbers --------------------------------------------------------------- */

static size_t
digits_of(struct slice s)
{
	size_t count = 0;

	while (count < s.len && s.ptr[count] >= '0' && s.ptr[count] <= '9')
		count++;
	return count;
}

/* "+007.50" is "7.50", ".5" is "0.5", "5." is "5": as JSON has it. */
static bool
append_number(struct slice text, struct buffer *out)
{
	size_t whole, fraction = 0;

	if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
		if (text.ptr[0] == '-')
			buffer_append_char(out, '-');
		text = slice_from(text, 1);
	}
	whole = digits_of(text);
	if (whole < text.len && text.ptr[whole] == '.')
		fraction = digits_of(slice_from(text, whole + 1));
	if (whole + fraction == 0 ||
	    whole + fraction + (whole < text.len ? 1 : 0) != text.len)
		return false;
	while (whole > 1 && text.ptr[0] == '0') {
		text = slice_from(text, 1);
		whole--;
	}
	if (whole == 0)
		buffer_append_char(out, '0');
	buffer_append(out, slice_sub(text, 0, whole));
	if (fraction > 0)
		buffer_append(out, slice_from(text, whole));
	return true;
}

static bool
is_latitude(struct slice number)
{
	int64_t whole;
	size_t digits;

	if (slice_has_prefix(number, SLICE("-")))
		number = slice_from(number, 1);
	digits = digits_of(number);
	if (!slice_to_int64(slice_sub(number, 0, digits), 0, LATITUDE_MAX,
		&whole))
		return false;
	number = slice_from(number, digits);
	for (size_t i = 0; i < number.len && whole == LATITUDE_MAX; i++) {
		if (number.ptr[i] != '0' && number.ptr[i] != '.')
			return false;
	}
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',';
}

/*
 * The numbers of text into pass->url, each ended by a blank; their slices into
 * pass->words. False where one is none.
 */
static bool
read_numbers(struct pass *pass, struct slice text, struct geo_numbers *numbers)
{
	struct slice rest, item;

	buffer_reset(&pass->url);
	buffer_reset(&pass->words);
	while (text.len > 0) {
		size_t end = 0;

		while (end < text.len && !is_blank(text.ptr[end]))
			end++;
		if (end > 0) {
			if (!append_number(slice_sub(text, 0, end), &pass->url))
				return false;
			buffer_append_char(&pass->url, ' ');
		}
		text = slice_from(text, end + 1);
	}
	rest = slice_trim(buffer_slice(&pass->url));
	while (rest.len > 0 && slice_cut(&rest, ' ', &item))
		buffer_append_bytes(&pass->words, &item, sizeof(item));
	numbers->items = (void *)pass->words.ptr;
	numbers->count = pass->words.len / sizeof(item);
	return !pass->words.failed && !pass->url.failed;
}

/* ---- shapes ---------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t min, max; /* positions */
} shapes[] = {
	[GEO_NONE] = { NULL, 0, 0 },
	[GEO_POINT] = { "Point", 1, 1 },
	[GEO_LINE] = { "LineString", 2, LIMIT_VALUE_NODES },
	[GEO_POLYGON] = { "Polygon", 4, LIMIT_VALUE_NODES },
	[GEO_BOX] = { "Box", 2, 2 },
};

static bool
adds_up(const struct geo_numbers *numbers, const struct geo_parts *parts)
{
	size_t step = parts->three ? 3 : 2;
	size_t positions = numbers->count / step;

	if (parts->shape == GEO_NONE || numbers->count % step != 0 ||
	    positions < shapes[parts->shape].min ||
	    positions > shapes[parts->shape].max)
		return false;
	for (size_t i = 0; i < numbers->count && !parts->projected; i += step) {
		if (!is_latitude(numbers->items[i]))
			return false;
	}
	return true;
}

static void
put_position(struct draft *draft, uint32_t list, const struct slice *numbers,
    const struct geo_parts *parts)
{
	size_t first = parts->projected ? 0 : 1;

	draft_value(draft, list, DOC_VALUE_NUMBER, NULL, numbers[first]);
	draft_value(draft, list, DOC_VALUE_NUMBER, NULL, numbers[1 - first]);
	if (parts->three)
		draft_value(draft, list, DOC_VALUE_NUMBER, NULL, numbers[2]);
}

static void
put_shape(struct draft *draft, const struct geo_numbers *numbers,
    const struct geo_parts *parts)
{
	size_t step = parts->three ? 3 : 2;
	uint32_t root = value_tree_root(&draft->tree, DOC_VALUE_OBJECT);
	uint32_t list;

	draft->objects[OBJECT_GEO] = root;
	draft_value(draft, root, DOC_VALUE_TEXT, "type",
	    slice_of(shapes[parts->shape].name));
	list = draft_child(draft, root, DOC_VALUE_LIST, "coordinates");
	if (parts->shape == GEO_POINT) {
		put_position(draft, list, numbers->items, parts);
		return;
	}
	if (parts->shape == GEO_POLYGON) /* one ring */
		list = draft_value(draft, list, DOC_VALUE_LIST, NULL,
		    SLICE_NONE);
	for (size_t i = 0; i < numbers->count; i += step)
		put_position(draft,
		    draft_value(draft, list, DOC_VALUE_LIST, NULL, SLICE_NONE),
		    numbers->items + i, parts);
}

/* Simple GeoRSS before GML before geo; of each the first. */
static void
put_geo(struct pass *pass, const struct leaf *leaf, struct slice text,
    const struct geo_parts *parts)
{
	struct geo_numbers numbers;

	if (leaf->rank >= leaf->draft->geo_rank ||
	    !read_numbers(pass, text, &numbers) || !adds_up(&numbers, parts))
		return;
	put_shape(leaf->draft, &numbers, parts);
	leaf->draft->geo_rank = leaf->rank;
}

void
geo_simple(struct pass *pass, const struct leaf *leaf)
{
	struct geo_parts parts = { .shape = (uint32_t)leaf->row->field };

	put_geo(pass, leaf, leaf->text, &parts);
}

/* ---- GML ------------------------------------------------------------------- */

/* A system that is named and not of degrees (EPSG). */
static bool
is_projected(struct slice srs)
{
	static const struct slice geographic[] = { SLICE_INIT("4326"),
		SLICE_INIT("4269"), SLICE_INIT("4258"), SLICE_INIT("4322"),
		SLICE_INIT("4979") };

	if (slice_find(srs, SLICE("EPSG")) == SIZE_MAX &&
	    slice_find(srs, SLICE("epsg")) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(geographic); i++) {
		if (slice_has_suffix(srs, geographic[i]))
			return false;
	}
	return true;
}

static void
note_system(struct pass *pass, const struct leaf *leaf)
{
	struct slice srs = leaf_attr(pass, leaf, "srsname");
	struct slice dimension = leaf_attr(pass, leaf, "srsdimension");

	if (srs.len > 0)
		pass->parts.geo.projected = is_projected(srs);
	if (dimension.len > 0)
		pass->parts.geo.three = slice_eq(dimension, SLICE("3"));
}

void
geo_shape_begin(struct pass *pass, const struct leaf *leaf)
{
	/* A ring inside a polygon is of the polygon. */
	if (leaf->row->field != GEO_NONE) {
		pass->parts.geo = (struct geo_parts){
			.shape = (uint32_t)leaf->row->field
		};
		buffer_reset(&pass->corners);
	}
	note_system(pass, leaf);
}

void
geo_positions(struct pass *pass, const struct leaf *leaf)
{
	note_system(pass, leaf);
	put_geo(pass, leaf, leaf->text, &pass->parts.geo);
}

void
geo_corner(struct pass *pass, const struct leaf *leaf)
{
	struct geo_parts *parts = &pass->parts.geo;
	struct span32 span = { (uint32_t)pass->corners.len,
		(uint32_t)leaf->text.len };

	if (!buffer_append(&pass->corners, leaf->text))
		return;
	*(leaf->row->field == GEO_LOWER ? &parts->lower : &parts->upper) = span;
	if (parts->lower.len == 0 || parts->upper.len == 0)
		return;
	buffer_reset(&pass->scratch);
	buffer_append(&pass->scratch,
	    slice_sub(buffer_slice(&pass->corners), parts->lower.at,
		parts->lower.len));
	buffer_append_char(&pass->scratch, ' ');
	buffer_append(&pass->scratch,
	    slice_sub(buffer_slice(&pass->corners), parts->upper.at,
		parts->upper.len));
	put_geo(pass, leaf, buffer_slice(&pass->scratch), parts);
}

/* ---- geo:lat, geo:long ------------------------------------------------------ */

void
geo_ordinate(struct pass *pass, const struct leaf *leaf)
{
	struct geo_parts parts = { .shape = GEO_POINT };
	struct draft *draft = leaf->draft;
	struct slice latitude, longitude;

	draft_plain(draft, (enum plain_field)leaf->row->field, 0, leaf->text);
	latitude = draft_text(draft, PLAIN_GEO_LAT);
	longitude = draft_text(draft, PLAIN_GEO_LONG);
	if (latitude.len == 0 || longitude.len == 0)
		return;
	buffer_reset(&pass->scratch);
	buffer_append_format(&pass->scratch, "%.*s %.*s", SLICE_FMT(latitude),
	    SLICE_FMT(longitude));
	put_geo(pass, leaf, buffer_slice(&pass->scratch), &parts);
}
