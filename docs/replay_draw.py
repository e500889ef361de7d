"""Replays a published draw of experts: python3 replay_draw.py < record.json"""

import hashlib
import hmac
import json
import sys

told = json.load(sys.stdin)
frozen, rules = told["frozen"], told["frozen"]["conditions"]
text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
for said, seal in ((text, told["digest"]), (told["seed"], told["commitment"])):
    assert hashlib.sha256(said.encode()).hexdigest() == seal, "not what was sealed"
kinds, key = dict(frozen["pool"]), f"{told['seed']}|{told['public_value']}".encode()
order = sorted(kinds, key=lambda name: hmac.digest(key, name.encode(), "sha256"))
seated, barred = [], {*frozen["barred"], *told["conflicts"]}
for left in [[], *told["steps"]]:
    barred, seated = barred | {*left}, [name for name in seated if name not in left]
    for name in order:
        sitting = [kinds[one] for one in (*seated, name)]
        single = {k: max(0, n - sitting.count(k)) for k, n in rules["least"].items()}
        there = sum(sitting.count(k) + single.get(k, 0) for k in rules["share"]["kinds"])
        lacking = sum(single.values()) + max(0, rules["share"]["least"] - there)
        if name not in barred and name not in seated and len(sitting) + lacking <= rules["size"]:
            seated.append(name)
print(*seated, sep="\n")
