/* SPDX-License-Identifier: Apache-2.0 */
/* objects.c: expectations about the objects in the cloud's buckets. An object is named BUCKET/NAME. */
#include "../../gate/cel/cel.h"
#include "stage.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Returns the object's member of the cloud's state, or NULL. */
static const struct json *object_of(struct stage *s, const char *path)
{
	const char *slash = strchr(path, '/'), *bucket = arena_strndup(s->a, path, slash ? (size_t)(slash - path) : 0);
	const struct json *buckets = json_get(stage_control(s, "state", NULL), "buckets");
	return slash ? json_get(json_get(json_get(buckets, bucket), "objects"), slash + 1) : NULL;
}

/* what: "objects", of which each counts once, or "writes", which are numbers. */
static int64_t count(struct stage *s, const char *what, const char *glob)
{
	const struct json *buckets = json_get(stage_control(s, "state", NULL), "buckets");
	int64_t n = 0;
	for (struct json_each b = json_each(buckets); json_next(&b);)
		for (struct json_each o = json_each(json_get(b.value, what)); json_next(&o);)
			if (!fnmatch(glob, arena_printf(s->a, "%s/%s", b.key, o.key), 0))
				n += json_kind(o.value) == JSON_INT ? json_int(o.value) : 1;
	return n;
}

/* GLOB [>=|<=|==] N */
static void expect_count(struct stage *s, const char **w, size_t n)
{
	const char *op = n == 4 ? w[2] : "==";
	int64_t have = count(s, w[0], w[1]), want = strtoll(w[n - 1], NULL, 10);
	bool ok = !strcmp(op, ">=") ? have >= want : !strcmp(op, "<=") ? have <= want : have == want;
	if (!ok)
		stage_fail(s, "%lld %s %s, wanted %s %lld", (long long)have, w[0], w[1], op, (long long)want);
}

static void expect_cel(struct stage *s, const char *path, struct str text, const char *expression)
{
	struct cel_program *p;
	struct json *v;
	struct err e;
	if (json_parse(s->a, text, &v, &e) || cel_compile(s->a, str_of(expression), NULL, NULL, &p, &e)) {
		stage_fail(s, "%s: %s", path, e.text);
		return;
	}
	struct cel_scope scope = { .root = v };
	struct cel_value is = cel_eval(p, &scope, s->a);
	if (is.kind != CEL_BOOL || !is.b)
		stage_fail(s, "%s: not %s:\n%s", path, expression, text.p);
}

/* PATH contains TEXT, PATH lacks TEXT, PATH cel EXPRESSION */
static void expect_content(struct stage *s, const char *path, const char *how, const char *want)
{
	const struct json *object = object_of(s, path);
	struct str text = json_text(json_get(object, "text"));
	if (!json_get(object, "text"))
		stage_fail(s, "there is no object %s with a text", path);
	else if (!strcmp(how, "cel"))
		expect_cel(s, path, text, want);
	else if ((strstr(text.p, want) != NULL) == !strcmp(how, "lacks"))
		stage_fail(s, "%s does not hold: %s %s:\n%s", path, how, want, text.p);
}

bool stage_expect_objects(struct stage *s, const char *line, const char **w, size_t n)
{
	bool content = n >= 4 && !strcmp(w[0], "object") &&
		(!strcmp(w[2], "contains") || !strcmp(w[2], "lacks") || !strcmp(w[2], "cel"));
	if (content) {
		const char *rest = line + strlen("object  ") + strlen(w[1]) + strlen(w[2]) + 1;
		expect_content(s, w[1], w[2], stage_fill(s, str_of(rest)).p);
	} else if ((n == 3 || n == 4) && (!strcmp(w[0], "objects") || !strcmp(w[0], "writes"))) {
		expect_count(s, w, n);
	} else if (n == 2 && !strcmp(w[0], "object")) {
		if (!object_of(s, w[1]))
			stage_fail(s, "there is no object %s", w[1]);
	} else if (n == 3 && !strcmp(w[0], "no") && !strcmp(w[1], "object")) {
		if (object_of(s, w[2]))
			stage_fail(s, "there is an object %s", w[2]);
	} else {
		return false;
	}
	return true;
}
