/*
 * Encodings: every converter, who is believed, what is guessed and mended.
 */
#include "parse/charset.h"

#include <check.h>
#include <stdlib.h>

#include "compiler.h"
#include "limits.h"

Suite *charset_suite(void);

static struct charset_tables *tables;

static void
open_tables(void)
{
	struct error err;

	tables = charset_tables_open(&err);
	ck_assert_ptr_nonnull(tables);
}

static void
close_tables(void)
{
	charset_tables_close(tables);
}

/* A conversion for each encoding. */
static const struct {
	const char *name, *bytes, *text;
} samples[] = {
	/* clang-format off */
	{ "windows-1250", "P\370\355li\232 \236lu\235ou\350k\375 \200", "Příliš žluťoučký €" },
	{ "windows-1251", "\317\360\350\342\345\362 \271", "Привет №" },
	{ "windows-1252", "caf\351 \223q\224 \200", "café “q” €" },
	{ "windows-1253", "\312\341\353\347\354\335\361\341 \222", "Καλημέρα ’" },
	{ "windows-1254", "\375\360\376", "ığş" },
	{ "windows-1255", "\371\354\345\355", "שלום" },
	{ "windows-1256", "\323\341\307\343 \201", "سلام پ" },
	{ "windows-1257", "\340\350\346\353", "ąčęė" },
	{ "windows-1258", "\360\364", "đô" },
	{ "iso-8859-2", "\276lu\273", "žluť" },
	{ "iso-8859-3", "\346\370", "ĉĝ" },
	{ "iso-8859-4", "\340\272", "āē" },
	{ "iso-8859-5", "\277\340\330\322\325\342", "Привет" },
	{ "iso-8859-6", "\323\344\307\345", "سلام" },
	{ "iso-8859-7", "\312\341\353\347\354\335\361\341", "Καλημέρα" },
	{ "iso-8859-8", "\371\354\345\355", "שלום" },
	{ "iso-8859-8-i", "\371\354\345\355", "שלום" },
	{ "iso-8859-10", "\340\377", "āĸ" },
	{ "iso-8859-13", "\340\350", "ąč" },
	{ "iso-8859-14", "\360\376", "ŵŷ" },
	{ "iso-8859-15", "\275\244", "œ€" },
	{ "iso-8859-16", "\272\376", "șț" },
	{ "windows-874", "\312\307\321\312\264\325", "สวัสดี" },
	{ "ibm866", "\217\340\250\242\245\342", "Привет" },
	{ "koi8-r", "\360\322\311\327\305\324", "Привет" },
	{ "koi8-u", "\360\322\311\327\246\324 \255", "Привіт ґ" },
	{ "macintosh", "caf\216 \245", "café •" },
	{ "x-mac-cyrillic", "\217\360\350\342\345\362", "Привет" },
	{ "gb18030", "\326\320\316\304\242\343\2252\2026", "中文€𠀀" },
	{ "big5", "\244\244\244\345", "中文" },
	{ "euc-jp", "\306\374\313\334\270\354", "日本語" },
	{ "shift_jis", "\223\372\226{\214\352\207@\\~", "日本語①\\~" },
	{ "iso-2022-jp", "\033$BF|K\\8l\033(B a", "日本語 a" },
	{ "euc-kr", "\307\321\261\271\276\356\214c", "한국어똠" },
	{ "gb18030", "\200", "€" },
	{ "big5", "\243\341", "€" },
	{ "shift_jis", "\\~\134", "\\~\\" },
	{ "windows-1252", "\201\215\217\220\235",
	    "\302\201\302\215\302\217\302\220\302\235" },
	{ "euc-jp", "\255\241", "①" },
	/* clang-format on */
};

START_TEST(every_encoding_is_decoded)
{
	struct slice body = slice_of(samples[_i].bytes);
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(charset_decode_as(tables, samples[_i].name,
	    (struct bytes){ (const unsigned char *)body.ptr, body.len }, &out));
	ck_assert_msg(strcmp(buffer_string(&out), samples[_i].text) == 0,
	    "%s: %s", samples[_i].name, buffer_string(&out));
	buffer_finish(&out);
}
END_TEST

