#include "cli_fixture.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/invocation.h"
#include "compiler.h"
#include "memory.h"

#define WORDS_MAX 32

/* ---- what is printed --------------------------------------------------------- */

static int
temporary_file(void)
{
	char path[] = "/tmp/crier-cli-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ne(fd, -1);
	unlink(path);
	return fd;
}

void
printed_begin(struct printed *printed)
{
	fflush(stdout);
	fflush(stderr);
	for (int i = 0; i < 2; i++) {
		printed->saved[i] = dup(i + 1);
		printed->files[i] = temporary_file();
		dup2(printed->files[i], i + 1);
	}
	printed->out = printed->err = NULL;
}

static char *
read_back(int fd)
{
	struct stat stat;
	char *text;

	ck_assert_int_eq(fstat(fd, &stat), 0);
	text = xcalloc((size_t)stat.st_size + 1, 1);
	ck_assert_int_eq(pread(fd, text, (size_t)stat.st_size, 0),
	    stat.st_size);
	close(fd);
	return text;
}

void
printed_end(struct printed *printed)
{
	fflush(stdout);
	fflush(stderr);
	for (int i = 0; i < 2; i++) {
		dup2(printed->saved[i], i + 1);
		close(printed->saved[i]);
	}
	printed->out = read_back(printed->files[0]);
	printed->err = read_back(printed->files[1]);
}

void
printed_finish(struct printed *printed)
{
	free(printed->out);
	free(printed->err);
}

/* ---- the world ---------------------------------------------------------------- */

static const struct fixture_entry entries[] = {
	{ "4", "https://harbour.example/4", "Boat race won",
	    "Two \xE8\x88\xB9.", "The boat of the harbour won the race.",
	    FIXTURE_NOW - 3600 },
	{ "3", "https://harbour.example/3", "北朝鮮 boat seen", "",
	    "A boat was seen.", FIXTURE_NOW - 2 * 86400 },
	{ "2", NULL, "Tide tables", NULL, "High water at noon.", 0 },
	{ "1", NULL, NULL, "No title here", "Low water.", 0 },
};

static void
add_deliveries(struct fixture *f)
{
	static const char sql[] =
	    "INSERT INTO delivery (key, article, topic, hook, revision, event, "
	    "state, attempts, created_at, not_before_at, last_status, "
	    "last_error) SELECT printf('%%026d', %d), %s(article), topic, "
	    "'clips', 1, 'new', '%s', %d, 1800000000, 1800000360, 1, "
	    "'no room' FROM \"match\"";
	static const struct {
		int number;
		const char *article, *state;
	} rows[] = { { 1, "min", "waiting" }, { 2, "max", "dead" } };
	char text[400];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(text, sizeof(text), sql, rows[i].number,
		    rows[i].article, rows[i].state, rows[i].number);
		fixture_run(f, text);
	}
}

void
cli_world_write(const struct cli_world *world, const char *name,
    const char *content)
{
	char path[160];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", world->store.folder, name);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fputs(content, file);
	ck_assert_int_eq(fclose(file), 0);
}

void
cli_world_input(const struct cli_world *world, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", world->store.folder, name);
	ck_assert_ptr_nonnull(freopen(path, "re", stdin));
}

void
cli_world_open(struct cli_world *world)
{
	static const char *hooks[] = { "clips" };
	static const struct topic topics[] = {
		{ .name = "boats",
		    .query = "boat",
		    .hooks = hooks,
		    .hook_count = 1 },
		{ .name = "empty", .query = "submarine" },
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setenv("COLUMNS", "80", 1);
	fake_clock_init(&world->clock, FIXTURE_NOW + 60);
	fixture_open(&world->store);
	fixture_topics(&world->store, topics, ARRAY_LEN(topics));
	fixture_entries(&world->store, entries, ARRAY_LEN(entries));
	snprintf(world->configuration, sizeof(world->configuration),
	    "%s/crier.yaml", world->store.folder);
	cli_world_write(world, "crier.yaml",
	    "database: crier.db\n"
	    "feeds: {harbour: https://harbour.example/feed}\n"
	    "lists: {ships: 'boat OR ship'}\n"
	    "topics:\n"
	    "  boats: {query: boat, hooks: [clips]}\n"
	    "  empty: {query: submarine}\n"
	    "hooks: {clips: {exec: [/bin/true]}}\n");
	add_deliveries(&world->store);
}

void
cli_world_close(struct cli_world *world)
{
	fixture_close(&world->store);
}

/* ---- command lines ------------------------------------------------------------- */

struct command_line {
	char *words[WORDS_MAX];
	int count;
};

static void
add_word(struct command_line *line, const char *folder, const char *word,
    size_t len)
{
	char *copy;

	ck_assert_int_lt(line->count, WORDS_MAX - 1);
	if (len > 0 && word[0] == '@')
		ck_assert_int_ne(asprintf(&copy, "%s%.*s", folder, (int)len - 1,
				     word + 1),
		    -1);
	else
		ck_assert_int_ne(asprintf(&copy, "%.*s", (int)len, word), -1);
	line->words[line->count++] = copy;
}

static void
split(struct command_line *line, const char *folder, const char *words)
{
	while (*words != '\0') {
		char end = *words == '\'' ? '\'' : ' ';
		size_t len;

		words += *words == '\'';
		len = strcspn(words, (char[]){ end, '\0' });
		add_word(line, folder, words, len);
		words += len + (words[len] == '\'');
		words += strspn(words, " ");
	}
}

static void
run_line(const struct cli_world *world, struct answer *answer,
    struct command_line *line)
{
	struct command_line all = *line; /* the order changes */

	printed_begin(&answer->printed);
	answer->code = invocation_run(line->count, line->words,
	    &world->clock.clock);
	printed_end(&answer->printed);
	for (int i = 0; i < all.count; i++)
		free(all.words[i]);
}

void
ask(const struct cli_world *world, struct answer *answer, const char *words)
{
	struct command_line line = { .count = 0 };

	add_word(&line, "", "crier", 5);
	add_word(&line, "", "-c", 2);
	add_word(&line, "", world->configuration, strlen(world->configuration));
	split(&line, world->store.folder, words);
	run_line(world, answer, &line);
}

void
ask_plainly(const struct cli_world *world, struct answer *answer,
    const char *words)
{
	struct command_line line = { .count = 0 };

	add_word(&line, "", "crier", 5);
	split(&line, world->store.folder, words);
	run_line(world, answer, &line);
}

void
answer_finish(struct answer *answer)
{
	printed_finish(&answer->printed);
}
