/* SPDX-License-Identifier: Apache-2.0 */
/* git.c: reads a repository with libgit2. Writes nothing; runs no hooks and no filters. Besides this file, only
 * evidence/notes.c uses libgit2. */
#include "git_log.h"
#include "glob.h"
#include "ignore.h"

#include <git2.h>
#include <pthread.h>
#include <string.h>

/* An ignore file, and the folder that it applies to, with a final slash, or "". */
struct sieve {
	struct ignore *rules;
	const char *folder;
	const struct reading *r;
};

struct reading {
	struct arena *a;
	struct git_question *q;
	struct git_answer *out;
	git_repository *repository;
	git_commit *commit;
	git_tree *tree;
	struct glob **required;
	bool *found; /* for each required glob: a file matched */
	struct sieve docker, gcloud;
	size_t entries;
	struct err failed; /* error of a callback */
};

static int git_fail(struct err *e, enum err_code code, const char *what)
{
	const git_error *why = git_error_last();
	return err_set(e, code, "%s: %s", what, why && why->message ? why->message : "no details");
}

static bool is_shallow(const struct reading *r)
{
	return git_repository_is_shallow(r->repository) == 1;
}

/* ---- The repository and the commit -------------------------------------------------------------------- */

/* The path for safe.directory is the top of the work tree. */
static int refuse_foreign(const struct reading *r, struct err *e)
{
	git_buf at = { NULL, 0, 0 };
	const char *path = git_repository_discover(&at, r->q->repository, 0, NULL) ? r->q->repository : at.ptr;
	size_t n = strlen(path), git = n > 6 && !strcmp(path + n - 6, "/.git/") ? 6 : 0;
	err_set(e, ERR_DENIED, "%s belongs to another user; if you trust it: git config --global --add safe.directory %.*s",
		r->q->repository, (int)(n - git), path);
	git_buf_dispose(&at);
	return -1;
}

static int open_repository(struct reading *r, struct err *e)
{
	const char *path = r->q->repository;
	int rc = git_repository_open_ext(&r->repository, path, 0, NULL);
	const git_error *why = rc ? git_error_last() : NULL;
	bool foreign = rc == GIT_EOWNER || (why && why->message && strstr(why->message, "safe.directory"));
	if (!rc)
		return 0;
	if (foreign)
		return refuse_foreign(r, e);
	if (rc == GIT_ENOTFOUND)
		return err_set(e, ERR_NOT_FOUND, "%s is not in a git repository", path);
	return git_fail(e, ERR_IO, path);
}

static git_object *find_by_digits(const struct reading *r, const char *name)
{
	git_object *object = NULL;
	git_oid id;
	size_t n = strlen(name);
	if (n < 4 || n > GIT_OID_HEXSZ || name[strspn(name, "0123456789abcdefABCDEF")] || git_oid_fromstrn(&id, name, n))
		return NULL;
	return git_object_lookup_prefix(&object, r->repository, &id, n, GIT_OBJECT_ANY) ? NULL : object;
}

/* Returns whether a branch, a tag or HEAD has this name. Sets *out to its commit, or NULL if it leads to none. */
static bool find_reference(const struct reading *r, const char *name, git_commit **out)
{
	git_reference *reference = NULL;
	git_object *commit = NULL;
	bool is = *name && !git_reference_dwim(&reference, r->repository, name); /* libgit2 takes "" for HEAD */
	if (is && git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT))
		commit = NULL;
	git_reference_free(reference);
	*out = (git_commit *)commit;
	return is;
}

/* Returns the commit that a revision was built from, named by a branch, a tag or a hash; NULL if it is not in the
 * repository. */
static git_commit *find_commit(const struct reading *r, const char *name)
{
	git_commit *commit;
	git_object *peeled = NULL, *object = find_reference(r, name, &commit) ? NULL : find_by_digits(r, name);
	if (!object)
		return commit;
	if (git_object_peel(&peeled, object, GIT_OBJECT_COMMIT))
		peeled = NULL;
	git_object_free(object);
	return (git_commit *)peeled;
}

/* Finds a commit by any name that git rev-parse accepts, except searches in messages (":/fix"), for which libgit2 leaks
 * memory. Plain names are looked up first, because libgit2 also leaks if one leads to a missing object. */
