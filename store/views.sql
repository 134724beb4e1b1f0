-- The contract with whoever reads the database: any sqlite3 shell will do, for
-- none of these touches article_fts. Columns are added, never changed. A time
-- or number that is not known is 0, a text or story NULL. Other tables are
-- asked by sub-selects, which cost nothing where their column is not asked for:
-- a join would be made for every row that is counted.

-- Everything stored; backlog = 0: kept. authors, categories, enclosures: JSON.
DROP VIEW IF EXISTS v1_articles;
CREATE VIEW v1_articles AS
SELECT id, uid, feed AS feed_id,
	(SELECT name FROM feed WHERE feed.id = article.feed) AS feed,
	url, host, title, language, published_at, updated_at, first_seen_at,
	sort_at, unread, starred, backlog, revision, story, authors,
	categories, enclosures, image,
	(SELECT summary FROM article_text t WHERE t.article = article.id)
	    AS summary,
	(SELECT text FROM article_text t WHERE t.article = article.id) AS text,
	(SELECT html FROM article_text t WHERE t.article = article.id) AS html
FROM article;

-- state: new, ok, failing, gone, paused, removed.
DROP VIEW IF EXISTS v1_feeds;
CREATE VIEW v1_feeds AS
SELECT id, name, coalesce(title, own_title) AS title, shown_url AS url,
	site_url, language, origin,
	CASE WHEN removed_at > 0 THEN 'removed'
	WHEN paused THEN 'paused'
	WHEN gone THEN 'gone'
	WHEN fail_count > 0 THEN 'failing'
	WHEN last_ok_at = 0 THEN 'new'
	ELSE 'ok' END AS state,
	added_at, removed_at, attempt_at, next_at, last_ok_at, last_new_at,
	fail_count, outcome, failure_class, status, reason,
	(SELECT count(*) FROM article WHERE article.feed = feed.id) AS articles
FROM feed;

DROP VIEW IF EXISTS v1_topics;
CREATE VIEW v1_topics AS
SELECT id, name, query, origin, added_at, changed_at, removed_at,
	(SELECT count(*) FROM "match" m WHERE m.topic = topic.id) AS matches,
	(SELECT coalesce(max(m.matched_at), 0) FROM "match" m
	    WHERE m.topic = topic.id) AS last_match_at,
	muted_until_at
FROM topic;

-- fired: whether it made deliveries where the topic had hooks.
DROP VIEW IF EXISTS v1_matches;
CREATE VIEW v1_matches AS
SELECT article, topic AS topic_id,
	(SELECT name FROM topic WHERE topic.id = "match".topic) AS topic,
	revision, matched_at, fired, terms, snippet
FROM "match";

-- state: waiting, running, done, dead, held, grouped. A digest has no article, a
-- notice for the operator no topic either; digest: the id of the one that
-- carries it.
DROP VIEW IF EXISTS v1_deliveries;
CREATE VIEW v1_deliveries AS
SELECT id, key, article,
	(SELECT name FROM topic WHERE topic.id = delivery.topic) AS topic,
	hook, revision, event, state, attempts, created_at, not_before_at,
	attempt_at, ended_at, last_status, last_error, digest, held_why
FROM delivery;

-- The last 200 polls of each feed.
DROP VIEW IF EXISTS v1_fetches;
CREATE VIEW v1_fetches AS
SELECT (SELECT name FROM feed WHERE feed.id = fetch_log.feed) AS feed, at,
	outcome, failure_class, status, reason, entries, fresh, changed,
	matched, wire_bytes, body_bytes, duration_ms, next_at, why
FROM fetch_log;
