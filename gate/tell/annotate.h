/* SPDX-License-Identifier: Apache-2.0 */
/* annotate.h: writes the verdict to the judged services as annotations. */
#ifndef GATE_ANNOTATE_H
#define GATE_ANNOTATE_H

struct run;

#define ANNOTATION_PREFIX "rungate/" /* followed by: revision, verdict, evidence ("sha256:" and the file's digest) */

/* Annotates the services that passed or failed, if evidence.annotate is set and the evidence was written. Does nothing
 * for `check` and explicit rollbacks, and skips services that somebody else changed meanwhile. Runs the loop for at
 * most 10 s. A failure is added to the notes and has no effect on the result. */
void annotate_services(struct run *r);

#endif
