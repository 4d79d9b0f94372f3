"""TLS of nginx, as deploy/nginx configures it: sslyze's probes, held against Mozilla's "intermediate" profile."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from bench.probes import Result, Tools

SSLYZE = "sslyze"
# Protocols that nobody may get, and the ciphers of TLS 1.2 that keep secrets of the past (Mozilla, intermediate 5.7).
OLD = ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1")
GOOD_1_2 = {
    f"TLS_ECDHE_{key}_WITH_{cipher}"
    for key in ("ECDSA", "RSA")
    for cipher in ("AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256")
}
PROBES = (
    "--mozilla_config=disable", "--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--compression",
    "--early_data", "--fallback", "--heartbleed", "--openssl_ccs", "--reneg", "--robot",
)  # fmt: skip
# What the same configuration looks like with an old protocol and weak ciphers.
WEAK_TLS = {
    "ssl_protocols TLSv1.2 TLSv1.3;": "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;",
    "    ssl_ciphers ": "    ssl_ciphers ALL:@SECLEVEL=0; #",
}


def run_sslyze(tools: Tools, address: str, planted_address: str, folder: Path) -> Result:
    what = "TLS: protocols, ciphers, known attacks"
    program = tools.program(SSLYZE)
    if program is None:
        return Result(what, SSLYZE, missing="sslyze is not installed")
    checks = _checks(_scan(program, address, folder / "tls.json"))
    weak = {
        name
        for name, is_good in _checks(_scan(program, planted_address, folder / "tls-planted.json")).items()
        if not is_good
    }
    wanted = {"no TLS 1.0", "no TLS 1.1", "TLS 1.2 with good ciphers only", "TLS 1.3"}
    found = tuple(name for name, is_good in checks.items() if not is_good)
    return Result(what, SSLYZE, len(checks), "checks", found, f"{len(wanted & weak)} of {len(wanted)} found")


def _scan(program: str, address: str, report: Path) -> dict[str, Any]:
    """Return sslyze's results. Its own verdict counts the certificate too, which is made for the test alone."""
    subprocess.run(
        [program, *PROBES, f"--json_out={report}", address],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )
    said = json.loads(report.read_text())
    scan: dict[str, Any] = said["server_scan_results"][0]["scan_result"]
    if scan is None:
        raise RuntimeError(f"sslyze can't reach {address}")
    return scan


def _checks(scan: dict[str, Any]) -> dict[str, bool]:
    """Return whether each check is good, by its name."""

    def result(command: str) -> Any:
        return (scan.get(command) or {}).get("result") or {}

    def accepted(protocol: str) -> set[str]:
        suites = result(f"{protocol}_cipher_suites").get("accepted_cipher_suites", [])
        return {each["cipher_suite"]["name"] for each in suites}

    words = {"ssl_2_0": "SSL 2", "ssl_3_0": "SSL 3", "tls_1_0": "TLS 1.0", "tls_1_1": "TLS 1.1"}
    renegotiation = result("session_renegotiation")
    return {f"no {words[old]}": not accepted(old) for old in OLD} | {
        "TLS 1.2 with good ciphers only": bool(accepted("tls_1_2")) and accepted("tls_1_2") <= GOOD_1_2,
        "TLS 1.3": bool(accepted("tls_1_3")),
        "no Heartbleed": result("heartbleed").get("is_vulnerable_to_heartbleed") is False,
        "no CCS injection": result("openssl_ccs_injection").get("is_vulnerable_to_ccs_injection") is False,
        "no ROBOT": str(result("robot").get("robot_result")).startswith("NOT_VULNERABLE"),
        "no compression (CRIME)": result("tls_compression").get("supports_compression") is False,
        "no renegotiation by the client": renegotiation.get("is_vulnerable_to_client_renegotiation_dos")
        is False,
        "secure renegotiation": renegotiation.get("supports_secure_renegotiation") is True,
        "no early data": result("tls_1_3_early_data").get("supports_early_data") is False,
    }
