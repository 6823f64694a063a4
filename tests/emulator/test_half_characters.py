"""Half of a surrogate pair, which JSON and YAML can escape, reaches no store."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from specseal_emulator import SeedError, open_store, read_seed
from specseal_emulator.recipe.view import json_fields
from specseal_emulator.state import SeedStream, StoredRecord
from specseal_emulator.testing import Running

ROWS = {
    "faces": r'{"group_id":"g","face_token":"\ud800","user_id":"u","user_data":"d","add_time":1}',
    "stored_records": r'{"product":"p","record":"r","key":["\ud800"],"fields":{"id":"a"}}',
    "stored_records of fields": r'{"product":"p","record":"r","key":["a"],"fields":{"id":"a","n":{"x":"\udfff"}}}',
    "accounts": r'{"key":"k","secret":"s","credentials":{"x":"\ud800"}}',
}
FIELDS = dict(zip(ROWS, ("face_token", "key.0", "fields.n.x", "credentials.x"), strict=True))


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("form", ["yaml", "ndjson", "long yaml"])
def test_a_seed_file_names_the_line(tmp_path: Path, row: str, form: str) -> None:
    section, suffix = row.partition(" ")[0], form.rpartition(" ")[2]
    path = tmp_path / f"{section}.{suffix}"
    path.write_text(f"{ROWS[row]}\n" if suffix == "ndjson" else f"{section}:\n- {ROWS[row]}\n")
    line = 1 if suffix == "ndjson" else 2
    field = f"{FIELDS[row]}: " if suffix == "ndjson" else ".*"
    with pytest.raises(
        SeedError, match=rf"{section}.{suffix}:{line}: {field}unpaired surrogate is not valid Unicode"
    ):
        read_seed(path) if form == "yaml" else open_store(None).bulk(SeedStream(path).prepared({}))


@pytest.mark.parametrize("row", ROWS)
def test_the_control_plane_refuses_it(emulator: Running, http: httpx.Client, row: str) -> None:
    control, section = f"{emulator.base_url}/_emulator", row.partition(" ")[0]
    for method, path, body, field in (
        ("POST", "seed", f'{{"{section}":[{ROWS[row]}]}}', f"{section}.0.{FIELDS[row]}"),
        (
            "PUT",
            "snapshot",
            r'{"version":1,"records":[{"kind":"face","key":"\ud800","value":{},"expires":null}]}',
            "records.0.key",
        ),
    ):
        response = http.request(method, f"{control}/{path}", content=body)
        assert (response.status_code, f"{field}: unpaired surrogate" in response.text) == (400, True)
    for path in ("limits", "faults"):
        assert http.get(f"{control}/{path}/%ED%A0%80").status_code == 404


def test_a_record_has_no_such_key() -> None:
    with pytest.raises(ValueError, match=r"^key: unpaired surrogate is not valid Unicode"):
        StoredRecord("p", "r", ("\ud800",), {})


def test_what_is_signed_is_read_from_whole_texts_only() -> None:
    body = rb'{"nonce":"\ud83d\ude00"}'
    assert json_fields(body, "application/json") == {"nonce": "\U0001f600"}
    assert json_fields(body.replace(rb"\ude00", b""), "application/json") == {}
