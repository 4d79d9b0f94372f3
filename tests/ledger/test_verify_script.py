"""verify_pieu.py and `./run verify`: they accept valid proofs, refuse each forgery with a clear message, and need no Django."""

import base64
import io
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.core.management.base import CommandError

from backend.ledger import checkpoints, pins, verify_pieu
from backend.ledger.actions import append_entry
from backend.ledger.checkpoints import extend_log
from backend.ledger.keys import log_keys
from backend.ledger.models import Entry, Leaf
from backend.ledger.proof_files import proof_of, provable
from backend.ledger.proofs import Tree
from backend.ledger.verifying.ed25519 import verify_ed25519
from backend.ledger.verifying.formats import COSIGNATURE, LOG_KEY, Refused
from backend.ledger.verifying.notes import cosigned, make_key
from backend.ledger.verifying.proof_reading import verify_proof
from backend.ledger.verifying.script import SCRIPT, script_text
from backend.ledger.witnesses import keep_cosignatures

# RFC 8032 §7.1: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_ed25519_is_that_of_rfc_8032(secret, public, message, signature):
    key, content, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw() == key
    assert verify_ed25519(key, content, signed)
    for at in (0, 31, 32, 63):
        changed = bytearray(signed)
        changed[at] ^= 1
        assert not verify_ed25519(key, content, bytes(changed))
    assert not verify_ed25519(key, content + b"x", signed)
    order = verify_pieu.ORDER
    again = (int.from_bytes(signed[32:], "little") + order).to_bytes(32, "little")
    assert not verify_ed25519(key, content, signed[:32] + again), "RFC 8032 §5.1.7: S is below the order"
    assert not verify_ed25519(b"\xff" * 32, content, signed)
    assert not verify_ed25519(key[:31], content, signed) and not verify_ed25519(key, content, signed[:63])


@pytest.fixture
def proof(log):
    """A proof file of three of seven entries, one with text that its pin opens."""
    log(3)
    salt, words = b"s" * 32, "Mận hậu của chị Lan"
    pinned = append_entry(
        kind="origin.published", subject="lot:pinned", payload={"pin": pins.pin(salt, words)}, by=None
    )
    log(3)
    checkpoint = extend_log()
    entries = list(provable(["lot:1", "lot:pinned"], checkpoint))
    return proof_of(entries, checkpoint, about={"lot": "A1"}, opened={pinned.pk: [(salt, words)]})


def packed(document):
    return json.dumps(document, ensure_ascii=False).encode()


def script(tmp_path, content, *arguments):
    """Run only the script, by a Python without any of our packages."""
    copy = tmp_path / "verify_pieu.py"
    copy.write_bytes(Path(verify_pieu.__file__).read_bytes())
    file = tmp_path / "bang-chung.json"
    file.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", "-S", str(copy), str(file), *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONUTF8": "1"},
    )


def test_a_folder_is_asked_for_as_its_zip_when_it_is_given_unpacked(tmp_path, capsys):
    folder = tmp_path / "ho-so"
    folder.mkdir()
    assert verify_pieu.main([str(folder)]) == 2
    data = capsys.readouterr().err
    assert "CHƯA KIỂM TRA / NOT CHECKED" in data and "là thư mục" in data and ".zip" in data
    assert "DOES NOT HOLD" not in data
    with pytest.raises(CommandError, match=r"NOT CHECKED: .*là thư mục") as refused:
        call_command("verify", str(folder))
    assert refused.value.returncode == 2
    assert verify_pieu.main([str(tmp_path / "không có")]) == 2


