"""A bid is planted in the running product, over its pages; then everything is searched for it: a
dump of the database, its files as they lie on disk, a backup, the logs, every address as admin."""

import base64
import json
from urllib.parse import quote, urlencode

import pytest

from tests.faults.lines import Line, ask
from tests.procurement.bidding import MARKER
from tests.product import Product

pytestmark = pytest.mark.drill
OPEN = "职工法律援助宣讲征集公告"
"""The call's title, which nobody closed: what the search must find."""
POSTED = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def product(tmp_path):
    found = Product(tmp_path / "var").start()
    found.wait()
    yield found
    found.stop()


def disguises(mark):
    """The mark as it may lie in bytes: plain, escaped, in hexadecimal, in base64 at any offset."""
    raw = mark.encode()
    found = {raw, json.dumps(mark)[1:-1].encode(), raw.hex().encode(), quote(mark).encode()}
    found |= {mark.encode("utf-16-le"), mark.encode("gb18030")}
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + raw + b"\0" * 3)
        found.add(whole[4:-8])
    return found


def where(paths, marks):
    """``[(path, mark)]`` of what is found in files."""
    found = []
    for path in paths:
        try:
            body = path.read_bytes()
        except OSError:  # a socket, or gone meanwhile
            continue
        found += [(path, mark) for mark in marks if mark in body]
    return found


class Writer(Line):
    """A delegate who writes, uploads and hands in as a browser does."""

    def token(self, path):
        status, _, said = self.until_answered("GET", path)
        assert status == 200, (path, status)
        return said.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    def post(self, path, form, seen):
        form = {**form, "csrfmiddlewaretoken": self.token(seen)}
        return self.until_answered("POST", path, urlencode(form), POSTED)

    def upload(self, draft, name, body):
        page = f"/portal/drafts/{draft}/parts/files/"
        form = {"name": name, "size": len(body)}
        _, _, said = self.post(f"/portal/drafts/{draft}/attach/", form, page)
        url = json.loads(said)["url"]
        headers = {"X-CSRFToken": self.token(page), "Content-Type": "application/octet-stream"}
        status, _, said = self.until_answered("POST", f"{url}?offset=0", body, headers)
        assert json.loads(said)["done"], said


def test_a_planted_bid_is_nowhere(product, tmp_path):
    """Handed in by one, still a draft of the same as its replacement: neither is to be found."""
    made = ask(product, "plant")
    writer = Writer(product, {made["name"]: made["delegate"]})
    draft = made["draft"]
    part = f"/portal/drafts/{draft}/parts/needs/"
    text = f"职工不懂劳动合同法。{MARKER}" * 50
    status, _, _ = writer.post(part, {"text": text, "seen": 0}, part)
    assert status == 302
    writer.upload(draft, f"{MARKER}.txt", f"附件 {MARKER}".encode() * 2000)
    check = f"/portal/drafts/{draft}/check/"
    _, _, said = writer.until_answered("GET", check)
    assert MARKER in said.decode()
    _, _, copy = writer.until_answered("GET", f"/portal/drafts/{draft}/copy/")
    copy = json.loads(copy)["statement"]
    dump, backup = ask(product, "dump")["file"], ask(product, "backup")["folder"]
    marks = disguises(MARKER)
    searched = [product.var.parent / dump, *(product.var.parent / backup).rglob("*")]
    on_disk = [path for path in product.var.rglob("*") if path.is_file()]
    assert not where(searched + on_disk, marks), "as a draft"
    status, location, _ = writer.post(check, {"digest": copy["sha256"]}, check)
    assert (status, location) == (302, f"/portal/bids/{draft}/")
    _, _, receipt = writer.until_answered("GET", f"{location}receipt/")
    receipt = json.loads(receipt)["statement"]
    told = marks | {receipt["number"].encode(), draft.encode(), receipt["sha256"].encode()}
    admin, seen = Line(product, {made["name"]: made["admin"]}), {}
    call = made["call"]
    addresses = [
        *made["addresses"],
        *(f"/{one}/{call}/" for one in ("public/calls", "procurement/calls", "portal/calls")),
        *(f"/procurement/calls/{call}/{one}/" for one in ("keys", "bids")),
        *(f"/api/v1/tenders/{call}/", f"/api/v1/tenders/{call}/ocds/"),
        *(
            f"/portal/bids/{draft}/",
            f"/procurement/bids/{draft}/",
            f"/public/calls/{call}/receipts/",
        ),
    ]
    for address in addresses:
        status, _, said = admin.until_answered("GET", address)
        seen[status] = seen.get(status, 0) + 1
        assert not [mark for mark in told if mark in said], address
    (product.var.parent / dump).unlink()
    dump = ask(product, "dump")["file"]
    on_disk = [path for path in product.var.rglob("*") if path.is_file()]
    assert not where([product.var.parent / dump, *on_disk], marks), "as a bid"
    assert len(where([product.var.parent / dump, *on_disk], disguises(OPEN))) > 1, "the search"
    logs = [path for path in on_disk if path.suffix == ".log"]
    assert logs
    assert not where(logs, {draft.encode(), receipt["number"].encode()}), "whose it is, in a log"
    assert MARKER in ask(product, "shares")["needs"]
    megabytes = sum(path.stat().st_size for path in on_disk if path.exists()) // 2**20
    print(
        f"{len(on_disk)} files ({megabytes} MB), a dump and a backup hold no trace in"
        f" {len(marks)} writings; {len(addresses)} addresses as admin tell nothing: {seen}"
    )
