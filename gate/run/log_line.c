/* SPDX-License-Identifier: Apache-2.0 */
/* log_line.c: messages as lines of JSON. No side effects. */
#include "log_line.h"

#include <string.h>

static const char *severity_name(enum log_severity s)
{
	static const char *const names[] = { [LOGGED_INFO] = "INFO",
		[LOGGED_NOTICE] = "NOTICE",
		[LOGGED_WARNING] = "WARNING",
		[LOGGED_ERROR] = "ERROR",
		[LOGGED_CRITICAL] = "CRITICAL" };
	return names[s];
}

void log_line_put(struct arena *a, const struct log_line *line, struct buf *out)
{
	const char *const labels[][2] = { { "command", line->command }, { "run", line->run }, { "event", line->event },
		{ "service", line->service }, { "verdict", line->verdict }, { "action", line->action } };
	struct json *v = json_new_object(a), *all = json_new_object(a);
	json_set_string(a, v, "severity", severity_name(line->severity));
	json_set_string(a, v, "message", line->message);
	json_set_string(a, v, "time", clock_time_text(a, line->at));
	for (size_t i = 0; i < COUNTOF(labels); i++)
		json_set_string(a, all, labels[i][0], labels[i][1]);
	json_set(v, "logging.googleapis.com/labels", all);
	json_print(v, JSON_COMPACT, out);
	buf_putc(out, '\n');
}

enum log_severity log_severity_of_event(const char *event)
{
	static const struct {
		const char *event;
		enum log_severity severity;
	} all[] = {
		{ "rolled_back", LOGGED_NOTICE },
		{ "restored", LOGGED_NOTICE },
		{ "promoted", LOGGED_NOTICE },
		{ "sending", LOGGED_NOTICE },
		{ "done", LOGGED_NOTICE },
		{ "harm", LOGGED_ERROR },
		{ "hold_overridden", LOGGED_WARNING },
		{ "verdict_overridden", LOGGED_WARNING },
		{ "unfit_overridden", LOGGED_WARNING },
		{ "rights_missing", LOGGED_WARNING },
		{ "rights_unknown", LOGGED_WARNING },
		{ "rollback_refused", LOGGED_WARNING },
		{ "rollback_unchecked", LOGGED_WARNING },
		{ "target_unfit", LOGGED_WARNING },
		{ "target_unseen", LOGGED_WARNING },
		{ "cause_shared", LOGGED_WARNING },
		{ "not_moved", LOGGED_WARNING },
		{ "not_fit", LOGGED_WARNING },
		{ "superseded", LOGGED_WARNING },
		{ "skipped", LOGGED_WARNING },
		{ "conflict", LOGGED_WARNING },
		{ "not_acknowledged", LOGGED_WARNING },
		{ "unreadable", LOGGED_WARNING },
		{ "operation_unreadable", LOGGED_WARNING },
		{ "token_short", LOGGED_WARNING },
		{ "snapshot_passed_over", LOGGED_WARNING },
		{ "starved", LOGGED_WARNING },
		{ "metrics_unwritten", LOGGED_WARNING },
		{ "stopped", LOGGED_WARNING },
		{ "failed", LOGGED_ERROR },
		{ "unknown", LOGGED_ERROR },
		{ "not_restored", LOGGED_CRITICAL },
		{ "rollback_failed", LOGGED_CRITICAL },
		{ "tag_left", LOGGED_CRITICAL },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (!strcmp(all[i].event, event))
			return all[i].severity;
	return LOGGED_INFO;
}

enum log_severity log_severity_of_text(const char *text)
{
	static const char *const marks[] = { "warning: ", "attention: " };
	for (size_t i = 0; i < COUNTOF(marks); i++)
		if (!strncmp(text, marks[i], strlen(marks[i])))
			return LOGGED_WARNING;
	return LOGGED_INFO;
}