@pytest.mark.slow
def test_script_and_command_accept_a_valid_proof(proof, tmp_path):
    key = log_keys()[0].text
    done = script(tmp_path, packed(proof), "--key", key)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ĐÚNG / HOLDS: 3 mục" in done.stdout and "Mận hậu của chị Lan" in done.stdout
    assert "CHÚ Ý" not in done.stdout
    out = io.StringIO()
    keys = tmp_path / "keys.txt"
    keys.write_text(key + "\n")
    call_command("verify", tmp_path / "bang-chung.json", key=[str(keys)], stdout=out)
    assert out.getvalue() == done.stdout
    without = script(tmp_path, packed(proof))
    assert without.returncode == 0 and "CHÚ Ý" in without.stdout and key in without.stdout


def forged(proof):
    """Each forgery, with a word of the answer."""
    document = json.loads(json.dumps(proof))

    def change(words, do):
        copy = json.loads(json.dumps(document))
        do(copy)
        return pytest.param(copy, words)

    def flip(text, at):
        raw = bytearray(base64.b64decode(text))
        raw[at] ^= 1
        return base64.b64encode(bytes(raw)).decode()

    def in_checkpoint(do):
        def run(copy):
            lines = copy["checkpoint"].split("\n")
            do(lines)
            copy["checkpoint"] = "\n".join(lines)

        return run

    def signature(at):
        def do(lines):
            head, _space, tail = lines[4].rpartition(" ")
            lines[4] = f"{head} {flip(tail, at)}"

        return in_checkpoint(do)

    def put(key, value):
        return lambda copy: copy["entries"][0].__setitem__(key, value)

    first = document["entries"][0]
    opened = next(at for at, each in enumerate(document["entries"]) if each["opened"])
    return [
        change("không nằm trong nhật ký", put("leaf", first["leaf"].replace("lot:1", "lot:2"))),
        change("không nằm trong nhật ký", put("leaf", first["leaf"] + " ")),
        change("không nằm trong nhật ký", put("index", first["index"] + 1)),
        change("không nằm trong nhật ký", put("index", -1)),
        change("không nằm trong nhật ký", put("path", [flip(first["path"][0], 7), *first["path"][1:]])),
        change("không nằm trong nhật ký", put("path", first["path"][:-1])),
        change("không nằm trong nhật ký", put("path", [*first["path"], first["path"][0]])),
        change("không nằm trong nhật ký", put("path", [*first["path"][:-1], first["path"][-1][:40]])),
        change("hỏng", put("index", "1")),
        change("hỏng", put("index", True)),
        change("hỏng", put("leaf", None)),
        change("hỏng", put("leaf", "\ud800")),
        change("Chữ ký", signature(5)),
        change("Chữ ký", signature(66)),
        change("Chữ ký", in_checkpoint(lambda lines: lines.__setitem__(1, "9"))),
        change("Chữ ký", in_checkpoint(lambda lines: lines.__setitem__(2, flip(lines[2], 0)))),
        change("hỏng hoặc viết sai", in_checkpoint(lambda lines: lines.__setitem__(2, lines[2][:-4]))),
        change("hỏng hoặc viết sai", in_checkpoint(lambda lines: lines.__setitem__(1, "08"))),
        change("hỏng hoặc viết sai", in_checkpoint(lambda lines: lines.__delitem__(slice(4, None)))),
        change("nhật ký khác", lambda copy: copy["log"].__setitem__("origin", "evil.example/log")),
        change("nhật ký khác", in_checkpoint(lambda lines: lines.__setitem__(0, "evil.example/log"))),
        change("không có chữ ký", in_checkpoint(lambda lines: lines.__delitem__(4))),
        change("không khớp với dấu niêm phong",
               lambda copy: copy["entries"][opened]["opened"][0].__setitem__("content", "Mận hậu của chị Hoa")),
        change("không khớp với dấu niêm phong",
               lambda copy: copy["entries"][opened]["opened"][0].__setitem__("salt", "00" * 32)),
        change("không khớp với dấu niêm phong",
               lambda copy: copy["entries"][0].__setitem__("opened", copy["entries"][opened]["opened"])),
        change("không chứng minh mục nào", lambda copy: copy.__setitem__("entries", [])),
        change("không phải bằng chứng", lambda copy: copy.__setitem__("format", "pieu-proof-2")),
    ]  # fmt: skip


