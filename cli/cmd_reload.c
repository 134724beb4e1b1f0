/*
 * crier reload: crierd reads its configuration again; what changed is printed.
 * Where anything is wrong the old one stays, and what is wrong is said.
 */
#include "cli/command.h"

#include <stdio.h>

#include "cli/asking.h"
#include "limits.h"

/* "+ feed planet" for each name. Returns how many. */
static size_t
print_names(const json_t *names, char sign, const char *noun)
{
	for (size_t i = 0; i < json_array_size(names); i++)
		printf("%c %s %s\n", sign, noun,
		    json_string_value(json_array_get(names, i)));
	return json_array_size(names);
}

static void
print_restart(const json_t *names)
{
	for (size_t i = 0; i < json_array_size(names); i++)
		printf("%s takes effect after a restart\n",
		    json_string_value(json_array_get(names, i)));
}

static void
print_changes(const json_t *result)
{
	static const struct {
		const char *key, *noun;
	} parts[] = {
		{ "feeds", "feed" },
		{ "topics", "topic" },
		{ "hooks", "hook" },
	};
	static const struct {
		const char *key;
		char sign;
	} changes[] = {
		{ "added", '+' },
		{ "removed", '-' },
		{ "changed", '~' },
	};
	size_t printed = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		for (size_t j = 0; j < ARRAY_LEN(changes); j++)
			printed +=
			    print_names(json_object_get(json_object_get(result,
							    parts[i].key),
					    changes[j].key),
				changes[j].sign, parts[i].noun);
	if (printed == 0)
		puts("no feed, topic or hook changed");
	print_restart(json_object_get(result, "restart"));
}

static int
run(struct cli *cli, struct error *err)
{
	struct control_call call = { .timeout_s = TIMEOUT_CONTROL_S };
	struct asking asking;
	int code = -1;

	asking_begin(&asking, cli, "reload");
	if (asking_crierd(&asking, call, err)) {
		print_changes(asking.result);
		code = CLI_FOUND;
	}
	asking_finish(&asking);
	return code;
}

const struct command command_reload = {
	.name = "reload",
	.summary = "crierd reads its configuration again",
	.needs = NEEDS_CONFIGURATION,
	.run = run,
};