static int find_named(const struct reading *r, const char *name, git_commit **out)
{
	git_object *object = NULL, *commit = NULL;
	if (!*name || strchr(name, ':') || strstr(name, "^{/"))
		return GIT_EINVALIDSPEC;
	if (find_reference(r, name, out))
		return *out ? 0 : GIT_ENOTFOUND;
	int rc = git_revparse_single(&object, r->repository, name);
	if (!rc)
		rc = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	git_object_free(object);
	*out = (git_commit *)commit;
	return rc;
}

static int find_head(struct reading *r, struct err *e)
{
	const char *name = r->q->commit, *repository = r->q->repository;
	if (!strcmp(name, "HEAD") && git_repository_head_unborn(r->repository) == 1)
		return err_set(e, ERR_NOT_FOUND, "%s has no commit yet", repository);
	int rc = find_named(r, name, &r->commit);
	if (rc == GIT_EAMBIGUOUS)
		return err_set(e, ERR_NOT_FOUND, "%s: the commit %s is ambiguous; write more of its digits", repository, name);
	if (rc == GIT_EINVALIDSPEC || rc == GIT_EPEEL)
		return err_set(e, ERR_NOT_FOUND, "\"%s\" does not name a commit", name);
	if (rc)
		return err_set(e, ERR_NOT_FOUND, "%s has no commit %s%s", repository, name,
			is_shallow(r)
				? "; the repository is a shallow clone; fetch the history (fetch-depth: 0, or git fetch --unshallow)"
				: "");
	r->out->commit = arena_strdup(r->a, git_oid_tostr_s(git_commit_id(r->commit)));
	return git_commit_tree(&r->tree, r->commit) ? git_fail(e, ERR_MALFORMED, "cannot read the tree of the commit") : 0;
}

/* ---- The work tree ---------------------------------------------------------------------------------------- */

static int find_dirty(struct reading *r, struct err *e)
{
	git_status_options o;
	git_status_list *list = NULL;
	if (git_repository_is_bare(r->repository) || git_repository_head_unborn(r->repository) == 1)
		return 0;
	git_status_options_init(&o, GIT_STATUS_OPTIONS_VERSION);
	o.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	if (git_status_list_new(&list, r->repository, &o))
		return git_fail(e, ERR_IO, "cannot compare the work tree");
	r->out->dirty = git_status_list_entrycount(list) > 0;
	git_status_list_free(list);
	return 0;
}

/* ---- Deployed commits ------------------------------------------------------------------------------------- */

/* A commit that is not in the repository is compared by its digits. */
static bool is_same(const struct reading *r, const char *name)
{
	git_commit *other = find_commit(r, name);
	bool same = other ? git_oid_equal(git_commit_id(other), git_commit_id(r->commit))
					  : strlen(name) >= 7 && !strncmp(name, r->out->commit, strlen(name));
	git_commit_free(other);
	return same;
}

static int add_path(struct arena *a, struct git_paths *paths, const char *path)
{
	for (size_t i = paths->n; i--;)
		if (!strcmp(paths->items[i], path))
			return 0;
	if (paths->n == LIMIT_SOURCE_PATHS)
		return -1;
	paths->items = arena_grow(a, paths->items, paths->n, &paths->cap, sizeof(*paths->items));
	paths->items[paths->n++] = arena_strdup(a, path);
	return 0;
}

static int on_change(const git_diff_delta *d, float progress, void *arg)
{
	struct reading *r = arg;
	(void)progress;
	return add_path(r->a, &r->out->changed, d->old_file.path) || add_path(r->a, &r->out->changed, d->new_file.path)
		? GIT_EUSER
		: 0;
}

