/* SPDX-License-Identifier: Apache-2.0 */
/* bucket_answer.c: the requests of Cloud Storage's JSON API that a state in a bucket needs, answered as Google does. */
#include "bucket.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 1000, MIB = 1024 * 1024 };

/* One request: its bucket and, of an object, the name. */
struct asked {
	struct buckets *s;
	const struct bucket_question *q;
	struct bucket_answer *r;
	struct bucket *bucket;
	const char *bucket_name, *name; /* name: decoded; NULL: of the bucket */
};

static const char *parameter(const struct asked *t, const char *name)
{
	return bucket_query(t->s->a, t->q->uri, name, 0);
}

static bool is_media(const struct asked *t)
{
	const char *alt = parameter(t, "alt");
	return alt && !strcmp(alt, "media");
}

/* ---- Answers ------------------------------------------------------------------------------------------ */

static void header(struct asked *t, const char *name, const char *value)
{
	t->r->headers[t->r->n_headers].name = name;
	t->r->headers[t->r->n_headers++].value = value;
}

static void answer(struct asked *t, int status, struct json *v, const char *message)
{
	const char *fields = parameter(t, "fields");
	struct buf b = BUF_MAX(32 * MIB);
	t->r->status = status;
	t->r->type = "application/json; charset=UTF-8";
	v = message && fields ? bucket_fields(t->s->a, v, fields) : v;
	t->r->json = message ? v : NULL;
	t->r->message = message;
	json_print(v, JSON_PRETTY, &b);
	t->r->body = (struct str){ arena_strndup(t->s->a, buf_text(&b), b.n), b.n };
	buf_free(&b);
}

/* The error of a download is plain text. */
static void refuse(struct asked *t, int status, const char *reason, const char *message)
{
	struct arena *a = t->s->a;
	struct json *v = json_new_object(a), *error = json_new_object(a), *all = json_new_array(a),
				*one = json_new_object(a);
	if (is_media(t) && !strcmp(t->q->method, "GET")) {
		t->r->status = status;
		t->r->type = "text/html; charset=UTF-8";
		t->r->body = str_of(message);
		return;
	}
	json_set_string(a, one, "message", message);
	json_set_string(a, one, "domain", "global");
	json_set_string(a, one, "reason", reason);
	json_add(all, one);
	json_set_int(a, error, "code", status);
	json_set_string(a, error, "message", message);
	json_set(error, "errors", all);
	json_set(v, "error", error);
	answer(t, status, v, NULL);
}

static bool is_allowed(struct asked *t, const char *permission)
{
	if (t->q->may(t->q->arg, permission))
		return true;
	refuse(t, 403, "forbidden",
		arena_printf(t->s->a,
			"%s does not have %s access to the Google Cloud Storage %s. Permission '%s' denied on resource (or it may "
			"not exist).",
			t->q->who, permission, t->name ? "object" : "bucket", permission));
	return false;
}

static void not_found(struct asked *t)
{
	refuse(t, 404, "notFound", arena_printf(t->s->a, "No such object: %s/%s", t->bucket_name, t->name));
}

/* ---- Objects ------------------------------------------------------------------------------------------ */

static struct json *metadata(struct asked *t, const struct object *o)
{
	struct arena *a = t->s->a;
	struct json *v = json_new_object(a);
	const char *written = clock_time_text(a, o->written_at),
			   *path = arena_printf(a, "https://www.googleapis.com/storage/v1/b/%s/o/%s", t->bucket_name, o->name);
	json_set_string(a, v, "kind", "storage#object");
	json_set_string(a, v, "id", arena_printf(a, "%s/%s/%lld", t->bucket_name, o->name, (long long)o->generation));
	json_set_string(a, v, "selfLink", path);
	json_set_string(a, v, "name", o->name);
	json_set_string(a, v, "bucket", t->bucket_name);
	json_set_string(a, v, "generation", arena_printf(a, "%lld", (long long)o->generation));
	json_set_string(a, v, "metageneration", "1");
	json_set_string(a, v, "contentType", o->type);
	json_set_string(a, v, "contentEncoding", o->encoding);
	json_set_string(a, v, "storageClass", "STANDARD");
	json_set_string(a, v, "size", arena_printf(a, "%zu", o->bytes.n));
	json_set_string(a, v, "md5Hash", bucket_md5(a, o->bytes));
	json_set_string(a, v, "crc32c", bucket_crc32c(a, o->bytes));
	json_set_string(a, v, "etag", arena_printf(a, "CL%lld=", (long long)o->generation));
	json_set_string(a, v, "timeCreated", clock_time_text(a, o->created_at));
	json_set_string(a, v, "updated", written);
	json_set_string(a, v, "timeStorageClassUpdated", written);
	return v;
}

