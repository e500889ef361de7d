"""Arranging a list: what a list's page posts, and back to that page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import lists
from accounts.forms.lists import ArrangeForm, ViewForm
from accounts.models import SavedView
from accounts.services import lists as services
from unions.paging import SIZES


def asked(name):
    found = lists.listing(name)
    if found is None:
        raise Http404
    return found


def back(listing, query):
    return redirect(f"{listing.url}?{query or 'view=all'}")


@require_POST
@login_required
def arrange(request, name):
    """Columns, height of rows and page size; ``reset`` goes back to what the list itself shows."""
    listing = asked(name)
    query = request.POST.get("query", "")
    if "reset" in request.POST:
        services.arrange(by=request.user, name=name, columns=[], dense=False, size=SIZES[1])
        return back(listing, query)
    form = ArrangeForm(request.POST, columns=listing.columns(request.user))
    if form.is_valid():
        services.arrange(by=request.user, name=name, **form.cleaned_data)
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return back(listing, query)


@require_POST
@login_required
def save(request, name):
    listing, user = asked(name), request.user
    form = ViewForm(request.POST)
    query = lists.conditions(QueryDict(request.POST.get("query", "")))
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return back(listing, query)
    values = form.cleaned_data
    federation = user.offices[0].federation if values["shared"] and user.offices else None
    try:
        services.save_view(
            by=user,
            listing=name,
            name=values["name"],
            query=query,
            federation=federation,
            begin=values["begin"],
        )
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, f"视图“{values['name']}”已保存。")
    return back(listing, query)


@require_POST
@login_required
def drop(request, pk):
    """Only one's own; who shared a view takes it back by this."""
    views = SavedView.objects.for_user(request.user, "").filter(owner=request.user)
    view = get_object_or_404(views, pk=pk)
    listing = asked(view.listing)
    services.drop_view(by=request.user, view=view)
    messages.success(request, f"视图“{view.name}”已删除。")
    return back(listing, "")


@require_POST
@login_required
def begin(request, pk):
    """Open the list with this view from now on, or no longer."""
    view = get_object_or_404(SavedView.objects.for_user(request.user, ""), pk=pk)
    listing = asked(view.listing)
    chosen = None if "not" in request.POST else view
    services.arrange(by=request.user, name=view.listing, opens_with=chosen)
    said = f"打开列表时将使用视图“{view.name}”。" if chosen else "打开列表时不再使用视图。"
    messages.success(request, said)
    return back(listing, view.query)
