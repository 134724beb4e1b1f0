/*
 * Simple values: texts, dates, persons, categories, numbers, URLs. Each takes
 * what the pass collected of one element, makes it what section 3 to 5 of the
 * parsing rules say, and puts it into the draft if it wins there.
 */
#include "parse/element_values.h"

#include "limits.h"
#include "parse/feed_url.h"
#include "parse/language_tag.h"
#include "parse/person.h"
#include "parse/rss.h"
#include "parse/text.h"
#include "utf8.h"

/* ---- texts ----------------------------------------------------------------- */

void
leaf_take_text(struct pass *pass, const struct leaf *leaf)
{
	struct text_slot *slot = &leaf->draft->texts[leaf->row->field];
	struct text_slot *second = &leaf->draft->texts[CONSTRUCT_SECOND];
	struct text_slot taken;

	/* 2.2: another description, or summary beside it, is content. */
	if (leaf->rank == slot->rank && leaf->row->rank == 0 &&
	    leaf->row->field == CONSTRUCT_SUMMARY)
		slot = second;
	if (leaf->rank >= slot->rank || leaf->markup == NULL)
		return;
	if (text_slot_of(pass, leaf, &taken))
		*slot = taken;
}

void
leaf_put_title(struct pass *pass, const struct leaf *leaf,
    const struct text_slot *slot)
{
	struct draft *draft = leaf->draft;
	struct slice raw = slice_sub(buffer_slice(&draft->raw), slot->raw_at,
	    slot->raw_len);
	struct text_slot title = *slot;
	uint32_t mark = doc_frame_mark(draft->frame);

	title.type = text_line(pass, slot->type, raw, &draft->frame->bytes);
	title.value = doc_frame_since(draft->frame, mark);
	title.media_type = (struct doc_span){ 0, 0 };
	if (title.type == DOC_TEXT_OTHER)
		title.type = DOC_TEXT_PLAIN;
	if (title.value.at != 0)
		draft->texts[CONSTRUCT_TITLE] = title;
}

void
leaf_take_title(struct pass *pass, const struct leaf *leaf)
{
	bool claimed = leaf->markup->claimed;
	struct text_slot slot;

	if (leaf->rank >= leaf->draft->texts[CONSTRUCT_TITLE].rank)
		return;
	if (text_slot_of(pass, leaf, &slot))
		leaf_put_title(pass, leaf, &slot);
	/* Its line is in the frame; what was collected may go. */
	leaf->markup->claimed = claimed;
}

/* Atom's content may be a film: then it is also an enclosure. */
static bool
is_playable(struct slice type)
{
	static const struct slice kinds[] = { SLICE_INIT("audio/"),
		SLICE_INIT("video/"), SLICE_INIT("image/"),
		SLICE_INIT("application/") };

	if (slice_find(type, SLICE("xml")) != SIZE_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (slice_has_prefix_nocase(type, kinds[i]))
			return true;
	}
	return false;
}

static void
take_distant_content(struct pass *pass, const struct leaf *leaf,
    struct slice src, struct text_slot *slot)
{
	struct leaf behind = *leaf;
	struct enclosure_parts parts = {
		.url = src,
		.type = leaf_attr(pass, leaf, "type"),
		.duration_s = DOC_NO_NUMBER,
	};

	slot->src = feed_url_put(pass, leaf->draft, leaf->base, src,
	    FEED_URL_LINK);
	slot->media_type = doc_frame_put(leaf->draft->frame, parts.type);
	behind.rank += 8; /* links of that relation come first */
	if (is_playable(parts.type))
		enclosure_put(pass, &behind, &parts);
}

void
leaf_take_content(struct pass *pass, const struct leaf *leaf)
{
	struct slice src = leaf_attr(pass, leaf, "src");
	struct text_slot slot;
	bool full = text_slot_of(pass, leaf, &slot);

	if (src.len > 0)
		take_distant_content(pass, leaf, src, &slot);
	if (full || slot.src.at != 0)
		buffer_append_bytes(&leaf->draft->contents, &slot,
		    sizeof(slot));
}

