"""Read the same documents here and on a local cluster of two nodes, one of which is killed; compare the releases.

Run: python -m benchmarks.ray_test [--documents N]
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.documents import write_documents
from benchmarks.kill_test import leftovers, release_bytes
from pipeline.batch import Outcome
from pipeline.extract import Summary
from pipeline.ingest import Order, ingest
from pipeline.observer import Observer
from pipeline.worker import Limits

MEMORY = 512 * 1024**2


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    count = parser.parse_args().documents
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    )
    from ray.cluster_utils import Cluster

    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "in"
        write_documents(folder, 0, count)
        ingest(Order((folder,), place / "here", workers=1))
        node = {"num_cpus": 1, "memory": 2 * MEMORY, "object_store_memory": 80 * 1024**2}
        cluster = Cluster(initialize_head=True, head_node_args=node)
        other = cluster.add_node(**node)
        cluster.wait_for_nodes()

        class KillOne(Observer):
            """Kills the second node when a third of the sources is read."""

            done = 0

            def told(self, outcome: Outcome, summary: Summary) -> None:  # noqa: ARG002
                self.done += 1
                if self.done == count // 3:
                    cluster.remove_node(other, allow_graceful=False)

        limits = Limits(memory=MEMORY)
        order = Order(
            (folder,), place / "there", limits=limits, workers=2, engine="ray", address=cluster.address
        )
        try:
            result = ingest(order, [KillOne()])
        finally:
            cluster.shutdown()
        assert result.read == count
        assert not result.tally.statuses["failed"], "a node that died is no fault of a document"
        assert release_bytes(place / "there") == release_bytes(place / "here"), "the releases differ"
        assert leftovers(place / "there") == []
    print(f"{count} documents on two nodes, one killed after {count // 3}: the same bytes as on one machine")


if __name__ == "__main__":
    main()
