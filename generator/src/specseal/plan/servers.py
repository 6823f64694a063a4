"""Plans the variables of servers."""

from __future__ import annotations

from ..contract import Contract, ServerVariable
from ..naming import snake_case
from .package import VariablePlan


def plan_variables(contract: Contract) -> tuple[VariablePlan, ...]:
    """The variables of all servers that requests go to, each once."""
    servers = [
        *contract.servers,
        *(one for operation in contract.operations for one in operation.servers[:1]),
    ]
    found = {one.name: one for server in servers for one in server.variables}
    return tuple(
        VariablePlan(one.name, one.client_name or snake_case(one.name), one.default, one.values, _doc(one))
        for one in found.values()
    )


def _doc(variable: ServerVariable) -> str:
    text = " ".join(variable.description.split()) or "A part of the server's URL"
    default = f" Default: `{variable.default}`." if variable.default and "{" not in variable.default else ""
    return f"{text.rstrip('.')}.{default}"
