from unions.models.days import CalendarException
from unions.models.divisions import Region, RegionSuccession
from unions.models.federations import Federation, GrassrootsUnion

__all__ = ["CalendarException", "Federation", "GrassrootsUnion", "Region", "RegionSuccession"]
