/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate.h: the domain on one page, in the order the data flows:
 * options + config + policy -> looks (observations) -> facts -> outcomes -> decision -> act -> evidence.
 */
#ifndef GATE_H
#define GATE_H

#include "config/config.h"
#include "evidence/folder.h"
#include "cel/cel.h"

#include "run/exits.h"

/* ---- opt.c: the command line, a row an option ---------------------------------------------------- */

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	const struct command *command;
	const char **args;          /* what stands after the command: services, files, an expression */
	size_t n_args;
	const char *config;         /* NULL: rungate.cfg in the working directory, if there */
	const char *project, *region, *baseline, *evidence, *format, *facts, *output, *to, *impersonate;
	struct conf_strings policies, candidates, trust; /* candidates: "ALIAS=REVISION" */
	const char *head, *from;    /* audit: the sha256 that must be there, and of the evidence to begin with */
	int64_t since, until;       /* unix ms; 0: open */
	struct conf_set *sets;
	size_t n_sets;
	bool json, quiet, verbose, no_rollback, dry_run, force, pin, explain, credentials, help, version;
	enum color color;
	const char *steps, *step_time, *min_requests; /* promote; as given, or NULL */
	bool follow_latest;
	struct secrets **keeper;    /* of whatever config is read, for errors; or NULL */
	bool last_moment;           /* --deadline: after it no rollback is begun that could be cut off */
};
/* argv as main has it. The error says what is wrong and how the command is used. */
int opt_parse(struct arena *a, int argc, char **argv, struct options *out, struct err *e);
void opt_help(const struct command *c, struct buf *out); /* NULL: the program's */

struct command {
	const char *name, *args, *doc;
	unsigned options;           /* which option groups it takes: OPT_* */
	int (*run)(struct arena *a, const struct options *o, struct err *e); /* an exit code; -1 with e: main says it */
};
enum { OPT_CONFIG = 1, OPT_CLOUD = 2, OPT_JUDGE = 4, OPT_MOVE = 8, OPT_FACTS = 16, OPT_FORMAT = 32, OPT_OUTPUT = 64, OPT_PLACE = 128,
	OPT_STATUS = 256, OPT_PERIOD = 512, OPT_AUDIT = 1024, OPT_REPLAY = 2048, OPT_RESUME = 4096, OPT_STEPS = 8192 };
const struct command *command_table(size_t *n); /* main.c */

struct run;
int cmd_verify(struct arena *a, const struct options *o, struct err *e); /* check too */
int cmd_verify_run(struct run *r); /* what follows run_open or run_begin; the exit code */
int cmd_snapshot(struct arena *a, const struct options *o, struct err *e);
int cmd_status(struct arena *a, const struct options *o, struct err *e);
int cmd_rollback(struct arena *a, const struct options *o, struct err *e);
int cmd_rollback_run(struct run *r);
int cmd_resume(struct arena *a, const struct options *o, struct err *e);
int cmd_resume_run(struct run *r);
int cmd_promote(struct arena *a, const struct options *o, struct err *e);
int cmd_promote_run(struct run *r);
int cmd_facts(struct arena *a, const struct options *o, struct err *e);
int cmd_eval(struct arena *a, const struct options *o, struct err *e);
int cmd_lint(struct arena *a, const struct options *o, struct err *e);
int cmd_init(struct arena *a, const struct options *o, struct err *e);
int cmd_replay(struct arena *a, const struct options *o, struct err *e);
int cmd_audit(struct arena *a, const struct options *o, struct err *e);
int cmd_report(struct arena *a, const struct options *o, struct err *e);

/* ---- policy.c: rules, compiled (CONTRACT section 5) ------------------------------------------------- */

enum severity { SEVERITY_CRITICAL, SEVERITY_ERROR, SEVERITY_WARNING };
const char *severity_name(enum severity s);

