"""The WebSocket door: `/api/v1/events`."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.types import Message

from safelight.doors.live import admission
from safelight.doors.live.facts import Gap, Goodbye, Item, Look, Reply, Told, is_topic, to_json
from safelight.doors.live.frames import (
    HEARTBEAT_SECONDS,
    MAX_FRAME,
    MAX_TOPICS,
    hello,
    pong,
    problem,
    too_many_topics,
    unknown_topic,
)
from safelight.doors.live.hub import Hub
from safelight.doors.live.listener import Listener
from safelight.kit.errors import InvalidInput, shorten

router = APIRouter()


@router.websocket("/events")
async def events(socket: WebSocket) -> None:
    """Facts and previews of the topics that the client subscribes to, until one of the two goes."""
    hub: Hub = socket.app.state.hub
    offered = socket.scope.get("subprotocols", [])
    # Accepted even to be refused: a browser does not tell its page why a handshake failed.
    await socket.accept(subprotocol=admission.SUBPROTOCOL if admission.SUBPROTOCOL in offered else None)
    refused = admission.refusal(
        socket.app.state.studio,
        socket.state.caller,
        origin=socket.headers.get("origin"),
        host=socket.headers.get("host"),
    )
    if refused:
        await socket.close(refused.code, refused.reason)
        return
    listener = hub.join(socket.state.caller)
    try:
        _place(listener, socket.query_params.get("after"))
        await socket.send_text(to_json(hello(hub)))
        await _until_one_ends(_send(socket, listener), _receive(socket, hub, listener))
    finally:
        hub.leave(listener)


def _place(listener: Listener, after: str | None) -> None:
    if after is None:
        return
    if after.isdecimal() and len(after) < 19:
        listener.after = int(after)
    else:
        listener.reply(Reply(problem(InvalidInput.of("after", after, "this is the seq of no event."))))


async def _send(socket: WebSocket, listener: Listener) -> None:
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                item = await listener.take()
        except TimeoutError:
            item = Reply(pong())
        if isinstance(item, Goodbye):
            await socket.close(item.code, item.reason)
            return
        frame = _frame(item)
        await (socket.send_text(frame) if isinstance(frame, str) else socket.send_bytes(frame))


def _frame(item: Item) -> str | bytes:
    match item:
        case Told(fact, topic):
            return fact.text(topic)
        case Look():
            return item.frame
        case Gap(seq):
            return to_json({"type": "gap", "seq": seq})
        case Reply(frame):
            return to_json(frame)
        case Goodbye():
            raise AssertionError("a good-bye is no frame")


async def _receive(socket: WebSocket, hub: Hub, listener: Listener) -> None:
    while (message := await socket.receive())["type"] == "websocket.receive":
        try:
            await _obey(hub, listener, _read(message))
        except InvalidInput as error:
            listener.reply(Reply(problem(error)))


async def _obey(hub: Hub, listener: Listener, frame: dict[str, Any]) -> None:
    match frame.get("type"):
        case "ping":
            listener.reply(Reply(pong()))
        case "subscribe":
            topics = _topics(frame)
            known = [topic for topic in topics if is_topic(topic)]
            if len(listener.topics.union(known)) > MAX_TOPICS:
                raise too_many_topics()
            await hub.subscribe(listener, known)
            if len(known) < len(topics):
                raise unknown_topic(next(topic for topic in topics if topic not in known))
        case "unsubscribe":
            hub.unsubscribe(listener, _topics(frame))
        case other:
            raise _bad(f"type: {shorten(other)} is no kind of frame.")


def _read(message: Message) -> dict[str, Any]:
    text = message.get("text")
    if text is None:
        raise _bad("Clients send text frames only.")
    if len(text) > MAX_FRAME or len(text.encode()) > MAX_FRAME:
        raise InvalidInput(
            f"The frame is larger than {MAX_FRAME} bytes.",
            hint="Subscribe to fewer topics at once.",
            code="frame_too_large",
        )
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise _bad("The frame is no JSON object.")
    return frame


def _topics(frame: dict[str, Any]) -> list[str]:
    topics = frame.get("topics")
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise _bad("topics: this is no list of names.")
    return topics


def _bad(message: str) -> InvalidInput:
    example = '{"type": "subscribe", "topics": ["jobs"]}'
    return InvalidInput(message, hint=f"Send {example}, the same with unsubscribe, or a ping.", code="bad_frame")


async def _until_one_ends(*parts: Coroutine[Any, Any, None]) -> None:
    """Run both; when one ends, end the other."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
            raise result
