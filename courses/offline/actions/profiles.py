"""The key of a member's data on a phone."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.models import DeviceKey
from courses.offline.escrow import KeyLost, seal, unseal
from members.acting import Actor

MAX_DEVICES = 50


class DeviceKeyError(DomainError):
    """The device name is invalid, or the member has too many phones; nothing was stored."""


def check_device(device: str) -> None:
    """Raise DeviceKeyError if the device name is invalid."""
    if not 8 <= len(device) <= 64 or not device.isascii() or not device.replace("-", "").isalnum():
        raise DeviceKeyError(_("Tên máy không hợp lệ."), code="device_invalid", field="device")


@transaction.atomic
def device_key(*, actor: Actor, device: str) -> bytes:
    """Return the 32-byte key for the data of `actor.member` on `device`; create it the first time.

    Each login on the same device gets the same key, so a forgotten PIN loses no data. A stored key that
    can't be decrypted is replaced; the device's older data is then lost. Raises DeviceKeyError for an
    invalid name or too many devices.
    """
    check_device(device)
    row = DeviceKey.objects.select_for_update().filter(user=actor.member, device=device).first()
    if row is not None:
        try:
            return unseal(row.sealed)
        except KeyLost:
            # The phone's data can't be decrypted now; a new key lets the member start over.
            key = secrets.token_bytes(32)
            row.sealed = seal(key)
            row.save(update_fields=["sealed"])
            return key
    if DeviceKey.objects.filter(user=actor.member).count() >= MAX_DEVICES:
        raise DeviceKeyError(_("Chị đã dùng Piêu trên quá nhiều máy."), code="devices_too_many")
    row, _made = DeviceKey.objects.get_or_create(
        user=actor.member, device=device, defaults={"sealed": seal(secrets.token_bytes(32))}
    )
    return unseal(row.sealed)
