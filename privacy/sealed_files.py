"""A file full of personal data that must lie for a while between two steps: sealed while it lies,
in clear only for as long as somebody reads it."""

from contextlib import contextmanager
from tempfile import NamedTemporaryFile

from django.core.files.base import ContentFile

from privacy import ciphers


def sealed(file, *, context):
    """The file as it is to be kept."""
    return ContentFile(ciphers.seal(file.read(), context=context), name=file.name)


@contextmanager
def opened(kept, *, context):
    """The path of a copy in clear, gone afterwards."""
    with kept.open("rb") as file, NamedTemporaryFile() as copy:
        copy.write(ciphers.unseal(file.read(), context=context))
        copy.flush()
        yield copy.name
