"""Headers that neither Django nor django-csp sets."""

OURS = ("fullscreen", "publickey-credentials-create", "publickey-credentials-get")
NOBODYS = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
    *("geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
    *("serial", "usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join([f"{name}=(self)" for name in OURS] + [f"{name}=()" for name in NOBODYS])


class HeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.headers.get("Cache-Control"):
            # Pages show what this person may see: nobody else's cache, nor the Back button after
            # log-out, is to keep them. Views of public data say otherwise themselves.
            response.headers["Cache-Control"] = "private, no-store"
        return response
