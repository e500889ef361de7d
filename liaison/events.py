"""Live pages: one subscription to the broker a process, one stream a page, no ORM.

Whoever opens /events/ is asked about with their own cookies (/events/grant/): the answer names the
paths of the federations whose changes they may hear of. A stream carries a topic and a refresh id,
never a figure: the page fetches those itself, through scope. Streams end after five minutes and at
midnight, when offices begin and end (the browser comes back and is asked about again), and at
log-out.
"""

import asyncio
import json
from contextlib import suppress
from datetime import datetime, time, timedelta

import redis.asyncio
import structlog
from django.conf import settings
from django.utils import timezone

from liaison import metrics

log = structlog.get_logger("liaison.events")
LIFE = 300
HEARTBEAT = 15
MOST_STREAMS = 2000
MOST_OF_ONE = 20
GRANT_PATH = "/events/grant/"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Stream:
    def __init__(self, session, paths):
        self.session, self.paths = session, tuple(paths)
        self.waiting = asyncio.Queue(100)

    def hear(self, message):
        """None ends the stream; so does falling too far behind."""
        with suppress(asyncio.QueueFull):
            self.waiting.put_nowait(message)
            return
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)

    def may_hear(self, message):
        """A path is a federation's; ``/0/50/*`` is about every one at or below ``/0/50/``."""
        return any(
            path.startswith(self.paths)
            or (path.endswith("*") and any(own.startswith(path[:-1]) for own in self.paths))
            for path in message.get("paths", ())
        )


class LiveStreams:
    """The ASGI app of /events/."""

    def __init__(self, pages):
        self.pages = pages
        self.streams = set()
        self.listener = None
        self.hearing = asyncio.Event()

    async def __call__(self, scope, receive, send):
        if scope["method"] != "GET":
            return await refuse(send, 405)
        if len(self.streams) >= MOST_STREAMS:
            return await refuse(send, 503)
        status, grant = await self.ask(scope)
        if grant is None:
            return await refuse(send, status)
        if sum(s.session == grant["session"] for s in self.streams) >= MOST_OF_ONE:
            return await refuse(send, 429)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self.listen())
        with suppress(TimeoutError):  # whoever sees the stream open misses nothing from then on
            await asyncio.wait_for(self.hearing.wait(), 2)
        stream = Stream(grant["session"], grant["paths"])
        self.streams.add(stream)
        metrics.streams.set(len(self.streams))
        writing = asyncio.create_task(self.write(stream, send))
        leaving = asyncio.create_task(disconnect(receive))
        try:
            await asyncio.wait([writing, leaving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.streams.discard(stream)
            metrics.streams.set(len(self.streams))
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)

    async def write(self, stream, send):
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await say(send, "retry: 3000\n\n")
        end = asyncio.get_running_loop().time() + min(LIFE, until_tomorrow())
        while (left := end - asyncio.get_running_loop().time()) > 0:
            try:
                message = await asyncio.wait_for(stream.waiting.get(), min(HEARTBEAT, left))
            except TimeoutError:
                await say(send, ": still here\n\n")
                continue
            if message is None:
                break
            data = json.dumps({key: message.get(key) for key in ("topic", "refresh")})
            await say(send, f"event: {message['topic']}\ndata: {data}\n\n")
        await send({"type": "http.response.body", "body": b""})

    async def ask(self, scope):
        """(200, {"session", "paths"}), or (status, None) for those who may not listen."""
        asked = {**scope, "path": GRANT_PATH, "raw_path": GRANT_PATH.encode(), "query_string": b""}
        answer = {"status": 503, "body": b""}

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
            else:
                answer["body"] += message.get("body", b"")

        await self.pages(asked, receive, send)
        if answer["status"] == 200:
            return 200, json.loads(answer["body"])
        return {302: 401}.get(answer["status"], answer["status"]), None

    async def listen(self):
        """Hand on what the broker says; come back when it was away, and say so to the pages."""
        away = False
        while True:
            try:
                async with (
                    redis.asyncio.from_url(
                        settings.REDIS_URL, health_check_interval=30, socket_connect_timeout=3
                    ) as client,
                    client.pubsub() as channel,
                ):
                    await channel.subscribe(settings.LIVE_CHANNEL)
                    if away:
                        self.tell_all(None)  # pages come back, and look at what they missed
                    away = False
                    self.hearing.set()
                    async for message in channel.listen():
                        if message["type"] == "message":
                            self.hand_on(message["data"])
            except (redis.RedisError, OSError):
                away = True
                self.hearing.clear()
                await asyncio.sleep(2)

    def hand_on(self, data):
        try:
            message = json.loads(data)
            topic = message["topic"]
        except (ValueError, KeyError, TypeError):
            log.warning("unreadable message")
            return
        for stream in list(self.streams):
            if topic == "logout":
                if message.get("session") == stream.session:
                    stream.hear({"topic": "logout"})
                    stream.hear(None)
            elif topic == "again":
                if message.get("session") == stream.session:
                    stream.hear(None)  # the page comes back, and is asked about anew
            elif stream.may_hear(message):
                stream.hear(message)

    def tell_all(self, message):
        for stream in self.streams:
            stream.hear(message)

    async def close(self):
        self.tell_all(None)
        if self.listener:
            self.listener.cancel()
            await asyncio.gather(self.listener, return_exceptions=True)


def until_tomorrow():
    """Seconds until the day ends: an office held through today is none tomorrow."""
    now = timezone.localtime()
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return (tomorrow - now).total_seconds()


async def say(send, text):
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def refuse(send, status):
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def disconnect(receive):
    while (await receive())["type"] != "http.disconnect":
        pass
