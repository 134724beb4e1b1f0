/*
 * libyaml's messages are about grammar ("did not find expected key"); ours are
 * about what to change. A message of a version of libyaml that this table does
 * not know is passed on as it is.
 */
#include "config/yaml_errors.h"

#include <limits.h>
#include <string.h>

#include "compiler.h"

/* Where to point: at what is wrong, or at what it belongs to. */
enum pointing {
	AT_PROBLEM,
	AT_BEGINNING,
	AT_PROBLEM_NAMING_BEGINNING
};

static const struct wording {
	const char *theirs, *ours;
	enum pointing pointing;
} wordings[] = {
	/* clang-format off */
	{ "mapping values are not allowed in this context",
	  "\": \" cannot stand here: put the value in quotes, or mend the "
	  "indentation", AT_PROBLEM },
	{ "mapping keys are not allowed in this context",
	  "\"? \" cannot stand here: put the value in quotes", AT_PROBLEM },
	{ "block sequence entries are not allowed in this context",
	  "\"- \" cannot stand here: begin the list on a line of its own",
	  AT_PROBLEM },
	{ "found character that cannot start any token",
	  "a value cannot begin with this character: put it in quotes (and "
	  "indent with blanks, not tabs)", AT_PROBLEM },
	{ "found a tab character where an indentation space is expected",
	  "a tab cannot indent: use blanks", AT_PROBLEM },
	{ "found a tab character that violates indentation",
	  "a tab cannot indent: use blanks", AT_PROBLEM },
	{ "could not find expected ':'",
	  "expected \":\" and a blank after the key", AT_BEGINNING },
	{ "did not find expected key",
	  "expected a key here: check the indentation and the quotes",
	  AT_PROBLEM },
	{ "did not find expected '-' indicator",
	  "expected \"- \" here: the indentation does not fit the list",
	  AT_PROBLEM_NAMING_BEGINNING },
	{ "did not find expected ',' or ']'",
	  "expected \",\" or \"]\" in the list", AT_PROBLEM_NAMING_BEGINNING },
	{ "did not find expected ',' or '}'",
	  "expected \",\" or \"}\" in the mapping",
	  AT_PROBLEM_NAMING_BEGINNING },
	{ "did not find expected node content", "expected a value here",
	  AT_PROBLEM },
	{ "did not find expected <document start>",
	  "expected the end of the file here", AT_PROBLEM },
	{ "found unexpected end of stream", "the closing quote is missing",
	  AT_BEGINNING },
	{ "found unexpected document indicator",
	  "the closing quote is missing", AT_BEGINNING },
	{ "found unknown escape character",
	  "unknown escape after \"\\\": put the value in single quotes",
	  AT_PROBLEM },
	{ "did not find expected hexdecimal number",
	  "expected hexadecimal digits after this \"\\\"", AT_PROBLEM },
	{ "found invalid Unicode character escape code",
	  "this escape is no character", AT_PROBLEM },
	{ "did not find expected alphabetic or numeric character",
	  "a value that begins with \"*\" or \"&\" must be in quotes",
	  AT_BEGINNING },
	{ "found undefined tag handle",
	  "a value that begins with \"!\" must be in quotes", AT_PROBLEM },
	{ "did not find expected whitespace or line break",
	  "a value that begins with \"!\" must be in quotes", AT_BEGINNING },
	{ "did not find expected comment or line break",
	  "expected nothing more in this line", AT_PROBLEM },
	{ "found unknown directive name",
	  "a value that begins with \"%\" must be in quotes", AT_BEGINNING },
	{ "found unexpected non-alphabetical character",
	  "a value that begins with \"%\" must be in quotes", AT_BEGINNING },
	{ "could not find expected directive name",
	  "a value that begins with \"%\" must be in quotes", AT_BEGINNING },
	/* clang-format on */
};

struct config_place
config_place_of(yaml_mark_t mark)
{
	/* No file is long enough for the clamp (LIMIT_CONFIG_FILE). */
	return (struct config_place){
		.line = mark.line < INT_MAX ? (int)mark.line + 1 : INT_MAX,
		.column = mark.column < INT_MAX ? (int)mark.column + 1
						: INT_MAX,
	};
}

static const struct wording *
find_wording(const char *problem)
{
	for (size_t i = 0; i < ARRAY_LEN(wordings); i++) {
		if (strcmp(wordings[i].theirs, problem) == 0)
			return &wordings[i];
	}
	return NULL;
}

void
config_yaml_error(const yaml_parser_t *parser, struct config_place *at,
    struct error *err)
{
	struct config_place began = config_place_of(parser->context_mark);
	const struct wording *wording;

	*at = config_place_of(parser->problem_mark);
	if (parser->error == YAML_MEMORY_ERROR) {
		*at = (struct config_place){ 0, 0 };
		error_set(err, ERROR_MEMORY, "out of memory");
		return;
	}
	wording = find_wording(parser->problem);
	if (wording == NULL) {
		error_set(err, ERROR_CONFIG, "not valid YAML: %s",
		    parser->problem);
		return;
	}
	error_set(err, ERROR_CONFIG, "%s", wording->ours);
	if (wording->pointing == AT_BEGINNING)
		*at = began;
	else if (wording->pointing == AT_PROBLEM_NAMING_BEGINNING &&
	    began.line < at->line)
		error_set(err, ERROR_CONFIG, "%s (it began in line %d)",
		    wording->ours, began.line);
}
