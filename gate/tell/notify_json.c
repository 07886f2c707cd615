/* SPDX-License-Identifier: Apache-2.0 */
/* notify_json.c: a summary of the result as JSON, and as a Slack message. No side effects. */
#include "notify.h"
#include "../report/report.h"
#include "../run/run.h"

#include <stdlib.h>
#include <string.h>

static void copy(struct json *out, const struct json *from, const char *key)
{
	json_set(out, key, json_get(from, key));
}

struct json *notify_json(struct arena *a, const struct json *predicate, const char *sha256)
{
	static const char *const keys[] = { "rungate", "id", "release", "command", "startedAt", "finishedAt", "verdict",
		"action", "exitCode", "reason", "signed" };
	static const char *const of_service[] = { "service", "project", "region", "released", "candidate", "baseline",
		"trafficBefore", "trafficAfter", "move", "restored" };
	struct json *all = json_new_array(a), *v = json_new_object(a), *services = json_new_object(a);
	for (size_t i = 0; i < COUNTOF(keys); i++)
		copy(v, predicate, keys[i]);
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);) {
		struct json *s = json_new_object(a);
		for (size_t i = 0; i < COUNTOF(of_service); i++)
			copy(s, it.value, of_service[i]);
		json_set(services, it.key, s);
	}
	json_set(v, "services", services);
	json_set(v, "next", json_get(predicate, "next"));
	json_set_string(a, v, "evidenceSha256", sha256);
	json_add(all, v);
	return all;
}

/* ---- Slack ------------------------------------------------------------------------------------- */

enum { SLACK_TEXT = 2200, SLACK_RULES = 10, SLACK_SERVICES = 3 }; /* a section holds 3000 characters */

/* Escapes the three characters that Slack interprets, so that texts cannot contain mentions or links. */
static void put_escaped(struct buf *b, struct str s)
{
	struct buf clean = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	text_put_printable(&clean, s);
	for (const char *p = buf_text(&clean); *p; p++) {
		if (*p == '&')
			buf_puts(b, "&amp;");
		else if (*p == '<')
			buf_puts(b, "&lt;");
		else if (*p == '>')
			buf_puts(b, "&gt;");
		else
			buf_putc(b, *p == '`' ? '\'' : *p);
	}
	buf_free(&clean);
}

static void put_rules(struct buf *b, const struct json *rules)
{
	size_t said = 0, failed = 0;
	for (size_t i = 0; i < json_size(rules); i++) {
		const struct json *r = json_item(rules, i);
		if (!str_is(json_text(json_get(r, "outcome")), "fail") || str_is(json_text(json_get(r, "severity")), "warning"))
			continue;
		failed++;
		if (said == SLACK_RULES || b->n > SLACK_TEXT)
			continue;
		said++;
		buf_puts(b, "\n• `");
		put_escaped(b, json_text(json_get(r, "id")));
		buf_puts(b, json_get(r, "key") ? " " : "");
		put_escaped(b, json_text(json_get(r, "key")));
		buf_puts(b, "` ");
		put_escaped(b, json_text(json_get(r, "message")));
	}
	if (failed > said)
		buf_printf(b, "\n… and %zu more", failed - said);
}

static const char *services_of(struct arena *a, const struct json *predicate)
{
	const char *out = "";
	for (struct json_each it = json_each(json_get(predicate, "services")); json_next(&it);)
		if (json_is_true(json_get(it.value, "released")))
			out = arena_printf(a, "%s%s%s", out, *out ? ", " : "", it.key);
	return out;
}

/* Returns the address of the pipeline's run, from the environment of GitHub or GitLab, or NULL. */
static const char *ci_pipeline(struct arena *a)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:";
	const char *server = getenv("GITHUB_SERVER_URL"), *repository = getenv("GITHUB_REPOSITORY"),
			   *run = getenv("GITHUB_RUN_ID"), *url = getenv("CI_PIPELINE_URL");
	if (server && repository && run)
		url = arena_printf(a, "%s/%s/actions/runs/%s", server, repository, run);
	return url && !strncmp(url, "https://", 8) && !url[strspn(url, chars)] ? url : NULL;
}

/* Where it happened: project and region; for each released service its candidate and its logs; the run of CI. */
static void put_places(struct buf *b, struct arena *a, const struct json *predicate)
{
	size_t n, said = 0;
	const struct report_service *all = report_services(a, predicate, &n);
	const char *pipeline = ci_pipeline(a);
	if (*report_where(a, predicate)) {
		buf_putc(b, '\n');
		put_escaped(b, str_of(report_where(a, predicate)));
	}
	for (size_t i = 0; i < n && said < SLACK_SERVICES; i++) {
		const char *logs = report_console(a, all[i].value);
		if (!json_is_true(json_get(all[i].value, "released")))
			continue;
		said++;
		buf_puts(b, "\n");
		put_escaped(b, str_of(all[i].alias));
		buf_puts(b, ": `");
		put_escaped(b, json_text(json_get(all[i].value, "candidate")));
		buf_puts(b, "`");
		if (logs)
			buf_printf(b, " (<%s|logs>)", logs);
	}
	if (pipeline)
		buf_printf(b, "\n<%s|the pipeline>", pipeline);
}

struct json *notify_slack(struct arena *a, const struct json *predicate, const char *sha256)
{
	const struct report_headline *h = report_headline(predicate);
	struct json *all = json_new_array(a), *v = json_new_object(a), *blocks = json_new_array(a);
	struct json *section = json_new_object(a), *text = json_new_object(a);
	struct buf title = BUF_MAX(16 * 1024), body = BUF_MAX(64 * 1024), cut = BUF_MAX(64 * 1024);
	buf_printf(&title, "%s %s: ", report_emoji(h->mood), h->word);
	put_escaped(&title, str_of(services_of(a, predicate)));
	buf_printf(&body, "*%s*\n%s\n", buf_text(&title), h->meaning);
	put_escaped(&body, json_text(json_get(predicate, "reason")));
	put_rules(&body, json_get(predicate, "rules"));
	report_put_cut(&cut, (struct str){ buf_text(&body), body.n }, SLACK_TEXT);
	put_places(&cut, a, predicate);
	buf_printf(&cut, "\nevidence `%.8s`%s%.12s", json_text(json_get(predicate, "id")).p, sha256 ? " sha256:" : "",
		sha256 ? sha256 : "");
	json_set_string(a, text, "type", "mrkdwn");
	json_set_string(a, text, "text", buf_text(&cut));
	json_set_string(a, section, "type", "section");
	json_set(section, "text", text);
	json_add(blocks, section);
	json_set_string(a, v, "text", buf_text(&title));
	json_set(v, "blocks", blocks);
	json_add(all, v);
	buf_free(&title);
	buf_free(&body);
	buf_free(&cut);
	return all;
}
