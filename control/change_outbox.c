/*
 * Changes of the outbox by hand: dead letters that are tried again, deliveries
 * that are dropped. A hook need not be configured any more for that.
 */
#include "control/change.h"

#define KEY_OR_HOOK                                             \
	{ "key", ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },      \
	    { "hook", ARGUMENT_NAME, ARGUMENT_OPTIONAL, NULL }, \
	{                                                       \
		NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL    \
	}

const struct argument hooks_retry_arguments[] = { KEY_OR_HOOK };
const struct argument hooks_drop_arguments[] = { KEY_OR_HOOK };

typedef bool (*outbox_change)(struct store *store, struct slice key,
    struct slice hook, int64_t now_at, size_t *count, struct error *err);

static bool
change_outbox(const struct change_context *context, const json_t *request,
    outbox_change change, json_t *result, struct error *err)
{
	size_t count;

	if (!change(context->store, argument_text(request, "key"),
		argument_text(request, "hook"), context->now_at, &count, err))
		return false;
	result_number(result, "count", (int64_t)count);
	return true;
}

/* Who has a hook's deliveries tried again says that it is well. */
bool
hooks_retry_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	struct slice hook = argument_text(request, "hook");

	return change_outbox(context, request, store_deliveries_retry, result,
		   err) &&
	    (hook.ptr == NULL || store_hook_resume(context->store, hook, err));
}

const struct argument hooks_release_arguments[] = {
	{ "feed", ARGUMENT_NAME, ARGUMENT_OPTIONAL, NULL },
	{ "hook", ARGUMENT_NAME, ARGUMENT_OPTIONAL, NULL },
	{ NULL, ARGUMENT_LINE, ARGUMENT_OPTIONAL, NULL },
};

bool
hooks_release_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	size_t count;

	if (!store_deliveries_release(context->store,
		argument_text(request, "feed"), argument_text(request, "hook"),
		context->now_at, &count, err))
		return false;
	result_number(result, "count", (int64_t)count);
	return true;
}

bool
hooks_drop_apply(const struct change_context *context, const json_t *request,
    json_t *result, struct error *err)
{
	return change_outbox(context, request, store_deliveries_drop, result,
	    err);
}
