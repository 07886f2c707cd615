/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: counts recorded rounds again, under the recorded policy or another one; audit.h defines the rules. No side
 * effects. */
#include "audit.h"
#include "../evidence/evidence.h"
#include "../judge/asked.h"

#include <string.h>

enum { MOST_WANTED = 1000 }; /* the maximum of gate.passes and gate.failures */

struct player {
	struct arena *a;
	const struct json *predicate, *rounds;
	const struct outcomes *now;   /* the policy's outcomes over the recorded facts */
	const struct json **recorded; /* for each outcome: its recorded entry if the rule is unchanged; or NULL */
	struct outcomes_read read;    /* state of reading the outcomes of the rounds */
	const char **names;           /* for each outcome: its name in a round's outcomes */
	struct json_key *places;      /* where that name was found in the previous round, as a hint */
	struct json_key *together;    /* the same for its rule's id, which stands for all outcomes of the rule */
	struct config_gate gate;
	struct rounds state;
	struct outcomes round;     /* the outcomes of the current round */
	bool *fresh, *once, *warm; /* flags of these outcomes */
	enum ending ending;
	bool as_recorded;
};

static bool same_text(const struct json *entry, const char *key, const char *text)
{
	return str_is(json_text(json_get(entry, key)), text ? text : "");
}

static bool is_entry_of(const struct json *entry, const struct outcome *o)
{
	bool shared = o->key && (json_get(entry, "others") || json_get(entry, "keys"));
	return same_text(entry, "id", o->rule->id) && (shared || same_text(entry, "key", o->key));
}

struct json *replay_index(struct arena *a, const struct json *predicate)
{
	struct json *index = json_new_object(a);
	size_t n;
	struct json *const *rules = json_items(json_get(predicate, "rules"), &n);
	for (size_t i = n; i-- > 0;) { /* of two equal entries the first is used */
		struct str id = json_text(json_get(rules[i], "id")), key = json_text(json_get(rules[i], "key"));
		const struct json *keys = json_get(rules[i], "keys");
		if (!keys)
			json_set_int(a, index, key.n ? arena_printf(a, "%s[%s]", id.p, key.p) : id.p, (int64_t)i);
		for (size_t k = 0; k < json_size(keys); k++)
			json_set_int(a, index, arena_printf(a, "%s[%s]", id.p, json_text(json_item(keys, k)).p), (int64_t)i);
	}
	return index;
}

const struct json *replay_recorded(
	struct arena *a, const struct json *predicate, const struct json *index, const struct outcome *o)
{
	const struct json *named = json_get(index, outcome_id(a, o)), *at = named ? named : json_get(index, o->rule->id);
	const struct json *entry = at ? json_item(json_get(predicate, "rules"), (size_t)json_int(at)) : NULL;
	return entry && is_entry_of(entry, o) ? entry : NULL;
}

int replay_outcome_named(struct str name)
{
	for (int k = OUTCOME_PASS; k <= OUTCOME_SKIPPED; k++)
		if (str_is(name, outcome_name((enum outcome_kind)k)))
			return k;
	return -1;
}

struct str replay_decision_of(const struct json *predicate)
{
	return json_text(json_get(predicate, "decision"));
}

static bool same_rule(const struct json *entry, const struct rule *r)
{
	return same_text(entry, "expression", r->expression.text) &&
		same_text(entry, "when", r->when.set ? r->when.text : NULL) &&
		same_text(entry, "needs", r->needs.set ? r->needs.text : NULL) && same_text(entry, "each", r->each);
}

/* True if the run skipped the rule because it belongs to services that were not selected; the replay skips it too. */
static bool passed_over(const struct player *p, const struct outcome *o, const struct json *entry)
{
	const struct json *services = json_get(p->predicate, "services");
	bool known = false;
	if (entry)
		return json_is_true(json_get(entry, "passedOver"));
	for (size_t i = 0; i < o->rule->services.n; i++) {
		const struct json *s = json_get(services, o->rule->services.items[i]);
		if (json_is_true(json_get(s, "judged")))
			return false;
		known = known || s;
	}
	return known;
}

