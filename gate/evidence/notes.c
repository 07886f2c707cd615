/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notes.c: evidence as git notes on deployed commits, one record per line, so that `cat_sort_uniq` merges without
 * conflicts. The only file that writes to a repository. git_note_create loses notes if several processes write, so the
 * notes commit is created without a reference, and the reference is then moved by compare and swap.
 */
#include "note_text.h"
#include "../source/files/git.h"

#include <git2.h>
#if __has_include(<git2/sys/errors.h>) /* since libgit2 1.8 */
#include <git2/sys/errors.h>
#endif
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { TRIES = 240, PAUSE_MAX_US = 25 * 1000, HISTORY = 64 };

/* ---- The repository ----------------------------------------------------------------------------------- */

static int git_fail(struct err *e, int code, const char *what, const char *repository)
{
	const git_error *last = git_error_last();
	const char *why = last && last->message ? last->message : "no details";
	if (code == GIT_EOWNER || strstr(why, "safe.directory"))
		return err_set(e, ERR_DENIED,
			"%s: %s belongs to another user; run: git config --global --add safe.directory '%s'", what, repository,
			repository);
	if (code == GIT_ELOCKED || strstr(why, ".lock"))
		return err_set(e, ERR_LOCKED, "%s: %s; if no git process is running there, remove the lock file", what, why);
	return err_set(e, code == GIT_ENOTFOUND ? ERR_NOT_FOUND : ERR_IO, "%s: %s", what, why);
}

/* Finds the repository of a folder. Bare and shallow repositories, linked work trees and sparse checkouts are
 * supported. */
static int open_repository(const char *path, git_repository **out, struct err *e)
{
	git_prepare();
	int rc = git_repository_open_ext(out, path, 0, NULL);
	if (rc)
		rc = git_fail(e, rc, "git", path);
	if (rc && e->code == ERR_NOT_FOUND)
		err_set(e, ERR_NOT_FOUND, "%s is not in a git repository", path);
	return rc;
}

static int resolve_short(git_repository *repo, const char *name, size_t n, git_oid *out)
{
	git_commit *commit = NULL;
	git_oid prefix;
	int rc = git_oid_fromstrn(&prefix, name, n);
	if (!rc)
		rc = git_commit_lookup_prefix(&commit, repo, &prefix, n);
	if (!rc)
		git_oid_cpy(out, git_commit_id(commit));
	git_commit_free(commit);
	return rc;
}

static int resolve_reference(git_repository *repo, const char *name, git_oid *out)
{
	git_reference *ref = NULL;
	git_object *o = NULL;
	int rc = git_reference_dwim(&ref, repo, name);
	if (!rc)
		rc = git_reference_peel(&o, ref, GIT_OBJECT_COMMIT);
	if (!rc)
		git_oid_cpy(out, git_object_id(o));
	git_object_free(o);
	git_reference_free(ref);
	return rc;
}

/* A full commit id may name a commit that a shallow clone lacks. A short id or a name must be found. */
static int resolve(git_repository *repo, const char *name, git_oid *out, struct err *e)
{
	size_t n = strlen(name);
	bool hex = n >= GIT_OID_MINPREFIXLEN && n <= GIT_OID_HEXSZ && strspn(name, "0123456789abcdef") == n;
	if (hex && (n == GIT_OID_HEXSZ ? !git_oid_fromstr(out, name) : !resolve_short(repo, name, n, out)))
		return 0;
	if (!resolve_reference(repo, name, out))
		return 0;
	return err_set(e, ERR_NOT_FOUND, "commit %s is not in %s%s", name, git_repository_path(repo),
		git_repository_is_shallow(repo) == 1 ? ", a shallow clone; run: git fetch --unshallow" : "; fetch it");
}

/* ---- Adding a line ------------------------------------------------------------------------------------- */

struct adding {
	git_repository *repo;
	git_signature *sig;
	const char *line, *message; /* line: without its end */
	git_oid commit;
};

static int cannot_grow(const char *why)
{
	git_error_set_str(GIT_ERROR_INVALID, why);
	return GIT_ERROR;
}

