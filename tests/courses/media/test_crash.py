"""Kill -9 of the web server during an upload in pieces, and of the worker while it shrinks a film."""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common import storing, waiting
from backend.common.workers import DEAD_AFTER, requeue_lost_tasks
from courses.media.tasks import process_upload
from courses.models import Asset, Step
from members.models import User
from tests.courses import samples
from tests.courses.media.test_processing import waiting_asset
from tests.courses.media.test_uploads import PIECE, TUS, metadata
from tests.factories.courses import make_course, make_trainer
from tests.live import ROOT, LiveProject, RealDatabase, eventually, project_env

pytestmark = pytest.mark.crash
SIZE, KILLS = 6_000_000, 3


@pytest.fixture
def project(real_db: RealDatabase, tmp_path: Path) -> Iterator[LiveProject]:
    """Start the web server and the worker, which the tests kill."""
    folder = tmp_path / "live"
    with LiveProject.started(real_db, static_root=str(tmp_path), folder=folder, parts=()) as project:
        yield project


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def stored() -> dict[str, str]:
    """Return the content of the media store: name -> hash."""
    root = Path(settings.MEDIA_ROOT)
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files_in(root)
    }


def one_whole_result(asset: Asset) -> None:
    """Assert that it is ready and complete, with nothing else in the store or waiting."""
    asset.refresh_from_db()
    assert (asset.state, asset.error, asset.progress, asset.upload_name) == ("ready", "", 100, "")
    assert stored() == {variant["name"]: variant["sha256"] for variant in asset.variants}
    assert files_in(waiting.folder()) == []
    task = DBTaskResult.objects.get()
    assert (task.status, task.return_value) == ("SUCCESSFUL", True)


# --- The web server, in the middle of an upload ------------------------------------------------------------------------------


class Phone:
    """A trainer's phone that speaks tus to the running server."""

    def __init__(self, project: LiveProject, trainer: User) -> None:
        client = Client()
        client.force_login(trainer)
        token = "t" * 32
        cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": token, **TUS}
        self.address = urlsplit(project.url).netloc

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection(self.address, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, path, body, {**self.headers, **named})
            answer = line.getresponse()
            answer.read()
            return answer
        finally:
            line.close()

    def offset_of(self, path: str) -> int:
        return int(self.ask("HEAD", path).headers["Upload-Offset"])

    def send(self, path: str, offset: int, data: bytes) -> http.client.HTTPResponse:
        return self.ask("PATCH", path, data, Upload_Offset=str(offset), Content_Type=PIECE)

    def send_slowly(self, path: str, offset: int, data: bytes) -> None:
        """Send as over a weak line, until the line breaks."""
        line = http.client.HTTPConnection(self.address, timeout=60)
        headers = {"Upload-Offset": str(offset), "Content-Type": PIECE, "Content-Length": str(len(data))}
        with suppress(OSError):
            line.putrequest("PATCH", path)
            for name, value in {**self.headers, **headers}.items():
                line.putheader(name, value)
            line.endheaders()
            for at in range(0, len(data), 50_000):
                line.send(data[at : at + 50_000])
                time.sleep(0.02)
        line.close()


def test_upload_is_stored_once_and_whole_when_its_server_is_killed_repeatedly(project: LiveProject) -> None:
    chance = random.Random(os.urandom(4))
    trainer = make_trainer()
    step = Step.objects.filter(lesson__module__course=make_course(author=trainer)).first()
    picture = samples.picture()
    data = picture + random.Random(7).randbytes(
        SIZE - len(picture)
    )  # trailing data after a photo does no harm
    phone = Phone(project, trainer)
    place = {"filename": "anh.jpg", "course": "ban-hang", "kind": "picture", "place": "picture"}
    begin = {"Upload_Length": str(SIZE), "Upload_Metadata": metadata(step=step.pk, **place)}
    begin["Idempotency_Key"] = "k" * 20

    project.start("web")
    path = phone.ask("POST", "/hoc/tai-len/", **begin).headers["Location"]
    asset = Asset.objects.get()
    assert path == f"/hoc/tai-len/{asset.pk}/"
    offset = 0
    for _each in range(KILLS):
        sending = threading.Thread(target=phone.send_slowly, args=(path, offset, data[offset:]))
        sending.start()
        eventually(lambda: Asset.objects.get().upload_offset, until=lambda now, so_far=offset: now > so_far)
        time.sleep(chance.uniform(0, 0.3))
        project.kill("web")
        sending.join()
        project.start("web")
        # The phone got no answer, not even that the upload has begun.
        assert phone.ask("POST", "/hoc/tai-len/", **begin).headers["Location"] == path
        before, offset = offset, phone.offset_of(path)
        assert before < offset <= SIZE
        assert waiting.head_of(asset.upload_name, offset) == data[:offset]
    if offset < SIZE:
        assert phone.send(path, offset, data[offset:]).status == 204
    # The answer to the last piece was lost, too: the piece is stored once, and the file is handed over once.
    assert phone.send(path, offset, data[offset:]).status == 409
    assert phone.offset_of(path) == SIZE
    asset.refresh_from_db()
    assert (asset.state, Asset.objects.count(), DBTaskResult.objects.count()) == ("waiting", 1, 1)
    assert waiting.path_of(asset.upload_name).read_bytes() == data
    assert files_in(waiting.folder()) == [waiting.path_of(asset.upload_name)]

    project.start("worker")
    eventually(lambda: DBTaskResult.objects.get().status, until=lambda status: status == "SUCCESSFUL")
    one_whole_result(asset)
    assert Step.objects.get(pk=step.pk).picture == asset


