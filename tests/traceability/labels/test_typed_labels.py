"""Labels to void, reprint or recall can be entered as printed, or as the address that they open."""

from __future__ import annotations

import pytest

from tests.traceability.label_runs import a_ready_run
from traceability.labels.runs.rendering import check_fits
from traceability.labels.runs.serials import printed_serial, serial_of
from traceability.models import LabelVoid, Recall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]

WRITTEN = {
    "as printed": lambda run, number: printed_serial(run, number),
    "over two lines": lambda run, number: printed_serial(run, number).replace(" ", "\r\n"),
    "small letters without spaces": lambda run, number: serial_of(run, number).lower(),
    "look-alikes": lambda run, number: serial_of(run, number).replace("0", "o").replace("1", "l"),
    "its address": lambda run, number: check_fits(run).uri(serial_of(run, number)),
    "its page": lambda run, number: (
        f" {check_fits(run).uri(serial_of(run, number)).replace('/P/', '/xem/P/')}/?lang=vi#ve "
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("written", WRITTEN)
def test_a_range_of_labels_is_taken_however_it_is_written(client, world, written):
    run = a_ready_run(world, count=5)
    client.force_login(world.lan)
    first, last = WRITTEN[written](run, 2), WRITTEN[written](run, 4)
    fields = {
        "which": "serials",
        "first_serial": first,
        "last_serial": last,
        "reason": "lost",
        "confirmed": "2-4",
    }
    assert client.post(f"/tem/{run.pk}/huy/", fields).status_code == 302
    assert client.post(f"/tem/{run.pk}/thu-hoi/", fields | {"reason": "Mốc"}).status_code == 302
    for row in (LabelVoid.objects.get(), Recall.objects.get()):
        assert (row.run_id, row.first, row.last) == (run.pk, 2, 4)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (lambda run: serial_of(run, 1)[:16], "Mã tem có 17 chữ và số"),
        (lambda run: check_fits(run).uri(serial_of(run, 1)).rpartition("/")[0], "Mã tem có 17 chữ và số"),
        (lambda run: printed_serial(run, 1)[:-1] + "?", "chỉ có chữ không dấu và số"),
        (lambda run: printed_serial(run, 1).replace(" ", "Â"), "Tắt bộ gõ tiếng Việt"),
        (lambda run: "AAAA AAAA AAAA AAAA A"[:-1] + serial_of(run, 1)[-1], "Mã tem"),
    ],
    ids=[
        "a letter too few",
        "an address of no label",
        "a sign",
        "a Vietnamese keyboard",
        "another's letters",
    ],
)
def test_an_invalid_label_is_refused_at_its_field(client, world, typed, words):
    run = a_ready_run(world)
    client.force_login(world.lan)
    fields = {
        "which": "serials",
        "first_serial": serial_of(run, 1),
        "last_serial": typed(run),
        "reason": "lost",
    }
    answer = client.post(f"/tem/{run.pk}/huy/", fields)
    assert answer.status_code == 400
    assert words in answer.context["form"].errors["last_serial"][0] and list(
        answer.context["form"].errors
    ) == ["last_serial"]
    assert not LabelVoid.objects.exists()
