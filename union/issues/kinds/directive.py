"""A document that goes down the tree: an instruction, a plan, an invitation to a meeting."""

from django.utils.translation import gettext_lazy as _

from union.issues.kinds import IssueKind

KIND = IssueKind(words=_("Văn bản"), icon="file-text", asks=("do", "know", "report"))
