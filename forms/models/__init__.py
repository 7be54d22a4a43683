from forms.models.deliveries import Delivery
from forms.models.drafts import Draft, Sheet
from forms.models.pages import FormPage, FormsIndexPage
from forms.models.rules import FormAccess, FormRules
from forms.models.submissions import Processing, Submission
from forms.models.uploads import Upload
from forms.models.versions import FormVersion, newest_versions, versions_named

__all__ = [
    "Delivery",
    "Draft",
    "FormAccess",
    "FormPage",
    "FormRules",
    "FormVersion",
    "FormsIndexPage",
    "Processing",
    "Sheet",
    "Submission",
    "Upload",
    "newest_versions",
    "versions_named",
]
