/*
 * What an article becomes: rows of a text and the stream that FTS5 is fed with
 * (separators shown: "|" a token at the same place, "$" a stem, "%" the end of
 * a block).
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler.h"
#include "topic/tokens.h"
#include "topic_random.h"
#include "topic_set.h"

Suite *tokens_suite(void);

static const struct row {
	const char *name, *language, *text, *stream;
} rows[] = {
	{ "the example of the design", "en",
	    "North Korea's cease-fire: \xEB\xB6\x81\xED\x95\x9C\xEC\x9D\x98 U.S. "
	    "#HumanRights\n\nrights",
	    "north korea cease |ceasefire fire \xEB\xB6\x81 "
	    "|\xEB\xB6\x81\xED\x95\x9C \xED\x95\x9C |\xED\x95\x9C\xEC\x9D\x98 "
	    "\xEC\x9D\x98 us human |humanrights |$enhumanright |#humanrights "
	    "rights |$enright % rights |$enright" },
	{ "an empty text", "en", "", "" },
	{ "nothing but signs", "en", "!! -- ... %", "" },
	{ "possessive", "und", "Korea's kids' James\xE2\x80\x99s",
	    "korea kids james" },
	{ "possessive after a digit is none", "und", "90's", "90 s" },
	{ "elision", "und", "l\xE2\x80\x99\xC3\x89tat qu'il dell'arte d's",
	    "l etat qu il dell arte d" },
	{ "contraction", "und", "don't he'll we've I'm",
	    "don't he'll we've i'm" },
	{ "other apostrophes", "und", "O'Brien Ankara'da aujourd'hui",
	    "obrien ankarada |ankara aujourdhui |aujourd" },
	{ "elision and possessive", "und", "l'homme's", "l homme" },
	{ "initials", "und", "U.S. D.P.R.K. N. Korea e.g. J.R.R. Tolkien",
	    "us dprk n korea eg jrr tolkien" },
	{ "hyphens", "und",
	    "cease-fire covid\xE2\x80\x90"
	    "19 snake_case",
	    "cease |ceasefire fire covid |covid19 19 snake |snakecase case" },
	{ "three parts are only parts", "und",
	    "state-of-the-art 2026-08-01 rock-n-roll",
	    "state of the art 2026 08 01 rock n roll" },
	{ "ampersand", "und", "AT&T R&D a & b", "at |at&t t r |r&d d a b" },
	{ "thousands", "und", "1,000 2.500.000 3 1'234 12,34 1,0000",
	    "1 |1000 000 2 |2500000 500 000 3 1 |1234 234 12 34 1 0000" },
	{ "decimals", "und", "3.5 3,14 1.000,50", "3 5 3 14 1 |1000 000 50" },
	{ "hashtag", "und", "#NorthKorea #dprk #NKHumanRights #a_b #1",
	    "north |northkorea |#northkorea korea dprk |#dprk nk "
	    "|nkhumanrights |#nkhumanrights human rights a |ab |#ab b 1 |#1" },
	{ "hashtag without spaces", "und",
	    "#\xE5\x8C\x97\xE6\x9C\x9D\xE9\xAE\xAE",
	    "\xE5\x8C\x97 |\xE5\x8C\x97\xE6\x9C\x9D "
	    "|\xE5\x8C\x97\xE6\x9C\x9D\xE9\xAE\xAE "
	    "|#\xE5\x8C\x97\xE6\x9C\x9D\xE9\xAE\xAE \xE6\x9C\x9D "
	    "|\xE6\x9C\x9D\xE9\xAE\xAE \xE9\xAE\xAE" },
	{ "hash behind a word", "und", "F#m a# b", "f m a |a# b" },
	{ "mention", "und", "by @KCNA_dprk",
	    "by kcna |kcnadprk |@kcnadprk dprk" },
	{ "signs behind", "und", "C++ C# F# C+ C+++ cpp++ C++11",
	    "c |c++ c |c# f |f# c c |c++ cpp c 11" },
	{ "sign before", "und", ".NET a .NET b.net (.NET) x ..net",
	    "net |.net a net |.net b |b.net net net x net" },
	{ "web address", "und",
	    "see https://www.example.org/politics?q=a#b now, "
	    "http://user:pw@k2.example/x www.bbc.co.uk/news",
	    "see www |www.example.org example org now k2 |k2.example example "
	    "www |www.bbc.co.uk bbc co uk" },
	{ "a scheme alone", "und", "http:// x https", "http x https" },
	{ "mail address", "und", "jane.doe@example.org wrote a@b",
	    "jane |jane.doe@example.org doe example org wrote a b" },
	{ "dotted words", "und", "Node.js end.Next example.co.uk. h264.mp4",
	    "node |node.js js end |end.next next example |example.co.uk co uk "
	    "h264 mp4" },
	{ "joiners in a row", "und", "end.Cease-fire AT&T-owned",
	    "end |end.cease cease |ceasefire fire at |at&t t |towned owned" },
	{ "Latin", "und",
	    "\xC3\x86r\xC3\xB8 Stra\xC3\x9F"
	    "e \xC5\x81\xC3\xB3"
	    "d\xC5\xBA \xC4\xB0STANBUL ISPARTA \xC4\xB1sparta \xEF\xAC\x81n",
	    "aero strasse lodz istanbul isparta isparta fin" },
	{ "decomposed is composed", "und", "e\xCC\x81t\xC3\xA9", "ete" },
	{ "soft hyphens and joiners vanish", "und",
	    "co\xC2\xADoperation \xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE",
	    "cooperation \xD9\x85\xD9\x8A\xD8\xAE" },
	{ "signs separate", "und", "WHO\xE2\x84\xA2 rights\xC2\xB9 \xC2\xBD",
	    "who rights" },
	{ "digits of all scripts", "und", "\xD9\xA3\xD9\xA5 \xE0\xA5\xA7",
	    "35 1" },
	{ "full width", "und",
	    "\xEF\xBC\xA4\xEF\xBC\xB0\xEF\xBC\xB2\xEF\xBC\xAB", "dprk" },
	{ "Cyrillic", "und",
	    "\xD1\x91\xD0\xBB\xD0\xBA\xD0\xB0 \xD0\x99\xD0\xBE\xD0\xB4",
	    "\xD0\xB5\xD0\xBB\xD0\xBA\xD0\xB0 |$ru\xD0\xB5\xD0\xBB\xD0\xBA "
	    "\xD0\xB9\xD0\xBE\xD0\xB4" },
	{ "Hindi keeps its signs", "und",
	    "\xE0\xA4\xB6\xE0\xA4\xBE\xE0\xA4\x82\xE0\xA4\xA4\xE0\xA4\xBF",
	    "\xE0\xA4\xB6\xE0\xA4\xBE\xE0\xA4\x82\xE0\xA4\xA4\xE0\xA4\xBF "
	    "|$hi\xE0\xA4\xB6\xE0\xA4\xBE\xE0\xA4\x82\xE0\xA4\xA4" },
	{ "Thai by clusters", "und",
	    "\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88\xE0\xB9\x80",
	    "\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88 "
	    "|\xE0\xB8\x97\xE0\xB8\xB5\xE0\xB9\x88\xE0\xB9\x80 "
	    "\xE0\xB9\x80" },
	{ "Kana of half width", "und", "\xEF\xBE\x8A\xEF\xBE\x9F\xEF\xBE\x9D",
	    "\xE3\x83\x91 |\xE3\x83\x91\xE3\x83\xB3 \xE3\x83\xB3" },
	{ "a line break in Han goes on", "und", "\xE5\x8C\x97\n\xE6\x9C\x9D",
	    "\xE5\x8C\x97 |\xE5\x8C\x97\xE6\x9C\x9D \xE6\x9C\x9D" },
	{ "a blank in Hangul ends", "und", "\xEB\xB6\x81 \xED\x95\x9C",
	    "\xEB\xB6\x81 \xED\x95\x9C" },
	{ "Han and Hangul do not pair", "und", "\xE5\x8C\x97\xED\x95\x9C",
	    "\xE5\x8C\x97 \xED\x95\x9C" },
	{ "punctuation ends a run", "und",
	    "\xE5\x8C\x97\xE3\x80\x81\xE6\x9C\x9D",
	    "\xE5\x8C\x97 \xE6\x9C\x9D" },
	{ "middle dot of Katakana", "und",
	    "\xE3\x82\xAD\xE3\x83\xBB\xE3\x82\xB8",
	    "\xE3\x82\xAD |\xE3\x82\xAD\xE3\x82\xB8 \xE3\x82\xB8" },
	{ "blocks", "und", "a\n\nb\n \nc\nd\n- e\n1. f\tg\n\n",
	    "a % b % c d % e % 1 f % g" },
	{ "no block at the ends", "und", "\n\na\n\n\n\nb\n\n", "a % b" },
	{ "English plurals", "en",
	    "rights policies classes cache caches heroes shoes news hamas "
	    "crisis bus buses is",
	    "rights |$enright policies |$enpolicy classes |$enclass cache "
	    "|$encach caches |$encach heroes |$enhero shoes |$enshoe news "
	    "hamas crisis bus buses |$enbuse is" },
	{ "stems of Snowball, folded", "fr",
	    "humains \xC3\xA9tudes \xC3\xA9t\xC3\xA9",
	    "humains |$frhumain etudes |$fretud ete" },
	{ "no stem of numbers and signs", "en", "covid19s C++s a1s",
	    "covid19s c s a1s" },
	{ "equal tokens once", "und", "#a a-", "a |#a a" },
	{ "a stray mark is a word of its own", "und", "\xE0\xA4\xBE",
	    "\xE0\xA4\xBE" },
	{ "ill-formed bytes separate", "und",
	    "a\xFF"
	    "b\xC3",
	    "a b" },
	{ "controls give no tokens of ours", "und",
	    "\x01"
	    "enx \x1F"
	    "a\x03",
	    "enx a" },
};

/* The stream with its marks as characters that show. */
static void
show(struct buffer *stream)
{
	for (size_t i = 0; i < stream->len; i++) {
		if (stream->ptr[i] == MARK_JOINED)
			stream->ptr[i] = '|';
		else if (stream->ptr[i] == MARK_STEM)
			stream->ptr[i] = '$';
		else if (stream->ptr[i] == MARK_BLOCK)
			stream->ptr[i] = '%';
	}
}

