"""A system check of the help numbers (`./run check --deploy`)."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from backend.law.situations.stock import stock


@register(deploy=True)
def check_help_numbers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of help numbers on pages for women in danger that the operator hasn't confirmed."""
    open_numbers = sorted(
        {each.phone for each in stock().places.values() if each.phone and not each.is_confirmed}
    )
    if not open_numbers:
        return []
    return [
        Warning(
            f"Nobody has confirmed that these help numbers answer: {', '.join(open_numbers)}.",
            hint="Ring each from your province, then put it into HELP_NUMBERS_CONFIRMED, separated by commas.",
            id="pieu.W005",
        )
    ]
