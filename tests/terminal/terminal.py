# SPDX-License-Identifier: Apache-2.0
"""A program in a terminal of its own: what it prints, what is typed, and what the screen shows."""
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
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
    lines, row, column = [""], 0, 0
    for token in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|.", text, re.S):
        up = re.fullmatch(r"\x1b\[(\d+)A", token)
        if token == "\r":
            column = 0
        elif token == "\n":
            row += 1
        elif up:
            row -= int(up.group(1))
            assert row >= 0, "above the first line"
        elif token == "\x1b[J":
            lines[row:] = [lines[row][:column]]
        elif token[0] != "\x1b":
            if column == columns:
                row, column = row + 1, 0
                lines += [""] * (row + 1 - len(lines))
            lines[row] = lines[row].ljust(column)[:column] + token + lines[row][column + 1:]
            column += 1
        lines += [""] * (row + 1 - len(lines))
    return lines


class Setting:
    """A folder with the simulated cloud behind it. env: what a program needs to use it."""

    def __init__(self, folder, api):
        self.folder, self.api = folder, api
        apis = "RUN", "SQL", "REDIS", "VPCACCESS", "MONITORING", "LOGGING", "ARTIFACTREGISTRY"
        self.env = {
            "PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm", "LANG": "C.UTF-8",
            "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": f"{folder}/token",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_MEMORYSTORE": f"{api}memorystore/",
            **{f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{name}": api for name in apis},
        }

    @contextlib.contextmanager
    def terminal(self, *args, columns=80):
        """rungate with these arguments in a terminal."""
        t = Terminal([os.environ["RUNGATE"], *args], columns=columns, env=self.env, cwd=self.folder)
        try:
            yield t
        finally:
            t.stop()

    def run(self, *args):
        """rungate without a terminal. Returns the exit code, and standard output and error in one text."""
        done = subprocess.run([os.environ["RUNGATE"], *args], env=self.env, cwd=self.folder, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode()

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as f:
            f.write(text)

    def read(self, name):
        with open(f"{self.folder}/{name}", encoding="utf-8") as f:
            return f.read()


@contextlib.contextmanager
def cloud(state):
    """The simulated cloud of tests/cloud with this state, and a folder to work in."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/token", "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            f.write("test-token\n")
        with open(f"{folder}/cloud.json", "w", encoding="utf-8") as f:
            json.dump(state, f)
        server = subprocess.Popen([os.environ["CLOUD"], "cloud.json", "--ports", "ports.json", "--schema",
                                   os.environ["SCHEMA"]], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            while not os.path.exists(f"{folder}/ports.json") or not os.path.getsize(f"{folder}/ports.json"):
                assert server.poll() is None, server.stdout.read().decode()
                time.sleep(0.02)
            with open(f"{folder}/ports.json", encoding="utf-8") as f:
                yield Setting(folder, json.load(f)["api"])
        finally:
            server.kill()
            server.wait()
