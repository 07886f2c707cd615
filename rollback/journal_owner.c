/* SPDX-License-Identifier: Apache-2.0 */
/* journal_owner.c: identifies the process that holds a journal or a lock. */
#include "journal.h"

void journal_set_owner(struct journal *j, struct json *v, const char *command)
{
	struct host host;
	host_read(&host);
	json_set_string(j->a, v, "command", command);
	json_set_int(j->a, v, "pid", host.pid);
	json_set_string(j->a, v, "host", host.name);
	json_set_string(j->a, v, "boot", host.boot);
	json_set_string(j->a, v, "since", clock_time_text(j->a, loop_wall(j->l)));
}
