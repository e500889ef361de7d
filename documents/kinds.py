"""The kinds of papers that can be made here: letters, replies, forms.

An app registers its kinds in ``AppConfig.ready()``. A kind says who may see and who may make its
papers, what stands in one before an officer has touched it, and which fields a federation's own
.docx template may use in place of the house form.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a paper says. ``body``: paragraphs parted by line ends; a line that begins with "|" is
    a row of a table (``| 姓名 | 职务 |``), one that begins with "#" a heading within the text.
    ``issuer`` is who signs where it is not the federation, as an organization's own request."""

    title: str
    addressee: str = ""
    body: str = ""
    issuer: str = ""
    values: dict = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``subject`` is the label of the model a paper is about ("" for none), ``opens`` the
    permission with which that is looked at (else ``view``); ``compose(subject, federation)`` gives
    its Draft. ``series`` names the number series (文种) it is numbered in;
    papers without one are issued unnumbered. ``fields`` are ``{name: 中文}`` of ``values``."""

    key: str
    label: str
    view: str
    edit: str
    compose: Callable
    subject: str = ""
    opens: str = ""
    series: str = ""
    letterhead: bool = True
    fields: dict = field(default_factory=dict)

    @property
    def model(self):
        return apps.get_model(self.subject) if self.subject else None

    def subject_of(self, paper, user):
        """What a paper is about, if it still stands and the person may look at it."""
        if not self.model or paper.subject_type != self.model._meta.label_lower:
            return None
        rows = self.model.objects.for_user(user, self.opens or self.view)
        return rows.filter(pk=paper.subject_id).first()


_kinds = {}


def register(*kinds):
    for kind in kinds:
        _kinds[kind.key] = kind


def kind(key):
    """The kind of that key, or None: a paper outlives the code that made it."""
    return _kinds.get(key)


def kinds():
    return sorted(_kinds.values(), key=lambda k: k.label)


def editable(user):
    """The kinds of which a person may make papers somewhere."""
    return [k for k in kinds() if user.may_somewhere(k.edit)]
