/*
 * Articles as rows of article and article_text: read with all that hangs on
 * them, written, replaced, deleted. The index is the caller's business; what
 * this relies on there is that title, texts, lists and the declared language
 * come out exactly as they went in.
 */
#include "store/articles.h"

#include "limits.h"
#include "store/article_parts.h"
#include "store/connection.h"
#include "store/feeds.h"
#include "url.h"

/* ---- reading --------------------------------------------------------------- */

static void
take_lists(struct statement *s, struct arena *arena, struct article *article)
{
	struct article_lists lists = { .authors = take_text(s) };

	lists.categories = take_text(s);
	lists.enclosures = take_text(s);
	article_lists_read(&lists, arena, article);
}

static void
take_article(struct statement *s, struct article_row *row)
{
	struct article *article = &row->article;
	struct arena *arena = row->arena;

	article->id = take_int(s);
	article->uid = take_copy(s, arena);
	article->identity = take_copy(s, arena);
	article->url = take_copy(s, arena);
	article->title = take_copy(s, arena);
	article->language = take_copy(s, arena);
	article->summary = take_copy(s, arena);
	article->text = take_copy(s, arena);
	article->html = take_copy(s, arena);
	take_lists(s, arena, article);
	article->image = take_copy(s, arena);
	article->published_at = take_int(s);
	article->updated_at = take_int(s);
	article->first_seen_at = take_int(s);
	article->feed_name = take_copy(s, arena);
	article->feed_title = take_copy(s, arena);
	article->feed_url = take_copy(s, arena);
	article->story = take_int(s);
	article->revision = take_int(s);
	article->unread = take_int(s) != 0;
	article->starred = take_int(s) != 0;
	article->backlog = take_int(s) != 0;
	row->declared_language = take_copy(s, arena);
	row->feed = take_int(s);
	row->keys.identity = take_int(s);
	row->keys.link = take_int(s);
	row->keys.content = take_int(s);
}

/* Texts that nobody asked for are not read from the disk. */
static bool
load_row(struct store *store, int64_t id, enum article_depth depth,
    struct article_row *row, struct error *err)
{
	static const char sql[] =
	    "SELECT a.id, a.uid, a.identity, a.url, a.title, a.language, "
	    "t.summary, iif(?2, t.text, NULL), iif(?3, t.html, NULL), "
	    "a.authors, a.categories, a.enclosures, a.image, a.published_at, "
	    "a.updated_at, a.first_seen_at, f.name, "
	    "coalesce(f.title, f.own_title), f.shown_url, a.story, "
	    "a.revision, a.unread, a.starred, a.backlog, "
	    "t.declared_language, a.feed, a.identity_key, a.link_key, "
	    "a.content_key "
	    "FROM article a JOIN feed f ON f.id = a.feed "
	    "LEFT JOIN article_text t ON t.article = a.id WHERE a.id = ?1";
	struct statement s = statement_of(store, sql);
	enum step step;

	put_int(&s, id);
	put_int(&s, depth >= READ_TEXT);
	put_int(&s, depth >= READ_HTML);
	step = statement_step(&s, err);
	if (step == STEP_ROW)
		take_article(&s, row);
	statement_end(&s);
	return step != STEP_FAILED;
}

static bool
load_attached(struct store *store, struct article_row *row, struct error *err)
{
	static const char topics_sql[] =
	    "SELECT t.name FROM \"match\" m JOIN topic t ON t.id = m.topic "
	    "WHERE m.article = ? ORDER BY m.topic";
	static const char labels_sql[] =
	    "SELECT label FROM label WHERE article = ? ORDER BY label";
	struct article *article = &row->article;
	struct statement topics_of = statement_of(store, topics_sql);
	struct statement labels_of = statement_of(store, labels_sql);
	struct words topics, labels, tags;

	put_int(&topics_of, article->id);
	put_int(&labels_of, article->id);
	if (!take_words(&topics_of, row->arena, &topics, err) ||
	    !take_words(&labels_of, row->arena, &labels, err) ||
	    !feed_tags_load(store, article->feed_name, row->arena, &tags, err))
		return false;
	article->topics = topics.items;
	article->topic_count = topics.count;
	article->labels = labels.items;
	article->label_count = labels.count;
	article->feed_tags = tags.items;
	article->feed_tag_count = tags.count;
	return true;
}

