-- Version 2: digests and notices in the outbox, how hooks and feeds stand.
DROP VIEW IF EXISTS v1_deliveries;

-- The outbox. A digest has a topic and members, a notice neither article nor
-- topic. A member is "grouped" and shares the end of the digest that carries it.
CREATE TABLE delivery_2 (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	key TEXT NOT NULL UNIQUE,
	article INTEGER REFERENCES article (id) ON DELETE CASCADE,
	topic INTEGER REFERENCES topic (id),
	hook TEXT NOT NULL,
	revision INTEGER NOT NULL,
	event TEXT NOT NULL
	    CHECK (event IN ('new', 'updated', 'digest', 'health')),
	state TEXT NOT NULL CHECK (state IN
	    ('waiting', 'running', 'done', 'dead', 'held', 'grouped')),
	attempts INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	not_before_at INTEGER NOT NULL,
	attempt_at INTEGER NOT NULL DEFAULT 0,
	ended_at INTEGER NOT NULL DEFAULT 0,
	last_status INTEGER,
	last_error TEXT,
	digest INTEGER REFERENCES delivery (id), -- that carries it
	held_why TEXT,
	notice TEXT,               -- JSON, of 'health'
	UNIQUE (article, topic, hook, revision)
);
INSERT INTO delivery_2 (id, key, article, topic, hook, revision, event, state,
	attempts, created_at, not_before_at, attempt_at, ended_at, last_status,
	last_error)
SELECT id, key, article, topic, hook, revision, event, state, attempts,
	created_at, not_before_at, attempt_at, ended_at, last_status, last_error
FROM delivery;
UPDATE sqlite_sequence SET seq =
	(SELECT seq FROM sqlite_sequence WHERE name = 'delivery')
WHERE name = 'delivery_2' AND
	EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'delivery');
DROP TABLE delivery;
ALTER TABLE delivery_2 RENAME TO delivery;
CREATE INDEX delivery_due ON delivery (hook, not_before_at)
    WHERE state = 'waiting';
CREATE INDEX delivery_state ON delivery (state, hook) WHERE state <> 'done';
CREATE INDEX delivery_digest ON delivery (digest) WHERE digest IS NOT NULL;
-- How many were sent in the last hour.
CREATE INDEX delivery_attempt ON delivery (hook, attempt_at)
    WHERE attempt_at > 0;

-- The circuit breaker of each hook that has had an attempt.
CREATE TABLE hook (
	name TEXT PRIMARY KEY,
	failures INTEGER NOT NULL DEFAULT 0, -- one after the other
	open_until_at INTEGER NOT NULL DEFAULT 0,
	disabled INTEGER NOT NULL DEFAULT 0, -- its receiver is gone for ever
	last_ok_at INTEGER NOT NULL DEFAULT 0,
	last_error TEXT
) WITHOUT ROWID;

-- What the operator was told of a feed last: 'ok', 'failing', 'silent',
-- 'moved', 'gone'; since when; and since when it is suspected to have another
-- owner (0: it is not).
ALTER TABLE feed ADD COLUMN health TEXT NOT NULL DEFAULT 'ok';
ALTER TABLE feed ADD COLUMN health_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN suspect_at INTEGER NOT NULL DEFAULT 0;

-- An entry whose id has changed is told again by these (T38).
CREATE INDEX article_link ON article (feed, link_key);
CREATE INDEX article_content ON article (feed, content_key);
