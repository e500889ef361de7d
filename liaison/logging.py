"""Logs: one JSON object a line, joined by a request id, without personal data.

Never logged: query strings, bodies, names, addresses with codes in them, messages of exceptions
(a database quotes the offending values in them). A request is named by its route, not its path.
"""

import re
import time
import uuid
from contextlib import contextmanager

import structlog
from django.db import connection
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars

from liaison import metrics

log = structlog.get_logger("liaison.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestMiddleware:
    """Gives each request an id, carries it into the logs and the database, logs one line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        start = time.perf_counter()
        with bound_contextvars(request_id=request.request_id), signed_queries(request.request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - start
            route = request.resolver_match.route if request.resolver_match else "?"
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000),
            )
        metrics.count_request(request.method, route, response.status_code, seconds)
        response["X-Request-ID"] = request.request_id
        return response


@contextmanager
def signed_queries(request_id):
    """The database sees the request id as application_name, from the first query on."""
    signed = False

    def sign(execute, sql, params, many, context):
        nonlocal signed
        if not signed:
            signed = True
            with context["connection"].connection.cursor() as cursor:
                cursor.execute("SET application_name = %s", [f"liaison {request_id}"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(sign):
        yield


def request_id():
    return get_contextvars().get("request_id")


def bind_request_id(value):
    bind_contextvars(request_id=value)


def without_personal_data(logger, name, event):
    """Keep of an exception its type and where it happened; of Django's own messages no paths."""
    event.pop("request", None)
    error = event.pop("exc_info", None)
    if error is True:
        import sys

        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if error and error[0]:
        event["exception"] = error[0].__name__
        event["where"] = places(error[2])
    if event.get("logger") == "django.request":
        event["event"] = "unhandled exception"
    return event


def places(traceback):
    found = []
    while traceback:
        code = traceback.tb_frame.f_code
        found.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[-12:]


def configuration(form, debug):
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    if not debug:
        shared.append(without_personal_data)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderers = {
        "json": structlog.processors.JSONRenderer(ensure_ascii=False),
        "text": structlog.dev.ConsoleRenderer(colors=False),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderers.get(form, renderers["json"]),
                ],
            }
        },
        "filters": {  # answers without a fault have their line already
            "faults": {
                "()": "django.utils.log.CallbackFilter",
                "callback": lambda record: bool(record.exc_info),
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO"},
            "django.request": {"filters": ["faults"]},
            "django.server": {"handlers": [], "propagate": False},
            # Ticks several times a second; what fails is logged all the same.
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "uvicorn": {"handlers": [], "propagate": True},
            "uvicorn.access": {"handlers": [], "propagate": False},
        },
    }
