"""What is done with several submissions at once, and the filters people keep."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from intake import desk_actions
from intake.admin.people import name_of, who_see_submissions
from intake.admin.presenters import worklist_url
from intake.admin.worklist_form import WorklistForm
from intake.models import Submission
from intake.models.desk import SavedFilter
from intake.stages import ClosedBecause, Stage

ASSIGN, STAGE = "assign", "stage"
MOST_AT_ONCE = 100
NOBODY = "nobody"


def list_url(here: str) -> str:
    """Return the address of the list as it was; `here` is what stood behind the question mark."""
    query = QueryDict(here[:1000]).urlencode()
    return f"{worklist_url()}?{query}" if query else worklist_url()


class BulkForm(forms.Form):
    """What is to be done: to give them to somebody, or to move them to a stage."""

    do = forms.ChoiceField(choices=[(ASSIGN, ASSIGN), (STAGE, STAGE)])
    person = forms.ChoiceField(required=False)
    stage = forms.ChoiceField(required=False, choices=Stage.choices)
    because = forms.ChoiceField(required=False, choices=ClosedBecause.choices)

    def __init__(self, data: Any, *, people: list[Any]) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(NOBODY, NOBODY), *((pk, pk) for pk in self.people)]

    def clean(self) -> None:
        """Ask for what the chosen one of the two needs."""
        data = super().clean() or self.cleaned_data
        if data.get("do") == ASSIGN and not data.get("person"):
            raise forms.ValidationError(_("Select who looks after them"))
        if data.get("do") == STAGE and not data.get("stage"):
            raise forms.ValidationError(_("Select the stage they move to"))
        if data.get("do") == STAGE and Stage(data["stage"]).is_closed and not data.get("because"):
            raise forms.ValidationError(_("Select why they are closed"))

    @property
    def is_assigning(self) -> bool:
        """Whether they are given to somebody."""
        return bool(self.cleaned_data["do"] == ASSIGN)

    @property
    def person_chosen(self) -> Any:
        """Who looks after them from now on, None for nobody."""
        return self.people.get(self.cleaned_data["person"])

    @property
    def sentence(self) -> str:
        """What will be done, in words."""
        if self.is_assigning:
            return _("Assign to: %(who)s") % {"who": name_of(self.person_chosen) or _("nobody")}
        stage = Stage(self.cleaned_data["stage"])
        if stage.is_closed:
            why = ClosedBecause(self.cleaned_data["because"]).label
            return _("Close: %(why)s") % {"why": why}
        return _("Move to: %(stage)s") % {"stage": stage.label}


class BulkView(WagtailAdminTemplateMixin, TemplateView):
    """Ask, then do the same with all that were selected; what cannot be done is counted."""

    template_name = "intake/admin/bulk.html"
    page_title = gettext_lazy("Change several submissions")
    header_icon = "clipboard-list"
    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may work on submissions."""
        needed = ("intake.view_submission", "intake.work_submission")
        if not request.user.has_perms(needed):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def back_url(self) -> str:
        """The list as it was."""
        return list_url(self.request.POST.get("here", ""))

    @cached_property
    def selected(self) -> list[Submission]:
        """The selected ones that the reader may see."""
        sent = self.request.POST.getlist("pks")[:MOST_AT_ONCE]
        keys = [int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 18]
        visible = Submission.objects.visible_to(self.request.user).completed()
        return list(visible.with_keys(keys).urgent_first().without_answers())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what will be done; with a "yes", do it."""
        form = BulkForm(request.POST, people=who_see_submissions())
        if not self.selected:
            messages.error(request, _("Select at least one submission"))
        elif not form.is_valid():
            messages.error(
                request, " ".join(str(error) for each in form.errors.values() for error in each)
            )
        elif "confirmed" not in request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        else:
            self.do(form)
        return redirect(self.back_url)

    def do(self, form: BulkForm) -> None:
        """Change them one by one, and say how many were and were not."""
        changed = sum(self.change(submission, form) for submission in self.selected)
        said = ngettext("%(n)d submission changed.", "%(n)d submissions changed.", changed)
        messages.success(self.request, said % {"n": changed})
        if left := len(self.selected) - changed:
            said = ngettext(
                "%(n)d stayed as it was: it is there already, or cannot get there from its stage.",
                "%(n)d stayed as they were: they are there already, or cannot get there.",
                left,
            )
            messages.warning(self.request, said % {"n": left})

    def change(self, submission: Submission, form: BulkForm) -> bool:
        """Change one; tell whether it changed."""
        by, data = self.request.user, form.cleaned_data
        if form.is_assigning:
            return desk_actions.assign(submission=submission, to=form.person_chosen, by=by)
        try:
            return desk_actions.change_stage(
                submission=submission, stage=Stage(data["stage"]), by=by, because=data["because"]
            )
        except desk_actions.StageError:
            return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what will be done with what."""
        return {
            **super().get_context_data(**kwargs),
            "selected": self.selected,
            "sent": self.request.POST,
            "back_url": self.back_url,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead from the list to here."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.back_url, "label": _("Submissions")},
            {"url": "", "label": self.get_page_title()},
        ]


class FilterNameForm(forms.Form):
    """The name under which a filter is kept."""

    name = forms.CharField(max_length=60, error_messages={"required": _("Enter a name")})


class SavedFilterView(View):
    """Keep the filter of the list under a name, or delete one of one's own."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep or delete, then show the list as it was."""
        if not request.user.has_perm("intake.view_submission"):
            raise PermissionDenied
        back = list_url(request.POST.get("here", ""))
        if "delete" in request.POST:
            key = request.POST["delete"]
            desk_actions.forget_filter(user=request.user, pk=int(key) if key.isdecimal() else 0)
            return redirect(back)
        form = FilterNameForm(request.POST)
        query = self.query(request)
        if form.is_valid() and query:
            name = form.cleaned_data["name"]
            desk_actions.save_filter(user=request.user, name=name, query=query)
            messages.success(request, _("The filter is saved as “%(name)s”.") % {"name": name})
        else:
            messages.error(request, _("Enter a name for a filter that narrows the list"))
        return redirect(back)

    def query(self, request: HttpRequest) -> str:
        """Return the filters of the list as they are understood, nothing else of the address."""
        asked = QueryDict(request.POST.get("here", "")[:1000])
        causes = {asked["cause"]: ""} if "cause" in asked else {}
        form = WorklistForm(asked, people=who_see_submissions(), causes=causes)
        longest = SavedFilter._meta.get_field("query").max_length or 0
        return form.query if len(form.query) <= longest else ""
