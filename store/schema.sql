-- The database at version 1. Later versions are reached by the steps in
-- store/migrations/. Times are unix seconds UTC, durations seconds; 0 is "not
-- known" or "never" unless a column says otherwise. Users read the views of
-- views.sql, which stay as they are when these tables move.

-- Facts about the database itself: "instance" (part of every delivery's key),
-- "tokenizer" (version of the index), "language:xx" (articles by language);
-- while article_fts_new is made, "tokenizer_new" and "index_cursor" (the last
-- article in it).
CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value
) WITHOUT ROWID;

-- A feed and how its polling stands. Its identity is its name.
CREATE TABLE feed (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	source TEXT NOT NULL CHECK (source IN ('url', 'file', 'command')),
	origin TEXT NOT NULL CHECK (origin IN ('configuration', 'command', 'opml')),
	url TEXT,                  -- NULL for a command
	shown_url TEXT,            -- the same without what is secret in it
	title TEXT,                -- the user's
	interval_s INTEGER NOT NULL DEFAULT 0,    -- the user's; 0: auto
	own_title TEXT,            -- title, link, language of its last document
	site_url TEXT,
	language TEXT,
	added_at INTEGER NOT NULL,
	removed_at INTEGER NOT NULL DEFAULT 0,
	away_since_at INTEGER NOT NULL DEFAULT 0, -- it returned; no document yet
	paused INTEGER NOT NULL DEFAULT 0,
	baseline_at INTEGER NOT NULL DEFAULT 0,   -- its first document was stored
	fetches INTEGER NOT NULL DEFAULT 0,       -- lines ever written to fetch_log
	etag BLOB,
	last_modified BLOB,
	validator_url TEXT,
	body_hash TEXT,
	moved_url TEXT,
	lifetime_s INTEGER NOT NULL DEFAULT 0,
	attempt_at INTEGER NOT NULL DEFAULT 0,
	next_at INTEGER NOT NULL DEFAULT 0,
	not_before_at INTEGER NOT NULL DEFAULT 0,
	last_ok_at INTEGER NOT NULL DEFAULT 0,
	last_new_at INTEGER NOT NULL DEFAULT 0,
	first_ok_at INTEGER NOT NULL DEFAULT 0,
	gone_at INTEGER NOT NULL DEFAULT 0,
	fail_count INTEGER NOT NULL DEFAULT 0,
	outcome TEXT NOT NULL DEFAULT 'none',
	failure_class TEXT NOT NULL DEFAULT 'none',
	status INTEGER NOT NULL DEFAULT 0,
	reason TEXT,
	hostile_build TEXT,
	gone INTEGER NOT NULL DEFAULT 0,
	ttl_s INTEGER NOT NULL DEFAULT 0,
	update_s INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX feed_url ON feed (url);

-- Tags as the user said. By the feed's name, as queries name it.
CREATE TABLE feed_tag (
	feed TEXT NOT NULL
	    REFERENCES feed (name) ON UPDATE CASCADE ON DELETE CASCADE,
	tag TEXT NOT NULL,
	PRIMARY KEY (feed, tag)
) WITHOUT ROWID;

-- What is remembered of a host, whatever its feeds: R47.
CREATE TABLE host (
	name TEXT PRIMARY KEY,
	held_until_at INTEGER NOT NULL
) WITHOUT ROWID;

-- One entry of one feed. The keys are the first 64 bits of SHA-256: of the
-- identity, of the link without its noise, of title and text. The last two are
-- what tells an entry again whose identity has changed (T38).
CREATE TABLE article (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	uid TEXT NOT NULL,         -- 26 characters
	feed INTEGER NOT NULL REFERENCES feed (id),
	identity TEXT NOT NULL,
	identity_key INTEGER NOT NULL,
	link_key INTEGER NOT NULL,
	content_key INTEGER NOT NULL,
	revision INTEGER NOT NULL DEFAULT 1,
	url TEXT,
	host TEXT,                 -- of the url, else of the feed; lower case
	title TEXT,
	language TEXT NOT NULL,    -- as found: "en-gb", "und"
	authors TEXT,              -- JSON: [{"name","email","url"}], or NULL
	categories TEXT,           -- JSON: ["..."], or NULL
	enclosures TEXT,           -- JSON: [{"url","type","length"}], or NULL
	image TEXT,
	published_at INTEGER NOT NULL DEFAULT 0,
	updated_at INTEGER NOT NULL DEFAULT 0,
	first_seen_at INTEGER NOT NULL,
	sort_at INTEGER NOT NULL,  -- the earlier of published and first seen (T37)
	unread INTEGER NOT NULL DEFAULT 1,
	starred INTEGER NOT NULL DEFAULT 0,
	backlog INTEGER NOT NULL DEFAULT 0,
	backlog_since_at INTEGER NOT NULL DEFAULT 0,
	story INTEGER,
	UNIQUE (feed, identity_key)
);
CREATE INDEX article_uid ON article (uid);
CREATE INDEX article_sort ON article (sort_at);
CREATE INDEX article_newest ON article (backlog, sort_at);
CREATE INDEX article_unread ON article (backlog, sort_at) WHERE unread;
CREATE INDEX article_first_seen ON article (first_seen_at);
CREATE INDEX article_backlog ON article (backlog_since_at) WHERE backlog = 1;
CREATE INDEX article_story ON article (story) WHERE story IS NOT NULL;

-- The long texts. What is indexed is never changed in place: deletion from the
-- index needs it exactly, and so the language that the feed declared.
CREATE TABLE article_text (
	article INTEGER PRIMARY KEY
	    REFERENCES article (id) ON DELETE CASCADE,
	summary TEXT,
	text TEXT,
	html TEXT,
	declared_language TEXT
);

-- Fed with the tokenizer's own stream of each field.
CREATE VIRTUAL TABLE article_fts USING fts5 (
	lang, title, summary, content, author, category, url,
	tokenize = 'crier', content = '', columnsize = 1
);

-- Former versions of an article, replaced at changed_at.
CREATE TABLE revision (
	article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
	revision INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	url TEXT,
	title TEXT,
	summary TEXT,
	text TEXT,
	html TEXT,
	PRIMARY KEY (article, revision)
);

-- Identities of entries that are known and not stored.
CREATE TABLE seen (
	feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
	identity_key INTEGER NOT NULL,
	link_key INTEGER NOT NULL,
	content_key INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,
	PRIMARY KEY (feed, identity_key)
) WITHOUT ROWID;

CREATE TABLE label (
	article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
	label TEXT NOT NULL,
	PRIMARY KEY (article, label)
) WITHOUT ROWID;
CREATE INDEX label_articles ON label (label, article);

-- The last marks that can be taken back, the highest step first, and what each
-- changed: the field of the article, or whether it had the label, before.
CREATE TABLE undo (
	step INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	what TEXT NOT NULL
);
CREATE TABLE undo_row (
	step INTEGER NOT NULL REFERENCES undo (step) ON DELETE CASCADE,
	article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
	field TEXT NOT NULL CHECK (field IN ('unread', 'starred', 'label')),
	label TEXT NOT NULL,       -- '' where field is not label
	before INTEGER NOT NULL,
	PRIMARY KEY (step, article, field, label)
) WITHOUT ROWID;
CREATE INDEX undo_row_article ON undo_row (article);

-- A topic. Its identity is its name. Stored articles up to judge_until were
-- there before its query; those up to judged_to have been judged by it. Of a
-- topic of the configuration feeds and hooks stand there, not here.
CREATE TABLE topic (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL UNIQUE,
	query TEXT NOT NULL,
	query_hash INTEGER NOT NULL, -- of all that decides what it matches
	origin TEXT NOT NULL CHECK (origin IN ('configuration', 'command', 'opml')),
	added_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	removed_at INTEGER NOT NULL DEFAULT 0,
	judged_to INTEGER NOT NULL DEFAULT 0,
	judge_until INTEGER NOT NULL DEFAULT 0,
	muted_until_at INTEGER NOT NULL DEFAULT 0,
	feeds TEXT,                -- JSON: ["..."], or NULL
	hooks TEXT                 -- JSON: ["..."], or NULL
);

-- That an article met a topic, first at this revision. Never revised. fired: it
-- came while the topic stood and was not muted, and not with a feed's first
-- document.
CREATE TABLE "match" (
	article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
	topic INTEGER NOT NULL REFERENCES topic (id),
	revision INTEGER NOT NULL,
	matched_at INTEGER NOT NULL,
	fired INTEGER NOT NULL,
	terms TEXT,                -- JSON: ["..."], or NULL
	snippet TEXT,
	PRIMARY KEY (article, topic)
) WITHOUT ROWID;
CREATE INDEX match_topic ON "match" (topic, matched_at);

-- The outbox.
CREATE TABLE delivery (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	key TEXT NOT NULL UNIQUE,
	article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
	topic INTEGER NOT NULL REFERENCES topic (id),
	hook TEXT NOT NULL,
	revision INTEGER NOT NULL,
	event TEXT NOT NULL,
	state TEXT NOT NULL
	    CHECK (state IN ('waiting', 'running', 'done', 'dead', 'held')),
	attempts INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	not_before_at INTEGER NOT NULL,
	attempt_at INTEGER NOT NULL DEFAULT 0,
	ended_at INTEGER NOT NULL DEFAULT 0,
	last_status INTEGER,
	last_error TEXT,
	UNIQUE (article, topic, hook, revision)
);
CREATE INDEX delivery_due ON delivery (hook, not_before_at)
    WHERE state = 'waiting';
CREATE INDEX delivery_state ON delivery (state, hook) WHERE state <> 'done';

-- The last polls of each feed, in a ring: slot is feed.fetches modulo its size.
CREATE TABLE fetch_log (
	feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
	slot INTEGER NOT NULL,
	at INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	failure_class TEXT NOT NULL,
	status INTEGER NOT NULL,
	reason TEXT,
	entries INTEGER NOT NULL,
	fresh INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	matched INTEGER NOT NULL,
	wire_bytes INTEGER NOT NULL,
	body_bytes INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL,
	next_at INTEGER NOT NULL,
	why TEXT,
	PRIMARY KEY (feed, slot)
) WITHOUT ROWID;