/* ---- plain values ---------------------------------------------------------- */

void
leaf_take_plain(struct pass *pass, const struct leaf *leaf)
{
	struct slice text = text_mend(pass, leaf->text);

	buffer_reset(&pass->scratch);
	utf8_clean_line(text, &pass->scratch);
	draft_plain(leaf->draft, (enum plain_field)leaf->row->field, leaf->rank,
	    buffer_slice(&pass->scratch));
}

void
leaf_take_url(struct pass *pass, const struct leaf *leaf)
{
	draft_plain(leaf->draft, (enum plain_field)leaf->row->field, leaf->rank,
	    feed_url(pass, leaf->base, leaf->text, FEED_URL_LINK));
}

void
leaf_take_number(struct pass *pass, const struct leaf *leaf)
{
	int64_t value;

	(void)pass;
	if (slice_to_int64(leaf->text, 0, INT32_MAX, &value))
		draft_plain(leaf->draft, (enum plain_field)leaf->row->field,
		    leaf->rank, leaf->text);
}

void
leaf_take_flag(struct pass *pass, const struct leaf *leaf)
{
	(void)pass;
	draft_plain(leaf->draft, (enum plain_field)leaf->row->field, leaf->rank,
	    SLICE("true"));
}

void
leaf_take_language(struct pass *pass, const struct leaf *leaf)
{
	buffer_reset(&pass->scratch);
	if (!language_tag_append(leaf->text, &pass->scratch))
		return;
	draft_plain(leaf->draft, PLAIN_LANGUAGE, leaf->rank,
	    buffer_slice(&pass->scratch));
	if (leaf->draft->kind == DRAFT_FEED)
		pass_learn_language(pass, buffer_slice(&pass->scratch));
}

/* ---- dates ----------------------------------------------------------------- */

static bool
is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((text.ptr[i] & 0x80) != 0)
			return false;
	}
	return true;
}

void
leaf_put_date(struct pass *pass, const struct leaf *leaf, enum date_field field,
    struct slice text)
{
	struct date_slot *slot = &leaf->draft->dates[field];
	struct date date;
	enum date_status status;

	text = slice_trim(text);
	/* Of equal rank the last one that can be read. */
	if (text.len == 0 || leaf->rank > slot->rank)
		return;
	/* Names of months and zones of Asia depend on the language. */
	if (!is_ascii(text))
		pass->state.language_used = true;
	status = date_parse(text, &pass->dates, &date);
	if (status != DATE_REJECTED) {
		slot->date = date;
		slot->status = status;
		slot->rank = leaf->rank;
	} else if (slot->raw.at == 0 && text.len <= LIMIT_EXT_BYTES) {
		text = text_mend(pass, text);
		buffer_reset(&pass->scratch);
		utf8_clean_line(text, &pass->scratch);
		slot->raw = doc_frame_put(leaf->draft->frame,
		    buffer_slice(&pass->scratch));
	}
}

void
leaf_take_date(struct pass *pass, const struct leaf *leaf)
{
	leaf_put_date(pass, leaf, (enum date_field)leaf->row->field,
	    leaf->text);
}

/* ---- persons --------------------------------------------------------------- */

static bool
is_person(const struct doc_person *person)
{
	return person->name.at != 0 || person->email.at != 0 ||
	    person->url.at != 0;
}

static void
put_person(struct pass *pass, const struct leaf *leaf, enum person_role role,
    const struct person *person)
{
	struct draft *draft = leaf->draft;
	struct doc_person made = { .name = { 0, 0 } };

	made.name = doc_frame_put(draft->frame, person->name);
	made.email = doc_frame_put(draft->frame, person->email);
	if (person->url.len > 0)
		made.url = feed_url_put(pass, draft, leaf->base, person->url,
		    FEED_URL_LINK);
	if (is_person(&made))
		draft_person(draft, role, leaf->rank, &made);
}