/* http NULL: says nothing. */
static const struct document {
	const char *name;
	struct slice body;
	const char *http, *text, *encoding;
	bool corrected, truncated;
} documents[] = {
/* clang-format off */
#define XML(encoding) "<?xml version=\"1.0\" encoding=\"" encoding "\"?>"
#define KEEP(text) SLICE_INIT(text)
	{ "nothing said, ascii", KEEP("<a/>"), NULL, "<a/>", "utf-8", 0, 0 },
	{ "nothing said, utf-8", KEEP("<a>caf\303\251</a>"), NULL,
	    "<a>café</a>", "utf-8", 0, 0 },
	{ "empty", KEEP(""), NULL, "", "utf-8", 0, 0 },
	{ "a mark", KEEP("\357\273\277<a/>"), NULL, "<a/>", "utf-8", 0, 0 },
	{ "44: two marks", KEEP("\357\273\277\357\273\277<a/>"), NULL, "<a/>",
	    "utf-8", 1, 0 },
	{ "a mark beats HTTP", KEEP("\357\273\277<a>\303\251</a>"),
	    "iso-8859-1", "<a>é</a>", "utf-8", 0, 0 },
	{ "a mark beats the declaration",
	    KEEP("\357\273\277" XML("iso-8859-1") "\303\251"), NULL,
	    XML("iso-8859-1") "é", "utf-8", 1, 0 },
	{ "utf-16le with mark", KEEP("\377\376<\0a\0>\0\351\0"), NULL, "<a>é",
	    "utf-16le", 0, 0 },
	{ "utf-16be with mark", KEEP("\376\377\0<\0a\0>\0\351"), NULL, "<a>é",
	    "utf-16be", 0, 0 },
	{ "43: utf-16le without mark", KEEP("<\0?\0x\0\351\0"), NULL, "<?xé",
	    "utf-16le", 0, 0 },
	{ "utf-16be without mark or declaration", KEEP("\0<\0r\0>\0\351"), NULL,
	    "<r>é", "utf-16be", 0, 0 },
	{ "json in utf-16le", KEEP("{\0\"\0a\0\"\0"), NULL, "{\"a\"",
	    "utf-16le", 0, 0 },
	{ "a pair of surrogates", KEEP("\377\376<\0=\330\0\336"), NULL,
	    "<\360\237\230\200", "utf-16le", 0, 0 },
	{ "45: utf-32le with mark", KEEP("\377\376\0\0<\0\0\0\351\0\0\0"), NULL,
	    "<é", "utf-32le", 0, 0 },
	{ "utf-32be without mark", KEEP("\0\0\0<\0\0\0\351"), NULL, "<é",
	    "utf-32be", 0, 0 },
	{ "utf-16 cut in a unit", KEEP("\377\376<\0a\0>"), NULL, "<a",
	    "utf-16le", 1, 1 },
	{ "HTTP decides", KEEP("<a>\351</a>"), "iso-8859-1", "<a>é</a>",
	    "windows-1252", 0, 0 },
	{ "HTTP beats the declaration", KEEP(XML("koi8-r") "\351"),
	    "iso-8859-1", XML("koi8-r") "é", "windows-1252", 0, 0 },
	{ "HTTP of ascii bytes is reported", KEEP("<a/>"), "iso-8859-2",
	    "<a/>", "iso-8859-2", 0, 0 },
	{ "HTTP that is unknown is passed over", KEEP(XML("koi8-r") "\301"),
	    "x-martian", XML("koi8-r") "а", "koi8-r", 0, 0 },
	{ "HTTP says latin, declaration and bytes utf-8",
	    KEEP(XML("utf-8") "\303\251"), "iso-8859-1", XML("utf-8") "é",
	    "utf-8", 1, 0 },
	{ "HTTP says utf-8, declaration latin, bytes utf-8",
	    KEEP(XML("iso-8859-1") "\303\251"), "utf-8",
	    XML("iso-8859-1") "é", "utf-8", 0, 0 },
	{ "the declaration decides", KEEP(XML("koi8-r") "\301"), NULL,
	    XML("koi8-r") "а", "koi8-r", 0, 0 },
	{ "a declaration behind junk", KEEP("junk\n" XML("koi8-r") "\301"),
	    NULL, "junk\n" XML("koi8-r") "а", "koi8-r", 0, 0 },
	{ "a declaration without quotes",
	    KEEP("<?xml version=1.0 encoding=koi8-r?>\301"), NULL,
	    "<?xml version=1.0 encoding=koi8-r?>а", "koi8-r", 0, 0 },
	{ "a declaration with blanks",
	    KEEP("<?XML ENCODING = 'utf 8' ?>\303\251"), NULL,
	    "<?XML ENCODING = 'utf 8' ?>é", "utf-8", 0, 0 },
	{ "37: declared x-martian", KEEP(XML("x-martian") "\303\251"), NULL,
	    XML("x-martian") "é", "utf-8", 1, 0 },
	{ "38: us-ascii, bytes utf-8", KEEP(XML("us-ascii") "caf\303\251"),
	    NULL, XML("us-ascii") "café", "utf-8", 1, 0 },
	{ "latin-1, bytes 80-9F", KEEP(XML("iso-8859-1") "\223q\224 \351"),
	    NULL, XML("iso-8859-1") "“q” é", "windows-1252", 0, 0 },
	{ "39: utf-8, all windows-1252", KEEP(XML("utf-8") "caf\351"),
	    NULL, XML("utf-8") "caf\357\277\275", "utf-8", 1, 1 },
	{ "39: the same, not at the end", KEEP(XML("utf-8") "caf\351 x"),
	    NULL, XML("utf-8") "café x", "windows-1252", 1, 0 },
	{ "40: mixed",
	    KEEP(XML("utf-8") "caf\351 na\303\257ve \223q\224"), NULL,
	    XML("utf-8") "café naïve “q”", "utf-8", 1, 0 },
	{ "41: mixed in CDATA", KEEP("<![CDATA[\351 \303\257]]>"), "utf-8",
	    "<![CDATA[é ï]]>", "utf-8", 1, 0 },
	{ "42: declared utf-16, bytes utf-8",
	    KEEP(XML("utf-16") "\303\251"), NULL, XML("utf-16") "é", "utf-8",
	    1, 0 },
	{ "46: a surrogate", KEEP("<a>\355\240\200 \303\251"), "utf-8",
	    "<a>\357\277\275\357\277\275\357\277\275 é", "utf-8", 1, 0 },
	{ "46: overlong", KEEP("<a>\300\200 \303\251"), "utf-8",
	    "<a>\357\277\275\357\277\275 é", "utf-8", 1, 0 },
	{ "46: too large", KEEP("<a>\364\220\200\200"), "utf-8",
	    "<a>\357\277\275\357\277\275\357\277\275\357\277\275", "utf-8", 1,
	    0 },
	{ "47: cut at the end", KEEP("<a>x\342\200"), NULL,
	    "<a>x\357\277\275", "utf-8", 1, 1 },
	{ "gbk that is utf-8", KEEP(XML("gb2312") "\342\202\254 \342\202\254 "),
	    NULL, XML("gb2312") "€ € ", "utf-8", 1, 0 },
	{ "iso-2022-jp is no ascii",
	    KEEP(XML("iso-2022-jp") "\033$BF|\033(B"), NULL,
	    XML("iso-2022-jp") "日", "iso-2022-jp", 0, 0 },
	/* clang-format on */
};

