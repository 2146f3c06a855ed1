"""What can go wrong with a dataset.

SafelightError
├── DatasetNotFound      404
├── PictureNotFound      404  of this dataset, that is
├── VersionNotFound      404
├── ClassNotFound        404
├── DatasetNameTaken     409
├── DatasetInUse         409  runs were trained on it, or wait to be
├── DatasetIsFolder      409  its pictures lie in a folder, and are changed there
├── DatasetEmpty         409  nothing to keep, split or train on
├── DatasetFull          413  more pictures or bytes than the limits allow
├── ArchiveUnreadable    422  no zip file, or one that is damaged or made to do harm
├── UploadGone           409  what an import was to read is deleted
└── FolderAway           409  the folder is not there (any more)
"""

from safelight.kit.errors import Conflict, InvalidInput, NotFound, TooLarge, shorten


class DatasetNotFound(NotFound):
    """No dataset has that id or name."""

    code = "dataset_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no dataset {shorten(asked)!r}.", hint="`GET /api/v1/datasets` lists them.")


class PictureNotFound(NotFound):
    """The dataset has no such picture."""

    code = "dataset_picture_not_found"

    def __init__(self, name: str, picture_id: str) -> None:
        super().__init__(
            f"{name} has no picture {shorten(picture_id)!r}.",
            hint="`GET /api/v1/datasets/{id}/pictures` lists its pictures.",
        )


class VersionNotFound(NotFound):
    """The dataset has no such version."""

    code = "dataset_version_not_found"

    def __init__(self, name: str, number: int, newest: int) -> None:
        there = f"Its newest is {newest}." if newest else "It has none: keep one, or start a run."
        super().__init__(f"{name} has no version {number}.", hint=there)


class ClassNotFound(NotFound):
    """The dataset has no such class."""

    code = "class_not_found"

    def __init__(self, name: str, label: str) -> None:
        super().__init__(f"{name} has no class {shorten(label)!r}.", hint="The dataset lists its classes.")


class DatasetNameTaken(Conflict):
    """Another dataset has this name, in upper or lower case."""

    code = "dataset_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a dataset named {name!r}.", hint="Choose another name.")


class DatasetInUse(Conflict):
    """Runs need it."""

    code = "dataset_in_use"


class DatasetIsFolder(Conflict):
    """Its pictures are not kept by Safelight."""

    code = "dataset_is_folder"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is a folder on the workers' machines: its pictures are changed there.",
            hint="Change the folder, then look at it again; or make a dataset of pictures.",
        )


class DatasetEmpty(Conflict):
    """There are no pictures for that."""

    code = "dataset_empty"


class DatasetFull(TooLarge):
    """More pictures or bytes than the limits allow."""

    code = "dataset_full"


class ArchiveUnreadable(InvalidInput):
    """No zip file, or a damaged one."""

    status = 422
    code = "archive_unreadable"


class UploadGone(Conflict):
    """The files that an import was to read are deleted."""

    code = "upload_gone"


class FolderAway(Conflict):
    """The folder of a dataset is not there."""

    code = "dataset_folder_away"
