"""Register the tab of the law pages, and the situations as places that cite law."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import register_citing
from backend.law.readings.readables import register_readables
from backend.law.situations import checks
from backend.law.situations.citing import citing_places_of_help, citing_situations
from backend.law.situations.reading import readable_situations
from backend.theme import navigation


def register() -> None:
    """Register the tab "Hỏi luật" and the situations. Called once, when Django starts."""
    assert checks  # its function is registered by being imported
    register_readables("situation", readable_situations)
    register_citing("situations", citing_situations, is_public=True)
    register_citing("places of help", citing_places_of_help)
    navigation.register_tab("law", label=_("Hỏi luật"), icon="scale", url_name="law:home", order=50)
