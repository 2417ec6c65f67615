"""Pages of the engagement, of the platform and of one's own account."""

from engagements.views.accesslog import AccessLogList
from engagements.views.accounts import UserAction, UserEdit, UserInvite, UserList
from engagements.views.agreements import (
    BaaEdit,
    BaaList,
    BaaSign,
    BaaTerminate,
    DocumentDownload,
)
from engagements.views.calendars import CalendarEdit, CalendarList
from engagements.views.directory import ProviderEdit, ProviderList, RecipientRemove, Recipients
from engagements.views.errors import bad_request, forbidden, not_found, server_error
from engagements.views.home import EngagementHome, Home, MyWorkCount, Switcher, SwitcherMenu
from engagements.views.jobs import JobDetail, JobList
from engagements.views.people import (
    Invite,
    MembershipCreate,
    MembershipRevoke,
    People,
    Roles,
    Setup,
)
from engagements.views.platform import (
    EngagementCreate,
    EngagementEdit,
    EngagementRole,
    EngagementRoleRevoke,
    EngagementSetup,
    OrganizationCreate,
    OrganizationEdit,
    OrganizationList,
    Platform,
)
from engagements.views.preferences import Preferences
from engagements.views.terms import TermsAccept, TermsPage, TermsPropose, TermsWithdraw

__all__ = [
    "AccessLogList",
    "BaaEdit",
    "BaaList",
    "BaaSign",
    "BaaTerminate",
    "CalendarEdit",
    "CalendarList",
    "DocumentDownload",
    "EngagementCreate",
    "EngagementEdit",
    "EngagementHome",
    "EngagementRole",
    "EngagementRoleRevoke",
    "EngagementSetup",
    "Home",
    "Invite",
    "JobDetail",
    "JobList",
    "MembershipCreate",
    "MembershipRevoke",
    "MyWorkCount",
    "OrganizationCreate",
    "OrganizationEdit",
    "OrganizationList",
    "People",
    "Platform",
    "Preferences",
    "ProviderEdit",
    "ProviderList",
    "RecipientRemove",
    "Recipients",
    "Roles",
    "Setup",
    "Switcher",
    "SwitcherMenu",
    "TermsAccept",
    "TermsPage",
    "TermsPropose",
    "TermsWithdraw",
    "UserAction",
    "UserEdit",
    "UserInvite",
    "UserList",
    "bad_request",
    "forbidden",
    "not_found",
    "server_error",
]