static void
decode(const struct document *document, struct buffer *out,
    struct charset_result *result)
{
	struct charset_hints hints = { .http_label = slice_of(document->http) };

	ck_assert_msg(charset_decode(tables,
			  (struct bytes){
			      (const unsigned char *)document->body.ptr,
			      document->body.len },
			  &hints, out, result),
	    "%s", document->name);
}

START_TEST(the_right_witness_is_believed)
{
	const struct document *document = &documents[_i];
	struct slice expected = slice_of(document->text);
	struct charset_result result;
	struct buffer out;

	buffer_init(&out, KIB);
	decode(document, &out, &result);
	ck_assert_msg(slice_eq(result.text, expected), "%s: %.*s",
	    document->name, SLICE_FMT(result.text));
	ck_assert_msg(strcmp(result.name, document->encoding) == 0, "%s: %s",
	    document->name, result.name);
	ck_assert_msg(result.corrected == document->corrected,
	    "%s: corrected %d", document->name, result.corrected);
	ck_assert_msg(result.truncated == document->truncated,
	    "%s: truncated %d", document->name, result.truncated);
	buffer_finish(&out);
}
END_TEST

START_TEST(valid_utf_8_is_borrowed)
{
	static const struct document document = { "utf-8",
		SLICE_INIT("<a>\303\251</a>"), NULL, NULL, NULL, false, false };
	struct charset_result result;
	struct buffer out;

	buffer_init(&out, 0);
	decode(&document, &out, &result);
	ck_assert_ptr_eq(result.text.ptr, document.body.ptr);
	ck_assert_uint_eq(out.cap, 0);
}
END_TEST

