"""The draw itself: which hashes seal it, in which order it puts the pool, whom it seats.

Pure, so that ``docs/replay_draw.py`` can say the same in twenty lines. A pool is a list of
``[id, kind]`` in the order of ids. The order of the draw is that of HMAC-SHA256 of each id under
``seed|public value``; whoever is barred is passed over, and so is whoever would make it impossible
to meet the conditions with the seats that are left.
"""

import hashlib
import hmac
import json
import secrets


def canonical(value):
    """One text for one content, whoever writes it down."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value):
    text = value if isinstance(value, str) else canonical(value)
    return hashlib.sha256(text.encode()).hexdigest()


def new_seed():
    return secrets.token_hex(32)


def order(pool, seed, public):
    key = f"{seed}|{public}".encode()
    return sorted(pool, key=lambda entry: hmac.new(key, entry[0].encode(), "sha256").digest())


def lacking(kinds, conditions):
    """How many seats are still needed to meet the conditions: ``least`` of single kinds, and of
    the ``share`` kinds together."""
    least, share = conditions["least"], conditions["share"]
    single = {kind: max(0, number - kinds.count(kind)) for kind, number in least.items()}
    there = sum(kinds.count(kind) for kind in share["kinds"])
    promised = sum(number for kind, number in single.items() if kind in share["kinds"])
    return sum(single.values()) + max(0, share["least"] - there - promised)


def fill(ordered, seated, barred, conditions):
    """Seat the next in order until the panel is full or nobody is left: the ids, old ones first."""
    kinds = dict(ordered)
    seated = list(seated)
    for name, kind in ordered:
        free = conditions["size"] - len(seated)
        if free and name not in seated and name not in barred:
            sitting = [kinds[one] for one in seated]
            if lacking([*sitting, kind], conditions) <= free - 1:
                seated.append(name)
    return seated


def replay(record):
    """The list that follows from a published record, replacements and all."""
    frozen = record["frozen"]
    if digest(frozen) != record["digest"]:
        raise ValueError("封存内容与摘要不符")
    if digest(record["seed"]) != record["commitment"]:
        raise ValueError("种子与摘要不符")
    ordered = order(frozen["pool"], record["seed"], record["public_value"])
    barred, seated = {**frozen["barred"], **record["conflicts"]}, []
    for left in [[], *record["steps"]]:
        barred.update(dict.fromkeys(left, "left"))
        seated = [one for one in seated if one not in left]
        seated = fill(ordered, seated, barred, frozen["conditions"])
    return seated
