/* SPDX-License-Identifier: Apache-2.0 */
/* test_opt.c: parsing of command lines, and errors for invalid ones. */
#include "../../gate/cmd/cmd.h"
#include "../../gate/report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const struct command commands[] = {
	{ "verify", "[SERVICE...]", "judge", OPT_CONFIG | OPT_CLOUD | OPT_JUDGE, NULL },
	{ "check", "[SERVICE...]", "judge only", OPT_CONFIG | OPT_CLOUD | OPT_JUDGE, NULL },
	{ "rollback", "[SERVICE...]", "move", OPT_CONFIG | OPT_CLOUD | OPT_MOVE, NULL },
	{ "eval", "EXPRESSION", "evaluate", OPT_FACTS, NULL },
	{ "lint", "", "check files", OPT_CONFIG, NULL },
	{ "report", "EVIDENCE...", "render", OPT_FORMAT, NULL },
};

/* The table of the program is in main.c, which tests do not link. */
const struct command *command_table(size_t *n)
{
	*n = COUNTOF(commands);
	return commands;
}

struct line {
	struct arena *a;
	struct options o;
	struct err e;
};

static int set_up(void **state)
{
	struct line *l = test_calloc(1, sizeof(*l));
	l->a = arena_new();
	*state = l;
	return 0;
}

static int tear_down(void **state)
{
	struct line *l = *state;
	arena_free(l->a);
	test_free(l);
	return 0;
}

/* Words are separated by '|', so that a word may be empty or contain spaces. */
static int parse(struct line *l, const char *words)
{
	char *argv[32] = { arena_strdup(l->a, "rungate") }, *text = arena_strdup(l->a, words);
	int argc = 1;
	for (char *end; text; text = end) {
		end = strchr(text, '|');
		if (end)
			*end++ = '\0';
		argv[argc++] = text;
	}
	l->o = (struct options){ 0 };
	l->e = (struct err){ 0 };
	return opt_parse(l->a, argc, argv, &l->o, &l->e);
}

static void good(struct line *l, const char *words)
{
	int rc = parse(l, words);
	if (rc)
		print_message("%s: %s\n", words, l->e.text);
	assert_int_equal(rc, 0);
	assert_int_equal(l->e.code, ERR_NONE);
}

static void bad(struct line *l, const char *words, const char *says)
{
	assert_int_equal(parse(l, words), -1);
	assert_int_equal(l->e.code, ERR_USAGE);
	if (!strstr(l->e.text, says))
		print_message("%s: \"%s\" does not say \"%s\"\n", words, l->e.text, says);
	assert_non_null(strstr(l->e.text, says));
	assert_null(l->o.command); /* outputs are not changed on failure */
}

static void every_form_of_an_option(void **state)
{
	struct line *l = *state;
	static const char *const forms[] = {
		"verify|--config=a.cfg",
		"verify|--config|a.cfg",
		"verify|-c|a.cfg",
		"verify|-ca.cfg",
		"--config|a.cfg|verify",
		"-qca.cfg|verify",
		"verify|-q|-c|a.cfg",
		"verify|-vqca.cfg",
	};
	for (size_t i = 0; i < COUNTOF(forms); i++) {
		good(l, forms[i]);
		assert_string_equal(l->o.config, "a.cfg");
		assert_string_equal(l->o.command->name, "verify");
		assert_int_equal(l->o.n_args, 0);
	}
	good(l, "verify|-vq");
	assert_true(l->o.verbose && l->o.quiet);
	good(l, "verify|--set=gate.deadline=60s|--config=x=y");
	assert_string_equal(l->o.config, "x=y");
}

static void options_and_arguments_mix(void **state)
{
	struct line *l = *state;
	good(l, "verify|backend|--json|auth|--|--evidence|-q|-");
	assert_true(l->o.json);
	assert_false(l->o.quiet);
	assert_null(l->o.evidence);
	assert_int_equal(l->o.n_args, 5);
	assert_string_equal(l->o.args[0], "backend");
	assert_string_equal(l->o.args[1], "auth");
	assert_string_equal(l->o.args[2], "--evidence");
	assert_string_equal(l->o.args[4], "-");
	good(l, "eval|--facts|-|1 + 1");
	assert_string_equal(l->o.facts, "-");
	assert_string_equal(l->o.args[0], "1 + 1");
	good(l, "eval|--|-1");
	assert_string_equal(l->o.args[0], "-1");
}

