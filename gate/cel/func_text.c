/* SPDX-License-Identifier: Apache-2.0 */
/* func_text.c: addresses, durations and times as text. */
#include "func.h"

#include <arpa/inet.h>
#include <string.h>

#define SECOND INT64_C(1000000000) /* ns */

const char *func_net_text(struct cel_context *c, const struct cel_value *v)
{
	char text[INET6_ADDRSTRLEN] = "";
	inet_ntop(v->net->family == 4 ? AF_INET : AF_INET6, v->net->bytes, text, sizeof(text));
	return v->kind == CEL_IP ? arena_strdup(c->a, text) : arena_printf(c->a, "%s/%u", text, v->net->prefix);
}

static const char *fraction(struct cel_context *c, int32_t nanos)
{
	char *text = arena_printf(c->a, ".%09d", (int)nanos);
	size_t n = strlen(text);
	while (n && text[n - 1] == '0')
		text[--n] = '\0';
	return n > 1 ? text : "";
}

const char *func_time_text(struct cel_context *c, const struct cel_value *v)
{
	if (v->kind == CEL_DURATION) {
		uint64_t ns = v->i < 0 ? 0 - (uint64_t)v->i : (uint64_t)v->i;
		return arena_printf(c->a, "%s%llu%ss", v->i < 0 ? "-" : "", (unsigned long long)(ns / SECOND),
			fraction(c, (int32_t)(ns % SECOND)));
	}
	char *text = clock_time_text(c->a, v->t.seconds * 1000);
	return arena_printf(c->a, "%.19s%sZ", text, fraction(c, v->t.nanos));
}
