"""Let somebody who lost their phone set up a second factor anew."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django_otp.plugins.otp_totp.models import TOTPDevice


class Command(BaseCommand):
    help = "Forget the second factor of one account, such as after a lost phone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="whose; make sure that it is them who asks")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']}.")
        gone, _each = TOTPDevice.objects.filter(user=user).delete()
        self.stdout.write(f"{gone} forgotten. The next sign-in asks for a new one.")
