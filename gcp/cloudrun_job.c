/* SPDX-License-Identifier: Apache-2.0 */
/* cloudrun_job.c: reads Cloud Run v2 jobs, and writes their images. */
#include "gcp.h"
#include "job.h"

#include <string.h>

char *cloudrun_job_name(struct arena *a, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "projects/%s/locations/%s/jobs/%s", project, region, id);
}

char *cloudrun_job_path(struct arena *a, const char *project, const char *region, const char *id)
{
	return arena_printf(
		a, "v2/projects/%s/locations/%s/jobs/%s", url_escape(a, project), url_escape(a, region), url_escape(a, id));
}

char *cloudrun_execution_path(struct arena *a, const struct cloudrun_job *job)
{
	return arena_printf(
		a, "%s/executions/%s", cloudrun_job_path(a, job->project, job->region, job->id), url_escape(a, job->execution));
}

static const struct json *containers(const struct json *raw)
{
	return json_at(raw, "template.template.containers");
}

static const char *last_part(const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;
	return slash ? slash + 1 : name;
}

int cloudrun_job_of(struct arena *a, const struct json *body, const char *project, const char *region, const char *id,
	struct cloudrun_job *out, struct err *e)
{
	struct err why;
	struct json_reader r = json_reader(body, arena_printf(a, "job %s", id), &why);
	struct cloudrun_job job = { .project = project,
		.region = region,
		.id = id,
		.name = json_read_string(&r, "name"),
		.uid = json_read_string_or(&r, "uid", ""),
		.etag = json_read_string_or(&r, "etag", NULL),
		.generation = json_read_int_or(&r, "generation", 0),
		.observed_generation = json_read_int_or(&r, "observedGeneration", 0),
		.reconciling = json_read_bool_or(&r, "reconciling", false),
		.terminal = { .state = json_read_string_or(&r, "terminalCondition.state", NULL),
			.message = json_read_string_or(&r, "terminalCondition.message", NULL) },
		.execution = last_part(json_read_string_or(&r, "latestCreatedExecution.name", NULL)),
		.images = json_new_array(a),
		.raw = body };
	size_t n = json_size(json_read_array(&r, "template.template.containers"));
	for (size_t i = 0; i < n && !r.failed; i++)
		json_add(job.images,
			json_new_string(a, json_read_string(&r, arena_printf(a, "template.template.containers[%zu].image", i))));
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	if (cloudrun_check_name(a, job.name, "jobs", project, region, id, e))
		return err_wrap(e, "job %s", id);
	if (!n)
		return err_set(e, ERR_MALFORMED, "job %s: it has no container", id);
	*out = job;
	return 0;
}

const char *cloudrun_image_digest(const char *image)
{
	const char *at = strstr(image, "@sha256:");
	return at ? at + 1 : "";
}

static struct json *with_images(struct arena *a, const struct json *template, const struct json *images)
{
	struct json *out = json_copy(a, template), *all = json_at(out, "template.containers");
	for (size_t i = 0; i < json_size(all); i++)
		json_set_string(a, json_item(all, i), "image", json_text(json_item(images, i)).p);
	return out;
}

void cloudrun_patch_job_images(struct gcp *g, struct arena *a, const struct cloudrun_job *job,
	const struct json *images, int64_t deadline, gcp_done *done, void *arg)
{
	static const char *const kept[] = { "labels", "annotations", "client", "clientVersion", "launchStage",
		"binaryAuthorization" };
	struct json *body = json_new_object(a);
	json_set_string(a, body, "name", job->name);
	json_set_string(a, body, "etag", job->etag);
	for (size_t i = 0; i < COUNTOF(kept); i++)
		if (json_get(job->raw, kept[i]))
			json_set(body, kept[i], json_copy(a, json_get(job->raw, kept[i])));
	json_set(body, "template", with_images(a, json_get(job->raw, "template"), images));
	gcp_send(g, a, GCP_RUN, "PATCH", cloudrun_job_path(a, job->project, job->region, job->id), body, false, deadline,
		done, arg);
}

char *cloudrun_job_command(struct arena *a, const struct cloudrun_job *job, const struct json *images)
{
	const struct json *all = containers(job->raw);
	char *options = arena_strdup(a, "");
	for (size_t i = 0; i < json_size(images); i++) {
		const char *name = json_text_at(json_item(all, i), "name"), *image = json_text(json_item(images, i)).p;
		if (json_size(images) > 1)
			options = arena_printf(a, "%s --container=%s", options, text_shell(a, name));
		options = arena_printf(a, "%s --image=%s", options, text_shell(a, image));
	}
	return arena_printf(a, "gcloud run jobs update %s%s --region=%s --project=%s", text_shell(a, job->id), options,
		text_shell(a, job->region), text_shell(a, job->project));
}
