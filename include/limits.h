/*
 * Every number that bounds hostile or careless input, with its unit and its
 * reason. Elsewhere no bare number above 64 that is not a protocol constant.
 */
#include_next <limits.h>

#ifndef CRIER_LIMITS_H
#define CRIER_LIMITS_H

#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (KIB * 1024)

/* base */
#define LIMIT_LOG_VALUE       200        /* bytes of one value in a log line */
#define LIMIT_ARENA_BLOCK     (16 * KIB) /* bytes of an arena's first block */
#define LIMIT_ARENA_BLOCK_MAX MIB        /* bytes up to which blocks double */
#define LIMIT_SECRET          4096       /* bytes of a password or key */

/* config */
#define LIMIT_CONFIG_FILE   (64 * MIB)  /* bytes: 100,000 feeds need 12 MiB */
#define LIMIT_CONFIG_TOTAL  (256 * MIB) /* bytes of all loaded text */
#define LIMIT_INCLUDE_DEPTH 8           /* DESIGN 6 */
#define LIMIT_TOPICS        100000      /* topics.md section 10 */
#define LIMIT_FEEDS         1000000
#define LIMIT_CONFIG_MEMORY \
	(1024 * MIB)               /* bytes: a million feeds need 350 MiB */
#define LIMIT_CONFIG_PROBLEMS 100  /* reported at once; the rest is noise */
#define LIMIT_CONFIG_FILES    1000 /* one by one of a crowded conf.d */
#define LIMIT_CONFIG_DEPTH    16   /* nesting in YAML; options need 4 */
#define LIMIT_CONFIG_LIST     1000 /* tags, arguments, ... of one list */
#define LIMIT_CONFIG_NAME     64   /* bytes of a name or tag */
#define LIMIT_CONFIG_QUOTE    32   /* characters quoted in a message */
#define LIMIT_MAIL_ADDRESS    254  /* bytes of an address: RFC 5321 */
#define LIMIT_OPML_LISTS      100  /* each is looked at every half minute */
#define LIMIT_OPML_BYTES      LIMIT_BODY_DECODED /* of one of them */

/* net and fetch; DESIGN section 10 */
#define LIMIT_BODY_DECODED     (20 * MIB) /* bytes after Content-Encoding */
#define LIMIT_BODY_WIRE        (10 * MIB) /* bytes as received */
#define LIMIT_BODY_RATIO       200       /* decoded : wire, after 1 MiB (R62) */
#define LIMIT_HEADER_VALUE     (8 * KIB) /* bytes kept of one header */
#define LIMIT_VALIDATOR        1024      /* bytes of an ETag or date (R9) */
#define LIMIT_URL              (8 * KIB) /* bytes */
#define LIMIT_REDIRECTS        5         /* hops (R38) */
#define LIMIT_ADDRESSES        32        /* answers used of one name */
#define TIMEOUT_CONNECT_MS     15000
#define TIMEOUT_TRANSFER_MS    60000
#define TIMEOUT_RESOLVE_MS     10000
#define TIMEOUT_POLL_MS        90000   /* one poll with all its hops (D5) */
#define TIMEOUT_RESOLVE_TRY_MS 3000    /* the first of two tries of a server */
#define CACHE_NAME_MS          300000  /* an answer is kept that long (D2) */
#define CACHE_NO_NAME_MS       60000   /* and "no such name" that long */
#define LIMIT_NAMES            16384   /* names in that cache */
#define LIMIT_STARTS_A_TURN    64      /* transfers begun in one turn (D1) */
#define LIMIT_LIFETIME_S       172800  /* of max-age or Expires (R25): 48 h */
#define LIMIT_RETRY_AFTER_S    1209600 /* R49: 14 d */
#define LIMIT_REQUEST_HEADERS  64      /* lines of one request */
#define LIMIT_FETCH_ARENA      (256 * KIB) /* URLs and headers of one fetch */
#define LIMIT_FILE_THREADS     4           /* that read file sources */
#define LIMIT_MAIL             (4 * MIB)   /* bytes of one message */
#define LIMIT_MAIL_SENT        (6 * MIB)   /* of it with its dots doubled */
#define TIMEOUT_MAIL_QUIT_MS   2000 /* for a farewell; the outcome is known */

