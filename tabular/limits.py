"""What a file may be, said before anybody has waited for it. Pure."""

MOST_ROWS = 1_000_000
MOST_BYTES = 500 * 1024 * 1024
MOST_COLUMNS = 250
CHUNK_BYTES = 1024 * 1024  # a stored piece of a file
LONGEST_LINE = 200_000  # characters of one line or one JSON object; a CV has a few thousand
# A spreadsheet is a ZIP. Its sheets are read as a stream; everything else of it (shared texts, styles) in memory.
MOST_UNPACKED = 600 * 1024 * 1024
MOST_UNPACKED_PART = 80 * 1024 * 1024
MOST_PARTS = 2_000
MOST_RATIO = 250  # unpacked to packed; a sheet of numbers reaches about thirty
RATIO_FROM = 20 * 1024 * 1024  # below this a high ratio does no harm
LONGEST_CELL = 32_767  # characters; what the format XLSX allows
