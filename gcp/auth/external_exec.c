/* SPDX-License-Identifier: Apache-2.0 */
/* external_exec.c: subject tokens from a program, if the environment allows it. The program gets our environment
 * without our secrets and is not run by a shell. Source: google.aip.dev/auth/4117. */
#include "external.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMEOUT_MS = 30000, TIMEOUT_MIN_MS = 5000, TIMEOUT_MAX_MS = 120000, WORDS_MAX = 64, VARIABLES_MAX = 1000 };

struct program {
	const char *command, *output_file;
	int64_t timeout_ms;
};

static int read_exec(struct external *x, const struct json *source, struct err *e)
{
	struct arena *a = gcp_arena(x->t->g);
	struct program *p = ARENA_NEW(a, struct program);
	struct json_reader r = json_reader(source, x->t->from, e);
	p->command = arena_strdup(a, json_read_string(&r, "executable.command"));
	p->output_file = arena_strdup(a, json_read_string_or(&r, "executable.output_file", NULL));
	p->timeout_ms = json_read_int_or(&r, "executable.timeout_millis", TIMEOUT_MS);
	if (json_read_done(&r))
		return -1;
	if (p->timeout_ms < TIMEOUT_MIN_MS || p->timeout_ms > TIMEOUT_MAX_MS)
		return err_set(
			e, ERR_AUTH, "%s: executable.timeout_millis is from %d to %d", x->t->from, TIMEOUT_MIN_MS, TIMEOUT_MAX_MS);
	x->state = p;
	return 0;
}

/* ---- The program's output -------------------------------------------------------------------------- */

/* {"version": 1, "success": true, "token_type": ..., "id_token" | "saml_response": ..., "expiration_time": ...} */
static int read_response(
	const struct external *x, struct arena *a, struct str text, bool cached, struct str *out, struct err *e)
{
	struct json *v;
	const struct program *p = x->state;
	if (json_parse(a, text, &v, e))
		return -1;
	struct json_reader r = json_reader(v, "its response", e);
	int64_t version = json_read_int(&r, "version"), until = json_read_int_or(&r, "expiration_time", 0);
	bool success = json_read_bool_or(&r, "success", false);
	const char *type = json_read_string_or(&r, "token_type", ""), *code = json_read_string_or(&r, "code", "?");
	const char *message = json_read_string_or(&r, "message", "it gave no reason");
	if (json_read_done(&r))
		return -1;
	if (version != 1)
		return err_set(e, ERR_AUTH, "its response has version %lld; only 1 is supported", (long long)version);
	if (!success)
		return err_set(
			e, ERR_AUTH, "it failed: %s: %s", text_cut(a, str_of(code), 60), text_cut(a, str_of(message), 200));
	if (strcmp(type, x->token_type) != 0)
		return err_set(e, ERR_AUTH, "it gave a token of type %s; the credentials file says %s", type, x->token_type);
	if ((cached || p->output_file) && !until)
		return err_set(e, ERR_AUTH, "with an output_file its response needs an expiration_time");
	if (until && until * 1000 <= gcp_wall(x->t->g))
		return err_set(e, ERR_AUTH, "its token has expired");
	*out = json_text(json_get(v, strstr(type, "saml2") ? "saml_response" : "id_token"));
	return out->n ? 0 : err_set(e, ERR_AUTH, "its response holds no token");
}

static bool from_cache(struct external *x, external_done *done, void *arg)
{
	const struct program *p = x->state;
	struct arena *a = arena_new();
	struct str text = { "", 0 }, token;
	struct err e;
	bool there = p->output_file && !file_read(a, p->output_file, LIMIT_SECRET_FILE_BYTES, &text, &e) &&
		!read_response(x, a, text, true, &token, &e);
	if (there)
		done(arg, &token, NULL);
	if (text.n)
		crypto_wipe((void *)(uintptr_t)text.p, text.n);
	arena_free(a);
	return there;
}

/* ---- Running it ------------------------------------------------------------------------------------ */

struct running {
	struct external *x;
	external_done *done;
	void *arg;
};

