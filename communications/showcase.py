"""What stands under 公开信息 (``/public/``) besides notices: each app puts its own there.

    showcase.register(Section(key="calls", title="购买服务公告", context=open_calls, order=10,
                              template="procurement/_public_calls.html"))

``context()`` gives what the template needs, of what anybody may see and not much of it (the page is
read on phones), or None where there is nothing to show. It is asked for everybody alike: who looks
is not told.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page; ``more`` is the URL name of the whole list."""

    key: str
    title: str
    template: str
    context: Callable
    more: str = ""
    order: int = 50


_sections = {}


def register(*sections):
    for section in sections:
        _sections[section.key] = section


def shown():
    """The sections that hold something, in their order, each with its context."""
    found = []
    for section in sorted(_sections.values(), key=lambda section: section.order):
        context = section.context()
        if context is not None:
            found.append({"section": section, "context": context})
    return found
