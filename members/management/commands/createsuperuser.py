from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError

from members.keys import new_card_number
from members.people.cards import format_card_number, parse_card_number


class Command(createsuperuser.Command):
    """Django's command. It makes the card number unless one is given, and refuses one that can never sign in."""

    help = (
        "Mở tài khoản kỹ thuật có mọi quyền và in số thẻ của tài khoản. / "
        "Creates an account with all rights and prints its card number."
    )

    def handle(self, *args: Any, **options: Any) -> str | None:
        given = options["card_number"]
        number = parse_card_number(given) if given else new_card_number()
        if number is None:
            raise CommandError(
                "Số thẻ có 8 chữ số, chữ số cuối là số kiểm tra. Bỏ --card_number thì Piêu tự cấp số. / "
                "A card number has 8 digits, the last a check digit. Without --card_number Piêu makes one."
            )
        options["card_number"] = number
        done = super().handle(*args, **options)
        # Also without questions: nobody knows the number otherwise.
        self.stdout.write(f"Số thẻ để đăng nhập / Card number to sign in: {format_card_number(number)}")
        return done
