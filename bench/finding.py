"""G10, G11, G13: names found by parts and with typing errors, and deep pages of the register.

Peers: a sequential scan, pg_trgm in a database whose character classes know Chinese (ours need
not), and tantivy in this process, which keeps no rows, no rights and nothing up to date.
"""

import io
import logging
import random
import time
from urllib.parse import urlencode

import tantivy
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from rest_framework.test import APIClient

from accounts.roles import Permission
from bench.ground import Line, in_turns, say, seconds, share
from bench.serving import leader
from governance.paging import Order, after, count_to, slice_by
from orgs.listing import COUNTED
from orgs.models import Organization
from orgs.search import find

PATTERNS = 40
ROUNDS = 5
"""Of a millisecond, others at work on the cores can make ten: each side's best round counts."""
DEEP, SIZE = 1_220, 20
LIKE = "SELECT id FROM orgs_organization WHERE folded_name LIKE %s LIMIT 20"
SIMILAR = "SELECT id FROM names ORDER BY similarity(name, %s) DESC LIMIT 10"
TRIGRAMS = "SELECT id FROM names WHERE name %% %s ORDER BY similarity(name, %s) DESC LIMIT 10"
NAMES = "bench_names"
NAIVE = "OFFSET + count(*), three columns as JSON"


def measure(ground):
    logging.disable(logging.WARNING)
    rows = Organization.objects.for_user(leader(), Permission.ORG_VIEW)
    dice = random.Random(7)  # noqa: S311 (which names are tried)
    every = rows.order_by("pk").values_list("pk", "folded_name")
    names = list(every.iterator(chunk_size=50_000))
    picked = dice.sample([name for _, name in names if len(name) >= 8], 400)
    yield from parts(rows, names, picked, dice)
    yield from typos(ground, rows, names, picked, dice)
    yield from pages(rows)
    connection.close()


def parts(rows, names, picked, dice):
    say("G10 parts of names …")
    searcher, query = pairs_in_memory(names)
    for length in (2, 3, 6):
        words = [cut(name, length, dice) for name in picked[:PATTERNS]]
        # Once before, so that all sides find their pages in memory.
        statements = [statements_of(lambda w=word: find(rows, w)) for word in words]
        taken = {"product": [], "sql": [], "scan": [], "tantivy": []}
        for word, sql in zip(words, statements, strict=True):
            sides = {
                "product": lambda w=word: find(rows, w).keys[:20],
                "sql": lambda s=sql: [asked(one) for one in s],
                "scan": lambda w=word: asked(LIKE, [f"%{w}%"]),
                "tantivy": lambda w=word: searcher.search(query(w), 20).hits,
            }
            rounds = [{name: seconds(act) for name, act in sides.items()} for _ in range(ROUNDS)]
            for name, times in taken.items():
                times.append(min(one[name] for one in rounds))
        what = f"top 20 of names with {length} characters, best first"
        for fraction, peer, name, want, limit in (
            (0.5, "sql", "its statements alone", "–", None),
            (0.95, "scan", "sequential scan, any 20", "≤ 0.1×", 0.1),
            (0.5, "tantivy", "tantivy in memory", "≤ 5×, 2× wished", 5),
        ):
            product, other = share(taken["product"], fraction), share(taken[peer], fraction)
            yield Line(
                "G10", f"{what}, p{fraction * 100:.0f}", product, other, name, want, limit=limit
            )


def cut(name, length, dice):
    at = dice.randrange(len(name) - length + 1)
    return name[at : at + length]


def statements_of(act):
    """What an act asks the database."""
    with CaptureQueriesContext(connection) as asking:
        act()
    return [one["sql"] for one in asking.captured_queries]


