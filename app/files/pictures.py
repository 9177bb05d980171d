"""Pictures: drawn anew, so that nothing is left but what one sees, and in the sizes that pages need.

A photograph says where and when it was taken, and by which telephone. Of all that nothing is kept.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from app.files.findings import Findings, Size
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
WIDTHS = (320, 640, 1280)
_FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG", FileKind.WEBP: "WEBP"}
_SAVING: dict[FileKind, dict[str, object]] = {
    FileKind.PNG: {"optimize": True},
    FileKind.JPEG: {"quality": 85, "optimize": True, "progressive": True},
    FileKind.WEBP: {"quality": 85, "method": 4},
}


def examine_png(path: Path) -> Findings:
    """A PNG; of a moving one the first picture."""
    return _drawn_anew(path, FileKind.PNG)


def examine_jpeg(path: Path) -> Findings:
    """A JPEG."""
    return _drawn_anew(path, FileKind.JPEG)


def examine_webp(path: Path) -> Findings:
    """A WebP; of a moving one the first picture."""
    return _drawn_anew(path, FileKind.WEBP)


def _drawn_anew(path: Path, kind: FileKind) -> Findings:
    picture = _opened(path, kind)
    sizes = [_saved(picture, path, kind)]
    for width in WIDTHS:
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            smaller = picture.resize((width, height), Image.Resampling.LANCZOS)
            sizes.append(_saved(smaller, path, kind))
    whole, *smaller_sizes = sizes
    return Findings(
        kind.value, file=whole.file, width=whole.width, height=whole.height, smaller=smaller_sizes
    )


def _too_many_pixels() -> FileRefused:
    return FileRefused(Reason.TOO_MANY_PIXELS, most=str(MOST_PIXELS // 1_000_000))


def _opened(path: Path, kind: FileKind) -> Image.Image:
    """The picture: upright, in the colours of screens, no longer than it may be, without anything beside it."""
    try:
        with warnings.catch_warnings(), Image.open(path, formats=[_FORMATS[kind]]) as sent:
            warnings.simplefilter("ignore")
            if sent.width * sent.height > MOST_PIXELS:
                raise _too_many_pixels()
            profile = sent.info.get("icc_profile")
            # Where the format allows it, a large picture is read small already.
            sent.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
            sent.load()
            upright = ImageOps.exif_transpose(sent)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(Reason.BROKEN) from error
    plain = _in_plain_colours(upright, kind)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    shown = _in_screen_colours(plain, profile)
    shown.info = {}
    return shown


def _in_plain_colours(picture: Image.Image, kind: FileKind) -> Image.Image:
    """As grey, colour, or either with transparency; sixteen bits a dot become eight."""
    if picture.mode == "I;16":
        # The higher byte of each dot.
        return Image.frombytes("L", picture.size, picture.tobytes()[1::2])
    see_through = picture.has_transparency_data and kind is not FileKind.JPEG
    if see_through:
        return picture.convert("RGBA")
    if picture.mode in ("L", "1", "LA"):
        return picture.convert("L")
    return picture if picture.mode in ("RGB", "CMYK") else picture.convert("RGB")


def _in_screen_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as screens show them without a profile; a profile may hold its owner's name, and is not kept."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile and picture.mode != "L":
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, own, ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile that is broken, or for other colours than these.
            converted = None
        if converted is not None:
            return converted
    return picture if picture.mode in ("L", mode) else picture.convert(mode)


def _saved(picture: Image.Image, path: Path, kind: FileKind) -> Size:
    made = path.with_name(f"{picture.width}.{kind.value}")
    picture.save(made, _FORMATS[kind], **_SAVING[kind])
    return Size(made.name, picture.width, picture.height)
