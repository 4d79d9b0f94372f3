"""merkle/: RFC 6962 proofs that hold and proofs that must be refused."""

import base64
import json

import pytest

from backend.ledger.verifying.merkle_proofs import verify_consistency, verify_inclusion


def cases(conformance_path, kind):
    folder = conformance_path("merkle", kind)
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    assert len(found) >= 11
    return found


def raw(text):
    return base64.b64decode(text or "")


def test_inclusion_proofs_hold_or_fail_as_the_cases_expect(conformance_path):
    for case in cases(conformance_path, "inclusion"):
        path = [raw(each) for each in case["proof"] or []]
        holds = verify_inclusion(
            case["leafIdx"], case["treeSize"], raw(case["leafHash"]), path, raw(case["root"])
        )
        assert holds is not case["wantErr"], case["desc"]


def test_consistency_proofs_hold_or_fail_as_the_cases_expect(conformance_path):
    for case in cases(conformance_path, "consistency"):
        path = [raw(each) for each in case["proof"] or []]
        holds = verify_consistency(case["size1"], case["size2"], path, raw(case["root1"]), raw(case["root2"]))
        assert holds is not case["wantErr"], case["desc"]


@pytest.mark.parametrize("change", [lambda each: each[:31], lambda each: each + b"\0", lambda each: b""])
def test_a_hash_without_32_bytes_is_refused_everywhere(conformance_path, change):
    for case in cases(conformance_path, "inclusion"):
        path = [raw(each) for each in case["proof"] or []]
        leaf, root = raw(case["leafHash"]), raw(case["root"])
        if case["wantErr"]:
            continue
        where = case["leafIdx"], case["treeSize"]
        assert not verify_inclusion(*where, change(leaf), path, root)
        assert not verify_inclusion(*where, leaf, path, change(root))
        for at in range(len(path)):
            assert not verify_inclusion(*where, leaf, [*path[:at], change(path[at]), *path[at + 1 :]], root)
    for case in cases(conformance_path, "consistency"):
        path = [raw(each) for each in case["proof"] or []]
        roots = raw(case["root1"]), raw(case["root2"])
        if case["wantErr"]:
            continue
        where = case["size1"], case["size2"]
        assert not verify_consistency(*where, path, change(roots[0]), roots[1])
        assert not verify_consistency(*where, path, roots[0], change(roots[1]))
        for at in range(len(path)):
            assert not verify_consistency(*where, [*path[:at], change(path[at]), *path[at + 1 :]], *roots)
