/* SPDX-License-Identifier: Apache-2.0 */
/* journal_seal.c: makes records verifiable: a digest that shows that a record is complete and, with a key, a signature
 * over the record and the name of the previous one. No side effects. */
#include "journal.h"

#include <string.h>

enum { CHECK_DIGITS = 16 };

/* Keeps the signature of a record from being valid for anything else. */
#define SEAL_TYPE "application/vnd.rungate.journal+json"

static void put_record(const struct json *record, struct buf *out)
{
	json_print(record, JSON_SORTED, out);
}

static char *digest(struct arena *a, const struct json *record)
{
	struct buf line = BUF_MAX(JOURNAL_LINE_MAX);
	char hex[SHA256_HEX];
	put_record(record, &line);
	crypto_sha256_hex(buf_text(&line), line.n, hex);
	buf_free(&line);
	return arena_strdup(a, hex);
}

/* The signed bytes: DSSE's pre-authentication encoding. */
static void put_signed(const struct json *record, struct buf *out)
{
	struct buf line = BUF_MAX(JOURNAL_LINE_MAX);
	put_record(record, &line);
	buf_printf(out, "DSSEv1 %zu %s %zu ", strlen(SEAL_TYPE), SEAL_TYPE, line.n);
	buf_put(out, buf_text(&line), line.n);
	buf_free(&line);
}

int journal_seal(struct arena *a, struct json *record, const char *after, const struct crypto_key *key,
	const char **name, struct err *e)
{
	if (key) {
		struct buf text = BUF_MAX(JOURNAL_LINE_MAX + 256), base64 = BUF_MAX(1024);
		struct str signature = { "", 0 };
		json_set_string(a, record, "after", after);
		put_signed(record, &text);
		int rc = crypto_sign(a, key, (struct str){ buf_text(&text), text.n }, &signature, e);
		*name = digest(a, record);
		base64_put(&base64, signature);
		json_set_string(a, record, "signature", rc ? NULL : buf_text(&base64));
		buf_free(&text);
		buf_free(&base64);
		if (rc)
			return -1;
	} else {
		*name = digest(a, record);
	}
	json_set_string(a, record, "check", arena_strndup(a, digest(a, record), CHECK_DIGITS));
	return 0;
}

bool journal_whole(struct arena *a, struct json *record)
{
	struct str check = json_text(json_get(record, "check"));
	const char *said = arena_strndup(a, check.p, check.n);
	json_set(record, "check", NULL);
	return check.n == CHECK_DIGITS && !strncmp(said, digest(a, record), CHECK_DIGITS);
}

static bool is_signed(struct arena *a, const struct json *record, struct str signature, const struct journal_trust *t)
{
	struct buf text = BUF_MAX(JOURNAL_LINE_MAX + 256);
	struct str bytes;
	bool ok = false;
	put_signed(record, &text);
	for (size_t i = 0; signature.n && !base64_decode(a, signature, &bytes) && !ok && i < t->n; i++)
		ok = crypto_verify(t->keys[i], (struct str){ buf_text(&text), text.n }, bytes);
	buf_free(&text);
	return ok;
}

const char *journal_trusted(struct arena *a, struct json *record, const struct journal_trust *t, const char **name)
{
	struct str signature = json_text(json_get(record, "signature"));
	signature.p = arena_strndup(a, signature.p, signature.n);
	json_set(record, "signature", NULL);
	*name = digest(a, record);
	if (!t || !t->required)
		return NULL;
	if (!signature.n)
		return "it is not signed, although a key is known (evidence.key, evidence.trust)";
	return is_signed(a, record, signature, t) ? NULL : "its signature verifies under no trusted key";
}
