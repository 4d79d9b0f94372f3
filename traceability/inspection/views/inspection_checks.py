"""Compare an inspector's bundle with its own proof on a page, without the command line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common.errors import DomainError
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from backend.ledger.verifying.formats import Refused
from backend.ledger.verifying.notes import Key, parse_key
from members.acting import ActorRequest
from traceability.inspection.bundle import Bundle, BundleError, read_bundle, without_link, without_proof
from traceability.inspection.names import EVENTS, MANIFEST, ORDERS
from traceability.inspection.proof_gaps import NOT_COMPARED

MAX_BYTES = 64 * 1024 * 1024
# Unpacked size of all files: JSON compresses to a tenth, so a larger file is no bundle.
MOST_UNPACKED = 256 * 1024 * 1024
# A large one takes some seconds of CPU time.
checks_an_hour = SharedLimit("bundles compared", 30, seconds=3600, step=1)


class TooManyChecks(DomainError):
    status_code = 429


class CheckForm(forms.Form):
    # The key first: a browser clears a chosen file after any error.
    key = forms.CharField(
        label=gettext_lazy("Khoá công khai của nhật ký (nếu có trên giấy)"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Để trống thì tin khoá nằm trong chính bộ hồ sơ."),
    )
    bundle = forms.FileField(
        label=gettext_lazy("Bộ hồ sơ (tệp ZIP)"),
        help_text=gettext_lazy("Nhiều nhất 64 MB. Piêu không giữ tệp này."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={
            "required": gettext_lazy("Chọn tệp hồ sơ."),
            "empty": gettext_lazy("Tệp này rỗng. Chọn lại tệp."),
        },
    )

    def clean_bundle(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["bundle"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn quá 64 MB."))
        return file

    def clean_key(self) -> list[Key]:
        text = self.cleaned_data["key"].strip()
        if not text:
            return []
        try:
            return [parse_key(text)]
        except Refused:
            raise forms.ValidationError(
                _("Khoá có dạng tên+mã+chữ. Chép lại từ giấy hoặc từ trang nhật ký.")
            ) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "key" in self.errors and "bundle" in cleaned:
            self.add_error(
                "bundle",
                _("Khoá chưa đúng nên chưa so. Sửa khoá rồi chọn lại tệp này: trình duyệt không giữ tệp."),
            )
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: ActorRequest) -> HttpResponse:
    """Compare an uploaded bundle with its own proof and show the result, to anybody.

    Nothing is stored or changed, so the form carries no idempotency key. Limited to 30 per hour for one
    account, or for one network without log-in.
    """
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                user = request.user
                who = str(user.ref) if user.is_authenticated else network_of(client_address(request))
                if checks_an_hour.is_over(who):
                    raise TooManyChecks(_("Nhiều lần so quá. Xin đợi một giờ."), code="bundle_checks")
                bundle = read_bundle(
                    form.cleaned_data["bundle"].read(), form.cleaned_data["key"], most=MOST_UNPACKED
                )
                context |= _result_context(bundle)
            except BundleError as refused:
                form.add_error("bundle", refused.message)
                context["is_refused"] = refused.code not in ("bundle_none", "bundle_size")
                status = 400
            except TooManyChecks as error:
                form.add_error(None, error.message)
                status = error.status_code
        else:
            status = 400
    return render(request, "traceability/inspection/check.html", context, status=status)


def _result_context(bundle: Bundle) -> dict[str, Any]:
    """Return the template context for a bundle that was read without an error."""
    files = bundle.files
    counts = (
        (_("Lô"), "lo.json"),
        (_("Bản của trang nguồn gốc"), "ban-cong-bo.json"),
        (_("Bản của trang sản phẩm"), "san-pham.json"),
        (_("Đợt tem"), "tem.json"),
        (_("Thu hồi"), "thu-hoi.json"),
        (_("Giấy tờ"), "giay-to.json"),
        (_("Lần giao"), "noi-nhan.json"),
        (_("Đơn hàng"), ORDERS),
        (_("Bản hộ chiếu số"), "ho-chieu.json"),
        (_("Lần bật nhãn điện tử"), "nhan-dien-tu.json"),
        (_("Liên kết"), "lien-ket.json"),
    )
    rows = [(name, len(files[file])) for name, file in counts if file in files]
    rows.insert(1, (_("Sự kiện"), len(files[EVENTS]["epcisBody"]["eventList"])))
    beside = {
        "not_compared": [each for each in NOT_COMPARED if each.file in (MANIFEST, *files)],
        "without_proof": without_proof(bundle) if bundle.answer else [],
        "without_link": without_link(bundle),
    }
    return beside | {"bundle": bundle, "rows": rows, "codes": [lot["code"] for lot in files["lo.json"]][:20]}
