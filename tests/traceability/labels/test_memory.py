import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def peak(labels: int) -> int:
    """Return the peak memory in bytes of a process that prints and reads back so many labels."""
    command = [sys.executable, "-m", "bench.labels", "--peak", str(labels)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[0])


@pytest.mark.everything
@pytest.mark.load
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the kernel's high-water mark is read from /proc"
)
def test_memory_stays_when_labels_are_a_hundred_times_as_many():
    assert peak(100_000) < 1.5 * peak(1_000)
