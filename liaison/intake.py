"""What no person types and no column holds: the character NUL, refused wherever it comes in."""

from django.db import DataError

from liaison import pages


class IntakeMiddleware:
    """In addresses at once; in what was posted, when the database would not take it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "%00" in asked or "\x00" in asked:
            return pages.bad_request(request)
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, ValueError) and "NUL (0x00)" in str(exception):
            return pages.bad_request(request)
        if isinstance(exception, DataError) and "\\u0000" in str(exception):
            return pages.bad_request(request)
        return None
