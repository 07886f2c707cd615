/* SPDX-License-Identifier: Apache-2.0 */
/* journal.c: intent is on disk before a byte is sent. A journal that cannot be written is said, and never in the way. */
#include "rollback.h"

#include <string.h>

enum { CHECK_DIGITS = 16 };

void journal_open(struct arena *a, const char *dir, const char *release_id, struct journal *out)
{
	*out = (struct journal){ .path = arena_printf(a, "%s/%s.jsonl", dir, *release_id ? release_id : "release") };
}

/* One line a record; `check` is of the line without it, so that a torn or changed line is seen. */
void journal_put(struct arena *a, struct journal *j, int64_t wall, const char *event, const char *service, struct json *detail)
{
	struct json *v = json_new_object(a);
	struct buf line = BUF_MAX(1024 * 1024);
	char digest[SHA256_HEX];
	json_set_string(a, v, "at", clock_time_text(a, wall));
	json_set_string(a, v, "event", event);
	json_set_string(a, v, "service", service);
	if (detail)
		json_set(v, "detail", detail);
	json_print(v, JSON_SORTED, &line);
	if (secret_shaped((struct str){ buf_text(&line), line.n })) { /* what an answer repeated; the intent holds none */
		buf_clear(&line);
		json_set_string(a, v, "detail", "withheld: it held what looks like a credential");
		json_print(v, JSON_SORTED, &line);
	}
	crypto_sha256_hex(buf_text(&line), line.n, digest);
	digest[CHECK_DIGITS] = '\0';
	json_set_string(a, v, "check", digest);
	buf_clear(&line);
	json_print(v, JSON_SORTED, &line);
	buf_putc(&line, '\n');
	if (!j->broken && file_append(j->path, buf_text(&line), line.n, 0600, &j->error))
		j->broken = true;
	buf_free(&line);
}