@pytest.mark.slow
def test_each_forgery_is_refused_in_a_sentence_that_says_where(proof, tmp_path):
    keys = log_keys()
    verify_proof(packed(proof), keys)
    for param in forged(proof):
        document, words = param.values
        try:
            content = packed(document)
        except UnicodeEncodeError:
            content = json.dumps(document).encode()
        with pytest.raises(Refused) as refusal:
            verify_proof(content, keys)
        assert words in refusal.value.vietnamese, (words, refusal.value.vietnamese)
        assert refusal.value.english
    done = script(tmp_path, packed(document), "--key", keys[0].text)
    assert (
        done.returncode == 1
        and done.stderr.startswith("SAI / DOES NOT HOLD: ")
        and "Traceback" not in done.stderr
    )
    with pytest.raises(CommandError, match="SAI"):
        call_command("verify", tmp_path / "bang-chung.json", key=[keys[0].text])


def test_another_key_does_not_hold(proof):
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    for name in (log_keys()[0].name, "evil.example/log"):
        with pytest.raises(Refused, match="sai khoá"):
            verify_proof(packed(proof), [make_key(name, LOG_KEY, other)])


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format": NaN}', b'{"format": "pieu-proof-1"}'],
)
def test_an_invalid_proof_is_reported(content, tmp_path):
    with pytest.raises(Refused):
        verify_proof(content, [])
    assert "Traceback" not in script(tmp_path, content).stderr


@pytest.mark.slow
def test_a_wanted_witness_must_have_signed(proof, log, settings, tmp_path):
    private = Ed25519PrivateKey.generate()
    witness = make_key("witness.example/w1", COSIGNATURE, private.public_key().public_bytes_raw())
    settings.LOG_WITNESSES = [witness.text]
    with pytest.raises(Refused, match="nhân chứng"):
        verify_proof(packed(proof), log_keys(), [witness])
    checkpoint = checkpoints.latest()
    signed = cosigned(checkpoints.text_of(checkpoint), 1_790_000_000)
    line = checkpoints.line_of(witness, (1_790_000_000).to_bytes(8, "big") + private.sign(signed))
    keep_cosignatures(size=checkpoint.size, lines=line)
    proof["checkpoint"] = checkpoints.note_of(checkpoint)
    assert verify_proof(packed(proof), log_keys(), [witness]).signers[witness] == 1_790_000_000
    done = script(tmp_path, packed(proof), "--key", log_keys()[0].text, "--witness", witness.text)
    assert done.returncode == 0 and "2026-09-21T" in done.stdout


def test_a_sealed_entry_is_opened_by_its_own_salt(log):
    (entry,) = log(1, kind="consent.given")
    checkpoint = extend_log()
    entry = Entry.objects.select_related("leaf").get(pk=entry.pk)
    salt = bytes(Leaf.objects.get().salt)
    document = proof_of([entry], checkpoint, about={}, opened={entry.pk: [(salt, entry.body)]})
    (proved,) = verify_proof(packed(document), log_keys()).entries
    assert proved.opened == (entry.body,) and "lot:0" not in proved.leaf
    document["entries"][0]["opened"][0]["content"] = entry.body.replace("given", "taken")
    with pytest.raises(Refused):
        verify_proof(packed(document), log_keys())


def test_two_checkpoints_continue_each_other_or_do_not(log, tmp_path):
    notes = []
    for count in (3, 6):
        log(count)
        notes.append(tmp_path / f"{count}.txt")
        notes[-1].write_text(checkpoints.note_of(extend_log()))
    path = [base64.b64encode(each).decode() for each in Tree().consistency(3, 9)]
    key = ["--key", log_keys()[0].text]
    old, new = map(str, notes)
    assert verify_pieu.main(["--consistent", old, new, "--path", *path, *key]) == 0
    assert verify_pieu.main(["--consistent", old, new, "--path", *path[:-1], *key]) == 1
    assert verify_pieu.main(["--consistent", new, old, "--path", *path, *key]) == 1
    assert verify_pieu.main([]) == 2


