/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc.c: malloc, calloc and realloc that end the process where memory ends. Standing in the executable they serve
 * every shared library too: json-c, libconfig and libgit2 crash or answer wrongly when an allocation fails.
 */
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

enum { OUT_OF_MEMORY = 71 };

static void stop(void)
{
	static const char text[] = "rungate: out of memory; nothing more was done\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)ignored;
	_exit(OUT_OF_MEMORY);
}

void *malloc(size_t size)
{
	void *p = __libc_malloc(size);
	if (!p && size)
		stop();
	return p;
}

void *calloc(size_t n, size_t size)
{
	void *p = __libc_calloc(n, size);
	if (!p && n && size)
		stop();
	return p;
}

void *realloc(void *old, size_t size)
{
	void *p = __libc_realloc(old, size);
	if (!p && size)
		stop();
	return p;
}
