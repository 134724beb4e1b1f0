/* The commands of crier, in the order of the help. */
#include "cli/command.h"

extern const struct command command_status, command_list, command_search,
    command_show, command_count, command_feeds, command_topics, command_hooks,
    command_check, command_parse, command_match;

const struct command *const commands[] = {
	&command_status,
	&command_list,
	&command_search,
	&command_show,
	&command_count,
	&command_feeds,
	&command_topics,
	&command_hooks,
	&command_check,
	&command_parse,
	&command_match,
	NULL,
};