static void open_player(struct player *p)
{
	const struct json *gate = json_get(p->predicate, "gate");
	size_t n = p->now->n + 1;
	int64_t passes = json_int(json_get(gate, "passes")), failures = json_int(json_get(gate, "failures"));
	struct str by = json_text(json_get(p->predicate, "decidedBy"));
	p->gate.passes = passes > 0 && passes <= MOST_WANTED ? passes : 1;
	p->gate.failures = failures > 0 && failures <= MOST_WANTED ? failures : 1;
	bool rolls_back = str_is(json_text(json_get(gate, "unknown")), "rollback");
	p->gate.unknown = rolls_back ? UNKNOWN_ROLLBACK : UNKNOWN_INCONCLUSIVE;
	p->ending = ENDING_ROUNDS;
	for (int e = 0; e < ENDING__COUNT; e++)
		if (str_is(by, ending_name((enum ending)e)))
			p->ending = (enum ending)e;
	p->recorded = ARENA_ARRAY(p->a, const struct json *, n);
	p->names = ARENA_ARRAY(p->a, const char *, n);
	p->places = ARENA_ARRAY(p->a, struct json_key, n);
	p->together = ARENA_ARRAY(p->a, struct json_key, n);
	p->fresh = ARENA_ARRAY(p->a, bool, n);
	p->once = ARENA_ARRAY(p->a, bool, n);
	p->warm = ARENA_ARRAY(p->a, bool, n);
	p->round.items = ARENA_ARRAY(p->a, struct outcome, n);
	const struct json *index = replay_index(p->a, p->predicate), *texts = statement_texts(p->a, p->predicate);
	for (size_t i = 0; i < p->now->n; i++) {
		struct outcome *o = &p->now->items[i];
		const struct json *entry = replay_recorded(p->a, p->predicate, index, o);
		p->names[i] = outcome_id(p->a, o);
		p->recorded[i] = entry && same_rule(statement_rule(p->predicate, texts, entry), o->rule) ? entry : NULL;
		if (passed_over(p, o, entry))
			o->kind = OUTCOME_SKIPPED;
	}
}

/* Sets flags[i] for the outcomes that a recorded list names. */
static void mark_named(struct player *p, const struct json *list, bool *flags)
{
	struct arena *a = arena_under(p->a);
	struct json *names = json_new_object(a);
	size_t n;
	struct json *const *items = json_items(list, &n);
	for (size_t i = 0; i < n; i++)
		json_set_bool(a, names, json_text(items[i]).p, true);
	for (size_t i = 0; i < p->now->n; i++)
		flags[i] = n && p->recorded[i] && (json_get(names, p->names[i]) || json_get(names, p->now->items[i].rule->id));
	arena_free(a);
}

static bool kind_named(struct str name, enum outcome_kind *out)
{
	int k = replay_outcome_named(name);
	if (k >= 0)
		*out = (enum outcome_kind)k;
	return k >= 0;
}

static struct str outcome_then(struct player *p, const struct json *outcomes, size_t i)
{
	const struct json *own = json_get_key(outcomes, p->names[i], &p->places[i]);
	return json_text(own ? own : json_get_key(outcomes, p->now->items[i].rule->id, &p->together[i]));
}

/* Fills p->round with the outcomes of one recorded round. A rule that the round did not judge yet (because its
 * dependency was found later) is left out. */
static void fill_round(struct player *p, const struct json *round, bool last)
{
	const struct json *outcomes = statement_outcomes(p->a, &p->read, round);
	bool all_warm = json_is_true(json_get(round, "warm"));
	mark_named(p, json_get(round, "stale"), p->fresh);
	mark_named(p, json_get(round, "warming"), p->warm);
	p->round.n = 0;
	for (size_t i = 0; i < p->now->n; i++) {
		size_t n = p->round.n;
		struct outcome o = p->now->items[i];
		if (p->recorded[i] && !last && !kind_named(outcome_then(p, outcomes, i), &o.kind))
			continue;
		p->fresh[n] = !p->fresh[i]; /* in place: n <= i */
		p->warm[n] = p->warm[i] || all_warm;
		p->once[n] = p->recorded[i] && json_is_true(json_get(p->recorded[i], "once"));
		p->round.items[n] = o;
		p->round.n++;
	}
}

