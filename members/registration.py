"""What members puts into the slots, tabs, clock and registries of the house."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily, every
from backend.ledger import acts, auditing, taking_up
from backend.ledger.acts import Act
from backend.theme import navigation
from members.acting import ActorRequest
from members.assist.actions import end_stale_assists
from members.auditing import compare_rights, rights_of_before
from members.models import Consent, Membership, Notice
from members.own_data import exporting, records
from members.own_data import members as own_data
from members.own_data import members_records as own_records
from members.own_data.actions import erase_due_members
from members.people import showing
from members.people.actions.accounts import sweep_unfinished_signups
from members.people.enums import AccountChangeKind
from members.rules import has_desk
from members.signing_in.actions.guesses import prune_guesses
from members.signing_in.actions.sms_codes import prune_sms_codes


def register() -> None:
    showing.register()
    auditing.register("rights of accounts", compare_rights)
    taking_up.register("rights of accounts", rights_of_before)
    navigation.register_tab("notices", count=unread_notices)
    navigation.register_tab(
        "desk",
        label=_("Bàn việc"),
        icon="clipboard-list",
        url_name="members:desk",
        order=45,
        visible=lambda request: has_desk(request.actor.member),
    )
    slots.register("home.next", "members", template="members/_next.html", context=next_steps, order=10)
    slots.register(
        "officer.desk",
        "members",
        template="members/branches/_desk_waiting.html",
        context=waiting_members,
        order=10,
    )

    exporting.register("person", _("Chị là ai"), own_data.person, order=10, words=own_data.WORDS)
    exporting.register("memberships", _("Chi hội"), own_data.memberships, order=11, words=own_data.WORDS)
    exporting.register("roles", _("Vai trò"), own_data.roles, order=12, words=own_data.WORDS)
    exporting.register("consents", _("Việc chị đã đồng ý"), own_data.consents, order=13, words=own_data.WORDS)
    exporting.register(
        "signing_in", _("Đăng nhập và máy"), own_data.signing_in, order=14, words=own_data.WORDS
    )
    exporting.register("helped", _("Ai đã làm hộ chị"), own_data.helped, order=15, words=own_data.WORDS)
    exporting.register(
        "milestones", _("Việc đã làm được"), own_data.milestones, order=16, words=own_data.WORDS
    )
    exporting.register("notices", _("Thông báo"), own_data.notices, order=17, words=own_data.WORDS)
    exporting.register(
        "acts", _("Việc chị đã làm, ghi trong sổ cái"), own_data.acts, order=19, words=own_data.WORDS
    )
    exporting.register("decided", _("Việc chị quyết định"), own_data.decided, order=18, words=own_data.WORDS)
    exporting.register("records", _("Từng dòng như máy giữ"), records.rows_of, order=99, on_page=False)
    own_records.register()

    acts.declare(*ACTS)

    every(minutes=10, name="members.erase_due")(erase_due_members)
    every(minutes=15, name="assists.end_stale")(end_stale_assists)
    daily(at="03:20", name="sms_codes.prune")(prune_sms_codes)
    daily(at="03:25", name="guess_limits.prune")(prune_guesses)
    daily(at="03:30", name="signups.delete_unfinished")(sweep_unfinished_signups)


ACTS = (
    Act("push.on", words=_("Cho một trình duyệt báo tin")),
    Act("push.off", words=_("Thôi báo tin trên các trình duyệt")),
    Act("assist.started", words=_("Bắt đầu làm hộ")),
    Act("assist.ended", words=_("Thôi làm hộ")),
    Act("membership.requested", words=_("Xin vào chi hội")),
    Act("membership.confirmed", words=_("Ghi vào danh sách hội viên")),
    Act("membership.left", words=_("Rời chi hội")),
    Act("consent.given", words=_("Ghi giấy đồng ý đã ký")),
    Act("consent.withdrawn", words=_("Ghi việc rút lại đồng ý")),
    Act("branch.created", words=_("Lập chi hội")),
    Act("branch.changed", words=_("Sửa chi hội")),
    Act("role.granted", words=_("Giao vai trò")),
    Act("role.ended", words=_("Kết thúc vai trò")),
    Act("member.language", words=_("Đổi tiếng của thông báo")),
    *(Act(f"account.{change}", words=change.label) for change in AccountChangeKind),
)


def unread_notices(request: ActorRequest) -> int:
    return Notice.objects.filter(user=request.actor.member, read_at=None).count()


def next_steps(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """What is missing before others can know and help her."""
    member = request.actor.member
    membership = Membership.objects.open().filter(user=member).select_related("branch").first()
    steps = {
        "needs_name": not member.full_name,
        "needs_branch": membership is None and not has_desk(member),
        "waits": membership if membership and membership.state == "requested" else None,
        "needs_phone": not member.phone,
        "needs_consents": bool(member.full_name) and not Consent.objects.filter(user=member).exists(),
        "erase_due_at": member.erase_due_at,
    }
    return steps | {"member": member} if any(steps.values()) else None


def waiting_members(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Members who wait for this officer, the oldest first."""
    rows = Membership.objects.waiting_for(request.actor.member).select_related("user", "branch")
    return {"rows": rows[:5], "count": rows.count()}
