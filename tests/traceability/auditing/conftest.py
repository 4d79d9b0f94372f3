"""The world of these tests without what its rows say and no entry does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from products.models import Producer


@pytest.fixture
def world(world) -> SimpleNamespace:
    """No action verified the world's producers: the audit would miss the entry."""
    Producer.objects.update(verified_at=None)
    return world