/* The rows of failures with which a watch went on that an earlier process began. */
static void go_on_with_rows(struct player *p)
{
	const struct json *w = json_get(p->predicate, "watch");
	int64_t clean = json_int(json_get(w, "cleanRow"));
	if (w && !p->state.count)
		rounds_continue(p->a, &p->state, &p->round, json_get(w, "failedRows"),
			clean > 0 && clean <= LIMIT_ROWS ? (unsigned)clean : 0);
}

static enum decision play(struct player *p, const struct json *round)
{
	struct round_view view = { .warm = p->warm,
		.fresh = p->fresh,
		.once = p->once,
		.clean_services = json_is_true(json_get(round, "cleanServices")) };
	go_on_with_rows(p);
	enum decision d = rounds_next(p->a, &p->state, &p->round, &view);
	if (d == DECISION_APPROVED && json_is_true(json_get(round, "early")))
		return DECISION_GO_ON; /* a promotion's step had not reached its time or its number of requests */
	if (d == DECISION_APPROVED &&
		json_is_true(json_get(round, "refused"))) { /* the fresh read before the approval found a reason against it */
		p->state.clean_row = 0;
		d = DECISION_GO_ON;
	}
	return d;
}

/* Endings that take precedence over the rounds. */
static bool ends_before(enum ending e)
{
	return e == ENDING_NOTHING_TO_JUDGE || e == ENDING_SUPERSEDED || e == ENDING_ALREADY_ROLLED_BACK ||
		e == ENDING_RESUMED || e == ENDING_STEP;
}

/* Also the endings that apply if the rounds give no decision. */
static bool ends_otherwise(enum ending e)
{
	return ends_before(e) || e == ENDING_SERVES_NOTHING || e == ENDING_LOOK || e == ENDING_SIGNAL ||
		e == ENDING_ORDER || e == ENDING_NONE;
}

/* Repeats the last round until it gives a decision, as if the run had gone on: with fresh observations and without
 * warmup. */
static enum decision go_on(struct player *p)
{
	int64_t more = p->gate.passes > p->gate.failures ? p->gate.passes : p->gate.failures;
	enum decision d = DECISION_GO_ON;
	const struct json *last = json_item(p->rounds, json_size(p->rounds) - 1);
	struct round_view view = { .warm = p->warm,
		.fresh = p->fresh,
		.once = p->once,
		.clean_services = json_is_true(json_get(last, "cleanServices")) };
	for (size_t i = 0; i < p->round.n; i++) {
		p->fresh[i] = true;
		p->warm[i] = false;
	}
	for (int64_t i = 0; i < more && d == DECISION_GO_ON; i++)
		d = rounds_next(p->a, &p->state, &p->round, &view);
	return d == DECISION_GO_ON ? rounds_at_deadline(&p->state, &p->round) : d;
}

/* A promotion restarts its count at each step: the number of the first round is 1. An approved step may go on until its
 * time is over. */
static bool begins_anew(const struct json *round)
{
	return json_int(json_get(round, "round")) == 1;
}

/* Equal rounds are recorded as one entry with "times". More repetitions than a gate can require change nothing. */
static int64_t times_of(const struct json *round)
{
	int64_t n = json_int(json_get(round, "times"));
	return n < 1 ? 1 : n > MOST_WANTED ? MOST_WANTED + 1 : n;
}

static enum decision play_all(struct player *p)
{
	size_t n = json_size(p->rounds);
	enum decision d = DECISION_GO_ON;
	for (size_t i = 0; i < n; i++) {
		const struct json *round = json_item(p->rounds, i);
		if (begins_anew(round))
			p->state = (struct rounds){ .gate = &p->gate };
		fill_round(p, round, i + 1 == n);
		for (int64_t more = times_of(round); more-- && (d == DECISION_GO_ON || d == DECISION_APPROVED);)
			d = play(p, round);
		p->as_recorded = i + 1 == n;
		if (d != DECISION_GO_ON && d != DECISION_APPROVED)
			return i + 1 == n && ends_before(p->ending) ? DECISION_GO_ON : d;
	}
	if (ends_before(p->ending) || (d == DECISION_GO_ON && ends_otherwise(p->ending)))
		return DECISION_GO_ON;
	if (d == DECISION_APPROVED &&
		p->ending == ENDING_SIGNAL) /* the signal arrived during the fresh read before the approval */
		return DECISION_GO_ON;
	if (d != DECISION_GO_ON)
		return d;
	p->as_recorded = p->ending == ENDING_DEADLINE;
	return p->ending == ENDING_DEADLINE ? rounds_at_deadline(&p->state, &p->round) : go_on(p);
}