bool
article_load(struct store *store, int64_t id, enum article_depth depth,
    struct article_row *row, bool *found, struct error *err)
{
	*row = (struct article_row){ .arena = row->arena };
	if (!load_row(store, id, depth, row, err))
		return false;
	*found = row->article.id != 0;
	if (*found && !load_attached(store, row, err))
		return false;
	return !row->arena->failed ||
	    error_set(err, ERROR_MEMORY, "no memory for article %lld",
		(long long)id);
}

bool
article_next(struct store *store, int64_t after, int64_t until, int64_t *id,
    struct error *err)
{
	static const char sql[] = "SELECT id FROM article WHERE id > ? AND "
				  "id <= ? ORDER BY id LIMIT 1";
	struct statement s = statement_of(store, sql);

	*id = 0;
	put_int(&s, after);
	put_int(&s, until);
	return statement_int(&s, id, err);
}

struct tokens *
article_row_tokens(const struct article_row *row)
{
	struct article article = row->article;

	article.language = row->declared_language;
	return tokens_make(&article, row->arena);
}

bool
article_load_tokens(struct store *store, int64_t id, struct article_row *row,
    struct tokens **tokens, struct error *err)
{
	bool found = false;

	*tokens = NULL;
	row->arena = &store->scratch;
	if (!article_load(store, id, READ_TEXT, row, &found, err))
		return false;
	if (!found)
		return error_set(err, ERROR_STORE, "no article %lld in %s",
		    (long long)id, store->path);
	*tokens = article_row_tokens(row);
	return *tokens != NULL ||
	    error_set(err, ERROR_MEMORY,
		"no memory for the words of article %lld", (long long)id);
}

bool
store_get_article(struct store *store, int64_t id, struct arena *arena,
    struct article *article, bool *found, struct error *err)
{
	struct article_row row = { .arena = arena };

	if (!article_load(store, id, READ_HTML, &row, found, err))
		return false;
	*article = row.article;
	return true;
}

/* ---- writing ----------------------------------------------------------------- */

/* Of the article's link, else of its feed's; in lower case. */
static struct slice
host_of(const struct article *article, char *host, size_t size)
{
	struct url url;

	url_split(article->url, &url);
	if (url.host.len == 0)
		url_split(article->feed_url, &url);
	if (url.host.len == 0 || url.host.len > size)
		return SLICE_NONE;
	for (size_t i = 0; i < url.host.len; i++)
		host[i] = slice_lower(url.host.ptr[i]);
	return (struct slice){ host, url.host.len };
}

/* The earlier of published and first seen (T37), as date: sees it too; nobody
 * published a feed before 1970. */
static int64_t
sort_at(const struct article *article)
{
	if (article->published_at > 0 &&
	    article->published_at < article->first_seen_at)
		return article->published_at;
	return article->first_seen_at;
}

/* The columns that insert_sql and replace_sql have in common, in order. */
static void
put_article(struct statement *s, const struct article_row *row,
    const struct article_lists *lists, struct slice host)
{
	const struct article *article = &row->article;

	put_int(s, row->keys.link);
	put_int(s, row->keys.content);
	put_text(s, article->url);
	put_text(s, host);
	put_text(s, article->title);
	put_text(s, article->language);
	put_text(s, lists->authors);
	put_text(s, lists->categories);
	put_text(s, lists->enclosures);
	put_text(s, article->image);
	put_int(s, article->updated_at);
}

static bool
write_texts(struct store *store, const struct article_row *row, int64_t id,
    struct error *err)
{
	static const char sql[] =
	    "INSERT OR REPLACE INTO article_text (article, summary, text, "
	    "html, declared_language) VALUES (?, ?, ?, ?, ?)";
	struct statement s = statement_of(store, sql);

	put_int(&s, id);
	put_text(&s, row->article.summary);
	put_text(&s, row->article.text);
	put_text(&s, row->article.html);
	put_text(&s, row->declared_language);
	return statement_run(&s, err);
}

