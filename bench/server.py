"""The server of the benchmarks: a loop in C, compiled on demand, on its own core."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import msgspec

USER = {
    "CreateTime": 1636427314000,
    "CustomUserId": "1234567890",
    "FacePicList": [
        {
            "FaceMd5": "d41d8cd98f00b204e9800998ecf8427e",
            "FacePicUrl": "https://pictures.example/one.jpg",
            "FeatureDTOList": [
                {"AlgorithmName": "a", "AlgorithmProvider": "b", "AlgorithmVersion": "1", "ErrorCode": "200"}
            ],
        }
    ],
    "ModifyTime": 1636436864000,
    "Name": "Tony",
    "Params": '{"key1":"value1"}',
    "UserId": "3mtjaqebeq4d",
}
#: Response bodies by case.
BODIES = {
    "small form": {
        "request_id": "1462257147,3149525e-2c24-4862-8e9f-92040595f0a4",
        "time_used": 5,
        "info": {"face_token": "9eab9fe14a402295fb78409a81abfc3c", "add_time": "1636427314"},
    },
    "100 KiB form": {
        "request_id": "1462257147,3149525e-2c24-4862-8e9f-92040595f0a4",
        "time_used": 5,
        "token": "34fb21937e47ae719f11cbc719615687",
        "biz_id": "1462259748,52b13fb5-8dfb-4537-a62b-a641d5e929f1",
        "expired_time": 1462257765,
    },
    "50 rows": {
        "Code": "200",
        "Success": True,
        "RequestId": "0A13279A-5640-45E7-87AA-83750541AD0E",
        "Data": {"Page": 1, "PageSize": 50, "Total": 50, "List": [USER] * 50},
    },
}


def cores() -> tuple[set[int], set[int]]:
    """Cores for the client and for the server; the same if there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return {usable[0]}, {usable[-1]}


@contextlib.contextmanager
def serving(folder: Path) -> Generator[dict[str, str]]:
    """Serve each body on its own port; yields the base URLs by case. Raises `RuntimeError` without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise RuntimeError("the benchmark's server needs a C compiler: install gcc and libc6-dev")
    program = folder / "server"
    source = Path(__file__).with_name("server.c")
    subprocess.run([compiler, "-O2", "-o", program, source], check=True)
    urls: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for name, body in BODIES.items():
            file = folder / f"{name}.json"
            file.write_bytes(msgspec.json.encode(body))
            process = stack.enter_context(
                subprocess.Popen([program, file], stdout=subprocess.PIPE, text=True)
            )
            stack.callback(process.kill)
            os.sched_setaffinity(process.pid, cores()[1])
            assert process.stdout is not None
            urls[name] = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        yield urls
