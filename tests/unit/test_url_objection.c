#include <check.h>
#include <string.h>

#include "cli/url_objection.h"
#include "compiler.h"
#include "limits.h"

Suite *url_objection_suite(void);

static const struct {
	const char *url, *objection; /* begins so; NULL: none */
} rows[] = {
	{ "http://h.example", NULL },
	{ "HTTPS://H.example:8080/feed?a=1#b", NULL },
	{ "http://[2001:db8::1]/", NULL },
	{ "http://b\xC3\xBC"
	  "cher.example/",
	    NULL },
	{ "http://h/a@b", NULL },
	{ "", "is not an http" },
	{ "h.example/feed", "is not an http" },
	{ "ftp://h.example/", "is not an http" },
	{ "file:///etc/passwd", "is not an http" },
	{ "http://h.example/a b", "has a blank" },
	{ "http://h.example/\n", "has a blank" },
	{ "http://me:secret@h.example/", "has a user name" },
	{ "http://@h.example/", "has a user name" },
	{ "http:///feed", "has no host" },
	{ "http://", "has no host" },
	{ "http://:80/", "has no host" },
	{ "http://h:0/", "has a port" },
	{ "http://h:65536/", "has a port" },
	{ "http://h:x/", "has a port" },
	{ "http://[::1", "has a host" },
	{ "http://[zz]/", "has a host" },
	{ "http://a<b/", "has a host" },
};

START_TEST(what_cannot_be_a_feed_is_told_why)
{
	const char *objection = url_objection(slice_of(rows[_i].url));

	if (rows[_i].objection == NULL)
		ck_assert_msg(objection == NULL, "%s: %s", rows[_i].url,
		    objection);
	else
		ck_assert_msg(objection != NULL &&
			strncmp(objection, rows[_i].objection,
			    strlen(rows[_i].objection)) == 0,
		    "%s: %s", rows[_i].url, objection);
}
END_TEST

START_TEST(a_url_has_an_end)
{
	static char url[LIMIT_URL + 2] = "http://h/";

	memset(url + 9, 'a', LIMIT_URL - 9);
	ck_assert_ptr_null(url_objection(slice_of(url)));
	url[LIMIT_URL] = 'a';
	ck_assert_str_eq(url_objection(slice_of(url)), "is too long");
}
END_TEST

Suite *
url_objection_suite(void)
{
	Suite *suite = suite_create("url_objection");
	TCase *tcase = tcase_create("url_objection");

	tcase_add_loop_test(tcase, what_cannot_be_a_feed_is_told_why, 0,
	    ARRAY_LEN(rows));
	tcase_add_test(tcase, a_url_has_an_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
