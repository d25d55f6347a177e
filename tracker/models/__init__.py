"""The nouns. QuerySets speak, models hold rules about one row, actions change things."""

from tracker.models.dispatches import (
    Dispatch,
    DispatchKind,
    DispatchState,
    Numbering,
    NumberSeries,
    Service,
    Via,
)
from tracker.models.events import Event, EventHead, Verb, chronicle, tell, verify_chain
from tracker.models.indicators import Figure, Indicator, Qualifier
from tracker.models.letters import Letter, LetterChannel, LetterKind, LetterNotice, LetterState
from tracker.models.notices import Notice, NoticeState, Repeat, Rung, RungAt, RungKind
from tracker.models.obligations import (
    NEAR_DAYS,
    Colour,
    Obligation,
    ObligationKind,
    ObligationState,
    task_colour,
)
from tracker.models.office import CalendarDay, Office, business_date
from tracker.models.people import (
    ADMIN_ROLES,
    OFFICE_ROLES,
    UNIT_ROLES,
    Absence,
    Membership,
    Role,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitKind,
    User,
)
from tracker.models.progress import Channel, Evidence, EvidenceKind, Progress, ProgressState
from tracker.models.requests import Decision, Extension, Mute, Objection, ObjectionKind, Waiting
from tracker.models.reviews import Finding, Review, ReviewKind
from tracker.models.sources import ImportRun, ImportState, Passage, PassageKind, Source, SourceKind
from tracker.models.tasks import (
    Assignment,
    AssignmentRole,
    Basis,
    Cycle,
    DateRule,
    Deadline,
    Duty,
    Follow,
    ListBasis,
    ListKind,
    ListState,
    Schedule,
    ScheduleKind,
    Task,
    TaskList,
    TaskOrigin,
    TaskState,
    offices_of,
)

__all__ = [
    name
    for name in dir()
    if name[0].isupper()
    or name in ("business_date", "chronicle", "offices_of", "task_colour", "tell", "verify_chain")
]
