/*
 * Hooks of all kinds, the mail server, and what topics say of them: what is
 * kept, and what a reload sees of it. What is refused stands in
 * tests/data/config/hooks.cases.
 */
#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "config_folder.h"

Suite *hook_section_suite(void);

static struct configuration *
load(const char *yaml)
{
	config_folder_write("crier.yaml", slice_of(yaml));
	return config_folder_load("crier.yaml");
}

START_TEST(a_hook_says_its_kind_and_what_goes_with_it)
{
	struct configuration *c = load(
	    "mail: {host: mail.example, from: a@b}\n"
	    "hooks:\n"
	    "  chat: {webhook: 'https://c.example/in?x=y', "
	    "secret: credential:chat, allow_private: true}\n"
	    "  clips: {file: clips.jsonl, timeout: 5s}\n"
	    "  desk: {mail: [a@example.org, b.c+d@xn--e1a.example]}\n"
	    "  prog: {exec: [/bin/true]}\n");
	const struct hook *hook = configuration_hook(c, "chat");
	char path[4200], folder[4096];

	ck_assert_int_eq(hook->kind, HOOK_WEBHOOK);
	ck_assert_str_eq(hook->url, "https://c.example/in?x=y");
	ck_assert_str_eq(hook->secret, "credential:chat");
	ck_assert(hook->allow_private);
	ck_assert_int_eq(hook->timeout_s, TIMEOUT_WEBHOOK_S);
	hook = configuration_hook(c, "clips");
	ck_assert_int_eq(hook->kind, HOOK_FILE);
	ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
	snprintf(path, sizeof(path), "%s/clips.jsonl", folder);
	ck_assert_str_eq(hook->path, path);
	ck_assert_int_eq(hook->timeout_s, 5);
	hook = configuration_hook(c, "desk");
	ck_assert_int_eq(hook->kind, HOOK_MAIL);
	ck_assert_uint_eq(hook->mail_to_count, 2);
	ck_assert_str_eq(hook->mail_to[0], "a@example.org");
	ck_assert_str_eq(hook->mail_to[1], "b.c+d@xn--e1a.example");
	ck_assert_int_eq(hook->timeout_s, TIMEOUT_HOOK_S);
	hook = configuration_hook(c, "prog");
	ck_assert_int_eq(hook->kind, HOOK_EXEC);
	ck_assert_ptr_null(hook->url);
	ck_assert_ptr_null(hook->secret);
	ck_assert(!hook->allow_private);
	configuration_free(c);
}
END_TEST

START_TEST(a_secret_in_a_file_is_named_by_its_whole_path)
{
	struct configuration *c = load(
	    "hooks: {h: {webhook: 'http://h.example/', secret: 'file:s.key'}}");
	char name[4200], folder[4096];

	ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
	snprintf(name, sizeof(name), "file:%s/s.key", folder);
	ck_assert_str_eq(c->hooks[0].secret, name);
	configuration_free(c);
}
END_TEST

START_TEST(a_hook_that_says_no_more_delivers_always_and_at_once)
{
	struct configuration *c = load("hooks: {h: {exec: [/bin/true]}}");
	const struct hook_policy *policy = &c->hooks[0].policy;

	ck_assert_int_eq(policy->deliver, DELIVER_AT_ONCE);
	ck_assert_int_eq(policy->quiet_from_minute, -1);
	ck_assert_int_eq(policy->quiet_to_minute, -1);
	ck_assert_int_eq(policy->per_hour, 0);
	for (int i = 0; i < 7; i++)
		ck_assert(policy->days[i]);
	configuration_free(c);
}
END_TEST

START_TEST(the_policy_of_a_hook_is_kept)
{
	struct configuration *c = load(
	    "hooks:\n"
	    "  a: {exec: [/bin/true], deliver: batch, every: 15m, per_hour: 6}\n"
	    "  b:\n"
	    "    exec: [/bin/true]\n"
	    "    deliver: digest\n"
	    "    at: 08:05\n"
	    "    days: [mon, sat, sun]\n"
	    "    quiet: 22:30-07:00\n"
	    "  c: {exec: [/bin/true], deliver: digest, at: 23:59, days: fri}\n");
	static const bool days[][7] = {
		{ true, true, false, false, false, false, true },
		{ false, false, false, false, false, true, false },
	};
	const struct hook_policy *policy = &c->hooks[0].policy;

	ck_assert_int_eq(policy->deliver, DELIVER_BATCH);
	ck_assert_int_eq(policy->every_s, 900);
	ck_assert_int_eq(policy->per_hour, 6);
	policy = &c->hooks[1].policy;
	ck_assert_int_eq(policy->deliver, DELIVER_DIGEST);
	ck_assert_int_eq(policy->at_minute, 8 * 60 + 5);
	ck_assert_mem_eq(policy->days, days[0], sizeof(days[0]));
	ck_assert_int_eq(policy->quiet_from_minute, 22 * 60 + 30);
	ck_assert_int_eq(policy->quiet_to_minute, 7 * 60);
	policy = &c->hooks[2].policy;
	ck_assert_int_eq(policy->at_minute, 23 * 60 + 59);
	ck_assert_mem_eq(policy->days, days[1], sizeof(days[1]));
	configuration_free(c);
}
END_TEST

