"""Serials that can't be guessed and needn't be stored.

A serial is 16 letters, 80 bits. Under a keyed permutation it carries the number of its label run, the label's
counter in the run and a keyed check part of 30 bits. So a run of any size is one row, and a guess is rejected
without a query.

    letter 1        key version (5 bits) XOR the fold of the other fifteen
    letters 2-16    permuted: run (28 bits) | counter (17 bits) | check (30 bits)

A 17th letter follows from the 16 alone and needs no key: it distinguishes a typing mistake from a forged
code. Labels print all 17, the QR code carries 16 (a scanner doesn't mistype, and a letter may cost a version;
docs/decisions/0003-label-codes.md).

The format is on paper that can't be recalled, so tests fix it. Never remove a key that printed a label.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.utils.translation import gettext as _

from backend.common.codes import LETTERS, VALUES, check_letter, grouped, normalise
from backend.common.errors import DomainError

LENGTH = 16
TYPED_LENGTH = 17
RUN_BITS, COUNTER_BITS, CHECK_BITS = 28, 17, 30
MAX_RUN, MAX_COUNTER, MAX_KEY_VERSION = (1 << RUN_BITS) - 1, (1 << COUNTER_BITS) - 1, 31

# The permutation is an alternating Feistel network over halves of 37 and 38 bits with AES as round function.
# The known generic attacks on eight rounds need more serials, each with its content, than the 2^45 that can
# exist.
_ROUNDS = 8
_HIGH_BITS, _LOW_BITS = 37, 38
_HIGH, _LOW, _CHECK = (1 << _HIGH_BITS) - 1, (1 << _LOW_BITS) - 1, (1 << CHECK_BITS) - 1
_BODY_BITS = _HIGH_BITS + _LOW_BITS
_CHUNK = 2048

_PAIRS = [first + second for first in LETTERS for second in LETTERS]
_PLACES = range(5 * LENGTH - 10, -1, -10)
# The check letter is a sum over GF(2), so each pair of letters adds its own part to it.
_PAIR_CHECKS = [[VALUES[check_letter(pair + "0" * (place // 5))] for pair in _PAIRS] for place in _PLACES]
_ALPHABET = frozenset(LETTERS)


class SerialError(DomainError):
    """A scanned or typed text is no serial of ours. The subclass is the reason."""


class MistypedSerial(SerialError):
    """A typing mistake: not 16 or 17 letters of the alphabet, or the 17th doesn't match the others."""


class UnknownSerial(SerialError):
    """The serial has no typing mistake, but none of our keys made it: it is forged or foreign."""

    status_code = 404


@dataclass(frozen=True, slots=True)
class Serial:
    """The content of a genuine serial. Its run may not exist, and the label may not be printed."""

    run: int
    counter: int
    key_version: int


