"""How much one file may hold. Above, the file is refused with a sentence that says what to do."""

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 60_000  # rows of all tables together
MAX_COLUMNS = 200
MAX_CELLS = 3_000_000  # cells of one table, empty and merged ones included
MAX_PARAGRAPHS = 100_000
MAX_CELL = 1_000_000  # characters of one cell
MAX_PAGES = 1_000
MAX_UNPACKED = 300 * 1024 * 1024  # bytes of a zip container when unpacked
MAX_PARTS = 5_000  # files in a zip container
MAX_RATIO = 200  # unpacked to packed size of one large part
MEMORY = 1_500 * 1024 * 1024  # address space of the reading process
SECONDS = 120
