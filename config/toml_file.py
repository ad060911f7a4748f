"""One TOML file, read into a table or into findings."""

import re
import tomllib
from pathlib import Path

from config.findings import Finding

Table = dict[str, object]

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read(folder: Path, name: str) -> Table | Finding:
    """The table of the file `name` of the folder, or why it has none.

    Never raises for what the file holds or for a file that is not there.
    """
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        return Finding(name, "", f"is missing in {folder}", "see config/sample for one that works")
    except OSError as error:
        return Finding(name, "", f"cannot be read: {error.strerror}")
    return parse(content, name)


def parse(content: bytes, name: str) -> Table | Finding:
    """The table of a file called `name` that holds `content`, or why it has none. Never raises."""
    try:
        text = content.decode("utf-8-sig")  # editors on Windows put a byte order mark before the text
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        return Finding(name, f"byte {error.start}", "is not UTF-8 text", "save the file as UTF-8")
    except RecursionError:
        return Finding(name, "", "is nested too deeply")
    except ValueError as error:  # TOMLDecodeError, and numbers too long for Python
        reason = str(error)
        place = _PLACE.search(reason)
        line = f"line {place[1]}" if place and place[1] else "end of file" if place else ""
        return Finding(name, line, f"is not TOML: {_PLACE.sub('', reason)}")
