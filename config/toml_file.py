"""One TOML file, read into a table or into findings."""

import re
import tomllib
from pathlib import Path

from config.findings import Finding

Table = dict[str, object]

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read(path: Path) -> Table | Finding:
    """The file's table, or why it has none. Never raises for what the file holds or for a file that is not there."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows put a byte order mark before the text
        return tomllib.loads(text)
    except FileNotFoundError:
        return Finding(path.name, "", f"is missing in {path.parent}", "see config/sample for one that works")
    except UnicodeDecodeError as error:
        return Finding(path.name, f"byte {error.start}", "is not UTF-8 text", "save the file as UTF-8")
    except OSError as error:
        return Finding(path.name, "", f"cannot be read: {error.strerror}")
    except RecursionError:
        return Finding(path.name, "", "is nested too deeply")
    except ValueError as error:  # TOMLDecodeError, and numbers too long for Python
        reason = str(error)
        place = _PLACE.search(reason)
        line = f"line {place[1]}" if place and place[1] else "end of file" if place else ""
        return Finding(path.name, line, f"is not TOML: {_PLACE.sub('', reason)}")
