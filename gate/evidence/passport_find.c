/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passport_find.c: reads the evidence of a stage: in a bucket by its marks, in a folder the newest files, in a thread.
 * Evidence of a bucket is not taken from its local copy.
 */
#include "passport.h"
#include "folder.h"
#include "../run/memory.h"
#include "../source/source.h"

#include <string.h>

enum { FIND_MS = 10 * 1000, GRACE_MS = 500 };

/* Where the evidence of a stage is: the config of an observation. */
struct stage_place {
	struct passport passport;  /* the first member */
	const char *location;      /* a folder of evidence, or gs://BUCKET/PREFIX; for messages too */
	const struct state *state; /* NULL: a folder */
	const char *doubt;         /* why the folder is not trusted, or NULL */
	const struct trust *trust;
};

struct finding;
/* An image of the release. */
struct image {
	struct finding *of;
	const char *service;
	struct passport_wanted wanted; /* digest NULL: the revision names its image by a tag */
	const char *image;
	struct passport_found found;
};

struct finding {
	struct observations *observations;
	struct observation *l;
	const struct stage_place *place;
	struct image *images;
	size_t n, pending;
	struct err error; /* the first; ERR_NONE: everything was read */
};

/* ---- The facts ------------------------------------------------------------------------------------ */

static struct json *image_json(struct arena *a, const struct image *i)
{
	const struct passport_found *f = &i->found;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "digest", i->wanted.digest ? arena_printf(a, "sha256:%s", i->wanted.digest) : "");
	json_set_bool(a, v, "passed", f->state == PASSPORT_PASSED);
	if (f->state != PASSPORT_PASSED && f->state != PASSPORT_TOO_OLD)
		return v;
	json_set_string(a, v, "at", clock_time_text(a, f->at));
	json_set_int(a, v, "ageSeconds", (i->wanted.now > f->at ? i->wanted.now - f->at : 0) / 1000);
	json_set_string(a, v, "evidence", f->evidence);
	return v;
}

static const char *missing(struct arena *a, const struct finding *x, const struct image *i)
{
	if (i->wanted.digest)
		return passport_missing(a, &i->wanted, &i->found, i->service, x->place->location);
	return arena_printf(a,
		"%s: the revision does not name its image by digest (%s), so no pass of stage %s can be found; deploy "
		"IMAGE@sha256:DIGEST",
		i->service, i->image, i->wanted.stage);
}

static void end(struct finding *x)
{
	struct arena *a = x->l->a;
	const struct config_requirement *c = x->place->passport.wanted;
	struct json *v = json_new_object(a), *images = json_new_object(a), *all = json_new_array(a);
	if (x->error.code != ERR_NONE) {
		x->l->again = true;
		err_wrap(&x->error, "stage %s: evidence in %s cannot be read", c->stage, x->place->location);
		observation_end(x->observations, x->l, NULL, &x->error);
		return;
	}
	for (size_t i = 0; i < x->n; i++) {
		const char *why = missing(a, x, &x->images[i]);
		json_set(images, x->images[i].service, image_json(a, &x->images[i]));
		if (why)
			json_add(all, json_new_string(a, why));
	}
	json_set_string(a, v, "stage", c->stage);
	json_set_int(a, v, "withinSeconds", c->within / 1000);
	json_set_string(a, v, "state", x->place->location);
	json_set(v, "images", images);
	json_set(v, "missing", all);
	observation_end(x->observations, x->l, v, NULL);
}

/* ---- In a bucket -------------------------------------------------------------------------------- */

/* Says whether older evidence is not needed: the newest pass is the one that counts. */
static bool on_evidence(void *arg, int64_t sequence, const char *name, struct str bytes)
{
	struct image *i = arg;
	struct finding *x = i->of;
	struct history_wanted wanted = { .trust = x->place->trust };
	struct history_found out = { .a = x->l->a };
	struct history_read was;
	struct arena *scratch = arena_new();
	history_take(&out, &wanted, scratch, name, bytes, &was);
	if (was.untrusted)
		passport_refuse(name, "not signed by a key of evidence.trust", &i->found);
	else if (was.said || !was.piece.trusted)
		passport_refuse(NULL, was.said ? was.said : "its time is not valid", &i->found);
	else if (was.piece.link.sequence != sequence)
		passport_refuse(name, "this is evidence with another number", &i->found);
	else if (!passport_take(&i->wanted, &was.piece, name, &i->found))
		passport_refuse(name, "this evidence is about other images", &i->found);
	arena_free(scratch);
	return i->found.state >= PASSPORT_TOO_OLD;
}

