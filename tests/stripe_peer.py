"""The part of Stripe that Piêu uses, over real HTTP: Checkout Sessions with a payment page, refunds, lists, idempotency keys, signed
webhooks. Written from Stripe's documents (docs.stripe.com/api, /webhooks/signature, /api/idempotent_requests); its state is in memory.

It is stricter than Stripe to find our mistakes: it refuses unknown parameters, and every currency but VND.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SESSION_PARAMS = re.compile(
    r"mode|client_reference_id|metadata\[\w+\]|payment_intent_data\[metadata\]\[\w+\]|adaptive_pricing\[enabled\]|expires_at"
    r"|success_url|cancel_url|line_items\[\d\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]"
)
REFUND_PARAMS = re.compile(r"payment_intent|amount|metadata\[\w+\]")


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": "invalid_request_error", "code": code, "message": message}}


class StripePeer:
    """One account: `key` opens its API, `signing` signs its events, which go to `webhook` if it is set."""

    def __init__(self, key: str = "sk_test_" + "4" * 24, signing: str = "whsec_" + "5" * 32) -> None:
        self.key, self.signing = key, signing
        self.webhook = ""
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.disputes: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[bytes, dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.is_away = False
        # True while a request with a key is in progress: another one gets 409.
        self.is_at_it = False
        # The immediate answer to a refund; real cards answer "succeeded".
        self.refund_status = "succeeded"
        self.url = ""
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    # Events at Stripe

    def pay(self, session_id: str, *, method: str = "paid") -> dict[str, Any]:
        """Accept the buyer's card, and return the event."""
        with self._lock:
            session = self.sessions[session_id]
            if session["status"] != "open":
                raise Refused(400, "session_over", "This Checkout Session is over.")
            session |= {"status": "complete", "payment_status": method, "payment_intent": self._new("pi")}
            session["customer_details"] = {"email": "buyer@example.com", "name": "A Buyer"}
        return self.make_event("checkout.session.completed", session)

    def dispute(self, session_id: str, *, status: str = "needs_response") -> dict[str, Any]:
        """Let the cardholder's bank open or decide a dispute, and return the event."""
        session = self.sessions[session_id]
        known = next(
            (d for d in self.disputes.values() if d["payment_intent"] == session["payment_intent"]), None
        )
        if known is None:
            number = self._new("dp")
            known = self.disputes[number] = {
                "id": number,
                "object": "dispute",
                "amount": session["amount_total"],
                "currency": "vnd",
                "payment_intent": session["payment_intent"],
                "created": int(time.time()),
            }
        known["status"] = status
        return self.make_event(
            "charge.dispute.created" if status == "needs_response" else "charge.dispute.closed", known
        )

    def run_out(self, session_id: str) -> dict[str, Any]:
        self.sessions[session_id]["status"] = "expired"
        return self.make_event("checkout.session.expired", self.sessions[session_id])

    def make_event(self, kind: str, thing: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Make an event of `kind` about the present `thing`, and send it if there is a webhook."""
        event = {
            "id": self._new("evt"),
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": json.loads(json.dumps(thing))},
            **more,
        }
        self.events.append(event)
        if self.webhook:
            self.send(event)
        return event

    def send(self, event: dict[str, Any]) -> int:
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": self.sign(body)}
        request = urllib.request.Request(self.webhook, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)

    def sign(self, body: bytes, *, at: int | None = None, secret: str = "") -> str:
        stamp = str(int(time.time()) if at is None else at)
        digest = hmac.new(
            (secret or self.signing).encode(), stamp.encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        return f"t={stamp},v1={digest},v0={'0' * 64}"

    # Requests to Stripe

    def answer(self, method: str, path: str, fields: dict[str, str]) -> dict[str, Any]:
        if self.is_away:
            raise Refused(503, "away", "Stripe is away.")
        parts = path.strip("/").split("/")[1:]
        match (method, parts):
            case ("POST", ["checkout", "sessions"]):
                return self._create_session(fields)
            case ("GET", ["checkout", "sessions"]):
                return self._list(self.sessions, fields)
            case ("GET", ["checkout", "sessions", number]):
                return self._one(self.sessions, number)
            case ("POST", ["checkout", "sessions", number, "expire"]):
                session = self._one(self.sessions, number)
                if session["status"] != "open":
                    raise Refused(400, "session_not_open", "Only open Checkout Sessions can be expired.")
                session["status"] = "expired"
                return session
            case ("POST", ["refunds"]):
                return self._create_refund(fields)
            case ("GET", ["refunds"]):
                return self._list(self.refunds, fields)
            case ("GET", ["disputes"]):
                return self._list(self.disputes, fields)
            case ("GET", ["refunds", number]):
                return self._one(self.refunds, number)
        raise Refused(404, "no_such_thing", f"Unrecognized request URL ({method}: {path}).")

    def once(self, key: str, path: str, fields: dict[str, str], method: str) -> dict[str, Any]:
        """Repeat the answer for the same key; refuse the key with other parameters."""
        if not key:
            return self.answer(method, path, fields)
        body = json.dumps([path, fields], sort_keys=True).encode()
        with self._lock:
            if self.is_at_it:
                raise Refused(409, "idempotency_key_in_use", "Another request with this key is in progress.")
            if key in self.answers:
                before, answer = self.answers[key]
                if before != body:
                    raise Refused(
                        400, "idempotency_key_in_use", "Keys can only be used with the same parameters."
                    )
                return answer
            answer = json.loads(json.dumps(self.answer(method, path, fields)))
            self.answers[key] = (body, answer)
            return answer

    def _create_session(self, fields: dict[str, str]) -> dict[str, Any]:
        _known(fields, SESSION_PARAMS)
        price = "line_items[0][price_data]"
        if fields.get("mode") != "payment" or fields.get(f"{price}[currency]") != "vnd":
            raise Refused(400, "parameter_invalid", "mode is payment and the currency vnd here.")
        if not fields.get(f"{price}[unit_amount]", "").isdigit():
            raise Refused(400, "parameter_invalid_integer", "Invalid integer.")
        left = int(fields["expires_at"]) - time.time()
        if not 30 * 60 - 1 <= left <= 24 * 3600:
            raise Refused(400, "parameter_invalid", "expires_at is 30 minutes to 24 hours from now.")
        number = self._new("cs")
        self.sessions[number] = {
            "id": number,
            "object": "checkout.session",
            "amount_total": int(fields[f"{price}[unit_amount]"]) * int(fields["line_items[0][quantity]"]),
            "currency": "vnd",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "client_reference_id": fields.get("client_reference_id"),
            "metadata": _under(fields, "metadata"),
            "expires_at": int(fields["expires_at"]),
            "created": int(time.time()),
            "success_url": fields["success_url"],
            "url": f"{self.url}/pay/{number}",
        }
        return self.sessions[number]

    def _create_refund(self, fields: dict[str, str]) -> dict[str, Any]:
        _known(fields, REFUND_PARAMS)
        paid = [each for each in self.sessions.values() if each["payment_intent"] == fields["payment_intent"]]
        if not paid:
            raise Refused(404, "resource_missing", "No such payment_intent.")
        gone = sum(
            each["amount"]
            for each in self.refunds.values()
            if each["payment_intent"] == fields["payment_intent"] and each["status"] != "failed"
        )
        if int(fields["amount"]) > paid[0]["amount_total"] - gone:
            raise Refused(400, "charge_already_refunded", "Refund amount is greater than unrefunded amount.")
        number = self._new("re")
        self.refunds[number] = {
            "id": number,
            "object": "refund",
            "amount": int(fields["amount"]),
            "currency": "vnd",
            "status": self.refund_status,
            "payment_intent": fields["payment_intent"],
            "metadata": _under(fields, "metadata"),
            "created": int(time.time()),
        }
        return self.refunds[number]

    def _list(self, rows: dict[str, dict[str, Any]], fields: dict[str, str]) -> dict[str, Any]:
        newest = [
            row
            for row in reversed(rows.values())
            if int(fields.get("created[gte]", 0)) <= row["created"] < int(fields.get("created[lt]", 2**40))
        ]
        if after := fields.get("starting_after"):
            newest = newest[[row["id"] for row in newest].index(after) + 1 :]
        most = int(fields.get("limit", 10))
        return {"object": "list", "data": newest[:most], "has_more": len(newest) > most, "url": "/v1"}

    def _one(self, rows: dict[str, dict[str, Any]], number: str) -> dict[str, Any]:
        if number not in rows:
            raise Refused(404, "resource_missing", f"No such object: {number}")
        return rows[number]

    def _new(self, kind: str) -> str:
        return f"{kind}_test_{next(self._numbers):04}"


def _known(fields: dict[str, str], allowed: re.Pattern[str]) -> None:
    for name in fields:
        if not allowed.fullmatch(name):
            raise Refused(400, "parameter_unknown", f"Received unknown parameter: {name}")


def _under(fields: dict[str, str], name: str) -> dict[str, str]:
    return {key[len(name) + 1 : -1]: value for key, value in fields.items() if key.startswith(name + "[")}


def _handler(peer: StripePeer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = (
            True  # headers and body are two packets: the second would wait for a delayed ACK
        )

        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            path, _mark, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            fields = dict(urllib.parse.parse_qsl(body or query, keep_blank_values=True))
            if path.startswith("/pay/"):
                return self._page(method, path.removeprefix("/pay/"))
            peer.calls.append(f"{method} {path}")
            try:
                if self.headers.get("Authorization") != f"Bearer {peer.key}":
                    raise Refused(401, "api_key_invalid", "Invalid API Key provided.")
                key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
                self._send(200, json.dumps(peer.once(key, path, fields, method)))
            except Refused as refused:
                self._send(refused.status, json.dumps(refused.body))

        def _page(self, method: str, number: str) -> None:
            session = peer.sessions[number]
            if method == "POST":
                peer.pay(number)
                self.send_response(303)
                self.send_header("Location", session["success_url"])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            words = (
                "<!doctype html><meta name=viewport content='width=device-width'><title>Checkout</title>"
                f"<h1>{session['amount_total']} {session['currency']}</h1>"
                "<form method=post><button>Pay</button></form>"
            )
            self._send(200, words, "text/html; charset=utf-8")

        def _send(self, status: int, text: str, kind: str = "application/json") -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def running_peer() -> Iterator[StripePeer]:
    peer = StripePeer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(peer))
    server.daemon_threads = True
    peer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
