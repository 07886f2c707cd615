/* SPDX-License-Identifier: Apache-2.0 */
/* deploy.c: `rungate deploy`: records the traffic split, runs the deploy command, and judges what it released. */
#include "foreground.h"
#include "snapshot.h"

#include <stdio.h>
#include <unistd.h>

static const char *words_of(const struct foreground *end, struct arena *a, const char *name)
{
	if (end->timed_out)
		return arena_printf(a, "%s did not end within --deploy-timeout and was ended", name);
	if (end->exit_code > 128)
		return arena_printf(a, "%s was ended by signal %d", name, end->exit_code - 128);
	return arena_printf(a, "%s ended with exit code %d", name, end->exit_code);
}

static int record(struct arena *a, const struct options *o, struct snapshot *before, struct err *e)
{
	struct options own = *o;
	own.output = o->baseline; /* run_open reads it from there */
	own.baseline = NULL;
	own.quiet = o->quiet || o->json; /* with --json, standard output has only the evidence */
	own.json = false;
	return snapshot_record(a, &own, true, before, e);
}

int cmd_deploy(struct arena *a, const struct options *o, struct err *e)
{
	struct deployment *d = ARENA_NEW(a, struct deployment);
	struct snapshot *before = ARENA_NEW(a, struct snapshot);
	struct run *r = ARENA_NEW(a, struct run);
	struct foreground end;
	int64_t timeout;
	struct err why;
	if (!o->child)
		return err_set(e, ERR_USAGE,
			"usage: rungate deploy [OPTION...] [SERVICE...] -- COMMAND [ARG...]\n"
			"for example: rungate deploy api -- gcloud run deploy api --image=IMAGE");
	if (clock_parse_duration(o->deploy_timeout ? o->deploy_timeout : "1h", &timeout, e) || timeout < 1)
		return e->code == ERR_NONE ? err_set(e, ERR_USAGE, "--deploy-timeout must be longer than 0")
								   : err_wrap(e, "--deploy-timeout");
	int rc = record(a, o, before, e);
	if (rc)
		return rc;  /* reported already; the command was not run */
	fflush(stdout); /* so that the command's output comes after it */
	if (foreground_run(o->child, o->json ? STDERR_FILENO : STDOUT_FILENO, timeout, &end, &why))
		say_error(o, why.text);
	*d = (struct deployment){ before, end.exit_code, end.timed_out };
	if (run_open(a, o, true, r, e))
		return -1;
	r->release.deployment = d;
	if (end.exit_code)
		say_line(&r->log, "%s; what it released is judged now", words_of(&end, a, o->child[0]));
	return cmd_watch_after(o, cmd_verify_run(r));
}
