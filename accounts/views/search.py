"""The search box: a page of what was found, and the part of it that drops down while one types."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import searching

MOST_TYPED = 100


@require_safe
@never_cache
@login_required
def search(request):
    words = request.GET.get("q", "")[:MOST_TYPED].strip()
    template = "accounts/_found.html" if "part" in request.GET else "accounts/search.html"
    context = {
        "words": words,
        "groups": searching.search(request.user, words),
        "short": len(words) < searching.SHORTEST,
    }
    return render(request, template, context)