/* reader; DESIGN section 10 */
#define LIMIT_READER_INPUT       (512 * MIB) /* bytes of a file for crier parse */
#define LIMIT_READER_OUTPUT      (64 * MIB) /* bytes of all frames of one job */
#define LIMIT_READER_OUTPUT_MAX  (2047 * MIB) /* that a caller may ask for */
#define LIMIT_READER_DATA        (96 * MIB) /* RLIMIT_DATA up to 20 MiB of input */
#define LIMIT_READER_DATA_BIG    (256 * MIB) /* and beyond */
#define LIMIT_READER_DATA_MAX    (1152 * MIB) /* and for what --max-size lets in */
#define LIMIT_READER_WALL_MS     5000
#define LIMIT_READER_WALL_MAX_MS 3600000 /* what a caller may ask for */
#define LIMIT_READER_CPU_S       2 /* of processor time for each 5 s of wall time */
#define LIMIT_READER_CPU_TOTAL_S \
	7200 /* a last resort: no reader lives so long */
#define LIMIT_READER_START_MS \
	10000                    /* until a reader is ready: loads converters */
#define LIMIT_READER_END_MS 1000 /* for a reader that was told to end */
#define LIMIT_READER_INPUT_SMALL \
	LIMIT_BODY_DECODED /* LIMIT_READER_DATA is enough */
#define LIMIT_READER_IDLE_MS 60000
#define LIMIT_READER_JOBS    1000 /* documents before a reader is renewed */
#define LIMIT_READER_DEATHS  3    /* in a row: parsing pauses */
#define PAUSE_READERS_FIRST_MS \
	60000 /* a library that is being upgraded is whole by then */
#define PAUSE_READERS_LONGEST_MS 900000
#define LIMIT_BATCH_ENTRIES      256
#define LIMIT_BATCH_BYTES        MIB
#define LIMIT_FRAME_BYTES        (16 * MIB) /* one entry may be larger than a batch */
/* frames of a document: full ones hold 256 entries or 1 MiB, so that 64 MiB
 * of them are some 350 */
#define LIMIT_DOCUMENT_BATCHES 4096
/* Unix seconds of the years 0 to 9999 and a day more, for zones. */
#define LIMIT_DATE_FIRST_AT INT64_C(-62167219200)
#define LIMIT_DATE_LAST_AT  INT64_C(253402387199)

/* parse */
#define LIMIT_TAG_BYTES     (64 * KIB) /* with more than LIMIT_TAG_ATTRS */
#define LIMIT_TAG_ATTRS     256        /* libxml2 is quadratic in attributes */
#define LIMIT_TAG_BYTES_MAX (2 * MIB)
#define LIMIT_DTD_BYTES     (8 * KIB)
#define LIMIT_VALUE_BYTES   (8 * MIB) /* one text construct */
#define LIMIT_DEPTH         256       /* structure */
#define LIMIT_WRAPPERS      192 /* of it, so that known elements have room */
#define LIMIT_HTML_DEPTH    64
#define LIMIT_HTML_ATTRIBUTES \
	32 /* kept of one tag; no element has use for more */
