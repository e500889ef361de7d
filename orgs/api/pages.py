"""How the lists of the interface are cut into pages."""

from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.response import Response


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500


class BestFirst(PageNumberPagination):
    """Pages of what words found, in the order found; common words come newest first."""

    page_query_param = "cursor"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500

    def get_paginated_response(self, data):
        onward = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        return Response({**onward, "results": data})


class InOrder(CursorPagination):
    ordering = "pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