/* Writes the current note with the line appended to text. Sets *there if the note already has the line. */
static int compose(const struct adding *x, git_commit *tip, struct buf *text, bool *there)
{
	git_note *note = NULL;
	git_blob *blob = NULL;
	struct str had = { "", 0 };
	const char *why;
	int rc = tip ? git_note_commit_read(&note, x->repo, tip, &x->commit) : GIT_ENOTFOUND;
	*there = false;
	if (!rc)
		rc = git_blob_lookup(&blob, x->repo, git_note_id(note));
	if (!rc)
		had = (struct str){ git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob) };
	if (rc == GIT_ENOTFOUND)
		rc = 0;
	*there = !rc && note_text_holds(had, x->line);
	if (!rc && note_text_add(had, x->line, text, &why))
		rc = cannot_grow(why);
	git_blob_free(blob);
	git_note_free(note);
	return rc;
}

/* Creates the notes commit with the tree of git_note_commit_create, but with a message that records the chain's head.
 */
static int make_commit(const struct adding *x, git_commit *tip, const char *text, git_oid *out)
{
	git_oid made;
	git_commit *aside = NULL;
	git_tree *tree = NULL;
	const git_commit *parents[] = { tip };
	int rc = git_note_commit_create(&made, NULL, x->repo, tip, x->sig, x->sig, &x->commit, text, 1);
	if (!rc)
		rc = git_commit_lookup(&aside, x->repo, &made);
	if (!rc)
		rc = git_commit_tree(&tree, aside);
	if (!rc)
		rc = git_commit_create(out, x->repo, NULL, x->sig, x->sig, NULL, x->message, tree, tip ? 1 : 0, parents);
	git_tree_free(tree);
	git_commit_free(aside);
	return rc;
}

static int try_once(const struct adding *x)
{
	static const git_oid none;
	git_oid was, is;
	git_commit *tip = NULL;
	git_reference *ref = NULL;
	struct buf text = BUF_MAX(LIMIT_NOTE_BYTES);
	bool there = false, first = git_reference_name_to_id(&was, x->repo, NOTES_REF) != 0;
	int rc = first ? 0 : git_commit_lookup(&tip, x->repo, &was);
	if (!rc)
		rc = compose(x, tip, &text, &there);
	if (!rc && !there)
		rc = make_commit(x, tip, buf_text(&text), &is);
	if (!rc && !there)
		rc = git_reference_create_matching(
			&ref, x->repo, NOTES_REF, &is, 1, first ? &none : &was, "rungate: evidence added");
	git_reference_free(ref);
	git_commit_free(tip);
	buf_free(&text);
	return rc;
}

static void rest(int tried)
{
	long most = 1000L * (tried + 1) < PAUSE_MAX_US ? 1000L * (tried + 1) : PAUSE_MAX_US;
	struct timespec t = { 0, (long)(crypto_random() % (uint64_t)most) * 1000 };
	nanosleep(&t, NULL);
}

/* Opens the lock file with which writers of this machine take turns, so that fewer have to retry. Returns -1 if it
 * cannot be opened; then they only retry. */
static int open_turn(const struct adding *x)
{
	struct arena *a = arena_new();
	int fd = -1;
	struct err e;
	if (file_open_own(arena_printf(a, "%s/rungate.lock", git_repository_commondir(x->repo)), &fd, &e))
		fd = -1;
	arena_free(a);
	return fd;
}

/* Retries if another process has moved the reference in the meantime. */
static int add_line(const struct adding *x, struct err *e)
{
	int rc = GIT_ERROR, turn = open_turn(x);
	for (int tried = 0; turn >= 0 && tried < TRIES && flock(turn, LOCK_EX | LOCK_NB); tried++)
		rest(tried);
	for (int tried = 0; tried < TRIES; tried++) {
		rc = try_once(x);
		if (rc != GIT_EMODIFIED && rc != GIT_ELOCKED && rc != GIT_EEXISTS)
			break;
		rest(tried);
	}
	if (turn >= 0)
		close(turn);
	return rc ? git_fail(e, rc, NOTES_REF, git_repository_path(x->repo)) : 0;
}

