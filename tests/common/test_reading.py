import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction
from django.utils import translation

from backend.common import reading
from backend.common.errors import FieldErrors
from backend.common.reading import Limits, ReaderFailed, ReadingRefused, child_pid, read
from backend.common.workbooks import SheetRow, WorkbookRefused
from tests.common import readers
from tests.live import ROOT, eventually


def code_of(function, *, limits: Limits | None = None) -> str:
    with pytest.raises(ReadingRefused) as refused:
        read(function, b"", limits=limits)
    assert "Chưa có gì thay đổi" in refused.value.message
    return refused.value.code


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_file_and_plain_values_go_to_the_child_and_come_back():
    on_disk = TemporaryUploadedFile("a.csv", "text/csv", 3, None)
    on_disk.write(b"abc")
    for file in (b"abc", BytesIO(b"abc"), SimpleUploadedFile("a.csv", b"abc"), on_disk):
        content, values, row = read(readers.echo, file, most=5)
        assert (content, values) == (b"abc", {"most": 5})
        assert isinstance(row, SheetRow) and [str(cell) for cell in row.cells] == [
            "1.5",
            "2026-12-01",
            "None",
        ]
    assert on_disk.read() == b"abc"  # rewound: the caller may store it
    on_disk.close()


def test_refusal_of_the_function_comes_back_whole_and_in_the_readers_language():
    with pytest.raises(WorkbookRefused) as refused:
        read(readers.refuse, b"", kind="sheet")
    error = refused.value
    assert (str(error), error.line, error.code, error.field) == ("Tệp lớn quá 5 MB.", 7, "too_large", "file")
    with translation.override("en"), pytest.raises(WorkbookRefused, match="5 MB") as refused:
        read(readers.refuse, b"", kind="sheet")
    assert str(refused.value) != str(error)
    with pytest.raises(FieldErrors) as several:
        read(readers.refuse, b"", kind="fields")
    assert several.value.errors == {"name": "Chị ghi tên sàn.", "file": "b"}


def test_unexpected_exception_is_raised_with_the_childs_traceback():
    pid = child_pid()
    with pytest.raises(ReaderFailed, match=r"(?s)readers\.py.*KeyError: 'Mộc Châu'"):
        read(readers.fail, b"")
    assert child_pid() == pid


@pytest.mark.slow  # a second of processor time is the shortest limit
def test_child_is_replaced_when_it_reaches_a_limit():
    for function, limits in (
        (readers.fill_memory, None),
        (readers.spin, Limits(cpu_seconds=0)),
        (readers.sleep, Limits(seconds=0)),
    ):
        pid = child_pid()
        assert code_of(function, limits=limits) == "upload_heavy"
        assert not is_running(pid)
        assert read(readers.echo, b"next")[0] == b"next"


def test_read_is_refused_when_its_child_is_killed_and_the_next_one_works(tmp_path):
    place = tmp_path / "begun"
    pid, refusals = child_pid(), []

    def reads() -> None:
        with pytest.raises(ReadingRefused) as refused:
            read(readers.meet, b"", place=str(place))
        refusals.append(refused.value.code)

    thread = threading.Thread(target=reads)
    thread.start()
    eventually(place.exists)
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert refusals == ["upload_interrupted"]
    assert read(readers.echo, b"next")[0] == b"next"


def test_idle_child_that_is_gone_is_replaced_unnoticed():
    pid = child_pid()
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert read(readers.echo, b"next")[0] == b"next"
    assert child_pid() != pid


def test_child_has_no_secrets_and_no_connections(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    reading.end_child()
    pid, names, files = read(readers.surroundings, b"")
    assert pid == child_pid() != os.getpid()
    assert files == [] and "SECRET_KEY" not in names and not [name for name in names if "DATABASE" in name]


def test_reply_of_a_broken_decoder_runs_nothing():
    class Harm:
        def __reduce__(self):
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError, match="system"):
        reading._PlainUnpickler(BytesIO(pickle.dumps(("done", Harm())))).load()


@pytest.mark.django_db
def test_reading_inside_a_transaction_is_refused():
    with transaction.atomic(), pytest.raises(RuntimeError, match="Read it before"):
        read(readers.echo, b"")


@pytest.mark.slow
def test_each_process_has_its_own_child_which_ends_with_it():
    program = textwrap.dedent(
        """
        import os, sys, time
        from backend.common.reading import child_pid
        own = child_pid()
        if os.fork() == 0:
            print(child_pid(), flush=True)
            os._exit(0)
        os.wait()
        assert child_pid() == own
        print(own, flush=True)
        time.sleep(3600)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        forked, own = (int(process.stdout.readline()) for _time in range(2))
    assert own != forked and is_running(own)
    process.kill()
    process.wait()
    for pid in (own, forked):
        eventually(lambda pid=pid: is_running(pid), until=lambda runs: not runs)
