/*
 * The table of options, sorted by section and name. A new option is one row
 * here, the field that it fills, and the place that acts on that field; the
 * manual page is held against the table by a test. Rows of type CONFIG_LATER
 * are part of the contract but have no effect in this version: saying them is
 * an error, so that nobody believes in a setting that does nothing.
 */
#include "config/options.h"

#include <assert.h>

#include "configuration.h"
#include "limits.h"

#define MINUTE_S INT64_C(60)
#define HOUR_S   INT64_C(3600)
#define DAY_S    INT64_C(86400)

#define FIELD(type, field) .at = offsetof(struct type, field)
#define FIELDS(type, field, count)          \
	.at = offsetof(struct type, field), \
	.count_at = offsetof(struct type, count)

static const struct config_choice on_first_choices[] = {
	{ "store", ON_FIRST_STORE, false },
	{ "fire", ON_FIRST_FIRE, false },
	{ NULL, 0, false },
};

static const struct config_choice sandbox_choices[] = {
	{ "required", SANDBOX_REQUIRED, false },
	{ "best-effort", SANDBOX_BEST_EFFORT, false },
	{ NULL, 0, false },
};

static const struct config_choice log_level_choices[] = {
	{ "error", LOG_LEVEL_ERROR, false },
	{ "warning", LOG_LEVEL_WARNING, false },
	{ "notice", LOG_LEVEL_NOTICE, false },
	{ "info", LOG_LEVEL_INFO, false },
	{ "debug", LOG_LEVEL_DEBUG, false },
	{ NULL, 0, false },
};

static const struct config_choice fulltext_choices[] = {
	{ "off", FULLTEXT_OFF, false },
	{ "on", FULLTEXT_ON, true },
	{ "teaser", FULLTEXT_TEASER, true },
	{ NULL, 0, false },
};

static const struct config_choice deliver_choices[] = {
	{ "at-once", DELIVER_AT_ONCE, false },
	{ "batch", DELIVER_BATCH, false },
	{ "digest", DELIVER_DIGEST, false },
	{ NULL, 0, false },
};

/* As in hook_policy's days. */
static const struct config_choice day_choices[] = {
	{ "mon", 1, false },
	{ "tue", 2, false },
	{ "wed", 3, false },
	{ "thu", 4, false },
	{ "fri", 5, false },
	{ "sat", 6, false },
	{ "sun", 0, false },
	{ NULL, 0, false },
};

/* Places behind on_new. */
static const struct config_choice event_choices[] = {
	{ "new", 0, false },
	{ "updated",
	    offsetof(struct topic, on_updated) - offsetof(struct topic, on_new),
	    false },
	{ NULL, 0, false },
};

static const struct config_choice tls_choices[] = {
	{ "starttls", MAIL_STARTTLS, false },
	{ "tls", MAIL_TLS, false },
	{ "none", MAIL_PLAIN, false },
	{ NULL, 0, false },
};

/* Words that stand for a number where a number may stand too. */
static const struct config_choice interval_choices[] = {
	{ "auto", 0, false },
	{ NULL, 0, false },
};

