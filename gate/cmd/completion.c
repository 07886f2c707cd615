/* SPDX-License-Identifier: Apache-2.0 */
/* completion.c: prints a completion script for a shell. */
#include "cmd.h"
#include "completion.h"
#include "../config/config.h"

#include <stdio.h>
#include <string.h>

/* `completion services`, which the scripts call and no help mentions: prints the aliases and services of the config,
 * each on a line. Makes no network call, and prints nothing if the config is wrong: it runs while somebody types. */
static int print_services(struct arena *a, const struct options *o)
{
	struct config c;
	struct err ignored;
	if (config_load(a, secrets_blind(a), o, &c, &ignored))
		return EXIT_PASSED;
	const struct config_service *services = CONFIG_ITEMS(c.workloads, const struct config_service);
	for (size_t i = 0; i < c.workloads.n; i++) {
		printf("%s\n", services[i].member.alias);
		if (services[i].service && strcmp(services[i].service, services[i].member.alias) != 0)
			printf("%s\n", services[i].service);
	}
	return EXIT_PASSED;
}

int cmd_completion(struct arena *a, const struct options *o, struct err *e)
{
	static const struct {
		const char *name;
		void (*put)(const struct options *o, struct buf *out);
	} shells[] = { { "bash", completion_bash }, { "zsh", completion_zsh }, { "fish", completion_fish } };
	if (!strcmp(o->args[0], "services")) {
		struct options rest = *o;
		rest.n_args = 0;
		return print_services(a, &rest);
	}
	for (size_t i = 0; i < COUNTOF(shells); i++)
		if (!strcmp(o->args[0], shells[i].name)) {
			struct buf b = BUF_MAX(256 * 1024);
			shells[i].put(o, &b);
			fputs(buf_text(&b), stdout);
			buf_free(&b);
			return EXIT_PASSED;
		}
	return err_set(e, ERR_USAGE, "no completion for %s; use bash, zsh or fish", o->args[0]);
}
