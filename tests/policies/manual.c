/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manual.c: manual FOLDER DATE: writes the man pages of rungate into the folder, dated YYYY-MM-DD.
 *           manual --names: prints each command with its options: what man pages and completion must have.
 */
#include "../../gate/cmd/cmd.h"
#include "../../gate/cmd/manual.h"
#include "../../gate/cmd/opt.h"

#include <stdio.h>
#include <string.h>

static int put_file(const char *folder, const struct manual_page *p, const char *date, struct arena *a)
{
	struct buf markup = BUF_MAX(1024 * 1024), page = BUF_MAX(1024 * 1024);
	const char *path = arena_printf(a, "%s/%s.%d", folder, p->title, p->section);
	manual_markup(a, p, &markup);
	manual_put_man(p, buf_text(&markup), date, &page);
	FILE *f = fopen(path, "w");
	int rc = !f || page.over || markup.over || fputs(buf_text(&page), f) < 0;
	if (f && fclose(f))
		rc = 1;
	if (rc)
		fprintf(stderr, "manual: cannot write %s\n", path);
	buf_free(&markup);
	buf_free(&page);
	return rc;
}

static void put_names(void)
{
	size_t n;
	const struct command *all = command_table(&n);
	for (size_t i = 0; i < n; i++) {
		printf("%s", all[i].name);
		for (size_t j = 0; j < OPT_TABLE_N; j++)
			if (opt_belongs(&opt_table[j], &all[i]))
				printf(" %s", opt_table[j].name);
		printf("\n");
	}
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct manual_page p;
	int rc = 0;
	if (argc == 2 && !strcmp(argv[1], "--names")) {
		put_names();
	} else if (argc == 3) {
		for (size_t i = 0; manual_page(a, i, &p); i++)
			if (p.title)
				rc |= put_file(argv[1], &p, argv[2], a);
	} else {
		fprintf(stderr, "usage: manual FOLDER DATE | manual --names\n");
		rc = 2;
	}
	arena_free(a);
	return rc;
}
