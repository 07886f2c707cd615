/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc.c: an allocator that ends the process when memory runs out, and that wipes memory before freeing it. It is
 * linked into the executable, so shared libraries use it too: json-c, libconfig and libgit2 crash or return wrong
 * results when an allocation fails, and libcurl, json-c and libcrypto free memory that holds copies of tokens.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef ALLOC_WRAPS
/*
 * A static program has the C library's allocator in itself. The linker's --wrap leads every call of malloc, calloc,
 * realloc and free here, those of the libraries and of the C library too.
 */
#define malloc        __wrap_malloc
#define calloc        __wrap_calloc
#define realloc       __wrap_realloc
#define free          __wrap_free
#define __libc_malloc __real_malloc
#define __libc_calloc __real_calloc
#define __libc_free   __real_free
void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *old, size_t size);
void free(void *p);
#endif

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void __libc_free(void *p);

enum { OUT_OF_MEMORY = 71 };

static _Noreturn void stop(void)
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

void free(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	__libc_free(p);
}

/* Does not call the C library's realloc: it could move the block and leave the old content in memory. */
void *realloc(void *old, size_t size)
{
	size_t had = old ? malloc_usable_size(old) : 0;
	if (old && !size) {
		free(old);
		return NULL;
	}
	if (size <= had && size > had / 2)
		return old;
	void *p = __libc_malloc(size);
	if (!p)
		stop();
	if (old)
		memcpy(p, old, had < size ? had : size);
	free(old);
	return p;
}
