"""Rules: made, changed, removed, and what they would do now."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.pods import repository, service
from safelight.features.pods.errors import NoCapacity, RuleNameTaken, RuleNotFound
from safelight.features.pods.schemas import Leaving, PodAsked, PodRuleShown, RuleAsked, RulePlan, RulePreview
from safelight.features.pods.service.deciding import TRY_AGAIN, Decision, Purse, Standing, Waiter, decide, overdue
from safelight.features.pods.service.renting import Renting
from safelight.features.pods.tables import Pod, PodRule
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow
from safelight.kit.errors import shorten

ENOUGH_FAILURES = 3


def listed(session: Session) -> list[PodRuleShown]:
    """All, by name."""
    return [_shown(session, rule) for rule in repository.rules(session)]


def get_shown(session: Session, named: str) -> PodRuleShown:
    """One rule. Raises RuleNotFound."""
    return _shown(session, _found(session, named))


def make(session: Session, *, asked: RuleAsked) -> PodRuleShown:
    """Make a rule. Raises RuleNameTaken."""
    _check_name(session, asked.name)
    rule = PodRule(name=asked.name, is_on=asked.is_on, plan=asked.plan.model_dump())
    session.add(rule)
    session.flush()
    note(session, action="pods.rule_made", subject=rule.id, details={"name": rule.name, "plan": rule.plan})
    return _shown(session, rule)


def change(session: Session, named: str, *, asked: RuleAsked) -> PodRuleShown:
    """Put another in its place. Raises RuleNotFound, RuleNameTaken."""
    rule = _found(session, named)
    if asked.name != rule.name:
        _check_name(session, asked.name)
    rule.name, rule.is_on, rule.plan, rule.updated_at = asked.name, asked.is_on, asked.plan.model_dump(), utcnow()
    told = {"name": rule.name, "is_on": rule.is_on, "plan": rule.plan}
    note(session, action="pods.rule_changed", subject=rule.id, details=told)
    session.flush()
    return _shown(session, rule)


def remove(session: Session, named: str) -> None:
    """Remove a rule and see its pods off. Raises RuleNotFound."""
    rule = _found(session, named)
    for pod in repository.live(session, rule_id=rule.id):
        if pod.wanted != "ended":
            service.send_away(session, pod, wanted="ended", why="Its rule was removed.", now=utcnow())
    note(session, action="pods.rule_removed", subject=rule.id, details={"name": rule.name})
    session.flush()
    session.delete(rule)


def preview(
    session: Session, renting: Renting, named: str, *, memory: Mapping[str, float], if_on: bool = False
) -> RulePreview:
    """What a rule would do now, or would if it were on; the keeper asks the very same. Raises RuleNotFound."""
    rule, now = _found(session, named), utcnow()
    pods = repository.live(session, rule_id=rule.id)
    purse = purse_of(session, renting, now, rule_id=rule.id)
    decision = decision_for(session, renting, rule, now, memory=memory, is_on=rule.is_on or if_on)
    leaves = [leave for pod in pods if (leave := overdue(standing(pod), now, purse))]
    ends = {leave.pod_id: leave for leave in (*decision.end, *leaves)}
    reasons = list(decision.reasons)
    if decision.make and renting.public_url is None:
        reasons.append("None can be made: this studio has no public address (SAFELIGHT_PUBLIC_URL).")
    return RulePreview(
        make=decision.make,
        start=list(decision.start),
        end=[Leaving(pod_id=leave.pod_id, why=leave.sentence) for leave in ends.values()],
        reasons=reasons,
        waiting=decision.waiting,
        oldest_seconds=decision.oldest_seconds,
        pods=sum(standing(pod).counts for pod in pods),
        today=purse.today,
        in_all=purse.in_all,
    )


def decision_for(
    session: Session,
    renting: Renting,
    rule: PodRule,
    now: datetime,
    *,
    memory: Mapping[str, float],
    is_on: bool | None = None,
) -> Decision:
    """What is to be done for a rule, as it is or as `is_on` has it."""
    waiting = [
        Waiter(jobs.needs_of(job), max(0.0, (now - job.queued_at).total_seconds()))
        for job in repository.waiting(session)
    ]
    return decide(
        plan_of(rule),
        [standing(pod) for pod in repository.live(session, rule_id=rule.id)],
        waiting,
        now,
        is_on=rule.is_on if is_on is None else is_on,
        acted_at=rule.acted_at,
        purse=purse_of(session, renting, now, rule_id=rule.id),
        memory=memory,
        came_to_nothing=_came_to_nothing(session, rule, now),
    )


def purse_of(session: Session, renting: Renting, now: datetime, *, rule_id: str | None = None) -> Purse:
    """What was spent, by a rule's pods if one is named."""
    today = now.date()
    return Purse(
        today=repository.spent(session, since=today, rule_id=rule_id) if rule_id else 0.0,
        in_all=repository.spent(session, rule_id=rule_id) if rule_id else 0.0,
        everybodys_today=repository.spent(session, since=today),
        limit_per_day=renting.budget_per_day,
    )


def standing(pod: Pod) -> Standing:
    """A pod as decisions see it."""
    return Standing(
        id=pod.id,
        state=pod.state,
        wanted=pod.wanted,
        plan=service.plan_of(pod),
        created_at=pod.created_at,
        cost=pod.cost,
        ends_at=pod.ends_at,
        idle_since=pod.idle_since,
        alone_since=pod.alone_since,
        has_joined=pod.joined_at is not None,
    )


def plan_of(rule: PodRule) -> RulePlan:
    """Its plan, typed; what another version knew and this one does not is passed over."""
    return RulePlan.model_validate({name: each for name, each in rule.plan.items() if name in RulePlan.model_fields})


def pod_by(plan: RulePlan) -> PodAsked:
    """One pod by a rule's plan. The budgets are those of the rule, not of each pod."""
    fields = set(PodAsked.model_fields) - {"budget"}
    return PodAsked.model_validate(plan.model_dump(include=fields))


def _came_to_nothing(session: Session, rule: PodRule, now: datetime) -> int:
    """How many of the rule's pods failed lately, one after the other; 0 where it may be tried again."""
    ends = [
        pod.ended_at or pod.leaving_at or now
        for pod in repository.last_gone(session, rule.id, limit=ENOUGH_FAILURES)
        if pod.failure is not None and pod.joined_at is None
        if pod.failure["code"] != NoCapacity.code  # that cost nothing
    ]
    if len(ends) < ENOUGH_FAILURES or now - max(ends) >= TRY_AGAIN or rule.updated_at > max(ends):
        return 0
    return len(ends)


def _shown(session: Session, rule: PodRule) -> PodRuleShown:
    pods = repository.live(session, rule_id=rule.id)
    return PodRuleShown(
        id=rule.id,
        name=rule.name,
        is_on=rule.is_on,
        plan=plan_of(rule),
        pods=sum(standing(pod).counts for pod in pods),
        dollars_per_hour=sum(pod.dollars_per_hour for pod in pods),
        today=repository.spent(session, since=utcnow().date(), rule_id=rule.id),
        in_all=repository.spent(session, rule_id=rule.id),
        acted_at=rule.acted_at,
        created_at=rule.created_at,
        updated_at=rule.updated_at,
    )


def _found(session: Session, named: str) -> PodRule:
    rule = repository.rule(session, named)
    if rule is None:
        raise RuleNotFound(shorten(named))
    return rule


def _check_name(session: Session, name: str) -> None:
    if repository.rule(session, name) is not None:
        raise RuleNameTaken(name)
