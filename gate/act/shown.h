/* SPDX-License-Identifier: Apache-2.0 */
/* shown.h: what people see (run/live.h) while traffic is moved. Times are loop_now. */
#ifndef GATE_ACT_SHOWN_H
#define GATE_ACT_SHOWN_H

#include "../run/say.h"
#include "../../rollback/rollback.h"

/* Before traffic is moved: the targets are checked. */
void shown_checking(struct run_log *log, int64_t since, int64_t until);
/* An event of a move (traffic_change.say); the change lasts from since to until. detail may be NULL. */
void shown_moving(struct run_log *log, const struct traffic_move *m, const char *event, const char *detail,
	int64_t since, int64_t until);
/* After the move. why: NULL, or why users are not served; row: good rounds in a row, of `passes`. */
void shown_recovering(struct run_log *log, const char *why, int64_t row, int64_t passes, int64_t since, int64_t until);

#endif
