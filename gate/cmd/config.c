/* SPDX-License-Identifier: Apache-2.0 */
/* config.c: `rungate config convert`: rewrites a config or a policy in another syntax. */
#include "cmd.h"
#include "../base/conf_write.h"
#include "../config/config.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { [CONF_CFG] = "cfg", [CONF_YAML] = "yaml", [CONF_JSON] = "json", NULL };

/* Returns the syntax that --to names; without it, that of the file to write, else YAML, or libconfig for YAML. */
static int syntax_wanted(const struct options *o, enum conf_syntax from, enum conf_syntax *to, struct err *e)
{
	bool named = o->output && !file_named_is_output(o->output);
	size_t i = 0;
	*to = named ? conf_syntax_of(o->output) : from == CONF_YAML ? CONF_CFG : CONF_YAML;
	if (!o->to)
		return 0;
	while (names[i] && strcmp(names[i], o->to) != 0)
		i++;
	const char *near = names[i] ? NULL : text_nearest(o->to, names, COUNTOF(names) - 1);
	if (!names[i])
		return err_set(e, ERR_USAGE, "--to %s: use yaml, json or cfg%s%s%s", o->to, near ? "; did you mean " : "",
			near ? near : "", near ? "?" : "");
	if (named && file_named_is_regular(o->output) && *to != (enum conf_syntax)i)
		return err_set(e, ERR_USAGE, "-o %s: rungate would read this file as %s, not as %s; give it another name",
			o->output, names[*to], names[i]);
	*to = (enum conf_syntax)i;
	return 0;
}

/* Paths are relative to the folder of the file in which they stand, so that files of several folders cannot become one
 * file. */
static int check_one_folder(struct arena *a, const char *path, const struct conf_source *s, struct err *e)
{
	const char *dir = file_dir(a, path);
	for (size_t i = 0; i < s->n_lines; i++)
		if (strcmp(file_dir(a, s->lines[i].file), dir) != 0)
			return err_set(e, ERR_CONFIG,
				"%s includes %s of another folder, to which the paths in it are relative; move it beside %s first",
				path, s->lines[i].file, path);
	return 0;
}

static int write_out(const struct options *o, const struct buf *text, struct err *e)
{
	return file_write_named(o->output ? o->output : "-", text->p, text->n, 0644, e);
}

static int convert(struct arena *a, const struct options *o, const char *path, struct err *e)
{
	struct conf_errors *all = config_errors(a, o);
	struct buf text = BUF_MAX(4 * LIMIT_CONFIG_BYTES);
	struct conf_source s;
	struct conf_node *root;
	enum conf_syntax to;
	if (conf_tree_read(a, path, &s, &root, all))
		return conf_errors_end(all, e);
	if (syntax_wanted(o, s.syntax, &to, e) || check_one_folder(a, path, &s, e))
		return -1;
	int rc = conf_write(a, root, to, &text, e);
	if (rc)
		err_wrap(e, "%s", path);
	else
		rc = write_out(o, &text, e);
	buf_free(&text);
	return rc;
}

int cmd_config(struct arena *a, const struct options *o, struct err *e)
{
	const char *path = o->n_args > 1 ? o->args[1] : NULL;
	if (strcmp(o->args[0], "convert") != 0)
		return err_set(e, ERR_USAGE, "unknown action %s; write rungate config convert [FILE]", o->args[0]);
	if (!path && config_find(&path, e))
		return -1;
	if (!path)
		return err_set(e, ERR_USAGE, "this folder has no rungate.cfg or rungate.yaml; name the file to convert");
	if (o->output && !o->force && file_exists(o->output) && file_named_is_regular(o->output))
		return err_set(e, ERR_USAGE, "%s already exists; --force overwrites it", o->output);
	return convert(a, o, path, e);
}
