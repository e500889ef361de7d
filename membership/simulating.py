"""A split before it is one: what each way of splitting would give. Nothing is written."""

from dataclasses import dataclass

from membership.basis import tree
from membership.models import TargetPlan
from membership.services.targets import quota_for, simulate, simulate_tree


@dataclass(frozen=True)
class Simulation:
    """``rows`` are ``(part, {method: quota})``, the part telling federation and basis; ``plans``
    and ``shares`` is how many would be written on the way down."""

    asked: int
    quota: int
    basis: object
    rows: list
    plans: int
    shares: int


def simulation(*, drive, federation, due_on, quota=None, depth=None):
    """Raises ValidationError, in the words of the split itself, where it cannot be measured."""
    nodes = tree(drive, federation)
    asked = quota_for(drive, federation, due_on, nodes)
    quota = max(asked, quota or 0)
    node, methods = nodes[federation.pk], TargetPlan.Method.values
    ways = [simulate(node, method=m, quota=quota) for m in methods]
    rows = [
        (parts[0], dict(zip(methods, (part.quota for part in parts), strict=True)))
        for parts in zip(*ways, strict=True)
    ]
    whole = simulate_tree(nodes, federation, method=methods[0], quota=quota, depth=depth)
    shares = sum(len(parts) for _, _, parts in whole)
    return Simulation(asked, quota, node.whole, rows, len(whole), shares)
