"""The shelf: every model of any kind, by name. The files are the truth; rows say what is beside them.

What lies in the models folder is on it, with nothing to register. It reads configs and headers, never weights.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import safelight
from safelight.db import Database
from safelight.features.models.errors import ModelNotFound, ModelNotHere, ModelUnusable
from safelight.features.models.repository import records, stored
from safelight.features.models.repository.hashing import SMALL_BYTES, content_hash
from safelight.features.models.repository.presets import defaults_of, training_of
from safelight.features.models.repository.records import Known
from safelight.features.models.repository.scan import Place, mark_of, scan
from safelight.features.models.tables import Model
from safelight.kit.errors import SafelightError, shorten
from safelight.kit.identify import Identity, Kind, identify
from safelight.kit.model_card import CARD_FILE, Paper, read_paper
from safelight.specs.generation import ModelDefaults
from safelight.specs.loading import LoadOptions
from safelight.specs.models import BUILT_IN, ModelInfo
from safelight.specs.training import TrainSpec

STARTER = Path(safelight.__file__).parent / "engine" / "starter" / "weights" / "pipeline"
DRAWING: tuple[Kind, ...] = ("base", "video")  # what loads as a pipeline of its own


@dataclass(frozen=True)
class Broken:
    """What lies in the models folder and cannot be used."""

    place: Place
    error: SafelightError
    reason: SafelightError  # what was wrong with the files


@dataclass(frozen=True)
class Arrived:
    """A model whose files came from elsewhere: where they are, and its content hash."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class ModelShelf:
    """Where models are: `built_in` by name, the rest below `folder`, and what rows of `db` point at elsewhere.

    `db` is the shelf's own, not that of the request: it reads while a request holds its connection. Without one only
    the files count. `roots` are the folders from which models may be registered in place; None means any. `elsewhere`
    brings models that are not on this machine, where it can.
    """

    folder: Path
    built_in: dict[str, Path]
    default: str
    db: Database | None = None
    roots: tuple[Path, ...] | None = ()
    elsewhere: Callable[[str], Arrived | None] | None = None
    _known: dict[Path, Known] = field(default_factory=dict, repr=False, compare=False)
    _places: dict[str, Place] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def at(
        cls,
        folder: Path,
        *,
        default: str,
        db: Database | None = None,
        roots: tuple[Path, ...] | None = (),
        elsewhere: Callable[[str], Arrived | None] | None = None,
    ) -> "ModelShelf":
        """The shelf of an installation: the starter model that ships with Safelight, and the user's folder."""
        starter = {BUILT_IN: STARTER}
        return cls(folder=folder, built_in=starter, default=default, db=db, roots=roots, elsewhere=elsewhere)

    def names(self, kind: Kind | None = "base") -> list[str]:
        """The names of every model of a kind (None: of any), the built-in ones first; broken base folders too."""
        places, rows = self._everything()
        found = []
        for place in places.values():
            try:
                is_wanted = kind is None or self._identity(place, rows.get(place.name)).identity.kind == kind
            except (SafelightError, OSError):
                is_wanted = kind in {None, "base"} and place.path.is_dir()
            if is_wanted:
                found.append(place.name)
        return found + [info.name for info in self._afar() if kind in {info.kind, None}]

    def path(self, name: str | None) -> Path:
        """The file or folder of a model, `None` meaning the default one. Raises ModelNotFound."""
        return self._place(name or self.default, kind="base")[0].path

    def info(self, name: str | None) -> ModelInfo:
        """A model that draws, the default one if `None`. Raises ModelNotFound, or ModelUnusable for broken files."""
        info = self.find(name or self.default)
        if info.kind not in DRAWING:
            raise ModelNotFound(shorten(info.name), self.names(), found=info.kind)
        return info

    def find(self, name: str, kind: Kind | None = None) -> ModelInfo:
        """A model of a kind, of any if None; small ones come with their hash.

        Raises ModelNotFound, saying what of that kind there is, or ModelUnusable when its files are broken.
        """
        place, row = self._place(name, kind=kind)
        info = self._told(place, row)
        if kind is not None and info.kind != kind:
            raise ModelNotFound(shorten(name), self.names(kind), kind=kind, found=info.kind)
        if info.sha256 is None and info.size_bytes <= SMALL_BYTES:
            return info.model_copy(update={"sha256": self.hash(info)})
        return info

    def all(self, kind: Kind | None = "base") -> list[ModelInfo]:
        """Every model of a kind (None: of any) that can be described; a broken one does not hide the others.

        What is stored and not on this machine is described from its row: `find` brings its files.
        """
        return [info for info in (*self.sorted_out()[0], *self._afar()) if kind is None or info.kind == kind]

    def sorted_out(self) -> tuple[list[ModelInfo], list[Broken]]:
        """Every model of any kind, and what lies in the folder but cannot be used, with the reason."""
        places, rows = self._everything()
        found, broken = [], []
        for place in places.values():
            try:
                found.append(self._told(place, rows.get(place.name)))
            except SafelightError as error:
                reason = error.__cause__ if isinstance(error.__cause__, SafelightError) else error
                broken.append(Broken(place, error, reason))
        return found, broken

    def described(self, row: Model) -> ModelInfo:
        """A model by its row, as it is in this transaction. Raises ModelUnusable."""
        return self._told(Place(row.name, Path(row.path)), row)

    def whereabouts(self, name: str) -> tuple[Path, int]:
        """The path of a model, be it broken or gone, and the bytes of its weights. Raises ModelNotFound."""
        places, rows = self._everything()
        if name not in places:
            raise ModelNotFound(shorten(name), list(places), kind=None)
        row = rows.get(name)
        path = places[name].path
        try:
            return path, self._identity(places[name], row).identity.size_bytes
        except (SafelightError, OSError):
            return path, path.stat().st_size if path.is_file() else 0

    def hash(self, info: ModelInfo, on_bytes: Callable[[int], None] = lambda _: None) -> str:
        """The content hash of a model; reads all of its weights unless that was done before.

        `on_bytes` is told of each piece read, and may raise to give up.
        """
        known = self._known.get(info.path)
        if known is not None and known.sha256 and known.mark == mark_of(info.path):
            return known.sha256
        mark, found = mark_of(info.path), content_hash(info.path, on_bytes)
        identity = known.identity if known is not None and known.mark == mark else identify(info.path)
        self._known[info.path] = Known(info.path, mark, identity, found)
        return found

    def fresh(self) -> list[tuple[str, Known]]:
        """What no row tells of yet, or not as it is now: (name, facts)."""
        places, rows = self._everything()
        found = []
        for place in places.values():
            if place.name in self.built_in:
                continue
            row = rows.get(place.name)
            try:
                known = self._identity(place, row)
            except (SafelightError, OSError):
                continue
            now = (str(known.path), known.mark, known.sha256)
            if row is None or (row.path, row.mark, row.sha256) != now or records.known(row) is None:
                found.append((place.name, known))
        return found

    def is_managed(self, path: Path) -> bool:
        """Whether it lies in the models folder."""
        return path.is_relative_to(self.folder)

    def identity(self, path: Path) -> Known:
        """What lies there; headers are read once for each state of the files.

        Raises SafelightError when it is no model.
        """
        return self._identity(Place(path.stem, path), None)

    def _place(self, name: str, *, kind: Kind | None) -> tuple[Place, Model | None]:
        if (path := self.built_in.get(name)) and (path.exists() or self.elsewhere is None):
            return Place(name, path), self._row(name)[0]
        row, is_hidden = self._row(name)
        if is_hidden:
            raise ModelNotFound(shorten(name), self.names(kind), kind=kind)
        if row is not None and Path(row.path).exists():
            return Place(name, Path(row.path)), row
        place = self._places.get(name)
        if place is None or not (self.is_managed(place.path) and place.path.exists()):  # the row of it may be gone
            place = self._everything()[0].get(name)
        if self.elsewhere is not None and (place is None or not place.path.exists()):
            place = self._brought(name, is_known=row is not None)
        if place is None:
            if row is not None and not row.managed:
                raise ModelUnusable(
                    f"The files of the model {name!r} are gone: there is nothing at {row.path}.",
                    hint="Put them back, or remove the model.",
                )
            raise ModelNotFound(shorten(name), self.names(kind), kind=kind)
        return place, row

    def _brought(self, name: str, *, is_known: bool) -> Place | None:
        """A model of the server's, once its files are here. Raises ModelNotHere where it is known and they are not."""
        arrived = self.elsewhere(name) if self.elsewhere is not None else None
        if arrived is None:
            if is_known:
                raise ModelNotHere(name)
            return None
        mark, known = mark_of(arrived.path), self._known.get(arrived.path)
        if known is None or known.mark != mark:
            self._known[arrived.path] = Known(arrived.path, mark, identify(arrived.path), arrived.sha256)
        return Place(name, arrived.path)

    def _afar(self) -> list[ModelInfo]:
        """Stored models that are not on this machine."""
        if self.elsewhere is None or self.db is None:
            return []
        places, rows = self._everything()
        here = {name for name, place in places.items() if place.path.exists()}
        with self.db.reading() as session:
            names = stored.marks(session).keys() - here
        known = {name: records.known(rows[name]) for name in sorted(names) if name in rows}
        return [
            _info(name, told.path, told.identity, Paper(), rows[name].settings)
            for name, told in known.items()
            if told is not None
        ]

    def is_of_server(self) -> bool:
        """Whether the folder is the server's, which may be mounted elsewhere: some model of its lies in it."""
        if self.db is None:
            return True
        with self.db.reading() as session:
            managed = records.some_managed(session)
        if not managed or any(path.exists() for _, path in managed):
            return True
        here = scan(self.folder, {})
        return any(name in here for name, _ in managed)

    def _everything(self) -> tuple[dict[str, Place], dict[str, Model]]:
        """Every model's place, the built-in ones first, and every row."""
        rows, hidden = self._rows()
        named = {Path(row.path): row.name for row in rows.values()}
        places = {name: Place(name, path) for name, path in self.built_in.items()}
        places |= {name: place for name, place in scan(self.folder, named).items() if name not in places}
        for row in rows.values():
            if not row.managed and row.name not in places:
                places[row.name] = Place(row.name, Path(row.path))
        self._places.clear()
        self._places.update(places)
        return {name: place for name, place in places.items() if name not in hidden}, rows

    def _row(self, name: str) -> tuple[Model | None, bool]:
        """The row of a model, and whether the caller is to see nothing of it."""
        if self.db is None:
            return None, False
        with self.db.reading() as session:
            return records.find(session, name), name in records.hidden(session)

    def _rows(self) -> tuple[dict[str, Model], frozenset[str]]:
        if self.db is None:
            return {}, frozenset()
        with self.db.reading() as session:
            return {row.name: row for row in records.everything(session)}, records.hidden(session)

    def _identity(self, place: Place, row: Model | None) -> Known:
        mark = mark_of(place.path)
        known = self._known.get(place.path)
        is_of_row = row is not None and (row.path, row.mark) == (str(place.path), mark)
        digest = row.sha256 if row is not None and is_of_row else None
        if known is not None and known.mark == mark and (known.sha256 or not digest):
            return known
        told = records.known(row) if row is not None and is_of_row else None
        if told is None:
            told = Known(place.path, mark, identify(place.path), digest)
        self._known[place.path] = told
        return told

    def _told(self, place: Place, row: Model | None) -> ModelInfo:
        name, path = place.name, place.path
        try:
            known = self._identity(place, row)
            paper = read_paper(path if path.is_dir() else None)
            return _info(name, path, known.identity, paper, row.settings if row else {}).model_copy(
                update={
                    "description": (row.description if row else None) or paper.description,
                    "licence": (row.licence if row else None) or paper.licence,
                    "source": row.source if row else None,
                    "built_in": name in self.built_in,
                    "managed": name not in self.built_in and self.is_managed(path),
                    "sha256": known.sha256,
                }
            )
        except ValidationError as error:
            raise ModelUnusable(
                f"The {CARD_FILE} of model {name!r} has a setting that cannot be used: {error}",
                hint=f"Correct {path / CARD_FILE}, or remove it to use the family's defaults.",
            ) from error
        except SafelightError as error:
            raise ModelUnusable(
                f"The model {name!r} cannot be used: {error.message}", hint=error.hint or f"Mend or remove {path}."
            ) from error
        except OSError as error:
            raise ModelUnusable(
                f"The model {name!r} cannot be read: {error}", hint=f"Mend or remove {path}."
            ) from error


def _info(name: str, path: Path, identity: Identity, paper: Paper, own: Mapping[str, Any]) -> ModelInfo:
    return ModelInfo(
        name=name,
        path=path,
        kind=identity.kind,
        format=identity.format,
        family=paper.family or identity.family,
        version=identity.version,
        pipeline=identity.pipeline,
        variant=identity.variant,
        prediction_type=identity.prediction_type,
        distilled=identity.distilled,
        dtype=identity.dtype,
        parameters=identity.parameters,
        rank=identity.rank,
        network=identity.network,
        scale=identity.scale,
        words=list(identity.words),
        notes=list(identity.notes),
        title=paper.name or identity.title,
        size_bytes=identity.size_bytes,
        defaults=ModelDefaults(**{**defaults_of(identity), **paper.defaults, **(own.get("defaults") or {})}),
        load=LoadOptions(**(own.get("load") or {})),
        training=TrainSpec(**{**training_of(identity), **paper.training, **(own.get("training") or {})}),
    )
