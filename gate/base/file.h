/* SPDX-License-Identifier: Apache-2.0 */
/* file.h: files, and which process this is. */
#ifndef GATE_BASE_FILE_H
#define GATE_BASE_FILE_H

#include "buf.h"

/* ---- file.c ------------------------------------------------------------------------------- */

/* A regular file of at most max bytes, whole. Never blocks on a FIFO, never follows one. */
int file_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
int file_read_own(struct arena *a, const char *path, size_t max, struct str *out, struct err *e); /* no link either */
/* Temporary file beside it, write, fsync, rename, fsync of the folder: the name holds the old
 * content or the new, never a part. Makes missing folders (file_make_dirs). */
int file_write_atomic(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Appends one record and makes it durable (O_APPEND, one write, fdatasync). */
int file_append(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Opens for appending, and closes with the arena. Makes what is missing: the file, durably, and folders. */
int file_open_append(struct arena *a, const char *path, int mode, int *fd, struct err *e);
int file_append_to(int fd, const void *data, size_t n, struct err *e); /* and makes it durable */
int file_replace(int fd, const void *data, size_t n, struct err *e); /* the whole content; not made durable */
/* The one lock on an open file, without waiting: ERR_LOCKED where another process has it. Held until fd is closed. */
int file_lock(int fd, struct err *e);
/* All folders above the last '/', for a file of this mode: 0700 where it is its owner's alone, else 0777 less umask. */
int file_make_dirs(const char *path, int mode, struct err *e);
/* The names in a folder that end in suffix, sorted; a missing folder has none. */
int file_list(struct arena *a, const char *dir, const char *suffix, char ***names, size_t *n, struct err *e);
bool file_exists(const char *path);
bool file_is_shared(const char *path); /* others may read it, or others or its group write it */
/* path, or base_dir/path where path is relative. base_dir NULL or "" is the working directory. */
char *file_resolve(struct arena *a, const char *base_dir, const char *path);
char *file_dir(struct arena *a, const char *path); /* "a/b.cfg" gives "a", "b.cfg" gives "." */

/* ---- file_own.c: what the program keeps for itself: folders 0700, files 0600, whatever the umask ---- */

/* The folder, with all that are missing above it; the topmost one made gets a .gitignore of "*". What is there stays as
 * it is. */
int file_make_own(const char *dir, struct err *e);
/* file_make_own of its folder, then file_write_atomic; what is there and no regular file is refused. */
int file_write_own(const char *path, const void *data, size_t n, struct err *e);
/* Opens for appending, or makes it, in a folder that is there; the caller closes *fd. */
int file_open_own(const char *path, int *fd, struct err *e);

/* ---- file_named.c: files that the user named --------------------------------------------- */

/* Replaced as file_write_atomic does where path is, or becomes, a regular file: a link stays, and what it leads to is
 * replaced. Devices, pipes and sockets are written through (a pipe that nobody reads within 3 s is an error); "-" is
 * standard output. */
int file_write_named(const char *path, const void *data, size_t n, int mode, struct err *e);
/* Whatever can be read, to its end; "-" is standard input. */
int file_read_named(struct arena *a, const char *path, size_t max, struct str *out, struct err *e);
bool file_named_is_regular(const char *path); /* it is, or becomes, a regular file */
bool file_named_is_output(const char *path);  /* "-" or /dev/stdout: people's words go elsewhere */

/* ---- host.c: which process, on which boot of which machine ------------------------------------ */

struct host { int64_t pid; char name[65], boot[40]; }; /* "" where the system does not tell */
void host_read(struct host *out);

/* ---- parallel.c: for what only computes -------------------------------------------------------- */

/* How many jobs are worth it for so many pieces: one a processor at most, and at least one. */
size_t parallel_width(size_t pieces);
/* work on each of n jobs (LIMIT_PARALLEL at most) that stand one after the other, at once; returns when all have
 * ended. */
void parallel_run(void (*work)(void *job), void *jobs, size_t n, size_t size);

#endif
