"""docker-compose.yml, without a container engine: its shape, its secrets, and its very commands."""

import http.client
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from liaison.broker import living_queues
from liaison.processes import free_port, wait_until
from tests.servers import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "liaison"}

TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1}
DURATION = {"type": "string", "pattern": r"^\d+(ms|s|m)$"}
CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"]
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "networks", "deploy", "restart"],
    "properties": {
        "image": {"type": "string", "pattern": r"^(liaison|[a-z/]+:\d+(\.\d+)*)$"},
        "build": TEXT,
        "command": TEXTS,
        "restart": {"enum": ["no", "unless-stopped"]},
        "init": {"type": "boolean"},
        "read_only": {"type": "boolean"},
        "cap_drop": TEXTS,
        "security_opt": TEXTS,
        "tmpfs": TEXTS,
        "shm_size": TEXT,
        "environment": {"type": "object", "additionalProperties": {"type": "string"}},
        "secrets": TEXTS,
        "configs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["source", "target"],
                "additionalProperties": False,
                "properties": {"source": TEXT, "target": TEXT},
            },
        },
        "volumes": TEXTS,
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^\d+:\d+$"}},
        "networks": TEXTS,
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["condition"],
                "additionalProperties": False,
                "properties": {"condition": {"enum": CONDITIONS}},
            },
        },
        "healthcheck": {
            "type": "object",
            "required": ["test", "interval", "timeout", "retries"],
            "additionalProperties": False,
            "properties": {
                "test": TEXTS,
                "interval": DURATION,
                "timeout": DURATION,
                "start_period": DURATION,
                "retries": {"type": "integer", "minimum": 1},
            },
        },
        "deploy": {
            "type": "object",
            "properties": {
                "resources": {
                    "type": "object",
                    "properties": {
                        "limits": {
                            "type": "object",
                            "required": ["memory", "cpus"],
                            "properties": {
                                "memory": {"type": "string", "pattern": r"^\d+[mg]$"},
                                "cpus": {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
                            },
                        }
                    },
                    "required": ["limits"],
                }
            },
            "required": ["resources"],
        },
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "services", "networks", "volumes", "configs", "secrets"],
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": TEXT,
        "services": {"type": "object", "additionalProperties": SERVICE},
        "networks": {"type": "object"},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
        "configs": {"type": "object", "additionalProperties": {"required": ["file"]}},
        "secrets": {"type": "object", "additionalProperties": {"required": ["file"]}},
    },
}


def test_shape():
    jsonschema.validate(COMPOSE, SCHEMA)


def test_has_every_part():
    names = {"proxy", "web", "worker-live", "worker-work", "beat", "migrate", "postgres", "valkey"}

    assert set(SERVICES) == names
    assert SERVICES["postgres"]["image"] == "postgres:18"


def test_what_is_named_is_there():
    for name, service in SERVICES.items():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        assert {entry["source"] for entry in service.get("configs", ())} <= set(COMPOSE["configs"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        for volume in service.get("volumes", ()):
            assert volume.split(":")[0] in COMPOSE["volumes"]
    for config in COMPOSE["configs"].values():
        assert (ROOT / config["file"]).is_file()


def test_all_but_the_one_that_ends_have_a_health_check():
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {
        "migrate"
    }


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_secrets_come_by_file_only():
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            named = any(word in key for word in ("PASSWORD", "SECRET", "KEYS", "_URL"))
            given_outside = value.startswith(("/run/secrets/", "${"))
            assert not named or given_outside, key
    assert {Path(secret["file"]).parent.name for secret in COMPOSE["secrets"].values()} == {
        "secrets"
    }


def test_script_makes_every_secret_and_keeps_those_that_are_there(tmp_path):
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "make-secrets"
    script.write_text((ROOT / "deploy" / "make-secrets").read_text())
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret_key").write_text("kept")

    subprocess.run(["sh", script], check=True, capture_output=True)

    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    wanted = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert made == wanted - {"tls.crt", "tls.key"}
    assert (tmp_path / "secrets" / "secret_key").read_text() == "kept"


@pytest.fixture
def service(servers, tmp_path):
    """Runs a service's own command here, its secrets being files with this worker's addresses."""
    plain = servers.environment()
    kept = {key: plain[key] for key in ("PATH", "HOME", "SECRET_KEY", "FIELD_KEYS") if key in plain}
    started = []

    def variables(name):
        found = {**kept, "VAR_DIR": str(tmp_path)}
        del found["SECRET_KEY"], found["FIELD_KEYS"]
        for secret in SERVICES[name]["secrets"]:
            path = tmp_path / secret
            path.write_text(plain[secret.upper()])
            found[f"{secret.upper()}_FILE"] = str(path)
        return found

    def here(command):
        """The command with this machine's Python, a free port, and a folder of the test's own."""
        told = [part.replace("/var/lib/liaison", str(tmp_path)) for part in command]
        told = [part.replace("python ", f"{sys.executable} ") for part in told]
        told = [part.replace("8000", str(port)) for part in told]
        return [sys.executable, *told[1:]] if told[0] == "python" else told

    def start(name):
        process = subprocess.Popen(
            here(SERVICES[name]["command"]),
            cwd=ROOT,
            env=variables(name),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    def healthy(name):
        kind, *command = SERVICES[name]["healthcheck"]["test"]
        assert kind == "CMD"
        done = subprocess.run(here(command), cwd=ROOT, env=variables(name), capture_output=True)
        return done.returncode == 0

    port = free_port()
    start.port, start.healthy = port, healthy
    yield start
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.mark.django_db(transaction=True)
def readiness(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/readyz")
    return connection.getresponse().status


def test_commands_run(service, django_db_setup):
    migrate = service("migrate")
    assert migrate.wait(120) == 0, migrate.stdout.read().decode()

    for name in ("web", "worker-live", "worker-work", "beat"):
        service(name)

    assert wait_until(lambda: living_queues() == {"live", "work", "clock"}, 60, 0.2)
    for name in ("web", "worker-live", "worker-work", "beat"):
        assert wait_until(lambda name=name: service.healthy(name), 60, 0.5), name
    assert wait_until(lambda: readiness(service.port) == 200, 60, 0.5)
