"""The second factor of staff: a code from an app on their phone (TOTP), by django-otp."""

import base64
import binascii
import io
from collections.abc import Callable
from typing import Any

import django_otp
import qrcode
import qrcode.image.svg
from django import forms
from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import RedirectURLMixin, redirect_to_login
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp.middleware import OTPMiddleware, is_verified
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

KEY_IN_SESSION = "second_factor_key"
OPEN = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "second_factor",
    "second_factor_set_up",
    "wagtailadmin_password_reset",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}
WRONG = _("Enter the six digits that the app shows now")


class SecondFactorMiddleware(OTPMiddleware):
    """Lets staff into the admin once they gave their second factor; public pages never ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SECOND_FACTOR_REQUIRED:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Know who gave it; elsewhere nobody asks who is signed in."""
        home = reverse("wagtailadmin_home")
        answer = super().__call__ if request.path.startswith(home) else self.get_response
        response: HttpResponse = answer(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Ask before any page of the admin opens."""
        match = request.resolver_match
        is_in_admin = request.path.startswith(reverse("wagtailadmin_home"))
        if not is_in_admin or (match and match.url_name in OPEN):
            return None
        if not request.user.is_authenticated or is_verified(request.user):
            return None
        has_one = django_otp.user_has_device(request.user)
        page = "second_factor" if has_one else "second_factor_set_up"
        return redirect_to_login(request.get_full_path(), reverse(page))


class CodeForm(forms.Form):
    """Six digits."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": WRONG},
    )

    def clean_code(self) -> str:
        """Take out the blank that apps show in the middle."""
        return "".join(str(self.cleaned_data["code"]).split())


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class CodeView(LoginRequiredMixin, RedirectURLMixin, FormView[CodeForm]):
    """Asks for a code, then goes on to where somebody was going."""

    form_class = CodeForm
    template_name = "second_factor.html"
    login_url = reverse_lazy("wagtailadmin_login")
    next_page: Any = reverse_lazy("wagtailadmin_home")

    def device_for(self, code: str) -> TOTPDevice | None:
        """Return the device that made the code; after wrong ones it waits longer each time."""
        found: TOTPDevice | None = django_otp.match_token(self.request.user, code)
        return found

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Let in, or ask again."""
        device = self.device_for(form.cleaned_data["code"])
        if device is None:
            form.add_error("code", WRONG)
            return self.form_invalid(form)
        django_otp.login(self.request, device)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where to go on."""
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url()}


class SetUpView(CodeView):
    """Shows a new key to scan; keeps it once the app has made a code from it."""

    template_name = "second_factor_set_up.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let nobody past a device they already have: that would be a way round it."""
        user = request.user
        if user.is_authenticated and django_otp.user_has_device(user):
            return redirect_to_login(self.get_redirect_url(), reverse("second_factor"))
        return super().dispatch(request, *args, **kwargs)

    @property
    def key(self) -> str:
        """The key that is offered, the same until it is kept."""
        key: str = self.request.session.setdefault(KEY_IN_SESSION, random_hex(20))
        return key

    def device_for(self, code: str) -> TOTPDevice | None:
        """Return the device, kept, where its first code is right."""
        device = TOTPDevice(user=self.request.user, name="app", key=self.key)
        made = TOTP(device.bin_key, device.step, device.t0, device.digits)
        if not (code.isdecimal() and made.verify(int(code), tolerance=device.tolerance)):
            return None
        device.last_t = made.t()
        device.save()
        del self.request.session[KEY_IN_SESSION]
        return device

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the key as a picture and in letters."""
        device = TOTPDevice(user=self.request.user, name="app", key=self.key)
        letters = base64.b32encode(binascii.unhexlify(self.key)).decode()
        return super().get_context_data(**kwargs) | {
            "picture": _picture(device.config_url),
            "letters": " ".join(letters[i : i + 4] for i in range(0, len(letters), 4)),
        }


def _picture(address: str) -> str:
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathFillImage).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
