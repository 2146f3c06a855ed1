"""Characters as the API shows them. However many there are, the number of queries is the same."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from safelight.db.ownership import looks_as
from safelight.features.characters import repository
from safelight.features.characters.schemas import (
    CharacterListed,
    CharacterShown,
    CharacterStatus,
    Cover,
    FindingShown,
    InProject,
    ReferenceShown,
    SampleShown,
    VersionShown,
)
from safelight.features.characters.service import consents, plans, references
from safelight.features.characters.tables import Character, CharacterVersion, Reference, Sample
from safelight.features.projects import service as projects
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.training import TrainSpec
from safelight.storage import layout

Link = Callable[[str], str]


def listed(session: Session, characters: Sequence[Character], *, link: Link) -> list[CharacterListed]:
    """Characters for a list, with signed links to their covers."""
    ids = [character.id for character in characters]
    job_ids = [character.job_id for character in characters if character.job_id]
    found, progress = jobs.all_behind(session, job_ids), jobs.progress_of(session, job_ids)
    counts, made = repository.reference_counts(session, ids), repository.pictures_made(session, ids)
    gathered = projects.named(session, {each.project_id for each in characters if each.project_id})
    sight, owners = looks_as(session), projects.others(session, {each.account_id for each in characters})
    samples, firsts = repository.newest_samples(session, ids), repository.first_references(session, ids)
    return [
        CharacterListed(
            id=character.id,
            name=character.name,
            trigger=character.trigger,
            class_word=character.class_word,
            base_model=character.base_model,
            model=character.model,
            source="imported" if character.source == "imported" else "trained",
            status=status_of(character, job := found.get(character.job_id or "")),
            version=character.version,
            attempt=job.spec["version"] if job else None,
            job_id=character.job_id,
            job_state=job.state if job else None,
            progress=progress.get(character.job_id or ""),
            failure=job.parsed_failure if job else None,
            project=InProject(id=project.id, name=project.name)
            if (project := gathered.get(character.project_id or ""))
            else None,
            owner=owners.get(character.account_id),
            can_edit=sight is None or sight.changes(character),
            cover=_cover(samples.get(character.id) or firsts.get(character.id), link),
            reference_count=counts.get(character.id, 0),
            pictures_made=made.get(character.id, 0),
            created_at=character.created_at,
            updated_at=character.updated_at,
            last_used_at=character.last_used_at,
        )
        for character in characters
    ]


def shown(session: Session, character: Character, *, link: Link) -> CharacterShown:
    """One character with all that belongs to it."""
    by_version: dict[int, list[Sample]] = {}
    for sample in repository.samples(session, character.id, version=None):
        by_version.setdefault(sample.version, []).append(sample)
    last_steps = {number: _of_last_step(made) for number, made in by_version.items()}
    brief = listed(session, [character], link=link)[0]
    return CharacterShown(
        **dict(brief),
        description=character.description,
        consent=consents.shown(character.consent),
        lora_size=character.lora_size,
        preset=plans.preset_of(character),
        overrides=plans.overrides_of(character),
        training=TrainSpec.model_validate(character.training) if character.training else None,
        references=[reference_shown(reference, link=link) for reference in character.references],
        samples=[sample_shown(sample, link=link) for sample in last_steps.get(character.version, [])],
        versions=[
            _version(version, character, last_steps.get(version.number, []), link)
            for version in reversed(character.versions)
        ],
    )


def reference_shown(reference: Reference, *, link: Link) -> ReferenceShown:
    """One of its pictures."""
    whole, box = layout.reference_of_crop(reference.key)
    return ReferenceShown(
        id=reference.id,
        position=reference.position,
        filename=reference.filename,
        width=reference.width,
        height=reference.height,
        size=reference.size,
        caption=reference.caption,
        excluded=reference.excluded,
        repeats=reference.repeats,
        mask_url=link(reference.mask_key) if reference.mask_key else None,
        findings=[FindingShown.model_validate(finding) for finding in references.open_findings(reference)],
        crop=list(box) if box else None,
        whole_url=link(whole),
        url=link(reference.key),
        thumbnail_url=link(reference.thumbnail_key or reference.key),
        thumbhash=reference.thumbhash,
    )


def sample_shown(sample: Sample, *, link: Link) -> SampleShown:
    """One picture of its trainings."""
    return SampleShown(
        id=sample.id,
        role="probe" if sample.role == "probe" else "prompt",
        version=sample.version,
        step=sample.step,
        position=sample.position,
        prompt=sample.prompt,
        seed=sample.seed,
        width=sample.width,
        height=sample.height,
        url=link(sample.key),
        thumbnail_url=link(sample.thumbnail_key or sample.key),
        thumbhash=sample.thumbhash,
        created_at=sample.created_at,
    )


def status_of(character: Character, job: Job | None) -> CharacterStatus:
    """How a character stands: ready as soon as one training has ended well, else as its job stands."""
    if character.is_usable:
        return "ready"
    if character.job_id is None:
        return "draft"
    if job is None:
        return "failed"
    by_state: dict[str, CharacterStatus] = {"queued": "queued", "failed": "failed", "cancelled": "cancelled"}
    return by_state.get(job.state, "training")


def _version(version: CharacterVersion, character: Character, samples: list[Sample], link: Link) -> VersionShown:
    return VersionShown(
        number=version.number,
        in_use=version.number == character.version,
        base_model=version.base_model,
        created_at=version.created_at,
        steps=version.steps,
        step=version.step,
        final_loss=version.final_loss,
        size=version.lora_size,
        model=version.model,
        training=TrainSpec.model_validate(version.training) if version.training else None,
        job_id=version.job_id,
        samples=[sample_shown(sample, link=link) for sample in samples],
    )


def _of_last_step(samples: list[Sample]) -> list[Sample]:
    last = max(sample.step for sample in samples)
    return [sample for sample in samples if sample.step == last]


def _cover(picture: Sample | Reference | None, link: Link) -> Cover | None:
    if picture is None:
        return None
    return Cover(
        url=link(picture.thumbnail_key or picture.key),
        thumbhash=picture.thumbhash,
        width=picture.width,
        height=picture.height,
    )
