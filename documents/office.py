"""Office templates: a .docx with ``{{ fields }}`` becomes a .docx with their values."""

import base64
import json
import tempfile
from pathlib import Path

from django.core.exceptions import ValidationError

from jobs import sandbox

MERGING = Path(__file__).with_name("merging.py")


def render_docx(template, context):
    """The filled document as bytes. ``template`` is a path; ``context`` JSON values.

    Values are texts, never markup; the template may loop and choose, but reach nothing. Raises
    ValidationError with what is wrong with the template.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(context, file, ensure_ascii=False)
        file.flush()
        try:
            told = list(
                sandbox.lines(MERGING, str(Path(template).resolve()), file.name, seconds=60, cpu=30)
            )
        except sandbox.SandboxFailed as failed:
            raise ValidationError("模板无法处理：过大或含有不允许的指令。") from failed
    if not told or "refused" in told[0]:
        raise ValidationError(told[0]["refused"] if told else "模板无法处理。")
    return base64.b64decode(told[0]["docx"])
