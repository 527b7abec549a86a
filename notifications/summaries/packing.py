"""Packs a zip anew without the clock: the same parts give the same bytes."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest time a zip can name.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def packed(content: bytes) -> bytes:
    """Return the zip with the same parts in the same order, none of them with a time."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(target, "w") as new:
        for part in old.infolist():
            info = ZipInfo(part.filename, NO_TIME)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(part))
    return target.getvalue()
