import io
import random
import re
import struct
import subprocess
import sys
import textwrap
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from products.photos.images.limits import MAX_BYTES, MAX_PIXELS, ImageError
from products.photos.images.masters import MASTER_SIDE, measure, normalise
from products.photos.images.placeholders import placeholder
from products.photos.images.sizes import CROPS, SIZES, content_type, derive
from products.photos.images.uploads import UploadInfo, inspect_upload
from tests.quick import examples

RED, GREEN, BLUE = (200, 30, 40), (40, 160, 60), (30, 60, 200)


def drawing(width=64, height=48):
    """A red field with a green square at its top left and a blue bar at its bottom."""
    image = Image.new("RGB", (width, height), RED)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 4, height // 4), fill=GREEN)
    pen.rectangle((0, height - height // 8, width, height), fill=BLUE)
    return image


def saved(image, format="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def noise(width, height):
    """The same detail every time, heavy for every encoder."""
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(3 * width * height))


def colours_at(data, *points):
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
        rgb = image.convert("RGB")
        return [rgb.getpixel((int(x * (width - 1)), int(y * (height - 1)))) for x, y in points]


def is_near(colour, wanted, within=12):
    return all(abs(a - b) <= within for a, b in zip(colour, wanted, strict=True))


def segments(jpeg):
    """Return the markers of a JPEG before its pixels."""
    at, found = 2, []
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def home_exif(orientation=1):
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "HomePhone"
    exif[Base.BodySerialNumber] = "SERIAL-4711"
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (21.0, 19.0, 36.0), GPS.GPSLongitudeRef: "E"}
    )
    return exif


def refused(data, code):
    content = data if isinstance(data, bytes) else data.read()
    for door, upload in ((inspect_upload, content), (normalise, data)):
        with pytest.raises(ImageError) as error:
            door(upload)
        assert (error.value.code, error.value.field) == (code, "photo")
        assert error.value.message.endswith(".")


# --- Accepted ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "named", "options"),
    [
        ("JPEG", "JPEG", {}),
        ("JPEG", "JPEG", {"progressive": True}),
        ("PNG", "PNG", {}),
        ("WEBP", "WEBP", {}),
        ("HEIF", "HEIF", {"quality": 90}),
    ],
)
def test_photo_is_taken_when_its_format_is_known(format, named, options):
    data = saved(drawing(), format, **options)
    assert inspect_upload(data) == UploadInfo(named, 64, 48, len(data), is_animated=False)
    jpeg = normalise(data)
    assert measure(jpeg) == (64, 48)
    green, blue, red = colours_at(jpeg, (0.1, 0.1), (0.5, 1), (0.7, 0.5))
    assert is_near(green, GREEN, 25)
    assert is_near(blue, BLUE, 25)
    assert is_near(red, RED, 25)


def test_name_and_declared_type_count_for_nothing():
    upload = SimpleUploadedFile("photo.exe", saved(drawing(), "PNG"), content_type="text/html")
    assert inspect_upload(upload.read()).format == "PNG"
    assert normalise(upload).startswith(b"\xff\xd8\xff")
    refused(b"MZ\x90\x00 no picture", "image_format")


@pytest.mark.parametrize("format", ["WEBP", "PNG"])
def test_animation_gives_its_first_frame(format):
    data = saved(drawing(), format, save_all=True, append_images=[Image.new("RGB", (64, 48), BLUE)])
    assert inspect_upload(data).is_animated
    assert is_near(colours_at(normalise(data), (0.7, 0.5))[0], RED, 25)


def test_second_picture_and_film_that_phones_append_are_let_in_and_dropped():
    data = (
        saved(drawing())
        + saved(Image.new("RGB", (8, 8), BLUE))
        + b"\x00\x00\x00\x18ftypmp42"
        + b"\x00" * 5000
    )
    jpeg = normalise(data)
    assert measure(jpeg) == (64, 48)
    assert b"ftyp" not in jpeg


