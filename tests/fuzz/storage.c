/* SPDX-License-Identifier: Apache-2.0 */
/* storage.c: fuzz target for the answers of Cloud Storage: the input is a call and the answers that it gets. */
#include "fuzz.h"
#include "../../gcp/storage.h"
#include "../unit/fake_world.h"

#include <string.h>

enum { CALL_MS = 60 * 1000, WANTED = 5 };
enum call { GET, PUT, REMOVE, LIST, RIGHTS, CALL__COUNT };

static const char bytes[] = "123456789";

struct play {
	struct fake_world *w;
	struct str input; /* what is left of it */
	enum call call;
	int calls, exchanges;
};

static const struct http_header_text good[] = { { "x-goog-generation", "7" }, { "x-goog-hash", "crc32c=4waSgw==" } },
									 wrong[] = { { "x-goog-generation", "7" }, { "x-goog-hash", "crc32c=AAAAAA==" } },
									 alone[] = { { "x-goog-generation", "5" } },
									 odd[] = { { "x-goog-hash", "crc32c=,,crc32c=" }, { "x-goog-generation", "-1" } };

/* The text up to the next '|'. */
static const char *take_body(struct play *p)
{
	const char *at = memchr(p->input.p, '|', p->input.n);
	size_t n = at ? (size_t)(at - p->input.p) : p->input.n;
	const char *body = arena_strndup(p->w->a, p->input.p, n);
	p->input.p += n + (at != NULL);
	p->input.n -= n + (at != NULL);
	return body;
}

/* Each answer is a status, headers and a body. The token comes from the metadata server. */
static struct fake_answer serve(void *arg, const struct http_request *r)
{
	static const int statuses[] = { 200, 204, 404, 412, 503, 403, 429, 0 };
	static const struct {
		const struct http_header_text *headers;
		size_t n;
	} heads[] = { { good, COUNTOF(good) }, { wrong, COUNTOF(wrong) }, { alone, COUNTOF(alone) }, { odd, COUNTOF(odd) },
		{ NULL, 0 } };
	struct play *p = arg;
	if (r->kind == HTTP_METADATA)
		return (struct fake_answer){ .status = 200,
			.header = "metadata-flavor",
			.value = "Google",
			.body = "{\"access_token\":\"token\",\"expires_in\":3600,\"token_type\":\"Bearer\"}" };
	p->exchanges++;
	int status = statuses[fuzz_choice(&p->input, COUNTOF(statuses))];
	size_t head = fuzz_choice(&p->input, COUNTOF(heads));
	return (struct fake_answer){ .status = status,
		.error = status ? ERR_NONE : ERR_NETWORK,
		.headers = heads[head].headers,
		.n_headers = heads[head].n,
		.body = take_body(p) };
}

static void on_reply(void *arg, const struct storage_reply *r)
{
	struct play *p = arg;
	p->calls++;
	FUZZ_MUST((r->state == STORAGE_FAILED) == (r->error.code != ERR_NONE));
	FUZZ_MUST(r->state != STORAGE_DONE || !r->unknown);
	FUZZ_MUST(r->state != STORAGE_ABSENT || p->call != PUT);
	FUZZ_MUST(r->state != STORAGE_CHANGED || p->call != GET);
	if (r->state == STORAGE_DONE && p->call == PUT)
		FUZZ_MUST(r->generation > WANTED);
	/* what one answer tells has the checksum in its headers: that of the bytes, or that of none */
	if (r->state == STORAGE_DONE && p->call == GET && p->exchanges == 1)
		FUZZ_MUST(r->generation == 7 && (str_is(r->bytes, bytes) || !r->bytes.n));
	if (r->state == STORAGE_FAILED)
		fuzz_must_be_printable(str_of(r->error.text));
}

static void on_list(void *arg, const struct storage_list *list)
{
	struct play *p = arg;
	p->calls++;
	FUZZ_MUST(list->error.code == ERR_NONE || (!list->n && !list->more));
	FUZZ_MUST(list->n <= 3);
	for (size_t i = 0; i < list->n; i++) {
		FUZZ_MUST(!strncmp(list->items[i].name, "runs/", 5));
		FUZZ_MUST(!i || strcmp(list->items[i - 1].name, list->items[i].name) < 0);
	}
}

static void on_rights(void *arg, const char *missing, const struct err *error)
{
	struct play *p = arg;
	p->calls++;
	FUZZ_MUST(!missing || !error);
}

static void start(struct play *p, struct gcp *g, const struct storage_place *place)
{
	struct arena *a = p->w->a;
	int64_t deadline = p->w->now + CALL_MS;
	switch (p->call) {
	case PUT: storage_put(g, a, place, "lock", str_of(bytes), WANTED, deadline, on_reply, p); break;
	case REMOVE: storage_remove(g, a, place, "lock", WANTED, deadline, on_reply, p); break;
	case LIST: storage_list(g, a, place, "runs/", NULL, 3, deadline, on_list, p); break;
	case RIGHTS: storage_rights(g, a, place, deadline, on_rights, p); break;
	default: storage_get(g, a, place, "lock", deadline, on_reply, p); break;
	}
}

static void run_storage(struct arena *a, struct str input)
{
	static const struct storage_place place = { "acme-state", "rungate/" };
	struct play p = { .w = fake_world_new(), .input = input };
	struct gcp *g = NULL;
	struct err e;
	(void)a;
	p.call = (enum call)fuzz_choice(&p.input, CALL__COUNT);
	p.w->server = serve;
	p.w->arg = &p;
	FUZZ_MUST(!gcp_open(p.w->a, p.w->l, p.w->k, NULL, &g, &e));
	start(&p, g, &place);
	loop_run(p.w->l, NULL, p.w->now + 2 * CALL_MS);
	FUZZ_MUST(p.calls == 1);
	fake_world_free(p.w);
}

const struct fuzz_target fuzz_target_storage = { "storage", run_storage };

/* A place as a user wrote it. */
static void run_place(struct arena *a, struct str input)
{
	struct storage_place p = { NULL, NULL };
	struct err e = { .code = ERR_NONE };
	if (storage_place_parse(a, input.p, &p, &e)) {
		fuzz_must_be_printable(str_of(e.text));
		return;
	}
	size_t n = strlen(p.prefix);
	FUZZ_MUST(strlen(p.bucket) >= 3 && !strchr(p.bucket, '/'));
	FUZZ_MUST(!n || (p.prefix[n - 1] == '/' && p.prefix[0] != '/'));
	FUZZ_MUST(!strstr(p.prefix, "//") && !strstr(arena_printf(a, "/%s", p.prefix), "/../"));
}

const struct fuzz_target fuzz_target_place = { "place", run_place };
