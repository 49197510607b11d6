"""The process in which a PDF is read: from stdin to what is written in it on stdout. Started by `pdf_text` alone.

A PDF can ask for any amount of time and memory, and the library that reads it is large. So it is read where nothing
else is: no Django, no settings, no secret in the environment, and limits that the kernel keeps. Ends with 0 where all
was read, and otherwise where it was not: whatever is raised ends it, and nobody reads what it says of that.
"""

import io
import logging
import resource
import sys
from collections.abc import Iterator

from pypdf import PdfReader, overwrite_configuration

MOST_MEMORY = 640 * 1024 * 1024  # bytes of address space
MOST_PAGES = 300
MOST_UNPACKED = 40 * 1024 * 1024  # of one stream
MOST_WRITTEN = 4_000_000  # characters of all pages together


def limit(seconds: int) -> None:
    """Let the kernel end this process after so much processor time, or refuse it memory and files."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    overwrite_configuration(
        zlib_maximum_output_length=MOST_UNPACKED,
        lzw_maximum_output_length=MOST_UNPACKED,
        run_length_maximum_output_length=MOST_UNPACKED,
        brotli_maximum_output_length=MOST_UNPACKED,
        array_based_stream_maximum_output_length=MOST_UNPACKED,
        jbig2dec_binary=None,
    )


def written(content: bytes) -> Iterator[str]:
    """What is written on the pages, in form fields, notes and the file's description.

    Raises ValueError where there is a password, more than there is room for, or another file inside; what else is wrong
    raises what the library raises.
    """
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("a password")
    if len(reader.pages) > MOST_PAGES:
        raise ValueError("too many pages")
    if any(True for _one in reader.attachment_list):
        raise ValueError("a file in the file")
    yield from (str(value) for value in (reader.metadata or {}).values())
    for field in (reader.get_fields() or {}).values():
        yield str(field.get("/V") or "")
    for page in reader.pages:
        yield page.extract_text()
        for note in page.annotations or ():
            said = note.get_object()
            if said.get("/Subtype") == "/FileAttachment":
                raise ValueError("a file in the file")
            yield str(said.get("/Contents") or "")


def main() -> int:
    logging.disable()
    content = sys.stdin.buffer.read()
    limit(int(sys.argv[1]))
    room, found = MOST_WRITTEN, []
    for text in written(content):
        found.append(text)
        room -= len(text)
        if room < 0:
            return 1
    sys.stdout.buffer.write("\n".join(found).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
