"""Its one consumer and its server's door: `uvicorn benchmarks.plain_chat.asgi:application`."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.plain_chat.settings")
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402  after the setup
from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.plain_chat.models import Message  # noqa: E402

if Message._meta.db_table not in connection.introspection.table_names():
    with connection.schema_editor() as editor:
        editor.create_model(Message)
connection.close()


class Chat(AsyncJsonWebsocketConsumer):
    """Somebody in the one room there is."""

    async def connect(self) -> None:
        """Come into the room."""
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave it."""
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Keep a message and tell the room."""
        client_id, body = content["client_id"], content["body"]
        kept = await Message.objects.acreate(client_id=client_id, body=body)
        message = {"id": kept.pk, "client_id": client_id, "body": body, "at": kept.at.isoformat()}
        await self.channel_layer.group_send("room", {"type": "chat.message", "message": message})

    async def chat_message(self, event: Any) -> None:
        """Send a message on to the browser."""
        await self.send_json(event["message"])


application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": Chat.as_asgi()})