#define LIMIT_AUTODISCOVER       (512 * KIB) /* bytes read of a page (7.3) */
#define LIMIT_AUTODISCOVER_LINKS 256 /* feeds of a page; blogs name a dozen */
#define LIMIT_META_CHARSET       (4 * KIB) /* bytes of a page searched for it */
#define LIMIT_GUESS              (256 * KIB) /* bytes from which an encoding is guessed */
#define LIMIT_JSON_DEPTH         64
#define LIMIT_JSON_ARENA         (32 * MIB) /* trees of one item, and of the head */
#define LIMIT_LIST               512 /* items of one list of a feed or entry */
#define LIMIT_VALUE_NODES        65536 /* of the trees of a feed or entry */
#define LIMIT_EXT_KEYS           32    /* of ext; section 11 of the rules */
#define LIMIT_EXT_BYTES          KIB   /* of one value in ext */
#define LIMIT_ENTITIES           64    /* declared in a document */
#define LIMIT_ENTITY_BYTES       256   /* of one declared value */
#define LIMIT_DOCTYPE_BYTES      (64 * KIB)  /* that the loose pass skips */
#define LIMIT_NAME_DICT          (256 * KIB) /* bytes of libxml2's names */
#define LIMIT_NAMESPACES         256 /* declared and open, in the loose pass */
#define LIMIT_TAG_NAMESPACES     64  /* of them in one tag */
#define LIMIT_LOOSE_ATTRS        64  /* of one tag, in the loose pass */
#define LIMIT_NAME_BYTES         256 /* of a name that is looked up */
#define LIMIT_OPML_DEPTH         32 /* folders in folders; others are flattened */
#define LIMIT_LISTED_FEEDS       100000 /* of a list; ten times what one serves */
#define LIMIT_LISTED_TAGS        400000 /* looks at tags in a list: 30 MiB, 0.2 s */
#define LIMIT_LISTED_REFUSED     32     /* settings of one feed, by name */
#define LIMIT_LISTED_INTERVAL_S  31536000 /* as the option interval: 365 d */

/* topic; spec topics.md section 10 */
#define LIMIT_QUERY_BYTES    65536
#define LIMIT_QUERY_EXPANDED MIB
#define LIMIT_QUERY_DEPTH    32
#define LIMIT_FTS_DEPTH      10
#define LIMIT_QUERY_TERMS    4096
#define LIMIT_PHRASE_WORDS   32
#define LIMIT_NEAR_MAX       100
#define LIMIT_NEAR_OPERANDS  8
#define LIMIT_NEAR_PRODUCT   64
#define LIMIT_NEAR_WORK      1000000
#define LIMIT_PREFIX_MIN     2
#define LIMIT_LIST_DEPTH     16
#define LIMIT_TOKEN_BYTES    64
#define LIMIT_FIELD_TOKENS   200000
#define LIMIT_EXPLAIN_HITS   100
#define LIMIT_REGEX_BYTES    1024
#define LIMIT_REGEXES        16     /* of a query */
#define LIMIT_REGEX_MATCH    100000 /* steps of PCRE2: (a+)+$ ends in 2 ms */
#define LIMIT_REGEX_HEAP     4096   /* KiB */
#define LIMIT_REGEX_SUBJECT  (256 * KIB) /* bytes of a field that it sees */
#define LIMIT_COUNT_MAX      9999        /* n of ATLEAST/n and ANY/n */
#define LIMIT_QUERY_ARENA    (64 * MIB)  /* bytes of the tree of one query */
#define LIMIT_EVAL_ARENA     (64 * MIB) /* bytes of occurrences of one article */
#define LIMIT_TOKENS_ARENA   (64 * MIB) /* bytes of the tokens of one text */
#define LIMIT_MATCH_BYTES    (16 * MIB) /* bytes of one MATCH or WHERE */
#define LIMIT_TOPICS_ARENA   (4096UL * MIB) /* bytes of all trees of a set */

/* store */
#define LIMIT_STORE_GROUP_BYTES (4 * MIB) /* of one group commit */
#define LIMIT_STORE_QUEUE       512 /* jobs that wait for the store's thread */
#define LIMIT_STORE_QUEUE_BYTES (64 * MIB) /* of the texts in them */
#define LIMIT_STORED_TEXT       (2 * MIB) /* bytes of one article's text or HTML */
#define LIMIT_VERIFY_BATCH      2000
#define LIMIT_INDEX_QUEUE       (256 * MIB) /* bytes of one fetch's streams */
#define LIMIT_INDEX_QUEUE_FLUSH (8 * MIB)   /* bytes that wait for the index */
#define LIMIT_STORE_WAL_PAGES \
	4096                     /* 32 MiB: checkpoint though not idle (6.3) */
