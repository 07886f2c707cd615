/* SPDX-License-Identifier: Apache-2.0 */
/* registry.c: looks up images in Artifact Registry. Image and repository are read at the same time; the list of all
 * versions only if a policy keeps the most recent ones and it depends on that. */
#include "registry.h"
#include "../../run/say.h"

#include <string.h>

struct waiter {
	void (*done)(void *arg);
	void *arg;
	struct waiter *next;
};

struct repository {
	struct registry *r;
	const char *path;
	bool in_flight, answered, gone;
	int64_t asked_at;
	struct err error; /* why it is not known, or ERR_NONE */
	struct image_repository is;
	struct look *looks; /* images that wait for it */
};

struct look {
	struct registry *r;
	struct image_name name;
	struct repository *repository;
	bool in_flight, answered;
	int64_t asked_at, deadline;
	size_t waiting;  /* for answers */
	struct arena *a; /* of the answers, until the state is known; NULL: nothing is in flight */
	bool gone;
	const struct err *error; /* why the image is not known, or NULL */
	struct image_version is;
	struct image_state state; /* the newest */
	struct waiter *waiters;
	struct look *next; /* of the repository's */
};

struct registry {
	struct arena *a;
	struct gcp *g;
	const struct run_log *log;
	bool until_known;
	struct look **looks;
	struct repository **repositories;
	size_t n_looks, cap_looks, n_repositories, cap_repositories;
	struct json *index; /* of both arrays: by the image's text, and by the repository's path */
};

struct registry *registry_new(struct arena *a, struct gcp *g, const struct run_log *log, bool until_known)
{
	struct registry *r = ARENA_NEW(a, struct registry);
	*r = (struct registry){ .a = a, .g = g, .log = log, .until_known = until_known, .index = json_new_object(a) };
	return r;
}

const char *registry_refused(const struct image_name *i)
{
	switch (i->place) {
	case IMAGE_IN_REGISTRY: break;
	case IMAGE_WITHOUT_DIGEST: return "the revision names it without a digest";
	case IMAGE_ELSEWHERE: return "it is not in Artifact Registry, and other registries are not looked at";
	}
	return NULL;
}

static struct look *look_of(const struct registry *r, const char *image)
{
	const struct json *at = json_get(r->index, image);
	return at ? r->looks[json_int(at)] : NULL;
}

const struct image_state *registry_state(const struct registry *r, const char *image)
{
	const struct look *k = look_of(r, image);
	return k && k->answered ? &k->state : NULL;
}

/* ---- The state of an image, from the answers --------------------------------------------------------------- */

/* Returns the reason without the request. The message names the image anyway, and images that are unknown for the same
 * reason can share one message. */
static const char *without_call(const char *text)
{
	const char *reason = strncmp(text, "GET ", 4) != 0 ? NULL : strstr(text, ": ");
	return reason ? reason + 2 : text;
}

static struct image_state unseen(struct registry *r, const struct err *e)
{
	const char *why = arena_printf(r->a, "Artifact Registry: %s", say_scrub_to(r->a, r->log, without_call(e->text)));
	return (struct image_state){ .known = IMAGE_UNSEEN, .why = why, .again = gcp_may_pass(e->code) };
}

static struct image_state is_gone(const struct look *k)
{
	return (struct image_state){ .known = IMAGE_GONE,
		.why = arena_printf(k->r->a, "does not exist any more in repository %s", k->name.repository) };
}

/* In what a repository shows of others, a missing image proves nothing, and a present one may be a copy. */
static bool shows_others(const struct repository *p)
{
	return !p->gone && p->error.code == ERR_NONE && strcmp(p->is.mode, "STANDARD_REPOSITORY") != 0;
}

static struct image_state is_present(const struct look *k)
{
	const struct repository *p = k->repository;
	struct image_state s = { .known = IMAGE_PRESENT, .uploaded_at = k->is.uploaded_at };
	s.taken.outcome = CLEANUP_DEPENDS;
	if (p->error.code != ERR_NONE)
		s.expiry_why = say_scrub_to(k->r->a, k->r->log, p->error.text);
	else
		s.taken = cleanup_of(&p->is, &k->is, gcp_wall(k->r->g));
	return s;
}

static struct image_state state_of(const struct look *k)
{
	const struct repository *p = k->repository;
	if (shows_others(p))
		return (struct image_state){ .known = IMAGE_UNSEEN,
			.why = arena_printf(k->r->a, "repository %s (%s) shows images of other registries, which are not looked at",
				k->name.repository, p->is.mode) };
	if (k->error)
		return unseen(k->r, k->error);
	if (!k->gone)
		return is_present(k);
	return p->gone || p->error.code == ERR_NONE ? is_gone(k) : unseen(k->r, &p->error);
}

static void end(struct look *k, struct image_state state)
{
	struct waiter *w = k->waiters;
	k->state = state;
	k->answered = true;
	k->in_flight = false;
	k->waiters = NULL;
	arena_free(k->a);
	k->a = NULL;
	for (; w; w = w->next)
		w->done(w->arg);
}

