/*
 * What a reload cannot change: it was given away when crierd began.
 */
#include <string.h>

#include "compiler.h"
#include "configuration.h"

static bool
is_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_readers(const struct configuration *a, const struct configuration *b)
{
	return a->readers == b->readers;
}

static bool
same_sandbox(const struct configuration *a, const struct configuration *b)
{
	return a->sandbox == b->sandbox;
}

static bool
same_resolver(const struct configuration *a, const struct configuration *b)
{
	if (a->resolver_count != b->resolver_count)
		return false;
	for (size_t i = 0; i < a->resolver_count; i++)
		if (strcmp(a->resolvers[i], b->resolvers[i]) != 0)
			return false;
	return true;
}

static bool
same_connections(const struct configuration *a, const struct configuration *b)
{
	return a->connections == b->connections;
}

static bool
same_socket(const struct configuration *a, const struct configuration *b)
{
	return is_same_text(a->socket, b->socket);
}

static bool
same_group(const struct configuration *a, const struct configuration *b)
{
	return is_same_text(a->control_group, b->control_group);
}

static bool
same_timezone(const struct configuration *a, const struct configuration *b)
{
	return is_same_text(a->timezone, b->timezone);
}

static const struct {
	const char *name;
	bool (
	    *same)(const struct configuration *, const struct configuration *);
} options[] = {
	{ "connections", same_connections },
	{ "control_group", same_group },
	{ "readers", same_readers },
	{ "resolver", same_resolver },
	{ "sandbox", same_sandbox },
	{ "socket", same_socket },
	{ "timezone", same_timezone },
};

void
configuration_restart_options(const struct configuration *old,
    const struct configuration *new, configuration_option_visitor visit,
    void *arg)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (!options[i].same(old, new))
			visit(options[i].name, arg);
}
