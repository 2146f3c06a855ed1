"""The Socket.IO door: `/socket.io`, with a room per job and one for all of them."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import socketio
from socketio.exceptions import ConnectionRefusedError as Refused
from starlette.types import Receive, Scope, Send

from safelight.db.ownership import seen_by
from safelight.doors.live import admission
from safelight.doors.live.facts import TOPICS, Gap, Goodbye, Item, Look, Reply, Told, is_topic, job_topic
from safelight.doors.live.frames import HEARTBEAT_SECONDS, MAX_FRAME, MAX_TOPICS, hello, problem, too_many_topics
from safelight.doors.live.hub import Hub
from safelight.doors.live.listener import Listener
from safelight.features.access import Studio
from safelight.jobs import service as jobs
from safelight.kit.addresses import is_own_page
from safelight.kit.credentials import secrets_of
from safelight.kit.errors import InvalidInput, SafelightError

# It calls every mistake of a client an error. What is one of ours has a traceback.
_log = logging.getLogger(__name__)
_log.addFilter(lambda record: record.exc_info is not None)

_END = None  # ends the transport when it comes to it in a line
Line = asyncio.Queue[Any]
Environ = dict[str, Any]
Answer = dict[str, Any]


@dataclass
class _Client:
    listener: Listener
    line: Line
    sending: asyncio.Task[None]


class Rooms:
    """One Socket.IO server over the hub. Clients emit `subscribe` and `unsubscribe`, and get an answer to each."""

    def __init__(self, hub: Hub, studio: Studio) -> None:
        self._hub = hub
        self._studio = studio
        self._clients: dict[str, _Client] = {}
        self._sio = socketio.AsyncServer(
            async_mode="asgi",
            async_handlers=False,  # one wish of a client after the other
            cors_allowed_origins=self._may_connect,
            max_http_buffer_size=MAX_FRAME,
            ping_interval=HEARTBEAT_SECONDS,
            logger=_log,
            engineio_logger=_log,
        )
        self._sio.on("connect", self._connect)
        self._sio.on("disconnect", self._disconnect)
        self._sio.on("subscribe", self._subscribe)
        self._sio.on("unsubscribe", self._unsubscribe)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request or WebSocket."""
        await self._sio.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End every transport. Clients take that for a lost connection, and come back when the server does."""
        for client in self._clients.values():
            client.sending.cancel()
        for connection in list(self._sio.eio.sockets.values()):
            connection.queue.put_nowait(_END)
        await self._sio.shutdown()

    # What clients do

    async def _connect(self, sid: str, environ: Environ, auth: object = None) -> None:
        keys = list(secrets_of(environ.get("HTTP_AUTHORIZATION"), []))
        if isinstance(auth, dict) and isinstance(auth.get("key"), str):
            keys.append(auth["key"])
        origin, host = environ.get("HTTP_ORIGIN"), environ.get("HTTP_HOST")
        caller = await asyncio.to_thread(self._studio.gate.admit, keys)
        refused = admission.refusal(self._studio, caller, origin=origin, host=host)
        if refused:
            code = "unauthenticated" if caller.principal is None else "not_allowed"
            raise Refused(refused.reason, {"code": code, "hint": "Connect with auth {key: …}."})
        listener = self._hub.join(caller)
        listener.reply(Reply(hello(self._hub)))
        line = self._sio.eio.sockets[self._sio.manager.eio_sid_from_sid(sid, "/")].queue
        self._clients[sid] = _Client(listener, line, asyncio.create_task(self._send(sid, listener, line)))

    async def _disconnect(self, sid: str, reason: str) -> None:
        if client := self._clients.pop(sid, None):
            self._hub.leave(client.listener)
            if client.sending is not asyncio.current_task():
                client.sending.cancel()
            # A poll that is under way would hang until it times out.
            client.line.put_nowait(_END)

    async def _subscribe(self, sid: str, wish: object = None, *_: object) -> Answer:
        listener = self._clients[sid].listener
        try:
            # The context is that of a request, which need not have shown the key that the connection did.
            with seen_by(listener.caller.sight):
                topic = await self._topic(wish)
            if len(listener.topics | {topic}) > MAX_TOPICS:
                raise too_many_topics()
            await self._hub.subscribe(listener, [topic])
        except SafelightError as error:
            return {"ok": False, "error": problem(error)}
        return {"ok": True, "topic": topic, "seq": self._hub.seq}

    async def _unsubscribe(self, sid: str, wish: object = None, *_: object) -> Answer:
        try:
            topic = _named(wish)
        except InvalidInput as error:
            return {"ok": False, "error": problem(error)}
        self._hub.unsubscribe(self._clients[sid].listener, [topic])
        return {"ok": True, "topic": topic, "seq": self._hub.seq}

    async def _topic(self, wish: object) -> str:
        topic = _named(wish)
        if topic not in TOPICS:
            await asyncio.to_thread(self._must_exist, topic.removeprefix("job:"))
        return topic

    def _must_exist(self, job_id: str) -> None:
        with self._studio.db.reading() as session:
            jobs.get(session, job_id)

    # What clients get

    async def _send(self, sid: str, listener: Listener, line: Line) -> None:
        """One thing after the other: the next when the client has taken the last."""
        while not isinstance(item := await listener.take(), Goodbye):
            name, data = _message(item)
            await self._sio.emit(name, data, to=sid)
            await line.join()
        if item is admission.OVER:
            await self._sio.disconnect(sid)

    def _may_connect(self, origin: str, environ: Environ) -> bool:
        # Where everybody must show a key, any page may carry one.
        return not self._studio.gate.is_open() or is_own_page(origin, environ.get("HTTP_HOST"), self._studio.public_url)


def _named(wish: object) -> str:
    """The topic that a client names as `{"job_id": …}` or `{"topic": "jobs"}`."""
    if isinstance(wish, dict):
        if isinstance(job_id := wish.get("job_id"), str) and is_topic(job_topic(job_id)):
            return job_topic(job_id)
        if isinstance(topic := wish.get("topic"), str) and topic in TOPICS:
            return topic
    raise InvalidInput(
        "The wish names neither a job nor a topic.",
        hint='Send {"job_id": "job_…"}, or {"topic": "jobs"} for all jobs.',
        code="bad_wish",
    )


def _message(item: Item) -> tuple[str, dict[str, Any]]:
    """The name of an event, and what it carries."""
    match item:
        case Told(fact, topic):
            return "job" if fact.job_id else "event", fact.envelope(topic)
        case Look(job_id, position, step, image):
            return "preview", {"job_id": job_id, "position": position, "step": step, "image": image}
        case Gap(seq):
            return "gap", {"type": "gap", "seq": seq}
        case Reply(frame):
            return frame["type"], frame
        case Goodbye():
            raise AssertionError("a good-bye is no message")