struct rule {
	struct conf_member member;
	const char *id;
	int severity;
	struct conf_strings services; /* aliases it belongs to; none: see select.c */
	const char *each;             /* a fact group, or NULL */
	struct conf_text when, needs, expression, message;
	bool dry_run;
	int unknown;                  /* 1: fail */
	const char *policy;           /* the name of its policy */
	struct cel_program *program, *when_program, *needs_program, *message_program; /* NULL where absent */
};
struct policy_file { const char *name; struct str text; char sha256[SHA256_HEX]; struct conf_list rules; };
struct policy {
	struct policy_file *files;
	size_t n_files;
	struct rule **rules;          /* all, in order */
	size_t n;
	const struct cel_shape *facts; /* what rules were held against */
};
extern const struct conf_table policy_table;
/* Reads, compiles and checks names (against aliases of config, where there is one: NULL else). */
int policy_load(struct arena *a, struct secrets *k, const struct options *o, const struct config *c,
                struct policy *out, struct err *e);
/* The policies that evidence holds: [{name, text}]. */
int policy_of_evidence(struct arena *a, struct secrets *k, const struct json *policies, struct policy *out, struct err *e);

/* ---- check.c (PURE): every expression, compiled and held against what it will read, before any call ------ */


/* builtin.c: the policies built into the program. */
struct builtin { const char *name; struct str text; };
const struct builtin *builtin_policies(size_t *n);

/* ---- facts.c: what rules can be written against ----------------------------------------------------- */

enum group { GROUP_SERVICES, GROUP_SQL, GROUP_REDIS, GROUP_CONNECTORS, GROUP_PROBES, GROUP_METRICS, GROUP_LOGS,
	GROUP_DATA, GROUP_SOURCE, GROUP_RELEASE, GROUP__COUNT };
const char *group_name(enum group g);
int group_named(const char *name); /* -1: there is none */
/* The aliases that the config gives to members of a group. */
size_t group_aliases(struct arena *a, const struct config *c, enum group g, const char ***out);

/* ---- observe.c: looks; source/: ways of looking, one file each ------------------------------------------ */

struct run;
struct look;
/*
 * A fact. Its type: "string", "bool", "int", "double", "any", "list", "map" (open: any key), "list of T", "map of T", or the name
 * of one of the source's own shapes. Rules are held against it: what is not in the table is a misspelt fact.
 */
struct fact_doc { const char *name, *type, *doc; };
struct fact_shape { const char *name; const struct fact_doc *facts; size_t n; };

enum { EVERY_ROUND = 0, EVERY_ONCE = -1 };

struct source {
	const char *kind;            /* "http", "sql", ... */
	enum group group;
	int64_t every;               /* ms, or EVERY_* */
	bool after_services;         /* needs what the services' reads found */
	bool inner;                  /* its values stand within other members, not under its own alias (secrets) */
	bool slow;                   /* rounds do not wait for it: its value comes when it comes */
	void (*start)(struct run *r, struct look *l); /* ends in look_end, from the loop or at once */
	void (*stop)(struct look *l); /* of slow ones: what was begun ends soon, in look_end */
	const char *doc;
	const struct fact_doc *facts;
	size_t n_facts;
	const struct fact_shape *shapes; /* that its facts' types name */
	size_t n_shapes;
};
extern const struct source source_service, source_secret, source_redis_hosts, source_sql, source_redis, source_connector, source_http, source_tls,
	source_dns, source_websocket, source_grpc, source_command, source_journey, source_metric, source_log, source_data, source_git;
const struct source *const *source_table(size_t *n); /* table.c: every way of looking */
const struct source *source_of_probe(enum probe_kind kind);
extern const struct source source_release; /* release.c: never looked at, known anyway */

/* ---- shape.c (PURE): what the facts will look like -------------------------------------------------------- */

const struct cel_shape *shape_facts(struct arena *a, const struct config *c); /* c NULL: any alias may be there */
/* The same for one rule: `it` and `key` where it is for each; what its programs ask for with has() may be absent. */
const struct cel_shape *shape_rule(struct arena *a, const struct cel_shape *facts, const char *each,
                                   const struct cel_program *const *programs, size_t n);
/* Of one look's answer: the facts named, or all (n 0); NULL: not known. */
const struct cel_shape *shape_answer(struct arena *a, const struct source *s, const char *const *names, size_t n);
const struct cel_shape *shape_member(struct arena *a, const struct source *s); /* the same among the facts (facts.c) */

