# SPDX-License-Identifier: Apache-2.0
"""peer.py CERT KEY READY: for a separate network namespace: a DNS server for gate.test, and HTTPS on port 8443."""
import fcntl
import http.server
import socket
import ssl
import struct
import sys
import threading

SIOCSIFFLAGS, IFF_UP_RUNNING = 0x8914, 0x41


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP_RUNNING))


def answer(query):
    """Answers A queries for gate.test; no other name exists."""
    end = query.index(b"\0", 12) + 5
    question, kind = query[12:end], struct.unpack("!H", query[end - 4:end - 2])[0]
    known = question[:-4].lower() == b"\4gate\4test\0"
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 1, 4) + bytes([127, 0, 0, 1])
    has_a = known and kind == 1
    return query[:2] + struct.pack("!HHHHH", 0x8180 if known else 0x8183, 1, has_a, 0, 0) + question + (record if has_a else b"")


def names(server):
    while True:
        query, peer = server.recvfrom(4096)
        server.sendto(answer(query), peer)


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *args):
        pass


certificate, key, ready = sys.argv[1:]
loopback_up()
dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
dns.bind(("127.0.0.1", 53))
threading.Thread(target=names, args=(dns,), daemon=True).start()
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 8443), Page)
server.socket = context.wrap_socket(server.socket, server_side=True)
open(ready, "w").write("ready\n")
server.serve_forever()