static void external_on_exit(void *arg, const struct child_result *result)
{
	const struct running *q = arg;
	const struct program *p = q->x->state;
	struct arena *a = arena_new();
	struct str token;
	struct err e = result->error;
	int rc = e.code == ERR_NONE ? read_response(q->x, a, result->out, false, &token, &e) : -1;
	if (rc && result->exit_code > 0)
		err_wrap(&e, "exit code %d", result->exit_code);
	if (rc)
		err_wrap(&e, "executable %.*s", (int)strcspn(p->command, " \t"), p->command);
	q->done(q->arg, rc ? NULL : &token, rc ? &e : NULL);
	crypto_wipe((void *)(uintptr_t)result->out.p, result->out.n);
	crypto_wipe((void *)(uintptr_t)result->err.p, result->err.n);
	arena_free(a);
}

static struct secret *plain(struct external *x, const char *text)
{
	return secret_new(gcp_secrets(x->t->g), text, strlen(text), false);
}

static void put_variable(struct external *x, struct conf_pairs *env, const char *name, const char *value)
{
	if (value && env->n < VARIABLES_MAX)
		env->items[env->n++] = (struct conf_pair){ .name = name, .value = plain(x, value) };
}

/* Variables that contain our secrets (a key of the config, a proxy's password) are not passed on. */
static bool is_ours(struct external *x, const char *value)
{
	struct buf b = BUF_MAX(2 * strlen(value) + 64);
	secrets_scrub(gcp_secrets(x->t->g), str_of(value), &b);
	bool secret = strcmp(buf_text(&b), value) != 0;
	buf_free(&b);
	return secret;
}

static struct conf_pairs environment(struct external *x)
{
	struct arena *a = gcp_arena(x->t->g);
	struct conf_pairs env = { ARENA_ARRAY(a, struct conf_pair, VARIABLES_MAX), 0 };
	const struct program *p = x->state;
	for (char **v = environ; *v; v++) {
		const char *equals = strchr(*v, '=');
		if (equals && strncmp(*v, "GOOGLE_EXTERNAL_ACCOUNT_", 24) != 0 && !is_ours(x, equals + 1))
			put_variable(x, &env, arena_strndup(a, *v, (size_t)(equals - *v)), equals + 1);
	}
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "1");
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE", x->audience);
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE", x->token_type);
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_ID", x->impersonated ? x->impersonated : "");
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE", "0");
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_REVOKE", "0");
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL", x->impersonated);
	put_variable(x, &env, "GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE", p->output_file);
	return env;
}

static void run(struct external *x, int64_t deadline, external_done *done, void *arg)
{
	struct arena *a = gcp_arena(x->t->g);
	const struct program *p = x->state;
	struct running *q = ARENA_NEW(a, struct running);
	struct conf_secrets argv = { ARENA_ARRAY(a, struct secret *, WORDS_MAX), 0 };
	char *copy = arena_strdup(a, p->command), *save = NULL;
	int64_t by = loop_now(gcp_loop(x->t->g)) + p->timeout_ms;
	for (char *w = strtok_r(copy, " \t", &save); w && argv.n < WORDS_MAX; w = strtok_r(NULL, " \t", &save))
		argv.items[argv.n++] = plain(x, w);
	*q = (struct running){ x, done, arg };
	struct child_spec spec = { .argv = argv, .env = environment(x), .deadline = by < deadline ? by : deadline };
	child_start(gcp_loop(x->t->g), a, &spec, external_on_exit, q);
}

static void fetch_exec(struct external *x, int64_t deadline, external_done *done, void *arg)
{
	const char *allowed = getenv("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES");
	const struct program *p = x->state;
	struct err e;
	if (!allowed || strcmp(allowed, "1") != 0)
		err_set(&e, ERR_AUTH,
			"its credential_source is a program; to let it run: export GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1");
	else if (strspn(p->command, " \t") == strlen(p->command))
		err_set(&e, ERR_AUTH, "executable.command is empty");
	else {
		if (!from_cache(x, done, arg))
			run(x, deadline, done, arg);
		return;
	}
	done(arg, NULL, &e);
}

const struct external_source external_exec = { "executable", read_exec, fetch_exec };