START_TEST(a_wide_pattern_with_too_many_bad_units_is_no_pattern)
{
	static const struct document document = { "bad",
		SLICE_INIT("<\0a\0\0\330\0\330\0\330\0\330"), NULL, NULL, NULL,
		false, false };
	struct charset_result result;
	struct buffer out;

	buffer_init(&out, KIB);
	decode(&document, &out, &result);
	ck_assert_str_ne(result.name, "utf-16le");
	buffer_finish(&out);
}
END_TEST

START_TEST(a_few_bad_pairs_are_replaced_and_many_void_the_label)
{
	struct charset_hints hints = { .http_label = SLICE("euc-jp") };
	struct charset_result result;
	struct buffer body, out;

	buffer_init(&body, MIB);
	buffer_init(&out, MIB);
	for (int i = 0; i < 100; i++)
		buffer_append_string(&body, "\306\374"); /* sun */
	buffer_append_string(&body, "\377 ");
	ck_assert(charset_decode(tables,
	    (struct bytes){ (unsigned char *)body.ptr, body.len }, &hints, &out,
	    &result));
	ck_assert_str_eq(result.name, "euc-jp");
	ck_assert(result.corrected);
	ck_assert(slice_has_suffix(result.text, SLICE("日\357\277\275 ")));
	buffer_reset(&out);
	for (int i = 0; i < 9; i++)
		buffer_append_string(&body, "\377 ");
	ck_assert(charset_decode(tables,
	    (struct bytes){ (unsigned char *)body.ptr, body.len }, &hints, &out,
	    &result));
	ck_assert_str_ne(result.name, "euc-jp");
	buffer_finish(&body);
	buffer_finish(&out);
}
END_TEST

START_TEST(no_room_is_a_failure)
{
	static const unsigned char body[] = "<a>\351\351\351\351 x</a>";
	struct charset_hints hints = { .http_label = SLICE("iso-8859-1") };
	struct charset_result result;
	struct buffer out;

	buffer_init(&out, 8);
	ck_assert(!charset_decode(tables,
	    (struct bytes){ body, sizeof(body) - 1 }, &hints, &out, &result));
	buffer_finish(&out);
	buffer_init(&out, 8);
	hints.http_label = SLICE("koi8-r");
	ck_assert(!charset_decode(tables,
	    (struct bytes){ body, sizeof(body) - 1 }, &hints, &out, &result));
	buffer_finish(&out);
}
END_TEST

