"""What a file is, told by its content and never by its name; what is refused and why."""

import codecs
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import pikepdf
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from opora.lib.refusals import Refused

from . import rules

HEAD = 4096
PIECE = 1024 * 1024
MOST_PIXELS = 80_000_000  # an A3 page at 600 dpi is 70 million


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that may be attached."""

    label: str
    media_type: str
    extension: str


PDF = FileKind("PDF", "application/pdf", "pdf")
JPEG = FileKind("JPEG", "image/jpeg", "jpg")
PNG = FileKind("PNG", "image/png", "png")
TIFF = FileKind("TIFF", "image/tiff", "tif")
HEIC = FileKind("HEIC", "image/heic", "heic")
DOCX = FileKind(
    "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"
)
XLSX = FileKind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
ODT = FileKind("ODT", "application/vnd.oasis.opendocument.text", "odt")
TXT = FileKind("TXT", "text/plain; charset=utf-8", "txt")
KINDS = (PDF, JPEG, PNG, TIFF, HEIC, DOCX, XLSX, ODT, TXT)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}

_BEGINNINGS = {
    b"%PDF-": PDF,
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"II*\x00": TIFF,
    b"MM\x00*": TIFF,
}
_HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"heim", b"heis"}
_MARKUP = ("<", "#!", "%!")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")

# Names of a PDF that make it do something when it is opened or read.
_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA", "/ImportData")


def checked(upload: UploadedFile, *, limit: int) -> FileKind:
    """The kind of the file; refused with a sentence when it cannot be kept."""
    size = upload.size or 0
    if size == 0:
        raise Refused(_("Файлът е празен."), field="file")
    if size > limit:
        raise too_large(limit)
    file = cast("BinaryIO", upload.file)
    kind = recognized(file)
    if kind is None:
        raise Refused(_unknown(file), remedy=accepted(), field="file")
    if kind is PDF:
        _check_pdf(file)
    elif kind in {JPEG, PNG}:
        _check_picture(file)
    file.seek(0)
    return kind


def too_large(limit: int) -> Refused:
    """The file is over the limit: how large one may be, and what to do."""
    return Refused(
        _("Файлът е по-голям от {limit} МБ и не е изпратен.").format(limit=limit // rules.MEGABYTE),
        remedy=_(
            "Сканирайте с по-ниска разделителна способност (150 точки на инч стигат) или го"
            " разделете на части. Написаното тук е запазено."
        ),
        field="file",
    )


def accepted() -> str:
    """Which kinds may be attached, in words."""
    return _("Приемат се: {kinds}.").format(kinds=", ".join(kind.label for kind in KINDS))


def recognized(file: BinaryIO) -> FileKind | None:
    """The kind of file by its content; None when it is none of those that are kept."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file)
    return TXT if _is_text(file) else None


def _unknown(file: BinaryIO) -> str:
    file.seek(0)
    if file.read(4).startswith(_PROGRAMS):
        return _("Това е програма, каквото и да е името на файла. Програми не се прикачват.")
    return _("Видът на файла не е разпознат по съдържанието му.")


def _zipped(file: BinaryIO) -> FileKind | None:
    """An office document, told by its parts; none with macros."""
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused(
                    _("Файлът съдържа макроси и не може да се прикачи."),
                    remedy=_("Запазете го без макроси или като PDF."),
                    field="file",
                )
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 200:
                is_odt = parts.read("mimetype").strip() == ODT.media_type.encode()
                return ODT if is_odt and "content.xml" in names else None
    except zipfile.BadZipFile:
        return None
    finally:
        file.seek(0)
    return None


def _is_text(file: BinaryIO) -> bool:
    """UTF-8 throughout and without control characters; markup and scripts are not plain text."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    try:
        for place, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
            text = decoder.decode(piece)
            if _has_controls(text) or (not place and text.lstrip().startswith(_MARKUP)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _has_controls(text: str) -> bool:
    return any(character < " " and character not in "\t\r\n\f" for character in text)


def _check_picture(file: BinaryIO) -> None:
    """Refuse a picture that is broken, or would grow beyond all measure when it is opened."""
    try:
        with Image.open(file) as picture:
            width, height = picture.size
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        width = height = 0
    if not 0 < width * height <= MOST_PIXELS:
        raise Refused(
            _("Снимката е повредена или е прекалено голяма, за да се отвори."),
            remedy=_("Сканирайте я наново като JPEG или PDF."),
            field="file",
        )


def _check_pdf(file: BinaryIO) -> None:
    """Refuse a PDF that is broken, locked, or does something by itself."""
    file.seek(0)
    try:
        with pikepdf.open(file) as opened:
            if not opened.pages:
                raise Refused(_("В този PDF няма нито една страница."), field="file")
            active = next(_active_parts(opened), "")
    except pikepdf.PasswordError:
        raise Refused(
            _("Файлът е защитен с парола и не може да се провери."),
            remedy=_("Запазете го без парола."),
            field="file",
        ) from None
    except pikepdf.PdfError:
        raise Refused(
            _("Файлът започва като PDF, но е повреден и не може да се прочете."),
            remedy=_("Отворете го и го запазете или отпечатайте като PDF наново."),
            field="file",
        ) from None
    if active:
        raise Refused(
            _("Този PDF съдържа действия ({name}) и може да изпълни нещо при отваряне.").format(
                name=active.lstrip("/")
            ),
            remedy=_("Отворете го и го отпечатайте като PDF: страниците остават, действията не."),
            field="file",
        )


def _active_parts(opened: pikepdf.Pdf) -> Iterator[str]:
    for each in opened.objects:
        yield from _active_in(each)


def _active_in(each: Any) -> Iterator[str]:
    """Active names among the keys and values of an object and of what is written inside it; what
    stands apart (indirect) has its own turn."""
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        yield from (key for key in each.keys() if key in _ACTIVE)  # noqa: SIM118  (no iterator)
        inner = [value for _key, value in each.items()]
    elif isinstance(each, pikepdf.Array):
        inner = list(each)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Name) and str(value) in _ACTIVE:
            yield str(value)
        elif isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _active_in(value)
