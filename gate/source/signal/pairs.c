/* SPDX-License-Identifier: Apache-2.0 */
/* pairs.c: one probe, sent to the candidate and to the baseline at the same time, at their tag URLs. */
#include "pairs.h"
#include "minutes_rows.h"
#include "recorded.h"
#include "../../run/compared.h"
#include "../probe/reach.h"
#include "../source.h"

#include <string.h>

enum {
	HURRY_MS = 1000,                      /* between two pairs after a failure, at most */
	CALM_PAIRS = 2 * COMPARE_BLOCK_PAIRS, /* so many in a row without a failure end the hurry */
	FLYING = 64,                          /* pairs that have not ended */
};

struct pair;
/* One probe of a pair. */
struct ask {
	struct pair *pair;
	struct question question;
	struct config_reach reach;
	bool ended, nothing, bad; /* nothing: its answer proves nothing about the revision */
};
struct pair {
	struct pairs *of;
	struct arena *a;
	int64_t began, wall; /* loop_now; unix ms */
	struct ask asks[ARM__COUNT];
	bool taken;
};
struct pairs {
	const struct config_probe *probe;
	const struct config *config;
	struct observations *observations; /* NULL: no pair was asked yet */
	const struct release *release;
	struct observation *l;
	struct pair *flying[FLYING]; /* in the order in which they were asked; the taken ones first */
	size_t n_flying;
	struct arena *a; /* of the rows */
	struct compare_minute *rows;
	size_t n, cap;
	size_t told, looked;    /* how many the newest value has, and pairs_news has seen */
	int64_t asked, dropped; /* number of pairs */
	int64_t last;           /* loop_now of the newest pair */
	uint64_t timer;
	bool began;                /* what an earlier run recorded was taken over */
	bool answered[ARM__COUNT]; /* the revision has answered well once */
	bool counts;               /* the warm-up is over */
	int calm;                  /* pairs without a failure since the last one; CALM_PAIRS at first */
	bool proven;               /* the candidate is worse */
	bool both;                 /* the baseline failed in the newest pair */
};

void *pairs_begin(struct arena *a, const struct config *c, const struct config_comparison *one)
{
	struct pairs *k = ARENA_NEW(a, struct pairs);
	k->a = a;
	k->config = c;
	k->probe = group_item_named(c, GROUP_PROBES, one->probe);
	k->calm = CALM_PAIRS;
	return k;
}

const struct config_probe *pairs_probe(const struct observation *l)
{
	const struct pairs *k = l->kept;
	return k->probe;
}

/* ---- The value --------------------------------------------------------------------------------------------------- */

static struct json *list_of(struct arena *a, struct json *item)
{
	struct json *v = json_new_array(a);
	json_add(v, item);
	return v;
}

static size_t waiting(const struct pairs *k)
{
	size_t n = 0;
	for (size_t i = 0; i < k->n_flying; i++)
		n += !k->flying[i]->taken;
	return n;
}

static struct json *value_of(
	struct arena *a, const struct pairs *k, const struct service *s, enum compare_reason reason)
{
	struct json *v = json_new_object(a), *rows = json_new_array(a);
	for (size_t i = 0; i < k->n; i++)
		json_add(rows, minutes_row_json(a, &k->rows[i]));
	json_set_string(a, v, "of", comparison_names[COMPARISON_PROBES]);
	json_set_string(a, v, "candidate", s->target.candidate->name);
	json_set_string(a, v, "baseline", s->target.baseline ? s->target.baseline->name : NULL);
	json_set(v, "parts", list_of(a, rows));
	json_set(v, "dispersion", list_of(a, json_new_double(a, 1)));
	json_set(v, "boundsMs", list_of(a, json_new_double(a, 0)));
	json_set_bool(a, v, "noiseKnown", true);
	json_set_int(a, v, "stepAt", 0);
	json_set(v, "share", json_new_double(a, -1));
	json_set_bool(a, v, "comparable", reason == COMPARE_KNOWN);
	json_set_int(a, v, "waiting", (int64_t)waiting(k));
	json_set_int(a, v, "dropped", k->dropped);
	json_set_int(a, v, "revised", 0);
	json_set_int(a, v, "own", 0);
	json_set_int(a, v, "reason", reason);
	return v;
}

struct json *pairs_news(struct arena *a, const struct observation *l)
{
	struct pairs *k = l->kept;
	bool none = k->proven || k->looked == k->n;
	k->looked = k->n;
	return none ? NULL : value_of(a, k, l->service, COMPARE_KNOWN);
}

