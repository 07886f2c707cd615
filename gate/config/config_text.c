/* SPDX-License-Identifier: Apache-2.0 */
/* config_text.c: writes parts of a config as libconfig text, for rungate init and for messages. */
#include "config.h"

void config_text_string(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (const char *c = text; *c; c++) {
		if (*c == '$' && c[1] == '{')
			buf_putc(out, '$');
		if (*c == '"' || *c == '\\')
			buf_printf(out, "\\%c", *c);
		else if ((unsigned char)*c < ' ')
			buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*c);
		else
			buf_putc(out, *c);
	}
	buf_putc(out, '"');
}

static void put_key(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "%s = ", key);
	config_text_string(out, value);
	buf_puts(out, "; ");
}

void config_text_log(struct buf *out, const struct config_service *pool)
{
	buf_printf(out, "%s_errors = { ", pool->member.alias);
	put_key(out, "worker", pool->member.alias);
	put_key(out, "filter", "severity>=ERROR");
	buf_puts(out, "};");
}

void config_text_probe(struct buf *out, const struct config_probe *p)
{
	buf_printf(out, "%s = { %s = { ", p->member.alias, probe_kind_name(p->kind));
	put_key(out, "service", p->reach->service);
	if (p->http)
		put_key(out, "path", p->reach->path);
	if (p->http && p->http->expect.set)
		put_key(out, "expect", p->http->expect.text);
	if (p->grpc && *p->grpc->name)
		put_key(out, "name", p->grpc->name);
	buf_puts(out, "}; };");
}