/* One configured thing to look at, and the newest observation of it. */
struct look {
	const struct source *source;
	const char *alias;           /* NULL: it is its group's only one (source) */
	const void *config;          /* its struct config_*; of a probe: struct config_probe */
	struct service *service;     /* the service it is of, or reaches; NULL: none */
	const struct look *needs;    /* starts only after this one has ended once; NULL: none */
	int64_t every;
	int64_t next_at;             /* loop_now */
	bool in_flight;
	bool began_after, after;     /* the look on its way, the newest observation: begun after traffic was moved */
	bool cut;                    /* the deadline came over the newest look: the one before stands */
	bool awaited;                /* in flight, and counted in run.pending */
	bool again;                  /* once only, but this time in vain: the next round looks again */
	void *work;                  /* its source's own, while in flight */
	struct arena *a;             /* of the look on its way: all that it makes, its value too */
	struct arena *held, *left;   /* of the newest observation; of the one before, until the next look begins; NULL: the run's */
	bool lasts;                  /* the look on its way is kept as long as the run */
	unsigned count;              /* observations so far */
	struct json *value;          /* the newest observation; a hole where it could not be had */
	struct err error;            /* why it could not be had; ERR_NONE: it was */
	int64_t at, started_at;      /* loop_now */
	int64_t took_ms;
	unsigned counted;            /* observations that rounds have counted */
	bool attributed;             /* probes: the answer is known to be the candidate's */
	unsigned others;             /* probes: answers of other revisions, not judged */
	bool well;                   /* probes: a good answer of the candidate ended its warm-up (warm.c) */
	bool warming;                /* probes: the newest observation was made within its warm-up */
	struct look *witness;        /* probes: the same asked of the baseline in hurried rounds (witness.c); NULL: not yet */
	unsigned in_front;           /* probes: failures in a row in front of a candidate that answers well (front.c) */
	bool shut;                   /* probes: the service's settings keep this machine out */
	const char *advice;          /* probes: the command that would let it in; NULL: none is known */
};
/* look.c */
struct look *look_add(struct run *r, const struct source *s, const char *alias, const void *config, struct service *service);
void looks_keep(struct run *r); /* what there is now, as long as the run */
void looks_open(struct run *r); /* look.c: one for each thing the config names */
struct look *looks_named(const struct run *r, enum group g, const char *alias); /* NULL: none; never an inner one */
/* In the rounds a look is kept until it has been looked at again, and at all other times as long as the run. */
void look_open(struct run *r, struct look *l);
void look_end(struct run *r, struct look *l, struct json *value, const struct err *error); /* error NULL: observed */
/* Starts all that is due and waits for it, in two steps: services with all that does not need them, then the rest. */
enum loop_end observe_round(struct run *r, int64_t deadline);
enum loop_end observe_rest(struct run *r, int64_t deadline); /* waits for what the round did not wait for */
/* The services alone, or the looks that are wanted (a flag for each), whether due or not. */
enum loop_end observe_services(struct run *r, int64_t deadline);
enum { OBSERVE_GRACE_MS = 1000 }; /* every call ends by the deadline; this is for its continuation */
enum loop_end observe_wait(struct run *r, int64_t deadline);
/* end, after the history that was read meanwhile: what the services are judged by next rests on earlier evidence. */
enum loop_end observe_with_history(struct run *r, enum loop_end end);
/* While a change is on its way, what Cloud Run says of the split is of the moment, and no place to return to. */
enum loop_end observe_until_settled(struct run *r, int64_t deadline);
bool observe_on_the_way(const struct run *r);
/* the round closed before a probe had ended: what stands of it is older */
bool observe_probes_late(const struct run *r);
enum loop_end observe_these(struct run *r, const bool *which, int64_t deadline);
void observe_await(struct run *r, struct look *l); /* the run waits for it, if it is in flight */
void observe_start(struct run *r, struct look *l); /* not awaited where its source is slow */
/* Starts one look, which need not be among the run's; whoever runs the loop on r->pending waits for it. */
void observe_look(struct run *r, struct look *l);
bool observe_reaches_users(const struct look *l); /* a probe, and not at a revision's tag URL */