#define LIMIT_STORE_WAL_IDLE 500 /* pages, 4 MiB: checkpoint when idle (6.3) */
#define LIMIT_STORE_WAL_STEP 512 /* pages between two tries of that */
#define LIMIT_STORE_WAL_HELD 32768 /* pages, 256 MiB: say who reads (6.3) */
#define LIMIT_STORE_WAL_MS   200   /* that a commit waits for readers (6.3) */
#define LIMIT_STORE_CHECK    (5120 * (int64_t)MIB) /* bytes (6.4) */
#define INTERVAL_RETENTION_S 3600 /* between two walks over old articles */
#define LIMIT_SALVAGE_TRIES \
	10000000 /* numbers tried behind a damaged page: a minute */
#define LIMIT_STORE_FREE_PAGES 1024 /* that may lie unused in the file */
#define LIMIT_STORE_VACUUM     256  /* pages given back in one idle moment */
#define LIMIT_STORE_BUSY_MS    5000 /* wait for a recovery or a checkpoint */
#define LIMIT_STORED_IDENTITY  1024 /* bytes; longer ones by their digest */
#define LIMIT_STORED_TITLE     (8 * KIB) /* bytes of a title, author, category */
#define LIMIT_STORED_LIST      256 /* authors, categories, enclosures each */
#define LIMIT_STORED_ARTICLE   (16 * MIB) /* bytes of a row with all its texts */
#define LIMIT_STORE_SCRATCH    (256 * MIB) /* one article, old and new, tokens */
#define LIMIT_SEARCH_PAGE      512         /* ids of the first page of a walk */
#define LIMIT_LOCK_TRIES       1000        /* beside those who ask who writes */
#define LIMIT_FETCH_LOG        200         /* polls remembered of each feed */
#define LIMIT_SQL_TEXT         MIB         /* bytes of a user's statement */
#define LIMIT_SQL_VALUE        (64 * MIB)  /* bytes of a value in its rows */

#define LIMIT_DIGEST_ARTICLES 100 /* of one digest; the rest go in the next */
#define LIMIT_DIGEST_TEXTS    (4 * MIB) /* beyond, a digest has summaries only */
#define RETRY_UNREADABLE_S    600       /* for a delivery that cannot be read */
#define LIMIT_NOTICE          (8 * KIB) /* bytes of a notice for the operator */

/* notify */
#define LIMIT_RETRY_AFTER_HOOK_S 86400       /* of what a receiver asks for */
#define LIMIT_BREAKER_FAILURES   5           /* one after the other: T43 */
#define BREAKER_FIRST_S          60          /* until the first probe */
#define BREAKER_LONGEST_S        900         /* between two probes */
#define LIMIT_PAYLOAD            MIB         /* bytes of one JSON document */
#define LIMIT_PAYLOAD_TEXT       (256 * KIB) /* bytes of "text" in it */
#define LIMIT_MAIL_HEADER        200 /* characters of a subject or name (T24) */
#define LIMIT_MAIL_TEXT          (64 * KIB) /* bytes of an article in a mail */
#define LIMIT_MAIL_LINE          KIB /* bytes of a title, source or snippet */
#define LIMIT_MAIL_URL           (2 * KIB) /* bytes; longer ones are left out */
#define LIMIT_MAIL_ENCLOSURES    8         /* named in a mail */
#define LIMIT_MAIL_TERMS         20        /* of a match, named in a mail */
#define LIMIT_MAIL_ADDRESSES     MIB       /* bytes of all of a hook */
#define LIMIT_HOOK_OUTPUT        (64 * KIB) /* bytes kept of what a hook prints */
#define LIMIT_HOOK_PARALLEL      8
#define TIMEOUT_HOOK_S           60
#define TIMEOUT_WEBHOOK_S        30         /* T26 */
#define LIMIT_WEBHOOK_ANSWER     (64 * KIB) /* bytes; only its first line is kept */
#define LIMIT_SIGNATURES         4    /* secrets at once: the old and the new */
#define LIMIT_ERRANDS            32   /* threads that wait for a disk */
#define TIMEOUT_HOOK_GRACE_S     5    /* between SIGTERM and SIGKILL */
#define LIMIT_HOOK_FILES         1024 /* descriptors of a hook */
#define LIMIT_HOOK_ENVIRONMENT   (64 * KIB)

