"""Register the data about partners' software in a person's export, and its erasure with the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.common.clock import daily
from members.own_data import erasing, exporting
from traceability.capture.jobs import drop_refused_jobs
from traceability.partners import own_data as partner_data


def register() -> None:
    """Register the hooks; called once, from AppConfig.ready()."""
    exporting.register(
        "partners",
        _("Đối tác được xem, được ghi"),
        partner_data.grants,
        order=69,
        words=partner_data.GRANT_WORDS,
    )
    exporting.register(
        "software", _("Phần mềm của chị gửi"), partner_data.sent, order=69, words=partner_data.SENT_WORDS
    )
    erasing.register("traceability.partners", partner_data.erase)
    daily(at="02:55", name="capture_jobs.delete_refused")(drop_refused_jobs)
