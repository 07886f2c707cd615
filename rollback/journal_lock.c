/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_lock.c: ensures that one process at a time moves the traffic of a service. The locks are bytes of one file,
 * so that a thousand locks need one descriptor; a small file for each service names the holder. An error is reported,
 * but never stops a rollback.
 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_DIGITS = 16, OWNER_MAX = 64 * 1024 };

/* The holder of a lock, as far as it recorded itself. */
static int held(struct arena *a, const char *path, const char *service, struct err *e)
{
	const char *id = strrchr(service, '/') ? strrchr(service, '/') + 1 : service;
	struct json *v;
	struct str text;
	struct err why;
	if (file_read_own(a, path, OWNER_MAX, &text, &why) || json_parse(a, text, &v, &why))
		return err_set(e, ERR_LOCKED, "another rungate is moving the traffic of %s", id);
	return err_set(e, ERR_LOCKED, "another rungate (%s, process %lld on %s, since %s) is moving the traffic of %s",
		json_text(json_get(v, "command")).p, (long long)json_int(json_get(v, "pid")), json_text(json_get(v, "host")).p,
		json_text(json_get(v, "since")).p, id);
}

/* Earlier versions of rungate lock this file itself; such a process holds the service too. */
static int write_owner(const char *path, const struct json *owner, struct err *e)
{
	struct buf text = BUF_MAX(OWNER_MAX);
	int fd;
	if (file_open_own(path, &fd, e))
		return -1;
	json_print(owner, JSON_COMPACT, &text);
	int rc = file_lock(fd, e) || file_replace(fd, buf_text(&text), text.n, e) ? -1 : 0;
	buf_free(&text);
	close(fd);
	return rc;
}

static int lock_one(struct journal *j, struct arena *a, const char *service, struct json *owner, struct err *e)
{
	char digest[SHA256_HEX];
	struct err why;
	crypto_sha256_hex(service, strlen(service), digest);
	digest[NAME_DIGITS] = '\0';
	const char *path = arena_printf(a, "%s/%s.lock", j->dir, digest);
	json_set_string(a, owner, "service", service);
	if (!file_lock_byte(j->locks, strtoull(digest, NULL, 16), &why) && !write_owner(path, owner, &why))
		return 0;
	if (why.code == ERR_LOCKED)
		return held(a, path, service, e);
	journal_break(j, &why, "the lock");
	return 0;
}

static int lock_all(struct journal *j, const char **sorted, size_t n, struct json *owner, struct err *e)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < n; i++) {
		struct arena *a = arena_under(j->a);
		rc = lock_one(j, a, sorted[i], json_copy(a, owner), e);
		arena_free(a);
	}
	return rc;
}

int journal_lock(struct journal *j, const char *const *services, size_t n, const char *command, struct err *e)
{
	const char **sorted = ARENA_ARRAY(j->a, const char *, n + 1);
	struct json *owner = json_new_object(j->a);
	struct err why;
	if (n)
		memcpy(sorted, services, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), text_order);
	journal_set_owner(j, owner, command);
	if (j->locks < 0 && journal_open_own(j, arena_printf(j->a, "%s/locks", j->dir), &j->locks, &why)) {
		j->locks = -1;
		journal_break(j, &why, "the lock");
		return 0;
	}
	return lock_all(j, sorted, n, owner, e);
}

void journal_unlock(struct journal *j)
{
	if (j->locks >= 0)
		close(j->locks);
	j->locks = -1;
}
