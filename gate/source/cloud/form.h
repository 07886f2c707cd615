/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form.h: one form for the settings of a service that come from the API of Cloud Run, a Knative manifest
 * (service.yaml) or a Terraform state. No side effects.
 *
 * A form is a map of texts by field: "image", "cpu", "startupProbe.httpGet.path", "traffic", "env.NAME", ...; those of
 * containers other than the ingress container begin with "containers.NAME.". What is not set is not in it.
 */
#ifndef SOURCE_FORM_H
#define SOURCE_FORM_H

#include "../../base/base.h"

enum form_style { FORM_API, FORM_KNATIVE, FORM_TERRAFORM, FORM__COUNT };

/* How the text of an environment variable begins: a value, a reference to a secret (NAME, version VERSION), or a value
 * that the declaration does not show. */
#define FORM_VALUE  "value:"
#define FORM_SECRET "secret "
#define FORM_HIDDEN "hidden"

/* service: the API's Service, the manifest, or the values of a google_cloud_run_v2_service. revision: in place of the
 * service's template, if the service has none; or NULL. */
struct json *form_of(struct arena *a, enum form_style style, const struct json *service, const struct json *revision);

/* drift.c: compares what a declaration sets with what is live, field by field; in declared containers also the names of
 * environment variables that are not declared. Returns a list of {field, declared, live}, without values of environment
 * variables. Owned by a. */
struct json *drift_between(struct arena *a, const struct json *declared, const struct json *live);

#endif
