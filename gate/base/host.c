/* SPDX-License-Identifier: Apache-2.0 */
/* host.c: the identity of this process and machine. The boot id distinguishes a running process from an earlier one
 * with the same pid. */
#include "base.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A file in /proc reports a size of 0, so file_read cannot be used. */
static void read_line(const char *path, char *out, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, out, room - 1);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

void host_read(struct host *out)
{
	*out = (struct host){ .pid = getpid() };
	if (gethostname(out->name, sizeof(out->name) - 1))
		out->name[0] = '\0';
	read_line("/proc/sys/kernel/random/boot_id", out->boot, sizeof(out->boot));
}
