"""Register the members app's part of a member's export, and the job that erases accounts when due."""

from django.utils.translation import gettext_lazy as _

from backend.common.clock import every
from members.own_data import exporting, records
from members.own_data import members as own_data
from members.own_data import members_records as own_records
from members.own_data.actions import erase_due_members


def register() -> None:
    """Register own data's exports, tables of personal rows and clock jobs.

    Called once, when Django starts.
    """
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
    exporting.register("acts", _("Việc chị đã làm"), own_data.acts, order=19, words=own_data.WORDS)
    exporting.register("decided", _("Quyết định của chị"), own_data.decided, order=18, words=own_data.WORDS)
    exporting.register("records", _("Từng dòng như máy giữ"), records.rows_of, order=99, on_page=False)
    own_records.register()
    every(minutes=10, name="members.erase_due")(erase_due_members)
