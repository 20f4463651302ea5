"""Write the software bill of materials: `python -m scripts.bill [FILE]`; sbom.json unless told.

What is pinned, with hashes, for every platform, comes from the lock; the licences from what each
package that is installed here says of itself.
"""

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.utils import canonicalize_name

from therapies import model, site
from therapies.catalog.store import store

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"


def bill() -> dict[str, Any]:
    """Return the bill of the lock, with the app as its root and the licences of its parts."""
    made = _made("requirements", str(LOCK))
    here = _made("environment")["components"]
    said = {canonicalize_name(each["name"]): each.get("licenses") for each in here}
    for part in made["components"]:
        name = canonicalize_name(part["name"])
        if licences := said.get(name) or _in_own_words(name):
            part["licenses"] = licences
    catalog = store().current().catalog
    made["metadata"]["component"] = {
        "bom-ref": "app",
        "type": "application",
        "name": site.TITLE,
        "description": model.PURPOSE,
        "version": f"table {catalog.version}" if catalog else "no table",
    }
    made["dependencies"] = [
        {"ref": "app", "dependsOn": sorted(each["bom-ref"] for each in made["components"])}
    ]
    made["serialNumber"] = uuid5(NAMESPACE_URL, json.dumps(made, sort_keys=True)).urn
    return made


def without_licence(made: dict[str, Any]) -> list[str]:
    """Return the names of the parts of which no licence is known here."""
    return sorted(part["name"] for part in made["components"] if not part.get("licenses"))


def _in_own_words(name: str) -> list[dict[str, Any]]:
    """Return the licence as a package that is installed here writes it, where that is no id."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return []
    return [{"license": {"name": found["License"]}}] if "License" in found else []


def _made(*source: str) -> dict[str, Any]:
    words = ["-m", "cyclonedx_py", *source, "--output-reproducible", "--no-validate", "-o", "-"]
    done = subprocess.run([sys.executable, *words], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(target: Path) -> None:
    """Write the bill, and say of which parts no licence is known."""
    made = bill()
    target.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    unknown = ", ".join(without_licence(made))
    print(f"{target}: {len(made['components'])} packages; no licence known here: {unknown or '-'}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "sbom.json"))
