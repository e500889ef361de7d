"""What this process has counted, in the form Prometheus reads."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry = CollectorRegistry()
requests = Counter(
    "liaison_requests_total", "Requests by route", ["method", "route", "status"], registry=registry
)
seconds = Histogram(
    "liaison_request_seconds",
    "Seconds a request took",
    ["route"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=registry,
)
csp_reports = Counter(
    "liaison_csp_reports_total", "Reports of blocked content", ["directive"], registry=registry
)
streams = Gauge("liaison_live_streams", "Open live streams", registry=registry)
up = Gauge("liaison_up", "1 when the part answers", ["part"], registry=registry)
jobs = Gauge("liaison_jobs", "Unfinished jobs by state", ["state"], registry=registry)
marked = Gauge(
    "liaison_marked_organizations", "Organizations waiting to be counted anew", registry=registry
)

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def count_request(method, route, status, taken):
    requests.labels(method if method in METHODS else "other", route, status).inc()
    seconds.labels(route).observe(taken)


def page():
    return generate_latest(registry)
