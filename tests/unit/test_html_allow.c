/*
 * The cleaner lets through every name that the checker's own allow-lists have,
 * and the checker finds faults: what it accepts elsewhere has been looked at.
 */
#include "html_checker.h"

#include <check.h>
#include <string.h>

#include "compiler.h"
#include "limits.h"

Suite *html_allow_suite(void);

static void
assert_kept(const char *format, struct slice name, enum html_level level)
{
	struct html_options options = { .level = level };
	struct buffer markup, out;

	buffer_init(&markup, KIB);
	buffer_init(&out, KIB);
	for (const char *at = format; *at != '\0'; at++) {
		if (*at == '#')
			buffer_append(&markup, name);
		else
			buffer_append_char(&markup, *at);
	}
	ck_assert(html_clean(buffer_slice(&markup), &options, &out));
	ck_assert_msg(slice_find(buffer_slice(&out), name) != SIZE_MAX,
	    "%.*s: %s", SLICE_FMT(name), buffer_string(&out));
	buffer_finish(&markup);
	buffer_finish(&out);
}

static void
assert_all_kept(const char *list, const char *format, enum html_level level)
{
	struct slice rest = slice_trim(slice_of(list)), name;
	size_t count = 0;

	while (slice_cut(&rest, ' ', &name)) {
		assert_kept(slice_eq(name, SLICE("style"))
			? "<i #='color: red'></i>"
			: format,
		    name, level);
		count++;
	}
	ck_assert_uint_gt(count, 20);
}

START_TEST(every_listed_name_is_kept)
{
	static const char element[] =
	    "<table><tr><# alt=x src=http://h.example/ ></#></table>";

	assert_all_kept(html_checker_strict_elements, element, HTML_STRICT);
	assert_all_kept(html_checker_strict_elements, element, HTML_WIDE);
	assert_all_kept(html_checker_wide_elements, element, HTML_WIDE);
	assert_all_kept(html_checker_wide_attributes, "<i #=x></i>", HTML_WIDE);
}
END_TEST

/* The checker has to be able to find faults. */
static const struct {
	const char *html;
	enum html_level level;
} faults[] = {
	/* clang-format off */
	{ "<script>", HTML_WIDE }, { "<b>", HTML_WIDE }, { "</b>", HTML_WIDE },
	{ "<b></i>", HTML_WIDE }, { "<div></div>", HTML_STRICT },
	{ "<b onclick=\"\"></b>", HTML_WIDE }, { "<b x=\"\"></b>", HTML_WIDE },
	{ "<b title=x></b>", HTML_WIDE }, { "<b title=\"<\"></b>", HTML_WIDE },
	{ "<a href=\"javascript:x\"></a>", HTML_WIDE },
	{ "<a href=\"ftp://x/\"></a>", HTML_STRICT },
	{ "<a href=\"x\"></a>", HTML_STRICT },
	{ "<p style=\"background: url(x);\"></p>", HTML_WIDE },
	{ "a < b", HTML_WIDE }, { "a & b", HTML_WIDE }, { "a > b", HTML_WIDE },
	{ "a\001", HTML_WIDE }, { "<br>", HTML_WIDE },
	{ "<circle></circle>", HTML_WIDE }, { "<svg></svg>", HTML_STRICT },
	/* clang-format on */
};

START_TEST(the_checker_finds_faults)
{
	char text[256];

	ck_assert_msg(!html_checker_accepts(slice_of(faults[_i].html),
			  faults[_i].level, text, sizeof(text)),
	    "%s", faults[_i].html);
}
END_TEST

START_TEST(the_tree_is_looked_at)
{
	char text[256];

	ck_assert(!html_checker_tree_is_safe(SLICE("<p><script>x</script>"),
	    HTML_WIDE, text, sizeof(text)));
	ck_assert(!html_checker_tree_is_safe(SLICE("<p><b onclick=x>y</b>"),
	    HTML_WIDE, text, sizeof(text)));
	ck_assert(
	    !html_checker_tree_is_safe(SLICE(
					   "<p>x<a href='javascript:x'>y</a>"),
		HTML_WIDE, text, sizeof(text)));
	ck_assert(html_checker_tree_is_safe(SLICE("<p>x<a href='y'>z</a>"),
	    HTML_WIDE, text, sizeof(text)));
}
END_TEST

Suite *
html_allow_suite(void)
{
	Suite *suite = suite_create("html_allow");
	TCase *tests = tcase_create("html_allow");

	tcase_add_test(tests, every_listed_name_is_kept);
	tcase_add_loop_test(tests, the_checker_finds_faults, 0,
	    (int)ARRAY_LEN(faults));
	tcase_add_test(tests, the_tree_is_looked_at);
	suite_add_tcase(suite, tests);
	return suite;
}
