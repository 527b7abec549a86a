"""Receives uploads: to the disk as they come in, of a stranger or beyond the limits nothing."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

MB = 2**20


class Receiver(TemporaryFileUploadHandler):
    """Django's handler that writes to a file, with an end to it.

    What is too much is read off the line all the same, so that the answer reaches the sender; the
    file then is marked `cut`, and nobody takes it for whole.
    """

    written = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.cut = self.request is None or not self.request.user.is_authenticated

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = min(
            settings.EVIDENCE_MB * MB - start, settings.EVIDENCE_TOTAL_MB * MB - self.written
        )
        self.cut = self.cut or len(raw_data) > room
        if not self.cut:
            self.written += len(raw_data)
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        file = super().file_complete(file_size)
        file.cut = self.cut  # type: ignore[union-attr]  # read again in workflows.pages.uploads
        return file
