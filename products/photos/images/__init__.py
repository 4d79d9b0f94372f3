"""Check uploaded photos, re-encode them, and make the sizes that pages show.

    data = normalise(request.FILES["photo"])   # the JPEG to store; raises ImageError
    for name, content in derive(data).items(): ...   # "640.webp", "thumb.avif" ...; in a background task
    placeholder(data)                          # colour and a coarse drawing to show until then

No models and no storage here. The original is never stored: everything is decoded and encoded again, upright,
in sRGB, without any metadata (a photo taken at home contains its place).

Memory of decoding and shrinking, measured with Pillow 13 on 64-bit Linux, above the interpreter: JPEG of 50
million pixels 86 MB (decoded at half size), progressive JPEG of 25 million 169 MB, HEIC of 25 million 189 MB,
PNG of 16 million 152 MB, WebP of 12 million 187 MB. MAX_PIXELS keeps each under 200 MB. A child process decodes them
one at a time (backend/common/reading.py).
"""
