"""Questionnaires: one noun a module."""

from surveys.models.answers import Response
from surveys.models.collecting import AnswerSheet, Envelope, Link, Ticket
from surveys.models.fieldwork import Fieldwork
from surveys.models.questions import Group, Option, Ownership, Question, Quota, Reading
from surveys.models.surveys import Survey, Version

__all__ = [
    "AnswerSheet",
    "Envelope",
    "Fieldwork",
    "Group",
    "Ticket",
    "Link",
    "Option",
    "Ownership",
    "Question",
    "Quota",
    "Reading",
    "Response",
    "Survey",
    "Version",
]
