"""VietQR: the text in the QR code by which any Vietnamese banking app fills in a transfer over NAPAS 247.

    build_vietqr(bank="970418", account="…", amount=120_000, purpose="DH0001")  ->  the text
    parse_vietqr("000201…")  ->  a VietQr
    draw_vietqr(text)  ->  its picture

Each of them raises a VietQrError.

It is EMVCo's merchant-presented mode (QR Code Specification for Payment Systems) with NAPAS's template under
tag 38.

errors.py    a named error for each refusal, with a sentence that a person can act on
fields.py    tag, length, value; the checksum; the services
building.py  build_vietqr, and which numbers and texts it accepts
reading.py   parse_vietqr
picture.py   draw_vietqr

A code only says what to fill in: nothing here knows orders, asks a bank or learns of payments.
"""
