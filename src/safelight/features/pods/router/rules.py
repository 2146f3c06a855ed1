"""Routes of the rules by which pods come and go."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.pods.access import KeeperDep, RentingDep
from safelight.features.pods.schemas import PodRuleShown, RuleAsked, RulePreview
from safelight.features.pods.service import catalogue, rules
from safelight.kit.paging import Page

router = APIRouter(prefix="/rules")


@router.get("")
def list_pod_rules(session: Reading) -> Page[PodRuleShown]:
    """The rules, by name."""
    return Page(items=rules.listed(session))


@router.post("", status_code=status.HTTP_201_CREATED)
def make_pod_rule(
    asked: RuleAsked, studio: StudioDep, renting: RentingDep, keeper: KeeperDep, response: Response
) -> PodRuleShown:
    """Make a rule: pods come when jobs wait, and go when they have nothing to do."""
    catalogue.check(studio.db, renting, asked.plan)
    with studio.db.transaction() as session:
        made = rules.make(session, asked=asked)
    keeper.wake()
    response.headers["Location"] = f"/api/v1/pods/rules/{made.id}"
    return made


@router.get("/{rule}")
def show_pod_rule(rule: str, session: Reading) -> PodRuleShown:
    """One rule, by its id or its name."""
    return rules.get_shown(session, rule)


@router.put("/{rule}")
def change_pod_rule(
    rule: str, asked: RuleAsked, studio: StudioDep, renting: RentingDep, keeper: KeeperDep
) -> PodRuleShown:
    """Change a rule; pods that it has made stay as they were asked for."""
    if asked.is_on:  # switching one off must work even if the provider is away
        catalogue.check(studio.db, renting, asked.plan)
    with studio.db.transaction() as session:
        changed = rules.change(session, rule, asked=asked)
    keeper.wake()
    return changed


@router.delete("/{rule}", status_code=status.HTTP_204_NO_CONTENT)
def remove_pod_rule(rule: str, session: Writing) -> None:
    """Remove a rule; its pods go once their jobs are done."""
    rules.remove(session, rule)


@router.get("/{rule}/preview")
def preview_pod_rule(
    rule: str,
    studio: StudioDep,
    renting: RentingDep,
    if_on: Annotated[bool, Query(description="As if a rule that is off were on")] = False,  # noqa: FBT002  a query parameter
) -> RulePreview:
    """What a rule would do now, and why. Nothing is done."""
    memory = catalogue.memory_known(studio.db, renting)
    with studio.db.reading() as session:
        return rules.preview(session, renting, rule, memory=memory, if_on=if_on)
