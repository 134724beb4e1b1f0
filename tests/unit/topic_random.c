/*
 * Random queries and articles.
 */
#include "topic_random.h"

#include <stdio.h>
#include <stdlib.h>

#include "compiler.h"

/* As they stand in articles and, quoted, in queries. */
static const char *const words[] = {
	"right",
	"rights",
	"human",
	"humanrights",
	"human-rights",
	"Human",
	"policy",
	"policies",
	"policymaker",
	"policy-maker",
	"cease-fire",
	"ceasefire",
	"cease",
	"fire",
	"nation",
	"nations",
	"nationale",
	"nationaux",
	"ete",
	"\xC3\xA9t\xC3\xA9",
	"\xC3\xA9t\xC3\xA9s",
	"pass",
	"passes",
	"pass\xC3\xA9",
	"test",
	"testing",
	"U.S.",
	"us",
	"US",
	"Korea's",
	"korea",
	"koreans",
	"#HumanRights",
	"@kcna",
	"kcna",
	"C++",
	"1,000",
	"1000",
	"O'Brien",
	"l'homme",
	"homme",
	"AT&T",
	"a",
	"b",
	"\xD0\xBF\xD1\x80\xD0\xB0\xD0\xB2\xD0\xBE",
	"\xD0\xBF\xD1\x80\xD0\xB0\xD0\xB2\xD0\xB0",
	"\xD0\xBF\xD1\x80\xD0\xB0\xD0\xB2",
	"\xD9\x83\xD9\x88\xD8\xB1\xD9\x8A\xD8\xA7",
	"\xD9\x88\xD9\x83\xD9\x88\xD8\xB1\xD9\x8A\xD8\xA7",
	"\xE5\x8C\x97\xE6\x9C\x9D\xE9\xAE\xAE",
	"\xE6\x9C\x9D\xE9\xAE\xAE",
	"\xE5\x8C\x97\xE6\x9C\x9D",
	"\xEB\xB6\x81\xED\x95\x9C",
	"\xEB\xB6\x81\xED\x95\x9C\xEC\x9D\x98",
	"makan",
	"makanan",
	"dimakan",
	"memakan",
	/* Spanish and French stem these otherwise without their accents: the
	 * bare word is its own stem, or the accented one looks like it */
	"absolutní",
	"absolutni",
	"absolutnias",
	"abonnés",
	"abonnes",
	"abonneses",
};
static const char *const languages[] = { "en", "en-gb", "fr", "es", "ru", "ar",
	"ja", "ko", "id", "und", "", "xx" };
static const char *const feeds[] = { "asia", "Asia Wire", "Élysée", "sport" };

struct chance
chance_begin(const char *name)
{
	const char *seed = getenv("CRIER_SEED");
	struct chance chance = { seed == NULL ? 20261125
					      : strtoull(seed, NULL, 10) };

	printf("%s: CRIER_SEED=%llu\n", name, (unsigned long long)chance.state);
	chance.state = chance.state * 2 + 1;
	return chance;
}

uint32_t
chance_below(struct chance *chance, uint32_t bound)
{
	chance->state ^= chance->state << 13;
	chance->state ^= chance->state >> 7;
	chance->state ^= chance->state << 17;
	return (uint32_t)((chance->state * 0x2545F4914F6CDD1DU) >> 33) % bound;
}

static const char *
pick(struct chance *chance, const char *const *list, size_t count)
{
	return list[chance_below(chance, (uint32_t)count)];
}

static const char *
word(struct chance *chance)
{
	return pick(chance, words, ARRAY_LEN(words));
}

/* ---- queries --------------------------------------------------------------------- */

static void
phrase(struct chance *chance, struct buffer *out)
{
	uint32_t count = 2 + chance_below(chance, 2);

	buffer_append_char(out, '"');
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_char(out, ' ');
		buffer_append_string(out, word(chance));
	}
	buffer_append_char(out, '"');
}

void
random_atom(struct chance *chance, struct buffer *out)
{
	static const char *const patterns[] = { "righ*", "hum*", "pol*s",
		"cea?e", "poli*", "\"human righ*\"", "\"ceas* fire\"", "te*t",
		"na*", "\xD0\xBF\xD1\x80\xD0\xB0*", "koreans*" };

	switch (chance_below(chance, 8)) {
	case 0:
		buffer_append_format(out, "=\"%s\"", word(chance));
		return;
	case 1:
		buffer_append_format(out, "==\"%s\"", word(chance));
		return;
	case 2:
		phrase(chance, out);
		return;
	case 3:
		buffer_append_string(out,
		    pick(chance, patterns, ARRAY_LEN(patterns)));
		return;
	default:
		buffer_append_format(out, "\"%s\"", word(chance));
		return;
	}
}

static void
operand(struct chance *chance, struct buffer *out)
{
	if (chance_below(chance, 3) > 0) {
		random_atom(chance, out);
		return;
	}
	buffer_append_char(out, '(');
	random_atom(chance, out);
	buffer_append_string(out, " OR ");
	random_atom(chance, out);
	buffer_append_char(out, ')');
}

static void
near(struct chance *chance, struct buffer *out)
{
	static const char *const names[] = { "NEAR", "NEAR", "ONEAR" };
	const char *name = pick(chance, names, ARRAY_LEN(names));
	uint32_t distance = chance_below(chance, 5);

	operand(chance, out);
	buffer_append_format(out, " %s/%u ", name, distance);
	operand(chance, out);
	if (chance_below(chance, 3) > 0)
		return;
	buffer_append_format(out, " %s/%u ", name, distance);
	operand(chance, out);
}

