"""Many organizations at once: say what is to be done, see what it will do, then do all of it."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from membership import services
from membership.forms.foundings import AssessForm, CoverForm, FormChoiceForm, FoundForm
from membership.models import Coverage
from membership.services.coverage import FORM_OF, judge_coverages
from membership.services.eligibility import judge_assessments
from membership.views.foundings import explain
from orgs.selection import selected
from unions.models import GrassrootsUnion

LIMIT = 2_000
"""More than this many at once is better done by an import, which has its own proof-reading."""
SHOWN = 20
REASONS = 8
FORMS = [choice for choice in Coverage.Form.choices if choice[0] != Coverage.Form.SINGLE]
KIND_OF = {form: kind for kind, form in FORM_OF.items()}


def chosen(request):
    """What was selected, if it can be acted on; else a sentence why not."""
    if not request.user.may_somewhere(Permission.FOUNDING_EDIT):
        raise PermissionDenied("您没有办理建会的权限。")
    selection = selected(request.user, Permission.FOUNDING_EDIT, request.POST)
    count = selection.rows.count()
    if not count:
        return selection, count, "没有选中可以办理的社会组织，请返回列表勾选。"
    if count > LIMIT:
        return selection, count, f"一次最多办理 {LIMIT:,} 家，现选中 {count:,} 家，请缩小范围。"
    return selection, count, ""


def carry(request, selection):
    """The choice as hidden fields: name and value."""
    posted = selection.posted
    back = request.POST.get("back") or f"/organizations/?{request.POST.get('query', '')}"
    pairs = [(name, value) for name, values in posted.items() for value in values]
    return [*pairs, ("back", back if back.startswith("/organizations/") else "/organizations/")]


def too_many(request, title, why, selection):
    return render(
        request,
        "membership/bulk_refused.html",
        {"title": title, "why": why, "back": carry(request, selection)[-1][1]},
        status=422,
    )


def preview(request, *, title, submit, form, selection, count, refusals, lines, extra=()):
    """What will change, what is refused and why; confirmed, it is done to exactly these."""
    organizations = list(selection.rows.select_related("federation").order_by("pk"))
    kept = [o for o in organizations if o.pk not in refusals]
    common = [(why, n) for why, n in Counter(refusals.values()).most_common(REASONS) if n > 1]
    return render(
        request,
        "membership/bulk_preview.html",
        {
            "title": title,
            "submit": submit,
            "form": form,
            "carried": carry(request, selection),
            "extra": extra,
            "digest": selection.digest(),
            "count": count,
            "kept": kept[:SHOWN],
            "kept_count": len(kept),
            "more": max(0, len(kept) - SHOWN),
            "lines": lines,
            "refused": [(o, refusals[o.pk]) for o in organizations if o.pk in refusals],
            "reasons": common,
            "other_reasons": len(refusals) - sum(n for _, n in common),
            "back": carry(request, selection)[-1][1],
        },
    )


def ask(request, template, *, status=200, selection, count, **context):
    back = carry(request, selection)[-1][1]
    return render(
        request,
        template,
        {"carried": carry(request, selection), "count": count, "back": back, **context},
        status=status,
    )


def confirmed(request, selection, refusals, skip):
    """The organizations to act on now, if they are those of the preview."""
    if request.POST.get("digest") != selection.digest():
        raise ValidationError("所选名单在预览之后有变动，请重新核对后再确认。")
    if refusals and not skip:
        raise ValidationError("有不能办理的社会组织。请勾选“跳过不能办理的”，或返回修改名单。")
    organizations = list(selection.rows.order_by("pk"))
    return [o for o in organizations if o.pk not in refusals]


def run(request, *, form, selection, count, judge, do, view):
    """Ask, preview, confirm: the three steps that all acts on many share."""
    step = request.POST.get("step", "")
    if step in ("preview", "confirm"):
        if form.is_valid():
            try:
                refusals = judge(list(selection.rows.order_by("pk")), form.cleaned_data)
                if step == "confirm":
                    skip = request.POST.get("skip") == "1"
                    done = do(confirmed(request, selection, refusals, skip), form.cleaned_data)
                    messages.success(request, f"已办理 {done:,} 家。")
                    return redirect(carry(request, selection)[-1][1])
                return preview(
                    request,
                    form=form,
                    selection=selection,
                    count=count,
                    refusals=refusals,
                    **view(form.cleaned_data),
                )
            except ValidationError as refusal:
                explain(form, refusal)
        return 422
    return 200


@require_POST
@login_required
def assess(request):
    selection, count, why = chosen(request)
    if why:
        return too_many(request, "批量认定建会条件", why, selection)
    data = request.POST if request.POST.get("step") else None
    form = AssessForm(data)

    def judge(organizations, values):
        return judge_assessments(
            organizations=organizations, decision=values["decision"], as_of=values["as_of"]
        )

    def do(organizations, values):
        if not organizations:
            raise ValidationError("没有可以办理的社会组织。")
        return len(services.assess_many(by=request.user, organizations=organizations, **values))

    def view(values):
        words = dict(form.fields["decision"].choices)[values["decision"]]
        return {
            "title": "核对：批量认定建会条件",
            "submit": "确认认定",
            "lines": [
                ("结论", words),
                ("认定日期", values["as_of"]),
                ("主要原因", dict(form.fields["reason"].choices).get(values["reason"]) or "无"),
                ("依据", values["evidence"]),
            ],
        }

    answer = run(
        request, form=form, selection=selection, count=count, judge=judge, do=do, view=view
    )
    if isinstance(answer, int):
        return ask(
            request,
            "membership/bulk_ask.html",
            status=answer,
            selection=selection,
            count=count,
            form=form,
            title="批量认定建会条件",
        )
    return answer


@require_POST
@login_required
def cover(request):
    selection, count, why = chosen(request)
    if why:
        return too_many(request, "批量登记工会覆盖", why, selection)
    kind = FormChoiceForm(request.POST if "form" in request.POST else None)
    kind.fields["form"].choices = FORMS
    common = {"selection": selection, "count": count, "title": "批量登记工会覆盖"}
    if not kind.is_valid():
        status = 422 if kind.is_bound else 200
        return ask(request, "membership/bulk_ask.html", status=status, form=kind, **common)
    form = kind.cleaned_data["form"]
    founding = request.POST.get("new") == "1" and form in KIND_OF
    search = request.POST.get("q", "").strip()
    data = request.POST if request.POST.get("step") in ("preview", "confirm", "edit") else None
    near = selection.rows.select_related("federation").order_by("pk")[0].federation
    if founding:
        filled = FoundForm(data, user=request.user, near=near)
    else:
        filled = CoverForm(data, user=request.user, form=form, search=search)

    def union_of(values):
        if not founding:
            return values["union"]
        return GrassrootsUnion(
            name=values["name"],
            kind=KIND_OF[form],
            federation=values["federation"],
            founded_on=values["as_of"],
        )

    def judge(organizations, values):
        if values["as_of"] > timezone.localdate():
            raise ValidationError({"as_of": "日期不能晚于今天。"})
        union = union_of(values)
        services.coverage.check_union(
            by=request.user, union=union, form=form, as_of=values["as_of"]
        )
        return judge_coverages(
            organizations=organizations, union=union, form=form, as_of=values["as_of"]
        )

    def do(organizations, values):
        if not organizations:
            raise ValidationError("没有可以办理的社会组织。")
        new = (
            {"founding": filled.founding(KIND_OF[form])}
            if founding
            else {"union": values["union"], "basis": values["basis"]}
        )
        services.record_coverages(
            by=request.user, organizations=organizations, form=form, as_of=values["as_of"], **new
        )
        return len(organizations)

    def view(values):
        return {
            "title": "核对：批量登记工会覆盖",
            "submit": "确认登记",
            "lines": [
                ("建会形式", Coverage.Form(form).label),
                ("覆盖工会", f"{union_of(values)}{'（新成立）' if founding else ''}"),
                ("上级工会", union_of(values).federation),
                ("成立日期" if founding else "覆盖日期", values["as_of"]),
            ],
            "extra": [("form", form), ("new", "1" if founding else "")],
        }

    answer = run(
        request, form=filled, selection=selection, count=count, judge=judge, do=do, view=view
    )
    if isinstance(answer, int):
        return ask(
            request,
            "membership/bulk_cover.html",
            status=answer,
            form=filled,
            chosen=Coverage.Form(form),
            founding=founding,
            may_found=form in KIND_OF,
            search=search,
            **common,
        )
    return answer
