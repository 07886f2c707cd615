/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf_yaml.c: parses YAML 1.2 with libyaml. The only file that uses libyaml. Anchors, aliases, tags of an application
 * and further documents are errors: a config is one plain tree, whose size is the size of its text.
 */
#include "conf_node.h"

#include <string.h>
#include <yaml.h>

struct yaml {
	struct arena *a;
	const struct conf_source *s;
	struct err *e;
	struct conf_node *root, *at; /* at: the open group or list; NULL before and after the document */
	char *key;                   /* of the next node of an open group; NULL: none was read yet */
	unsigned key_line;
	size_t nodes, depth;
	bool ended; /* after the document */
};

static int fail(const struct yaml *y, unsigned line, const char *what)
{
	struct conf_place at = conf_source_place(y->s, line);
	return conf_error(y->e, &at, "%s", what);
}

static unsigned line_of(yaml_mark_t mark)
{
	return (unsigned)mark.line + 1;
}

/* ---- Syntax errors --------------------------------------------------------------------------------- */

static const char *hint(char c)
{
	switch (c) {
	case '\t': return "; indent with spaces, not with tabs";
	case '@': return "; YAML has no @include; quote a text that begins with @";
	case '`':
	case '%': return "; quote a text that begins with this character";
	default: return "";
	}
}

static int not_parsed(const struct yaml *y, const yaml_parser_t *p)
{
	const struct buf *text = &y->s->text;
	if (p->error == YAML_READER_ERROR) {
		unsigned line = 1;
		for (size_t i = 0; i < p->problem_offset && i < text->n; i++)
			line += text->p[i] == '\n';
		return fail(y, line, arena_printf(y->a, "not YAML: %s", p->problem ? p->problem : "cannot be read"));
	}
	size_t at = p->problem_mark.index;
	char c = at < text->n && p->problem && strstr(p->problem, "cannot start any token") ? text->p[at] : '\0';
	const char *context = p->context && p->context_mark.line != p->problem_mark.line
		? arena_printf(y->a, " (%s that began on line %u)", p->context, line_of(p->context_mark))
		: "";
	return fail(y, line_of(p->problem_mark),
		arena_printf(y->a, "not YAML: %s%s%s", p->problem ? p->problem : "cannot be read", context, hint(c)));
}

/* ---- Nodes ------------------------------------------------------------------------------------------- */

/* Returns the new node; NULL, with an error, if there are too many. */
static struct conf_node *add(struct yaml *y, enum conf_node_kind kind, const char *text, unsigned line)
{
	if (++y->nodes > LIMIT_CONFIG_KEYS || y->depth > LIMIT_CONFIG_DEPTH) {
		conf_too_large(y->e, y->s, line);
		return NULL;
	}
	struct conf_node *node = conf_node_add(y->a, y->at, kind, y->key, text);
	node->line = y->key ? y->key_line : line;
	node->text_line = line;
	y->key = NULL;
	if (!y->at)
		y->root = node;
	return node;
}

static int check_anchor(const struct yaml *y, const yaml_char_t *anchor, unsigned line)
{
	return anchor
		? fail(y, line,
			  arena_printf(y->a, "anchors and aliases (&%s, *%s) are not supported; write the value where it is used",
				  (const char *)anchor, (const char *)anchor))
		: 0;
}

static int foreign_tag(const struct yaml *y, const char *tag, unsigned line)
{
	bool include = strstr(tag, "include") != NULL;
	return fail(y, line,
		arena_printf(y->a, "the tag %s is not supported%s", tag,
			include ? "; a YAML config is one file, and a policy includes others by its key \"include\""
					: "; only the tags of YAML's core schema are, such as !!str"));
}

static int open_node(struct yaml *y, const yaml_event_t *ev, enum conf_node_kind kind)
{
	bool group = kind == NODE_GROUP;
	unsigned line = line_of(ev->start_mark);
	const char *tag = (const char *)(group ? ev->data.mapping_start.tag : ev->data.sequence_start.tag);
	if (check_anchor(y, group ? ev->data.mapping_start.anchor : ev->data.sequence_start.anchor, line))
		return -1;
	if (tag && strcmp(tag, "!") != 0 && strcmp(tag, group ? YAML_MAP_TAG : YAML_SEQ_TAG) != 0)
		return foreign_tag(y, tag, line);
	if (y->at && y->at->kind == NODE_GROUP && !y->key)
		return fail(y, line, "a key must be a string");
	struct conf_node *node = add(y, kind, NULL, line);
	if (!node)
		return -1;
	y->at = node;
	y->depth++;
	return 0;
}

static int take_key(struct yaml *y, const char *text, unsigned line)
{
	if (!*text)
		return fail(y, line, "a key is empty");
	if (!strcmp(text, "@include"))
		return fail(
			y, line, "YAML has no @include; a config is one file, and a policy includes others by its key \"include\"");
	if (!strcmp(text, "<<"))
		return fail(y, line, "merge keys (<<) are not supported; write the values where they are used");
	y->key = arena_strdup(y->a, text);
	y->key_line = line;
	return 0;
}

