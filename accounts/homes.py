"""Where "/" leads. The apps that own the pages register them in AppConfig.ready()."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Home:
    url_name: str
    suits: object
    order: int


_homes = {}


def register(url_name, suits, order=50):
    """``suits(user)`` says whether this is the person's home; the lowest order that suits wins."""
    _homes[url_name] = Home(url_name, suits, order)


def holds(*roles):
    """For ``suits``: holds one of these roles today."""
    return lambda user: any(office.role in roles for office in user.offices)


def home_of(user):
    for home in sorted(_homes.values(), key=lambda h: h.order):
        try:
            url = reverse(home.url_name)
        except NoReverseMatch:
            continue
        if home.suits(user):
            return url
    return reverse("accounts:me")