static void
key(struct chance *chance, struct buffer *out)
{
	static const char *const keys[] = { "lang:en", "lang:fr", "lang:und",
		"feed:asia", "feed:\"asia*\"", "feed:elysee", "tag:(asia OR x)",
		"has:author", "has:link", "has:date", "is:unread", "is:starred",
		"site:example.org", "age:<7d", "age:>2d", "date:today",
		"date:..yesterday", "id:7", "id:(1 OR 2)", "story:3",
		"seen:3d..", "label:x", "topic:nk", "is:matched",
		"is:updated" };

	buffer_append_string(out, pick(chance, keys, ARRAY_LEN(keys)));
}

/* A text field round words or NEAR. */
static void
field(struct chance *chance, struct buffer *out)
{
	static const char *const names[] = { "title", "text", "author",
		"category", "url" };

	buffer_append_format(out, "%s:", pick(chance, names, ARRAY_LEN(names)));
	if (chance_below(chance, 2) == 0) {
		random_atom(chance, out);
		return;
	}
	buffer_append_char(out, '(');
	if (chance_below(chance, 2) == 0)
		near(chance, out);
	else
		operand(chance, out);
	buffer_append_string(out, " AND NOT ");
	random_atom(chance, out);
	buffer_append_char(out, ')');
}

static void
group(struct chance *chance, int depth, struct buffer *out)
{
	static const char *const operators[] = { " AND ", " OR ", " ", " NOT ",
		" AND NOT " };
	uint32_t count = 2 + chance_below(chance, 2);

	buffer_append_char(out, '(');
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_string(out,
			    pick(chance, operators, ARRAY_LEN(operators)));
		random_query(chance, depth - 1, out);
	}
	buffer_append_char(out, ')');
}

static void
any(struct chance *chance, int depth, struct buffer *out)
{
	buffer_append_format(out, "ANY/%u (", 1 + chance_below(chance, 3));
	for (int i = 0; i < 3; i++) {
		if (i > 0)
			buffer_append_string(out, ", ");
		random_query(chance, depth - 1, out);
	}
	buffer_append_char(out, ')');
}

void
random_query(struct chance *chance, int depth, struct buffer *out)
{
	switch (depth > 0 ? chance_below(chance, 12) : 11) {
	case 0:
	case 1:
	case 2:
	case 3:
		group(chance, depth, out);
		return;
	case 4:
		buffer_append_string(out, "NOT ");
		random_query(chance, depth - 1, out);
		return;
	case 5:
		near(chance, out);
		return;
	case 6:
		any(chance, depth, out);
		return;
	case 7:
		buffer_append_format(out, "ATLEAST/%u ",
		    1 + chance_below(chance, 3));
		operand(chance, out);
		return;
	case 8:
		field(chance, out);
		return;
	case 9:
		key(chance, out);
		return;
	case 10:
		buffer_append_string(out, "title:/hum.n|[0-9]+/i");
		return;
	default:
		random_atom(chance, out);
		return;
	}
}

/* ---- articles --------------------------------------------------------------------- */

static struct slice
text(struct chance *chance, uint32_t most, struct arena *arena)
{
	static const char *const between[] = { " ", " ", " ", " ", ", ", "-",
		". ", "\n\n", "/", "" };
	struct buffer out;
	struct slice made;
	uint32_t count = chance_below(chance, most + 1);

	buffer_init(&out, 1 << 16);
	for (uint32_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_string(&out,
			    pick(chance, between, ARRAY_LEN(between)));
		buffer_append_string(&out, word(chance));
	}
	made = arena_slice(arena, buffer_slice(&out));
	buffer_finish(&out);
	return made;
}

static struct slice *
list(struct arena *arena, struct slice value)
{
	struct slice *one = arena_alloc(arena, sizeof(*one));

	*one = value;
	return one;
}

void
random_article(struct chance *chance, struct arena *arena, struct article *out)
{
	static const char *const urls[] = { "https://www.example.org/human/1",
		"https://notexample.org/policies?q=korea", "" };
	struct article_person *author = arena_alloc(arena, sizeof(*author));

	*out = (struct article){ .revision = 1 + chance_below(chance, 2) };
	out->language = slice_of(pick(chance, languages, ARRAY_LEN(languages)));
	out->title = text(chance, 6, arena);
	out->text = text(chance, 24, arena);
	out->summary = text(chance, 3, arena);
	out->url = slice_of(pick(chance, urls, ARRAY_LEN(urls)));
	out->feed_name = slice_of(pick(chance, feeds, ARRAY_LEN(feeds)));
	out->published_at = (int64_t)chance_below(chance, 10) * 86400 +
	    1784400000;
	out->first_seen_at = (int64_t)chance_below(chance, 8) * 86400 +
	    1784600000;
	if (chance_below(chance, 8) == 0)
		out->published_at = 0;
	out->unread = chance_below(chance, 2) == 0;
	out->starred = chance_below(chance, 2) == 0;
	out->story = chance_below(chance, 4);
	if (chance_below(chance, 2) == 0) {
		author->name = text(chance, 3, arena);
		out->authors = author;
		out->author_count = 1;
	}
	if (chance_below(chance, 2) == 0) {
		out->categories = list(arena, text(chance, 2, arena));
		out->category_count = 1;
	}
	if (chance_below(chance, 2) == 0) {
		out->feed_tags = list(arena, SLICE("Asia"));
		out->feed_tag_count = 1;
	}
	if (chance_below(chance, 3) == 0) {
		out->topics = list(arena, SLICE("nk"));
		out->topic_count = 1;
	}
	if (chance_below(chance, 3) == 0) {
		out->labels = list(arena, SLICE("x"));
		out->label_count = 1;
	}
}
