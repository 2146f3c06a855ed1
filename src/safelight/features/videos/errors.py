"""What can be wrong with a request for a video."""

from safelight.kit.errors import Conflict, NotFound


class NoVideoModel(Conflict):
    """No model that makes videos is installed."""

    code = "no_video_model"

    def __init__(self) -> None:
        super().__init__(
            "No video model is installed.",
            hint="Get one: safelight models download stabilityai/stable-video-diffusion-img2vid-xt",
        )


class VideoNotFound(NotFound):
    """No video has that id."""

    code = "video_not_found"

    def __init__(self, video_id: str) -> None:
        super().__init__(f"There is no video {video_id!r}.", hint="`GET /api/v1/videos` lists them.")