/* ---- judge.c (PURE): (policy, facts) -> outcomes ---------------------------------------------------------- */

enum outcome_kind { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN, OUTCOME_SKIPPED };
const char *outcome_name(enum outcome_kind k);

struct outcome {
	const struct rule *rule;
	const char *key;             /* of `each`; NULL: none */
	enum outcome_kind kind;
	const char *message;         /* of a fail or unknown; "" otherwise */
	const char *values;          /* what stands beneath a failed expression, a line each; "" otherwise */
	bool once;                   /* all it reads is looked at once (watch.c) */
	bool passed_over;            /* skipped because it belongs to services that were not asked for (watch.c) */
};
char *outcome_text(struct arena *a, const struct outcome *o); /* "rule-id key: message" */
struct outcomes { struct outcome *items; size_t n; };
const char *outcome_id(struct arena *a, const struct outcome *o); /* "rule-id[key]", or "rule-id" */
/* A message and values hold of documents, headers, bodies and log texts only what the rule read (held.h). */
void judge(struct arena *a, const struct policy *p, const struct json *facts, struct outcomes *out);
struct held;
void judge_observe(struct arena *a, const struct policy *p, const struct json *facts, struct held *h);

/* ---- select.c (PURE): which services and looks an outcome belongs to ----------------------------------------- */

/* The looks by group and alias: which of them an outcome reads is found without a search through all. */
struct look_index;
struct look_index *select_index(struct arena *a, struct look *const *looks, size_t n);
/* NULL: none; never an inner one */
const struct look *select_named(struct look_index *x, enum group g, const char *alias);
/* All that its rule reads, `when` and `needs` included. Fills out with the numbers of these looks, each once, and
 * returns how many; out has room for all. */
size_t select_looks(const struct outcome *o, struct look_index *x, size_t *out);
/* The same without what merely asks whether a member is there: has(probes.health), size(probes). */
size_t select_judged(const struct outcome *o, struct look_index *x, bool with_when, size_t *out);
/* Those that decide between pass and fail: what its expression reads, and of that the services only where it reads nothing
 * else, for they are looked at every round and hardly change. Fills out as select_looks does. */
size_t select_deciding(const struct outcome *o, struct look_index *x, size_t *out);
/* The services the outcome belongs to: its rule's services, else the member of each, else the services of the probes it
 * reads, of a journey those of all its steps. Fills out with their numbers, each once, and returns how many; 0: all. */
size_t select_services(const struct outcome *o, struct look_index *x, size_t *out);
/* When the release is condemned: marks the services whose candidates are (service.condemned): those asked for and
 * released that a failed critical rule belongs to. With scope = "release" all of the release where none is among them:
 * the cause is in what was released. */
void select_condemned(struct run *r);

/* Does its rule read the member (alias NULL: any of the group)? Without `when`: in what decides between pass and fail. */
bool select_reads(const struct outcome *o, const char *group, const char *alias, bool with_when);
/* Adds what it reads to an object: "group.alias", "group" (all of it), and "group." (some of it). */
void select_names(struct arena *a, const struct outcome *o, bool with_when, struct json *names);

#include "judge/asked.h"

/* ---- rounds.c (PURE): outcomes of round after round -> decision ------------------------------------------------ */

enum decision { DECISION_GO_ON, DECISION_APPROVED, DECISION_CONDEMNED, DECISION_FAILED, DECISION_INCONCLUSIVE };
const char *decision_name(enum decision d); /* "none" while it goes on */
/* What ended the run: its rounds or their deadline, or something that no rule decides. */
enum ending { ENDING_NONE, ENDING_ROUNDS, ENDING_DEADLINE, ENDING_NOTHING_TO_JUDGE, ENDING_SUPERSEDED, ENDING_ALREADY_ROLLED_BACK,
	ENDING_SERVES_NOTHING, ENDING_SIGNAL, ENDING_ORDER, ENDING_RESUMED, ENDING_STEP /* that could not be made */, ENDING__COUNT };
