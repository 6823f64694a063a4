"""A folder is swapped in whole; an interruption leaves the old one or the new one."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from specseal import write

OLD = {"a.txt": "old\n", "deep/b.txt": "old\n"}
NEW = {"a.txt": "new\n", "deep/c.txt": "new\n"}


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def tree(folder: Path) -> dict[str, str]:
    return {path: content.decode() for path, content in write.read_tree(folder).items()}


def test_the_folder_holds_exactly_the_new_files(tmp_path: Path) -> None:
    folder = tmp_path / "product"
    assert write.write_tree(folder, OLD)
    assert write.write_tree(folder, NEW)
    assert tree(folder) == NEW
    assert names(tmp_path) == ["product"]


def test_an_unchanged_folder_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "product"
    write.write_tree(folder, OLD)
    before = (folder.stat().st_ino, folder.stat().st_mtime_ns, (folder / "a.txt").stat().st_mtime_ns)
    assert not write.write_tree(folder, OLD)
    assert before == (folder.stat().st_ino, folder.stat().st_mtime_ns, (folder / "a.txt").stat().st_mtime_ns)


def test_a_failure_while_building_leaves_the_old_folder(tmp_path: Path) -> None:
    folder = tmp_path / "product"
    write.write_tree(folder, OLD)
    with pytest.raises(OSError, match=r".+"):
        write.write_tree(folder, NEW | {"x" * 300: "the name is too long for the file system"})
    assert tree(folder) == OLD
    assert names(tmp_path) == ["product"]


def test_without_an_exchange_in_one_step_the_result_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_exchange", lambda one, other: False)
    folder = tmp_path / "product"
    write.write_tree(folder, OLD)
    write.write_tree(folder, NEW)
    assert tree(folder) == NEW
    assert names(tmp_path) == ["product"]


def test_an_interrupted_swap_is_mended(tmp_path: Path) -> None:
    folder = tmp_path / "product"
    write.write_tree(folder, OLD)
    folder.rename(tmp_path / ".product.old")
    (tmp_path / ".product.new-1").mkdir()
    write.recover(folder)
    assert tree(folder) == OLD
    assert names(tmp_path) == ["product"]


@pytest.mark.parametrize("at", range(1, 7))
def test_killed_at_any_system_call_the_folder_is_old_or_new(tmp_path: Path, at: int) -> None:
    folder = tmp_path / "product"
    write.write_tree(folder, OLD)
    script = textwrap.dedent(f"""
        import os, signal, sys
        from pathlib import Path
        from specseal import write
        seen = 0
        def hook(event, args):
            global seen
            if event in {{"os.mkdir", "os.rename", "open", "shutil.rmtree", "os.remove", "tempfile.mkdtemp"}}:
                seen += 1
                if seen == {at}:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        write.write_tree(Path({str(folder)!r}), {NEW!r})
    """)
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -9
    assert tree(folder) in (OLD, NEW)
    write.write_tree(folder, NEW)
    assert tree(folder) == NEW
    assert names(tmp_path) == ["product"]


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "contracts" / "product.json"
    assert write.write_file(path, "{}\n")
    assert not write.write_file(path, "{}\n")
    assert write.write_file(path, "[]\n")
    assert path.read_text() == "[]\n"
    assert names(path.parent) == ["product.json"]
