"""Photos: what is let in, what is kept of it, and the sizes that pages show.

    data = normalise(request.FILES["photo"])   # refuses with an ImageError, or answers the JPEG that is kept
    for name, content in derive(data).items(): ...   # "640.webp", "thumb.avif" ...; in a background task
    placeholder(data)                          # colour and a tiny drawing to show until then

No models and no storage here. The original is never kept: everything is decoded and encoded anew, upright, in sRGB,
without any metadata (a photo taken at home says where that is).

Memory, measured with Pillow 13 on 64-bit Linux, decode and shrink, above the interpreter: JPEG of 50 million pixels
86 MB (decoded at half size), progressive JPEG of 25 million 169 MB, HEIC of 25 million 189 MB, PNG of 16 million
152 MB, WebP of 12 million 187 MB. MAX_PIXELS keeps each under 200 MB; one photo is decoded at a time in a process.
"""
