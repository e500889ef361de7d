"""Rule cards, lists of relief and what comparing them finds, legal service: for those who aid."""

from tests.doors.kinds import NOBODY, door
from tests.everybody import INSIDE

card = "stations/cards/<uuid:uid>"
match = "stations/matches/<uuid:uid>"
sheet = "stations/relief/<uuid:uid>"
matter = "stations/legal/<uuid:uid>"
uid = r"(?P<uid>[^/.]+)"
AIDING = NOBODY
"""Of the cast, nobody gives aid: neither leaders nor those who organize see a file."""
DOORS = {
    "stations/cards/": door(AIDING),
    "stations/cards/new/": door(AIDING),
    f"{card}/": door(AIDING, "card"),
    f"{card}/end/": door(AIDING, "card"),
    "stations/matches/": door(AIDING),
    "stations/matches/export/": door(AIDING, post=True),
    f"{match}/": door(AIDING, "match"),
    f"{match}/handle/": door(AIDING, "match"),
    f"{match}/reopen/": door(AIDING, "match"),
    "stations/relief/": door(AIDING),
    "stations/relief/template/": door(AIDING),
    f"{sheet}/": door(AIDING, "relief sheet"),
    f"{sheet}/columns/": door(AIDING, "relief sheet", post=True),
    f"{sheet}/errors/": door(AIDING, "relief sheet", post=True),
    f"{sheet}/apply/": door(AIDING, "relief sheet", post=True),
    f"{sheet}/discard/": door(AIDING, "relief sheet", post=True),
    "stations/legal/": door(AIDING),
    "stations/legal/export/": door(AIDING, post=True),
    "stations/legal/new/": door(AIDING),
    f"{matter}/": door(AIDING, "matter"),
    f"{matter}/ask-back/": door(AIDING, "matter"),
    f"{matter}/decision/": door(AIDING, "matter"),
    f"{matter}/<slug:verb>/": door(AIDING, "matter", "granting"),
    "api/v1/^rule-cards/$": door(INSIDE),
    f"api/v1/^rule-cards/{uid}/$": door(AIDING, "card"),
    "api/v1/rule-cards/standing/": door(AIDING),
    "api/v1/^relief-matches/$": door(INSIDE),
    f"api/v1/^relief-matches/{uid}/$": door(AIDING, "match"),
    "api/v1/^legal-services/$": door(INSIDE),
    f"api/v1/^legal-services/{uid}/$": door(AIDING, "matter"),
}
