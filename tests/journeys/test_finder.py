"""Journey: a worker with a phone finds the nearest station that is open."""

from playwright.sync_api import expect

from stations import hours
from tests.browser import axe, overflow, shoot
from tests.stations import made


def test_a_worker_finds_the_nearest_station(live, phone):
    """SC-12: by where the phone is, in one tap; the place stands in no address."""
    always = hours.parse("全天")
    near = made.station(
        name="回兴街道工会驿站",
        longitude=106.6320,
        latitude=29.7210,
        hours=always,
        facilities=["water", "microwave"],
    )
    made.station(name="远处驿站", longitude=106.80, latitude=29.80, hours=always)
    phone.context.grant_permissions(["geolocation"], origin=live)
    phone.context.set_geolocation({"longitude": 106.63012, "latitude": 29.72034})
    phone.goto(f"{live}/public/stations/")
    axe(phone)
    phone.get_by_role("button", name="找离我最近的").click()
    first = phone.locator(".find-list li").first
    expect(first).to_contain_text(near.name)
    expect(first).to_contain_text("现在开放")
    assert "106" not in phone.url
    axe(phone)
    assert overflow(phone) <= 0
    shoot(phone, "finder")
    phone.get_by_role("link", name=near.name).click()
    expect(phone.get_by_role("heading", name=near.name)).to_be_visible()
    assert overflow(phone) <= 0
    shoot(phone, "public-station")
