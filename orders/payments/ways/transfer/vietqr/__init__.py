"""VietQR: the text in the QR code by which any Vietnamese banking app fills in a transfer over NAPAS 247.

    build_vietqr(bank="970418", account="…", amount=120_000, purpose="DH0001")  ->  the text, or a named VietQrError
    parse_vietqr("000201…")                                                     ->  a VietQr, or a named VietQrError
    draw_vietqr(text)                                                           ->  its picture

It is EMVCo's merchant-presented mode (QR Code Specification for Payment Systems) with NAPAS's template under tag 38.

errors.py    each refusal by name, with a sentence a person can act on
fields.py    tag, length, value; the checksum; the services
building.py  build_vietqr, and what of a number or a text may stand in it
reading.py   parse_vietqr
picture.py   draw_vietqr

Nothing here knows an order, asks a bank or learns whether anybody paid: a code only says what to fill in.
"""
