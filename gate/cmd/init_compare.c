/* SPDX-License-Identifier: Apache-2.0 */
/* init_compare.c: the comparisons that init proposes: failed requests of services with a traffic split, and probes in
 * pairs of services with a tag. */
#include "init_ask.h"
#include "../watch/watch.h"
#include "../../gcp/resources.h"

#include <string.h>

enum { MINUTE_MS = 60 * 1000, SPARE_MINUTES = 5 };

static bool is_split(const struct service *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->now.effective.n; i++)
		n += s->now.effective.rows[i].percent > 0;
	return n > 1;
}

static bool has_tag(const struct service *s)
{
	for (size_t i = 0; i < s->now.effective.n; i++)
		if (s->now.effective.rows[i].tag && !plan_is_try_tag(s->now.effective.rows[i].tag))
			return true;
	return false;
}

struct init_compared init_compared(const struct config *c, const struct release *release)
{
	struct init_compared out = { .deadline = c->gate.deadline };
	const struct config_comparison errors = { .of = COMPARISON_ERRORS };
	int64_t minutes = comparison_minutes(&c->compare, &errors) + SPARE_MINUTES;
	for (size_t i = 0; i < release->n_services; i++) {
		out.errors = out.errors || is_split(&release->services[i]);
		out.probes = out.probes || has_tag(&release->services[i]);
	}
	int64_t least = comparison_settle(&c->compare, &errors) + minutes * MINUTE_MS +
		monitoring_delay("run.googleapis.com/request_count");
	if (out.errors && out.deadline < least)
		out.deadline = least;
	return out;
}

/* probe: the alias of the probe of the service. */
static void put_service(const struct service *s, const char *probe, struct buf *out)
{
	const char *alias = s->config->member.alias;
	if (is_split(s))
		buf_printf(out,
			"  # several revisions have traffic: failed requests of the candidate beside those of its baseline\n"
			"  %s_errors = { service = \"%s\"; of = \"errors\"; };\n",
			alias, alias);
	if (has_tag(s))
		buf_printf(out,
			"  # it has a tag: the same probe is sent to both revisions at their tag URLs\n"
			"  %s_pairs = { probe = \"%s\"; of = \"probes\"; };\n",
			alias, probe);
}

void init_compare_put(struct arena *a, const struct config *c, const struct release *release, struct buf *out)
{
	const struct init_compared what = init_compared(c, release);
	if (!what.errors && !what.probes)
		return;
	buf_puts(out,
		"# The candidate beside its baseline: worse, fine, or not yet known, with a bound on being wrong.\n"
		"# \"builtin:comparison\" below rolls back what is worse. Other kinds: latency, traffic.\n"
		"comparisons = {\n");
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct config_probe *p = discover_probe(
			a, s->config->member.alias, s->target.candidate ? s->target.candidate->raw : NULL);
		put_service(s, p->member.alias, out);
	}
	buf_puts(out, "};\n\n");
}
