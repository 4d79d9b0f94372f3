"""A course as one file, to be carried on a phone or USB stick and imported by another server.

A .pieu file is a ZIP whose entries are stored, not compressed, so that the same course gives the same bytes
everywhere:

    manifest.json    {"format", "issuer", "slug", "title", "version", "files": [{"path", "bytes", "sha256"}]}
    signature.json   {"alg": "Ed25519", "key", "manifestSha256", "signature"}, in hexadecimal
    content.json     {"content", "keys"}: CourseVersion.content and its answer keys
    media/…          every file that the content names, under its SHA-256

The JSON is canonical (RFC 8785). The signature covers FORMAT, a line feed, and manifest.json; the manifest
holds the hash of every other file. A signer is identified by its fingerprint, the SHA-256 of its public key.
"""

FORMAT = "pieu-pack/1"
MANIFEST, SIGNATURE, CONTENT = "manifest.json", "signature.json", "content.json"
ENDING = "pieu"
TYPE = "application/vnd.pieu.pack+zip"

MAX_FILES = 3_000
MAX_BYTES = 1_000_000_000
MAX_JSON = 8_000_000