/* The kind of a scalar with an explicit tag. */
static int tagged(struct yaml *y, const char *tag, const char **text, unsigned line, enum conf_node_kind *kind)
{
	static const struct {
		const char *tag;
		enum conf_node_kind kind;
	} tags[] = { { YAML_INT_TAG, NODE_INT }, { YAML_FLOAT_TAG, NODE_FLOAT }, { YAML_BOOL_TAG, NODE_BOOL },
		{ YAML_NULL_TAG, NODE_NULL } };
	const char *why;
	*kind = NODE_STRING;
	if (!strcmp(tag, "!") || !strcmp(tag, YAML_STR_TAG))
		return 0;
	for (size_t i = 0; i < COUNTOF(tags); i++) {
		if (strcmp(tags[i].tag, tag) != 0)
			continue;
		if (conf_scalar(y->a, *text, kind, text, &why))
			return fail(y, line, why);
		return *kind == tags[i].kind || (*kind == NODE_INT && tags[i].kind == NODE_FLOAT)
			? 0
			: fail(y, line, arena_printf(y->a, "the value is not what its tag %s says", tag));
	}
	return foreign_tag(y, tag, line);
}

static int scalar(struct yaml *y, const yaml_event_t *ev)
{
	const char *text = (const char *)ev->data.scalar.value, *tag = (const char *)ev->data.scalar.tag, *why;
	unsigned line = line_of(ev->start_mark);
	yaml_scalar_style_t style = ev->data.scalar.style;
	enum conf_node_kind kind = NODE_STRING;
	if (check_anchor(y, ev->data.scalar.anchor, line))
		return -1;
	if (memchr(text, '\0', ev->data.scalar.length))
		return fail(y, line, "a string contains a NUL byte");
	if (tag && tagged(y, tag, &text, line, &kind))
		return -1;
	if (y->at && y->at->kind == NODE_GROUP && !y->key)
		return take_key(y, (const char *)ev->data.scalar.value, line);
	if (!tag && style == YAML_PLAIN_SCALAR_STYLE && conf_scalar(y->a, text, &kind, &text, &why))
		return fail(y, line, why);
	if (!y->at && kind != NODE_NULL)
		return fail(y, line, "must be a map of keys and values");
	/* a document without content is an empty config */
	struct conf_node *node = add(y, y->at ? kind : NODE_GROUP, text, line);
	if (!node)
		return -1;
	node->text_line = line + (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE);
	return 0;
}

/* ---- Documents ---------------------------------------------------------------------------------------- */

static int begin_document(const struct yaml *y, const yaml_event_t *ev)
{
	const yaml_version_directive_t *version = ev->data.document_start.version_directive;
	unsigned line = line_of(ev->start_mark);
	if (y->ended)
		return fail(y, line, "a second document begins here; the file must be one document");
	if (version && (version->major != 1 || version->minor != 2))
		return fail(y, line,
			arena_printf(
				y->a, "%%YAML %d.%d is not supported; the file is read as YAML 1.2", version->major, version->minor));
	return 0;
}

static void close_node(struct yaml *y)
{
	y->at = y->at ? y->at->up : NULL;
	y->depth--;
}

static int take(struct yaml *y, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT: return begin_document(y, ev);
	case YAML_DOCUMENT_END_EVENT: y->ended = true; return 0;
	case YAML_ALIAS_EVENT: return check_anchor(y, ev->data.alias.anchor, line_of(ev->start_mark));
	case YAML_SCALAR_EVENT: return scalar(y, ev);
	case YAML_MAPPING_START_EVENT: return open_node(y, ev, NODE_GROUP);
	case YAML_SEQUENCE_START_EVENT:
		return y->at ? open_node(y, ev, NODE_LIST)
					 : fail(y, line_of(ev->start_mark), "must be a map of keys and values");
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT: close_node(y); return 0;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT: break;
	}
	return 0;
}

static int parse(struct yaml *y, yaml_parser_t *p)
{
	for (bool more = true; more;) {
		yaml_event_t ev;
		if (!yaml_parser_parse(p, &ev))
			return not_parsed(y, p);
		int rc = take(y, &ev);
		more = ev.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&ev);
		if (rc)
			return -1;
	}
	return 0;
}

int conf_parse_yaml(struct arena *a, const struct conf_source *s, struct conf_node **root, struct conf_errors *all)
{
	struct err e;
	struct yaml y = { .a = a, .s = s, .e = &e };
	yaml_parser_t p;
	if (!yaml_parser_initialize(&p))
		return conf_errors_add(all, CONF_WHOLE, err_set(&e, ERR_INTERNAL, "libyaml does not start"), &e);
	yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&p, (const unsigned char *)buf_text(&s->text), s->text.n);
	int rc = parse(&y, &p);
	yaml_parser_delete(&p);
	if (!rc)
		*root = y.root ? y.root : conf_node_add(a, NULL, NODE_GROUP, NULL, NULL);
	return conf_errors_add(all, CONF_WHOLE, rc, &e);
}

const char *conf_yaml_version(void)
{
	return yaml_get_version_string();
}
