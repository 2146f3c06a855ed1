"""What our pods are called at a provider: by their name alone they are known for ours, and for which."""

import secrets
import string

from sqlalchemy.orm import Session

from safelight.features.pods import repository

_LETTERS = string.ascii_lowercase + string.digits
_LENGTH = 8


def installation(session: Session) -> str:
    """Eight letters that this installation keeps for good, and that no other has; made when first asked for."""
    known = repository.installation(session)
    if known is None:
        known = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        repository.keep_installation(session, known)
        session.flush()
    return known


def prefix(of: str) -> str:
    """How the names of an installation's pods begin. What is called otherwise is none of our business."""
    return f"safelight-{of}-"


def name_of(pod_id: str, of: str) -> str:
    """What the pod of that id is called."""
    return prefix(of) + pod_id.removeprefix("pod_")


def id_of(name: str, of: str) -> str:
    """The id that a pod of that name was made under."""
    return "pod_" + name.removeprefix(prefix(of))
