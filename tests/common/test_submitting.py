"""A refusal appears where the page shows it; no other exception is caught."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from backend.common.errors import DomainError, FieldErrors
from backend.common.submitting import hold_refusal, refuse_in_form, refuse_in_message


class Conflict(DomainError):
    status_code = 409


class LotForm(forms.Form):
    code = forms.CharField()
    count = forms.IntegerField()


def bound() -> LotForm:
    form = LotForm({"code": "L1", "count": "2"})
    assert form.is_valid()
    return form


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (DomainError("Mã đã có.", field="code"), {"code": ["Mã đã có."]}),
        (DomainError("Ít quá.", field="quantity"), {"count": ["Ít quá."]}),
        (DomainError("Ở trên.", field="other"), {"__all__": ["Ở trên."]}),
        (DomainError("Cả mẫu."), {"__all__": ["Cả mẫu."]}),
        (
            FieldErrors({"code": "Mã đã có.", "quantity": "Ít quá."}),
            {"code": ["Mã đã có."], "count": ["Ít quá."]},
        ),
    ],
)
def test_form_shows_a_refusal_at_its_field(error, errors):
    form = bound()
    with refuse_in_form(form, {"quantity": "count"}) as submission:
        raise error
    assert form.errors == errors
    assert submission.refusal is error and not submission.is_done


def test_messages_show_a_refusal_of_a_button(rf):
    request = rf.post("/")
    request._messages = CookieStorage(request)
    with refuse_in_message(request) as submission:
        raise Conflict("Có người nhanh hơn.")
    assert [(row.level_tag, row.message) for row in get_messages(request)] == [
        ("error", "Có người nhanh hơn.")
    ]
    assert submission.status_code == 409


def test_held_refusal_is_left_to_the_view():
    with hold_refusal() as submission:
        raise Conflict("Có người nhanh hơn.")
    assert (submission.message, submission.status_code) == ("Có người nhanh hơn.", 409)


def test_action_that_is_done_leaves_no_refusal():
    form = bound()
    with refuse_in_form(form) as submission:
        pass
    assert (submission.is_done, submission.status_code, submission.message, form.errors) == (
        True,
        200,
        "",
        {},
    )


def test_other_errors_pass():
    form = bound()
    with pytest.raises(KeyError), refuse_in_form(form):
        raise KeyError("lot")
    assert form.errors == {}
