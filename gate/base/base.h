/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base.h: what C lacks, in one door: memory by lifetime, errors as values, text, time,
 * files, JSON, configuration and digests. Knows nothing of clouds, gates or networks.
 *
 * House rules that hold everywhere: int functions return 0, or -1 with *e filled; outputs are
 * untouched on failure and *e is untouched on success; strings are UTF-8 and NUL-terminated
 * unless they are a struct str; times are milliseconds; whatever an arena gave out is freed
 * with it and by nothing else.
 */
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* ---- arena.c: one lifetime, many allocations ------------------------------------------- */

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* runs the deferred calls in reverse, then frees; NULL is fine */
/* One for what does not last as long as a: it ends with a at the latest, after a's deferred calls. */
struct arena *arena_under(struct arena *a);

/* Zeroed, aligned for any type, never NULL (out of memory ends the process: alloc.c). */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull)); /* n * size, overflow checked */
#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Grows an array of n items by one, doubling: returns the array with room for item n, zeroed.
 * *cap is the caller's, 0 at first; the old array stays valid until the arena ends. */
void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size);

/* fn(arg) when the arena ends: how foreign handles ride along. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* Rewinding to a mark frees all that came after it (deferred calls included): for scratch work
 * that is done a million times. Marks nest. */
struct arena_mark { void *chunk, *defer; size_t used, births; };
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);
size_t arena_used(const struct arena *a); /* bytes given out and not rewound */

/* ---- err.c: an error is a value on the caller's stack ---------------------------------- */

enum err_code {
	ERR_NONE,
	ERR_USAGE,       /* the command line */
	ERR_CONFIG,      /* a config or policy file */
	ERR_IO,          /* this machine's files and processes */
	ERR_TIMEOUT,     /* no answer in time */
	ERR_NETWORK,     /* refused, reset, no such host */
	ERR_TLS,         /* certificate or handshake */
	ERR_AUTH,        /* no usable credentials, or HTTP 401 */
	ERR_DENIED,      /* HTTP 403: the credentials may not */
	ERR_NOT_FOUND,   /* HTTP 404 */
	ERR_CONFLICT,    /* HTTP 409, 412 */
	ERR_QUOTA,       /* HTTP 429 */
	ERR_REFUSED,     /* any other HTTP 4xx */
	ERR_SERVER,      /* HTTP 5xx */
	ERR_MALFORMED,   /* an answer or document that is not what it must be */
	ERR_LIMIT,       /* larger, deeper or longer than we take */
	ERR_EVAL,        /* a CEL expression has no value */
	ERR_LOCKED,      /* another process holds it */
	ERR_INTERRUPTED, /* a signal asked us to stop */
	ERR_INTERNAL,    /* our bug */
};

struct err {
	enum err_code code;
	char text[LIMIT_ERR_TEXT]; /* one line, no trailing stop; cut with "..." when longer */
};

/* Both return -1, so that failing is one line. Wrapping prefixes "outer: " and keeps the code. */
int err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);
int err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- buf.c: text that grows, with a maximum, and latches the first failure --------------- */

struct str { const char *p; size_t n; }; /* a view; may hold NUL; owned by someone else */
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
struct str str_of(const char *s); /* NULL gives the empty view */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *b);

