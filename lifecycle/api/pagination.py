"""Pages of lists: 25 rows unless asked for more, a hundred at most."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Numbered pages. The count and the rows are two statements, however many rows there are."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
