"""Fills the peer site's database and says which requests belong to which entry."""

import io
from typing import Any
from urllib.parse import urlencode

from django.core.files.images import ImageFile
from django.core.management import call_command
from PIL import Image as Picture
from wagtail.contrib.forms.utils import get_field_clean_name
from wagtail.images.models import Image
from wagtail.models import Site

from benchmarks.peer_site.content import OPTIONS, PARAGRAPH, VALUES, fields
from benchmarks.peer_site.models import FormField, FormPage, PlainPage

CSRF = "b" * 32

Json = dict[str, Any]


def prepare() -> Json:
    """Return the requests by name."""
    call_command("migrate", verbosity=0)
    root = Site.objects.get(is_default_site=True).root_page
    form = FormPage(title="A form", slug="form", intro=PARAGRAPH, thank_you_text="<p>Thanks</p>")
    root.add_child(instance=form)
    form.form_fields.set([_field(label, kind) for label, kind in fields()])
    form.save_revision().publish()
    page = PlainPage(title="A plain page", slug="page", body=_blocks(_picture()))
    root.add_child(instance=page)
    page.save_revision().publish()
    return {"requests": {"form": [_form()], "form_sent": [_form_sent()], "page": [_page()]}}


def _field(label: str, kind: str) -> FormField:
    choices = ",".join(OPTIONS) if kind in ("radio", "checkboxes", "dropdown") else ""
    return FormField(label=label, field_type=kind, choices=choices, required=True)


def _picture() -> Image:
    raw = io.BytesIO()
    Picture.new("RGB", (1600, 1000), "#0f5e5a").save(raw, "JPEG")
    raw.seek(0)
    return Image.objects.create(title="A picture", file=ImageFile(raw, name="picture.jpg"))


def _blocks(picture: Image) -> list[tuple[str, Any]]:
    text = [("heading", "A heading"), ("paragraph", PARAGRAPH)] * 4
    return [*text, ("image", picture), ("paragraph", PARAGRAPH)]


def _form() -> Json:
    names = [f'name="{get_field_clean_name(label)}"' for label, _kind in fields()]
    return {"method": "GET", "path": "/form/", "contains": names}


def _form_sent() -> Json:
    values = [(get_field_clean_name(label), VALUES[kind]) for label, kind in fields()]
    return {
        "method": "POST",
        "path": "/form/",
        "cookies": {"csrftoken": CSRF},
        "body": urlencode([("csrfmiddlewaretoken", CSRF), *values]),
        "contains": ["Thanks"],
    }


def _page() -> Json:
    words = ["A plain page", "A heading", "that closes the thought", "<img"]
    return {"method": "GET", "path": "/page/", "contains": words}
