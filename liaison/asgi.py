"""The door: live streams go to a small async app, all else to Django in a fixed thread pool.

Django under ASGI opened a database connection for each request; in a pool of threads each thread
keeps one. A request takes a thread only once its body is here, so slow senders hold none.
"""

import os
from tempfile import SpooledTemporaryFile

os.environ.setdefault("STATEMENT_TIMEOUT_MS", "20000")  # no page may keep the database longer
os.environ.setdefault("PROCESS_NAME", "liaison web")

from a2wsgi import WSGIMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: E402

from liaison.events import LiveStreams  # noqa: E402
from liaison.wsgi import application as django_application  # noqa: E402

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


class Door:
    def __init__(self, pages, streams):
        self.pages, self.streams = pages, streams

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"] == "/events/":
            await self.streams(scope, receive, send)
        else:
            await self.page(scope, receive, send)

    async def live(self, receive, send):
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.streams.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def page(self, scope, receive, send):
        with SpooledTemporaryFile(IN_MEMORY) as body:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return  # a cut-off body is not a request
                body.write(message.get("body", b""))
                if body.tell() > settings.MAX_BODY:
                    await too_large(send)
                    return
                if not message.get("more_body"):
                    break
            size = body.tell()
            body.seek(0)

            async def replay():
                piece = body.read(PIECE)
                return {
                    "type": "http.request",
                    "body": piece,
                    "more_body": body.tell() < size,
                }

            await self.pages(scope, replay, send)


async def too_large(send):
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": "上传的内容过大。".encode()})


pages = WSGIMiddleware(django_application, workers=settings.WEB_THREADS)
application = ProxyHeadersMiddleware(
    Door(pages, LiveStreams(pages)), trusted_hosts=settings.TRUSTED_PROXIES
)
