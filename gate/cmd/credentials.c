/* SPDX-License-Identifier: Apache-2.0 */
/* credentials.c: `status --credentials`: prints the account, expiry and permissions of the credentials. */
#include "cmd.h"
#include "../watch/rights.h"

#include <stdio.h>
#include <string.h>

enum { RIGHTS_MAX = 16 };

/* The reply about one credential, or about its permissions on one service. */
struct answer {
	struct observations *observations;
	struct gcp *g;
	struct gcp_identity identity;
	bool granted[RIGHTS_MAX];
	struct err error;
};

static void put(struct run_log *log, const char *line)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, str_of(say_scrub(log, line)));
	printf("%s\n", buf_text(&b));
	buf_free(&b);
}

static void credentials_on_identity(void *arg, const struct gcp_identity *identity)
{
	struct answer *x = arg;
	x->observations->pending--;
	x->identity = *identity;
}

static void credentials_on_rights(void *arg, const bool *granted, const struct err *error)
{
	struct answer *x = arg;
	x->observations->pending--;
	if (error)
		x->error = *error;
	else
		memcpy(x->granted, granted, RIGHTS * sizeof(*granted));
}

static bool wait_for_tokens(struct observations *observations, int64_t end)
{
	return loop_run(observations->loop, &observations->pending, end) == LOOP_DONE;
}

/* ---- Account and expiry ------------------------------------------------------------------------ */

/* Prints one credential. Returns false if it is unusable. */
static bool print_identity(
	struct arena *a, struct loop *loop, struct run_log *log, const char *title, const struct gcp_identity *i)
{
	int64_t left_s = (i->until - loop_wall(loop)) / 1000;
	put(log, arena_printf(a, "%s", title));
	put(log, arena_printf(a, "  credential  %s", i->credential));
	if (i->error.code != ERR_NONE) {
		put(log, arena_printf(a, "  unusable    %s", i->error.text));
		return false;
	}
	put(log, arena_printf(a, "  account     %s", i->who ? i->who : "unknown"));
	if (i->until == INT64_MAX)
		put(log, "  until       unknown");
	else
		put(log,
			arena_printf(a, "  until       %s (%lld min left)", clock_time_text(a, i->until), (long long)left_s / 60));
	if (i->quota_project)
		put(log, arena_printf(a, "  billed to   %s", i->quota_project));
	return true;
}

static bool identify(struct observations *observations, int64_t end, const char *title, struct gcp *g)
{
	struct answer *x = ARENA_NEW(observations->a, struct answer);
	x->observations = observations;
	observations->pending++;
	gcp_identify(g, end, credentials_on_identity, x);
	if (!wait_for_tokens(observations, end))
		err_set(&x->identity.error, ERR_TIMEOUT, "no access token within gate.deadline");
	if (!x->identity.credential)
		x->identity.credential = gcp_credential(g);
	return print_identity(observations->a, observations->loop, observations->log, title, &x->identity);
}

/* ---- Permissions ------------------------------------------------------------------------------------ */

/* Prints the permissions on one service: those to observe, then those to move traffic. Returns false if one that is
 * needed is missing or unknown. */
static bool print_rights(
	struct run_log *log, const struct service *s, const struct answer *observing, const struct answer *acting)
{
	bool all = true;
	const struct right *rights = rights_table(s->config->kind);
	put(log, arena_printf(log->a, "%s (%s)", s->config->member.alias, s->config->service));
	for (size_t i = 0; i < RIGHTS; i++) {
		bool observes = rights[i].need == RIGHT_OBSERVE;
		const struct answer *x = observes ? observing : acting;
		if (x->error.code != ERR_NONE) {
			put(log, arena_printf(log->a, "  unknown     %s: %s", rights[i].permission, x->error.text));
			all = false;
			continue;
		}
		put(log,
			arena_printf(
				log->a, "  %-11s %s, %s", x->granted[i] ? "may" : "may not", rights[i].permission, rights[i].why));
		if (!x->granted[i])
			put(log, arena_printf(log->a, "              %s", rights_grant(log->a, x->g, s, rights[i].permission)));
		all = all && (x->granted[i] || rights[i].need == RIGHT_HELP);
	}
	return all;
}

/* Asks for the permissions on all selected services at once, and prints them. Returns false as print_rights does. */
static bool all_rights(struct run *r, int64_t end)
{
	struct answer *observing = ARENA_ARRAY(r->a, struct answer, r->release.n_services + 1), *acting = observing;
	bool all = true;
	if (r->acting != r->gcp)
		acting = ARENA_ARRAY(r->a, struct answer, r->release.n_services + 1);
	for (size_t i = 0; i < r->release.n_services; i++) {
		observing[i] = (struct answer){ .observations = &r->observations, .g = r->gcp };
		if (acting != observing)
			acting[i] = (struct answer){ .observations = &r->observations, .g = r->acting };
		if (!r->release.services[i].selected)
			continue;
		r->observations.pending++;
		rights_ask(&r->log, r->gcp, &r->release.services[i], end, credentials_on_rights, &observing[i]);
		if (acting == observing)
			continue;
		r->observations.pending++;
		rights_ask(&r->log, r->acting, &r->release.services[i], end, credentials_on_rights, &acting[i]);
	}
	if (!wait_for_tokens(&r->observations, end))
		return false;
	for (size_t i = 0; i < r->release.n_services; i++)
		if (r->release.services[i].selected)
			all = print_rights(&r->log, &r->release.services[i], &observing[i], &acting[i]) && all;
	return all;
}

int credentials_print(struct run *r)
{
	bool one = r->acting == r->gcp;
	int64_t end = r->start.at + r->config.gate.deadline;
	bool usable = identify(&r->observations, end, one ? "observes and moves traffic" : "observes", r->gcp);
	if (!one)
		usable = identify(&r->observations, end, "moves traffic", r->acting) && usable;
	if (usable)
		usable = all_rights(r, end);
	long long skew_s = gcp_skew_ms(r->gcp) / 1000;
	put(&r->log,
		skew_s ? arena_printf(r->a, "this machine's clock is %lld s %s Google's", skew_s < 0 ? -skew_s : skew_s,
					 skew_s < 0 ? "ahead of" : "behind")
			   : "this machine's clock agrees with Google's to the second");
	return usable ? EXIT_PASSED : EXIT_INCONCLUSIVE;
}
