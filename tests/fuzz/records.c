/* SPDX-License-Identifier: Apache-2.0 */
/* records.c: fuzz targets for records of earlier runs: evidence in any wrapping, reports, the journal, snapshots. */
#include "fuzz.h"
#include "../../gate/audit/audit.h"
#include "../../gate/evidence/note_text.h"
#include "../../gate/report/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Evidence: unsigned evidence is never trusted if trust is required ---------------------------------------- */

static void run_evidence(struct arena *a, struct str input)
{
	static const struct trust none = { NULL, 0, true };
	struct findings f = { NULL, 0, 0 };
	struct statement s;
	struct replay r;
	struct err e;
	FUZZ_MUST(statement_read(a, "fuzz.json", input, &none, &s, &e));
	if (statement_read(a, "fuzz.json", input, NULL, &s, &e))
		return;
	audit_statement(a, &s, &none, json_new_object(a), &f);
	FUZZ_MUST(f.n);
	struct policy p = { 0 };
	replay_run(a, &p, s.predicate, &r);
}

const struct fuzz_target fuzz_target_evidence = { "evidence", run_evidence };

/* ---- Reports: for any predicate, the output is safe for its destination ----------------------------------------- */

static void no_command_for_ci(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		bool begins = !i || text.p[i - 1] == '\n';
		FUZZ_MUST(!begins || text.n - i < 2 || strncmp(text.p + i, "::", 2) != 0);
		FUZZ_MUST(text.n - i < 6 || strncmp(text.p + i, "##vso[", 6) != 0);
	}
}

/* CSV lines end with CR LF (RFC 4180); any other CR stays. */
static struct str without_line_ends(struct arena *a, struct str text)
{
	char *out = arena_strndup(a, text.p, text.n);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
			out[n++] = text.p[i];
	return (struct str){ out, n };
}

static void run_report(struct arena *a, struct str input)
{
	size_t n;
	const struct report_format *all = report_formats(&n);
	const struct report_format *format = &all[fuzz_choice(&input, n)];
	const struct json *predicate = fuzz_json(a, input);
	struct buf out = BUF_MAX(64 * 1024 * 1024);
	struct json *again;
	struct err e;
	if (json_kind(predicate) != JSON_OBJECT)
		return;
	report_render(a, format, &predicate, 1, &(struct report_style){ .color = false }, &out);
	struct str text = { buf_text(&out), out.n };
	FUZZ_MUST(text_utf8_valid(text.p, text.n));
	if (!strcmp(format->name, "json") || !strcmp(format->name, "sarif"))
		FUZZ_MUST(!json_parse(a, text, &again, &e));
	if (!strcmp(format->name, "text") || !strcmp(format->name, "csv") || !strcmp(format->name, "history"))
		fuzz_must_be_printable(without_line_ends(a, text));
	if (!strcmp(format->name, "text") || !strcmp(format->name, "markdown"))
		no_command_for_ci(text);
	buf_free(&out);
}

const struct fuzz_target fuzz_target_report = { "report", run_report };

/* ---- Journal and snapshots, as files ------------------------------------------------------------- */

/* A folder of this process, with the input as its only file. */
static const char *file_of(struct arena *a, struct str input, const char *name)
{
	static char dir[] = "/tmp/rungate-fuzz-XXXXXX";
	static bool made;
	struct err e;
	if (!made)
		FUZZ_MUST(mkdtemp(dir) != NULL);
	made = true;
	char *path = arena_printf(a, "%s/%s", dir, name);
	FUZZ_MUST(!file_write_atomic(path, input.p, input.n, 0600, &e));
	return path;
}

static void run_journal(struct arena *a, struct str input)
{
	const char *path = file_of(a, input, "story.jsonl");
	struct journal_entry *stories = NULL;
	size_t n = 0;
	struct err e;
	if (journal_read(a, file_dir(a, path), NULL, &stories, &n, &e))
		return;
	for (size_t i = 0; i < n; i++) {
		FUZZ_MUST(stories[i].records ? stories[i].n : stories[i].refused != NULL);
		for (size_t j = 0; j < stories[i].n; j++) {
			const struct traffic_move *m = &stories[i].moves[j];
			FUZZ_MUST(!cloudrun_split_wrong(a, &m->target) && !cloudrun_split_wrong(a, &m->first.desired) &&
				cloudrun_name_valid(m->first.id));
		}
	}
}

const struct fuzz_target fuzz_target_journal = { "journal", run_journal };

static void run_snapshot(struct arena *a, struct str input)
{
	struct snapshot s;
	struct err e;
	if (snapshot_read(a, file_of(a, input, "baseline.json"), false, &s, &e))
		return;
	for (size_t i = 0; i < s.n; i++)
		for (size_t j = 0; j < s.services[i].split.n; j++)
			FUZZ_MUST(s.services[i].split.rows[j].percent >= 0 && s.services[i].split.rows[j].percent <= 100);
}

const struct fuzz_target fuzz_target_snapshot = { "snapshot", run_snapshot };

/* ---- Notes: each line is returned once, and an added line is found ------------------------------------------ */

/* The input is a note and, after an empty line, an added line and the message of a commit. */
static void run_notes(struct arena *a, struct str input)
{
	const char *cut = memmem(input.p, input.n, "\n\n", 2), *why;
	struct str text = { input.p, cut ? (size_t)(cut - input.p) : input.n };
	const char *message = cut ? cut + 1 : input.p, *line = arena_strndup(a, message, strcspn(message, "\n"));
	struct note_lines lines = { NULL, 0, 0 };
	struct buf added = BUF_MAX(4 * input.n + 64);
	struct chain_head head;
	size_t bytes = 0;
	note_text_lines(a, "c", text, &lines);
	for (size_t i = 0; i < lines.n; i++) {
		struct str l = lines.items[i].text;
		FUZZ_MUST(l.n > 1 && memchr(l.p, '\n', l.n) == l.p + l.n - 1);
		FUZZ_MUST(!i || lines.items[i].line > lines.items[i - 1].line);
		bytes += l.n;
	}
	FUZZ_MUST(bytes <= text.n + 1);
	if (!note_text_add(text, line, &added, &why)) {
		struct str now = { buf_text(&added), added.n };
		FUZZ_MUST(note_text_holds(now, line) && now.n > text.n && !memcmp(now.p, text.p, text.n));
	} else {
		FUZZ_MUST(memchr(text.p, '\0', text.n));
	}
	if (note_text_head(message, &head))
		FUZZ_MUST(head.sequence > 0 && strlen(head.sha256) == SHA256_HEX - 1);
	buf_free(&added);
}

const struct fuzz_target fuzz_target_notes = { "notes", run_notes };
