/* SPDX-License-Identifier: Apache-2.0 */
/* api.c: the table of Google's APIs. No side effects. */
#include "api.h"

#include <string.h>

static const struct api apis[] = {
	[GCP_RUN] = { "RUN", "run", "run", "roles/run.viewer", 600, 120, NULL },
	[GCP_SQL] = { "SQL", "sqladmin", "cloudsql", "roles/cloudsql.viewer", 180, 165, NULL },
	[GCP_REDIS] = { "REDIS", "redis", "redis", "roles/redis.viewer", 180, 240, NULL },
	[GCP_MEMORYSTORE] = { "MEMORYSTORE", "memorystore", "memorystore", "roles/memorystore.viewer", 180, 240, NULL },
	[GCP_VPCACCESS] = { "VPCACCESS", "vpcaccess", "vpcaccess", "roles/vpcaccess.viewer", 180, 240, NULL },
	[GCP_SERVICEHEALTH] = { "SERVICEHEALTH", "servicehealth", "servicehealth", "roles/servicehealth.viewer", 60, 240,
		NULL },
	[GCP_MONITORING] = { "MONITORING", "monitoring", "monitoring", "roles/monitoring.viewer", 300, 240, NULL },
	[GCP_LOGGING] = { "LOGGING", "logging", "logging", "roles/logging.viewer", 60, 240, NULL },
	[GCP_SECRETMANAGER] = { "SECRETMANAGER", "secretmanager", "secretmanager", "roles/secretmanager.viewer", 600, 240,
		NULL },
	[GCP_IAMCREDENTIALS] = { "IAMCREDENTIALS", "iamcredentials", NULL, NULL, 600, 240, NULL },
	[GCP_STS] = { "STS", "sts", NULL, NULL, 600, 240, NULL },
	[GCP_OAUTH2] = { "OAUTH2", "oauth2", NULL, NULL, 600, 240, NULL },
	[GCP_KMS] = { "CLOUDKMS", "cloudkms", "cloudkms", NULL, 300, 240, NULL },
	[GCP_STORAGE] = { "STORAGE", "storage", "storage", "roles/storage.bucketViewer", 0, 240, "storage/v1/" },
	[GCP_COMPUTE] = { "COMPUTE", "compute", "compute", "roles/compute.networkViewer", 600, 240, "compute/v1/" },
	[GCP_CLOUDQUOTAS] = { "CLOUDQUOTAS", "cloudquotas", "cloudquotas", "roles/cloudquotas.viewer", 300, 240, NULL },
	[GCP_ARTIFACTREGISTRY] = { "ARTIFACTREGISTRY", "artifactregistry", "artifactregistry",
		"roles/artifactregistry.reader", 0, 240, NULL },
};
_Static_assert(COUNTOF(apis) == GCP_API__COUNT, "each API needs a row");

const struct api *api_of(enum gcp_api api)
{
	return &apis[api];
}

const struct api *api_of_family(const char *text, const char *after)
{
	for (size_t i = 0; i < COUNTOF(apis); i++) {
		size_t n = apis[i].family ? strlen(apis[i].family) : 0;
		if (n && !strncmp(text, apis[i].family, n) && text[n] && strchr(after, text[n]))
			return &apis[i];
	}
	return NULL;
}
