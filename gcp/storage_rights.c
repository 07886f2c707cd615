/* SPDX-License-Identifier: Apache-2.0 */
/* storage_rights.c: which permissions on the bucket the credential lacks (buckets.testIamPermissions). */
#include "storage_part.h"

#include <string.h>

static const char *const needed[] = { "storage.objects.get", "storage.objects.list", "storage.objects.create",
	"storage.objects.delete" };

struct asking {
	struct storage_target t;
	storage_rights_done *done;
	void *arg;
};

static bool has(const struct json *granted, const char *permission)
{
	for (size_t i = 0; i < json_size(granted); i++)
		if (str_is(json_text(json_item(granted, i)), permission))
			return true;
	return false;
}

static void storage_on_rights(void *arg, const struct gcp_reply *reply)
{
	struct asking *q = arg;
	struct err e;
	if (reply->error.code != ERR_NONE) {
		storage_explain(&q->t, "use", reply, &e);
		q->done(q->arg, NULL, &e);
		return;
	}
	struct json_reader r = json_reader(reply->body, "testPermissions", &e);
	const struct json *granted = json_read_array(&r, "permissions");
	const char *missing = NULL;
	if (json_read_done(&r)) {
		q->done(q->arg, NULL, &e);
		return;
	}
	for (size_t i = 0; i < COUNTOF(needed); i++)
		if (!has(granted, needed[i]))
			missing = missing ? arena_printf(q->t.a, "%s, %s", missing, needed[i]) : needed[i];
	q->done(q->arg, missing, NULL);
}

void storage_rights(struct gcp *g, struct arena *a, const struct storage_place *p, int64_t deadline,
	storage_rights_done *done, void *arg)
{
	struct asking *q = ARENA_NEW(a, struct asking);
	*q = (struct asking){ .t = { g, a, p, "", deadline }, .done = done, .arg = arg };
	char *path = arena_printf(a, "%s/iam/testPermissions", storage_bucket_path(&q->t));
	for (size_t i = 0; i < COUNTOF(needed); i++)
		path = arena_printf(a, "%s%spermissions=%s", path, i ? "&" : "?", needed[i]);
	gcp_get(g, a, GCP_STORAGE, path, deadline, storage_on_rights, q);
}
