"""Answers that reproduce the printed tables 4 and 5 of the province survey of 2014 to the digit.

The seed prints percentages without their bases; 536, 614 and 647 are the smallest numbers of
leaders, workers and aided people that give all of them (domain 7.5). They are reconstructed, not
published, and say so wherever they are shown.
"""

PAPER = "FS"
SEGMENTS = (
    # group, ownership, how many, {question: {option: count}}
    ("leaders", "state", 320, {"know": {"o1": 306}, "role": {"o1": 220, "o2": 70}}),
    ("leaders", "collective", 157, {"know": {"o1": 148}, "role": {"o1": 107, "o2": 36}}),
    ("leaders", "private", 36, {"know": {"o1": 30}, "role": {"o1": 19, "o2": 11}}),
    ("leaders", "foreign", 23, {"know": {"o1": 19}, "role": {"o1": 12, "o2": 8}}),
    ("workers", "", 614, {"know": {"o1": 488}}),
    ("aided", "", 647, {"procedure": {"o1": 394}}),
)
REST = {"know": "o2", "role": "o3", "procedure": "o2"}
MANY = {
    ("leaders", "hope"): (
        *(("o1", 348), ("o2", 330), ("o3", 306), ("o4", 301), ("o5", 282)),
        *(("o6", 190), ("o7", 171), ("o8", 158), ("o9", 96), ("o10", 41)),
    ),
    ("leaders", "wish"): (
        *(("o3", 359), ("o1", 351), ("o5", 316), ("o2", 304), ("o6", 296), ("o4", 210)),
    ),
    ("workers", "wish"): (
        *(("o2", 416), ("o3", 337), ("o4", 321), ("o5", 308), ("o6", 269), ("o1", 150)),
    ),
    ("aided", "need"): (("o1", 409), ("o2", 343), ("o3", 307), ("o4", 129), ("o5", 112)),
}
FILLER = {"hope": "o11", "wish": "o7", "need": "o6"}
"""What those ticked who ticked none of the printed items."""
SCALES = {
    "overall": (("o1", 326), ("o2", 229), ("o3", 71), ("o4", 15), ("o5", 6)),
    "attitude": (("o1", 419), ("o2", 157), ("o3", 53), ("o4", 11), ("o5", 7)),
}
SOUGHT, SOLVED, PRAISED = 425, 380, 309


def rows():
    """Every answer as it is kept, ready to be written."""
    found, members = [], {}
    for group, ownership, people, told in SEGMENTS:
        for n in range(people):
            answers = {q: [ticked(n, counts, REST[q])] for q, counts in told.items()}
            row = {"group": group, "ownership": ownership, "answers": answers}
            members.setdefault(group, []).append(row)
            found.append({**row, "paper": f"{PAPER}{len(found) + 1:05d}"})
    for (group, question), items in MANY.items():
        tick_many(members[group], question, items)
    for n, row in enumerate(members["workers"]):
        row["answers"] |= funnel(n)
    for question, steps in SCALES.items():
        for n, row in enumerate(members["aided"]):
            row["answers"][question] = [ticked(n, dict(steps), "")]
    for row in found:
        row["answers"]["advice"] = []
    return found


def ticked(n, counts, rest):
    """The answer of the n-th: so many say the first, the next so many the second …"""
    for option, count in counts.items():
        if n < count:
            return option
        n -= count
    return rest


def funnel(n):
    """Of the workers so many sought help, of these so many got it, of these so many praise it."""
    told = {"sought": ["o1" if n < SOUGHT else "o2"]}
    if n < SOUGHT:
        told["solved"] = ["o1" if n < SOLVED else "o2"]
    if n < SOLVED:
        told["rated"] = ["o1" if n < PRAISED else "o2"]
    return told


def tick_many(members, question, items):
    """Each item is ticked by exactly so many, spread over the group in a stride of its own."""
    for row in members:
        row["answers"][question] = []
    size = len(members)
    for n, (option, count) in enumerate(items):
        step = next(s for s in range(7 + 12 * n, size) if coprime(s, size))
        for k in range(count):
            members[(k * step + 31 * n) % size]["answers"][question].append(option)
    for row in members:
        chosen = row["answers"][question]
        row["answers"][question] = sorted(chosen, key=number) or [FILLER[question]]


def number(option):
    return int(option[1:])


def coprime(a, b):
    while b:
        a, b = b, a % b
    return a == 1
