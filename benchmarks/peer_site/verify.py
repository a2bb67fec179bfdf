"""Whether the peer did its work: a row for each form sent, with what was sent."""

from collections.abc import Mapping

from wagtail.contrib.forms.models import FormSubmission
from wagtail.contrib.forms.utils import get_field_clean_name

from benchmarks.peer_site.content import VALUES, fields


def verify(sent: Mapping[str, int]) -> list[str]:
    """Return what was not done, in words, given how many requests of each name were sent."""
    times = sent.get("form_sent", 0)
    stored = FormSubmission.objects.count()
    found = [] if stored == times else [f"{stored} of {times} forms were stored"]
    last = FormSubmission.objects.order_by("pk").last()
    if last is not None:
        names = [get_field_clean_name(label) for label, _kind in fields()]
        found += [f"{name} was not stored" for name in names if not last.form_data.get(name)]
        text = next(get_field_clean_name(label) for label, kind in fields() if kind == "email")
        if last.form_data.get(text) != VALUES["email"]:
            found.append("the stored form is not the one sent")
    return found