static void end(struct pairs *k)
{
	if (!k->l->in_flight)
		return;
	k->told = k->n;
	observation_end(k->observations, k->l, value_of(k->l->a, k, k->l->service, COMPARE_KNOWN), NULL);
}

void pairs_proven(struct observation *l)
{
	struct pairs *k = l->kept;
	k->proven = true;
	end(k);
}

/* ---- Answers ----------------------------------------------------------------------------------------------------- */

static void reserve(struct pairs *k)
{
	k->rows = arena_grow(k->a, k->rows, k->n, &k->cap, sizeof(*k->rows));
}

/* A candidate that is starting may fail, and so may a baseline that has to be started. */
static bool is_counted(struct pairs *k, const struct pair *p)
{
	bool all = true;
	for (int arm = 0; arm < ARM__COUNT; arm++) {
		k->answered[arm] = k->answered[arm] || !p->asks[arm].bad;
		all = all && k->answered[arm];
	}
	k->counts = k->counts || all || k->release->warm_ended;
	return k->counts && k->n < LIMIT_COMPARE_MINUTES;
}

static void take_pair(struct pairs *k, struct pair *p)
{
	const struct ask *candidate = &p->asks[ARM_CANDIDATE], *baseline = &p->asks[ARM_BASELINE];
	p->taken = true;
	if (candidate->nothing || baseline->nothing || !is_counted(k, p)) {
		k->dropped++;
		return;
	}
	reserve(k);
	int64_t after = k->n ? k->rows[k->n - 1].start + 1 : 0; /* the server's clock may have been set back */
	k->rows[k->n++] = (struct compare_minute){ .start = p->wall > after ? p->wall : after,
		.candidate = { 1, candidate->bad },
		.baseline = { 1, baseline->bad },
		.share = -1 };
	k->calm = candidate->bad || baseline->bad ? 0 : k->calm + 1;
	k->both = baseline->bad;
}

/* Takes the pairs that have ended, in their order. */
static void take(struct pairs *k)
{
	bool any = false;
	for (size_t i = 0; i < k->n_flying; i++) {
		struct pair *p = k->flying[i];
		if (p->taken)
			continue;
		if (!p->asks[ARM_CANDIDATE].ended || !p->asks[ARM_BASELINE].ended)
			break;
		take_pair(k, p);
		any = true;
	}
	if (any)
		end(k);
}

static void on_answer(struct question *q, struct json *value, const struct err *error)
{
	struct ask *k = q->arg;
	k->ended = true;
	k->nothing = error != NULL;
	k->bad = value && !json_is_true(json_get(value, "ok"));
	take(k->pair->of);
}

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

static void ask_one(struct pairs *k, struct pair *p, enum minutes_arm arm)
{
	const struct service *s = k->l->service;
	const struct cloudrun_revision *v = arm == ARM_CANDIDATE ? s->target.candidate : s->target.baseline;
	struct ask *one = &p->asks[arm];
	one->reach = *reach_at(p->a, k->probe->reach, arm == ARM_CANDIDATE ? AT_CANDIDATE : AT_BASELINE);
	one->reach.revision = arena_strdup(p->a, v->name);
	one->question = (struct question){ .observations = k->observations,
		.release = k->release,
		.a = p->a,
		.service = k->l->service,
		.reach = &one->reach,
		.began = p->began,
		.late = loop_late(k->observations->loop),
		.deadline = k->observations->deadline,
		.past = true,
		.done = on_answer,
		.arg = one };
	one->pair = p;
	if (k->probe->http)
		http_ask(&one->question, k->probe->http);
	else
		grpc_ask(&one->question, k->probe->grpc);
}

/* Frees the pairs that were taken. Not called from the end of a question, which still uses its memory. */
static void free_taken(struct pairs *k)
{
	size_t n = 0;
	for (size_t i = 0; i < k->n_flying; i++) {
		struct pair *p = k->flying[i];
		if (p->taken)
			arena_free(p->a);
		else
			k->flying[n++] = p;
	}
	k->n_flying = n;
}

static void on_time(void *arg);

static void wake(struct pairs *k)
{
	loop_cancel(k->observations->loop, k->timer);
	k->timer = loop_at(k->observations->loop, loop_now(k->observations->loop) + HURRY_MS, on_time, k);
}

static void ask(struct pairs *k)
{
	free_taken(k);
	if (k->n_flying == FLYING || k->n >= LIMIT_COMPARE_MINUTES)
		return;
	struct arena *a = arena_under(k->observations->a);
	struct pair *p = ARENA_NEW(a, struct pair);
	*p = (struct pair){
		.of = k, .a = a, .began = loop_now(k->observations->loop), .wall = gcp_wall(k->observations->gcp)
	};
	k->flying[k->n_flying++] = p;
	k->last = p->began;
	bool turned = k->asked++ % 2 != 0;
	ask_one(k, p, turned ? ARM_BASELINE : ARM_CANDIDATE);
	ask_one(k, p, turned ? ARM_CANDIDATE : ARM_BASELINE);
	wake(k);
}

