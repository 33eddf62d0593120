"""The server's one entry: the live stream beside Django."""

import gc
import os
from collections.abc import Callable
from typing import Any

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.site.settings")
pages = get_asgi_application()

from opora.documents.rules import CEILING  # noqa: E402
from opora.site import uploads  # noqa: E402
from opora.site.live import stream  # noqa: E402  (models need Django to be set up)


async def application(scope: dict[str, Any], receive: Callable, send: Callable) -> None:
    """Streams go to the plain route, everything else to Django."""
    if scope["type"] == "http" and scope["path"].endswith("/live") and scope["method"] == "GET":
        await stream(scope, receive, send)
    elif scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and uploads.announced(scope) > CEILING:
        await uploads.without_file(pages, scope, receive, send)
    else:
        await pages(scope, uploads.counted(receive), send)


async def lifespan(receive: Callable, send: Callable) -> None:
    """Start and stop of the process: closes the streams, so that the server can stop at once."""
    from opora.site.live import FEED

    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            settle()
            await FEED.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await FEED.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def settle() -> None:
    """Load what requests need, and leave it out of garbage collection from now on.

    It lives as long as the process; looking through it again made the slowest pages slower.
    """
    len(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()
