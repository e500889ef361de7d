"""Fill an office template. Started by path in a sandbox: a template can hold a program.

merging.py TEMPLATE CONTEXT.json        prints {"docx": base64} or {"refused"}
"""

import base64
import io
import json
import sys


def main():
    _, template, context = sys.argv
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    with open(context, encoding="utf-8") as file:
        values = json.load(file)
    try:
        document = DocxTemplate(template)
        document.render(values, environment, autoescape=True)
        out = io.BytesIO()
        document.save(out)
    except SecurityError:
        told = {"refused": "模板含有不允许的指令。"}
    except TemplateError as wrong:
        told = {"refused": f"模板有误：{wrong}"}
    except Exception as wrong:  # a broken file breaks the reader
        told = {"refused": "模板不是有效的 .docx 文件。", "because": type(wrong).__name__}
    else:
        told = {"docx": base64.b64encode(out.getvalue()).decode()}
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
