/* SPDX-License-Identifier: Apache-2.0 */
/* texts.h: files that scripts/embed-text embeds into the program. */
#ifndef GATE_TEXTS_H
#define GATE_TEXTS_H

extern const char text_report_css[];           /* gate/report/report.css */
extern const char text_evidence_schema_json[]; /* policies/evidence.schema.json */
extern const char text_manual_txt[];           /* gate/cmd/manual.txt */

#endif
