/* SPDX-License-Identifier: Apache-2.0 */
/* symptom_lines.h: the log lines of candidates with a symptom that no finding is likely to explain. */
#ifndef GATE_WATCH_SYMPTOM_LINES_H
#define GATE_WATCH_SYMPTOM_LINES_H

struct judged;
struct observations;
struct release;

/* After a decision against the release: starts to read them. Asks once for a run; nothing waits for it here. */
void symptom_lines_ask(struct observations *observations, const struct release *release, struct judged *judged);

#endif