class SerialCodec:
    """Encodes serials with the key `current`, and decodes serials of every key in `keys`.

    `keys` maps a version (0 to 31) to a master key of 16 to 64 random bytes.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        if current not in keys:
            raise ValueError(f"no key of version {current}")
        self._keys = {version: _Key(version, master) for version, master in keys.items()}
        self.current = current

    def encode(self, run: int, counter: int) -> str:
        """Return the 17 letters of one label. Raises ValueError if run or counter is out of range."""
        return next(self.encode_many(run, counter, 1))

    def encode_many(
        self, run: int, first: int, count: int, *, key_version: int | None = None
    ) -> Iterator[str]:
        """Yield the 17 letters of labels `first` to `first + count - 1`, in order.

        Much faster than one at a time. Raises ValueError for numbers out of range, or without the key. The
        default key is the current one. A run that was begun under an older key must be continued with its own
        `key_version`.
        """
        version = self.current if key_version is None else key_version
        key = self._keys.get(version)
        if key is None:
            raise ValueError(f"no key of version {version}")
        if not 0 <= run <= MAX_RUN or first < 0 or count < 0 or first + count > MAX_COUNTER + 1:
            raise ValueError(f"run {run}, labels {first} to {first + count - 1} are out of range")
        return self._encoded(key, run, first, first + count)

    def decode(self, text: str) -> Serial:
        """Return the serial in `text`: 16 letters as scanned, or 17 as typed.

        Case, spaces and look-alikes are ignored. Raises MistypedSerial or UnknownSerial; neither needs a
        query.
        """
        letters = text if _ALPHABET.issuperset(text) else normalise(text)
        if not _ALPHABET.issuperset(letters):
            if not letters.isascii():
                # Vietnamese keyboards turn AA into Â and S after a vowel into a tone mark.
                raise _mistyped(_("Mã tem chỉ có chữ không dấu và số. Tắt bộ gõ tiếng Việt rồi gõ lại."))
            raise _mistyped(_("Mã tem chỉ có chữ không dấu và số. Xem lại từng nhóm bốn chữ."))
        if len(letters) == TYPED_LENGTH:
            if check_letter(letters[:LENGTH]) != letters[LENGTH]:
                raise _mistyped(_("Mã tem gõ sai một chữ. Xem lại từng nhóm bốn chữ trên tem."))
        elif len(letters) != LENGTH:
            raise _mistyped(_("Mã tem có 17 chữ và số. Xem lại có thiếu hay thừa chữ nào không."))
        value = 0
        for letter in letters[:LENGTH]:
            value = value << 5 | VALUES[letter]
        body = value & ((1 << _BODY_BITS) - 1)
        key = self._keys.get(value >> _BODY_BITS ^ _fold(body))
        if key is not None:
            high, low = key.unpermute(body >> _LOW_BITS, body & _LOW)
            payload, check = (high << _LOW_BITS | low) >> CHECK_BITS, low & _CHECK
            run, counter = payload >> COUNTER_BITS, payload & MAX_COUNTER
            if hmac.compare_digest(key.check(run, counter).to_bytes(4), check.to_bytes(4)):
                return Serial(run=run, counter=counter, key_version=key.version)
        raise UnknownSerial(_("Mã tem này không có trong sổ của Hội."), field="serial", code="serial_unknown")

    def decode_typed(self, text: str) -> Serial:
        """Return the serial typed from a label: like `decode`, but all 17 letters are required."""
        letters = normalise(text)
        if len(letters) == LENGTH:
            raise _mistyped(_("Mã tem có 17 chữ và số. Xem lại có thiếu hay thừa chữ nào không."))
        return self.decode(letters)

    @staticmethod
    def _encoded(key: _Key, run: int, first: int, stop: int) -> Iterator[str]:
        pairs, (c0, c1, c2, c3, c4, c5, c6, c7) = _PAIRS, _PAIR_CHECKS
        for start in range(first, stop, _CHUNK):
            counters = range(start, min(start + _CHUNK, stop))
            for high, low in key.permuted(run, counters):
                body = high << _LOW_BITS | low
                value = (key.version ^ _fold(body)) << _BODY_BITS | body
                p0, p1, p2, p3 = value >> 70, value >> 60 & 1023, value >> 50 & 1023, value >> 40 & 1023
                p4, p5, p6, p7 = value >> 30 & 1023, value >> 20 & 1023, value >> 10 & 1023, value & 1023
                last = c0[p0] ^ c1[p1] ^ c2[p2] ^ c3[p3] ^ c4[p4] ^ c5[p5] ^ c6[p6] ^ c7[p7]
                yield (
                    f"{pairs[p0]}{pairs[p1]}{pairs[p2]}{pairs[p3]}"
                    f"{pairs[p4]}{pairs[p5]}{pairs[p6]}{pairs[p7]}{LETTERS[last]}"
                )


def display(serial: str) -> str:
    """Return a serial as shown on labels and pages, in groups of four."""
    return grouped(serial)


def with_check_letter(serial: str) -> str:
    """Append the check letter to a serial of 16 letters. A 17th letter is replaced without being checked."""
    return serial[:LENGTH] + check_letter(serial[:LENGTH])


class _Key:
    """One master key, with its permutation and the keys of its runs."""

    def __init__(self, version: int, master: bytes) -> None:
        if not 0 <= version <= MAX_KEY_VERSION:
            raise ValueError(f"key version {version} is not 0 to {MAX_KEY_VERSION}")
        if not 16 <= len(master) <= 64:
            raise ValueError("a master key has 16 to 64 bytes")
        self.version = version
        self._run_root = self._derived(master, b"pieu.serial.runs")
        cipher = Cipher(algorithms.AES256(self._derived(master, b"pieu.serial.perm")), modes.ECB())
        # ECB encrypts each block alone: AES serves as the round function, many labels in one call.
        self._aes = cipher.encryptor().update

    @staticmethod
    def _derived(master: bytes, purpose: bytes) -> bytes:
        return hashlib.blake2b(key=master, digest_size=32, person=purpose).digest()

    def check(self, run: int, counter: int) -> int:
        return next(self._checks(run, (counter,)))

    def _checks(self, run: int, counters: Sequence[int]) -> Iterator[int]:
        run_key = hashlib.blake2b(run.to_bytes(4), key=self._run_root, digest_size=32).digest()
        keyed = hashlib.blake2b(key=run_key, digest_size=4)
        for counter in counters:
            check = keyed.copy()
            check.update(counter.to_bytes(4))
            yield int.from_bytes(check.digest()) & _CHECK

    def permuted(self, run: int, counters: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield, for each label, run, counter and check as two permuted halves of 37 and 38 bits."""
        highs, lows = [], []
        for counter, check in zip(counters, self._checks(run, counters), strict=True):
            body = (run << COUNTER_BITS | counter) << CHECK_BITS | check
            highs.append(body >> _LOW_BITS)
            lows.append(body & _LOW)
        for step in range(_ROUNDS):
            if step % 2 == 0:
                highs = [
                    high ^ (mix & _HIGH) for high, mix in zip(highs, self._mixed(step, lows), strict=True)
                ]
            else:
                lows = [low ^ (mix & _LOW) for low, mix in zip(lows, self._mixed(step, highs), strict=True)]
        return zip(highs, lows, strict=True)

    def unpermute(self, high: int, low: int) -> tuple[int, int]:
        for step in reversed(range(_ROUNDS)):
            if step % 2 == 0:
                high ^= self._mixed(step, [low])[0] & _HIGH
            else:
                low ^= self._mixed(step, [high])[0] & _LOW
        return high, low

    def _mixed(self, step: int, halves: list[int]) -> Sequence[int]:
        """Return keyed pseudorandom 64 bits for each half, different in each step."""
        blocks = [step] * (2 * len(halves))
        blocks[1::2] = halves
        form = f">{len(blocks)}Q"
        return struct.unpack(form, self._aes(struct.pack(form, *blocks)))[::2]


def _fold(body: int) -> int:
    """Return the XOR of the fifteen letters of `body`.

    It hides the key version, which would otherwise be a constant first letter.
    """
    body ^= body >> 40
    body ^= body >> 20
    body ^= body >> 10
    return (body ^ body >> 5) & 31


def _mistyped(message: str) -> MistypedSerial:
    return MistypedSerial(message, field="serial", code="serial_mistyped")
