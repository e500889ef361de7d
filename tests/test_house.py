"""The plan of the house (docs/architecture.md), kept by machine."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLAN = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def block(name):
    return re.search(rf"```{name}\n(.*?)\n```", PLAN, re.S)[1].splitlines()


HEIGHT = {app: n for n, line in enumerate(reversed(block("floors"))) for app in line.split()}
DEPTH = {room: n for n, line in enumerate(block("rooms")) for room in line.split()}
DOORS = {"views", "api", "filters", "forms", "serializers", "admin"}
PUBLIC_SETS = {"for_user", "public", "open", "published"}
NAMELESS = {"utils", "core", "common", "helpers", "constants", "signals"}
ACTORS = {"by", "user", "username", "request"}
SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals"}


@cache
def modules():
    """Dotted name -> file, of all the project's own code but migrations."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for top in (*HEIGHT, "liaison")
        for path in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in modules() else node.module


def edges():
    return [(name, other) for name, path in modules().items() for other in imports(path)]


def room(module):
    """The room a module is in; serializers and views have theirs inside ``api`` too."""
    parts = module.split(".")[1:]
    if parts[:1] == ["api"] and parts[-1] in DEPTH:
        return parts[-1]
    return parts[0] if parts else ""


def test_apps_import_only_downwards():
    wrong = [
        f"{module} -> {other}"
        for module, other in edges()
        for app, below in [(module.split(".")[0], other.split(".")[0])]
        if app in HEIGHT
        and below != app
        and (below == "liaison" or HEIGHT.get(below, -1) >= HEIGHT[app])
    ]
    assert not wrong


def test_every_app_has_its_floor():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} - {"liaison"}
    assert apps <= set(HEIGHT)
    assert not {"coverage", "statistics"} & apps


def test_rooms_import_only_inwards():
    wrong = [
        f"{module} -> {other}"
        for module, other in edges()
        if module.split(".")[0] == other.split(".")[0]
        and module.split(".")[0] in HEIGHT
        and room(other) in DEPTH
        and room(module) in DEPTH
        and DEPTH[room(other)] > DEPTH[room(module)]
    ]
    assert not wrong


def test_no_ring_of_imports():
    below = {}
    for module, other in edges():
        if other in modules() and other != module:
            below.setdefault(module, set()).add(other)
    done, ring = set(), []

    def walk(module, above):
        if module in above:
            ring.append(" -> ".join([*above[above.index(module) :], module]))
        elif module not in done:
            for other in sorted(below.get(module, ())):
                walk(other, [*above, module])
            done.add(module)

    for module in modules():
        walk(module, [])
    assert not ring


def test_no_signal_handlers():
    """What an act causes stands in its service. (Celery's own events are wiring.)"""
    wrong = [f"{module} -> {other}" for module, other in edges() if other in SIGNALS]
    for module, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                words = [ast.unparse(decorator) for decorator in node.decorator_list]
                wrong += [f"{module}: @{w}" for w in words if re.match(r"(\w+\.)*receiver\b", w)]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                on = ast.unparse(node.func.value)
                if node.func.attr == "connect" and re.search(r"signal|\b(pre|post)_|_logged_", on):
                    wrong.append(f"{module}: {on}.connect")
    assert not wrong


def test_everything_is_kept_under_the_name_of_what_it_is():
    assert not [m for m in modules() if NAMELESS & set(m.split("."))]


def test_no_file_is_too_long():
    files = [*modules().values(), *(ROOT / "tests").rglob("*.py")]
    sizes = {str(p.relative_to(ROOT)): lines(p) for p in files}
    assert not {name: n for name, n in sizes.items() if n > 400}


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_doors_reach_rows_only_through_scope():
    wrong = []
    for module, path in modules().items():
        if module.split(".")[0] in HEIGHT and room(module) in DOORS:
            wrong += [f"{module}:{n} {what}" for n, what in unscoped(tree(path))]
    assert not wrong


def unscoped(code):
    """``Model.objects.x`` for another x than a scoped or public set, and the ways around it."""
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute):
            what = ast.unparse(node)
            if (isinstance(node.value, ast.Attribute) and node.value.attr == "objects") and (
                node.attr not in PUBLIC_SETS
            ):
                yield node.lineno, what
            if node.attr in {"_default_manager", "_base_manager"}:
                yield node.lineno, what
        elif isinstance(node, ast.Call) and "_or_404" in ast.unparse(node.func):
            if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id[0].isupper():
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.ClassDef) and any("View" in ast.unparse(b) for b in node.bases):
            told = {t.id for a in node.body if isinstance(a, ast.Assign) for t in a.targets}
            told |= {f.name for f in node.body if isinstance(f, ast.FunctionDef)}
            if "model" in told and not told & {"queryset", "get_queryset"}:
                yield node.lineno, f"class {node.name}: all rows of its model"


def test_the_ways_around_scope_are_seen():
    """A watchman who sees nothing would pass every door."""
    refused = ["Tender.objects.all()", "models.Tender.objects.get(pk=1)", "A._base_manager.all()"]
    refused += ["get_object_or_404(Tender, pk=1)", "class A(ListView):\n    model = Tender"]
    allowed = ["Tender.objects.for_user(u, p)", "Region.objects.public()"]
    allowed += ["get_object_or_404(Tender.objects.for_user(u, p), pk=1)"]
    assert [text for text in refused + allowed if list(unscoped(ast.parse(text)))] == refused


def test_services_say_who_acts():
    """What writes to the trail is keyword-only, told by whom, or at the door itself of whom."""
    wrong = []
    for module, path in modules().items():
        if room(module) == "services" and module.split(".")[0] in HEIGHT:
            for node in tree(path).body:
                if isinstance(node, ast.FunctionDef) and records(node):
                    given = node.args
                    words = {a.arg for a in given.kwonlyargs}
                    if given.args or given.posonlyargs or not words & ACTORS:
                        wrong.append(f"{module}.{node.name}")
    assert not wrong


def records(function):
    return not function.name.startswith("_") and any(
        isinstance(node, ast.Call) and ast.unparse(node.func) in {"record", "trail.record"}
        for node in ast.walk(function)
    )
