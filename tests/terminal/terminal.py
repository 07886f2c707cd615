# SPDX-License-Identifier: Apache-2.0
"""A program in a terminal of its own: what it prints, what is typed, and what the screen shows."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

HANG_S = 120  # a program that prints nothing new for so long hangs


def size_of(columns, rows=24):
    return struct.pack("HHHH", rows, columns, 0, 0)


class Terminal:
    """argv runs with the terminal as standard input, output and error. redirect: descriptors (0, 1, 2) to files."""

    def __init__(self, argv, columns=80, env=None, cwd=None, redirect=None):
        self.text, self.seen, self.status = "", 0, None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size_of(columns))
            os.chdir(cwd or ".")
            for target, path in (redirect or {}).items():
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), target)
            os.execvpe(argv[0], argv, env or os.environ)

    def _read(self):
        """Appends what was printed. Returns False at the end of the output."""
        if not select.select([self.fd], [], [], HANG_S)[0]:
            raise AssertionError(f"nothing was printed for {HANG_S} s after:\n{self.text[-2000:]}")
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # EIO: the last process that had the terminal open has ended
            data = b""
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def until(self, pattern):
        """Waits until the pattern is printed after the last match, and returns the match."""
        while True:
            found = re.compile(pattern).search(self.text, self.seen)
            if found:
                self.seen = found.end()
                return found
            if not self._read():
                raise AssertionError(f"ended without printing {pattern!r}:\n{self.text[-2000:]}")

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def resize(self, columns):
        """As a terminal does it when its window changes: the kernel sends SIGWINCH."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size_of(columns))

    def end(self):
        """Waits for the end. Returns the exit code, negative for a signal."""
        while self._read():
            pass
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return self.status

    def stop(self):
        """Ends the program if it still runs, after a test that failed."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)
            self.status = -signal.SIGKILL


def screen(text, columns):
    """The lines that a terminal of so many columns shows after this output. A line that wraps becomes two."""
    lines, column = [""], 0
    for token in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|.", text, re.S):
        if token == "\r":
            column = 0
        elif token == "\n":
            lines.append("")
        elif token == "\x1b[K":
            lines[-1] = lines[-1][:column]
        elif token[0] != "\x1b":
            if column == columns:
                lines.append("")
                column = 0
            lines[-1] = lines[-1].ljust(column)[:column] + token + lines[-1][column + 1:]
            column += 1
    return lines
