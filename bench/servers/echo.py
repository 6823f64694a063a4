"""The floor: Starlette on uvicorn reads a form and echoes its fields. `python -m bench.servers.echo PORT`."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def echo(request: Request) -> JSONResponse:
    """The fields of the form."""
    async with request.form() as form:
        found = {
            name: value if isinstance(value, str) else len(await value.read()) for name, value in form.items()
        }
    return JSONResponse(found)


if __name__ == "__main__":
    app = Starlette(routes=[Route("/{path:path}", echo, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
