/*
 * Reads a command line that is not finished as command_line.c reads finished
 * ones, and says what the tables have for its last word. The usage of a command
 * is its grammar: "FEED", "TOPIC", "HOOK", "FILE", "COMMAND" and "FORMAT" stand
 * for what they say, words in small letters for themselves, "A|B" for either,
 * and "..." for again.
 */
#include "cli/completion.h"

#include <stdio.h>

#include "limits.h"
#include "nearest.h"

struct typing {
	const char *const *words;
	size_t count, at; /* the last word is words[count - 1] */
	struct option_values *common;
	completion_visitor visit;
	void *arg;
	const struct command *command;  /* NULL: it is not named yet */
	const struct option_row *value; /* of the option before the last word */
	size_t arguments;               /* of the command, so far */
	size_t behind;                  /* the words of the command */
	bool ended;                     /* by "--" */
	bool lost;                      /* there is no such command */
};

static void
offer(const struct typing *typing, enum completion_kind kind, struct slice word,
    const char *help)
{
	typing->visit(&(struct completion){ kind, word, help }, typing->arg);
}

/* ---- what has been typed ------------------------------------------------------ */

static bool
is_common(const struct option_row *row)
{
	for (const struct option_row *known = common_options;
	     known->name != NULL; known++)
		if (known == row)
			return true;
	return false;
}

/* The option that a word names, with its value where that is joined. */
static const struct option_row *
option_of(const struct typing *typing, struct slice word, bool *joined)
{
	struct slice rest = slice_from(word, 2), name = SLICE_NONE;

	if (!slice_has_prefix(word, SLICE("--"))) {
		*joined = word.len > 2;
		return option_find(typing->command, SLICE_NONE, word.ptr[1]);
	}
	slice_cut(&rest, '=', &name);
	*joined = rest.ptr != NULL;
	return option_find(typing->command, name, 0);
}

static void
take_option(struct typing *typing)
{
	const char *word = typing->words[typing->at++];
	const struct option_row *row;
	const char *value;
	bool joined;

	row = option_of(typing, slice_of(word), &joined);
	if (row == NULL || row->kind == OPTION_FLAG)
		value = "";
	else if (joined)
		value = word[1] == '-' ? strchr(word, '=') + 1 : word + 2;
	else if (typing->at < typing->count - 1)
		value = typing->words[typing->at++];
	else {
		typing->value = row;
		return;
	}
	if (row != NULL && is_common(row) &&
	    typing->common->count < OPTIONS_MAX)
		options_set(typing->common, row, value);
}

static void
take_command(struct typing *typing)
{
	struct error err;
	size_t used = 0;

	/* The last word is not finished: it is no command yet. */
	typing->command = command_find(typing->words + typing->at,
	    typing->count - 1 - typing->at, &used, &err);
	typing->lost = typing->command == NULL;
	typing->at += used;
	typing->behind = typing->at;
}

static void
take_word(struct typing *typing)
{
	const char *word = typing->words[typing->at];
	bool is_long = slice_has_prefix(slice_of(word), SLICE("--"));

	if (!typing->ended && is_long && word[2] == '\0') {
		typing->ended = true;
		typing->at++;
	} else if (!typing->ended && word[0] == '-' && word[1] != '\0' &&
	    (is_long || typing->arguments == 0)) {
		take_option(typing);
	} else if (typing->command == NULL) {
		take_command(typing);
	} else {
		typing->arguments++;
		typing->at++;
	}
}

/* ---- what the usage has there ------------------------------------------------- */

/* Without the brackets and dots round it. */
static struct slice
bare(struct slice word)
{
	while (slice_has_prefix(word, SLICE("[")))
		word = slice_from(word, 1);
	while (word.len > 0 && strchr("].", word.ptr[word.len - 1]) != NULL)
		word.len--;
	return word;
}

static bool
is_literal(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if ((word.ptr[i] < 'a' || word.ptr[i] > 'z') &&
		    word.ptr[i] != '-')
			return false;
	return word.len > 0 && word.ptr[0] != '-';
}

static void
offer_commands(const struct typing *typing, const struct command *const *table);

