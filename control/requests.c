/*
 * The requests that are not changes of the database: what only a running crierd
 * can do. Their arguments are held to the same rules; who may ask for what is
 * said here, crierd's server does it.
 */
#include "compiler.h"
#include "control.h"
#include "control/arguments.h"

static const struct argument no_arguments[] = {
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
static const struct argument watch_arguments[] = {
	{ "query", ARGUMENT_QUERY, ARGUMENT_OPTIONAL, NULL },
	{ "text", ARGUMENT_FLAG, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
static const struct argument refresh_arguments[] = {
	{ "feeds", ARGUMENT_WORDS, ARGUMENT_OPTIONAL, NULL },
	{ "wait", ARGUMENT_FLAG, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};
static const struct argument hook_test_arguments[] = {
	{ "hook", ARGUMENT_NAME, ARGUMENT_REQUIRED, NULL },
	{ "id", ARGUMENT_NUMBER, ARGUMENT_REQUIRED, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};

static const struct control_request requests[] = {
	/* clang-format off */
	{ CONTROL_STATUS, "status", no_arguments, .changes = false },
	{ CONTROL_WATCH, "watch", watch_arguments, .changes = false },
	{ CONTROL_REFRESH, "refresh", refresh_arguments, .changes = true },
	{ CONTROL_RELOAD, "reload", no_arguments, .changes = true },
	{ CONTROL_HOOK_TEST, "hooks.test", hook_test_arguments,
	  .changes = true },
	/* clang-format on */
};

const struct control_request *
control_request_find(struct slice name)
{
	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		if (slice_eq(slice_of(requests[i].name), name))
			return &requests[i];
	return NULL;
}

bool
control_request_check(const struct control_request *kind, const json_t *request,
    struct error *err)
{
	return arguments_check(kind->arguments, request, err) ||
	    error_prefix(err, "%s", kind->name);
}
