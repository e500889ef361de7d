from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.roles import Permission
from jobs.registry import kind
from jobs.sheets import Column, dated, write_table
from membership.bulk import act_on, same_set
from membership.services.bulk import act_on_many
from orgs.models import Organization

HEADINGS = [
    Column(label="社会组织", width=40),
    Column(label="统一社会信用代码", width=22),
    Column(label="责任工会", width=24),
    Column(label="不能办理的原因", width=60),
]


@kind("membership.act_on_many", permission=Permission.FOUNDING_EDIT)
def act(run):
    """What an officer confirmed for more organizations than a page can wait for: exactly those."""
    posted = QueryDict(mutable=True)
    for name, values in run.arguments["posted"].items():
        posted.setlist(name, values)
    act = act_on(run.user, posted, run.arguments["act"], Permission.FOUNDING_EDIT)
    same_set(act.selection, posted.get("digest"))
    if not act.form.is_valid():
        raise ValidationError([error for errors in act.form.errors.values() for error in errors])
    done, refused = act_on_many(by=run.user, act=act, progress=run.progress)
    if refused:
        with run.result_file(dated("不能办理的社会组织")) as file:
            write_table(file, HEADINGS, rows_of(refused))
    return {"done": done, "refused": refused, "lines": [[a, str(b)] for a, b in act.lines()]}


def rows_of(refused, chunk=2_000):
    for at in range(0, len(refused), chunk):
        some = dict(refused[at : at + chunk])
        found = Organization._base_manager.select_related("federation").in_bulk(some)
        for key, reason in some.items():
            one = found[key]
            yield one.name, one.credit_code, one.federation.short_name, reason