static void on_searched(void *arg, const struct err *e)
{
	struct image *i = arg;
	struct finding *x = i->of;
	if (e && x->error.code == ERR_NONE)
		x->error = *e;
	if (!--x->pending)
		end(x);
}

static void search(struct finding *x)
{
	struct state *s = ARENA_NEW(x->l->a, struct state);
	int64_t until = loop_now(x->observations->loop) + FIND_MS, round = x->observations->deadline;
	*s = *x->place->state;
	s->a = s->store.a = x->l->a;
	x->pending = 1;
	for (size_t i = 0; i < x->n; i++) {
		struct image *one = &x->images[i];
		if (!one->wanted.digest)
			continue;
		struct state_search q = { .s = s,
			.under = state_stage_marks(s->a, one->wanted.stage, one->wanted.digest),
			.deadline = until < round ? until : round,
			.take = on_evidence,
			.done = on_searched,
			.arg = one };
		x->pending++;
		state_search(&q);
	}
	if (!--x->pending)
		end(x);
}

/* ---- In a folder, in a thread ---------------------------------------------------------------------- */

struct folder_job {
	const char *dir;
	struct trust trust;
	atomic_bool *over; /* owned by found.a */
	struct history_found found;
	struct err error;
	bool cut; /* a bound was reached before everything was read */
};

/* The loop's side of the thread. */
struct folder_read {
	struct finding *x;
	uint64_t timer;
	atomic_bool *over;
};

static void read_folder(void *arg)
{
	struct folder_job *j = arg;
	struct history_wanted wanted = { .trust = &j->trust };
	struct bound b = bound_of(LIMIT_HISTORY_BYTES, j->over);
	char **names;
	size_t n;
	if (chain_list(j->found.a, j->dir, &names, &n, &j->error))
		return;
	j->error.code = ERR_NONE;
	history_read_folder(j->dir, &wanted, &b, &j->found);
	j->cut = b.met != BOUND_NONE;
}

static void drop_folder(void *arg)
{
	arena_free(((struct folder_job *)arg)->found.a);
}

/* What could not be used is the reason where nothing else is known. */
static void take_found(struct arena *a, const struct history_found *found, struct image *i)
{
	for (size_t p = 0; p < found->n; p++) {
		const char *name = found->pieces[p].link.name; /* of the file alone if the piece is from the index */
		const char *path = strchr(name, '/') ? name : arena_printf(a, "%s/%s", i->of->place->location, name);
		passport_take(&i->wanted, &found->pieces[p], path, &i->found);
	}
	if (found->n_said)
		passport_refuse(NULL, found->said[0], &i->found);
	if (found->untrusted)
		passport_refuse(NULL,
			arena_printf(a, "%zu of %zu pieces of evidence in %s are not signed by a key of evidence.trust",
				found->untrusted, found->seen, i->of->place->location),
			&i->found);
	i->found.evidence = arena_strdup(a, i->found.evidence);
	i->found.stage = arena_strdup(a, i->found.stage);
	i->found.why = arena_strdup(a, i->found.why);
}

static bool all_passed(const struct finding *x)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->images[i].found.state != PASSPORT_PASSED)
			return false;
	return true;
}

static void on_folder(void *arg, void *result, const struct err *late)
{
	struct folder_read *q = arg;
	struct finding *x = q->x;
	struct folder_job *j = result;
	loop_cancel(x->observations->loop, q->timer);
	if (late || j->error.code != ERR_NONE) {
		x->error = late ? *late : j->error;
		end(x);
		return;
	}
	for (size_t i = 0; i < x->n; i++)
		if (x->images[i].wanted.digest)
			take_found(x->l->a, &j->found, &x->images[i]);
	if (j->cut && !all_passed(x)) /* the pass may be in a file that was not read */
		err_set(&x->error, ERR_LIMIT, "%s", j->found.n_said ? j->found.said[j->found.n_said - 1] : "it is too large");
	end(x);
}

