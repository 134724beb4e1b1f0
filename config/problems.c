/*
 * The list of complaints about a configuration. It grows to a fixed bound; its
 * order does not depend on the order of checks, so that the same files always
 * give the same lines.
 */
#include "config/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory.h"
#include "utf8.h"

void
config_problem_add(struct configuration_problems *problems,
    const struct config_source *source, struct config_place at,
    const struct error *err)
{
	struct configuration_problem *problem;

	if (config_problems_full(problems))
		return;
	problems->items = xreallocarray(problems->items, problems->count + 1,
	    sizeof(*problems->items));
	problem = &problems->items[problems->count++];
	problem->file = xstrdup(source->path);
	problem->file_order = source->order;
	problem->error = *err;
	problem->error.line = at.line;
	problem->error.column = at.column;
}

void
config_problem_say(struct configuration_problems *problems,
    const struct config_source *source, struct config_place at,
    const char *format, ...)
{
	/* Longer than an error's text, which error_set cuts with care. */
	char text[sizeof(((struct error *)0)->text) * 2];
	struct error err;
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	error_set(&err, ERROR_CONFIG, "%s", text);
	config_problem_add(problems, source, at, &err);
}

bool
config_problems_full(const struct configuration_problems *problems)
{
	return problems->count >= LIMIT_CONFIG_PROBLEMS;
}

static bool
is_after(const struct configuration_problem *a,
    const struct configuration_problem *b)
{
	if (a->file_order != b->file_order)
		return a->file_order > b->file_order;
	if (a->error.line != b->error.line)
		return a->error.line > b->error.line;
	return a->error.column > b->error.column;
}

/* By insertion: stable, and the list is short and nearly sorted. */
void
config_problems_sort(struct configuration_problems *problems)
{
	struct configuration_problem *items = problems->items;

	for (size_t i = 1; i < problems->count; i++) {
		struct configuration_problem moved = items[i];
		size_t to = i;

		for (; to > 0 && is_after(&items[to - 1], &moved); to--)
			items[to] = items[to - 1];
		items[to] = moved;
	}
}

void
configuration_problems_finish(struct configuration_problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		free(problems->items[i].file);
	free(problems->items);
	*problems = (struct configuration_problems){ 0 };
}

bool
configuration_problem_append(const struct configuration_problem *problem,
    struct buffer *out)
{
	buffer_append_string(out, problem->file);
	if (problem->error.line > 0)
		buffer_append_format(out, ":%d:%d", problem->error.line,
		    problem->error.column);
	buffer_append_string(out, ": ");
	return buffer_append_string(out, problem->error.text);
}

struct config_quote
config_quote(struct slice text)
{
	struct config_quote quote;
	struct slice rest = text;
	struct buffer clean;
	int count = 0;

	if (text.len == 0) {
		(void)snprintf(quote.text, sizeof(quote.text), "nothing");
		return quote;
	}
	/* Of several lines the first stands for all. */
	while (
	    rest.len > 0 && rest.ptr[0] != '\n' && count++ < LIMIT_CONFIG_QUOTE)
		(void)utf8_next(&rest); /* only its length matters */
	buffer_init(&clean, sizeof(quote.text) - 1);
	utf8_for_terminal(slice_sub(text, 0, text.len - rest.len),
	    UTF8_ONE_LINE, &clean);
	(void)snprintf(quote.text, sizeof(quote.text), "\"%s%s\"",
	    buffer_string(&clean), rest.len > 0 ? "…" : "");
	buffer_finish(&clean);
	return quote;
}
