"""A POST that matters carries a key; the same key again gets the first answer and changes nothing.

The key is a form's hidden ``idempotency_key`` or the header ``Idempotency-Key``. Act and answer are
stored in one transaction, under a lock on the key: a double click waits and gets the first one's
answer; a crash in between leaves neither. The same key with another content is refused with 422;
while the first is still at work after five seconds the answer is 409.
"""

import functools
import hashlib
import json

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.template import loader

from jobs.models import IdempotencyKey

WAIT_MILLISECONDS = 5000
KEPT_BODY = 64 * 1024
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger")
SENTENCES = {
    409: "相同的请求正在处理，请稍候几秒再看结果，不必重复提交。",
    422: "该请求编号已用于另一内容。请刷新页面后重新填写并提交。",
}


class Undone(Exception):
    """The view answered with an error: its transaction goes back, its answer goes out."""

    def __init__(self, response):
        self.response = response


def idempotent(view):
    """Decorate a view (``method_decorator`` for classes): POSTs with a key happen once."""

    @functools.wraps(view)
    def once(request, *args, **kwargs):
        key = key_of(request) if request.method == "POST" else ""
        if not key:
            return view(request, *args, **kwargs)
        caller, told = caller_of(request), fingerprint(request)
        try:
            with transaction.atomic():
                if not lock(caller, key):
                    return refusal(request, 409)
                known = IdempotencyKey.objects.filter(caller=caller, key=key).first()
                if known is not None:
                    same = known.fingerprint == told
                    return replay(known) if same else refusal(request, 422)
                response = rendered(view(request, *args, **kwargs))
                if response.status_code >= 400 or response.streaming:
                    raise Undone(response)
                keep(response, caller, key, told)
                return response
        except Undone as undone:
            return undone.response

    return once


def key_of(request):
    header = request.headers.get("Idempotency-Key", "")
    return (header or request.POST.get("idempotency_key", ""))[:100]


def caller_of(request):
    """Keys of different people never meet."""
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    told = request.headers.get("Authorization", "")
    return f"token {hashlib.sha256(told.encode()).hexdigest()[:32]}" if told else "anyone"


def fingerprint(request):
    """What was asked: address and content, without what changes from page to page."""
    digest = hashlib.sha256(request.get_full_path().encode())
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        fields = {
            name: values
            for name, values in request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "idempotency_key")
        }
        digest.update(json.dumps(fields, sort_keys=True).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(f"{name} {file.name} {file.size}".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        try:
            digest.update(request.body)
        except RequestDataTooBig:
            digest.update(str(request.headers.get("Content-Length")).encode())
    return digest.hexdigest()


def lock(caller, key):
    """Hold the key until the end of the transaction; False if another holds it too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(WAIT_MILLISECONDS)])
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)", [IdempotencyKey.lock_number(caller, key)]
            )
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError:
        return False
    return True


def rendered(response):
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return response


def keep(response, caller, key, told):
    body = response.content[:KEPT_BODY].decode("utf-8", "replace")
    IdempotencyKey.objects.create(
        caller=caller,
        key=key,
        fingerprint=told,
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=body,
    )


def replay(known):
    response = HttpResponse(known.body, status=known.status)
    for name, value in known.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def refusal(request, status):
    sentence = SENTENCES[status]
    if request.path.startswith("/api/") or "html" not in request.headers.get("Accept", "html"):
        problem = {"type": "about:blank", "status": status, "detail": sentence}
        response = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        page = loader.render_to_string("jobs/busy.html", {"sentence": sentence}, request)
        response = HttpResponse(page, status=status)
    if status == 409:
        response["Retry-After"] = "2"
    return response
