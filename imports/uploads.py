"""A file that is sent with a form, written to disk as it arrives and no further than the limit."""

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from tabular.limits import MOST_BYTES


class LimitedUpload(TemporaryFileUploadHandler):
    """`is_too_large` says that the file was longer than a file may be; what came of it is thrown away."""

    is_too_large = False
    most = MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.most:
            self.is_too_large = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