static void on_time(void *arg)
{
	atomic_store(((struct folder_read *)arg)->over, true);
}

static void read_in_thread(struct finding *x)
{
	struct loop *loop = x->observations->loop;
	struct arena *a = arena_new();
	int64_t until = loop_now(loop) + LIMIT_HISTORY_MS;
	struct folder_job j = { .dir = arena_strdup(a, x->place->location), .found = { .a = a } };
	struct worker_spec spec = {
		.work = read_folder, .drop = drop_folder, .size = sizeof(j), .deadline = until + GRACE_MS
	};
	struct folder_read *q = ARENA_NEW(x->l->a, struct folder_read);
	j.trust = trust_share(a, x->place->trust);
	*q = (struct folder_read){ .x = x, .over = ARENA_NEW(a, atomic_bool) };
	j.over = q->over;
	q->timer = loop_at(loop, until, on_time, q);
	worker_start(loop, &spec, &j, on_folder, q);
}

/* ---- Which images --------------------------------------------------------------------------------- */

/* The candidates of the release. Fails if none is known yet. */
static int list_images(struct finding *x, const struct release *release, struct err *e)
{
	struct arena *a = x->l->a;
	const struct config_requirement *c = x->place->passport.wanted;
	int64_t now = gcp_wall(x->observations->gcp);
	x->images = ARENA_ARRAY(a, struct image, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct cloudrun_revision *v = s->target.candidate;
		if (!s->chosen && s->selected)
			return err_set(e, ERR_NOT_FOUND, "the candidate of services.%s is not known", s->config->member.alias);
		x->l->again = x->l->again || !s->chosen; /* it may change which services belong to the release */
		if (s->selected && s->target.released && v)
			x->images[x->n++] = (struct image){ .of = x,
				.service = s->config->member.alias,
				.image = v->image ? arena_strdup(a, v->image) : "",
				.wanted = { c->stage, evidence_image_digest(a, v->image), c->within, now } };
	}
	return x->n ? 0 : err_set(e, ERR_NOT_FOUND, "no candidate belongs to the release");
}

static void find(struct observations *observations, const struct release *release, struct observation *l)
{
	struct finding *x = ARENA_NEW(l->a, struct finding);
	*x = (struct finding){ .observations = observations, .l = l, .place = l->config };
	if (list_images(x, release, &x->error)) {
		l->again = true;
		observation_end(observations, l, NULL, &x->error);
		return;
	}
	x->error.code = ERR_NONE;
	if (x->place->state) {
		search(x);
	} else if (x->place->doubt) {
		err_set(&x->error, ERR_DENIED, "%s", x->place->doubt);
		end(x);
	} else {
		read_in_thread(x);
	}
}

/* ---- The places ------------------------------------------------------------------------------------ */

static void own_place(
	const struct config *c, const struct release *release, const struct state *state, struct stage_place *p)
{
	p->state = state;
	p->location = state ? state->store.where : c->evidence.dir;
	p->doubt = state ? NULL : release->doubts.evidence;
}

static void other_place(struct observations *o, const struct config *c, const char *location, struct stage_place *p)
{
	struct folder_root root = { NULL, NULL };
	if (state_is_bucket(location)) {
		struct config other = { .state = { .location = location } };
		p->location = location;
		p->state = memory_state(o->a, &other, o->loop, o->gcp, "", o->log); /* nothing is written there */
		return;
	}
	p->location = arena_printf(o->a, "%s/evidence", location);
	if (!file_exists(p->location))
		p->doubt = "the folder does not exist";
	else if (!c->state.unsafe)
		p->doubt = folder_doubt(o->a, p->location, &root);
}

void passports_open(struct observations *observations, const struct config *c, const struct release *release,
	const struct record_of_run *record)
{
	const struct config_requirement *all = CONFIG_ITEMS(c->requires, const struct config_requirement);
	for (size_t i = 0; i < c->requires.n; i++) {
		struct stage_place *p = ARENA_NEW(observations->a, struct stage_place);
		*p = (struct stage_place){ .passport = { &all[i], find }, .trust = record->trust };
		if (all[i].state)
			other_place(observations, c, all[i].state, p);
		else
			own_place(c, release, record->memory.state, p);
		observation_add(observations, &source_passport, all[i].member.alias, p, NULL);
	}
}
