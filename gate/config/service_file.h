/* SPDX-License-Identifier: Apache-2.0 */
/* service_file.h: an argument that is the file of a Cloud Run service, as `gcloud run services replace` takes it and
 * `gcloud run services describe --format export` prints it. */
#ifndef GATE_CONFIG_SERVICE_FILE_H
#define GATE_CONFIG_SERVICE_FILE_H

#include "options.h"

/*
 * Replaces each argument of o that ends in .yaml or .yml by the name of the service in that file, and sets o->places.
 * The names of services have no dots. Adds all errors; returns -1 if there is one.
 */
int service_files(struct arena *a, struct options *o, struct conf_errors *all);

#endif
