"""The gallery behind the strict policy, and the browser."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.front import gallery

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "json": "text/json"}
REGIONS = {
    "": [("50", "重庆市"), ("32", "江苏省")],
    "50": [("5001", "市辖区"), ("5002", "县")],
    "5001": [("500112", "渝北区"), ("500105", "江北区")],
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path.startswith("/static/"):
            return self.file(gallery.ROOT / parts.path[1:])
        if parts.path.startswith("/boundaries/"):
            return self.file(gallery.BOUNDARIES / parts.path.split("/")[-1])
        if parts.path == "/regions/":
            parent = parts.query.partition("parent=")[2].partition("&")[0]
            rows = [{"code": c, "name": n} for c, n in REGIONS.get(parent, [])]
            return self.answer(json.dumps({"results": rows, "next": None}).encode(), "json")
        if parts.path == "/events/":
            return self.events()
        if parts.path == "/blank/":
            body = gallery.page("{% form blank submit='保存' draft='blank' %}")
            return self.answer(body.encode(), "html")
        template = parts.path.strip("/") or "_components/gallery.html"
        values = gallery.context(query=parts.query) | self.server.values
        self.answer(gallery.render(template, **values).encode(), "html")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append(parse_qs(body.decode(), keep_blank_values=True))
        time.sleep(0.5)  # long enough for another click
        self.answer(
            "<!doctype html><title>好</title><link rel=icon href=/static/seal.svg>已保存".encode(),
            "html",
        )

    def file(self, path):
        if not path.is_file():
            return self.send_error(404)
        self.answer(path.read_bytes(), path.suffix[1:])

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", f"{TYPES.get(kind, 'text/html')}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.server.listening.set()
        while not self.server.ended.is_set():
            if self.server.event.wait(0.2):
                self.server.event.clear()
                self.wfile.write(b'data: {"topic": "indicators", "refresh": "R-2"}\n\n')
                self.wfile.flush()

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    """The gallery at an address; ``site.values`` change what it shows, ``site.event`` says so."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.values, server.posts = {}, []
    server.event, server.listening, server.ended = (threading.Event() for _ in range(3))
    server.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()
