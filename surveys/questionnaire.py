"""A version as it is asked: which questions somebody gets, and whether their answers will do.

The form on the phone, the entry of paper and the import of tables ask here, so that all three
refuse in the same words. Answers are ``{key: [texts]}``; a key is a question's code, or for a row
of a matrix ``code.1``, ``code.2`` ….
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.core.exceptions import ValidationError

from surveys.models import Question
from surveys.rules import rule_at

Kind = Question.Kind
TELLS_WHO = re.compile(r"\d[\d\- ]{9,}[\dXx]")
"""A number as long as that of a telephone, a paper or a card."""


def keys_of(question):
    """Under which keys its answers stand."""
    if question.kind != Kind.MATRIX:
        return [question.code]
    return [f"{question.code}.{n}" for n in range(1, len(question.rows) + 1)]


class Questionnaire:
    def __init__(self, version):
        self.version = version
        self.groups = list(version.groups.all())
        self.questions = list(version.questions.prefetch_related("options"))

    @cached_property
    def by_code(self):
        return {question.code: question for question in self.questions}

    @cached_property
    def text_most(self):
        return rule_at(self.version.survey.federation).text_most

    def group(self, code):
        return next((group for group in self.groups if group.code == code), None)

    def of(self, group):
        """The questions that a group may come to."""
        return [q for q in self.questions if not q.groups or group in q.groups]

    def options(self, question):
        return list(question.options.all())

    def asked(self, group, given):
        """Those of them that these answers lead to."""
        found = {}
        for question in self.of(group):
            if question.asked_if:
                before = found.get(question.asked_if)
                if before is None or not set(before) & set(question.asked_if_in):
                    continue
            found[question.code] = given.get(question.code, [])
            yield question

    def check(self, group, given):
        """The answers as they are kept, of the questions that were asked. Raises ValidationError
        with one message a key."""
        given = {key: [tidy(text) for text in texts if tidy(text)] for key, texts in given.items()}
        kept, wrong = {}, {}
        for question in self.asked(group, given):
            for key in keys_of(question):
                try:
                    kept[key] = self.answer(question, given.get(key, []))
                except ValidationError as refusal:
                    wrong[key] = refusal
        if wrong:
            raise ValidationError(wrong)
        return kept

    def answer(self, question, texts):
        """One key's answer looked over."""
        if not texts:
            if question.required:
                raise ValidationError("请回答这一题。", code="required")
            return []
        if question.kind == Kind.NUMBER:
            return [number(question, texts[0])]
        if question.kind == Kind.TEXT:
            return [self.words(texts[0])]
        return self.ticked(question, texts)

    def ticked(self, question, texts):
        options = self.options(question)
        chosen = [option for option in options if option.code in texts]
        if set(texts) - {option.code for option in chosen}:
            raise ValidationError("请从列出的选项中选择。")
        if question.kind != Kind.MULTIPLE and len(chosen) > 1:
            raise ValidationError("只能选一项。")
        if question.most and len(chosen) > question.most:
            raise ValidationError(f"最多选 {question.most} 项，您选了 {len(chosen)} 项。")
        alone = next((option for option in chosen if option.exclusive), None)
        if alone and len(chosen) > 1:
            raise ValidationError(f"选了“{alone.label}”，就不能再选其他项。")
        return [option.code for option in chosen]

    def words(self, text):
        if len(text) > self.text_most:
            raise ValidationError(f"最多 {self.text_most} 字。")
        if TELLS_WHO.search(text):
            raise ValidationError("问卷是匿名的，请不要写电话、证件号码或银行卡号。")
        return text


def tidy(text):
    return unicodedata.normalize("NFKC", str(text)).strip()


def number(question, text):
    try:
        value = Decimal(text.replace(",", ""))
        if not value.is_finite() or abs(value) >= 10**10:
            raise InvalidOperation
    except InvalidOperation:
        raise ValidationError("请填数字。") from None
    if question.least is not None and value < question.least:
        raise ValidationError(f"不能小于 {question.least.normalize():f}。")
    if question.largest is not None and value > question.largest:
        raise ValidationError(f"不能大于 {question.largest.normalize():f}。")
    return f"{value.normalize():f}"
