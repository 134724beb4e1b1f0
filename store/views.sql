-- The contract with whoever reads the database: any sqlite3 shell will do, for
-- none of these touches article_fts. Columns are added, never changed. A time
-- or number that is not known is 0, a text NULL. LEFT JOIN, so that SQLite
-- leaves out a table of which no column is asked.

-- Everything stored; backlog = 0: kept. authors, categories, enclosures: JSON.
DROP VIEW IF EXISTS v1_articles;
CREATE VIEW v1_articles AS
SELECT article.id AS id, article.uid AS uid, feed.name AS feed,
	article.url AS url, article.host AS host, article.title AS title,
	article.language AS language, article.published_at AS published_at,
	article.updated_at AS updated_at,
	article.first_seen_at AS first_seen_at, article.sort_at AS sort_at,
	article.unread AS unread, article.starred AS starred,
	article.backlog AS backlog, article.revision AS revision,
	article.story AS story, article.authors AS authors,
	article.categories AS categories, article.enclosures AS enclosures,
	article.image AS image, article_text.summary AS summary,
	article_text.text AS text, article_text.html AS html
FROM article
LEFT JOIN feed ON feed.id = article.feed
LEFT JOIN article_text ON article_text.article = article.id;

-- state: new, ok, failing, gone, paused, removed.
DROP VIEW IF EXISTS v1_feeds;
CREATE VIEW v1_feeds AS
SELECT feed.name AS name, coalesce(feed.title, feed.own_title) AS title,
	feed.shown_url AS url, feed.site_url AS site_url,
	feed.language AS language, feed.origin AS origin,
	CASE WHEN feed.removed_at > 0 THEN 'removed'
	WHEN feed.paused THEN 'paused'
	WHEN feed.gone THEN 'gone'
	WHEN feed.fail_count > 0 THEN 'failing'
	WHEN feed.last_ok_at = 0 THEN 'new'
	ELSE 'ok' END AS state,
	feed.added_at AS added_at, feed.removed_at AS removed_at,
	feed.attempt_at AS attempt_at, feed.next_at AS next_at,
	feed.last_ok_at AS last_ok_at, feed.last_new_at AS last_new_at,
	feed.fail_count AS fail_count, feed.outcome AS outcome,
	feed.failure_class AS failure_class, feed.status AS status,
	feed.reason AS reason,
	(SELECT count(*) FROM article WHERE article.feed = feed.id) AS articles
FROM feed;

DROP VIEW IF EXISTS v1_topics;
CREATE VIEW v1_topics AS
SELECT topic.name AS name, topic.query AS query, topic.origin AS origin,
	topic.added_at AS added_at, topic.changed_at AS changed_at,
	topic.removed_at AS removed_at,
	(SELECT count(*) FROM "match" WHERE "match".topic = topic.id)
	    AS matches,
	(SELECT coalesce(max("match".matched_at), 0) FROM "match"
	    WHERE "match".topic = topic.id) AS last_match_at
FROM topic;

-- fired: whether it made deliveries where the topic had hooks.
DROP VIEW IF EXISTS v1_matches;
CREATE VIEW v1_matches AS
SELECT "match".article AS article, topic.name AS topic,
	"match".revision AS revision, "match".matched_at AS matched_at,
	"match".fired AS fired, "match".terms AS terms,
	"match".snippet AS snippet
FROM "match"
LEFT JOIN topic ON topic.id = "match".topic;

-- state: waiting, running, done, dead, held.
DROP VIEW IF EXISTS v1_deliveries;
CREATE VIEW v1_deliveries AS
SELECT delivery.key AS key, delivery.article AS article,
	topic.name AS topic, delivery.hook AS hook,
	delivery.revision AS revision, delivery.event AS event,
	delivery.state AS state, delivery.attempts AS attempts,
	delivery.created_at AS created_at,
	delivery.not_before_at AS not_before_at,
	delivery.attempt_at AS attempt_at, delivery.ended_at AS ended_at,
	delivery.last_status AS last_status,
	delivery.last_error AS last_error
FROM delivery
LEFT JOIN topic ON topic.id = delivery.topic;

-- The last 200 polls of each feed.
DROP VIEW IF EXISTS v1_fetches;
CREATE VIEW v1_fetches AS
SELECT feed.name AS feed, fetch_log.at AS at,
	fetch_log.outcome AS outcome, fetch_log.failure_class AS failure_class,
	fetch_log.status AS status, fetch_log.reason AS reason,
	fetch_log.entries AS entries, fetch_log.fresh AS fresh,
	fetch_log.changed AS changed, fetch_log.matched AS matched,
	fetch_log.wire_bytes AS wire_bytes,
	fetch_log.body_bytes AS body_bytes,
	fetch_log.duration_ms AS duration_ms, fetch_log.next_at AS next_at,
	fetch_log.why AS why
FROM fetch_log
LEFT JOIN feed ON feed.id = fetch_log.feed;
