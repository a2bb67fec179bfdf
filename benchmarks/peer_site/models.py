"""The two pages of the peer site, written as Wagtail's documentation shows them."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page


class FormField(AbstractFormField):
    """A field of the form."""

    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")


class FormPage(AbstractForm):
    """A page with a form that stores what is sent; it sends no mail."""

    template = "peer_site/form_page.html"
    landing_page_template = "peer_site/form_page_landing.html"
    intro = RichTextField(blank=True)
    thank_you_text = RichTextField(blank=True)


class PlainPage(Page):
    """A page with running text, headings and a picture."""

    template = "peer_site/plain_page.html"
    body = StreamField(
        [
            ("heading", blocks.CharBlock(form_classname="title")),
            ("paragraph", blocks.RichTextBlock()),
            ("image", ImageChooserBlock(template="peer_site/image_block.html")),
        ]
    )
