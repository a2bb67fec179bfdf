"""What the admin refuses, with a sentence instead of an error page."""

from collections.abc import Iterable

from django.db import router
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from intake.models import Questionnaire


def keep_questionnaires_in_use(
    request: HttpRequest, instances: Iterable[Model]
) -> HttpResponse | None:
    """Refuse to delete a questionnaire that a page shows or that clients were asked."""
    for questionnaire in instances:
        if isinstance(questionnaire, Questionnaire) and _is_protected(questionnaire):
            messages.error(
                request,
                _(
                    "“%(title)s” was published or is used by a page, so its answers must stay "
                    "readable. Unpublish it instead: clients are then no longer asked."
                )
                % {"title": questionnaire},
            )
            return redirect(AdminURLFinder(request.user).get_edit_url(questionnaire))
    return None


def _is_protected(instance: Model) -> bool:
    collector = Collector(using=router.db_for_write(type(instance), instance=instance))
    try:
        collector.collect([instance])
    except ProtectedError:
        return True
    return False