/* Texts that say nothing of their encoding; language NULL: none. */
static const struct {
	const char *name, *text_in_it, *language, *encoding;
} guesses[] = {
	/* clang-format off */
	{ "japanese in euc_jp", "\306\374\313\334\244\316\274\363\305\324\244\317\305\354\265\376\244\307\244\271\241\243\244\263\244\363\244\313\244\301\244\317\241\242\300\244\263\246\241\243\245\313\245\345\241\274\245\271\244\362\244\252\306\317\244\261\244\267\244\336\244\271\241\243",
	    NULL, "euc-jp" },
	{ "japanese in cp932", "\223\372\226{\202\314\216\361\223s\202\315\223\214\213\236\202\305\202\267\201B\202\261\202\361\202\311\202\277\202\315\201A\220\242\212E\201B\203j\203\205\201[\203X\202\360\202\250\223\315\202\257\202\265\202\334\202\267\201B",
	    NULL, "shift_jis" },
	{ "korean in cp949", "\307\321\261\271\300\307 \274\366\265\265\264\302 \274\255\277\357\300\324\264\317\264\331. \276\310\263\347\307\317\274\274\277\344 \274\274\260\350. \277\300\264\303\300\307 \264\272\275\272\270\246 \300\374\307\330 \265\345\270\263\264\317\264\331.",
	    NULL, "euc-kr" },
	{ "simplified chinese in gb18030", "\326\320\271\372\265\304\312\327\266\274\312\307\261\261\276\251\241\243\304\343\272\303\243\254\312\300\275\347\241\243\275\361\314\354\265\304\320\302\316\305\304\332\310\335\310\347\317\302\243\254\307\353\264\363\274\322\324\304\266\301\241\243",
	    NULL, "gb18030" },
	{ "traditional chinese in big5", "\245x\306W\252\272\255\272\263\243\254O\245x\245_\241C\247A\246n\241A\245@\254\311\241C\244\265\244\321\252\272\267s\273D\244\272\256e\246p\244U\241A\275\320\244j\256a\276\\\305\252\241C",
	    NULL, "big5" },
	{ "russian in cp1251", "\321\345\343\356\344\355\377 \342 \343\356\360\356\344\345 \357\360\356\370\353\340 \342\361\362\360\345\367\340, \357\356\361\342\377\371\270\355\355\340\377 \360\340\347\342\350\362\350\376 \362\360\340\355\361\357\356\360\362\340 \350 \344\356\360\356\343",
	    NULL, "windows-1251" },
	{ "russian in koi8-r", "\363\305\307\317\304\316\321 \327 \307\317\322\317\304\305 \320\322\317\333\314\301 \327\323\324\322\305\336\301, \320\317\323\327\321\335\243\316\316\301\321 \322\301\332\327\311\324\311\300 \324\322\301\316\323\320\317\322\324\301 \311 \304\317\322\317\307",
	    NULL, "koi8-r" },
	{ "hebrew in cp1255", "\344\351\345\355 \341\362\351\370 \360\362\370\353\344 \364\342\351\371\344 \341\360\345\371\340 \344\372\347\341\345\370\344 \345\344\353\341\351\371\351\355 \344\347\343\371\351\355 \371\354 \344\362\351\370 \344\342\343\345\354\344",
	    NULL, "windows-1255" },
	{ "arabic in cp1256", "\307\341\355\346\343 \335\355 \307\341\343\317\355\344\311 \332\336\317 \307\314\312\343\307\332 \315\346\341 \312\330\346\355\321 \307\341\344\336\341 \346\307\341\330\321\336 \307\341\314\317\355\317\311 \335\355 \307\341\310\341\307\317",
	    NULL, "windows-1256" },
	{ "thai in cp874", "\307\321\271\271\325\351\343\271\340\301\327\315\247\301\325\241\322\303\273\303\320\252\330\301\340\241\325\350\302\307\241\321\272\241\322\303\276\321\262\271\322\241\322\303\242\271\312\350\247\341\305\320\266\271\271\312\322\302\343\313\301\350",
	    NULL, "windows-874" },
	{ "french in cp1252", "\311l\350ve \340 l'\351cole, o\371 l'\351t\351 fut tr\350s bref. No\353l \340 N\356mes, gar\347on",
	    NULL, "windows-1252" },
	{ "german in cp1252", "\304pfel, \326l und \334bermut: Gr\374\337e aus K\366ln, Stra\337e",
	    NULL, "windows-1252" },
	{ "swedish in cp1252", "\305land, \304ngelholm och \326land",
	    NULL, "windows-1252" },
	{ "russian said to be french in cp1251", "\321\345\343\356\344\355\377 \342 \343\356\360\356\344\345 \357\360\356\370\353\340 \342\361\362\360\345\367\340",
	    "fr", "windows-1252" },
	{ "chinese with its language in gb18030", "\326\320\271\372\265\304\312\327\266\274\312\307\261\261\276\251\241\243",
	    "zh-CN", "gb18030" },
	/* clang-format on */
};

START_TEST(what_says_nothing_is_guessed)
{
	struct slice body = slice_of(guesses[_i].text_in_it);
	struct charset_hints hints = { .language = slice_of(
					   guesses[_i].language) };
	struct charset_result result;
	struct buffer out;

	buffer_init(&out, 64 * KIB);
	ck_assert(charset_decode(tables,
	    (struct bytes){ (const unsigned char *)body.ptr, body.len }, &hints,
	    &out, &result));
	ck_assert_msg(strcmp(result.name, guesses[_i].encoding) == 0, "%s: %s",
	    guesses[_i].name, result.name);
	buffer_finish(&out);
}
END_TEST

static const struct {
	const char *name;
	struct slice text;
	const char *mended, *mended_twice; /* NULL: the same text, borrowed */
} mendings[] = {
	/* clang-format off */
	{ "plain", KEEP("Tide"), NULL, NULL },
	{ "accents", KEEP("café naïve — ’"), NULL, NULL },
	{ "a lone A with circumflex", KEEP("Âge"), NULL, NULL },
	{ "49: controls", KEEP("T\001i\013d\037e\t\n\r"), "Tide\t\n\r",
	    "Tide\t\n\r" },
	{ "51: NUL", KEEP("Ti\0de"), "Tide", "Tide" },
	{ "12: C1", KEEP("\302\221q\302\222 \302\226"), "‘q’ –", "‘q’ –" },
	{ "C1 that is none", KEEP("a\302\201b\302\220c\302\235"), "abc", "abc" },
	{ "DEL", KEEP("Ti\177de"), "Tide", "Tide" },
	{ "C1 next line", KEEP("a\302\205b"), "a…b", "a…b" },
	{ "48: noncharacters", KEEP("a\357\277\276b\357\277\277"),
	    "a\357\277\275b\357\277\275", "a\357\277\275b\357\277\275" },
	{ "a mark inside", KEEP("a\357\273\277b"), "ab", "ab" },
	{ "full-width forms", KEEP("ａｂ"), NULL, NULL },
	{ "twice by latin-1", KEEP("cafÃ©"), NULL, "café" },
	{ "twice with C1", KEEP("\303\242\302\200\302\231s"),
	    "â€™s", "’s" },
	{ "twice by windows-1252", KEEP("itâ€™s"), NULL, "it’s" },
	{ "once is enough", KEEP("cafÃƒÂ©"), NULL, "cafÃ©" },
	{ "twice and not", KEEP("cafÃ© é"), NULL, NULL },
	{ "a name in Portuguese", KEEP("São João Ã ©"), NULL, NULL },
	/* clang-format on */
};

