"""A file of one format: a stamp, a header, a line an organization."""

from jobs.sheets import Column as SheetColumn
from jobs.sheets import write_table
from orgs.exchange.formats import texts


def write(file, form, rows, *, step=2000, progress=lambda *_, **__: None):
    """Write what ``rows`` say in that format. Returns the number of lines."""
    return write_table(
        file,
        [SheetColumn(label=c.header) for c in form.columns],
        _lines(form, rows, step, progress),
        sheet="交换",
        title=form.stamp,
    )


def _lines(form, rows, step, progress):
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), step):
        some = rows.model._base_manager.filter(pk__in=keys[at : at + step])
        organizations = list(some.select_related("region").defer("contact_phone").order_by("pk"))
        columns = [texts(column, organizations) for column in form.columns]
        for organization in organizations:
            yield [column.get(organization.pk, "") for column in columns]
        progress(min(at + step, len(keys)), "正在写入交换文件", total=len(keys))
