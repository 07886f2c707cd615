/* SPDX-License-Identifier: Apache-2.0 */
/* annotate.h: the verdict as annotations of the services it is about, only where evidence.annotate asks for it. */
#ifndef GATE_ANNOTATE_H
#define GATE_ANNOTATE_H

struct run;

#define ANNOTATION_PREFIX "rungate/" /* revision, verdict, evidence (sha256: of the file) */

/* Once the evidence is written, the services that passed or failed; never for `check`, an order, or where somebody else
 * has deployed meanwhile. For a bounded while; what could not be written is said, and changes nothing. */
void annotate_services(struct run *r);

#endif