START_TEST(a_text_gives_these_tokens)
{
	const struct row *row = &rows[_i];
	struct article article = { .language = slice_of(row->language),
		.text = slice_of(row->text) };
	struct tokens *tokens;
	struct buffer stream;
	struct arena arena;

	arena_init(&arena, 1 << 20);
	buffer_init(&stream, 1 << 16);
	tokens = tokens_make(&article, &arena);
	ck_assert(tokens != NULL);
	/* rows are about tokens: their language is as they say */
	ck_assert(tokens_stream(tokens, TEXT_CONTENT, &stream));
	show(&stream);
	ck_assert_msg(strcmp(buffer_string(&stream), row->stream) == 0,
	    "%s:\n%s\nnot\n%s", row->name, buffer_string(&stream), row->stream);
	buffer_finish(&stream);
	arena_finish(&arena);
}
END_TEST

static void
stream_of(const struct article *article, enum text_field field,
    struct buffer *out)
{
	struct arena arena;
	struct tokens *tokens;

	arena_init(&arena, 1 << 24);
	tokens = tokens_make(article, &arena);
	ck_assert(tokens != NULL);
	ck_assert(tokens_stream(tokens, field, out));
	arena_finish(&arena);
}

static void
check_stream(const struct article *article, enum text_field field,
    const char *expected)
{
	struct buffer stream;

	buffer_init(&stream, 1 << 16);
	stream_of(article, field, &stream);
	show(&stream);
	ck_assert_str_eq(buffer_string(&stream), expected);
	buffer_finish(&stream);
}

