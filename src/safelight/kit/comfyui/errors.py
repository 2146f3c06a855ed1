"""What can go wrong with a ComfyUI server.

SafelightError
├── ComfyAway         503  it does not answer, and did not come back for a while
├── ComfyDenied       403  it, or a proxy before it, wants another token
├── ComfyRefused      502  it answers, and not as ComfyUI does
├── GraphRefused      400  a node, a model or a value that it does not have or take
├── GraphFailed       502  a node raised an error while it computed
├── ComfyOutOfMemory  507  the server's device has not enough memory
├── ComfyInterrupted  409  somebody else stopped it, or emptied its queue
├── PromptLost        503  the server was restarted and forgot it, again and again
└── FileTooLarge      413  a result larger than is taken
"""

from typing import Any

from safelight.kit.errors import (
    Conflict,
    FieldProblem,
    Forbidden,
    InvalidInput,
    OutOfSpace,
    SafelightError,
    TooLarge,
    Unavailable,
    shorten,
)

LISTED = 6  # choices that an error names


class ComfyAway(Unavailable):
    """It does not answer."""

    code = "comfyui_away"

    def __init__(self, address: str, why: object) -> None:
        super().__init__(
            f"ComfyUI at {address} does not answer: {shorten(str(why) or type(why).__name__)}.",
            hint="Start it with --listen, or mend the address: SAFELIGHT_COMFYUI_SERVERS, or --comfyui of the agent.",
            retry_after=10,
        )


class ComfyDenied(Forbidden):
    """It wants another token."""

    code = "comfyui_denied"

    def __init__(self, address: str, status: int) -> None:
        super().__init__(
            f"ComfyUI at {address} does not let this studio in (status {status}).",
            hint="SAFELIGHT_COMFYUI_TOKEN is sent as `Authorization: Bearer …`; set it to what the proxy wants.",
        )


class ComfyRefused(SafelightError):
    """It answers, and not as ComfyUI does."""

    status = 502
    code = "comfyui_refused"

    def __init__(self, address: str, what: str) -> None:
        super().__init__(
            f"What answers at {address} is no ComfyUI that this studio understands: {shorten(what, 160)}.",
            hint="Look whether the address and its port are ComfyUI's own.",
        )


class GraphRefused(InvalidInput):
    """A node, a model or a value that the server does not have or take."""

    code = "comfyui_graph_refused"


class GraphFailed(SafelightError):
    """A node raised an error while it computed."""

    status = 502
    code = "comfyui_failed"


class ComfyOutOfMemory(OutOfSpace):
    """The server's device has not enough memory."""

    code = "out_of_memory"


class ComfyInterrupted(Conflict):
    """Somebody else stopped it."""

    code = "comfyui_interrupted"

    def __init__(self, address: str) -> None:
        super().__init__(f"Somebody stopped it at ComfyUI ({address}), or emptied its queue.", hint="Ask for it again.")


class PromptLost(Unavailable):
    """The server forgot it."""

    code = "comfyui_lost_it"

    def __init__(self, address: str, times: int) -> None:
        super().__init__(
            f"ComfyUI at {address} forgot what it was asked for {times} times: it is restarted over and over.",
            hint="Its log says why it ends; often it is out of memory.",
        )


class FileTooLarge(TooLarge):
    """A result larger than is taken."""

    code = "comfyui_file_too_large"


def refusal(body: dict[str, Any], graph: dict[str, Any]) -> GraphRefused:
    """The body of a 400 from /prompt in words: which node and input, what it was, and what is allowed."""
    problems: list[tuple[str, FieldProblem]] = []
    for id_, node in _items(body.get("node_errors")):
        class_type = str(node.get("class_type") or _class_of(graph, id_))
        problems += [_problem(id_, class_type, each) for each in node.get("errors") or [] if isinstance(each, dict)]
    if problems:
        more = f" And {len(problems) - LISTED} more." if len(problems) > LISTED else ""
        hints = dict.fromkeys(hint for hint, _ in problems[:LISTED] if hint)
        return GraphRefused(
            " ".join(f"{problem.message}." for _, problem in problems[:LISTED]) + more,
            hint=" ".join(hints) or None,
            fields=tuple(problem for _, problem in problems),
        )
    error = body.get("error")
    told = error if isinstance(error, dict) else {"message": error}
    message = shorten(str(told.get("message") or "no reason given"), 300)
    hint = None
    if "does not exist" in message or told.get("type") == "missing_node_type":
        hint = "Install the custom nodes that bring it (ComfyUI's manager finds them by its name), and restart it."
    return GraphRefused(f"ComfyUI refused the graph: {message}", hint=hint)


def failure(data: dict[str, Any]) -> SafelightError:
    """An `execution_error` in words."""
    kind, message = str(data.get("exception_type", "")), str(data.get("exception_message", "")).strip()
    where = f"node {data.get('node_id', '?')} ({data.get('node_type', '?')})"
    if "OutOfMemory" in kind or "out of memory" in message.lower() or "Allocation on device" in message:
        return ComfyOutOfMemory(
            f"ComfyUI ran out of memory in {where}.",
            hint="Choose a smaller size or fewer frames, or start ComfyUI with --lowvram.",
        )
    return GraphFailed(
        f"ComfyUI failed in {where}: {shorten(f'{kind}: {message}', 400)}",
        hint="ComfyUI's own log has the traceback.",
    )


def _problem(id_: str, class_type: str, error: dict[str, Any]) -> tuple[str, FieldProblem]:
    info = error.get("extra_info")
    info = info if isinstance(info, dict) else {}
    name, value = str(info.get("input_name", "")), info.get("received_value")
    kind, details = error.get("type"), str(error.get("details") or error.get("message") or "")
    config = info.get("input_config")
    where = f"node {id_} ({class_type}){f', input {name}' if name else ''}"
    hint = ""
    if kind == "value_not_in_list":
        choices = [
            str(each) for each in (config[0] if isinstance(config, list) and isinstance(config[0], list) else [])
        ]
        listed = ", ".join(choices[:LISTED]) + (" …" if len(choices) > LISTED else "")
        what = f"this server has no {shorten(str(value))!r}"
        hint = f"It has {listed}." if choices else "Its folder is empty there: put the file into it."
    elif kind in {"value_smaller_than_min", "value_bigger_than_max"}:
        limits = config[1] if isinstance(config, list) and len(config) > 1 and isinstance(config[1], dict) else {}
        side, limit = ("least", limits.get("min")) if "min" in str(kind) else ("most", limits.get("max"))
        what = f"{shorten(str(value))} is not allowed; the {side} is {limit}"
    elif kind == "required_input_missing":
        what = "it is missing"
    else:
        what = shorten(f"{error.get('message', kind)}: {details}" if details else str(kind), 300)
    problem = FieldProblem(f"graph.{id_}.{name}" if name else f"graph.{id_}", f"{where}: {what}", shorten(str(value)))
    return hint, problem


def _items(value: object) -> list[tuple[str, dict[str, Any]]]:
    return [(str(k), v) for k, v in value.items() if isinstance(v, dict)] if isinstance(value, dict) else []


def _class_of(graph: dict[str, Any], id_: str) -> str:
    node = graph.get(id_)
    return str(node.get("class_type", "?")) if isinstance(node, dict) else "?"
