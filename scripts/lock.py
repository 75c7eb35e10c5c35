"""Write the lock files from the ranges in pyproject.toml: `make lock`.

requirements/runtime.txt is what the site runs on; requirements/dev.txt is what testing adds to it,
resolved against the first so that the two install together. Every line carries hashes, none names
a package index. With `--upgrade` newer versions inside the ranges are taken.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
RUNTIME = FOLDER / "runtime.txt"
DEV = FOLDER / "dev.txt"
HEADER = "# Written by `make lock` from pyproject.toml, for Python 3.11 and later. Do not edit.\n"


def main() -> None:
    """Lock the runtime first, then the development tools on top of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take newer versions")
    upgrade = parser.parse_args().upgrade
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    FOLDER.mkdir(exist_ok=True)
    compile_lock(project["project"]["dependencies"], RUNTIME, upgrade)
    tools = [f"--constraint {RUNTIME}", *project["dependency-groups"]["dev"]]
    compile_lock(tools, DEV, upgrade)


def compile_lock(requirements: list[str], target: Path, upgrade: bool) -> None:
    """Resolve `requirements` into `target`; versions already locked there are kept."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "requirements.in"
        source.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes"]
        command += ["--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate"]
        command += ["--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links"]
        command += ["--output-file", str(target), str(source)]
        if upgrade:
            command.insert(4, "--upgrade")
        # A folder of wheels that only this machine has must not decide what the lock says.
        environment = {
            name: value for name, value in os.environ.items() if name != "PIP_FIND_LINKS"
        }
        subprocess.run(command, check=True, env=environment)
    target.write_text(HEADER + target.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
