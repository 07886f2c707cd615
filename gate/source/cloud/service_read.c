/* SPDX-License-Identifier: Apache-2.0 */
/* service_read.c: reads a service and its revisions until the responses are consistent. */
#include "service.h"

#include <string.h>

/* An observation in flight. Its results are stored in the service only when it ends. */
struct reading {
	struct observations *observations;
	struct observation *l;
	struct service *s;
	size_t waiting;
	struct cloudrun_service now;
	bool read;                      /* the service was read, and its response is complete */
	const char *candidate;          /* name of the candidate, which is read again; NULL: not chosen yet */
	struct cloudrun_revision fresh; /* the newly read candidate */
	struct json *fresh_body;
	bool read_again, gone; /* the candidate was read; it was not found (404) */
	struct json *list;     /* list of revisions read by this observation; NULL: the previous one is used */
	struct cloudrun_revision *revisions;
	size_t n_revisions;
	bool listed_again, asked_alone; /* after the service was read */
	bool doubt;
	struct err error;
};

static const char *what_of(const struct reading *q)
{
	return cloudrun_kind(q->s->config->kind)->what;
}

/* Records an error. An error of the service takes precedence over those of revisions. A missing revision does not mean
 * that the service is missing. */
static void fail(struct reading *q, const struct err *e, bool of_service)
{
	q->doubt = q->doubt || (!of_service && gcp_may_pass(e->code));
	if (q->error.code != ERR_NONE && !of_service)
		return;
	q->error = *e;
	if (!of_service && e->code == ERR_NOT_FOUND)
		q->error.code = ERR_REFUSED;
	err_wrap(&q->error, "%s.%s", group_name(q->l->source->group), q->l->alias);
	if (q->error.code == ERR_NOT_FOUND && q->s->config->kind == CLOUDRUN_SERVICE) {
		struct err was = q->error;
		err_set(&q->error, was.code, "%s; worker pools and jobs are not services", was.text);
	}
}

/* ---- Revisions that the service names but the list lacks --------------------------------------------- */

static void add_lacking(const struct reading *q, const char *name, const char **out, size_t *n)
{
	if (!name || !*name || absent_is_deleted(q->s, name))
		return;
	if (cloudrun_revision_named(q->revisions, q->n_revisions, name))
		return;
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(out[i], name))
			return;
	out[(*n)++] = name;
}

/* Sets *out to the names that the list lacks, of the latest created revision and those with traffic, each once. Returns
 * their number. The array has room for one more. */
static size_t lacking(const struct reading *q, const char ***out)
{
	const struct cloudrun_service *now = &q->now;
	const char **names = ARENA_ARRAY(q->l->a, const char *, now->desired.n + now->effective.n + 2);
	size_t n = 0;
	add_lacking(q, now->latest_created, names, &n);
	for (size_t i = 0; i < now->desired.n; i++)
		if (now->desired.rows[i].percent > 0 && !now->desired.rows[i].latest)
			add_lacking(q, now->desired.rows[i].revision, names, &n);
	for (size_t i = 0; i < now->effective.n; i++)
		if (now->effective.rows[i].percent > 0)
			add_lacking(q, now->effective.rows[i].revision, names, &n);
	*out = names;
	return n;
}

/* Counts these revisions as not found once more, and puts the service in doubt unless they are treated as deleted. */
static void count_absent(struct reading *q, const char *const *names, size_t n)
{
	struct err e;
	for (size_t i = 0; i < n; i++) {
		if (absent_count(q->observations->a, q->observations->log, q->s, names[i]))
			continue;
		err_set(&e, ERR_MALFORMED,
			"revision %s, which the %s names, is not in the list of revisions and was not found by name; the %s is "
			"read again",
			names[i], what_of(q), what_of(q));
		fail(q, &e, false);
	}
	if (!n)
		absent_none(q->s);
}

/* ---- End ---------------------------------------------------------------------------------------------------- */

/* Also restarts for a new generation, because the split may have changed and changed back between two reads. */
static void note_split(struct loop *loop, struct service *s, const struct cloudrun_service *now)
{
	if (s->known && s->split_generation == now->generation &&
		cloudrun_same_percents(&s->now.effective, s->now.latest_ready, &now->effective, now->latest_ready))
		return;
	s->split_seen = loop_now(loop);
	s->split_generation = now->generation;
}

static void keep_service(struct reading *q)
{
	struct service *s = q->s;
	const struct config_service *c = s->config;
	struct err e;
	if (q->read) {
		note_split(q->observations->loop, s, &q->now);
		s->now = q->now;
		if (!s->known)
			s->first = q->now;
		s->known = true;
	} else if (s->known) { /* keeps the previous read, copied to the arena of this observation */
		cloudrun_service_of(
			q->l->a, json_share(q->l->a, s->now.raw), c->kind, c->project, c->region, c->service, &s->now, &e);
	}
}