static void
assert_mended(size_t row, enum charset_mend how, const char *expected)
{
	struct slice text = mendings[row].text, mended;
	struct buffer out;

	buffer_init(&out, KIB);
	ck_assert(charset_mend(text, how, &out, &mended));
	if (expected == NULL)
		ck_assert_msg(mended.ptr == text.ptr && mended.len == text.len,
		    "%s: %.*s", mendings[row].name, SLICE_FMT(mended));
	else
		ck_assert_msg(slice_eq(mended, slice_of(expected)), "%s: %.*s",
		    mendings[row].name, SLICE_FMT(mended));
	buffer_finish(&out);
}

START_TEST(characters_are_mended)
{
	assert_mended((size_t)_i, CHARSET_MEND_CONTROLS, mendings[_i].mended);
}
END_TEST

START_TEST(text_encoded_twice_is_decoded_once_more)
{
	assert_mended((size_t)_i, CHARSET_MEND_TWICE,
	    mendings[_i].mended_twice);
}
END_TEST

static const struct {
	const char *type, *label; /* NULL: none */
} parameters[] = {
	/* clang-format off */
	{ "text/xml; charset=utf-8", "utf-8" },
	{ "text/xml;charset=\"utf-8\"", "utf-8" },
	{ "text/xml; CharSet = 'x' ", "x" },
	{ "text/xml; charset=; charset=koi8-r", "koi8-r" },
	{ "text/xml; charset=a; charset=b", "a" },
	{ "text/xml; version=1; charset=a", "a" },
	{ "text/xml; xcharset=a", NULL },
	{ "text/xml; charset", NULL },
	{ "text/xml", NULL },
	{ "", NULL },
	/* clang-format on */
};

START_TEST(the_parameter_of_a_type_is_found)
{
	struct slice label = charset_parameter(slice_of(parameters[_i].type));

	if (parameters[_i].label == NULL)
		ck_assert_msg(label.ptr == NULL, "%s", parameters[_i].type);
	else
		ck_assert_msg(slice_eq(label, slice_of(parameters[_i].label)),
		    "%s: %.*s", parameters[_i].type, SLICE_FMT(label));
}
END_TEST

static void
add_rows(TCase *tests, const TTest *test, size_t rows)
{
	tcase_add_loop_test(tests, test, 0, (int)rows);
}

Suite *
charset_suite(void)
{
	Suite *suite = suite_create("charset");
	TCase *tests = tcase_create("charset");

	tcase_add_unchecked_fixture(tests, open_tables, close_tables);
	add_rows(tests, every_encoding_is_decoded, ARRAY_LEN(samples));
	add_rows(tests, the_right_witness_is_believed, ARRAY_LEN(documents));
	add_rows(tests, what_says_nothing_is_guessed, ARRAY_LEN(guesses));
	add_rows(tests, characters_are_mended, ARRAY_LEN(mendings));
	add_rows(tests, text_encoded_twice_is_decoded_once_more,
	    ARRAY_LEN(mendings));
	add_rows(tests, the_parameter_of_a_type_is_found,
	    ARRAY_LEN(parameters));
	tcase_add_test(tests, valid_utf_8_is_borrowed);
	tcase_add_test(tests,
	    a_wide_pattern_with_too_many_bad_units_is_no_pattern);
	tcase_add_test(tests,
	    a_few_bad_pairs_are_replaced_and_many_void_the_label);
	tcase_add_test(tests, no_room_is_a_failure);
	suite_add_tcase(suite, tests);
	return suite;
}
