/* SPDX-License-Identifier: Apache-2.0 */
/* annotate.c: writes the verdict to the judged Cloud Run services as annotations (config: evidence.annotate): the
 * revision, the verdict and the digest of the evidence. The annotations are on the service because a revision is
 * immutable. */
#include "annotate.h"
#include "../judge/asked.h"

#include <string.h>

enum { ANNOTATE_MS = 10 * 1000, SENDS_MAX = 3 };

struct annotating {
	struct run *r;
	const struct service *s;
	size_t *pending;
	int sends;
	bool ended;
};

static void end(struct annotating *x, const char *why)
{
	x->ended = true;
	--*x->pending;
	if (why)
		say_note(&x->r->log, "%s could not be annotated: %s", x->s->config->member.alias, why);
}

static void read_service(struct annotating *x);

static void on_patched(void *arg, const struct gcp_reply *reply)
{
	struct annotating *x = arg;
	if (reply->error.code == ERR_CONFLICT && x->sends < SENDS_MAX)
		read_service(x);
	else
		end(x, reply->error.code == ERR_NONE ? NULL : reply->error.text);
}

/* Returns the service's annotations with rungate's replaced. A PATCH replaces the whole map, so the others are
 * included. */
static struct json *annotations_of(struct arena *a, const struct result *result, const struct record_of_run *record,
	const struct service *s, const struct json *before)
{
	struct json *v = json_new_object(a);
	for (struct json_each it = json_each(before); json_next(&it);)
		if (strncmp(it.key, ANNOTATION_PREFIX, strlen(ANNOTATION_PREFIX)) != 0)
			json_set(v, it.key, it.value);
	json_set_string(a, v, ANNOTATION_PREFIX "revision", s->target.candidate->name);
	json_set_string(a, v, ANNOTATION_PREFIX "verdict", verdict_name(result->verdict));
	json_set_string(a, v, ANNOTATION_PREFIX "evidence", arena_printf(a, "sha256:%s", record->sha256));
	return v;
}

static void on_read(void *arg, const struct gcp_reply *reply)
{
	struct annotating *x = arg;
	struct run *r = x->r;
	struct cloudrun_service fresh;
	struct err e = reply->error;
	const struct cloudrun_service *s = &x->s->now;
	if (e.code != ERR_NONE ||
		cloudrun_service_of(r->a, reply->body, s->kind, s->project, s->region, s->id, &fresh, &e)) {
		end(x, e.text);
	} else if (strcmp(fresh.uid, s->uid) != 0) {
		end(x, "the service was deleted and created again meanwhile");
	} else {
		x->sends++;
		cloudrun_patch_annotations(r->acting, r->a, &fresh,
			annotations_of(r->a, &r->result, &r->record, x->s, json_get(reply->body, "annotations")),
			loop_now(r->loop) + ANNOTATE_MS, on_patched, x);
	}
}

static void read_service(struct annotating *x)
{
	const struct cloudrun_service *s = &x->s->now;
	struct run *r = x->r;
	gcp_get(r->acting, r->a, GCP_RUN, cloudrun_service_path(r->a, s->kind, s->project, s->region, s->id),
		loop_now(r->loop) + ANNOTATE_MS, on_read, x);
}

/* Returns true if the verdict is about this service: a pass covers each judged service that probes tested, a failure
 * each selected service of the release. A service that was changed since is excluded. */
static bool is_about(const struct result *result, const struct asked *q, const struct service *s)
{
	bool passed = result->verdict == VERDICT_PASSED && asked_suffices(q, s) &&
		(s->target.released || release_serves(s));
	bool about = s->selected && (passed || (result->verdict != VERDICT_PASSED && s->target.released));
	/* the annotations of a part of a multi-region service are those of the whole */
	return about && !json_get(s->now.raw, "multiRegionSettings") && s->known && s->chosen && s->target.candidate &&
		!s->superseded;
}

void annotate_services(struct run *r)
{
	int64_t deadline = loop_now(r->loop) + ANNOTATE_MS;
	struct annotating *all = ARENA_ARRAY(r->a, struct annotating, r->release.n_services + 1);
	size_t *pending = ARENA_NEW(r->a, size_t), n = 0;
	bool decided = r->result.verdict == VERDICT_PASSED || r->result.verdict == VERDICT_FAILED;
	if (!r->config.evidence.annotate || r->options->no_rollback || !decided || !r->record.sha256 ||
		r->record.error.code != ERR_NONE)
		return;
	const struct asked *asked = asked_open(r->a, &r->observations, &r->release, &r->judged.outcomes);
	for (size_t i = 0; i < r->release.n_services; i++) {
		if (!is_about(&r->result, asked, &r->release.services[i]))
			continue;
		all[n] = (struct annotating){ .r = r, .s = &r->release.services[i], .pending = pending };
		++*pending;
		read_service(&all[n++]);
	}
	run_wait(r->loop, pending, deadline);
	for (size_t i = 0; i < n; i++)
		if (!all[i].ended)
			say_note(&r->log, "%s could not be annotated: no answer within 10 s", all[i].s->config->member.alias);
}