const char *ending_name(enum ending e);

struct tally {                  /* of one rule and key, over the rounds */
	const struct rule *rule;
	const char *key;
	unsigned failed_row;         /* fails in a row */
	bool enough;                 /* of them to decide: as many as the gate wants, or one of what is looked at once */
	unsigned failed, since;      /* rounds failed at all; the round in which it was there first */
	unsigned judged, judged_failed; /* since the warm-up */
};
struct rounds {
	const struct config_gate *gate;
	struct tally *tallies;       /* the first ones in the order of the newest round's outcomes */
	struct tally *spare;         /* room for as many, for the next order */
	size_t n, cap;
	unsigned count, clean_row;
};
struct round_view {
	bool clean_services;         /* every released service settled, every answer the candidate's */
	const bool *warm;            /* per outcome: it rests on a warm-up or a look cut short, or nothing had settled */
	const bool *fresh;           /* per outcome: something it reads was looked at since the last round */
	const bool *once;            /* per outcome: all it reads is looked at once */
};
enum decision rounds_next(struct arena *a, struct rounds *s, const struct outcomes *o, const struct round_view *v);
enum decision rounds_at_deadline(const struct rounds *s, const struct outcomes *o);
/* rounds_log.c: the round, for evidence; v is of its outcomes. After LIMIT_ROUNDS those in a row that come out alike are one entry. */
void rounds_log(struct arena *a, struct run *r, const struct round_view *v);
/* The tally of outcome i of the newest round; NULL: it was not in it, or there was none. */
const struct tally *rounds_tally(const struct rounds *s, const struct outcomes *o, size_t i);

#include "run/release.h"

/* ---- session.c: one run, from its options to its evidence ------------------------------------------------------- */

