# SPDX-License-Identifier: Apache-2.0
"""serve.py FOLDER PORT-FILE: serves a folder on 127.0.0.1; writes the port when it is ready; ends with its parent."""
import ctypes
import functools
import http.server
import pathlib
import signal
import sys

ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=sys.argv[1]))
ready = pathlib.Path(sys.argv[2])
ready.with_suffix(".new").write_text("%d\n" % server.server_port)
ready.with_suffix(".new").rename(ready)
server.serve_forever()