void
leaf_put_persons(struct pass *pass, const struct leaf *leaf,
    enum person_role role, struct slice text)
{
	struct slice one;
	struct person person;

	/* Into a buffer of its own: persons are mended one by one. */
	buffer_reset(&pass->kept);
	buffer_append(&pass->kept, text_mend(pass, text));
	text = buffer_slice(&pass->kept);
	while (person_cut(&text, &one)) {
		if (person_read(one, &pass->words, &person))
			put_person(pass, leaf, role, &person);
	}
}

void
person_begin(struct pass *pass, const struct leaf *leaf)
{
	(void)leaf;
	pass->parts.person = (struct doc_person){ .name = { 0, 0 } };
}

void
person_name(struct pass *pass, const struct leaf *leaf)
{
	if (pass->parts.person.name.at == 0)
		pass->parts.person.name = text_name_put(pass, leaf->draft,
		    leaf->text);
}

static struct slice
without_mailto(struct slice text)
{
	size_t query;

	if (slice_has_prefix_nocase(text, SLICE("mailto:")))
		text = slice_from(text, sizeof("mailto:") - 1);
	query = slice_find_char(text, '?');
	return slice_sub(text, 0, query);
}

void
person_email(struct pass *pass, const struct leaf *leaf)
{
	if (pass->parts.person.email.at == 0)
		pass->parts.person.email = text_name_put(pass, leaf->draft,
		    without_mailto(leaf->text));
}

void
leaf_put_person_url(struct pass *pass, const struct leaf *leaf,
    struct doc_person *person, struct slice url)
{
	if (slice_has_prefix_nocase(url, SLICE("mailto:"))) {
		if (person->email.at == 0)
			person->email = text_name_put(pass, leaf->draft,
			    without_mailto(url));
	} else if (person->url.at == 0) {
		person->url = feed_url_put(pass, leaf->draft, leaf->base, url,
		    FEED_URL_LINK);
	}
}

void
person_url(struct pass *pass, const struct leaf *leaf)
{
	leaf_put_person_url(pass, leaf, &pass->parts.person, leaf->text);
}

void
leaf_take_person(struct pass *pass, const struct leaf *leaf)
{
	enum person_role role = (enum person_role)leaf->row->field;

	if (leaf->row->opens == PLACE_PERSON && is_person(&pass->parts.person))
		draft_person(leaf->draft, role, leaf->rank,
		    &pass->parts.person);
	else
		leaf_put_persons(pass, leaf, role, leaf->text);
}

/* ---- categories ------------------------------------------------------------ */

void
leaf_put_category(struct pass *pass, const struct leaf *leaf, struct slice term,
    struct slice scheme, struct slice label)
{
	struct draft *draft = leaf->draft;
	struct doc_category category = { .term = { 0, 0 } };

	category.term = text_name_put(pass, draft, term);
	category.scheme = text_name_put(pass, draft, scheme);
	category.label = text_name_put(pass, draft, label);
	if (category.term.at != 0 || category.label.at != 0)
		draft_category(draft, leaf->rank, &category);
}

void
leaf_take_category(struct pass *pass, const struct leaf *leaf)
{
	struct slice term = leaf_attr(pass, leaf, "term");
	struct slice scheme = leaf_attr(pass, leaf, "scheme");

	if (scheme.len == 0)
		scheme = leaf_attr(pass, leaf, "domain");
	leaf_put_category(pass, leaf, term.len > 0 ? term : leaf->text, scheme,
	    leaf_attr(pass, leaf, "label"));
}

void
leaf_put_keywords(struct pass *pass, const struct leaf *leaf, struct slice text,
    struct slice scheme)
{
	struct slice word;

	while (slice_cut(&text, ',', &word))
		leaf_put_category(pass, leaf, word, scheme, SLICE_NONE);
}

void
leaf_take_keywords(struct pass *pass, const struct leaf *leaf)
{
	leaf_put_keywords(pass, leaf, leaf->text, SLICE_NONE);
}
