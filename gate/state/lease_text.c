/* SPDX-License-Identifier: Apache-2.0 */
/* lease_text.c: what a lock in the bucket says: who holds it, since when, and for how long. */
#include "lease.h"

#include <stdlib.h>
#include <string.h>

enum {
	MARGIN_MS = 3 * 1000, /* how far the estimate of Google's clock may be off */
	LEASE_FORMAT = 1,
	RUN_DIGITS = 8, /* of a run's id, in messages */
	LEASE_MAX = 3600 * 1000,
};

static const char *ci_url(struct arena *a)
{
	const char *server = getenv("GITHUB_SERVER_URL"), *repository = getenv("GITHUB_REPOSITORY"),
			   *id = getenv("GITHUB_RUN_ID"), *job = getenv("CI_JOB_URL");
	if (server && repository && id)
		return arena_printf(a, "%s/%s/actions/runs/%s", server, repository, id);
	return job ? job : getenv("BUILD_URL");
}

struct str lease_text(struct state *s, const char *command, bool held)
{
	struct arena *a = s->a;
	struct json *v = json_new_object(a);
	struct host host;
	struct buf text = BUF_MAX(LIMIT_SECRET_FILE_BYTES), clean = BUF_MAX(LIMIT_SECRET_FILE_BYTES);
	const char *url = ci_url(a);
	host_read(&host);
	json_set_int(a, v, "format", LEASE_FORMAT);
	json_set_string(a, v, "run", s->run);
	json_set_string(a, v, "command", command);
	json_set_string(a, v, "who", gcp_member(s->store.g) ? gcp_member(s->store.g) : "");
	json_set_string(a, v, "host", host.name);
	json_set_int(a, v, "pid", host.pid);
	if (url)
		json_set_string(a, v, "url", url);
	json_set_string(a, v, "at", clock_time_text(a, store_wall(&s->store)));
	json_set_int(a, v, "milliseconds", s->lease);
	json_set_bool(a, v, "held", held);
	json_set_string(a, v, "nonce", arena_printf(a, "%016llx", (unsigned long long)loop_random(s->loop)));
	json_print(v, JSON_SORTED, &text);
	secrets_scrub(loop_secrets(s->loop), (struct str){ buf_text(&text), text.n }, &clean); /* a URL may hold one */
	struct str out = { arena_strndup(a, buf_text(&clean), clean.n), clean.n };
	buf_free(&text);
	buf_free(&clean);
	return out;
}

int lease_holder(const struct state *s, const struct cell *c, struct lease_holder *out, struct err *e)
{
	struct arena *a = s->a;
	struct json *v;
	struct err why;
	*out = (struct lease_holder){ 0 };
	if (!c->number)
		return 0;
	if (json_parse(a, c->bytes, &v, &why) || json_int(json_get(v, "format")) != LEASE_FORMAT)
		return err_set(e, ERR_MALFORMED,
			"%s/%s is not a lock that this version of rungate understands: if no other version is running, remove it",
			s->store.where, c->under);
	int64_t lease = json_int(json_get(v, "milliseconds"));
	const char *url = json_text_at(v, "url"), *who = json_text_at(v, "who");
	lease = lease < 1 || lease > LEASE_MAX ? LEASE_MAX : lease;
	out->held = json_is_true(json_get(v, "held"));
	out->mine = !strcmp(json_text_at(v, "run"), s->run);
	out->expired = store_wall(&s->store) > c->written_at + lease + MARGIN_MS;
	out->text = text_cut_printable(a,
		str_of(
			arena_printf(a, "rungate %s of run %.*s, %s%sprocess %lld on %s%s%s, since %s", json_text_at(v, "command"),
				RUN_DIGITS, json_text_at(v, "run"), who, *who ? ", " : "", (long long)json_int(json_get(v, "pid")),
				json_text_at(v, "host"), *url ? ", " : "", url, json_text_at(v, "at"))),
		LIMIT_ERR_TEXT / 2);
	return 0;
}
