/* SPDX-License-Identifier: Apache-2.0 */
/* dsse.c: writes, reads and verifies Dead Simple Signing Envelopes. No side effects. */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

static void put_pae_head(const char *type, size_t payload, struct buf *out)
{
	buf_printf(out, "DSSEv1 %zu %s %zu ", strlen(type), type, payload);
}

void dsse_pae(const char *type, struct str payload, struct buf *out)
{
	put_pae_head(type, payload.n, out);
	buf_put(out, payload.p, payload.n);
}

static void put_text(struct buf *out, const char *text)
{
	struct arena *a = arena_new();
	json_print(json_new_string(a, text), JSON_COMPACT, out);
	arena_free(a);
}

void dsse_put(const struct dsse *d, struct buf *out)
{
	buf_puts(out, "{\"payload\":\"");
	base64_put(out, d->payload);
	buf_puts(out, "\",\"payloadType\":");
	put_text(out, d->type);
	buf_puts(out, ",\"signatures\":[");
	for (size_t i = 0; i < d->n; i++) {
		buf_puts(out, i ? ",{" : "{");
		if (*d->signatures[i].keyid) {
			buf_puts(out, "\"keyid\":");
			put_text(out, d->signatures[i].keyid);
			buf_putc(out, ',');
		}
		buf_puts(out, "\"sig\":\"");
		base64_put(out, d->signatures[i].bytes);
		buf_puts(out, "\"}");
	}
	buf_puts(out, "]}");
}

/* The key id is a digest in hex; the hint is the same digest in base64. */
static void put_hint(const char *key_id, struct buf *out)
{
	char digest[SHA256_BYTES];
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		const char two[] = { key_id[2 * i], key_id[2 * i + 1], '\0' };
		digest[i] = (char)strtoul(two, NULL, 16);
	}
	base64_put(out, (struct str){ digest, sizeof(digest) });
}

void dsse_put_bundle(const struct dsse *d, const char *key_id, struct buf *out)
{
	struct dsse_signature alone = { "",
		d->signatures[0].bytes }; /* no keyid, because it would have to equal the hint */
	buf_puts(out, "{\"mediaType\":\"" BUNDLE_TYPE "\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"");
	put_hint(key_id, out);
	buf_puts(out, "\"}},\"dsseEnvelope\":");
	dsse_put(&(struct dsse){ d->type, d->payload, &alone, 1 }, out);
	buf_putc(out, '}');
}

static int read_signature(struct arena *a, const struct json *v, struct dsse_signature *out, struct err *e)
{
	struct json_reader r = json_reader(v, "signature", e);
	const char *sig = json_read_string(&r, "sig"), *keyid = json_read_string_or(&r, "keyid", "");
	if (json_read_done(&r))
		return -1;
	out->keyid = keyid;
	return base64_decode(a, str_of(sig), &out->bytes) ? err_set(e, ERR_MALFORMED, "the signature is not base64") : 0;
}

int dsse_read(struct arena *a, const struct json *envelope, struct dsse *out, struct err *e)
{
	struct json_reader r = json_reader(envelope, "envelope", e);
	struct dsse d = { .type = json_read_string(&r, "payloadType") };
	const char *payload = json_read_string(&r, "payload");
	const struct json *signatures = json_read_array(&r, "signatures");
	if (json_read_done(&r))
		return -1;
	if (base64_decode(a, str_of(payload), &d.payload))
		return err_set(e, ERR_MALFORMED, "envelope: the payload is not base64");
	d.n = json_size(signatures);
	if (!d.n)
		return err_set(e, ERR_MALFORMED, "envelope: no signature");
	if (d.n > LIMIT_SIGNATURES)
		return err_set(e, ERR_LIMIT, "envelope: %zu signatures; the limit is %d", d.n, LIMIT_SIGNATURES);
	d.signatures = ARENA_ARRAY(a, struct dsse_signature, d.n);
	for (size_t i = 0; i < d.n; i++)
		if (read_signature(a, json_item(signatures, i), &d.signatures[i], e))
			return err_wrap(e, "envelope");
	*out = d;
	return 0;
}

const struct crypto_key *dsse_verify(const struct dsse *d, struct crypto_key *const *keys, size_t n)
{
	unsigned char digest[SHA256_BYTES];
	struct buf head = BUF_MAX(strlen(d->type) + 256);
	const struct crypto_key *by = NULL;
	if (!n)
		return NULL;
	put_pae_head(d->type, d->payload.n, &head);
	crypto_sha256_of_both((struct str){ buf_text(&head), head.n }, d->payload, digest);
	for (size_t k = 0; k < n && !by; k++)
		for (size_t i = 0; i < d->n && !by; i++)
			if (crypto_verify_digest(keys[k], digest, d->signatures[i].bytes))
				by = keys[k];
	buf_free(&head);
	return by;
}
