/* SPDX-License-Identifier: Apache-2.0 */
/* resume.c: finishes, from its journal, a rollback that an earlier process did not complete. */
#include "cmd.h"
#include "../act/act.h"
#include "../run/memory.h"

#include <stdio.h>
#include <string.h>

/* Escapes control characters and removes secrets, because the journal's texts come from another process. */
static void print_line(struct run_log *log, FILE *out, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, str_of(say_scrub(log, text)));
	fprintf(out, "%s\n", buf_text(&b));
	buf_free(&b);
}

static int resume_report(struct run *r)
{
	const struct journal_entry *s = r->recovery.entry;
	FILE *out = r->options->json ? stderr : stdout;
	print_line(&r->log, out,
		arena_printf(r->a, "%s, begun at %s by run %s (process %lld on %s)", s->head.command,
			clock_time_text(r->a, s->begun_at), s->head.run, (long long)s->pid, s->host));
	for (size_t i = 0; i < s->n; i++)
		print_line(&r->log, out,
			arena_printf(r->a, "  %s: %s, to %s%s%s", s->moves[i].alias, move_state_name(s->moves[i].state),
				cloudrun_split_text(r->a, &s->moves[i].target), s->moves[i].note ? ": " : "",
				s->moves[i].note ? s->moves[i].note : ""));
	for (size_t i = 0; i < json_size(s->jobs); i++) {
		const struct json *job = json_item(s->jobs, i);
		const char *name = json_text_at(job, "name"), *slash = strrchr(name, '/');
		print_line(&r->log, out,
			arena_printf(r->a, "  job %s: %s%s", slash ? slash + 1 : name,
				json_text(json_item(json_get(job, "to"), 0)).p,
				json_is_true(json_get(job, "restore")) ? "" : ", by hand"));
	}
	fprintf(out, "nothing was changed (--dry-run)\n");
	return EXIT_PASSED;
}

int cmd_resume(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	return run_open(a, o, true, r, e) ? -1 : cmd_resume_run(r);
}

int cmd_resume_run(struct run *r)
{
	const char *why;
	if (!resume_left(r, &why)) {
		if (why)
			return run_refuse(r, ACTION_NOT_MOVED, why);
		memory_close(&r->record.memory, r->loop); /* journals may have been ended */
		printf("nothing to resume: no rollback of these services was left unfinished\n");
		return EXIT_PASSED;
	}
	if (r->options->dry_run)
		return resume_report(r);
	int64_t deadline = r->start.at + r->config.gate.deadline;
	if (observe_round(r, deadline) == LOOP_SIGNAL || doubt_resolve(r, deadline) == LOOP_SIGNAL)
		return run_interrupted(r);
	if (r->release.error.code != ERR_NONE)
		return run_refuse(r, ACTION_NOT_MOVED, r->release.error.text);
	act_resume(r);
	return run_close(r);
}