def test_without_a_key_no_two_checkpoints_hold(tmp_path, capsys):
    """Anybody can write two checkpoints that are consistent."""
    root = base64.b64encode(b"r" * 32).decode()
    notes = [tmp_path / name for name in ("old", "new")]
    for each in notes:
        each.write_text(
            f"log.example/x\n7\n{root}\n\n\u2014 log.example/x {base64.b64encode(b'j' * 68).decode()}\n"
        )
    old, new = map(str, notes)
    assert verify_pieu.main(["--consistent", old, new]) == 2
    data = capsys.readouterr().out
    assert (
        data.startswith("CHƯA KIỂM CHỮ KÝ / SIGNATURES NOT CHECKED")
        and "HOLDS" not in data
        and "ĐÚNG" not in data
    )
    assert verify_pieu.main(["--consistent", old, new, "--key", log_keys()[0].text]) == 1


def test_consistency_with_a_witness_needs_the_cosignature_of_the_newer_checkpoint(
    log, settings, tmp_path, capsys
):
    private = Ed25519PrivateKey.generate()
    witness = make_key("witness.example/w1", COSIGNATURE, private.public_key().public_bytes_raw())
    settings.LOG_WITNESSES = [witness.text]
    old, new = tmp_path / "old", tmp_path / "new"
    log(3)
    old.write_text(checkpoints.note_of(extend_log()))
    log(6)
    checkpoint = extend_log()
    new.write_text(checkpoints.note_of(checkpoint))
    path = [base64.b64encode(each).decode() for each in Tree().consistency(3, 9)]
    asked = ["--consistent", str(old), str(new), "--path", *path, "--witness", witness.text]
    assert verify_pieu.main([*asked, "--key", log_keys()[0].text]) == verify_pieu.main(asked) == 1
    assert "nhân chứng" in capsys.readouterr().err
    signed = private.sign(cosigned(checkpoints.text_of(checkpoint), 1_790_000_000))
    keep_cosignatures(
        size=checkpoint.size, lines=checkpoints.line_of(witness, (1_790_000_000).to_bytes(8, "big") + signed)
    )
    new.write_text(checkpoints.note_of(checkpoint))
    assert verify_pieu.main([*asked, "--key", log_keys()[0].text]) == 0
    assert verify_pieu.main(asked) == 2


@pytest.mark.slow
def test_retired_key_still_verifies_its_own_checkpoints(log, settings, tmp_path):
    (first, *_others) = log(3)
    extend_log()
    old = log_keys()
    settings.LOG_KEYS = {2: b"n" * 32}
    (last, *_others) = log(1, kind="lot.closed")
    checkpoint = extend_log()
    new, entries = log_keys(), list(provable(["lot:0"], checkpoint))
    assert [entry.pk for entry in entries] == [first.pk, last.pk]
    both = proof_of(entries, checkpoint, about={})
    stored = proof_of(entries[:1], checkpoint, about={})
    assert [(each.size, len(each.lines)) for each in verify_proof(packed(stored), new).earlier] == [(3, 2)]
    for index in ("1", None, [1], {}, True, 1.0):
        odd = stored | {"entries": [*stored["entries"], stored["entries"][0] | {"index": index}]}
        with pytest.raises(Refused, match="hỏng"):
            verify_proof(packed(odd), old)
    done = script(tmp_path, packed(stored), "--key", old[0].text)
    assert (
        done.returncode == 0
        and "khoá ấy chỉ bảo đảm đến mục" in done.stdout
        and "3 mục / entries" in done.stdout
    )
    with pytest.raises(Refused, match="1 mục trong tệp mới hơn"):
        verify_proof(packed(both), old)
    with pytest.raises(Refused, match="sai khoá"):
        verify_proof(packed({name: value for name, value in stored.items() if name != "earlier"}), old)
    (earlier,) = stored["earlier"]
    steps = [base64.b64decode(step) for step in earlier["path"]]
    steps[0] = bytes([steps[0][0] ^ 1]) + steps[0][1:]
    lines = earlier["checkpoint"].split("\n")
    signed = base64.b64decode(lines[4].rpartition(" ")[2])
    lines[4] = (
        lines[4].rpartition(" ")[0]
        + " "
        + base64.b64encode(signed[:9] + bytes([signed[9] ^ 1]) + signed[10:]).decode()
    )
    for part, words in (
        ({"path": [base64.b64encode(step).decode() for step in steps]}, "đã bị viết lại"),
        ({"path": []}, "đã bị viết lại"),
        ({"checkpoint": "\n".join(lines)}, "Chữ ký"),
        ({"checkpoint": None}, "hỏng"),
    ):
        for keys in (old, new, []):
            with pytest.raises(Refused, match=words):
                verify_proof(packed(stored | {"earlier": [earlier | part]}), keys)