struct run {
	struct arena *a;
	const struct options *options;
	struct secrets *secrets;
	struct config config;
	struct policy policy;
	struct loop *loop;
	struct gcp *gcp;             /* who observes */
	struct run_reads *reads;     /* of services, together; NULL until the first */
	struct gcp *acting;          /* who moves traffic: the same, or rollback.impersonate's account */
	struct service *services;
	size_t n_services;
	struct look **looks;
	size_t n_looks, cap_looks;
	size_t pending;              /* looks in flight that the round waits for */
	const struct snapshot *snapshot;
	struct folder_doubts doubts; /* about the snapshot, evidence and journal that lie here */
	struct records records; struct history *history; /* earlier evidence; its reading (evidence/history.h) */
	struct json *files;          /* that took part, by digest */
	const struct trust *trust;   /* evidence.h */
	struct signer *signer;       /* NULL: evidence is not signed */
	int64_t sequence;            /* of this evidence in its chain */
	const char *previous;        /* the sha256 of the one before it, or NULL */
	bool key_used, key_begins;   /* some earlier evidence is signed; this is the first that is */
	struct chain_head *notes_head; /* the newest that the repository's notes know; NULL: none, or it could not be read */
	const char *evidence_path, *evidence_sha256; /* of what was written; NULL: nothing was */
	const char *signed_by;       /* the key's id, or NULL */
	struct journal *journal;
	/* a rollback begun before, by a process that died, that this run goes on with; NULL: none */
	const struct journal_story *story;
	struct journal_story *stories; /* of the journal, oldest first, as they were read last */
	size_t n_stories;
	bool stories_read;
	struct str digest_key;       /* of this run's keyed digests */
	char id[37], release_id[SHA256_HEX];
	int64_t started_at, start;   /* unix ms; loop_now */
	int64_t settled_at;          /* loop_now of the first read that found all settled; 0: none has */
	bool warm_ended;             /* no probe is warming up any more */
	bool hurried;                /* the round follows a failing one at once, beside witnesses (act/witness.c) */
	bool waits_first;            /* the newest round would have passed, but for a look that has not ended once */
	bool witness_failed;         /* one did not answer well: no more hurried rounds */
	int64_t step_began, step_requests; /* loop_now; requests that the candidate must have had since */
	bool watching;               /* in rounds: what was seen before is not needed any more */
	bool verifies;               /* what was asked for is judged, also where it belongs to no release */
	bool promoting;              /* probes go to the candidate's tag URL while it has not all users */
	bool after;                  /* traffic was moved: answers are the target's now */
	int64_t after_from;          /* loop_now: since when */
	int64_t round_deadline;      /* loop_now; every look's calls end by then */
	struct err open_error;       /* a --candidate that does not exist, found on the first read */
	struct { enum group group; const char *why; } unlisted[GROUP__COUNT]; /* groups that could not be listed */
	size_t n_unlisted;
	struct json *said, *next;    /* notes for people; what to do, commands on their own */
	struct rounds rounds;
	struct arena *round;         /* of the newest: its facts and outcomes, until the next is judged; NULL: none was */
	struct json *facts;
	struct outcomes outcomes;
	struct json *timeline, *round_log;
	const char *hold, *missing_permission, *rights_unknown; /* why, or NULL */
	struct json *proof;          /* the rules judged again after the move, for evidence; NULL: none was */
	struct json *differential;   /* how candidate and target compare, for evidence; NULL: not asked */
	enum verdict verdict;
	enum action action;
	enum decision decision;
	enum ending ending;
	const char *reason;
	int exit_code;
	struct err evidence_error;   /* evidence could not be written */
	struct out *err;             /* standard error, while the run is not over */
	int64_t starved_ms;          /* loop_late when say_starved was last called; 0: never */
	bool progress;               /* a progress line stands on the terminal */
};
/* Config, policy, loop, credentials, looks; no call is made. -1 with e: exit 2. */
int run_open(struct arena *a, const struct options *o, bool judged, struct run *out, struct err *e);
/* The second half, for a world of one's own: what is read and opened already is given. */
struct run_parts { const struct config *config; const struct policy *policy; struct secrets *secrets; struct loop *loop; };
int run_begin(struct arena *a, const struct options *o, const struct run_parts *parts, struct run *out, struct err *e);
/* For what comes after the decision: until *pending is 0 or the deadline; a first signal does not end it, a second does. */
void run_wait(struct run *r, const size_t *pending, int64_t deadline);
/* Evidence, then the report: what the run ends with. The exit code. */
int run_close(struct run *r);
int run_interrupted(struct run *r); /* the same, for a signal before anything was changed */

#include "run/out.h"

/* ---- say.c: what a run says on the way, scrubbed ------------------------------------------------------------------------------ */

void say_event(struct run *r, const char *event, const char *service, const char *detail); /* timeline, and -v */
void say_error(const char *text); /* "rungate: ..." on standard error; of whatever others wrote, no line and no control character is left */
void say_line(struct run *r, const char *fmt, ...) PRINTF_LIKE(2, 3);   /* a line to people, not when quiet */
void say_progress(struct run *r, const char *fmt, ...) PRINTF_LIKE(2, 3); /* on a terminal only, overwritten */
void say_note(struct run *r, const char *fmt, ...) PRINTF_LIKE(2, 3); /* to `said`, once */
void say_next(struct run *r, const char *fmt, ...) PRINTF_LIKE(2, 3); /* to `next`, once */
void say_end(struct run *r); /* what is queued is written, or its reader has taken nothing for 10 s */
/* The words for a look that was not observed as this process did not run for ms; each such time is an event too. */
char *say_starved(struct run *r, int64_t ms);
/* Out of what is about to be written for people or machines, every secret. */
char *say_scrub(struct run *r, const char *text);
char *say_scrub_to(struct arena *a, const struct run *r, const char *text); /* the result is a's */

/* shut.c: NULL, or why settings of a service keep its probe out, so that a blocking rule stays unknown. */
const char *shut_why(struct run *r);
void shut_say(struct run *r); /* unless the run passed: the commands that let in the probes that were refused */

/* watch.c: round after round until something is decided. Fills verdict, action, reason and exit code as they are if
 * traffic stays; true: condemned, so traffic should go back. */
bool watch_release(struct run *r);
/* The same for a step of a promotion, from now on: approved after at_least_ms, and when `enough` (may be NULL) says so;
 * partial: not all users are on the candidate yet. */
