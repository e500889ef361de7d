"""Headers that neither Django nor django-csp sets."""

OURS = ("fullscreen", "publickey-credentials-create", "publickey-credentials-get")
NOBODYS = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
    *("serial", "usb", "xr-spatial-tracking"),
)


def permissions(granted=()):
    """What pages may ask the browser for; a page that needs more says so in ``answer.permits``."""
    ours = [f"{name}=(self)" for name in (*OURS, *granted)]
    return ", ".join(ours + [f"{name}=()" for name in NOBODYS if name not in granted])


PERMISSIONS = permissions()


class HeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        granted = getattr(response, "permits", ())
        response.headers.setdefault(
            "Permissions-Policy", permissions(granted) if granted else PERMISSIONS
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.headers.get("Cache-Control"):
            # Pages show what this person may see: nobody else's cache, nor the Back button after
            # log-out, is to keep them. Views of public data say otherwise themselves.
            response.headers["Cache-Control"] = "private, no-store"
        return response