def places(value, place=()):
    yield place
    for name, one in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(one, (*place, name))


@pytest.mark.load  # one proof per value
def test_a_proof_with_any_value_of_another_shape_is_refused_or_holds(log, settings, tmp_path):
    log(3)
    extend_log()
    old = log_keys()
    settings.LOG_KEYS = {2: b"n" * 32}
    log(1, kind="lot.closed")
    stored = proof_of(list(provable(["lot:0"], extend_log()))[:1], checkpoints.latest(), about={})
    private = Ed25519PrivateKey.generate()
    witness = make_key("witness.example/w1", COSIGNATURE, private.public_key().public_bytes_raw())
    for place in list(places(stored))[1:]:
        for odd in (None, "1", 1, -1, 1.5, True, [], [1], {}, "\ud800", "a\n1\n=\n\n\u2014 a b\n", 10**30):
            forged = json.loads(json.dumps(stored))
            at = forged
            for step in place[:-1]:
                at = at[step]
            at[place[-1]] = odd
            for keys, witnesses in ((old, []), (log_keys(), [witness]), ([], [])):
                with suppress(Refused):
                    verify_pieu.describe(verify_proof(json.dumps(forged).encode(), keys, witnesses))


def test_half_a_character_in_a_proof_is_refused(proof, log):
    note, (key, *_more) = proof["checkpoint"], log_keys()
    body, _gap, lines = note.partition("\n\n")
    for change in (
        {"checkpoint": f"{body}\nx\ud800\n\n{lines}"},
        {"log": {**proof["log"], "keys": [f"x\ud800{key.text}"]}},
        {"entries": [proof["entries"][0] | {"leaf": "\ud800"}]},
    ):
        for keys in ([], [key]) if "log" not in change else ([],):
            with pytest.raises(Refused) as refused:
                verify_proof(json.dumps(proof | change).encode(), keys)
            assert refused.value.vietnamese.encode()  # a page can show it


@pytest.mark.parametrize(
    "value",
    [
        0.0,
        -0.0,
        1.5,
        -1.5,
        1e21,
        1e20,
        123456789012345680000.0,
        1e-6,
        1e-7,
        5e-324,
        1.7976931348623157e308,
        333333333.3333333,
        0.1,
        100.0,
    ],
)
def test_the_script_writes_json_as_rfc_8785_does(value):
    data = {"\u20ac": value, "\r": [True, None, "\u2028\x0f/\\"], "\ufb33": "é", "\U0001f600": -1, "a": {}}
    assert verify_pieu.canonical(data) == rfc8785.dumps(data)


def test_script_is_made_of_the_modules_that_the_server_uses():
    """Mend with: python -m backend.ledger.verifying.script"""
    assert SCRIPT.read_text() == script_text()
