"""`ledger import` (which validates) and `ledger validate` of a generated IATI file against lxml parsing it whole and validating it with the XSD."""

import pathlib
import shutil
import subprocess
import sys
import tarfile

from pairs import pair

HERE = pathlib.Path(__file__).parent


def measure(rootcast, published, scratch, megabytes=1000, runs=3):
    with tarfile.open(published.parent / "corpora/iati/iati-schemas-2.03-tests.tar.gz") as archive:
        archive.extractall(scratch / "schema", filter="data")
    schema = next((scratch / "schema").rglob("iati-activities-schema.xsd"))
    file = scratch / "activities.xml"
    # In a process of its own: a child is charged with the memory of the process that started it.
    subprocess.run([sys.executable, str(HERE / "generate_iati.py"), str(megabytes), str(file)], check=True)
    peer = [sys.executable, str(HERE / "peers.py"), "lxml_validate", str(schema), str(file)]
    store = scratch / "store"

    def empty():
        shutil.rmtree(store, ignore_errors=True)

    size = f"generated IATI file, {file.stat().st_size / 1e6:,.0f} MB"
    ours = [rootcast, "--store", str(store), "ledger", "import", str(file), "--published", "2024-10-22"]
    pair(f"ledger import, which validates: {size}", ours, peer, runs, empty)
    empty()
    pair(f"ledger validate, with rules and codelists: {size}", [rootcast, "ledger", "validate", str(file)], peer, runs)
    file.unlink()
