import random

import pytest

from membership.splitting import split


@pytest.mark.parametrize(
    ("total", "weights", "most", "parts"),
    [
        (10, [1, 1, 1], [9, 9, 9], [4, 3, 3]),  # the last one goes to the first of equals
        (7, [50, 30, 20], [9, 9, 9], [4, 2, 1]),  # 3.5, 2.1, 1.4: the largest remainder
        (10, [8, 1, 1], [4, 9, 9], [4, 3, 3]),  # what one cannot take goes to the others
        (3, [0, 0, 1], [5, 5, 1], [1, 1, 1]),  # weight 0 only when nobody else can take it
        (0, [1, 2], [3, 3], [0, 0]),
        (0, [], [], []),
    ],
)
def test_by_hand(total, weights, most, parts):
    """DRV-13."""
    assert split(total, weights, most) == parts


@pytest.mark.parametrize("total", [-1, 8])
def test_what_does_not_fit_is_refused(total):
    with pytest.raises(ValueError, match="does not fit"):
        split(total, [1, 1], [3, 4])


def test_parts_always_sum_up_and_keep_their_bounds():
    chance = random.Random(20260901)
    for _ in range(2000):
        most = [chance.randrange(0, 40) for _ in range(chance.randrange(1, 12))]
        weights = [chance.choice((0, 1, chance.randrange(1, 1000))) for _ in most]
        total = chance.randrange(0, sum(most) + 1)
        parts = split(total, weights, most)
        assert sum(parts) == total
        assert all(0 <= part <= top for part, top in zip(parts, most, strict=True))
