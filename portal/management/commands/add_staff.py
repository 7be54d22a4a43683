import getpass
import sys
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.models import User
from portal.roles import BY_NAME


class Command(BaseCommand):
    help = "Makes an account with roles; the first administrator of an installation is made this way."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("first_name")
        parser.add_argument("last_name")
        parser.add_argument("--role", action="append", default=[], help="A role's Swedish name; may be repeated.")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = [name for name in options["role"] if name not in BY_NAME]
        if unknown or not options["role"]:
            raise CommandError(f"Give one or more of these with --role: {', '.join(BY_NAME)}")
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"There is already an account {options['username']}.")
        user = User(**{name: options[name] for name in ("username", "first_name", "last_name")})
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            user.set_password(password)
            user.save()
            user.groups.set(Group.objects.filter(name__in=options["role"]))
        self.stdout.write(f"{user.username}: {user.role_names}")