def asked(statement, values=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def pairs_in_memory(names):
    """A tantivy index of pairs of characters, and what asks it for all pairs of a word."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", stored=True)
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="basic")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(256_000_000, num_threads=1)
    for key, name in names:
        writer.add_document(tantivy.Document(key=key, pairs=" ".join(pairs(name))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()

    def query(word):
        terms = [tantivy.Query.term_query(schema, "pairs", pair) for pair in pairs(word)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])

    return index.searcher(), query


def pairs(text):
    return [text[at : at + 2] for at in range(len(text) - 1)]


def typos(ground, rows, names, picked, dice):
    say("G11 typing errors …")
    with ground.owner("postgres") as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAMES} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAMES} TEMPLATE template0 LC_CTYPE 'C.UTF-8'")
    characters = sorted({c for _, name in names[:50_000] for c in name})
    key_of = {name: key for key, name in names}
    tried = [(key_of[name], wrong(name, n, characters, dice)) for n, name in enumerate(picked)]
    tried = tried[: PATTERNS * 2]
    with ground.owner(NAMES) as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
        cursor.execute("CREATE TABLE names (id bigint, name text)")
        copy(cursor, names)
        cursor.execute("CREATE INDEX ON names USING gin (name gin_trgm_ops)")
        cursor.execute("ANALYZE names")
        cursor.execute("SET pg_trgm.similarity_threshold = 0.45")
        taken, found = {"product": [], "scan": [], "trigrams": []}, 0
        for n, (key, typed) in enumerate(tried):
            answer = []
            taken["product"].append(
                seconds(lambda t=typed, a=answer: a.extend(find(rows, t).keys[:10]))
            )
            found += key in answer
            taken["trigrams"].append(seconds(cursor.execute, TRIGRAMS, [typed, typed]))
            if n < 5:
                taken["scan"].append(seconds(cursor.execute, SIMILAR, [typed]))
    with ground.owner("postgres") as cursor:
        cursor.execute(f"DROP DATABASE {NAMES} WITH (FORCE)")
    middle = {name: share(times, 0.5) for name, times in taken.items()}
    what = "a name with one character wrong or missing, p50"
    note = f"{found} of {len(tried)} in the top 10"
    yield Line(
        "G11",
        what,
        middle["product"],
        middle["scan"],
        "sequential similarity()",
        "≤ 1/50",
        limit=1 / 50,
        note=note,
    )
    yield Line("G11", what, middle["product"], middle["trigrams"], "trigram GIN, 0.45", "–")
    yield Line(
        "G11",
        "the right name is in the top 10",
        found,
        len(tried),
        "tried",
        "≥ 0.95×",
        unit="names",
        higher_is_better=True,
        limit=0.95,
    )


def copy(cursor, names):
    text = io.StringIO("".join(f"{key}\t{name}\n" for key, name in names))
    cursor.copy_expert("COPY names FROM STDIN", text)


def wrong(name, n, characters, dice):
    at = dice.randrange(len(name))
    return name[:at] + ("" if n % 2 else dice.choice(characters)) + name[at + 1 :]


def at_the_keyboard(user):
    """A browser in which this person has logged in with both factors."""
    client = Client()
    client.force_login(user)
    session, now = client.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": now},
        {"method": "mfa", "type": "totp", "id": 0, "at": now},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def pages(rows):
    say("G13 deep pages …")
    order = Order.of(Organization, "registered_on", descending=True)
    deep = DEEP * SIZE
    before = order.applied(rows)[deep - SIZE - 1]
    cursor = after(before, order, count_to(COUNTED, rows))  # as one who turned all the pages has it
    sides = {
        "keyset": lambda: slice_by(rows, order, cursor, size=SIZE),
        "numbered": lambda: [*order.applied(rows)[deep - SIZE : deep], rows.count()],
    }
    asking = {name: statements_of(act) for name, act in sides.items()}
    alone = {name: lambda s=sql: [asked(one) for one in s] for name, sql in asking.items()}
    taken = in_turns(15, warm=2, **alone)
    yield Line(
        "G13",
        f"page {DEEP:,} by date of registration, its statements alone",
        taken["keyset"],
        taken["numbered"],
        "OFFSET + count(*)",
        "≤ 1/50",
        limit=1 / 50,
    )
    sort = {"sort": "-registered", "size": SIZE}
    turned = {**sort, "cursor": cursor, "page": DEEP}
    with override_settings(
        ROOT_URLCONF="bench.urls", ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False
    ):
        person, machine = at_the_keyboard(leader()), APIClient()
        machine.force_authenticate(leader())

        def get(path, client=person):
            def act():
                answer = client.get(path)
                assert answer.status_code == 200, (path, answer.status_code)

            return act

        api = machine.get("/api/v1/organizations/?limit=20").json()["next"]
        taken = in_turns(
            11,
            warm=2,
            first=get(f"/organizations/?{urlencode(sort)}"),
            deep=get(f"/organizations/?{urlencode(turned)}"),
            api=get(api, machine),
            naive=get(f"/bench/numbered/?{urlencode({'page': DEEP, 'size': SIZE})}"),
        )
    for what, product, peer, name, want, limit in (
        (f"page {DEEP:,} of the list over HTTP", "deep", "first", "page 1", "≥ 0.8×", 0.8),
        (f"page {DEEP:,} of the list over HTTP", "deep", "naive", NAIVE, "≥ 10×", 10),
        ("a page of the API over HTTP", "api", "naive", NAIVE, "≥ 10×", 10),
    ):
        yield Line(
            *("G13", what, 1 / taken[product], 1 / taken[peer], name, want),
            unit="req/s",
            higher_is_better=True,
            limit=limit,
        )