START_TEST(a_summary_that_the_content_begins_with_is_empty)
{
	struct article article = { .text = SLICE("One two, three.\n\nFour") };

	article.summary = SLICE("One  TWO three \xE2\x80\xA6");
	check_stream(&article, TEXT_SUMMARY, "");
	article.summary = SLICE("one two [\xE2\x80\xA6]");
	check_stream(&article, TEXT_SUMMARY, "");
	article.summary = SLICE("one two three four");
	check_stream(&article, TEXT_SUMMARY, "");
	article.summary = SLICE("one two four");
	check_stream(&article, TEXT_SUMMARY, "one two four");
	article.summary = SLICE("one two three four five");
	check_stream(&article, TEXT_SUMMARY, "one two three four five");
	check_stream(&article, TEXT_CONTENT, "one two three % four");
}
END_TEST

START_TEST(authors_and_categories_are_blocks)
{
	const struct article_person people[] = { { .name = SLICE("Jane Doe") },
		{ .name = SLICE_NONE }, { .name = SLICE("John Roe") } };
	const struct slice categories[] = { SLICE("World news"),
		SLICE("Asia") };
	struct article article = { .authors = people,
		.author_count = 3,
		.categories = categories,
		.category_count = 2 };

	check_stream(&article, TEXT_AUTHOR, "jane doe % john roe");
	check_stream(&article, TEXT_CATEGORY, "world news % asia");
}
END_TEST

