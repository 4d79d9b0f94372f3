"""Register the acts of certificates, their audits, their export and their clock job."""

from django.utils.translation import gettext_lazy as _

from backend.common.clock import daily
from backend.ledger import acts, auditing, deeds, row_states
from backend.ledger.acts import Act
from products.certificates.auditing import STATED, compare_certificates, compare_producers
from products.certificates.deeds import certificate_phrases
from products.certificates.tasks import remind_of_expiring_certificates

# The verifying branch is public. Drafts and refused papers stay sealed.
ACTS = (
    Act("certificate.verified", words=_("Xác minh giấy chứng nhận"), public=True),
    Act("certificate.refused", words=_("Trả lại giấy chứng nhận")),
    Act("certificate.revoked", words=_("Thôi xác minh giấy chứng nhận"), public=True),
    Act("certificate.drafted", words=_("Chép giấy chứng nhận, chưa có ảnh")),
    Act("certificate.changed", words=_("Sửa giấy chứng nhận")),
    Act("certificate.submitted", words=_("Gửi giấy chứng nhận")),
)


def register() -> None:
    """Register certificates' acts, audits and clock job. Called once, when Django starts."""
    acts.declare(*ACTS)
    deeds.describe("certificate", certificate_phrases)
    row_states.declare(*STATED)
    auditing.register("certificates", compare_certificates)
    auditing.register("producers", compare_producers)
    daily(at="07:30", name="certificates.remind_expiring")(remind_of_expiring_certificates)