static struct object *existing(const struct asked *t)
{
	struct object *o = bucket_find(t->bucket, t->name);
	return o && o->exists ? o : NULL;
}

/* Returns false, with the answer, if a precondition does not hold. */
static bool holds(struct asked *t, const struct object *o)
{
	const char *is = parameter(t, "ifGenerationMatch"), *is_not = parameter(t, "ifGenerationNotMatch");
	int64_t generation = o ? o->generation : 0;
	if (is && strtoll(is, NULL, 10) != generation) {
		refuse(t, 412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
		return false;
	}
	if (is_not && strtoll(is_not, NULL, 10) == generation) {
		if (strcmp(t->q->method, "GET") != 0)
			refuse(t, 412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
		else
			t->r->status = 304;
		return false;
	}
	return true;
}

static void download(struct asked *t, const struct object *o)
{
	struct arena *a = t->s->a;
	t->r->status = 200;
	t->r->type = o->type;
	t->r->body = o->bytes;
	if (bucket_is(t->bucket, "bare")) /* as through a proxy that drops headers that it does not know */
		return;
	header(t, "x-goog-generation", arena_printf(a, "%lld", (long long)o->generation));
	header(t, "x-goog-metageneration", "1");
	header(t, "x-goog-hash", arena_printf(a, "crc32c=%s,md5=%s", bucket_crc32c(a, o->bytes), bucket_md5(a, o->bytes)));
	header(t, "x-goog-stored-content-encoding", o->encoding ? o->encoding : "identity");
	header(t, "x-goog-stored-content-length", arena_printf(a, "%zu", o->bytes.n));
}

static void get(struct asked *t)
{
	const struct object *o = existing(t);
	const char *generation = parameter(t, "generation");
	if (!is_allowed(
			t, o || t->q->may(t->q->arg, "storage.objects.list") ? "storage.objects.get" : "storage.objects.list"))
		return;
	if (!o || (generation && strtoll(generation, NULL, 10) != o->generation))
		not_found(t);
	else if (!holds(t, o))
		return;
	else if (is_media(t))
		download(t, o);
	else
		answer(t, 200, metadata(t, o), "storage.Object");
}

/* ---- Writes ------------------------------------------------------------------------------------------- */

/* Returns false, with the answer, if the bucket does not let this object be replaced or removed now. */
static bool is_free(struct asked *t, const struct object *o)
{
	int64_t kept_until = o ? o->created_at + bucket_number(t->bucket, "retention_s") * 1000 : 0;
	int64_t pause = bucket_number(t->bucket, "mutation_ms");
	if (o && o->exists && bucket_number(t->bucket, "retention_s") && t->q->now < kept_until) {
		refuse(t, 403, "retentionPolicyNotMet",
			arena_printf(t->s->a,
				"Object '%s/%s' is subject to bucket's retention policy or object retention and cannot be deleted or "
				"overwritten until %s",
				t->bucket_name, t->name, clock_time_text(t->s->a, kept_until)));
		return false;
	}
	if (o && pause && t->q->now < o->written_at + pause) {
		refuse(t, 429, "rateLimitExceeded",
			arena_printf(t->s->a,
				"The object %s/%s exceeded the rate limit for object mutation operations (create, update, and delete). "
				"Please reduce your request rate. See https://cloud.google.com/storage/docs/gcs429.",
				t->bucket_name, t->name));
		return false;
	}
	return true;
}

static void check_precondition(struct asked *t)
{
	if (!parameter(t, "ifGenerationMatch"))
		t->r->violation = arena_printf(
			t->s->a, "%s of object %s without a generation precondition", t->q->method, t->name);
}

/* Reads the body of an upload. Returns false, with the answer, if it is damaged. */
static bool uploaded(struct asked *t, struct str *bytes, const char **type)
{
	const char *kind = parameter(t, "uploadType"), *hash = t->q->hash ? strstr(t->q->hash, "crc32c=") : NULL;
	struct json *given = NULL;
	*bytes = t->q->body;
	*type = t->q->type ? t->q->type : "application/octet-stream";
	if (kind && !strcmp(kind, "multipart")) {
		if (!bucket_multipart(t->s->a, t->q->type, t->q->body, &given, bytes)) {
			refuse(t, 400, "badRequest", "Malformed multipart body.");
			return false;
		}
		t->name = t->name ? t->name : json_text_at(given, "name");
		*type = json_get(given, "contentType") ? json_text_at(given, "contentType") : "application/octet-stream";
	} else if (!kind || strcmp(kind, "media") != 0) {
		refuse(t, 400, "invalid", "Invalid value for uploadType.");
		return false;
	}
	const char *want = json_get(given, "crc32c") ? json_text_at(given, "crc32c") : hash ? hash + 7 : NULL;
	const char *have = bucket_crc32c(t->s->a, *bytes);
	if (want && strncmp(want, have, strlen(have)) != 0) {
		refuse(t, 400, "invalid",
			arena_printf(t->s->a, "Provided CRC32C \"%.8s\" doesn't match calculated CRC32C \"%s\".", want, have));
		return false;
	}
	return true;
}

static void put(struct asked *t)
{
	struct str bytes;
	const char *type;
	if (!uploaded(t, &bytes, &type))
		return;
	if (!t->name || !*t->name) {
		refuse(t, 400, "required", "Required");
		return;
	}
	check_precondition(t);
	struct object *o = bucket_find(t->bucket, t->name), *there = o && o->exists ? o : NULL;
	if (!is_allowed(t, "storage.objects.create") || (there && !is_allowed(t, "storage.objects.delete")) ||
		!holds(t, there) || !is_free(t, o))
		return;
	o = bucket_write(t->s, t->bucket, t->name, bytes, type, t->q->now);
	if (there)
		o->created_at = t->q->now;
	o->writes++;
	answer(t, 200, metadata(t, o), "storage.Object");
}

static void delete (struct asked *t)
{
	struct object *o = existing(t);
	check_precondition(t);
	if (!is_allowed(t, "storage.objects.delete"))
		return;
	if (!o) {
		not_found(t);
		return;
	}
	if (!holds(t, o) || !is_free(t, o))
		return;
	o->exists = false;
	o->removals++;
	o->written_at = t->q->now;
	t->r->status = 204;
	t->r->type = "application/json";
}

/* ---- The bucket --------------------------------------------------------------------------------------- */

static bool begins(const char *text, const char *with)
{
	return !with || !strncmp(text, with, strlen(with));
}

/* With a delimiter, names that have it after the prefix are listed as prefixes, each once. */
static bool add_folder(struct asked *t, struct json *folders, const char *name)
{
	const char *delimiter = parameter(t, "delimiter"), *prefix = parameter(t, "prefix");
	const char *at = delimiter && *delimiter ? strstr(name + (prefix ? strlen(prefix) : 0), delimiter) : NULL;
	if (!at)
		return false;
	struct str folder = { name, (size_t)(at - name) + strlen(delimiter) };
	size_t n = json_size(folders);
	if (!n || !str_eq(json_text(json_item(folders, n - 1)), folder))
		json_add(folders, json_new_stringn(t->s->a, folder.p, folder.n));
	return true;
}

static const char *later(const char *a, const char *b)
{
	return b && strcmp(b, a) > 0 ? b : a;
}

/* Adds the objects of one page, from the name `first` on. Returns the name that the next page begins with, or NULL. */
static const char *add_page(struct asked *t, const char *first, size_t page, struct json *items, struct json *folders)
{
	const char *prefix = parameter(t, "prefix"), *to = parameter(t, "endOffset");
	for (size_t i = bucket_from(t->bucket, first); i < t->bucket->n; i++) {
		const struct object *o = &t->bucket->objects[i];
		if (!begins(o->name, prefix) || (to && strcmp(o->name, to) >= 0))
			return NULL;
		if (!o->exists)
			continue;
		if (json_size(items) + json_size(folders) == page)
			return o->name;
		if (!add_folder(t, folders, o->name))
			json_add(items, metadata(t, o));
	}
	return NULL;
}

static void list(struct asked *t)
{
	struct arena *a = t->s->a;
	const char *most = parameter(t, "maxResults"), *token = parameter(t, "pageToken");
	size_t page = most ? (size_t)strtoull(most, NULL, 10) : PAGE, own = (size_t)bucket_number(t->bucket, "page_size");
	struct json *v = json_new_object(a), *items = json_new_array(a), *folders = json_new_array(a);
	struct str from = { "", 0 };
	page = own && own < page ? own : page && page < PAGE ? page : PAGE;
	if (!is_allowed(t, "storage.objects.list"))
		return;
	if (token && base64_decode(a, str_of(token), &from)) {
		refuse(t, 400, "invalid", "Invalid page token.");
		return;
	}
	const char *first = later(later(from.p, parameter(t, "startOffset")), parameter(t, "prefix"));
	const char *next = add_page(t, first, page, items, folders);
	json_set_string(a, v, "kind", "storage#objects");
	if (next) { /* the token of a page is the name that it begins with */
		struct buf b = BUF_MAX(8192);
		base64_put(&b, str_of(next));
		json_set_string(a, v, "nextPageToken", buf_text(&b));
		buf_free(&b);
	}
	if (json_size(items))
		json_set(v, "items", items);
	if (json_size(folders))
		json_set(v, "prefixes", folders);
	answer(t, 200, v, "storage.Objects");
}

static void test_permissions(struct asked *t)
{
	struct arena *a = t->s->a;
	struct json *v = json_new_object(a), *has = json_new_array(a);
	const char *permission;
	for (size_t i = 0; (permission = bucket_query(a, t->q->uri, "permissions", i)); i++)
		if (t->q->may(t->q->arg, permission))
			json_add(has, json_new_string(a, permission));
	json_set_string(a, v, "kind", "storage#testIamPermissionsResponse");
	if (json_size(has))
		json_set(v, "permissions", has);
	answer(t, 200, v, "storage.TestIamPermissionsResponse");
}

/* storage.buckets.get */
static void get_bucket(struct asked *t)
{
	struct arena *a = t->s->a;
	struct json *v = json_new_object(a);
	if (!is_allowed(t, "storage.buckets.get"))
		return;
	json_set_string(a, v, "kind", "storage#bucket");
	json_set_string(a, v, "id", t->bucket_name);
	json_set_string(a, v, "name", t->bucket_name);
	json_set_string(a, v, "location", "US-CENTRAL1");
	json_set_string(a, v, "locationType", "region");
	json_set_string(a, v, "storageClass", "STANDARD");
	answer(t, 200, v, "storage.Bucket");
}

/* ---- Paths -------------------------------------------------------------------------------------------- */

static const char storage[] = "/storage/v1/b/", uploads[] = "/upload/storage/v1/b/";

/* Reads bucket, name and what follows the bucket. Returns false if the path is none of Cloud Storage. */
static bool read_path(struct arena *a, const char *uri, const char **bucket, const char **rest, bool *upload)
{
	*upload = !strncmp(uri, uploads, strlen(uploads));
	if (!*upload && strncmp(uri, storage, strlen(storage)) != 0)
		return false;
	const char *from = uri + strlen(*upload ? uploads : storage);
	size_t n = strcspn(from, "/?");
	*bucket = text_percent_decoded(a, arena_strndup(a, from, n)).p;
	*rest = arena_strndup(a, from + n, strcspn(from + n, "?"));
	return true;
}

const char *bucket_path(struct arena *a, const char *uri)
{
	const char *bucket, *rest, *name;
	bool upload;
	if (!read_path(a, uri, &bucket, &rest, &upload))
		return NULL;
	name = upload ? bucket_query(a, uri, "name", 0) : NULL;
	return arena_printf(
		a, "%s%s%s%s%s", storage, bucket, text_percent_decoded(a, rest).p, name ? "/" : "", name ? name : "");
}

static void route(struct asked *t, const char *rest, bool upload)
{
	bool reads = !strcmp(t->q->method, "GET");
	if (!upload && reads && !*rest)
		get_bucket(t);
	else if (upload && !strcmp(rest, "/o") && !strcmp(t->q->method, "POST"))
		put(t);
	else if (!upload && reads && !strcmp(rest, "/o"))
		list(t);
	else if (!upload && reads && !strcmp(rest, "/iam/testPermissions"))
		test_permissions(t);
	else if (!upload && t->name && reads)
		get(t);
	else if (!upload && t->name && !strcmp(t->q->method, "DELETE"))
		delete (t);
	else
		refuse(t, 404, "notFound", "Not Found");
}

bool bucket_answer(struct buckets *s, const struct bucket_question *q, struct bucket_answer *r)
{
	struct asked t = { .s = s, .q = q, .r = r };
	const char *rest;
	bool upload;
	if (!read_path(s->a, q->uri, &t.bucket_name, &rest, &upload))
		return false;
	t.bucket = buckets_find(s, t.bucket_name);
	if (upload)
		t.name = parameter(&t, "name");
	else if (!strncmp(rest, "/o/", 3) && !strchr(rest + 3, '/')) /* a '/' of the name is escaped */
		t.name = text_percent_decoded(s->a, rest + 3).p;
	if (!t.bucket)
		refuse(&t, 404, "notFound", "The specified bucket does not exist.");
	else if (bucket_is(t.bucket, "requester_pays") && !q->pays)
		refuse(&t, 400, "required", "Bucket is a requester pays bucket but no user project provided.");
	else
		route(&t, rest, upload);
	return true;
}
