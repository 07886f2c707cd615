/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cloudrun_grant.c: Cloud Run's message for a revision that cannot read its secret or image names the account; makes
 * the command that grants the role. The names come from outside and end up in a command, so they must be valid names.
 * No side effects.
 */
#include "gcp.h"

#include <string.h>

/* The word after `before`, without punctuation at its end; NULL if `before` does not occur. */
static const char *word_after(struct arena *a, const char *text, const char *before)
{
	const char *at = strstr(text, before);
	size_t n = at ? strcspn(at + strlen(before), " \t\n'\"") : 0;
	while (n && strchr(".,;:)", at[strlen(before) + n - 1]))
		n--;
	return n ? arena_strndup(a, at + strlen(before), n) : NULL;
}

static const char *account_after(struct arena *a, const char *text, const char *before)
{
	const char *email = word_after(a, text, before);
	return email && gcp_is_account(email) ? email : NULL;
}

static char *of_secret(struct arena *a, const char *message)
{
	struct secret_name s;
	const char *name = word_after(a, message, "denied on secret: ");
	const char *account = account_after(a, message, "Revision service account ");
	const char *version = name ? strstr(name, "/versions/") : NULL;
	if (version)
		name = arena_strndup(a, name, (size_t)(version - name));
	if (!name || !account || secretmanager_name(a, name, "", &s) || !gcp_is_name(s.project, ":.") ||
		!gcp_is_name(s.secret, ""))
		return NULL;
	return arena_printf(a,
		"gcloud secrets add-iam-policy-binding %s%s%s --project=%s --member=serviceAccount:%s "
		"--role=roles/secretmanager.secretAccessor",
		s.secret, s.location ? " --location=" : "", s.location ? s.location : "", s.project, account);
}

/* "LOCATION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE:TAG", or "[LOCATION.]gcr.io/PROJECT/IMAGE:TAG" */
static char *of_image(struct arena *a, const char *message)
{
	const char *account = account_after(a, message, "Service Agent ");
	const char *image = word_after(a, message, "permission to read the image, ");
	const char *slash = image ? strchr(image, '/') : NULL, *suffix = image ? strstr(image, "-docker.pkg.dev/") : NULL;
	if (!account || !slash)
		return NULL;
	const char *project = arena_strndup(a, slash + 1, strcspn(slash + 1, "/")), *rest = slash + 1 + strlen(project);
	const char *repository = *rest ? arena_strndup(a, rest + 1, strcspn(rest + 1, "/:@")) : "";
	if (!gcp_is_name(project, ":."))
		return NULL;
	if (!suffix)
		return arena_printf(a,
			"gcloud projects add-iam-policy-binding %s --member=serviceAccount:%s "
			"--role=roles/artifactregistry.reader",
			project, account);
	const char *location = arena_strndup(a, image, (size_t)(suffix - image));
	if (!gcp_is_name(location, "") || !gcp_is_name(repository, "."))
		return NULL;
	return arena_printf(a,
		"gcloud artifacts repositories add-iam-policy-binding %s --location=%s --project=%s "
		"--member=serviceAccount:%s --role=roles/artifactregistry.reader",
		repository, location, project, account);
}

char *cloudrun_grant(struct arena *a, const char *message)
{
	char *command = of_secret(a, message);
	return command ? command : of_image(a, message);
}