START_TEST(an_address_gives_host_path_and_values)
{
	struct article article = {
		.url = SLICE("https://News.example.org/asia/"
			     "north-korea/%EB%B6%81?utm=a&q=b%20c#x")
	};

	check_stream(&article, TEXT_URL,
	    "news |news.example.org example org asia north |northkorea korea "
	    "\xEB\xB6\x81 a b c");
}
END_TEST

START_TEST(a_long_word_is_cut_at_a_character)
{
	char text[200];
	struct article article = { .text = { text, sizeof(text) } };
	struct buffer stream;

	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "\xD0\xB6", 2);
	buffer_init(&stream, 1 << 10);
	stream_of(&article, TEXT_CONTENT, &stream);
	ck_assert(stream.len >= LIMIT_TOKEN_BYTES);
	ck_assert_msg(strncmp(stream.ptr, text, LIMIT_TOKEN_BYTES) == 0 &&
		(stream.len == LIMIT_TOKEN_BYTES ||
		    stream.ptr[LIMIT_TOKEN_BYTES] == ' '),
	    "%zu bytes", stream.len);
	buffer_reset(&stream);
	memset(text, 'a', sizeof(text));
	stream_of(&article, TEXT_CONTENT, &stream);
	ck_assert_uint_eq(stream.len, LIMIT_TOKEN_BYTES);
	buffer_finish(&stream);
}
END_TEST

START_TEST(a_field_of_too_many_words_is_cut_and_marked)
{
	size_t len = (size_t)(LIMIT_FIELD_TOKENS + 1000) * 2;
	char *text = malloc(len);
	struct article article = { .title = SLICE("x"), .text = { text, len } };
	struct arena arena;
	struct tokens *tokens;

	for (size_t i = 0; i < len; i += 2)
		memcpy(text + i, "a ", 2);
	arena_init(&arena, 1 << 28);
	tokens = tokens_make(&article, &arena);
	ck_assert(tokens != NULL);
	ck_assert(tokens->fields[TEXT_CONTENT].truncated);
	ck_assert(!tokens->fields[TEXT_TITLE].truncated);
	ck_assert_uint_le(tokens->fields[TEXT_CONTENT].end -
		tokens->fields[TEXT_CONTENT].first,
	    LIMIT_FIELD_TOKENS);
	arena_finish(&arena);
	free(text);
}
END_TEST

