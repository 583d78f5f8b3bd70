"""A cluster of two workers for the tests, as an administrator would start one; skipped where the library is not."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def small_cluster(folder, workers=2, *, processes=True):
    """A scheduler on loopback with its workers; gives the cluster."""
    distributed = pytest.importorskip("distributed", reason="没有装 distributed")
    import dask

    with (
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": 0,
                "distributed.worker.memory.spill": False,
                "distributed.comm.timeouts.connect": "300s",
                "distributed.comm.timeouts.tcp": "300s",
                "distributed.admin.tick.interval": "2s",
            }
        ),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=processes,
            host="127.0.0.1",
            protocol="tcp://",
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            silence_logs=50,
            local_directory=str(folder),
            env={"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        ) as cluster,
    ):
        yield cluster
