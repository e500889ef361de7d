"""Tables, filters, pagers and acts on many rows."""

from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.forms import Select
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from unions.look.context import changed, component, path, query
from unions.paging import SIZES

register = template.Library()


UNCHOSEN = "请选择"


@register.inclusion_tag("_components/th.html", takes_context=True)
def th(context, label, sort="", num=False, css=""):
    """A column head; with `sort` it orders by that field through `?sort=`."""
    current = query(context).get("sort", "") if sort else ""
    descending = current == f"-{sort}"
    active = current == sort or descending
    following = f"-{sort}" if active and not descending else sort
    return {
        "label": label,
        "sort": sort,
        "aria": ("descending" if descending else "ascending") if active and sort else "",
        "href": changed(context, sort=following, page=None, cursor=None) if sort else "",
        "css": f"{css} num".strip() if num else css,
    }


@register.inclusion_tag("_components/filters.html", takes_context=True)
def filters(context, form, shown=4, search="查询", reset=""):
    """The block above a list. `form` is a GET form or a django-filter FilterSet."""
    form = getattr(form, "form", form)
    fields = [field for field in form if not field.is_hidden]
    rest = fields[int(shown) :]
    data = form.data if form.is_bound else {}
    used = [f for f in rest if f.html_name in data and data[f.html_name] not in ("", None)]
    current = query(context)
    own = {f.html_name for f in form}
    kept = [(k, v) for k, v in current.items() if k not in own and k not in ("page", "cursor")]
    return {
        "form": form,
        "first": fields[: int(shown)],
        "rest": rest,
        "open": bool(used),
        "hidden": form.hidden_fields(),
        "kept": [(k, v) for k, v in kept if k in ("sort", "size", "federation", "on", "tab")],
        "here": path(context),
        "reset": reset or path(context),
        "search": search,
    }


@register.simple_tag
def control(field):
    """The input of a condition. A list of choices is written straight out: through a template for
    each option, those of thirty conditions took two thirds of the time of a page."""
    widget = field.field.widget
    if type(widget) is not Select or any(isinstance(label, list) for _, label in widget.choices):
        return field.as_widget()
    chosen = str("" if field.value() is None else field.value())
    attrs = widget.build_attrs(widget.attrs, field.build_widget_attrs({"id": field.auto_id}))
    pairs = ((str(value), str(label)) for value, label in widget.choices)
    options = mark_safe("".join(option(*pair, pair[0] == chosen) for pair in pairs))  # noqa: S308
    return format_html('<select name="{}"{}>{}</select>', field.html_name, flatatt(attrs), options)


@lru_cache(maxsize=10_000)
def option(value, label, selected):
    """Made once: the same few hundred stand on every page."""
    label = UNCHOSEN if label == "---------" else label
    chosen = mark_safe(" selected") if selected else ""  # noqa: S308 (ours)
    return format_html('<option value="{}"{}>{}</option>', value, chosen, label)


@register.inclusion_tag("_components/pager.html", takes_context=True)
def pager(context, page, sizes=SIZES, unit="条"):
    """Pager of a Django `Page`, or of keyset pages: {total?, over?, size, next?, previous?}, where
    the last two are cursors; with {number, pages} it also says which page this is and jumps."""
    if isinstance(page, Page):
        paginator = page.paginator
        numbers = [
            {
                "number": n if isinstance(n, int) else None,
                "href": changed(context, page=n) if isinstance(n, int) else "",
                "current": n == page.number,
            }
            for n in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ]
        return {
            "total": getattr(paginator, "told", paginator.count),
            "size": paginator.per_page,
            "numbers": numbers if paginator.num_pages > 1 else [],
            "pages": paginator.num_pages,
            "number": page.number,
            "previous": changed(context, page=page.number - 1) if page.has_previous() else "",
            "next": changed(context, page=page.number + 1) if page.has_next() else "",
            "jump": paginator.num_pages > 9,
            "over": getattr(paginator, "more", False),
            **sizes_and_state(context, sizes, paginator.per_page),
            "unit": unit,
        }
    before, after = page.get("previous"), page.get("next")
    number, pages = page.get("number"), page.get("pages")

    def turned(cursor, step):
        if cursor is None:
            return ""
        return changed(context, cursor=cursor, page=max(1, number + step) if number else None)

    return {
        "total": page.get("total"),
        "over": page.get("over", False),
        "size": page["size"],
        "numbers": [{"number": number, "current": True}] if number else [],
        "pages": pages,
        "number": number,
        "previous": turned(before, -1),
        "next": turned(after, 1),
        "jump": bool(pages and pages > 2),
        **sizes_and_state(context, sizes, page["size"]),
        "unit": unit,
    }


def sizes_and_state(context, sizes, current):
    options = sorted({*sizes, current})
    return {
        "sizes": [
            {
                "size": n,
                "current": n == current,
                "href": changed(context, size=n, page=None, cursor=None),
            }
            for n in options
        ],
        "kept": [
            (key, value)
            for key, values in query(context).lists()
            for value in values
            if key not in ("page", "cursor")
        ]
        if hasattr(query(context), "lists")
        else [],
    }


@register.inclusion_tag("_components/list_views.html", takes_context=True)
def list_views(context, arranged):
    """Saved views of a list as tabs, and what saves the conditions now chosen (accounts.lists)."""
    return {"arranged": arranged, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("_components/list_columns.html", takes_context=True)
def list_columns(context, arranged):
    """Which columns, how dense, how many: kept for the person (accounts.lists)."""
    whole = query(context)
    return {
        "arranged": arranged,
        "query": whole.urlencode() if hasattr(whole, "urlencode") else "",
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_block_tag(takes_context=True)
def batch(context, content, action, total=0, unit="条", method="post", over=False):
    """Bar of acts on the ticked rows; stands above the table and holds the buttons.

    Row boxes: `{% tick row.pk %}` in the table. The view receives `ids` (several) or `all=1`
    with the list's own query in `query`.
    """
    return component(
        context,
        "batch",
        body=content,
        action=action,
        total=total,
        over=over,
        unit=unit,
        method=method,
        query=query(context).urlencode() if hasattr(query(context), "urlencode") else "",
        csrf_token=context.get("csrf_token", ""),
    )


@register.simple_tag
def tick(pk, label="选择此行"):
    """The box of one row; belongs to the batch form by id, so the table stands outside it."""
    return format_html(
        '<input type="checkbox" name="ids" value="{}" form="batch" data-tick aria-label="{}">',
        pk,
        label,
    )


@register.simple_tag
def tick_all():
    """The box in the head that ticks the rows of this page."""
    return format_html('<input type="checkbox" data-tick-all aria-label="{}">', "选择本页全部")