# --- The worker, in the middle of a film -------------------------------------------------------------------------------------


def kill_alone(project: LiveProject) -> None:
    """Kill only the worker: its child processes have to end by themselves."""
    worker = project.processes.pop("worker")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


def makers_in(folder: Path) -> list[str]:
    """Return the command lines of programs that write below `folder`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if f"file:{folder}" in line:
                found.append(line)
    return found


def test_film_is_made_once_when_its_worker_is_killed_in_each_form(project: LiveProject) -> None:
    step = Step.objects.filter(lesson__module__course=make_course()).first()
    film = samples.film(60, "1280x720")
    asset = waiting_asset("video", film, step=step.pk, place="media")
    workshop = waiting.workshop(asset.upload_name)
    process_upload.enqueue(asset_id=str(asset.pk))
    done: list[str] = []
    for label in ("240p", "360p"):
        being_made = workshop / f"{label}.mp4"
        project.start("worker")
        eventually(lambda: being_made.exists() and being_made.stat().st_size)  # noqa: B023
        kill_alone(project)
        eventually(lambda: makers_in(workshop), until=lambda left: not left)
        asset.refresh_from_db()
        assert (asset.state, [variant["label"] for variant in asset.variants]) == ("working", done)
        assert stored() == {variant["name"]: variant["sha256"] for variant in asset.variants}
        assert DBTaskResult.objects.get().status == "RUNNING"
        # The clock's sweep, once the dead worker has been silent for long enough.
        assert requeue_lost_tasks(timezone.now() + DEAD_AFTER + timedelta(seconds=1)) == 1
        done.append(label)
    project.start("worker")
    eventually(lambda: DBTaskResult.objects.get().status, until=lambda status: status == "SUCCESSFUL")
    one_whole_result(asset)
    assert [(v["label"], v["height"], round(v["seconds"])) for v in asset.variants] == [
        ("240p", 240, 60),
        ("360p", 360, 60),
    ]
    assert len(DBTaskResult.objects.get().worker_ids) == 3
    assert Step.objects.get(pk=step.pk).media == asset


# --- A process, in the middle of writing into the media store ----------------------------------------------------------------

DYING = """
import os, signal
import django
django.setup()
from django.core.files.base import ContentFile
from backend.common.storing import store_whole

class Dying(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"half"
        os.kill(os.getpid(), signal.SIGKILL)

store_whole("courses/aa/whole.opus", Dying(b"half and half"))
"""


def test_partial_file_of_a_killed_writer_is_not_served(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    env = project_env(PIEU_ENV="demo", PIEU_VAR=str(tmp_path / "var"), MEDIA_ROOT=str(settings.MEDIA_ROOT))
    ended = subprocess.run([sys.executable, "-c", DYING], cwd=ROOT, env=env, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not default_storage.exists("courses/aa/whole.opus")
    assert len(files_in(settings.MEDIA_ROOT)) == 1
    storing.store_whole("courses/aa/whole.opus", ContentFile(b"half and half"))
    with default_storage.open("courses/aa/whole.opus") as file:
        assert file.read() == b"half and half"
    assert storing.sweep(older_than_seconds=3600) == 0
    assert storing.sweep(older_than_seconds=-1) == 1
    assert files_in(settings.MEDIA_ROOT) == [settings.MEDIA_ROOT / "courses/aa/whole.opus"]
