/*
 * Regular expressions (4.4): PCRE2 without JIT, with a limit on steps, memory
 * and subject, so that a hostile article meets a wall and not a query that
 * never ends. A limit that is hit is neither true nor false.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "limits.h"
#include "topic/parser.h"
#include "utf8.h"

static bool
compile(struct regex *regex, struct place place, struct query_error *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C |
	    PCRE2_MATCH_INVALID_UTF;
	unsigned char message[160];
	PCRE2_SIZE offset;
	int code;

	if (regex->ignore_case)
		options |= PCRE2_CASELESS;
	if (regex->dot_all)
		options |= PCRE2_DOTALL;
	regex->code = pcre2_compile((PCRE2_SPTR)regex->source.ptr,
	    regex->source.len, options, &code, &offset, NULL);
	if (regex->code != NULL)
		return true;
	pcre2_get_error_message(code, message, sizeof(message));
	return query_fail(err, "E22", place,
	    "regular expression, character %zu: %s",
	    utf8_count(slice_sub(regex->source, 0, offset)) + 1,
	    (const char *)message);
}

struct node *
regex_read(struct parser *parser, const struct token *token, uint8_t fields)
{
	struct parse_state *state = parser->state;
	struct arena *arena = state->room->arena;
	struct regex *regex;
	struct node *node;

	if (token->text.len > LIMIT_REGEX_BYTES ||
	    ++state->regex_count > LIMIT_REGEXES) {
		query_fail(parser->err, "E28", token->place,
		    token->text.len > LIMIT_REGEX_BYTES
			? "a regular expression of more than %d bytes"
			: "more than %d regular expressions",
		    token->text.len > LIMIT_REGEX_BYTES ? LIMIT_REGEX_BYTES
							: LIMIT_REGEXES);
		return NULL;
	}
	node = parser_node(parser, NODE_REGEX, token->place);
	regex = arena_alloc(arena, sizeof(*regex));
	if (node == NULL || regex == NULL)
		return NULL;
	regex->source = arena_slice(arena, token->text);
	if (regex->source.ptr == NULL) {
		query_fail_memory(parser->err);
		return NULL;
	}
	regex->ignore_case = token->ignore_case;
	regex->dot_all = token->dot_all;
	if (!compile(regex, token->place, parser->err))
		return NULL;
	regex->next = state->regexes;
	state->regexes = regex;
	node->regex = regex;
	node->fields = fields;
	state->query->has_text = true;
	return node;
}

void
regex_free(const struct regex *regex)
{
	pcre2_code_free(regex->code);
}

/* Limits are the match's own: a context is made for each. */
static int
match(const struct regex *regex, struct slice subject, size_t from,
    pcre2_match_data *found)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	int result = PCRE2_ERROR_NOMEMORY;

	if (limits != NULL) {
		pcre2_set_match_limit(limits, LIMIT_REGEX_MATCH);
		pcre2_set_heap_limit(limits, LIMIT_REGEX_HEAP);
		result = pcre2_match(regex->code, (PCRE2_SPTR)subject.ptr,
		    subject.len, from, PCRE2_NO_JIT, found, limits);
	}
	pcre2_match_context_free(limits);
	return result;
}

enum truth
regex_find(const struct regex *regex, struct slice subject, size_t from,
    size_t *start, size_t *end)
{
	pcre2_match_data *found;
	enum truth truth = TRUTH_UNKNOWN;
	int result;

	subject = utf8_cut(subject, LIMIT_REGEX_SUBJECT);
	if (subject.ptr == NULL)
		subject = SLICE("");
	if (from > subject.len)
		return TRUTH_FALSE;
	found = pcre2_match_data_create(1, NULL);
	if (found == NULL)
		return TRUTH_UNKNOWN;
	result = match(regex, subject, from, found);
	if (result == PCRE2_ERROR_NOMATCH) {
		truth = TRUTH_FALSE;
	} else if (result >= 0) {
		PCRE2_SIZE *place = pcre2_get_ovector_pointer(found);

		*start = place[0];
		*end = place[1];
		truth = TRUTH_TRUE;
	}
	pcre2_match_data_free(found);
	return truth;
}
