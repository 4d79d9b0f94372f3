"""Make the voices of the built-in courses, once a release: the files are committed."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from shutil import which
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from courses.authoring.actions.builtin import builtin_folders
from courses.media.speech import question_hash, text_hash, words_of_question, words_to_read

WORDS_A_MINUTE = "140"
BIT_RATE = "16k"


class Command(BaseCommand):
    help = "Đọc các bài đi kèm bằng giọng máy (cần espeak-ng). / Read the built-in courses by espeak-ng; what is up to date stays."

    def handle(self, *args: Any, **options: Any) -> None:
        import imageio_ffmpeg  # noqa: PLC0415  finding its binary takes a while

        if which("espeak-ng") is None:
            raise CommandError("Cần espeak-ng: apt install espeak-ng. / espeak-ng is needed.")
        self.ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
        for folder in builtin_folders():
            self._read_course(folder)

    def _read_course(self, folder: Path) -> None:
        audio = folder / "audio"
        audio.mkdir(exist_ok=True)
        index_file = audio / "index.yaml"
        index = (yaml.safe_load(index_file.read_text()) or {}) if index_file.exists() else {}
        wanted: dict[str, tuple[str, str]] = {}
        for path in sorted((folder / "lessons").glob("*.yaml")):
            lesson = yaml.safe_load(path.read_text(encoding="utf-8"))
            for step in lesson["steps"]:
                title, text = step.get("title", ""), step.get("text") or ""
                words = words_to_read(title, text)
                if words:
                    wanted[f"{lesson['key']}.{step['key']}.opus"] = (words, text_hash(title, text))
                for question in (step.get("quiz") or {}).get("questions", []):
                    words = words_of_question(question)
                    name = f"{lesson['key']}.{step['key']}.{question['key']}.opus"
                    wanted[name] = (words, question_hash(question))
        for name in [name for name in index if name not in wanted]:
            (audio / name).unlink(missing_ok=True)
            del index[name]
        for name, (words, digest) in wanted.items():
            if index.get(name, {}).get("text_hash") == digest and (audio / name).exists():
                continue
            seconds = self._read(words, audio / name)
            index[name] = {"text_hash": digest, "seconds": seconds}
        index_file.write_text(yaml.safe_dump(index, sort_keys=True, allow_unicode=True), encoding="utf-8")
        size = sum(path.stat().st_size for path in audio.glob("*.opus"))
        self.stdout.write(f"{folder.name}: {len(index)} voices, {size / 1e6:.1f} MB")

    def _read(self, words: str, target: Path) -> float:
        """Write Opus, 16 kbit/s, mono, without metadata; return its seconds."""
        with tempfile.TemporaryDirectory() as scratch:
            wav = Path(scratch) / "voice.wav"
            subprocess.run(
                ["espeak-ng", "-v", "vi", "-s", WORDS_A_MINUTE, "-g", "4", "-w", str(wav), "--stdin"],
                input=words.replace("\n", ".\n").encode(),
                check=True,
                capture_output=True,
            )
            subprocess.run(
                [self.ffmpeg, "-y", "-loglevel", "error", "-i", str(wav), "-map_metadata", "-1", "-ac", "1",
                 "-c:a", "libopus", "-b:a", BIT_RATE, "-application", "voip", "-fflags", "+bitexact",
                 "-flags:a", "+bitexact", "-f", "ogg", str(target)],
                check=True,
                capture_output=True,
            )  # fmt: skip
            # 22,050 samples of two bytes a second, after a header of 44 bytes.
            return round((wav.stat().st_size - 44) / 44_100, 1)
