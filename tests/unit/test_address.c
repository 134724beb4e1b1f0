/*
 * Every block of the address rules at both of its edges, and the addresses just
 * outside them.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "net.h"
#include "net/address.h"

Suite *address_suite(void);

/* rule NULL: public. */
static const struct edge {
	const char *address, *rule;
} edges[] = {
	/* clang-format off */
	{ "0.0.0.0",         "0.0.0.0/8" },
	{ "0.255.255.255",   "0.0.0.0/8" },
	{ "1.0.0.0",         NULL },
	{ "9.255.255.255",   NULL },
	{ "10.0.0.0",        "10.0.0.0/8" },
	{ "10.255.255.255",  "10.0.0.0/8" },
	{ "11.0.0.0",        NULL },
	{ "100.63.255.255",  NULL },
	{ "100.64.0.0",      "100.64.0.0/10" },
	{ "100.127.255.255", "100.64.0.0/10" },
	{ "100.128.0.0",     NULL },
	{ "126.255.255.255", NULL },
	{ "127.0.0.0",       "127.0.0.0/8" },
	{ "127.255.255.255", "127.0.0.0/8" },
	{ "128.0.0.0",       NULL },
	{ "169.253.255.255", NULL },
	{ "169.254.0.0",     "169.254.0.0/16" },
	{ "169.254.169.254", "169.254.0.0/16" },
	{ "169.254.255.255", "169.254.0.0/16" },
	{ "169.255.0.0",     NULL },
	{ "172.15.255.255",  NULL },
	{ "172.16.0.0",      "172.16.0.0/12" },
	{ "172.31.255.255",  "172.16.0.0/12" },
	{ "172.32.0.0",      NULL },
	{ "191.255.255.255", NULL },
	{ "192.0.0.0",       "192.0.0.0/24" },
	{ "192.0.0.255",     "192.0.0.0/24" },
	{ "192.0.1.0",       NULL },
	{ "192.0.1.255",     NULL },
	{ "192.0.2.0",       "192.0.2.0/24" },
	{ "192.0.2.255",     "192.0.2.0/24" },
	{ "192.0.3.0",       NULL },
	{ "192.88.98.255",   NULL },
	{ "192.88.99.0",     "192.88.99.0/24" },
	{ "192.88.99.255",   "192.88.99.0/24" },
	{ "192.88.100.0",    NULL },
	{ "192.167.255.255", NULL },
	{ "192.168.0.0",     "192.168.0.0/16" },
	{ "192.168.255.255", "192.168.0.0/16" },
	{ "192.169.0.0",     NULL },
	{ "198.17.255.255",  NULL },
	{ "198.18.0.0",      "198.18.0.0/15" },
	{ "198.19.255.255",  "198.18.0.0/15" },
	{ "198.20.0.0",      NULL },
	{ "198.51.99.255",   NULL },
	{ "198.51.100.0",    "198.51.100.0/24" },
	{ "198.51.100.255",  "198.51.100.0/24" },
	{ "198.51.101.0",    NULL },
	{ "203.0.112.255",   NULL },
	{ "203.0.113.0",     "203.0.113.0/24" },
	{ "203.0.113.255",   "203.0.113.0/24" },
	{ "203.0.114.0",     NULL },
	{ "223.255.255.255", NULL },
	{ "224.0.0.0",       "224.0.0.0/3" },
	{ "240.0.0.0",       "224.0.0.0/3" },
	{ "255.255.255.255", "224.0.0.0/3" },

	{ "::",              "::/3" },
	{ "::1",             "::1/128" },
	{ "::2",             "::/3" },
	{ "::127.0.0.1",     "::/3" }, /* "compatible", long dead */
	{ "::ffff:0:0",      "0.0.0.0/8" },
	{ "::ffff:10.0.0.1", "10.0.0.0/8" },
	{ "::ffff:8.8.8.8",  NULL },
	{ "::ffff:0:127.0.0.1", "::/3" },
	{ "::fffe:8.8.8.8",  "::/3" },
	{ "64:ff9b::",       "0.0.0.0/8" },
	{ "64:ff9b::7f00:1", "127.0.0.0/8" },
	{ "64:ff9b::808:808", NULL },
	{ "64:ff9b:0:1::",   "::/3" },
	{ "64:ff9b:1::",     "64:ff9b:1::/48" },
	{ "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::/48" },
	{ "64:ff9b:2::",     "::/3" },
	{ "100::",           "100::/64" },
	{ "100::ffff:ffff:ffff:ffff", "100::/64" },
	{ "100:0:0:1::",     "::/3" },
	{ "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/3" },
	{ "2000::",          NULL },
	{ "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
	{ "2001::",          "2001::/32" },
	{ "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "2001::/32" },
	{ "2001:1::",        "2001::/23" },
	{ "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::/23" },
	{ "2001:200::",      NULL },
	{ "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
	{ "2001:db8::",      "2001:db8::/32" },
	{ "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32" },
	{ "2001:db9::",      NULL },
	{ "2001:ffff::",     NULL },
	{ "2002:7f00:1::",   "127.0.0.0/8" },
	{ "2002:c0a8:101::", "192.168.0.0/16" },
	{ "2002:808:808::1", NULL },
	{ "2003::",          NULL },
	{ "3ffe:ffff::",     NULL },
	{ "3fff::",          "3fff::/20" },
	{ "3fff:fff:ffff::", "3fff::/20" },
	{ "3fff:1000::",     NULL },
	{ "4000::",          "4000::/2" },
	{ "5f00::1",         "4000::/2" },
	{ "7fff:ffff::",     "4000::/2" },
	{ "8000::",          "8000::/1" },
	{ "fbff:ffff::",     "8000::/1" },
	{ "fc00::",          "fc00::/7" },
	{ "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::/7" },
	{ "fe00::",          "8000::/1" },
	{ "fe7f:ffff::",     "8000::/1" },
	{ "fe80::",          "fe80::/10" },
	{ "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::/10" },
	{ "fec0::",          "fec0::/10" },
	{ "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::/10" },
	{ "ff00::",          "ff00::/8" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::/8" },
	/* clang-format on */
};

static void
check_edge(const struct edge *edge)
{
	union address address;
	const char *rule = "not asked";

	ck_assert_msg(address_parse(edge->address, &address), "%s: not parsed",
	    edge->address);
	ck_assert_msg(net_address_allowed(&address.any, false, &rule) ==
		(edge->rule == NULL),
	    "%s: judged wrongly by %s", edge->address,
	    rule == NULL ? "no rule" : rule);
	if (edge->rule != NULL)
		ck_assert_msg(strcmp(rule, edge->rule) == 0, "%s: by %s",
		    edge->address, rule);
	else
		ck_assert_msg(rule == NULL, "%s: by %s", edge->address, rule);
}

START_TEST(d3_every_block_ends_where_it_ends)
{
	for (size_t i = 0; i < ARRAY_LEN(edges); i++)
		check_edge(&edges[i]);
}
END_TEST

START_TEST(private_blocks_can_be_allowed_and_others_cannot)
{
	static const struct {
		const char *address;
		bool allowed;
	} rows[] = {
		{ "10.1.2.3", true },
		{ "127.0.0.1", true },
		{ "169.254.1.1", true },
		{ "192.168.1.1", true },
		{ "100.64.0.1", true },
		{ "198.18.0.1", true },
		{ "::1", true },
		{ "fd00::1", true },
		{ "fe80::1", true },
		{ "::ffff:10.0.0.1", true },
		{ "0.0.0.0", false },
		{ "192.0.2.1", false },
		{ "224.0.0.1", false },
		{ "255.255.255.255", false },
		{ "::", false },
		{ "ff02::1", false },
		{ "2001::1", false },
		{ "2001:db8::1", false },
		{ "::ffff:0.0.0.0", false },
		{ "2002:e000:1::", false },
	};
	union address address;
	const char *rule;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert(address_parse(rows[i].address, &address));
		ck_assert_msg(net_address_allowed(&address.any, true, &rule) ==
			rows[i].allowed,
		    "%s", rows[i].address);
	}
}
END_TEST

START_TEST(what_is_not_an_internet_address_is_refused)
{
	struct sockaddr other = { .sa_family = AF_UNIX };
	const char *rule = NULL;

	ck_assert(!net_address_allowed(&other, true, &rule));
	ck_assert_ptr_nonnull(rule);
}
END_TEST

START_TEST(only_plain_spellings_are_addresses)
{
	static const struct {
		const char *text, *formatted; /* NULL: not one */
	} rows[] = {
		{ "127.0.0.1", "127.0.0.1" },
		{ "[::1]", "::1" },
		{ "2001:DB8::1", "2001:db8::1" },
		{ "[::ffff:1.2.3.4]", "::ffff:1.2.3.4" },
		{ "127.1", NULL },
		{ "0x7f.0.0.1", NULL },
		{ "[]", NULL },
		{ "[::1", NULL },
		{ "[1.2.3.4]", NULL },
		{ "fe80::1%eth0", NULL },
		{ "", NULL },
		{ "example.org", NULL },
		{ "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
		    NULL },
	};
	char text[INET6_ADDRSTRLEN];
	union address address;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool ok = address_parse(rows[i].text, &address);

		ck_assert_msg(ok == (rows[i].formatted != NULL), "%s",
		    rows[i].text);
		if (ok)
			ck_assert_str_eq(address_format(&address.any, text),
			    rows[i].formatted);
	}
}
END_TEST

Suite *
address_suite(void)
{
	Suite *suite = suite_create("address");
	TCase *tests = tcase_create("address");

	tcase_add_test(tests, d3_every_block_ends_where_it_ends);
	tcase_add_test(tests, private_blocks_can_be_allowed_and_others_cannot);
	tcase_add_test(tests, what_is_not_an_internet_address_is_refused);
	tcase_add_test(tests, only_plain_spellings_are_addresses);
	suite_add_tcase(suite, tests);
	return suite;
}