static void every_option_sets_its_field(void **state)
{
	struct line *l = *state;
	good(l, "verify|--project|p|--region|r|--baseline|b.json|--evidence|e.json|--json|--quiet|--verbose|--color|never");
	assert_string_equal(l->o.project, "p");
	assert_string_equal(l->o.region, "r");
	assert_string_equal(l->o.baseline, "b.json");
	assert_string_equal(l->o.evidence, "e.json");
	assert_true(l->o.json && l->o.quiet && l->o.verbose);
	assert_int_equal(l->o.color, COLOR_NEVER);
	good(l, "rollback|backend|--to|backend-00041|--dry-run|--force|--pin");
	assert_string_equal(l->o.to, "backend-00041");
	assert_true(l->o.dry_run && l->o.force && l->o.pin);
	good(l, "eval|1|--facts|f.json|--explain");
	assert_string_equal(l->o.facts, "f.json");
	assert_true(l->o.explain);
	good(l, "report|e.json|--format|json|-oout");
	assert_string_equal(l->o.format, "json");
	assert_string_equal(l->o.output, "out");
	good(l, "--version");
	assert_true(l->o.version && !l->o.command);
}

static void list_options_accumulate(void **state)
{
	struct line *l = *state;
	good(l, "verify|--policy|a.cfg|--candidate|backend=b-2|--policy=b.cfg|--candidate=auth=a-3");
	assert_int_equal(l->o.policies.n, 2);
	assert_string_equal(l->o.policies.items[0], "a.cfg");
	assert_string_equal(l->o.policies.items[1], "b.cfg");
	assert_int_equal(l->o.candidates.n, 2);
	assert_string_equal(l->o.candidates.items[1], "auth=a-3");
	good(l, "verify|--set|gate.passes=2|--deadline|60s|--set|project=");
	assert_int_equal(l->o.n_sets, 3);
	assert_string_equal(l->o.sets[0].path, "gate.passes");
	assert_string_equal(l->o.sets[0].value, "2");
	assert_string_equal(l->o.sets[1].path, "gate.deadline");
	assert_string_equal(l->o.sets[1].value, "60s");
	assert_string_equal(l->o.sets[2].value, "");
}

/* If this option were lost, traffic would be moved. */
static void no_rollback_is_never_lost(void **state)
{
	struct line *l = *state;
	static const char *const held[] = { "check", "verify|--no-rollback", "--no-rollback|verify", "--no-rollback|check",
		"check|--no-rollback", "verify|backend|--no-rollback" };
	for (size_t i = 0; i < COUNTOF(held); i++) {
		good(l, held[i]);
		assert_true(l->o.no_rollback);
	}
	good(l, "verify");
	assert_false(l->o.no_rollback);
	bad(l, "verify|--evidence|--no-rollback", "--evidence needs a FILE, but --no-rollback follows");
	bad(l, "verify|-c|-q", "--config needs a FILE, but -q follows");
	good(l, "verify|--evidence=--no-rollback"); /* with "=", it is the value */
	assert_string_equal(l->o.evidence, "--no-rollback");
}

static void invalid_command_lines_are_rejected(void **state)
{
	struct line *l = *state;
	bad(l, "verify|--dedline|5s", "unknown option --dedline; did you mean --deadline?");
	/* abbreviations are rejected: a later option could make them ambiguous */
	bad(l, "verify|--conf|a", "unknown option --conf");
	bad(l, "verify|-x", "unknown option -x");
	bad(l, "verify|-qx", "unknown option -qx");
	bad(l, "verfiy", "unknown command verfiy; did you mean verify?");
	bad(l, "list", "unknown command list; use: rungate status");
	bad(l, "version", "unknown command version; use: rungate --version");
	bad(l, "unrelated", "unknown command unrelated; see rungate --help");
	bad(l, "verify|--config", "--config needs a FILE");
	bad(l, "verify|--config=", "empty");
	bad(l, "verify|--config|", "empty");
	bad(l, "verify|-c|", "empty");
	bad(l, "verify|", "an argument is empty");
	bad(l, "verify|--json=yes", "--json takes no value");
	bad(l, "verify|-ca|--config=b", "--config is given twice");
	bad(l, "verify|--deadline|1s|--deadline=2s", "--deadline is given twice");
	bad(l, "verify|--color|red", "auto, always or never");
	bad(l, "verify|--set|gate.passes", "PATH=VALUE");
	bad(l, "verify|--set==2", "PATH=VALUE");
	bad(l, "verify|--candidate|backend", "ALIAS=REVISION");
	bad(l, "verify|--candidate|=b-2", "ALIAS=REVISION");
	bad(l, "verify|--candidate|backend=", "ALIAS=REVISION");
}

static void options_of_other_commands_are_rejected(void **state)
{
	struct line *l = *state;
	bad(l, "verify|--to|x", "rungate verify does not take --to; see rungate verify --help");
	bad(l, "verify|--dry-run", "rungate verify does not take --dry-run; rungate check judges");
	bad(l, "verify|--format|json", "rungate verify does not take --format; --json prints JSON");
	bad(l, "--to|x|verify", "rungate verify does not take --to");
	bad(l, "rollback|--no-rollback", "rungate rollback does not take --no-rollback");
	bad(l, "lint|--json", "rungate lint does not take --json");
	bad(l, "eval|1|-c|a.cfg", "rungate eval does not take --config");
}