/* Adds the paths that changed since the baseline's commit. Returns why they are not known, or NULL. */
static const char *add_changes(struct reading *r, const char *baseline)
{
	git_commit *before = find_commit(r, baseline);
	git_tree *tree = NULL;
	git_diff *diff = NULL;
	if (!before)
		return arena_printf(r->a, "the commit %s of the baseline is not in the repository%s", baseline,
			is_shallow(r) ? ", which is a shallow clone (fetch-depth: 0, or git fetch --unshallow)" : "");
	int rc = git_commit_tree(&tree, before);
	if (!rc)
		rc = git_diff_tree_to_tree(&diff, r->repository, tree, r->tree, NULL);
	if (!rc)
		rc = git_diff_foreach(diff, on_change, NULL, NULL, NULL, r);
	git_diff_free(diff);
	git_tree_free(tree);
	git_commit_free(before);
	return rc == GIT_EUSER ? arena_printf(r->a, "more than %d paths changed since %s", LIMIT_SOURCE_PATHS, baseline)
		: rc               ? arena_printf(r->a, "the commit cannot be compared with %s", baseline)
						   : NULL;
}

/* Adds the commits between baseline and candidate, if the repository has both. */
static void add_commits(struct reading *r, struct git_built *built)
{
	git_commit *from = built->before ? find_commit(r, built->before) : NULL,
			   *to = from ? find_commit(r, built->commit) : NULL;
	built->n_commits = to ? git_log_between(r->a, r->repository, from, to, &built->commits) : -1;
	git_commit_free(from);
	git_commit_free(to);
}

static void compare(struct reading *r)
{
	for (size_t i = 0; i < r->q->n_built; i++) {
		r->q->built[i].same = is_same(r, r->q->built[i].commit);
		add_commits(r, &r->q->built[i]);
	}
	if (!r->q->n_baselines)
		r->out->no_changes = "no baseline revision states the commit it was built from";
	for (size_t i = 0; !r->out->no_changes && i < r->q->n_baselines; i++)
		r->out->no_changes = add_changes(r, r->q->baselines[i]);
}

/* ---- Ignore files in the commit -------------------------------------------------------------------------------- */

/* Reads a file of the commit. Returns false if it does not exist; otherwise sets *rc, and e if *rc is -1. */
static bool read_blob(const struct reading *r, const char *path, struct str *text, struct err *e, int *rc)
{
	git_tree_entry *entry = NULL;
	git_object *blob = NULL;
	*rc = 0;
	if (git_tree_entry_bypath(&entry, r->tree, path))
		return false;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK)
		*rc = err_set(e, ERR_MALFORMED, "%s is not a regular file in the commit", path);
	else if (git_tree_entry_to_object(&blob, r->repository, entry))
		*rc = git_fail(e, ERR_MALFORMED, path);
	else if (git_blob_rawsize((const git_blob *)blob) > LIMIT_CONFIG_BYTES)
		*rc = err_set(e, ERR_LIMIT, "%s is larger than %d KiB", path, LIMIT_CONFIG_BYTES / 1024);
	if (!*rc) {
		size_t n = (size_t)git_blob_rawsize((const git_blob *)blob);
		*text = (struct str){ arena_strndup(r->a, git_blob_rawcontent((const git_blob *)blob), n), n };
	}
	git_object_free(blob);
	git_tree_entry_free(entry);
	return true;
}

static int include(void *arg, const char *name, struct str *text, struct err *e)
{
	const struct sieve *s = arg;
	int rc;
	const char *path = arena_printf(s->r->a, "%s%s", s->folder, name);
	if (read_blob(s->r, path, text, e, &rc))
		return rc;
	return err_set(e, ERR_NOT_FOUND, "the commit has no file %s", path);
}
/* Returns the folder that an ignore file applies to: "backend/" for backend/.dockerignore. An ignore file with another
 * name (of a Dockerfile) does not determine a folder. */
static const char *folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	bool named = strcmp(slash ? slash + 1 : path, ".dockerignore") != 0 &&
		strcmp(slash ? slash + 1 : path, ".gcloudignore") != 0;
	return slash && !named ? arena_strndup(a, path, (size_t)(slash + 1 - path)) : "";
}

static int read_ignore(
	struct reading *r, enum ignore_kind kind, const char *path, bool must_be, struct sieve *out, struct err *e)
{
	struct str text;
	int rc;
	if (!read_blob(r, path, &text, e, &rc))
		return must_be ? err_set(e, ERR_NOT_FOUND, "the commit has no file %s", path) : 0;
	out->folder = folder_of(r->a, path);
	if (!rc && ignore_parse(r->a, kind, text, kind == IGNORE_GCLOUD ? include : NULL, out, &out->rules, e))
		rc = err_wrap(e, "%s", path);
	return rc;
}