static void registry_on_versions(void *arg, const struct gcp_reply *reply)
{
	struct look *k = arg;
	struct err e = reply->error;
	if (e.code == ERR_NONE)
		artifactregistry_newer_of(reply->body, &k->name, &k->is.newer, &e);
	struct image_state s = is_present(k);
	if (s.taken.outcome == CLEANUP_DEPENDS)
		s.expiry_why = say_scrub_to(k->r->a, k->r->log, e.text);
	end(k, s);
}

static void one_answered(struct look *k)
{
	if (--k->waiting)
		return;
	struct image_state s = state_of(k);
	bool depends = s.known == IMAGE_PRESENT && s.taken.outcome == CLEANUP_DEPENDS && !s.expiry_why;
	if (depends && k->r->until_known)
		gcp_list(k->r->g, k->a, GCP_ARTIFACTREGISTRY, artifactregistry_versions_path(k->a, &k->name), "versions",
			k->deadline, registry_on_versions, k);
	else
		end(k, s);
}

/* ---- Requests ---------------------------------------------------------------------------------------------- */

static void registry_on_image(void *arg, const struct gcp_reply *reply)
{
	struct look *k = arg;
	struct err e = reply->error;
	k->gone = e.code == ERR_NOT_FOUND;
	if (e.code == ERR_NONE)
		artifactregistry_image_of(k->a, reply->body, &k->name, &k->is, &e);
	if (e.code != ERR_NONE && !k->gone) {
		struct err *why = ARENA_NEW(k->a, struct err);
		*why = e;
		k->error = why;
	}
	one_answered(k);
}

static void registry_on_repository(void *arg, const struct gcp_reply *reply)
{
	struct repository *p = arg;
	struct look *k = p->looks, *next;
	p->in_flight = false;
	p->answered = true;
	p->looks = NULL;
	p->error = reply->error;
	p->gone = reply->error.code == ERR_NOT_FOUND;
	if (p->gone)
		p->error.code = ERR_NONE;
	else if (p->error.code == ERR_NONE && k)
		artifactregistry_repository_of(p->r->a, reply->body, &k->name, &p->is, &p->error);
	for (; k; k = next) {
		next = k->next;
		one_answered(k);
	}
}

static struct repository *repository_of(struct registry *r, const struct image_name *i)
{
	const char *path = artifactregistry_repository_path(r->a, i);
	const struct json *at = json_get(r->index, path);
	if (at)
		return r->repositories[json_int(at)];
	struct repository *p = ARENA_NEW(r->a, struct repository);
	*p = (struct repository){ .r = r, .path = path };
	json_set_int(r->a, r->index, path, (int64_t)r->n_repositories);
	r->repositories = arena_grow(
		r->a, r->repositories, r->n_repositories, &r->cap_repositories, sizeof(*r->repositories));
	return r->repositories[r->n_repositories++] = p;
}

static bool is_known(const struct repository *p, int64_t since)
{
	bool lasts = p->error.code == ERR_NONE || !gcp_may_pass(p->error.code);
	return p->answered && !p->in_flight && p->asked_at >= since && lasts;
}

static void with_repository(struct look *k, int64_t since)
{
	struct repository *p = k->repository;
	if (is_known(p, since))
		return;
	k->waiting++;
	k->next = p->looks;
	p->looks = k;
	if (p->in_flight)
		return;
	p->in_flight = true;
	p->asked_at = loop_now(gcp_loop(k->r->g));
	gcp_get(k->r->g, k->r->a, GCP_ARTIFACTREGISTRY, p->path, k->deadline, registry_on_repository, p);
}

static struct look *look_new(struct registry *r, const struct image_name *i)
{
	struct look *k = ARENA_NEW(r->a, struct look);
	const char *text = arena_strdup(r->a, i->text);
	*k = (struct look){ .r = r };
	artifactregistry_name(r->a, text, &k->name); /* i may live shorter */
	k->repository = repository_of(r, &k->name);
	json_set_int(r->a, r->index, text, (int64_t)r->n_looks);
	r->looks = arena_grow(r->a, r->looks, r->n_looks, &r->cap_looks, sizeof(*r->looks));
	return r->looks[r->n_looks++] = k;
}

void registry_look(struct registry *r, const struct image_name *i, int64_t since, int64_t deadline)
{
	if (registry_refused(i))
		return;
	struct look *k = look_of(r, i->text);
	if (k && (k->in_flight || (k->answered && k->asked_at >= since && !k->state.again)))
		return;
	k = k ? k : look_new(r, i);
	k->in_flight = true;
	k->asked_at = loop_now(gcp_loop(r->g));
	k->deadline = deadline;
	k->waiting = 1;
	k->a = arena_under(r->a);
	k->error = NULL;
	with_repository(k, since);
	gcp_get(
		r->g, k->a, GCP_ARTIFACTREGISTRY, artifactregistry_image_path(k->a, &k->name), deadline, registry_on_image, k);
}

bool registry_await(struct registry *r, const struct image_name *i, void (*done)(void *arg), void *arg)
{
	struct look *k = look_of(r, i->text);
	if (!k || !k->in_flight)
		return false;
	struct waiter *w = ARENA_NEW(r->a, struct waiter);
	*w = (struct waiter){ done, arg, k->waiters };
	k->waiters = w;
	return true;
}
