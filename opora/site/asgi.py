"""The server's one entry: the live stream beside Django."""

import os
from collections.abc import Callable
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.site.settings")
pages = get_asgi_application()

from opora.site.live import stream  # noqa: E402  (models need Django to be set up)


async def application(scope: dict[str, Any], receive: Callable, send: Callable) -> None:
    """Streams go to the plain route, everything else to Django."""
    if scope["type"] == "http" and scope["path"].endswith("/live") and scope["method"] == "GET":
        await stream(scope, receive, send)
    elif scope["type"] == "lifespan":
        await lifespan(receive, send)
    else:
        await pages(scope, receive, send)


async def lifespan(receive: Callable, send: Callable) -> None:
    """Start and stop of the process: closes the streams, so that the server can stop at once."""
    from opora.site.live import FEED

    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await FEED.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await FEED.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