/* control */
#define LIMIT_CONTROL_FRAME    MIB   /* bytes of one message */
#define LIMIT_CONTROL_DEPTH    16    /* nesting of a message; changes need 4 */
#define LIMIT_CONTROL_VALUES   65536 /* lists and objects in a message */
#define LIMIT_CONTROL_ARENA    (8 * MIB) /* lists of one request */
#define LIMIT_CONTROL_REPLAY   100000    /* deliveries queued by one replay */
#define TIMEOUT_CONTROL_S      120  /* for a change: a mark may walk for long */
#define TIMEOUT_CONTROL_RACE_S 5    /* while crierd starts or stops */
#define PAUSE_CONTROL_MS       50   /* between two tries of that */
#define LIMIT_PEERS            64   /* connections to the control socket */
#define LIMIT_PEERS_GROUP      56   /* of them other users', so root comes in */
#define LIMIT_PEER_QUEUE       MIB  /* bytes that wait for a slow reader */
#define TIMEOUT_PEER_S         30   /* for a whole request to arrive */
#define PAUSE_ACCEPT_MS        100  /* when there are no descriptors left */
#define LIMIT_WATCH_IDS        4096 /* new articles that wait to be looked at */
#define LIMIT_WATCH_BATCH      64   /* of them looked at in one job */
#define LIMIT_REFRESH_REFUSALS 100  /* feeds that a refresh names one by one */

#define LIMIT_DRAIN_READS 16 /* pieces of 4 KiB of a hook's output in a turn */

/* daemon */
#define LIMIT_SETUP_BYTES   (1024 * MIB) /* feeds and topics of one setup */
#define LIMIT_TURN_US       50000 /* processor time of one turn of the loop */
#define LIMIT_REFRESH_S     300 /* R73: between two polls that a person asks for */
#define LOCK_PAUSE_MS       50 /* between two asks for the writer's lock */
#define LOCK_TRIES          40 /* two seconds of them */
#define LIMIT_TAKE_BYTES    (64 * MIB) /* texts of one visit to the outbox */
#define LIMIT_STARTS_A_TURN 64    /* polls begun in one turn of the loop (D1) */
#define TIMER_LONGEST_MS    60000 /* the clock may jump: look again */
#define RETRY_STORE_S       60    /* after the database refused a commit */
#define TIMEOUT_DRAIN_S     30    /* for hooks to end at SIGTERM */
#define INTERVAL_STATUS_S   30    /* between two words to the service manager */
#define INTERVAL_LISTS_S    30    /* between two looks at the files of lists */
#define INTERVAL_PRUNE_S    600   /* between two looks at the backlog */
#define INTERVAL_SNAPSHOT_S 3600  /* between two looks for today's copy */
#define DELAY_SNAPSHOT_S    60    /* before the first of them */
#define LIMIT_PRUNE         1000  /* articles forgotten in one transaction */
#define LIMIT_JUDGE         500   /* articles judged in one transaction */

/* cli */
#define LIMIT_DIFF_CELLS        (16 * MIB) /* pairs of words that are compared */
#define LIMIT_REVISIONS         100        /* of an article that are shown */
#define LIMIT_COLUMNS           1000       /* of a terminal */
#define LIMIT_COMMAND_ARENA     (256 * MIB) /* texts of one command */
#define LIMIT_COMMAND_OUTPUT    (512 * MIB) /* bytes held before writing */
#define LIMIT_COMMAND_FLUSH     (64 * KIB) /* written as soon as there is more */
#define LIMIT_INPUT_LINE        (16 * MIB) /* one line of JSON for crier match */
#define LIMIT_LIST_ROWS         50         /* rows where --limit is not given */
#define HEALTH_HELD_S           86400 /* a longer wish of a server is told */
#define HEALTH_SILENT_S         (90 * INT64_C(86400)) /* nothing new: silent */
#define LIMIT_DISCOVER_PAGE     (8 * MIB) /* bytes of a page, as of full texts */
#define LIMIT_IMPORT_BYTES      (512 * KIB) /* of JSON in one request of an import */
#define LIMIT_IMPORT_FEEDS      1000        /* in one request of an import */
#define LIMIT_IMPORT_COMPLAINTS 100         /* lines about what was not taken */

#endif