static const struct config_option options[] = {
	/* clang-format off */
	{ CONFIG_TOP, .name = "backlog", .type = CONFIG_DURATION,
	  FIELD(configuration, backlog_s), .max = 3650 * DAY_S,
	  .preset = "14d",
	  .help = "how long articles that no topic wants stay searchable" },
	{ CONFIG_TOP, .name = "connections", .type = CONFIG_COUNT,
	  FIELD(configuration, connections), .min = 1, .max = 4096,
	  .preset = "64",
	  .help = "transfers at once" },
	{ CONFIG_TOP, .name = "control_group", .type = CONFIG_TEXT,
	  FIELD(configuration, control_group),
	  .help = "the group that may use the control socket" },
	{ CONFIG_TOP, .name = "control_writes", .type = CONFIG_BOOL,
	  FIELD(configuration, control_writes), .preset = "true",
	  .help = "whether that group may change things" },
	{ CONFIG_TOP, .name = "database", .type = CONFIG_PATH,
	  FIELD(configuration, database),
	  .help = "the file in which everything is kept" },
	{ CONFIG_TOP, .name = "feeds", .type = CONFIG_NAMED,
	  .names = CONFIG_FEED, .every_file = true,
	  .help = "what is subscribed, by name" },
	{ CONFIG_TOP, .name = "health_hook", .type = CONFIG_HOOK_NAME,
	  FIELD(configuration, health_hook), .powerful = true,
	  .help = "the hook that hears how feeds and crier itself are" },
	{ CONFIG_TOP, .name = "hooks", .type = CONFIG_NAMED,
	  .names = CONFIG_HOOK, .powerful = true, .every_file = true,
	  .help = "what is done with an article that matched, by name" },
	{ CONFIG_TOP, .name = "hosts", .type = CONFIG_NAMED,
	  .names = CONFIG_HOST, .powerful = true, .every_file = true,
	  .help = "manners towards hosts of your own" },
	{ CONFIG_TOP, .name = "include", .type = CONFIG_INCLUDE,
	  .powerful = true, .every_file = true,
	  .help = "further files: paths and globs" },
	{ CONFIG_TOP, .name = "interval", .type = CONFIG_DURATION,
	  FIELD(configuration, interval_s), .min = 1, .max = 365 * DAY_S,
	  .preset = "60m",
	  .help = "how often feeds that say auto are asked" },
	{ CONFIG_TOP, .name = "lists", .type = CONFIG_NAMED,
	  .names = CONFIG_LIST, .every_file = true,
	  .help = "named queries that other queries use as ~name" },
	{ CONFIG_TOP, .name = "log_level", .type = CONFIG_CHOICE,
	  FIELD(configuration, log_level), .choices = log_level_choices,
	  .preset = "info",
	  .help = "what is logged: this and what is worse" },
	{ CONFIG_TOP, .name = "mail", .type = CONFIG_PART,
	  .names = CONFIG_MAIL, FIELD(configuration, mail), .powerful = true,
	  .help = "the mail server" },
	{ CONFIG_TOP, .name = "mute", .type = CONFIG_QUERIES,
	  .every_file = true,
	  .help = "queries: what meets one is never matched nor shown" },
	{ CONFIG_TOP, .name = "on_first", .type = CONFIG_CHOICE,
	  FIELD(configuration, on_first), .choices = on_first_choices,
	  .preset = "store",
	  .help = "whether the first fetch of a feed runs hooks" },
	{ CONFIG_TOP, .name = "opml", .type = CONFIG_ITEMS,
	  FIELDS(configuration, opml, opml_count), .names = CONFIG_OPML,
	  .every_file = true,
	  .help = "lists of feeds that are kept elsewhere" },
	{ CONFIG_TOP, .name = "readers", .type = CONFIG_COUNT,
	  FIELD(configuration, readers), .min = 1, .max = 64, .preset = "2",
	  .help = "processes that parse" },
	{ CONFIG_TOP, .name = "resolver", .type = CONFIG_ADDRESSES,
	  FIELDS(configuration, resolvers, resolver_count), .powerful = true,
	  .help = "name servers instead of the system's" },
	{ CONFIG_TOP, .name = "retention", .type = CONFIG_PART,
	  .names = CONFIG_RETENTION, FIELD(configuration, retention),
	  .help = "how long matched articles are kept" },
	{ CONFIG_TOP, .name = "sandbox", .type = CONFIG_CHOICE,
	  FIELD(configuration, sandbox), .choices = sandbox_choices,
	  .preset = "required", .powerful = true,
	  .help = "whether to run where readers cannot be locked in" },
	{ CONFIG_TOP, .name = "snapshots", .type = CONFIG_COUNT,
	  FIELD(configuration, snapshots), .min = 0, .max = 1000,
	  .preset = "3",
	  .help = "daily copies of the database that are kept" },
	{ CONFIG_TOP, .name = "socket", .type = CONFIG_PATH,
	  FIELD(configuration, socket),
	  .help = "the control socket" },
	{ CONFIG_TOP, .name = "starts_per_second", .type = CONFIG_COUNT,
	  FIELD(configuration, starts_per_second), .min = 1, .max = 10000,
	  .preset = "50",
	  .help = "transfers begun in one second" },
	{ CONFIG_TOP, .name = "timezone", .type = CONFIG_TIMEZONE,
	  FIELD(configuration, timezone),
	  .help = "the time zone of dates in queries and tables" },
	{ CONFIG_TOP, .name = "topics", .type = CONFIG_NAMED,
	  .names = CONFIG_TOPIC, .every_file = true,
	  .help = "what is looked for, by name" },

	{ CONFIG_FEED, .name = "allow_private", .type = CONFIG_BOOL,
	  FIELD(feed, allow_private), .powerful = true,
	  .help = "may be at an address that is not public" },
	{ CONFIG_FEED, .name = "auth", .type = CONFIG_LATER, .powerful = true,
	  .help = "user name and password, or a token" },
	{ CONFIG_FEED, .name = "client_cert", .type = CONFIG_LATER,
	  .powerful = true,
	  .help = "a certificate of one's own" },
	{ CONFIG_FEED, .name = "cookies", .type = CONFIG_LATER,
	  .powerful = true,
	  .help = "cookies to send" },
	{ CONFIG_FEED, .name = "exec", .type = CONFIG_LATER, .powerful = true,
	  .help = "a command whose output is the feed" },
	{ CONFIG_FEED, .name = "file", .type = CONFIG_PATH,
	  FIELD(feed, url), .powerful = true,
	  .help = "a file that is the feed" },
	{ CONFIG_FEED, .name = "filter", .type = CONFIG_LATER,
	  .powerful = true,
	  .help = "a command between fetch and parse" },
	{ CONFIG_FEED, .name = "fulltext", .type = CONFIG_CHOICE,
	  FIELD(feed, fulltext), .choices = fulltext_choices, .preset = "off",
	  .help = "whether the pages of articles are fetched too" },
	{ CONFIG_FEED, .name = "headers", .type = CONFIG_HEADERS,
	  FIELDS(feed, headers, header_count),
	  .help = "further request headers" },
	{ CONFIG_FEED, .name = "insecure_tls", .type = CONFIG_BOOL,
	  FIELD(feed, insecure_tls), .powerful = true,
	  .help = "takes any certificate" },
	{ CONFIG_FEED, .name = "interval", .type = CONFIG_DURATION,
	  FIELD(feed, interval_s), .min = 1, .max = 365 * DAY_S,
	  .choices = interval_choices, .preset = "auto",
	  .help = "how often the feed is asked" },
	{ CONFIG_FEED, .name = "keep", .type = CONFIG_DURATION,
	  FIELD(feed, keep_s), .min = 1, .max = 3650 * DAY_S,
	  .help = "how long its articles are kept" },
	{ CONFIG_FEED, .name = "language", .type = CONFIG_LANGUAGE,
	  FIELD(feed, language),
	  .help = "its language, where it does not say one itself" },
	{ CONFIG_FEED, .name = "max_size", .type = CONFIG_SIZE,
	  FIELD(feed, max_size), .min = KIB, .max = LIMIT_READER_INPUT,
	  .help = "the largest body that is accepted, decoded" },
	{ CONFIG_FEED, .name = "private", .type = CONFIG_BOOL,
	  FIELD(feed, private_url),
	  .help = "its URL is a secret: shown without its query" },
	{ CONFIG_FEED, .name = "proxy", .type = CONFIG_LATER,
	  .powerful = true,
	  .help = "a proxy for this feed" },
	{ CONFIG_FEED, .name = "tags", .type = CONFIG_TAGS,
	  FIELDS(feed, tags, tag_count),
	  .help = "words by which topics and queries select feeds" },
	{ CONFIG_FEED, .name = "timeout", .type = CONFIG_DURATION,
	  FIELD(feed, timeout_s), .min = 1, .max = 10 * MINUTE_S,
	  .help = "the longest that one transfer may take" },
	{ CONFIG_FEED, .name = "title", .type = CONFIG_TEXT,
	  FIELD(feed, title),
	  .help = "a title instead of the feed's own" },
	{ CONFIG_FEED, .name = "url", .type = CONFIG_URL, FIELD(feed, url),
	  .help = "where the feed is" },
	{ CONFIG_FEED, .name = "user_agent", .type = CONFIG_HEADER,
	  FIELD(feed, user_agent),
	  .help = "a User-Agent instead of crier's own" },

	{ CONFIG_TOPIC, .name = "events", .type = CONFIG_WORDS,
	  FIELD(topic, on_new), .choices = event_choices, .preset = "new",
	  .help = "what runs its hooks: new articles, updated ones, or both" },
	{ CONFIG_TOPIC, .name = "expires", .type = CONFIG_MOMENT,
	  FIELD(topic, expires_at),
	  .help = "when its hooks end to run" },
	{ CONFIG_TOPIC, .name = "feeds", .type = CONFIG_SELECTORS,
	  FIELDS(topic, feeds, feed_count),
	  .help = "names, globs and tags of the feeds that it looks at" },
	{ CONFIG_TOPIC, .name = "hooks", .type = CONFIG_HOOKS,
	  FIELDS(topic, hooks, hook_count),
	  .help = "names of the hooks that it runs" },
	{ CONFIG_TOPIC, .name = "keep", .type = CONFIG_DURATION,
	  FIELD(topic, keep_s), .min = 1, .max = 3650 * DAY_S,
	  .help = "how long what it matches is kept" },
	{ CONFIG_TOPIC, .name = "query", .type = CONFIG_QUERY,
	  FIELD(topic, query),
	  .help = "what it looks for" },

	{ CONFIG_HOOK, .name = "allow_private", .type = CONFIG_BOOL,
	  FIELD(hook, allow_private), .powerful = true,
	  .help = "its URL may be at an address that is not public" },
	{ CONFIG_HOOK, .name = "at", .type = CONFIG_MINUTE,
	  FIELD(hook, policy.at_minute), .powerful = true,
	  .help = "when a digest is sent" },
	{ CONFIG_HOOK, .name = "days", .type = CONFIG_WORDS,
	  FIELD(hook, policy.days), .choices = day_choices, .powerful = true,
	  .help = "the days on which a digest is sent" },
	{ CONFIG_HOOK, .name = "deliver", .type = CONFIG_CHOICE,
	  FIELD(hook, policy.deliver), .choices = deliver_choices,
	  .preset = "at-once", .powerful = true,
	  .help = "one by one, in batches, or as a digest" },
	{ CONFIG_HOOK, .name = "every", .type = CONFIG_DURATION,
	  FIELD(hook, policy.every_s), .min = 1, .max = 7 * DAY_S,
	  .powerful = true,
	  .help = "time between two batches" },
	{ CONFIG_HOOK, .name = "exec", .type = CONFIG_ARGV, FIELD(hook, argv),
	  .powerful = true,
	  .help = "a program and its arguments" },
	{ CONFIG_HOOK, .name = "file", .type = CONFIG_PATH, FIELD(hook, path),
	  .powerful = true,
	  .help = "a file that articles are appended to" },
	{ CONFIG_HOOK, .name = "mail", .type = CONFIG_MAILBOXES,
	  FIELDS(hook, mail_to, mail_to_count), .powerful = true,
	  .help = "addresses that articles are sent to" },
	{ CONFIG_HOOK, .name = "per_hour", .type = CONFIG_COUNT,
	  FIELD(hook, policy.per_hour), .min = 1, .max = 3600,
	  .powerful = true,
	  .help = "the most that is sent within an hour" },
	{ CONFIG_HOOK, .name = "quiet", .type = CONFIG_HOURS,
	  .at = offsetof(struct hook, policy.quiet_from_minute),
	  .count_at = offsetof(struct hook, policy.quiet_to_minute),
	  .powerful = true,
	  .help = "hours in which nothing is sent" },
	{ CONFIG_HOOK, .name = "secret", .type = CONFIG_SECRET,
	  FIELD(hook, secret), .powerful = true,
	  .help = "what webhooks are signed with" },
	{ CONFIG_HOOK, .name = "timeout", .type = CONFIG_DURATION,
	  FIELD(hook, timeout_s), .min = 1, .max = HOUR_S, .preset = "60s",
	  .powerful = true,
	  .help = "the longest that one run may take" },
	{ CONFIG_HOOK, .name = "webhook", .type = CONFIG_URL,
	  FIELD(hook, url), .powerful = true,
	  .help = "a URL that articles are posted to" },

	{ CONFIG_HOST, .name = "connections", .type = CONFIG_COUNT,
	  FIELD(host_manners, connections), .min = 1, .max = 4096,
	  .powerful = true,
	  .help = "transfers at once from this host" },
	{ CONFIG_HOST, .name = "gap", .type = CONFIG_DURATION,
	  FIELD(host_manners, gap_s), .max = DAY_S, .powerful = true,
	  .help = "time between two requests to this host" },

	{ CONFIG_MAIL, .name = "from", .type = CONFIG_MAILBOX,
	  FIELD(mail_server, from), .powerful = true,
	  .help = "the sender, with or without a name" },
	{ CONFIG_MAIL, .name = "hello", .type = CONFIG_HOST_NAME,
	  FIELD(mail_server, hello), .powerful = true,
	  .help = "what crier calls itself towards the server" },
	{ CONFIG_MAIL, .name = "host", .type = CONFIG_HOST_NAME,
	  FIELD(mail_server, host), .powerful = true,
	  .help = "the server" },
	{ CONFIG_MAIL, .name = "insecure_tls", .type = CONFIG_BOOL,
	  FIELD(mail_server, insecure_tls), .powerful = true,
	  .help = "takes any certificate" },
	{ CONFIG_MAIL, .name = "password", .type = CONFIG_SECRET,
	  FIELD(mail_server, password), .powerful = true,
	  .help = "where its password is kept" },
	{ CONFIG_MAIL, .name = "port", .type = CONFIG_COUNT,
	  FIELD(mail_server, port), .min = 1, .max = 65535, .powerful = true,
	  .help = "its port" },
	{ CONFIG_MAIL, .name = "tls", .type = CONFIG_CHOICE,
	  FIELD(mail_server, tls), .choices = tls_choices,
	  .preset = "starttls", .powerful = true,
	  .help = "how the way to it is encrypted" },
	{ CONFIG_MAIL, .name = "user", .type = CONFIG_TEXT,
	  FIELD(mail_server, user), .powerful = true,
	  .help = "the user name that it wants" },

	{ CONFIG_RETENTION, .name = "age", .type = CONFIG_DURATION,
	  FIELD(retention, age_s), .min = 1, .max = 3650 * DAY_S,
	  .help = "how long an article is kept" },
	{ CONFIG_RETENTION, .name = "count", .type = CONFIG_COUNT,
	  FIELD(retention, count), .min = 1, .max = 1000000000,
	  .help = "the most articles that are kept" },

	{ CONFIG_OPML, .name = "file", .type = CONFIG_PATH,
	  FIELD(opml_list, file), .powerful = true,
	  .help = "where the list is" },
	{ CONFIG_OPML, .name = "tags", .type = CONFIG_TAGS,
	  FIELDS(opml_list, tags, tag_count),
	  .help = "tags of every feed of the list, beside its own" },
	/* clang-format on */
};

static_assert(ARRAY_LEN(options) <= CONFIG_OPTIONS_MAX, "raise the maximum");

size_t
config_option_count(void)
{
	return ARRAY_LEN(options);
}

const struct config_option *
config_option_at(size_t index)
{
	return &options[index];
}

size_t
config_option_index(const struct config_option *option)
{
	return (size_t)(option - options);
}

static int
compare(const struct config_option *option, enum config_section section,
    struct slice name)
{
	if (option->section != section)
		return option->section < section ? -1 : 1;
	return slice_cmp(slice_of(option->name), name);
}

size_t
config_option_find(enum config_section section, struct slice name)
{
	size_t low = 0, high = ARRAY_LEN(options);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(&options[middle], section, name);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}