/* A consistent list is kept until the run ends. */
static void keep_list(struct reading *q)
{
	struct err e;
	if (!q->list || q->error.code != ERR_NONE)
		return;
	struct json *list = q->l->lasts ? q->list : json_share(q->observations->a, q->list);
	if (cloudrun_revisions_of(q->observations->a, list, &q->s->revisions, &q->s->n_revisions, &e))
		fail(q, &e, false);
	else
		q->s->listed = true;
}

static void keep_candidate(struct reading *q)
{
	struct err e;
	struct service *s = q->s;
	struct arena *a = q->l->a;
	for (size_t i = 0; q->candidate && i < s->n_revisions; i++) {
		if (strcmp(s->revisions[i].name, q->candidate) != 0)
			continue;
		if (q->read_again)
			s->revisions[i] = q->fresh;
		else
			cloudrun_revision_of(a, json_share(a, s->revisions[i].raw), &s->revisions[i], &e);
	}
}

static void conclude(struct reading *q)
{
	keep_service(q);
	keep_list(q);
	keep_candidate(q);
	release_refresh(q->s); /* the objects that it pointed to may be freed before the next round */
	q->s->doubt = q->doubt;
	observation_end(q->observations, q->l, json_new_null(q->l->a), q->error.code != ERR_NONE ? &q->error : NULL);
}

/* ---- Requests ----------------------------------------------------------------------------------------------- */

static void list_revisions(struct reading *q);
static void ask_alone(struct reading *q, const char *const *names, size_t n);
static void add_to_list(struct reading *q, struct json *revision);

/* A stale list may lack the baseline too. It is requested as well; but it may have been deleted, so it puts nothing in
 * doubt. */
static size_t with_baseline(const struct reading *q, const char **names, size_t n)
{
	const struct cloudrun_revision *baseline = q->s->target.baseline;
	if (q->list && baseline)
		add_lacking(q, baseline->name, names, &n);
	return n;
}

/* All requests have ended. Concludes if the responses are consistent; otherwise sends further requests. */
static void go_on(struct reading *q)
{
	struct err e;
	const char **names;
	if (!q->read || q->error.code != ERR_NONE) {
		conclude(q);
		return;
	}
	if (q->list && q->read_again && !cloudrun_revision_named(q->revisions, q->n_revisions, q->candidate))
		add_to_list(q, q->fresh_body);
	size_t n = lacking(q, &names);
	if ((n || q->gone) && !q->listed_again) {
		list_revisions(q);
		return;
	}
	if (q->gone && !cloudrun_revision_named(q->revisions, q->n_revisions, q->candidate)) {
		err_set(&e, ERR_REFUSED, "revision %s no longer exists", q->candidate);
		fail(q, &e, false);
	} else if (!q->asked_alone && with_baseline(q, names, n)) {
		ask_alone(q, names, with_baseline(q, names, n));
		return;
	} else {
		count_absent(q, names, n);
	}
	conclude(q);
}

static void one_done(struct reading *q)
{
	if (!--q->waiting)
		go_on(q);
}

static void take_list(struct reading *q, struct json *list)
{
	struct err e;
	if (cloudrun_revisions_of(q->l->a, list, &q->revisions, &q->n_revisions, &e))
		fail(q, &e, false);
	else
		q->list = list;
}

static void add_to_list(struct reading *q, struct json *revision)
{
	struct json *list = json_new_object(q->l->a), *all = json_new_array(q->l->a);
	const struct json *listed = json_get(q->list, "revisions");
	for (size_t i = 0; i < json_size(listed); i++)
		json_add(all, json_item(listed, i));
	json_add(all, revision);
	json_set(list, "revisions", all);
	take_list(q, list);
}

static void service_on_list(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	if (reply->error.code != ERR_NONE)
		fail(q, &reply->error, false);
	else
		take_list(q, reply->body);
	one_done(q);
}

static const char *path_of(const struct reading *q)
{
	const struct config_service *c = q->s->config;
	return cloudrun_service_path(q->l->a, c->kind, c->project, c->region, c->service);
}

static const char *list_path(const struct reading *q)
{
	return arena_printf(q->l->a, "%s/revisions", path_of(q));
}

static const char *revision_path(const struct reading *q, const char *name)
{
	return arena_printf(q->l->a, "%s/%s", list_path(q), url_escape(q->l->a, name));
}

