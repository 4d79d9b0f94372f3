"""A body without a declared length."""

from __future__ import annotations

import json

import pytest

from traceability.models import CaptureJob


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["capture", "events"])
def test_chunked_body_is_refused_with_411(send, world, to):
    refused = send(world.lan, "", to=to, **{"Transfer-Encoding": "chunked"})
    data = json.loads(refused.content)
    assert refused.status_code == data["status"] == 411
    assert "Content-Length" in data["detail"] and "JSON" not in data["detail"]
    assert not CaptureJob.objects.exists()