START_TEST(memory_that_ends_gives_no_tokens)
{
	struct article article = { .text = SLICE("a b c d e f g") };
	struct arena arena;

	arena_init(&arena, 100);
	ck_assert_ptr_null(tokens_make(&article, &arena));
	arena_finish(&arena);
}
END_TEST

START_TEST(p8_a_hit_tokenized_alone_gives_its_token)
{
	struct chance chance = chance_begin("p8");

	for (int i = 0; i < 400; i++) {
		struct article article, alone;
		struct arena arena;
		struct tokens *tokens, *again;

		arena_init(&arena, 1 << 24);
		random_article(&chance, &arena, &article);
		tokens = tokens_make(&article, &arena);
		for (uint32_t f = 0; f < tokens->form_count; f++) {
			const struct form *form = &tokens->forms[f];
			struct slice text = tokens->fields[form->field].text;
			struct slice wanted = term_text(
			    &tokens->terms[form->term]);
			bool found = false;

			ck_assert(form->start < form->end);
			ck_assert_uint_le(form->end, text.len);
			memset(&alone, 0, sizeof(alone));
			alone.title = slice_sub(text, form->start,
			    form->end - form->start);
			again = tokens_make(&alone, &arena);
			for (uint32_t g = 0; g < again->form_count; g++)
				found |= slice_eq(wanted,
				    term_text(
					&again->terms[again->forms[g].term]));
			ck_assert_msg(found, "%.*s of \"%.*s\"",
			    SLICE_FMT(wanted), SLICE_FMT(alone.title));
		}
		arena_finish(&arena);
	}
}
END_TEST

START_TEST(p9_two_blocks_are_two_texts_and_a_boundary)
{
	struct chance chance = chance_begin("p9");

	for (int i = 0; i < 400; i++) {
		struct article first, second, both;
		struct arena arena;
		struct buffer one, two;

		arena_init(&arena, 1 << 24);
		random_article(&chance, &arena, &first);
		random_article(&chance, &arena, &second);
		both = first;
		both.text = slice_of(arena_format(&arena, "%.*s\n\n%.*s",
		    SLICE_FMT(first.text), SLICE_FMT(second.text)));
		first.language = second.language = both.language = SLICE("xx");
		buffer_init(&one, 1 << 20);
		buffer_init(&two, 1 << 20);
		stream_of(&first, TEXT_CONTENT, &one);
		if (one.len > 0 && second.text.len > 0)
			buffer_append_format(&one, " %c ", MARK_BLOCK);
		stream_of(&second, TEXT_CONTENT, &one);
		stream_of(&both, TEXT_CONTENT, &two);
		/* stems depend on the language, which the whole decides */
		if (memchr(one.ptr == NULL ? "" : one.ptr, MARK_STEM,
			one.len) == NULL &&
		    memchr(two.ptr == NULL ? "" : two.ptr, MARK_STEM,
			two.len) == NULL)
			ck_assert_msg(slice_eq(buffer_slice(&one),
					  buffer_slice(&two)),
			    "%s\nis not\n%s\nof %.*s", buffer_string(&one),
			    buffer_string(&two), SLICE_FMT(both.text));
		buffer_finish(&one);
		buffer_finish(&two);
		arena_finish(&arena);
	}
}
END_TEST