/* Combined with the lists of the other services, because all need theirs in the first round. */
static void first_list(struct reading *q)
{
	q->waiting++;
	cloudrun_reads_revisions(
		q->observations->reads, q->l->a, list_path(q), q->observations->deadline, service_on_list, q);
}

static void list_revisions(struct reading *q)
{
	q->listed_again = true;
	q->waiting++;
	gcp_list(q->observations->gcp, q->l->a, GCP_RUN, list_path(q), "revisions", q->observations->deadline,
		service_on_list, q);
}

/* A revision that is requested by name. */
struct lone {
	struct reading *q;
	const char *name;
};

static bool is_named(struct lone *lone, const struct gcp_reply *reply, struct cloudrun_revision *out)
{
	struct err e = reply->error;
	bool read = e.code == ERR_NONE && !cloudrun_revision_of(lone->q->l->a, reply->body, out, &e);
	if (read && strcmp(out->name, lone->name) != 0)
		err_set(&e, ERR_MALFORMED, "the response is for revision \"%s\", not for %s", out->name, lone->name);
	if (e.code != ERR_NONE)
		fail(lone->q, &e, false);
	return e.code == ERR_NONE;
}

static void service_on_lone(void *arg, const struct gcp_reply *reply)
{
	struct lone *lone = arg;
	struct reading *q = lone->q;
	struct cloudrun_revision found;
	if (reply->error.code != ERR_NOT_FOUND && is_named(lone, reply, &found))
		add_to_list(q, reply->body);
	one_done(q);
}

static void ask_alone(struct reading *q, const char *const *names, size_t n)
{
	q->asked_alone = true;
	q->waiting += n;
	for (size_t i = 0; i < n; i++) {
		struct lone *lone = ARENA_NEW(q->l->a, struct lone);
		*lone = (struct lone){ q, names[i] };
		gcp_get(q->observations->gcp, q->l->a, GCP_RUN, revision_path(q, names[i]), q->observations->deadline,
			service_on_lone, lone);
	}
}

static void service_on_candidate(void *arg, const struct gcp_reply *reply)
{
	struct lone *lone = arg;
	struct reading *q = lone->q;
	q->gone = reply->error.code == ERR_NOT_FOUND; /* may still be in the list */
	q->read_again = !q->gone && is_named(lone, reply, &q->fresh);
	q->fresh_body = reply->body;
	one_done(q);
}

/* Returns whether the response can be used: it has uid and generation, which are needed for comparisons, and is not
 * older than an earlier one. */
static bool may_decide(struct reading *q)
{
	struct err e = { .code = ERR_NONE };
	const struct cloudrun_service *now = &q->now, *before = &q->s->now;
	const char *lacks = cloudrun_lacks(now);
	if (lacks && strcmp(lacks, "etag") != 0) /* only needed for a PATCH, which reads the service again */
		err_set(
			&e, ERR_MALFORMED, "the response has no %s and cannot be used; the %s is read again", lacks, what_of(q));
	else if (q->s->known && !strcmp(now->uid, before->uid) && now->generation < before->generation)
		err_set(&e, ERR_MALFORMED,
			"the response is older than an earlier one (generation %lld after %lld); the %s is read again",
			(long long)now->generation, (long long)before->generation, what_of(q));
	if (e.code != ERR_NONE)
		fail(q, &e, true);
	return e.code == ERR_NONE;
}

static void service_on_service(void *arg, const struct gcp_reply *reply)
{
	struct reading *q = arg;
	const struct config_service *c = q->s->config;
	struct err e = reply->error;
	if (e.code != ERR_NONE ||
		cloudrun_service_of(q->l->a, reply->body, c->kind, c->project, c->region, c->service, &q->now, &e)) {
		fail(q, &e, true);
	} else {
		q->read = may_decide(q);
		q->doubt = !q->read;
	}
	one_done(q);
}

void service_read(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	struct reading *q = ARENA_NEW(l->a, struct reading);
	struct service *s = l->service;
	*q = (struct reading){ .observations = observations,
		.l = l,
		.s = s,
		.waiting = 1,
		.revisions = s->revisions,
		.n_revisions = s->n_revisions };
	if (!observations->reads)
		observations->reads = cloudrun_reads_new(observations->a, observations->gcp);
	cloudrun_reads_service(observations->reads, l->a, path_of(q), observations->deadline, service_on_service, q);
	if (!s->listed) {
		first_list(q);
	} else if (s->target.candidate) {
		struct lone *lone = ARENA_NEW(l->a, struct lone);
		q->waiting++;
		q->candidate = s->target.candidate->name;
		*lone = (struct lone){ q, q->candidate };
		cloudrun_reads_revision(observations->reads, l->a, revision_path(q, q->candidate), observations->deadline,
			service_on_candidate, lone);
	}
}
