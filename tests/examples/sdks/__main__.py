"""``python -m tests.examples.sdks PYTHON``: the vendors' own SDKs against the emulator, which checks what they sign.

``PYTHON`` is the interpreter of an environment with ``requirements.txt``; `make examples` makes one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from specseal.generate import output_of
from specseal.output import write_products
from specseal.project import Project
from specseal_emulator.testing import running

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
#: What each SDK says of a wrong secret.
REFUSED = {
    "tencent-faceid": {"AuthFailure.SignatureFailure"},
    "binance-spot": {"-1022"},
    "twilio-messages": {"20003"},
}


def main(python: str) -> int:
    """Whether every SDK is served, and refused with a wrong secret."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, codes in REFUSED.items():
            source = Project(EXAMPLES / name)
            (product,) = source.products()
            output = output_of(source, product)
            target = Project(Path(folder) / name)
            target.generated.mkdir(parents=True)
            write_products(target, [output])
            (contract,) = (target.generated / "contracts").glob("*.json")
            with running([contract]) as emulator:
                for secret, expected in (("demo-secret", {"ok"}), ("wrong", codes)):
                    arguments = [
                        python,
                        str(HERE / "calls.py"),
                        name.replace("-", "_"),
                        emulator.base_url,
                        secret,
                    ]
                    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
                    said = done.stdout.strip() or done.stderr.strip().splitlines()[-1]
                    verdict = (
                        "as expected" if said in expected else f"expected {' or '.join(sorted(expected))}"
                    )
                    failed += said not in expected
                    print(f"{name}, {secret}: {said} ({verdict})")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
