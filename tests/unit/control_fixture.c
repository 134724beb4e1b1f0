#include "control_fixture.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "compiler.h"
#include "config_folder.h"

static const char configuration_text[] =
    "database: crier.db\n"
    "lists:\n"
    "  boats: boat OR ship\n"
    "feeds:\n"
    "  harbour: https://harbour.example/feed\n"
    "topics:\n"
    "  arrivals:\n"
    "    query: arrive*\n"
    "    hooks: [append]\n"
    "hooks:\n"
    "  append: {exec: [/bin/true]}\n"
    "  archive: {exec: [/bin/true]}\n";

static const struct fixture_entry entries[] = {
	{ "1", "https://harbour.example/1", "A ship arrives", NULL, NULL,
	    FIXTURE_NOW - 100 },
	{ "2", "https://harbour.example/2", "Two boats arrived", NULL, NULL,
	    FIXTURE_NOW - 50 },
};

void
control_fixture_open(struct control_fixture *f)
{
	const struct configuration *configuration;

	config_folder_write("crier.yaml", slice_of(configuration_text));
	f->configuration = config_folder_load("crier.yaml");
	configuration = f->configuration;
	fixture_open(&f->database);
	fixture_topics(&f->database, configuration->topics,
	    configuration->topic_count);
	fixture_entries(&f->database, entries, ARRAY_LEN(entries));
}

void
control_fixture_close(struct control_fixture *f)
{
	fixture_close(&f->database);
	configuration_free(f->configuration);
}

static void
swap(char *text, char from, char to)
{
	for (; *text != '\0'; text++)
		if (*text == from)
			*text = to;
}

json_t *
control_request(const char *text)
{
	char *quoted = strdup(text);
	json_error_t wrong;
	json_t *request;

	ck_assert_ptr_nonnull(quoted);
	swap(quoted, '\'', '"');
	request = json_loads(quoted, JSON_REJECT_DUPLICATES, &wrong);
	ck_assert_msg(request != NULL, "%s: %s", quoted, wrong.text);
	free(quoted);
	return request;
}

const char *
control_try(struct control_fixture *f, const char *text)
{
	struct change_context context = control_context(f->database.store,
	    f->configuration, FIXTURE_NOW);
	json_t *request = control_request(text), *result = json_object();
	struct arena *arena = &f->database.arena;
	struct error err;
	char *shown, *dumped;

	if (control_apply(&context, request, result, &err)) {
		dumped = json_dumps(result, JSON_COMPACT | JSON_SORT_KEYS);
		shown = arena_format(arena, "%s", dumped);
		free(dumped);
		swap(shown, '"', '\'');
	} else {
		shown = arena_format(arena, "%s: %s", error_kind_name(err.kind),
		    err.text);
	}
	json_decref(request);
	json_decref(result);
	return shown;
}
