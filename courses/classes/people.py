"""The people of a class, for the trainer's page, the printed list and the CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.formulas import inert_in_csv
from courses.classes.enums import SignUpState
from courses.models import LiveClass
from members.branches.enums import MembershipState
from members.models import Membership, User

CSV_TYPE = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Person:
    """Member of a class.

    state: of the sign-up; "" without one, and for a member who attended after giving up the place.
    """

    user: User
    branch: str
    state: str
    attended_at: datetime | None

    @property
    def is_going(self) -> bool:
        return self.state in (SignUpState.GOING, "")

    @property
    def is_waiting(self) -> bool:
        return self.state == SignUpState.WAITING

    @property
    def state_words(self) -> str:
        return str(SignUpState(self.state).label) if self.state else _("không đăng ký trước")


def people_of(live_class: LiveClass) -> list[Person]:
    """Return members with a place or attendance, then the waiting list in its order. Three queries.

    The first part is sorted by the last word of the names, as in Vietnamese lists.
    """
    attended = {
        row.user_id: row for row in live_class.attendances.select_related("user").order_by("attended_at")
    }
    rows = list(live_class.sign_ups.select_related("user").order_by("queued_at", "pk"))
    users = {row.user_id: row.user for row in rows} | {pk: row.user for pk, row in attended.items()}
    branches = dict(
        Membership.objects.filter(user__in=users, state=MembershipState.CONFIRMED).values_list(
            "user_id", "branch__name"
        )
    )
    states = {row.user_id: row.state for row in rows}
    found = [
        Person(
            user,
            branches.get(pk, ""),
            # A person who gave up the place but attended counts as one without a sign-up.
            "" if states.get(pk) == SignUpState.OFF else states.get(pk, ""),
            attended[pk].attended_at if pk in attended else None,
        )
        for pk, user in users.items()
        if pk in attended or states[pk] != SignUpState.OFF
    ]
    going = [person for person in found if person.is_going or person.attended_at]
    waiting = [person for person in found if not (person.is_going or person.attended_at)]
    return sorted(going, key=lambda person: _by_name(str(person.user))) + waiting


def _by_name(name: str) -> tuple[str, str]:
    return name.rpartition(" ")[2].casefold(), name.casefold()


def write_csv(live_class: LiveClass) -> bytes:
    """Return the people of the class as CSV in UTF-8 with the BOM that Excel needs."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_("Số thứ tự"), _("Họ và tên"), _("Chi hội"), _("Đăng ký"), _("Có mặt lúc")])
    for number, person in enumerate(people_of(live_class), 1):
        moment = person.attended_at
        table.writerow(
            [
                number,
                inert_in_csv(str(person.user)),
                inert_in_csv(person.branch),
                person.state_words,
                f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else "",
            ]
        )
    return out.getvalue().encode("utf-8-sig")
