/* SPDX-License-Identifier: Apache-2.0 */
/* file.h: reading, writing and locking files; the identity of this process; parallel computation. */
#ifndef GATE_BASE_FILE_H
#define GATE_BASE_FILE_H

#include "buf.h"

/* ---- file.c: file errors are ERR_IO and name the path ------------------------------------------------- */

/* Reads a whole regular file of at most max bytes. Fails for any other kind of file, without blocking on a FIFO, and
 * with ERR_LIMIT for a larger one. */
int file_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
/* The same, but refuses a symbolic link. */
int file_read_own(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
/* Replaces a file atomically: writes a temporary file in the same folder, syncs it, renames it and syncs the folder.
 * After a crash path has the old or the new content. Creates missing folders as file_make_dirs does. */
int file_write_atomic(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Removes a file durably. */
int file_remove(const char *path, struct err *e);
/* Appends one record with one write and makes it durable (O_APPEND, fdatasync). Creates the file if it is missing. */
int file_append(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Opens a file for appending; creates it durably, with missing folders. *fd is closed when a is freed. */
int file_open_append(struct arena *a, const char *path, int mode, int *fd, struct err *e);
/* Appends to an open file and makes it durable. */
int file_append_to(int fd, const void *data, size_t n, struct err *e);
/* Replaces the whole content of an open file. Does not make it durable. */
int file_replace(int fd, const void *data, size_t n, struct err *e);
/* Takes the exclusive lock of an open file without waiting; it is held until fd is closed. Fails with ERR_LOCKED if
 * another process holds it. */
int file_lock(int fd, struct err *e);
/* Creates the missing folders above the last '/' of path, for a file with this mode: mode 0700 if only the owner may
 * read the file, else 0777 less the umask. */
int file_make_dirs(const char *path, int mode, struct err *e);
/* Sets *names to the n names in a folder that end in suffix, sorted. A missing folder is empty. */
int file_list(struct arena *a, const char *dir, const char *suffix, char ***names, size_t *n, struct err *e);
bool file_exists(const char *path);
bool file_is_folder(const char *path); /* links are followed */
bool file_is_shared(const char *path); /* Returns true if others may read it, or the group or others may write it. */
/* Returns path if it is absolute, else base_dir/path. base_dir may be NULL or "" (the working directory). */
char *file_resolve(struct arena *a, const char *base_dir, const char *path);
char *file_dir(struct arena *a, const char *path); /* "a/b.cfg" gives "a", "b.cfg" gives "." */

/* ---- file_own.c: files that only rungate uses: folders have mode 0700, files 0600, whatever the umask ---- */

/* Creates a folder and all missing ones above it. The topmost new folder gets a .gitignore that ignores everything.
 * Existing folders keep their mode. */
int file_make_own(const char *dir, struct err *e);
/* Creates the folder as file_make_own does, then writes path as file_write_atomic does. Refuses to replace anything but
 * a regular file. */
int file_write_own(const char *path, const void *data, size_t n, struct err *e);
/* Opens a file for appending, creating it in an existing folder. The caller closes *fd. */
int file_open_own(const char *path, int *fd, struct err *e);

/* ---- file_named.c: files that the user named --------------------------------------------- */

/*
 * Writes to path. A regular or new file is replaced as file_write_atomic does; if path is a link, its target is
 * replaced. Devices, pipes and sockets are written to directly; a pipe without a reader for 3 s is an error. "-" is
 * standard output.
 */
int file_write_named(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Reads any file to its end, at most max bytes. "-" is standard input. */
int file_read_named(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
bool file_named_is_regular(const char *path); /* Returns true if path is a regular file or does not exist yet. */
/* Returns true for "-" and /dev/stdout: other output must then go to standard error. */
bool file_named_is_output(const char *path);

/* ---- host.c: the identity of this process ------------------------------------------------------ */

/* name: the host name; boot: the kernel's boot id; "" if unknown */
struct host {
	int64_t pid;
	char name[65], boot[40];
};
void host_read(struct host *out);

/* ---- parallel.c: computing in several threads ----------------------------------------------------- */

/* Returns how many jobs to split `pieces` pieces of work into: at least one, at most one for each processor. */
size_t parallel_width(size_t pieces);
/* Calls work for each of n jobs (at most LIMIT_PARALLEL) at the same time. jobs is an array of items of size bytes.
 * Returns when all have ended. work must not use an arena or a loop that others use. */
void parallel_run(void (*work)(void *job), void *jobs, size_t n, size_t size);

#endif
