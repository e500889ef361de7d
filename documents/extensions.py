"""To what files may be attached, and which permission on that shows them.

An app registers its models in ``AppConfig.ready()``; a file whose owner nobody registered is seen
by no one. Of several permissions any one will do: an officer's, a delegate's.

    documents.extensions.register("membership.Eligibility", Permission.FOUNDING_VIEW)
"""

from django.apps import apps

_owners = {}


def register(label, *permissions):
    _owners[label] = permissions


def owners():
    """``(model, permission)`` of every registered owner."""
    return [
        (apps.get_model(label), permission)
        for label, permissions in _owners.items()
        for permission in permissions
    ]
