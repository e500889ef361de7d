def posted(request):
    """What was sent, be it empty; None for who only looks."""
    return request.POST if request.method == "POST" else None