bool watch_step(struct run *r, int64_t at_least_ms, bool partial, bool (*enough)(struct run *r));
bool step_has_requests(struct run *r); /* requests.c: the candidates have had r->step_requests, as is known */

/* advice.c: at the end of a run: what to look at, and which right is missing. */
void advice_say(struct run *r);
const char *advice_serves_nothing(struct run *r, const struct service *s); /* why a candidate has no users */

/* rights.c: may these credentials roll back? Asked once, at the start, beside the first reads. */
void rights_check(struct run *r);
/* credentials.c: whose credentials these are, until when, and what they may do. Prints no token. The exit code. */
int credentials_print(struct run *r);

/* witness.c: after a failing round: ms until the next begins. The interval, or a second (longer where the failing
 * answer took longer) where the baseline can be asked at the same moment (r->hurried). */
int64_t witness_call(struct run *r);
void witness_ask(struct run *r);   /* in a hurried round, beside the probes */
/* In a hurried round: every failed probe among these looks failed beside a good answer of the baseline. */
bool witness_agrees(const struct run *r, const size_t *looks, size_t n);
void witness_end(struct run *r);   /* after a hurried round was viewed */

/* hold.c: what forbids a rollback although the release failed. */
void hold_judge(struct run *r);  /* rollback.hold over r->facts: true holds, and so does one that cannot be judged */
/* the looks that rollback.hold reads, a flag for each; false: there is no hold */
bool select_hold(struct run *r, bool *reads);
enum loop_end hold_observe(struct run *r, int64_t deadline); /* looks at what it reads, and judges it */
const char *hold_why(struct run *r, const bool *wanted); /* NULL: nothing forbids to move these services */
void hold_say(struct run *r);    /* at the start, while somebody can still do something about it */

/* act.c: a condemned or ordered release goes back, and is seen to work. Fills action, reason and exit code. */
void act_rollback(struct run *r, const bool *wanted); /* wanted: a flag for each service */
void act_resume(struct run *r);                       /* goes on with r->story */

/* resume.c: rollbacks that were begun and not finished. Those that return bool fill r->story; true: there is one. All
 * but resume_left pass over what is older than rollback.resume_age. */
void resume_say(struct run *r);          /* says once what was left */
bool resume_on_its_way(struct run *r);   /* of this release; one of its PATCHes is on its way */
/* of this release; all its services are where they were to go: nothing is left to send */
bool resume_arrived(struct run *r);
/* Begun, as the cloud shows; it moves what is wanted (a flag for each service) to where this run would, and has nothing
 * else left. */
bool resume_agreed(struct run *r, const bool *wanted);
/* By a signed record the newest change of the service is that of an unfinished rollback: an order that names no place
 * does not take it back a second step. */
bool resume_moved(struct run *r, const struct service *s);
/* The newest of whatever release, also one that ended and left services where they were. False: *why not, or NULL:
 * there is none. */
bool resume_left(struct run *r, const char **why);
/* this run has passed what they would have moved: nothing goes on with them any more */
void resume_end_passed(struct run *r);
struct json *evidence_journal(struct run *r); /* the journal, for evidence; NULL: nothing was begun */

/* discover.c: dependencies of services named without a config, found in their candidates. */
void discover_resources(struct run *r);
/* The probe that the revision itself suggests: its startup or liveness path, else "/", where anything below 500 is
 * good. revision NULL: it is not known. */
struct config_probe *discover_probe(struct arena *a, const char *alias, const struct json *revision);

/* ---- evidence.c: what is left behind; history.c: what earlier runs left; evidence.h has the rest ------------------------------ */

struct json *evidence_predicate(struct run *r);
struct json *evidence_facts(struct run *r); /* evidence_facts.c: what may be held of the facts */
/* Chained, signed and written to --evidence, evidence.file and evidence.dir; then to the repository's notes. Gives the predicate as
 * it was written; a pass that could not be recorded has become EXIT_NO_EVIDENCE. */
struct json *evidence_record(struct run *r);

#endif