/* ---- the mail server --------------------------------------------------------- */

static const struct {
	const char *name, *yaml;
	int port;
	enum mail_tls tls;
} servers[] = {
	{ "nothing said", "", 587, MAIL_STARTTLS },
	{ "starttls", "tls: starttls", 587, MAIL_STARTTLS },
	{ "tls", "tls: tls", 465, MAIL_TLS },
	{ "none", "tls: none", 25, MAIL_PLAIN },
	{ "a port", "tls: tls, port: 2465", 2465, MAIL_TLS },
};

START_TEST(the_port_of_a_mail_server_follows_from_its_encryption)
{
	struct configuration *c;
	char yaml[200];

	snprintf(yaml, sizeof(yaml),
	    "mail: {host: MAIL.example, from: a@b%s%s}",
	    servers[_i].yaml[0] == '\0' ? "" : ", ", servers[_i].yaml);
	c = load(yaml);
	ck_assert_str_eq(c->mail.host, "mail.example");
	ck_assert_msg(c->mail.port == servers[_i].port, "%s: port %d",
	    servers[_i].name, c->mail.port);
	ck_assert_msg(c->mail.tls == servers[_i].tls, "%s", servers[_i].name);
	configuration_free(c);
}
END_TEST

START_TEST(a_mail_server_keeps_what_is_said_of_it)
{
	struct configuration *c = load("mail:\n"
				       "  host: localhost\n"
				       "  tls: none\n"
				       "  user: crier\n"
				       "  password: credential:mail\n"
				       "  from: Büro <desk@example.org>\n"
				       "  hello: desk.example\n"
				       "  insecure_tls: true\n");

	ck_assert_str_eq(c->mail.user, "crier");
	ck_assert_str_eq(c->mail.password, "credential:mail");
	ck_assert_str_eq(c->mail.from, "Büro <desk@example.org>");
	ck_assert_str_eq(c->mail.hello, "desk.example");
	ck_assert(c->mail.insecure_tls);
	configuration_free(c);
}
END_TEST

START_TEST(without_a_mail_server_there_is_no_host)
{
	struct configuration *c = load("");

	ck_assert_ptr_null(c->mail.host);
	ck_assert_ptr_null(c->health_hook);
	configuration_free(c);
}
END_TEST

START_TEST(the_health_hook_is_one_of_the_hooks)
{
	struct configuration *c = load(
	    "health_hook: h\nhooks: {h: {exec: [/bin/true]}}");

	ck_assert_str_eq(c->health_hook, "h");
	configuration_free(c);
}
END_TEST

/* ---- topics -------------------------------------------------------------------- */

static const struct {
	const char *name, *yaml;
	bool on_new, on_updated;
} events[] = {
	{ "nothing said", "", true, false },
	{ "new", ", events: new", true, false },
	{ "updated alone", ", events: [updated]", false, true },
	{ "both", ", events: [updated, new]", true, true },
};

START_TEST(a_topic_says_which_events_run_its_hooks)
{
	struct configuration *c;
	char yaml[200];

	snprintf(yaml, sizeof(yaml), "topics: {t: {query: x%s}}",
	    events[_i].yaml);
	c = load(yaml);
	ck_assert_msg(c->topics[0].on_new == events[_i].on_new &&
		c->topics[0].on_updated == events[_i].on_updated,
	    "%s", events[_i].name);
	ck_assert_int_eq(c->topics[0].expires_at, 0);
	configuration_free(c);
}
END_TEST

static const struct {
	const char *text;
	int64_t at;
} moments[] = {
	{ "2026-12-31", INT64_C(1798761600) },
	{ "2024-02-29", INT64_C(1709251200) },
	{ "2026-12-31T18:00:00Z", INT64_C(1798740000) },
	{ "2026-12-31T18:00:00+01:00", INT64_C(1798736400) },
	{ "2026-12-31T18:00:00-05:30", INT64_C(1798759800) },
};

START_TEST(a_topic_expires_at_a_moment_or_at_the_end_of_a_day)
{
	struct configuration *c;
	char yaml[200];

	snprintf(yaml, sizeof(yaml), "topics: {t: {query: x, expires: '%s'}}",
	    moments[_i].text);
	c = load(yaml);
	ck_assert_msg(c->topics[0].expires_at == moments[_i].at, "%s: %lld",
	    moments[_i].text, (long long)c->topics[0].expires_at);
	configuration_free(c);
}
END_TEST

/* ---- what a reload sees ------------------------------------------------------------ */

#define HEAD "mail: {host: m.example, from: a@b}\n"

