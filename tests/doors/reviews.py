"""Experts, how a panel is drawn from them, and their desks."""

from tests.doors.kinds import NOBODY, PUBLIC, door
from tests.everybody import INSIDE

BUYERS = {"acftu", "cq_leader", "cq_audit"}
"""Of those at the doors, who looks on at what 重庆 buys; nobody among them runs a review."""
expert, call = "procurement/experts/<uuid:uid>", "procurement/calls/<uuid:uid>"
draw, uid = "procurement/draws/<uuid:uid>", r"(?P<uid>[^/.]+)"
DOORS = {
    "procurement/experts/": door(NOBODY),
    "procurement/experts/export/": door(NOBODY, post=True),
    "procurement/experts/new/": door(NOBODY),
    f"{expert}/": door(NOBODY, "pooled"),
    f"{expert}/edit/": door(NOBODY, "pooled"),
    f"{expert}/posts/": door(NOBODY, "pooled", post=True),
    f"{expert}/posts/<int:pk>/drop/": door(NOBODY, "pooled", "pooled post", post=True),
    f"{expert}/<slug:verb>/": door(NOBODY, "pooled", "suspending"),
    f"{call}/panel/": door(BUYERS, "reviewed"),
    f"{call}/panel/seal/": door(NOBODY, "reviewed"),
    f"{call}/panel/begin/": door(NOBODY, "reviewed"),
    f"{call}/panel/extend/": door(NOBODY, "reviewed"),
    f"{call}/panel/rescore/": door(NOBODY, "reviewed"),
    f"{call}/panel/close/": door(NOBODY, "reviewed"),
    f"{call}/scores/": door(NOBODY, "reviewed"),
    f"{call}/scores/<uuid:bid>/": door(NOBODY, "reviewed", "opened bid"),
    f"{draw}/": door(NOBODY, "draw"),
    f"{draw}/screen/": door(NOBODY, "draw", post=True),
    f"{draw}/draw/": door(NOBODY, "draw", post=True),
    f"{draw}/void/": door(NOBODY, "draw"),
    f"{draw}/conflicts/<int:pk>/": door(NOBODY, "draw", "conflict"),
    "procurement/seats/<int:pk>/excuse/": door(NOBODY, "seat"),
    "procurement/seats/<int:pk>/chair/": door(NOBODY, "seat", post=True),
    "public/draws/replay_draw.py": door(PUBLIC),
    "public/draws/<uuid:uid>/": door(PUBLIC, "draw"),
    "public/draws/<uuid:uid>/record/": door(PUBLIC, "draw"),
    "reviews/": door({"expert"}),
    "reviews/seats/<int:pk>/declare/": door(NOBODY, "seat"),
    "reviews/seats/<int:pk>/withdraw/": door(NOBODY, "seat"),
    "reviews/<int:pk>/": door(NOBODY, "review"),
    "reviews/<int:pk>/save/": door(NOBODY, "review", post=True),
    "reviews/<int:pk>/explain/": door(NOBODY, "review"),
    "api/v1/^experts/$": door(INSIDE),
    "api/v1/^experts/(?P<uid>[^/.]+)/$": door(NOBODY, "pooled"),
    f"api/v1/{call.removeprefix('procurement/')}/ranking/": door(NOBODY, "reviewed"),
}