/* One of both has answered, and the other has not for a second. */
static bool is_silent(const struct pairs *k)
{
	for (size_t i = 0; i < k->n_flying; i++) {
		const struct pair *p = k->flying[i];
		if (p->asks[ARM_CANDIDATE].ended != p->asks[ARM_BASELINE].ended &&
			loop_now(k->observations->loop) - p->began >= HURRY_MS)
			return true;
	}
	return false;
}

static bool hurries(const struct pairs *k)
{
	return k->counts && !k->proven && (k->calm < CALM_PAIRS || is_silent(k));
}

bool pairs_both_fail(const struct observation *l)
{
	const struct pairs *k = l->kept;
	return k->both;
}

static const char *untagged(const struct service *s)
{
	const char *candidate = s->target.candidate->name, *baseline = s->target.baseline->name;
	if (!cloudrun_tag_uri(&s->now, baseline))
		return baseline;
	return cloudrun_tag_uri(&s->now, candidate) ? NULL : candidate;
}

/* Between two rounds: asks the next pair, if there is reason to hurry. */
static void on_time(void *arg)
{
	struct pairs *k = arg;
	const struct observations *observations = k->observations;
	k->timer = 0;
	if (!observations->watching || observations->after || untagged(k->l->service))
		return;
	if (hurries(k))
		ask(k);
	else if (waiting(k))
		wake(k);
}

static const char *no_tag(struct arena *a, const struct pairs *k, const struct service *s, const char *revision)
{
	return arena_printf(a,
		"%s has no tag URL to which the probe %s could be sent; %sgive it a tag: gcloud run services update-traffic %s "
		"--update-tags=%s=%s --region=%s --project=%s",
		revision, k->probe->member.alias,
		k->config->rollback.try_tag ? "" : "set rollback.try_tag = true, which lends it one for the run, or ",
		text_shell(a, s->now.id), strcmp(revision, s->target.candidate->name) ? "baseline" : "candidate",
		text_shell(a, revision), text_shell(a, s->now.region), text_shell(a, s->now.project));
}

static void unknown(struct observations *observations, struct observation *l, enum err_code code, const char *why)
{
	struct err e;
	err_set(&e, code, "comparisons.%s: %s", l->alias, why);
	observation_end(observations, l, NULL, &e);
}

static enum compare_reason revisions(const struct service *s)
{
	if (!s->target.baseline)
		return COMPARE_NO_BASELINE;
	return strcmp(s->target.candidate->name, s->target.baseline->name) ? COMPARE_KNOWN : COMPARE_SAME_REVISION;
}

/* Once: goes on with the pairs that an earlier run about the same revisions recorded. */
static void go_on(struct pairs *k)
{
	const struct json *basis = k->began ? NULL
										: release_earlier(k->release, k->a, k->l, comparison_names[COMPARISON_PROBES]);
	k->began = true;
	if (basis)
		k->n = k->cap = recorded_rows(k->a, basis, 0, &k->rows);
	k->dropped += basis ? json_int(json_get(basis, "dropped")) : 0;
}

void pairs_start(struct observations *observations, const struct release *release, struct observation *l)
{
	struct pairs *k = l->kept;
	const struct service *s = l->service;
	const struct err_kept *why = &s->observation->error;
	int64_t pause = k->config->gate.interval < HURRY_MS ? k->config->gate.interval : HURRY_MS;
	k->observations = observations;
	k->release = release;
	k->l = l;
	if (!s->chosen || !s->target.candidate) {
		unknown(observations, l, why->code == ERR_NONE ? ERR_EVAL : why->code,
			arena_printf(l->a, "the candidate of %s is not known", s->config->member.alias));
		return;
	}
	enum compare_reason reason = revisions(s);
	if (reason != COMPARE_KNOWN) {
		observation_end(observations, l, value_of(l->a, k, s, reason), NULL);
		return;
	}
	if (observations->after) { /* traffic was moved: the comparison has ended */
		end(k);
		return;
	}
	go_on(k);
	const char *without = untagged(s);
	if (without) {
		unknown(observations, l, ERR_EVAL, no_tag(l->a, k, s, without));
		return;
	}
	if (!hurries(k) || loop_now(observations->loop) - k->last >= pause)
		ask(k);
	if (k->told < k->n || !waiting(k))
		end(k);
}
