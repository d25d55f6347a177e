"""The nouns. QuerySets speak, models hold rules about one row, actions change things."""

from tracker.models.access import AccessKind, AccessRecord, PastPassword, SignIn
from tracker.models.annual import AnnualReport, Part, ReportState, ReportVersion, Statement, StatementComment
from tracker.models.approvals import ChangeKind, ChangeState, PendingChange
from tracker.models.contributions import Contribution, ContributionFile, ContributionRequest
from tracker.models.dispatches import (
    Dispatch,
    DispatchItem,
    DispatchKind,
    DispatchState,
    Numbering,
    NumberSeries,
    Receipt,
    Via,
)
from tracker.models.drafts import DraftFile, FormDraft
from tracker.models.enclosures import Enclosure
from tracker.models.events import Event, EventHead, Verb
from tracker.models.follows import Follow
from tracker.models.indicators import ASKED_CYCLES, Figure, Indicator, Qualifier
from tracker.models.installation import CalendarDay, Installation, business_date
from tracker.models.instructions import Instruction
from tracker.models.letter_templates import LetterTemplate
from tracker.models.letters import Letter, LetterChannel, LetterKind, LetterNotice, LetterState
from tracker.models.lists import Basis, Cycle, Duty, ListKind, ListState, TaskList
from tracker.models.names import WrittenName
from tracker.models.notices import Notice, NoticeKind, NoticeState, Repeat, Rung, RungAt, RungKind, ToldVia
from tracker.models.obligations import (
    NEAR_DAYS,
    NOT_BLOCKED,
    SETTLED,
    UNSETTLED,
    Colour,
    DateMove,
    Obligation,
    ObligationKind,
    ObligationState,
    suspended_tasks,
)
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
from tracker.models.personal import PersonalNotice
from tracker.models.progress import Channel, Evidence, EvidenceKind, Progress, ProgressState
from tracker.models.publications import Publication, PublishedCommitment, Withholding
from tracker.models.rectifications import Rectification
from tracker.models.registers import FrozenRegister, RegisterNote
from tracker.models.remarks import Mention, Remark
from tracker.models.requests import Decision, Extension, Mute, Objection, ObjectionKind, Waiting
from tracker.models.reviews import TO_FILL, Account, Finding, Review, ReviewKind
from tracker.models.running import LONGEST_PAUSE, ClockCall, MailPause
from tracker.models.schedules import DateRule, Deadline, Schedule, ScheduleKind
from tracker.models.sealing import BadSeal
from tracker.models.search import SearchEntry, found_by, how_many, is_found_by
from tracker.models.second_factor import SecurityKey, Telephone
from tracker.models.sources import ImportRun, ImportState, Passage, PassageKind, Source, SourceKind
from tracker.models.states import OPEN_TASKS, RUNNING_TASKS, TaskState
from tracker.models.tasks import (
    NEVER,
    Assignment,
    AssignmentRole,
    ListBasis,
    Priority,
    Task,
    TaskOrigin,
    Urgency,
)
from tracker.models.views import ListPage, SavedView
from tracker.models.wordings import LetterPart, LetterWording

__all__ = [
    "ADMIN_ROLES",
    "ASKED_CYCLES",
    "LONGEST_PAUSE",
    "NEAR_DAYS",
    "NEVER",
    "NOT_BLOCKED",
    "OFFICE_ROLES",
    "OPEN_TASKS",
    "RUNNING_TASKS",
    "SETTLED",
    "TO_FILL",
    "UNIT_ROLES",
    "UNSETTLED",
    "Absence",
    "AccessKind",
    "AccessRecord",
    "Account",
    "AnnualReport",
    "Assignment",
    "AssignmentRole",
    "BadSeal",
    "Basis",
    "CalendarDay",
    "ChangeKind",
    "ChangeState",
    "Channel",
    "ClockCall",
    "Colour",
    "Contribution",
    "ContributionFile",
    "ContributionRequest",
    "Cycle",
    "DateMove",
    "DateRule",
    "Deadline",
    "Decision",
    "Dispatch",
    "DispatchItem",
    "DispatchKind",
    "DispatchState",
    "DraftFile",
    "Duty",
    "Enclosure",
    "Event",
    "EventHead",
    "Evidence",
    "EvidenceKind",
    "Extension",
    "Figure",
    "Finding",
    "Follow",
    "FormDraft",
    "FrozenRegister",
    "ImportRun",
    "ImportState",
    "Indicator",
    "Installation",
    "Instruction",
    "Letter",
    "LetterChannel",
    "LetterKind",
    "LetterNotice",
    "LetterPart",
    "LetterState",
    "LetterTemplate",
    "LetterWording",
    "ListBasis",
    "ListKind",
    "ListPage",
    "ListState",
    "MailPause",
    "Membership",
    "Mention",
    "Mute",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "NumberSeries",
    "Numbering",
    "Objection",
    "ObjectionKind",
    "Obligation",
    "ObligationKind",
    "ObligationState",
    "Part",
    "Passage",
    "PassageKind",
    "PastPassword",
    "PendingChange",
    "PersonalNotice",
    "Priority",
    "Progress",
    "ProgressState",
    "Publication",
    "PublishedCommitment",
    "Qualifier",
    "Receipt",
    "Rectification",
    "RegisterNote",
    "Remark",
    "Repeat",
    "ReportState",
    "ReportVersion",
    "Review",
    "ReviewKind",
    "Role",
    "Rung",
    "RungAt",
    "RungKind",
    "SavedView",
    "Schedule",
    "ScheduleKind",
    "SearchEntry",
    "SecurityKey",
    "SignIn",
    "Source",
    "SourceKind",
    "Statement",
    "StatementComment",
    "Task",
    "TaskList",
    "TaskOrigin",
    "TaskState",
    "Telephone",
    "ToldVia",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "UnitKind",
    "Urgency",
    "User",
    "Verb",
    "Via",
    "Waiting",
    "Withholding",
    "WrittenName",
    "business_date",
    "found_by",
    "how_many",
    "is_found_by",
    "suspended_tasks",
]