static void number_of_arguments_is_checked(void **state)
{
	struct line *l = *state;
	good(l, "verify");
	good(l, "report|a|b|c");
	bad(l, "report", "usage: rungate report [OPTION...] EVIDENCE...");
	bad(l, "eval", "usage: rungate eval [OPTION...] EXPRESSION");
	bad(l, "eval|1|+|1", "takes one EXPRESSION; unexpected argument \"+\"");
	bad(l, "lint|rungate.cfg", "rungate lint takes no argument; unexpected argument \"rungate.cfg\"");
}

static void help_can_be_requested(void **state)
{
	struct line *l = *state;
	static const char *const asks[] = { "eval|--help", "help|eval", "--help|eval", "eval|-h" };
	for (size_t i = 0; i < COUNTOF(asks); i++) {
		good(l, asks[i]);
		assert_true(l->o.help);
		assert_string_equal(l->o.command->name, "eval");
	}
	good(l, "help");
	assert_true(l->o.help && !l->o.command);
	good(l, "help|config");
	assert_true(l->o.help && l->o.manual && !l->o.command);
	assert_string_equal(l->o.topic, "config");
	good(l, "lint|--help");
	assert_true(l->o.help && !l->o.manual);
	bad(l, "help|evil", "no help for evil; did you mean eval?");
	bad(l, "help|nonsense", "no help for nonsense; rungate help lists commands and topics");
	bad(l, "help|eval|lint", "rungate help takes one topic; unexpected argument \"lint\"");
	good(l, "verify|help"); /* a service may have this name */
	assert_false(l->o.help);
}

static void help_comes_from_the_table(void **state)
{
	struct line *l = *state;
	struct buf b = BUF_MAX(64 * 1024);
	opt_help(&commands[3], &b);
	assert_non_null(strstr(buf_text(&b), "usage: rungate eval [OPTION...] EXPRESSION\n"));
	assert_non_null(strstr(buf_text(&b), "--facts FILE"));
	assert_non_null(strstr(buf_text(&b), "-q, --quiet"));
	assert_null(strstr(buf_text(&b), "--config"));
	buf_clear(&b);
	opt_help(&commands[5], &b);
	assert_non_null(strstr(buf_text(&b), "-o, --output FILE"));
	size_t n;
	const struct report_format *formats = report_formats(&n);
	for (size_t i = 0; i < n; i++)
		assert_non_null(strstr(buf_text(&b), formats[i].doc));
	assert_non_null(strstr(buf_text(&b), "EVIDENCE: files, folders, or refs/notes/rungate"));
	buf_clear(&b);
	opt_help(NULL, &b);
	for (size_t i = 0; i < COUNTOF(commands); i++)
		assert_non_null(strstr(buf_text(&b), arena_printf(l->a, "\n  %-10s %s\n", commands[i].name, commands[i].doc)));
	assert_non_null(strstr(buf_text(&b), "--color WHEN"));
	assert_non_null(strstr(buf_text(&b), "6 evidence does not verify"));
	assert_null(strstr(buf_text(&b), "--dry-run"));
	buf_free(&b);
}

/* --force overrides something else in each command, and the help of each command says what. */
static void help_says_what_force_overrides(void **state)
{
	(void)state;
	static const struct {
		unsigned options;
		const char *doc;
	} rows[] = {
		{ OPT_CONFIG | OPT_CLOUD | OPT_MOVE, "roll back although" },
		{ OPT_CONFIG | OPT_CLOUD | OPT_RESUME, "resume a rollback" },
		{ OPT_CONFIG | OPT_CLOUD | OPT_STEPS, "promote a candidate" },
		{ OPT_CONFIG | OPT_CLOUD | OPT_DRILL, "drill although" },
		{ OPT_CONFIG | OPT_CLOUD | OPT_OUTPUT, "replace the snapshot" },
		{ OPT_PLACE | OPT_OUTPUT, "overwrite an existing file" },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct command c = { .name = "x", .args = "", .doc = "", .options = rows[i].options };
		struct buf b = BUF_MAX(64 * 1024);
		opt_help(&c, &b);
		const char *force = strstr(buf_text(&b), "--force");
		assert_non_null(force);
		const char *doc = strstr(force, rows[i].doc);
		assert_true(doc && doc < strchr(force, '\n'));
		buf_free(&b);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_form_of_an_option),
		TEST(options_and_arguments_mix),
		TEST(every_option_sets_its_field),
		TEST(list_options_accumulate),
		TEST(no_rollback_is_never_lost),
		TEST(invalid_command_lines_are_rejected),
		TEST(options_of_other_commands_are_rejected),
		TEST(number_of_arguments_is_checked),
		TEST(help_can_be_requested),
		TEST(help_comes_from_the_table),
		TEST(help_says_what_force_overrides),
	};
	return cmocka_run_group_tests_name("opt", tests, NULL, NULL);
}
