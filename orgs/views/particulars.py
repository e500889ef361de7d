"""Writing particulars of one organization: add, correct, end, remove. One form, one service."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from documents.services.attachments import upload
from jobs.idempotency import idempotent
from orgs.forms import particulars as forms
from orgs.grading import not_gradable
from orgs.models import Organization
from orgs.particulars import SECTIONS
from orgs.services import update_organization
from orgs.services.acts import ACTS
from orgs.views.editing import NO_RIGHT, answer, to_edit

FORMS = {
    "certificates": forms.CertificateForm,
    "branches": forms.BranchForm,
    "aliases": forms.AliasForm,
    "profiles": forms.ProfileForm,
    "grades": forms.GradeForm,
    "inspections": forms.InspectionForm,
    "credit-marks": forms.CreditMarkForm,
    "separations": forms.SeparationForm,
    "ties": forms.TieForm,
    "contacts": forms.ContactForm,
    "relations": forms.RelationForm,
    "stances": forms.StanceForm,
}


@method_decorator([login_required, idempotent], name="dispatch")
class ParticularView(View):
    """One act on particulars of one kind. 404 to whoever does not see the kind, 403 to whoever
    may only look."""

    section = None
    http_method_names = ["get", "head", "post"]

    @property
    def acts(self):
        return ACTS[self.section.key]

    def dispatch(self, request, uid, pk=None):
        seen = Organization.objects.for_user(request.user, self.section.permission)
        rows = seen.select_related("federation", "region")
        self.organization = get_object_or_404(rows, uid=uid)
        self.row = None
        if pk is not None:
            rows = self.section.rows(self.organization, request.user)
            self.row = get_object_or_404(rows, pk=pk, organization=self.organization)
        if not request.user.may(Permission.ORG_EDIT, self.organization):
            raise PermissionDenied(NO_RIGHT)
        return super().dispatch(request)

    def get(self, request):
        return self.respond(self.form())

    def post(self, request):
        return self.respond(self.form(request.POST, request.FILES))

    def respond(self, form):
        context = {"organization": self.organization, "lede": self.lede(), **self.words()}

        @transaction.atomic
        def do():
            self.act(form)
            return f"{self.organization.get_absolute_url()}#{self.section.key}"

        return answer(self.request, "orgs/act.html", form, do, self.done(), context)

    def attach(self, file, row):
        if file:
            place = self.organization.federation
            upload(by=self.request.user, file=file, federation=place, owner=row)

    def lede(self):
        return self.section.note

    def done(self):
        return "已保存。"


class Add(ParticularView):
    def form(self, *posted):
        return FORMS[self.section.key](*posted)

    def words(self):
        notes = not_gradable(self.organization) if self.section.key == "grades" else []
        return {"title": self.section.add, "submit": "保存", "notes": notes}

    def act(self, form):
        values = form.values()
        evidence = values.pop("evidence", None)
        row = self.acts.add(by=self.request.user, organization=self.organization, **values)
        self.attach(evidence, row)


class Correct(ParticularView):
    def form(self, *posted):
        return FORMS[self.section.key](*posted, instance=self.row, correcting=True)

    def words(self):
        return {"title": f"更正{self.section.noun}", "submit": "保存更正"}

    def act(self, form):
        values = form.values()
        evidence = values.pop("evidence", None)
        row = self.acts.correct(by=self.request.user, row=self.row, **values)
        self.attach(evidence, row)

    def done(self):
        return "已更正，原内容保留备查。"


class End(ParticularView):
    def form(self, *posted):
        marks = self.section.key == "credit-marks"
        return (forms.RemoveMarkForm if marks else forms.EndParticularForm)(*posted[:1])

    def words(self):
        return {"title": f"{self.section.end}：{self.section.noun}", "submit": self.section.end}

    def act(self, form):
        self.acts.end(by=self.request.user, row=self.row, **form.cleaned_data)


class Remove(ParticularView):
    def form(self, *posted):
        return forms.ReasonForm(*posted[:1])

    def lede(self):
        return "只用于误登的记录；已经结束的，请登记结束。"

    def words(self):
        return {"title": f"删除误登的{self.section.noun}", "submit": "删除"}

    def act(self, form):
        self.acts.remove(by=self.request.user, row=self.row, **form.cleaned_data)

    def done(self):
        return "已删除，操作已留痕。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def describe(request, uid):
    """Tag sets, conditions and charity of one organization."""
    organization = to_edit(request, uid)
    form = forms.DescriptionForm(request.POST or None, instance=organization)

    def do():
        return update_organization(by=request.user, organization=organization, **form.values())

    context = {"title": "分类与自身条件", "organization": organization}
    return answer(request, "orgs/form.html", form, do, "已保存。", context)


def addresses(one):
    """The addresses of every kind's acts."""
    found = [path(f"{one}/description/", describe, name="describe")]
    for key, section in SECTIONS.items():
        acts = ACTS[key]
        found.append(path(f"{one}/{key}/new/", Add.as_view(section=section), name=f"{key}-new"))
        row = f"{one}/{key}/<int:pk>"
        for name, view, act in (
            ("correct", Correct, acts.correct),
            ("end", End, acts.end),
            ("remove", Remove, acts.remove),
        ):
            if act:
                found.append(
                    path(f"{row}/{name}/", view.as_view(section=section), name=f"{key}-{name}")
                )
    return found
