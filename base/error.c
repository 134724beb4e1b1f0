/*
 * Texts of errors. They are formatted beside the error and then moved into
 * it, so that a caller may pass err->text itself as an argument; and longer
 * than it, so that a cut falls between two characters.
 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

#define SPARE 4 /* bytes of the longest character */

struct draft {
	char text[sizeof(((struct error *)0)->text) + SPARE];
};

static void
move_text(struct error *err, const struct draft *draft)
{
	struct slice cut = utf8_cut(slice_of(draft->text),
	    sizeof(err->text) - 1);

	memcpy(err->text, cut.ptr, cut.len);
	err->text[cut.len] = '\0';
}

static void PRINTF_LIKE(2, 0)
    write_text(struct error *err, const char *format, va_list args)
{
	struct draft draft;

	if (vsnprintf(draft.text, sizeof(draft.text), format, args) < 0)
		draft.text[0] = '\0';
	move_text(err, &draft);
}

bool
error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_text(err, format, args);
	va_end(args);
	err->kind = kind;
	err->line = err->column = 0;
	return false;
}

bool
error_set_at(struct error *err, enum error_kind kind, int line, int column,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_text(err, format, args);
	va_end(args);
	err->kind = kind;
	err->line = line;
	err->column = column;
	return false;
}

bool
error_prefix(struct error *err, const char *format, ...)
{
	struct error context;
	struct draft draft;
	va_list args;

	va_start(args, format);
	write_text(&context, format, args);
	va_end(args);
	/* Longer than the draft is cut, and move_text mends the cut. */
	if (snprintf(draft.text, sizeof(draft.text), "%s: %s", context.text,
		err->text) < 0)
		draft.text[0] = '\0';
	move_text(err, &draft);
	return false;
}

static const char *const kind_names[] = {
	[ERROR_NONE] = "none",
	[ERROR_USAGE] = "usage",
	[ERROR_CONFIG] = "config",
	[ERROR_QUERY] = "query",
	[ERROR_MEMORY] = "memory",
	[ERROR_IO] = "io",
	[ERROR_STORE] = "store",
	[ERROR_FULL] = "full",
	[ERROR_CORRUPT] = "corrupt",
	[ERROR_LOCKED] = "locked",
	[ERROR_UNAVAILABLE] = "unavailable",
	[ERROR_INPUT] = "input",
	[ERROR_PROTOCOL] = "protocol",
	[ERROR_REFUSED] = "refused",
};

const char *
error_kind_name(enum error_kind kind)
{
	return kind_names[kind];
}
