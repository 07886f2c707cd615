/* SPDX-License-Identifier: Apache-2.0 */
/* limits.h: every bound of the program in one list. What has no natural end gets one here. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum limit {
	LIMIT_ERR_TEXT          = 1024,             /* bytes of an error's text */
	LIMIT_CONFIG_BYTES      = 256 * 1024,       /* a config or policy file, with its includes each */
	LIMIT_CONFIG_DEPTH      = 16,               /* nested groups and lists of a config */
	LIMIT_CONFIG_KEYS       = 20000,            /* settings of one file (libconfig is quadratic in them) */
	LIMIT_INCLUDE_DEPTH     = 8,
	LIMIT_INCLUDES          = 32,
	LIMIT_FACT_FILE_BYTES   = 16 * 1024 * 1024, /* facts, evidence, data documents read from disk */
	LIMIT_SECRET_FILE_BYTES = 64 * 1024,
	LIMIT_JSON_DEPTH        = 64,
	LIMIT_JSON_NODES        = 2000000,
	LIMIT_PEER_JSON_BYTES   = 64 * 1024,        /* sent to a probe: read in the loop, more in a thread */
	LIMIT_PEER_JSON_NODES   = 20000,
	LIMIT_API_BODY          = 16 * 1024 * 1024,
	LIMIT_PROBE_BODY        = 64 * 1024,
	LIMIT_PROBE_ASKS        = 20,               /* of one look, until the candidate answers */
	LIMIT_PROBE_HEADERS     = 60,               /* sent with one request */
	LIMIT_HEADER_BYTES      = 64 * 1024,        /* all headers of one answer */
	LIMIT_RETRY_ATTEMPTS    = 5,
	LIMIT_RETRY_FIRST_MS    = 250,              /* exponential from here, full jitter */
	LIMIT_RETRY_MAX_MS      = 20 * 1000,
	LIMIT_RETRY_AFTER_MS    = 60 * 1000,        /* a server may ask for no more */
	LIMIT_CONNECT_MS        = 5000,
	LIMIT_CALL_MS           = 15 * 1000,        /* one attempt of one API call */
	LIMIT_SIGNAL_MS         = 30 * 1000,        /* a metric or log look, with its retries and pages */
	LIMIT_PAGES             = 100,
	LIMIT_LOG_PAGES         = 20,               /* of one look: the quota is 60 reads a minute */
	LIMIT_LOG_TEXT          = 400,              /* bytes kept of one entry */
	LIMIT_BUCKETS           = 10000,            /* of one distribution */
	LIMIT_CONNECTIONS       = 4096,             /* open at once, where there are descriptors for them */
	/* reads of one API host at once: what Google lets one HTTP/2 connection carry */
	LIMIT_STREAMS           = 100,
	LIMIT_OPENING           = 128,              /* probes that connect at once */
	LIMIT_CERT_NAMES        = 1000,             /* kept of one certificate */
	LIMIT_WEBSOCKET_MESSAGE = 1024 * 1024,      /* one message, whole */
	LIMIT_WEBSOCKET_BYTES   = 16 * 1024 * 1024, /* all that one connection may receive */
	LIMIT_WEBSOCKET_TURN    = 32 * 1024,        /* bytes received in one turn of the loop, and messages read in one */
	LIMIT_WEBSOCKET_TURN_MESSAGES = 64,
	LIMIT_WEBSOCKET_QUEUE   = 1024,             /* answers to pings not taken yet: then we read no more */
	LIMIT_WEBSOCKET_CLOSE_MS = 1000,            /* for the other side to answer our close */
	LIMIT_WEBSOCKET_EVENTS  = 1000,             /* kept */
	LIMIT_EVENT_NAME        = 256,
	LIMIT_WORKERS           = 32,               /* threads at once, those left behind among them */
	LIMIT_PARALLEL          = 64,               /* threads that compute at once */
	LIMIT_POLICIES          = 64,               /* with those they include */
	LIMIT_RULES             = 1000,
	LIMIT_MEMBERS           = 5000,             /* of one group of the config: services, probes, metrics, ... each */
	LIMIT_NEEDS             = 1000,             /* resources and secrets that one revision names */
	LIMIT_CEL_TEXT          = 100000,           /* code points of one expression */
	LIMIT_CEL_DEPTH         = 200,              /* nesting of one expression */
	LIMIT_CEL_STEPS         = 1000000,          /* of one evaluation */
	LIMIT_CEL_BYTES         = 16 * 1024 * 1024, /* made by one evaluation */
	LIMIT_CAPTURES          = 64,               /* of one journey */
	LIMIT_CHILD_OUTPUT      = 64 * 1024,        /* kept of a child's output: its tail */
	/* descriptors of the loop, three a child: with more no child is started */
	LIMIT_WATCHED           = 2048,
	LIMIT_JUNIT_BYTES       = 16 * 1024 * 1024,
	LIMIT_JUNIT_ALL_BYTES   = 64 * 1024 * 1024, /* of all reports of one run */
	LIMIT_JUNIT_FILES       = 1000,             /* of one run */
	LIMIT_JUNIT_ENTRIES     = 200000,           /* looked through for one pattern */
	LIMIT_JUNIT_FOLDERS     = 64,               /* within each other, below a pattern's own */
	LIMIT_JUNIT_MS          = 10 * 1000,        /* for the search before a run, and for reading after it */
	LIMIT_JUNIT_DEPTH       = 32,               /* nested elements */
	LIMIT_JUNIT_FAILED      = 100,              /* names of failed tests kept */
	LIMIT_JUNIT_NAME        = 200,              /* bytes of one of them */
	LIMIT_PATH              = 4096,             /* bytes of a path in a repository, or of a pattern of one */
	LIMIT_IGNORE_PATTERNS   = 10000,            /* of one ignore file, with those it includes */
	LIMIT_SOURCE_PATHS      = 5000,             /* changed since what served before */
	LIMIT_SOURCE_EXCLUDED   = 100,              /* kept of the files that a build drops */
	LIMIT_SOURCE_ENTRIES    = 1000000,          /* files and folders of a commit */
	/* looks in a row that find a revision neither listed nor by itself, although its service names it: it is deleted */
	LIMIT_ABSENT_READS      = 3,
	LIMIT_DOUBT_MS          = 30 * 1000,        /* a verdict waits so long for services whose answers disagree */
	LIMIT_REQUESTS          = 1000,             /* kept of a run's first ones; of the last as many, up to twice */
	LIMIT_ROUNDS            = 1000,             /* logged one by one; then those that come out alike are one entry */
	LIMIT_OUTCOMES_WHOLE    = 200,              /* of one evidence: with more a rule's texts stand once */
	LIMIT_OUTCOMES_APART    = 2000,             /* with more, members that came out alike share an entry */
	LIMIT_FACTS_WHOLE       = 100,              /* members of a group: of more each is told as it differs */
	LIMIT_EVIDENCE_BYTES    = 64 * 1024 * 1024, /* one evidence, in its envelope */
	LIMIT_SIGNATURES        = 4,                /* of one envelope */
	LIMIT_SEQUENCE          = 1000000000,       /* in a chain of evidence; a higher number is not believed */
	LIMIT_NOTE_BYTES        = 256 * 1024 * 1024, /* of one commit: all records of it */
	/* earlier evidence is read for so long: the folder and the notes each */
	LIMIT_HISTORY_MS        = 2000,
	LIMIT_HISTORY_BYTES     = 64 * 1024 * 1024, /* and so much of it */
	LIMIT_EVIDENCE_FILES    = 500,              /* read back from evidence.dir, newest first */
};

#endif