/* before stands joined before it in the same word. */
static void
offer_place(const struct typing *typing, struct slice name, struct slice before)
{
	static const struct {
		struct slice name;
		enum completion_kind kind;
	} places[] = {
		{ SLICE_INIT("FEED"), COMPLETION_FEED },
		{ SLICE_INIT("TOPIC"), COMPLETION_TOPIC },
		{ SLICE_INIT("HOOK"), COMPLETION_HOOK },
		{ SLICE_INIT("FILE"), COMPLETION_FILE },
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (slice_eq(name, places[i].name))
			offer(typing, places[i].kind, before, NULL);
	if (slice_eq(name, SLICE("COMMAND")))
		offer_commands(typing, commands);
	if (is_literal(name))
		offer(typing, COMPLETION_WORD, name, NULL);
}

/* "A|B", "A | B": both are one place. */
static bool
cut_place(struct slice *usage, struct slice *place)
{
	struct slice word, rest;

	do {
		if (!slice_cut(usage, ' ', place))
			return false;
	} while (slice_is_empty(*place));
	for (rest = *usage;
	     slice_cut(&rest, ' ', &word) && slice_eq(word, SLICE("|"));
	     *usage = rest) {
		slice_cut(&rest, ' ', &word);
		place->len = (size_t)(word.ptr + word.len - place->ptr);
	}
	return true;
}

static void
offer_argument(const struct typing *typing)
{
	struct slice usage = slice_of(typing->command->arguments), place, word;
	size_t at = 0;

	while (cut_place(&usage, &place)) {
		bool again = slice_find(place, SLICE("...")) != SIZE_MAX;

		if (at++ != typing->arguments && !again)
			continue;
		while (slice_cut(&place, '|', &word))
			offer_place(typing, bare(slice_trim(word)), SLICE(""));
	}
}

/* The words of a list such as "table, tsv or json". */
static void
offer_listed(const struct typing *typing, struct slice list,
    struct slice before)
{
	struct buffer word;
	struct slice item;

	buffer_init(&word, NEAREST_WORD * (size_t)2);
	while (slice_cut(&list, ' ', &item)) {
		if (slice_has_suffix(item, SLICE(",")))
			item.len--;
		if (!is_literal(item) || slice_eq(item, SLICE("or")))
			continue;
		buffer_reset(&word);
		buffer_append(&word, before);
		buffer_append(&word, item);
		offer(typing, COMPLETION_WORD, buffer_slice(&word), NULL);
	}
	buffer_finish(&word);
}

static void
offer_value(const struct typing *typing, const struct option_row *row,
    struct slice before)
{
	if (row->kind == OPTION_CHOICE ||
	    slice_eq(slice_of(row->value), SLICE("FORMAT"))) {
		struct buffer list;

		buffer_init(&list, LIMIT_COMMAND_OUTPUT);
		for (size_t i = 0;
		     row->choices != NULL && row->choices[i] != NULL; i++)
			buffer_append_format(&list, "%s ", row->choices[i]);
		offer_listed(typing,
		    row->choices == NULL ? slice_of(row->help)
					 : buffer_slice(&list),
		    before);
		buffer_finish(&list);
	} else {
		offer_place(typing, slice_of(row->value), before);
	}
}

/* ---- options and commands ----------------------------------------------------- */

static void
offer_options(const struct typing *typing, const struct option_row *rows)
{
	char name[NEAREST_WORD];

	for (; rows != NULL && rows->name != NULL; rows++) {
		int len = snprintf(name, sizeof(name), "--%s", rows->name);

		offer(typing, COMPLETION_WORD,
		    (struct slice){ name, (size_t)len }, rows->help);
	}
}

static void
offer_commands(const struct typing *typing, const struct command *const *table)
{
	for (; table != NULL && *table != NULL; table++) {
		struct slice rest = slice_of((*table)->name), name = SLICE_NONE;

		if ((*table)->hidden)
			continue;
		while (slice_cut(&rest, ' ', &name))
			; /* the last word is its own */
		offer(typing, COMPLETION_WORD, name, (*table)->summary);
	}
}

static void
offer_last(const struct typing *typing)
{
	struct slice last = slice_of(typing->words[typing->count - 1]);
	const struct command *command = typing->command;
	const struct option_row *row;
	bool joined;

	if (typing->value != NULL) {
		offer_value(typing, typing->value, SLICE(""));
	} else if (!typing->ended && slice_has_prefix(last, SLICE("-"))) {
		row = last.len < 3 ? NULL : option_of(typing, last, &joined);
		if (row != NULL && joined && row->kind != OPTION_FLAG) {
			size_t equals = slice_find_char(last, '=');

			offer_value(typing, row,
			    slice_sub(last, 0, equals + 1));
			return;
		}
		if (command != NULL)
			offer_options(typing, command->options);
		offer_options(typing, common_options);
	} else if (command == NULL) {
		offer_commands(typing, commands);
	} else {
		/* "feeds -n 5 list" is not "feeds list". */
		if (typing->behind == typing->count - 1)
			offer_commands(typing, command->children);
		offer_argument(typing);
	}
}

void
completion_visit(const char *const *words, size_t count,
    struct option_values *common, completion_visitor visit, void *arg)
{
	struct typing typing = {
		.words = words,
		.count = count,
		.common = common,
		.visit = visit,
		.arg = arg,
	};

	while (typing.at < count - 1 && !typing.lost)
		take_word(&typing);
	if (!typing.lost)
		offer_last(&typing);
}
