/*
 * What RDF adds: addresses in rdf:resource, content:items with a format each,
 * periods of DCMI.
 */
#include "parse/rdf.h"

#include "parse/element_values.h"
#include "parse/feed_url.h"
#include "parse/text.h"

static struct slice
resource(struct pass *pass, const struct leaf *leaf)
{
	struct slice raw = leaf_attr_ns(pass, leaf, NS_RDF, "resource");

	if (raw.len == 0)
		raw = leaf_attr(pass, leaf, "resource");
	return raw.len == 0 ? leaf->text : raw;
}

void
rdf_resource(struct pass *pass, const struct leaf *leaf)
{
	draft_plain(leaf->draft, (enum plain_field)leaf->row->field, leaf->rank,
	    feed_url(pass, leaf->base, resource(pass, leaf), FEED_URL_LINK));
}

void
rdf_generator(struct pass *pass, const struct leaf *leaf)
{
	struct slice url = feed_url(pass, leaf->base, resource(pass, leaf),
	    FEED_URL_LINK);

	draft_plain(leaf->draft, PLAIN_GENERATOR_URL, leaf->rank, url);
	draft_plain(leaf->draft, PLAIN_GENERATOR, leaf->rank, url);
}

/* The format stands before the value; it is told by its resource. */
void
rdf_content_format(struct pass *pass, const struct leaf *leaf)
{
	struct slice format = resource(pass, leaf);

	pass->parts.content_is_xhtml = slice_find(format, SLICE("xhtml")) !=
	    SIZE_MAX;
}

void
rdf_content_value(struct pass *pass, const struct leaf *leaf)
{
	struct text_slot slot;

	if (!text_slot_of(pass, leaf, &slot))
		return;
	if (pass->parts.content_is_xhtml && slot.type == DOC_TEXT_HTML)
		slot.type = DOC_TEXT_XHTML;
	buffer_append_bytes(&leaf->draft->contents, &slot, sizeof(slot));
}

#define SLASH_CATEGORIES "http://purl.org/rss/1.0/modules/slash/"

void
slash_category(struct pass *pass, const struct leaf *leaf)
{
	struct leaf alone = *leaf;

	alone.rank += RANK_ALONE; /* only if there is no other */
	leaf_put_category(pass, &alone, leaf->text, SLICE(SLASH_CATEGORIES),
	    SLICE_NONE);
}

void
sy_period(struct pass *pass, const struct leaf *leaf)
{
	static const struct slice periods[] = { SLICE_INIT("hourly"),
		SLICE_INIT("daily"), SLICE_INIT("weekly"),
		SLICE_INIT("monthly"), SLICE_INIT("yearly") };

	(void)pass;
	for (size_t i = 0; i < ARRAY_LEN(periods); i++) {
		if (slice_eq_nocase(leaf->text, periods[i]))
			draft_plain(leaf->draft, PLAIN_UPDATE_PERIOD,
			    leaf->rank, periods[i]);
	}
}

void
sy_frequency(struct pass *pass, const struct leaf *leaf)
{
	int64_t value;

	(void)pass;
	if (slice_to_int64(leaf->text, 1, INT32_MAX, &value))
		draft_plain(leaf->draft, PLAIN_UPDATE_FREQUENCY, leaf->rank,
		    leaf->text);
}

void
dcterms_valid(struct pass *pass, const struct leaf *leaf)
{
	struct slice rest = leaf->text, part;

	while (slice_cut(&rest, ';', &part)) {
		part = slice_trim(part);
		if (slice_has_prefix_nocase(part, SLICE("start=")))
			leaf_put_date(pass, leaf, DATE_VALIDITY_START,
			    slice_from(part, sizeof("start=") - 1));
		if (!slice_has_prefix_nocase(part, SLICE("end=")))
			continue;
		part = slice_from(part, sizeof("end=") - 1);
		leaf_put_date(pass, leaf, DATE_VALIDITY_END, part);
		leaf_put_date(pass, leaf, DATE_EXPIRED, part);
	}
}
