"""A state machine is a table: which move leads from where to where, who may, and unless what."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from governance.trail import record, refuse


@dataclass(frozen=True, kw_only=True)
class Move:
    """One line of the table. ``unless`` holds guards: each gives the reason why not, or nothing.

    Without a permission it is a move of somebody without an account, who has shown to the service
    that the matter is theirs; no page offers it to people who are logged in. A target that depends
    on the row (back to where it was) is a function of it.
    """

    label: str
    sources: tuple[str, ...]
    target: str | Callable
    permission: str | None
    unless: tuple[Callable, ...] = ()
    needs_reason: bool = False

    def leads(self, subject):
        return self.target(subject) if callable(self.target) else self.target

    def refusals(self, subject):
        return [reason for guard in self.unless if (reason := guard(subject))]


class Workflow:
    def __init__(self, *, field="status", **moves: Move):
        self.field, self.moves = field, moves

    def available(self, subject, user):
        """``{verb: (move, reasons why not)}`` for what ``user`` may do now: a page's buttons."""
        state = getattr(subject, self.field)
        return {
            verb: (move, move.refusals(subject))
            for verb, move in self.moves.items()
            if state in move.sources and move.permission and user.may(move.permission, subject)
        }

    @transaction.atomic
    def move(self, subject, verb, *, by, reason="", fill=None, **values):
        """Lock the row, ask again, change it, write it down.

        ``fill(subject)`` writes what the move itself brings along, such as a filled-in form, once
        it is sure that the person may: the guards then judge the row with it. Raises
        PermissionDenied (logged as a refusal) or ValidationError in the user's words.
        """
        move = self.moves[verb]
        subject = type(subject)._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        if move.permission and not by.may(move.permission, subject):
            refuse(by=by, verb=verb, subject=subject)
            raise PermissionDenied(f"您无权对“{subject}”{move.label}。")
        before = getattr(subject, self.field)
        if before not in move.sources:
            now = getattr(subject, f"get_{self.field}_display")()
            raise ValidationError(
                f"“{subject}”目前为“{now}”，不能{move.label}。请刷新页面查看最新状态。",
                code="stale",
            )
        if move.needs_reason and not reason.strip():
            raise ValidationError({"reason": f"请填写{move.label}的原因。"})
        if fill:
            fill(subject)
        if reasons := move.refusals(subject):
            raise ValidationError(reasons)
        target = move.leads(subject)
        setattr(subject, self.field, target)
        for name, value in values.items():
            setattr(subject, name, value)
        save(subject)
        record(
            by=by,
            verb=verb,
            label=move.label,
            subject=subject,
            reason=reason,
            before=before,
            after=target,
        )
        return subject


def save(subject):
    """``full_clean`` would ask the database about every constraint by a query of its own; the
    database looks at all of them when the row is saved, and their words are the same."""
    subject.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            subject.save()
    except IntegrityError as refused:
        name = refused.__cause__.diag.constraint_name
        for constraint in subject._meta.constraints:
            if constraint.name == name:
                words = constraint.get_violation_error_message()
                raise ValidationError(words, code=constraint.violation_error_code) from refused
        raise
