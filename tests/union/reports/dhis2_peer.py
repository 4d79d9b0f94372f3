"""A receiver in the shape of DHIS2, alone in its process: `python dhis2_peer.py MODE` prints its port.

Modes: whole, rows (409, refuses each value of data element `buoi_hop`), locked (409 for the message), away (503), page (HTML),
slow (answers a byte at a time, whole after a second). Every message is printed as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))
        say(json.dumps({"path": self.path, "token": self.headers["authorization"], **message}))
        mode, values = sys.argv[1], message["dataValues"]
        bad = [at for at, each in enumerate(values) if mode == "rows" and each["dataElement"] == "buoi_hop"]
        count = {"imported": len(values) - len(bad), "updated": 0, "ignored": len(bad), "deleted": 0}
        summary = {"status": "SUCCESS", "importCount": count, "conflicts": [], "rejectedIndexes": bad}
        status = 200
        if bad:
            status = 409
            summary["conflicts"] = [
                {"object": "x", "errorCode": "E7619", "value": "not valid", "indexes": bad}
            ]
        if mode == "locked":
            status, summary["description"] = 409, "Data set is locked"
        body = json.dumps({"httpStatusCode": status, "response": summary}).encode()
        if mode == "page":
            body = b"<html>"
        if mode == "away":
            status = 503
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        for byte in range(len(body)) if mode == "slow" else ():
            self.wfile.write(body[byte : byte + 1])
            time.sleep(1 / len(body))
        if mode != "slow":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    say(str(server.server_port))
    server.serve_forever()
