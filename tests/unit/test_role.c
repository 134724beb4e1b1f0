#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include <check.h>

#include "compiler.h"
#include "reader/child.h"
#include "reader/wire.h"

Suite *role_suite(void);

/* A reader to which the test talks by hand. */
static void
open_child(struct child *child)
{
	struct error err;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_msg(child_spawn(child, &err), "%s", err.text);
	ck_assert_int_eq(fcntl(child->socket, F_SETFL, 0), 0);
}

/* A reader may have ended before it has heard all. */
static void
say(const struct child *child, enum wire_kind kind, const void *bytes,
    size_t size)
{
	ck_assert(wire_write(child->socket, kind, bytes, (uint32_t)size) ||
	    errno == EPIPE);
}

static struct wire_hello
make_hello(const char *build_id)
{
	struct wire_hello hello = { .sandbox = SANDBOX_REQUIRED };

	memcpy(hello.build_id, build_id, strlen(build_id));
	return hello;
}

static void
greet(const struct child *child)
{
	struct wire_hello hello = make_hello(reader_build_id());
	struct wire_header header;
	struct wire_ready ready;

	say(child, WIRE_HELLO, &hello, sizeof(hello));
	ck_assert_int_eq(wire_read(child->socket, &header, sizeof(header)),
	    WIRE_GOT);
	ck_assert_uint_eq(header.kind, WIRE_READY);
	ck_assert_int_eq(wire_read(child->socket, &ready, sizeof(ready)),
	    WIRE_GOT);
	ck_assert_str_eq(ready.problem, "");
}

/* It says nothing more and ends with the status. */
static void
check_end(struct child *child, int status)
{
	char c, sentence[200], expected[200];

	/* Reset, where something was left unread. */
	ck_assert_int_ne(wire_read(child->socket, &c, 1), WIRE_GOT);
	child_bury(child, sentence, sizeof(sentence));
	snprintf(expected, sizeof(expected), "the reader ended with status %d",
	    status);
	ck_assert_str_eq(sentence, expected);
}

START_TEST(a_reader_of_another_build_ends)
{
	struct wire_hello hello = make_hello("0.0.1-12345678");
	struct child child;

	open_child(&child);
	say(&child, WIRE_HELLO, &hello, sizeof(hello));
	check_end(&child, EX_PROTOCOL);
}
END_TEST

START_TEST(a_reader_that_is_not_greeted_ends)
{
	struct wire_job job = { .body_size = 0 };
	struct child child;

	open_child(&child);
	say(&child, WIRE_JOB, &job, sizeof(job));
	check_end(&child, EX_PROTOCOL);
}
END_TEST

START_TEST(a_reader_whose_crier_is_gone_ends)
{
	struct child child;

	open_child(&child);
	child_dismiss(&child);
	check_end(&child, EX_PROTOCOL);
	open_child(&child);
	greet(&child);
	child_dismiss(&child);
	check_end(&child, EXIT_SUCCESS);
}
END_TEST

static void
job_without_a_body(const struct child *child)
{
	struct wire_job job = { .body_size = 3 };

	say(child, WIRE_JOB, &job, sizeof(job));
	say(child, WIRE_JOB, &job, sizeof(job));
}
static void
body_of_another_size(const struct child *child)
{
	struct wire_job job = { .body_size = 3 };

	say(child, WIRE_JOB, &job, sizeof(job));
	say(child, WIRE_BODY, "ab", 2);
}
static void
body_without_a_job(const struct child *child)
{
	say(child, WIRE_BODY, "abc", 3);
}
static void
texts_too_short(const struct child *child)
{
	struct wire_job job = { .url = 1 };

	say(child, WIRE_JOB, &job, sizeof(job));
}

/* clang-format off */
static const struct {
	const char *name;
	void (*say)(const struct child *child);
} nonsense[] = {
	{ "job without a body", job_without_a_body },
	{ "body of another size", body_of_another_size },
	{ "body without a job", body_without_a_job },
	{ "texts too short", texts_too_short },
};
/* clang-format on */

START_TEST(a_reader_that_hears_nonsense_ends)
{
	struct child child;

	open_child(&child);
	greet(&child);
	nonsense[_i].say(&child);
	check_end(&child, EX_IOERR);
}
END_TEST

START_TEST(the_role_is_asked_for_by_one_argument)
{
	char program[] = "crier", role[] = "--role=reader", other[] = "parse";
	char *asked[] = { program, role, NULL };
	char *not_asked[] = { program, other, NULL };
	char *more[] = { program, role, other, NULL };

	ck_assert(reader_role_asked(2, asked));
	ck_assert(!reader_role_asked(2, not_asked));
	ck_assert(!reader_role_asked(1, asked));
	ck_assert(!reader_role_asked(3, more));
}
END_TEST

Suite *
role_suite(void)
{
	Suite *suite = suite_create("role");
	TCase *tests = tcase_create("role");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_reader_of_another_build_ends);
	tcase_add_test(tests, a_reader_that_is_not_greeted_ends);
	tcase_add_test(tests, a_reader_whose_crier_is_gone_ends);
	tcase_add_loop_test(tests, a_reader_that_hears_nonsense_ends, 0,
	    ARRAY_LEN(nonsense));
	tcase_add_test(tests, the_role_is_asked_for_by_one_argument);
	suite_add_tcase(suite, tests);
	return suite;
}