static int read_ignores(struct reading *r, struct err *e)
{
	const char *docker = r->q->dockerignore ? r->q->dockerignore : ".dockerignore";
	if (read_ignore(r, IGNORE_DOCKER, docker, r->q->dockerignore != NULL, &r->docker, e))
		return -1;
	return r->q->gcloudignore ? read_ignore(r, IGNORE_GCLOUD, r->q->gcloudignore, true, &r->gcloud, e) : 0;
}

/* ---- Required files ------------------------------------------------------------------------------ */

/* A file outside of the build's folder is not sent either. */
static bool drops(const struct sieve *s, const char *path)
{
	size_t n = strlen(s->folder);
	return s->rules && (strncmp(path, s->folder, n) != 0 || ignore_drops(s->rules, path + n));
}

static int on_entry(const char *root, const git_tree_entry *entry, void *arg)
{
	struct reading *r = arg;
	bool required = false;
	if (++r->entries > LIMIT_SOURCE_ENTRIES)
		return err_set(&r->failed, ERR_LIMIT, "the commit has more than %d files", LIMIT_SOURCE_ENTRIES);
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return 0;
	struct arena_mark mark = arena_mark(r->a);
	const char *path = arena_printf(r->a, "%s%s", root, git_tree_entry_name(entry));
	for (size_t i = 0; i < r->q->n_required; i++) {
		bool is = glob_matches_or_above(r->required[i], path);
		r->found[i] = r->found[i] || is;
		required = required || is;
	}
	bool dropped = required && (drops(&r->docker, path) || drops(&r->gcloud, path));
	if (!dropped || r->out->excluded.n == LIMIT_SOURCE_EXCLUDED)
		arena_rewind(r->a, mark);
	else
		add_path(r->a, &r->out->excluded, path);
	return 0;
}

static int find_required(struct reading *r, struct err *e)
{
	struct git_question *q = r->q;
	r->required = ARENA_ARRAY(r->a, struct glob *, q->n_required + 1);
	r->found = ARENA_ARRAY(r->a, bool, q->n_required + 1);
	for (size_t i = 0; i < q->n_required; i++)
		if (glob_parse(r->a, q->required[i], &r->required[i], e))
			return err_wrap(e, "required_paths");
	if (!q->n_required)
		return 0;
	if (read_ignores(r, e))
		return -1;
	if (git_tree_walk(r->tree, GIT_TREEWALK_PRE, on_entry, r)) {
		if (r->failed.code == ERR_NONE)
			return git_fail(e, ERR_MALFORMED, "cannot read the files of the commit");
		*e = r->failed;
		return -1;
	}
	for (size_t i = 0; i < q->n_required; i++)
		if (!r->found[i])
			add_path(r->a, &r->out->missing, q->required[i]);
	return 0;
}

/* ---- Entry points -------------------------------------------------------------------------------- */

static void begin(void)
{
	static const char *const known[] = { "worktreeconfig" }; /* used by sparse checkouts; safe to ignore */
	git_libgit2_init();
	git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known, COUNTOF(known));
}

/* libgit2's options are global and not thread-safe, so they are set only once. */
void git_prepare(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, begin);
}

int git_ask(struct arena *a, struct git_question *q, struct git_answer *out, struct err *e)
{
	struct reading r = { .a = a, .q = q, .out = out };
	git_prepare();
	r.docker = r.gcloud = (struct sieve){ .folder = "", .r = &r };
	*out = (struct git_answer){ .commit = NULL };
	int rc = open_repository(&r, e) || find_head(&r, e) || find_dirty(&r, e) || find_required(&r, e) ? -1 : 0;
	if (!rc)
		compare(&r);
	git_tree_free(r.tree);
	git_commit_free(r.commit);
	git_repository_free(r.repository);
	return rc;
}

char *git_version_text(struct arena *a)
{
	int major = 0, minor = 0, revision = 0;
	git_libgit2_version(&major, &minor, &revision);
	return arena_printf(a, "%d.%d.%d", major, minor, revision);
}
