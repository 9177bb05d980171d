"""Pictures are drawn anew: upright, in the sizes of pages, and without what a telephone writes into them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from app.files import pictures
from app.files.apart import look_into
from app.files.examining import examine
from app.files.findings import Findings
from app.files.models import FileKind
from tests.factories.files import picture, telling_exif

KINDS = [FileKind.PNG, FileKind.JPEG, FileKind.WEBP]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Olu at home</x:xmpmeta>'


def looked_into(folder: Path, content: bytes, kind: FileKind) -> tuple[Findings, Image.Image]:
    """What was found, and the picture that was made."""
    (folder / "sent").write_bytes(content)
    found = examine(folder / "sent", f"photo.{kind.value}")
    with Image.open(folder / found.file) as made:
        made.load()
        return found, made


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_of_where_and_by_what_it_was_taken(tmp_path: Path, kind: FileKind) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    words = PngInfo()
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    where = {"pnginfo": words} if kind is FileKind.PNG else {"xmp": XMP}
    sent = picture(kind, exif=telling_exif(), icc_profile=profile, **where)
    found, made = looked_into(tmp_path, sent, kind)
    content = (tmp_path / found.file).read_bytes()
    assert not made.getexif()
    assert not {"exif", "xmp", "icc_profile", "XML:com.adobe.xmp"} & made.info.keys()
    for telling in (b"Telltale", b"Olu at home", b"Exif", b"GPS", b"xmpmeta"):
        assert telling not in content
    assert b"Olu at home" in sent, "the test would prove nothing otherwise"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_it_was_seen(tmp_path: Path, orientation: int) -> None:
    sent = picture(FileKind.JPEG, 80, 60, exif=telling_exif(orientation), quality=95)
    _, made = looked_into(tmp_path, sent, FileKind.JPEG)
    on_its_side = orientation >= 5
    assert made.size == ((60, 80) if on_its_side else (80, 60))
    dark_at = {
        1: (4, 30),
        2: (76, 30),
        3: (76, 30),
        4: (4, 30),
        5: (30, 4),
        6: (30, 4),
        7: (30, 76),
        8: (30, 76),
    }
    value = made.convert("L").getpixel(dark_at[orientation])
    assert isinstance(value, int | float)
    assert value < 100


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_picture_is_made_as_large_as_pages_need_and_in_smaller_sizes(
    tmp_path: Path, kind: FileKind
) -> None:
    found, made = looked_into(tmp_path, picture(kind, 3000, 1500), kind)
    assert made.size == (found.width, found.height) == (2400, 1200)
    assert [(each.width, each.height) for each in found.smaller] == [(320, 160), (640, 320), (1280, 640)]
    for each in found.smaller:
        with Image.open(tmp_path / each.file) as smaller:
            assert smaller.size == (each.width, each.height)
            assert smaller.format == made.format


def test_a_tall_picture_is_bounded_by_its_height(tmp_path: Path) -> None:
    found, made = looked_into(tmp_path, picture(FileKind.JPEG, 1000, 4800), FileKind.JPEG)
    assert made.size == (500, 2400)
    assert [each.width for each in found.smaller] == [320]


def test_a_small_picture_is_not_made_larger(tmp_path: Path) -> None:
    found, made = looked_into(tmp_path, picture(FileKind.PNG, 320, 200), FileKind.PNG)
    assert made.size == (320, 200)
    assert found.smaller == []


def test_the_same_picture_sent_twice_becomes_the_same_content(tmp_path: Path) -> None:
    contents = set()
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        found, _ = looked_into(tmp_path / name, picture(FileKind.JPEG, 400, 300), FileKind.JPEG)
        contents.add((tmp_path / name / found.file).read_bytes())
    assert len(contents) == 1


def test_what_can_be_seen_through_stays_so(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    _, made = looked_into(tmp_path, out.getvalue(), FileKind.PNG)
    assert made.getpixel((20, 20)) == (255, 0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_each_way_of_writing_colours_is_understood(tmp_path: Path, mode: str) -> None:
    out = io.BytesIO()
    grey = Image.new("L", (40, 40), 200)
    if mode == "I;16":
        grey.convert("I").point(lambda value: value * 257).convert(mode).save(out, "PNG")
    else:
        grey.convert(mode).save(out, "PNG")
    _, made = looked_into(tmp_path, out.getvalue(), FileKind.PNG)
    value = made.convert("L").getpixel((20, 20))
    assert value == (255 if mode == "1" else 200)


def test_colours_for_print_become_colours_for_screens(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(out, "JPEG", quality=95)
    _, made = looked_into(tmp_path, out.getvalue(), FileKind.JPEG)
    pixel = made.getpixel((20, 20))
    assert made.mode == "RGB"
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert max(pixel[1:]) < 60


@pytest.mark.parametrize("profile", [b"no profile", b"\x00" * 500])
def test_a_broken_profile_breaks_no_picture(tmp_path: Path, profile: bytes) -> None:
    _, made = looked_into(tmp_path, picture(FileKind.JPEG, icc_profile=profile), FileKind.JPEG)
    assert made.mode == "RGB"


@pytest.mark.parametrize("kind", [FileKind.PNG, FileKind.WEBP])
def test_of_a_moving_picture_the_first_is_kept(tmp_path: Path, kind: FileKind) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind.value, save_all=True, append_images=frames[1:], lossless=True)
    _, made = looked_into(tmp_path, out.getvalue(), kind)
    pixel = made.convert("RGB").getpixel((20, 20))
    assert getattr(made, "n_frames", 1) == 1
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > pixel[2]


def test_the_largest_picture_that_may_be_is_drawn_within_the_bounds(tmp_path: Path) -> None:
    """In the process that has them; the least patient format."""
    sent = tmp_path / "sent"
    Image.new("RGBA", (10_000, pictures.MOST_PIXELS // 10_000), (10, 20, 30, 40)).save(
        sent, "PNG", compress_level=1
    )
    found = look_into("examine", str(sent), "plan.png")
    assert (found["width"], found["height"]) == (2400, 1200)
