from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.common.errors import DomainError
from members.branches.actions.first_officer import appoint_first_officer
from members.branches.enums import BranchLevel
from members.models import Branch, RoleGrant
from members.people.cards import format_card_number
from members.roles.enums import Role


class Command(BaseCommand):
    help = "Cấp thẻ cho cán bộ đầu tiên của tỉnh. / Makes the card of the province's first officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="Họ và tên. / Full name.")
        parser.add_argument("--phone", help="Số di động. / Mobile number.")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Branch.objects.filter(level=BranchLevel.PROVINCE).order_by("pk").first()
        if root is None:
            raise CommandError("Chạy load_units trước. / Run load_units first.")
        if RoleGrant.objects.filter(branch=root, role=Role.OFFICER, ended_at=None).exists():
            self.stdout.write("Đã có cán bộ của tỉnh. / The province has an officer already.")
            return
        if not options["name"] or not options["phone"]:
            raise CommandError("Cần --name và --phone. / --name and --phone are needed.")
        try:
            printed = appoint_first_officer(branch=root, full_name=options["name"], phone=options["phone"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if printed is None:
            self.stdout.write("Đã có cán bộ của tỉnh. / The province has an officer already.")
            return
        card = format_card_number(printed.ticket.user.card_number)
        self.stdout.write(f"Số thẻ / Card number: {card}")
        self.stdout.write(f"Mã đặt PIN / Code for the PIN: {printed.code}")
        self.stdout.write(
            f"Trong 48 giờ, đặt mã PIN tại {settings.PUBLIC_ORIGIN}/lay-lai/ "
            "/ Set the PIN there within 48 hours. Later: pieu changepassword "
            f"{printed.ticket.user.card_number}"
        )
