"""What this floor needs from those above it, put here by their ``AppConfig.ready()``."""

from django.core.exceptions import ImproperlyConfigured


class Reauthentication:
    """Was a second factor shown just now, and if not, where to show it?

    ``recently_verified(request)`` answers yes or no; ``verification_url(request, back_to=…)`` is
    where to send the person, who comes back afterwards. Without one nothing is ever revealed.
    """

    def __init__(self):
        self.recently_verified = self.verification_url = self._absent

    def register(self, *, recently_verified, verification_url):
        self.recently_verified, self.verification_url = recently_verified, verification_url

    def _absent(self, *args, **kwargs):
        raise ImproperlyConfigured("nobody registered privacy.extensions.reauthentication")


reauthentication = Reauthentication()
