"""Small films and recordings for tests, made once per run by the ffmpeg that processes uploads."""

from __future__ import annotations

import functools
import io
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from PIL import Image


@functools.cache
def _made(ending: str, *options: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"sample.{ending}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-nostdin"]
        subprocess.run([*command, *options, str(target)], check=True)
        return target.read_bytes()


def film(seconds: int = 2, size: str = "640x480") -> bytes:
    return _made(
        "mp4", "-f", "lavfi", "-i", f"testsrc=size={size}:rate=10:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=duration={seconds}", "-c:v", "libx264", "-preset", "ultrafast",
        "-pix_fmt", "yuv420p", "-metadata", "location=+21.3+103.9/",
    )  # fmt: skip


def recording(seconds: int = 2) -> bytes:
    """A recording as a browser makes it: WebM without a length in its header."""
    return _made("webm", "-f", "lavfi", "-i", f"sine=duration={seconds}", "-c:a", "libopus", "-live", "1")


def picture(size: tuple[int, int] = (900, 600)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#28356b").save(buffer, "JPEG")
    return buffer.getvalue()


CAPTIONS = (
    "WEBVTT\n\nSTYLE\n::cue { background: url(//x.test/a) }\n\n00:00.000 --> 00:02.000\nXin chào chị em\n"
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
ZIP = b"PK\x03\x04" + bytes(200)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