struct buf {
	char *p; /* NUL-terminated once anything was put; NULL before */
	size_t n, cap, max;
	bool over; /* something did not fit in max: the content is not whole */
};
#define BUF_MAX(m) ((struct buf){ .max = (m) })
void buf_put(struct buf *b, const void *data, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
const char *buf_text(const struct buf *b); /* "" when empty */
void buf_clear(struct buf *b);             /* keeps the memory */
void buf_free(struct buf *b);

/* text.c: the same text, made fit for where it goes. */
/* Control, bidi and invalid bytes as \xHH, \u{...}; and what a CI system would take for a command in a log. */
void text_put_printable(struct buf *b, struct str s);
/* As one word of a POSIX shell: as it is where nothing in it means anything to a shell, else in single quotes. */
char *text_shell(struct arena *a, const char *word);
/*
 * The only place that shortens a text: what is kept of it is at most max bytes, ends with a whole character, and is
 * followed by "..." where more came. A text that may hold a secret is scrubbed before; where no keeper of secrets is at
 * hand, secrets_scrub finds by the mark what a cut has left of one.
 */
size_t text_whole(struct str s, size_t max); /* the bytes to keep */
void text_put_cut(struct buf *b, struct str s, size_t max);
char *text_cut(struct arena *a, struct str s, size_t max);
char *text_cut_printable(struct arena *a, struct str s, size_t max); /* cut, and then made printable */
/* vsnprintf that ends with "..." where it cut. Returns its length. */
size_t text_format(char *out, size_t size, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
bool text_utf8_valid(const char *s, size_t n);
void text_put_utf8(struct buf *b, struct str s); /* as it is, U+FFFD for invalid bytes and NUL */
/* "%41" as "A"; a % that no two hex digits follow stays as it is. The result may hold NUL; one follows it. */
struct str text_percent_decoded(struct arena *a, const char *text);
/* "a UTF-8 byte order mark", "UTF-16 (big-endian)", ...: what a text begins with that is not plain UTF-8; NULL: nothing
 * of the kind. */
const char *text_foreign_encoding(struct str s);
/* The nearest of n names by edit distance, or NULL when none is close enough to suggest. */
const char *text_nearest(const char *name, const char *const *names, size_t n);

/* ---- clock.c: durations and points in time, as text -------------------------------------- */

/* "250ms", "5s", "2m", "1h", "1h30m"; whole numbers, not negative, below 10 years. */
int clock_parse_duration(const char *text, int64_t *ms, struct err *e);
/* The shortest text clock_parse_duration takes back: "90s" gives "1m30s". */
char *clock_duration_text(struct arena *a, int64_t ms);
/* RFC 3339 with Z or an offset and 0-9 fractional digits, to milliseconds since 1970 UTC. */
int clock_parse_time(const char *text, int64_t *unix_ms, struct err *e);
char *clock_time_text(struct arena *a, int64_t unix_ms); /* "2026-01-02T03:04:05.678Z" */

/* ---- file.c ------------------------------------------------------------------------------- */

/* A regular file of at most max bytes, whole. Never blocks on a FIFO, never follows one. */
int file_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
int file_read_own(struct arena *a, const char *path, size_t max, struct str *out, struct err *e); /* no link either */
/* Temporary file beside it, write, fsync, rename, fsync of the folder: the name holds the old
 * content or the new, never a part. Makes missing folders (file_make_dirs). */
int file_write_atomic(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Appends one record and makes it durable (O_APPEND, one write, fdatasync). */
int file_append(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Opens for appending, and closes with the arena. Makes what is missing: the file, durably, and folders. */
int file_open_append(struct arena *a, const char *path, int mode, int *fd, struct err *e);
int file_append_to(int fd, const void *data, size_t n, struct err *e); /* and makes it durable */
int file_replace(int fd, const void *data, size_t n, struct err *e); /* the whole content; not made durable */
/* The one lock on an open file, without waiting: ERR_LOCKED where another process has it. Held until fd is closed. */
int file_lock(int fd, struct err *e);
/* All folders above the last '/', for a file of this mode: 0700 where it is its owner's alone, else 0777 less umask. */
int file_make_dirs(const char *path, int mode, struct err *e);
/* The names in a folder that end in suffix, sorted; a missing folder has none. */
int file_list(struct arena *a, const char *dir, const char *suffix, char ***names, size_t *n, struct err *e);
bool file_exists(const char *path);
bool file_is_shared(const char *path); /* others may read it, or others or its group write it */
/* path, or base_dir/path where path is relative. base_dir NULL or "" is the working directory. */
char *file_resolve(struct arena *a, const char *base_dir, const char *path);
char *file_dir(struct arena *a, const char *path); /* "a/b.cfg" gives "a", "b.cfg" gives "." */

/* ---- file_own.c: what the program keeps for itself: folders 0700, files 0600, whatever the umask ---- */

/* The folder, with all that are missing above it; the topmost one made gets a .gitignore of "*". What is there stays as
 * it is. */
int file_make_own(const char *dir, struct err *e);
/* file_make_own of its folder, then file_write_atomic; what is there and no regular file is refused. */
int file_write_own(const char *path, const void *data, size_t n, struct err *e);
/* Opens for appending, or makes it, in a folder that is there; the caller closes *fd. */
int file_open_own(const char *path, int *fd, struct err *e);

/* ---- file_named.c: files that the user named --------------------------------------------- */

/* Replaced as file_write_atomic does where path is, or becomes, a regular file: a link stays, and what it leads to is
 * replaced. Devices, pipes and sockets are written through (a pipe that nobody reads within 3 s is an error); "-" is
 * standard output. */
int file_write_named(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Whatever can be read, to its end; "-" is standard input. */
int file_read_named(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
bool file_named_is_regular(const char *path); /* it is, or becomes, a regular file */
bool file_named_is_output(const char *path);  /* "-" or /dev/stdout: people's words go elsewhere */

/* ---- host.c: which process, on which boot of which machine ------------------------------------ */

struct host { int64_t pid; char name[65], boot[40]; }; /* "" where the system does not tell */
void host_read(struct host *out);

/* ---- crypto*.c (OpenSSL's libcrypto has its only address here) ------------------------------ */

enum { SHA256_HEX = 65, SHA256_BYTES = 32 };
void crypto_sha256(const void *data, size_t n, unsigned char out[SHA256_BYTES]);
void crypto_sha256_hex(const void *data, size_t n, char out[SHA256_HEX]);
void crypto_sha256_of_both(struct str a, struct str b, unsigned char out[SHA256_BYTES]); /* b follows a */
void crypto_hmac(struct str key, struct str data, unsigned char out[SHA256_BYTES]); /* HMAC-SHA-256 */
void crypto_hmac_hex(struct str key, struct str data, char out[SHA256_HEX]);
uint64_t crypto_random(void);
void crypto_uuid(char out[37]);             /* version 4 */
void crypto_wipe(void *p, size_t n);

#include "crypto_sign.h"

/* ---- base64.c -------------------------------------------------------------------------------- */

void base64_put(struct buf *b, struct str data); /* the standard alphabet, padded */
/* Both alphabets, with or without padding; -1: it is something else. NUL-terminated. */
int base64_decode(struct arena *a, struct str text, struct str *out);

/* crypto_web.c */
enum { CRYPTO_WEBSOCKET_KEY = 25, CRYPTO_WEBSOCKET_ACCEPT = 29 };
void crypto_websocket_key(char key[CRYPTO_WEBSOCKET_KEY]); /* a new one */
void crypto_websocket_accept(const char *key, char accept[CRYPTO_WEBSOCKET_ACCEPT]); /* what a server must answer to it */
char *crypto_basic(struct arena *a, const char *user_and_password); /* "Basic dXNlcjpw..." */

/* ---- crypto_trust.c: the authorities that connections trust ------------------------------------ */

struct crypto_trust;
/* PEM file, or folder with hashed names, or both; both NULL: where OpenSSL looks by itself. Read at the first use,
 * once. */
struct crypto_trust *crypto_trust_new(struct arena *a, const char *file, const char *folder);
/* OpenSSL's X509_STORE, which stays t's; NULL with ERR_CONFIG: it cannot be read. */
void *crypto_trust_store(struct crypto_trust *t, struct err *e);
/* The handshakes of an SSL_CTX trust them, and nothing else. */
int crypto_trust_use(struct crypto_trust *t, void *ssl_ctx, struct err *e);

/* ---- crypto_cert.c: the certificates that a server sent, judged --------------------------------- */

struct crypto_cert_question {
	const char *const *pem;     /* the chain as it was sent, the server's own certificate first */
	size_t n_pem;
	const char *host;           /* a name or an address without brackets: whose it must be */
	struct crypto_trust *trust; /* the authorities that a client would trust */
	int64_t at;                 /* unix ms */
};
struct crypto_cert {            /* texts are printable */
	int64_t not_before, not_after; /* unix ms */
	const char *subject, *issuer;
	const char **names;         /* of hosts and addresses it is for, at most LIMIT_CERT_NAMES */
	size_t n_names, chain_length;
	bool host_matches, chain_ok, self_signed, expired, not_yet_valid;
	const char *chain_error;    /* why a client would not take the chain; "" when chain_ok */
};
/* -1: there is nothing to judge (nothing was sent, or nothing that can be read), or trust cannot be read (ERR_CONFIG). */
int crypto_cert_judge(struct arena *a, const struct crypto_cert_question *q, struct crypto_cert *out, struct err *e);

enum { CRYPTO_PROTOCOL = 16 };
/* protocol gets "TLSv1.3" once a handshake of this context (OpenSSL's) is done, and must outlive it. */
void crypto_tls_watch(void *ssl_ctx, char protocol[CRYPTO_PROTOCOL]);

/* ---- parallel.c: for what only computes -------------------------------------------------------- */

/* How many jobs are worth it for so many pieces: one a processor at most, and at least one. */
size_t parallel_width(size_t pieces);
/* work on each of n jobs (LIMIT_PARALLEL at most) that stand one after the other, at once; returns when all have ended. */
void parallel_run(void (*work)(void *job), void *jobs, size_t n, size_t size);

/* ---- secret.c: the only type a secret may live in ------------------------------------------- */

/*
 * A text that may come from the environment. What is hidden is printed as "[redacted]" and every
 * hidden text is known to its keeper, which takes it out of whatever else is about to be written.
 */
struct secret;
struct secrets; /* the keeper: one a run */

struct secrets *secrets_new(struct arena *a);
/* For work that needs no secret: a ${NAME} that is not set stays as it is written. */
struct secrets *secrets_blind(struct arena *a);
bool secrets_are_blind(const struct secrets *k);
struct secret *secret_new(struct secrets *k, const char *text, size_t n, bool hidden);
/* Hidden as a whole, of parts that may be seen and parts that are hidden by themselves: a URL with a token in it. */
struct secret *secret_composed(struct secrets *k, const char *text, size_t n);
struct secret *secret_plain(struct arena *a, const char *text); /* where a secret could stand and none does */
/* Hidden, and shown to people as `shown`: a URL whose query is secret. */
struct secret *secret_new_shown(struct secrets *k, const char *text, size_t n, const char *shown);
/* Hidden, formatted without leaving a copy: "Bearer %s". */
struct secret *secret_printf(struct secrets *k, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *secret_reveal(const struct secret *s); /* for the wire only */
size_t secret_size(const struct secret *s);
const char *secret_shown(const struct secret *s);  /* for people: "[redacted]" or the text */
bool secret_hidden(const struct secret *s);
/* A part of a hidden text that must not be seen either (one ${NAME} of several). */
void secrets_hide(struct secrets *k, const char *text, size_t n);
/*
 * Copies text to out with every hidden text of 4 bytes or more, whatever else has the shape of a credential, and what a
 * cut left of a hidden text (4 bytes or more), replaced by "[redacted]". Hidden texts are known in base64 at any
 * offset, percent-encoded, and escaped for JSON, markup, shells and terminals. A cut is marked with "..." or stands at
 * an end of text: who cuts what is not scrubbed yet marks it (text_put_cut, err_set). Linear in text. k may be NULL:
 * shapes alone.
 */
void secrets_scrub(const struct secrets *k, struct str text, struct buf *out);
bool secrets_in(const struct secrets *k, struct str text); /* would secrets_scrub take anything out? */

/* An environment variable that a config names. What comes of it is shown in errors by its name. */
void secrets_name(struct secrets *k, const char *name, const char *value);
/* text with ${NAME} for every value, whole or in part, that stands in it. k may be NULL. */
void secrets_put_named(const struct secrets *k, struct str text, struct buf *out);

/* secret_shape.c (PURE): Google's tokens, JWTs, bearer tokens, private keys, whoever's they are. */
bool secret_shaped(struct str text);
void secret_put_unshaped(struct str text, struct buf *out);

/* ---- json.c (json-c has its only address there and in json_build.c) ----------------------------- */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_DOUBLE, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
struct json; /* a JSON value; belongs to the arena it was made in; NULL means "not there" */

/*
 * RFC 8259, scanned by ourselves before json-c sees it: valid UTF-8, no BOM, no U+0000, no duplicate keys, no
 * lone surrogates, integers within int64 or uint64, doubles finite, depth and size within limits. The
 * error names line and column.
 */
int json_parse(struct arena *a, struct str text, struct json **out, struct err *e);
/* The same, where others write the text: a string that holds U+0000, and an object with such a key, becomes {hole:
 * why}. */
int json_parse_holes(struct arena *a, struct str text, const char *hole, struct json **out, struct err *e);
/* The same for what a peer sends, within what the loop has time for: ERR_LIMIT where it is larger than
 * LIMIT_PEER_JSON_BYTES or has more values than LIMIT_PEER_JSON_NODES. */
int json_parse_peer(struct arena *a, struct str text, const char *hole, struct json **out, struct err *e);
int json_scan(struct str text, struct err *e); /* json_scan.c: the check alone */

/* Values. Setting or adding keeps the child alive and may share it; texts are copied, and keys that are no literals. */
struct json *json_new_object(struct arena *a);
struct json *json_new_array(struct arena *a);
struct json *json_new_string(struct arena *a, const char *s); /* NULL makes JSON null */
struct json *json_new_stringn(struct arena *a, const char *s, size_t n);
struct json *json_new_int(struct arena *a, int64_t i);
struct json *json_new_uint(struct arena *a, uint64_t u);
struct json *json_new_double(struct arena *a, double d);
struct json *json_new_bool(struct arena *a, bool b);
struct json *json_new_null(struct arena *a); /* a JSON null, which is a value: not NULL */
void json_add(struct json *array, struct json *value);
void json_drop_last(struct json *array); /* of one that has items */
void json_set_key(struct json *object, const char *key, bool literal, struct json *value);
void json_set_key_string(struct arena *a, struct json *object, const char *key, bool literal, const char *s);
/* Setting replaces. A key that is a literal lasts, and is not copied. */
#define json_set(object, key, value)          json_set_key(object, key, __builtin_constant_p(key), value) /* value NULL removes the key */
#define json_set_string(a, object, key, s)    json_set_key_string(a, object, key, __builtin_constant_p(key), s) /* NULL sets nothing */
#define json_set_int(a, object, key, i)       json_set(object, key, json_new_int(a, i))
#define json_set_bool(a, object, key, b)      json_set(object, key, json_new_bool(a, b))
struct json *json_copy(struct arena *a, const struct json *v); /* deep */

enum json_kind json_kind(const struct json *v); /* NULL is JSON_NULL */
const char *json_kind_name(enum json_kind t);    /* "string", "whole number", ... */
bool json_is_true(const struct json *v);
int64_t json_int(const struct json *v);
bool json_int_is_big(const struct json *v);      /* above INT64_MAX: read it with json_uint */
uint64_t json_uint(const struct json *v);
double json_double(const struct json *v);        /* of JSON_INT too */
struct str json_text(const struct json *v);      /* the empty view when not a string */
size_t json_size(const struct json *v);          /* of arrays and objects; 0 otherwise */
struct json *json_get(const struct json *object, const char *key); /* NULL when absent or no object */
/*
 * The same for who asks a million times: where a key stood last is kept beside it, and looked at first. Of objects made
 * alike the next answers at once. after: the key is another every time, and follows the one before.
 */
struct json_key { unsigned long hash; size_t at; bool hashed; };
struct json *json_get_key(const struct json *object, const char *key, struct json_key *k);
struct json *json_get_after(const struct json *object, const char *key, size_t *at);
/* A value's kind and content in one look; items: of arrays; first: an object's first key, or NULL. */
struct json_view {
	enum json_kind kind;
	bool big;                  /* JSON_INT: u is meant, it is above INT64_MAX */
	union { bool b; int64_t i; uint64_t u; double d; struct str s; const char *first; };
};
void json_view(const struct json *v, struct json_view *out);
struct json *const *json_items(const struct json *array, size_t *n); /* NULL and 0 when it is none */
struct json *json_item(const struct json *array, size_t i);
bool json_equal(const struct json *a, const struct json *b);
/* Walks a path such as "template.containers[0].image"; NULL where it leads nowhere. */
struct json *json_at(const struct json *v, const char *path);
const char *json_text_at(const struct json *v, const char *path); /* "" where it leads to no string */

/* Members in insertion order: for (struct json_each it = json_each(o); json_next(&it);) use it.key, it.value. */
struct json_each { const char *key; struct json *value; void *entry; };
struct json_each json_each(const struct json *object);
bool json_next(struct json_each *it);

/* Our own printer: the same value gives the same bytes; doubles by shortest round trip. */
enum json_style { JSON_COMPACT, JSON_PRETTY, JSON_SORTED /* compact, keys sorted bytewise */ };
void json_print(const struct json *v, enum json_style style, struct buf *out);

/*
 * Reading by path and type. The first wrong type or missing value is kept and said as
 * "NAME: traffic[2].percent: want whole number, have string"; read all, then check once.
 * Texts live as long as the document. The plain forms require the value; _or give the
 * default where it (or a part of its path) is absent or null. json_read_int takes int64 as a
 * string of digits too, as proto3 JSON writes it.
 */
struct json_reader { const struct json *root; const char *name; struct err *e; bool failed; };
struct json_reader json_reader(const struct json *root, const char *name, struct err *e);
const char *json_read_string(struct json_reader *r, const char *path);
const char *json_read_string_or(struct json_reader *r, const char *path, const char *def);
int64_t json_read_int(struct json_reader *r, const char *path);
int64_t json_read_int_or(struct json_reader *r, const char *path, int64_t def);
double json_read_double_or(struct json_reader *r, const char *path, double def);
bool json_read_bool_or(struct json_reader *r, const char *path, bool def);
int64_t json_read_time_or(struct json_reader *r, const char *path, int64_t def); /* RFC 3339 to unix ms */
const struct json *json_read_array(struct json_reader *r, const char *path);  /* absent or null: NULL, no error */
const struct json *json_read_object(struct json_reader *r, const char *path); /* the same */
int json_read_done(const struct json_reader *r); /* 0, or -1 with the first error in r->e */

/* ---- crypto_rsa.c: RS256 with a PEM private key, and the JWTs it signs ---------------------- */

/* {"typ": "JWT", "alg": "RS256", "kid": key_id}.claims.signature; pem: PKCS#8 or PKCS#1, not encrypted. */
int crypto_jwt_sign(struct secrets *k, const struct secret *pem, const char *key_id, const struct json *claims,
                    struct secret **out, struct err *e);
int crypto_rs256_check(const struct secret *pem, struct err *e); /* could it sign? */
/* The claims of a JWT as they stand: nothing is verified. */
int crypto_jwt_claims(struct arena *a, struct str jwt, struct json **out, struct err *e);
void crypto_put_base64url(struct str data, struct buf *out); /* without padding */

/* ---- conf.c (libconfig has its only address here) ------------------------------------------------ */

/*
 * A config file is a table of fields, filled into structs. The table is the documentation too.
 * Every error is "FILE:LINE: what; what to do" with the nearest known key. Files are read by us
 * (file_read, UTF-8, limits), @include resolved by us below the including file's folder.
 */
enum conf_kind {
	CONF_STRING,   /* const char *; plain text, ${NAME} expanded where the table says so */
	CONF_SECRET,   /* struct secret *; ${NAME} expanded and hidden */
	CONF_URL,      /* struct secret *; hidden only where ${NAME} stands in userinfo or query */
	CONF_PATH,     /* const char *; made absolute or relative to the file's own folder; SCHEME://... stays as it is */
	CONF_CEL,      /* struct conf_text; a CEL expression with its place */
	CONF_DURATION, /* int64_t ms, from a duration string */
	CONF_INT,      /* int64_t within min..max; from a number or a string */
	CONF_BOOL,     /* bool; from a boolean or a string "true" "false" */
	CONF_CHOICE,   /* int: the index in choices */
	CONF_STRINGS,  /* struct conf_strings; [..] or (..) */
	CONF_PATHS,    /* struct conf_strings; each as CONF_PATH; or one alone */
	CONF_SECRETS,  /* struct conf_secrets; a list of texts that may be secret (argv, send) */
	CONF_PAIRS,    /* struct conf_pairs; a group, or a list of "Name: value" / "NAME=value" */
	CONF_GROUP,    /* a struct in place, by its own table */
	CONF_OPTIONAL, /* a pointer to a struct, by its own table; NULL when absent */
	CONF_MEMBERS,  /* struct conf_list of structs that begin with struct conf_member; keyed by alias */
	CONF_LIST,     /* struct conf_list of structs that begin with struct conf_member; alias NULL */
};

struct conf_place { const char *file; unsigned line, column; }; /* column 0: unknown */
struct conf_text { const char *text; struct conf_place place; bool set; };
struct conf_member { const char *alias; struct conf_place place; }; /* the first field of such structs */
struct conf_list { void *items; size_t n; };             /* items: an array of the table's struct */
struct conf_strings { const char **items; size_t n; struct conf_place place; };
struct conf_secrets { struct secret **items; size_t n; };
struct conf_pair { const char *name; struct secret *value; struct conf_place place; };
struct conf_pairs { struct conf_pair *items; size_t n; };

struct conf_field {
	const char *name;
	enum conf_kind kind;
	size_t offset;                 /* offsetof in the struct of the table */
	bool required;
	int64_t min, max;              /* CONF_INT and CONF_DURATION, when max > 0 */
	const char *const *choices;    /* CONF_CHOICE, CONF_STRINGS: NULL-terminated */
	const struct conf_table *table; /* CONF_GROUP, CONF_OPTIONAL, CONF_MEMBERS, CONF_LIST */
	bool plain;                    /* CONF_PAIRS: values from the environment are no secrets */
	const char *def;               /* the default, as text in the file's own form; NULL: zero */
	const char *doc;               /* one line for people */
};
struct conf_table {
	const char *name;
	size_t size;
	const struct conf_field *fields;
	size_t n;
	bool expand; /* ${NAME} is expanded in this table's plain strings too (policies: not) */
};

struct conf_set { const char *path, *value; }; /* --set gate.deadline=60s */

/*
 * Fills *out (of table->size bytes, zeroed here) from a file, then from sets. text may be given for
 * files that are built in (path then only names it); NULL reads path. path NULL: defaults and sets alone.
 * *raw, if not NULL, gets the bytes read, includes expanded in place, for digests.
 */
int conf_load(struct arena *a, struct secrets *k, const char *path, const struct str *text,
              const struct conf_table *table, const struct conf_set *sets, size_t n_sets,
              void *out, struct str *raw, struct err *e);
bool conf_alias_valid(const char *alias); /* [A-Za-z][A-Za-z0-9_]*, and no word of CEL */
/* Sets e to "FILE:LINE: ..." with ERR_CONFIG; returns -1. */
int conf_error(struct err *e, const struct conf_place *place, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* ---- alloc.c: linked into the program only ---------------------------------------------------------- */
/* malloc, calloc and realloc that end the process (a line on stderr, exit 71) instead of returning
 * NULL, for the libraries too: json-c, libconfig and libgit2 go wrong silently otherwise. free wipes. */

#endif
