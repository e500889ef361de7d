"""Things of stations for tests."""

from datetime import date
from itertools import count

from stations.models import Station
from tests import make

serial = count(1)


def station(code="500112", **over):
    """A rest point of 渝北, open since 2015."""
    federation = make.federation(code)
    return Station.objects.create(
        **{
            "federation": federation,
            "region": federation.region,
            "name": f"某站{next(serial)}",
            "kind": "rest_point",
            "layer": "county",
            "opened_on": date(2015, 1, 1),
            **over,
        }
    )