START_TEST(p9_any_bytes_are_tokenized)
{
	struct chance chance = chance_begin("bytes");
	char bytes[300];

	for (int i = 0; i < 3000; i++) {
		size_t len = chance_below(&chance, sizeof(bytes));
		struct article article = { .title = { bytes, len },
			.text = { bytes, len } };
		struct arena arena;
		struct tokens *tokens;
		uint32_t last = 0;

		for (size_t b = 0; b < len; b++) {
			static const char signs[] =
			    "a.-'@#_&\xCC\x81\xE0\xB9\x88,1 \n";

			bytes[b] =
			    signs[chance_below(&chance, sizeof(signs) - 1)];
			if (i % 2 == 0)
				bytes[b] = (char)chance_below(&chance, 256);
		}
		arena_init(&arena, 1 << 24);
		tokens = tokens_make(&article, &arena);
		ck_assert(tokens != NULL);
		for (uint32_t p = 0; p < tokens->position_count; p++) {
			uint32_t f = tokens->first_form[p];

			if (p == tokens->fields[TEXT_CONTENT].first)
				last = 0;
			if (f == tokens->first_form[p + 1])
				continue;
			ck_assert_uint_ge(tokens->forms[f].start, last);
			last = tokens->forms[f].start;
		}
		arena_finish(&arena);
	}
}
END_TEST

/* ---- splitting ------------------------------------------------------------------- */

static int
note(void *arg, struct slice token, size_t start, size_t end, bool colocated)
{
	struct buffer *out = arg;

	buffer_append_format(out, "%s%.*s:%zu-%zu", colocated ? "|" : " ",
	    SLICE_FMT(token), start, end);
	return slice_eq(token, SLICE("stop")) ? 7 : 0;
}

static const struct {
	const char *name;
	enum tokens_mode mode;
	const char *text, *tokens;
	int result;
} splits[] = {
	{ "a document", TOKENS_DOCUMENT,
	    "a b \x1F"
	    "c",
	    " a:0-1 b:2-3|c:5-6", 0 },
	{ "an empty document", TOKENS_DOCUMENT, "", "", 0 },
	{ "a query of ours", TOKENS_QUERY,
	    "\x02"
	    "a \x1F\x01"
	    "enb",
	    " a:1-2|\x01"
	    "enb:4-8",
	    0 },
	{ "a query by hand", TOKENS_QUERY, "Cease-fire, Korea's",
	    " cease:0-5 fire:6-10 korea:12-17", 0 },
	{ "a caller that stops", TOKENS_DOCUMENT, "a stop b", " a:0-1 stop:2-6",
	    7 },
};

START_TEST(a_stream_is_split_into_what_it_was_made_of)
{
	struct buffer out;

	buffer_init(&out, 1 << 10);
	ck_assert_int_eq(tokens_split(splits[_i].mode,
			     slice_of(splits[_i].text), note, &out),
	    splits[_i].result);
	ck_assert_msg(strcmp(buffer_string(&out), splits[_i].tokens) == 0,
	    "%s: %s", splits[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

START_TEST(the_version_names_rules_and_libraries)
{
	ck_assert_str_eq(tokens_version(), "1/2.8.0/2.2.0");
}
END_TEST

Suite *
tokens_suite(void)
{
	Suite *suite = suite_create("tokens");
	TCase *tcase = tcase_create("tokens");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_text_gives_these_tokens, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, a_summary_that_the_content_begins_with_is_empty);
	tcase_add_test(tcase, authors_and_categories_are_blocks);
	tcase_add_test(tcase, an_address_gives_host_path_and_values);
	tcase_add_test(tcase, a_long_word_is_cut_at_a_character);
	tcase_add_test(tcase, a_field_of_too_many_words_is_cut_and_marked);
	tcase_add_test(tcase, memory_that_ends_gives_no_tokens);
	tcase_add_test(tcase, p8_a_hit_tokenized_alone_gives_its_token);
	tcase_add_test(tcase, p9_two_blocks_are_two_texts_and_a_boundary);
	tcase_add_test(tcase, p9_any_bytes_are_tokenized);
	tcase_add_loop_test(tcase, a_stream_is_split_into_what_it_was_made_of,
	    0, ARRAY_LEN(splits));
	tcase_add_test(tcase, the_version_names_rules_and_libraries);
	suite_add_tcase(suite, tcase);
	return suite;
}
