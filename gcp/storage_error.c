/* SPDX-License-Identifier: Apache-2.0 */
/* storage_error.c: Cloud Storage's errors, with what to do about them. No side effects. */
#include "storage_part.h"

#include <string.h>

char *storage_grant_command(struct arena *a, const struct gcp *g, const struct storage_place *p)
{
	const char *member = gcp_member(g);
	return arena_printf(a,
		"gcloud storage buckets add-iam-policy-binding gs://%s --member=%s --role=roles/storage.objectUser", p->bucket,
		text_shell(a, member ? member : "serviceAccount:EMAIL"));
}

static bool is_kept(const struct gcp_said *said)
{
	return !strcmp(said->reason, "retentionPolicyNotMet") || !strcmp(said->reason, "objectUnderActiveHold");
}

/* Returns "" if no more is known than what the error says. */
static const char *way_out(const struct storage_target *t, const struct gcp_reply *r, const struct gcp_said *said)
{
	if (r->error.code == ERR_NOT_FOUND)
		return arena_printf(t->a,
			"; check its name, or create it: gcloud storage buckets create gs://%s --location=LOCATION "
			"--uniform-bucket-level-access",
			t->place->bucket);
	if (r->status == 403 && is_kept(said))
		return "; the bucket's retention policy or a hold keeps the object: it can be neither replaced nor removed";
	if (r->status == 403 && !strncmp(said->permission, "storage.", 8))
		return arena_printf(t->a, "; grant it: %s", storage_grant_command(t->a, t->g, t->place));
	if (r->status == 400 && strstr(said->message, "requester pays"))
		return "; name the project that pays in GOOGLE_CLOUD_QUOTA_PROJECT";
	return "";
}

void storage_explain(const struct storage_target *t, const char *verb, const struct gcp_reply *r, struct err *out)
{
	struct gcp_said said = gcp_error_said(t->a, r->refusal);
	bool kept = r->status == 403 && is_kept(&said);
	err_set(out, kept ? ERR_REFUSED : r->error.code, "cannot %s gs://%s/%s: %s%s", verb, t->place->bucket,
		text_cut_printable(t->a, str_of(storage_full_name(t)), 200), r->error.text, way_out(t, r, &said));
}
