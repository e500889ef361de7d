"""Somebody at the doors, one visit at a time; whatever a visit changes is taken back."""

import re
import zipfile
from contextlib import contextmanager
from io import BytesIO

from django.db import connection, transaction

from tests.everybody import at_the_door

WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
CHANGES = [  # what differs from one answer to the next without meaning anything
    (r'(csrfmiddlewaretoken" value=|name="csrf" content=|X-CSRFToken": ?)"\w+', r"\1"),
    (r'(idempotency_key" value=)"[\w-]+', r"\1"),
    (r"/privacy/reveal/[^/]+/", "/privacy/reveal/"),
    (r"R-\d{8}-\d+", "<refresh>"),
    (r"\d{1,2}:\d\d(:\d\d)?(\.\d+)?", "<time>"),
    (r'data-[\w-]*(seconds|ends|longest|idle)[\w-]*="\d+"', ""),
    (r'"(idle|longest)": \d+', ""),
    (r"(?m)^\ufeff?\d+,", ""),
]


class Visitor:
    def __init__(self, user, **options):
        self.client = at_the_door(user, **options)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def visit(self, method, address, **fields):
        """The answer, with ``said``: all that a person can read of it."""
        point = transaction.savepoint()
        with statements() as self.written:
            answer = getattr(self.client, method)(address, **fields)
            answer.body = b"".join(answer) if answer.streaming else answer.content
        transaction.savepoint_rollback(point)
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        answer.said = readable(answer)
        return answer


@contextmanager
def statements():
    """The tables that are written to meanwhile."""
    tables = set()

    def watch(execute, sql, params, many, context):
        if found := WRITING.match(sql if isinstance(sql, str) else ""):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


def readable(answer):
    body = answer.body
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as book:
            body = b"\n".join(book.read(n) for n in sorted(book.namelist()) if "docProps" not in n)
    told = [answer.get(name, "") for name in ("Location", "Content-Disposition", "Link")]
    return "\n".join([body.decode("utf-8", "replace"), *told])


def plain(answer, *aside):
    """Status and text without what differs each time; ``aside`` are words to leave out as well."""
    text = answer.said.replace(answer["X-Request-ID"], "<request>")
    for word in aside:
        text = text.replace(word, "<it>")
    for pattern, instead in CHANGES:
        text = re.sub(pattern, instead, text)
    return answer.status_code, text
