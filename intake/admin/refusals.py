"""What the admin says when the gate refuses to publish; the draft stays saved."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.views.snippets import WorkflowActionView

from intake.gate import PublishRefusedError

MOST_SAID = 5


def say_refusal(request: HttpRequest, refused: PublishRefusedError, pk: int) -> None:
    """Tell an editor what stands in the way, with a link to the whole proof."""
    reasons = refused.proof.blocks_publishing
    said = ngettext(
        "Not published: one thing stands in the way. Your draft is saved.",
        "Not published: %(count)s things stand in the way. Your draft is saved.",
        len(reasons),
    ) % {"count": len(reasons)}
    listed = format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons[:MOST_SAID]))
    button = messages.button(reverse("intake_admin:proof", args=[pk]), _("Show the proof"))
    messages.error(request, format_html("{}<ul>{}</ul>", said, listed), buttons=[button])


class RefusalMixin:
    """An editor view that answers a refused publish with its reasons, not with an error page."""

    request: HttpRequest
    object: Any

    produced_error_message: Any = None

    def get_error_message(self) -> Any:
        """Say of a publish that it was refused; of a save, what Wagtail says."""
        if self.action == "publish" and not self.expects_json_response:  # type: ignore[attr-defined]
            return _("Not published: there are errors.")
        return super().get_error_message()  # type: ignore[misc]

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """Lead to the proof where the definition itself keeps the form from being saved."""
        refused = self.produced_error_message is not None and form.non_field_errors()
        response: HttpResponseBase = super().form_invalid(form)  # type: ignore[misc]
        if refused and self.object and not self.expects_json_response:  # type: ignore[attr-defined]
            url = reverse("intake_admin:proof", args=[self.object.pk])
            button = messages.button(url, _("Show the proof"), new_window=True)
            words = _(
                "What you typed is still in the form. The proof shows the draft as last saved."
            )
            messages.info(self.request, words, buttons=[button])
        return response

    def run_action_method(self) -> Any:
        """Publish, submit or approve whole or not at all."""
        try:
            with transaction.atomic():
                return super().run_action_method()  # type: ignore[misc]
        except PublishRefusedError as refused:
            say_refusal(self.request, refused, self.object.pk)
            return redirect(self.get_edit_url())  # type: ignore[attr-defined]


class QuestionnaireWorkflowActionView(WorkflowActionView):
    """Approve or reject; an approval that the gate refuses leaves the task open."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do what a moderator chose, or say why it cannot be published."""
        try:
            with transaction.atomic():
                response: HttpResponseBase = super().post(request, *args, **kwargs)
                return response
        except PublishRefusedError as refused:
            say_refusal(request, refused, self.object.pk)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            answer = {"step": "success", "redirect": self.redirect_url}
            modal: HttpResponseBase = self.render_modal_json(request, answer)
            return modal
        return redirect(self.redirect_url)
