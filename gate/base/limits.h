/* SPDX-License-Identifier: Apache-2.0 */
/* limits.h: every bound of the program. Whatever could grow without end has its bound here. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* clang-format off */
enum limit {
	LIMIT_ERR_TEXT          = 1024,             /* bytes of an error's text */
	LIMIT_CONFIG_BYTES      = 256 * 1024,       /* a config or policy file; each included file too */
	LIMIT_CONFIG_DEPTH      = 16,               /* nested groups and lists of a config */
	LIMIT_CONFIG_KEYS       = 20000,            /* settings of one file (libconfig needs quadratic time) */
	LIMIT_DEADLINE_MS       = 24 * 3600 * 1000, /* of gate.deadline and rollback.deadline */
	LIMIT_BAKE_MS           = 14 * 24 * 3600 * 1000, /* of gate.bake */
	LIMIT_CONFIG_ERRORS     = 50,               /* of configs and policies that are printed; more are counted */
	LIMIT_INCLUDE_DEPTH     = 8,
	LIMIT_INCLUDES          = 32,
	LIMIT_FACT_FILE_BYTES   = 16 * 1024 * 1024, /* facts, evidence and data documents read from disk */
	LIMIT_SECRET_FILE_BYTES = 64 * 1024,
	LIMIT_JSON_DEPTH        = 64,
	LIMIT_JSON_NODES        = 2000000,
	LIMIT_PEER_JSON_BYTES   = 64 * 1024,        /* a response of a peer; a larger one is parsed in a thread */
	LIMIT_PEER_JSON_NODES   = 20000,
	LIMIT_API_BODY          = 16 * 1024 * 1024,
	LIMIT_PROBE_BODY        = 64 * 1024,
	LIMIT_PROBE_ASKS        = 20,               /* requests of one probe until the candidate answers */
	LIMIT_PROBE_HEADERS     = 60,               /* of one request */
	LIMIT_HEADER_BYTES      = 64 * 1024,        /* all headers of one response */
	LIMIT_RETRY_ATTEMPTS    = 5,
	LIMIT_RETRY_FIRST_MS    = 250,              /* doubled for each retry, with full jitter */
	LIMIT_RETRY_MAX_MS      = 20 * 1000,
	LIMIT_RETRY_AFTER_MS    = 60 * 1000,        /* the longest Retry-After that is honored */
	LIMIT_CONNECT_MS        = 5000,
	LIMIT_CALL_MS           = 15 * 1000,        /* one attempt of one API call */
	LIMIT_UNSENT_MS         = 2 * 1000,         /* a write that could not be sent within this time is not sent */
	LIMIT_SIGNAL_MS         = 30 * 1000,        /* one metric or log query, with its retries and pages */
	LIMIT_ALERTS            = 100,              /* kept of each list of one observation */
	LIMIT_ALERT_TEXT        = 200,              /* bytes kept of the name of an alerting policy */
	LIMIT_INCIDENTS_MS      = 10 * 1000,        /* the list of Google's incidents, with its retries and pages */
	LIMIT_INCIDENT_TEXT     = 1000,             /* bytes kept of one text about an incident */
	LIMIT_PAGES             = 100,
	LIMIT_OBJECT_PAGES      = 1000,             /* of one listing of a bucket, 1000 objects each */
	LIMIT_PREFIX            = 512,              /* bytes of the prefix of a state in a bucket */
	LIMIT_OBJECT_NAME       = 1024,             /* bytes of an object's whole name: Cloud Storage's limit */
	LIMIT_LOG_PAGES         = 20,               /* of one query: the quota is 60 reads a minute */
	LIMIT_LOG_TEXT          = 400,              /* bytes kept of one log entry */
	LIMIT_BUCKETS           = 10000,            /* of one distribution */
	LIMIT_CONNECTIONS       = 4096,             /* open at once, if the limit of open files allows */
	/* concurrent reads of one API host: Google's limit for one HTTP/2 connection */
	LIMIT_STREAMS           = 100,
	LIMIT_OPENING           = 128,              /* probes that are connecting at once */
	LIMIT_SEND_BEFORE_MS    = 10,               /* a request that waited is not sent when less is left */
	LIMIT_CERT_NAMES        = 1000,             /* kept of one certificate */
	LIMIT_WEBSOCKET_MESSAGE = 1024 * 1024,      /* one complete message */
	LIMIT_WEBSOCKET_BYTES   = 16 * 1024 * 1024, /* received on one connection */
	LIMIT_WEBSOCKET_TURN    = 32 * 1024,        /* bytes received in one turn of the loop */
	/* messages read in one turn */
	LIMIT_WEBSOCKET_TURN_MESSAGES = 64,
	LIMIT_WEBSOCKET_QUEUE   = 1024,             /* unsent replies to pings; reading pauses when it is full */
	LIMIT_WEBSOCKET_CLOSE_MS = 1000,            /* wait for the server's close frame */
	LIMIT_WEBSOCKET_EVENTS  = 1000,             /* events kept */
	LIMIT_EVENT_NAME        = 256,
	LIMIT_WORKERS           = 32,               /* threads at once, including abandoned ones */
	LIMIT_PARALLEL          = 64,               /* threads that compute at once */
	LIMIT_READERS           = 16,               /* connections at once to what is served; others wait */
	LIMIT_READER_MS         = 3000,             /* time that such a connection may be idle */
	LIMIT_POLICIES          = 64,               /* with included ones */
	LIMIT_RULES             = 1000,
	LIMIT_MEMBERS           = 5000,             /* of each group of the config: services, probes, metrics, ... */
	LIMIT_CONTAINERS        = 100,              /* of one revision; Cloud Run allows 10 */
	LIMIT_SHARDS            = 10000,            /* tasks of a job that look at one fleet: Cloud Run's limit */
	LIMIT_NEEDS             = 1000,             /* resources and secrets that one revision refers to */
	LIMIT_CLEANUP_POLICIES  = 100,              /* of one repository; Artifact Registry allows 10 */
	LIMIT_WAYS_BACK         = 5,                /* rollback targets of one service whose images are looked at */
	LIMIT_CEL_TEXT          = 100000,           /* code points of one expression */
	LIMIT_CEL_DEPTH         = 200,              /* nesting of one expression */
	LIMIT_CEL_STEPS         = 1000000,          /* of one evaluation */
	LIMIT_CEL_BYTES         = 16 * 1024 * 1024, /* allocated by one evaluation */
	LIMIT_CAPTURES          = 64,               /* of one journey */
	LIMIT_SECRETS_PASSING   = 256,              /* captured values that remain hidden after their journey ended */
	LIMIT_COMPARE_REQUESTS  = 10000000,         /* of one revision in one minute of a comparison */
	LIMIT_COMPARE_MINUTES   = 20000,            /* of one comparison: 13 days */
	LIMIT_CHILD_OUTPUT      = 64 * 1024,        /* the end of a child's output is kept */
	/* file descriptors that the loop watches, three for each child process; at the limit no child is started */
	LIMIT_WATCHED           = 2048,
	LIMIT_JUNIT_BYTES       = 16 * 1024 * 1024,
	LIMIT_JUNIT_ALL_BYTES   = 64 * 1024 * 1024, /* of all reports of one run */
	LIMIT_JUNIT_FILES       = 1000,             /* of one run */
	LIMIT_JUNIT_ENTRIES     = 200000,           /* files examined for one pattern */
	LIMIT_JUNIT_FOLDERS     = 64,               /* nested folders below a pattern's own */
	LIMIT_JUNIT_MS          = 10 * 1000,        /* each for the search before a run and the reading after it */
	LIMIT_JUNIT_DEPTH       = 32,               /* nested XML elements */
	LIMIT_JUNIT_FAILED      = 100,              /* names of failed tests kept */
	LIMIT_JUNIT_NAME        = 200,              /* bytes of one name */
	LIMIT_PATH              = 4096,             /* bytes of a path or pattern in a repository */
	LIMIT_IGNORE_PATTERNS   = 10000,            /* of one ignore file, with included ones */
	LIMIT_SOURCE_PATHS      = 5000,             /* files changed since the previous release */
	LIMIT_SOURCE_EXCLUDED   = 100,              /* of the files that a build ignores */
	LIMIT_SOURCE_ENTRIES    = 1000000,          /* files and folders of a commit */
	/* consecutive reads that do not find a revision which its service still names, before it counts as deleted */
	LIMIT_ABSENT_READS      = 3,
	/* of a project and region, with which no tag is added: beyond 2000 Cloud Run removes tags of others */
	LIMIT_TAGS              = 1900,
	LIMIT_TAGS_MS           = 15 * 1000,        /* for counting them; a rollback waits a third of it */
	LIMIT_DRILLED           = 20,               /* targets of one service that a drill tries */
	/* a verdict waits this long for services whose answers contradict each other */
	LIMIT_DOUBT_MS          = 30 * 1000,
	/* kept of the first requests of a run, and as many (up to twice) of the last */
	LIMIT_REQUESTS          = 1000,
	LIMIT_EVENTS_ALIKE      = 100,              /* of one kind and no service, one by one; later ones are counted */
	/* logged one by one; later rounds with the same result share an entry */
	LIMIT_ROUNDS            = 1000,
	LIMIT_ROWS              = 1000000,          /* failed rounds in a row that a watch remembers */
	LIMIT_OUTCOMES_WHOLE    = 200,              /* of one evidence; with more, the texts of a rule are stored once */
	LIMIT_OUTCOMES_APART    = 2000,             /* with more, members with the same outcome share an entry */
	LIMIT_CAUSE_LINES       = 200,              /* log entries of a candidate that are read to find the commonest */
	LIMIT_CAUSE_LINE        = 120,              /* bytes of it that are kept */
	LIMIT_CAUSE_LINES_MS    = 5000,             /* from the decision on, beside other work */
	LIMIT_SOURCE_COMMITS    = 20,               /* between two revisions that are kept */
	LIMIT_SOURCE_COMMITS_COUNTED = 1000,        /* and that are counted */
	LIMIT_CAUSES            = 150,              /* failed rules among which causes are looked for; the worst are kept */
	LIMIT_FACTS_WHOLE       = 100,              /* members of a group; with more, each is stored as its differences */
	LIMIT_MOVES_WHOLE       = 100,              /* of one rollback; with more, what is equal is told once */
	LIMIT_EVIDENCE_BYTES    = 64 * 1024 * 1024, /* one evidence file with its envelope */
	LIMIT_SIGNATURES        = 4,                /* of one envelope */
	LIMIT_SEQUENCE          = 1000000000,       /* of a chain of evidence; a higher number is not accepted */
	LIMIT_NOTE_BYTES        = 256 * 1024 * 1024, /* all records of one commit */
	/* time for reading earlier evidence, for the folder and the notes each */
	LIMIT_HISTORY_MS        = 2000,
	LIMIT_HISTORY_BYTES     = 64 * 1024 * 1024, /* bytes of earlier evidence read */
	/* read from evidence.dir, newest first; older ones only while a service has no decision on record */
	LIMIT_EVIDENCE_FILES    = 500,
	LIMIT_INDEX_BYTES       = 16 * 1024 * 1024, /* the index in evidence.dir */
};
/* clang-format on */

#endif
