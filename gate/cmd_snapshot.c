/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_snapshot.c: records the split of every service before a deploy: the place to return to. */
#include "gate.h"

#include <stdio.h>
#include <string.h>

static bool passed_or_unjudged(const struct run *r, const struct service *s, const struct run_split *split)
{
	for (size_t i = 0; i < split->n; i++) {
		enum record_verdict last = RECORD_OTHER;
		for (size_t j = 0; j < r->records.n; j++) {
			const struct record *k = &r->records.items[j];
			if (!strcmp(k->service, s->now.name) && !strcmp(k->candidate, split->rows[i].revision) && k->verdict != RECORD_OTHER)
				last = k->verdict;
		}
		if (last != RECORD_PASSED)
			return false;
	}
	return true;
}

/* A record of a passing state is not replaced by one whose serving revision has never passed. */
static const char *must_keep(struct run *r, const struct snapshot *old, const struct snapshot *new)
{
	for (size_t i = 0; old && i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		const struct snapshot_service *was = snapshot_of(old, s->now.name), *is = snapshot_of(new, s->now.name);
		if (!was || !is || run_same_percents(&was->split, NULL, &is->split, NULL))
			continue;
		if (passed_or_unjudged(r, s, &was->split) && !passed_or_unjudged(r, s, &is->split))
			return arena_printf(r->a, "%s serves %s, which has no passing verdict; the snapshot holds %s, which has",
				s->config->member.alias, run_split_text(r->a, &is->split), run_split_text(r->a, &was->split));
	}
	return NULL;
}

static int take(struct run *r, struct snapshot *out, struct err *e)
{
	out->taken_at = loop_wall(r->loop);
	out->services = ARENA_ARRAY(r->a, struct snapshot_service, r->n_services + 1);
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		if (s->look->error.code != ERR_NONE)
			return err_set(e, s->look->error.code, "%s", s->look->error.text);
		out->services[out->n++] = (struct snapshot_service){ .alias = s->config->member.alias, .name = s->now.name,
			.uid = s->now.uid, .split = run_resolved(r->a, &s->now.effective, s->now.latest_ready) };
	}
	return 0;
}

int cmd_snapshot(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	struct snapshot now = { 0 };
	struct buf text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct err why;
	if (run_open(a, o, false, r, e))
		return -1;
	if (observe_services(r, r->start + r->config.gate.deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	if (take(r, &now, &why)) {
		fprintf(stderr, "rungate: no snapshot was taken: %s\n", why.text);
		return EXIT_INCONCLUSIVE;
	}
	const char *path = o->output ? o->output : ".rungate/baseline.json";
	const char *keep = must_keep(r, r->snapshot, &now);
	if (keep && !o->force) {
		fprintf(stderr, "rungate: the snapshot stays as it is: %s\n", keep);
		return EXIT_NOT_MOVED;
	}
	json_print(snapshot_json(a, &now), JSON_PRETTY, &text);
	buf_putc(&text, '\n');
	int rc = file_write_atomic(path, text.p, text.n, 0600, &why);
	buf_free(&text);
	if (rc) {
		fprintf(stderr, "rungate: the snapshot could not be written: %s\n", why.text);
		return EXIT_NO_EVIDENCE;
	}
	for (size_t i = 0; i < now.n; i++)
		printf("%s: %s\n", now.services[i].alias, run_split_text(a, &now.services[i].split));
	printf("recorded in %s\n", path);
	return EXIT_PASSED;
}
