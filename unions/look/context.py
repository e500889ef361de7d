"""What components read from the page they stand in."""


def component(context, name, **values):
    inner = context.new(values)
    return context.template.engine.get_template(f"_components/{name}.html").render(inner)


def whole(item, names):
    read = item.get if isinstance(item, dict) else lambda key, _=None: getattr(item, key, _)
    return {name: read(name, None) or "" for name in names.split()}


def query(context):
    request = context.get("request")
    return request.GET if request is not None else {}


def path(context):
    request = context.get("request")
    return request.path if request is not None else ""


def changed(context, **values):
    """The address of this page with some parameters changed; None takes one away."""
    current = query(context)
    current = current.copy() if hasattr(current, "copy") else {}
    for key, value in values.items():
        if value is None:
            current.pop(key, None)
        else:
            current[key] = str(value)
    return f"?{current.urlencode()}" if current else path(context) or "?"
