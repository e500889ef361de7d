"""What anybody may check of a draw: its seal from the start, the whole record when the result is
out, and the script that replays it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from procurement.models import Draw, PanelSeat
from procurement.services import draws


@require_safe
@login_not_required
def public_draw(request, uid):
    row = get_object_or_404(Draw.objects.published().select_related("panel__call"), uid=uid)
    names = PanelSeat.objects.published().filter(panel=row.panel) if row.is_out else []
    context = {
        "row": row,
        "call": row.panel.call,
        "record": draws.record_of(row),
        "names": [(seat.expert.person_name, seat.expert.employer) for seat in names],
    }
    return render(request, "procurement/public_draw.html", context)


@require_safe
@login_not_required
def public_draw_record(request, uid):
    row = get_object_or_404(Draw.objects.published().select_related("panel__call"), uid=uid)
    answer = JsonResponse(draws.record_of(row), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="draw-{str(row.uid)[:8]}.json"'
    return answer


@require_safe
@login_not_required
def replay_script(request):
    path = settings.BASE_DIR / "docs" / "replay_draw.py"
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