static const struct {
	const char *name, *yaml;
	enum configuration_part part;
} changes[] = {
	{ "the kind", "hooks: {h: {file: /a}}", CONFIGURATION_HOOKS },
	{ "a URL", "hooks: {h: {webhook: 'http://b.example/'}}",
	    CONFIGURATION_HOOKS },
	{ "a secret",
	    "hooks: {h: {webhook: 'http://a.example/', secret: 'file:/b'}}",
	    CONFIGURATION_HOOKS },
	{ "a private address",
	    "hooks: {h: {webhook: 'http://a.example/', allow_private: true}}",
	    CONFIGURATION_HOOKS },
	{ "an address", "hooks: {h: {mail: b@b}}", CONFIGURATION_HOOKS },
	{ "a path", "hooks: {h: {file: /b}}", CONFIGURATION_HOOKS },
	{ "a batch", "hooks: {h: {file: /a, deliver: batch, every: 1m}}",
	    CONFIGURATION_HOOKS },
	{ "its time", "hooks: {h: {file: /a, deliver: batch, every: 2m}}",
	    CONFIGURATION_HOOKS },
	{ "a digest", "hooks: {h: {file: /a, deliver: digest, at: '08:00'}}",
	    CONFIGURATION_HOOKS },
	{ "its hour", "hooks: {h: {file: /a, deliver: digest, at: '09:00'}}",
	    CONFIGURATION_HOOKS },
	{ "its days",
	    "hooks: {h: {file: /a, deliver: digest, at: '09:00', days: mon}}",
	    CONFIGURATION_HOOKS },
	{ "quiet hours", "hooks: {h: {file: /a, quiet: '01:00-02:00'}}",
	    CONFIGURATION_HOOKS },
	{ "their end", "hooks: {h: {file: /a, quiet: '01:00-03:00'}}",
	    CONFIGURATION_HOOKS },
	{ "a number an hour", "hooks: {h: {file: /a, per_hour: 1}}",
	    CONFIGURATION_HOOKS },
	{ "a topic", "topics: {h: {query: x}}", CONFIGURATION_TOPICS },
	{ "its events", "topics: {h: {query: x, events: [new, updated]}}",
	    CONFIGURATION_TOPICS },
	{ "new ones no more", "topics: {h: {query: x, events: updated}}",
	    CONFIGURATION_TOPICS },
	{ "its end", "topics: {h: {query: x, expires: 2026-12-31}}",
	    CONFIGURATION_TOPICS },
};

static void
count_change(enum configuration_change change, const char *name, void *arg)
{
	int *count = arg;

	ck_assert_str_eq(name, "h");
	*count += change == CONFIGURATION_CHANGED;
}

static struct configuration *
load_change(int row)
{
	char yaml[400];

	snprintf(yaml, sizeof(yaml), HEAD "%s", changes[row].yaml);
	return load(yaml);
}

/* Each against each: only a row against itself is no change. */
START_TEST(a_reload_sees_every_change_of_hooks_and_topics)
{
	struct configuration *old = load_change(_i);

	for (int j = 0; j < (int)ARRAY_LEN(changes); j++) {
		struct configuration *new = load_change(j);
		int count = 0;

		if (changes[j].part == changes[_i].part) {
			configuration_compare(old, new, changes[_i].part,
			    count_change, &count);
			ck_assert_msg((count == 1) == (_i != j), "%s, %s",
			    changes[_i].name, changes[j].name);
		}
		configuration_free(new);
	}
	configuration_free(old);
}
END_TEST

Suite *
hook_section_suite(void)
{
	Suite *suite = suite_create("hook_section");
	TCase *tcase = tcase_create("hooks");

	tcase_add_checked_fixture(tcase, config_folder_enter,
	    config_folder_leave);
	tcase_add_test(tcase, a_hook_says_its_kind_and_what_goes_with_it);
	tcase_add_test(tcase, a_secret_in_a_file_is_named_by_its_whole_path);
	tcase_add_test(tcase,
	    a_hook_that_says_no_more_delivers_always_and_at_once);
	tcase_add_test(tcase, the_policy_of_a_hook_is_kept);
	tcase_add_loop_test(tcase,
	    the_port_of_a_mail_server_follows_from_its_encryption, 0,
	    (int)ARRAY_LEN(servers));
	tcase_add_test(tcase, a_mail_server_keeps_what_is_said_of_it);
	tcase_add_test(tcase, without_a_mail_server_there_is_no_host);
	tcase_add_test(tcase, the_health_hook_is_one_of_the_hooks);
	tcase_add_loop_test(tcase, a_topic_says_which_events_run_its_hooks, 0,
	    (int)ARRAY_LEN(events));
	tcase_add_loop_test(tcase,
	    a_topic_expires_at_a_moment_or_at_the_end_of_a_day, 0,
	    (int)ARRAY_LEN(moments));
	tcase_add_loop_test(tcase,
	    a_reload_sees_every_change_of_hooks_and_topics, 0,
	    (int)ARRAY_LEN(changes));
	suite_add_tcase(suite, tcase);
	return suite;
}
