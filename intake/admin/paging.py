"""Pages of lists that grow for years."""

from typing import ClassVar

from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

MOST_COUNTED = 1_000


class CappedPaginator(WagtailPaginator):
    """Pages of a list that is counted no further than a limit, however long it is."""

    most: ClassVar[int] = MOST_COUNTED

    @cached_property
    def counted(self) -> int:
        """How many there are, one more than the limit at most."""
        return int(self.object_list.how_many(self.most + 1))

    @cached_property
    def count(self) -> int:
        """How many can be paged through."""
        return min(self.counted, self.most)

    @cached_property
    def items_count_label(self) -> str:
        """How many there are, in words."""
        more = "+" if self.counted > self.most else ""
        return _("%(count)s in this list") % {"count": number_format(self.count) + more}


class AuditPaginator(CappedPaginator):
    """Pages of a log that must be readable to its end: slower to count, and seldom opened."""

    most = 1_000_000