/* True if a deciding rule of this policy reads a source that observes the service, such as probes.health. Also true if
 * the evidence does not record these sources. */
static bool is_asked(struct player *p, const struct json *decided, const struct json *service)
{
	const struct json *reached = json_get(service, "reachedBy");
	if (!reached || json_is_true(json_get(service, "askedWaived")))
		return true;
	for (size_t i = 0; i < json_size(reached); i++) {
		const char *name = json_text(json_item(reached, i)).p, *dot = strchr(name, '.');
		const char *group = dot ? arena_strndup(p->a, name, (size_t)(dot - name)) : name;
		if (asked_reads(p->a, decided, group, dot ? dot + 1 : NULL))
			return true;
	}
	return false;
}

/* Returns the alias of the first service that no deciding rule observes, as asked_nothing does in a run; NULL: none.
 * Considers the released services or, if nothing was released, all that were judged. */
static const char *asks_nothing(struct player *p)
{
	const struct json *services = json_get(p->predicate, "services"), *decided = asked_read(p->a, p->now, true);
	bool released = false;
	for (struct json_each it = json_each(services); json_next(&it);)
		released = released ||
			(json_is_true(json_get(it.value, "judged")) && json_is_true(json_get(it.value, "released")));
	for (struct json_each it = json_each(services); json_next(&it);)
		if (json_is_true(json_get(it.value, "judged")) && (!released || json_is_true(json_get(it.value, "released"))) &&
			!is_asked(p, decided, it.value))
			return it.key;
	return NULL;
}

static const char *because(struct player *p, enum decision d)
{
	enum severity severity = d == DECISION_FAILED ? SEVERITY_ERROR : SEVERITY_CRITICAL;
	if (d == DECISION_APPROVED)
		return "";
	for (int kind = OUTCOME_FAIL; kind <= OUTCOME_UNKNOWN; kind++)
		for (size_t i = 0; i < p->round.n; i++) {
			const struct outcome *o = &p->round.items[i];
			bool fits = d == DECISION_INCONCLUSIVE ? o->rule->severity != SEVERITY_WARNING
												   : o->rule->severity == severity;
			if (fits && o->kind == (enum outcome_kind)kind && !o->rule->dry_run)
				return outcome_text(p->a, o);
		}
	return "";
}

void replay_run(struct arena *a, const struct policy *policy, const struct json *predicate, struct replay *out)
{
	static const char *const verdicts[] = {
		[DECISION_APPROVED] = "passed",
		[DECISION_CONDEMNED] = "failed",
		[DECISION_FAILED] = "failed",
		[DECISION_INCONCLUSIVE] = "inconclusive",
	};
	const struct json *facts = statement_facts(a, predicate);
	struct replay r = { .verdict = json_text(json_get(predicate, "verdict")).p, .reason = "" };
	struct player p = { .a = a, .predicate = predicate, .rounds = json_get(predicate, "rounds"), .now = &r.outcomes };
	if (json_size(p.rounds) && json_size(facts)) {
		judge(a, policy, facts, &r.outcomes);
		open_player(&p);
		p.state = (struct rounds){ .gate = &p.gate };
		r.judged = true;
		r.decision = play_all(&p);
		r.as_recorded = p.as_recorded;
	}
	const char *unasked = r.decision == DECISION_APPROVED ? asks_nothing(&p) : NULL;
	r.decision = unasked ? DECISION_INCONCLUSIVE : r.decision;
	if (r.decision != DECISION_GO_ON) {
		r.verdict = verdicts[r.decision];
		r.reason = unasked
			? arena_printf(
				  a, "not tested: %s (no critical or error rule reads its probes, commands, metrics or logs)", unasked)
			: because(&p, r.decision);
	}
	*out = r;
}
