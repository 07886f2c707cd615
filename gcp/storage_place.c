/* SPDX-License-Identifier: Apache-2.0 */
/* storage_place.c: names of buckets and objects, their paths in calls, and checksums. No side effects. Source: Cloud
 * Storage's requirements for the names of buckets and objects. */
#include "storage_part.h"

#include <string.h>

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyz0123456789"

enum { BUCKET_MIN = 3, LABEL_MAX = 63, BUCKET_MAX = 222 };

/* ---- Parsing ------------------------------------------------------------------------------------------ */

/* Four numbers with dots between them. */
static bool is_address(const char *name)
{
	size_t dots = 0;
	for (const char *p = name; *p; p++)
		dots += *p == '.';
	return dots == 3 && strspn(name, "0123456789.") == strlen(name);
}

static bool has_long_or_empty_label(const char *name)
{
	for (const char *p = name;; p++) {
		size_t n = strcspn(p, ".");
		if (!n || n > LABEL_MAX)
			return true;
		p += n;
		if (!*p)
			return false;
	}
}

static const char *wrong_bucket(const char *name)
{
	size_t n = strlen(name);
	if (n < BUCKET_MIN || n > BUCKET_MAX || has_long_or_empty_label(name))
		return "must have 3 to 63 characters, or up to 222 in parts of 1 to 63 with dots between them";
	if (strspn(name, LETTERS_AND_DIGITS "-_.") != n)
		return "may have lower-case letters, digits, '-', '_' and '.' only";
	if (!strchr(LETTERS_AND_DIGITS, name[0]) || !strchr(LETTERS_AND_DIGITS, name[n - 1]))
		return "must begin and end with a letter or a digit";
	if (!strncmp(name, "goog", 4))
		return "must not begin with \"goog\"";
	return is_address(name) ? "must not be an IP address" : NULL;
}

static bool has_bad_segment(const char *prefix)
{
	for (const char *p = prefix; *p; p++) {
		size_t n = strcspn(p, "/");
		if (!n || (n == 1 && *p == '.') || (n == 2 && !strncmp(p, "..", 2)))
			return true;
		p += n;
		if (!*p)
			return false;
	}
	return false;
}

static bool has_control(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			return true;
	return false;
}

/* prefix: with its '/' at the end, or "" */
static const char *wrong_prefix(const char *prefix)
{
	if (strlen(prefix) > LIMIT_PREFIX)
		return "must not be longer than 512 bytes";
	if (!text_utf8_valid(prefix, strlen(prefix)) || has_control(prefix) || strpbrk(prefix, "#[]*?"))
		return "must be UTF-8 without control characters and without any of #[]*?";
	if (has_bad_segment(prefix))
		return "must not have an empty part, \".\" or \"..\"";
	return strncmp(prefix, ".well-known/acme-challenge/", 27) ? NULL : "is one that Cloud Storage does not allow";
}

int storage_place_parse(struct arena *a, const char *text, struct storage_place *out, struct err *e)
{
	static const char scheme[] = "gs://";
	if (strncmp(text, scheme, strlen(scheme)) != 0)
		return err_set(e, ERR_CONFIG, "\"%s\" is not of the form gs://BUCKET or gs://BUCKET/PREFIX",
			text_cut_printable(a, str_of(text), 200));
	const char *from = text + strlen(scheme), *bucket = arena_strndup(a, from, strcspn(from, "/"));
	const char *prefix = from + strlen(bucket), *wrong = wrong_bucket(bucket);
	if (wrong)
		return err_set(
			e, ERR_CONFIG, "\"%s\": the name of a bucket %s", text_cut_printable(a, str_of(text), 200), wrong);
	prefix += *prefix == '/';
	if (*prefix && prefix[strlen(prefix) - 1] != '/')
		prefix = arena_printf(a, "%s/", prefix);
	wrong = wrong_prefix(prefix);
	if (wrong)
		return err_set(
			e, ERR_CONFIG, "\"%s\": the prefix after the bucket %s", text_cut_printable(a, str_of(text), 200), wrong);
	*out = (struct storage_place){ bucket, arena_strdup(a, prefix) };
	return 0;
}

/* ---- Paths -------------------------------------------------------------------------------------------- */

char *storage_full_name(const struct storage_target *t)
{
	return arena_printf(t->a, "%s%s", t->place->prefix, t->name);
}

char *storage_bucket_path(const struct storage_target *t)
{
	return arena_printf(t->a, "storage/v1/b/%s", url_escape(t->a, t->place->bucket));
}

char *storage_object_path(const struct storage_target *t)
{
	return arena_printf(t->a, "%s/o/%s", storage_bucket_path(t), url_escape(t->a, storage_full_name(t)));
}

int storage_check_name(const struct storage_target *t, struct err *e)
{
	const char *name = storage_full_name(t);
	size_t n = strlen(name);
	if (*t->name && n <= LIMIT_OBJECT_NAME && text_utf8_valid(name, n) && !strpbrk(name, "\r\n") &&
		strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
		return 0;
	return err_set(e, ERR_CONFIG, "\"%s\" is not a name that Cloud Storage allows for an object",
		text_cut_printable(t->a, str_of(name), 200));
}

char *storage_hash(struct arena *a, struct str bytes)
{
	uint32_t crc = crc32c(bytes);
	char raw[4] = { (char)(crc >> 24), (char)(crc >> 16), (char)(crc >> 8), (char)crc };
	struct buf text = BUF_MAX(16);
	base64_put(&text, (struct str){ raw, sizeof(raw) });
	char *copy = arena_strdup(a, buf_text(&text));
	buf_free(&text);
	return copy;
}

int64_t storage_attempt_ms(const struct storage_target *t)
{
	int64_t half = (t->deadline - loop_now(gcp_loop(t->g))) / 2;
	return half > LIMIT_CALL_MS ? half : LIMIT_CALL_MS;
}