int notes_write(const char *repository, const char *commit, const char *line, const char *message, struct err *e)
{
	struct adding x = { .line = line, .message = message };
	if (open_repository(repository, &x.repo, e))
		return -1;
	int rc = git_signature_now(&x.sig, "rungate", "rungate@localhost");
	if (rc)
		git_fail(e, rc, "git", repository);
	else
		rc = resolve(x.repo, commit, &x.commit, e) || add_line(&x, e) ? -1 : 0;
	git_signature_free(x.sig);
	git_repository_free(x.repo);
	return rc ? -1 : 0;
}

/* ---- Reading --------------------------------------------------------------------------------------------- */

/* Takes the highest number in the messages of the last HISTORY commits. The message of a merge commit has none. */
static int read_head(git_repository *repo, struct chain_head *out)
{
	git_revwalk *walk = NULL;
	git_oid id;
	int rc = git_reference_name_to_id(&id, repo, NOTES_REF);
	if (!rc)
		rc = git_revwalk_new(&walk, repo);
	if (!rc)
		rc = git_revwalk_push(walk, &id);
	for (int i = 0; !rc && i < HISTORY && !git_revwalk_next(&id, walk); i++) {
		git_commit *commit = NULL;
		struct chain_head h;
		if (git_commit_lookup(&commit, repo, &id))
			continue;
		if (note_text_head(git_commit_message(commit), &h) && chain_may_go_on(h.sequence) && h.sequence > out->sequence)
			*out = h;
		git_commit_free(commit);
	}
	git_revwalk_free(walk);
	return rc;
}

int notes_read_head(const char *repository, struct chain_head *out, struct err *e)
{
	git_repository *repo = NULL;
	struct chain_head h = { 0 };
	if (open_repository(repository, &repo, e))
		return -1;
	int rc = read_head(repo, &h);
	if (rc && rc != GIT_ENOTFOUND)
		git_fail(e, rc, NOTES_REF, repository);
	git_repository_free(repo);
	if (rc && rc != GIT_ENOTFOUND)
		return -1;
	*out = h;
	return 0;
}

struct reading {
	struct arena *a;
	git_repository *repo;
	git_odb *odb;
	struct bound *bound;
	struct note_lines lines;
};

enum { ENOUGH = 1 }; /* not an error: the bound is reached */

static int on_note(const git_oid *blob_id, const git_oid *commit, void *arg)
{
	struct reading *r = arg;
	git_blob *blob = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	git_object_t type;
	size_t size;
	int rc = git_odb_read_header(&size, &type, r->odb, blob_id); /* the size, before the blob is loaded */
	if (!rc && !bound_take(r->bound, size))
		return ENOUGH;
	if (!rc)
		rc = git_blob_lookup(&blob, r->repo, blob_id);
	if (rc)
		return rc;
	git_oid_tostr(hex, sizeof(hex), commit);
	struct str text = { git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob) };
	note_text_lines(r->a, arena_strdup(r->a, hex), text, &r->lines);
	git_blob_free(blob);
	return 0;
}

int notes_read(
	struct arena *a, const char *repository, struct bound *b, struct note_line **out, size_t *n, struct err *e)
{
	struct reading r = { .a = a, .bound = b };
	git_oid tip;
	if (open_repository(repository, &r.repo, e))
		return -1;
	int rc = git_reference_name_to_id(&tip, r.repo, NOTES_REF);
	if (!rc)
		rc = git_repository_odb(&r.odb, r.repo);
	if (!rc)
		rc = git_note_foreach(r.repo, NOTES_REF, on_note, &r);
	if (rc == ENOUGH)
		rc = 0;
	if (rc && rc != GIT_ENOTFOUND)
		git_fail(e, rc, NOTES_REF, repository);
	git_odb_free(r.odb);
	git_repository_free(r.repo);
	if (rc && rc != GIT_ENOTFOUND)
		return -1;
	*out = r.lines.items;
	*n = r.lines.n;
	return 0;
}