# --- Refused


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_empty"),
        (b"just words", "image_format"),
        (b"%PDF-1.7\n", "image_format"),
        (b"<html><script>alert(1)</script>", "image_format"),
        (saved(drawing(), "GIF"), "image_format"),
        (b"GIF89a/*" + saved(drawing(), "GIF")[8:] + b"*/=1;alert(1)", "image_format"),
        (saved(drawing(), "BMP"), "image_format"),
        (saved(drawing(), "TIFF"), "image_format"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image_svg"),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?><svg onload="alert(1)"/>', "image_svg"),
        (b"<!-- x --><svg></svg>", "image_svg"),
        (b"\xff\xd8\xff", "image_broken"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 100, "image_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "image_broken"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image_broken"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image_broken"),
    ],
)
def test_file_is_refused_when_it_is_no_photo(data, code):
    refused(data, code)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_photo_is_refused_when_it_breaks_off(format):
    data = saved(noise(200, 150), format)
    with pytest.raises(ImageError) as error:
        normalise(data[: len(data) // 2])
    assert error.value.code == "image_broken"


def test_photo_is_refused_when_heavier_than_15_mb():
    refused(saved(drawing()).ljust(MAX_BYTES + 1, b"\0"), "image_too_large")
    refused(SimpleUploadedFile("a.jpg", saved(drawing()).ljust(MAX_BYTES + 1, b"\0")), "image_too_large")
    assert inspect_upload(saved(drawing()).ljust(MAX_BYTES, b"\0")).size == MAX_BYTES


def flat_png(width, height):
    """A PNG of one colour, one bit per pixel: millions of pixels in a few kilobytes."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(name, content):
        crc = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (9_400, 9_500), (4_001, 4_000)])
def test_bomb_is_refused_by_its_header_when_a_small_file_has_many_pixels(width, height):
    bomb = flat_png(width, height)
    assert len(bomb) < 60_000
    refused(bomb, "image_too_many_pixels")


def with_size(jpeg, width, height):
    """The same JPEG claiming another size."""
    at = re.search(rb"\xff[\xc0\xc2]\x00\x11\x08", jpeg).end()
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (with_size(saved(drawing()), 8200, 6120), "image_too_many_pixels"),
        (with_size(saved(drawing(), progressive=True), 5800, 4320), "image_too_many_pixels"),
        (with_size(saved(drawing()), 60_000, 60_000), "image_too_many_pixels"),
        (with_size(saved(drawing()), 4000, 100), "image_too_long"),
    ],
)
def test_jpeg_is_refused_by_its_header_when_it_claims_too_much(data, code):
    refused(data, code)


def test_jpeg_is_let_in_when_a_phone_of_50_million_pixels_made_it():
    assert inspect_upload(with_size(saved(drawing()), 8160, 6120)).width == 8160
    assert inspect_upload(with_size(saved(drawing(), progressive=True), 5712, 4284)).width == 5712


def test_progressive_jpeg_is_refused_when_it_has_more_scans_than_an_encoder_writes():
    jpeg = saved(drawing(), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    refused(jpeg[:-2] + jpeg[last:-2] * 100 + b"\xff\xd9", "image_broken")


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Main.class", b"\xca\xfe\xba\xbe")
    return buffer.getvalue()


def with_comment(comment):
    return saved(drawing(), comment=comment)


def polyglots():
    jpeg, png, webp = (saved(drawing(), format) for format in ("JPEG", "PNG", "WEBP"))
    script = b"<ScRiPt>alert(document.domain)</sCrIpT>"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<?php system($_GET['c']); ?>")
    yield "jpeg-html", jpeg + script
    yield "jpeg-html-in-comment", with_comment(b"<html ><body onload=alert(1)>")
    yield "jpeg-zip", jpeg + zipped()
    yield "jpeg-zip-with-comment", jpeg + zipped()[:-2] + b"\x05\x00xxxxx"
    yield "jpeg-rar", jpeg + b"Rar!\x1a\x07\x01\x00"
    yield "jpeg-7z", jpeg + b"7z\xbc\xaf\x27\x1c\x00\x04"
    yield "jpeg-pdf", with_comment(b"%PDF-1.7\n1 0 obj")
    yield "jpeg-js", jpeg[:4] + b"/*" + b"\0" * (0x2F2A - 2) + b"*/=alert(1);/*" + jpeg[4:]
    yield "jpeg-phar", jpeg + b"<?php __HALT_COMPILER(); ?>"
    yield "png-php", saved(drawing(), "PNG", pnginfo=text)
    yield "png-svg", png + b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    yield "png-zip", png + zipped()
    yield "webp-html", webp + script
    yield "webp-js", webp[:4] + b"/*" + webp[6:]
    yield "heic-html", saved(drawing(), "HEIF") + script


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in polyglots()])
def test_photo_is_refused_when_it_is_something_else_besides(data):
    refused(data, "image_polyglot")


def test_four_bytes_of_a_zip_by_chance_do_not_refuse_a_photo():
    jpeg = saved(drawing()) + b"PK\x05\x06" + b"\xff" * 100
    assert inspect_upload(jpeg).format == "JPEG"


@settings(max_examples=examples(80), deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]), st.data())
def test_damaged_photo_is_either_normalised_or_refused(format, data):
    whole = bytearray(DAMAGED[format])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        jpeg = normalise(bytes(whole))
    except ImageError:
        return
    assert jpeg.startswith(b"\xff\xd8\xff")


DAMAGED = {format: saved(drawing(24, 16), format) for format in ("JPEG", "PNG", "WEBP", "HEIF")}


# --- Stored -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_photo_metadata_reveals_no_place_and_no_camera(format):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": home_exif().tobytes(), "icc_profile": profile}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>21,19.6N</exif:GPSLatitude></x:xmpmeta>'
    if format in ("JPEG", "WEBP", "HEIF"):
        options["xmp"] = xmp
    if format == "JPEG":
        options["comment"] = b"at home"
    data = saved(drawing(), format, **options)
    assert b"SERIAL-4711" in data
    if format == "JPEG":  # IPTC, as a program of a news agency writes it
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x5a\x00\x0bSecret City"
        data = data[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + data[2:]
    jpeg = normalise(data)
    assert {marker for marker in segments(jpeg) if 0xE0 <= marker <= 0xEF or marker == 0xFE} == {0xE0}
    made = derive(jpeg, sizes=(32,), crops=CROPS[:1])
    for name, content in {"master.jpg": jpeg, **made}.items():
        for word in (
            b"SERIAL",
            b"HomePhone",
            b"GPS",
            b"Exif",
            b"xmp",
            b"XMP",
            b"Secret",
            b"at home",
            b"iCCP",
        ):
            assert word not in content, name
        with Image.open(io.BytesIO(content)) as image:
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (64, 48), (0.05, 0.05)),
        (2, (64, 48), (0.95, 0.05)),
        (3, (64, 48), (0.95, 0.95)),
        (4, (64, 48), (0.05, 0.95)),
        (5, (48, 64), (0.05, 0.05)),
        (6, (48, 64), (0.95, 0.05)),
        (7, (48, 64), (0.95, 0.95)),
        (8, (48, 64), (0.05, 0.95)),
    ],
)
def test_photo_is_turned_upright_as_its_camera_says(orientation, size, corner):
    image = Image.new("RGB", (64, 48), RED)
    ImageDraw.Draw(image).rectangle((0, 0, 16, 12), fill=GREEN)
    jpeg = normalise(saved(image, quality=95, exif=home_exif(orientation).tobytes()))
    assert measure(jpeg) == size
    assert is_near(colours_at(jpeg, corner)[0], GREEN, 25)


def test_heic_is_turned_upright_once():
    image = Image.new("RGB", (64, 48), RED)
    ImageDraw.Draw(image).rectangle((0, 0, 16, 12), fill=GREEN)
    jpeg = normalise(saved(image, "HEIF", quality=95, exif=home_exif(6).tobytes()))
    assert measure(jpeg) == (48, 64)
    assert is_near(colours_at(jpeg, (0.95, 0.05))[0], GREEN, 25)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's own message; the log may contain it
def test_photo_is_stored_when_its_exif_is_nonsense():
    assert measure(normalise(saved(drawing(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 40))) == (
        64,
        48,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "stored"),
    [((5000, 2500), (2048, 1024)), ((1500, 3000), (1024, 2048)), ((2048, 7 * 200), (2048, 1400))],
)
def test_photo_is_shrunk_to_2048_pixels_a_side(size, stored):
    jpeg = normalise(saved(drawing(*size)))
    assert measure(jpeg) == stored
    assert max(stored) <= MASTER_SIDE
    assert is_near(colours_at(jpeg, (0.1, 0.1))[0], GREEN, 25)


def test_transparent_parts_become_white():
    image = Image.new("RGBA", (40, 40), (*RED, 255))
    ImageDraw.Draw(image).rectangle((0, 0, 20, 40), fill=(0, 0, 0, 0))
    palette = image.quantize(4)
    for data in (saved(image, "PNG"), saved(image, "WEBP", lossless=True), saved(palette, "PNG")):
        clear, red = colours_at(normalise(data), (0.2, 0.5), (0.9, 0.5))
        assert is_near(clear, (255, 255, 255))
        assert is_near(red, RED, 20)


def test_every_kind_of_pixel_is_read():
    grey = Image.linear_gradient("L").resize((64, 64))
    deep = Image.frombytes("I;16", (64, 64), b"".join(struct.pack("<H", v * 257) for v in grey.tobytes()))
    cmyk = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    cases = [
        (saved(grey), (128, 128, 128)),
        (saved(grey, "PNG"), (128, 128, 128)),
        (saved(grey.convert("LA"), "PNG"), (128, 128, 128)),
        (saved(deep, "PNG"), (128, 128, 128)),
        (saved(Image.new("1", (64, 64), 1), "PNG"), (255, 255, 255)),
        (saved(cmyk), (255, 0, 0)),
    ]
    for data, middle in cases:
        assert is_near(colours_at(normalise(data), (0.5, 0.5))[0], middle, 10)


def swapped_profile():
    """An RGB profile with red and green swapped, so that its use is visible."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    places = {bytes(profile[at : at + 4]): at + 4 for at in range(132, 132 + 12 * count, 12)}
    red, green = (slice(places[tag], places[tag] + 8) for tag in (b"rXYZ", b"gXYZ"))
    profile[red], profile[green] = profile[green], profile[red]
    return bytes(profile)


def test_colours_become_srgb_when_the_photo_has_a_profile():
    red = Image.new("RGB", (32, 32), (255, 0, 0))
    assert is_near(
        colours_at(normalise(saved(red, icc_profile=swapped_profile())), (0.5, 0.5))[0], (0, 255, 0), 12
    )
    clear = Image.new("RGBA", (32, 32), (255, 0, 0, 255))
    assert is_near(
        colours_at(normalise(saved(clear, "PNG", icc_profile=swapped_profile())), (0.5, 0.5))[0],
        (0, 255, 0),
        12,
    )


def test_photo_keeps_its_colours_when_its_profile_is_nonsense():
    for profile in (b"nonsense", b"\0" * 200):
        assert is_near(colours_at(normalise(saved(drawing(), icc_profile=profile)), (0.7, 0.5))[0], RED, 12)


# --- Sizes


@pytest.mark.slow
def test_pictures_have_the_size_and_format_of_their_names():
    made = derive(normalise(saved(drawing(1000, 1500))))
    sides = {name: measure(data) for name, data in made.items()}
    assert sides == {
        **{f"{w}.{e}": (w, w * 3 // 2) for w in (320, 480, 640, 960) for e in ("avif", "webp", "jpg")},
        **{f"mini.{e}": (96, 96) for e in ("webp", "jpg")},
        **{f"thumb.{e}": (320, 240) for e in ("avif", "webp", "jpg")},
        **{f"origin.{e}": (640, 480) for e in ("avif", "webp", "jpg")},
        "og.jpg": (1200, 630),
    }
    for name, data in made.items():
        with Image.open(io.BytesIO(data)) as image:
            assert content_type(name) == Image.MIME[image.format]


def test_small_photo_is_not_blown_up_but_for_its_crops():
    made = derive(normalise(saved(drawing(100, 80))), crops=())
    assert {name: measure(data) for name, data in made.items()} == {
        f"{min(SIZES)}.{extension}": (100, 80) for extension in ("avif", "webp", "jpg")
    }


@pytest.mark.slow
def test_crops_keep_their_limits_when_the_photo_is_all_detail():
    made = derive(normalise(saved(noise(1280, 960), quality=95)), sizes=(320,))
    for crop in CROPS:
        for extension, max_bytes in crop.max_bytes.items():
            assert len(made[f"{crop.name}.{extension}"]) <= max_bytes
    assert max(len(made[f"thumb.{e}"]) for e in ("avif", "webp")) <= 6_000
    assert max(len(made[f"origin.{e}"]) for e in ("avif", "webp", "jpg")) <= 25_000


def test_crop_is_cut_from_the_middle():
    image = Image.new("RGB", (900, 300), RED)
    ImageDraw.Draw(image).rectangle((300, 0, 600, 300), fill=GREEN)
    cut = derive(normalise(saved(image)), sizes=(320,), crops=CROPS[:1])["mini.jpg"]
    assert all(is_near(colour, GREEN, 25) for colour in colours_at(cut, (0.1, 0.1), (0.9, 0.9)))


# --- Placeholder


def test_placeholder_has_the_main_colour_and_a_coarse_drawing():
    drawn = placeholder(normalise(saved(drawing(1200, 800))))
    main = tuple(int(drawn.colour[n : n + 2], 16) for n in (1, 3, 5))
    assert is_near(main, RED, 20)
    assert drawn.svg.count("<path") == 6 * 4
    assert 'viewBox="0 0 6 4"' in drawn.svg
    assert drawn.data_uri.startswith("data:image/svg+xml;base64,")
    assert len(drawn.data_uri) < 2_500


def test_placeholder_takes_the_product_when_the_background_is_grey():
    image = Image.new("RGB", (90, 90), (225, 224, 222))
    ImageDraw.Draw(image).rectangle((0, 0, 50, 90), fill=RED)
    colour = placeholder(saved(image)).colour
    assert is_near(tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5)), RED, 20)


@pytest.mark.parametrize("size", [(400, 20), (20, 400), (1, 1)])
def test_placeholder_is_drawn_when_the_photo_is_of_odd_proportions(size):
    assert placeholder(normalise(saved(Image.new("RGB", size, RED)))).svg.startswith("<svg")


# --- Memory


@pytest.mark.load
@pytest.mark.parametrize("kind", ["JPEG", "PROGRESSIVE", "HEIF", "PNG", "WEBP"])
def test_largest_photo_let_in_is_normalised_in_less_than_300_mb(kind, tmp_path):
    height = int((MAX_PIXELS[kind] * 3 / 4) ** 0.5)
    width = MAX_PIXELS[kind] // height
    format, options = {"PROGRESSIVE": ("JPEG", {"progressive": True, "subsampling": 0})}.get(kind, (kind, {}))
    mode = "RGBA" if kind in ("PNG", "WEBP") else "RGB"
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    (tmp_path / "photo").write_bytes(saved(image, format, **options))
    program = textwrap.dedent(
        """
        import pathlib, re, sys
        import django; django.setup()
        from products.photos.images.masters import reencode
        peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
        file = open(sys.argv[1], "rb")
        before = peak(); reencode(file); print((peak() - before) // 1024)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "photo")], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 300


def test_pictures_of_the_same_photo_are_the_same_each_time():
    jpeg = normalise(saved(drawing(700, 500)))
    assert derive(jpeg, sizes=(320,), crops=CROPS[:2]) == derive(jpeg, sizes=(320,), crops=CROPS[:2])
    with Image.open(io.BytesIO(jpeg)) as one, Image.open(io.BytesIO(normalise(jpeg))) as two:
        assert max(high for _low, high in ImageChops.difference(one, two).getextrema()) < 40
