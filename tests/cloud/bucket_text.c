/* SPDX-License-Identifier: Apache-2.0 */
/* bucket_text.c: parts of requests and answers: queries, partial answers, multipart bodies, checksums. */
#include "bucket.h"

#include <openssl/evp.h>
#include <string.h>

const char *bucket_query(struct arena *a, const char *uri, const char *name, size_t nth)
{
	const char *query = strchr(uri, '?');
	size_t n = strlen(name);
	for (const char *p = query; p; p = strchr(p, '&')) {
		p++;
		if (!strncmp(p, name, n) && p[n] == '=' && !nth--)
			return text_percent_decoded(a, arena_strndup(a, p + n + 1, strcspn(p + n + 1, "&"))).p;
	}
	return NULL;
}

/* ---- Partial answers ---------------------------------------------------------------------------------- */

/* Takes the names up to ')' or the end. */
static struct json *part(struct arena *a, const struct json *v, const char **p)
{
	struct json *out = json_new_object(a);
	while (**p && **p != ')') {
		size_t n = strcspn(*p, ",()");
		const char *name = arena_strndup(a, *p, n);
		const struct json *member = json_get(v, name);
		*p += n;
		if (**p == '(' && json_kind(member) == JSON_OBJECT) {
			++*p;
			json_set(out, name, part(a, member, p));
			*p += **p == ')';
		} else if (**p == '(') {
			const char *inner = ++*p;
			struct json *items = json_new_array(a);
			for (size_t i = 0; i < json_size(member); i++) {
				*p = inner;
				json_add(items, part(a, json_item(member, i), p));
			}
			part(a, NULL, p); /* of an empty list, to come to its end */
			*p += **p == ')';
			if (member)
				json_set(out, name, items);
		} else if (member) {
			json_set(out, name, json_copy(a, member));
		}
		*p += **p == ',';
	}
	return out;
}

struct json *bucket_fields(struct arena *a, const struct json *v, const char *fields)
{
	return part(a, v, &fields);
}

/* ---- Multipart bodies --------------------------------------------------------------------------------- */

/* Returns the body of the part that begins at *at, and moves *at to the next one. */
static bool next_part(struct str body, const char *mark, const char **at, struct str *out)
{
	size_t left = body.n - (size_t)(*at - body.p), n = strlen(mark);
	const char *blank = memmem(*at, left, "\r\n\r\n", 4);
	if (!blank)
		return false;
	const char *from = blank + 4, *end = memmem(from, body.n - (size_t)(from - body.p), mark, n);
	if (!end || end - from < 2)
		return false;
	*out = (struct str){ from, (size_t)(end - from) - 2 }; /* without the line break before the mark */
	*at = end + n;
	return true;
}

bool bucket_multipart(struct arena *a, const char *type, struct str body, struct json **metadata, struct str *bytes)
{
	const char *word = type ? strstr(type, "boundary=") : NULL, *from = word ? word + strlen("boundary=") : "";
	from += *from == '"';
	const char *mark = arena_printf(a, "--%.*s", (int)strcspn(from, "\"; "), from), *at = body.p;
	struct str text;
	struct err e;
	return strlen(mark) > 2 && next_part(body, mark, &at, &text) && !json_parse(a, text, metadata, &e) &&
		next_part(body, mark, &at, bytes);
}

/* ---- Checksums ---------------------------------------------------------------------------------------- */

static char *base64(struct arena *a, const void *bytes, size_t n)
{
	struct buf b = BUF_MAX(64);
	base64_put(&b, (struct str){ bytes, n });
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

char *bucket_crc32c(struct arena *a, struct str bytes)
{
	uint32_t crc = crc32c(bytes);
	unsigned char raw[4] = { (unsigned char)(crc >> 24), (unsigned char)(crc >> 16), (unsigned char)(crc >> 8),
		(unsigned char)crc };
	return base64(a, raw, sizeof(raw));
}

char *bucket_md5(struct arena *a, struct str bytes)
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	EVP_Digest(bytes.n ? bytes.p : "", bytes.n, raw, &n, EVP_md5(), NULL);
	return base64(a, raw, n);
}
