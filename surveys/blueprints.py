"""Surveys to begin from (``blueprints.toml``): their groups, questions, options and readings."""

import tomllib
from functools import cache
from pathlib import Path

from surveys.models import Group, Option, Question, Reading


@cache
def every():
    """``{code: blueprint}``, in the order of the file."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {blueprint["code"]: blueprint for blueprint in told["blueprints"]}


def choices():
    return [(code, blueprint["name"]) for code, blueprint in every().items()]


def fill(version, code):
    """Write a blueprint's parts into a draft."""
    blueprint, scales = every()[code], scales_of()
    Group.objects.bulk_create(
        Group(version=version, place=n, **group) for n, group in enumerate(blueprint["groups"])
    )
    for n, told in enumerate(blueprint["questions"]):
        fields = dict(told)
        lines = fields.pop("options", scales.get(fields.pop("scale", ""), []))
        question = Question.objects.create(version=version, place=n, **fields)
        Option.objects.bulk_create(
            Option(question=question, place=place, **option(line, place))
            for place, line in enumerate(lines)
        )
    Reading.objects.bulk_create(
        Reading(survey=version.survey, place=n, **reading)
        for n, reading in enumerate(blueprint.get("readings", ()))
    )


def option(line, place):
    """An option is written as its words, or as a table with more to say."""
    told = {"label": line} if isinstance(line, str) else dict(line)
    return {"code": f"o{place + 1}", **told}


@cache
def scales_of():
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return told["scales"]
