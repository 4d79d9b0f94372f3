"""Convert sound and film with ffmpeg: from local files only, limited in time, memory and duration."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courses.authoring.enums import AssetKind
from courses.media.limits import MAX_PIXELS, MAX_SECONDS, broken, too_long

MEMORY_KB = 2_500_000
PROBE_SECONDS = 30
LONGEST_SECONDS = 3 * 3600
# Allow more time for longer films: two busy cores make 240p at several times its speed.
SECONDS_A_SECOND = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file declares: seconds (None if its recorder wrote none), picture pixels (0 for sound)."""

    seconds: float | None
    width: int
    height: int
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One encoding of a film: its shorter side in pixels, and its bit rates."""

    label: str
    side: int
    crf: int
    kbits: int
    sound_kbits: int


FILM_FORMS = (Form("240p", 240, 30, 200, 32), Form("360p", 360, 28, 420, 48))


def probe(path: Path, container: str, kind: str) -> Facts:
    """Inspect the file without decoding it.

    Raises MediaError if it isn't of the `kind`, too big or too long.
    """
    output = subprocess.run(
        _bounded(PROBE_SECONDS, [*_input(path, container)]),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PROBE_SECONDS * 2,
        check=False,
    ).stderr.decode("utf-8", "replace")
    streams = re.findall(r"^\s*Stream #0:.*$", output, re.M)
    films = [line for line in streams if ": Video: " in line and "attached pic" not in line]
    has_sound = any(": Audio: " in line for line in streams)
    length = re.search(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)", output)
    seconds = int(length[1]) * 3600 + int(length[2]) * 60 + float(length[3]) if length else None
    width = height = 0
    if films and (size := re.search(r"[ ,](\d{1,6})x(\d{1,6})[ ,\[]", films[0] + ",")):
        width, height = int(size[1]), int(size[2])
    if kind == AssetKind.AUDIO and not has_sound:
        raise broken(kind)
    if kind == AssetKind.VIDEO and not 0 < width * height <= MAX_PIXELS:
        raise broken(kind)
    if seconds is not None and seconds > MAX_SECONDS[kind]:
        raise too_long(kind)
    return Facts(seconds, width, height, has_sound)


def make_sound(path: Path, container: str, target: Path, tell: Callable[[float], None]) -> float:
    """Write a recording as Opus, 16 kbit/s, mono, without metadata; return its length in seconds.

    `tell`: called with the finished share, 0 to 1. Raises MediaError.
    """
    facts = probe(path, container, AssetKind.AUDIO)
    options = ["-map", "0:a:0", "-vn", "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "16k"]
    options += ["-application", "voip", "-f", "ogg"]
    return _make(path, container, target, AssetKind.AUDIO, facts, options, tell)


def make_film(path: Path, container: str, target: Path, form: Form, tell: Callable[[float], None]) -> float:
    """Write a film as MP4 with H.264 and AAC, in the size of `form`; return its length in seconds.

    The film can play before it is fully downloaded. It is never scaled up. `tell`: called with the finished
    share, 0 to 1. Raises MediaError.
    """
    facts = probe(path, container, AssetKind.VIDEO)
    wide = f"if(gt(iw,ih),-2,trunc(min({form.side},iw)/2)*2)"
    high = f"if(gt(iw,ih),trunc(min({form.side},ih)/2)*2,-2)"
    options = [
        "-map",
        "0:V:0",
        "-map",
        "0:a:0?",
        "-vf",
        f"scale=w='{wide}':h='{high}':flags=bicubic,setsar=1",
    ]
    options += ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-pix_fmt", "yuv420p"]
    options += ["-fpsmax", "25", "-crf", str(form.crf), "-maxrate", f"{form.kbits}k"]
    options += ["-bufsize", f"{2 * form.kbits}k", "-g", "100", "-threads", "2"]
    options += ["-c:a", "aac", "-ac", "1", "-ar", "32000", "-b:a", f"{form.sound_kbits}k"]
    options += ["-movflags", "+faststart", "-f", "mp4"]
    return _make(path, container, target, AssetKind.VIDEO, facts, options, tell)


def _input(path: Path, container: str) -> list[str]:
    import imageio_ffmpeg  # noqa: PLC0415  finding its binary takes a while

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin"]
    return [*command, "-protocol_whitelist", "file,pipe", "-f", container, "-i", f"file:{path}"]


def _bounded(seconds: int, command: list[str]) -> list[str]:
    """Return `command` limited in processor time and memory, and killed with its parent, even by kill -9.

    The shell is replaced before the command runs.
    """
    script = 'ulimit -t "$1" -v "$2"; shift 2; exec "$@"'
    tied = shutil.which("setpriv")
    tie = [tied, "--pdeathsig", "KILL", "--"] if tied else []
    return ["/bin/sh", "-c", script, "sh", str(seconds), str(MEMORY_KB), *tie, *command]


def _make(
    path: Path,
    container: str,
    target: Path,
    kind: str,
    facts: Facts,
    options: list[str],
    tell: Callable[[float], None],
) -> float:
    most = MAX_SECONDS[kind]
    expected = facts.seconds or most
    allowed = int(min(LONGEST_SECONDS, 120 + SECONDS_A_SECOND * expected))
    command = _input(path, container)
    command += [
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-t",
        str(most + 1),
        *options,
        "-fflags",
        "+bitexact",
    ]
    command += ["-loglevel", "error", "-progress", "pipe:1", "-y", f"file:{target}"]
    process = subprocess.Popen(
        _bounded(allowed * 2, command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    clock = threading.Timer(allowed, process.kill)
    clock.start()
    made = 0.0
    try:
        assert process.stdout is not None
        for line in process.stdout:
            name, _equals, value = line.strip().partition("=")
            if name == "out_time_us" and value.lstrip("-").isdigit():
                made = max(made, int(value) / 1_000_000)
                tell(min(1.0, made / expected) if facts.seconds else 0.5)
        code = process.wait()
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if code != 0 or not target.exists() or target.stat().st_size == 0:
        raise broken(kind)
    if made > most:
        raise too_long(kind)
    return round(made, 1)
