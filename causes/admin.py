"""How the shared texts are listed in the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from causes.models import Author, Callout, PainRegion


class PainRegionViewSet(SnippetViewSet):
    """The clinic's words for the regions of the body map."""

    model = PainRegion
    icon = "user"
    list_display = ["name", "key", "description"]
    search_fields = ["label", "description", "key"]


class CalloutViewSet(SnippetViewSet):
    """Products the clinic points to."""

    model = Callout
    icon = "pick"
    list_display = ["title", "button", "url"]


class AuthorViewSet(SnippetViewSet):
    """The people behind the articles."""

    model = Author
    icon = "group"
    list_display = ["name_label", "role"]


class CauseSnippets(SnippetViewSetGroup):
    """One menu entry for what articles share."""

    menu_label = _("Article texts")
    menu_icon = "doc-full-inverse"
    menu_order = 260
    items = (PainRegionViewSet, CalloutViewSet, AuthorViewSet)