static bool
insert_row(struct store *store, const struct article_row *row,
    const struct article_lists *lists, int64_t backlog_since_at, int64_t *id,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO article (link_key, content_key, url, host, title, "
	    "language, authors, categories, enclosures, image, updated_at, "
	    "uid, feed, identity, identity_key, published_at, first_seen_at, "
	    "sort_at, backlog, backlog_since_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
	    "?)";
	const struct article *article = &row->article;
	struct statement s = statement_of(store, sql);
	char host[UINT8_MAX]; /* longer names do not exist */

	put_article(&s, row, lists, host_of(article, host, sizeof(host)));
	put_text(&s, article->uid);
	put_int(&s, row->feed);
	put_text(&s, article->identity);
	put_int(&s, row->keys.identity);
	put_int(&s, article->published_at);
	put_int(&s, article->first_seen_at);
	put_int(&s, sort_at(article));
	put_int(&s, article->backlog);
	put_int(&s, backlog_since_at);
	if (!statement_run(&s, err))
		return false;
	*id = sqlite3_last_insert_rowid(store->db);
	return write_texts(store, row, *id, err);
}

bool
article_insert(struct store *store, const struct article_row *row,
    int64_t backlog_since_at, int64_t *id, struct error *err)
{
	struct article_lists lists;
	bool ok = article_lists_make(&lists, &row->article, err) &&
	    insert_row(store, row, &lists, backlog_since_at, id, err);

	article_lists_finish(&lists);
	return ok;
}

static bool
keep_revision(struct store *store, int64_t id, int64_t now_at,
    struct error *err)
{
	static const char sql[] =
	    "INSERT INTO revision (article, revision, changed_at, url, title, "
	    "summary, text, html) SELECT a.id, a.revision, ?2, a.url, "
	    "a.title, t.summary, t.text, t.html FROM article a "
	    "LEFT JOIN article_text t ON t.article = a.id WHERE a.id = ?1";
	struct statement s = statement_of(store, sql);

	put_int(&s, id);
	put_int(&s, now_at);
	return statement_run(&s, err);
}

static bool
update_row(struct store *store, const struct article_row *row,
    const struct article_lists *lists, struct error *err)
{
	static const char sql[] =
	    "UPDATE article SET (link_key, content_key, url, host, title, "
	    "language, authors, categories, enclosures, image, updated_at) = "
	    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), revision = revision + 1 "
	    "WHERE id = ?";
	struct statement s = statement_of(store, sql);
	char host[UINT8_MAX];

	put_article(&s, row, lists, host_of(&row->article, host, sizeof(host)));
	put_int(&s, row->article.id);
	return statement_run(&s, err) &&
	    write_texts(store, row, row->article.id, err);
}

bool
article_replace(struct store *store, const struct article_row *row,
    int64_t now_at, struct error *err)
{
	struct article_lists lists;
	bool ok = article_lists_make(&lists, &row->article, err) &&
	    keep_revision(store, row->article.id, now_at, err) &&
	    update_row(store, row, &lists, err);

	article_lists_finish(&lists);
	return ok;
}

bool
article_leave_backlog(struct store *store, int64_t id, struct error *err)
{
	static const char sql[] = "UPDATE article SET backlog = 0, "
				  "backlog_since_at = 0 "
				  "WHERE id = ? AND backlog = 1";
	struct statement s = statement_of(store, sql);

	put_int(&s, id);
	return statement_run(&s, err);
}

bool
article_delete(struct store *store, int64_t id, struct error *err)
{
	static const char sql[] = "DELETE FROM article WHERE id = ?";
	struct statement s = statement_of(store, sql);

	put_int(&s, id);
	return statement_run(&s, err);
}

bool
language_count_add(struct store *store, struct slice primary,
    int64_t difference, struct error *err)
{
	static const char sql[] =
	    "INSERT INTO meta (key, value) VALUES ('language:' || ?1, ?2) "
	    "ON CONFLICT (key) DO UPDATE SET value = value + ?2";
	struct statement s = statement_of(store, sql);

	put_text(&s, primary);
	put_int(&s, difference);
	return statement_run(&s, err);
}

bool
article_unindex(struct store *store, int64_t id, struct article_row *row,
    struct error *err)
{
	struct tokens *tokens = NULL;

	return article_load_tokens(store, id, row, &tokens, err) &&
	    index_change(store, INDEX_REMOVE, id, tokens, err) &&
	    language_count_add(store, tokens_primary_language(tokens), -1, err);
}
