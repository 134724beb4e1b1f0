/*
 * How long a large configuration takes to load, beside libyaml's events of the
 * same file alone: config_load [FEEDS], 100,000 where nothing is said.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <yaml.h>

#include "clock.h"
#include "configuration.h"
#include "limits.h"
#include "memory.h"

#define FEEDS   100000
#define TOPICS  1000
#define REGIONS 50

static bool
write_feeds(const char *path, long feeds)
{
	FILE *file = fopen(path, "w");
	bool ok;

	if (file == NULL)
		return false;
	fprintf(file, "feeds:\n");
	for (long i = 0; i < feeds; i++)
		fprintf(file,
		    "  feed-%06ld:\n"
		    "    url: https://host%ld.example/section/%ld/feed.xml\n"
		    "    tags: [news, region-%ld]\n"
		    "    interval: 30m\n",
		    i, i / 5, i, i % REGIONS);
	fprintf(file, "topics:\n");
	for (long i = 0; i < TOPICS; i++)
		fprintf(file,
		    "  topic-%ld: {query: word%ld, feeds: [tag:region-%ld]}\n",
		    i, i, i % REGIONS);
	ok = ferror(file) == 0;
	return fclose(file) == 0 && ok;
}

/* Milliseconds that libyaml needs for the events of the file; -1 on failure. */
static int64_t
time_events(const char *path, size_t *events)
{
	int64_t begin = clock_mono_ms(clock_real());
	FILE *file = fopen(path, "r");
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;

	*events = 0;
	if (file == NULL || yaml_parser_initialize(&parser) == 0)
		return -1;
	yaml_parser_set_input_file(&parser, file);
	while (more && yaml_parser_parse(&parser, &event) != 0) {
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		++*events;
	}
	yaml_parser_delete(&parser);
	fclose(file);
	return more ? -1 : clock_mono_ms(clock_real()) - begin;
}

static int64_t
time_load(const char *path, size_t *bytes)
{
	int64_t begin = clock_mono_ms(clock_real());
	struct configuration_problems problems;
	struct configuration *configuration;
	bool ok;

	configuration = configuration_load(path, &problems);
	ok = configuration != NULL;
	*bytes = ok ? configuration->arena.used : 0;
	configuration_free(configuration);
	configuration_problems_finish(&problems);
	return ok ? clock_mono_ms(clock_real()) - begin : -1;
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/crier-bench-XXXXXX", path[64];
	long feeds = argc > 1 ? strtol(argv[1], NULL, 10) : FEEDS;
	int64_t events_ms, load_ms;
	size_t events, bytes;
	bool ok = false;

	if (feeds <= 0 || mkdtemp(folder) == NULL) {
		fprintf(stderr, "usage: config_load [FEEDS]\n");
		return 2;
	}
	snprintf(path, sizeof(path), "%s/crier.yaml", folder);
	if (write_feeds(path, feeds)) {
		events_ms = time_events(path, &events);
		load_ms = time_load(path, &bytes);
		ok = events_ms >= 0 && load_ms >= 0;
		printf("%ld feeds: loaded in %lld ms, %zu bytes a feed; "
		       "libyaml's %zu events alone: %lld ms; ratio %.2f\n",
		    feeds, (long long)load_ms, bytes / (size_t)feeds, events,
		    (long long)events_ms,
		    (double)load_ms / (double)(events_ms > 0 ? events_ms : 1));
	}
	unlink(path);
	rmdir(folder);
	return ok ? 0 : 1;
}
